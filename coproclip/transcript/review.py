"""What has been checked by ear, and what should be listened to."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.project.schema import Segment

REASONS = {
    "unsure": "very unsure",
    "repeated": "same words again and again",
    "over silence": "words over silence",
    "stock phrase": "a phrase the engine makes up",
    "skipped": "could not be written down",
}
# Under this a word is shown as doubtful.
DOUBTFUL = 45


@dataclass(frozen=True, slots=True)
class Review:
    """How far a story is checked: ms, and the ids of the passages that should be listened to."""

    total_ms: int
    checked_ms: int
    to_check: tuple[int, ...]

    @property
    def percent(self) -> int:
        """Whole percent checked; 100 only when all is."""
        return self.checked_ms * 100 // self.total_ms if self.total_ms else 0


def review(segments: Sequence[Segment]) -> Review:
    """How far these passages are checked."""
    total = sum(segment.end_ms - segment.start_ms for segment in segments)
    checked = sum(segment.end_ms - segment.start_ms for segment in segments if segment.checked)
    return Review(total, checked, tuple(s.id for s in segments if s.flags and not s.checked))


def review_story(session: Session, story_id: int) -> Review:
    """How far a story is checked, without reading its words."""
    kept = (Segment.id, Segment.start_ms, Segment.end_ms, Segment.checked, Segment.flags)
    rows = session.execute(
        select(*kept).where(Segment.story_id == story_id).order_by(Segment.start_ms, Segment.id)
    ).all()
    total = sum(end - start for _id, start, end, _checked, _flags in rows)
    checked = sum(end - start for _id, start, end, ticked, _flags in rows if ticked)
    return Review(total, checked, tuple(one for one, _start, _end, ticked, flags in rows if flags and not ticked))


def reason(flags: Sequence[str]) -> str:
    """Why a passage should be listened to, in words."""
    return ", ".join(REASONS.get(flag, flag) for flag in flags)
