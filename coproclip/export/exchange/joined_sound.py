"""All clips of a timeline as one sound, each where the timeline has it."""

from pathlib import Path

from coproclip.audio.encode import Format, write_sound
from coproclip.excerpts.rules.grants import recheck
from coproclip.export.exchange.timeline import Timeline
from coproclip.export.sound.joining import common_rate, joined, sound_at
from coproclip.jobs import CancelToken


def write_joined(timeline: Timeline, folder: Path, path: Path, cancel: CancelToken) -> int:
    """Write the sounds that the timeline names in `folder` to `path`, a WAV file; returns its length in ms.

    Where clips have other rates than 48 kHz or 44.1 kHz it has the highest of theirs. Raises `StorageError`.
    """
    for piece in timeline.pieces:
        recheck(piece.excerpt)
    rate = common_rate([piece.rate for piece in timeline.pieces])
    channels = max(piece.channels for piece in timeline.pieces)
    sounds = [sound_at(folder / piece.media) for piece in timeline.pieces]
    begins = [round(timeline.begins(piece) * rate) for piece in timeline.pieces]
    blocks = joined(sounds, begins, rate, channels)
    write_sound(path, blocks, rate, format=Format.WAV, cancel=cancel.raise_if_cancelled)
    return sound_at(path).frames * 1000 // rate
