"""Where an engine computes: the graphics card as long as it can, in ever smaller ways, and otherwise the processor."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Loaded = TypeVar("Loaded")
Result = TypeVar("Result")

PROCESSOR, CARD = "cpu", "cuda"
NO_CARD = "There is no graphics card that can be used here; the processor goes on."
MISSING = "The graphics card cannot be used, its software is missing or does not fit; the processor goes on."
NO_MEMORY = "The graphics card ran out of memory; the processor goes on."
LESS_MEMORY = "The graphics card ran out of memory; it goes on in a way that needs less."


@dataclass(frozen=True, slots=True)
class Device:
    """A kind of device and how exactly it computes there."""

    kind: str
    exactness: str

    def __str__(self) -> str:
        return self.kind if self.kind == PROCESSOR else f"{self.kind} {self.exactness}"


class Fallback(Generic[Loaded]):
    """Something loaded with `load` on the first of `devices` that works; the next one takes over when it fails.

    `load` and the work raise `RuntimeError` or `ValueError` when a device cannot do it. Safe for several threads.
    """

    def __init__(self, devices: Sequence[Device], load: Callable[[Device], Loaded]) -> None:
        self._devices, self._load = list(devices), load
        self._notice, self._lock = "", threading.Lock()
        self._loaded = self._load_first()

    @property
    def device(self) -> Device:
        """The one in use."""
        return self._devices[0]

    @property
    def loaded(self) -> Loaded:
        """What was loaded on it."""
        return self._loaded

    def run(self, work: Callable[[Loaded], Result]) -> Result:
        """The result of `work`, tried on the next device when one fails. Raises what the last one does."""
        while True:
            loaded = self._loaded
            try:
                return work(loaded)
            except (RuntimeError, ValueError) as error:
                with self._lock:
                    # Another thread may have met the same trouble first.
                    if self._loaded is loaded:
                        self._next(error)
                        self._loaded = self._load_first()

    def take_notice(self) -> str:
        """Why it is not the device it was, in a sentence; told once."""
        with self._lock:
            notice, self._notice = self._notice, ""
            return notice

    def _load_first(self) -> Loaded:
        while True:
            try:
                return self._load(self._devices[0])
            except (RuntimeError, ValueError) as error:
                self._next(error)

    def _next(self, error: Exception) -> None:
        if len(self._devices) == 1:
            raise error
        full = "out of memory" in str(error).lower()
        if not full:
            # What one way of computing misses on a card, the others miss too.
            self._devices = [device for device in self._devices if device.kind == PROCESSOR] or self._devices[-1:]
        else:
            self._devices = self._devices[1:]
        if self._devices[0].kind == CARD:
            self._notice = LESS_MEMORY
        else:
            self._notice = NO_MEMORY if full else MISSING
