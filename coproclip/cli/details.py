"""`coproclip details` and `bin`: what is known of a story, and the stories that were put away."""

from typing import Annotated, Any

import typer

from coproclip.cli.arguments import AsJson, ProjectPath, StoryName, opened
from coproclip.cli.output import counted, marks_of, say, say_for_team, show, show_json, show_team_json
from coproclip.errors import BadInput
from coproclip.people.stories import OWN, change_story, find_story, restore_story, stories
from coproclip.people.storytellers import storytellers_of
from coproclip.project.journal import Operation
from coproclip.project.project import Project


def facts(project: Project, story_id: int) -> dict[str, Any]:
    """What `details --json` tells of a story."""
    with project.read() as session:
        story = find_story(session, story_id)
        return {
            "id": story.id,
            "title": story.title,
            "storytellers": [teller.alias for teller in storytellers_of(session, story.id)],
            "reporter": story.reporter,
            "language": story.language,
            "note": story.note,
            "private_note": story.private_note,
            **{name: getattr(story, name) for name in OWN},
            **marks_of(story.care, sensitive=bool(story.sensitive)),
            "binned": story.binned_at is not None,
        }


def details(
    project: ProjectPath,
    story: StoryName,
    title: Annotated[str | None, typer.Option(help="What the story is called.")] = None,
    storyteller: Annotated[
        list[str] | None,
        typer.Option(metavar="ALIAS", help="Who tells it, in place of those before; once for each."),
    ] = None,
    reporter: Annotated[str | None, typer.Option(help="Who recorded it.")] = None,
    language: Annotated[str | None, typer.Option(metavar="CODE", help="The language spoken, such as en.")] = None,
    note: Annotated[str | None, typer.Option(help="What the group should know of it.")] = None,
    private_note: Annotated[str | None, typer.Option(help="A private note; it is in no export.")] = None,
    care: Annotated[str | None, typer.Option(help="What somebody should know before hearing it.")] = None,
    sensitive: Annotated[
        bool | None, typer.Option("--sensitive/--not-sensitive", help="It holds sensitive things: health, faith …")
    ] = None,
    own_title: Annotated[str | None, typer.Option(help="What its storyteller would call it.")] = None,
    own_feeling: Annotated[str | None, typer.Option(metavar="WORD", help="How it felt to them to tell it.")] = None,
    own_matters: Annotated[str | None, typer.Option(help="What matters most in it, to them.")] = None,
    own_for_whom: Annotated[str | None, typer.Option(help="Who should hear it, as they say.")] = None,
    summary: Annotated[str | None, typer.Option(help="The reporter’s summary.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show or change what is known of a story; what is not given stays."""
    given = {
        "title": title,
        "reporter": reporter,
        "language": language,
        "note": note,
        "private_note": private_note,
        "storytellers": tuple(storyteller) if storyteller else None,
    }
    own = {
        "own_title": own_title,
        "own_feeling": own_feeling,
        "own_matters": own_matters,
        "own_for_whom": own_for_whom,
        "summary": summary,
    }
    given |= {name: said for name, said in own.items() if said is not None}
    with opened(project) as target:
        with target.read() as session:
            story_id = find_story(session, story).id
        if any(value is not None for value in (*given.values(), care, sensitive)):
            with target.edit(Operation.CHANGE_STORY) as edit:
                change_story(edit, story_id, **given, care=care, sensitive=sensitive)  # type: ignore[arg-type]
        fact = facts(target, story_id)
    if as_json:
        show_team_json(fact)
        return
    say_for_team()
    for name, value in fact.items():
        if name != "binned":
            words = ", ".join(value) if isinstance(value, list) else "yes" if value is True else str(value or "")
            show(f"{name.replace('_', ' '):<14}{words or '–'}")
    if fact["binned"]:
        say("This story is in the bin: “coproclip bin PROJECT --take-out STORY” takes it out.")


def bin_(
    project: ProjectPath,
    take_out: Annotated[
        list[str] | None, typer.Option("--take-out", metavar="STORY", help="A story to take out of the bin.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the stories in the bin, or take some out; “delete” puts them in."""
    with opened(project) as target:
        if take_out:
            with target.edit(Operation.RESTORE_STORY) as edit:
                for name in take_out:
                    story = find_story(edit.session, name)
                    if story.binned_at is None:
                        raise BadInput(f"“{story.title}” is not in the bin.", "Nothing was changed.")
                    restore_story(edit, story.id)
        with target.read() as session:
            left = [{"id": one.id, "title": one.title, "since": one.binned_at} for one in stories(session, binned=True)]
    if as_json:
        show_json(left)
        return
    if take_out:
        show(f"{counted(len(take_out), 'story is', 'stories are')} out of the bin")
    for one in left:
        show(f"{one['id']:>4}  {one['title']}")
    if not left and not take_out:
        say("There is nothing in the bin.")
