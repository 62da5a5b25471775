"""Traces have the form that `trace-format.md` describes."""

import json
from pathlib import Path

from tests.analysis.workspace import HEAD, project_of
from tfscope.analysis.programs import Program
from tfscope.analysis.trace import Json, trace_of

FILES = {
    "train.py": HEAD
    + "from net import build\n"
    + "build('a')\n"
    + "with tf.variable_scope('', reuse=True):\n"
    + "    build('a')\n"
    + "tf.Variable([1.0, 2.0], trainable=False, name='v', collections=['local_variables'])\n"
    + "with tf.Graph().as_default():\n"
    + "    build('b')\n"
    + "try:\n"
    + "    build('a')\n"
    + "except ValueError:\n"
    + "    pass\n"
    + "x = 'ä'; build('a')\n"
    + "build('c')\n",
    "net.py": "import tensorflow.compat.v1 as tf\n\n\ndef build(name):\n"
    "    return tf.get_variable(\n        name, [2])\n",
}


def trace(root: Path, files: dict[str, str], entry: str | None = None) -> Json:
    project = project_of(root, files)
    analysis = project.analyse_program(Program(str(root / "train.py"), entry, True))
    answer = json.loads(json.dumps(trace_of(analysis, str(root))))
    assert isinstance(answer, dict)
    return answer


def rows(answer: Json, key: str, *fields: str) -> list[tuple[object, ...]]:
    items = answer[key]
    assert isinstance(items, list)
    return [tuple(item[field] for field in fields) for item in items]


def test_events_in_order(tmp_path: Path) -> None:
    answer = trace(tmp_path, FILES)
    assert answer["program"] == "train.py"
    assert rows(answer, "events", "kind", "name", "shape", "dtype", "trainable", "via", "after_error") == [
        ("created", "a", [2], "float32", True, "get_variable", False),
        ("shared", "a", [2], "float32", True, "get_variable", False),
        ("created", "v", [2], "float32", False, "Variable", False),
        ("created", "b", [2], "float32", True, "get_variable", False),
        ("error", "a", None, None, None, "get_variable", False),
        ("error", "a", None, None, None, "get_variable", False),
        ("created", "c", [2], "float32", True, "get_variable", True),
    ]


def test_places(tmp_path: Path) -> None:
    answer = trace(tmp_path, FILES)
    events = answer["events"]
    assert isinstance(events, list)
    inner = {"path": "net.py", "line": 5, "column": 11, "function": "build"}
    assert events[0]["site"] == inner
    assert events[0]["stack"] == [{"path": "train.py", "line": 4, "column": 0, "function": "<module>"}, inner]
    assert events[5]["stack"][0] == {"path": "train.py", "line": 14, "column": 9, "function": "<module>"}
    assert all(event["certain"] for event in events)


def test_what_ends_the_program(tmp_path: Path) -> None:
    ended = trace(tmp_path, FILES)["exception"]
    assert isinstance(ended, dict)
    assert ended["type"] == "ValueError"
    assert ended["message"].startswith("Variable a already exists, disallowed.")
    assert "\n" not in ended["message"]
    assert (ended["site"]["path"], ended["site"]["line"]) == ("net.py", 5)


def test_variables_at_the_end(tmp_path: Path) -> None:
    answer = trace(tmp_path, FILES)
    assert rows(answer, "variables", "graph", "name", "shape", "trainable", "collection") == [
        (0, "a", [2], True, "variables"),
        (0, "v", [2], False, "local_variables"),
        (1, "b", [2], True, "variables"),
    ]


def test_holes_and_conditions(tmp_path: Path) -> None:
    text = HEAD + (
        "def f(scope, flag, size=4):\n"
        "    with tf.variable_scope(scope):\n"
        "        if flag:\n"
        "            tf.get_variable('w', [size, flag])\n"
    )
    answer = trace(tmp_path, {"train.py": text}, "f")
    assert answer["entry"] == "f"
    assert rows(answer, "events", "kind", "name", "certain") == [("created", "{scope}/w", False)]
    (shape,) = rows(answer, "events", "shape")[0]
    assert shape is None or (isinstance(shape, list) and shape[0] == 4 and shape[1] is None)


def test_a_program_without_variables(tmp_path: Path) -> None:
    assert trace(tmp_path, {"train.py": "x = 1\n"}) == {
        "program": "train.py",
        "entry": None,
        "events": [],
        "variables": [],
        "exception": None,
        "gaps": [],
    }


def test_code_on_the_import_path_is_no_frame(tmp_path: Path) -> None:
    from tfscope.analysis.settings import Settings

    (tmp_path / "lib").mkdir()
    (tmp_path / "lib/net.py").write_text(FILES["net.py"])
    settings = Settings(import_paths=(str(tmp_path / "lib"),))
    project = project_of(tmp_path / "work", {"train.py": HEAD + "import net\nnet.build('a')\n"}, settings)
    analysis = project.analyse_program(Program(str(tmp_path / "work/train.py"), None, True))
    events = trace_of(analysis, str(tmp_path / "work"))["events"]
    assert isinstance(events, list)
    assert [place["path"] for place in events[0]["stack"]] == ["train.py"]


TRANSLATED = (
    HEAD
    + """

def helper(x):
    return tf.layers.dense(x, 2, use_bias=False)


class Layer(tf.layers.Layer):
    def build(self, shape):
        self.w = self.add_weight("w", shape=[3])

    def call(self, x):
        return helper(x)


Layer()(tf.zeros([1, 3]))
"""
)


def test_translated_code_is_no_frame(tmp_path: Path) -> None:
    """AutoGraph runs a translation of a layer's `call` and of what that calls; `build` is run as it is."""
    events = trace(tmp_path, {"train.py": TRANSLATED})["events"]
    assert isinstance(events, list)
    functions = [(event["name"], [place["function"] for place in event["stack"]]) for event in events]
    assert functions == [("layer/w", ["<module>", "Layer.build"]), ("layer/dense/kernel", ["<module>"])]


def test_a_request_that_fails_in_the_end_is_one_event(tmp_path: Path) -> None:
    """The variable stays, but the program was refused it."""
    program = "def regularizer(w):\n    raise RuntimeError('no')\ntf.get_variable('w', [1], regularizer=regularizer)\n"
    answer = trace(tmp_path, {"train.py": HEAD + program})
    assert rows(answer, "events", "kind", "name") == [("error", "w")]
    assert rows(answer, "variables", "name") == [("w",)]


def test_gaps_are_ranked_by_what_they_cost(tmp_path: Path) -> None:
    """A gap costs what is not known behind it in its call."""
    text = (
        "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
        "def cheap():\n    n = eval(input())\n    tf.get_variable('a', [2])\n"
        "def costly():\n    n = eval(input())\n    tf.get_variable('b', [n])\n    tf.get_variable('c', [n])\n"
        "cheap()\ncostly()\n"
    )
    gaps = trace(tmp_path, {"train.py": text})["gaps"]
    assert isinstance(gaps, list)
    found = [(gap["site"]["line"], gap["variables"]) for gap in gaps if gap["site"]["line"] in (4, 7)]
    assert found == [(7, 2), (4, 0)]


def test_nothing_is_refused_after_the_end(tmp_path: Path) -> None:
    """TensorFlow never comes to a second error; what follows is still shown."""
    text = (
        "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
        + "tf.get_variable('a', [2])\n" * 2
        + "tf.get_variable('b', [2])\n" * 2
    )
    answer = trace(tmp_path, {"train.py": text})
    assert rows(answer, "events", "kind", "name", "after_error") == [
        ("created", "a", False),
        ("error", "a", False),
        ("created", "b", True),
    ]


def test_a_variable_of_two_collections_is_told_once(tmp_path: Path) -> None:
    text = HEAD + "tf.get_local_variable('w', [1], collections=[tf.GraphKeys.GLOBAL_VARIABLES])\n"
    answer = trace(tmp_path, {"train.py": text})
    assert rows(answer, "variables", "name", "collection") == [("w", "variables")]


def test_a_finally_is_told_after_the_error_that_ends_the_program(tmp_path: Path) -> None:
    text = HEAD + (
        "try:\n"
        "    tf.get_variable('w', [1])\n"
        "    tf.get_variable('w', [1])\n"
        "    tf.get_variable('not', [1])\n"
        "finally:\n"
        "    tf.get_variable('last', [1])\n"
    )
    answer = trace(tmp_path, {"train.py": text})
    assert rows(answer, "events", "kind", "name", "after_error") == [
        ("created", "w", False),
        ("error", "w", False),
        ("created", "last", False),
        ("created", "not", True),
    ]
    assert rows(answer, "variables", "name") == [("w",), ("last",)]
