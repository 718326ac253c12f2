"""What is done with a file in the process in which it is opened first."""

from pathlib import Path

from coproclip.audio.opening import UNREADABLE, open_unseen
from coproclip.audio.sound_parts import Span


def open_once(path: Path, span: Span | None) -> None:
    """Open a file, or what lies at `span` in it, and close it; raises `MemoryError` where it takes too much."""
    try:
        with open_unseen(path, span):
            pass
    except MemoryError:
        raise
    except (OSError, *UNREADABLE):
        pass  # what it is and why it cannot be read is said by whoever opens it next
