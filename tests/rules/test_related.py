"""The places that a diagnostic tells besides its own. Lines that end with `#~ message` are those of the program."""

from __future__ import annotations

import re
from typing import Final

import pytest

from tests.rules.programs import analyse, dedented
from tfscope.rules.core import check

MARK: Final = re.compile(r"#~ (.+)$")

#: By title: the code, and the program.
PROGRAMS: Final = {
    "the call that left reuse on": (
        "TFS105",
        """
        def f(reuse):
            if reuse:
                tf.get_variable_scope().reuse_variables()  #~ reuse set here
            return tf.get_variable("w", [])

        f(False)
        loss = f(True)  #~ reuse set by this call
        tf.train.AdamOptimizer().minimize(loss)
        """,
    ),
    "the loop that runs a call again": (
        "TFS101",
        """
        class Model:
            def __init__(self, units):
                self.w = tf.get_variable("w", [units])  #~ created here

        for units in (8, 16):  #~ the loop runs it again
            Model(units)  #~ created by this call; called from here
        """,
    ),
    "a comprehension is a loop": (
        "TFS101",
        """
        def make(units):
            return tf.get_variable("w", [units])  #~ created here

        made = [make(units) for units in (8, 16)]  #~ created by this call; the loop runs it again; called from here
        """,
    ),
    "what differs in one component": (
        "TFS102",
        """
        def decode(reuse):
            with tf.variable_scope("decoder", reuse=reuse):  #~ reuse set here
                tf.get_variable("w", [])  #~ `train/decoder/w` is created here

        with tf.variable_scope("train"):
            decode(None)  #~ `train/decoder/w` is created by this call
        with tf.variable_scope("infer"):
            decode(True)  #~ called from here
        """,
    ),
    "the first call of a template": (
        "TFS102",
        """
        def encode(more=False):
            if more:
                tf.get_variable("offset", [])
            return tf.get_variable("w", [])

        encoded = tf.make_template("encode", encode)
        encoded()  #~ the first call makes what later calls may use
        encoded(more=True)  #~ reuse set here; called from here
        """,
    ),
    "what a shape is made of": (
        "TFS108",
        """
        x = tf.placeholder(tf.float32, [None, None])
        x = tf.placeholder(tf.float32, [None, None])  #~ `x` is made here
        tf.get_variable("w", [x.shape[-1], 10])
        """,
    ),
    "what a shape in a function is made of": (
        "TFS108",
        """
        def make(x):
            size = x.shape[-1]  #~ `size` is made here
            return tf.get_variable("w", [size])

        make(tf.placeholder(tf.float32, [None, None]))  #~ called from here
        """,
    ),
    "the loop that makes a variable again in eager execution": (
        "TFS402",
        """
        tf.enable_v2_behavior()

        def model():
            return tf.get_variable("w", [])  #~ created here

        for _ in range(3):  #~ the loop runs it again
            model()  #~ created by this call; called from here
        """,
    ),
    "the layer that calls a function": (
        "TFS404",
        """
        def scale(x):
            return x * tf.get_variable("s", [])

        tf.keras.layers.Lambda(scale)(tf.ones([2]))  #~ the layer is called here
        """,
    ),
    "two variables of one name": (
        "TFS115",
        """
        w = tf.get_variable("w", [])  #~ created here
        with tf.Graph().as_default():
            v = tf.get_variable("w", [])  #~ created here
            tf.train.Saver([w, v])
        """,
    ),
}


@pytest.mark.parametrize("title", PROGRAMS)
def test_related_places(title: str) -> None:
    """A diagnostic tells the places that the comments state, and no others."""
    code, program = PROGRAMS[title]
    text = dedented(program)
    (found,) = [diagnostic for diagnostic in check(analyse(text)) if diagnostic.code == code]
    stated = {
        (number, message)
        for number, line in enumerate(text.splitlines(), 1)
        if (match := MARK.search(line)) is not None
        for message in match[1].split("; ")
    }
    assert {(related.span.start_line, related.message) for related in found.related} == stated
