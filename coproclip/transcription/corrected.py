"""Which passages are a person's: those they checked, and those whose words are no longer the engine's.

Whatever is heard once more, “what a person checked or corrected is never written over unless they say so”.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.project.schema import DraftSegment, Segment, Transcription, Word
from coproclip.timecode import TimeRange
from coproclip.transcript.edits import passages
from coproclip.transcript.transcription_options import TranscriptionOptions
from coproclip.transcription.merge_words import Spans, middle, same_words

TYPED = 100
"""How sure it is of a word that a person typed."""


def theirs(session: Session, story_id: int) -> set[int]:
    """The passages (by id) of a story that a person checked or corrected."""
    row = passages(session, story_id)
    return {one.id for one in row if one.checked} | corrected(session, story_id, row)


def corrected(session: Session, story_id: int, row: Sequence[Segment] | None = None) -> set[int]:
    """The passages (by id) whose words are not those that the engine wrote: changed, added, or some taken away.

    Moving, splitting and joining passages changes no words. Where no draft was kept, what a person typed is told by how
    sure it is.
    """
    row = passages(session, story_id) if row is None else row
    newest, others = _drafts(session, story_id)
    if not newest:
        return {one.id for one in row if any(word.confidence >= TYPED for word in one.words)}
    now = [(word, one.id) for one in row for word in one.words]
    words = [word for word, _ in now]
    known = same_words(newest, words, key=str)
    left = [place for place in range(len(words)) if place not in known]
    earlier = same_words(others, [words[place] for place in left], key=str)
    changed = {now[place][1] for number, place in enumerate(left) if number not in earlier}
    found = set(known.values())
    missing = Spans(TimeRange(middle(one), middle(one) + 1) for place, one in enumerate(newest) if place not in found)
    for one in row:
        if any(one.start_ms <= gone.start_ms < one.end_ms for gone in missing.near(one.start_ms, one.end_ms)):
            changed.add(one.id)
    return changed | {one.id for one in row if not one.words}


def _drafts(session: Session, story_id: int) -> tuple[list[Word], list[Word]]:
    """The words of the draft that stands there now, and the others of all that came before."""
    query = select(Transcription).where(Transcription.story_id == story_id).order_by(Transcription.id.desc())
    newest, others, until = list[Word](), list[Word](), 0
    for act in [row for row in session.scalars(query) if not TranscriptionOptions.of(row).beside]:
        words = list(_words(session.scalars(select(DraftSegment).where(DraftSegment.transcription_id == act.id))))
        newest += [word for word in words if middle(word) >= until]
        others += [word for word in words if middle(word) < until]
        until = max(until, act.done_ms)
    return newest, others


def _words(segments: Iterable[DraftSegment]) -> Iterable[Word]:
    return (word for segment in segments for word in segment.words)
