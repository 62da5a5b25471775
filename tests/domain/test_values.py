"""Laws of values and their joins."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tfscope.domain.values import (
    MAX_ALTERNATIVES,
    OneOf,
    Shape,
    Text,
    Unknown,
    alternatives,
    join,
    kind_of,
    map_alternatives,
    same,
    text,
)

HOLES = (Unknown("a", "str"), Unknown("n", "int"), Unknown())
ATOMS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 2),
    st.sampled_from([0.5, 1.0]),
    st.text("ab", max_size=2),
    st.sampled_from(HOLES),
    st.just(Text(("a/", HOLES[0]))),
)
VALUES = st.recursive(ATOMS, lambda inner: st.lists(inner, max_size=3).map(tuple), max_leaves=6)


def represents(value: object, known: object) -> bool:
    """Whether `value` stands for `known` among others."""
    if isinstance(value, Unknown) or same(value, known):
        return True
    if isinstance(value, tuple) and isinstance(known, tuple):
        return len(value) == len(known) and all(map(represents, value, known))
    return isinstance(value, OneOf) and all(
        any(represents(option, each) for option in value.options) for each in alternatives(known)
    )


@given(VALUES)
def test_a_value_joined_with_itself_is_itself(value: object) -> None:
    """Joining is idempotent."""
    assert same(join(value, value), value)
    assert same(value, value)


@given(VALUES, VALUES)
def test_a_join_stands_for_both_sides(left: object, right: object) -> None:
    """Neither side is forgotten, and the order does not matter to what is covered."""
    for joined in (join(left, right), join(right, left)):
        assert represents(joined, left)
        assert represents(joined, right)
    assert represents(join(left, right), join(right, left))


@given(VALUES, VALUES, VALUES)
def test_a_join_of_three_stands_for_each(one: object, two: object, three: object) -> None:
    """What was joined before stays covered."""
    joined = join(join(one, two), three)
    assert all(represents(joined, value) for value in (one, two, three))
    assert len(alternatives(joined)) <= MAX_ALTERNATIVES


@given(VALUES, VALUES)
def test_same_is_symmetric(left: object, right: object) -> None:
    """Which value is left does not matter; what is the same is equal."""
    assert same(left, right) is same(right, left)
    if same(left, right):
        assert left == right
        assert same(join(left, right), left)


@given(VALUES, VALUES)
def test_options_are_told_apart_by_type(left: object, right: object) -> None:
    """A choice is the same as another only where its options are."""
    assert same(OneOf((left, "x")), OneOf((right, "x"))) is same(left, right)


@given(st.lists(st.integers(0, 20), min_size=1, max_size=8))
def test_few_alternatives_are_kept_apart(numbers: list[int]) -> None:
    """Up to four values are kept, more are unknown, and unknown stays so."""
    joined: object = numbers[0]
    for number in numbers[1:]:
        joined = join(joined, number)
    if len(set(numbers)) > MAX_ALTERNATIVES:
        assert isinstance(joined, Unknown)
    else:
        assert set(alternatives(joined)) == set(numbers)


@given(st.lists(st.one_of(st.text("ab", max_size=2), st.sampled_from(HOLES)), max_size=5))
def test_text_is_merged(parts: list[object]) -> None:
    """No two neighbours are strings, none is empty, and what is all known is a string."""
    made = text(parts)
    assert str(made) == "".join(part if isinstance(part, str) else "{" + part.label + "}" for part in parts)
    if isinstance(made, Text):
        kinds = [isinstance(part, str) for part in made.parts]
        assert "" not in made.parts
        assert not any(one and two for one, two in pairwise(kinds))
        assert text([made]) == made
    else:
        assert not any(isinstance(part, Unknown) for part in parts)


def test_kinds_survive_a_join_where_they_agree() -> None:
    """An unknown integer or 3 is an integer; an unknown integer or a string is anything."""
    joined = join(Unknown("n", "int"), 3)
    assert isinstance(joined, Unknown)
    assert (joined.kind, joined.label) == ("int", "n")
    assert kind_of(join(Unknown("n", "int"), "a")) == ""
    assert kind_of(join(Unknown("a", "str"), Text(("x", HOLES[0])))) == "str"
    assert [kind_of(value) for value in (True, 1, 1.0, "a", None, (1,))] == ["bool", "int", "float", "str", "", ""]


def test_tuples_join_item_by_item() -> None:
    """Tuples of one length keep what they agree on."""
    assert join((1, "a"), (1, "b")) == (1, OneOf(("a", "b")))
    assert join((1,), (1, 2)) == OneOf(((1,), (1, 2)))
    assert join(OneOf((1, 2)), 2) == OneOf((1, 2))
    assert join(1, True) == OneOf((1, True))


def test_functions_of_alternatives() -> None:
    """Each option is mapped, and equal answers are one."""
    assert map_alternatives(lambda value: value * 2, OneOf((1, 2))) == OneOf((2, 4))  # type: ignore[operator]
    assert map_alternatives(lambda value: None, OneOf((1, 2))) is None
    assert map_alternatives(lambda value: value, 5) == 5


def test_how_shapes_are_written() -> None:
    """As TensorFlow writes them."""
    shapes = (Shape(None), Shape(()), Shape((2,)), Shape((None, 3)), Shape((Unknown("n"), 1)))
    assert [str(shape) for shape in shapes] == ["<unknown>", "()", "(2,)", "(?, 3)", "(?, 1)"]
    assert [shape.rank for shape in shapes] == [None, 0, 1, 2, 2]
    assert [shape.is_known for shape in shapes] == [False, True, True, False, False]
