"""Imports every library model, so that it registers itself."""

from __future__ import annotations

import importlib
import pkgutil

from tfscope.models import python, tensorflow


def load() -> None:
    """Imports the modules of `models/python` and `models/tensorflow`."""
    for package in (python, tensorflow):
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"{package.__name__}.{module.name}")


load()
