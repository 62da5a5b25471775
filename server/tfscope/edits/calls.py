"""Edits of the arguments of a call. Everything else of the call keeps its formatting.

A call is given by its place in a source. None is answered where the text there is no call that can be read, or
where starred arguments hide what is asked for. libcst is loaded when the first edit is made: most runs make none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from tfscope.edits.edit import Edit, smallest_edit
from tfscope.syntax.blocks import Span
from tfscope.syntax.source import SourceFile

if TYPE_CHECKING:
    import libcst as cst

Arguments: TypeAlias = "list[cst.Arg]"


def add_keyword(source: SourceFile, call: Span, name: str, value: str) -> Edit | None:
    """Gives a keyword argument to a call that does not have it, after all others but `**rest`."""

    def change(arguments: Arguments) -> Arguments | None:
        if any(given.keyword is not None and given.keyword.value == name for given in arguments):
            return None
        import libcst as cst

        place = len(arguments)
        while place and arguments[place - 1].star == "**":
            place -= 1
        new = keyword_argument(name, value)
        if place < len(arguments):
            new = new.with_changes(comma=arguments[place].comma if place + 1 < len(arguments) else spaced_comma())
        elif arguments and isinstance(arguments[-1].comma, cst.Comma):
            # The last argument has a trailing comma; the new one gets one too, on a line of its own.
            new = new.with_changes(comma=arguments[-1].comma)
        elif arguments:
            new = new.with_changes(whitespace_after_arg=arguments[-1].whitespace_after_arg)
            arguments[-1] = arguments[-1].with_changes(whitespace_after_arg=cst.SimpleWhitespace(""))
        arguments = insert_comma(arguments, place)
        return [*arguments[:place], new, *arguments[place:]]

    return edit_call(source, call, change)


def replace_argument(
    source: SourceFile, call: Span, position: int | None, keyword: str | None, value: str
) -> Edit | None:
    """Puts another value in the place of an argument, which may be given by keyword or at a position (0-based)."""

    def change(arguments: Arguments) -> Arguments | None:
        index = find_argument(arguments, position, keyword)
        if index is None:
            return None
        import libcst as cst

        new = arguments[index].with_changes(value=cst.parse_expression(value))
        return [*arguments[:index], new, *arguments[index + 1 :]]

    return edit_call(source, call, change)


def set_argument(source: SourceFile, call: Span, position: int | None, keyword: str, value: str) -> Edit | None:
    """Replaces an argument where the call has it, else gives it as a keyword."""
    return replace_argument(source, call, position, keyword, value) or add_keyword(source, call, keyword, value)


def remove_argument(source: SourceFile, call: Span, position: int | None, keyword: str | None) -> Edit | None:
    """Takes an argument away. One at a position is only taken where none at a later position follows."""

    def change(arguments: Arguments) -> Arguments | None:
        index = find_argument(arguments, position, keyword)
        if index is None:
            return None
        is_positional = arguments[index].keyword is None
        if is_positional and any(given.keyword is None and not given.star for given in arguments[index + 1 :]):
            return None
        rest = [*arguments[:index], *arguments[index + 1 :]]
        if rest and index == len(rest):
            rest[-1] = rest[-1].with_changes(
                comma=arguments[index].comma,
                whitespace_after_arg=arguments[index].whitespace_after_arg,
            )
        return rest

    return edit_call(source, call, change)


def edit_call(source: SourceFile, call: Span, change: Callable[[Arguments], Arguments | None]) -> Edit | None:
    """The edit that changes the arguments of a call."""
    import libcst as cst

    start = source.offset(call.start_line, call.start_column)
    stop = source.offset(call.end_line, call.end_column)
    text = source.text[start:stop]
    try:
        tree = cst.parse_expression(text)
    except (cst.ParserSyntaxError, cst.CSTValidationError):
        return None
    if not isinstance(tree, cst.Call):
        return None
    arguments = change(list(tree.args))
    if arguments is None:
        return None
    line_end = "\r\n" if "\r\n" in text else "\n"
    new = cst.Module([], default_newline=line_end).code_for_node(tree.with_changes(args=arguments))
    return smallest_edit(source, start, text, new)


def find_argument(arguments: Sequence[cst.Arg], position: int | None, keyword: str | None) -> int | None:
    """The index of the argument that is given by a keyword, or else at a position."""
    for index, given in enumerate(arguments):
        if keyword is not None and given.keyword is not None and given.keyword.value == keyword:
            return index
    if position is None or position >= len(arguments):
        return None
    before = arguments[: position + 1]
    return None if any(given.keyword is not None or given.star for given in before) else position


def insert_comma(arguments: Arguments, place: int) -> Arguments:
    """The arguments, with a comma behind the one before a place; it breaks the line where the others do."""
    import libcst as cst

    if not place or (isinstance(arguments[place - 1].comma, cst.Comma) and place < len(arguments)):
        return arguments
    commas = [given.comma for given in arguments[: place - 1] if isinstance(given.comma, cst.Comma)]
    breaks = [comma for comma in commas if isinstance(comma.whitespace_after, cst.ParenthesizedWhitespace)]
    comma = breaks[-1] if breaks and len(breaks) == len(commas) else spaced_comma()
    if isinstance(comma.whitespace_after, cst.ParenthesizedWhitespace):
        # The line break is repeated, a comment on it is not.
        first = cst.TrailingWhitespace(newline=comma.whitespace_after.first_line.newline)
        comma = comma.with_changes(whitespace_after=comma.whitespace_after.with_changes(first_line=first))
    if isinstance(arguments[place - 1].comma, cst.Comma) and not breaks:
        comma = spaced_comma()
    return [*arguments[: place - 1], arguments[place - 1].with_changes(comma=comma), *arguments[place:]]


def spaced_comma() -> cst.Comma:
    """A comma and a space."""
    import libcst as cst

    return cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))


def keyword_argument(name: str, value: str) -> cst.Arg:
    """`name=value`."""
    import libcst as cst

    return cst.Arg(
        cst.parse_expression(value),
        keyword=cst.Name(name),
        equal=cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace("")),
    )
