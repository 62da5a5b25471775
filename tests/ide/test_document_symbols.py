"""Document symbols: the tree as indented rows."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.ide.carets import analyse
from tfscope.ide.document_symbols import Symbol, document_symbols


def rows(symbols: Iterable[Symbol], depth: int = 0) -> Iterator[str]:
    """The tree, one symbol a row."""
    for symbol in symbols:
        detail = f": {symbol.detail}" if symbol.detail else ""
        yield f"{'  ' * depth}{symbol.kind} {symbol.name}{detail}"
        yield from rows(symbol.children, depth + 1)


def check_symbols(root: Path, text: str, expected: str) -> None:
    """Compares the symbols of a program with rows, and their places with their names' order."""
    analysis = analyse(root, text)
    symbols = document_symbols(analysis)
    assert list(rows(symbols)) == textwrap.dedent(expected).strip("\n").splitlines()
    for symbol in symbols:
        check_places(symbol)


def check_places(symbol: Symbol) -> None:
    """A selection lies in its symbol, and children lie in their parents, as LSP wants it."""
    for inner in (symbol.selection, *(child.span for child in symbol.children)):
        assert (symbol.span.start_line, symbol.span.start_column) <= (inner.start_line, inner.start_column)
        assert (inner.end_line, inner.end_column) <= (symbol.span.end_line, symbol.span.end_column)
    for child in symbol.children:
        check_places(child)


def test_scopes_nest_as_the_text_does(tmp_path: Path) -> None:
    """Names are full ones."""
    check_symbols(
        tmp_path,
        """
        with tf.variable_scope("net"):
            tf.get_variable("w", [2, 3])
            with tf.variable_scope("inner"), tf.variable_scope("most"):
                b = tf.nn.relu(tf.get_variable("b", [3]))
        tf.Variable(1.0, name="step")
        """,
        """
        scope net
          variable net/w: float32 (2, 3)
          scope net/inner
            scope net/inner/most
              variable net/inner/most/b: float32 (3,)
        variable step: float32 ()
        """,
    )


def test_functions_and_classes_that_hold_variables(tmp_path: Path) -> None:
    """Those without are left to others."""
    check_symbols(
        tmp_path,
        """
        class Net:
            def __init__(self):
                self.name = "net"

            def build(self):
                with tf.variable_scope(self.name):
                    return tf.get_variable("w", [2])

        def helper(x):
            return x

        Net().build()
        """,
        """
        class Net
          function build
            scope net
              variable net/w: float32 (2,)
        """,
    )


def test_a_call_with_several_names(tmp_path: Path) -> None:
    """The first, and how many more."""
    check_symbols(
        tmp_path,
        """
        def dense(name):
            with tf.variable_scope(name):
                return tf.layers.dense(tf.zeros([1, 4]), 2, name="fc")
        dense("a")
        dense("b")
        """,
        """
        function dense
          scope a +1
            variable a/fc/kernel: float32 (4, 2) and 1 more
            variable a/fc/bias: float32 (2,) and 1 more
        """,
    )


def test_a_file_without_variables(tmp_path: Path) -> None:
    """An empty tree."""
    check_symbols(tmp_path, "print('no variables')", "")
