"""The parts of the server that need no process: texts, positions, settings, messages."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from tfscope.lsp import server
from tfscope.lsp.config import editor_settings
from tfscope.lsp.documents import Document, Documents
from tfscope.lsp.positions import from_position, offset_of, to_position
from tfscope.lsp.transport import batches, bodies
from tfscope.lsp.view import moved_line
from tfscope.syntax.parse import parse
from tfscope.syntax.source import SourceFile

ENCODINGS = st.sampled_from(["utf-8", "utf-16", "utf-32"])
TEXTS = st.text(st.sampled_from("aé🙂\t\n\r\x0c\u2028 ="), max_size=40)


def codec(encoding: str) -> str:
    """Python's name of an encoding, without a byte-order mark."""
    return encoding if encoding == "utf-8" else f"{encoding}-le"


@given(TEXTS, ENCODINGS, st.integers(0, 40))
def test_positions_count_units(text: str, encoding: str, offset: int) -> None:
    """A position counts the code units before it in its line, and leads back."""
    source = SourceFile("a.py", text)
    line, column = source.position(min(offset, len(text)))
    column = min(column, len(source.line_text(line)))
    position = to_position(source, line, column, encoding)
    width = len("x".encode(codec(encoding)))
    before = source.line_text(line)[:column]
    assert (position.line, position.character) == (line - 1, len(before.encode(codec(encoding))) // width)
    assert from_position(source, position, encoding) == (line, column)


@given(TEXTS, TEXTS, ENCODINGS, st.tuples(*[st.integers(0, 50)] * 4))
def test_changes_are_made_where_they_say(text: str, new: str, encoding: str, numbers: tuple[int, ...]) -> None:
    """Whatever range comes, it is moved into the text, and the rest stays as it was."""
    document = Document("file:///a.py", "/a.py", 1, SourceFile("/a.py", text))
    start, end = types.Position(*numbers[:2]), types.Position(*numbers[2:])
    first = offset_of(document.source, start, encoding)
    last = max(first, offset_of(document.source, end, encoding))
    document.change([types.TextDocumentContentChangePartial(types.Range(start, end), new)], encoding)
    assert document.source.text == text[:first] + new + text[last:]


def test_changes_build_on_each_other() -> None:
    """The second is about what the first left; one without a range is the whole text."""
    document = Document("file:///a.py", "/a.py", 1, SourceFile("/a.py", "ab"))
    at_one = types.Range(types.Position(0, 1), types.Position(0, 1))
    document.change([types.TextDocumentContentChangePartial(at_one, text) for text in "12"], "utf-16")
    assert document.source.text == "a21b"
    document.change([types.TextDocumentContentChangeWholeDocument("new")], "utf-16")
    assert document.source.text == "new"


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///folder/a%20b/c.py", "/folder/a b/c.py"),
        ("file:///folder/%C3%A9.py", "/folder/é.py"),
        ("vscode-notebook-cell:/folder/a.ipynb#W0", None),
        ("git:/folder/a.py?ref", None),
        ("", None),
    ],
)
def test_paths_of_documents(uri: str, path: str | None) -> None:
    """Files have theirs; what is not analysed has none."""
    assert Documents().path_of(uri) == path


def test_a_document_is_called_as_its_client_calls_it() -> None:
    """A URI that is written in another way goes back as it came; two untitled documents are not mixed up."""
    documents = Documents()
    document = documents.open("file:///folder/%61.py", 1, "")
    assert documents.uri_of("/folder/a.py") == document.uri
    assert documents.uri_of("/folder/b.py") == "file:///folder/b.py"
    paths = [documents.path_of(uri) for uri in ("untitled:Untitled-1", "untitled:Untitled-2", "untitled:/x/Untitled-1")]
    assert len(set(paths)) == 3


def test_lines_of_unchanged_blocks() -> None:
    """They move with their block; a line of a block that was changed has no counterpart."""
    old = parse(SourceFile("a.py", "a = 1\nb = 2\nc = 3\n"))
    new = parse(SourceFile("a.py", "# new\na = 1\n\nb = 4\nc = 3\n"), old)
    assert moved_line(3, old, new) == 5
    assert moved_line(2, old, new) is None
    assert moved_line(5, new, old) == 3


def test_settings_in_all_their_forms() -> None:
    """The section or a table that holds it; what is the client's own is left out, and nonsense is told."""
    plain = editor_settings({"rules": {"TFS101": "off"}, "trace": {"server": "off"}, "interpreter": ["python3"]})
    assert plain == editor_settings({"tfscope": {"rules": {"TFS101": "off"}, "enable": True}})
    assert plain.table == {"rules": {"TFS101": "off"}}
    wrong = editor_settings({"features": {"hover": False, "dance": True, "definition": "yes"}})
    assert [wrong.has(name) for name in ("hover", "definition", "inlayHint")] == [False, True, False]
    assert len(wrong.problems) == 2
    for nothing in (None, [], "x", {"features": 3}):
        assert editor_settings(nothing).table == {}


@given(st.lists(st.dictionaries(st.text(), st.integers()), max_size=5), st.lists(st.integers(1, 60), max_size=20))
def test_messages_come_in_pieces(messages: list[dict[str, int]], sizes: list[int]) -> None:
    """However the stream is cut, the messages are the same."""
    stream = b"".join(framed(json.dumps(message).encode()) for message in messages)
    pieces = []
    for size in sizes:
        pieces.append(stream[:size])
        stream = stream[size:]
    reads = iter([*pieces, stream, b""])
    assert [message for batch in batches(lambda size: next_piece(reads)) for message in batch] == messages


def next_piece(reads: object) -> bytes:
    """The next piece that is not empty, or the end."""
    return next((piece for piece in reads if piece), b"")  # type: ignore[attr-defined]


def framed(body: bytes) -> bytes:
    """A message as it goes over the wire."""
    return b"Content-Type: application/vscode-jsonrpc\r\ncontent-length:%d\r\n\r\n%s" % (len(body), body)


def test_headers_that_make_no_sense() -> None:
    """A header without a length has no body, and what follows is read."""
    found, rest = bodies(b"Nonsense: 1\r\n\r\n" + framed(b"{}") + b"Content-Le")
    assert (found, rest) == ([b"{}"], b"Content-Le")


def test_the_server_is_light_to_start(tmp_path: Path) -> None:
    """Importing it imports nothing of the analysis."""
    import subprocess
    import sys

    heavy = ("interp", "models", "analysis.project", "rules", "ide", "syntax.parse")
    program = f"import sys, tfscope.lsp.server; print([name for name in {heavy} if 'tfscope.' + name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("turns", range(6))
def test_the_server_ends_whenever_it_is_told_to(monkeypatch: pytest.MonkeyPatch, turns: int) -> None:
    """Also some turns of the loop after the client has told its settings, and while it answers nothing more."""

    async def told() -> bool:
        answer = asyncio.get_running_loop().create_future()
        never = asyncio.get_running_loop().create_future()
        monkeypatch.setattr(server, "pull_settings", lambda ls: asyncio.wait_for(answer, None))
        client = SimpleNamespace(register=lambda: asyncio.wait_for(never, None))
        ls: Any = SimpleNamespace(
            client=client, session=SimpleNamespace(analyser=SimpleNamespace(release=lambda: None))
        )
        starting = asyncio.ensure_future(server.start(ls))
        await asyncio.sleep(0.01)
        answer.set_result(None)
        for _ in range(turns):
            await asyncio.sleep(0)
        starting.cancel()
        done, _ = await asyncio.wait({starting}, timeout=1)
        return starting in done

    assert asyncio.run(told())
