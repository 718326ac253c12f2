"""Files that decoders take for whole, or cannot count: each comes in as long as its sound is, or says what it lacks."""

import os
import re
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from examining import examine

from coproclip.audio.decode import as_frame
from coproclip.audio.encode import write_sound
from coproclip.audio.files import read_frames
from coproclip.audio.peaks import Peaks
from coproclip.capture.importer import import_file
from coproclip.excerpts.edges import samples_print
from coproclip.project.project import Project
from coproclip.project.schema import Recording
from coproclip.timecode import TimeRange

RATE = 16_000


def noise(seconds: float, channels: int = 1, rate: int = RATE) -> np.ndarray:
    return np.random.default_rng(1).normal(0, 0.1, (int(seconds * rate), channels)).astype(np.float32)


def encode(path: Path, samples: np.ndarray, rate: int, container: str, codec: str) -> Path:
    with av.open(path, "w", format=container) as output:
        stream: Any = output.add_stream(codec, rate=rate, layout="mono" if samples.shape[1] == 1 else "stereo")
        stream.codec_context.open()
        size = stream.codec_context.frame_size or 1024
        for start in range(0, len(samples), size):
            frame = as_frame(samples[start : start + size], rate)
            frame.pts = start
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return path


def taken(project: Project, path: Path) -> Recording:
    result = import_file(project, path)
    with project.read() as session:
        found = session.get(Recording, result.recording_id)
    assert found is not None
    assert examine(project) == []
    return found


@pytest.fixture
def flac(tmp_path: Path) -> Path:
    path = tmp_path / "one.flac"
    write_sound(path, noise(20), RATE, format="flac")
    return path


@pytest.mark.parametrize("total", [0, (1 << 36) - 1])
def test_flac_that_does_not_know_its_length_comes_in_whole(project: Project, flac: Path, total: int) -> None:
    content = bytearray(flac.read_bytes())
    content[21] = content[21] & 0xF0 | total >> 32
    content[22:26] = (total & 0xFFFFFFFF).to_bytes(4, "big")
    flac.write_bytes(content)
    found = taken(project, flac)
    assert found.duration_ms == 20_000
    assert Peaks.load(project.path(found.peaks)).duration_ms == 20_000
    assert not total or "makes no sense" in found.notice


@pytest.mark.skipif(os.name != "posix", reason="names of bytes")
def test_a_folder_whose_name_is_no_unicode_serves_like_any_other(tmp_path: Path, flac: Path) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/Sef\xe1n.coproclip"))
    mp3 = tmp_path / "one.mp3"
    write_sound(mp3, noise(20), RATE, format="mp3")
    try:
        project = Project.create(folder)
    except OSError:
        pytest.skip("this disk takes no such names")
    with project:
        for path in (flac, mp3):
            found = taken(project, path)
            audio = project.path(found.working or found.original)
            assert abs(found.duration_ms - 20_000) < 100
            assert samples_print(audio, [TimeRange(0, 1000)])


def pieces(count: int) -> str:
    return f"This file holds {count} pieces of sound one behind the other, and all of them were taken, in a row."


@pytest.mark.parametrize("kind", ["opus", "ogg"])
@pytest.mark.parametrize("channels", [(1, 2), (2, 1), (1, 1), (2, 1, 2)])
def test_ogg_files_one_behind_the_other_are_all_taken(
    project: Project, tmp_path: Path, kind: str, channels: tuple[int, ...]
) -> None:
    joined = tmp_path / f"joined.{kind}"
    content, length = b"", 0
    for place, count in enumerate(channels):
        seconds = 6 - 2 * place
        codec = "libopus" if kind == "opus" else "flac"
        encode(joined, noise(seconds, count, 48_000), 48_000, "ogg", codec)
        content, length = content + joined.read_bytes(), length + seconds * 1000
    joined.write_bytes(content)
    found = taken(project, joined)
    assert abs(found.duration_ms - length) < 50 * len(channels)
    assert found.channels == channels[0]
    assert found.notice.startswith(pieces(len(channels)))
    sound, rate = read_frames(project.path(found.working), 0, found.duration_ms)
    for second in range(len(sound) // rate):
        assert np.sqrt(np.mean(sound[second * rate : (second + 1) * rate] ** 2)) > 0.05


def test_one_that_breaks_off_before_the_next_does_not_swallow_it(project: Project, tmp_path: Path) -> None:
    joined = tmp_path / "joined.opus"
    content = encode(joined, noise(6, 1, 48_000), 48_000, "ogg", "libopus").read_bytes()
    joined.write_bytes(content[: len(content) // 2] + content)
    found = taken(project, joined)
    assert 7_500 < found.duration_ms < 9_500
    assert found.notice == f"{pieces(2)} One of them breaks off before its end."


def test_one_without_sound_behind_the_other_is_said_to_be_unreadable(project: Project, tmp_path: Path) -> None:
    joined = tmp_path / "joined.opus"
    content = encode(joined, noise(6, 1, 48_000), 48_000, "ogg", "libopus").read_bytes()
    joined.write_bytes(content + content[:60])
    found = taken(project, joined)
    assert abs(found.duration_ms - 6_000) < 50
    assert "2 pieces of sound one behind the other, but only 1 of them could be read." in found.notice


def test_flac_files_one_behind_the_other_are_all_taken(project: Project, flac: Path) -> None:
    other = flac.with_name("two.flac")
    write_sound(other, noise(5, 2, 48_000), 48_000, format="flac")
    flac.write_bytes(flac.read_bytes() * 2 + other.read_bytes())
    found = taken(project, flac)
    assert abs(found.duration_ms - 45_000) < 10
    assert (found.channels, found.sample_rate) == (1, RATE)
    assert found.notice == pieces(3)


@pytest.mark.parametrize("kind", ["opus", "flac"])
def test_pieces_that_break_off_anywhere_in_the_chain_are_said(project: Project, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"one.{kind}"
    if kind == "opus":
        encode(path, noise(6, 1, 48_000), 48_000, "ogg", "libopus")
    else:
        write_sound(path, noise(6, 1, 48_000), 48_000, format="flac")
    whole = path.read_bytes()
    half = whole[: len(whole) // 2]
    for content, said in (
        (whole * 3, ""),
        (whole + half + whole, " One of them breaks off before its end."),
        (half + whole + half, " 2 of them break off before their end."),
    ):
        joined = tmp_path / f"joined.{kind}"
        joined.write_bytes(content)
        assert taken(project, joined).notice == pieces(3) + said


HOLED = [
    ("opus", "ogg", "libopus", 48_000),
    ("webm", "webm", "libopus", 48_000),
    ("flac", "flac", "flac", RATE),
    ("mp3", "mp3", "libmp3lame", RATE),
    ("aac", "adts", "aac", RATE),
]


@pytest.mark.parametrize(("ending", "container", "codec", "rate"), HOLED)
def test_a_stretch_of_zeros_in_the_middle_is_said_to_be_missing(
    project: Project, tmp_path: Path, ending: str, container: str, codec: str, rate: int
) -> None:
    path = encode(tmp_path / f"holed.{ending}", noise(20, 1, rate), rate, container, codec)
    content = path.read_bytes()
    third = len(content) // 3
    path.write_bytes(content[:third] + bytes(third) + content[2 * third :])
    found = taken(project, path)
    said = re.fullmatch(
        r"Part of this file is empty, as if it was not copied whole: about (\d+) s of its sound is missing, and times "
        r"after that may be wrong\. Copy it again from the phone or recorder\.",
        found.notice,
    )
    assert said, found.notice
    assert 5 <= int(said[1]) <= 9


@pytest.mark.parametrize(("ending", "container", "codec", "rate"), HOLED)
def test_of_a_whole_file_with_zeros_at_its_end_nothing_is_missing(
    project: Project, tmp_path: Path, ending: str, container: str, codec: str, rate: int
) -> None:
    sound = noise(20, 1, rate)
    sound[5 * rate : 15 * rate] = 0
    path = encode(tmp_path / f"whole.{ending}", sound, rate, container, codec)
    assert "empty" not in taken(project, path).notice
    path.write_bytes(path.read_bytes() + bytes(1 << 16))
    assert "empty" not in taken(project, path).notice


PLAIN = [("wav", "pcm_s16le"), ("wav", "pcm_s24le"), ("aiff", "pcm_s16be"), ("caf", "pcm_s16be"), ("w64", "pcm_s16le")]


@pytest.mark.parametrize("at_end", [False, True])
@pytest.mark.parametrize(("container", "codec"), PLAIN)
def test_plain_sound_with_a_part_that_was_not_copied_is_said_to_be_missing(
    project: Project, tmp_path: Path, container: str, codec: str, at_end: bool
) -> None:
    path = encode(tmp_path / f"holed.{container}", noise(21), RATE, container, codec)
    content = path.read_bytes()
    start = len(content) // 3 // 4096 * 4096
    end = len(content) if at_end else 2 * start
    path.write_bytes(content[:start] + bytes(end - start) + content[end:])
    found = taken(project, path)
    assert found.duration_ms == 21_000
    assert found.notice == (
        f"Part of this file is empty, as if it was not copied whole: about {14 if at_end else 7} s of its sound is "
        "missing. Copy it again from the phone or recorder."
    )


@pytest.mark.parametrize(("container", "codec"), PLAIN)
def test_silence_in_plain_sound_is_no_hole(project: Project, tmp_path: Path, container: str, codec: str) -> None:
    sound = noise(20)
    for start, end in ((0, 1), (5, 9), (12, 14), (17, 20)):
        sound[start * RATE : end * RATE] = 0
    assert taken(project, encode(tmp_path / f"one.{container}", sound, RATE, container, codec)).notice == ""


def test_video_with_a_part_that_was_not_copied_says_how_much(project: Project, tmp_path: Path) -> None:
    path = encode(tmp_path / "holed.m4a", noise(21, 1, 48_000), 48_000, "ipod", "aac")
    content = path.read_bytes()
    third = len(content) // 3
    path.write_bytes(content[:third] + bytes(third) + content[2 * third :])
    found = taken(project, path)
    assert found.notice == "Some of this file is damaged: about 7 s could not be read, and silence stands in its place."


def test_the_filling_of_tags_in_joined_mp3_files_is_no_hole(project: Project, tmp_path: Path) -> None:
    path = encode(tmp_path / "joined.mp3", noise(5), RATE, "mp3", "libmp3lame")
    tag = b"ID3\4\0\0" + bytes([0, 0, 64, 0]) + bytes(8192)
    path.write_bytes((tag + path.read_bytes()) * 2)
    found = taken(project, path)
    assert abs(found.duration_ms - 10_000) < 200
    assert "empty" not in found.notice
