"""Telling voices apart in one recording, in a process of its own: words come in, and whose each of them is comes out.

“No file ever contains a voice print.” They are made, compared and thrown away in that process; only whose each word is
leaves it.
"""

import logging
import queue
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from coproclip.audio.files import open_plain
from coproclip.errors import SpeechModelError, TranscriptionError
from coproclip.jobs import CancelToken, Report, Stopwatch, silent
from coproclip.speech.diarization.speaker_model import HOW_TO_GET, NO_MODEL, SpeakerModel, find_speaker_model
from coproclip.speech.engine import SpokenWord
from coproclip.speech.messages import (
    ONE_OR_TWO,
    AssignSpeakers,
    Broken,
    DiarizationProgress,
    Refused,
    SpeakersAssigned,
    SpeechFinished,
    Voices,
)
from coproclip.speech.messages import WordSpeaker as WordSpeaker
from coproclip.speech.process_pool import SpeechProcesses, running

log = logging.getLogger(__name__)

TELLING = "Working out who’s speaking"
LOOK_SECONDS = 0.1
SILENT_SECONDS = 600.0
"""A process that says nothing for so long will not say anything any more, whatever model it has."""


def assign_speakers(
    sound: Path,
    words: Sequence[SpokenWord],
    voices: Voices = ONE_OR_TWO,
    *,
    known: Mapping[int, int] | None = None,
    model: SpeakerModel | None = None,
    report: Report = silent,
    cancel: CancelToken | None = None,
    patience_s: float = SILENT_SECONDS,
    processes: SpeechProcesses | None = None,
) -> list[WordSpeaker]:
    """Whose each of `words` (in order of time) is; `voices` is how many there are (1-6); `AtMost` and None find
    that out.

    `known` says of some of the words (by their place) which voice a person said they are: 0 and up, without a gap. They
    keep it, and lead to the others. `sound` is plain WAV or FLAC. Progress is in seconds of sound. Raises `Cancelled`
    soon after `cancel`; `SpeechModelError` when there is no speaker model, saying how to get one, or when it says
    nothing for `patience_s` seconds; `MediaError`, `TranscriptionError`. With `processes` the process stays there for
    the next story, without anything of this one.
    """
    cancel = cancel or CancelToken()
    cancel.raise_if_cancelled()
    if not words:
        return []
    with open_plain(sound):
        pass  # an unreadable file is better told before anything is started
    model = model or find_speaker_model()
    if model is None:
        raise SpeechModelError(NO_MODEL, "The words are kept.", HOW_TO_GET)
    task = AssignSpeakers(str(sound), str(model.path), tuple(words), voices, tuple(sorted((known or {}).items())))
    watch, total = Stopwatch(report), words[-1].end_ms / 1000
    watch(0, total, TELLING)
    with running(task, processes) as process:
        labels: list[WordSpeaker] = []
        spoke = time.monotonic()
        while True:
            cancel.raise_if_cancelled()
            try:
                message = process.next(LOOK_SECONDS)
            except queue.Empty:
                if time.monotonic() - spoke < patience_s:
                    continue
                raise SpeechModelError(
                    f"The speaker model “{model.name}” did not come to an end.",
                    "The words are kept.",
                    "Choose another one under Speech models.",
                ) from None
            spoke = time.monotonic()
            match message:
                case DiarizationProgress():
                    watch(min(message.until_ms / 1000, total), total, TELLING)
                case SpeakersAssigned():
                    labels = list(message.labels)
                case SpeechFinished() if len(labels) == len(words):
                    return labels
                case Refused():
                    raise message.error
                case _:
                    why = f"{message.kind} at {message.place}" if isinstance(message, Broken) else "it ended"
                    log.warning("telling voices apart: %s", why)
                    raise TranscriptionError(
                        "Working out who’s speaking stopped unexpectedly.",
                        "The words are kept.",
                        "Close other programs and try again.",
                    )
