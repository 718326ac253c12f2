"""What a header says is held against the file, and closed formats are named with the way out."""

import struct
from pathlib import Path

import numpy as np
import pytest

from coproclip.audio.decode import TrackReader
from coproclip.audio.files import probe
from coproclip.errors import MediaError

RATE = 48_000
SOUND = (9 << 29) + 2 * RATE * 4  # 4.5 GiB and two seconds of stereo at 16 bits
WRAPPED = SOUND % (1 << 32)


def _long_wav(path: Path, claimed: int, behind: bytes = b"") -> Path:
    """A WAV file of 4.5 GiB, nearly all of it a hole; its last two seconds are a loud tone."""
    head = struct.pack("<4sI4s4sIHHIIHH", b"RIFF", 0, b"WAVE", b"fmt ", 16, 1, 2, RATE, RATE * 4, 4, 16)
    tone = (0.5 * 32767 * np.sin(np.arange(2 * RATE) * 2 * np.pi * 440 / RATE)).astype("<i2")
    with path.open("wb") as file:
        file.write(head + struct.pack("<4sI", b"data", claimed))
        file.seek(44 + SOUND - 2 * RATE * 4)
        file.write(np.repeat(tone, 2).tobytes() + behind)
    return path


@pytest.mark.parametrize(
    "behind", [b"", b"LIST" + struct.pack("<I", 64) + bytes(64)], ids=["bare", "with notes behind"]
)
def test_a_wav_past_four_gib_has_its_whole_length(tmp_path: Path, behind: bytes) -> None:
    path = _long_wav(tmp_path / "long.wav", WRAPPED, behind)
    sound = probe(path)
    whole_ms = SOUND * 1000 // (RATE * 4)
    assert sound.duration_ms == whole_ms
    assert not sound.cuttable
    with TrackReader(path, 0, sound.duration_ms) as reader:
        reader.seek(whole_ms - 1000)
        heard = np.concatenate(list(reader.blocks()))
    assert 0.9 * RATE <= len(heard) <= 1.1 * RATE
    assert np.abs(heard[-RATE // 10 :]).max() > 0.45


def test_zeros_behind_the_sound_are_not_taken_for_sound(tmp_path: Path) -> None:
    path = _long_wav(tmp_path / "filled.wav", RATE * 4 * 60)
    assert probe(path).duration_ms == 60_000


@pytest.mark.parametrize(
    ("name", "start", "happened", "way_out"),
    [
        ("interview.ds2", b"\x03ds2" + bytes(600), "DS2 file of a dictation recorder", "export it as WAV or MP3"),
        ("interview.dss", b"\x02dsX" + bytes(600), "DSS file of a dictation recorder", "export it as WAV or MP3"),
        ("book.aax", b"\0\0\0\x1cftypaax " + bytes(600), "locked by its seller", "without the lock"),
        ("song.m4p", b"\0\0\0\x1cftypM4P " + bytes(600), "locked by its seller", "without the lock"),
        ("memo.qta", b"\0\0\0\x14ftypqt  " + bytes(600), "Voice Memos", "share it as M4A"),
    ],
)
def test_a_closed_format_is_named_with_the_way_out(
    tmp_path: Path, name: str, start: bytes, happened: str, way_out: str
) -> None:
    path = tmp_path / name
    path.write_bytes(start)
    with pytest.raises(MediaError) as told:
        probe(path)
    assert happened in str(told.value)
    assert way_out in str(told.value)
