"""Predicts the variables of the real models, and compares them with what TensorFlow did.

python tools/models.py [--shared DIR] [--cases DIR] [CASE ...]

The models (`DIR/models/CASES.md`) are programs on top of pinned packages; what is not there is laid out first, by
`install.sh`, which needs the package index. Each program is traced by a process of its own, as `tfscope trace` does
it from a cold start. Writes the scores of `compare.py`, and below them the seconds and peak memory of each case.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
SHARED: Final = Path(os.environ.get("TFSCOPE_SHARED", ROOT.parent / "shared"))
CASES: Final = Path(os.environ.get("TFSCOPE_MODELS", ROOT / ".models"))
SECONDS: Final = 120


@dataclass(frozen=True, slots=True)
class Cost:
    """What one trace took. `megabytes` is the most memory that the process held."""

    seconds: float
    megabytes: float
    failed: bool


def install(models: Path, target: Path, cases: list[str]) -> None:
    """Lays out the cases that are not there."""
    missing = [case for case in cases if not (target / case / "driver.py").exists()]
    if missing:
        print(f"Laying out {len(missing)} of {len(cases)} cases in {target}", file=sys.stderr)
        subprocess.run(["sh", str(models / "install.sh"), str(target), *missing], check=False, stdout=sys.stderr)


def trace(root: Path, output: Path) -> Cost:
    """Traces the program of a case into a file."""
    command = [sys.executable, "-m", "tfscope", "trace", str(root / "driver.py"), "--root", str(root)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "server")}
    started = time.monotonic()
    with output.open("wb") as stream:
        process = subprocess.Popen(
            [*command, "--output-format", "json"], stdout=stream, stderr=subprocess.DEVNULL, env=environment
        )
        usage, failed = wait(process, started + SECONDS)
    return Cost(time.monotonic() - started, usage / 1024, failed)


def wait(process: subprocess.Popen[bytes], until: float) -> tuple[int, bool]:
    """Waits for a process, no longer than `until`; answers its peak memory in kilobytes and whether it failed."""
    killed = False
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            return usage.ru_maxrss, killed or process.returncode != 0
        if time.monotonic() > until and not killed:
            process.kill()
            killed = True
        time.sleep(0.02)


def write_costs(costs: dict[str, Cost]) -> None:
    """One line for each case, the slowest first, and what is typical."""
    print(f"\n{'case':<25} {'seconds':>8} {'MB':>6}")
    for case, cost in sorted(costs.items(), key=lambda item: -item[1].seconds):
        print(f"{case:<25} {cost.seconds:8.1f} {cost.megabytes:6.0f}{'  failed' if cost.failed else ''}")
    seconds = [cost.seconds for cost in costs.values()]
    most = max(cost.megabytes for cost in costs.values())
    print(f"median {median(seconds):.1f} s, slowest {max(seconds):.1f} s, most memory {most:.0f} MB")


def main() -> int:
    """Runs the cases that are named, or all."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("cases_named", nargs="*", metavar="CASE")
    parser.add_argument("--shared", type=Path, default=SHARED, metavar="DIR", help="the folder that holds models/")
    parser.add_argument("--cases", type=Path, default=CASES, metavar="DIR", help="where the cases are laid out")
    parser.add_argument("--details", default="0", metavar="N", help="list up to N differences of each sort")
    options = parser.parse_args()
    models: Path = options.shared / "models"
    if not models.is_dir():
        print(f"There is no folder {models}: name the one that holds it with --shared", file=sys.stderr)
        return 2
    named = options.cases_named or sorted(path.parent.name for path in models.glob("*/truth.json"))
    install(models, options.cases, named)
    output = options.cases / ".predictions"
    output.mkdir(parents=True, exist_ok=True)
    found = [case for case in named if (options.cases / case / "driver.py").exists()]
    costs = {case: trace(options.cases / case, output / f"{case}.json") for case in found}
    for case in found:
        if costs[case].failed and not (output / f"{case}.json").stat().st_size:
            (output / f"{case}.json").unlink()
    compare = [sys.executable, str(models / "compare.py"), "--predictions", str(output), "--details", options.details]
    answer = subprocess.run([*compare, *named], check=False).returncode
    if costs:
        write_costs(costs)
    return answer or int(len(found) < len(named))


if __name__ == "__main__":
    sys.exit(main())
