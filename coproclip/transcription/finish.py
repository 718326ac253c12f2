"""What comes after the words: who says them; and what a person should know of how a story was written down.

“It never blocks and never fails the words.” It is noted beforehand that it is still to be done, so that a program that
ends in its middle does it the next time.
"""

import logging
from typing import Any

from sqlalchemy.orm import Session

from coproclip.errors import Cancelled, CoProClipError, TranscriptionError
from coproclip.jobs import CancelToken, Report, silent
from coproclip.project.journal import Work
from coproclip.project.project import Project
from coproclip.project.schema import Transcription
from coproclip.transcript.draft import latest
from coproclip.transcription.diarize import DiarizationResult, separate
from coproclip.transcription.progress import texts_of
from coproclip.transcription.queue import AUTO, OFF, TWO, VOICES

log = logging.getLogger(__name__)

VOICES_WAIT = "voices wait"
NO_VOICES = "We couldn’t tell the speakers apart."
FAULT = "There was a fault in CoProClip."
# What earlier versions of the program called the notices.
_NOTICES, _EARLIER = "notices", "skipped"


def voices_after_words(
    project: Project, story_id: int, report: Report = silent, cancel: CancelToken | None = None
) -> None:
    """Find out who speaks if that is still to be done for this story; raises `Cancelled`, and then it still is.

    What goes wrong becomes a notice.
    """
    with project.read() as session:
        if not voices_wait(session, story_id):
            return
        last = latest(session, story_id)
    wanted, notice = voices_of(last.options) if last else OFF, ""
    try:
        if wanted != OFF:
            found = _separate_twice(project, story_id, number_of(wanted), report, cancel)
            notice = fewer(found, number_of(wanted))
    except Cancelled:
        raise
    except CoProClipError as error:
        notice = f"{NO_VOICES} {error.happened}"
    except Exception as error:
        log.warning("telling voices apart failed: %s", type(error).__name__)
        notice = f"{NO_VOICES} {FAULT}"
    _no_longer(project, story_id, wanted, notice)


def _separate_twice(
    project: Project, story_id: int, voices: int | None, report: Report, cancel: CancelToken | None
) -> DiarizationResult:
    """Once more where its process came down, as with a window of words."""
    try:
        return separate(project, story_id, voices, report=report, cancel=cancel)
    except TranscriptionError:
        return separate(project, story_id, voices, report=report, cancel=cancel)


def fewer(found: DiarizationResult, wanted: int | None) -> str:
    """A sentence where fewer voices could be told apart than were looked for; else nothing."""
    if wanted is None or not found.words or found.voices >= wanted:
        return ""
    return f"{NO_VOICES} {found.voices} of {wanted} voices could be told apart: please look at who is speaking."


def voices_wait(session: Session, story_id: int) -> bool:
    """Whether all words of a story are there and who says them is still to be found out."""
    last = latest(session, story_id)
    return last is not None and last.state == "done" and bool(last.options.get(VOICES_WAIT))


def tell_voices(
    project: Project, story_id: int, voices: str, report: Report = silent, cancel: CancelToken | None = None
) -> DiarizationResult:
    """Find out who speaks in a story that is written down; `voices` is one of `queue.VOICES` but not “off”.

    Raises what `separate` raises.
    """
    found = separate(project, story_id, number_of(voices), report=report, cancel=cancel)
    _no_longer(project, story_id, voices, fewer(found, number_of(voices)))
    return found


def _no_longer(project: Project, story_id: int, voices: str, notice: str = "") -> None:
    with project.edit(Work.TRANSCRIBE) as edit:
        finished = latest(edit.session, story_id)
        if finished is not None:
            kept = {key: value for key, value in finished.options.items() if key != VOICES_WAIT}
            notices = [text for text in texts_of(kept, _NOTICES) if not text.startswith(NO_VOICES)]
            finished.options = {**kept, "voices": voices, _NOTICES: notices}
            add_notice(finished, notice)


def voices_of(options: dict[str, Any]) -> str:
    """How many voices a transcription was asked to look for: one of `queue.VOICES`, the usual one for anything else."""
    kept = options.get("voices")
    return kept if isinstance(kept, str) and kept in VOICES else TWO


def number_of(voices: str) -> int | None:
    """How many voices to look for; None where that shall be found out too."""
    return None if voices == AUTO else int(voices) if voices in VOICES and voices != OFF else int(TWO)


def add_notice(transcription: Transcription, notice: str) -> None:
    """Keep what a person should know of it, once."""
    kept = texts_of(transcription.options, _NOTICES)
    if notice and notice not in kept:
        transcription.options = {**transcription.options, _NOTICES: [*kept, notice]}
    transcription.notice = told(transcription)


def told(transcription: Transcription, *more: str) -> str:
    """What a person should know of it: what was noted for good, and what comes on top of that."""
    options = transcription.options
    return " ".join(part for part in (*texts_of(options, _EARLIER), *texts_of(options, _NOTICES), *more) if part)
