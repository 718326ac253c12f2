"""The speech process: loads the speech model, listens window by window, tells the app over a pipe.

While one window is being read the next one is made ready, so that no processor core waits at its end.

It runs on its own because the engine cannot be interrupted and native code can take a process down. It writes nothing
and may be ended at any moment; it ends by itself when the app does. After a task it waits for the next one and keeps
what it has loaded: for a short story loading takes longer than listening.
"""

import ctypes
import os
import signal
import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Any, TypeVar

import numpy as np

from coproclip.audio.files import open_plain, time_at
from coproclip.audio.mix import Mix
from coproclip.audio.mono import stream_mono
from coproclip.audio.two_channels import mix_of
from coproclip.errors import CoProClipError
from coproclip.speech.engine import (
    NO_WORDS,
    PER_MS,
    RATE,
    UNHEARD,
    Engine,
    Sound,
    SpeechOptions,
    SpokenSegment,
    SpokenWord,
    load_factory,
    passage,
)
from coproclip.speech.language import StoryLanguage, ask, sentence, story_language, weigh
from coproclip.speech.memory_limit import limit_memory
from coproclip.speech.messages import (
    Answer,
    AssignSpeakers,
    Broken,
    Listen,
    Ready,
    Refused,
    SpeechFinished,
    Task,
    Translate,
    Translated,
    TrySpeakerModel,
    WindowBegun,
    WindowTranscribed,
    receive,
    send,
)
from coproclip.speech.passages import in_order
from coproclip.speech.quality import within, wordless
from coproclip.speech.windows import SpeechWindow, windows
from coproclip.timecode import TimeRange

T = TypeVar("T")

NICE = 10
PR_SET_PDEATHSIG = 1
ASK_PIECES = 3
AHEAD = 1
"""So many windows are made ready while one is being read."""
TRANSLATE_MS, TRANSLATE_TOGETHER = 29_000, 8


class Loaded:
    """What was loaded for the last task, for the next one that needs the same."""

    def __init__(self) -> None:
        self._key: object = None
        self._what: Any = None

    def get(self, key: object, load: Callable[[], T]) -> T:
        """What `load` makes, or what it made for the same `key` before."""
        if key != self._key:
            # Never two at a time: each may fill half of the memory.
            self._key = self._what = None
            self._what, self._key = load(), key
        found: T = self._what
        return found


def main() -> None:
    """Do one task after another that the app names on standard input; answer on standard output."""
    commands, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # What native code prints must not get between the messages.
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)
    step_back()
    tasks: SimpleQueue[Task] = SimpleQueue()
    threading.Thread(target=_hear_the_app, args=(commands, tasks), daemon=True, name="app").start()
    loaded = Loaded()
    while True:
        task = tasks.get()
        limit_memory(task)
        try:
            _answer(task, loaded, answers)
            answers.flush()
        except OSError:
            # The app is gone.
            os._exit(1)


def _hear_the_app(commands: IO[bytes], tasks: "SimpleQueue[Task]") -> None:
    """Pass tasks on. The app closes the pipe to say stop, and the system closes it when the app is gone.

    Nothing is left to be tidied up then. Python aborts when it takes itself apart while another thread is at work; and
    native libraries with threads of their own may come down too.
    """
    while isinstance(message := receive(commands), Task):
        tasks.put(message)
    os._exit(0)


def _answer(task: Task, loaded: Loaded, answers: IO[bytes]) -> None:
    try:
        for message in _messages(task, loaded):
            send(answers, message)
        send(answers, SpeechFinished())
    except CoProClipError as error:
        send(answers, Refused(error))
    except BrokenPipeError:
        raise
    except Exception as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        send(answers, Broken(type(error).__name__, f"{Path(frame.filename).name}:{frame.lineno}"))


def _messages(task: Task, loaded: Loaded) -> Iterator[Answer]:
    match task:
        case Listen():
            yield from listen_to(task, _engine(task, loaded))
        case Translate():
            yield from translate(task, _engine(task, loaded))
        case AssignSpeakers():
            from coproclip.speech.diarization.embeddings import VoicePrinter
            from coproclip.speech.diarization.process import speakers_assigned

            yield from speakers_assigned(task, loaded.get(task.model, lambda: VoicePrinter(Path(task.model))))
        case TrySpeakerModel():
            from coproclip.speech.diarization.embeddings import check_speaker_model

            check_speaker_model(Path(task.model))


def step_back() -> None:
    """Give way to the window and end when the app is killed; whatever the system does not offer is left out."""
    # Ctrl+C in a terminal reaches this process too; what becomes of it is for the app to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if sys.platform != "win32":
        os.nice(NICE)


def _engine(task: Listen | Translate, loaded: Loaded) -> Callable[[], Engine]:
    """Gives the engine for a task; loading it may take long, so what can be said before that is said first."""
    key = task.factory, task.model, task.options.device
    return lambda: loaded.get(key, lambda: load_factory(task.factory)(Path(task.model), task.options.device))


def listen_to(task: Listen, load: Callable[[], Engine]) -> Iterator[Ready | WindowBegun | WindowTranscribed]:
    """Everything there is to tell about `task`, in order."""
    path = Path(task.sound)
    with open_plain(path) as sound:
        duration_ms = time_at(sound.frames, sound.samplerate)
    end_ms = duration_ms if task.until_ms is None else min(task.until_ms, duration_ms)
    engine = load()
    yield Ready(engine.name, engine.device)
    if task.from_ms >= end_ms:
        return
    mix = mix_of(path)
    known = _language(engine, path, mix, task, TimeRange(0 if task.until_ms is None else task.from_ms, end_ms))
    blocks = _sound_from(path, task.from_ms, end_ms, mix)
    under_way: deque[tuple[SpeechWindow, StoryLanguage | None, Future[list[SpokenSegment]]]] = deque()
    with ThreadPoolExecutor(1 + AHEAD) as pool:
        for window in windows(blocks, engine.find_speech, task.from_ms, end_ms):
            yield WindowBegun(window.start_ms, window.end_ms)
            known = known or weigh(ask(engine, window.sound, window.speech, ASK_PIECES), task.options.usual)
            under_way.append((window, known, pool.submit(_segments, engine, window, task.options, known)))
            while len(under_way) > (0 if task.alone else AHEAD):
                yield _window_heard(engine, *under_way.popleft())
        while under_way:
            yield _window_heard(engine, *under_way.popleft())


def translate(task: Translate, load: Callable[[], Engine]) -> Iterator[Ready | Translated]:
    """The English of every span of `task`, in order."""
    path = Path(task.sound)
    mix = mix_of(path)
    engine = load()
    yield Ready(engine.name, engine.device)
    together = 1 if task.alone else TRANSLATE_TOGETHER
    for first in range(task.first, len(task.spans), together):
        spans = task.spans[first : first + together]
        parts = [
            (place, _sound_between(path, mix, start, min(span.end_ms, start + TRANSLATE_MS)))
            for place, span in enumerate(spans, first)
            for start in range(span.start_ms, span.end_ms, TRANSLATE_MS)
        ]
        said = engine.translate([sound for _, sound in parts], task.options.language)
        for place in range(first, first + len(spans)):
            texts = (text.strip() for (whose, _), text in zip(parts, said, strict=True) if whose == place)
            yield Translated(place, " ".join(text for text in texts if text))


def _sound_between(path: Path, mix: Mix, start_ms: int, end_ms: int) -> Sound:
    return np.concatenate([np.zeros(0, np.float32), *stream_mono(path, RATE, start_ms, end_ms, mix)])


def _language(engine: Engine, path: Path, mix: Mix, task: Listen, part: TimeRange) -> StoryLanguage | None:
    if task.options.language != "auto":
        return StoryLanguage(task.options.language, True)

    def read(start_ms: int, end_ms: int) -> Sound:
        return _sound_between(path, mix, part.start_ms + start_ms, part.start_ms + end_ms)

    return story_language(engine, read, part.duration_ms, task.options.usual)


def _sound_from(path: Path, from_ms: int, end_ms: int, mix: Mix) -> Iterator[Sound]:
    """The sound from `from_ms` on, the same samples as when it is reached by reading from the beginning.

    Starting a second early, on a whole second, keeps the resampler in step and warms it up.
    """
    start_ms = max(0, from_ms // 1000 * 1000 - 1000)
    drop = (from_ms - start_ms) * PER_MS
    for block in stream_mono(path, RATE, start_ms, end_ms, mix=mix):
        if drop < len(block):
            yield block[drop:]
        drop = max(0, drop - len(block))


def _segments(
    engine: Engine, window: SpeechWindow, options: SpeechOptions, known: StoryLanguage | None
) -> list[SpokenSegment]:
    """The window's passages in times of the story, whatever the engine does: in order, and inside the window."""
    if not window.speech.maybe:
        return []
    chosen = replace(options, language=known.language if known else options.usual or "en")
    latest = window.start_ms
    segments = []
    for segment in engine.transcribe(window.sound, chosen, window.speech):
        words = [
            replace(word, start_ms=word.start_ms + window.start_ms, end_ms=word.end_ms + window.start_ms)
            for word in segment.words
            if word.text.strip()
        ]
        if words:
            words = in_order(words, TimeRange(latest, window.end_ms))
            latest = words[-1].end_ms
            segments.append(passage(words, segment.flags))
    return segments


def _window_heard(
    engine: Engine, window: SpeechWindow, known: StoryLanguage | None, pending: "Future[list[SpokenSegment]]"
) -> WindowTranscribed:
    segments = pending.result()
    speech = [TimeRange(one.start_ms + window.start_ms, one.end_ms + window.start_ms) for one in window.speech.sure]
    gaps = wordless([word for segment in segments for word in segment.words], speech)
    language = sentence(known) if known and not window.start_ms else ""
    return WindowTranscribed(
        window.start_ms,
        window.end_ms,
        tuple(_with_unheard(segments, gaps)),
        known.language if known else "",
        known.sure if known else False,
        sum(one.duration_ms for one in speech),
        sum(part.duration_ms for gap in gaps for part in within(speech, gap)),
        engine.device,
        " ".join(part for part in (engine.take_notice(), language) if part),
    )


def _with_unheard(segments: list[SpokenSegment], gaps: Sequence[TimeRange]) -> list[SpokenSegment]:
    """`segments` and, where somebody speaks but no words were found, a passage to select, hear and type over."""
    unheard = [passage([SpokenWord(UNHEARD, gap.start_ms, gap.end_ms, 0)], [NO_WORDS]) for gap in gaps]
    return sorted([*segments, *unheard], key=lambda segment: segment.start_ms)
