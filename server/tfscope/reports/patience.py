"""A progress bar for those who wait: on a terminal only, and not before a second has passed."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TYPE_CHECKING, Final

from tfscope.reports.terminal import make_console

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

#: Seconds after which a wait is worth a bar.
WAIT: Final = 1.0


class Patience:
    """Counts files as they are done."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.done = 0
        self.started = time.monotonic()
        self.console = make_console(stderr=True)
        self.bar: tuple[Progress, TaskID] | None = None

    def __enter__(self) -> Patience:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.bar is not None:
            self.bar[0].stop()

    def advance(self) -> None:
        """One more file is done."""
        self.done += 1
        if self.bar is None and self.console.is_terminal and time.monotonic() - self.started > WAIT:
            self.bar = self.make_bar()
        if self.bar is not None:
            progress, task = self.bar
            progress.update(task, completed=self.done)

    def make_bar(self) -> tuple[Progress, TaskID]:
        """A bar, on the screen from now on."""
        from rich.progress import Progress

        progress = Progress(console=self.console, transient=True)
        progress.start()
        return progress, progress.add_task("Analysing", total=self.total)
