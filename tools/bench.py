"""Measures tfscope beside other language servers, interleaved in one run; `make bench`.

The benchmark itself (`lsp_bench.py`, `make_inputs.py`, `echo_server.py`) lies in another folder, `../shared/bench`
unless `--bench` says where. `echo` is a pygls server that does nothing: the floor. Peers are those of `PEERS` whose
commands are on the path; `make bench` installs those of pip. tfscope is compiled first, as pip compiles what it
installs.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

REPOSITORY: Final = Path(__file__).resolve().parents[1]
PEERS: Final = {
    "ty": "ty server",
    "pyrefly": "pyrefly lsp",
    "ruff": "ruff server",
    "jedi-ls": "jedi-language-server",
    "pylsp": "pylsp",
    "pyright": "pyright-langserver --stdio",
}
#: What some peers have to be told before they report anything.
OPTIONS: Final[dict[str, dict[str, object]]] = {
    "pyrefly": {
        "settings": {"python": {"pyrefly": {"displayTypeErrors": "force-on"}}},
        "init": {"pyrefly": {"displayTypeErrors": "force-on"}},
    },
    "pyright": {"settings": {"python": {"analysis": {"diagnosticMode": "openFilesOnly"}}}},
}


def main() -> None:
    """Makes the inputs, measures, and prints one table for each input."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--bench", type=Path, default=REPOSITORY.parent / "shared" / "bench")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--inputs", nargs="*", default=["small", "medium", "large"])
    parser.add_argument("--only", nargs="*", default=["echo", "tfscope", "ty", "pyrefly"], help="which servers")
    parser.add_argument("--workspace", action="store_true", help="also the workspace of 1,000 files")
    parser.add_argument("--output", type=Path, help="also write the tables here")
    options = parser.parse_args()
    compileall.compile_dir(REPOSITORY / "server", quiet=1)
    with tempfile.TemporaryDirectory() as folder:
        tables = measure(options, Path(folder))
    if options.output is not None:
        options.output.write_text("\n\n".join(tables) + "\n")


def measure(options: argparse.Namespace, folder: Path) -> list[str]:
    """One table for each input."""
    subprocess.run([sys.executable, options.bench / "make_inputs.py", folder], check=True, stdout=subprocess.DEVNULL)
    servers = folder / "servers.json"
    servers.write_text(json.dumps(commands(options.bench)))
    tables = []
    found = commands(options.bench)
    command = [sys.executable, options.bench / "lsp_bench.py", "--servers", servers, "--rounds", str(options.rounds)]
    command += ["--only", ",".join(name for name in options.only if name in found)]
    scenarios = [(f"{name}.py", ["--file", folder / "single" / f"{name}.py"]) for name in options.inputs]
    if options.workspace:
        scenarios.append(("1,000 files", ["--scenario", "workspace", "--workspace", folder / "workspace"]))
    for title, arguments in scenarios:
        run = subprocess.run(command + arguments, check=True, stdout=subprocess.PIPE, text=True, env=environment())
        tables.append(f"### `{title}`\n\n{run.stdout.strip()}")
        print(tables[-1], flush=True)
    return tables


def commands(bench: Path) -> dict[str, dict[str, object]]:
    """The servers that there are."""
    found: dict[str, dict[str, object]] = {
        "echo": {"cmd": f"{sys.executable} {bench / 'echo_server.py'}"},
        "tfscope": {"cmd": f"{sys.executable} -m tfscope server"},
    }
    for name, command in PEERS.items():
        if shutil.which(command.split()[0]):
            found[name] = {"cmd": command, **OPTIONS.get(name, {})}
    return found


def environment() -> dict[str, str]:
    """This tfscope, whatever is installed."""
    server = str(REPOSITORY / "server")
    path = os.pathsep.join(filter(None, [server, os.environ.get("PYTHONPATH")]))
    return {**os.environ, "PYTHONPATH": path}


if __name__ == "__main__":
    main()
