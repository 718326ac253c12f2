"""What the computer first wrote, beside what stands there now; and how its words are brought back.

“The original transcript is never changed, whatever becomes of the text: any of its passages can be seen, and brought
back as it was heard, also where nothing of it is left.”
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.project.kinds import TranscriptionState
from coproclip.project.project import Edit
from coproclip.project.schema import DraftSegment, Segment, Transcription, Word
from coproclip.timecode import TimeRange
from coproclip.transcript.edits import passages, text_of


@dataclass(frozen=True, slots=True)
class Original:
    """A passage as the computer first wrote it (`text`), and what stands in its time `now`; times are ms."""

    draft_id: int
    start_ms: int
    end_ms: int
    text: str
    now: str

    @property
    def changed(self) -> bool:
        """Whether other words stand there now."""
        return self.text != self.now


def originals(session: Session, story_id: int) -> list[Original]:
    """The story's passages as the computer first wrote them, in order of time; empty where it never did."""
    drafts = _drafts(session, story_id)
    found = _words_in(drafts, passages(session, story_id))
    return [
        Original(
            draft.id, draft.start_ms, draft.end_ms, draft.text, text_of(segment.words[n] for segment, n in found[place])
        )
        for place, draft in enumerate(drafts)
    ]


def bring_back(edit: Edit, story_id: int, draft_ids: Collection[int]) -> int:
    """Put the original words of these passages in the place of what stands there now; returns how many were changed.

    They go into the passages that are there, whoever speaks in them; where none is left, into a new one. What is
    brought back was not checked yet.
    """
    drafts, lines = _drafts(edit.session, story_id), passages(edit.session, story_id)
    found, changed = _words_in(drafts, lines), 0
    gone: dict[int, set[int]] = defaultdict(set)
    back: dict[int, list[Word]] = defaultdict(list)
    reasons: dict[int, set[str]] = defaultdict(set)
    for place, draft in enumerate(drafts):
        if draft.id not in draft_ids or text_of(segment.words[n] for segment, n in found[place]) == draft.text:
            continue
        changed += 1
        for segment, n in found[place]:
            gone[segment.id].add(n)
        into = {segment.id: segment for segment, _ in found[place]} or {
            line.id: line for line in lines if _shares_time(line, draft)
        }
        if not into:
            edit.add(_anew(story_id, draft, lines))
            continue
        for word in draft.words:
            nearest = min(into.values(), key=lambda line, word=word: _distance(line, word))  # type: ignore[misc]
            back[nearest.id].append(word)
            reasons[nearest.id] |= set(draft.flags)
    for line in lines:
        if line.id in gone or line.id in back:
            kept = [word for n, word in enumerate(line.words) if n not in gone[line.id]]
            words = sorted([*kept, *back[line.id]], key=lambda word: word.start_ms)
            line.words, line.text, line.checked, line.checked_how = words, text_of(words), 0, ""
            line.flags = sorted({*line.flags, *reasons[line.id]})
            line.start_ms = min([line.start_ms, *(word.start_ms for word in words)])
            line.end_ms = max([line.end_ms, *(word.end_ms for word in words)])
    edit.session.flush()
    return changed


def unwritten(session: Session, story_id: int, lines: Sequence[TimeRange]) -> list[TimeRange]:
    """When words are heard that the computer once wrote and that lie in none of `lines`, the passages there are."""
    last = _last_draft(session, story_id)
    drafts = select(DraftSegment.id, DraftSegment.start_ms, DraftSegment.end_ms)
    found: list[TimeRange] = []
    for number, start, end in session.execute(drafts.where(DraftSegment.transcription_id == last)).all():
        if any(line.start_ms <= start and end <= line.end_ms for line in lines):
            continue
        near = [line for line in lines if line.start_ms < end and start < line.end_ms]
        words = session.scalars(select(DraftSegment.words).where(DraftSegment.id == number)).one()
        times = [TimeRange(word.start_ms, word.end_ms) for word in words]
        found += [time for time in times if not any(map(time.overlaps, near))]
    return found


def _drafts(session: Session, story_id: int) -> list[DraftSegment]:
    own = select(DraftSegment).where(DraftSegment.transcription_id == _last_draft(session, story_id))
    return list(session.scalars(own.order_by(DraftSegment.start_ms, DraftSegment.id)))


def _last_draft(session: Session, story_id: int) -> int | None:
    """The last transcription that came to its end, or else the last that wrote anything."""
    wrote = Transcription.id.in_(select(DraftSegment.transcription_id))
    query = select(Transcription.id).where(Transcription.story_id == story_id, wrote)
    return session.scalar(
        query.order_by(Transcription.state != TranscriptionState.DONE, Transcription.id.desc()).limit(1)
    )


def _words_in(drafts: Sequence[DraftSegment], lines: Sequence[Segment]) -> list[list[tuple[Segment, int]]]:
    """For each draft the words heard in its time now; what was added in a pause belongs with its neighbours."""
    found: list[list[tuple[Segment, int]]] = [[] for _ in drafts]
    starts = [draft.start_ms for draft in drafts]
    for line in lines if drafts else ():
        middles = [(word.start_ms + word.end_ms) // 2 for word in line.words]
        begun = [max(0, bisect_right(starts, middle) - 1) for middle in middles]
        sure = [place if middle < drafts[place].end_ms else None for place, middle in zip(begun, middles, strict=True)]
        last = next((place for place in sure if place is not None), None)
        for n, place in enumerate(sure):
            last = place if place is not None else last
            found[begun[n] if last is None else last].append((line, n))
    return found


def _shares_time(line: Segment, draft: DraftSegment) -> bool:
    return (
        line.start_ms < max(draft.end_ms, draft.start_ms + 1) and max(line.end_ms, line.start_ms + 1) > draft.start_ms
    )


def _distance(line: Segment, word: Word) -> int:
    middle = (word.start_ms + word.end_ms) // 2
    return max(line.start_ms - middle, middle - line.end_ms + 1, 0)


def _anew(story_id: int, draft: DraftSegment, lines: Sequence[Segment]) -> Segment:
    """A new passage; its voice is only certain where the same one speaks on both sides."""
    before = [line.speaker_id for line in lines if line.start_ms <= draft.start_ms][-1:]
    after = [line.speaker_id for line in lines if line.start_ms > draft.start_ms][:1]
    voices = {*before, *after}
    return Segment(
        story_id=story_id,
        speaker_id=voices.pop() if len(voices) == 1 else None,
        start_ms=draft.start_ms,
        end_ms=draft.end_ms,
        text=draft.text,
        words=list(draft.words),
        flags=list(draft.flags),
    )
