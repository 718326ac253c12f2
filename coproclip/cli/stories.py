"""Stories: new, import, record, transcribe, stories, transcript, check, search, check-project."""

from pathlib import Path
from typing import Annotated, Any

import typer

from coproclip.capture.importer import import_file
from coproclip.cli import transcript as words_of
from coproclip.cli.output import AsJson, ProjectPath, each, opened, progress, say, show, show_json
from coproclip.errors import BadInput, CoProClipError
from coproclip.people.stories import find_story, sound_of, stories
from coproclip.people.storytellers import storytellers_of
from coproclip.project.care import examine
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.timecode import clock, length
from coproclip.transcript import edits, search
from coproclip.transcript.draft import AUTO, standing, write_down

StoryName = Annotated[str, typer.Argument(metavar="STORY", help="A story's number or title.")]


def add_to(app: typer.Typer) -> None:
    """Put these commands into the app."""
    app.command("new")(new)
    app.command("import")(import_files)
    app.command("transcribe")(transcribe)
    app.command("stories")(list_stories)
    app.command("transcript")(transcript)
    app.command("check")(check)
    app.command("search")(find)
    app.command("check-project")(check_project)


def new(
    project: Annotated[Path, typer.Argument(metavar="PROJECT", help="The folder to make, Name.coproclip.")],
    title: Annotated[str, typer.Option(help="The project's title; the folder's name without it.")] = "",
) -> None:
    """Make a new project."""
    with Project.create(project, title) as made:
        show(f"Made {made.folder}")


def import_files(
    project: ProjectPath,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Sound or video files.")],
    title: Annotated[str, typer.Option(help="The story's title; the file's name without it.")] = "",
    storyteller: Annotated[str, typer.Option(metavar="ALIAS", help="Who tells it, by alias.")] = "",
    language: Annotated[str, typer.Option(metavar="CODE", help="The language spoken, such as en.")] = "",
) -> None:
    """Copy recordings in, one story each; the originals are never changed."""
    failed = 0
    with opened(project) as target, progress("Importing") as report:
        for number, file in enumerate(files):
            try:
                result = import_file(
                    target,
                    file,
                    title=title or None,
                    storyteller=storyteller or None,
                    language=language,
                    report=each(report, number, len(files)),
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
    story: Annotated[
        list[str] | None, typer.Argument(metavar="[STORY...]", help="Numbers or titles; all without.")
    ] = None,
    model: Annotated[str, typer.Option(metavar="NAME|FOLDER", help="A speech model; the default without.")] = "",
    language: Annotated[str, typer.Option(metavar="auto|CODE", help="The language spoken.")] = AUTO,
) -> None:
    """Write stories down; goes on with what was begun."""
    with opened(project) as target:
        with target.read() as session:
            chosen = [find_story(session, name) for name in story] if story else list(reversed(stories(session)))
        with progress("Writing down") as report:
            for number, one in enumerate(chosen):
                result = write_down(
                    target, one.id, model=model, language=language, report=each(report, number, len(chosen))
                )
                show(f"Story {one.id}: written down, {length(result.done_ms)}")
                if result.notice:
                    say(result.notice)
    if not chosen:
        say("There are no stories in this project yet.")


def story_facts(project: Project) -> list[dict[str, Any]]:
    """What `stories --json` tells of every story."""
    facts = []
    with project.read() as session:
        for story in reversed(stories(session)):
            fact: dict[str, Any] = {
                "id": story.id,
                "title": story.title,
                "storytellers": [one.alias for one in storytellers_of(session, story.id)],
                "duration_ms": 0,
                "language": story.language,
                "sha256": "",
                "transcribed_ms": 0,
                "state": "none",
            }
            try:
                sound = sound_of(project, session, story.id)
            except CoProClipError:
                facts.append(fact)
                continue
            far = standing(session, story.id, sound.duration_ms)
            fact |= {
                "duration_ms": sound.duration_ms,
                "sha256": sound.sha256,
                "transcribed_ms": sound.duration_ms if far.state == "done" else far.done_ms,
                "state": far.state,
            }
            facts.append(fact)
    return facts


def list_stories(project: ProjectPath, as_json: AsJson = False) -> None:
    """List the stories."""
    with opened(project) as target:
        facts = story_facts(target)
        if as_json:
            return show_json(facts)
        for fact in facts:
            names = " and ".join(fact["storytellers"]) or "nobody named yet"
            written_down = (
                "written down" if fact["state"] == "done" else f"written down {clock(fact['transcribed_ms'])}"
            )
            show(f"{fact['id']:>4}  {fact['title']}  ({names}, {clock(fact['duration_ms'])}, {written_down})")
        if not facts:
            say("There are no stories in this project yet.")
    return None


def transcript(
    project: ProjectPath,
    story: StoryName,
    format: Annotated[str, typer.Option(help="txt, srt, vtt or json.")] = "txt",
    output: Annotated[Path | None, typer.Option(help="A file to write; the screen without.")] = None,
) -> None:
    """Print a story's words, for the team. This is not a way to share them."""
    with opened(project) as target:
        with target.read() as session:
            found = find_story(session, story)
        text = words_of.transcript(target, found.id, format)
        if output is None:
            typer.echo(text, nl=not text.endswith("\n"))
        else:
            words_of.save(text, output)
            say(f"Wrote {output}")


def check(project: ProjectPath, story: StoryName) -> None:
    """Mark a whole story as checked by ear."""
    with opened(project) as target:
        with target.read() as session:
            found = find_story(session, story)
        with target.edit(Operation.CHECK) as edit:
            count = edits.check_story(edit, found.id)
        if not count:
            raise BadInput("This story has no words yet.", next="Write it down first.")
        show(f"Story {found.id}: {count} passages checked")


def find(
    project: ProjectPath,
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help="Words to look for; a phrase in quotes.")],
    as_json: AsJson = False,
) -> None:
    """Search the words of all stories."""
    with opened(project) as target, target.read() as session:
        wanted = " ".join(f'"{word}"' if " " in word and len(words) > 1 else word for word in words)
        hits = search.search(session, wanted)
        if as_json:
            return show_json(
                [
                    {
                        "story": hit.story_id,
                        "line": hit.segment_id,
                        "start_ms": hit.start_ms,
                        "end_ms": hit.end_ms,
                        "text": hit.text,
                    }
                    for hit in hits
                ]
            )
        for hit in hits:
            show(f"{hit.story_title}  {clock(hit.heard_ms)}  {hit.text}")
        in_stories = len({hit.story_id for hit in hits})
        say(
            f"{len(hits)} passages in {in_stories} of {len(stories(session))} stories"
            if hits
            else "No story has these words."
        )
    return None


def check_project(project: ProjectPath) -> None:
    """Read everything and say what is damaged; changes nothing."""
    with opened(project) as target, progress("Reading everything") as report:
        faults = examine(target, report=report)
    for fault in faults:
        show(fault)
    if faults:
        raise typer.Exit(1)
    show("Everything is whole.")
