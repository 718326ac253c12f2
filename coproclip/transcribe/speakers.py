"""Telling voices apart in one recording, in a process of its own: words come in, and whose each of them is comes out.

“No file ever contains a voice print.” They are made, compared and thrown away in that process; only whose each word is
leaves it.
"""

import logging
import queue
import time
from collections.abc import Sequence
from pathlib import Path

from coproclip.audio.files import open_plain
from coproclip.errors import SpeechModelError, TranscriptionError
from coproclip.jobs import CancelToken, Report, Stopwatch, silent
from coproclip.transcribe.engine import SpokenWord
from coproclip.transcribe.messages import Broken, Finished, Refused, TellApart, VoicesHeard, VoicesTold
from coproclip.transcribe.messages import WordVoice as WordVoice
from coproclip.transcribe.process import SpeechProcess
from coproclip.transcribe.speaker_model import HOW_TO_GET, NO_MODEL, SpeakerModel, find_speaker_model

log = logging.getLogger(__name__)

TELLING = "Finding out who is speaking"
LOOK_SECONDS = 0.1
SILENT_SECONDS = 600.0
"""A process that says nothing for so long will not say anything any more, whatever model it has."""


def tell_apart(
    sound: Path,
    words: Sequence[SpokenWord],
    voices: int | None = 2,
    *,
    model: SpeakerModel | None = None,
    report: Report = silent,
    cancel: CancelToken | None = None,
    patience_s: float = SILENT_SECONDS,
) -> list[WordVoice]:
    """Whose each of `words` (in order of time) is; `voices` is how many there are at most, None finds that out (1-6).

    `sound` is plain WAV or FLAC. Progress is in seconds of sound. Raises `Cancelled` soon after `cancel`;
    `SpeechModelError` when there is no speaker model, saying how to get one, or when it says nothing for `patience_s`
    seconds; `MediaError`, `TranscriptionError`.
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
    task = TellApart(str(sound), str(model.path), tuple(words), voices)
    watch, total = Stopwatch(report), words[-1].end_ms / 1000
    watch(0, total, TELLING)
    with SpeechProcess(task) as process:
        told: list[WordVoice] = []
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
                case VoicesHeard():
                    watch(min(message.until_ms / 1000, total), total, TELLING)
                case VoicesTold():
                    told = list(message.told)
                case Finished() if len(told) == len(words):
                    return told
                case Refused():
                    raise message.error
                case _:
                    why = f"{message.kind} at {message.place}" if isinstance(message, Broken) else "it ended"
                    log.warning("telling voices apart: %s", why)
                    raise TranscriptionError(
                        "Finding out who is speaking stopped unexpectedly.",
                        "The words are kept.",
                        "Close other programs and try again.",
                    )
