"""What the engine wrote, untouched, beside the edited text."""

from collections.abc import Iterable, Set
from itertools import chain

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.project.kinds import TranscriptionState
from coproclip.project.rows import among
from coproclip.project.schema import DraftSegment, Transcription, Word
from coproclip.timecode import TimeRange
from coproclip.transcript.transcription_options import TranscriptionOptions

UNFINISHED = (TranscriptionState.RUNNING, TranscriptionState.PAUSED, TranscriptionState.STOPPED)


def latest(session: Session, story_id: int) -> Transcription | None:
    """The last act of writing the story down, of those that are shown."""
    return next((act for act in _acts(session, story_id) if not TranscriptionOptions.of(act).beside), None)


def latest_of_all(session: Session, only: Set[int] | None = None) -> dict[int, Transcription]:
    """Of each story (its number, one in `only`) that was ever transcribed, the last act of those that are shown."""
    acts = session.scalars(among(select(Transcription).order_by(Transcription.id), Transcription.story_id, only))
    return {act.story_id: act for act in acts if not TranscriptionOptions.of(act).beside}


def beside(session: Session, story_id: int) -> Transcription | None:
    """What is being made beside the words that are shown and is not complete yet; None where nothing is."""
    last = next(iter(_acts(session, story_id)), None)
    return last if last is not None and TranscriptionOptions.of(last).beside and last.state in UNFINISHED else None


def newest(session: Session, story_id: int) -> Transcription | None:
    """The last act of writing the story down, whether it is shown or not."""
    return next(iter(_acts(session, story_id)), None)


def _acts(session: Session, story_id: int) -> Iterable[Transcription]:
    query = select(Transcription).where(Transcription.story_id == story_id)
    return session.scalars(query.order_by(Transcription.id.desc())).all()


def draft_of(session: Session, story_id: int) -> list[DraftSegment]:
    """What the engine wrote the last time, untouched."""
    last = latest(session, story_id)
    if last is None:
        return []
    query = select(DraftSegment).where(DraftSegment.transcription_id == last.id)
    return list(session.scalars(query.order_by(DraftSegment.start_ms, DraftSegment.id)))


def drafted_words(session: Session, story_id: int, within: TimeRange | None = None) -> tuple[list[Word], list[Word]]:
    """The words of the draft that counts now, and the others of all that came before, both as they were kept.

    `within`: only those whose middle (ms) lies there. Where the last act has not come so far, an earlier one stands.
    """
    there, others, until = list[Word](), list[Word](), 0
    for act in [act for act in _acts(session, story_id) if not TranscriptionOptions.of(act).beside]:
        query = select(DraftSegment).where(DraftSegment.transcription_id == act.id)
        if within is not None:
            query = query.where(DraftSegment.start_ms <= within.end_ms, DraftSegment.end_ms >= within.start_ms)
        for word in chain.from_iterable(segment.words for segment in session.scalars(query)):
            middle = (word.start_ms + word.end_ms) // 2
            if within is None or within.start_ms <= middle <= within.end_ms:
                (there if middle >= until else others).append(word)
        until = max(until, act.done_ms)
    return there, others


def ever_drafted(session: Session, story_id: int, within: TimeRange) -> list[list[Word]]:
    """The words that an engine, or a file, ever had for a stretch, whether they stand there now or not.

    Each transcription is a list in order of time, also one that was only made beside the words that are shown.
    """
    lines = select(DraftSegment).where(DraftSegment.transcription_id.in_([act.id for act in _acts(session, story_id)]))
    lines = lines.where(DraftSegment.start_ms <= within.end_ms, DraftSegment.end_ms >= within.start_ms)
    found: dict[int, list[Word]] = {}
    for line in session.scalars(lines.order_by(DraftSegment.transcription_id, DraftSegment.start_ms, DraftSegment.id)):
        words = [word for word in line.words if word.start_ms <= within.end_ms and word.end_ms >= within.start_ms]
        found.setdefault(line.transcription_id, []).extend(words)
    return list(found.values())


def engine_words(session: Session, story_id: int) -> list[Word] | None:
    """What an engine heard the last time it came to the end of a story, in order of time; None where nothing is kept.

    Also where that was beside words that stayed.
    """
    for act in _acts(session, story_id):
        options = TranscriptionOptions.of(act)
        ended = TranscriptionState.HEARD if options.beside else TranscriptionState.DONE
        if act.state == ended and not options.brought_in:
            words = select(DraftSegment.words).where(DraftSegment.transcription_id == act.id)
            heard = list(chain.from_iterable(session.scalars(words)))
            if heard:  # else nothing was said, or the old words were forgotten
                return sorted(heard, key=lambda word: (word.start_ms, word.end_ms))
    return None
