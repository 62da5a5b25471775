"""What the files of a workspace import, on disk: reading it anew takes most of a second for a thousand files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from tfscope.analysis.project import Project
from tfscope.analysis.reach import ModuleImport
from tfscope.analysis.store import Store, cache_folder, digest_of_all, this_tfscope

#: Of fewer files it is not worth it.
MANY_FILES: Final = 50


def remember_imports(project: Project) -> None:
    """Takes what files imported at an earlier start, which saves reading those that stayed as they were."""
    if len(project.python_files()) >= MANY_FILES:
        project.reach.remembered.update(imports_of(imports_store(project).read()))


def keep_imports(project: Project) -> None:
    """Keeps what files import for the next start, where some had to be read."""
    if not project.reach.has_news or len(project.python_files()) < MANY_FILES:
        return
    project.reach.has_news = False
    records = {path: json.dumps(found, separators=(",", ":")) for path, found in project.reach.written().items()}
    imports_store(project).write(records)


def imports_store(project: Project) -> Store:
    """Where it is kept what the files of some folders import."""
    return Store(cache_folder(), digest_of_all(["imports", this_tfscope(), *project.roots]))


def imports_of(records: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, tuple[ModuleImport, ...]]]]:
    """What files import, by their digests, from JSON."""
    for path, record in records.items():
        try:
            known, statements = record
            yield path, (str(known), tuple(import_statement(*statement) for statement in statements))
        except (TypeError, ValueError):
            continue


def import_statement(dots: Any, module: Any, names: Any) -> ModuleImport:
    """An import statement from JSON."""
    return int(dots), str(module), tuple(map(str, names))
