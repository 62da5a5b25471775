"""Writes the annotations of a fixture anew, from what TensorFlow did. Everything else in the file stays."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from tests.oracle.annotations import AnnotationError, read_cells, read_comments
from tests.oracle.facts import Fact

WIDTH = 110


def updated(path: Path, text: str, facts: dict[int, list[Fact]]) -> str:
    """The text with `facts` (by line) in place of its present annotations; `infers` stay."""
    lines = text.splitlines()
    comments = [
        comment
        for cell in read_cells(path, text)
        for body in cell.files.values()
        for comment in read_comments(path, body)
    ]
    inferred: dict[int, list[str]] = {}
    rows: set[int] = set()
    for comment in {comment.line: comment for comment in comments}.values():
        inferred.setdefault(comment.target, []).extend(part for kind, part in comment.sections if kind == "infers")
        if comment.line == comment.target:
            code = lines[comment.line - 1][: comment.column].rstrip()
            lines[comment.line - 1] = f"{code}  {comment.remark}" if comment.remark else code
        else:
            rows.add(comment.line)
    written: list[str] = []
    for number, line in enumerate(lines, 1):
        if number not in rows:
            written += annotated(line, facts.get(number, []), inferred.get(number, []))
    answer = "\n".join(written) + "\n"
    if ast.dump(ast.parse(answer)) != ast.dump(ast.parse(text)):
        raise AnnotationError(f"{path}: a line with facts cannot hold a comment")
    return answer


def annotated(line: str, facts: Iterable[Fact], inferred: Iterable[str]) -> list[str]:
    """A line with its facts: behind it where there is room, else on rows above it."""
    unique = list(dict.fromkeys(facts))
    sections = [
        (kind, "; ".join(map(str, group)))
        for kind, group in groupby(sorted(unique, key=lambda fact: fact.kind != "scope"), key=lambda fact: fact.kind)
    ]
    sections += [("infers", text) for text in inferred]
    if not sections:
        return [line]
    behind = line + "".join(f"  # {kind}: {text}" for kind, text in sections)
    if len(behind) <= WIDTH:
        return [behind]
    indent = line[: len(line) - len(line.lstrip())]
    rows = [f"{indent}# {fact.kind}: {fact}" for fact in unique]
    return [*rows, *(f"{indent}# infers: {text}" for text in inferred), line]
