"""Where in a story somebody is heard: it follows from the sound, whatever became of the words that stood there."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.project.schema import Segment
from coproclip.timecode import TimeRange
from coproclip.transcript.original import unwritten


@dataclass(frozen=True, slots=True)
class VoicePlace:
    """A stretch in which a voice is heard; None where nobody said whose. `wordless` where no words stand there now."""

    time: TimeRange
    speaker_id: int | None
    wordless: bool


def voice_places(session: Session, story_id: int) -> list[VoicePlace]:
    """Every passage of a story, also one without words; and what was written once and no passage covers any more."""
    lines = select(Segment.start_ms, Segment.end_ms, Segment.speaker_id, Segment.text == "")
    found = [
        VoicePlace(TimeRange(start, max(start, end)), speaker, wordless)
        for start, end, speaker, wordless in session.execute(lines.where(Segment.story_id == story_id))
    ]
    gone = unwritten(session, story_id, [one.time for one in found])
    return found + [VoicePlace(time, None, True) for time in gone]
