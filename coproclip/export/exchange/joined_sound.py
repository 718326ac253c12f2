"""All clips of a timeline as one sound, each where the timeline has it."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from coproclip.audio.encode import HIGH, Format, write_sound
from coproclip.audio.stretch import Stretcher
from coproclip.excerpts.grants import recheck
from coproclip.export.cut_points import Samples
from coproclip.export.exchange.timeline import Timeline
from coproclip.jobs import CancelToken
from coproclip.sound_file import open_sound

_BLOCK = 1 << 16


def write_joined(timeline: Timeline, folder: Path, path: Path, cancel: CancelToken) -> int:
    """Write the sounds that the timeline names in `folder` to `path`, a WAV file; returns its length in ms.

    Where clips have other rates than 48 kHz or 44.1 kHz it has the highest of theirs. Raises `StorageError`.
    """
    for piece in timeline.pieces:
        recheck(piece.excerpt)
    rates = {piece.rate for piece in timeline.pieces}
    rate = max((one for one in rates if one in HIGH), default=max(rates))
    channels = max(piece.channels for piece in timeline.pieces)
    written = 0

    def blocks() -> Iterator[Samples]:
        nonlocal written
        for piece in timeline.pieces:
            begins = round(timeline.begins(piece) * rate)
            if begins > written:
                quiet = np.zeros((begins - written, channels), np.float32)
                written = begins
                yield quiet
            for block in _sound(folder / piece.media, rate):
                wide: Samples = block if block.shape[1] == channels else np.repeat(block, channels, axis=1)
                written += len(wide)
                yield wide

    write_sound(path, blocks(), rate, format=Format.WAV, cancel=cancel.raise_if_cancelled)
    return written * 1000 // rate


def _sound(path: Path, rate: int) -> Iterator[Samples]:
    with open_sound(path) as sound:
        stretcher = Stretcher(sound.samplerate, rate, sound.channels, 1)
        for block in sound.blocks(_BLOCK, dtype="float32", always_2d=True):
            yield stretcher.feed(block)
        yield stretcher.finish()
