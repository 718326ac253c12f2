"""What the command line prints: results on stdout, progress and sentences on stderr.

All of it goes through here, so that nothing a project or a file's name says can steer the terminal.
"""

import io
import json
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Any

import typer
from rich.console import Console
from rich.live import Live
from rich.progress import BarColumn, TextColumn
from rich.progress import Progress as Bar
from rich.text import Text

from coproclip.export.notices import TEAM_MARK
from coproclip.harmless import in_document, in_json, on_one_line
from coproclip.jobs import CancelToken, Progress, Report

out = Console(highlight=False, soft_wrap=True, emoji=False)
err = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)
_bars: list[Bar] = []


def say(sentence: str) -> None:
    """A sentence for the person, on stderr, so that stdout stays a result."""
    err.print(on_one_line(sentence), markup=False)


def show(line: str) -> None:
    """A line of a result, on stdout."""
    # Where both are one screen, the line goes above the bar instead of through it.
    (err if _bars and out.is_terminal else out).print(on_one_line(line), markup=False)


def show_json(value: Any) -> None:
    """A result as JSON, on stdout."""
    typer.echo(as_json(value))


def show_team_json(value: Any) -> None:
    """As `show_json`, for words or notes of people who did not say yes to them: what goes on is marked for the team.

    Inside where there is a place for it; a list keeps its form, and it is said beside it.
    """

    if isinstance(value, dict) and not on_screen():
        value = {"notice": TEAM_MARK, **value}
    elif value:
        say_for_team()
    show_json(value)


def say_for_team() -> None:
    """Say on stderr whom a result with people's words is for, where it goes into a file or to another program."""

    if not on_screen():
        say(f"{TEAM_MARK}: there are words in it that nobody may have said yes to.")


def as_json(value: Any) -> str:
    """A result as JSON, every script as it is written, whatever steers a terminal escaped."""
    return in_json(json.dumps(value, ensure_ascii=False, indent=2))


def on_screen() -> bool:
    """Whether results are only looked at: stdout is a terminal, no file and no other program."""
    return sys.stdout.isatty()


def show_document(text: str) -> None:
    """A whole file as a result, on stdout, in its own lines."""
    typer.echo(in_document(text), nl=False)


def show_usage(error: typer.BadParameter) -> int:
    """What was typed makes no sense, on stderr, as it is told of every command; returns the exit code."""
    printed = io.StringIO()
    error.show(printed)
    for line in printed.getvalue().splitlines():
        say(line)
    return error.exit_code


def answered(question: str, *, default: str | None = None, hidden: bool = False, twice: bool = False) -> str:
    """What a person types behind a question, on stderr; `hidden` letters are not shown, and asked for again `twice`."""
    shown = None if default is None else on_one_line(default)
    answer = typer.prompt(
        on_one_line(question),
        default=shown,
        show_default=bool(shown),
        hide_input=hidden,
        confirmation_prompt=twice,
        err=True,
    )
    return default if default is not None and answer == shown else str(answer)


def ask(question: str) -> None:
    """Go on only after a yes on the keyboard; raises `typer.Abort`."""
    typer.confirm(on_one_line(question), abort=True)


def marks_of(care: str, *, sensitive: bool) -> dict[str, Any]:
    """What somebody should know before hearing something, as JSON has it: only what there is."""
    return {**({"care": care} if care else {}), **({"sensitive": True} if sensitive else {})}


def marks_in_words(fact: dict[str, Any]) -> str:
    """The same behind a line of a list."""
    return "  SENSITIVE" * ("sensitive" in fact) + f"  (before hearing: {fact.get('care')})" * ("care" in fact)


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
            bar.update(task, completed=now.fraction, description=on_one_line(now.activity or title), left=now.left)

        if not bar.disable:
            _bars.append(bar)
        try:
            yield _report
        finally:
            _bars.clear()


class Picture:
    """A few lines on stderr that are drawn over again and again; nothing where there is no terminal."""

    def __init__(self) -> None:
        self._live = Live(console=err, transient=True, auto_refresh=False) if err.is_terminal else None

    def show(self, lines: Sequence[str]) -> None:
        """Draw these lines in place of those before; raises `OSError` when the terminal is gone."""
        if self._live is not None:
            self._live.start()
            self._live.update(Text("\n".join(map(on_one_line, lines))), refresh=True)

    def close(self) -> None:
        """Take the lines away; raises `OSError` when the terminal is gone."""
        if self._live is not None:
            self._live.stop()


def each(report: Report, number: int, total: int) -> Callable[[Progress], None]:
    """The progress of piece `number` (from 0) of a work of `total` pieces, as part of the whole."""
    if total == 1:
        return report

    def _report(now: Progress) -> None:
        report(Progress(number + now.fraction, total, f"{now.activity} ({number + 1} of {total})"))

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
