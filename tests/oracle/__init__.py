"""The oracle: what real TensorFlow does with a program, and the comments that state it in the fixtures."""
