"""Parts that fixes are made of: text edits computed from syntax nodes. Nothing here interprets a program."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from tfscope.analysis.analysis import Analysis
from tfscope.analysis.records import ProgramRun
from tfscope.domain.code import Site
from tfscope.domain.events import Created, Entered
from tfscope.edits.calls import add_keyword, set_argument
from tfscope.edits.edit import Edit, insert
from tfscope.rules.core import Fix
from tfscope.rules.trees import PARAMETERS, callee_name, parents, position_of, statement_of
from tfscope.syntax.source import SourceFile

#: What a line inside a statement begins with.
INDENT: Final = "    "


def fix(title: str, *edits: Edit | None, preferred: bool = False, safe: bool = False) -> Iterator[Fix]:
    """A fix, where all of its edits can be made."""
    made = tuple(edit for edit in edits if edit is not None)
    if edits and len(made) == len(edits):
        yield Fix(title, made, is_safe=safe, is_preferred=preferred)


def source_of(analysis: Analysis, site: Site) -> SourceFile | None:
    """The text of the file of a site, where the analysis has the version that the site is of."""
    parsed = analysis.files.get(site.path)
    return parsed.source if parsed is not None and parsed.contains(site.code.block) else None


def with_argument(analysis: Analysis, site: Site, name: str, value: str) -> Edit | None:
    """Gives the call at a site an argument, in the place of the one it has."""
    source = source_of(analysis, site)
    if source is None or not isinstance(site.node, ast.Call):
        return None
    return set_argument(source, analysis.locate(site), position_of(site.node, name), name, value)


def with_keyword(analysis: Analysis, site: Site, name: str, value: str) -> Edit | None:
    """Gives the call at a site a further argument."""
    source = source_of(analysis, site)
    if source is None or not isinstance(site.node, ast.Call):
        return None
    return add_keyword(source, analysis.locate(site), name, value)


def replace_node(analysis: Analysis, site: Site, node: ast.AST, text: str) -> Edit | None:
    """Puts a text in the place of a node of the site's block."""
    return None if source_of(analysis, site) is None else Edit(analysis.span(site, node), text)


def replace_text(analysis: Analysis, site: Site, node: ast.expr, text: str) -> Edit | None:
    """Puts another content into a string literal, in its own quotes; None where it has a prefix or escapes."""
    source = source_of(analysis, site)
    if source is None or not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        return None
    written = text_at(source, analysis, site, node)
    if len(written) < 2 or written[1:-1] != node.value or written[0] not in "'\"" or written[0] in text:
        return None
    return Edit(analysis.span(site, node), written[0] + text + written[0])


def text_at(source: SourceFile, analysis: Analysis, site: Site, node: ast.AST) -> str:
    """What is written in the place of a node."""
    span = analysis.span(site, node)
    start = source.offset(span.start_line, span.start_column)
    return source.text[start : source.offset(span.end_line, span.end_column)]


def spelled(analysis: Analysis, site: Site, name: str) -> str | None:
    """How the file writes another name of the version 1 API: as the call at a site writes the one it calls."""
    function = site.node.func if isinstance(site.node, ast.Call) else None
    if isinstance(function, ast.Attribute) and callee_name(site.node) in PARAMETERS:
        return f"{ast.unparse(function.value)}.{name}"
    parsed = analysis.files.get(site.path)
    for block in parsed.blocks if parsed is not None else ():
        for statement in block.body:
            alias = imported_alias(statement)
            if alias is not None:
                return f"{alias}.{name}"
    return None


def imported_alias(statement: ast.stmt) -> str | None:
    """What an import calls the version 1 API, None where it does not import it."""
    for given in statement.names if isinstance(statement, (ast.Import, ast.ImportFrom)) else ():
        if isinstance(statement, ast.ImportFrom):
            if statement.module == "tensorflow.compat" and given.name == "v1":
                return given.asname or given.name
        elif given.name == "tensorflow.compat.v1":
            return given.asname or given.name
        elif given.name == "tensorflow":
            return f"{given.asname or given.name}.compat.v1"
    return None


def auto_reuse(analysis: Analysis, entered: Entered) -> Edit | None:
    """Makes an opening share what exists and make what does not."""
    site = entered.site
    value = spelled(analysis, site, "AUTO_REUSE")
    if value is None or callee_name(site.node) != "variable_scope" or entered.form == "default":
        return None
    return with_argument(analysis, site, "reuse", value)


def statement_before(analysis: Analysis, site: Site, text: str) -> Edit | None:
    """Puts a statement on a line of its own before the one of a site."""
    source, statement = source_of(analysis, site), statement_of(site)
    if source is None or statement is None:
        return None
    span = analysis.span(site, statement)
    line = source.line_text(span.start_line)
    indent = line[: span.start_column]
    if indent.strip():
        return None
    end = "\r\n" if "\r\n" in source.text else "\n"
    return insert(source.path, span.start_line, span.start_column, f"{text}{end}{indent}")


def statement_inside(analysis: Analysis, site: Site, header: str) -> tuple[Edit, ...]:
    """Puts the statement of a site into the body of a compound one; nothing where its lines cannot be indented."""
    source, statement = source_of(analysis, site), statement_of(site)
    if source is None or statement is None or hasattr(statement, "body"):
        return ()
    before = statement_before(analysis, site, header)
    texts = (node for node in ast.walk(statement) if isinstance(node, (ast.Constant, ast.JoinedStr)))
    if before is None or any(node.lineno != node.end_lineno for node in texts):
        return ()
    span = analysis.span(site, statement)
    further = range(span.start_line + 1, span.end_line + 1)
    return (
        replace(before, new_text=before.new_text + INDENT),
        *(insert(source.path, line, 0, INDENT) for line in further if source.line_text(line).strip()),
    )


def scope_name(analysis: Analysis, entered: Entered) -> tuple[str, tuple[Edit, ...]] | None:
    """The name by which the body of an opening knows its scope object, and the edit that gives it one."""
    site = entered.site
    item = parents(site.code.block).get(site.node)
    if not isinstance(item, ast.withitem) or source_of(analysis, site) is None:
        return None
    if item.optional_vars is not None:
        return (item.optional_vars.id, ()) if isinstance(item.optional_vars, ast.Name) else None
    span = analysis.locate(site)
    name = fresh_word("scope", site.code.block.names)
    return name, (insert(span.path, span.end_line, span.end_column, f" as {name}"),)


def fresh_word(base: str, taken: Iterable[str]) -> str:
    """A word that is not taken: the base, or the base with a number."""
    words = set(taken)
    if base not in words:
        return base
    number = 1
    while f"{base}_{number}" in words:
        number += 1
    return f"{base}_{number}"


def fresh_name(run: ProgramRun, name: str) -> str:
    """A name for a variable or scope that is no component of any variable's name in a run."""
    taken: set[str] = set()
    for event in run.events:
        if isinstance(event, Created):
            for known in (event.variable.key, getattr(event.variable, "name", None)):
                taken.update(str(known).split("/"))
    words = {*taken, name, name.rpartition("/")[2]}
    base, number = name, 1
    while f"{base}_{number}".rpartition("/")[2] in words:
        number += 1
    return f"{base}_{number}"
