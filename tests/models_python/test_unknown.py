"""What is not known stays visible: holes, open containers, and nothing guessed. CPython cannot judge these."""

from __future__ import annotations

import pytest

from tests.models_python.judging import interpret, value_of
from tfscope.domain.heap import ArrayObject, DictObject, ListObject
from tfscope.domain.values import OneOf, Shape, Unknown

PRELUDE = """
import os, sys, random, re, json, math, copy, functools, itertools, collections, argparse
import numpy as np
"""


def known(expression: str, before: str = "") -> object:
    """The value of an expression behind some statements."""
    return value_of(f"{PRELUDE}{before}\nresult = {expression}\n", "result")


HOLES = {
    "os.path.join('a', name, 'c')": "a/{name}/c",
    "os.path.join(name, '/b')": "/b",
    "os.path.basename('x/' + name + '/y.txt')": "y.txt",
    "os.path.splitext(name + '/a.ckpt')[0]": "{name}/a",
    "'%s/%d' % (name, 3)": "{name}/3",
    "str(name) + '_1'": "{name}_1",
    "'-'.join(['a', str(name)])": "a-{name}",
    "'{}'.format(name)": "{name}",
}


@pytest.mark.parametrize("expression", HOLES)
def test_holes(expression: str) -> None:
    assert str(known(expression)) == HOLES[expression]


KINDS = {
    "len(name)": "int",
    "int(name)": "int",
    "float(name)": "float",
    "bool(name)": "bool",
    "isinstance(name, int)": "bool",
    "hasattr(name, 'x')": "bool",
    "os.path.exists('/tmp')": "bool",
    "os.getcwd()": "str",
    "random.random()": "float",
    "random.randint(0, 3)": "int",
    "math.sqrt(int(name))": "float",
    "math.ceil(float(name))": "int",
    "len(sys.argv)": "int",
    "any([name, 0])": "bool",
    "sys.argv[1]": "",
    "os.environ['HOME']": "",
    "os.environ.get('HOME', 'x')": "",
    "json.load(open('x'))": "",
    "max(name, 3)": "",
    "{'a': 1}[name]": "",
    "np.mean(np.random.rand(3))": "float",
}


@pytest.mark.parametrize("expression", KINDS)
def test_unknown_values(expression: str) -> None:
    value = known(expression)
    assert isinstance(value, Unknown)
    assert value.kind == KINDS[expression]


OPEN = (
    "list(name)",
    "sorted(name)",
    "[int(x) for x in name]",
    "os.listdir('.')",
    "list(map(str, name))",
    "list(zip(name, [1]))",
    "list(itertools.chain([1], name))",
    "re.findall('a', name)",
    "list({'a': 1, name: 2})",
)


@pytest.mark.parametrize("expression", OPEN)
def test_open_lists(expression: str) -> None:
    value = known(expression)
    assert isinstance(value, ListObject)
    assert value.is_open


JOINED = """
flag = name > 3
d = {"a": 1}
l = [1]
class Box:
    pass
box = Box()
made = collections.OrderedDict()
if flag:
    d["b"] = 2
    l.append(2)
    box.x = 5
    made["k"] = 1
else:
    d["a"] = 3
"""
AFTER_BRANCH = {
    "d.get('a')": (1, 3),
    "d.get('b')": (2, None),
    "d.get('b', 7)": (2, 7),
    "getattr(box, 'x', 0)": (5, 0),
    "d.setdefault('b', 9)": (2, 9),
    "copy.deepcopy(d).get('b', 0)": (2, 0),
    "dict(d, c=1).get('b', 0)": (2, 0),
}


@pytest.mark.parametrize("expression", AFTER_BRANCH)
def test_both_sides_of_a_branch(expression: str) -> None:
    value = known(expression, JOINED)
    assert isinstance(value, OneOf)
    assert set(value.options) == set(AFTER_BRANCH[expression])


UNDECIDED = ("'b' in d", "len(l)", "hasattr(box, 'x')", "len(made)", "len(d)", "bool(made)", "list(d)[-1] == 'a'")


@pytest.mark.parametrize("expression", UNDECIDED)
def test_undecided_after_a_branch(expression: str) -> None:
    assert isinstance(known(expression, JOINED), Unknown)


def test_shapes_with_unknown_dimensions() -> None:
    value = known("np.zeros((2, int(name))) + 1")
    assert isinstance(value, ArrayObject)
    assert isinstance(value.shape, Shape)
    assert value.shape.dims is not None
    assert value.shape.dims[0] == 2
    assert isinstance(value.shape.dims[1], Unknown)


def test_open_keywords_make_an_open_dict() -> None:
    value = known("dict(a=1, **name)")
    assert isinstance(value, DictObject)
    assert value.is_open


def test_required_options_are_not_known() -> None:
    before = """
parser = argparse.ArgumentParser()
parser.add_argument("path")
parser.add_argument("--steps", type=int, required=True)
args = parser.parse_args()
"""
    path, steps = known("args.path", before), known("args.steps", before)
    assert isinstance(path, Unknown)
    assert isinstance(steps, Unknown)
    assert (path.label, path.kind, steps.label, steps.kind) == ("path", "str", "steps", "int")


@pytest.mark.parametrize(
    "text",
    [
        "import sys\nfor i in name:\n    sys.exit()\n",
        "for x in sorted(name):\n    y = x\n",
        "import itertools\nfor i in itertools.count():\n    if i == name:\n        break\n",
        "class A(name):\n    pass\nA().x.y(3)\n",
        "d = dict(name)\nd['x'].append(1)\nd.update(name)\nfor k, v in d.items():\n    pass\n",
        "f = lambda *a, **k: (a, k)\nf(*name, **name)\n",
    ],
)
def test_nothing_fails(text: str) -> None:
    vm, _, _ = interpret(text)
    assert vm.error is None
