"""When no microphone is left, others that the person allowed are tried, one after another, until one sends sound."""

import logging
import threading
from collections.abc import Callable, Sequence

from coproclip.audio.devices import InputSource
from coproclip.errors import DeviceError

log = logging.getLogger(__name__)

TRY_AGAIN_S = 1.0

Candidate = tuple[int, Callable[[], InputSource]]
"""The place of the microphone that it would stand in for, and what opens it (or raises `DeviceError`)."""


class FallbackDevices:
    """Tries what `candidates` gives, for at most `patience_s` after the last microphone went away."""

    def __init__(self, candidates: Callable[[], Sequence[Candidate]], patience_s: float) -> None:
        self.patience_s = patience_s
        self._candidates = candidates
        self._next, self._tried_at = 0, -TRY_AGAIN_S
        self._thread: threading.Thread | None = None
        self._ended = threading.Event()

    def look(self, now: float, use: Callable[[int, InputSource], None]) -> None:
        """Try on, if it is time; `use` is given what was opened, and may refuse it with a `DeviceError`.

        Returns at once: a device, or the system, may take its time to answer.
        """
        busy = self._thread is not None and self._thread.is_alive()
        if busy or now - self._tried_at < TRY_AGAIN_S:
            return
        self._tried_at = now
        self._thread = threading.Thread(target=self._try, args=(use,), name="recorder-stand-in", daemon=True)
        self._thread.start()

    def end(self, wait_s: float) -> None:
        """Try nothing more, and wait at most so long for what is being tried."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join(wait_s)

    def _try(self, use: Callable[[int, InputSource], None]) -> None:
        candidates = self._candidates()
        for _ in candidates:
            if self._ended.is_set():
                return
            place, opened = candidates[self._next % len(candidates)]
            # The next time another one has its turn: this one may open and yet send nothing.
            self._next += 1
            try:
                use(place, opened())
            except DeviceError:
                continue
            except Exception:
                # Sound systems have their own ways to fail; the next one may do better.
                log.exception("a microphone could not be opened")
                continue
            log.info("another microphone was opened")
            return
