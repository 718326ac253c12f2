"""Hearing a microphone in headphones while it is open: off until somebody asks, and never in the recorder's way."""

import threading
from collections import deque
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from coproclip.audio.devices import DeviceOutput, OutputSink, Pcm
from coproclip.capture.pcm import as_bits

LEAST_S, MOST_S = 0.1, 0.5
"""So much is gathered before it is heard, to run smoothly; what waits longer is left out, as it would be an echo."""

OpenSink = Callable[[int, int], OutputSink]
"""Opens the loudspeaker with a rate (Hz) and channels; raises `DeviceError`."""


class Monitor:
    """Plays one `channel` (the first is 0) of sound of `sample_rate` Hz until `end`. Raises `DeviceError`."""

    def __init__(self, channel: int, sample_rate: int, open_sink: OpenSink = DeviceOutput) -> None:
        self.channel = channel
        self._rate = sample_rate
        self._waiting: deque[NDArray[np.float32]] = deque()
        self._frames = 0
        self._over = 0.0
        self._running = False
        self._one = threading.Lock()
        self._sink = open_sink(sample_rate, 1)
        self._sink.start(self._fill)

    def feed(self, block: Pcm) -> None:
        """Take the next frames (frames × channels) in; the oldest that were not heard in time are left out."""
        channel = min(self.channel, block.shape[1] - 1)
        sound = as_bits(block[:, channel : channel + 1], 16)[:, 0].astype(np.float32) / np.float32(32768)
        with self._one:
            self._waiting.append(sound)
            self._frames += len(sound)
            while self._frames - len(self._waiting[0]) > MOST_S * self._rate:
                self._frames -= len(self._waiting.popleft())

    def end(self) -> None:
        """Let the loudspeaker go."""
        self._sink.stop()

    def _fill(self, out: NDArray[np.float32], _heard_in_s: float) -> bool:
        # The loudspeaker's rate may be another one.
        exact = len(out) * self._rate / self._sink.sample_rate + self._over
        wanted = int(exact)
        self._over = exact - wanted
        with self._one:
            self._running = self._frames >= (wanted if self._running else LEAST_S * self._rate)
            sound = self._take(wanted) if self._running else np.zeros(wanted, np.float32)
        places = np.linspace(0, max(0, wanted - 1), len(out))
        out[:] = np.interp(places, np.arange(wanted), sound)[:, None] if wanted else 0.0
        return True

    def _take(self, wanted: int) -> NDArray[np.float32]:
        taken: list[NDArray[np.float32]] = []
        have = 0
        while self._waiting and have < wanted:
            first = self._waiting.popleft()
            rest = wanted - have
            taken.append(first[:rest])
            have += len(taken[-1])
            if len(first) > rest:
                self._waiting.appendleft(first[rest:])
        self._frames -= have
        return np.concatenate([*taken, np.zeros(wanted - have, np.float32)])
