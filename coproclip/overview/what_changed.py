"""What changed when a story was transcribed again: passage by passage, what stood there and what stands there now.

What a person checked or corrected stayed as it was, so it is counted and not shown. What was taken off the record since
is left out: an earlier draft may still have held it.
"""

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.overview.queue import teller_or_title
from coproclip.people.moments import off_record
from coproclip.people.stories import stories
from coproclip.project.kinds import TranscriptionState
from coproclip.project.schema import DraftSegment, Transcription, Word
from coproclip.timecode import TimeRange
from coproclip.transcript.alignment import plain
from coproclip.transcript.edits import passages
from coproclip.transcript.transcription_options import TranscriptionOptions
from coproclip.transcription.corrected import theirs
from coproclip.transcription.merge_words import Spans, middle

BROUGHT_IN = "a transcript that was brought in"


@dataclass(frozen=True, slots=True)
class ChangedPassage:
    """A passage that says something else than before; `old` is empty where nothing had been heard."""

    time: TimeRange
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class WhatChanged:
    """How a story differs from its transcript before: `passages` there are, `kept` of them a person's own.

    `old_model` and `new_model` are the speech models, `words` how many words of the old transcript there were and
    `changed_words` how many of them are no longer there.
    """

    story_id: int
    who: str
    old_model: str
    new_model: str
    passages: int
    kept: int
    changed: tuple[ChangedPassage, ...]


def what_changed(session: Session, story_id: int) -> WhatChanged | None:
    """What the last transcription of a story changed; None where it was transcribed once or never."""
    query = select(Transcription).where(
        Transcription.story_id == story_id, Transcription.state == TranscriptionState.DONE
    )
    acts = session.scalars(query.order_by(Transcription.id.desc())).all()
    acts = [act for act in acts if not TranscriptionOptions.of(act).beside]
    if len(acts) < 2:
        return None
    new, old = acts[0], acts[1]
    row = passages(session, story_id)
    settled, off = theirs(session, story_id), Spans(off_record(session, story_id))
    starts = [one.start_ms for one in row]
    before: dict[int, list[Word]] = defaultdict(list)
    for word in _draft_words(session, old):
        if row and not off.hold(middle(word)):
            before[row[max(0, bisect_right(starts, middle(word)) - 1)].id].append(word)
    changed = tuple(
        ChangedPassage(TimeRange(one.start_ms, one.end_ms), " ".join(word.text for word in before[one.id]), one.text)
        for one in row
        if one.id not in settled and _said(before[one.id]) != _said(one.words)
    )
    kept = sum(one.id in settled for one in row)
    who = teller_or_title(session, story_id)
    return WhatChanged(story_id, who, _made_with(old), _made_with(new), len(row), kept, changed)


def _made_with(act: Transcription) -> str:
    """The speech model, or what it was instead."""
    return BROUGHT_IN if TranscriptionOptions.of(act).brought_in else act.speech_model


def _draft_words(session: Session, act: Transcription) -> list[Word]:
    query = select(DraftSegment).where(DraftSegment.transcription_id == act.id)
    words = [word for one in session.scalars(query) for word in one.words]
    return sorted(words, key=lambda word: (word.start_ms, word.end_ms))


def _said(words: list[Word]) -> list[str]:
    """The words as they are spoken: capitals and marks are no change that anybody hears."""
    return [said for word in words if (said := plain(word.text))]


def transcribed_again(session: Session) -> list[tuple[int, str]]:
    """The stories of which there is something to compare: number and who tells it, the last one first."""
    query = select(Transcription).where(Transcription.state == TranscriptionState.DONE)
    there = {story.id for story in stories(session)}
    acts: dict[int, list[int]] = defaultdict(list)
    for act in session.scalars(query.order_by(Transcription.id)):
        if act.story_id in there and not TranscriptionOptions.of(act).beside:
            acts[act.story_id].append(act.id)
    again = sorted((ids[-1], story_id) for story_id, ids in acts.items() if len(ids) > 1)
    return [(story_id, teller_or_title(session, story_id)) for _, story_id in reversed(again)]
