"""Whole programs: a main module, often others that it imports, from the pieces."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field

from tests.fuzz import bigger, eager, entering, networks, requests, scopes, surroundings  # noqa: F401  the pieces
from tests.fuzz.pen import OF_A_GRAPH, Choose, Pen

HEADERS = {
    "graph": """import contextlib
import functools
import numpy as np
import tensorflow.compat.v1 as tf
tf.disable_v2_behavior()
""",
    "eager": """import contextlib
import functools
import numpy as np
import tensorflow as tf
compat = tf.compat.v1
""",
}

HELPERS = '''
def logged(function):
    """A decorator."""
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)
    return wrapper

class Base:
    """A base class."""
    def __init__(self, name):
        self.base_name = name
'''


@dataclass(frozen=True, slots=True)
class RandomProgram:
    """A program's files, the first of which is run; what was used to write it."""

    files: dict[str, str]
    mode: str
    used: Counter[str] = field(compare=False, default_factory=Counter)


def program(choose: Choose) -> RandomProgram:
    """A random program."""
    mode = "eager" if choose(100) >= 92 else "graph"
    pen = Pen(choose, mode, budget=4 + choose(16))
    files: dict[str, str] = {}
    imports = ""
    if mode == "graph" and pen.chance(25):
        imports, files["nets.py"] = module(pen)
        pen.used["module"] += 1
    while pen.budget > 0:
        if mode == "graph" and pen.chance(3):
            scopes.reset(pen)
        if mode == "graph" and pen.chance(35):
            surroundings.attempt(pen)
        else:
            pen.statement()
    return RandomProgram({"main.py": text_of(pen, imports), **files}, mode, pen.used)


def module(main: Pen) -> tuple[str, str]:
    """A module with helpers, and how it is imported."""
    pen = Pen(main.choose, main.mode, budget=5)
    pen.count = 100
    with pen.hiding(*OF_A_GRAPH):
        surroundings.helper(pen)
        surroundings.helper(pen)
        helpers = pen.known("helper")
    main.used.update(pen.used)
    name = "nets" if pen.chance(50) else "n"
    if pen.chance(60) or not helpers:
        main.see("helper", *(f"{name}.{helper}" for helper in helpers))
        return "import nets\n" if name == "nets" else "import nets as n\n", text_of(pen)
    main.see("helper", *helpers)
    return f"from nets import {', '.join(helper.partition('|')[0] for helper in helpers)}\n", text_of(pen)


def text_of(pen: Pen, imports: str = "") -> str:
    """The text of a file; only the helpers that are used."""
    body = "\n".join([*pen.prologue, *pen.lines])
    helpers = HELPERS if "logged" in body or "(Base)" in body else ""
    return HEADERS[pen.mode] + imports + helpers + "\n" + body + "\n"


def random_program(seed: str) -> RandomProgram:
    """The program of a seed, the same in every run."""
    return program(random.Random(seed).randrange)
