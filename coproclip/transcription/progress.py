"""How far a story is transcribed, and what the engine wrote: to be read without loading what writes it."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from coproclip.project.kinds import TranscriptionState as TranscriptionState
from coproclip.project.schema import Transcription
from coproclip.transcript.draft import beside, latest
from coproclip.transcript.review import little_found, review_story
from coproclip.transcript.transcription_options import TranscriptionOptions


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
class TranscriptionProgress:
    """How far a story is transcribed.

    `speech_ms` of speech were found so far, of which `wordless_ms` gave no words. `kept` is what stayed as it was when
    this act, which has just ended, replaced another one.
    """

    state: TranscriptionState
    done_ms: int
    total_ms: int
    language: str = ""
    speech_model: str = ""
    notice: str = ""
    speech_ms: int = 0
    wordless_ms: int = 0
    preset: str = ""
    kept: Replacement | None = None


def transcription_progress(session: Session, story_id: int, duration_ms: int) -> TranscriptionProgress:
    """How far a story is transcribed. Running is only what the database says: ask the jobs whether it still is."""
    return progress_of(latest(session, story_id), duration_ms)


def progress_of_entry(session: Session, story_id: int, duration_ms: int, *, again: bool) -> TranscriptionProgress:
    """As `transcription_progress`, of a queue entry: `again` it is what is made beside the words that are shown."""
    return progress_of(beside(session, story_id) if again else latest(session, story_id), duration_ms)


def progress_of(last: Transcription | None, duration_ms: int) -> TranscriptionProgress:
    """How far this act of transcribing came; None: there was none."""
    if last is None:
        return TranscriptionProgress(TranscriptionState.NONE, 0, duration_ms)
    return TranscriptionProgress(
        state_of(last),
        last.done_ms,
        duration_ms,
        last.language,
        last.speech_model,
        last.notice,
        last.speech_ms,
        last.wordless_ms,
        TranscriptionOptions.of(last).preset,
    )


def state_of(transcription: Transcription) -> TranscriptionState:
    """How far it has come; what another version of the program calls otherwise has stopped."""
    known = set(TranscriptionState)
    return TranscriptionState(transcription.state) if transcription.state in known else TranscriptionState.STOPPED


def little_found_in(session: Session, story_id: int, far: TranscriptionProgress) -> str:
    """`little_found` of a story that stands like this; `far` knows how long it is."""
    return little_found(far.state, review_story(session, story_id).worded_ms, far.total_ms)
