from dataclasses import astuple
from pathlib import Path

import numpy as np
import pytest
import soundfile
from sounds import FORMATS, at_rate, babble, likeness

from coproclip.audio.mix import Mix, to_mono
from coproclip.audio.mono import stream_mono
from coproclip.audio.two_channels import about_channels, mix_of

RATE = 16_000


def stereo(tmp_path: Path, left: np.ndarray, right: np.ndarray) -> Path:
    path = tmp_path / "a.wav"
    soundfile.write(path, np.hstack([left, right]), 16_000, subtype="PCM_16")
    return path


@pytest.mark.parametrize(
    ("left", "right", "wanted"),
    [
        (1, 1, Mix.MEAN),
        (1, 0.5, Mix.MEAN),
        (1, 0, Mix.LEFT),
        (0.02, 1, Mix.RIGHT),
        (1, -1, Mix.DIFFERENCE),
        (1, -0.4, Mix.DIFFERENCE),
    ],
)
def test_how_channels_are_joined_keeps_the_voice(tmp_path: Path, left: float, right: float, wanted: Mix) -> None:
    voice = babble(8)
    path = stereo(tmp_path, voice * left, voice * right)
    assert mix_of(path) is wanted
    joined = np.concatenate(list(stream_mono(path)))
    assert len(joined) == len(voice)
    assert likeness(joined, voice[:, 0])[1] > 0.99
    assert np.square(joined).mean() > 0.4 * np.square(voice).mean()


def test_two_people_each_on_a_channel_are_both_heard(tmp_path: Path) -> None:
    one, two = babble(8, seed=8), babble(8, seed=9)
    path = stereo(tmp_path, one, two)
    assert mix_of(path) is Mix.MEAN
    joined = np.concatenate(list(stream_mono(path)))
    np.testing.assert_allclose(joined, ((one + two) / 2)[:, 0], atol=1e-4)


def test_silence_and_one_channel(tmp_path: Path) -> None:
    for frames in (0, 100, 4_000, 8_000):
        assert mix_of(stereo(tmp_path, babble(1)[:frames], babble(1, seed=2)[:frames])) is Mix.MEAN
    assert mix_of(stereo(tmp_path, babble(1) * 0, babble(1) * 0)) is Mix.MEAN
    soundfile.write(tmp_path / "m.wav", babble(2), 16_000)
    assert mix_of(tmp_path / "m.wav") is Mix.MEAN
    np.testing.assert_array_equal(to_mono(babble(1), Mix.RIGHT), babble(1)[:, 0])


def test_real_oddities(shared: Path) -> None:
    base = soundfile.read(FORMATS / "base16k.wav", dtype="float32")[0]
    for name, wanted in (("odd_antiphase_stereo.wav", Mix.DIFFERENCE), ("odd_left_only_stereo.wav", Mix.LEFT)):
        assert mix_of(FORMATS / name) is wanted
        joined = np.concatenate(list(stream_mono(FORMATS / name)))
        offset, like = likeness(joined, base)
        assert offset == 0
        assert like > 0.99


@pytest.mark.parametrize("rate", [8_000, 11_025, 44_100, 48_000])
def test_another_rate_keeps_times_and_a_part_is_that_part(tmp_path: Path, rate: int) -> None:
    voice = at_rate(babble(12)[:, 0], 16_000, rate).astype(np.float32)
    soundfile.write(tmp_path / "a.flac", voice, rate)
    whole = np.concatenate(list(stream_mono(tmp_path / "a.flac")))
    assert abs(len(whole) - 16_000 * 12) <= 32
    offset, like = likeness(whole, at_rate(voice, rate, 16_000))
    assert abs(offset) <= 1
    assert like > 0.95
    part = np.concatenate(list(stream_mono(tmp_path / "a.flac", start_ms=3000, end_ms=9000)))
    assert abs(len(part) - 16_000 * 6) <= 32
    assert abs(likeness(part, whole[16_000 * 3 : 16_000 * 9])[0]) <= 1


def test_blocks_stay_small(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", babble(60), 16_000)
    assert max(len(block) for block in stream_mono(tmp_path / "a.wav")) <= 1 << 17


def _speech() -> np.ndarray:
    return soundfile.read(FORMATS / "base16k.wav", dtype="float32")[0]


@pytest.mark.parametrize("rate", [16_000, 44_100])
@pytest.mark.parametrize("voice_on", [0, 1])
@pytest.mark.parametrize("what", ["tone", "buzz", "noise", "buzz from the middle on", "a buzz over the same voice"])
def test_a_bad_channel_is_never_laid_over_a_good_one(
    tmp_path: Path, shared: Path, what: str, voice_on: int, rate: int
) -> None:
    voice = at_rate(_speech(), 16_000, rate)
    time = np.arange(len(voice)) / rate
    buzz = 0.1 * np.sign(np.sin(2 * np.pi * 50 * time))
    bad = {
        "tone": 0.3 * np.sin(2 * np.pi * 440 * time),
        "buzz": buzz,
        "noise": np.random.default_rng(1).normal(0, 0.05, len(voice)),
        "buzz from the middle on": np.where(time > 15, buzz, 0),
        "a buzz over the same voice": buzz + voice,
    }[what]
    channels = [voice, bad] if voice_on == 0 else [bad, voice]
    soundfile.write(tmp_path / "a.wav", np.stack(channels, axis=1).astype("float32"), rate)
    assert mix_of(tmp_path / "a.wav") is (Mix.LEFT if voice_on == 0 else Mix.RIGHT)


def test_real_people_on_a_channel_each_are_both_heard(tmp_path: Path, shared: Path) -> None:
    one, two = _speech(), soundfile.read(shared / "data/audio/dialogues/meeting-trn00.flac", dtype="float32")[0]
    soundfile.write(tmp_path / "a.wav", np.stack([one, two[: len(one)]], axis=1), 16_000)
    assert min(astuple(mix_of(tmp_path / "a.wav"))) > 0.2
    assert min(astuple(mix_of(shared / "data/audio/dialogues/call-40-two-channels.flac"))) > 0.2


def test_a_weak_hum_costs_nobody_a_channel(tmp_path: Path, shared: Path) -> None:
    voice = _speech()
    hum = 0.0005 * np.sin(2 * np.pi * 50 * np.arange(len(voice)) / 16_000)
    soundfile.write(tmp_path / "a.wav", np.stack([voice, voice + hum], axis=1).astype("float32"), 16_000)
    assert mix_of(tmp_path / "a.wav") is Mix.MEAN


def _said(reader: str, shared: Path, seconds: int = 20) -> np.ndarray:
    found = sorted((shared / "data/audio/read").glob(f"{reader}-*.flac"))
    said = np.concatenate([soundfile.read(one, dtype="float32")[0] for one in found])[: RATE * seconds]
    return said * (0.08 / np.sqrt(np.square(said).mean()))


def _talk(
    shared: Path,
    second_db: float,
    across_db: float,
    second: bool = True,
    readers: tuple[str, str] = ("1688", "2033"),
) -> tuple[np.ndarray, np.ndarray]:
    """Two people who take turns of three seconds: each on a channel, the second quieter, and each across from it."""
    one, two = (_said(reader, shared) for reader in readers)
    first = (np.arange(len(one)) // (3 * RATE) % 2 == 0).astype(np.float32)
    one, two = one * first, two * (1 - first) * second
    quiet, across = 10 ** (second_db / 20), 10 ** (across_db / 20)
    noise = np.random.default_rng(2).normal(0, 1, (len(one), 2)) * (10 ** (-62 / 20), 10 ** (-72 / 20))
    sound = np.stack([one + across * np.roll(two, 40), quiet * (two + across * np.roll(one, 40))], axis=1) + noise
    return sound.astype(np.float32), first > 0


@pytest.mark.parametrize("readers", [("1688", "2033"), ("2414", "1998"), ("1998", "2414")])
@pytest.mark.parametrize("across_db", [-200, -12])
@pytest.mark.parametrize("second_db", [-10, -25, -35])
def test_a_quiet_second_person_comes_out_below_the_first_and_never_louder(
    tmp_path: Path, shared: Path, second_db: float, across_db: float, readers: tuple[str, str]
) -> None:
    sound, first = _talk(shared, second_db, across_db, readers=readers)
    soundfile.write(tmp_path / "a.wav", sound[:, ::-1] if second_db == -25 else sound, RATE, subtype="PCM_16")
    joined = np.concatenate(list(stream_mono(tmp_path / "a.wav")))
    apart_db = 10 * np.log10(np.square(joined[first]).mean() / np.square(joined[~first]).mean())
    assert 5 < apart_db < 14.5


@pytest.mark.parametrize("second_db", [0, -7])
def test_voices_that_are_nearly_as_loud_stay_as_they_are(tmp_path: Path, shared: Path, second_db: float) -> None:
    sound, _ = _talk(shared, second_db, -200, readers=("2414", "1998"))
    soundfile.write(tmp_path / "a.wav", sound, RATE, subtype="PCM_16")
    assert mix_of(tmp_path / "a.wav") is Mix.MEAN


@pytest.mark.parametrize("across_db", [-12, -25, -40])
def test_a_voice_that_is_only_heard_across_is_no_second_person(tmp_path: Path, shared: Path, across_db: float) -> None:
    sound, _ = _talk(shared, 0, across_db, second=False)
    soundfile.write(tmp_path / "a.wav", sound, RATE, subtype="PCM_16")
    assert mix_of(tmp_path / "a.wav") in (Mix.MEAN, Mix.LEFT)


def test_somebody_who_speaks_once_in_five_minutes_is_found(tmp_path: Path, shared: Path) -> None:
    one = np.tile(_said("1688", shared), 15)
    asked = np.zeros_like(one)
    asked[RATE * 202 : RATE * 205] = _said("2033", shared)[: RATE * 3] * 10 ** (-25 / 20)
    one[RATE * 201 : RATE * 206] = 0
    noise = np.random.default_rng(3).normal(0, 10 ** (-70 / 20), (len(one), 2))
    soundfile.write(tmp_path / "a.wav", np.stack([one, asked], axis=1) + noise, RATE, subtype="PCM_16")
    assert mix_of(tmp_path / "a.wav").right > 0.5


@pytest.mark.parametrize("loud", [0.02, 0.1])
def test_a_hum_on_a_channel_without_a_voice_is_left_out_and_that_is_said(
    tmp_path: Path, shared: Path, loud: float
) -> None:
    voice = _said("1688", shared)
    hum = loud * np.sin(2 * np.pi * 100 * np.arange(len(voice)) / RATE)
    soundfile.write(tmp_path / "a.wav", np.stack([voice, hum], axis=1), RATE, subtype="PCM_16")
    assert mix_of(tmp_path / "a.wav") is Mix.LEFT
    assert "nobody could be heard on the right one" in about_channels(tmp_path / "a.wav")
