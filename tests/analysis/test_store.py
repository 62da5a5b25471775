"""What is kept on disk: whole or not at all, whoever else writes, and whatever goes wrong."""

from __future__ import annotations

import errno
import json
import os
import sys
import threading
from pathlib import Path

import pytest

from tests.analysis.workspace import project_of
from tfscope.analysis import remembered, store
from tfscope.analysis.project import Project
from tfscope.analysis.store import Store, cache_folder

RECORDS = {"a.py": [1, "two", None], "b.py": {}}
TEXTS = {name: json.dumps(record) for name, record in RECORDS.items()}


def test_what_is_written_is_read(tmp_path: Path) -> None:
    kept = Store(str(tmp_path / "cache"), "key")
    assert kept.read() == {}
    assert kept.write(TEXTS)
    assert kept.read() == RECORDS
    assert Store(kept.folder, "another key").read() == {}
    assert os.listdir(kept.folder) == [os.path.basename(kept.path)]


def test_what_was_written_for_another_key_is_not_read(tmp_path: Path) -> None:
    kept, other = Store(str(tmp_path), "key"), Store(str(tmp_path), "other")
    kept.write(TEXTS)
    os.replace(kept.path, other.path)
    assert other.read() == {}


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[: len(data) // 2],
        lambda data: data.replace(b"two", b"too"),
        lambda data: b"\x00" * len(data),
        lambda data: signed(b"[" * 100_000),
        lambda data: signed(b"[]"),
        lambda data: signed(b'{"key": "key"}'),
        lambda data: signed(b'{"key": "key", "records": 3}'),
        lambda data: signed(b"\xff\xfe"),
    ],
)
def test_a_damaged_store_is_empty_and_written_anew(tmp_path: Path, damage: object) -> None:
    kept = Store(str(tmp_path), "key")
    kept.write(TEXTS)
    Path(kept.path).write_bytes(damage(Path(kept.path).read_bytes()))  # type: ignore[operator]
    assert kept.read() == {}
    assert kept.write(TEXTS) and kept.read() == RECORDS


def signed(body: bytes) -> bytes:
    """A body with its checksum, as somebody may write it who knows how."""
    return store.digest(body).encode() + b"\n" + body


def test_many_writers_leave_one_whole_store(tmp_path: Path) -> None:
    kept = Store(str(tmp_path), "key")
    seen: list[object] = []

    def write(number: int) -> None:
        for _ in range(10):
            kept.write({"number": str(number), "much": json.dumps(["x" * 100] * number * 50)})
            seen.append(kept.read().get("number"))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(seen) <= {1, 2, 3, 4} and len(seen) == 40
    assert len(os.listdir(tmp_path)) == 1


@pytest.mark.parametrize("failing", ["mkstemp", "replace", "makedirs"])
@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_what_cannot_be_written_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str, error: int
) -> None:
    kept = Store(str(tmp_path), "key")
    kept.write(TEXTS)

    def fail(*arguments: object, **keywords: object) -> None:
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(store.tempfile if failing == "mkstemp" else store.os, failing, fail)
    assert not kept.write({"c.py": "1"})
    monkeypatch.undo()
    assert kept.read() == RECORDS
    assert len(os.listdir(tmp_path)) == 1


def test_a_full_disk_is_noticed_while_writing(tmp_path: Path) -> None:
    if not os.path.exists("/dev/full"):
        return
    kept = Store(str(tmp_path), "key")
    os.symlink("/dev/full", tmp_path / "full")
    with pytest.raises(OSError, match="No space"), open(tmp_path / "full", "wb") as file:
        file.write(b"x")
    assert kept.write(TEXTS)


def test_what_was_not_used_for_long_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stores = [Store(str(tmp_path), f"key {number}") for number in range(4)]
    for number, kept in enumerate(stores[:3]):
        kept.write({"x": json.dumps("y" * 1000)})
        os.utime(kept.path, (number, number))
    stores[0].read()
    monkeypatch.setattr(store, "MOST_BYTES", 3600)
    assert stores[3].write({"x": json.dumps("y" * 1000)})
    assert [bool(kept.read()) for kept in stores] == [True, False, True, True]


def test_one_that_is_too_large_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "LARGEST", 2000)
    assert not Store(str(tmp_path), "key").write({"x": json.dumps("y" * 3000)})
    assert os.listdir(tmp_path) == []


def test_it_is_plain_json(tmp_path: Path) -> None:
    kept = Store(str(tmp_path), "key")
    kept.write(TEXTS)
    assert json.loads(Path(kept.path).read_bytes().partition(b"\n")[2])["records"] == RECORDS


def test_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for system, names in (("linux", "XDG_CACHE_HOME"), ("win32", "LOCALAPPDATA")):
        monkeypatch.setattr(sys, "platform", system)
        monkeypatch.setenv(names, str(tmp_path))
        assert cache_folder().startswith(str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert cache_folder() == os.path.expanduser("~/.cache/tfscope")
    monkeypatch.setattr(sys, "platform", "darwin")
    assert cache_folder().endswith("Library/Caches/tfscope")


def test_imports_come_back_from_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MANY_FILES", 2)
    project = project_of(tmp_path, {"a.py": "import b\nfrom . import c as d\n", "b.py": "import tensorflow as tf\n"})
    for path in project.python_files():
        project.read_imports(path)
    assert project.reach.has_news
    remembered.keep_imports(project)
    (tmp_path / "b.py").write_text("import os\n")
    later = Project([str(tmp_path)])
    remembered.remember_imports(later)
    (a, b) = later.python_files()
    assert later.reach.imports_of(a) == project.reach.imports_of(a) and not later.reach.has_news
    assert not later.reach.reaches_tensorflow(b) and later.reach.has_news
    assert list(remembered.imports_of({"a": 1, "b": ["x"], "c": ["x", [[1]]], "d": ["x", [["y", "z", []]]]})) == []
