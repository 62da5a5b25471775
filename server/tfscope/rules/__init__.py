"""The rules: one file for each diagnostic. `core` holds what they share."""
