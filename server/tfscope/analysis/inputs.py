"""What the runs of one file depended on, in few words that can be kept on disk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tfscope.analysis.loader import ProgramLoader
from tfscope.analysis.records import ProgramRun
from tfscope.analysis.store import digest, digest_of_all
from tfscope.interp.imports import Found


@dataclass(frozen=True, slots=True)
class Inputs:
    """Texts and folders by digests, modules by where they were found: the same again, and the runs are the same.

    `called` are the candidates of the file (`programs.candidates`) that the files which load it had called.
    """

    is_v2: bool
    called: tuple[int, ...]
    files: Mapping[str, str]
    modules: Mapping[str, str]
    texts: Mapping[str, str]
    listings: Mapping[str, str]

    @staticmethod
    def of(
        path: str, runs: Iterable[ProgramRun], is_v2: bool, called: tuple[int, ...], present: ProgramLoader
    ) -> Inputs:
        """Those of the runs of a file, which are good at present."""
        asked = {id(run.dependencies.asked): run.dependencies.asked for run in runs}.values()
        files = {path, *(read for one in asked for read in one.read)}
        return Inputs(
            is_v2,
            called,
            {read: present.files.digest(read) for read in sorted(files)},
            {name: place(found) for one in asked for name, found in one.looked_for.items()},
            {read: content(text) for one in asked for read, text in one.texts.items()},
            {folder: names_in(names) for one in asked for folder, names in one.listings.items()},
        )

    def are(self, present: ProgramLoader) -> bool:
        """Whether they are what is there at present."""
        return (
            all(present.files.digest(path) == known for path, known in self.files.items())
            and all(place(present.find(name)) == known for name, known in self.modules.items())
            and all(content(present.text(path)) == known for path, known in self.texts.items())
            and all(names_in(present.listing(folder)) == known for folder, known in self.listings.items())
        )


def place(found: Found | None) -> str:
    """Where a module was found."""
    return "" if found is None else f"{'package' if found.is_package else 'module'} {found.path or ''}"


def content(text: str | None) -> str:
    """A short name for a text."""
    return "" if text is None else digest(text)


def names_in(names: Iterable[str] | None) -> str:
    """A short name for a listing."""
    return "" if names is None else digest_of_all(sorted(names))
