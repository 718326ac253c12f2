import resource
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile
from sounds import FORMATS, at_rate, babble, encode, encode_tracks, formats, likeness

from coproclip.audio import writing
from coproclip.audio.files import read_frames
from coproclip.audio.working import make_working, whole_numbers
from coproclip.audio.writing import RESERVE_BYTES
from coproclip.errors import Cancelled, MediaError, StorageError

SPEECH = [
    path
    for path in formats("ok", "odd")
    if not any(odd in path.name for odd in ("0.3s", "1_sample", "60s", "dc_offset"))
]


def all_of(path: Path) -> tuple[np.ndarray, int]:
    return read_frames(path, 0, 10**8)


@pytest.fixture(scope="module")
def base() -> np.ndarray:
    return soundfile.read(FORMATS / "base16k.wav", dtype="float32")[0]


@pytest.mark.parametrize("path", SPEECH, ids=lambda path: ascii(path.name)[:40])
def test_the_same_thirty_seconds_from_every_format(path: Path, tmp_path: Path, base: np.ndarray) -> None:
    reports: list[float] = []
    made = make_working(path, tmp_path / "w.flac", report=reports.append)
    late = 3000 if "3s_late" in path.name else 0
    assert 29_950 + late <= made.duration_ms <= 30_110 + late
    assert ("tracks" in made.notice) == ("two_audio" in path.name)
    assert "says" not in made.notice
    assert reports[-1] == 1.0
    assert reports == sorted(reports)
    samples, rate = all_of(tmp_path / "w.flac")
    assert (rate, samples.shape[1]) == (made.sample_rate, made.channels)
    offset, like = likeness(at_rate(samples[:, 0], rate, 16_000), base)
    # Some containers do not say what their coder put in front, so every player is as late as we are.
    assert -16 <= offset - late * 16 <= 16 * 70
    assert abs(like) > 0.8
    assert [one.name for one in tmp_path.iterdir()] == ["w.flac"]


@pytest.mark.parametrize("path", formats("bad", "real", "odd_1_s"), ids=lambda path: ascii(path.name)[:40])
def test_a_broken_file_gets_a_sentence_or_a_notice(path: Path, tmp_path: Path) -> None:
    refusal = None
    try:
        made = make_working(path, tmp_path / "w.flac")
    except MediaError as error:
        refusal = error
    if refusal is not None:
        assert refusal.happened.endswith(".")
        assert refusal.next
        assert list(tmp_path.iterdir()) == []
        return
    assert made.duration_ms > 100
    whole = ("real-45-minutes", "bad_riff_size_zero")
    assert bool(made.notice) != path.name.startswith(whole)


def test_what_is_cut_off_is_said_with_both_lengths(shared: Path, tmp_path: Path) -> None:
    for name, seconds in (("mp3", "7 s"), ("flac", "21 s"), ("opus", "12 s")):
        made = make_working(shared / f"data/audio/formats/bad_truncated.{name}", tmp_path / "w.flac")
        assert seconds in made.notice
    made = make_working(shared / "data/audio/formats/bad_truncated_header_says_more.wav", tmp_path / "w.flac")
    assert made.notice.startswith("The file says it is 30 s long, but only 9 s could be read.")
    assert (made.declared_ms, made.decoded_ms) == (30_000, 9374)


def test_a_video_that_breaks_off_is_known_by_its_pictures(shared: Path, tmp_path: Path) -> None:
    content = (shared / "data/audio/formats/ok_video.mkv").read_bytes()
    (tmp_path / "cut.mkv").write_bytes(content[: len(content) // 2])
    made = make_working(tmp_path / "cut.mkv", tmp_path / "w.flac")
    assert "could be read" in made.notice
    assert 8_000 < made.duration_ms < 25_000


def test_sound_that_starts_late_keeps_its_times(shared: Path, tmp_path: Path) -> None:
    make_working(shared / "data/audio/formats/ok_audio_starts_3s_late.mp4", tmp_path / "w.flac")
    samples, rate = all_of(tmp_path / "w.flac")
    assert not samples[: int(2.9 * rate)].any()


@pytest.mark.parametrize(("container", "codec"), [("matroska", "flac"), ("mov", "pcm_s16le")])
def test_a_hole_becomes_silence(tmp_path: Path, container: str, codec: str) -> None:
    sound = babble(6)
    encode(tmp_path / "a.bin", sound, 16_000, container, codec, holes={48_000: 2.0})
    make_working(tmp_path / "a.bin", tmp_path / "w.flac")
    samples, _ = all_of(tmp_path / "w.flac")
    if container == "matroska":
        assert abs(len(samples) - 16_000 * 8) < 5000
        offset, like = likeness(samples[16_000 * 6 :, 0], sound[16_000 * 4 :, 0])
        assert abs(offset) < 160
        assert like > 0.9


def test_a_time_far_off_is_not_believed(tmp_path: Path) -> None:
    encode(tmp_path / "a.mka", babble(4), 16_000, "matroska", "flac", holes={32_000: 40_000.0})
    assert make_working(tmp_path / "a.mka", tmp_path / "w.flac").duration_ms < 10_000
    # Without the lengths that the writer put in afterwards, even less is believed.
    encode(tmp_path / "b.mka", babble(4), 16_000, "matroska", "flac", holes={32_000: 1_000.0})
    content = (tmp_path / "b.mka").read_bytes().replace(b"DURATION", b"URATIOND")
    place = content.find(b"\x44\x89\x88")
    (tmp_path / "c.mka").write_bytes(content[:place] + b"\xec\x89" + content[place + 2 :])
    assert make_working(tmp_path / "c.mka", tmp_path / "w.flac").duration_ms < 10_000


def test_whole_numbers_come_back_whole(tmp_path: Path) -> None:
    every = np.arange(-32768, 32768, dtype=np.int16)
    soundfile.write(tmp_path / "a.aiff", every, 16_000, subtype="PCM_16")
    made = make_working(tmp_path / "a.aiff", tmp_path / "w.flac")
    np.testing.assert_array_equal(soundfile.read(tmp_path / "w.flac", dtype="int16")[0], every)
    assert made.sample_rate == 16_000
    assert soundfile.info(tmp_path / "w.flac").subtype == "PCM_16"


def test_deeper_sound_keeps_24_bits(tmp_path: Path) -> None:
    deep = (np.random.default_rng(3).integers(-(2**23), 2**23, 48_000) << 8).astype(np.int32)
    soundfile.write(tmp_path / "a.aiff", deep, 48_000, subtype="PCM_24")
    make_working(tmp_path / "a.aiff", tmp_path / "w.flac")
    assert soundfile.info(tmp_path / "w.flac").subtype == "PCM_24"
    np.testing.assert_array_equal(soundfile.read(tmp_path / "w.flac", dtype="int32")[0], deep)
    assert whole_numbers(np.ones((1, 1), np.float32)).item() == 32767


def test_high_rates_come_down_and_low_ones_stay(tmp_path: Path) -> None:
    sound = babble(3, 16_000)
    for rate, wanted in ((96_000, 48_000), (192_000, 48_000), (11_025, 11_025), (8_000, 8_000)):
        soundfile.write(tmp_path / "a.aiff", at_rate(sound[:, 0], 16_000, rate), rate)
        made = make_working(tmp_path / "a.aiff", tmp_path / "w.flac")
        assert made.sample_rate == wanted
        assert abs(made.duration_ms - 3000) <= 1
        offset, like = likeness(at_rate(all_of(tmp_path / "w.flac")[0][:, 0], wanted, 16_000), sound[:, 0])
        assert abs(offset) <= 2
        assert like > 0.85


def test_many_channels_become_two(tmp_path: Path) -> None:
    left, right = babble(3, seed=4), babble(3, seed=5)
    six = np.hstack([left, right, left * 0, left * 0, left * 0, right * 0])
    encode(tmp_path / "a.mka", six, 16_000, "matroska", "pcm_f32le", layout="5.1")
    made = make_working(tmp_path / "a.mka", tmp_path / "w.flac")
    assert made.channels == 2
    samples, _ = all_of(tmp_path / "w.flac")
    assert likeness(samples[:, 0], left[:, 0])[1] > 0.95
    assert likeness(samples[:, 1], right[:, 0])[1] > 0.95
    soundfile.write(tmp_path / "four.wav", np.hstack([left, right, left, right]), 16_000)
    make_working(tmp_path / "four.wav", tmp_path / "w.flac")
    assert likeness(all_of(tmp_path / "w.flac")[0][:, 1], right[:, 0])[1] > 0.99


def test_the_track_with_speech_is_taken_or_the_one_asked_for(tmp_path: Path, shared: Path) -> None:
    speech = soundfile.read(shared / "data/audio/read/jfk.flac", dtype="float32", always_2d=True)[0]
    times = np.arange(len(speech)) / 16_000
    hum = (0.2 * np.sin(2 * np.pi * 300 * times)).astype(np.float32)[:, np.newaxis]
    path = encode_tracks(tmp_path / "a.mka", [hum, speech, hum], 16_000, "matroska", ["flac"] * 3)
    made = make_working(path, tmp_path / "w.flac")
    assert made.notice == ("This file has 3 sound tracks. Number 2 was taken, the only one on which somebody speaks.")
    assert made.tracks == (1,)
    assert likeness(all_of(tmp_path / "w.flac")[0][:, 0], speech[:, 0])[1] > 0.99
    make_working(path, tmp_path / "w.flac", tracks=(2,))
    assert likeness(all_of(tmp_path / "w.flac")[0][:, 0], hum[:, 0])[1] > 0.99
    # Two that hold the same: often the mix of all, and one of them.
    both = encode_tracks(tmp_path / "b.mka", [speech * 0.5, speech], 16_000, "matroska", ["flac"] * 2)
    assert "Number 1 was taken: what is said on the others is heard on it too" in (
        make_working(both, tmp_path / "w.flac").notice
    )


def _voices(shared: Path) -> tuple[np.ndarray, np.ndarray]:
    """Two people of a call, 30 s each on a track of their own."""
    call = soundfile.read(shared / "data/audio/dialogues/call-40-two-channels.flac", dtype="float32", always_2d=True)[0]
    return call[: 60 * 8000, :1], call[: 60 * 8000, 1:]


def test_both_people_of_a_call_with_a_track_each_are_heard_on_a_channel_each(tmp_path: Path, shared: Path) -> None:
    one, two = _voices(shared)
    path = encode_tracks(tmp_path / "a.mka", [one, two], 8_000, "matroska", ["flac"] * 2)
    made = make_working(path, tmp_path / "w.flac")
    assert (made.channels, made.tracks) == (2, (0, 1))
    assert "People speak on numbers 1 and 2" in made.notice
    sound = all_of(tmp_path / "w.flac")[0]
    assert likeness(sound[:, 0], one[:, 0])[1] > 0.99
    assert likeness(sound[:, 1], two[:, 0])[1] > 0.99


def test_a_track_that_holds_all_the_others_is_taken_alone(tmp_path: Path, shared: Path) -> None:
    one, two = _voices(shared)
    path = encode_tracks(tmp_path / "a.mka", [one, (one + two) / 2, two], 8_000, "matroska", ["flac"] * 3)
    assert make_working(path, tmp_path / "w.flac").tracks == (1,)


def test_quiet_rooms_and_noise_are_never_called_speech(tmp_path: Path, shared: Path) -> None:
    def take(name: str) -> np.ndarray:
        sound, rate = soundfile.read(shared / "data/audio" / name, dtype="float32", always_2d=True)
        assert rate == 16_000
        return sound[: 30 * rate, :1]

    speech, room = take("formats/base16k.wav"), take("no-speech/room-1.flac")
    noise = np.random.default_rng(3).normal(0, 0.05, speech.shape).astype("float32")
    path = encode_tracks(tmp_path / "a.mka", [noise, room, speech], 16_000, "matroska", ["flac"] * 3)
    assert make_working(path, tmp_path / "w.flac").tracks == (2,)
    none = encode_tracks(tmp_path / "b.mka", [room, noise], 16_000, "matroska", ["flac"] * 2)
    made = make_working(none, tmp_path / "w.flac")
    assert "Nobody could be heard on any of them for certain, and number 1 was taken" in made.notice


def test_stopping_leaves_nothing(tmp_path: Path) -> None:
    encode(tmp_path / "a.mp3", babble(20), 16_000, "mp3", "libmp3lame")
    calls = 0

    def stop() -> None:
        nonlocal calls
        calls += 1
        if calls == 5:
            raise Cancelled

    with pytest.raises(Cancelled):
        make_working(tmp_path / "a.mp3", tmp_path / "w.flac", cancel=stop)
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp3"]


def test_a_full_disk_leaves_what_was_there(tmp_path: Path) -> None:
    encode(tmp_path / "a.mp3", babble(20), 16_000, "mp3", "libmp3lame")
    (tmp_path / "w.flac").write_bytes(b"before")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(StorageError, match="making the working copy stopped"):
            make_working(tmp_path / "a.mp3", tmp_path / "w.flac")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.mp3", "w.flac"]
    assert (tmp_path / "w.flac").read_bytes() == b"before"


def test_room_is_left_on_the_disk_while_long_sound_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    encode(tmp_path / "a.mp3", babble(20), 16_000, "mp3", "libmp3lame")
    monkeypatch.setattr(writing, "LOOK_BYTES", 50_000)
    left = iter([RESERVE_BYTES + 1, RESERVE_BYTES - 1])
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=next(left)))
    with pytest.raises(StorageError, match="The disk is full, so making the working copy stopped"):
        make_working(tmp_path / "a.mp3", tmp_path / "w.flac")
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp3"]


MEASURE = """
import resource, sys
from pathlib import Path
from coproclip.audio.peaks import make_peaks
from coproclip.audio.working import make_working
source, target = map(Path, sys.argv[1:])
make_working(source, target)
make_peaks(target, target.with_suffix(".peaks"))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_memory_does_not_grow_with_the_length(tmp_path: Path) -> None:
    used = []
    for minutes in (1, 10):
        path = tmp_path / f"{minutes}.aiff"
        with soundfile.SoundFile(path, "w", 48_000, 1, subtype="PCM_16") as file:
            for _ in range(minutes):
                file.write(np.zeros(48_000 * 60, np.int16))
        command = [sys.executable, "-c", MEASURE, str(path), str(tmp_path / "w.flac")]
        used.append(int(subprocess.run(command, capture_output=True, text=True, check=True).stdout))
    # Ten minutes at 48 kHz are 115 MB as float32.
    assert used[1] - used[0] < 15_000
