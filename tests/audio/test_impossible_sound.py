"""Small files whose own words would size filters and buffers of gigabytes are refused before anything is so large."""

import struct
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import soundfile
from sounds import babble, encode, encode_tracks

from coproclip.audio import tracks
from coproclip.audio.decode import TrackReader
from coproclip.audio.files import probe
from coproclip.audio.mono import stream_mono
from coproclip.audio.tracks import hear_tracks
from coproclip.audio.working import make_working
from coproclip.errors import Cancelled, MediaError

WAY_TOO_HIGH = 760_000_003


def wav(path: Path, rate: int, channels: int = 1, seconds: float = 0.25) -> Path:
    """Sound of 16 kHz that says it is of `rate`."""
    sound = np.rint(babble(seconds)[:, 0] * 16_000).astype("<i2")
    data = np.repeat(sound[:, np.newaxis], channels, axis=1).tobytes()
    second = min(rate * channels * 2, (1 << 32) - 1)
    form = struct.pack("<HHIIHH", 1, channels, rate, second, channels * 2, 16)
    parts = b"WAVEfmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", len(data)) + data
    path.write_bytes(b"RIFF" + struct.pack("<I", len(parts)) + parts)
    return path


def several(path: Path, rates: list[int]) -> Path:
    """A track of a second at each of these rates, in one file."""
    with av.open(path, "w", format="mov") as output:
        streams: list[Any] = [output.add_stream("pcm_s16le", rate=rate, layout="mono") for rate in rates]
        for stream, rate in zip(streams, rates, strict=True):
            sound = np.rint(babble(1)[:, 0] * 16_000).astype(np.int16)[np.newaxis]
            frame = av.AudioFrame.from_ndarray(sound, format="s16", layout="mono")
            frame.sample_rate, frame.pts = rate, 0
            output.mux(stream.encode(frame))
    return path


def stopping_after(calls: int) -> Callable[[], None]:
    """What a person does who presses Stop after so many looks at the button."""
    left = iter(range(calls))

    def _check() -> None:
        if next(left, None) is None:
            raise Cancelled

    return _check


@pytest.mark.parametrize(
    ("rate", "channels", "words"),
    [
        (WAY_TOO_HIGH, 1, "a sample rate of 760000003 Hz, too high for sound."),
        (3_072_001, 2, "a sample rate of 3072001 Hz, too high for sound."),
        (7, 1, "a sample rate of 7 Hz, too low for sound."),
        (16_000, 300, "300 channels, too many for sound."),
    ],
)
def test_numbers_that_no_sound_has_are_refused_with_a_sentence(
    tmp_path: Path, rate: int, channels: int, words: str
) -> None:
    path = wav(tmp_path / "a.wav", rate, channels)
    with pytest.raises(MediaError) as refused:
        probe(path)
    assert refused.value.happened == f"By its own words this file has {words}"
    assert refused.value.safe
    assert refused.value.next
    # Where nobody looked into it before, too.
    with pytest.raises(MediaError, match=words), TrackReader(path) as reader:
        list(reader.blocks())
    # It may lie in the folder of a project as well.
    with pytest.raises(MediaError):
        list(stream_mono(path))


def test_the_highest_rate_there_is_comes_down_and_takes_little(tmp_path: Path) -> None:
    path = wav(tmp_path / "a.wav", 3_071_999, seconds=30)
    began = time.process_time()
    assert make_working(path, tmp_path / "w.flac").sample_rate == 48_000
    assert time.process_time() - began < 2


def test_a_track_that_cannot_be_is_left_out_and_the_others_are_taken(tmp_path: Path) -> None:
    path = several(tmp_path / "a.mov", [WAY_TOO_HIGH, 16_000, *(WAY_TOO_HIGH - 2 * n for n in range(1, 11))])
    sound = probe(path)
    assert [bool(track.codec) for track in sound.tracks] == [False, True, *[False] * 10]
    assert sound.sample_rate == 16_000
    made = make_working(path, tmp_path / "w.flac")
    assert (made.sample_rate, made.duration_ms) == (16_000, 1000)
    assert "cannot be read here, and was left out" in made.notice


def test_a_rate_that_leaps_within_a_file_is_damage(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.flac", babble(2, 4000), 4000)
    soundfile.write(tmp_path / "b.flac", babble(1, 16_000), 655_350)
    both = tmp_path / "both.flac"
    both.write_bytes((tmp_path / "a.flac").read_bytes() + (tmp_path / "b.flac").read_bytes())
    made = make_working(both, tmp_path / "w.flac")
    assert (made.sample_rate, made.duration_ms) == (4000, 2000)
    assert "only 1 of them could be read" in made.notice


def test_a_piece_of_millions_of_samples_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.mka"
    with av.open(path, "w", format="matroska") as output:
        stream: Any = output.add_stream("pcm_u8", rate=48_000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.full((1, (1 << 23) + 1), 128, np.uint8), format="u8", layout="mono")
        frame.sample_rate, frame.pts = 48_000, 0
        output.mux(stream.encode(frame))
    with pytest.raises(MediaError, match="8388609 samples in one piece, too many for sound"):
        make_working(path, tmp_path / "w.flac")


def test_a_packet_that_says_it_unfolds_to_hours_is_refused(tmp_path: Path) -> None:
    """Monkey's Audio has a mark for silence: 144 bytes were decoded to a gigabyte at once."""
    frames = 200_000_000
    path = tmp_path / "a.ape"
    start = b"MAC " + struct.pack("<HHIIIIIII", 3990, 0, 52, 24, 4, 0, 64, 0, 0) + bytes(16)
    form = struct.pack("<HHIIIHHI", 1000, 0x20, frames, frames, 1, 16, 2, 44_100)
    silence = struct.pack("<III", 1 << 31, 3, 0) + bytes(52)
    path.write_bytes(start + form + struct.pack("<I", 80) + silence)
    tracemalloc.start()
    try:
        with pytest.raises(MediaError, match="400000000 samples in one piece, too many for sound"):
            make_working(path, tmp_path / "w.flac")
        assert tracemalloc.get_traced_memory()[1] < 5 << 20
    finally:
        tracemalloc.stop()
    assert not (tmp_path / "w.flac").exists()


def test_a_long_hole_takes_no_memory_at_any_rate(tmp_path: Path) -> None:
    path = encode(tmp_path / "a.mka", babble(2, 96_000), 96_000, "matroska", "flac", holes={96_000: 1200.0})
    tracemalloc.start()
    try:
        with TrackReader(path, 0, 1_202_000) as reader:
            loud = [len(block) for block in reader.blocks() if block.any()]
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert abs(reader.frames - 1202 * 48_000) < 10_000
    assert abs(sum(loud) - 2 * 48_000) < 10_000
    assert most < 20 << 20


def test_stop_works_within_a_track(tmp_path: Path) -> None:
    sides = [babble(3), babble(3, seed=2)]
    path = encode_tracks(tmp_path / "a.mka", sides, 16_000, "matroska", ["pcm_s16le"] * 2)
    with pytest.raises(Cancelled):
        hear_tracks(probe(path), stopping_after(20))
    with pytest.raises(Cancelled):
        make_working(path, tmp_path / "w.flac", tracks=(0,), cancel=stopping_after(20))
    assert not (tmp_path / "w.flac").exists()


def test_listening_that_takes_too_long_ends_and_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sides = [babble(3), babble(3, seed=2)]
    path = encode_tracks(tmp_path / "a.mka", sides, 16_000, "matroska", ["pcm_s16le"] * 2)
    monkeypatch.setattr(tracks, "LISTEN_WITHIN_S", 0.0)
    made = make_working(path, tmp_path / "w.flac")
    assert made.tracks == (0,)
    assert "2 were not listened to, as it took too long." in made.notice
