"""Corrections of the text. Each takes an open edit; none loses a word's time."""

from collections.abc import Iterable

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from coproclip.errors import BadInput
from coproclip.project.project import Edit
from coproclip.project.schema import Segment, Speaker, Word
from coproclip.timecode import TimeRange
from coproclip.transcript.alignment import realign, tidy

VOICE = "who speaks"
"""The flag of a passage of which it is not sure whose it is; gone once a person says so."""


def passages(session: Session, story_id: int, only: Iterable[int] | None = None) -> list[Segment]:
    """The passages of a story in order; with `only`, those of these numbers that are in it."""
    query = select(Segment).where(Segment.story_id == story_id).order_by(Segment.start_ms, Segment.id)
    if only is None:
        return list(session.scalars(query))
    ids, found = sorted(set(only)), list[Segment]()
    for start in range(0, len(ids), 500):
        found += session.scalars(query.where(Segment.id.in_(ids[start : start + 500])))
    return sorted(found, key=lambda segment: (segment.start_ms, segment.id))


def text_of(words: Iterable[Word]) -> str:
    """The words joined."""
    return " ".join(word.text for word in words)


def correct_segment(edit: Edit, segment_id: int, text: str) -> Segment:
    """Give a passage the text a person typed; its words keep their times."""
    segment = edit.get(Segment, segment_id)
    if tidy(text) != segment.text:
        segment.words = realign(segment.words, text, TimeRange(segment.start_ms, segment.end_ms))
        segment.text = text_of(segment.words)
    return segment


def split_segment(edit: Edit, segment_id: int, at_word: int) -> tuple[Segment, Segment]:
    """Two passages, the second beginning with word number `at_word` (from 0); a translation stays with the first."""
    left = edit.get(Segment, segment_id)
    if not 0 < at_word < len(left.words):
        raise BadInput("A passage can only be split between two of its words.")
    return left, edit.add(cut_off(left, at_word))


def cut_off(left: Segment, at_word: int) -> Segment:
    """As `split_segment`: what follows, as a passage that is in no project yet."""
    head, tail = left.words[:at_word], left.words[at_word:]
    # Where two words overlap the second passage begins with its word, or just after the first passage began.
    border = max(tail[0].start_ms, left.start_ms + 1)
    right = Segment(
        story_id=left.story_id,
        speaker_id=left.speaker_id,
        start_ms=border,
        end_ms=max(left.end_ms, border),
        text=text_of(tail),
        words=[Word(w.text, max(w.start_ms, border), max(w.end_ms, border), w.confidence) for w in tail],
        checked=left.checked,
        flags=left.flags,
    )
    left.words, left.text = head, text_of(head)
    left.end_ms = min(left.end_ms, max(border, max(word.end_ms for word in head)))
    return right


def merge_segments(edit: Edit, first_id: int, second_id: int) -> Segment:
    """One passage of two that follow each other; the first one's voice stays."""
    first, second = edit.get(Segment, first_id), edit.get(Segment, second_id)
    order = [segment.id for segment in passages(edit.session, first.story_id)]
    if first.story_id != second.story_id or order.index(second_id) != order.index(first_id) + 1:
        raise BadInput("Only passages that follow each other can be joined.")
    joined = join_following(edit, first, second)
    edit.session.flush()
    return joined


def join_following(edit: Edit, first: Segment, second: Segment) -> Segment:
    """As `merge_segments`, of two that are known to follow each other."""
    first.words = [*first.words, *second.words]
    first.text = text_of(first.words)
    first.end_ms = max(first.end_ms, second.end_ms)
    first.checked = min(first.checked, second.checked)
    first.flags = sorted({*first.flags, *second.flags})
    first.translation = " ".join(part for part in (first.translation, second.translation) if part)
    edit.session.delete(second)
    return first


def set_speaker(edit: Edit, segment_ids: Iterable[int], speaker_id: int | None) -> None:
    """Say who is speaking in these passages."""
    if speaker_id is not None:
        edit.get(Speaker, speaker_id)
    ids = sorted(set(segment_ids))
    _update(edit, ids, speaker_id=speaker_id)
    for start in range(0, len(ids), 500):
        doubtful = select(Segment).where(Segment.id.in_(ids[start : start + 500]), Segment.flags.contains(VOICE))
        for segment in edit.session.scalars(doubtful):
            segment.flags = [flag for flag in segment.flags if flag != VOICE]


def add_speaker(edit: Edit, story_id: int, name: str, role: str = "other") -> Speaker:
    """A further voice in a story."""
    if not name.strip():
        raise BadInput("A voice needs a name, or “Voice 3”.")
    return edit.add(Speaker(story_id=story_id, name=name.strip(), role=role))


def change_speaker(edit: Edit, speaker_id: int, *, name: str | None = None, role: str | None = None) -> None:
    """Rename a voice or say what its part is."""
    speaker = edit.get(Speaker, speaker_id)
    if name is not None and name.strip():
        speaker.name = name.strip()
    if role is not None:
        speaker.role = role


def check(edit: Edit, segment_ids: Iterable[int], checked: bool = True) -> None:
    """Mark passages as checked by ear, or take the mark away."""
    _update(edit, segment_ids, checked=int(checked))


def check_story(edit: Edit, story_id: int, checked: bool = True) -> int:
    """Mark every passage of a story; returns how many."""
    ids = [segment.id for segment in passages(edit.session, story_id)]
    check(edit, ids, checked)
    return len(ids)


def _update(edit: Edit, segment_ids: Iterable[int], **values: int | None) -> None:
    ids = sorted(set(segment_ids))
    for start in range(0, len(ids), 500):
        edit.session.execute(update(Segment).where(Segment.id.in_(ids[start : start + 500])).values(**values))
