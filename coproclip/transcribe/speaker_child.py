"""The part of telling voices apart that runs in the speech process: only there are there voice prints."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from coproclip.transcribe.messages import TellApart, VoicesHeard, VoicesTold
from coproclip.transcribe.telling_apart import voices_of
from coproclip.transcribe.voice_prints import Prints, VoicePrinter
from coproclip.transcribe.voice_windows import prints_of, windows_of


def told_apart(task: TellApart) -> Iterator[VoicesHeard | VoicesTold]:
    """How far it has come, and at last whose each word of `task` is."""
    printer = VoicePrinter(Path(task.model))
    windows = windows_of(task.words, printer.length_ms, printer.step_ms)
    prints: list[Prints] = []
    done = 0
    for some in prints_of(Path(task.sound), windows, printer):
        prints.append(some)
        done += len(some)
        yield VoicesHeard(windows[done - 1].end_ms)
    yield VoicesTold(tuple(voices_of(task.words, windows, np.concatenate(prints), task.voices)))
