"""The parts of TensorFlow and its companions that are plain Python: flags, `app.run`, dimensions, `HParams`, six.

The oracle run, which has TensorFlow, checks every condition of the programs that its version can run.
"""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.models_python.judging import check, run_in_python

CHECKED = {
    "dimensions": """
        import tensorflow as tf
        D = tf.compat.v1.Dimension
        two = D(2)
        assert two == 2 and two != 3 and two.value == 2 and int(two) == 2 and two + 1 == 3 and (1 + two).value == 3
        assert (two * 3).value == 6 and (two // 2).value == 1 and (7 % two).value == 1 and two < 3 and two >= D(2)
        assert (D(None) == 2) is None and (D(None) + 1).value is None
        assert not isinstance(two, int) and isinstance(two, D)
        assert list(range(two)) == [0, 1] and [5, 6, 7][two] == 7
        assert [0] * two == [0, 0] and str(two) == "2" and "%d" % two == "2"
        assert sum([two, two]) == 4 and max([two, D(3)]) == 3 and str(D(None)) == "?"
        try:
            two / 2
            divided = True
        except TypeError:
            divided = False
        assert not divided
        """,
    "flags": """
        from absl import flags
        FLAGS = flags.FLAGS
        holder = flags.DEFINE_string("data_dir", "/tmp", "help")
        flags.DEFINE_integer("steps", 10, "help")
        flags.DEFINE_integer("text_steps", "12", "help", lower_bound=0)
        flags.DEFINE_float("rate", 1, "help")
        flags.DEFINE_bool("train", True, "help")
        flags.DEFINE_boolean("test", default=False, help="help")
        flags.DEFINE_enum("mode", "a", ["a", "b"], "help")
        flags.DEFINE_list("names", "x,y", "help")
        flags.DEFINE_list("others", ["p"], "help")
        flags.DEFINE_multi_integer("sizes", [1, 2], "help")
        flags.DEFINE_string("nothing", None, "help")
        FLAGS(["program.py"])
        assert FLAGS.data_dir == "/tmp" and FLAGS.steps == 10 and FLAGS.text_steps == 12 and FLAGS.rate == 1.0
        assert FLAGS.train is True and FLAGS.test is False and FLAGS.mode == "a" and FLAGS.names == ["x", "y"]
        assert FLAGS.others == ["p"] and FLAGS.sizes == [1, 2] and FLAGS.nothing is None and holder.value == "/tmp"
        FLAGS.steps = 20
        assert FLAGS.steps == 20 and FLAGS["steps"].value == 20 and "steps" in FLAGS and hasattr(FLAGS, "steps")
        """,
    "six": """
        import six
        from six.moves import range as rng, zip, xrange, reduce
        assert isinstance("a", six.string_types) and isinstance(1, six.integer_types) and six.PY3 and not six.PY2
        assert list(rng(2)) == [0, 1] and list(six.iteritems({"a": 1})) == [("a", 1)]
        assert list(six.itervalues({"a": 1})) == [1]
        assert list(zip([1], [2])) == [(1, 2)] and reduce(lambda a, b: a + b, [1, 2]) == 3
        assert list(six.moves.map(str, [1])) == ["1"]
        class Meta(type):
            def __call__(cls, *args):
                made = super(Meta, cls).__call__(*args)
                made.tagged = True
                return made
        class Base(object):
            x = 1
        class A(six.with_metaclass(Meta, Base)):
            def __init__(self, y): self.y = y
        assert A(2).tagged and A(2).y == 2 and A(2).x == 1
        @six.add_metaclass(Meta)
        class B(object):
            pass
        assert B().tagged and isinstance(six.text_type("a"), str) and issubclass(A, Base)
        """,
}
#: What the oracle's TensorFlow does not have any more.
UNCHECKED = {
    "app.run": """
        import tensorflow as tf
        flags = tf.app.flags
        FLAGS = tf.app.flags.FLAGS
        flags.DEFINE_integer("steps", 3, "help")
        tf.flags.DEFINE_string(flag_name="name", default_value="n", docstring="help")
        seen = []
        def main(argv):
            seen.append((argv[0], FLAGS.steps, FLAGS.name))
        if __name__ == "__main__":
            tf.app.run()
        assert seen == [("program.py", 3, "n")]
        tf.app.run(main=lambda _: seen.append(1))
        assert seen[-1] == 1
        from tensorflow.python.platform import flags as inner
        assert inner.FLAGS.steps == 3
        """,
    "hparams": """
        import tensorflow as tf
        h = tf.contrib.training.HParams(a=1, b=0.5, c="x", d=[1, 2], e=True)
        assert h.a == 1 and h.d == [1, 2] and h.values()["c"] == "x"
        assert h.get("b") == 0.5 and h.get("zz", 7) == 7 and "a" in h
        h.parse("a=3,b=2,c=yes,d=[4,5,6],e=false")
        assert h.a == 3 and h.b == 2.0 and h.c == "yes" and h.d == [4, 5, 6] and h.e is False
        h.set_hparam("a", 4); h.add_hparam("f", 9); h.override_from_dict({"c": "z"}); h.parse("d[1]=8")
        assert h.a == 4 and h.f == 9 and h.c == "z" and h.d[1] == 8
        """,
}


@pytest.mark.parametrize("name", [*CHECKED, *UNCHECKED])
def test_is_known(name: str) -> None:
    check({**CHECKED, **UNCHECKED}[name], judged=False)


@pytest.mark.oracle
@pytest.mark.parametrize("name", CHECKED)
def test_agrees_with_tensorflow(name: str) -> None:
    run_in_python(dedent(CHECKED[name]))
