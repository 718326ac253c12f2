"""What the command line prints: results on stdout, progress and sentences on stderr."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, TextColumn
from rich.progress import Progress as Bar

from coproclip.jobs import Progress, Report
from coproclip.project.project import Project

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

ProjectPath = Annotated[Path, typer.Argument(metavar="PROJECT", help="The project's folder, Name.coproclip.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, times in ms.")]


def say(sentence: str) -> None:
    """A sentence for the person, on stderr, so that stdout stays a result."""
    err.print(sentence, markup=False)


def show(line: str) -> None:
    """A line of a result, on stdout."""
    out.print(line, markup=False)


def show_json(value: Any) -> None:
    """A result as JSON, on stdout."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


@contextmanager
def opened(path: Path) -> Iterator[Project]:
    """The project, closed again afterwards."""
    project = Project.open(path)
    try:
        yield project
    finally:
        project.close()


@contextmanager
def progress(title: str) -> Iterator[Report]:
    """A bar on stderr with what is being done and the time left; on a pipe, nothing."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%  {task.fields[left]}"),
    )
    with Bar(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task(title, total=1.0, left="")

        def _report(now: Progress) -> None:
            bar.update(task, completed=now.fraction, description=now.doing or title, left=now.left)

        yield _report


def each(report: Report, number: int, total: int) -> Callable[[Progress], None]:
    """The progress of one piece of work among `total`, as part of the whole."""

    def _report(now: Progress) -> None:
        report(Progress(number + now.fraction, total, now.doing))

    return _report
