"""How far a story is written down, and what the engine wrote: to be read without loading what writes it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.project.schema import DraftSegment, Transcription


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a story is written down. `state`: none, running, paused, stopped or done.

    `speech_ms` of speech were found so far, of which `wordless_ms` gave no words.
    """

    state: str
    done_ms: int
    total_ms: int
    language: str = ""
    speech_model: str = ""
    notice: str = ""
    speech_ms: int = 0
    wordless_ms: int = 0
    preset: str = ""


def standing(session: Session, story_id: int, duration_ms: int) -> Standing:
    """How far a story is written down. Running is only what the database says: ask the jobs whether it still is."""
    last = latest(session, story_id)
    if last is None:
        return Standing("none", 0, duration_ms)
    return Standing(
        last.state,
        last.done_ms,
        duration_ms,
        last.language,
        last.speech_model,
        last.notice,
        last.speech_ms,
        last.wordless_ms,
        str(last.options.get("preset", "")),
    )


def latest(session: Session, story_id: int) -> Transcription | None:
    """The last act of writing the story down."""
    query = select(Transcription).where(Transcription.story_id == story_id).order_by(Transcription.id.desc()).limit(1)
    return session.scalar(query)


def draft_of(session: Session, story_id: int) -> list[DraftSegment]:
    """What the engine wrote the last time, untouched."""
    last = latest(session, story_id)
    if last is None:
        return []
    query = select(DraftSegment).where(DraftSegment.transcription_id == last.id)
    return list(session.scalars(query.order_by(DraftSegment.start_ms, DraftSegment.id)))
