import math
from pathlib import Path

import numpy as np
import pytest
import soundfile
from sounds import babble

from coproclip.audio.limiter import limited, true_peak
from coproclip.audio.loudness import (
    integrated_loudness,
    levelled,
    loudness,
    loudness_gain,
    peak_dbtp,
    target_for,
)


def natural(seconds: float, rate: int = 16_000, seed: int = 1) -> np.ndarray:
    """Like what a microphone gives: nothing at the very top, where no meter can resolve it."""
    samples = babble(seconds, rate, seed=seed)
    return (samples + np.roll(samples, 1, axis=0)) / 2


def eight_times(samples: np.ndarray) -> float:
    """The true peak found another way: by filling up the spectrum."""
    padded = np.pad(samples.astype(np.float64), ((2_000, 2_000), (0, 0)))
    spectrum = np.fft.rfft(padded, axis=0)
    return 20 * math.log10(np.abs(np.fft.irfft(spectrum, len(padded) * 8, axis=0)).max() * 8)


@pytest.mark.parametrize("name", ["read/jfk.flac", "read/1998-15444-0001.flac", "formats/odd_clipped.wav"])
@pytest.mark.parametrize("channels", [1, 2])
def test_real_speech_reaches_its_target_under_the_ceiling(shared: Path, name: str, channels: int) -> None:
    samples, rate = soundfile.read(shared / "data/audio" / name, dtype="float32", always_2d=True)
    samples = np.repeat(samples, channels, axis=1)
    made = levelled(samples, rate, target_for(channels))
    assert made.samples.dtype == np.float32
    assert made.samples.shape == samples.shape
    assert abs(loudness(made.samples, rate) - target_for(channels)) < 1
    assert eight_times(made.samples) <= -0.95


def test_a_story_with_sudden_laughs_still_reaches_its_target() -> None:
    samples = natural(20) * 0.15
    for place in range(16_000, len(samples), 48_000):
        samples[place : place + 400] *= 8
    made = levelled(samples, 16_000, -19.0)
    assert abs(loudness(made.samples, 16_000) + 19) < 1
    assert eight_times(made.samples) <= -0.95
    # Between the laughs nothing but the gain is heard.
    quiet = slice(24_000, 40_000)
    ratio = made.samples[quiet] / np.where(samples[quiet] == 0, 1, samples[quiet])
    assert np.std(ratio[np.abs(samples[quiet]) > 1e-4]) < 0.05 * np.mean(ratio[np.abs(samples[quiet]) > 1e-4])


@pytest.mark.parametrize("rate", [8_000, 11_025, 44_100])
def test_it_is_what_another_meter_says(rate: int) -> None:
    import pyloudnorm

    sound = np.hstack([natural(7.43, rate), natural(7.43, rate, seed=5)])
    sound[: rate * 3] *= 0.001
    meter = pyloudnorm.Meter(rate)
    assert loudness(sound, rate) == pytest.approx(meter.integrated_loudness(sound.astype(np.float64)), abs=1e-6)
    made = levelled(sound * 2, rate, -6.0, peak_dbtp=-2.0)
    reached = meter.integrated_loudness(made.samples.astype(np.float64))
    assert -6.0 - reached == pytest.approx(made.short_of_lu, abs=0.01), "also where peaks were held down"


def test_silence_and_nearly_nothing_stay(shared: Path) -> None:
    silence = np.zeros((48_000, 2), np.float32)
    made = levelled(silence, 16_000, -16.0)
    assert not made.samples.any()
    assert made.gain_db == 0
    assert loudness(babble(0.2), 16_000) == -math.inf
    assert peak_dbtp(silence) == -math.inf
    quiet, rate = soundfile.read(shared / "data/audio/formats/base16k.wav", dtype="float32", always_2d=True)
    made = levelled(quiet, rate, -19.0)
    assert made.gain_db == 20
    assert made.short_of_lu > 1
    assert len(levelled(np.zeros((0, 1), np.float32), 16_000, -19.0).samples) == 0


def test_a_short_passage_takes_the_gain_of_its_story() -> None:
    passage = babble(2)
    assert loudness_gain(passage, 16_000, -19.0, fallback_lufs=-25.0) == 6
    assert loudness_gain(passage, 16_000, -19.0, fallback_lufs=-60.0) == 20
    own = loudness_gain(passage, 16_000, -19.0)
    assert own == pytest.approx(min(20.0, -19.0 - loudness(passage, 16_000)))
    long = babble(6)
    assert loudness_gain(long, 16_000, -19.0, fallback_lufs=-99.0) != 20
    assert levelled(passage, 16_000, -19.0, fallback_lufs=-25.0).gain_db == 6


def test_peaks_between_samples_are_found() -> None:
    # A quarter of the rate, halfway between its extremes: samples reach 0.707 of the tone.
    times = np.arange(4_000)
    tone = np.sin(np.pi / 2 * times + np.pi / 4).astype(np.float32)[:, np.newaxis]
    assert np.abs(tone).max() == pytest.approx(0.7071, abs=1e-3)
    assert 0.98 < true_peak(tone[100:-100]) < 1.1


def test_no_peak_is_overlooked_wherever_it_lies() -> None:
    chance = np.random.default_rng(4)
    places = np.arange(300)
    for at in (1, 127, 128, 129, 140, 299):
        sound = chance.normal(0, 0.02, (300, 2)).astype(np.float32)
        sound[:, 1] += np.sinc(places - at + 0.5).astype(np.float32)
        further = np.pad(sound, ((400, 400), (0, 0)))
        assert true_peak(sound) == pytest.approx(true_peak(further), abs=1e-6)
        assert true_peak(sound) > 0.85
        assert true_peak(limited(sound, 16_000, -6.0)) <= 10 ** (-6 / 20)


def test_the_limiter_leaves_quiet_sound_alone_and_holds_loud_sound() -> None:
    sound = babble(3) * 0.5
    assert limited(sound, 16_000, -1.0) is sound
    for rate in (8_000, 44_100):
        loud = np.hstack([natural(3, rate), natural(3, rate, seed=5)]) * 6
        assert eight_times(limited(loud, rate, -1.0)) <= -0.95
    assert len(limited(np.zeros((0, 2), np.float32), 48_000, -1.0)) == 0


def test_a_long_story_is_measured_from_parts_of_it(tmp_path: Path) -> None:
    sound = babble(400)
    soundfile.write(tmp_path / "a.flac", sound, 16_000)
    assert abs(integrated_loudness(tmp_path / "a.flac") - loudness(sound, 16_000)) < 1
    soundfile.write(tmp_path / "b.flac", sound[: 16_000 * 5], 16_000)
    assert abs(integrated_loudness(tmp_path / "b.flac") - loudness(sound[: 16_000 * 5], 16_000)) < 0.05
    soundfile.write(tmp_path / "c.wav", sound[:16_000] * 0, 16_000)
    assert integrated_loudness(tmp_path / "c.wav") == -math.inf
