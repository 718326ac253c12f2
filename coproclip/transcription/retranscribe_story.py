"""Transcribing a story again: the new words are made beside the old ones and take their place in one step.

“Until all of it is heard the old words stay; then a person can undo the whole of it at once.” What they checked or
corrected stays with its times and its voice, unless they asked for everything to be replaced; voices keep their names
where they spoke before; excerpts keep their times, and their edges never cut a word.
"""

import logging
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coproclip.errors import Cancelled, CoProClipError
from coproclip.jobs import CancelToken, Report, silent
from coproclip.people.stories import sound_of, speakers_of
from coproclip.project.journal import Operation, Work
from coproclip.project.kinds import TranscriptionState
from coproclip.project.project import Edit, Project, now
from coproclip.project.schema import (
    DraftSegment,
    Excerpt,
    Segment,
    Span,
    Speaker,
    Story,
    Transcription,
    Word,
)
from coproclip.speech.diarization.client import assign_speakers
from coproclip.speech.engine import SpokenSegment, SpokenWord, passage
from coproclip.timecode import TimeRange
from coproclip.transcript.edges import note_cuts
from coproclip.transcript.edits import VOICE, passages
from coproclip.transcript.in_hand import in_hand
from coproclip.transcript.speaker_names import found_by_program
from coproclip.transcript.transcription_options import TranscriptionOptions
from coproclip.transcription.channel_turns import turns_of
from coproclip.transcription.corrected import corrected, note_corrected, theirs
from coproclip.transcription.diarize import Teller, WordSpeakers, labels_of
from coproclip.transcription.finish import FAULT, NO_VOICES, add_notice, number_of, voices_of
from coproclip.transcription.merge_words import as_timed_before, middle, put_in_place
from coproclip.transcription.progress import Replacement
from coproclip.transcription.queue import OFF, dequeue

log = logging.getLogger(__name__)

# An edge of an excerpt that lies this far within a word cuts it.
CUTS_MS = 30


def what_is_there(session: Session, story_id: int) -> Replacement:
    """What transcribing this story again would meet."""
    row = passages(session, story_id)
    checked = {one.id for one in row if one.checked}
    excerpts = select(func.count()).select_from(Excerpt).where(Excerpt.story_id == story_id)
    named = [speaker for speaker in speakers_of(session, story_id) if not found_by_program(speaker)]
    speaking = {one.speaker_id for one in row}
    return Replacement(
        len(row),
        len(checked),
        len(corrected(session, story_id, row) - checked),
        session.scalar(excerpts) or 0,
        sum(one.id in speaking for one in named),
    )


def swap_in(
    project: Project,
    story_id: int,
    transcription_id: int,
    *,
    replace_all: bool = False,
    teller: Teller = assign_speakers,
    report: Report = silent,
    cancel: CancelToken | None = None,
) -> Replacement:
    """Put a transcription that was made beside a story's words in their place, as one step of a person's.

    Returns what was there before. Who speaks is found out first; that may fail without a loss. Raises `Cancelled`, and
    then the old words still stand there.
    """
    with project.read() as session:
        transcription = session.get_one(Transcription, transcription_id)
        segments = _draft(session, transcription_id)
        turns = turns_of(session, story_id, sound_of(project, session, story_id))
    voices = voices_of(transcription)
    voiced = turns.voiced(segments)
    segments = [spoken for spoken, _ in voiced]
    seated = [voice for _, row in voiced for voice in row]
    labels, notice = _labels(project, story_id, segments, voices, teller, report, cancel)
    with project.edit(Work.TRANSCRIBE) as edit:
        edit.get(Transcription, transcription_id).state = TranscriptionState.HEARD
    with project.edit(Operation.TRANSCRIBE_AGAIN) as edit:
        met = replace(what_is_there(edit.session, story_id), everything=replace_all)
        put_transcript(edit, story_id, segments, labels, seated, replace_all=replace_all)
        keep_excerpts_whole(edit, story_id)
        made = edit.get(Transcription, transcription_id)
        TranscriptionOptions.of(made).changed(made, beside=False)
        made.state, made.ended_at = TranscriptionState.DONE, now()
        add_notice(made, notice)
        story = edit.get(Story, story_id)
        story.language = story.language or made.language
        # Within the same commit: a program that ends now does not begin it all over when it is opened again.
        dequeue(edit, story_id)
    return met


def _draft(session: Session, transcription_id: int) -> list[SpokenSegment]:
    query = select(DraftSegment).where(DraftSegment.transcription_id == transcription_id)
    return [
        passage([SpokenWord(w.text, w.start_ms, w.end_ms, w.confidence) for w in row.words], row.flags)
        for row in session.scalars(query.order_by(DraftSegment.start_ms, DraftSegment.id))
        if row.words
    ]


def _labels(
    project: Project,
    story_id: int,
    segments: list[SpokenSegment],
    voices: str,
    teller: Teller,
    report: Report,
    cancel: CancelToken | None,
) -> tuple[WordSpeakers | None, str]:
    """Who speaks, as far as it can be found out, and a sentence where it cannot."""
    if voices == OFF:
        return None, ""
    words = [
        Word(word.text, word.start_ms, word.end_ms, word.confidence) for segment in segments for word in segment.words
    ]
    try:
        return labels_of(project, story_id, words, number_of(voices), teller=teller, report=report, cancel=cancel), ""
    except Cancelled:
        raise
    except CoProClipError as error:
        return None, f"{NO_VOICES} {error.happened}"
    except Exception as error:
        log.warning("telling voices apart failed: %s", type(error).__name__)
        return None, f"{NO_VOICES} {FAULT}"


def put_transcript(
    edit: Edit,
    story_id: int,
    segments: Sequence[SpokenSegment],
    labels: WordSpeakers | None = None,
    seated: Sequence[int | None] = (),
    *,
    replace_all: bool = False,
    voices_known: bool = False,
    stop: Callable[[], None] = lambda: None,
) -> list[Segment]:
    """Put all that was `segments` in the place of a story's words, but for those that a person checked or corrected.

    `seated` has the voice at whose own microphone each word was heard, or nothing where nobody had one; with
    `voices_known` they count more than who spoke there before. Returns the passages that are new. `stop` raises once it
    is not wanted any more.
    """
    row = passages(edit.session, story_id)
    stay = {one.id for one in row if one.id in in_hand(edit.project)}
    if not replace_all:
        note_corrected(edit, story_id)
        stay |= theirs(edit.session, story_id)
    stop()
    timed = as_timed_before(segments, [word for one in row for word in one.words])
    said = [word for one in timed for word in one.words]
    channel = {
        (word.start_ms, word.end_ms): voice for word, voice in zip(said, seated or [None] * len(said), strict=True)
    }
    voices = _Voices(row, speakers_of(edit.session, story_id), labels is not None, channel, voices_known)
    # Lines of a file that a person brought in are theirs as well.
    keep_edges = not (replace_all or voices_known)
    fresh, cuts = put_in_place(
        edit,
        story_id,
        timed,
        row,
        stay,
        voices.of,
        voices.doubtful,
        leave_same=True,
        keep_edges=keep_edges,
        stop=stop,
    )
    if cuts:
        note_cuts(edit, story_id, cuts)
    if labels is not None:
        labels.put_into(edit, story_id, stay=stay)
    return fresh


class _Voices:
    """Who says a word: whoever spoke there before, if a person named them or nothing better is known."""

    def __init__(
        self,
        row: list[Segment],
        known: list[Speaker],
        labelled: bool,
        channel: dict[tuple[int, int], int | None],
        voices_known: bool = False,
    ) -> None:
        self._row, self._labelled, self._channel = row, labelled, channel
        self._starts = [one.start_ms for one in row]
        self._longest = max((one.end_ms - one.start_ms for one in row), default=0)
        self._named = {one.id for one in known if not found_by_program(one)}
        self._voices_known = voices_known

    def of(self, word: SpokenWord) -> int | None:
        """The voice of a word; None where it is to be found out, or nobody knows."""
        under, seated = self._under(word), self._channel.get((word.start_ms, word.end_ms))
        if self._voices_known and seated is not None:
            return seated
        if under is not None and (under.voice_said or under.speaker_id in self._named):
            return under.speaker_id
        if seated is not None or self._labelled:
            return seated
        near = under or self._nearest(word)
        return near.speaker_id if near is not None else None

    def doubtful(self, word: SpokenWord) -> bool:
        """Whether it was not sure who spoke there."""
        under = self._under(word)
        return under is not None and VOICE in under.flags

    def _under(self, word: SpokenWord) -> Segment | None:
        at = middle(word)
        first, last = bisect_left(self._starts, at - self._longest), bisect_left(self._starts, at + 1)
        return next((one for one in reversed(self._row[first:last]) if one.start_ms <= at < one.end_ms), None)

    def _nearest(self, word: SpokenWord) -> Segment | None:
        at = middle(word)
        place = bisect_left(self._starts, at)
        around = self._row[max(0, place - 3) : place + 1]
        return min(around, key=lambda one: max(one.start_ms - at, at - one.end_ms, 0), default=None)


def keep_excerpts_whole(edit: Edit, story_id: int) -> None:
    """Excerpts stay where they were heard; an edge that now lies within a word moves to that word's end or beginning.

    A yes is bound to the times and the words, so where either changed the storyteller is asked again.
    """
    words = sorted(
        TimeRange(word.start_ms, word.end_ms) for passage in passages(edit.session, story_id) for word in passage.words
    )
    starts = [word.start_ms for word in words]
    longest = max((word.duration_ms for word in words), default=0)
    query = select(Span).join(Excerpt, Excerpt.id == Span.excerpt_id).where(Excerpt.story_id == story_id)
    for span in edit.session.scalars(query):
        time = TimeRange(span.start_ms, span.end_ms)

        def _whole(edge: int, start: bool, time: TimeRange = time) -> int:
            for word in words[bisect_left(starts, edge - longest) : bisect_left(starts, edge)]:
                if word.start_ms + CUTS_MS < edge < word.end_ms - CUTS_MS:
                    within = time.contains((word.start_ms + word.end_ms) // 2)
                    return word.start_ms if within == start else word.end_ms
            return edge

        start, end = _whole(time.start_ms, True), _whole(time.end_ms, False)
        if start < end:
            span.start_ms, span.end_ms = start, end
    edit.session.flush()
