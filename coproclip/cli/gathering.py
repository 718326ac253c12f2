"""`coproclip new`, `import` and `transcribe`: how stories and their words come in."""

from pathlib import Path
from typing import Annotated

import typer

from coproclip.capture.importer import import_file
from coproclip.capture.remaking import remake
from coproclip.cli.arguments import ProjectPath, opened
from coproclip.cli.output import each, progress, say, show, stoppable
from coproclip.errors import Cancelled, CoProClipError, MediaError, TranscriptionError
from coproclip.jobs import CancelToken, Report
from coproclip.people.stories import find_story, sound_of, stories
from coproclip.project.project import Project
from coproclip.project.schema import Story
from coproclip.timecode import clock, length
from coproclip.transcript.draft import AUTO, Standing, standing, write_down


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


def transcribe(
    project: ProjectPath,
    story: Annotated[list[str] | None, typer.Argument(metavar="STORY", help="Numbers or titles; all without.")] = None,
    model: Annotated[str, typer.Option(metavar="NAME|FOLDER", help="A speech model; the default without.")] = "",
    language: Annotated[str, typer.Option(metavar="auto|CODE", help="The language spoken.")] = AUTO,
) -> None:
    """Write stories down; goes on with what was begun."""
    failed = 0
    with opened(project) as target:
        with target.read() as session:
            named = [find_story(session, name) for name in story] if story else list(reversed(stories(session)))
        chosen = list({one.id: one for one in named}.values())
        if not chosen:
            say("There are no stories in this project yet.")
        with progress("Writing down") as report, stoppable() as cancel:
            for number, one in enumerate(chosen):
                part = each(report, number, len(chosen))
                try:
                    _write_down(target, one, model, language, part, cancel)
                except (MediaError, TranscriptionError) as error:
                    # What is wrong with one story is no reason to keep the others waiting.
                    failed += 1
                    say(f"Story {one.id}: {error}")
    if failed:
        raise typer.Exit(1)


def _standing(project: Project, story_id: int) -> Standing:
    with project.read() as session:
        return standing(session, story_id, sound_of(project, session, story_id).duration_ms)


def _write_down(project: Project, story: Story, model: str, language: str, report: Report, cancel: CancelToken) -> None:
    before = _standing(project, story.id)
    if before.state == "done":
        show(f"Story {story.id}: was written down before, with the speech model {before.speech_model}")
        return
    with project.read() as session:
        sound = sound_of(project, session, story.id)
    try:
        if not sound.audio.is_file():
            remake(project, sound.recording_id, report=report, cancel=cancel)
        result = write_down(project, story.id, model=model, language=language, report=report, cancel=cancel)
    except Cancelled:
        far = _standing(project, story.id)
        where = f"at {clock(far.done_ms)} of {clock(far.total_ms)}" if far.done_ms else "before the first words"
        say(f"Story {story.id}: paused {where}. What is written down is kept; the same command goes on from there.")
        raise typer.Exit(1) from None
    show(f"Story {story.id}: written down, {length(result.total_ms)}")
    if result.notice:
        say(f"Story {story.id}: {result.notice}")
