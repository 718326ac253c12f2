"""`coproclip names`: who and what is named in a story, and what is decided about each name."""

from typing import Annotated

import typer

from coproclip.cli.arguments import AsJson, ProjectPath, StoryName, one_of, opened
from coproclip.cli.output import counted, say, say_for_team, show, show_team_json
from coproclip.errors import BadInput
from coproclip.overview.names import NamedHere, names_in
from coproclip.overview.no_names import name_written
from coproclip.people.mentions import Found, add_names, decide, find_mention
from coproclip.people.no_names import note_no_name
from coproclip.people.stories import find_story
from coproclip.project.journal import Operation
from coproclip.project.kinds import MentionDecision
from coproclip.project.project import Project
from coproclip.timecode import clock
from coproclip.transcript.suggested_names import find_forms, find_names

LIST, FIND, ADD, DECIDE, NO_NAME = "list", "find", "add", "decide", "no-name"
ACTIONS = (LIST, FIND, ADD, DECIDE, NO_NAME)
DECISIONS = {
    "keep": MentionDecision.KEEP,
    "general": MentionDecision.GENERAL,
    "remove": MentionDecision.REMOVE,
    "undecided": MentionDecision.OPEN,
}


def names(
    project: ProjectPath,
    story: StoryName,
    action: Annotated[
        str,
        typer.Argument(
            metavar="|".join(ACTIONS),
            parser=one_of(ACTIONS),
            help="List the names, find more of them, add one that was missed, decide about one, or say that what is"
            " taken for one in a text (a title, a theme) is none there.",
        ),
    ] = LIST,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name as it is said, in quotes.")] = "",
    decision: Annotated[
        str, typer.Argument(metavar="|".join(DECISIONS), help="What is done with it in what leaves.")
    ] = "",
    general: Annotated[
        str, typer.Option("--as", metavar="WORDS", help="What is read in its place, such as “a hospital”.")
    ] = "",
    by: Annotated[str, typer.Option("--by", metavar="WHO", help="Who decided; a name to go by is enough.")] = "",
    everywhere: Annotated[bool, typer.Option("--everywhere", help="Keep it in the whole project.")] = False,
    inside: Annotated[
        str, typer.Option("--in", metavar="TEXT", help="The text in which it is no name, or a part that tells which.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Who and what is named in a story. A name that nobody decided about keeps its excerpts from being shared."""
    if (action in (ADD, DECIDE, NO_NAME)) != bool(name):
        raise typer.BadParameter(f"“{action}” takes {'a name' if not name else 'no name'}.")
    if action == DECIDE and decision not in DECISIONS:
        raise typer.BadParameter(f"Say what is done with it: {', '.join(DECISIONS)}.")
    if everywhere and decision != "keep":
        raise BadInput("Only what is kept can be kept everywhere.", "Nothing was changed.")
    if (action == NO_NAME) != bool(inside.strip()):
        raise typer.BadParameter(f"“{action}” takes {'the text, with --in' if not inside.strip() else 'no --in'}.")
    with opened(project) as target:
        with target.read() as session:
            story_id = find_story(session, story).id
        if action == NO_NAME:
            _say_no_name(target, story_id, name, inside, by)
            return
        if action == FIND:
            say(f"{counted(find_names(target, story_id), 'name was', 'names were')} found that nobody decided about.")
        elif action != LIST:
            _change(target, story_id, action, name, DECISIONS.get(decision), general, by, everywhere)
            find_forms(target, story_id)
        with target.read() as session:
            found = names_in(session, story_id)
    _show(found, as_json)


def _change(
    project: Project,
    story_id: int,
    action: str,
    name: str,
    decision: MentionDecision | None,
    general: str,
    by: str,
    everywhere: bool,
) -> None:
    with project.edit(Operation.DECIDE_NAME) as edit:
        if action == ADD:
            add_names(edit, story_id, [Found(name)])
            return
        mention = find_mention(edit.session, story_id, name)
        if decision is not None:
            decide(edit, mention.id, decision, by=by, general=general, everywhere=everywhere)


def _say_no_name(project: Project, story_id: int, name: str, inside: str, by: str) -> None:
    with project.edit(Operation.DECIDE_NAME) as edit:
        what = name_written(edit.session, story_id, name, inside)
        note_no_name(edit, what, by)
    say_for_team()
    say(f"Noted: “{what.name}” is no name in “{what.text}”.")


def _show(found: tuple[NamedHere, ...], as_json: bool) -> None:
    if as_json:
        show_team_json(
            [
                {
                    "name": one.text,
                    "kind": one.kind,
                    "decision": one.decision.value,
                    "as": one.general if one.decision is MentionDecision.GENERAL else "",
                    "by": one.decided_by,
                    "at": one.decided_at,
                    "everywhere": one.everywhere,
                    "places": [[place.time.start_ms, place.time.end_ms] for place in one.places],
                }
                for one in found
            ]
        )
        return
    if not found:
        say("No names are known in this story: “coproclip names PROJECT STORY find” looks for them.")
        return
    say_for_team()
    for one in found:
        done = one.decision.value or "undecided"
        if one.decision is MentionDecision.GENERAL:
            done = f"“{one.general}”"
        at = ", ".join(
            clock(place.time.start_ms) + " (corrected)" * (place.heard is not None) for place in one.places[:5]
        )
        show(f"{one.text:<24} {done:<14} {counted(len(one.places), 'time')}: {at}")
