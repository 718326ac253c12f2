"""Files with several sound tracks, as calls and cameras make them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import av
import numpy as np
import soundfile

from coproclip.audio.decode import Samples, as_frame

RATE = 8_000
BLOCK = 1024


def write_tracks(path: Path, tracks: Sequence[Samples]) -> Path:
    """Tracks of one channel each as a Matroska file; the first is called “Microphone”, in English."""
    with av.open(path, "w", format="matroska") as output:
        streams: list[Any] = [output.add_stream("flac", rate=RATE, layout="mono") for _ in tracks]
        streams[0].metadata.update({"title": "Microphone", "language": "eng"})
        for stream in streams:
            stream.codec_context.open()
        for stream, samples in zip(streams, tracks, strict=True):
            size = stream.codec_context.frame_size or BLOCK
            for start in range(0, len(samples) - size + 1, size):
                frame = as_frame(samples[start : start + size], RATE)
                (frame,) = av.AudioResampler(format=stream.format, layout="mono", rate=RATE).resample(frame)
                frame.pts = start
                output.mux(stream.encode(frame))
            output.mux(stream.encode(None))
    return path


def write_call(path: Path, shared: Path, seconds: int = 40) -> Path:
    """A call: two people with a track each, and a hum on the third."""
    call = shared / "data/audio/dialogues/call-40-two-channels.flac"
    both = soundfile.read(call, frames=seconds * RATE, dtype="float32", always_2d=True)[0]
    hum = (0.2 * np.sin(2 * np.pi * 300 * np.arange(len(both)) / RATE)).astype(np.float32)[:, np.newaxis]
    return write_tracks(path, [both[:, :1], both[:, 1:], hum])
