"""Laws of names with holes: what is said of a name holds of every string that the name stands for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tfscope.domain.names import certainly_differ, covers, has_hole, join_path, known_start, reversed_name, starts_with
from tfscope.domain.values import Name, Text, Unknown, text

LETTERS = "ab/"
PIECES = st.text(LETTERS, max_size=3)
#: Holes that several names share: the same object stands for the same string.
HOLES = (Unknown("a", "str"), Unknown("b/", "str"), Unknown("", "str"))
FILLINGS = st.tuples(PIECES, PIECES, PIECES)


@st.composite
def names(draw: st.DrawFn) -> Name:
    """A name of up to four parts; those of `HOLES` are not known."""
    return text(draw(st.lists(st.one_of(PIECES, st.sampled_from(HOLES)), max_size=4)))


def filled(name: Name, strings: tuple[str, ...]) -> str:
    """The string that a name is when its holes are `strings`."""
    parts = (name,) if isinstance(name, str) else name.parts
    return "".join(part if isinstance(part, str) else strings[HOLES.index(part)] for part in parts)


@given(names(), names(), FILLINGS)
def test_starts_with_is_certain(name: Name, prefix: Name, strings: tuple[str, ...]) -> None:
    """A name that starts with another does so whatever the holes are."""
    if starts_with(name, prefix):
        assert filled(name, strings).startswith(filled(prefix, strings))


@given(names(), names())
def test_a_path_starts_with_its_parent(parent: Name, child: Name) -> None:
    """`parent/child` starts with `parent/`, holes or not."""
    if parent != "":
        assert starts_with(join_path(parent, child), text([parent, "/"]))
    assert starts_with(text([parent, child]), parent)


@given(names(), PIECES)
def test_below_the_root_a_path_is_its_child(child: Name, parent: str) -> None:
    """The root adds nothing; any other parent adds a slash."""
    assert join_path("", child) == text([child])
    assert str(join_path(parent + "p", child)) == f"{parent}p/{child}"


@given(names(), names(), FILLINGS, FILLINGS)
def test_certainly_differ_is_certain(left: Name, right: Name, ours: tuple[str, ...], theirs: tuple[str, ...]) -> None:
    """Names that certainly differ have no string in common, even where their holes are filled apart."""
    if certainly_differ(left, right):
        assert filled(left, ours) != filled(right, theirs)


@given(names(), names())
def test_certainly_differ_is_symmetric(left: Name, right: Name) -> None:
    """Which name is left does not matter, nor does a name differ from itself."""
    assert certainly_differ(left, right) is certainly_differ(right, left)
    assert not certainly_differ(left, left)


@given(st.lists(st.one_of(PIECES, st.none()), max_size=4), names(), FILLINGS, st.data())
def test_what_is_covered_fits_the_pattern(
    pieces: list[str | None], name: Name, strings: tuple[str, ...], data: st.DataObject
) -> None:
    """Each string of a covered name is one that the pattern, all of whose holes are different, can be."""
    pattern = text([Unknown("p") if piece is None else piece for piece in pieces])
    if covers(pattern, name):
        assert covers(pattern, filled(name, strings))


@given(names(), FILLINGS)
def test_a_name_covers_what_it_stands_for(name: Name, strings: tuple[str, ...]) -> None:
    """A name covers itself and each string that fills it, and does not certainly differ from one."""
    assert covers(name, name)
    assert covers(name, filled(name, strings))
    assert not certainly_differ(name, filled(name, strings))


@given(names(), PIECES)
def test_a_string_covers_itself_alone(name: Name, string: str) -> None:
    """Without holes covering is equality; a lone hole covers everything."""
    assert covers(string, name) is (string == name)
    assert covers(Text((Unknown("any"),)), name)


@given(names(), FILLINGS)
def test_reversing(name: Name, strings: tuple[str, ...]) -> None:
    """Reversing twice gives the name, and the known start is one."""
    assert reversed_name(reversed_name(name)) == name
    assert known_start(reversed_name(name))[::-1] == (
        filled(name, strings)[-len(known_end(name)) :] if known_end(name) else ""
    )
    assert filled(name, strings).startswith(known_start(name))
    assert has_hole(name) is not isinstance(name, str)


def known_end(name: Name) -> str:
    """The text behind the last hole."""
    last = name if isinstance(name, str) else name.parts[-1]
    return last if isinstance(last, str) else ""


def test_a_pattern_does_not_look_into_the_label_of_a_hole() -> None:
    """The spelling of a hole is no part of the name."""
    pattern = Text((Unknown("p"), "/w", Unknown("q")))
    assert covers(pattern, "x/w_1")
    assert not covers(pattern, Text((Unknown("x/w"),)))
    assert not covers(Text(("{x", Unknown("p"))), Text((Unknown("x"),)))


def test_how_a_name_is_covered() -> None:
    """The examples of the documentation."""
    scope = Unknown("scope")
    assert covers(Text((scope, "/w")), "x/y/w")
    assert not covers(Text((scope, "/w")), "x/w/b")
    assert not covers(Text(("a", scope, "a")), "a")
    assert covers(Text(("a", scope, "a")), "aa")
    assert certainly_differ(Text(("a/", scope)), "b/w")
    assert certainly_differ(Text((scope, "/w")), Text((scope, "/b")))
    assert not certainly_differ(Text((scope, "/w")), "a/w")
