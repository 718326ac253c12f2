"""`coproclip notes`: what was kept of colleagues' copies beside what stayed in the project."""

from dataclasses import asdict
from typing import Annotated

import typer

from coproclip.cli.arguments import AsJson, ProjectPath, opened
from coproclip.cli.output import say, say_for_team, show, show_team_json
from coproclip.errors import NotFound
from coproclip.overview.kept_notes import kept_notes
from coproclip.project.journal import Operation
from coproclip.sensemaking.notes import change_note


def notes(
    project: ProjectPath,
    done: Annotated[
        int | None, typer.Option(metavar="NUMBER", help="Note that somebody is done with this one.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Also those that somebody is done with.")] = False,
    as_json: AsJson = False,
) -> None:
    """List what was kept of colleagues’ copies beside what stayed in the project.

    What is about a story is marked in the story itself (“coproclip show”).
    """
    with opened(project) as target:
        if done is not None:
            if done not in {note.number for note in target.query(kept_notes)}:
                raise NotFound(f"There is no kept note {done}.")
            with target.edit(Operation.NOTE_THOUGHT) as edit:
                change_note(edit, done, done=True)
        found = [note for note in target.query(kept_notes) if every or not note.done]
    if as_json:
        show_team_json([asdict(note) for note in found])
        return
    if not found:
        say("Nothing of a colleague’s copy waits here.")
        return
    say_for_team()
    for note in found:
        about = f", theme “{note.theme}”" if note.theme else ""
        whose = f", from {note.from_whom}" if note.from_whom else ""
        show(f"{note.number:>4}  {note.made_at[:10]}{about}{whose}{', done' if note.done else ''}")
        show(f"      {note.text}")
