"""Which code is a run, and what it is called with."""

from pathlib import Path

import pytest

from tests.analysis.workspace import HEAD, created_in, names_of, programs_of, project_of
from tfscope.analysis.programs import Program, is_script
from tfscope.analysis.settings import EntryPoint, Settings
from tfscope.analysis.versions import required_major, tensorflow_major
from tfscope.domain.events import Reason, Refused
from tfscope.syntax.parse import parse
from tfscope.syntax.source import SourceFile


def programs(root: Path, text: str, name: str = "a.py") -> list[tuple[str, str | None]]:
    return programs_of(project_of(root, {name: text}).analyse(str(root / name)))


@pytest.mark.parametrize(
    ("text", "is_program"),
    [
        ("import os\nX = 1\ndef f():\n    pass\nclass A:\n    pass\n", False),
        ('"""Text."""\ntry:\n    import a\nexcept ImportError:\n    a = None\n', False),
        ("x = f()\n", True),
        ("if __name__ == '__main__':\n    pass\n", True),
        ("for x in y:\n    pass\n", True),
        ("", False),
    ],
)
def test_scripts(text: str, is_program: bool) -> None:
    assert is_script(parse(SourceFile("a.py", text))) is is_program


def test_a_function_that_is_called_is_no_program(tmp_path: Path) -> None:
    text = HEAD + "def helper():\n    return tf.get_variable('w', [1])\ndef build():\n    return helper()\n"
    assert programs(tmp_path, text) == [("a.py", None), ("a.py", "build")]


def test_unknown_parameters_are_holes_and_defaults_count(tmp_path: Path) -> None:
    text = HEAD + "def f(scope, name='w', *, size=3):\n    with tf.variable_scope(scope):\n"
    text += "        return tf.get_variable(name, [size])\n"
    analysis = project_of(tmp_path, {"a.py": text}).analyse(str(tmp_path / "a.py"))
    assert names_of(analysis) == {"{scope}/w"}
    assert analysis.names_at(5, 20)[0] != "w"


def test_methods_have_the_attributes_of_an_instance(tmp_path: Path) -> None:
    text = HEAD + (
        "class Net:\n"
        "    def __init__(self, units):\n"
        "        self.prefix = 'net'\n"
        "    def call(self):\n"
        "        return self.helper(self.prefix + '/w')\n"
        "    def helper(self, name):\n"
        "        return tf.get_variable(name, [1])\n"
        "    @staticmethod\n"
        "    def fixed():\n"
        "        return tf.get_variable('s', [1])\n"
        "    def later(self):\n"
        "        return tf.get_variable('l', [self.set_elsewhere])\n"
    )
    analysis = project_of(tmp_path, {"a.py": text}).analyse(str(tmp_path / "a.py"))
    entries = [entry for _, entry in programs_of(analysis)]
    assert [entry for entry in entries if entry] == ["Net.__init__", "Net.call", "Net.fixed", "Net.later"]
    assert names_of(analysis) == {"net/w", "s", "l"}
    assert all(run.exception is None for run in analysis.runs)


def test_each_function_starts_from_the_state_after_the_module(tmp_path: Path) -> None:
    text = HEAD + "def f():\n    return tf.get_variable('w', [1])\ndef g():\n    return tf.get_variable('w', [1])\n"
    analysis = project_of(tmp_path, {"a.py": text}).analyse(str(tmp_path / "a.py"))
    runs = [run for run in analysis.runs if run.program.entry]
    assert [created_in(run) for run in runs] == [["w"], ["w"]]


def test_callers_in_other_files(tmp_path: Path) -> None:
    files = {
        "layers.py": HEAD
        + "def linear(scope):\n    with tf.variable_scope(scope):\n        tf.get_variable('w', [1])\n",
        "generator.py": "import layers\ndef generator():\n    layers.linear('g')\n",
        "train.py": "from generator import generator\nimport layers\ngenerator()\nlayers.linear('t')\n",
        "other.py": "print(1)\n",
    }
    project = project_of(tmp_path, files)
    analysis = project.analyse(str(tmp_path / "layers.py"))
    assert programs_of(analysis) == [("train.py", None), ("layers.py", None)]
    assert [str(name) for name in analysis.names_at(5, 10)] == ["g/w", "t/w"]
    assert names_of(project.analyse(str(tmp_path / "generator.py"))) == {"g/w"}
    assert programs_of(project.analyse(str(tmp_path / "other.py"))) == []


def test_an_unsaved_edit_shows_in_other_files(tmp_path: Path) -> None:
    files = {
        "layers.py": HEAD + "def linear(scope):\n    return tf.get_variable(scope + '/w', [1])\n",
        "train.py": "import layers\nlayers.linear('t')\n",
    }
    project = project_of(tmp_path, files)
    layers, train = str(tmp_path / "layers.py"), str(tmp_path / "train.py")
    assert names_of(project.analyse(train)) == {"t/w"}
    project.set_text(layers, files["layers.py"].replace("/w", "/kernel"))
    assert names_of(project.analyse(train)) == {"t/kernel"}
    project.set_text(train, "import layers\nlayers.linear('u')\n")
    assert names_of(project.analyse(layers)) == {"u/kernel"}
    project.close(layers)
    assert names_of(project.analyse(layers)) == {"u/w"}


def test_importing_in_a_circle_ends(tmp_path: Path) -> None:
    files = {
        "a.py": HEAD + "import b\ndef f():\n    b.g()\n",
        "b.py": "import a\ndef g():\n    a.tf.get_variable('w', [1])\n",
    }
    project = project_of(tmp_path, files)
    assert names_of(project.analyse(str(tmp_path / "b.py"))) == {"w"}
    assert names_of(project.analyse(str(tmp_path / "a.py"))) == {"w"}


def test_relative_imports_of_a_module_that_is_run(tmp_path: Path) -> None:
    files = {
        "pack/__init__.py": "",
        "pack/net.py": HEAD + "def net():\n    tf.get_variable('w', [1])\n",
        "pack/train.py": "from .net import net\nif __name__ == '__main__':\n    net()\n",
    }
    analysis = project_of(tmp_path, files).analyse(str(tmp_path / "pack/train.py"))
    assert names_of(analysis) == {"w"}


def test_named_programs(tmp_path: Path) -> None:
    text = HEAD + "def main(name='w'):\n    tf.get_variable(name, [1])\n    tf.get_variable(name, [1])\n"
    entry = EntryPoint(str(tmp_path / "a.py"), "main")
    project = project_of(tmp_path, {"a.py": text}, Settings(entry_points=(entry,)))
    analysis = project.analyse(str(tmp_path / "a.py"))
    assert programs_of(analysis) == [("a.py", "main")]
    record = analysis.runs[0].exception
    assert record is not None
    assert record.error_type == "ValueError"


@pytest.mark.parametrize(
    ("text", "major"),
    [
        ("import tensorflow as tf\ntf.get_variable('w', [1])\n", 1),
        ("import tensorflow as tf\ntf.contrib.layers.flatten(x)\n", 1),
        ("import tensorflow as tf\ntf.compat.v1.get_variable('w', [1])\n", 2),
        ("import tensorflow.compat.v1 as tf\n", 2),
        ("from tensorflow.compat import v1 as tf\n", 2),
        ("import tensorflow as tf\ntf.compat.as_text(x)\ntf.placeholder(tf.float32)\n", 1),
        ("import tensorflow as tf\nx = tf.Variable(1.0)\n", None),
    ],
)
def test_versions_by_text(text: str, major: int | None) -> None:
    assert tensorflow_major([text]) == major


def test_versions_by_settings_and_by_what_is_imported(tmp_path: Path) -> None:
    files = {
        "train.py": "import net\nnet.f()\n",
        "net.py": "import tensorflow as tf\ndef f():\n    tf.placeholder(1)\n",
    }
    assert not project_of(tmp_path, files).is_v2(str(tmp_path / "train.py"))
    assert project_of(tmp_path, files, Settings(tensorflow_version="2.x")).is_v2(str(tmp_path / "train.py"))


@pytest.mark.parametrize(
    ("path", "text", "major"),
    [
        ("requirements.txt", "numpy\ntensorflow==1.15.2\n", 1),
        ("requirements.txt", "tensorflow-probability>=0.7\ntensorflow-gpu>=1.12,<2.0\n", 1),
        ("requirements-dev.txt", "tensorflow>=2.4\n", 2),
        ("setup.py", "setup(install_requires=['numpy', \"tensorflow>=1.4\"])\n", 1),
        ("net-1.0.dist-info/METADATA", "Name: net\nRequires-Dist: tensorflow (<2.0.0,>=1.15.0)\n", 1),
        ("Pipfile", '[packages]\ntensorflow = "==1.14"\n', 1),
        ("requirements.txt", "tensorflow\n", None),
        ("requirements.txt", "tensorflow-datasets==1.2\ntensorflow_hub>=0.1\n", None),
    ],
)
def test_versions_by_requirements(tmp_path: Path, path: str, text: str, major: int | None) -> None:
    """`tf.compat.v1` is in both versions: what is required decides."""
    files = {"train.py": "import tensorflow.compat.v1 as tf\nx = tf.placeholder(tf.float32)\n", path: text}
    for name in files:
        (tmp_path / name).parent.mkdir(exist_ok=True)
    project = project_of(tmp_path, files)
    assert required_major(project.files, [str(tmp_path)]) == major
    assert project.is_v2(str(tmp_path / "train.py")) == (major != 1)


def test_code_that_only_version_2_runs_goes_before_requirements(tmp_path: Path) -> None:
    files = {
        "train.py": "import tensorflow as tf\ntape = tf.GradientTape()\n",
        "requirements.txt": "tensorflow>=1.15\n",
    }
    assert project_of(tmp_path, files).is_v2(str(tmp_path / "train.py"))


def test_a_program_can_be_named_by_its_path(tmp_path: Path) -> None:
    project = project_of(tmp_path, {"a.py": HEAD + "tf.get_variable('w', [1])\n"})
    analysis = project.analyse_program(Program(str(tmp_path / "a.py")))
    assert created_in(analysis.runs[0]) == ["w"]
    assert [(final.graph, final.collection) for final in analysis.runs[0].variables] == [(0, "variables")]


def test_a_refusal_that_hangs_on_a_default_is_not_certain(tmp_path: Path) -> None:
    """A caller may give the shape; nobody can give the reuse flag."""
    text = """
        import tensorflow.compat.v1 as tf
        tf.disable_v2_behavior()
        def ask(name, shape=None):
            return tf.get_variable(name, shape)
        def enter(name, size=3):
            with tf.variable_scope("a", reuse="yes"):
                return tf.get_variable("w", [size])
        """
    analysis = project_of(tmp_path, {"a.py": text}).analyse(str(tmp_path / "a.py"))
    refused = {event.reason: event.certain for _, event in analysis.events_of(Refused)}
    assert refused == {Reason.SHAPE_UNKNOWN: False, Reason.REUSE_INVALID: True}
