"""The tests. TensorFlow is the judge: see oracle/annotations.py for how the fixtures are read."""
