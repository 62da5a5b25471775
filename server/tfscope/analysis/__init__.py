"""The façade over the interpreter: projects, programs, runs, and what is known of one file."""
