"""What the command line prints: results on stdout, progress and sentences on stderr."""

import json
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import typer
from rich.console import Console
from rich.progress import BarColumn, TextColumn
from rich.progress import Progress as Bar

from coproclip.jobs import CancelToken, Progress, Report

out = Console(highlight=False, soft_wrap=True, emoji=False)
err = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)
_bars: list[Bar] = []


def say(sentence: str) -> None:
    """A sentence for the person, on stderr, so that stdout stays a result."""
    err.print(sentence, markup=False)


def show(line: str) -> None:
    """A line of a result, on stdout."""
    # Where both are one screen, the line goes above the bar instead of through it.
    (err if _bars and out.is_terminal else out).print(line, markup=False)


def show_json(value: Any) -> None:
    """A result as JSON, on stdout."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def counted(number: int, one: str, many: str = "") -> str:
    """`1 story`, `3 stories`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


@contextmanager
def progress(title: str) -> Iterator[Report]:
    """A bar on stderr with what is being done and the time left; on a pipe, nothing."""
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%  {task.fields[left]}", markup=False),
    )
    with Bar(*columns, console=err, transient=True, disable=not err.is_terminal, redirect_stdout=False) as bar:
        task = bar.add_task(title, total=1.0, left="")

        def _report(now: Progress) -> None:
            bar.update(task, completed=now.fraction, description=now.doing or title, left=now.left)

        if not bar.disable:
            _bars.append(bar)
        try:
            yield _report
        finally:
            _bars.clear()


def each(report: Report, number: int, total: int) -> Callable[[Progress], None]:
    """The progress of piece `number` (from 0) of a work of `total` pieces, as part of the whole."""
    if total == 1:
        return report

    def _report(now: Progress) -> None:
        report(Progress(number + now.fraction, total, f"{now.doing} ({number + 1} of {total})"))

    return _report


@contextmanager
def stoppable() -> Iterator[CancelToken]:
    """Ctrl+C asks the work inside to stop at its next safe point; a second one does not wait for that."""
    token = CancelToken()

    def _ask(number: int, frame: FrameType | None) -> None:
        if token.cancelled:
            raise KeyboardInterrupt
        token.cancel()

    # Only the main thread may listen; and a program that was told not to listen to Ctrl+C keeps to that.
    if (
        threading.current_thread() is not threading.main_thread()
        or signal.getsignal(signal.SIGINT) is not signal.default_int_handler
    ):
        yield token
        return
    signal.signal(signal.SIGINT, _ask)
    try:
        yield token
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
