"""Which inputs of an op get a gradient is what TensorFlow says, for every op that has a model.

pytest tests/ops/test_gradients.py                        the recorded answers, without TensorFlow
pytest -m oracle tests/ops/test_gradients.py              asks TensorFlow about other programs
pytest -m oracle tests/ops/test_gradients.py --update     records the answers to the same programs anew
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import pytest

from tests.ops.asking import Reached, ask_gradients
from tests.ops.generate import programs
from tests.ops.judging import SAME, judge_gradients
from tests.ops.test_ops import PARTS

RECORDED: Final = Path(__file__).with_name("gradients.json")
#: Programs of each template that the oracle is asked about.
MANY: Final = 30
#: Importing these registers the templates.
TEMPLATES: Final = PARTS


def recorded() -> list[tuple[str, Reached]]:
    """Programs of one op each, with the inputs that TensorFlow has gradients for."""
    found: list[tuple[str, Reached]] = json.loads(RECORDED.read_text(encoding="utf-8"))
    return found


def wrong_of(cells: list[tuple[str, Reached]]) -> list[str]:
    """The programs of which another answer, or none, is given."""
    wrong = []
    for text, expected in cells:
        verdict, said = judge_gradients(text, expected)
        if verdict != SAME:
            wrong.append(f"{text}\n  says {said}\n  TensorFlow: {' '.join(expected or ())}")
    return wrong


def test_recorded_gradients() -> None:
    """The answer for every op is TensorFlow's."""
    wrong = wrong_of(recorded())
    assert not wrong, f"{len(wrong)}\n\n" + "\n\n".join(wrong[:20])


@pytest.mark.oracle
def test_tensorflow_agrees_on_gradients(request: pytest.FixtureRequest) -> None:
    """Asks TensorFlow about many programs; with `--update` about those that are recorded."""
    updates = request.config.getoption("--update")
    texts = [text for text, _ in recorded()] if updates else [text for _, text in programs(2, MANY)]
    cells = list(zip(texts, ask_gradients(texts)))
    if updates:
        RECORDED.write_text("[\n" + ",\n".join(map(json.dumps, cells)) + "\n]\n", encoding="utf-8")
    wrong = wrong_of(cells)
    assert not wrong, f"{len(wrong)} of {len(cells)}\n\n" + "\n\n".join(wrong[:20])
