"""Random edits of a small workspace, as somebody who types, breaks, mends, renames, moves and undoes makes them."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.analysis.workspace import HEAD
from tfscope.analysis.project import Project
from tfscope.analysis.run import Budget
from tfscope.interp.limits import Limits

FILES: Final = {
    "layers.py": HEAD
    + '''WIDTH = 3
def dense(x, units, name="dense", reuse=None):
    """A layer."""
    with tf.variable_scope(name, reuse=reuse):
        w = tf.get_variable("w", [WIDTH, units])
        return tf.matmul(x, w) + bias(units)
def bias(units, name="b"):
    # Shared.
    return tf.get_variable(name, [units])
class Tower(object):
    def __init__(self, name="tower"):
        self.name = name
        self.built = False
    def __call__(self, x):
        with tf.variable_scope(self.name, reuse=self.built):
            x = dense(x, 4)
        self.built = True
        return x
''',
    "model.py": HEAD
    + """import layers
from layers import dense as fully
def build(x, depth=2):
    for i in range(depth):
        x = layers.dense(x, 3, name="layer_%d" % i)
    return fully(x, 3, "logits")
def encoder(x, flag):
    if flag:
        x = build(x)
    return layers.Tower("enc")(x)
def again(x):
    with tf.variable_scope("logits", reuse=True):
        return tf.get_variable("w", [3, 3])
""",
    "train.py": HEAD
    + """from model import build, encoder
import model
x = tf.placeholder(tf.float32, [2, 3])
with tf.variable_scope("net"):
    y = build(x)
z = encoder(x, True)
print(tf.global_variables())
""",
}
STATEMENTS: Final = (
    'v = tf.get_variable("v", [2])\n',
    "tf.get_variable_scope().reuse_variables()\n",
    'with tf.variable_scope("extra"):\n    tf.get_variable("e", [1])\n',
    "def added(x, size=2):\n    return tf.get_variable(x, [size])\n",
    'def dense(x, units, name="other"):\n    return tf.get_variable(name, [units])\n',
    "class Tower:\n    def __init__(self, name):\n        self.w = tf.get_variable(name, [1])\n",
    "import layers\n",
    "from layers import *\n",
    "from model import build\n",
    "import added\n",
    "x = None\n",
    "WIDTH = 5\n",
    "return x\n",
    "# A remark\n",
    "def width(n=2):\n    return n + 1\nWIDTH = width()\n",
    "\n",
    'raise ValueError("no")\n',
    "@tf.function\n",
    'if __name__ == "__main__":\n    added("main")\n',
    'globals()["bias"] = None\n',
    "added = bias = None\n",
)
#: A renaming easily makes functions that call themselves twice; so much is enough of those.
BUDGET: Final = Budget(Limits(steps=20_000), Limits(steps=5_000), 20_000)
BREAKS: Final = ("(", '"""', "'", "def f(:\n", "  ", ")", "class", "[1,\n")
WORDS: Final = ("dense", "bias", "build", "encoder", "Tower", "added", "units", "name", "w", "x", "layers", "reuse")
CHARACTERS: Final = "ax1_ ().,:'\"\n=#"


@dataclass(slots=True)
class Desk:
    """A workspace on disk, what is open of it, and the earlier texts of each file."""

    root: Path
    project: Project
    random: random.Random
    texts: dict[str, str] = field(default_factory=dict)
    earlier: dict[str, list[str]] = field(default_factory=dict)
    is_open: set[str] = field(default_factory=set)

    def path(self, name: str) -> str:
        """Where a file is."""
        return str(self.root / name)

    def some_file(self) -> str:
        """The name of one of the files."""
        return self.random.choice(sorted(self.texts))

    def put(self, name: str, text: str) -> None:
        """Changes a file in the editor, or on disk where it is not open."""
        self.earlier.setdefault(name, []).append(self.texts.get(name, ""))
        self.texts[name] = text
        if name in self.is_open:
            self.project.set_text(self.path(name), text)
        else:
            (self.root / name).write_text(text)
            self.project.file_changed(self.path(name))


def at_line(desk: Desk, text: str) -> tuple[list[str], int, str]:
    """The lines of a text, one of their numbers, and its indentation."""
    lines = text.splitlines(keepends=True) or [""]
    number = desk.random.randrange(len(lines))
    return lines, number, re.match(r"[ \t]*", lines[number])[0]  # type: ignore[index]


def type_something(desk: Desk) -> None:
    """Some characters are typed."""
    name = desk.some_file()
    text, at = desk.texts[name], desk.random.randint(0, len(desk.texts[name]))
    typed = "".join(desk.random.choice(CHARACTERS) for _ in range(desk.random.randint(1, 3)))
    desk.put(name, text[:at] + typed + text[at:])


def delete_something(desk: Desk) -> None:
    """Some characters, or lines, are deleted."""
    name = desk.some_file()
    text = desk.texts[name]
    if desk.random.random() < 0.5:
        at = desk.random.randint(0, len(text))
        desk.put(name, text[:at] + text[at + desk.random.randint(1, 4) :])
    else:
        lines, number, _ = at_line(desk, text)
        desk.put(name, "".join(lines[:number] + lines[number + desk.random.randint(1, 3) :]))


def paste(desk: Desk) -> None:
    """Statements are pasted, as deep as the line they come before, or at the left."""
    name = desk.some_file()
    lines, number, indent = at_line(desk, desk.texts[name])
    indent = desk.random.choice([indent, ""])
    pasted = "".join(indent + line for line in desk.random.choice(STATEMENTS).splitlines(keepends=True))
    desk.put(name, "".join([*lines[:number], pasted, *lines[number:]]))


def break_and_mend(desk: Desk) -> None:
    """The syntax is broken, and mended after a look."""
    name = desk.some_file()
    text, at = desk.texts[name], desk.random.randint(0, len(desk.texts[name]))
    desk.put(name, text[:at] + desk.random.choice(BREAKS) + text[at:])
    desk.project.analyse(desk.path(desk.some_file()))
    if desk.random.random() < 0.8:
        desk.put(name, text)


def rename(desk: Desk) -> None:
    """A word becomes another, in one file or in all."""
    old, new = desk.random.sample(WORDS, 2)
    for name in sorted(desk.texts) if desk.random.random() < 0.4 else [desk.some_file()]:
        desk.put(name, re.sub(rf"\b{old}\b", new, desk.texts[name]))


def move(desk: Desk) -> None:
    """Lines go elsewhere."""
    name = desk.some_file()
    lines, number, _ = at_line(desk, desk.texts[name])
    taken = lines[number : number + desk.random.randint(1, 6)]
    rest = lines[:number] + lines[number + len(taken) :]
    at = desk.random.randint(0, len(rest))
    desk.put(name, "".join(rest[:at] + taken + rest[at:]))


def rewrite(desk: Desk) -> None:
    """A remark, a blank line or a line break that changes nothing but where things stand."""
    name = desk.some_file()
    text = desk.texts[name]
    if desk.random.random() < 0.5:
        lines, number, indent = at_line(desk, text)
        lines.insert(number, desk.random.choice([f"{indent}# Shared, tied.\n", "\n", f"{indent}# A remark.\n\n"]))
        desk.put(name, "".join(lines))
    else:
        at = text.find(", ", desk.random.randint(0, len(text)))
        if at >= 0:
            desk.put(name, text[:at] + desk.random.choice([",  ", ",\n        "]) + text[at + 2 :])


def undo(desk: Desk) -> None:
    """A file is as it was once."""
    name = desk.some_file()
    if desk.earlier.get(name):
        desk.put(name, desk.random.choice(desk.earlier[name]))


def open_or_close(desk: Desk) -> None:
    """A file is opened, or saved and closed."""
    name = desk.some_file()
    if name in desk.is_open:
        (desk.root / name).write_text(desk.texts[name])
        desk.project.close(desk.path(name))
        desk.is_open.discard(name)
    else:
        desk.is_open.add(name)
        desk.project.set_text(desk.path(name), desk.texts[name])


def add_or_remove(desk: Desk) -> None:
    """A file is made or removed on disk."""
    name = desk.random.choice(["added.py", "layers.py", "model.py", "tensorflow.py"])
    if name in desk.is_open:
        return
    if name in desk.texts and len(desk.texts) > 2:
        del desk.texts[name]
        (desk.root / name).unlink()
    else:
        desk.texts[name] = HEAD + desk.random.choice(STATEMENTS)
        (desk.root / name).write_text(desk.texts[name])
    desk.project.file_changed(desk.path(name))


EDITS: Final[tuple[tuple[Callable[[Desk], None], int], ...]] = (
    (type_something, 6),
    (delete_something, 4),
    (paste, 6),
    (break_and_mend, 4),
    (rename, 3),
    (move, 2),
    (rewrite, 4),
    (undo, 4),
    (open_or_close, 3),
    (add_or_remove, 2),
)


def played(root: Path, seed: int, length: int) -> Desk:
    """A workspace after so many random edits, with looks at some of its files between them."""
    desk = Desk(root, Project([str(root)], budget=BUDGET), random.Random(seed))
    for name, text in FILES.items():
        (root / name).write_text(text)
        desk.texts[name] = text
    actions, weights = zip(*EDITS)
    for _ in range(length):
        desk.random.choices(actions, weights)[0](desk)
        if desk.random.random() < 0.4:
            desk.project.analyse(desk.path(desk.some_file()))
    return desk
