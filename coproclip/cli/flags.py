"""`coproclip flags`: where a story may be wrong, so that somebody listens."""

from typing import Annotated, Any

import typer

from coproclip.cli.arguments import AsJson, ProjectPath, opened
from coproclip.cli.output import say, show, show_json
from coproclip.people.stories import find_story, stories
from coproclip.project.project import Project
from coproclip.project.schema import Story
from coproclip.timecode import clock
from coproclip.transcript.review import ToCheck, places_to_check, reason, to_check, without_text
from coproclip.transcript.standing import Standing, standing


def flags(
    project: ProjectPath,
    story: Annotated[
        str | None, typer.Argument(metavar="STORY", help="A story’s number or title; all without.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List what should be listened to again."""
    with opened(project) as target:
        found = _found(target, story)
    if as_json:
        show_json([fact for one, places, _ in found for fact in _facts(one, places)])
        return
    for one, places, far in found:
        for place in places:
            show(f"{one.title}  {clock(place.start_ms)}  {reason(place.reasons)}")
        heard = sum(place.end_ms - place.start_ms for place in places)
        nothing = "not written down yet" if far.state == "none" else "no places to check"
        say(f"{one.title}: {places_to_check(len(places), heard) or nothing}")
        if silent := without_text(far.wordless_ms, far.speech_ms):
            say(f"{one.title}: {silent}")
    if not found:
        say("There are no stories in this project yet.")


def _found(project: Project, story: str | None) -> list[tuple[Story, list[ToCheck], Standing]]:
    with project.read() as session:
        chosen = list(reversed(stories(session))) if story is None else [find_story(session, story)]
        return [(one, to_check(session, one.id), standing(session, one.id, 0)) for one in chosen]


def _facts(story: Story, places: list[ToCheck]) -> list[dict[str, Any]]:
    return [
        {
            "story": story.id,
            "line": place.segment_id,
            "start_ms": place.start_ms,
            "end_ms": place.end_ms,
            "reason": reason(place.reasons),
        }
        for place in places
    ]
