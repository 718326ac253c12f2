import resource
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import av
import mutagen
import mutagen.mp3
import numpy as np
import pytest
import soundfile
from sounds import at_rate, babble, likeness

from coproclip.audio.decode import Samples
from coproclip.audio.encode import HIGH, LOW, Format, write_sound
from coproclip.audio.files import read_frames
from coproclip.audio.working import make_working
from coproclip.errors import Cancelled, StorageError

TAGS = {
    "title": "Moving the chairs – Ünï 采",
    "album": "Side by Side",
    "artist": "one storyteller",
    "comment": "for review",
}
NAMES = {"title": ("TIT2", "\xa9nam"), "album": ("TALB", "\xa9alb"), "artist": ("TPE1", "\xa9ART")}


def tag(path: Path, name: str) -> str:
    tags = mutagen.File(path).tags
    keys = (name, *NAMES.get(name, ("COMM::XXX", "\xa9cmt")))
    found = next(tags[key] for key in keys if key in tags)
    return str(found[0] if isinstance(found, list) else found)


@pytest.mark.parametrize("format", list(Format))
@pytest.mark.parametrize(("rate", "channels"), [(16_000, 1), (44_100, 2), (8_000, 1), (96_000, 1), (37_800, 2)])
def test_decoding_gives_the_same_sound_at_the_same_times(
    tmp_path: Path, format: Format, rate: int, channels: int
) -> None:
    voice = at_rate(babble(5)[:, 0], 16_000, rate).astype(np.float32)
    path = tmp_path / f"a.{format}"
    write_sound(path, np.repeat(voice[:, np.newaxis], channels, axis=1), rate, format=format, tags=TAGS)
    made = make_working(path, tmp_path / "w.flac")
    assert made.channels == channels
    assert made.notice == ""
    samples, decoded = read_frames(tmp_path / "w.flac", 0, 10_000)
    # An AAC file may end with what fills up its last 1024 samples.
    assert -1 <= made.duration_ms - 5000 <= 1 + (1024_000 / decoded if format is Format.M4A else 0)
    both = min(16_000, rate)
    offset, like = likeness(at_rate(samples[:, 0], decoded, both), at_rate(voice, rate, both))
    assert abs(offset) / both < 0.003
    assert like > 0.97
    for name, text in TAGS.items():
        assert tag(path, name) == text


@pytest.mark.parametrize("format", list(Format))
def test_nothing_else_is_told(tmp_path: Path, format: Format) -> None:
    path = tmp_path / f"a.{format}"
    write_sound(path, babble(1), 16_000, format=format)
    assert not dict(mutagen.File(path).tags or {})
    content = path.read_bytes()
    for word in (b"Lavf6", b"Lavc6", b"libsndfile", b"CoProClip", str(tmp_path).encode()):
        assert word not in content
    assert len(list(tmp_path.iterdir())) == 1


def test_wav_is_readable_by_others_after_tagging(tmp_path: Path) -> None:
    write_sound(tmp_path / "a.wav", babble(1), 16_000, format="wav", tags=TAGS)
    samples, rate = soundfile.read(tmp_path / "a.wav", dtype="float32")
    assert rate == 16_000
    np.testing.assert_allclose(samples, babble(1)[:, 0], atol=2 / 32768)


@pytest.mark.parametrize("format", ["flac", "mp3", "opus"])
def test_a_story_in_blocks_is_the_story_in_one(tmp_path: Path, format: str) -> None:
    whole = babble(5, 48_000)
    write_sound(tmp_path / "one", whole, 48_000, format=format)
    blocks = (whole[start : start + 7_777] for start in range(0, len(whole), 7_777))
    write_sound(tmp_path / "many", blocks, 48_000, format=format)
    for name in ("one", "many"):
        make_working(tmp_path / name, tmp_path / f"{name}.w")
    one, _ = read_frames(tmp_path / "one.w", 0, 9_000)
    many, _ = read_frames(tmp_path / "many.w", 0, 9_000)
    assert len(one) == len(many)
    np.testing.assert_allclose(one, many, atol=0.02)


@pytest.mark.parametrize("format", ["wav", "flac", "mp3", "opus", "m4a"])
def test_a_full_disk_and_stopping_leave_what_was_there(tmp_path: Path, format: str) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"before")
    noise = np.random.default_rng(2).normal(0, 0.1, (16_000 * 20, 1)).astype(np.float32)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, hard))
    try:
        with pytest.raises(StorageError, match="writing the sound file stopped"):
            write_sound(path, noise, 16_000, format=format, tags=TAGS)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    def blocks() -> Iterator[Samples]:
        yield noise
        raise Cancelled

    with pytest.raises(Cancelled):
        write_sound(path, blocks(), 16_000, format=format)
    assert path.read_bytes() == b"before"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("rate", [*LOW, *HIGH])
def test_an_mp3_says_itself_how_long_it_is_and_gives_each_sample_at_its_place(tmp_path: Path, rate: int) -> None:
    for channels in (1, 2):
        voice = at_rate(babble(3)[:, 0], 16_000, rate).astype(np.float32)[: rate * 2 + 77, np.newaxis]
        path = tmp_path / f"{channels}.mp3"
        write_sound(path, np.repeat(voice, channels, axis=1), rate, format="mp3", tags=TAGS)
        written = min(rate, 32_000) if channels == 1 else rate
        info = mutagen.File(path).info
        assert (info.sample_rate, info.channels, info.sketchy) == (written, channels, False)
        assert info.bitrate_mode == mutagen.mp3.BitrateMode.CBR
        assert info.length == pytest.approx(len(voice) / rate, abs=0.001)
        with av.open(str(path)) as container:
            decoded = np.hstack([frame.to_ndarray() for frame in container.decode(audio=0)])
        assert decoded.shape[1] == pytest.approx(len(voice) * written / rate, abs=1)
        both = min(16_000, written)
        offset, like = likeness(at_rate(decoded[0], written, both), at_rate(voice[:, 0], rate, both))
        assert (abs(offset) <= 1, like > 0.97) == (True, True)


def test_an_mp3_of_nothing_is_a_file_and_players_find_places_in_a_long_one(tmp_path: Path) -> None:
    write_sound(tmp_path / "none.mp3", np.zeros((0, 1), np.float32), 32_000, format="mp3", tags=TAGS)
    with av.open(str(tmp_path / "none.mp3")) as container:
        assert sum(frame.samples for frame in container.decode(audio=0)) == 0
    quiet = np.concatenate([np.zeros((32_000 * 30, 1), np.float32), babble(5, 32_000)])
    write_sound(tmp_path / "long.mp3", quiet, 32_000, format="mp3")
    with av.open(str(tmp_path / "long.mp3")) as container:
        assert container.duration == pytest.approx(35_000_000, abs=1_000)
        container.seek(32_000_000)
        frames = list(islice(container.decode(audio=0), 20))  # the first needs what was before it
        assert frames[0].time == pytest.approx(32, abs=0.1)
        assert max(np.abs(frame.to_ndarray()).max() for frame in frames) > 0.01


def test_nowhere_to_write(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError):
        write_sound(tmp_path / "file" / "a.wav", babble(1), 16_000, format="wav")


def test_no_sound_at_all_is_still_a_file(tmp_path: Path) -> None:
    write_sound(tmp_path / "a.wav", np.zeros((0, 2), np.float32), 44_100, format="wav")
    assert soundfile.info(tmp_path / "a.wav").frames == 0
