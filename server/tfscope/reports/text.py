"""Findings for people: with source frames, or one line each."""

from __future__ import annotations

from collections import Counter

from rich.console import Console
from rich.text import Text

from tfscope.reports.frames import CONTEXT, frame
from tfscope.reports.report import COLORS, Report
from tfscope.rules.core import Diagnostic
from tfscope.syntax.blocks import Span


def write_full(report: Report, console: Console) -> None:
    """Each finding with its lines, the other places that it speaks of, and how it can be mended."""
    for diagnostic in report.everything:
        console.print(full(report, diagnostic), soft_wrap=True)
    console.print(summary(report), soft_wrap=True)


def write_concise(report: Report, console: Console) -> None:
    """One line for each finding."""
    for diagnostic in report.everything:
        text = Text()
        text.append_text(place(report, diagnostic.span))
        text.append(f": {diagnostic.code} ", COLORS[diagnostic.severity])
        text.append_text(marked(diagnostic.message))
        console.print(text, soft_wrap=True)
    console.print(summary(report), soft_wrap=True)


def full(report: Report, diagnostic: Diagnostic) -> Text:
    """One finding with its lines."""
    color = COLORS[diagnostic.severity]
    text = Text()
    text.append(f"{diagnostic.severity.value}[{diagnostic.code}]", color)
    text.append(f" {diagnostic.name}: ", "bold")
    text.append_text(marked(diagnostic.message))
    text.append("\n --> ", "blue")
    text.append_text(place(report, diagnostic.span))
    text.append("\n")
    text.append_text(frame(report.sources.get(diagnostic.span.path), diagnostic.span, CONTEXT, color))
    for related in diagnostic.related:
        text.append(" ::: ", "blue")
        text.append_text(place(report, related.span))
        text.append(" ")
        text.append_text(marked(related.message))
        text.append("\n")
        text.append_text(frame(report.sources.get(related.span.path), related.span, 0, "blue", "-"))
    for fix in diagnostic.fixes:
        text.append("help: ", "bold cyan")
        text.append_text(marked(fix.title))
        text.append("" if fix.is_safe else " (may change what the program does)", "dim")
        text.append("\n")
    return text


def place(report: Report, span: Span) -> Text:
    """`path:line:column`, the column from 1."""
    path = report.shown_path(span.path)
    return Text(path, "bold").append(report.shown_place(span).removeprefix(path), "not bold")


def marked(message: str) -> Text:
    """A message with its code in bold."""
    text = Text()
    for index, part in enumerate(message.split("`")):
        text.append(f"`{part}`" if index % 2 else part, "bold" if index % 2 else "")
    return text


def summary(report: Report) -> Text:
    """How many findings of each severity there are."""
    files = plural(report.files, "file")
    if not report.diagnostics:
        text = Text.assemble((f"Nothing found in {files}", "green"))
    else:
        count = Counter(diagnostic.severity for diagnostic in report.diagnostics)
        parts = [plural(count[severity], severity.value) for severity in COLORS if count[severity]]
        text = Text(f"Found {', '.join(parts)} in {files}", "bold")
        fixable = sum(any(fix.is_safe for fix in diagnostic.fixes) for diagnostic in report.diagnostics)
        if fixable:
            text.append(f"; {fixable} can be fixed with `--fix`")
    if report.gaps:
        text.append(f" ({plural(len(report.gaps), 'gap')})", "dim")
    return text


def plural(count: int, word: str) -> str:
    """A number and a word in the form that it asks for."""
    if count == 1 or word == "information":
        return f"{count} {word}"
    return f"{count} {word}s"
