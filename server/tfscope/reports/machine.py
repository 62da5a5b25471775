"""Findings for machines: JSON, GitHub's workflow commands, SARIF."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final, TypeAlias
from urllib.parse import quote

from tfscope import HOMEPAGE, __version__, page_of
from tfscope.reports.report import Report
from tfscope.rules.core import Diagnostic, Fix, Rule, Severity
from tfscope.syntax.blocks import Span

Json: TypeAlias = "dict[str, object]"

SARIF_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_SEVERITIES: Final = tuple(Severity)
_GITHUB: Final = {Severity.ERROR: "error", Severity.WARNING: "warning"}
_SARIF: Final = {Severity.ERROR: "error", Severity.WARNING: "warning"}


def json_text(report: Report) -> str:
    """A JSON list of findings. Lines and columns count from 1."""
    return json.dumps([as_json(report, diagnostic) for diagnostic in report.everything], indent=2)


def as_json(report: Report, diagnostic: Diagnostic) -> Json:
    """One finding."""
    return {
        "code": diagnostic.code,
        "name": diagnostic.name,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        **place_json(report, diagnostic.span),
        "related": [{"message": other.message, **place_json(report, other.span)} for other in diagnostic.related],
        "fixes": [fix_json(report, fix) for fix in diagnostic.fixes],
    }


def fix_json(report: Report, fix: Fix) -> Json:
    """One fix."""
    return {
        "title": fix.title,
        "is_safe": fix.is_safe,
        "edits": [{"content": edit.new_text, **place_json(report, edit.span)} for edit in fix.edits],
    }


def place_json(report: Report, span: Span) -> Json:
    """The place of a span; in a notebook the lines are those of the cell."""
    path = report.shown_path(span.path).replace(os.sep, "/")
    cell = report.cell_place(span)
    before = 0 if cell is None else span.start_line - cell[1]
    return {
        "path": path,
        **({} if cell is None else {"cell": cell[0]}),
        "location": {"line": span.start_line - before, "column": span.start_column + 1},
        "end_location": {"line": span.end_line - before, "column": span.end_column + 1},
    }


def github_text(report: Report) -> str:
    """Commands that annotate the lines of a pull request: the worst first, as GitHub shows only some of each step."""
    lines = []
    for diagnostic in sorted(report.everything, key=lambda found: _SEVERITIES.index(found.severity)):
        span = diagnostic.span
        properties = {
            "title": f"tfscope ({diagnostic.code})",
            "file": report.shown_path(span.path).replace(os.sep, "/"),
            **github_place(report, span),
        }
        listed = ",".join(f"{key}={escaped(value, ':,')}" for key, value in properties.items())
        where = "" if report.cell_place(span) is None else f"{report.shown_place(span)}: "
        message = escaped(f"{where}{diagnostic.message} ({diagnostic.name})")
        lines.append(f"::{_GITHUB.get(diagnostic.severity, 'notice')} {listed}::{message}")
    return "\n".join(lines)


def github_place(report: Report, span: Span) -> dict[str, str]:
    """Where an annotation stands; that of a notebook, whose file has other lines than its cells, at its top."""
    if report.cell_place(span) is not None:
        return {"line": "1"}
    return {
        "line": str(span.start_line),
        "col": str(span.start_column + 1),
        "endLine": str(span.end_line),
        "endColumn": str(span.end_column + 1),
    }


def escaped(text: str, more: str = "") -> str:
    """A text as GitHub's commands want it."""
    for character in f"%\r\n{more}":
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def sarif_text(report: Report, rules: Mapping[str, Rule]) -> str:
    """A SARIF 2.1.0 log."""
    used = sorted({diagnostic.code for diagnostic in report.everything})
    driver = {
        "name": "tfscope",
        "informationUri": HOMEPAGE,
        "version": __version__,
        "rules": [rule_sarif(code, rules.get(code)) for code in used],
    }
    results = [result_sarif(diagnostic, used.index(diagnostic.code)) for diagnostic in report.everything]
    base = {"SRCROOT": {"uri": f"{Path(report.folder).as_uri()}/"}}
    run = {
        "tool": {"driver": driver},
        "results": results,
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": base,
    }
    for diagnostic, result in zip(report.everything, results):
        result["locations"] = [{"physicalLocation": place_sarif(report, diagnostic.span)}]
        if diagnostic.related:
            result["relatedLocations"] = [
                {
                    "id": number,
                    "physicalLocation": place_sarif(report, related.span),
                    "message": {"text": related.message},
                }
                for number, related in enumerate(diagnostic.related)
            ]
        if report.cell_place(diagnostic.span) is not None:
            result["message"] = {"text": f"{report.shown_place(diagnostic.span)}: {diagnostic.message}"}
        elif diagnostic.fixes:
            result["fixes"] = [fix_sarif(report, fix) for fix in diagnostic.fixes]
    return json.dumps({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def rule_sarif(code: str, rule: Rule | None) -> Json:
    """What a log says of a rule."""
    if rule is None:
        return {"id": code}
    text = (rule.__doc__ or rule.NAME).strip()
    return {
        "id": code,
        "name": rule.NAME,
        "shortDescription": {"text": text.partition("\n")[0]},
        "help": {"text": text, "markdown": text},
        "helpUri": page_of(rule.NAME),
        "defaultConfiguration": {"level": _SARIF.get(rule.SEVERITY, "note")},
    }


def result_sarif(diagnostic: Diagnostic, index: int) -> Json:
    """What a log says of a finding, apart from its places."""
    return {
        "ruleId": diagnostic.code,
        "ruleIndex": index,
        "level": _SARIF.get(diagnostic.severity, "note"),
        "message": {"text": diagnostic.message},
    }


def place_sarif(report: Report, span: Span) -> Json:
    """The place of a span."""
    location: Json = {"artifactLocation": artifact(report, span.path)}
    # The lines of a notebook's file are not those of its cells; its viewers know no others.
    return location if report.cell_place(span) is not None else {**location, "region": region(span)}


def artifact(report: Report, path: str) -> Json:
    """A file: relative to the folder where tfscope was started where it lies below it."""
    shown = report.shown_path(path)
    if os.path.isabs(shown):
        return {"uri": Path(shown).as_uri()}
    return {"uri": quote(shown.replace(os.sep, "/")), "uriBaseId": "SRCROOT"}


def region(span: Span) -> Json:
    """Lines and columns from 1."""
    return {
        "startLine": span.start_line,
        "startColumn": span.start_column + 1,
        "endLine": span.end_line,
        "endColumn": span.end_column + 1,
    }


def fix_sarif(report: Report, fix: Fix) -> Json:
    """One fix, file by file."""
    changes = []
    for path in dict.fromkeys(edit.span.path for edit in fix.edits):
        replacements = [
            {"deletedRegion": region(edit.span), "insertedContent": {"text": edit.new_text}}
            for edit in fix.edits
            if edit.span.path == path
        ]
        changes.append({"artifactLocation": artifact(report, path), "replacements": replacements})
    return {"description": {"text": fix.title}, "artifactChanges": changes}
