"""`coproclip new` and `import`: how stories come in."""

from pathlib import Path
from typing import Annotated

import typer

from coproclip.capture.importer import import_file
from coproclip.cli.arguments import ProjectPath, opened
from coproclip.cli.output import each, progress, say, show, stoppable
from coproclip.errors import CoProClipError
from coproclip.project.project import Project


def new(
    project: Annotated[Path, typer.Argument(metavar="PROJECT", help="The folder to make, Name.coproclip.")],
    title: Annotated[str, typer.Option(help="The project’s title; the folder’s name without it.")] = "",
) -> None:
    """Make a new project."""
    with Project.create(project, title) as made:
        show(f"Made {made.folder}")


def import_files(
    project: ProjectPath,
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="Sound or video files.")],
    title: Annotated[str, typer.Option(help="The story’s title; the file’s name without it.")] = "",
    storyteller: Annotated[str, typer.Option(metavar="ALIAS", help="Who tells it, by alias.")] = "",
    language: Annotated[str, typer.Option(metavar="CODE", help="The language spoken, such as en.")] = "",
) -> None:
    """Copy recordings in, one story each.

    The files that are given are never changed. One that is in the project already is not added again.
    """
    failed = 0
    with opened(project) as target, progress("Importing") as report, stoppable() as cancel:
        for number, file in enumerate(files):
            try:
                result = import_file(
                    target,
                    file,
                    title=f"{title} {number + 1}" if title and number else title or None,
                    storyteller=storyteller or None,
                    language=language,
                    report=each(report, number, len(files)),
                    cancel=cancel,
                )
            except CoProClipError as error:
                failed += 1
                say(f"{file.name}: {error}")
                continue
            if result.duplicate_of is not None:
                say(f"{file.name}: is in the project already, as story {result.duplicate_of}. It was not added again.")
            else:
                show(f"{file.name}: story {result.story_id}")
            if result.notice:
                say(f"{file.name}: {result.notice}")
    if failed:
        raise typer.Exit(1)
