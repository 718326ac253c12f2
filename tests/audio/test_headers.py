"""What a header says is held against the file, and closed formats are named with the way out."""

import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile
from sounds import at_rate, babble, encode, likeness

from coproclip.audio.decode import TrackReader
from coproclip.audio.files import probe, read_frames
from coproclip.audio.working import Working, make_working
from coproclip.capture.importer import import_file
from coproclip.errors import MediaError
from coproclip.project.project import Project
from coproclip.project.schema import Recording

RATE = 48_000
SOUND = (9 << 29) + 2 * RATE * 4  # 4.5 GiB and two seconds of stereo at 16 bits
WRAPPED = SOUND % (1 << 32)


def _long_wav(path: Path, claimed: int, behind: bytes = b"", loud: float = 0.5) -> Path:
    """A WAV file of 4.5 GiB, nearly all of it a hole; its last two seconds are a tone."""
    head = struct.pack("<4sI4s4sIHHIIHH", b"RIFF", 0, b"WAVE", b"fmt ", 16, 1, 2, RATE, RATE * 4, 4, 16)
    tone = (loud * 32767 * np.sin(np.arange(2 * RATE) * 2 * np.pi * 440 / RATE)).astype("<i2")
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
    path = _long_wav(tmp_path / "filled.wav", RATE * 4 * 60, loud=0)
    assert probe(path).duration_ms == 60_000


def _wav(samples: np.ndarray, claimed: int, *, rf64: bool = False, behind: bytes = b"") -> bytes:
    """Mono at 16 kHz and 16 bits whose header claims `claimed` bytes of sound."""
    form = b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, LOW, LOW * 2, 2, 16)
    if rf64:
        form = b"ds64" + struct.pack("<IQQQI", 28, claimed + 80, claimed, claimed // 2, 0) + form
    head = struct.pack("<4sI4s", b"RF64" if rf64 else b"RIFF", 0xFFFFFFFF if rf64 else claimed + 36, b"WAVE")
    size = 0xFFFFFFFF if rf64 else claimed
    return head + form + struct.pack("<4sI", b"data", size) + _pcm(samples) + behind


def _pcm(samples: np.ndarray) -> bytes:
    return bytes(np.rint(samples * 32767).astype("<i2").tobytes())


LOW = 16_000
SPOKEN = babble(10, LOW)[:, 0]
NOTES = b"LIST" + struct.pack("<I", 26) + b"INFOICMT" + struct.pack("<I", 14) + b"at the harbour"


@pytest.mark.parametrize("rf64", [False, True], ids=["riff", "rf64"])
@pytest.mark.parametrize("claimed", [2, 2 * LOW, 2 * LOW * 9 + 1])
def test_a_wav_whose_header_says_too_little_is_read_whole(project: Project, claimed: int, rf64: bool) -> None:
    path = project.folder.parent / "short.wav"
    path.write_bytes(_wav(SPOKEN, claimed, rf64=rf64))
    sound = probe(path)
    assert (sound.duration_ms, sound.cuttable) == (10_000, False)
    result = import_file(project, path)
    with project.read() as session:
        recording = session.get_one(Recording, result.recording_id)
    assert recording.duration_ms == 10_000
    assert "goes on to the end of the file" in recording.notice
    assert "cut off" not in recording.notice
    heard, rate = read_frames(project.path(recording.working), 0, 10_000)
    assert rate == LOW
    assert np.abs(heard[:, 0] - SPOKEN).max() < 1e-4


@pytest.mark.parametrize(
    "behind",
    [
        NOTES * 2000,
        b"bext" + struct.pack("<I", 10_000_000) + bytes(range(256)) * 200,
        NOTES + bytes(200_000),
        bytes(200_000),
        b"\xff" * 200_000,
        b"TAG" + bytes(range(125)) + b"\1" * 20_000,
        b"junk" + bytes(1000),
        bytes(range(1, 250)),
    ],
    ids=["notes", "too long a note", "notes and filling", "zeros", "ones", "tag", "rubbish", "very little"],
)
def test_what_is_behind_the_sound_and_is_none_stays_out(tmp_path: Path, behind: bytes) -> None:
    path = tmp_path / "notes.wav"
    path.write_bytes(_wav(SPOKEN, 2 * len(SPOKEN), behind=behind))
    assert probe(path).duration_ms == 10_000
    made = make_working(path, tmp_path / "made.flac")
    assert (made.duration_ms, made.notice) == (10_000, "")


FIRST, SECOND = SPOKEN[: LOW * 4], SPOKEN[LOW * 4 :]


def _plain(path: Path, samples: np.ndarray, container: str, subtype: str = "PCM_16") -> bytes:
    soundfile.write(path, samples, LOW, format=container, subtype=subtype)
    return path.read_bytes()


def _is_whole(path: Path, target: Path) -> Working:
    """What is made of `path`, which has to hold all that is spoken, in order and at nearly the same time."""
    made = make_working(path, target)
    heard = read_frames(target, 0, made.duration_ms)[0][:, 0]
    for said, start in ((FIRST, 0), (SECOND, len(FIRST))):
        lag, alike = likeness(heard[start : start + len(said) + 400], said)
        assert 0 <= lag <= 400
        assert alike > 0.97
    return made


@pytest.mark.parametrize("subtype", ["PCM_16", "PCM_24", "FLOAT"])
@pytest.mark.parametrize("container", ["AIFF", "CAF", "W64", "WAV"])
def test_a_larger_file_than_its_header_says_is_read_to_its_end(tmp_path: Path, container: str, subtype: str) -> None:
    path = tmp_path / f"short.{container.lower()}"
    whole, short = _plain(path, SPOKEN, container, subtype), _plain(path, FIRST, container, subtype)
    assert make_working(path, tmp_path / "made.flac").notice == ""
    path.write_bytes(short + whole[len(short) :])
    made = _is_whole(path, tmp_path / "made.flac")
    assert "The file says it is 4 s long, but its sound goes on" in made.notice
    assert "cut off" not in made.notice
    path.write_bytes(short + bytes(200_000))
    assert (make_working(path, tmp_path / "made.flac")).duration_ms == 4000


@pytest.mark.parametrize("container", ["AIFF", "W64", "WAV", "CAF"])
def test_files_one_behind_the_other_are_all_read(project: Project, tmp_path: Path, container: str) -> None:
    path = tmp_path / f"two.{container.lower()}"
    path.write_bytes(_plain(path, FIRST, container) + _plain(tmp_path / "b", SECOND, container))
    _is_whole(path, tmp_path / "made.flac")
    result = import_file(project, path)
    with project.read() as session:
        recording = session.get_one(Recording, result.recording_id)
    assert 10_000 <= recording.duration_ms <= 10_300
    assert "2 pieces of sound" in recording.notice


@pytest.mark.parametrize("between", [b"", NOTES, b"cue " + struct.pack("<II", 4, 0)])
def test_a_second_part_with_sound_is_read_too(tmp_path: Path, between: bytes) -> None:
    path = tmp_path / "two.wav"
    more = between + struct.pack("<4sI", b"data", 2 * len(SECOND)) + _pcm(SECOND) + NOTES
    path.write_bytes(_wav(FIRST, 2 * len(FIRST), behind=more))
    assert not probe(path).cuttable
    made = _is_whole(path, tmp_path / "made.flac")
    assert made.duration_ms == 10_000
    assert made.notice == (
        "This file holds 2 pieces of sound one behind the other, and all of them were taken, in a row."
    )


@pytest.mark.parametrize("container", ["AIFF", "W64", "WAV"])
def test_sound_in_another_form_behind_it_is_never_left_out_silently(tmp_path: Path, container: str) -> None:
    path = tmp_path / f"two.{container.lower()}"
    other = np.tile(np.stack([SECOND, SECOND], axis=1), (6, 1))
    path.write_bytes(_plain(path, FIRST, container) + _plain(tmp_path / "b", other, container))
    made = make_working(path, tmp_path / "made.flac")
    assert made.duration_ms == 4000
    assert "more in another form, about 2 MB, which was left out" in made.notice


def _heard_at(path: Path, target: Path, wanted: np.ndarray) -> tuple[Working, list[int]]:
    """What was made of `path`, and by how many ms each three seconds of it stand later than in `wanted` (16 kHz)."""
    made = make_working(path, target)
    found, rate = read_frames(target, 0, made.duration_ms)
    line = at_rate(found.mean(axis=1), rate, LOW)
    late = []
    for start in range(LOW, len(wanted) - 4 * LOW, 3 * LOW):
        lag, alike = likeness(line[start - LOW // 2 : start + 3 * LOW + LOW // 2], wanted[start : start + 3 * LOW])
        assert alike > 0.25
        late.append((lag - LOW // 2) * 1000 // LOW)
    return made, late


def _encoded(path: Path, samples: np.ndarray, rate: int, container: str, codec: str, channels: int = 1) -> bytes:
    there = at_rate(samples, LOW, rate).astype(np.float32)[:, np.newaxis]
    return encode(path, np.repeat(there, channels, axis=1), rate, container, codec).read_bytes()


@pytest.mark.parametrize("channels", [(1, 1), (1, 2)])
@pytest.mark.parametrize("rates", [(44_100, 48_000), (48_000, 44_100)])
def test_an_mp3_that_changes_inside_keeps_all_times(
    tmp_path: Path, channels: tuple[int, int], rates: tuple[int, int]
) -> None:
    wanted = np.concatenate([babble(6, LOW, seed=2)[:, 0], babble(10, LOW, seed=3)[:, 0]])
    halves = wanted[: 6 * LOW], wanted[6 * LOW :]
    path = tmp_path / "joined.mp3"
    path.write_bytes(
        b"".join(
            _encoded(tmp_path / "half.mp3", half, rate, "mp3", "libmp3lame", wide)
            for half, rate, wide in zip(halves, rates, channels, strict=True)
        )
    )
    made, late = _heard_at(path, tmp_path / "made.flac", wanted)
    assert made.notice == ""
    assert abs(made.duration_ms - 16_000) < 60
    assert max(map(abs, late)) <= 30


def test_an_mp3_that_breaks_off_is_still_said(tmp_path: Path) -> None:
    content = _encoded(tmp_path / "whole.mp3", np.tile(SPOKEN, 2), 44_100, "mp3", "libmp3lame")
    path = tmp_path / "cut.mp3"
    path.write_bytes(content[: len(content) // 2])
    assert "may have been cut off" in make_working(path, tmp_path / "made.flac").notice


def _pages(content: bytes) -> list[bytes]:
    found, place = [], 0
    while place < len(content):
        segments = content[place + 26]
        length = 27 + segments + sum(content[place + 27 : place + 27 + segments])
        found.append(content[place : place + length])
        place += length
    return found


def test_opus_files_joined_have_both_lengths(tmp_path: Path) -> None:
    wanted = np.concatenate([SPOKEN, babble(14, LOW, seed=4)[:, 0]])
    path = tmp_path / "joined.opus"
    path.write_bytes(
        b"".join(
            _encoded(tmp_path / "half.opus", half, 48_000, "ogg", "libopus")
            for half in (wanted[:160_000], wanted[160_000:])
        )
    )
    made, late = _heard_at(path, tmp_path / "made.flac", wanted)
    assert made.notice == (
        "This file holds 2 pieces of sound one behind the other, and all of them were taken, in a row."
    )
    assert abs(made.duration_ms - 24_000) < 60
    assert max(map(abs, late)) <= 30


def test_an_opus_cut_out_of_a_longer_one_has_its_own_length(tmp_path: Path) -> None:
    wanted = babble(26, LOW, seed=5)[:, 0]
    pages = _pages(_encoded(tmp_path / "whole.ogg", wanted, 48_000, "ogg", "libopus"))
    ends = [struct.unpack("<q", page[6:14])[0] for page in pages]
    last = max(place for place, end in enumerate(ends) if end <= 15.2 * 48_000)
    start = ends[last] * LOW // 48_000
    path = tmp_path / "cut.opus"
    path.write_bytes(b"".join([*(page for page, end in zip(pages, ends, strict=True) if end == 0), *pages[last + 1 :]]))
    made, late = _heard_at(path, tmp_path / "made.flac", wanted[start:])
    assert made.notice == ""
    assert abs(made.duration_ms - (len(wanted) - start) * 1000 // LOW) < 100
    assert max(map(abs, late)) <= 30


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


@pytest.mark.parametrize("kind", [b"drms", b"aavd", b"enca"])
@pytest.mark.parametrize("ending", ["m4a", "aax", "mp4"])
def test_enciphered_sound_is_never_decoded_to_noise(tmp_path: Path, kind: bytes, ending: str) -> None:
    content = _encoded(tmp_path / "open.m4a", SPOKEN, 44_100, "ipod", "aac")
    path = tmp_path / f"locked.{ending}"
    path.write_bytes(content)
    assert probe(path).codec == "aac"
    path.write_bytes(content.replace(b"mp4a", kind, 1))
    with pytest.raises(MediaError) as told:
        probe(path)
    assert "locked by its seller" in str(told.value)
    assert "without the lock" in str(told.value)


def test_an_apple_recording_whose_sound_cannot_be_decoded_is_named(tmp_path: Path) -> None:
    content = _encoded(tmp_path / "open.mov", SPOKEN, 44_100, "mov", "pcm_s16le")
    path = tmp_path / "memo.qta"
    path.write_bytes(content.replace(b"sowt", b"apac", 1))
    with pytest.raises(MediaError, match="Voice Memos"):
        probe(path)
