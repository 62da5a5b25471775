"""Runs the command line as a user does: in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def tfscope(*arguments: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """What `tfscope ARGUMENTS` does in a folder."""
    plain = {key: value for key, value in os.environ.items() if key not in ("FORCE_COLOR", "NO_COLOR", "VIRTUAL_ENV")}
    command = [sys.executable, "-m", "tfscope", *arguments]
    return subprocess.run(
        command,
        cwd=folder,
        env={**plain, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
