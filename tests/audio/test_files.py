import os
import struct
import sys
import time
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st
from sounds import babble, encode, formats

from coproclip.audio.files import frame_at, open_plain, probe, read_frames, stream_frames, time_at
from coproclip.audio.opening import KINDS
from coproclip.errors import MediaError, StorageError

BEATS = b"-SE\n# sbagen\nts: pink/40 200+8/20\noff: -\nNOW ts\n+1000:00:00 off\n"
"""A line of text out of which a library makes a thousand hours of sound."""


@pytest.fixture
def wav(tmp_path: Path) -> Path:
    path = tmp_path / "a.wav"
    soundfile.write(path, np.hstack([babble(3), babble(3, seed=2)]), 16_000, subtype="PCM_16")
    return path


@pytest.mark.parametrize(
    ("ending", "subtype", "rate", "cuttable"),
    [
        ("wav", "PCM_16", 44_100, True),
        ("wav", "FLOAT", 48_000, True),
        ("wav", "ULAW", 8_000, True),
        ("flac", "PCM_24", 96_000, True),
        ("wav", "MS_ADPCM", 16_000, False),
        ("aiff", "PCM_16", 16_000, False),
        ("wav", "PCM_16", 6_000, False),
    ],
)
def test_plain_wav_and_flac_serve_as_they_are(
    tmp_path: Path, ending: str, subtype: str, rate: int, cuttable: bool
) -> None:
    path = tmp_path / f"a.{ending}"
    soundfile.write(path, babble(2, rate), rate, subtype=subtype)
    sound = probe(path)
    assert (sound.cuttable, sound.sample_rate, sound.channels, sound.is_video) == (cuttable, rate, 1, False)
    assert sound.duration_ms is not None
    assert abs(sound.duration_ms - 2000) <= 100


def test_four_channels_and_too_little_sound_are_not_cut_as_they_are(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "four.wav", np.repeat(babble(1), 4, axis=1), 16_000)
    soundfile.write(tmp_path / "short.wav", babble(0.05), 16_000)
    assert not probe(tmp_path / "four.wav").cuttable
    assert not probe(tmp_path / "short.wav").cuttable


def test_a_name_says_nothing_about_what_is_inside(tmp_path: Path, wav: Path) -> None:
    named = wav.rename(tmp_path / "a.mp3")
    assert probe(named).cuttable


def test_what_has_no_sound_gets_a_sentence(tmp_path: Path) -> None:
    cases = {
        "empty.mp3": (b"", "This file is empty."),
        "text.mp3": (b"this is not sound at all", "cannot be read as sound"),
        "raw.wav": (bytes(20_000), "named like a WAV file"),
        "cut.m4a": (struct.pack(">I4s4s", 12, b"ftyp", b"M4A ") + b"\0\0\x40\0mdat" + bytes(5000), "breaks off"),
        "list.m3u8": (b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nhttp://127.0.0.1:9/a.ts\n", "cannot be read"),
        "beats.sbg": (BEATS, "cannot be read"),
        "beats.wav": (BEATS, "cannot be read|named like a WAV"),
        "parts.txt": (b"ffconcat version 1.0\nfile a.wav\n", "cannot be read"),
    }
    for name, (content, words) in cases.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(MediaError, match=words) as raised:
            probe(tmp_path / name)
        assert raised.value.next


def test_only_kinds_that_hold_sound_are_opened_and_all_of_those_are_there() -> None:
    known = {name for one in av.formats_available for name in one.split(",")}
    assert set(KINDS.split(",")) <= known
    assert not set(KINDS.split(",")) & {"sbg", "lavfi", "concat", "hls", "dash", "image2", "alsa", "tty", "srt", "data"}


def test_what_is_not_there_or_no_file(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="was not there"):
        probe(tmp_path / "gone.wav")
    with pytest.raises(MediaError, match="not a file"):
        probe(tmp_path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.wav")
        with pytest.raises(MediaError, match="not a file"):
            probe(tmp_path / "pipe.wav")


def test_a_video_without_sound(shared: Path) -> None:
    with pytest.raises(MediaError, match="This video has no sound"):
        probe(shared / "data/audio/formats/bad_video_without_audio.mp4")


def test_a_cover_picture_is_no_video_and_pictures_are(shared: Path) -> None:
    assert not probe(shared / "data/audio/formats/real-45-minutes-of-silence.mp3").is_video
    assert probe(shared / "data/audio/formats/ok_video.mp4").is_video


def test_all_tracks_are_told(shared: Path) -> None:
    tracks = probe(shared / "data/audio/formats/ok_two_audio_tracks_speech_second.mkv").tracks
    assert [(track.place, track.sample_rate, track.title) for track in tracks] == [
        (0, 44_100, "tone"),
        (1, 16_000, "speech"),
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="only there may names be any bytes")
def test_names_that_are_not_unicode(tmp_path: Path, wav: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/od\xff 'd\n.wav"))
    wav.rename(odd)
    assert probe(odd).cuttable
    assert len(read_frames(odd, 0, 1000)[0]) == 16_000


def test_a_passage_is_cut_to_the_sample(wav: Path) -> None:
    whole, rate = soundfile.read(wav, dtype="float32", always_2d=True)
    for start, end in ((0, 1), (1234, 1999), (2990, 9000), (17, 17), (5000, 6000), (900, 100)):
        samples, found = read_frames(wav, start, end)
        assert found == rate
        assert samples.dtype == np.float32
        np.testing.assert_array_equal(samples, whole[start * 16 : max(start, end) * 16])


def test_streaming_gives_the_same_samples(tmp_path: Path) -> None:
    path = tmp_path / "a.flac"
    soundfile.write(path, babble(4, 44_100), 44_100)
    pieces = list(stream_frames(path, 777, 3_333, block=10_000))
    assert max(len(piece) for piece in pieces) <= 10_000
    np.testing.assert_array_equal(np.concatenate(pieces), read_frames(path, 777, 3_333)[0])
    assert list(stream_frames(path, 9_000)) == []


def test_numbers_that_are_none_become_silence(tmp_path: Path) -> None:
    samples = babble(1)
    samples[500:600] = np.nan
    samples[700] = np.inf
    soundfile.write(tmp_path / "a.wav", samples, 16_000, subtype="FLOAT")
    read, _ = read_frames(tmp_path / "a.wav", 0, 1000)
    assert np.isfinite(read).all()
    assert not read[500:600].any()


def test_a_damaged_flac_says_so_where_it_breaks(tmp_path: Path) -> None:
    path = tmp_path / "a.flac"
    soundfile.write(path, babble(5), 16_000)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(MediaError, match="damaged"):
        list(stream_frames(path))
    with pytest.raises(StorageError):
        open_plain(tmp_path / "none.wav")


@given(st.integers(0, 20_000_000), st.integers(4_000, 192_000))
def test_times_and_frames_fit(time_ms: int, rate: int) -> None:
    assert abs(time_at(frame_at(time_ms, rate), rate) - time_ms) <= (0 if rate >= 8_000 else 1)
    assert abs(frame_at(time_ms, rate) / rate * 1000 - time_ms) <= 500 / rate + 1e-6


@pytest.mark.parametrize("path", formats("ok", "odd", "base", "bad", "real"), ids=lambda path: ascii(path.name)[:40])
def test_every_kind_of_file_is_described_or_refused(path: Path) -> None:
    try:
        sound = probe(path)
    except MediaError:
        if path.name.startswith(("bad", "real")):
            return
        raise
    assert sound.tracks
    assert sound.sample_rate > 0


def test_a_length_that_is_only_guessed_is_not_told(tmp_path: Path) -> None:
    encode(tmp_path / "a.aac", babble(3), 16_000, "adts", "aac")
    encode(tmp_path / "a.mp3", babble(3), 16_000, "mp3", "libmp3lame")
    assert probe(tmp_path / "a.aac").duration_ms is None
    claimed = probe(tmp_path / "a.mp3").duration_ms
    assert claimed is not None
    assert abs(claimed - 3000) < 50


def test_a_card_filled_with_zeros_beforehand(tmp_path: Path, wav: Path) -> None:
    content = wav.read_bytes()
    with wav.open("r+b") as file:
        file.truncate(1 << 30)
    began = time.monotonic()
    sound = probe(wav)
    assert time.monotonic() - began < 20
    assert (sound.cuttable, sound.duration_ms) == (True, 3000)
    # What a killed recorder leaves: no length in the header, so all that is there is sound.
    wav.write_bytes(content[:40] + bytes(4) + content[44:])
    assert probe(wav).duration_ms == 3000
