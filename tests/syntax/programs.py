"""Programs to parse: real ones, and parts of awkward ones to put together."""

import ast
import sysconfig
import warnings
from functools import cache
from pathlib import Path
from textwrap import dedent

from tfscope.syntax.nodes import UNREADABLE
from tfscope.syntax.parse import Block, ParsedFile, SourceFile, parse
from tfscope.syntax.source import decode

STANDARD_LIBRARY = Path(sysconfig.get_path("stdlib"))
_MAX_FILES = 250
_MAX_BYTES = 60_000

# Each is a valid top-level statement, or a few, where the end is not obvious.
AWKWARD = (
    'x = """\ny = 1\ndef f():\n# no comment\n"""\n',
    "x = '''a''' 'b' \"\"\"c\nd\"\"\" ''\n",
    "x = [\na\nfor a in b\nif a\n]\n",
    "x = (a\n@b\n)\n",
    "x = 1 + \\\n2\n",
    "x = 'a\\\nb'\n",
    "@decorator(\n1)\n# a comment\n\n@other\ndef f(): pass\n",
    "@decorator\nasync def f():\n    async with a: pass\n",
    "if a:\n    b\n# in column 0\n    c\nelif d:\n    e\n\n# between\nelse:\n    f\n",
    "try:\n    a\nexcept E:\n    b\nelse:\n    c\nfinally:\n    d\n",
    "for a in b: pass\nelse: pass\n",
    "while a:\n\tb\n\n\n\tc\n",
    "match a:\n    case 1:\n        b\n    case [_, *c] if d: e\n",
    "a = 1; b = 2; c = 3\n",
    "if a: pass\n",
    "\fdef f():\n\f  a\n  b\n",
    "class A:\n    '''a # b'''\n\n    x: int = 1  # '''\n",
    "else_ = elif_ = case = match = 1\n",
    "if a:\n    b\n\\\n    c\n",
    "\\\nx = 1\n",
    "# only a comment\n\n",
    "\n\n",
    "x = f'{a!r:>{b}}' f\"{{'\" f'''{a\n}'''\n",
    "lambda: (yield)\n",
    "x = {'a': '#', \"b\": '\\\\'}  # [\n",
    "é = 'ñ😀'; ﬁ = é\n",
)


@cache
def standard_library() -> tuple[tuple[str, str], ...]:
    """The path and text of some modules of the standard library, all of them valid."""
    paths = sorted(path for path in STANDARD_LIBRARY.rglob("*.py") if "site-packages" not in path.parts)
    paths = [path for path in paths if path.stat().st_size < _MAX_BYTES]
    found = []
    for path in paths[:: len(paths) // _MAX_FILES + 1]:
        text = decode(path.read_bytes())
        if whole_tree(text) is not None:
            found.append((str(path), text))
    return tuple(found)


def whole_tree(text: str) -> ast.Module | None:
    """What Python makes of the text as a whole; None when it is not valid."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError):
            return None


def read(text: str, previous: ParsedFile | None = None, rewrites: bool = False) -> ParsedFile:
    """The text, parsed."""
    return parse(SourceFile("program.py", text), previous, rewrites)


def same_trees(parsed: ParsedFile, whole: ast.Module) -> bool:
    """Whether the blocks hold the statements of the whole file, where they are there; moves the latter."""
    statements = iter(whole.body)
    for block in parsed.blocks:
        for mine, theirs in zip(block.body, statements, strict=False):
            ast.increment_lineno(theirs, 1 - parsed.line_of(block))
            if ast.dump(mine, include_attributes=True) != ast.dump(theirs, include_attributes=True):
                return False
    return next(statements, None) is None


def code(block: Block | ParsedFile) -> str:
    """What was read, in canonical spelling."""
    blocks = block.blocks if isinstance(block, ParsedFile) else (block,)
    return "\n".join(ast.unparse(ast.Module(one.body, [])) for one in blocks if one.body)


def texts(parsed: ParsedFile) -> list[str]:
    """The texts of the blocks."""
    return [block.text for block in parsed.blocks]


def check(before: str, after: str, *problems: int | tuple[int, str]) -> None:
    """Asserts what a text is read as (`?` for what is unreadable), and the lines of its problems.

    The message of a problem is given where it is ours, or the same in all versions of Python.
    """
    before = dedent(before).lstrip("\n")
    parsed = read(before)
    assert code(parsed) == code(read(dedent(after).replace("?", UNREADABLE)))
    assert "".join(texts(parsed)) == before
    found = [(problem.line, problem.message) for problem in parsed.problems]
    assert [
        line if isinstance(problem, int) else (line, message)
        for (line, message), problem in zip(found, problems, strict=True)
    ] == list(problems)
