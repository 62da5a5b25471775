"""The grammar of the comments: what is read, what is refused, what is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.oracle.annotations import AnnotationError, Cell, read_cells
from tests.oracle.facts import ErrorFact, FactError, ScopeFact, VariableFact, covers, parse_facts
from tests.oracle.refusals import Unclassified, classify
from tests.oracle.updating import updated

PATH = Path("topic/file.py")


def read(text: str) -> list[Cell]:
    """The cells of a text."""
    return read_cells(PATH, text)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("var", "a/w (2, 3) float32 created"),
        ("var", "w () int32 shared"),
        ("var", "w_1 (3,) float32 created key=w"),
        ("var", "Variable () float32 created key=None"),
        ("var", "w (?, 3) ? created|shared trainable=? maybe"),
        ("var", "{scope}/w ? float32 created trainable=False"),
        ("var", "w (10, 4) float32 created parts=3"),
        ("var", "'a b; c' () float32 created"),
        ("var", "'a b' () float32 created key='c d; e'"),
        ("scope", "a/b"),
        ("scope", "''"),
        ("scope", "a reuse=AUTO_REUSE name_scope=a_1/"),
        ("scope", "a name_scope=''"),
        ("error", "variable-already-exists"),
        ("error", "none TypeError caught"),
        ("error", "variable-does-not-exist caught maybe"),
    ],
)
def test_a_fact_is_written_as_it_is_read(kind: str, text: str) -> None:
    """Reading and writing undo each other."""
    (fact,) = parse_facts(kind, text)
    assert str(fact) == text


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("var", ""),
        ("var", "w (2,) float32"),
        ("var", "w (2,) float32 reused"),
        ("var", "w (2, 3 float32 created"),
        ("var", "w 2 float32 created"),
        ("var", "w (2,) float32 created colour=red"),
        ("var", "w (2,) float32 created;"),
        ("scope", "a b"),
        ("error", "none"),
        ("error", "already exists"),
        ("error", "Variable-Exists"),
    ],
)
def test_what_is_no_fact_is_refused(kind: str, text: str) -> None:
    """Every slip of the pen is told."""
    with pytest.raises(FactError):
        parse_facts(kind, text)


def test_cells_keep_their_line_numbers() -> None:
    """A cell is the preamble and its own lines, where they stand."""
    first, second = read("import os\n\n# %% One\na = 1\n\n# %% Two\nb = 2\n")
    assert first.files == {"main.py": "import os\n\n# %% One\na = 1\n\n\n\n"}
    assert second.files == {"main.py": "import os\n\n\n\n\n# %% Two\nb = 2\n"}
    assert (first.title, second.first_line) == ("One", 6)


def test_facts_belong_to_their_line_or_the_next_line_of_code() -> None:
    """Comments behind code and rows above it make one set."""
    (cell,) = read(
        "# %% One\n# var: a () float32 created\n# var: b () float32 created\n\nmake()  # error: none KeyError\n"
    )
    assert set(map(str, cell.facts[5])) == {"a () float32 created", "b () float32 created", "none KeyError"}


def test_a_row_inside_brackets_belongs_to_the_next_line() -> None:
    """Rows may stand within a statement."""
    (cell,) = read("# %% One\nmake(\n    # scope: a\n    one(),\n)\n")
    assert cell.facts == {4: {ScopeFact("a", name_scope="a/")}}


def test_comments_in_strings_are_none() -> None:
    """Only comments are read."""
    (cell,) = read('# %% One\na = "# var: w () float32 created"\n')
    assert not cell.facts


def test_infers_replaces_the_whole_answer_of_a_line() -> None:
    """The facts stay TensorFlow's; the answer of the analyser is another."""
    (cell,) = read(
        "# %% One\n"
        "make()  # var: a/w () float32 created  # infers: var {s}/w () ? created maybe; error none KeyError\n"
        "more()  # scope: a  # infers: nothing\nlast()  # scope: b\n"
    )
    assert set(map(str, cell.expected(2))) == {"{s}/w () ? created maybe", "none KeyError"}
    assert cell.expected(3) == set()
    assert cell.expected(4) == cell.facts[4]


def test_modes_and_files() -> None:
    """The preamble's mode is for all cells; a cell may be of several files."""
    first, second = read(
        "# mode: eager\n# %% One\na = 1\n# %% Two\n# mode: graph\n# file: b.py\nb = 2\n# file: main.py\nimport b\n"
    )
    assert (first.mode, second.mode) == ("eager", "graph")
    assert [(name, text.split()) for name, text in second.files.items()] == [
        ("main.py", "# mode: eager # %% Two # mode: graph # file: main.py import b".split()),
        ("b.py", "# file: b.py b = 2".split()),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a = 1\n", "no cell"),
        ("# %%\na = 1\n", "without a title"),
        ("# %% One\n# %% One\n", "two cells have the title"),
        ("# %% One\n# mode: fast\n", "the mode is one of"),
        ("# %% One\na = 1\n# scope: a\n", "no line of code follows"),
        ("# %% One\na = 1  # infers: w () float32 created\n", "starts with none of"),
        ("# %% One\na = (\n", "topic/file.py"),
    ],
)
def test_what_is_no_fixture_is_refused(text: str, message: str) -> None:
    """The message says where and what."""
    with pytest.raises(AnnotationError, match=message):
        read(text)


def test_updating_replaces_facts_and_nothing_else() -> None:
    """Facts are written behind the line where there is room, `infers` and other comments stay."""
    text = (
        "# %% One\n# A remark.\n# var: old () float32 created\n"
        "make()  # noqa  # scope: old  # infers: nothing\n"
        "more()  # error: none KeyError\n"
    )
    scope = ScopeFact("new", name_scope="new/")
    assert updated(PATH, text, {4: [scope, scope]}) == (
        "# %% One\n# A remark.\nmake()  # noqa  # scope: new  # infers: nothing\nmore()\n"
    )


def test_updating_puts_long_facts_on_rows() -> None:
    """One row for a fact, indented as the line is."""
    facts = [VariableFact(f"some/long/path/of/scopes/w{i}", "(1, 2)", "float32", "created", None) for i in range(2)]
    new = updated(PATH, "# %% One\nif a:\n    make()\n", {3: list(facts)})
    assert new.splitlines()[2:] == [f"    # var: {facts[0]}", f"    # var: {facts[1]}", "    make()"]
    assert updated(PATH, new, {5: list(facts)}) == new


def test_updating_refuses_to_change_the_program() -> None:
    """A comment inside a string would be text."""
    with pytest.raises(AnnotationError, match="cannot hold a comment"):
        updated(PATH, '# %% One\na = """\nb"""\n', {2: [ScopeFact("a")]})


@pytest.mark.parametrize(
    ("answer", "truth", "expected"),
    [
        ("?/w (?, 3) ? created|shared", "a/b/w (2, 3) float32 shared", True),
        ("{x}/w ? float32 created", "a/w () float32 created", True),
        ("{x}/w ? float32 created", "a/v () float32 created", False),
        ("a/w (2,) float32 created", "a/w (3,) float32 created", False),
        ("a/w (?, ?) float32 created", "a/w (3,) float32 created", False),
        ("a/w (3,) int32 created", "a/w (3,) float32 created", False),
        ("a/w (3,) float32 created", "a/w (3,) float32 shared", False),
    ],
)
def test_covering(answer: str, truth: str, expected: bool) -> None:
    """An answer with unknown parts stands for what it may be."""
    (one,), (other,) = parse_facts("var", answer), parse_facts("var", truth)
    assert covers(one, other) is expected
    assert not covers(ErrorFact("none", "KeyError"), other)


def test_an_unknown_refusal_is_told() -> None:
    """What is in no row of the table is an error of ours."""
    assert classify("ValueError", "Variable a/w already exists, disallowed. Did you …") == "variable-already-exists"
    with pytest.raises(Unclassified, match="UNCLASSIFIED"):
        classify("ValueError", "Something new")
