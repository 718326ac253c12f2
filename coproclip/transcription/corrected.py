"""Which passages are a person's: those they checked, and those whose words are no longer the engine's.

Whatever is heard once more, “what a person checked or corrected is never written over unless they say so”.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count, pairwise

from sqlalchemy.orm import Session

from coproclip.project.project import Edit
from coproclip.project.schema import Segment, Word
from coproclip.transcript.draft import drafted_words
from coproclip.transcript.edits import passages
from coproclip.transcription.merge_words import middle, same_words


def theirs(session: Session, story_id: int) -> set[int]:
    """The passages (by id) of a story that a person checked or corrected."""
    row = passages(session, story_id)
    return {one.id for one in row if one.checked} | corrected(session, story_id, row)


def corrected(session: Session, story_id: int, row: Sequence[Segment] | None = None) -> set[int]:
    """The passages (by id) whose words are not those that the engine wrote: changed, added, or some taken away.

    Where a person typed a word it is theirs, whatever any engine wrote before or since. Moving, splitting and joining
    passages changes no words.
    """
    row = passages(session, story_id) if row is None else row
    return set(_changes(session, story_id, row))


def note_corrected(edit: Edit, story_id: int, *, for_good: bool = False) -> None:
    """Before another draft counts, or none any more (`for_good`): what a person corrected stays known as theirs.

    Only the draft that they were made from tells which words were taken out by hand, or got a comma; the next one may
    agree with the person, and the one after that may not. The word beside each place where one is gone, or else each
    that is another, counts as typed from now on; unless another draft comes and some word of the passage was typed,
    because that one may have been made from a draft before.
    """
    row = passages(edit.session, story_id)
    changes = _changes(edit.session, story_id, row)
    for one in row:
        noted = changes.get(one.id, set())
        if noted and (for_good or not any(word.typed for word in one.words)):
            one.words = [replace(word, confidence=100) if nth in noted else word for nth, word in enumerate(one.words)]
    edit.session.flush()


def _changes(session: Session, story_id: int, row: Sequence[Segment]) -> dict[int, set[int]]:
    """The passages (by id) whose words a person changed, with those words (by number) that show it beside typed ones.

    That is where a word is gone, or else is another than in the draft, or stands elsewhere.
    """
    newest, others = drafted_words(session, story_id)
    # Drafts may hold words as certain as a person's from before there was a limit to how sure an engine can be.
    written = {*newest, *others}
    found = {one.id: set[int]() for one in row if not one.words or any(w.typed and w not in written for w in one.words)}
    if not newest:
        return found
    known = _known(newest, row)
    there = {place for places in known.values() for place in places}
    missing = sorted(middle(one) for place, one in enumerate(newest) if place not in there)
    for one in row:
        shows = set(_beside(one, missing)) or {
            *(nth for nth, place in enumerate(known[one.id]) if place is None and one.words[nth] not in written),
            *_out_of_order(known[one.id], newest),
        }
        if shows:
            found.setdefault(one.id, set()).update(shows)
    return found


def _known(draft: Sequence[Word], row: Sequence[Segment]) -> dict[int, list[int | None]]:
    """For each passage (by id) the place in `draft` of each of its words; None where it is not there so."""
    found = same_words(draft, [word for one in row for word in one.words], key=str)
    number = count()
    return {one.id: [found.get(next(number)) for _ in one.words] for one in row}


def _beside(passage: Segment, missing: Sequence[int]) -> Iterator[int]:
    """The words of a passage, by number, after which something is missing at one of these times (ms, in order)."""
    edges = [passage.start_ms, *sorted(word.start_ms for word in passage.words), passage.end_ms]
    for begun, (start, end) in enumerate(pairwise(edges)):
        start, end = max(start, passage.start_ms), min(end, passage.end_ms)
        if bisect_left(missing, start) < bisect_left(missing, end):
            yield max(0, begun - 1)


def _out_of_order(places: Sequence[int | None], draft: Sequence[Word]) -> Iterator[int]:
    """The words, by number, that are heard before one that stands before them."""
    latest: Word | None = None
    for nth, place in enumerate(places):
        if place is None:
            continue
        if latest is not None and draft[place].end_ms <= latest.start_ms and draft[place].text != latest.text:
            yield nth
        else:
            latest = draft[place]
