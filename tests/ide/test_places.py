"""Definition, references and highlights: the comments name the places by file and line."""

from __future__ import annotations

from pathlib import Path

from tests.ide.carets import analyse, check, place, silent
from tfscope.analysis.analysis import Analysis
from tfscope.analysis.project import Project
from tfscope.ide.definition import Definition, definition
from tfscope.ide.document_highlight import Highlight, document_highlight
from tfscope.ide.references import references
from tfscope.ide.variables import Use
from tfscope.syntax.blocks import Span

SHARING = """
    with tf.variable_scope("net"):
        tf.get_variable("w", [2])
    with tf.variable_scope("net", reuse=True):
        tf.get_variable("w", [2])
        #  ^^^^^^^^^^^^ {first}
        #               ^^^ {first}
    with tf.variable_scope("net", reuse=True):
        tf.get_variable("w", [2])
        #  ^^^^^^^^^^^^ {second}
    """


def targets(found: Definition) -> str:
    """The places of a definition."""
    return " ".join(place(target.span) for target in found.targets)


def origin(found: Definition) -> Span:
    """What was asked about."""
    return found.origin


def uses(found: list[Use]) -> str:
    """Places, and what the calls there do."""
    return " ".join(f"{place(use.span)}:{use.kind}" for use in found)


def highlights(found: list[Highlight]) -> str:
    """Lines, with a star where the variable is made."""
    return " ".join(f"{found.span.start_line}{'*' * found.is_write}" for found in found)


def others(analysis: Analysis, line: int, column: int) -> list[Use] | None:
    """The references without the declaration."""
    return references(analysis, line, column, include_declaration=False)


def test_a_sharing_call_leads_to_the_creating_call(tmp_path: Path) -> None:
    """From its head and from its name."""
    check(analyse(tmp_path, SHARING.format(first="program.py:4", second="program.py:4")), definition, targets, origin)


def test_a_creating_call_leads_to_itself(tmp_path: Path) -> None:
    """As definitions of names do."""
    text = """
        tf.get_variable("w", [2])
        #  ^^^^^^^^^^^^ program.py:3
        """
    check(analyse(tmp_path, text), definition, targets, origin)


def test_a_refused_call_leads_to_the_variable_in_its_way(tmp_path: Path) -> None:
    """What already exists is what one wants to see."""
    text = """
        tf.get_variable("w", [2])
        tf.get_variable("w", [2])
        #               ^^^ program.py:3
        """
    check(analyse(tmp_path, text), definition, targets, origin)


def test_a_scope_leads_to_where_it_is_first_opened(tmp_path: Path) -> None:
    """In the same run and graph."""
    text = """
        with tf.variable_scope("a"):
            pass
        with tf.variable_scope("a"):
        #                      ^^^ program.py:3
            pass
        """
    check(analyse(tmp_path, text), definition, targets)


def test_definition_is_silent_elsewhere(tmp_path: Path) -> None:
    """Not on a call of a helper either: that is a function, and the language server of Python knows it."""
    text = """
        def dense():
            return tf.get_variable("w", [2])
            #         ^^^^^^^^^^^^ -
            #                      ^^^ -
        total = dense() + 1
        """
    silent(analyse(tmp_path, text), definition)


def test_references_are_all_calls_that_ask(tmp_path: Path) -> None:
    """With the creating call or without it."""
    all_uses = "program.py:4:created program.py:6:shared program.py:10:shared"
    analysis = analyse(tmp_path, SHARING.format(first=all_uses, second=all_uses))
    check(analysis, references, uses)
    without = all_uses.partition(" ")[2]
    check(analyse(tmp_path, SHARING.format(first=without, second=without)), others, uses)


def test_highlights_of_a_file(tmp_path: Path) -> None:
    """The creating call is a write."""
    text = SHARING.format(first="4* 6 10", second="4* 6 10")
    check(analyse(tmp_path, text), document_highlight, highlights)


def test_places_cross_files(tmp_path: Path) -> None:
    """A helper is asked about its callers; a call that shares leads into the file that creates."""
    layers = """
        import tensorflow.compat.v1 as tf
        def dense(name):
            with tf.variable_scope(name, reuse=tf.AUTO_REUSE):
                return tf.get_variable("w", [2])
        """
    generator = """
        import layers
        def build():
            layers.dense("g")
        """
    text = """
        import layers, generator
        generator.build()
        layers.dense("d")
        with tf.variable_scope("g", reuse=True):
            tf.get_variable("w")
            #  ^^^^^^^^^^^^ layers.py:4
        """
    analysis = analyse(tmp_path, text, {"layers.py": layers, "generator.py": generator})
    check(analysis, definition, targets, origin)
    found = references(analysis, 7, 10)
    assert found is not None
    assert uses(found) == "layers.py:4:created program.py:7:shared"
    helper = Project([str(tmp_path)]).analyse(str(tmp_path / "layers.py"))
    found = references(helper, 4, 20)
    assert found is not None
    assert uses(found) == "layers.py:4:created program.py:7:shared generator.py:3:caller program.py:5:caller"
