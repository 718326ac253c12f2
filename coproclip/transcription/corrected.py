"""Which passages are a person's: those they checked, and those whose words are no longer the engine's.

Whatever is heard once more, “what a person checked or corrected is never written over unless they say so”.
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from coproclip.project.project import Edit
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
    return set(_changes(session, story_id, row))


def keep_marked(edit: Edit, story_id: int) -> None:
    """Before the drafts go: passages out of which a person took words stay known as theirs, without those words.

    The word beside each place where one is gone counts as typed from now on.
    """
    row = passages(edit.session, story_id)
    changes = _changes(edit.session, story_id, row)
    for one in row:
        gone = changes.get(one.id, ())
        beside = {max(0, sum(word.start_ms <= at for word in one.words) - 1) for at in gone}
        if beside and one.words:
            one.words = [replace(word, confidence=100) if nth in beside else word for nth, word in enumerate(one.words)]
    edit.session.flush()


def _changes(session: Session, story_id: int, row: Sequence[Segment]) -> dict[int, list[int]]:
    """The passages (by id) whose words a person changed, with the times (ms) of those that are gone from them."""
    empty = {one.id: list[int]() for one in row if not one.words}
    newest, others = drafted_words(session, story_id)
    if not newest:
        return empty | {one.id: [] for one in row if any(word.typed for word in one.words)}
    now = [(word, one.id) for one in row for word in one.words]
    words = [word for word, _ in now]
    known = same_words(newest, words, key=str)
    left = [place for place in range(len(words)) if place not in known]
    earlier = same_words(others, [words[place] for place in left], key=str)
    changed = empty | {now[place][1]: [] for number, place in enumerate(left) if number not in earlier}
    found = set(known.values())
    missing = Spans(TimeRange(middle(one), middle(one) + 1) for place, one in enumerate(newest) if place not in found)
    for one in row:
        for gone in missing.near(one.start_ms, one.end_ms):
            if one.start_ms <= gone.start_ms < one.end_ms:
                changed.setdefault(one.id, []).append(gone.start_ms)
    return changed
