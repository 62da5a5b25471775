"""The strings of the text that spell the names of variables and scopes."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import Final

from tfscope.analysis.analysis import Analysis
from tfscope.domain.code import Site
from tfscope.ide.index import name_arguments
from tfscope.syntax.blocks import Span

_LITERAL: Final = re.compile(r"(?P<prefix>[uU]?)(?P<quote>'''|\"\"\"|'|\")(?P<text>[^\\]*)(?P=quote)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Literal:
    """A string that names something: `span` is what stands between its quotes."""

    span: Span
    text: str


def literals_of(analysis: Analysis, site: Site) -> list[Literal]:
    """The strings by which the call at a site names variables and scopes."""
    if not isinstance(site.node, ast.Call):
        return []
    return [found for node in name_arguments(site.node) if (found := literal(analysis, site, node)) is not None]


def values_of(analysis: Analysis, site: Site) -> list[Literal]:
    """The strings that are values in the dicts, and in the lists of pairs, in the arguments of the call at a site."""
    found: list[ast.expr] = []
    for argument in ast.walk(site.node) if isinstance(site.node, ast.Call) else ():
        match argument:
            case ast.Dict(values=values):
                found += values
            case ast.Tuple(elts=[_, value]) | ast.List(elts=[_, value]):
                found.append(value)
    return [spelled for node in found if (spelled := literal(analysis, site, node)) is not None]


def literal(analysis: Analysis, site: Site, node: ast.expr) -> Literal | None:
    """A node as a string that stands as it is in the text, on one line and without escapes."""
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        return None
    whole = analysis.span(site, node)
    parsed = analysis.files.get(site.path)
    if parsed is None or whole.start_line != whole.end_line:
        return None
    row = parsed.source.line_text(whole.start_line)
    found = _LITERAL.fullmatch(row[whole.start_column : whole.end_column])
    if found is None or found["text"] != node.value:
        return None
    start = whole.start_column + found.start("text")
    return Literal(Span(site.path, whole.start_line, start, whole.start_line, start + len(node.value)), node.value)
