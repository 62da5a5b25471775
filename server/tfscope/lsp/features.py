"""The features of the server: which request each answers, with which function, and what the client is told of it."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any, Final

from lsprotocol import types

from tfscope.lsp.session import LONG, SHORT


@dataclass(frozen=True, slots=True)
class Feature:
    """What answers a request: `name` is its switch in the settings, `function` and `prepare` are "module.function".

    `prepare` is called first, on another thread. `patience` is how long (seconds) the answer waits for the text as it
    now is. `options` are told to the client. `is_of_program` where the answer is of the program that the user chose.
    """

    name: str
    function: str
    options: Any = None
    prepare: str = ""
    patience: float = SHORT
    is_of_session: bool = False
    is_of_program: bool = False


_ACTIONS: Final = [
    types.CodeActionKind.QuickFix,
    types.CodeActionKind.RefactorRewrite,
    "source.fixAll.tfscope",
    "notebook.source.fixAll.tfscope",
]

REQUESTS: Final[dict[str, Feature]] = {
    types.TEXT_DOCUMENT_HOVER: Feature("hover", "answers.on_hover", is_of_program=True),
    types.TEXT_DOCUMENT_DEFINITION: Feature("definition", "answers.on_definition", is_of_program=True),
    types.TEXT_DOCUMENT_REFERENCES: Feature("references", "answers.on_references"),
    types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT: Feature("documentHighlight", "answers.on_document_highlight"),
    types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: Feature(
        "documentSymbol",
        "answers.on_document_symbol",
        types.DocumentSymbolOptions(label="tfscope"),
        prepare="answers.prepare_document_symbols",
    ),
    types.TEXT_DOCUMENT_INLAY_HINT: Feature(
        "inlayHint",
        "hints.on_inlay_hint",
        types.InlayHintOptions(resolve_provider=True),
        prepare="hints.prepare_inlay_hints",
        is_of_program=True,
    ),
    types.INLAY_HINT_RESOLVE: Feature("inlayHint", "hints.on_inlay_hint_resolve", patience=LONG, is_of_program=True),
    types.TEXT_DOCUMENT_CODE_ACTION: Feature(
        "codeAction",
        "answers.on_code_action",
        types.CodeActionOptions(_ACTIONS, resolve_provider=True),
        prepare="answers.prepare_code_actions",
        patience=LONG,
    ),
    types.CODE_ACTION_RESOLVE: Feature("codeAction", "answers.on_code_action_resolve", patience=LONG),
    types.TEXT_DOCUMENT_CODE_LENS: Feature(
        "codeLens",
        "overview.on_code_lens",
        types.CodeLensOptions(),
        prepare="overview.prepare_code_lenses",
        patience=LONG,
        is_of_program=True,
    ),
    types.TEXT_DOCUMENT_COMPLETION: Feature(
        "completion",
        "naming.on_completion",
        types.CompletionOptions(['"', "'", "/"]),
        patience=LONG,
        is_of_program=True,
    ),
    types.TEXT_DOCUMENT_PREPARE_RENAME: Feature("rename", "naming.on_prepare_rename", patience=LONG),
    types.TEXT_DOCUMENT_RENAME: Feature(
        "rename", "naming.on_rename", types.RenameOptions(prepare_provider=True), is_of_session=True
    ),
    types.TEXT_DOCUMENT_PREPARE_CALL_HIERARCHY: Feature("callHierarchy", "overview.on_prepare_call_hierarchy"),
    types.CALL_HIERARCHY_INCOMING_CALLS: Feature("callHierarchy", "overview.on_incoming_calls", is_of_session=True),
    types.CALL_HIERARCHY_OUTGOING_CALLS: Feature("callHierarchy", "overview.on_outgoing_calls", is_of_session=True),
    "tfscope/programs": Feature("programs", "programs.on_programs", is_of_session=True),
    "tfscope/pinProgram": Feature("programs", "programs.on_pin_program", is_of_session=True),
    "tfscope/names": Feature("names", "tree.on_names", is_of_session=True),
    "tfscope/variables": Feature("variables", "tree.on_variables", is_of_session=True),
    types.WORKSPACE_SYMBOL: Feature("workspaceSymbol", "overview.on_workspace_symbol", is_of_session=True),
}


def function_of(name: str) -> Any:
    """A function of a module of this package, which is imported when it is first asked for."""
    module, _, function = name.partition(".")
    return getattr(importlib.import_module(f"tfscope.lsp.{module}"), function)
