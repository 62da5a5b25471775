"""`tfscope check`: the diagnostics of files and folders, and their fixes."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context

from tfscope.analysis.files import read_text
from tfscope.analysis.garbage import rarely_looked_for
from tfscope.analysis.project import Project
from tfscope.analysis.settings import Table
from tfscope.edits.edit import Edit
from tfscope.edits.notebooks import edit_notebook
from tfscope.interp.limits import Cancellation
from tfscope.reports.machine import github_text, json_text, sarif_text
from tfscope.reports.options import project_root, project_settings, tell_problems
from tfscope.reports.patience import Patience
from tfscope.reports.report import Report
from tfscope.reports.terminal import CLEAN, FINDINGS, MISUSE, SEVERITIES, make_console
from tfscope.reports.text import write_concise, write_full
from tfscope.rules.core import Diagnostic, all_rules
from tfscope.rules.findings import Findings, Outcome, Perform, Task, perform
from tfscope.rules.fixing import apply_edits, compatible_fixes
from tfscope.rules.plain import shelf_of
from tfscope.syntax.notebooks import NotebookSource, is_notebook
from tfscope.syntax.source import SourceFile

#: Fixes make room for other fixes; so many rounds are made.
MOST_ROUNDS = 10
#: Each process gets its part of the files in about so many shares, so that none waits long for the last.
SHARES = 4

#: The projects of a process of `--jobs`.
_projects: dict[str, Project] = {}


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
    cache: bool = True


def check_paths(options: CheckOptions) -> int:
    """Analyses files and folders and writes what was found; answers the exit code."""
    with rarely_looked_for():
        return _check_paths(options)


def _check_paths(options: CheckOptions) -> int:
    projects = list(projects_of(options))
    is_wrong = [tell_problems(project.settings) for project in projects]
    with performing(options) as perform:
        findings = [Findings(project, with_fixes=True, perform=perform) for project in projects]
        shelves = [shelf_of(found) for found in findings] if options.cache else []
        for shelf in shelves:
            shelf.load()
        report = make_report(findings, options)
        for shelf in shelves:
            shelf.save()
    if options.fix or options.diff:
        changed = fix_all(findings, report, options)
        if options.diff:
            write_diff(changed, report)
            return MISUSE if any(is_wrong) else FINDINGS if changed and not options.exit_zero else CLEAN
        write_files(changed)
        report = make_report(findings, options)
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


@contextmanager
def performing(options: CheckOptions) -> Iterator[Perform]:
    """What runs files: this process, or those of `--jobs`, each with a project of its own that knows the texts on disk.

    What comes of a file depends on texts alone, so the report is the same.
    """
    if options.jobs == 1:
        yield perform
        return
    with ProcessPoolExecutor(options.jobs, get_context("spawn")) as pool:

        def share_out(
            project: Project, tasks: list[Task], with_fixes: bool, cancelled: Cancellation
        ) -> Iterator[Outcome]:
            size = max(1, len(tasks) // (options.jobs * SHARES))
            shares = [tasks[start : start + size] for start in range(0, len(tasks), size)]
            for outcomes in pool.map(partial(perform_share, options, project.roots[0]), shares):
                yield from outcomes

        yield share_out


def perform_share(options: CheckOptions, root: str, tasks: list[Task]) -> list[Outcome]:
    """The outcomes of some files, in a process that keeps its projects for the next share."""
    if not _projects:
        _projects.update((project.roots[0], project) for project in projects_of(options))
    with rarely_looked_for():
        return list(perform(_projects[root], tasks, with_fixes=True))


def make_report(all_findings: Sequence[Findings], options: CheckOptions) -> Report:
    """All findings of all projects."""
    report = Report([], {}, os.getcwd())
    sources: dict[str, SourceFile] = {}
    count = 0
    with Patience(sum(len(findings.project.python_files()) for findings in all_findings)) as patience:
        for findings in all_findings:
            for _, part in findings.all():
                found = [d for d in part.diagnostics if matters(d, options.min_severity)]
                report.diagnostics.extend(found)
                if options.gaps:
                    report.gaps.extend(part.gaps)
                for diagnostic in (*found, *part.gaps) if options.gaps else found:
                    for span in (diagnostic.span, *(related.span for related in diagnostic.related)):
                        if span.path not in sources:
                            sources[span.path] = findings.project.source(span.path) or SourceFile(span.path, "")
                count += 1
                patience.advance()
    gaps = sorted(report.gaps, key=lambda d: d.sort_key)
    return Report(sorted(report.diagnostics, key=lambda d: d.sort_key), sources, report.folder, count, gaps)


def matters(diagnostic: Diagnostic, least: str) -> bool:
    """Whether a finding is at least that severe."""
    return SEVERITIES.index(diagnostic.severity.value) <= SEVERITIES.index(least)


def fix_all(all_findings: Sequence[Findings], report: Report, options: CheckOptions) -> dict[str, tuple[str, str]]:
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
            for findings in all_findings:
                findings.perform = perform
                findings.project.set_text(path, text)
        report = make_report(all_findings, options)
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
