"""The speech process: loads the speech model, listens window by window, tells the app over a pipe.

It runs on its own because the engine cannot be interrupted and native code can take a process down. It keeps nothing
and may be ended at any moment; it ends by itself when the app does.
"""

import ctypes
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO

import numpy as np

from coproclip.audio.files import open_plain, time_at
from coproclip.audio.mono import Mix, mix_of, stream_mono
from coproclip.errors import CoProClipError
from coproclip.timecode import TimeRange
from coproclip.transcribe.doubts import within, wordless
from coproclip.transcribe.engine import PER_MS, RATE, Engine, Sound, SpeechOptions, SpokenSegment, load_factory, passage
from coproclip.transcribe.language import StoryLanguage, ask, story_language, weigh
from coproclip.transcribe.messages import (
    Broken,
    Finished,
    Heard,
    Listen,
    Ready,
    Refused,
    WindowBegun,
    WindowHeard,
    receive,
    send,
)
from coproclip.transcribe.passages import in_order
from coproclip.transcribe.windows import Window, windows

NICE = 10
PR_SET_PDEATHSIG = 1
ASK_PIECES = 3


def main() -> None:
    """Listen to the one story that the app names on standard input; answer on standard output."""
    commands, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # What native code prints must not get between the messages.
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)
    step_back()
    task = receive(commands)
    if not isinstance(task, Listen):
        return
    threading.Thread(target=_end_with_the_app, args=(commands,), daemon=True, name="app").start()
    try:
        _answer(task, answers)
    except OSError:
        # The app is gone.
        os._exit(1)


def _answer(task: Listen, answers: IO[bytes]) -> None:
    try:
        for message in listen_to(task):
            send(answers, message)
        send(answers, Finished())
    except CoProClipError as error:
        send(answers, Refused(error))
    except BrokenPipeError:
        raise
    except Exception as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        send(answers, Broken(type(error).__name__, f"{Path(frame.filename).name}:{frame.lineno}"))


def step_back() -> None:
    """Give way to the window and end when the app is killed; whatever the system does not offer is left out."""
    # Ctrl+C in a terminal reaches this process too; what becomes of it is for the app to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if sys.platform != "win32":
        os.nice(NICE)


def _end_with_the_app(commands: IO[bytes]) -> None:
    """The app closes the pipe to say stop, and the system closes it when the app is gone."""
    receive(commands)
    os._exit(0)


def listen_to(task: Listen) -> Iterator[Ready | WindowBegun | Heard | WindowHeard]:
    """Everything there is to tell about `task`, in order."""
    path = Path(task.sound)
    with open_plain(path) as sound:
        duration_ms = time_at(sound.frames, sound.samplerate)
    engine = load_factory(task.factory)(Path(task.model))
    yield Ready(engine.name)
    if task.from_ms >= duration_ms:
        return
    mix = mix_of(path)
    known = _language(engine, path, mix, task.options, duration_ms)
    blocks = _sound_from(path, task.from_ms, mix)
    for window in windows(blocks, engine.find_speech, task.from_ms, duration_ms):
        yield WindowBegun(window.start_ms, window.end_ms)
        known = known or weigh(ask(engine, window.sound, window.speech, ASK_PIECES))
        segments: list[SpokenSegment] = []
        for segment in _segments(engine, window, task.options, known):
            segments.append(segment)
            yield Heard(segment.end_ms)
        yield _window_heard(window, segments, known)


def _language(engine: Engine, path: Path, mix: Mix, options: SpeechOptions, duration_ms: int) -> StoryLanguage | None:
    if options.language != "auto":
        return StoryLanguage(options.language, True)

    def read(start_ms: int, end_ms: int) -> Sound:
        return np.concatenate([np.zeros(0, np.float32), *stream_mono(path, RATE, start_ms, end_ms, mix)])

    return story_language(engine, read, duration_ms)


def _sound_from(path: Path, from_ms: int, mix: Mix) -> Iterator[Sound]:
    """The sound from `from_ms` on, the same samples as when it is reached by reading from the beginning.

    Starting a second early, on a whole second, keeps the resampler in step and warms it up.
    """
    start_ms = max(0, from_ms // 1000 * 1000 - 1000)
    drop = (from_ms - start_ms) * PER_MS
    for block in stream_mono(path, RATE, start_ms, mix=mix):
        if drop < len(block):
            yield block[drop:]
        drop = max(0, drop - len(block))


def _segments(
    engine: Engine, window: Window, options: SpeechOptions, known: StoryLanguage | None
) -> Iterator[SpokenSegment]:
    """The window's passages in times of the story, whatever the engine does: in order, and inside the window."""
    if not window.speech:
        return
    chosen = replace(options, language=known.language if known else "en")
    latest = window.start_ms
    for segment in engine.transcribe(window.sound, chosen, window.speech):
        words = [
            replace(word, start_ms=word.start_ms + window.start_ms, end_ms=word.end_ms + window.start_ms)
            for word in segment.words
            if word.text.strip()
        ]
        if words:
            words = in_order(words, TimeRange(latest, window.end_ms))
            latest = words[-1].end_ms
            yield passage(words, segment.flags)


def _window_heard(window: Window, segments: list[SpokenSegment], known: StoryLanguage | None) -> WindowHeard:
    speech = [TimeRange(one.start_ms + window.start_ms, one.end_ms + window.start_ms) for one in window.speech]
    words = [word for segment in segments for word in segment.words]
    missing = sum(part.duration_ms for gap in wordless(words, speech) for part in within(speech, gap))
    return WindowHeard(
        window.start_ms,
        window.end_ms,
        tuple(segments),
        known.language if known else "",
        known.sure if known else False,
        sum(one.duration_ms for one in speech),
        missing,
    )
