"""Where a likely mishearing is, to be shown and heard."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from coproclip.errors import CoProClipError
from coproclip.people.stories import StorySound, sound_of
from coproclip.project.project import Project
from coproclip.project.rows import fetch
from coproclip.project.schema import Segment, Story
from coproclip.timecode import TimeRange
from coproclip.transcript.mishearings import Mishearing


@dataclass(frozen=True, slots=True)
class MishearingPlace:
    """The story it is in, its sound (None where it cannot be heard), and when its words are said."""

    title: str
    sound: StorySound | None
    time: TimeRange


def place_of(session: Session, project: Project, misheard: Mishearing) -> MishearingPlace | None:
    """Where it is now; None where its passage is gone or has other words."""
    segment = session.get(Segment, misheard.segment_id)
    words = segment.words[misheard.first_word : misheard.last_word] if segment is not None else []
    if segment is None or not words:
        return None
    try:
        sound = sound_of(project, session, segment.story_id)
    except CoProClipError:
        sound = None
    title = fetch(session, Story, segment.story_id).title
    return MishearingPlace(title, sound, TimeRange(words[0].start_ms, words[-1].end_ms))
