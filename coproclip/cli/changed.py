"""`coproclip changed`: what transcribing a story again changed in it, passage by passage."""

import typer

from coproclip.cli.arguments import AsJson, ProjectPath, StoryName, opened
from coproclip.cli.output import counted, say, say_for_team, show, show_team_json
from coproclip.overview.what_changed import WhatChanged, what_changed
from coproclip.people.stories import find_story
from coproclip.timecode import clock


def changed(project: ProjectPath, story: StoryName, as_json: AsJson = False) -> None:
    """List what transcribing a story again changed.

    What was checked or corrected stayed as it was, and is only counted.
    """
    with opened(project) as target, target.read() as session:
        story_id = find_story(session, story).id
        found = what_changed(session, story_id)
    if found is None:
        say(f"Story {story_id}: it was not transcribed again, so there is nothing to compare.")
        raise typer.Exit(1)
    if as_json:
        show_team_json(_facts(found))
        return
    say_for_team()
    say(summary(found))
    for one in found.changed:
        show(clock(one.time.start_ms))
        show(f"  Before: {one.old or '(no words)'}")
        show(f"  Now: {one.new}")


def summary(found: WhatChanged) -> str:
    """How much of a story changed, in a sentence or two."""
    many = f"{len(found.changed)} of {counted(found.passages, 'passage')}"
    kept = f" {counted(found.kept, 'passage')} of yours stayed." if found.kept else ""
    return f"Story {found.story_id}: with {found.new_model} instead of {found.old_model}, {many} changed.{kept}"


def _facts(found: WhatChanged) -> dict[str, object]:
    return {
        "story": found.story_id,
        "before": found.old_model,
        "now": found.new_model,
        "passages": found.passages,
        "kept": found.kept,
        "changed": [
            {"start_ms": one.time.start_ms, "end_ms": one.time.end_ms, "before": one.old, "now": one.new}
            for one in found.changed
        ],
    }
