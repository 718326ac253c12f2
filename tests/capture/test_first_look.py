"""What a file says about itself may keep the computer busy for minutes: it is ended after seconds, and said."""

import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hostile_media import small
from many_tracks import write_tracks

from coproclip.audio import first_look
from coproclip.audio.files import probe
from coproclip.errors import MediaError

NOTES = 20_000


def _chunk(name: bytes, body: bytes, big: bool = False) -> bytes:
    return name + struct.pack(">I" if big else "<I", len(body)) + body + bytes(len(body) % 2)


def _id3(notes: int) -> bytes:
    frames = b""
    for number in range(notes):
        body = b"\0k%d\0v" % number
        frames += b"TXXX" + struct.pack(">I", len(body)) + b"\0\0" + body
    size = len(frames)
    return b"ID3\3\0\0" + bytes((size >> 21 & 127, size >> 14 & 127, size >> 7 & 127, size & 127)) + frames


def _wav(folder: Path, notes: int) -> Path:
    form = _chunk(b"fmt ", struct.pack("<HHIIHH", 1, 1, 8000, 16_000, 2, 16))
    body = b"WAVE" + form + _chunk(b"id3 ", _id3(notes)) + _chunk(b"data", bytes(16_000))
    path = folder / "a.wav"
    path.write_bytes(_chunk(b"RIFF", body))
    return path


def _aiff(folder: Path, notes: int) -> Path:
    path = folder / "a.aiff"
    whole = small(path, "aiff", "pcm_s16be", 8_000)
    behind = whole[12:]
    path.write_bytes(_chunk(b"FORM", b"AIFF" + _chunk(b"ID3 ", _id3(notes), True) + behind, True))
    return path


def _mkv(folder: Path, notes: int) -> Path:
    def element(name: bytes, body: bytes) -> bytes:
        return name + struct.pack(">Q", len(body) | 1 << 56) + body

    path = folder / "a.mkv"
    whole = small(path, "matroska", "flac", 8_000)
    tags = b"".join(
        element(b"\x67\xc8", element(b"\x45\xa3", b"K%d" % number) + element(b"\x44\x87", b"v"))
        for number in range(notes)
    )
    begin = whole.index(b"\x18\x53\x80\x67") + 12
    tagged = element(b"\x12\x54\xc3\x67", element(b"\x73\x73", tags))
    path.write_bytes(whole[: begin - 8] + b"\1" + b"\xff" * 7 + tagged + whole[begin:])
    return path


def _m4a(folder: Path, notes: int) -> Path:
    def box(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", 8 + len(body)) + name + body

    path = folder / "a.m4a"
    whole = small(path, "ipod", "aac", 8_000)
    items = b"".join(
        box(
            b"----",
            box(b"mean", b"\0\0\0\0a") + box(b"name", b"\0\0\0\0K%d" % number) + box(b"data", b"\0\0\0\1\0\0\0\0v"),
        )
        for number in range(notes)
    )
    handler = box(b"hdlr", bytes(8) + b"mdirappl" + bytes(9))
    at = whole.index(b"moov") - 4
    moov = box(b"moov", whole[at + 8 :] + box(b"udta", box(b"meta", bytes(4) + handler + box(b"ilst", items))))
    path.write_bytes(whole[:at] + moov)
    return path


@pytest.mark.parametrize("made", [_wav, _aiff, _mkv, _m4a])
def test_a_file_of_notes_is_left_unread_after_seconds_and_an_ordinary_one_is_opened(
    made: Callable[[Path, int], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert probe(made(tmp_path, 20)).sample_rate == 8_000
    monkeypatch.setattr(first_look, "MOST_CPU_S", 0.3)
    with pytest.raises(MediaError) as error:
        probe(made(tmp_path, NOTES))
    assert "far too long" in error.value.happened
    assert "unchanged" in error.value.safe


def test_a_file_of_more_tracks_than_are_read_is_not_taken_in_part(tmp_path: Path) -> None:
    silence = np.zeros((800, 1), np.float32)
    assert len(probe(write_tracks(tmp_path / "many.mkv", [silence] * 20)).tracks) == 20
    with pytest.raises(MediaError, match="more than 200 tracks"):
        probe(write_tracks(tmp_path / "more.mkv", [silence] * 201))
