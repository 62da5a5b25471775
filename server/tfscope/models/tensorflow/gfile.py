"""`tf.gfile`: Python's files and folders by other names.

**Source:** tensorflow/python/lib/io/file_io.py and platform/gfile.py, TF 2.21.
"""

from __future__ import annotations

from tfscope.domain.values import AbstractValue
from tfscope.models.machine import Call, Machine
from tfscope.models.python import files
from tfscope.models.registry import model


@model("tensorflow.gfile.GFile", "tensorflow.gfile.FastGFile", "tensorflow.gfile.Open", "tensorflow.io.gfile.GFile")
def open_(machine: Machine, call: Call, name: AbstractValue, mode: AbstractValue = "r") -> AbstractValue:
    """A file. Source: gfile.GFile."""
    return files.open_(machine, call, name, mode)


@model("tensorflow.gfile.Exists")
def exists(machine: Machine, call: Call, filename: AbstractValue) -> AbstractValue:
    """Whether there is such a file or folder. Source: file_io.file_exists."""
    return files.exists(machine, call, filename)


@model("tensorflow.gfile.IsDirectory")
def is_directory(machine: Machine, call: Call, dirname: AbstractValue) -> AbstractValue:
    """Whether there is such a folder. Source: file_io.is_directory."""
    return files.isdir(machine, call, dirname)


@model("tensorflow.gfile.ListDirectory")
def list_directory(machine: Machine, call: Call, dirname: AbstractValue) -> AbstractValue:
    """The names in a folder. Source: file_io.list_directory."""
    return files.listdir(machine, call, dirname)


@model("tensorflow.gfile.Glob")
def glob(machine: Machine, call: Call, filename: AbstractValue) -> AbstractValue:
    """The files whose names match a pattern. Source: file_io.get_matching_files."""
    return files.glob(machine, call, filename)


@model("tensorflow.io.gfile.glob")
def glob_v2(machine: Machine, call: Call, pattern: AbstractValue) -> AbstractValue:
    """The files whose names match a pattern. Source: file_io.get_matching_files_v2."""
    return files.glob(machine, call, pattern)
