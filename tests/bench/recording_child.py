"""Microphones for measuring the recorder, and two programs: one records until it is killed, one tells what it cost.

python recording_child.py killed FOLDER COUNTER [LIMIT]    COUNTER: 8 bytes that say how many frames were delivered
python recording_child.py cost FOLDER SECONDS              prints what it cost, as JSON
python recording_child.py traced FOLDER SECONDS            marks and notes as well; prints when the sound began
"""

import json
import mmap
import struct
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from fakes.microphones import RATE, LiveMicrophone, PushedMicrophone, known_sound

from coproclip.audio.devices import InputSource, Taken
from coproclip.capture.recorder import Microphone, Recorder, State
from coproclip.capture.sidecar import RecordingNote
from coproclip.errors import DeviceError

__all__ = ["CHANNELS", "NOTE", "RATE", "LiveMicrophone", "PushedMicrophone", "Skipped", "known_sound", "make_recorder"]


class Skipped(Exception):
    """This part cannot be played on this computer."""


CHANNELS = 2
BLOCK = RATE // 50
NOTE = RecordingNote(title="The letter", storyteller="June", reporter="Amina")


def make_recorder(folder: Path, *sources: InputSource, allowed: Sequence[str] = (), **how: Any) -> Recorder:
    """A recorder with these microphones; the one place here that knows how it is given them.

    They are called “0”, “1” …, and each can be opened once. Those that are `allowed` stand by, the others are heard.
    """
    waiting = {str(number): source for number, source in enumerate(sources)}
    heard = [Microphone(name, source.channels) for name, source in waiting.items() if name not in allowed]

    def _open(wanted: Microphone) -> InputSource:
        if wanted.device not in waiting:
            raise DeviceError(f"There is no microphone called “{wanted.device}”.")
        return waiting.pop(wanted.device)

    return Recorder(folder, microphones=heard, allowed=allowed, open_source=_open, **how)


class LoopedMicrophone:
    """Ten seconds of sound again and again in real time, which costs next to nothing to make.

    `late_s` is the most that a block was late: a sound card would have had to keep so much for us.
    """

    name, bits, channels, sample_rate = "Lapel mic", 16, CHANNELS, RATE

    def __init__(self) -> None:
        self.sound = known_sound(0, 10 * RATE, CHANNELS)
        self.sent, self.late_s = 0, 0.0
        self._ended = threading.Event()

    def start(self, taken: Taken) -> None:
        self._thread = threading.Thread(target=self._run, args=(taken,), name="microphone")
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self, taken: Taken) -> None:
        began = time.monotonic()
        while not self._ended.wait(max(0.0, (due := began + (self.sent + BLOCK) / RATE) - time.monotonic())):
            place = self.sent % len(self.sound)
            taken(self.sound[place : place + BLOCK], False)
            self.sent += BLOCK
            self.late_s = max(self.late_s, time.monotonic() - due)


def until_killed(folder: Path, counter: Path, limit: int) -> None:
    if limit:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    with counter.open("r+b") as file, mmap.mmap(file.fileno(), 8) as shown:

        def _tell(frames: int) -> None:
            shown[:] = struct.pack("<Q", frames)

        recorder = make_recorder(folder, LiveMicrophone(CHANNELS, told=_tell))
        recorder.start(NOTE)
        while recorder.status.state is State.RECORDING:
            time.sleep(0.05)
        print(recorder.stop().error)


def cost(folder: Path, seconds: float) -> None:
    microphone = LoopedMicrophone()
    recorder = make_recorder(folder, microphone)
    recorder.start(NOTE)
    time.sleep(min(2.0, seconds / 2))
    me = psutil.Process()
    began, cpu, memory = time.monotonic(), time.process_time(), me.memory_info().rss
    microphone.late_s, unsafe_s = 0.0, 0.0
    while time.monotonic() - began < seconds:
        time.sleep(0.25)
        unsafe_s = max(unsafe_s, recorder.status.seconds_since_safe)
    told = {
        "cpu": (time.process_time() - cpu) / (time.monotonic() - began),
        "grown_mb": (me.memory_info().rss - memory) / 1e6,
        "late_s": microphone.late_s,
        "unsafe_s": unsafe_s,
    }
    done = recorder.stop()
    told |= {"gaps": len(done.gaps), "missing_ms": microphone.sent * 1000 / RATE - done.duration_ms}
    print(json.dumps(told))


def traced(folder: Path, seconds: float) -> None:
    deliveries: list[tuple[float, int]] = []
    recorder = make_recorder(
        folder, LiveMicrophone(CHANNELS, told=lambda frames: deliveries.append((time.time(), frames)))
    )
    recorder.start(NOTE)
    began = time.monotonic()
    while (passed := time.monotonic() - began) < seconds:
        time.sleep(min(0.7, seconds - passed))
        recorder.mark()
    recorder.stop()
    print(json.dumps(deliveries))


if __name__ == "__main__":
    what, folder, *rest = sys.argv[1:]
    if what == "killed":
        until_killed(Path(folder), Path(rest[0]), int(rest[1]) if rest[1:] else 0)
    else:
        {"cost": cost, "traced": traced}[what](Path(folder), float(rest[0]))
