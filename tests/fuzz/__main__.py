"""A campaign: many random programs on both sides.

    python -m tests.fuzz [--programs N] [--seed SEED] [--keep FOLDER]

Prints each disagreement with its program made small, then the figures. Exit status 1 where there was one.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from tests.fuzz.fuzzing import Fuzzer
from tests.fuzz.programs import random_program
from tests.fuzz.shrinking import shrunk


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    parser.add_argument("--programs", type=int, default=2000)
    parser.add_argument("--seed", default="0")
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="a folder for the programs on which the two sides differ")
    parser.add_argument("--no-shrink", action="store_true")
    options = parser.parse_args()
    start, found = time.perf_counter(), 0
    fuzzer = Fuzzer()
    for number in range(options.start, options.start + options.programs):
        program = random_program(f"{options.seed}:{number}")
        where = fuzzer.disagreement(program)
        if not where:
            continue
        found += 1
        if not options.no_shrink:
            program, where = shrunk(fuzzer, program, where)
        text = "".join(f"# {path}\n{body}" for path, body in program.files.items())
        report = (
            f"# {options.seed}:{number} ({program.mode})\n"
            + "".join(f"# {line}\n" for line in where.splitlines())
            + text
        )
        print(report, flush=True)
        if options.keep:
            options.keep.mkdir(parents=True, exist_ok=True)
            (options.keep / f"{options.seed}_{number}.py").write_text(report, encoding="utf-8")
    fuzzer.close()
    figures = fuzzer.figures
    print(f"{figures.programs} programs, {len(figures.distinct)} distinct, {found} disagreements")
    print(dict(figures.lines), f"{time.perf_counter() - start:.0f} s")
    print("pieces:", ", ".join(f"{name} {count}" for name, count in figures.used.most_common()))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
