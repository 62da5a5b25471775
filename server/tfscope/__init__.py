"""Says what TensorFlow 1 graph code will do with every variable, without running it."""

__version__ = "0.1.0"
