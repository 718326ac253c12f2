"""What many commands take: a project, a story, a time, one of several words."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from coproclip.cli.output import counted, say
from coproclip.errors import BadInput
from coproclip.project.erasing.unfinished_erasure import finish_at_opening
from coproclip.project.looking_after.missing import missing_recordings
from coproclip.project.project import Project
from coproclip.timecode import parse_time

ProjectPath = Annotated[Path, typer.Argument(metavar="PROJECT", help="The project’s folder, Name.coproclip.")]
StoryName = Annotated[str, typer.Argument(metavar="STORY", help="A story’s number or title.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, times in ms.")]
ForWhom = Annotated[
    str, typer.Option("--for-whom", metavar="WHO", help="To whom it goes; kept in what went out (“coproclip ledger”).")
]
SecondDisk = Annotated[
    Path | None,
    typer.Option(
        metavar="FOLDER",
        exists=True,
        file_okay=False,
        help="A folder on another disk, where a recording goes on if the project’s disk is full.",
    ),
]


@contextmanager
def opened(path: Path) -> Iterator[Project]:
    """The project, closed again afterwards."""
    project = Project.open(path)
    finish_at_opening(project)
    try:
        project.back_up_daily()
        if project.no_backup is not None:
            say(f"Today’s backup could not be kept. {project.no_backup}")
        if many := sum(len(rows) for rows in project.database.set_aside.values()):
            say(f"{counted(many, 'entry', 'entries')} of this project left out: “coproclip check-project” says which.")
        missing = missing_recordings(project)
        if missing is not None:
            say(str(missing))
        yield project
    finally:
        project.close()


def time_of(text: str) -> int:
    """A TIME in ms; what is none is an error of usage."""
    try:
        return parse_time(text)
    except BadInput as error:
        raise typer.BadParameter(str(error)) from error


Start = Annotated[int | None, typer.Option("--from", metavar="TIME", parser=time_of, help="ms or [HH:]MM:SS[.mmm].")]
End = Annotated[int | None, typer.Option("--to", metavar="TIME", parser=time_of, help="ms or [HH:]MM:SS[.mmm].")]


def one_of(words: Iterable[str]) -> Callable[[str], str]:
    """Reads one of `words`, in capitals too; anything else is an error of usage."""
    known = tuple(words)

    def _read(text: str) -> str:
        if text.lower() not in known:
            raise typer.BadParameter(f"“{text}” is not one of {', '.join(filter(None, known))}.")
        return text.lower()

    return _read
