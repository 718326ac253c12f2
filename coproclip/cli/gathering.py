"""`coproclip new` and `import`: how stories come in."""

from pathlib import Path
from typing import Annotated

import typer

from coproclip.audio.files import probe
from coproclip.audio.tracks import number_words, parse_tracks, places_of, tracks_text
from coproclip.capture.importer import import_file
from coproclip.capture.track_choice import change_tracks
from coproclip.cli.arguments import ProjectPath, opened
from coproclip.cli.consent_given import ConsentBy, ConsentGiven, ConsentHow, note_given, read_given, say_missing
from coproclip.cli.output import each, progress, say, show, stoppable
from coproclip.errors import CoProClipError
from coproclip.jobs import CancelToken, Report
from coproclip.project.project import Project
from coproclip.project.rows import fetch
from coproclip.project.schema import Recording
from coproclip.transcript.draft import latest


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
    storyteller: Annotated[
        list[str] | None,
        typer.Option(metavar="ALIAS", help="Who tells it, by alias; once for each who is heard in it."),
    ] = None,
    language: Annotated[str, typer.Option(metavar="CODE", help="The language spoken, such as en.")] = "",
    track: Annotated[
        str,
        typer.Option(
            metavar="N|N,N|all", help="Which sound tracks to take, as “probe” lists them; without: those with speech."
        ),
    ] = "",
    consent: ConsentGiven = None,
    by: ConsentBy = "",
    how: ConsentHow = "",
) -> None:
    """Copy recordings in, one story each.

    The files that are given are never changed. One that is in the project already is not added again; with --track it
    is made of those sound tracks from now on.
    """
    given = read_given(consent, by, how, storyteller or ())
    failed = 0
    with opened(project) as target, progress("Importing") as report, stoppable() as cancel:
        for number, file in enumerate(files):
            part = each(report, number, len(files))
            try:
                result = import_file(
                    target,
                    file,
                    title=f"{title} {number + 1}" if title and number else title or None,
                    storytellers=storyteller or (),
                    language=language,
                    tracks=track,
                    report=part,
                    cancel=cancel,
                )
                if result.duplicate_of is None:
                    note_given(target, result.story_id, given, by, how)
                changed = ""
                if result.duplicate_of is not None and track.strip():
                    changed = _change(target, result.recording_id, file, track, part, cancel)
            except CoProClipError as error:
                failed += 1
                say(f"{file.name}: {error}")
                continue
            if result.duplicate_of is not None:
                say(f"{file.name}: is in the project already, as story {result.duplicate_of}. It was not added again.")
                if changed:
                    say(f"{file.name}: {changed}")
            else:
                show(f"{file.name}: story {result.story_id}")
                say_missing(target, result.story_id, project)
            if result.notice:
                say(f"{file.name}: {result.notice}")
    if failed:
        raise typer.Exit(1)


def _change(project: Project, recording_id: int, file: Path, track: str, report: Report, cancel: CancelToken) -> str:
    """Take other sound tracks of a file that is in the project; returns a sentence about it."""
    with project.read() as session:
        recording = fetch(session, Recording, recording_id)
        before, written = places_of(recording.tracks), latest(session, recording.story_id) is not None
    wanted = parse_tracks(track, probe(file.absolute())) or ()
    if before and sorted(wanted) == sorted(before):
        return "it is made of these sound tracks already; nothing was changed."
    notice = change_tracks(project, recording_id, tracks_text(wanted), report=report, cancel=cancel)
    was = f" Before, it was {number_words(before).lower()}." if before else ""
    words = " Its words are still those of before: transcribe it again." if written else ""
    return f"{notice}{was}{words}"
