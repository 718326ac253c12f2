"""`coproclip care`: the private log of worries and what was done; it leaves the project in no file."""

from typing import Annotated, Any

import typer

from coproclip.cli.arguments import AsJson, ProjectPath, one_of, opened
from coproclip.cli.output import say, say_for_team, show, show_team_json
from coproclip.people.care import KINDS, CareColumns, add_care_note, care_notes, change_care_note, delete_care_note
from coproclip.people.stories import find_story
from coproclip.people.storytellers import find_storyteller
from coproclip.project.journal import Operation
from coproclip.project.project import Project

app = typer.Typer(help="The private log: worries, and what was done. It is in no export.", no_args_is_help=True)

OfStory = Annotated[str, typer.Option("--story", metavar="STORY", help="The story it is about.")]


def facts(project: Project, story: str = "") -> list[dict[str, Any]]:
    """What `care list --json` tells, newest first."""
    with project.read() as session:
        story_id = find_story(session, story).id if story else None
        return [
            {
                "id": note.id,
                "made_at": note.made_at,
                "kind": note.kind,
                "story": note.story_id,
                "person": note.person_id,
                "by": note.by,
                "text": note.text,
            }
            for note in care_notes(session, story_id=story_id)
        ]


@app.command("add")
def add(
    project: ProjectPath,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What happened, or what was done.")],
    kind: Annotated[str, typer.Option(metavar="|".join(KINDS), parser=one_of(KINDS), help="What the note is.")] = KINDS[
        0
    ],
    story: OfStory = "",
    person: Annotated[str, typer.Option("--person", metavar="ALIAS", help="Whom it is about.")] = "",
    by: Annotated[str, typer.Option("--by", metavar="WHO", help="Who notes it.")] = "",
) -> None:
    """Note a worry, what was done about it, or how a check-in went."""
    with opened(project) as target, target.edit(Operation.NOTE_CARE) as edit:
        story_id = find_story(edit.session, story).id if story else None
        person_id = find_storyteller(edit.session, person).id if person else None
        made = add_care_note(edit, text, kind=kind, by=by, story_id=story_id, person_id=person_id)
        show(f"Care note {made.id} is kept. It is in no export.")


@app.command("list")
def list_notes(project: ProjectPath, story: OfStory = "", as_json: AsJson = False) -> None:
    """List the notes, newest first."""
    with opened(project) as target:
        found = facts(target, story)
    if as_json:
        show_team_json(found)
        return
    if not found:
        say("There is nothing in the private log.")
        return
    say_for_team()
    for note in found:
        about = f", story {note['story']}" if note["story"] else ""
        by = f", {note['by']}" if note["by"] else ""
        show(f"{note['id']:>4}  {note['made_at'][:10]}  {note['kind']}{about}{by}: {note['text']}")


@app.command("change")
def change(
    project: ProjectPath,
    number: Annotated[int, typer.Argument(metavar="NOTE", help="Its number, as `list` shows it.")],
    text: Annotated[str | None, typer.Option(help="What it says instead.")] = None,
    kind: Annotated[
        str | None, typer.Option(metavar="|".join(KINDS), parser=one_of(KINDS), help="What the note is.")
    ] = None,
) -> None:
    """Make something else of a note; its day stays."""
    with opened(project) as target, target.edit(Operation.NOTE_CARE) as edit:
        changed: CareColumns = {}
        if text is not None:
            changed["text"] = text
        if kind:
            changed["kind"] = kind
        change_care_note(edit, number, **changed)
        show(f"Care note {number} is changed.")


@app.command("delete")
def delete(
    project: ProjectPath,
    number: Annotated[int, typer.Argument(metavar="NOTE", help="Its number, as `list` shows it.")],
) -> None:
    """Delete a note."""
    with opened(project) as target, target.edit(Operation.NOTE_CARE) as edit:
        delete_care_note(edit, number)
        show(f"Care note {number} is deleted.")
