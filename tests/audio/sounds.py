"""Sounds and small files that the tests of `coproclip.audio` share."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import av
import numpy as np

from coproclip.audio.decode import Samples, as_frame

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
FORMATS = SHARED / "data" / "audio" / "formats"


def formats(*starts: str) -> list[Path]:
    """The recordings in the folder of formats whose names begin so."""
    if not FORMATS.is_dir():
        return []
    found = sorted(path for path in FORMATS.iterdir() if path.suffix not in (".txt", ".ctm", ".rttm"))
    return [path for path in found if path.name.lower().startswith(starts)]


def babble(seconds: float, rate: int = 16_000, seed: int = 1) -> Samples:
    """Something that rises and falls like speech: [frames, 1]."""
    random = np.random.default_rng(seed)
    frames = int(seconds * rate)
    times = np.arange(frames) / rate
    edges = np.arange(int(seconds * 8) + 2)
    loud = np.interp(times * 8, edges, random.choice((0.001, 0.02, 0.3), len(edges)))
    voiced = np.interp(times * 8, edges, random.choice((0.0, 1.0), len(edges)))
    tone = np.sin(2 * np.pi * np.cumsum(110 + 40 * np.sin(times * 3)) / rate)
    tone += 0.5 * np.sin(2 * np.pi * 440 * times)
    noise = random.normal(0, 0.5, frames)
    return (loud * (voiced * tone + (1 - voiced) * noise)).astype(np.float32)[:, np.newaxis]


def encode(path: Path, samples: Samples, rate: int, container: str, codec: str, **options: Any) -> Path:
    """Write `samples` with FFmpeg's libraries; `holes` are frames after which the times jump by so many seconds."""
    return encode_tracks(path, [samples], rate, container, [codec], **options)


def encode_tracks(
    path: Path,
    tracks: Iterable[Samples],
    rate: int,
    container: str,
    codecs: list[str],
    holes: dict[int, float] | None = None,
    layout: str = "",
) -> Path:
    with av.open(path, "w", format=container) as output:
        streams = []
        for codec, samples in zip(codecs, tracks, strict=True):
            plan = layout or ("mono" if samples.shape[1] == 1 else "stereo")
            stream: Any = output.add_stream(codec, rate=rate, layout=plan)
            stream.codec_context.open()
            streams.append((stream, samples, plan))
        for stream, samples, plan in streams:
            size = stream.codec_context.frame_size or 1024
            jump = 0
            for start in range(0, len(samples) - size + 1, size):
                piece = samples[start : start + size]
                if layout:
                    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(piece.T), format="fltp", layout=plan)
                    frame.sample_rate = rate
                else:
                    frame = as_frame(piece, rate)
                (frame,) = av.AudioResampler(format=stream.format, layout=plan, rate=rate).resample(frame)
                for at, seconds in (holes or {}).items():
                    if start <= at < start + size:
                        jump += int(seconds * rate)
                frame.pts = start + jump
                output.mux(stream.encode(frame))
            output.mux(stream.encode(None))
    return path


def at_rate(samples: np.ndarray[Any, Any], rate: int, wanted: int) -> np.ndarray[Any, Any]:
    """One channel at another rate, well enough to compare."""
    places = np.arange(int(len(samples) * wanted / rate)) * rate / wanted
    return np.interp(places, np.arange(len(samples)), samples)


def likeness(found: np.ndarray[Any, Any], wanted: np.ndarray[Any, Any]) -> tuple[int, float]:
    """By how many samples `found` comes later than `wanted`, and how alike they are there (−1 to 1)."""
    size = 1 << int(np.ceil(np.log2(len(found) + len(wanted))))
    both = np.fft.irfft(np.fft.rfft(found, size) * np.conj(np.fft.rfft(wanted, size)), size)
    best = int(np.argmax(np.abs(both)))
    norm = float(np.sqrt(np.sum(np.square(found)) * np.sum(np.square(wanted)))) or 1.0
    return (best if best < size // 2 else best - size), float(both[best]) / norm
