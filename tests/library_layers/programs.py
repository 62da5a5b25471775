"""What the analyser says of small programs for TensorFlow 1."""

from __future__ import annotations

from textwrap import dedent

from tests.oracle.analyser import analyse
from tests.oracle.facts import ErrorFact, VariableFact

PREAMBLE = "import tensorflow as tf\n"


def variables(text: str) -> list[str]:
    """`name shape` of each variable that is made, in order of lines and then names; errors fail."""
    found = []
    for _, facts in sorted(analyse({"main.py": PREAMBLE + dedent(text)}).items()):
        for fact in facts:
            assert not isinstance(fact, ErrorFact), str(fact)
        made = [fact for fact in facts if isinstance(fact, VariableFact) and fact.outcome == "created"]
        found += sorted(f"{fact.name} {fact.shape}" for fact in made)
    return found


def errors(text: str) -> list[str]:
    """The types of the errors."""
    facts = [fact for found in analyse({"main.py": PREAMBLE + dedent(text)}).values() for fact in found]
    return [fact.error_type for fact in facts if isinstance(fact, ErrorFact)]
