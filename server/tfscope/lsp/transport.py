"""Messages from standard input to the message loop, each with one change of threads, cancellations first."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, Final

from lsprotocol import types
from pygls.io_ import StdoutWriter
from pygls.lsp.server import LanguageServer

log = logging.getLogger(__name__)

_CHUNK: Final = 1 << 16

Read = Callable[[int], "bytes | None"]


def serve_streams(server: LanguageServer, read: Read, output: BinaryIO) -> None:
    """Handles the messages that `read` gives until they end, or until `exit`, which raises SystemExit."""
    server.protocol.set_writer(StdoutWriter(output))
    asyncio.run(_serve(server, read))


async def _serve(server: LanguageServer, read: Read) -> None:
    loop, end = asyncio.get_running_loop(), asyncio.Event()
    cancelled: set[object] = set()

    def receive() -> None:
        try:
            for messages in batches(read):
                cancelled.update(filter(None, map(cancelled_request, messages)))
                loop.call_soon_threadsafe(handle_all, server, messages, cancelled)
        except Exception:
            log.exception("the connection ended")
        try:
            loop.call_soon_threadsafe(end.set)
        except RuntimeError:
            # The loop has ended already.
            pass

    threading.Thread(target=receive, name="tfscope-reader", daemon=True).start()
    await end.wait()


def batches(read: Read) -> Iterator[list[Any]]:
    """The messages of a stream, as many at a time as have come; what is no JSON is left out."""
    buffer = b""
    while chunk := read(_CHUNK):
        buffer += chunk
        found, buffer = bodies(buffer)
        messages = []
        for body in found:
            try:
                messages.append(json.loads(body))
            except ValueError:
                log.error("a message is no JSON and is left out")
        if messages:
            yield messages


def bodies(buffer: bytes) -> tuple[list[bytes], bytes]:
    """The bodies of the messages that are complete, and what follows them."""
    found = []
    start = 0
    while (end := buffer.find(b"\r\n\r\n", start)) >= 0:
        length = content_length(buffer[start:end])
        stop = end + 4 + length
        if stop > len(buffer):
            break
        if length:
            found.append(buffer[end + 4 : stop])
        start = stop
    return found, buffer[start:]


def content_length(header: bytes) -> int:
    """The length that a header gives, 0 where it gives none."""
    for line in header.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length" and value.strip().isdigit():
            return int(value)
    return 0


def cancelled_request(message: Any) -> object:
    """The identity of the request that a message cancels, None where it cancels none."""
    if isinstance(message, dict) and message.get("method") == types.CANCEL_REQUEST:
        params = message.get("params")
        return params.get("id") if isinstance(params, dict) else None
    return None


def handle_all(server: LanguageServer, messages: list[Any], cancelled: set[object]) -> None:
    """Handles messages in their order."""
    for message in messages:
        if isinstance(message, dict) and "jsonrpc" in message:
            handle(server, message, cancelled)
        else:
            log.error("a message is not of JSON-RPC and is left out")


def handle(server: LanguageServer, message: dict[str, Any], cancelled: set[object]) -> None:
    """Handles a message; a request that is cancelled already, or that makes no sense, gets an error for an answer."""
    is_request = "id" in message and "method" in message
    identity = message.get("id")
    if is_request and identity in cancelled:
        cancelled.discard(identity)
        refuse(server, identity, types.LSPErrorCodes.RequestCancelled, "cancelled")
        return
    cancelled.discard(cancelled_request(message))
    try:
        structured = server.protocol.structure_message(message)
    except Exception:
        log.error("a message makes no sense: %s", message.get("method"))
        if is_request:
            refuse(server, identity, types.ErrorCodes.InvalidParams, "the parameters make no sense")
        return
    server.protocol.handle_message(structured)


def refuse(server: LanguageServer, identity: Any, code: types.LSPErrorCodes | types.ErrorCodes, message: str) -> None:
    """Answers a request with an error."""
    server.protocol._send_response(identity, None, types.ResponseError(code.value, message))
