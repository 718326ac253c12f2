"""A speech engine that says what it is told to, when it is let; and a folder that looks like a speech model."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from model_stand_in import write_model

from coproclip.errors import TranscriptionError
from coproclip.jobs import CancelToken, Progress, Report, silent
from coproclip.speech.client import WindowDone
from coproclip.speech.engine import SpeechOptions, SpokenSegment, SpokenWord
from coproclip.speech.models.installed import SpeechModel
from coproclip.speech.models.trust import remember_here

WINDOWS, WINDOW_MS = 4, 3500


def said(at: int, *words: str) -> SpokenSegment:
    """A passage of words a quarter of a second each."""
    spoken = tuple(SpokenWord(word, at + 250 * n, at + 250 * n + 200, 90) for n, word in enumerate(words))
    return SpokenSegment(at, spoken[-1].end_ms, " ".join(words), spoken)


@dataclass
class SteppedTranscriber:
    """A speech engine that says one sentence a window, each when it is let."""

    windows: int = WINDOWS
    say: str = "window"
    fails_at: int | None = None
    error: Exception = field(
        default_factory=lambda: TranscriptionError("The speech engine stopped.", "The words so far are safe.")
    )
    let: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    asked: list[int] = field(default_factory=list)
    options: list[SpeechOptions] = field(default_factory=list)

    def transcribe_file(
        self,
        sound: Path,
        model: SpeechModel,
        options: SpeechOptions,
        *,
        from_ms: int = 0,
        until_ms: int | None = None,
        report: Report = silent,
        cancel: CancelToken | None = None,
    ) -> Iterator[WindowDone]:
        assert sound.is_file()
        assert cancel is not None
        self.asked.append(from_ms)
        self.options.append(options)
        for place in range(from_ms // WINDOW_MS, self.windows):
            while not self.let.acquire(timeout=0.01):
                cancel.raise_if_cancelled()
            if place == self.fails_at:
                raise self.error
            start, end = place * WINDOW_MS, (place + 1) * WINDOW_MS
            words = said(start + 500, self.say, f"number{place}", "spoken")
            yield WindowDone(start, end, (words,), "en", True, "scripted 1")
            report(Progress(end / 1000, self.windows * WINDOW_MS / 1000, "Transcribing", 30.0))


def make_model(folder: Path) -> Path:
    """A folder with all that a speech model needs, without weights."""
    write_model(folder)
    remember_here(folder)
    return folder
