"""What is known of a workspace, on disk between one start and the next: one file in the user's cache folder.

A store holds plain JSON, never pickles: what it reads may have been written by anybody, and at worst it is wrong.
It is written to a file of its own and then renamed, so that whoever reads sees the old or the new one whole; of two
servers that write the last one wins. Whatever goes wrong (a full disk, no permission, a damaged file) costs time only.
Nothing is ever written into the workspace.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import sys
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, TypeAlias

from tfscope import __version__

log = logging.getLogger(__name__)

#: The size in bytes of the largest store that is kept, and of all of them; those used least recently are removed.
LARGEST: Final = 32_000_000
MOST_BYTES: Final = 128_000_000

_SUFFIX: Final = ".json"

Records: TypeAlias = "Mapping[str, object]"


def cache_folder() -> str:
    """The folder for what can be made again, as each system has it. Source: the XDG base directory specification."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.expanduser(os.path.join("~", "AppData", "Local"))
        return os.path.join(base, "tfscope", "cache")
    if sys.platform == "darwin":
        return os.path.expanduser("~/Library/Caches/tfscope")
    named = os.environ.get("XDG_CACHE_HOME", "")
    return os.path.join(named if os.path.isabs(named) else os.path.expanduser("~/.cache"), "tfscope")


def this_tfscope() -> str:
    """A name for this very tfscope and its Python: another one may say something else of the same files."""
    folder = os.path.dirname(os.path.dirname(__file__))
    found = []
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            if name.endswith(".py"):
                status = os.stat(os.path.join(place, name))
                found.append(f"{place} {name} {status.st_size} {status.st_mtime_ns}")
    return digest_of_all([__version__, sys.version, *found])


@dataclass(frozen=True, slots=True)
class Store:
    """Records by name, in one file of a folder. `key` is all that must be the same for them to mean the same."""

    folder: str
    key: str

    @property
    def path(self) -> str:
        """The file."""
        return os.path.join(self.folder, digest(self.key) + _SUFFIX)

    def read(self) -> Records:
        """The records, none where there is no whole file of this key."""
        try:
            with open(self.path, "rb") as file:
                checksum, _, body = file.read(LARGEST + 1).partition(b"\n")
            if checksum.decode("ascii", "replace") != digest(body):
                raise ValueError("the checksum is wrong")
            content = json.loads(body)
            if not isinstance(content, dict) or content.get("key") != self.key:
                raise ValueError("it is of another workspace or version")
            records = content["records"]
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, LookupError, RecursionError) as error:
            log.warning("the cache %s is not used: %s", self.path, error)
            return {}
        with suppress(OSError):
            os.utime(self.path)
        return records if isinstance(records, dict) else {}

    def write(self, records: Mapping[str, str]) -> bool:
        """Puts records, whose values are JSON already, in the place of those that are there; answers whether that could
        be done."""
        members = ",".join(f"{json.dumps(name)}:{record}" for name, record in records.items())
        body = f'{{"key":{json.dumps(self.key)},"records":{{{members}}}}}'.encode()
        if len(body) >= LARGEST - 100:
            log.warning("the cache of this workspace would be too large: %d bytes", len(body))
            return False
        try:
            os.makedirs(self.folder, mode=0o700, exist_ok=True)
            self._replace(digest(body).encode() + b"\n" + body)
            _evict(self.folder, self.path)
        except OSError as error:
            log.warning("the cache %s cannot be written: %s", self.path, error)
            return False
        return True

    def _replace(self, data: bytes) -> None:
        handle, temporary = tempfile.mkstemp(dir=self.folder, prefix=f"{os.path.basename(self.path)}.")
        try:
            with open(handle, "wb") as file:
                file.write(data)
            os.replace(temporary, self.path)
        except OSError:
            with suppress(OSError):
                os.unlink(temporary)
            raise


def digest(content: str | bytes) -> str:
    """A short name for a content."""
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def digest_of_all(parts: Iterable[str]) -> str:
    """A short name for several contents in their order."""
    return digest(json.dumps(list(parts)))


def _evict(folder: str, own: str) -> None:
    """Removes the stores that were used least recently, and what broken-off writes have left, until all fit."""
    found = []
    for entry in os.scandir(folder):
        with suppress(FileNotFoundError):
            status = entry.stat()
            found.append((entry.path != own, -status.st_mtime, entry.path, status.st_size))
    total = 0
    for _, _, path, size in sorted(found):
        total += size
        if total > MOST_BYTES:
            with suppress(OSError):
                os.unlink(path)
