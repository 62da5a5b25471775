"""What the façade says of places, spans and variables."""

from pathlib import Path

from tests.analysis.workspace import HEAD, project_of
from tfscope.analysis.analysis import Analysis
from tfscope.domain.events import Created, Refused, Shared
from tfscope.syntax.blocks import Span

LAYERS = HEAD + (
    "def linear(scope, reuse=None):\n"
    "    with tf.variable_scope(scope, reuse=reuse):\n"
    "        ü = tf.get_variable('w', shape=[1], dtype=tf.float32)\n"
    "    return ü\n"
)
TRAIN = "import layers\n\n\nlayers.linear('a')\nlayers.linear('a', True)\nlayers.linear('a')\n"


def analyses(root: Path) -> tuple[Analysis, Analysis]:
    project = project_of(root, {"layers.py": LAYERS, "train.py": TRAIN})
    return project.analyse(str(root / "layers.py")), project.analyse(str(root / "train.py"))


def lines(span: Span) -> tuple[str, int, int, int]:
    return span.path.rpartition("/")[2], span.start_line, span.start_column, span.end_column


def test_the_events_of_a_place(tmp_path: Path) -> None:
    layers, train = analyses(tmp_path)
    kinds = [type(event) for _, event in layers.events_at(5, 20)]
    assert kinds == [Created, Shared, Refused]
    assert Created in [type(event) for _, event in train.events_at(4, 3)]
    assert train.events_at(1, 0) == []
    assert train.events_at(99, 0) == []
    assert layers.names_at(5, 20) == ["a/w"]


def test_spans(tmp_path: Path) -> None:
    layers, _ = analyses(tmp_path)
    _, event = next(layers.own_events_of(Created))
    site = layers.user_site(event)
    assert site is not None
    assert lines(layers.locate(site)) == ("layers.py", 5, 12, 61)
    assert lines(layers.callee_span(site)) == ("layers.py", 5, 12, 27)
    assert lines(layers.argument_span(site, 0, "name")) == ("layers.py", 5, 28, 31)
    assert lines(layers.argument_span(site, 2, "dtype")) == ("layers.py", 5, 50, 60)
    assert lines(layers.argument_span(site, 5, "regularizer")) == ("layers.py", 5, 12, 27)
    assert [lines(span) for span in layers.caller_spans(event)] == [("train.py", 4, 0, 18)]


def test_a_diagnostic_belongs_to_the_innermost_file(tmp_path: Path) -> None:
    layers, train = analyses(tmp_path)
    assert [event.key for _, event in layers.own_events_of(Refused)] == ["a/w"]
    assert list(train.own_events_of(Refused)) == []


def test_creation_and_sharing(tmp_path: Path) -> None:
    layers, _ = analyses(tmp_path)
    run, shared = next(layers.events_of(Shared))
    created = layers.creation_of(run, shared.variable)
    assert created is not None
    assert created.variable is shared.variable
    assert layers.sharers_of(run, shared.variable) == (shared,)
    assert lines(layers.locate(layers.creation_site(run, shared.variable)))[:2] == ("layers.py", 5)


def test_positions_follow_the_text(tmp_path: Path) -> None:
    project = project_of(tmp_path, {"layers.py": LAYERS, "train.py": TRAIN})
    path = str(tmp_path / "layers.py")
    before = project.analyse(path)
    project.set_text(path, LAYERS.replace("def linear", "X = 1\n\n\n\ndef linear"))
    after = project.analyse(path)
    assert [type(event) for _, event in after.events_at(9, 20)] == [Created, Shared, Refused]
    assert after.events_at(5, 20) == []
    assert [type(event) for _, event in before.events_at(5, 20)] == [Created, Shared, Refused]


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    analysis = project_of(tmp_path, {}).analyse(str(tmp_path / "missing.py"))
    assert analysis.source.text == ""
    assert list(analysis.events()) == []
    assert analysis.events_at(1, 0) == []


def test_a_file_in_which_nothing_changed_keeps_its_analysis(tmp_path: Path) -> None:
    project = project_of(tmp_path, {"layers.py": LAYERS, "train.py": TRAIN, "other.py": HEAD})
    path = str(tmp_path / "layers.py")
    before = project.analyse(path)
    assert project.analyse(path) is before
    project.set_text(str(tmp_path / "other.py"), HEAD + "tf.get_variable('x', [1])\n")
    assert project.analyse(path) is before
