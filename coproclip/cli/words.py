"""`coproclip words`: the project's own words, and where they may have been misheard."""

from collections.abc import Sequence
from typing import Annotated

import typer

from coproclip.cli.arguments import AsJson, ProjectPath, one_of, opened
from coproclip.cli.output import counted, say, show, show_json
from coproclip.people.stories import stories
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.settings import load_settings
from coproclip.timecode import clock
from coproclip.transcript.mishearings import mishearings
from coproclip.transcript.word_list import add_words, listed, remove_words, suggestions

LIST, ADD, REMOVE, SUGGESTED, MISHEARD = "list", "add", "remove", "suggested", "misheard"
ACTIONS = (LIST, ADD, REMOVE, SUGGESTED, MISHEARD)


def words(
    project: ProjectPath,
    action: Annotated[
        str,
        typer.Argument(
            metavar="|".join(ACTIONS),
            parser=one_of(ACTIONS),
            help="What to do: add or remove words, list them, words that people put right, likely mishearings.",
        ),
    ] = LIST,
    word: Annotated[
        list[str] | None, typer.Argument(metavar="WORD", help="Names, places; in quotes if of several words.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Names and special words of the project. The speech engine is told of them before it listens."""
    given = word or []
    if given and action in (LIST, SUGGESTED):
        raise typer.BadParameter(f"“{action}” takes no words.")
    if not given and action in (ADD, REMOVE):
        raise typer.BadParameter(f"Say which words to {action}.")
    with opened(project) as target:
        if action in (ADD, REMOVE):
            _change(target, action, given)
        if action == SUGGESTED:
            _suggest(target, as_json)
        elif action == MISHEARD:
            _list_mishearings(target, given, as_json)
        else:
            _list(target, action, as_json)


def _change(project: Project, action: str, texts: Sequence[str]) -> None:
    with project.edit(Operation.CHANGE_WORDS) as edit:
        if action == REMOVE:
            remove_words(edit, texts)
        else:
            added = add_words(edit, texts)
            say(f"Added: {', '.join(added)}" if added else "They were in the list already.")


def _list(project: Project, action: str, as_json: bool) -> None:
    with project.read() as session:
        found = listed(session)
    if as_json:
        show_json(found)
    elif action == LIST:
        for text in found:
            show(text)
        if not found:
            say("There are no words in this project’s list yet.")


def _suggest(project: Project, as_json: bool) -> None:
    with project.read() as session:
        found = suggestions(session, load_settings().models)
    if as_json:
        show_json([{"text": one.text, "times": one.times} for one in found])
        return
    for one in found:
        show(f"{one.text}: put right {counted(one.times, 'time')}")
    if not found:
        say("There are no suggestions: nobody has put a name right since it was transcribed.")


def _list_mishearings(project: Project, only: Sequence[str], as_json: bool) -> None:
    with project.read() as session:
        titles = {story.id: story.title for story in stories(session)}
        found = mishearings(session, only or None, load_settings().models)
    if as_json:
        show_json(
            [
                {
                    "story": one.story_id,
                    "line": one.segment_id,
                    "start_ms": one.start_ms,
                    "end_ms": one.end_ms,
                    "heard": one.heard,
                    "meant": one.meant,
                }
                for one in found
            ]
        )
        return
    for one in found:
        show(f"{titles[one.story_id]}  {clock(one.start_ms)}  “{one.heard}”: {one.meant}?")
    if not found:
        say("No likely mishearings were found in what is not checked yet.")
