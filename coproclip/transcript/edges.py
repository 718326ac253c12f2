"""Who made an edge between two passages: the program, which may join them again, or a person, whose edge it stays.

The program notes the edges it makes within a passage with the transcription, by the time the second part begins at; the
edges that a transcription came with are those of its draft. Every other edge is a person's.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.project.project import Edit
from coproclip.project.schema import Segment, Transcription, Word
from coproclip.speech.passages import ends_sentence
from coproclip.transcript.draft import draft_of
from coproclip.transcript.transcription_options import TranscriptionOptions

# A word that was heard again keeps the time it had where that is within this.
ALIKE_MS = 150


def program_cuts(session: Session, story_id: int) -> set[int]:
    """The times (ms) at which the program itself began a passage within another one."""
    acts = session.scalars(select(Transcription).where(Transcription.story_id == story_id))
    return {time for act in acts for time in TranscriptionOptions.of(act).cuts}


def note_cuts(edit: Edit, story_id: int, times: Iterable[int]) -> None:
    """The program began passages at these times (ms); those where none begins any more are forgotten."""
    query = select(Transcription).where(Transcription.story_id == story_id).order_by(Transcription.id)
    acts = list(edit.session.scalars(query))
    there = set(edit.session.scalars(select(Segment.start_ms).where(Segment.story_id == story_id)))
    cuts = (program_cuts(edit.session, story_id) | set(times)) & there
    for act in acts:
        options = TranscriptionOptions.of(act)
        mine = tuple(sorted(cuts)) if act is acts[-1] else ()
        if options.cuts != mine:
            options.changed(act, cuts=mine)


def cut_by_hand(edit: Edit, story_id: int, time_ms: int) -> None:
    """A person began a passage at this time (ms), also where the program had done so before."""
    for act in edit.session.scalars(select(Transcription).where(Transcription.story_id == story_id)):
        options = TranscriptionOptions.of(act)
        if time_ms in options.cuts:
            options.changed(act, cuts=tuple(time for time in options.cuts if time != time_ms))


def edges_by_hand(session: Session, story_id: int, row: Sequence[Segment]) -> list[tuple[Word, Word]]:
    """The edges that a person made between passages of `row` that follow each other: the words before and after each.

    Where no draft is kept, those in the middle of a sentence: the program cuts there only where it notes so.
    """
    drafted: dict[str, list[int]] = defaultdict(list)
    for line in draft_of(session, story_id):
        if line.words:
            drafted[line.words[0].text].append(line.words[0].start_ms)
    cuts = program_cuts(session, story_id)

    def _by_hand(last: Word, first: Word, begins_ms: int) -> bool:
        if begins_ms in cuts:
            return False
        if not drafted:
            return not ends_sentence(last.text)
        return not any(abs(time - first.start_ms) <= ALIKE_MS for time in drafted.get(first.text, ()))

    return [
        (left.words[-1], right.words[0])
        for left, right in pairwise(row)
        if left.words and right.words and _by_hand(left.words[-1], right.words[0], right.start_ms)
    ]
