"""Corrections of the text. Each takes an open edit; none loses a word's time."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from coproclip.errors import BadInput, ChangedElsewhere
from coproclip.project.kinds import WHO_SPEAKS, CheckedHow
from coproclip.project.project import Edit
from coproclip.project.schema import Excerpt, Recording, Segment, Span, Speaker, Word
from coproclip.timecode import TimeRange
from coproclip.transcript.alignment import realign, tidy, with_moved
from coproclip.transcript.draft import drafted_words
from coproclip.transcript.edges import cut_by_hand
from coproclip.transcript.heard import weakest

VOICE = WHO_SPEAKS
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


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person made of a passage: its `text` now, what they had `before` them (None if that is not known).

    Words `moved` into it were taken out of another place of the same story and know when they are heard; `moved_how` is
    how they were checked there as they were taken (`CheckedHow`), None if they were not. `stayed` are words nobody
    touched, each by its number before and now.
    """

    segment_id: int
    text: str
    before: str | None = None
    moved: tuple[Word, ...] = ()
    stayed: tuple[tuple[int, int], ...] = ()
    moved_how: str | None = None


def correct_passages(edit: Edit, corrections: Iterable[Correction]) -> list[int | None]:
    """All that one gesture changed; returns the speakers who took over words that were another's.

    Raises `ChangedElsewhere`, with nothing changed, if one of the passages is gone or is not what they had before them.
    """
    every, taken_over = list(corrections), list[int | None]()
    ids = sorted({correction.segment_id for correction in every})
    # Read together and held until the end: thousands of passages may change at once.
    touched = [
        segment
        for start in range(0, len(ids), 500)
        for segment in edit.session.scalars(select(Segment).where(Segment.id.in_(ids[start : start + 500])))
    ]
    with edit.session.no_autoflush:
        for correction in every:
            segment = edit.session.get(Segment, correction.segment_id)
            if segment is None:
                raise ChangedElsewhere(correction.text, None)
            if correction.before is not None and segment.text not in (tidy(correction.before), tidy(correction.text)):
                raise ChangedElsewhere(correction.text, segment.text)
            if _came_from_another(edit.session, segment, correction.moved):
                taken_over.append(segment.speaker_id)
            correct_segment(
                edit, correction.segment_id, correction.text, correction.moved, correction.stayed, correction.moved_how
            )
    edit.session.flush()
    touched.clear()
    return taken_over


def _came_from_another(session: Session, segment: Segment, moved: Sequence[Word]) -> bool:
    return any(other.speaker_id != segment.speaker_id for other in _heard_in(session, segment, moved))


def _heard_in(session: Session, segment: Segment, moved: Sequence[Word]) -> list[Segment]:
    """The other passages in whose time these words are."""
    if not moved:
        return []
    near = select(Segment).where(
        Segment.story_id == segment.story_id,
        Segment.id != segment.id,
        Segment.start_ms < max(word.end_ms for word in moved),
        Segment.end_ms > min(word.start_ms for word in moved),
    )
    return list(session.scalars(near))


def correct_segment(
    edit: Edit,
    segment_id: int,
    text: str,
    moved: Sequence[Word] = (),
    stayed: Sequence[tuple[int, int]] = (),
    moved_how: str | None = None,
) -> Segment:
    """Give a passage the text a person typed; words that stayed keep their times, and so do those `moved` into it.

    Added words are heard in the pause they stand in; at its ends the passage grows into the pause around it, never
    into another one.

    A check belongs to words with the sound they were heard in. A passage into which words are moved stays checked only
    if those were checked where they were taken (`moved_how`), and keep their sound here: that the rest of their old
    passage was checked afterwards says nothing of them. One that is emptied, or of which no word stays, was heard by
    nobody as it is now.
    """
    segment = edit.get(Segment, segment_id)
    if tidy(text) == segment.text:
        return segment
    words = _with_moved(edit, segment, moved, text) if moved else None
    if moved:
        stays = bool(segment.checked) and moved_how is not None and words is not None
        segment.checked = int(stays)
        segment.checked_how = weakest(segment.checked_how, moved_how or "") if stays else ""
    if not tidy(text):
        words = []
    if segment.checked and not _some_stay(segment.text, tidy(text)):
        segment.checked, segment.checked_how = 0, ""
    if words is None:
        within = TimeRange(segment.start_ms, segment.end_ms)
        room = _room(edit.session, segment)
        kept = _excerpts_in(edit.session, segment.story_id, room)
        story = segment.story_id
        words = realign(
            segment.words,
            text,
            within,
            room=room,
            kept=kept,
            stayed=stayed,
            drafted=partial(_drafted, edit.session, story),
        )
        words = _still_theirs(segment.words, words, partial(_drafted, edit.session, story, within))
    segment.words, segment.text = words, text_of(words)
    segment.start_ms = min([segment.start_ms, *(word.start_ms for word in words)])
    segment.end_ms = max([segment.end_ms, *(word.end_ms for word in words)])
    return segment


def _some_stay(before: str, now: str) -> bool:
    """Whether a text is still the one before with some words put right; one single word may be put right as a whole."""
    had, has = before.casefold().split(), now.casefold().split()
    return bool(set(had) & set(has)) or len(had) == len(has) == 1


def _still_theirs(before: Sequence[Word], now: list[Word], drafted: Callable[[], Sequence[Word]]) -> list[Word]:
    """`now`, with a typed word if there was one `before`, or if nothing will tell that a person changed the others.

    What they made of a passage stays theirs where it comes to say what an engine heard: another may not. What they took
    out is only told from a draft, and there may be none: then the word beside it counts as typed.
    """
    mine = [word for word in before if word.typed]
    if not now or any(word.typed for word in now) or (before and not mine and drafted()):
        return now
    same = next((nth for nth, both in enumerate(zip(before, now, strict=False)) if both[0] != both[1]), len(now))
    beside = max(0, same - 1)
    if mine:
        beside = min(range(len(now)), key=lambda nth: abs(now[nth].start_ms - mine[0].start_ms))
    return [replace(word, confidence=100) if nth == beside else word for nth, word in enumerate(now)]


def _drafted(session: Session, story_id: int, within: TimeRange) -> list[Word]:
    """What the engine heard in a stretch, in order of time."""
    return sorted(drafted_words(session, story_id, within)[0], key=lambda word: (word.start_ms, word.end_ms))


def _room(session: Session, segment: Segment) -> TimeRange:
    """The time of a passage with the pauses around it."""
    others = (Segment.story_id == segment.story_id, Segment.id != segment.id)
    length = select(func.max(Recording.duration_ms)).where(Recording.story_id == segment.story_id)
    before = session.scalar(select(func.max(Segment.end_ms)).where(*others, Segment.start_ms <= segment.start_ms))
    after = session.scalar(select(func.min(Segment.start_ms)).where(*others, Segment.start_ms > segment.start_ms))
    end = after if after is not None else session.scalar(length)
    return TimeRange(min(segment.start_ms, before or 0), max(segment.end_ms, end or 0))


def _excerpts_in(session: Session, story_id: int, time: TimeRange) -> list[TimeRange]:
    """The stretches of excerpts there: a word typed beside one stays beside it."""
    spans = select(Span.start_ms, Span.end_ms).join(Excerpt, Excerpt.id == Span.excerpt_id)
    here = (Excerpt.story_id == story_id, Span.start_ms < time.end_ms, Span.end_ms > time.start_ms)
    sound = Span.start_ms.between(0, Span.end_ms)
    return [TimeRange(*span) for span in session.execute(spans.where(*here, sound))]


def _with_moved(edit: Edit, segment: Segment, moved: Sequence[Word], text: str) -> list[Word] | None:
    """The words of a passage with those that were taken out of its neighbour; None where that makes no sense.

    The time they are heard in goes from the neighbour to this passage.
    """
    words = with_moved(segment.words, moved, text)
    if words is None:
        return None
    start, end = min(segment.start_ms, words[0].start_ms), max(segment.end_ms, *(word.end_ms for word in words))
    near = select(Segment).where(
        Segment.story_id == segment.story_id, Segment.id != segment.id, Segment.start_ms < end, Segment.end_ms > start
    )
    others = list(edit.session.scalars(near))
    claimed = [TimeRange(start, segment.start_ms), TimeRange(segment.end_ms, end)]
    said = [(word.start_ms + word.end_ms) // 2 for other in others for word in other.words]
    if any(time.contains(middle) for time in claimed for middle in said):
        return None
    for other in others:
        if other.start_ms <= segment.start_ms:
            # Nothing is left where all of its words were moved; it stays before this one all the same.
            last = max((word.end_ms for word in other.words), default=0)
            other.start_ms = min(other.start_ms, max(0, start - 1))
            other.end_ms = max(other.start_ms, last, min(other.end_ms, start))
        elif other.end_ms > segment.end_ms:
            first = min((word.start_ms for word in other.words), default=max(other.end_ms, end))
            other.start_ms = min(first, max(other.start_ms, end))
            other.end_ms = max(other.end_ms, other.start_ms)
    return words


def split_segment(edit: Edit, segment_id: int, at_word: int) -> tuple[Segment, Segment]:
    """Two passages, the second beginning with word number `at_word` (from 0); a translation stays with the first."""
    left = edit.get(Segment, segment_id)
    if not 0 < at_word < len(left.words):
        raise BadInput("A passage can only be split between two of its words.")
    right = edit.add(cut_off(left, at_word))
    cut_by_hand(edit, right.story_id, right.start_ms)
    return left, right


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
        checked_how=left.checked_how,
        voice_said=left.voice_said,
        flags=left.flags,
    )
    left.words, left.text = head, text_of(head)
    left.end_ms = min(left.end_ms, max(border, max(word.end_ms for word in head)))
    return right


def merge_segments(edit: Edit, first_id: int, second_id: int, *, pieces: Collection[int] = ()) -> Segment:
    """One passage of two that follow each other, with the voice of the one that is the whole.

    What was split off joins the other one and takes its voice: `pieces` are known to be, and so is what goes on without
    a gap from, or to, a passage of the same voice. Else the first one's voice stays.
    """
    first, second = edit.get(Segment, first_id), edit.get(Segment, second_id)
    lines = passages(edit.session, first.story_id)
    place = lines.index(first)
    if first.story_id != second.story_id or lines[place + 1 : place + 2] != [second]:
        raise BadInput("Only passages that follow each other can be joined.")
    if first.speaker_id != second.speaker_id and second.speaker_id is not None:
        off = first.id in pieces, second.id in pieces
        if off[0] == off[1]:
            off = any(map(_goes_on, lines[:place][-1:], [first])), any(map(_goes_on, [second], lines[place + 2 :][:1]))
        if first.speaker_id is None or (off[0] and not off[1]):
            first.speaker_id = second.speaker_id
    for wordless, other in ((first, second), (second, first)):
        if not wordless.words and wordless.speaker_id not in (None, other.speaker_id) and wordless.id not in pieces:
            raise BadInput(
                "Somebody else is heard where no words are, so these passages were not joined.",
                "Nothing was changed.",
                "If it is the same voice, say so first (W).",
            )
    joined = join_following(edit, first, second)
    edit.session.flush()
    return joined


def _goes_on(left: Segment, right: Segment) -> bool:
    return left.speaker_id == right.speaker_id and left.end_ms >= right.start_ms


def join_following(edit: Edit, first: Segment, second: Segment) -> Segment:
    """As `merge_segments`, of two that are known to follow each other; the first one's voice stays."""
    first.words = [*first.words, *second.words]
    first.text = text_of(first.words)
    first.end_ms = max(first.end_ms, second.end_ms)
    first.checked = min(first.checked, second.checked)
    first.checked_how = weakest(first.checked_how, second.checked_how) if first.checked else ""
    first.voice_said = min(first.voice_said, second.voice_said)
    first.flags = sorted({*first.flags, *second.flags})
    first.translation = " ".join(part for part in (first.translation, second.translation) if part)
    edit.session.delete(second)
    return first


def set_speaker(edit: Edit, segment_ids: Iterable[int], speaker_id: int | None) -> None:
    """Say who is speaking in these passages; None: that nobody knows."""
    if speaker_id is not None:
        edit.get(Speaker, speaker_id)
    ids = sorted(set(segment_ids))
    _update(edit, ids, speaker_id=speaker_id, voice_said=int(speaker_id is not None))
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


def check(edit: Edit, segment_ids: Iterable[int], checked: bool = True, how: CheckedHow = CheckedHow.UNKNOWN) -> None:
    """Mark passages as checked by ear, and how that came to be, or take the mark away."""
    _update(edit, segment_ids, checked=int(checked), checked_how=how.value if checked else "")


def check_story(edit: Edit, story_id: int, checked: bool = True, how: CheckedHow = CheckedHow.ALL_AT_ONCE) -> int:
    """Mark every passage of a story; returns how many there are. What was checked before stays as it was."""
    lines = passages(edit.session, story_id)
    check(edit, [line.id for line in lines if not (checked and line.checked == 1)], checked, how)
    return len(lines)


def _update(edit: Edit, segment_ids: Iterable[int], **values: int | str | None) -> None:
    ids = sorted(set(segment_ids))
    for start in range(0, len(ids), 500):
        edit.session.execute(update(Segment).where(Segment.id.in_(ids[start : start + 500])).values(**values))
