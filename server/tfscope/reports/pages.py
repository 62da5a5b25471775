"""Traces for a browser and for Graphviz: the tree of scopes as one page of HTML, or as a graph in DOT."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from importlib import resources

from tfscope.analysis.analysis import Analysis
from tfscope.analysis.trace import Tracer, no_rule, shown
from tfscope.ide.variable_tree import Entry, Folder, folders_of
from tfscope.reports.text import plural
from tfscope.reports.traces import description, totals


def html_page(analysis: Analysis, root: str) -> str:
    """One page that needs nothing else: the scopes unfold, and can be searched."""
    tracer = Tracer(analysis, root, no_rule)
    run = analysis.runs[0]
    graphs = folders_of(run)
    body = [line for number, folder in graphs.items() for line in graph_of(tracer, number, folder, len(graphs))]
    ended = tracer.exception(run)
    problem = f'<p class="error">{escaped(str(ended["type"]))}: {escaped(str(ended["message"]))}</p>' if ended else ""
    template = resources.files("tfscope.reports").joinpath("page.html").read_text(encoding="utf-8")
    title = escaped(tracer.relative(analysis.path))
    content = "\n".join(body) or "<p>No variables.</p>"
    return template.replace("$title", title).replace("$problem", problem).replace("$content", content)


def graph_of(tracer: Tracer, number: int, folder: Folder, graphs: int) -> Iterator[str]:
    """The scopes of one graph, all its own unfolded."""
    entries = folder.all_entries()
    if graphs > 1:
        yield f"<h2>Graph {number}</h2>"
    yield f'<p class="total">{plural(len(entries), "variable")}, {escaped(totals(entries))}</p>'
    yield f"<ul>{''.join(items(tracer, folder, ''))}</ul>"


def items(tracer: Tracer, folder: Folder, path: str) -> Iterator[str]:
    """What a scope holds, as items of a list."""
    for name, entries in folder.entries.items():
        inner = folder.folders.get(name)
        below = f"<ul>{''.join(items(tracer, inner, f'{path}{name}/'))}</ul>" if inner is not None else ""
        for entry in entries:
            yield f"<li>{variable(tracer, entry, name, path)}{below}</li>"
            below = ""
    for name, inner in folder.folders.items():
        if name not in folder.entries:
            summary = f"<b>{escaped(name)}</b> <small>{escaped(totals(inner.all_entries()))}</small>"
            content = "".join(items(tracer, inner, f"{path}{name}/"))
            yield f"<li><details open><summary>{summary}</summary><ul>{content}</ul></details></li>"


def variable(tracer: Tracer, entry: Entry, name: str, path: str) -> str:
    """One variable: its last name, what it is, how often it is shared, and where it is made."""
    kind = "fixed" if entry.variable.trainable is False else "trainable"
    shared = f' <span class="shared">shared {entry.shared}×</span>' if entry.shared else ""
    maybe = "" if entry.certain else " <small>on some paths</small>"
    site = tracer.analysis.user_site(entry.site)
    place = tracer.place(site) if site is not None else None
    where = f" <small>{escaped(shown(place))}</small>" if place is not None else ""
    text = f"<code>{escaped(name)}</code> {escaped(description(entry.variable))}"
    return f'<span class="{kind}" data-name="{escaped(path + name)}">{text}{shared}{maybe}{where}</span>'


def escaped(text: str) -> str:
    """A text as HTML has it."""
    return html.escape(text)


def dot_graph(analysis: Analysis, root: str) -> str:
    """A graph of scopes and variables in the language of Graphviz."""
    tracer = Tracer(analysis, root, no_rule)
    lines = ["digraph scopes {", "  rankdir=LR;", '  node [fontname="sans-serif", shape=box];']
    for number, folder in folders_of(analysis.runs[0]).items():
        top = f"{tracer.relative(analysis.path)}#{number}"
        lines.append(f"  {quoted(top)} [label={label(top, folder)}, style=bold];")
        lines += nodes(folder, top)
    return "\n".join([*lines, "}"])


def nodes(folder: Folder, parent: str) -> Iterator[str]:
    """What a scope holds, as nodes with edges from it."""
    for name, entries in folder.entries.items():
        for entry in entries:
            shared = f"\nshared {entry.shared}×" if entry.shared else ""
            text = quoted(f"{name}\n{description(entry.variable)}{shared}")
            color = "gray50" if entry.variable.trainable is False else "black"
            yield f"  {quoted(f'{parent}/{name}')} [label={text}, shape=plain, fontcolor={color}];"
            yield f"  {quoted(parent)} -> {quoted(f'{parent}/{name}')};"
    for name, inner in folder.folders.items():
        path = f"{parent}/{name}"
        if name not in folder.entries:
            yield f"  {quoted(path)} [label={label(name, inner)}];"
            yield f"  {quoted(parent)} -> {quoted(path)};"
        yield from nodes(inner, path)


def label(name: str, folder: Folder) -> str:
    """What stands in the box of a scope."""
    return quoted(f"{name}\n{totals(folder.all_entries())}")


def quoted(text: str) -> str:
    """A string of DOT."""
    return json.dumps(text, ensure_ascii=False)
