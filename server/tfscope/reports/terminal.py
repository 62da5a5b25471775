"""What the commands tell the shell and the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from rich.console import Console

#: The exit codes: nothing was found, something was found, or what was asked for cannot be done.
CLEAN: Final = 0
FINDINGS: Final = 1
MISUSE: Final = 2

SEVERITIES: Final = ("error", "warning", "information", "hint")


def make_console(stderr: bool = False) -> Console:
    """Where text for people goes: coloured on a terminal, as NO_COLOR and FORCE_COLOR say elsewhere."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False)
