"""The command line. Heavy imports wait for the command that needs them.

Exit codes: 0 nothing found, 1 findings, 2 misuse or a crash.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from typing import Final

from tfscope import __version__
from tfscope.reports.terminal import CLEAN, FINDINGS, MISUSE, SEVERITIES, make_console

INTERRUPTED: Final = 130

CHECK_FORMATS: Final = ("full", "concise", "json", "github", "sarif")
TRACE_FORMATS: Final = ("text", "json", "tree", "html", "dot")
VERSIONS: Final = ("auto", "1.x", "2.x")


class Misuse(Exception):
    """The command line asks for what cannot be done; the message says what."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command and answers its exit code."""
    options = parser().parse_args(arguments)
    command = COMMANDS.get(options.command)
    if command is None:
        parser().print_help(sys.stderr)
        return MISUSE
    try:
        return command(options)
    except Misuse as problem:
        print(f"tfscope: {problem}", file=sys.stderr)
        return MISUSE
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever reads our output has seen enough; Python would complain again when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINDINGS
    except Exception:
        import traceback

        traceback.print_exc()
        print("tfscope: this is a bug of tfscope; please report it with the lines above", file=sys.stderr)
        return MISUSE


def parser() -> argparse.ArgumentParser:
    """The options of all commands."""
    top = argparse.ArgumentParser("tfscope", description="Says what TensorFlow 1 graph code does with its variables.")
    top.add_argument("--version", action="version", version=f"tfscope {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    add_check(commands.add_parser("check", help="report what is wrong in files and folders"))
    add_trace(commands.add_parser("trace", help="show what a program does to its variables"))
    explain = commands.add_parser("explain", help="explain a rule")
    explain.add_argument("rule", metavar="RULE", help="a code or name, such as TFS101; `all` lists the rules")
    server = commands.add_parser("server", help="start the language server")
    where = server.add_mutually_exclusive_group()
    where.add_argument("--stdio", action="store_true", help="talk on standard input and output (the default)")
    where.add_argument("--tcp", metavar="HOST:PORT", help="wait for one client on a port")
    return top


def add_check(check: argparse.ArgumentParser) -> None:
    """The options of `check`."""
    check.add_argument("paths", nargs="*", default=["."], metavar="PATH", help="files and folders (default: .)")
    check.add_argument(
        "--output-format", choices=CHECK_FORMATS, default="full", metavar="FORMAT", help=one_of(CHECK_FORMATS)
    )
    check.add_argument("--fix", action="store_true", help="apply the fixes that are safe")
    check.add_argument("--unsafe-fixes", action="store_true", help="apply or show the other fixes too")
    check.add_argument("--diff", action="store_true", help="show what --fix would change, and change nothing")
    check.add_argument("--gaps", action="store_true", help="also list what was not understood")
    check.add_argument("--exit-zero", action="store_true", help="exit with 0 whatever is found")
    check.add_argument(
        "--min-severity",
        choices=SEVERITIES,
        default="information",
        metavar="SEVERITY",
        help=f"leave out what matters less: {one_of(SEVERITIES)} (default: information)",
    )
    check.add_argument(
        "--jobs", type=positive, default=1, metavar="N", help="share the files out among N processes (default: 1)"
    )
    check.add_argument(
        "--cache",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="keep what was found, in your cache folder, for files that stay as they are (default: yes)",
    )
    add_settings(check)


def add_trace(trace: argparse.ArgumentParser) -> None:
    """The options of `trace`."""
    trace.add_argument("program", metavar="PROGRAM.py")
    trace.add_argument("--root", metavar="DIR", help="first folder of the import path (default: the program's folder)")
    trace.add_argument("--entry", metavar="FUNCTION", help="call this function after the module's own code")
    trace.add_argument(
        "--output-format", choices=TRACE_FORMATS, default="text", metavar="FORMAT", help=one_of(TRACE_FORMATS)
    )
    add_settings(trace)


def add_settings(command: argparse.ArgumentParser) -> None:
    """The options that change settings."""
    command.add_argument("--path", action="append", default=[], metavar="DIR", help="further folder of the import path")
    command.add_argument("--tensorflow-version", choices=VERSIONS, metavar="VERSION", help=one_of(VERSIONS))
    command.add_argument("--interpreter", metavar="PYTHON", help="the interpreter whose packages the code uses")


def positive(text: str) -> int:
    """A number of at least 1."""
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def one_of(words: Sequence[str]) -> str:
    """The words of a choice."""
    return f"one of {', '.join(words)}"


def run_check(options: argparse.Namespace) -> int:
    """`tfscope check`."""
    from tfscope.reports.checking import CheckOptions, check_paths

    for path in options.paths:
        if not os.path.exists(path):
            raise Misuse(f"there is no file or folder {path}")
    return check_paths(
        CheckOptions(
            paths=[os.path.abspath(path) for path in options.paths],
            output_format=options.output_format,
            fix=options.fix,
            unsafe_fixes=options.unsafe_fixes,
            diff=options.diff,
            gaps=options.gaps,
            exit_zero=options.exit_zero,
            min_severity=options.min_severity,
            settings=settings_table(options),
            jobs=options.jobs,
            cache=options.cache,
        )
    )


def run_trace(options: argparse.Namespace) -> int:
    """`tfscope trace`."""
    from tfscope.reports.tracing import TraceOptions, trace_program

    if not os.path.isfile(options.program):
        raise Misuse(f"there is no file {options.program}")
    path = os.path.abspath(options.program)
    root = os.path.abspath(options.root) if options.root else os.path.dirname(path)
    if not os.path.isdir(root):
        raise Misuse(f"there is no folder {root}")
    return trace_program(TraceOptions(path, root, options.entry, options.output_format, settings_table(options)))


def settings_table(options: argparse.Namespace) -> dict[str, object]:
    """What the options say of settings; folders of `--path` are absolute."""
    for folder in options.path:
        if not os.path.isdir(folder):
            raise Misuse(f"there is no folder {folder}")
    return {
        "import-paths": [os.path.abspath(folder) for folder in options.path],
        "tensorflow-version": options.tensorflow_version,
        "interpreter": options.interpreter and os.path.abspath(options.interpreter),
    }


def run_explain(options: argparse.Namespace) -> int:
    """`tfscope explain`."""
    from rich.markdown import Markdown

    from tfscope.rules.core import all_rules, find_rule

    console = make_console()
    if options.rule == "all":
        for rule in all_rules():
            console.print(f"{rule.CODE}  {rule.NAME}  {rule.SEVERITY.value}", highlight=False)
        return CLEAN
    found = find_rule(options.rule)
    if found is None:
        raise Misuse(f"there is no rule {options.rule}; `tfscope explain all` lists them")
    text = f"# {found.NAME} ({found.CODE})\n\n{(found.__doc__ or '').strip()}\n"
    console.print(Markdown(text) if console.is_terminal else text, markup=False, highlight=False, soft_wrap=True)
    return CLEAN


def run_server(options: argparse.Namespace) -> int:
    """`tfscope server`."""
    address: tuple[str, int] | None = None
    if options.tcp is not None:
        host, _, port = options.tcp.rpartition(":")
        if not port.isdigit() or int(port) > 65535:
            raise Misuse(f"--tcp wants HOST:PORT, not {options.tcp}")
        address = (host or "127.0.0.1", int(port))
    importlib.import_module("tfscope.lsp.server").serve(address)
    return CLEAN


COMMANDS: Final = {"check": run_check, "trace": run_trace, "explain": run_explain, "server": run_server}
