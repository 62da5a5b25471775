"""The differential fuzzer: random programs, about which TensorFlow and tfscope must say the same."""
