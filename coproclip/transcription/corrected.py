"""Which passages are a person's: those they checked, and those whose words are no longer the engine's.

Whatever is heard once more, “what a person checked or corrected is never written over unless they say so”.
"""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from coproclip.project.schema import Segment
from coproclip.timecode import TimeRange
from coproclip.transcript.draft import drafted_words
from coproclip.transcript.edits import passages
from coproclip.transcription.merge_words import Spans, middle, same_words


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
    newest, others = drafted_words(session, story_id)
    if not newest:
        return {one.id for one in row if any(word.typed for word in one.words)}
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
