"""Microphones without a sound card: pushed by hand or in real time; what is plugged in. As a program, it records."""

import mmap
import struct
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from coproclip.audio.devices import InputDevice, InputSource, Taken
from coproclip.capture.recorder import Microphone, Recorder
from coproclip.errors import DeviceError

RATE, SPOKEN_RATE = 48_000, 16_000


def known_sound(start: int, frames: int, channels: int = 1) -> np.ndarray:
    """Noise in which every frame can be told from every other: the same wherever and whenever it is asked for."""
    place = np.arange(start, start + frames, dtype=np.uint64)[:, None] * channels + np.arange(channels, dtype=np.uint64)
    mixed = (place + 1) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    return (mixed >> np.uint64(48)).astype(np.uint16).view(np.int16) // 4


def wait_until(true: Callable[[], bool], seconds: float = 60.0) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it never came"
        time.sleep(0.01)


class PushedMicrophone:
    """Delivers what the test pushes, when it pushes it."""

    name = "Lapel mic"

    def __init__(self, channels: int = 1, sample_rate: int = RATE) -> None:
        self.channels, self.sample_rate = channels, sample_rate
        self.stopped = False
        self.sent = 0

    def start(self, taken: Taken) -> None:
        self._taken = taken

    def stop(self) -> None:
        self.stopped = True

    def push(self, block: np.ndarray, *, lost_before: bool = False) -> None:
        self._taken(block.reshape(-1, self.channels), lost_before)

    def push_ms(self, ms: int, **how: bool) -> np.ndarray:
        block = known_sound(self.sent, ms * self.sample_rate // 1000, self.channels)
        self.sent += len(block)
        self.push(block, **how)
        return block


class LiveMicrophone:
    """Delivers `known_sound` as time goes by, in blocks of 20 ms, and says how much through `told`."""

    name = "Lapel mic"

    def __init__(self, channels: int = 1, sample_rate: int = RATE, told=lambda frames: None) -> None:
        self.channels, self.sample_rate, self._told = channels, sample_rate, told
        self.sent = 0
        self.unplugged = threading.Event()

    def start(self, taken: Taken) -> None:
        self._taken = taken
        self._thread = threading.Thread(target=self._run, name="microphone")
        self._thread.start()

    def stop(self) -> None:
        self.unplugged.set()
        self._thread.join()
        self.stopped_well = True

    def _run(self) -> None:
        size, began = self.sample_rate // 50, time.monotonic()
        while not self.unplugged.wait(max(0.0, began + self.sent / self.sample_rate - time.monotonic())):
            self._taken(known_sound(self.sent, size, self.channels), False)
            self.sent += size
            self._told(self.sent)


class SpokenMicrophone:
    """Delivers what the test pushes; until it is unplugged it shows that it is alive, with blocks of no length."""

    sample_rate = SPOKEN_RATE
    bits = 16

    def __init__(self, name: str = "Lapel mic", channels: int = 1) -> None:
        self.name, self.channels = name, channels
        self.unplugged = threading.Event()
        self.stopped = False
        self._begun = threading.Event()
        self._random = np.random.default_rng(7)
        self._turn = threading.Lock()

    def start(self, taken: Taken) -> None:
        self._taken = taken
        self._begun.set()
        self._thread = threading.Thread(target=self._live, name="microphone")
        self._thread.start()

    def stop(self) -> None:
        self.unplugged.set()
        self._thread.join()
        self.stopped = True

    def _live(self) -> None:
        while not self.unplugged.wait(0.1):
            self._deliver(np.zeros((0, self.channels), np.int16))

    def _deliver(self, block: np.ndarray) -> None:
        # Another thread opens it and then starts it: a test that saw it opened may be in between.
        assert self._begun.wait(60), "nobody started this microphone"
        with self._turn:
            self._taken(block, False)

    def lose(self, ms: int) -> None:
        """Sound comes, and the computer was too busy to take what came before."""
        assert self._begun.wait(60), "nobody started this microphone"
        with self._turn:
            self._taken(np.full((ms * SPOKEN_RATE // 1000, self.channels), 900, np.int16), True)

    def push(self, ms: int, size: int = 4000) -> np.ndarray:
        """A voice of this loudness for so long; returns what was delivered."""
        block = self._random.integers(-size, size + 1, (ms * SPOKEN_RATE // 1000, self.channels)).astype(np.int16)
        self.say(block)
        return block

    def say(self, block: np.ndarray) -> None:
        """These samples (frames × channels)."""
        for start in range(0, len(block), SPOKEN_RATE // 50):
            self._deliver(block[start : start + SPOKEN_RATE // 50])


class Microphones:
    """What is plugged in, and what was opened."""

    def __init__(self) -> None:
        self.there = ["Built-in", "Lapel mic"]
        self.channels = 0
        """So many inputs, whatever was asked for; 0: as asked."""
        self.opened: list[SpokenMicrophone] = []
        self.asked: list[str] = []

    def list(self) -> list[InputDevice]:
        return [InputDevice(name, 1, place == 0) for place, name in enumerate(self.there)]

    def open(self, wanted: Microphone) -> SpokenMicrophone:
        self.asked.append(wanted.device)
        if not self.there or wanted.device not in ["", *self.there]:
            raise DeviceError("There is no microphone here.", "Everything else works.", "Plug one in, then try again.")
        self.opened.append(SpokenMicrophone(wanted.device or self.there[0], self.channels or wanted.channels))
        return self.opened[-1]

    @property
    def now(self) -> SpokenMicrophone:
        return self.opened[-1]


def recorder_of(folder: Path, *sources: InputSource, spare: int = 0, **how: Any) -> Recorder:
    """A recorder with these microphones, called “0”, “1” …; the last `spare` of them only stand by.

    Each can be opened once: a microphone that went away is not there any more.
    """
    waiting = {str(number): source for number, source in enumerate(sources)}
    heard = [Microphone(str(number), one.channels) for number, one in enumerate(sources[: len(sources) - spare])]

    def _open(wanted: Microphone) -> InputSource:
        if wanted.device not in waiting:
            raise DeviceError(f"There is no microphone called “{wanted.device}”.")
        return waiting.pop(wanted.device)

    return Recorder(folder, microphones=heard, open_source=_open, **how)


def main(folder: str, counter: str, limit: str = "") -> None:
    """Record into `folder` until killed; `counter` is a file of 8 bytes that says how many frames were delivered."""
    from coproclip.capture.recorder import State
    from coproclip.capture.sidecar import RecordingNote

    if limit:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
    with open(counter, "r+b") as file, mmap.mmap(file.fileno(), 8) as shown:

        def _tell(frames: int) -> None:
            shown[:] = struct.pack("<Q", frames)

        recorder = recorder_of(Path(folder), LiveMicrophone(told=_tell))
        recorder.start(RecordingNote(title="The letter", storyteller="June", reporter="Amina"))
        while recorder.status.state is State.RECORDING:
            time.sleep(0.05)
        done = recorder.stop()
        print(type(done.error).__name__, done.error, sep="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
