"""Hovers on what is saved to checkpoints and restored from them."""

from __future__ import annotations

from pathlib import Path

from tests.ide.test_hover import check_hover


def test_a_map_of_names(tmp_path: Path) -> None:
    """The call tells all of it, each string its own part; the path of the checkpoint is none."""
    check_hover(
        tmp_path,
        """
        with tf.variable_scope("net"):
            w = tf.get_variable("w", [2])
            tf.get_variable("b", [], tf.int32)
        v = tf.get_variable("v", [3])
        tf.train.init_from_checkpoint("m.ckpt", {"old/": "net/", "x": v})
        #        ^^^^^^^^^^^^^^^^^^^^ restores 3 variables, 6 parameters / - old/b → net/b int32 ()
        #        / - old/w → net/w float32 (2,) / - x → v float32 (3,)
        tf.train.init_from_checkpoint("m.ckpt", {"old/": "net/", "x": v})
        #                                        ^^^^^^ old/ stands for 2 variables, 3 parameters
        #        / - old/b → net/b int32 () / - old/w → net/w float32 (2,)
        tf.train.init_from_checkpoint("m.ckpt", {"/": "net/"})
        #                                             ^^^^^^ net/ stands for 2 variables, 3 parameters
        #        / - b → net/b int32 () / - w → net/w float32 (2,)
        tf.train.init_from_checkpoint("m.ckpt", {"net/w": "net/w", "a": "none"})
        #                                        ^^^^^^^ net/w stands for 1 variable, 2 parameters
        #        / - net/w float32 (2,)
        """,
    )


def test_what_a_saver_saves(tmp_path: Path) -> None:
    """All variables, those of a list, or those of a dict, under its own names."""
    check_hover(
        tmp_path,
        """
        w, v = tf.get_variable("w", [2]), tf.get_variable("v", [3])
        tf.train.Saver()
        #        ^^^^^ saves 2 variables, 5 parameters / - w float32 (2,) / - v float32 (3,)
        tf.train.Saver([v])
        #        ^^^^^ saves 1 variable, 3 parameters / - v float32 (3,)
        tf.train.Saver({"a/w": w, "v": v})
        #               ^^^^^ a/w stands for 1 variable, 2 parameters / - a/w → w float32 (2,)
        tf.train.Saver([v, unknown])
        #        ^^^^^ saves at least 1 variable, 3 parameters / - v float32 (3,)
        """,
    )
