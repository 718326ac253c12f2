"""What has been checked by ear, and what should be listened to."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.project.schema import Segment
from coproclip.timecode import minutes

SKIPPED = "skipped"
REASONS = {
    "unsure": "very unsure",
    "repeated": "same words again and again",
    "over silence": "words over silence",
    "stock phrase": "a phrase the engine makes up",
    "no words": "somebody speaks, but no words were found",
    SKIPPED: "could not be written down",
    "who speaks": "not sure who is speaking",
}
# Under this a word is shown as doubtful.
DOUBTFUL = 45


@dataclass(frozen=True, slots=True)
class ToCheck:
    """A passage that nobody checked yet and why it should be listened to: flags, of `REASONS`."""

    segment_id: int
    start_ms: int
    end_ms: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """How far a story is checked: ms, and the ids of the passages that should be listened to, `to_check_ms` of them."""

    total_ms: int
    checked_ms: int
    to_check: tuple[int, ...]
    to_check_ms: int = 0

    @property
    def percent(self) -> int:
        """Whole percent checked; 100 only when all is."""
        return self.checked_ms * 100 // self.total_ms if self.total_ms else 0


def review(segments: Sequence[Segment]) -> Review:
    """How far these passages are checked."""
    return _review([(s.id, s.start_ms, s.end_ms, s.checked, s.flags) for s in segments])


def review_story(session: Session, story_id: int) -> Review:
    """How far a story is checked, without reading its words."""
    return _review(_rows(session, story_id))


def to_check(session: Session, story_id: int) -> list[ToCheck]:
    """The passages of a story that should be listened to, in order."""
    rows = _rows(session, story_id)
    return [ToCheck(one, start, end, tuple(flags)) for one, start, end, checked, flags in rows if flags and not checked]


def reason(flags: Sequence[str]) -> str:
    """Why a passage should be listened to, in words."""
    return ", ".join(REASONS.get(flag, flag) for flag in flags)


def places_to_check(places: int, to_check_ms: int) -> str:
    """`6 places to check, about 2 minutes of listening`; empty when there are none."""
    if not places:
        return ""
    return f"{places} {'place' if places == 1 else 'places'} to check, about {minutes(to_check_ms)} of listening"


def without_text(wordless_ms: int, speech_ms: int) -> str:
    """`3 of 124 minutes gave no text`, of the time somebody speaks; empty when all of it did."""
    if wordless_ms < 1000:
        return ""
    if wordless_ms < 60_000:
        return f"{minutes(wordless_ms)} of {minutes(speech_ms)} gave no text"
    return f"{round(wordless_ms / 60_000)} of {minutes(max(speech_ms, 120_000))} gave no text"


Row = tuple[int, int, int, int, list[str]]


def _rows(session: Session, story_id: int) -> list[Row]:
    kept = (Segment.id, Segment.start_ms, Segment.end_ms, Segment.checked, Segment.flags)
    query = select(*kept).where(Segment.story_id == story_id).order_by(Segment.start_ms, Segment.id)
    return [(one, start, end, checked, flags) for one, start, end, checked, flags in session.execute(query)]


def _review(rows: Sequence[Row]) -> Review:
    total = sum(end - start for _, start, end, _, _ in rows)
    checked = sum(end - start for _, start, end, ticked, _ in rows if ticked)
    left = [(one, end - start) for one, start, end, ticked, flags in rows if flags and not ticked]
    return Review(total, checked, tuple(one for one, _ in left), sum(length for _, length in left))
