"""Runs a session in a real Neovim, without a screen, with the plug-in of this repository and the installed server."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SESSION_SECONDS = 300


class Seen:
    """What a session saw, step by step, and what was written to the log meanwhile."""

    def __init__(self, steps: dict[str, Any], output: str, log: str) -> None:
        self._steps = steps
        self._output = output
        self.log = log

    def __call__(self, name: str) -> Any:
        """What the session saw in a step."""
        step = self._steps[name]
        assert "problem" not in step, f"{step['problem']}\n{self._output}\n{self.log}"
        return step["value"]


def run_session(script: str, program: Path, home: Path, extra: dict[str, str] | None = None) -> Seen:
    """Does the steps of a script in Neovim, which starts with a program, as a user with no configuration."""
    plugin = shutil.copytree(HERE.parent.parent / "editors" / "neovim", home / "tfscope")
    record = home / "seen.json"
    completed = subprocess.run(
        [os.environ.get("TFSCOPE_NEOVIM", "nvim"), "--clean", "--headless", "-S", HERE / script, program],
        cwd=program.parent,
        env=environment(home) | {"TFSCOPE_PLUGIN": str(plugin), "TFSCOPE_SEEN": str(record)} | (extra or {}),
        timeout=SESSION_SECONDS,
        capture_output=True,
        text=True,
        check=False,
    )
    assert record.exists(), completed.stderr
    log = home / "state" / "nvim" / "lsp.log"
    return Seen(json.loads(record.read_text()), completed.stderr, log.read_text() if log.exists() else "")


def environment(home: Path) -> dict[str, str]:
    """The environment of a user with no configuration, and the `tfscope` of this Python first on `PATH`."""
    folders = {f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CONFIG", "DATA", "STATE", "CACHE")}
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return dict(os.environ) | folders | {"PATH": path}
