"""How far a story is written down, and what the engine wrote: to be read without loading what writes it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.project.schema import DraftSegment, Transcription

UNFINISHED = ("running", "paused", "stopped")
BESIDE = "beside"
"""Among the options of a transcription: it is made beside the one that is shown, which stays until it is complete."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """What transcribing again meets: how many passages there are, and what of them and beside them is a person's.

    `corrected` are those whose words a person changed without having checked them; `names` the voices that were named.
    `everything`: the passages of both kinds were replaced too, as a person asked.
    """

    passages: int = 0
    checked: int = 0
    corrected: int = 0
    excerpts: int = 0
    names: int = 0
    everything: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a story is written down. `state`: none, running, paused, stopped or done.

    `speech_ms` of speech were found so far, of which `wordless_ms` gave no words. `kept` is what stayed as it was when
    this act, which has just ended, replaced another one.
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
    kept: Replacement | None = None


def standing(session: Session, story_id: int, duration_ms: int) -> Standing:
    """How far a story is written down. Running is only what the database says: ask the jobs whether it still is."""
    return _told(latest(session, story_id), duration_ms)


def standing_of_turn(session: Session, story_id: int, duration_ms: int, *, again: bool) -> Standing:
    """As `standing`, of what a story in the queue is at: `again` it is what is made beside the words that are shown."""
    return _told(beside(session, story_id) if again else latest(session, story_id), duration_ms)


def _told(last: Transcription | None, duration_ms: int) -> Standing:
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


def texts_of(options: dict[str, Any], key: str, most: int = 100) -> list[str]:
    """The texts kept under `key`: a project from somebody else may hold anything there, and as much as it likes."""
    kept = options.get(key)
    return [text[:1000] for text in kept[:most] if isinstance(text, str)] if isinstance(kept, list) else []


def latest(session: Session, story_id: int) -> Transcription | None:
    """The last act of writing the story down, of those that are shown."""
    return next((one for one in _acts(session, story_id) if not one.options.get(BESIDE)), None)


def beside(session: Session, story_id: int) -> Transcription | None:
    """What is being made beside the words that are shown and is not complete yet; None where nothing is."""
    last = next(iter(_acts(session, story_id)), None)
    return last if last is not None and last.options.get(BESIDE) and last.state in UNFINISHED else None


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
