"""Spoken segments become passages of the edited text; what a person checked or corrected is never written over."""

from collections.abc import Callable, Sequence
from itertools import groupby

from sqlalchemy import select

from coproclip.project.columns import MOST_LETTERS_OF_WORD, SUREST_ENGINE
from coproclip.project.project import Edit
from coproclip.project.schema import Segment, Word
from coproclip.speech.engine import SpokenSegment
from coproclip.timecode import TimeRange
from coproclip.transcript.edits import text_of

# A passage and, for each of its words, the voice that says it.
VoicedSegment = tuple[SpokenSegment, list[int | None]]


def words_of(spoken: SpokenSegment) -> list[Word]:
    """The words as the project keeps them."""
    # A machine that runs wild may write one that no project takes.
    return [
        Word(word.text[:MOST_LETTERS_OF_WORD], word.start_ms, word.end_ms, min(word.confidence, SUREST_ENGINE))
        for word in spoken.words
    ]


def clear(edit: Edit, story_id: int, stretch: TimeRange, theirs: Callable[[], set[int]]) -> list[TimeRange]:
    """Take away what an earlier transcription left in `stretch`; returns what stays: a person checked or corrected it.

    `theirs` tells the ids of such passages of the story; it is asked only where there is something to take away.
    """
    protected = []
    near = select(Segment).where(
        Segment.story_id == story_id, Segment.start_ms <= stretch.end_ms, Segment.end_ms >= stretch.start_ms
    )
    there = edit.session.scalars(near).all()
    stay = theirs() if there else set()
    for segment in there:
        if segment.id in stay:
            protected.append(TimeRange(segment.start_ms, segment.end_ms))
        # The end counts as inside: of this transcription there is nothing beyond it yet.
        elif stretch.start_ms <= (segment.start_ms + segment.end_ms) // 2 <= stretch.end_ms:
            edit.session.delete(segment)
    edit.session.flush()
    return protected


def add_passages(
    edit: Edit, story_id: int, spoken: SpokenSegment, voices: Sequence[int | None], protected: Sequence[TimeRange]
) -> None:
    """Add what was heard, a passage for every turn; in two where something checked stands in its middle."""

    def _whose(said: tuple[Word, int | None]) -> tuple[bool, int | None]:
        word, voice = said
        return not any(span.contains((word.start_ms + word.end_ms) // 2) for span in protected), voice

    for (free, voice), run in groupby(zip(words_of(spoken), voices, strict=True), _whose):
        if not free:
            continue
        words = [word for word, _ in run]
        edit.session.add(
            Segment(
                story_id=story_id,
                speaker_id=voice,
                start_ms=words[0].start_ms,
                end_ms=max(word.end_ms for word in words),
                text=text_of(words),
                words=words,
                flags=list(spoken.flags),
            )
        )
