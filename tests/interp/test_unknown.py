"""Containers, conditions and choices that are not all known: the exact answer, and nothing guessed."""

from __future__ import annotations

import pytest

from tests.models_python.judging import interpret, value_of
from tfscope.domain.heap import DictObject, ListObject, SetObject
from tfscope.domain.values import OneOf, Unknown

#: `rest` is a list of which the first two items are known, `either` is 1, "a" or None; `d` may lack "b".
PRELUDE = """
rest = [1, 2]
rest += name
grown = {"a": 1}
d = {"a": 1}
either = None
if flag:
    either = 1
    d["b"] = 2
elif other:
    either = "a"
grown |= name
some = {1, 2}
if flag:
    some.add(3)
maybe = 5 if flag else None
size = 8 if flag else 16
"""


def known(expression: str, before: str = "") -> object:
    """The value of an expression behind the prelude."""
    return value_of(f"{PRELUDE}{before}\nresult = {expression}\n", "result")


KNOWN = {
    "(lambda a, **rest: a)(**({'a': 1, 'b': 2} if flag else {'a': 1}))": 1,
    # The options that lack a key are not the ones that are meant.
    "({'k': 1} if flag else {} if other else None)['k']": 1,
    # Texts with the same holes differ where what is known of them does.
    "f'{name}/a' == f'{name}/b'": False,
    "f'{name}/a' == f'{name}/a/b'": False,
    "'x' in ({} if False else {})": False,
    "name in {}": False,
    "2 in {k: 0 for k in sorted(rest)}": True,
    "rest[0]": 1,
    "rest[1]": 2,
    "1 in rest": True,
    "grown['a'] if False else 1": 1,
    "either is not rest": True,
    "either == 7": False,
    "size > 4": True,
    "size in (8, 16)": True,
    "3 in (1, name, 3)": True,
    "[1, name] == [2, name]": False,
    "[name] == [name, 1]": False,
    "(1, name) == [1, name]": False,
    "{'a': name} == {'b': name}": False,
    "{'a': 1, 'b': name} == {'a': 2, 'b': name}": False,
    "bool([name])": True,
    "len([name, name])": 2,
    "name is name": True,
    "name == name": True,
    "str(name) is None": False,
    "int(name) == 'a'": False,
    "str(name) == 3": False,
    "int(name) is not None": True,
    "size // 8 in (1, 2)": True,
    "(name, 2)[1]": 2,
    "{'k': [name, 4]}['k'][1]": 4,
    "isinstance(size, int)": True,
    "isinstance(int(name), str)": False,
    "1 in some": True,
}


@pytest.mark.parametrize("expression", KNOWN)
def test_what_is_known_all_the_same(expression: str) -> None:
    """The parts that are known decide."""
    value = known(expression)
    assert type(value) is type(KNOWN[expression])
    assert value == KNOWN[expression]


CHOICES = {
    "size": (8, 16),
    "size * 2": (16, 32),
    "size + 1": (9, 17),
    "2 ** (size // 8)": (2, 4),
    "'w' * (size // 8)": ("w", "ww"),
    "-size": (-8, -16),
    "maybe + 1": (6,),
    "either": (1, "a", None),
    "d.get('b')": (2, None),
    "[10, 20][0 if flag else 1]": (10, 20),
    "{8: 'x', 16: 'y'}[size]": ("x", "y"),
    "(5, 6)[int(name)]": (5, 6),
    "[5, 6][int(name)]": (5, 6),
    "(size, 3)[0]": (8, 16),
    "1 if name else 2": (1, 2),
    "maybe or 7": (5, 7),
    "maybe and 7": (7, None),
    "not either": None,
    "size == 8": None,
    "either is None": None,
    "size < 10": None,
    "'b' in d": None,
    "3 in some": None,
    "some == {1, 2}": None,
    "some <= {1, 2}": None,
    "rest == [1, 2]": None,
    "bool(rest[2:])": None,
    "9 in rest": None,
    "9 in grown": None,
    "grown == {'a': 1}": None,
    "(1, name) == (1, 2)": None,
    "[name, 1] < [2, 3]": None,
    "name in (1, 2)": None,
    "1 in (2, name)": None,
    "name != 3": None,
    "name in d": None,
    "str(name) in ['a']": None,
}


@pytest.mark.parametrize("expression", CHOICES)
def test_choices(expression: str) -> None:
    """The options are those that the program can have, and an undecided question is an unknown boolean."""
    value, options = known(expression), CHOICES[expression]
    if options is None:
        assert isinstance(value, Unknown)
        assert value.kind == "bool"
    else:
        assert (set(value.options) if isinstance(value, OneOf) else {value}) == set(options)


OPEN_LISTS = {
    "rest": [1, 2],
    "rest[1:]": [2],
    "rest[:5]": [1, 2],
    "rest[-1:]": [],
    "rest[::-1]": [],
    "rest[name:]": [],
    "rest + [3]": [1, 2],
    "[0] + rest": [0, 1, 2],
    "[1, 2] * name": [],
    "[x for x in rest]": [1, 2],
    "[3] + name": [3],
}


@pytest.mark.parametrize("expression", OPEN_LISTS)
def test_open_lists(expression: str) -> None:
    """The items at the start are known; what stands behind an unknown number of others is not."""
    value = known(expression)
    assert isinstance(value, ListObject)
    assert value.is_open
    assert value.items == OPEN_LISTS[expression]


CHANGES = {
    "rest[-1] = 9": [OneOf((1, 9)), OneOf((2, 9))],
    "rest[0] = 9": [9, 2],
    "rest[7] = 9": [1, 2],
    "rest[int(name)] = 9": [OneOf((1, 9)), OneOf((2, 9))],
    "rest[1:] = name": [1],
    "rest[:1] = [7, 8]": [7, 8, 2],
    "rest[-1:] = [7]": [],
    "del rest[0]": [2],
    "del rest[-1]": [],
    "del rest[int(name)]": [],
    "del rest[:1]": [2],
    "rest.append(3)": [1, 2],
    "rest += [3]": [1, 2],
    "rest *= 1": [1, 2],
}


@pytest.mark.parametrize("change", CHANGES)
def test_changes_of_an_open_list(change: str) -> None:
    """An item that may have changed is either; one that may have moved is not known."""
    value = known("rest", change)
    assert isinstance(value, ListObject)
    assert value.is_open
    assert value.items == CHANGES[change]


def test_changes_of_dicts() -> None:
    """A key that is not known opens a dict when set, and leaves every key in doubt when deleted."""
    value = known("d", "d = {'a': 1, 'b': 2}\nd[name] = 3")
    assert isinstance(value, DictObject)
    assert (value.is_open, value.items) == (True, {"a": 1, "b": 2})
    assert isinstance(known("'a' in d", "d = {'a': 1}\ndel d[name]"), Unknown)
    assert known("'a' in d", "d = {'a': 1, 'b': 1}\ndel d['b']") is True
    assert isinstance(known("grown['zz']"), Unknown)


def test_sets_that_may_hold_more() -> None:
    """What is joined with an open set is open; both sides of a branch are in it."""
    for expression in ("some | {9}", "{9} | some", "some & {1}", "some - {1}", "some ^ {5}"):
        value = known(expression)
        assert isinstance(value, SetObject)
        assert value.is_open
    value = known("frozenset([1]) | some")
    assert isinstance(value, Unknown)


NARROWED = {
    "if either is None: r = either": (None,),
    "if either is not None: r = either": (1, "a"),
    "if not either is not None: r = either": (None,),
    "if either: r = either": (1, "a"),
    "if not either: r = either": (None,),
    "if either == 'a': r = either": ("a",),
    "if either != 'a': r = either": (1, None),
    "if either is not None and either != 1: r = either": ("a",),
    "if not (either is None or either == 1): r = either": ("a",),
    "r = either if either is not None else 0": (1, "a", 0),
    "if size == 8: r = size * 2": (16,),
    "if size == 8:\n    pass\nelse:\n    r = size": (16,),
    "if either is None:\n    either = 3\nr = either": (1, "a", 3),
    "r = either or 5": (1, "a", 5),
    "r = 0\nwhile maybe is not None and flag:\n    r = maybe\n    break": (0, 5),
}


@pytest.mark.parametrize("statements", NARROWED)
def test_a_condition_narrows_what_it_asks(statements: str) -> None:
    """On the side where a condition holds its name has only the options for which it does."""
    vm, module, _ = interpret(f"{PRELUDE}\nr = 'unset'\n{statements}\n")
    assert vm.error is None
    value = module.namespace.names["r"]
    options = set(value.options) if isinstance(value, OneOf) else {value}
    assert options - {"unset"} == set(NARROWED[statements])


def test_a_side_that_raises_is_forgotten() -> None:
    """Behind `if …: raise` the other side is what happened."""
    text = "def f(x):\n    y = 1\n    if x:\n        y = 2\n        raise ValueError\n    return y\nr = f(name)\n"
    assert value_of(text, "r") == 1
    text = "def f(x):\n    if x:\n        return 1\n    elif x is None:\n        return 2\n    return 3\nr = f(name)\n"
    value = value_of(text, "r")
    assert isinstance(value, OneOf)
    assert set(value.options) == {1, 2, 3}


def test_an_augmented_choice_is_mapped() -> None:
    """`+=` on one of two numbers gives one of two sums."""
    value = known("size", "size += 1")
    assert isinstance(value, OneOf)
    assert set(value.options) == {9, 17}


def test_a_shape_that_one_side_sets_is_joined() -> None:
    program = """
import tensorflow.compat.v1 as tf
tf.disable_v2_behavior()
x = tf.placeholder(tf.float32, [None, 3])
if flag:
    x.set_shape([2, 3])
y = tf.convert_to_tensor(x if other else tf.zeros([2, 3]))
result = y.shape.as_list()[1]
"""
    assert value_of(program, "result") == 3
