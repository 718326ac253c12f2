"""Small files that would keep a computer busy for minutes, or fill its memory, are looked into like any other."""

import io
import json
import struct
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import soundfile
from sounds import babble, encode

from coproclip.audio.files import probe
from coproclip.audio.working import make_working
from coproclip.errors import MediaError

LONGEST_S, MOST_MIB = 30, 1000
SECONDS = 3
LOOK = """
import json, sys, time
from pathlib import Path
from coproclip.audio.files import probe
from coproclip.errors import MediaError
began = time.monotonic()
try:
    found = probe(Path(sys.argv[1]))
    said = [found.container, len(found.tracks), found.is_video]
except MediaError as error:
    said = error.happened
took, most = time.monotonic() - began, 0
if sys.platform == "linux":
    status = Path("/proc/self/status").read_text()
    most = int(status.split("VmHWM:")[1].split()[0]) / 1024
print(json.dumps([said, took, most]))
"""


def looked_into(path: Path) -> Any:
    """What is found in `path` by a process of its own, which may take little time and memory."""
    asked = [sys.executable, "-c", LOOK, str(path)]
    answer = subprocess.run(asked, capture_output=True, text=True, timeout=90, check=True)
    said, took, most = json.loads(answer.stdout)
    assert took < LONGEST_S
    assert most < MOST_MIB
    return said


def whole(number: int) -> bytes:
    """A length as ID3 tags have it."""
    return bytes((number >> shift) & 127 for shift in (21, 14, 7, 0))


def tag(notes: int) -> bytes:
    one = b"TXXX" + whole(20) + b"\0\0\3"
    body = b"".join(one + b"k%09d\0vvvvvvvv" % number for number in range(notes))
    return b"ID3\4\0\0" + whole(len(body)) + body


def comments(count: int) -> bytes:
    one = [b"K%09d=v" % number for number in range(count)]
    return struct.pack("<I", 1) + b"x" + struct.pack("<I", count) + b"".join(struct.pack("<I", len(c)) + c for c in one)


@pytest.mark.parametrize(("container", "codec"), [("mp3", "libmp3lame"), ("adts", "aac")])
def test_a_tag_of_tens_of_thousands_of_notes_costs_nothing(tmp_path: Path, container: str, codec: str) -> None:
    sound = encode(tmp_path / "plain", babble(SECONDS), 16_000, container, codec)
    path = tmp_path / f"noted.{container}"
    path.write_bytes(tag(10) + tag(30_000) + sound.read_bytes())
    assert looked_into(path) == [probe(sound).container, 1, False]
    made = make_working(path, tmp_path / "noted.flac")
    plain = make_working(sound, tmp_path / "plain.flac")
    assert (made.duration_ms, made.notice) == (plain.duration_ms, "")


def test_a_tag_that_is_longer_than_its_file_does_not_hide_the_sound(tmp_path: Path) -> None:
    sound = encode(tmp_path / "plain.mp3", babble(SECONDS), 16_000, "mp3", "libmp3lame")
    path = tmp_path / "noted.mp3"
    path.write_bytes(b"ID3\4\0\0" + whole(100_000_000) + sound.read_bytes())
    assert probe(path).codec.startswith("mp3")
    assert make_working(path, tmp_path / "made.flac").duration_ms >= SECONDS * 1000 - 100


def test_flac_and_ogg_with_tens_of_thousands_of_notes_are_refused(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "plain.flac", babble(SECONDS), 16_000)
    plain = (tmp_path / "plain.flac").read_bytes()
    notes = comments(60_000)
    path = tmp_path / "noted.flac"
    path.write_bytes(plain[:42] + b"\4" + len(notes).to_bytes(3, "big") + notes + plain[42:])
    assert looked_into(path) == "This file carries far more notes than any program writes."
    with av.open(tmp_path / "noted.opus", "w", format="ogg") as output:
        stream: Any = output.add_stream("libopus", rate=48_000, layout="mono")
        output.metadata.update({f"K{number}": "v" for number in range(6000)})
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 48_000), np.float32), format="fltp", layout="mono")
        frame.sample_rate = 48_000
        output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    with pytest.raises(MediaError, match="far more notes"):
        probe(tmp_path / "noted.opus")


def flat_picture(side: int) -> bytes:
    """One VP9 picture of `side` by `side` without anything on it."""
    kept = io.BytesIO()
    with av.open(kept, "w", format="matroska") as output:
        video: Any = output.add_stream("libvpx-vp9", rate=1, options={"deadline": "realtime", "cpu-used": "8"})
        video.width = video.height = side
        video.pix_fmt = "yuv420p"
        frame = av.VideoFrame(side, side, "yuv420p")
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        frame.pts, frame.time_base = 0, Fraction(1, 1)
        return bytes([*video.encode(frame), *video.encode(None)][0])


def test_pictures_are_never_decoded(tmp_path: Path) -> None:
    picture, path = flat_picture(4096), tmp_path / "pictures.mkv"
    with av.open(path, "w", format="matroska") as output:
        sound: Any = output.add_stream("aac", rate=48_000, layout="mono")
        videos: list[Any] = [output.add_stream("libvpx-vp9", rate=1) for _ in range(60)]
        for video in videos:
            video.width = video.height = 16
            video.pix_fmt = "yuv420p"
        for video in videos:
            packet = av.Packet(picture)
            packet.stream, packet.time_base, packet.is_keyframe = video, Fraction(1, 1), True
            packet.pts = packet.dts = 0
            output.mux(packet)
        frame = av.AudioFrame.from_ndarray(babble(SECONDS, 48_000).T, format="fltp", layout="mono")
        frame.sample_rate = 48_000
        output.mux(sound.encode(frame))
        output.mux(sound.encode(None))
    assert looked_into(path) == ["matroska", 1, True]


@pytest.mark.parametrize(
    ("ending", "container", "video", "audio"),
    [
        ("mp4", "mp4", "libx264", "aac"),
        ("mov", "mov", "mpeg4", "pcm_s16le"),
        ("mkv", "matroska", "libx264", "libopus"),
        ("webm", "webm", "libvpx-vp9", "libopus"),
        ("avi", "avi", "mjpeg", "libmp3lame"),
        ("ts", "mpegts", "mpeg2video", "aac"),
    ],
)
def test_ordinary_videos_open_as_before(tmp_path: Path, ending: str, container: str, video: str, audio: str) -> None:
    path = tmp_path / f"video.{ending}"
    with av.open(path, "w", format=container) as output:
        pictures: Any = output.add_stream(video, rate=25)
        pictures.width = pictures.height = 64
        pictures.pix_fmt = "yuvj420p" if video == "mjpeg" else "yuv420p"
        sound: Any = output.add_stream(audio, rate=48_000, layout="mono")
        for number in range(25 * SECONDS):
            picture = av.VideoFrame.from_ndarray(np.full((64, 64, 3), number, np.uint8), format="rgb24")
            picture.pts, picture.time_base = number, Fraction(1, 25)
            output.mux(pictures.encode(picture.reformat(format=pictures.pix_fmt)))
            piece = babble(SECONDS, 48_000)[number * 1920 : (number + 1) * 1920]
            frame = av.AudioFrame.from_ndarray(np.rint(piece.T * 16_000).astype(np.int16), format="s16", layout="mono")
            frame.sample_rate, frame.pts, frame.time_base = 48_000, number * 1920, Fraction(1, 48_000)
            output.mux(sound.encode(frame))
        output.mux(pictures.encode(None))
        output.mux(sound.encode(None))
    found = probe(path)
    assert (len(found.tracks), found.is_video, found.sample_rate) == (1, True, 48_000)
    made = make_working(path, tmp_path / "made.flac")
    assert abs(made.duration_ms - SECONDS * 1000) < 200
    assert made.notice == ""


@pytest.mark.parametrize("rate", [1000, 3999, 1_000_003])
def test_a_rate_that_no_recorder_uses_is_said(tmp_path: Path, rate: int) -> None:
    path = tmp_path / "odd.wav"
    soundfile.write(path, babble(SECONDS, rate), rate, subtype="PCM_16")
    notice = make_working(path, tmp_path / "odd.flac").notice
    assert f"By its own words this file has a sample rate of {rate} Hz, which no recorder uses." in notice


@pytest.mark.parametrize("rate", [4000, 8000, 44_100, 192_000, 384_000])
def test_other_rates_are_nothing_to_speak_of(tmp_path: Path, rate: int) -> None:
    path = tmp_path / "usual.wav"
    soundfile.write(path, babble(SECONDS, rate), rate, subtype="PCM_16")
    assert make_working(path, tmp_path / "usual.flac").notice == ""
