"""A story as one channel, streamed past: what is transcribed, and told apart by voices."""

from collections.abc import Iterator
from pathlib import Path

from coproclip.audio.decode import Samples
from coproclip.audio.files import open_plain, stream_frames
from coproclip.audio.mix import Mix, resampled, to_mono
from coproclip.audio.two_channels import mix_of


def stream_mono(
    path: Path, rate: int = 16_000, start_ms: int = 0, end_ms: int | None = None, mix: Mix | None = None
) -> Iterator[Samples]:
    """One channel of `path` (plain WAV or FLAC) at `rate` Hz, as float32 [frames] in blocks of a few seconds at most.

    From `start_ms` to `end_ms` or the end; memory stays flat. `mix` is found out unless given.
    """
    if mix is None:
        mix = mix_of(path)
    with open_plain(path) as sound:
        original = int(sound.samplerate)
    blocks = (to_mono(block, mix) for block in stream_frames(path, start_ms, end_ms))
    return blocks if original == rate else resampled(blocks, original, rate)
