"""The words of a recording while it is still being made: to read along, not to keep.

The engine reads what is safe on disk, in a process of its own that gives way to everything else; the recorder does not
know of it. What it wrote is thrown away: after the recording the whole story is transcribed once, in one piece.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from coproclip.errors import Cancelled
from coproclip.jobs import CancelToken
from coproclip.speech.client import Transcriber, WindowDone
from coproclip.speech.engine import SpeechOptions, SpokenSegment
from coproclip.speech.models.installed import SpeechModel
from coproclip.speech.presets import QUICK

STEP_MS = 20_000
"""So much new sound (ms) is listened to at a time."""
EDGE_MS = 1_500
"""What is said this close to the end is listened to again with what follows: a word may be cut there."""
LOOK_S = 0.5
TOO_SLOW = 2
"""After so many steps that took longer than their sound lasts, this computer is too slow for it."""

ConsentFields = Callable[[str], None]


def follow(
    sound: Path,
    safe_ms: Callable[[], int],
    model: SpeechModel,
    said: ConsentFields,
    cancel: CancelToken,
    *,
    options: SpeechOptions | None = None,
    transcriber: Transcriber | None = None,
    step_ms: int = STEP_MS,
) -> bool:
    """Tell the words of the growing WAV `sound` by `said`, up to where it is safe, until `cancel`.

    False when this computer is too slow for it; True when it was stopped. Raises what `Transcriber` raises.
    """
    options, transcriber = options or SpeechOptions(preset=QUICK), transcriber or Transcriber()
    done_ms = slow = 0
    try:
        while not cancel.cancelled:
            if safe_ms() - done_ms < step_ms:
                cancel.wait(LOOK_S)
                continue
            began, from_ms = time.monotonic(), done_ms
            last: WindowDone | None = None
            for window in transcriber.transcribe_file(sound, model, options, from_ms=from_ms, cancel=cancel):
                if window.language and options.language == "auto":
                    options = replace(options, language=window.language)
                if last is not None:
                    _say(last.segments, said)
                last = window
            if last is not None:
                done_ms = _say_all_but_the_edge(last, max(from_ms, last.start_ms) + step_ms // 4, said)
            slow = slow + 1 if (time.monotonic() - began) * 1000 > done_ms - from_ms else 0
            if slow == TOO_SLOW:
                return False
    except Cancelled:
        pass
    return True


def _say_all_but_the_edge(window: WindowDone, least_ms: int, said: ConsentFields) -> int:
    """Tell what is surely said to its end, and give the place (ms) from which to listen again."""
    whole = [segment for segment in window.segments if segment.end_ms < window.end_ms - EDGE_MS]
    cut = window.segments[len(whole) :]
    # A passage that fills nearly all of it is told as it is: held back, it would only grow.
    if not cut or cut[0].start_ms < least_ms:
        _say(window.segments, said)
        return window.end_ms
    _say(whole, said)
    return cut[0].start_ms


def _say(segments: Sequence[SpokenSegment], said: ConsentFields) -> None:
    if segments:
        said(" ".join(segment.text for segment in segments))
