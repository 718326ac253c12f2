"""What has been checked by ear, and what should be listened to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coproclip.project.kinds import TranscriptionState
from coproclip.project.schema import Segment
from coproclip.timecode import minutes
from coproclip.transcript.heard import CheckedCount

SKIPPED = "skipped"
REASONS = {
    "unsure": "very unsure",
    "repeated": "same words again and again",
    "over silence": "words over silence",
    "stock phrase": "a phrase the engine makes up",
    "no words": "somebody speaks, but no words were found",
    SKIPPED: "could not be transcribed",
    "who speaks": "not sure who is speaking",
}
# Under this a word is shown as doubtful.
DOUBTFUL = 45
# Words in less than this share of a story, and this long (ms) without any in it: that is said.
LITTLE, LONG_WITHOUT_MS = 0.25, 120_000
NOTHING_FOUND = "Nothing was found"
# So many letters tell whether a passage says anything: where somebody speaks but nothing was understood stands “…”.
_HEAD = 40


@dataclass(frozen=True, slots=True)
class ToCheck:
    """A passage that nobody checked yet and why it should be listened to: flags, of `REASONS`."""

    segment_id: int
    start_ms: int
    end_ms: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """How far a story is checked: ms, and the ids of the passages that should be listened to, `to_check_ms` of them.

    `worded_ms` is how much of the story lies in passages that have words; `how` counts how those checked were.
    """

    total_ms: int
    checked_ms: int
    to_check: tuple[int, ...]
    to_check_ms: int = 0
    worded_ms: int = 0
    how: CheckedCount = field(default_factory=CheckedCount)

    @property
    def percent(self) -> int:
        """Whole percent checked; 100 only when all is."""
        return self.checked_ms * 100 // self.total_ms if self.total_ms else 0


def review(segments: Sequence[Segment]) -> Review:
    """How far these passages are checked."""
    return _review([(s.id, s.start_ms, s.end_ms, s.checked, s.flags, s.text or "", s.checked_how) for s in segments])


def review_story(session: Session, story_id: int) -> Review:
    """How far a story is checked, without reading its words."""
    return _review(_rows(session, story_id))


def to_check(session: Session, story_id: int) -> list[ToCheck]:
    """The passages of a story that should be listened to, in order."""
    rows = _rows(session, story_id)
    return [
        ToCheck(one, start, end, tuple(flags)) for one, start, end, checked, flags, *_ in rows if flags and not checked
    ]


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


def little_found(state: TranscriptionState, worded_ms: int, story_ms: int) -> str:
    """`Nothing was found`, or `Words in 4 of 30 minutes`, of a story that is transcribed as a whole; else empty.

    Said wherever such a story is shown: a transcript that is nearly empty may be a microphone that was off, and looks
    like one that is finished. `worded_ms` as in `Review`; `story_ms` is how long the recording is.
    """
    if state != TranscriptionState.DONE or not story_ms:
        return ""
    if not worded_ms:
        return NOTHING_FOUND
    if worded_ms >= story_ms * LITTLE or story_ms - worded_ms <= LONG_WITHOUT_MS:
        return ""
    some = minutes(worded_ms)
    return f"Words in {some if some.endswith(('second', 'seconds')) else some.split()[0]} of {minutes(story_ms)}"


def worded_ms(passages: Iterable[tuple[int, int, str]]) -> int:
    """How much of a story (ms) lies in those of its passages (start, end, text) that have words."""
    total = reached = 0
    for start, end, text in sorted(passages):
        if any(sign.isalnum() for sign in text):
            total += max(0, end - max(start, reached))
            reached = max(reached, end)
    return total


Row = tuple[int, int, int, int, list[str], str, str]


def _rows(session: Session, story_id: int) -> list[Row]:
    head = func.substr(Segment.text, 1, _HEAD)
    kept = (Segment.id, Segment.start_ms, Segment.end_ms, Segment.checked, Segment.flags, head, Segment.checked_how)
    query = select(*kept).where(Segment.story_id == story_id).order_by(Segment.start_ms, Segment.id)
    return [tuple(row) for row in session.execute(query)]


def _review(rows: Sequence[Row]) -> Review:
    total = sum(end - start for _, start, end, *_ in rows)
    checked = sum(end - start for _, start, end, ticked, *_ in rows if ticked)
    left = [(one, end - start) for one, start, end, ticked, flags, *_ in rows if flags and not ticked]
    worded = worded_ms((start, end, text) for _, start, end, _, _, text, _ in rows)
    how = CheckedCount.of(how for *_, ticked, _, _, how in rows if ticked)
    return Review(total, checked, tuple(one for one, _ in left), sum(length for _, length in left), worded, how)
