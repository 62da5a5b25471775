"""Settings from pyproject.toml and the command line together."""

from __future__ import annotations

import os
import sys
from dataclasses import replace

from tfscope.analysis.settings import Settings, Table, read_settings, with_table


def project_settings(root: str, table: Table) -> Settings:
    """The settings of a folder, changed by what the command line says. Its interpreter may be started."""
    settings = read_settings(root)
    imports = settings.import_paths
    changed = with_table(settings, {key: value for key, value in table.items() if value}, os.getcwd())
    more = table.get("import-paths")
    if isinstance(more, list):
        changed = replace(changed, import_paths=(*map(str, more), *imports))
    return replace(changed, trusts_interpreter=bool(table.get("interpreter")))


def tell_problems(settings: Settings) -> bool:
    """Writes to stderr what is wrong with settings, and answers whether anything is."""
    for problem in settings.problems:
        where = f"{os.path.relpath(problem.path)}: " if problem.path else ""
        print(f"tfscope: {where}{problem.message}", file=sys.stderr)
    return bool(settings.problems)


def project_root(path: str) -> str:
    """The folder of the project that holds a path: that of a pyproject.toml, setup.py or repository, or
    else the working directory where it holds the path, or else the path's own folder."""
    folder = path if os.path.isdir(path) else os.path.dirname(path)
    at = folder
    while True:
        if any(os.path.exists(os.path.join(at, name)) for name in ("pyproject.toml", "setup.py", "setup.cfg", ".git")):
            return at
        outer = os.path.dirname(at)
        if outer == at:
            break
        at = outer
    working = os.getcwd()
    is_inside = folder == working or folder.startswith(working.rstrip(os.sep) + os.sep)
    return working if is_inside else folder
