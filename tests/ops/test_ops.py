"""Shape and dtype of every op model are TensorFlow's, or are said not to be known; never others.

pytest tests/ops                                          the recorded answers, without TensorFlow
pytest -m oracle tests/ops                                asks TensorFlow about other programs
pytest -m oracle tests/ops/test_ops.py --update           records the answers anew
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Final

import pytest

from tests.ops import (
    templates_arrays,
    templates_image,
    templates_math,
    templates_nn,
    templates_picking,
    templates_state,
)
from tests.ops.asking import Answer, ask
from tests.ops.generate import TEMPLATES, programs
from tests.ops.judging import DIFFERENT, SAME, UNKNOWN, judge

RECORDED: Final = Path(__file__).with_name("recorded.json")
#: Programs of each template: those that are recorded, and those that the oracle is asked about.
FEW, MANY = 14, 60
#: The share of answers that may be unknown where TensorFlow knows.
MAX_UNKNOWN: Final = 0.06

#: Importing these registers the templates.
PARTS = (templates_arrays, templates_image, templates_math, templates_nn, templates_picking, templates_state)


def recorded(template: str) -> list[tuple[str, Answer]]:
    """Programs of a template with TensorFlow's answers."""
    found: dict[str, list[tuple[str, Answer]]] = json.loads(RECORDED.read_text(encoding="utf-8"))
    return found.get(template, [])


@pytest.mark.parametrize("template", TEMPLATES)
def test_recorded_answers(template: str) -> None:
    """No answer is wrong, and not all are unknown."""
    cells = recorded(template)
    verdicts = [(*judge(text, answer), text, answer) for text, answer in cells]
    wrong = [
        f"{text}\n  says {said}\n  TensorFlow: {answer}"
        for verdict, said, text, answer in verdicts
        if verdict == DIFFERENT
    ]
    assert not wrong, "\n\n".join(wrong)
    assert any(verdict == SAME for verdict, *_ in verdicts)


@pytest.mark.oracle
def test_tensorflow_agrees(request: pytest.FixtureRequest) -> None:
    """Asks TensorFlow about many programs; with `--update` about those that are recorded."""
    updates = request.config.getoption("--update")
    asked = list(programs(0, FEW) if updates else programs(1, MANY))
    answers = ask([text for _, text in asked])
    if updates:
        record(asked, answers)
    verdicts = Counter[str]()
    wrong = []
    for (template, text), answer in zip(asked, answers):
        verdict, said = judge(text, answer)
        verdicts["error" if isinstance(answer, str) else verdict] += 1
        if verdict == DIFFERENT:
            wrong.append(f"# {template}\n{text}\n  says {said}\n  TensorFlow: {answer}")
    print(verdicts)
    assert not wrong, f"{len(wrong)} of {len(asked)}\n\n" + "\n\n".join(wrong[:20])
    assert verdicts[UNKNOWN] <= MAX_UNKNOWN * sum(verdicts.values()), verdicts


def record(asked: list[tuple[str, str]], answers: list[Answer]) -> None:
    """Writes the answers by template, one program a line."""
    by_template: dict[str, list[str]] = {}
    for (template, text), answer in zip(asked, answers):
        by_template.setdefault(template, []).append(json.dumps([text, answer]))
    parts = [f"{json.dumps(name)}: [\n" + ",\n".join(cells) + "\n]" for name, cells in by_template.items()]
    RECORDED.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")
