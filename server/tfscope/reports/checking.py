"""`tfscope check`: the diagnostics of files and folders, and their fixes."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Container, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context

from tfscope.analysis.analysis import Analysis
from tfscope.analysis.files import read_text
from tfscope.analysis.project import Project
from tfscope.analysis.settings import Table
from tfscope.analysis.trace import reason_of
from tfscope.edits.edit import Edit
from tfscope.edits.notebooks import edit_notebook
from tfscope.reports.machine import github_text, json_text, sarif_text
from tfscope.reports.options import project_root, project_settings, tell_problems
from tfscope.reports.patience import Patience
from tfscope.reports.report import Report
from tfscope.reports.terminal import CLEAN, FINDINGS, MISUSE, SEVERITIES, make_console
from tfscope.reports.text import write_concise, write_full
from tfscope.rules.core import Diagnostic, Severity, all_rules, check
from tfscope.rules.fixing import apply_edits, compatible_fixes
from tfscope.syntax.notebooks import NotebookSource, is_notebook
from tfscope.syntax.source import SourceFile

#: Fixes make room for other fixes; so many rounds are made.
MOST_ROUNDS = 10
#: Each process gets its part of the files in about so many shares, so that none waits long for the last.
SHARES = 4

#: The projects of a process of `--jobs`.
_projects: list[Project] = []


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """What the command line asks for. Paths are absolute."""

    paths: list[str]
    output_format: str = "full"
    fix: bool = False
    unsafe_fixes: bool = False
    diff: bool = False
    gaps: bool = False
    exit_zero: bool = False
    min_severity: str = "information"
    settings: Table | None = None
    jobs: int = 1


def check_paths(options: CheckOptions) -> int:
    """Analyses files and folders and writes what was found; answers the exit code."""
    projects = list(projects_of(options))
    is_wrong = [tell_problems(project.settings) for project in projects]
    report = make_report(projects, options) if options.jobs == 1 else make_report_in_processes(projects, options)
    if options.fix or options.diff:
        changed = fix_all(projects, report, options)
        if options.diff:
            write_diff(changed, report)
            return MISUSE if any(is_wrong) else FINDINGS if changed and not options.exit_zero else CLEAN
        write_files(changed)
        report = make_report(projects, options)
    write(report, options.output_format)
    if any(is_wrong):
        return MISUSE
    return FINDINGS if report.diagnostics and not options.exit_zero else CLEAN


def projects_of(options: CheckOptions) -> Iterator[Project]:
    """One project for each root of the paths."""
    by_root: dict[str, list[str]] = {}
    for path in options.paths:
        by_root.setdefault(project_root(path), []).append(path)
    for root, paths in by_root.items():
        yield Project([root], project_settings(root, options.settings or {}), paths)


def make_report_in_processes(projects: Sequence[Project], options: CheckOptions) -> Report:
    """The same report as `make_report`, by several processes: each file's findings depend on texts alone."""
    files = [path for project in projects for path in project.python_files()]
    size = max(1, len(files) // (options.jobs * SHARES))
    shares = [frozenset(files[start : start + size]) for start in range(0, len(files), size)]
    work = partial(report_of_share, options)
    with ProcessPoolExecutor(options.jobs, get_context("spawn")) as pool, Patience(len(files)) as patience:
        parts = []
        for part in pool.map(work, shares):
            parts.append(part)
            for _ in range(part.files):
                patience.advance()
    diagnostics = sorted((d for part in parts for d in part.diagnostics), key=lambda d: d.sort_key)
    sources = {path: source for part in reversed(parts) for path, source in part.sources.items()}
    gaps = [gap for part in parts for gap in part.gaps]
    return Report(diagnostics, sources, os.getcwd(), sum(part.files for part in parts), gaps)


def report_of_share(options: CheckOptions, share: frozenset[str]) -> Report:
    """The findings of some of the files, in a process that keeps its projects for the next share."""
    if not _projects:
        _projects.extend(projects_of(options))
    return make_report(_projects, options, share)


def make_report(projects: Sequence[Project], options: CheckOptions, share: Container[str] | None = None) -> Report:
    """All findings of all projects, or of a share of the files."""
    report = Report([], {}, os.getcwd())
    sources: dict[str, SourceFile] = {}
    count = 0
    files = [(project, path) for project in projects for path in project.python_files()]
    if share is not None:
        files = [(project, path) for project, path in files if path in share]
    with Patience(len(files)) as patience:
        for project, path in files:
            analysis = project.analyse(path)
            found = [d for d in check(analysis) if matters(d, options.min_severity)]
            report.diagnostics.extend(found)
            if options.gaps:
                report.gaps.extend(gaps_of(analysis))
            for diagnostic in found:
                for span in (diagnostic.span, *(related.span for related in diagnostic.related)):
                    sources.setdefault(span.path, source_of(project, analysis, span.path))
            if options.gaps or found:
                sources.setdefault(path, analysis.source)
            count += 1
            patience.advance()
    return Report(sorted(report.diagnostics, key=lambda d: d.sort_key), sources, report.folder, count, report.gaps)


def source_of(project: Project, analysis: Analysis, path: str) -> SourceFile:
    """The text of a file that a finding speaks of."""
    parsed = analysis.files.get(path)
    return parsed.source if parsed is not None else project.source(path) or SourceFile(path, "")


def matters(diagnostic: Diagnostic, least: str) -> bool:
    """Whether a finding is at least that severe."""
    return SEVERITIES.index(diagnostic.severity.value) <= SEVERITIES.index(least)


def gaps_of(analysis: Analysis) -> Iterator[Diagnostic]:
    """What was not understood in a file, each once."""
    seen: set[tuple[object, str]] = set()
    for _, gap in analysis.gaps():
        site = analysis.user_site(gap)
        if site is not None:
            span, reason = analysis.locate(site), reason_of(gap)
            if (span, reason) not in seen:
                seen.add((span, reason))
                yield Diagnostic("gap", "gap", Severity.INFORMATION, span, f"Not understood: {reason}")


def fix_all(projects: Sequence[Project], report: Report, options: CheckOptions) -> dict[str, tuple[str, str]]:
    """The texts before and after all fixes of the files that they change. Nothing is written yet."""
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    for _ in range(MOST_ROUNDS):
        edits = [edit for fix in compatible_fixes(report.diagnostics, options.unsafe_fixes) for edit in fix.edits]
        changed = apply_edits(edits, report.sources) | dict(edited_notebooks(edits, report, after))
        if not changed:
            break
        for path, text in changed.items():
            before.setdefault(path, read_text(path) or "" if is_notebook(path) else report.sources[path].text)
            after[path] = text
            for project in projects:
                project.set_text(path, text)
        report = make_report(projects, options)
    return {path: (before[path], text) for path, text in after.items() if before[path] != text}


def edited_notebooks(edits: list[Edit], report: Report, texts: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The files of notebooks after edits, which are of the code of their cells; `texts` are those changed before."""
    for path in dict.fromkeys(edit.span.path for edit in edits):
        source = report.sources[path]
        text = texts.get(path) or read_text(path)
        if isinstance(source, NotebookSource) and text is not None:
            yield path, edit_notebook(text, source, [edit for edit in edits if edit.span.path == path])


def write_diff(changed: dict[str, tuple[str, str]], report: Report) -> None:
    """What fixes would change, as a patch."""
    for path, (before, after) in sorted(changed.items()):
        shown = report.shown_path(path)
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
        for line in difflib.unified_diff(old, new, shown, shown):
            sys.stdout.write(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n")


def write_files(changed: dict[str, tuple[str, str]]) -> None:
    """Writes what fixes changed, in the encoding that each file has."""
    for path, (_, after) in changed.items():
        write_text(path, after)


def write_text(path: str, text: str) -> None:
    """Writes a file so that reading it gives the text, keeping its byte-order mark and encoding."""
    import tokenize

    with open(path, "rb") as file:
        data = file.read()
    try:
        with open(path, "rb") as file:
            encoding, _ = tokenize.detect_encoding(file.readline)
        data.decode(encoding)
    except (SyntaxError, ValueError):
        encoding = "latin-1"
    with open(path, "wb") as file:
        file.write(text.encode(encoding))


def write(report: Report, output_format: str) -> None:
    """Writes a report to stdout."""
    match output_format:
        case "json":
            print(json_text(report))
        case "github":
            if text := github_text(report):
                print(text)
        case "sarif":
            print(sarif_text(report, {rule.CODE: rule for rule in all_rules()}))
        case "concise":
            write_concise(report, make_console())
        case _:
            write_full(report, make_console())
