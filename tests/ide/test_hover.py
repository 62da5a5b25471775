"""Hover: the comment below a call is the text of the hover, its lines joined by ` / `."""

from __future__ import annotations

from pathlib import Path

from tests.ide.carets import HEAD, analyse, check, place, silent
from tfscope.ide.hover import Hover, hover
from tfscope.ide.markdown import markdown
from tfscope.syntax.blocks import Span


def written(found: Hover) -> str:
    """The text of a hover in one line."""
    lines = (line.strip() for line in markdown(found, place).replace("`", "").splitlines())
    return " / ".join(line for line in lines if line)


def span_of(found: Hover) -> Span:
    """What a hover is about."""
    return found.span


def check_hover(root: Path, text: str, head: str = HEAD) -> None:
    """Compares the hovers of a program with its comments."""
    check(analyse(root, text, head=head), hover, written, span_of)


def test_a_variable_that_is_created(tmp_path: Path) -> None:
    """The full name stands first; the call and its name answer alike."""
    check_hover(
        tmp_path,
        """
        with tf.variable_scope("net"):
            w = tf.get_variable("w", [2, 3])
            #      ^^^^^^^^^^^^ net/w / float32 (2, 3), trainable, 6 parameters / Created here
            b = tf.get_variable("b", [], tf.int32, trainable=False)
            #                   ^^^ net/b / int32 (), not trainable, 1 parameter / Created here
        """,
    )


def test_a_variable_that_is_shared(tmp_path: Path) -> None:
    """Both calls tell of each other, and the sharing one why it shares."""
    check_hover(
        tmp_path,
        """
        with tf.variable_scope("net"):
            tf.get_variable("w", [2])
            #  ^^^^^^^^^^^^ net/w / float32 (2,), trainable, 2 parameters / Created here
            #  / Shared at program.py:8
        with tf.variable_scope("net", reuse=True):
            tf.get_variable("w")
            #  ^^^^^^^^^^^^ net/w / float32 (2,), trainable, 2 parameters / Shared here, created at program.py:4
            #  / Scope net, reuse True
        """,
    )


def test_a_variable_that_is_refused(tmp_path: Path) -> None:
    """The name is known although TensorFlow raises."""
    check_hover(
        tmp_path,
        """
        tf.get_variable("w", [2])
        tf.get_variable("w", [2])
        #  ^^^^^^^^^^^^ w / Refused by TensorFlow here, created at program.py:3
        tf.get_variable("v", [2])
        #  ^^^^^^^^^^^^ v / float32 (2,), trainable, 2 parameters
        #  / Created here (never reached: an earlier error ends the program)
        """,
    )


def test_a_condition_that_is_not_known(tmp_path: Path) -> None:
    """What happens on some paths only is said to."""
    check_hover(
        tmp_path,
        """
        import random
        if random.random() < 0.5:
            tf.get_variable("w", [2])
            #  ^^^^^^^^^^^^ w / float32 (2,), trainable, 2 parameters / Created here (on some paths)
        """,
    )


def test_a_helper_with_several_callers(tmp_path: Path) -> None:
    """One call has as many names as callers, and they are listed by caller."""
    rows = "v.py:4 / - g/w float32 (2,), created / v.py:6 / - d/w float32 (2,), created, then shared"
    (tmp_path / "v.py").write_text(
        "import tensorflow.compat.v1 as tf\n"
        "from program import dense\n"
        'with tf.variable_scope("g"):\n'
        "    dense()\n"
        'with tf.variable_scope("d", reuse=tf.AUTO_REUSE):\n'
        "    [dense() for _ in range(2)]\n"
    )
    check_hover(
        tmp_path,
        f"""
        def dense():
            return tf.get_variable("w", [2])
            #         ^^^^^^^^^^^^ 2 variables, 4 parameters / {rows}
        """,
    )


def test_long_lists_are_cut(tmp_path: Path) -> None:
    """Twelve rows are shown, the others counted."""
    analysis = analyse(
        tmp_path,
        """
        def build():
            for i in range(20):
                tf.get_variable("w%d" % i, [2])
        build()
        """,
    )
    inside = hover(analysis, 5, 15)
    outside = hover(analysis, 6, 2)
    assert inside is not None and outside is not None
    assert markdown(inside, place).startswith("20 variables, 40 parameters")
    assert markdown(outside, place).startswith("creates 20 variables, 40 parameters")
    for found in (inside, outside):
        lines = markdown(found, place).splitlines()
        assert sum(line.startswith("- `w") for line in lines) == 12
        assert lines[-1] == "… 8 more"


def test_a_scope(tmp_path: Path) -> None:
    """Its path, its reuse and where that comes from, what is made under it."""
    check_hover(
        tmp_path,
        """
        with tf.variable_scope("a", reuse=tf.AUTO_REUSE):
        #       ^^^^^^^^^^^^^^ a / reuse tf.AUTO_REUSE, given here / 2 variables under it, 5 parameters
        #       / - w float32 (2,) / - b/v float32 (3,)
            tf.get_variable("w", [2])
            with tf.variable_scope("b"):
            #       ^^^^^^^^^^^^^^ a/b / reuse tf.AUTO_REUSE, inherited from a at program.py:3
            #       / 1 variable under it, 3 parameters / - v float32 (3,)
                tf.get_variable("v", [3])
        """,
    )


def test_the_reuse_of_a_scope(tmp_path: Path) -> None:
    """It may be set by `reuse_variables()`, or come with a scope object."""
    check_hover(
        tmp_path,
        """
        with tf.variable_scope("a") as scope:
        #       ^^^^^^^^^^^^^^ a / reuse False / 1 variable under it, 2 parameters / - w float32 (2,)
            tf.get_variable("w", [2])
            scope.reuse_variables()
            with tf.variable_scope("b"):
            #       ^^^^^^^^^^^^^^ a/b / reuse True, set by reuse_variables() at program.py:6 / no variables under it
                pass
            kept = tf.get_variable_scope()
        with tf.variable_scope(kept):
        #       ^^^^^^^^^^^^^^ a / reuse True, kept by the scope object / 1 variable under it, 2 parameters
        #       / - w float32 (2,)
            pass
        """,
    )


def test_a_layer(tmp_path: Path) -> None:
    """A layer asks for several variables at once."""
    check_hover(
        tmp_path,
        """
        x = tf.placeholder(tf.float32, [None, 4])
        tf.layers.dense(x, 3, name="fc")
        #                          ^^^^ 2 variables, 15 parameters
        #                          / - fc/kernel float32 (4, 3), created / - fc/bias float32 (3,), created
        """,
    )


def test_eager_code(tmp_path: Path) -> None:
    """Where nothing is shared, the hover says so."""
    check_hover(
        tmp_path,
        """
        tf.enable_eager_execution()
        tf.get_variable("w", [2])
        #  ^^^^^^^^^^^^ w / float32 (2,), trainable, 2 parameters
        #  / Created here, eagerly: no other call shares it
        """,
        head="import tensorflow.compat.v1 as tf\n",
    )


def test_nothing_else_is_ours(tmp_path: Path) -> None:
    """Beside the marked places the language server of Python answers alone."""
    text = """
        x = tf.placeholder(tf.float32, [None, 4], name="x")
        scale = 2.0
        with tf.variable_scope("a"), tf.name_scope("n"):
        #       ^^^^^^^^^^^^^^ -
        #                      ^^^ -
            w = tf.get_variable("w", [4, 2], initializer=tf.zeros_initializer())
            #      ^^^^^^^^^^^^ -
            #                   ^^^ -
            y = tf.matmul(x, w) * scale
        print("done", y)
        """
    silent(analyse(tmp_path, text), hover)


def test_positions_beyond_ascii(tmp_path: Path) -> None:
    """Columns are characters, whatever they take in UTF-8 or UTF-16."""
    check_hover(
        tmp_path,
        """
        print("🙂é"); w = tf.get_variable("w", [2])
        #                   ^^^^^^^^^^^^ w / float32 (2,), trainable, 2 parameters / Created here
        """,
    )


def test_a_file_with_crlf_and_a_broken_statement(tmp_path: Path) -> None:
    """Neither moves a position."""
    text = """
        with tf.variable_scope("a"):
            w = tf.get_variable("w", [2])
            #      ^^^^^^^^^^^^ a/w / float32 (2,), trainable, 2 parameters / Created here
        def broken(:
            return
        v = tf.get_variable("v", [2])
        #      ^^^^^^^^^^^^ v / float32 (2,), trainable, 2 parameters / Created here
        """
    check_hover(tmp_path, text.replace("\n", "\r\n"))


def test_unknown_parts_are_visible(tmp_path: Path) -> None:
    """A name that is not fully known has a hole."""
    check_hover(
        tmp_path,
        """
        def build(scope, width):
            with tf.variable_scope(scope):
                tf.get_variable("w", [width])
                #               ^^^ {scope}/w / float32 (?,), trainable / Created here
        """,
    )


def test_a_look_up(tmp_path: Path) -> None:
    """A scope is matched at the start of the names, which may catch more than was meant."""
    check_hover(
        tmp_path,
        """
        with tf.variable_scope("gen"):
            tf.get_variable("w", [2])
        with tf.variable_scope("gen2"):
            tf.get_variable("w", [3])
        tf.trainable_variables("gen")
        #                      ^^^^^ gen matches 2 variables / - gen/w float32 (2,) / - gen2/w float32 (3,)
        tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope="gen/")
        #                                                      ^^^^^^ gen/ matches 1 variable / - gen/w float32 (2,)
        tf.global_variables()
        #  ^^^^^^^^^^^^^^^^ 2 variables / - gen/w float32 (2,) / - gen2/w float32 (3,)
        tf.local_variables("x")
        #                  ^^^ x matches 0 variables
        """,
    )
