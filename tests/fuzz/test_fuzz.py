"""TensorFlow and tfscope say the same about random programs, and every planted defect is noticed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.fuzzing import Fuzzer, answer_of_tfscope
from tests.fuzz.mutations import MUTATIONS, Mutation, planted
from tests.fuzz.programs import RandomProgram, program, random_program

#: How many programs a run tries; `make fuzz` tries many more.
EXAMPLES: Final = int(os.environ.get("TFSCOPE_FUZZ_EXAMPLES", "30"))
#: The programs on which defects must show.
CORPUS: Final = 300


@pytest.fixture(scope="session")
def fuzzer() -> Iterator[Fuzzer]:
    """TensorFlow, running."""
    fuzzer = Fuzzer()
    yield fuzzer
    fuzzer.close()


@st.composite
def programs(draw: st.DrawFn) -> RandomProgram:
    """Random programs that Hypothesis can make smaller."""
    return program(lambda count: draw(st.integers(0, count - 1)))


@pytest.mark.oracle
def test_both_say_the_same(fuzzer: Fuzzer) -> None:
    """The same events, the same end, the same variables."""

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(programs())
    def check(one: RandomProgram) -> None:
        where = fuzzer.disagreement(one)
        assert not where, "\n".join([where, *(f"# {path}\n{text}" for path, text in one.files.items())])

    check()


@pytest.fixture(scope="session")
def corpus(fuzzer: Fuzzer) -> list[tuple[RandomProgram, list[str]]]:
    """Programs with what TensorFlow says of them, where tfscope says so too."""
    found = []
    for number in range(CORPUS):
        one = random_program(f"corpus:{number}")
        truth = fuzzer.truth(one)
        if answer_of_tfscope(one) == truth:
            found.append((one, truth))
    assert len(found) > 0.95 * CORPUS
    return found


@pytest.mark.oracle
@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.title)
def test_defects_are_noticed(mutation: Mutation, corpus: list[tuple[RandomProgram, list[str]]]) -> None:
    """A program shows the planted defect."""
    with planted(mutation):
        assert any(answer_of_tfscope(one) != truth for one, truth in corpus)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.title)
def test_defects_can_be_planted(mutation: Mutation) -> None:
    """The line that a defect changes is there, once."""
    with planted(mutation):
        pass


def test_programs_are_the_same_in_every_run() -> None:
    """A seed stands for one program, and its files are Python."""
    for number in range(20):
        one = random_program(f"same:{number}")
        assert one == random_program(f"same:{number}")
        for path, text in one.files.items():
            compile(text, path, "exec")
