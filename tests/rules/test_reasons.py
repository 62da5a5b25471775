"""No certain refusal goes untold: each reason for which a model refuses is told by a rule."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from tfscope.domain.events import Reason

SERVER: Final = Path(__file__).resolve().parents[2] / "server" / "tfscope"
NAMED: Final = re.compile(r"\bReason\.([A-Z_]+)")


def named_in(folder: str) -> set[str]:
    """The reasons that the files of a folder name."""
    return {name for path in (SERVER / folder).rglob("*.py") for name in NAMED.findall(path.read_text())}


def test_every_reason_is_told() -> None:
    """The rules name every reason there is."""
    assert {reason.name for reason in Reason} == named_in("rules")


def test_every_reason_is_a_models() -> None:
    """The models, or the interpreter for them, refuse for every reason there is."""
    assert {reason.name for reason in Reason} == named_in("models") | named_in("interp")
