"""Opening a sound or video file for the first time happens in a process of its own, which is ended when it takes long.

FFmpeg's libraries compare notes, tracks and indexes with each other: a small file made for it keeps a computer busy for
minutes, fills its memory, or ends the program. What was opened there once is opened here without fear.
"""

import threading
from collections import OrderedDict
from pathlib import Path

from coproclip.audio.sound_parts import Span
from coproclip.elsewhere.process import Elsewhere

MOST_CPU_S = 4.0
MOST_S = 90.0  # the disk may be slow, or far away
MOST_BYTES = 3 << 30
MOST_KNOWN = 1000

_Known = tuple[int, int, int, int, Span | None]


class FirstLook:
    """Which files were opened in that process already."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._elsewhere = Elsewhere(MOST_BYTES)
        self._known: OrderedDict[_Known, None] = OrderedDict()

    def must_open(self, path: Path, span: Span | None) -> None:
        """Return when `path`, or the file at `span` in it, was opened or refused in time; raises `TooHeavy`."""
        # It opens what is first looked at here.
        from coproclip.audio.first_opening import open_once

        facts = path.stat()
        key = (facts.st_dev, facts.st_ino, facts.st_size, facts.st_mtime_ns, span)
        with self._lock:
            if key in self._known:
                return
            self._elsewhere.call(open_once, path.absolute(), span, most_cpu_s=MOST_CPU_S, most_s=MOST_S)
            self._known[key] = None
            while len(self._known) > MOST_KNOWN:
                self._known.popitem(last=False)


_look = FirstLook()


def must_open_elsewhere(path: Path, span: Span | None) -> None:
    """Return when a process of its own could open `path`, or the file at `span` in it, or refused it; or `TooHeavy`."""
    _look.must_open(path, span)
