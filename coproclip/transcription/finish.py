"""What comes after the words: who says them, who is named in them, and what a person should know of all that.

“It never blocks and never fails the words.” It is noted beforehand that it is still to be done, so that a program that
ends in its middle does it the next time.
"""

import logging

from sqlalchemy.orm import Session

from coproclip.errors import Cancelled, CoProClipError, TranscriptionError
from coproclip.jobs import CancelToken, Report, silent
from coproclip.project.journal import Work
from coproclip.project.kinds import TranscriptionState
from coproclip.project.project import Project
from coproclip.project.schema import Transcription
from coproclip.speech.diarization.client import assign_speakers
from coproclip.speech.messages import AtMost, Voices
from coproclip.transcript.draft import latest
from coproclip.transcript.suggested_names import find_names
from coproclip.transcript.transcription_options import TranscriptionOptions
from coproclip.transcription.diarize import DiarizationResult, Teller, separate
from coproclip.transcription.queue import AUTO, OFF, ONE_OR_TWO, VOICES

log = logging.getLogger(__name__)

NO_VOICES = "We couldn’t tell the speakers apart."
FEWER = "Nobody else says enough to be a voice of their own."
FAULT = "There was a fault in CoProClip."


def voices_after_words(
    project: Project,
    story_id: int,
    report: Report = silent,
    cancel: CancelToken | None = None,
    teller: Teller = assign_speakers,
) -> None:
    """Find out who speaks if that is still to be done for this story; raises `Cancelled`, and then it still is.

    What goes wrong becomes a notice.
    """
    with project.read() as session:
        if not voices_wait(session, story_id):
            return
        last = latest(session, story_id)
    wanted, notice = voices_of(last) if last else OFF, ""
    try:
        if wanted != OFF:
            found = _separate_twice(project, story_id, number_of(wanted), report, cancel, teller)
            notice = fewer(found, number_of(wanted))
    except Cancelled:
        raise
    except CoProClipError as error:
        notice = f"{NO_VOICES} {error.happened}"
    except Exception as error:
        log.warning("telling voices apart failed: %s", type(error).__name__)
        notice = f"{NO_VOICES} {FAULT}"
    _no_longer(project, story_id, wanted, notice)


def names_after_words(project: Project, story_id: int) -> None:
    """Look for names in a story that is transcribed, for a person to decide about; what goes wrong is no loss."""
    with project.read() as session:
        last = latest(session, story_id)
    if last is None or last.state != TranscriptionState.DONE:
        return
    try:
        find_names(project, story_id)
    except Exception as error:
        log.warning("looking for names failed: %s", type(error).__name__)


def _separate_twice(
    project: Project, story_id: int, voices: Voices, report: Report, cancel: CancelToken | None, teller: Teller
) -> DiarizationResult:
    """Once more where its process came down, as with a window of words."""
    try:
        return separate(project, story_id, voices, teller=teller, report=report, cancel=cancel)
    except TranscriptionError:
        return separate(project, story_id, voices, teller=teller, report=report, cancel=cancel)


def fewer(found: DiarizationResult, wanted: Voices) -> str:
    """A sentence where a person asked for so many voices and fewer were found; else nothing."""
    if not isinstance(wanted, int) or not found.words or found.voices >= wanted:
        return ""
    there = "1 was" if found.voices == 1 else f"{found.voices} were"
    return f"{FEWER} {wanted} voices were asked for and {there} found: please look at who is speaking."


def voices_wait(session: Session, story_id: int) -> bool:
    """Whether all words of a story are there and who says them is still to be found out."""
    last = latest(session, story_id)
    return last is not None and last.state == TranscriptionState.DONE and TranscriptionOptions.of(last).voices_wait


def tell_voices(
    project: Project, story_id: int, voices: str, report: Report = silent, cancel: CancelToken | None = None
) -> DiarizationResult:
    """Find out who speaks in a story that is transcribed; `voices` is one of `queue.VOICES` but not “off”.

    Raises what `separate` raises.
    """
    found = separate(project, story_id, number_of(voices), report=report, cancel=cancel)
    _no_longer(project, story_id, voices, fewer(found, number_of(voices)))
    return found


def _no_longer(project: Project, story_id: int, voices: str, notice: str = "") -> None:
    with project.edit(Work.TRANSCRIBE) as edit:
        finished = latest(edit.session, story_id)
        if finished is not None:
            options = TranscriptionOptions.of(finished)
            notices = tuple(text for text in options.notices if not text.startswith((NO_VOICES, FEWER)))
            options.changed(finished, voices=voices, notices=notices, voices_wait=False)
            add_notice(finished, notice)


def voices_of(transcription: Transcription) -> str:
    """How many voices it was asked to look for: one of `queue.VOICES`, the usual one for anything else."""
    kept = TranscriptionOptions.of(transcription).voices
    return kept if kept in VOICES else ONE_OR_TWO


def number_of(voices: str) -> Voices:
    """How many voices to look for, just so many or at most; None where that shall be found out altogether."""
    if voices == AUTO:
        return None
    return int(voices) if voices.isdecimal() and voices in VOICES else AtMost(2)


def add_notice(transcription: Transcription, notice: str) -> None:
    """Keep what a person should know of it, once."""
    options = TranscriptionOptions.of(transcription)
    if notice and notice not in options.notices:
        options.changed(transcription, notices=(*options.notices, notice))
    transcription.notice = notice_of(transcription)


def notice_of(transcription: Transcription, *more: str) -> str:
    """What a person should know of it: what was noted for good, and what comes on top of that."""
    return " ".join(part for part in (*TranscriptionOptions.of(transcription).notices, *more) if part)
