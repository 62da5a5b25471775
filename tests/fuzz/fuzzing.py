"""Runs random programs on both sides."""

from __future__ import annotations

import traceback
from collections import Counter
from dataclasses import dataclass, field

from tests.fuzz.comparing import difference, said_by_tensorflow, said_by_tfscope
from tests.fuzz.programs import RandomProgram
from tests.fuzz.tensorflow_worker import Workers


@dataclass(slots=True)
class Figures:
    """What a campaign saw."""

    programs: int = 0
    distinct: set[int] = field(default_factory=set)
    lines: Counter[str] = field(default_factory=Counter)
    used: Counter[str] = field(default_factory=Counter)


class Fuzzer:
    """Both sides, and the figures."""

    def __init__(self) -> None:
        self.workers = Workers()
        self.figures = Figures()

    def truth(self, program: RandomProgram) -> list[str]:
        """What TensorFlow does with a program, in the process that is there."""
        worker = self.workers[program.mode]
        worker.send(program.files, program.mode)
        return said_by_tensorflow(worker.receive(), program.files, program.mode)

    def answer_of_tensorflow(self, program: RandomProgram) -> list[str]:
        """What TensorFlow does with a program, in a process that ran nothing else."""
        self.workers["fresh"].send(program.files, program.mode)
        return said_by_tensorflow(self.workers["fresh"].receive(), program.files, program.mode)

    def disagreement(self, program: RandomProgram, is_sure: bool = True) -> str:
        """Where the two sides differ, "" where they agree. Both work at once; `is_sure` settles a doubt afresh."""
        worker = self.workers[program.mode]
        worker.send(program.files, program.mode)
        answer = answer_of_tfscope(program)
        truth = said_by_tensorflow(worker.receive(), program.files, program.mode)
        self.count(program, truth)
        if truth == answer:
            return ""
        if not is_sure:
            return difference(truth, answer)
        return difference(self.answer_of_tensorflow(program), answer)

    def count(self, program: RandomProgram, truth: list[str]) -> None:
        """Adds a program to the figures."""
        figures = self.figures
        figures.programs += 1
        figures.distinct.add(hash(tuple(program.files.items())))
        figures.used.update(program.used)
        for line in truth:
            words = line.split()
            kind = next((word for word in ("created", "shared", "none") if word in words), "")
            kind = {"none": "error", "": "end" if line.endswith("Error") else "other"}.get(kind, kind)
            figures.lines[kind] += 1

    def close(self) -> None:
        """Ends the processes."""
        self.workers.close()


def answer_of_tfscope(program: RandomProgram) -> list[str]:
    """What tfscope says; its own failure is an answer, a wrong one."""
    try:
        return said_by_tfscope(program.files, program.mode)
    except Exception:
        return [traceback.format_exc()]
