"""The app's side of transcribing a story: window after window comes out, whatever happens to the speech process."""

import logging
import queue
import time
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from coproclip.audio.files import open_plain, time_at
from coproclip.errors import SpeechModelError, TranscriptionError
from coproclip.jobs import CancelToken, Progress, Report, Stopwatch, silent
from coproclip.speech.engine import SpeechOptions, SpokenSegment
from coproclip.speech.messages import (
    Broken,
    Listen,
    Message,
    Ready,
    Refused,
    SpeechFinished,
    Translate,
    Translated,
    WindowBegun,
    WindowTranscribed,
)
from coproclip.speech.models.files import model_files
from coproclip.speech.models.installed import SpeechModel
from coproclip.speech.models.onnx_folder import is_onnx
from coproclip.speech.process_pool import SpeechProcesses, running
from coproclip.timecode import TimeRange, clock

log = logging.getLogger(__name__)

WHISPER = "coproclip.speech.whisper.engine:load_engine"
PARAKEET = "coproclip.speech.parakeet.engine:load_engine"
LOOK_SECONDS = 0.1
READY_SECONDS = 900
"""From a slow stick a large speech model takes minutes to load; after so long it never will."""
MOST_SKIPPED = 3
CARD_GAVE_UP = "The graphics card stopped working; the processor goes on."
# The bar never runs further ahead of what was heard than this much sound.
AHEAD_MS = 150_000


@dataclass(frozen=True, slots=True)
class WindowDone:
    """A window of a story that needs no more work: its passages, to be kept at once. Times are ms of the story.

    `speech_ms` of speech were found in it, of which `wordless_ms` gave no words. A `skipped` window brought the engine
    down twice. `notice` is what a person should be told: that, or that the graphics card gave up, in a sentence.
    `device` is what it was computed on: “cpu”, “cuda float16” …
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
    device: str = "cpu"


class _Died(Exception):
    def __init__(self, begun: Sequence[TimeRange], why: str) -> None:
        super().__init__(why)
        self.begun = begun
        self.why = why


def factory_of(model: Path) -> str:
    """What makes the engine (`package.module:function`) that reads the speech model in the folder `model`."""
    return PARAKEET if is_onnx([path.name for path in model_files(model)]) else WHISPER


class Transcriber:
    """Transcribes stories with the engine that `factory` (`package.module:function`) makes in a process of its own.

    Without one it is the engine that reads the speech model. With `processes` a process that has loaded it stays there
    for the next story.
    """

    def __init__(self, factory: str = "", processes: SpeechProcesses | None = None) -> None:
        self._factory, self._processes = factory, processes

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
        """The windows of `sound` (plain WAV or FLAC) from `from_ms` to `until_ms` or its end, in order, without holes.

        Carrying on later at the `end_ms` of the last window gives the same windows as an unbroken run; pass the
        language it found. Progress is in seconds of sound. Iterate in one thread; leaving the loop ends the process.

        A window that brings the process down is tried once more, then skipped; after a graphics card the processor
        goes on. Raises `Cancelled` soon after `cancel`, `TranscriptionError` when the engine cannot go on,
        `SpeechModelError` and `MediaError` with their own sentence.
        """
        cancel = cancel or CancelToken()
        end_ms = _length(sound) if until_ms is None else min(until_ms, _length(sound))
        run = _Run(Throughput(report, from_ms, end_ms), cancel, self._processes)
        factory = self._factory or factory_of(model.path)
        task = Listen(str(sound), str(model.path), factory, options, from_ms, until_ms)
        # Everything before this time was under way when the process ended for the first time.
        failed_ms, skipped = -1, 0
        while True:
            try:
                for done in run.windows(task):
                    skipped = 0
                    task = replace(task, from_ms=done.end_ms, options=_known(task.options, done.language))
                    yield done
                return
            except _Died as death:
                log.warning("speech process ended: %s", death.why)
                window = death.begun[0] if death.begun else None
                if task.from_ms >= failed_ms:
                    failed_ms = max(task.from_ms + 1, death.begun[-1].end_ms if death.begun else 0)
                    task = replace(task, alone=True, options=run.without_card(task.options))
                    continue
                if window is None or skipped == MOST_SKIPPED - 1:
                    raise _cannot_go_on(task.from_ms, death.why) from death
            skipped += 1
            task = replace(task, from_ms=window.end_ms)
            yield run.skipped(window)

    def translate_file(
        self,
        sound: Path,
        model: SpeechModel,
        spans: Sequence[TimeRange],
        language: str,
        *,
        device: str = "auto",
        report: Report = silent,
        cancel: CancelToken | None = None,
    ) -> Iterator[tuple[int, str]]:
        """The place in `spans` and the English of what is said there in `language`, in order.

        A span that brings the process down twice has none. Raises as `transcribe_file` does.
        """
        run = _Run(Throughput(report, 0, _length(sound)), cancel or CancelToken(), self._processes)
        options = SpeechOptions(language, device=device)
        factory = self._factory or factory_of(model.path)
        task = Translate(str(sound), str(model.path), factory, options, tuple(spans))
        failed = -1
        while task.first < len(spans):
            try:
                for index, text in run.translations(task):
                    task = replace(task, first=index + 1)
                    yield index, text
                return
            except _Died as death:
                log.warning("speech process ended: %s", death.why)
                if failed != task.first:
                    failed = task.first
                    task = replace(task, alone=True, options=run.without_card(task.options))
                    continue
                if not run.ready:
                    raise _cannot_go_on(spans[failed].start_ms, death.why) from death
            task = replace(task, first=failed + 1)
            yield failed, ""


def _length(sound: Path) -> int:
    with open_plain(sound) as file:
        return time_at(file.frames, file.samplerate)


def _known(options: SpeechOptions, language: str) -> SpeechOptions:
    return replace(options, language=language) if options.language == "auto" and language else options


class _Run:
    """What is known over several processes of one task."""

    def __init__(self, pace: "Throughput", cancel: CancelToken, processes: SpeechProcesses | None) -> None:
        self._pace, self._cancel, self._processes = pace, cancel, processes
        self._engine = self._language = self._device = self._notice = ""
        self._sure = self.ready = False

    def windows(self, task: Listen) -> Iterator[WindowDone]:
        """The windows of one process. Raises `_Died` when it ends before the story does."""
        begun: deque[TimeRange] = deque()
        for message in self._messages(task, task.from_ms, begun):
            match message:
                case WindowBegun():
                    begun.append(TimeRange(message.start_ms, message.end_ms))
                case WindowTranscribed():
                    begun.popleft()
                    self._pace.heard(message.end_ms)
                    yield self._done(message)

    def translations(self, task: Translate) -> Iterator[tuple[int, str]]:
        """The translations of one process. Raises `_Died` when it ends before they are done."""
        for message in self._messages(task, task.spans[task.first].start_ms, ()):
            if isinstance(message, Translated):
                self._pace.heard(task.spans[message.index].end_ms)
                yield message.index, message.text

    def _messages(self, task: Listen | Translate, from_ms: int, begun: Collection[TimeRange]) -> Iterator[Message]:
        self.ready = False
        self._pace.rest()
        began = time.monotonic()
        with running(task, self._processes) as process:
            while True:
                self._cancel.raise_if_cancelled()
                try:
                    message = process.next(LOOK_SECONDS)
                except queue.Empty:
                    if not self.ready and time.monotonic() - began > READY_SECONDS:
                        raise _never_ready(Path(task.model)) from None
                    self._pace.tick()
                    continue
                match message:
                    case Ready():
                        self._engine, self._device, self.ready = message.engine, message.device, True
                        self._pace.begin(from_ms)
                    case SpeechFinished():
                        self._pace.finish()
                        return
                    case Refused():
                        raise message.error
                    case Broken():
                        raise _Died(tuple(begun), f"{message.kind} at {message.place}")
                    case None:
                        raise _Died(tuple(begun), f"exit code {process.end()}")
                    case _:
                        yield message

    def without_card(self, options: SpeechOptions) -> SpeechOptions:
        """After a process ended, the next one leaves the graphics card alone; a notice says so where one was used."""
        if self._device.startswith("cuda"):
            self._notice = CARD_GAVE_UP
        return replace(options, device="cpu")

    def _done(self, window: WindowTranscribed) -> WindowDone:
        if window.language and not self._language:
            self._language, self._sure = window.language, window.language_sure
        return WindowDone(
            window.start_ms,
            window.end_ms,
            window.segments,
            window.language,
            self._sure,
            self._engine,
            window.speech_ms,
            window.wordless_ms,
            notice=" ".join(part for part in (self._take_notice(), window.notice) if part),
            device=window.device,
        )

    def _take_notice(self) -> str:
        notice, self._notice = self._notice, ""
        return notice

    def skipped(self, window: TimeRange) -> WindowDone:
        """A window that cannot be listened to."""
        times = f"From {clock(window.start_ms)} to {clock(window.end_ms)}"
        notice = f"{times} nothing could be transcribed: the speech engine stopped there twice."
        return WindowDone(
            window.start_ms,
            window.end_ms,
            (),
            self._language,
            self._sure,
            self._engine,
            skipped=True,
            notice=" ".join(part for part in (self._take_notice(), notice) if part),
            device=self._device,
        )


class Throughput:
    """Progress that moves evenly although the engine tells it in steps: the speed so far fills the time between."""

    def __init__(self, report: Report, from_ms: int, duration_ms: int) -> None:
        self._report, self._total = report, duration_ms
        self._watch = Stopwatch(report)
        self._from = self._heard = self._shown = from_ms
        self._began = self._last = 0.0

    def rest(self) -> None:
        """The speech model is being loaded."""
        self._began = 0.0
        self._report(Progress(self._shown / 1000, self._total / 1000, "Getting ready to transcribe"))

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
        self._watch(self._shown / 1000, self._total / 1000, "Transcribing")


def _cannot_go_on(at_ms: int, why: str) -> TranscriptionError:
    memory = "MemoryError" in why or "exit code -9" in why
    return TranscriptionError(
        f"Transcribing stopped at {clock(at_ms)}: "
        + ("there was not enough memory." if memory else "the speech engine ended unexpectedly."),
        "The words so far are kept.",
        "Close other programs or use a smaller speech model, then carry on from there.",
    )


def _never_ready(model: Path) -> SpeechModelError:
    return SpeechModelError(
        f"The speech model “{model.name}” could not be loaded: it did not come to an end.",
        "The words so far are kept.",
        "Choose another speech model, or add this one again.",
    )
