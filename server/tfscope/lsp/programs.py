"""Choosing the program that answers speak of, where several come through a file.

The requests are no part of LSP; an editor's own view of the choice asks them:

- `tfscope/programs` with `{"textDocument": {"uri": …}}` is answered `{"programs": […], "pinned": …}`: the programs
  that come through the document, each with `id`, `label`, `detail`, `location` and `pinned`;
- `tfscope/pinProgram` with the document and `"program"`, an `id` or null for none, is answered the same.

Other editors have the command `tfscope.chooseProgram` with the URI of the document: the server asks.
"""

from __future__ import annotations

from typing import Any, Final

from lsprotocol import types

from tfscope.analysis.programs import Program
from tfscope.ide.programs import ProgramChoice, programs_of
from tfscope.ide.wording import counted, total
from tfscope.lsp.convert import Converter
from tfscope.lsp.session import FIRST, Session
from tfscope.lsp.view import View

#: What the user picks to hear of all programs again.
ALL_PROGRAMS: Final = "All programs"


async def on_programs(session: Session, convert: Converter, params: Any) -> dict[str, Any]:
    """`tfscope/programs`."""
    view = await session.view(params.textDocument.uri, FIRST)
    choices = [] if view is None else programs_of(view.analysis)
    found = [] if view is None else [listed(view, convert, choice, session.pinned) for choice in choices]
    return {"programs": found, "pinned": next((each["id"] for each in found if each["pinned"]), None)}


async def on_pin_program(session: Session, convert: Converter, params: Any) -> dict[str, Any]:
    """`tfscope/pinProgram`."""
    await pin(session, params.textDocument.uri, getattr(params, "program", None))
    return await on_programs(session, convert, params)


async def pin(session: Session, uri: str, wanted: str | None) -> None:
    """Makes answers speak of one program from now on, None for all."""
    view = await session.view(uri, FIRST)
    programs = [] if view is None else [choice.program for choice in programs_of(view.analysis)]
    session.pin(next((program for program in programs if identity(program) == wanted), None))


async def choose(server: Any, uri: str) -> None:
    """Asks the user for the program to speak of."""
    session: Session = server.session
    view = await session.view(uri, FIRST)
    choices = [] if view is None else programs_of(view.analysis)
    if view is None or not choices:
        return
    titles = {title(view, choice): choice.program for choice in choices}
    actions = [types.MessageActionItem(text) for text in (*titles, ALL_PROGRAMS)]
    question = f"{counted(len(choices), 'program')} come through this file. Which one shall tfscope speak of?"
    params = types.ShowMessageRequestParams(types.MessageType.Info, question, actions)
    picked = await server.window_show_message_request_async(params)
    if picked is not None:
        session.pin(titles.get(picked.title))


def listed(view: View, convert: Converter, choice: ProgramChoice, pinned: Program | None) -> dict[str, Any]:
    """A program as the editor lists it."""
    span = view.present(choice.span)
    location = None if span is None else convert.location(view, span)
    return {
        "id": identity(choice.program),
        "label": label(view, choice.program),
        "detail": detail(choice),
        "location": convert.unstructured(location),
        "pinned": choice.program == pinned,
    }


def title(view: View, choice: ProgramChoice) -> str:
    """A program in one line."""
    return f"{label(view, choice.program)} ({detail(choice)})"


def label(view: View, program: Program) -> str:
    """How a program is called: by its file, and its function if it is one."""
    return view.relative(program.path) + (f":{program.entry}" if program.entry else "")


def detail(choice: ProgramChoice) -> str:
    """How much a program makes."""
    counts = [variable.parameters for variable in choice.variables]
    return f"{counted(len(counts), 'variable')} · {total(counts)}"


def identity(program: Program) -> str:
    """The same text for the same program."""
    return f"{program.path}:{program.entry or ''}"
