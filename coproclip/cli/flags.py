"""`coproclip flags`: where a story may be wrong, so that somebody listens."""

from typing import Annotated, Any, NamedTuple

import typer
from sqlalchemy.orm import Session

from coproclip.cli.arguments import AsJson, ProjectPath, opened
from coproclip.cli.output import say, show, show_team_json
from coproclip.errors import CoProClipError
from coproclip.people.stories import find_story, sound_of, stories
from coproclip.project.kinds import TranscriptionState
from coproclip.project.project import Project
from coproclip.project.schema import Story
from coproclip.timecode import clock
from coproclip.transcript.review import ToCheck, places_to_check, reason, to_check, without_text
from coproclip.transcription.progress import TranscriptionProgress, little_found_in, transcription_progress


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
        show_team_json([fact for one in found for fact in _facts(one)])
        return
    for one in found:
        title = one.story.title
        if one.little:
            show(f"{title}  {clock(0)}  {one.little}")
        for place in one.places:
            show(f"{title}  {clock(place.start_ms)}  {reason(place.reasons)}")
        to_check_ms = sum(place.end_ms - place.start_ms for place in one.places)
        nothing = (
            "not transcribed yet" if one.far.state == TranscriptionState.NONE else one.little or "no places to check"
        )
        say(f"{title}: {places_to_check(len(one.places), to_check_ms) or nothing}")
        if silent := without_text(one.far.wordless_ms, one.far.speech_ms):
            say(f"{title}: {silent}")
    if not found:
        say("There are no stories in this project yet.")


class _Doubts(NamedTuple):
    story: Story
    places: list[ToCheck]
    far: TranscriptionProgress
    little: str


def _found(project: Project, story: str | None) -> list[_Doubts]:
    with project.read() as session:
        chosen = list(reversed(stories(session))) if story is None else [find_story(session, story)]
        return [_doubts(project, session, one) for one in chosen]


def _doubts(project: Project, session: Session, story: Story) -> _Doubts:
    try:
        duration_ms = sound_of(project, session, story.id).duration_ms
    except CoProClipError:
        duration_ms = 0
    far = transcription_progress(session, story.id, duration_ms)
    return _Doubts(story, to_check(session, story.id), far, little_found_in(session, story.id, far))


def _facts(one: _Doubts) -> list[dict[str, Any]]:
    # What is said of the story as a whole belongs to no line of it.
    whole = {"story": one.story.id, "line": None, "start_ms": 0, "end_ms": one.far.total_ms, "reason": one.little}
    return [whole] * bool(one.little) + [
        {
            "story": one.story.id,
            "line": place.segment_id,
            "start_ms": place.start_ms,
            "end_ms": place.end_ms,
            "reason": reason(place.reasons),
        }
        for place in one.places
    ]
