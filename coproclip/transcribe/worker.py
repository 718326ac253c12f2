"""The app's side of writing a story down: window after window comes out, whatever happens to the speech process."""

import logging
import queue
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from coproclip.audio.files import open_plain, time_at
from coproclip.errors import TranscriptionError
from coproclip.jobs import CancelToken, Progress, Report, Stopwatch, silent
from coproclip.timecode import TimeRange, clock
from coproclip.transcribe.engine import SpeechOptions, SpokenSegment
from coproclip.transcribe.messages import (
    Broken,
    Finished,
    Heard,
    Listen,
    Ready,
    Refused,
    WindowBegun,
    WindowHeard,
)
from coproclip.transcribe.models import SpeechModel
from coproclip.transcribe.process import SpeechProcess

log = logging.getLogger(__name__)

WHISPER = "coproclip.transcribe.whisper:load_engine"
LOOK_SECONDS = 0.1
MOST_SKIPPED = 3
# The bar never runs further ahead of what was heard than this much sound.
AHEAD_MS = 150_000


@dataclass(frozen=True, slots=True)
class WindowDone:
    """A window of a story that needs no more work: its passages, to be kept at once. Times are ms of the story.

    `speech_ms` of speech were found in it, of which `wordless_ms` gave no words. A `skipped` window brought the engine
    down twice; `notice` says so in a sentence.
    """

    start_ms: int
    end_ms: int
    segments: tuple[SpokenSegment, ...]
    language: str
    language_sure: bool
    engine: str
    speech_ms: int = 0
    wordless_ms: int = 0
    skipped: bool = False
    notice: str = ""


class _Died(Exception):
    def __init__(self, window: TimeRange | None, why: str) -> None:
        super().__init__(why)
        self.window = window
        self.why = why


class Transcriber:
    """Writes stories down with the engine that `factory` (`package.module:function`) makes in a process of its own."""

    def __init__(self, factory: str = WHISPER) -> None:
        self._factory = factory

    def transcribe_file(
        self,
        sound: Path,
        model: SpeechModel,
        options: SpeechOptions,
        *,
        from_ms: int = 0,
        report: Report = silent,
        cancel: CancelToken | None = None,
    ) -> Iterator[WindowDone]:
        """The windows of `sound` (plain WAV or FLAC) from `from_ms` on, in order and without holes.

        Carrying on later at the `end_ms` of the last window gives the same windows as an unbroken run; pass the
        language it found. Progress is in seconds of sound. Iterate in one thread; leaving the loop ends the process.

        A window that brings the process down is tried once more, then skipped. Raises `Cancelled` soon after `cancel`,
        `TranscriptionError` when the engine cannot go on, `SpeechModelError` and `MediaError` with their own sentence.
        """
        cancel = cancel or CancelToken()
        with open_plain(sound) as file:
            duration_ms = time_at(file.frames, file.samplerate)
        run = _Run(Pace(report, from_ms, duration_ms))
        at_ms, failed_at, skipped = from_ms, -1, 0
        while True:
            task = Listen(str(sound), str(model.path), self._factory, options, at_ms)
            try:
                for done in run.windows(task, cancel):
                    at_ms, skipped = done.end_ms, 0
                    if options.language == "auto" and done.language:
                        options = replace(options, language=done.language)
                    yield done
                return
            except _Died as death:
                log.warning("speech process ended: %s", death.why)
                if failed_at != at_ms:
                    failed_at = at_ms
                    continue
                window = death.window
                if window is None or skipped == MOST_SKIPPED - 1:
                    raise _cannot_go_on(at_ms, death.why) from death
            skipped += 1
            at_ms = window.end_ms
            yield run.skipped(window)


class _Run:
    """What is known over several processes of one story."""

    def __init__(self, pace: "Pace") -> None:
        self._pace = pace
        self._engine = self._language = ""
        self._sure = False

    def windows(self, task: Listen, cancel: CancelToken) -> Iterator[WindowDone]:
        """The windows of one process. Raises `_Died` when it ends before the story does."""
        begun: TimeRange | None = None
        self._pace.rest()
        with SpeechProcess(task) as process:
            while True:
                cancel.raise_if_cancelled()
                try:
                    message = process.next(LOOK_SECONDS)
                except queue.Empty:
                    self._pace.tick()
                    continue
                match message:
                    case Ready():
                        self._engine = message.engine
                        self._pace.begin(task.from_ms)
                    case WindowBegun():
                        begun = TimeRange(message.start_ms, message.end_ms)
                    case Heard():
                        self._pace.heard(message.until_ms)
                    case WindowHeard():
                        begun = None
                        self._pace.heard(message.end_ms)
                        yield self._done(message)
                    case Finished():
                        self._pace.finish()
                        return
                    case Refused():
                        raise message.error
                    case Broken():
                        raise _Died(begun, f"{message.kind} at {message.place}")
                    case _:
                        raise _Died(begun, f"exit code {process.end()}")

    def _done(self, heard: WindowHeard) -> WindowDone:
        if heard.language and not self._language:
            self._language, self._sure = heard.language, heard.language_sure
        return WindowDone(
            heard.start_ms,
            heard.end_ms,
            heard.segments,
            heard.language,
            self._sure,
            self._engine,
            heard.speech_ms,
            heard.wordless_ms,
        )

    def skipped(self, window: TimeRange) -> WindowDone:
        """A window that cannot be listened to."""
        times = f"From {clock(window.start_ms)} to {clock(window.end_ms)}"
        notice = f"{times} nothing could be written down: the speech engine stopped there twice."
        return WindowDone(
            window.start_ms, window.end_ms, (), self._language, self._sure, self._engine, skipped=True, notice=notice
        )


class Pace:
    """Progress that moves evenly although the engine tells it in steps: the speed so far fills the time between."""

    def __init__(self, report: Report, from_ms: int, duration_ms: int) -> None:
        self._report, self._total = report, duration_ms
        self._watch = Stopwatch(report)
        self._from = self._heard = self._shown = from_ms
        self._began = self._last = 0.0

    def rest(self) -> None:
        """The speech model is being loaded."""
        self._began = 0.0
        self._report(Progress(self._shown / 1000, self._total / 1000, "Getting the speech model ready"))

    def begin(self, from_ms: int) -> None:
        """Listening starts at `from_ms`."""
        self._from = self._heard = from_ms
        self._began = self._last = time.monotonic()
        self._show(from_ms)

    def heard(self, until_ms: int) -> None:
        """Everything before `until_ms` is done; the whole is only done once it is finished too."""
        self._heard, self._last = max(self._heard, until_ms), time.monotonic()
        self._show(min(self._heard, self._total - 1))

    def tick(self) -> None:
        """Some time passed."""
        worked = self._last - self._began
        if self._began and worked > 0 and self._heard > self._from:
            speed = (self._heard - self._from) / worked
            ahead = min(AHEAD_MS, int(speed * (time.monotonic() - self._last)))
            self._show(min(self._heard + ahead, self._total - 1000))

    def finish(self) -> None:
        """All is done."""
        self._show(self._total)

    def _show(self, done_ms: int) -> None:
        self._shown = max(self._shown, done_ms)
        self._watch(self._shown / 1000, self._total / 1000, "Writing down")


def _cannot_go_on(at_ms: int, why: str) -> TranscriptionError:
    memory = "MemoryError" in why or "exit code -9" in why
    return TranscriptionError(
        f"Writing down stopped at {clock(at_ms)}: "
        + ("there was not enough memory." if memory else "the speech engine ended unexpectedly."),
        "The words so far are kept.",
        "Close other programs or use a smaller speech model, then carry on from there.",
    )
