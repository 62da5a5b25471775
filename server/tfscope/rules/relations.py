"""Further places that explain a diagnostic: loops that run it again, look-alikes, what a shape is made of."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from tfscope.analysis.analysis import Analysis
from tfscope.analysis.records import ProgramRun
from tfscope.domain.code import Code, Site
from tfscope.domain.events import Created, Entered, Event, Refused
from tfscope.rules.core import Related
from tfscope.rules.openings import Decision
from tfscope.rules.places import request_span
from tfscope.rules.trees import around, is_module, parents
from tfscope.syntax.blocks import Block
from tfscope.syntax.parse import ParsedFile

#: What runs its body again and again.
_LOOPS: Final = (ast.For, ast.AsyncFor, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def looped_here(analysis: Analysis, first: Event, second: Event) -> Iterator[Related]:
    """The loop in which one call in the program led to both of two events."""
    chains = [list(analysis.user_sites(event))[::-1] for event in (first, second)]
    for one, other in zip(*chains):
        if one is other:
            continue
        if one.node is other.node:
            inside = (*around(other), other.code.node)
            loop = next((node for node in inside if isinstance(node, _LOOPS)), None)
            if loop is not None:
                yield Related(analysis.span(other, header(loop)), "the loop runs it again")
        return


def header(loop: ast.AST) -> ast.AST:
    """What a loop goes through, or asks each time."""
    if isinstance(loop, ast.While):
        return loop.test
    if isinstance(loop, (ast.For, ast.AsyncFor)):
        return loop.iter
    generators: list[ast.comprehension] = getattr(loop, "generators", [])
    return generators[0].iter if generators else loop


def twin_here(analysis: Analysis, run: ProgramRun, event: Refused) -> Iterator[Related]:
    """Where a variable is made whose name differs in one component from what is missing."""
    key = event.key
    if not isinstance(key, str):
        return
    made: dict[str, Created] = {}
    for found in run.events:
        if isinstance(found, Created) and found.order < event.order and isinstance(found.variable.key, str):
            made.setdefault(found.variable.key, found)
    close = difflib.get_close_matches(key, [name for name in made if differ_once(name, key)], 1, 0.0)
    for name in close:
        created = made[name]
        site = analysis.user_site(created)
        if site is not None:
            yield Related(request_span(analysis, site, "name"), f"`{name}` is created here")
        for span in analysis.caller_spans(created)[-1:]:
            yield Related(span, f"`{name}` is created by this call")


def differ_once(one: str, other: str) -> bool:
    """Whether two names differ in one component, and not the last."""
    ours, theirs = one.split("/"), other.split("/")
    if len(ours) != len(theirs) or ours[-1] != theirs[-1]:
        return False
    return sum(mine != yours for mine, yours in zip(ours, theirs)) == 1


def first_call_here(analysis: Analysis, run: ProgramRun, decision: Decision) -> Iterator[Related]:
    """The first call of what opens its own scope at each call, such as a template: it made what later calls may use."""
    later = decision.event
    if not isinstance(later, Entered) or is_with(later.site):
        return
    first = next((event for event in run.events if isinstance(event, Entered) and event.path == later.path), later)
    site = analysis.user_site(first)
    if first is not later and site is not None and not is_with(first.site):
        yield Related(analysis.locate(site), "the first call makes what later calls may use")


def is_with(site: Site) -> bool:
    """Whether a `with` statement opens what is at a site."""
    return isinstance(parents(site.code.block).get(site.node), ast.withitem)


def bound_here(analysis: Analysis, site: Site, node: ast.AST | None) -> Iterator[Related]:
    """Where the names in an argument of the call at a site were last given a value, in the same function or module."""
    names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)} if node is not None else set()
    parsed = analysis.files.get(site.path)
    if parsed is None or not parsed.contains(site.code.block):
        return
    for block, statement in assignments_before(parsed, site):
        for target in statement.targets:
            if isinstance(target, ast.Name) and target.id in names:
                names.discard(target.id)
                yield Related(parsed.span(block, statement.value), f"`{target.id}` is made here")


@lru_cache(maxsize=1024)
def assignments(code: Code) -> tuple[ast.Assign, ...]:
    """The assignments of a function, in the order of their lines."""
    inside = (part for part in ast.walk(code.node) if isinstance(part, ast.Assign))
    return tuple(sorted(inside, key=lambda part: part.lineno))


def assignments_before(parsed: ParsedFile, site: Site) -> Iterator[tuple[Block, ast.Assign]]:
    """The assignments of the code of a site that stand before it, the last one first."""
    own, line = site.code.block, getattr(site.node, "lineno", 0)
    if not is_module(site):
        yield from ((own, part) for part in reversed(assignments(site.code)) if part.lineno < line)
        return
    before = parsed.blocks[: list(parsed.blocks).index(own)]
    for block in reversed(before):
        yield from ((block, part) for part in reversed(block.body) if isinstance(part, ast.Assign))
