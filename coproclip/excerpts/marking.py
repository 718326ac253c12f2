"""Marking a passage worth keeping, moving its edges, and taking out a middle.

“Spans are in order, do not touch, and where there are words they begin and end with one.” An excerpt keeps times and
not words, so that a correction of the text is a correction of every excerpt in it.
"""

from collections.abc import Sequence
from typing import Literal

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from coproclip.errors import BadInput, NotFound
from coproclip.excerpts.rules.answers import answers, open_refusals
from coproclip.excerpts.spans import CUT as CUT
from coproclip.excerpts.spans import SpokenAt as SpokenAt
from coproclip.excerpts.spans import cut_out, on_record, snapped, whole_words
from coproclip.excerpts.spans import headline as headline
from coproclip.excerpts.spans import inside as inside
from coproclip.excerpts.spans import quote as quote
from coproclip.people.care import care_text
from coproclip.people.moments import moments_of, off_record
from coproclip.project.belonging import delete_with_all
from coproclip.project.columns import kept_stretches, read_refusal, refusal_text
from coproclip.project.comparing.word_prints import prints_of
from coproclip.project.kinds import MomentKind
from coproclip.project.project import Edit, now
from coproclip.project.rows import fetch
from coproclip.project.schema import (
    Excerpt,
    Moment,
    Recording,
    Segment,
    Span,
    Story,
    Word,
)
from coproclip.project.storage.fresh_ids import fresh_number
from coproclip.timecode import TimeRange, clock
from coproclip.transcript.alignment import find_passages
from coproclip.transcript.edits import text_of

LEAD_IN_MS = 300
LEAD_OUT_MS = 500
SIDE_WORDS = 6
NEAR_MS = 60_000
# Who marks a moment has just heard it.
LATE_MS = 5_000
BEFORE_MS, AFTER_MS = 15_000, 5_000

Side = Literal["start", "end"]


def story_words(session: Session, story_id: int, within: TimeRange | None = None) -> list[SpokenAt]:
    """Every word of a story in order of time, or of the passages that reach into `within`."""
    query = select(Segment).where(Segment.story_id == story_id).order_by(Segment.start_ms, Segment.id)
    if within is not None:
        query = query.where(Segment.start_ms < within.end_ms, Segment.end_ms > within.start_ms)
    return [
        SpokenAt(word, segment.id, segment.speaker_id) for segment in session.scalars(query) for word in segment.words
    ]


def words_near(session: Session, story_id: int, spans: Sequence[TimeRange]) -> list[SpokenAt]:
    """The words of these spans and of a minute on both sides: all that an excerpt is concerned with."""
    around = TimeRange(max(0, spans[0].start_ms - NEAR_MS), spans[-1].end_ms + NEAR_MS)
    return story_words(session, story_id, around)


def spans_of(session: Session, excerpt_id: int) -> list[Span]:
    """An excerpt's spans in order."""
    return list(session.scalars(select(Span).where(Span.excerpt_id == excerpt_id).order_by(Span.start_ms)))


def ranges_of(session: Session, excerpt_id: int) -> list[TimeRange]:
    """An excerpt's spans as plain values."""
    return [TimeRange(span.start_ms, span.end_ms) for span in spans_of(session, excerpt_id)]


def mark(edit: Edit, story_id: int, start_ms: int, end_ms: int, *, title: str = "") -> Excerpt:
    """A new excerpt of a stretch of time, its edges moved out to whole words; works without a transcript too.

    What was off the record is left out of it. Raises `BadInput` for an empty stretch, one outside the recording, or one
    that was off the record altogether.
    """
    edit.get(Story, story_id)
    length = edit.session.scalar(select(Recording.duration_ms).where(Recording.story_id == story_id).limit(1))
    start_ms, end_ms = max(0, start_ms), min(end_ms, length) if length is not None else end_ms
    if end_ms <= start_ms:
        raise BadInput("An excerpt needs at least one word.", next="Select some words, or give a later end.")
    words = words_near(edit.session, story_id, [TimeRange(start_ms, end_ms)])
    spans = on_record(words, [whole_words(words, TimeRange(start_ms, end_ms))], off_record(edit.session, story_id))
    if not spans:
        raise BadInput("This was off the record, so it cannot be kept.", next="Select something before or after it.")
    excerpt = edit.add(
        Excerpt(
            id=fresh_number(edit.session, Excerpt),
            story_id=story_id,
            title=title.strip(),
            quote="",
            lead_in_ms=LEAD_IN_MS,
            lead_out_ms=LEAD_OUT_MS,
            created_at=now(),
        )
    )
    _set_spans(edit, excerpt, spans, words)
    return excerpt


def mark_quote(edit: Edit, story_id: int, words: str, *, title: str = "") -> Excerpt:
    """A new excerpt of the passage with these words; a near match will do.

    Raises `NotFound`, and `BadInput` when they are said more than once.
    """
    place = _place_of(story_words(edit.session, story_id), words, "this story")
    return mark(edit, story_id, place.start_ms, place.end_ms, title=title)


def words_in(session: Session, excerpt_id: int, words: str) -> TimeRange:
    """Where these words are said in an excerpt (ms); raises as `mark_quote`."""
    excerpt, spans = fetch(session, Excerpt, excerpt_id), ranges_of(session, excerpt_id)
    near = words_near(session, excerpt.story_id, spans)
    return _place_of([word for span in spans for word in inside(near, span)], words, "this excerpt")


def _place_of(spoken: Sequence[SpokenAt], words: str, where: str) -> TimeRange:
    places = find_passages([one.word.text for one in spoken], words)
    if not places:
        raise NotFound(f"These words are not in {where}.", next="Copy them from the transcript, or give the times.")
    if len(places) > 1:
        times = [clock(spoken[first].word.start_ms) for first, _ in places]
        said = f"{', '.join(times[:-1])} and {times[-1]}" if len(times) < 6 else f"{', '.join(times[:5])} and later"
        raise BadInput(
            f"These words are said {len(places)} times, at {said}.",
            "Nothing was changed.",
            "Give some words before or after them too, or the times.",
        )
    first, last = places[0]
    return TimeRange(spoken[first].word.start_ms, spoken[last - 1].word.end_ms)


def around(session: Session, moment: Moment) -> TimeRange:
    """What a moment suggests to keep: from the passage spoken then, or the one before if that ended less than 5 s ago.

    After a starter was asked it is what came then. Where nothing is transcribed: 15 s before the moment to 5 s after.
    """
    length = session.scalar(select(Recording.duration_ms).where(Recording.story_id == moment.story_id).limit(1))
    near = select(Segment.start_ms, Segment.end_ms).where(
        Segment.story_id == moment.story_id,
        Segment.start_ms <= moment.end_ms + NEAR_MS,
        Segment.end_ms >= moment.start_ms - NEAR_MS,
    )
    noted = [TimeRange(*times) for times in session.execute(near.order_by(Segment.start_ms, Segment.id))]
    after = [one for one in noted if one.end_ms > moment.start_ms]
    if moment.kind == MomentKind.STARTER:
        chosen = [one for one in after if one.start_ms <= moment.end_ms] or after[:1]
        chosen += after[len(chosen) : len(chosen) + 1]
    else:
        before = [one for one in noted if one.end_ms <= moment.start_ms][-1:]
        then = [one for one in after if one.start_ms <= moment.end_ms]
        chosen = then if then and (not before or moment.start_ms - before[-1].end_ms > LATE_MS) else before + then
        chosen = chosen or after[:1]
    if chosen:
        return TimeRange(chosen[0].start_ms, max(one.end_ms for one in chosen))
    end = moment.end_ms + AFTER_MS
    return TimeRange(
        max(0, moment.start_ms - BEFORE_MS), end if length is None else max(moment.end_ms, min(end, length))
    )


def _set_spans(edit: Edit, excerpt: Excerpt, spans: Sequence[TimeRange], words: Sequence[SpokenAt]) -> None:
    """Replace an excerpt's spans, reusing rows, and note its words as they stand."""
    _keep_no(edit, excerpt, spans)
    rows = spans_of(edit.session, excerpt.id)
    for row, span in zip(rows, spans, strict=False):
        row.start_ms, row.end_ms = span.start_ms, span.end_ms
    for row in rows[len(spans) :]:
        edit.session.delete(row)
    for span in spans[len(rows) :]:
        edit.session.add(Span(excerpt_id=excerpt.id, start_ms=span.start_ms, end_ms=span.end_ms))
    edit.session.flush()
    excerpt.quote = quote(words, spans)
    before = [word.word for word in words if word.word.end_ms <= spans[0].start_ms]
    after = [word.word for word in words if word.word.start_ms >= spans[-1].end_ms]
    excerpt.before, excerpt.after = text_of(before[-SIDE_WORDS:]), text_of(after[:SIDE_WORDS])


def _keep_no(edit: Edit, excerpt: Excerpt, spans: Sequence[TimeRange]) -> None:
    """What was refused as part of an excerpt stays refused once it is not in it any more, but only in `spans`.

    While the excerpt is there, its answers say so themselves, but for those from before they kept where it was.
    """
    noted = {
        (*read_refusal(moment.text)[:2], moment.start_ms, moment.end_ms)
        for moment in moments_of(edit.session, excerpt.story_id, MomentKind.REFUSED)
    }
    history = answers(edit.session, excerpt.id)
    kept = {answer.id for answer in history if kept_stretches(answer.covered)} if spans else set()
    for one in open_refusals(history, ranges_of(edit.session, excerpt.id)):
        place = (one.number, one.teller, one.stretch.start_ms, one.stretch.end_ms)
        if one.number in kept or place in noted or any(span.encloses(one.stretch) for span in spans):
            continue
        edit.add(
            Moment(
                story_id=excerpt.story_id,
                kind=MomentKind.REFUSED.value,
                start_ms=one.stretch.start_ms,
                end_ms=one.stretch.end_ms,
                text=refusal_text(one.number, one.teller, one.prints or prints_of(excerpt.quote), excerpt=excerpt.id),
            )
        )


def note_words(edit: Edit, excerpt_id: int) -> None:
    """Note an excerpt's words anew, as they stand; its spans stay where they are."""
    excerpt, spans = edit.get(Excerpt, excerpt_id), ranges_of(edit.session, excerpt_id)
    if spans:
        _set_spans(edit, excerpt, spans, words_near(edit.session, excerpt.story_id, spans))


def move_edge(edit: Edit, excerpt_id: int, span_index: int, side: Side, time_ms: int) -> int:
    """Move one edge of one span as near to `time_ms` as whole words allow; returns where it is now (ms).

    In a pause the edge goes exactly there; within a word it goes to the end of that word that lies in the direction
    of the move, so that even a small nudge gets somewhere. Edges never cross or touch the next span, and stop at what
    was off the record.
    """
    excerpt = edit.get(Excerpt, excerpt_id)
    spans = ranges_of(edit.session, excerpt_id)
    if not 0 <= span_index < len(spans):
        raise BadInput("This excerpt has no such part.")
    span = spans[span_index]
    current = span.start_ms if side == "start" else span.end_ms
    words = story_words(edit.session, excerpt.story_id)
    spoken = [word.word for word in words]
    target = snapped(spoken, time_ms, later=time_ms >= current)
    off = off_record(edit.session, excerpt.story_id)
    if side == "start":
        floor = spans[span_index - 1].end_ms + 1 if span_index else 0
        floor = max([floor, *(stretch.end_ms for stretch in off if stretch.start_ms < span.start_ms)])
        low, high = snapped(spoken, max(floor, target), later=True), span.end_ms
    else:
        ceiling = _end_of(edit.session, excerpt.story_id, spoken)
        if span_index + 1 < len(spans):
            ceiling = spans[span_index + 1].start_ms - 1
        ahead = [stretch.start_ms for stretch in off if stretch.end_ms > span.end_ms]
        ceiling = min([*ahead, *([] if ceiling is None else [ceiling])], default=None)
        low, high = span.start_ms, snapped(spoken, target if ceiling is None else min(ceiling, target), later=False)
    if high <= low or (inside(words, span) and not inside(words, TimeRange(low, high))):
        raise BadInput("An excerpt needs at least one word.", "It stays as it was.")
    moved = spans[span_index] = TimeRange(low, high)
    _set_spans(edit, excerpt, spans, words)
    return moved.start_ms if side == "start" else moved.end_ms


def _end_of(session: Session, story_id: int, words: Sequence[Word]) -> int | None:
    """Where a story's sound ends, or its last word if that is later; None without a recording."""
    length = session.scalar(select(Recording.duration_ms).where(Recording.story_id == story_id).limit(1))
    return None if length is None else max(length, max((word.end_ms for word in words), default=0))


def move_edge_by_word(edit: Edit, excerpt_id: int, span_index: int, side: Side, words: int) -> int:
    """Move an edge `words` words later (or, below 0, earlier); returns where it is now (ms)."""
    excerpt = edit.get(Excerpt, excerpt_id)
    spans = ranges_of(edit.session, excerpt_id)
    if not 0 <= span_index < len(spans):
        raise BadInput("This excerpt has no such part.")
    span = spans[span_index]
    spoken = [one.word for one in words_near(edit.session, excerpt.story_id, [span])]
    current = span.start_ms if side == "start" else span.end_ms
    edges = sorted({word.start_ms if side == "start" else word.end_ms for word in spoken})
    ahead = [edge for edge in edges if edge > current][:words] if words > 0 else []
    behind = [edge for edge in edges if edge < current][words:] if words < 0 else []
    target = ahead[-1] if ahead else behind[0] if behind else current
    return move_edge(edit, excerpt_id, span_index, side, target)


def take_out(edit: Edit, excerpt_id: int, start_ms: int, end_ms: int) -> None:
    """Take the words of a stretch out of an excerpt; raises `BadInput` if nothing, or everything, would go."""
    excerpt = edit.get(Excerpt, excerpt_id)
    if end_ms <= start_ms:
        raise BadInput("Select the words to take out first.", "It stays as it was.")
    spans = ranges_of(edit.session, excerpt_id)
    words = words_near(edit.session, excerpt.story_id, spans)
    gone = whole_words(words, TimeRange(start_ms, end_ms))
    kept = cut_out(words, spans, gone)
    if kept == spans:
        raise BadInput("These words are not in this excerpt.", "It stays as it was.")
    if not kept:
        raise BadInput("Something of the excerpt must be left.", "It stays as it was.")
    _set_spans(edit, excerpt, kept, words)


def put_back(edit: Edit, excerpt_id: int, cut_index: int) -> None:
    """Put back what was taken out between span `cut_index` and the next.

    Raises `BadInput` if nothing was, or only what was off the record.
    """
    excerpt = edit.get(Excerpt, excerpt_id)
    spans = ranges_of(edit.session, excerpt_id)
    if not 0 <= cut_index < len(spans) - 1:
        raise BadInput("Nothing was taken out there.")
    whole = [*spans]
    whole[cut_index : cut_index + 2] = [TimeRange(spans[cut_index].start_ms, spans[cut_index + 1].end_ms)]
    words = words_near(edit.session, excerpt.story_id, spans)
    kept = on_record(words, whole, off_record(edit.session, excerpt.story_id))
    if kept == spans:
        raise BadInput("This was off the record, so it stays out.", "The excerpt stays as it was.")
    _set_spans(edit, excerpt, kept, words)


def change_excerpt(
    edit: Edit,
    excerpt_id: int,
    *,
    title: str | None = None,
    note: str | None = None,
    feeling: str | None = None,
    attribution: str | None = None,
    lead_in_ms: int | None = None,
    lead_out_ms: int | None = None,
    care: str | None = None,
    sensitive: bool | None = None,
) -> None:
    """Change what is said about an excerpt; lead-in and tail are 0–2,000 ms. What it means: see `meaning`."""
    excerpt = edit.get(Excerpt, excerpt_id)
    for name, value in (("title", title), ("note", note), ("feeling", feeling), ("attribution", attribution)):
        if value is not None:
            setattr(excerpt, name, value.strip())
    if care is not None:
        excerpt.care = care_text(care)
    if sensitive is not None:
        excerpt.sensitive = int(sensitive)
    for name, length in (("lead_in_ms", lead_in_ms), ("lead_out_ms", lead_out_ms)):
        if length is not None:
            setattr(excerpt, name, max(0, min(2000, length)))


def delete_excerpt(edit: Edit, excerpt_id: int) -> None:
    """Take an excerpt away, out of every theme and playlist too; of one that was refused the no stays."""
    excerpt = edit.get(Excerpt, excerpt_id)
    _keep_no(edit, excerpt, ())
    delete_with_all(edit.session, "excerpt", [excerpt_id])


def excerpts_of(session: Session, story_id: int | None = None, only: Sequence[int] | None = None) -> list[Excerpt]:
    """The excerpts of a story in order of time, or of all stories that are not in the bin; or `only` of these."""
    query = select(Excerpt).join(Story, Story.id == Excerpt.story_id)
    where = Excerpt.story_id == story_id if story_id is not None else Story.binned_at.is_(None)
    if only:
        where = and_(where, Excerpt.id.in_(only))
    first = select(Span.start_ms).where(Span.excerpt_id == Excerpt.id).order_by(Span.start_ms).limit(1)
    return list(session.scalars(query.where(where).order_by(Excerpt.story_id, first.scalar_subquery(), Excerpt.id)))


def stories_of(session: Session, excerpt_ids: Sequence[int]) -> list[int]:
    """The stories (ids) that these excerpts come from, each once."""
    return sorted(set(session.scalars(select(Excerpt.story_id).where(Excerpt.id.in_(excerpt_ids)))))


def same_words(session: Session, excerpt_id: int) -> list[int]:
    """The numbers of other excerpts with exactly the same spans, in stories that are not in the bin."""
    mine = ranges_of(session, excerpt_id)
    story = select(Excerpt.story_id).where(Excerpt.id == excerpt_id).scalar_subquery()
    begins = select(Span.excerpt_id).join(Excerpt, Excerpt.id == Span.excerpt_id)
    begins = begins.where(Excerpt.story_id == story, Excerpt.id != excerpt_id, Span.start_ms == mine[0].start_ms)
    return [other for other in sorted(set(session.scalars(begins))) if ranges_of(session, other) == mine]
