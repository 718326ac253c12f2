"""Where somebody speaks: found in weak, narrow and broken sound too, and not where nobody does."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from coproclip.speech.engine import PER_MS, RATE, Sound, Speech
from coproclip.speech.find_speech import FRINGE_MS, find_speech, stretches, with_doubtful
from coproclip.speech.level import levelled, loud_enough, weak_raised, without_rumble
from coproclip.speech.pieces import pack
from coproclip.timecode import TimeRange

SECONDS = 12


def sound_of(path: Path) -> Sound:
    sound, rate = soundfile.read(path, dtype="float32", frames=SECONDS * RATE)
    assert rate == RATE
    return sound


def at(sound: Sound, dbfs: float) -> Sound:
    """`sound` as loud as that, in the 16 bits of a file."""
    quiet = sound * 10 ** (dbfs / 20) / np.sqrt((sound**2).mean())
    return np.asarray(np.round(quiet * 32768) / 32768, np.float32)


def seconds(sound: Sound) -> np.ndarray:
    return np.arange(len(sound)) / RATE


def offset(sound: Sound) -> Sound:
    return at(sound, -43) + np.float32(0.2)


def hummed(sound: Sound) -> Sound:
    hum = sum(np.sin(2 * np.pi * 50 * many * seconds(sound)) / many**1.5 for many in (1, 2, 3, 4, 5))
    return np.asarray(at(sound, -43) + 0.04 * np.asarray(hum), np.float32)


def narrow(sound: Sound) -> Sound:
    """Over a telephone, quietly: 300 to 3400 Hz in the 8 bits of the µ-law."""
    spectrum, hertz = np.fft.rfft(sound), np.fft.rfftfreq(len(sound), 1 / RATE)
    spectrum[(hertz < 300) | (hertz > 3_400)] = 0
    quiet = at(np.asarray(np.fft.irfft(spectrum, len(sound)), np.float32), -47)
    steps = np.round(np.sign(quiet) * np.log1p(255 * np.abs(quiet)) / np.log(256) * 127) / 127
    return np.asarray(np.sign(steps) * (256 ** np.abs(steps) - 1) / 255, np.float32)


def far_after_near(sound: Sound) -> Sound:
    """Whoever asks is near the microphone, whoever answers is not."""
    spoken = at(sound, -20)
    spoken[len(spoken) // 2 :] = at(sound, -52)[len(spoken) // 2 :]
    return spoken


def clicking(sound: Sound) -> Sound:
    spoken = at(sound, -47)
    for start in range(0, len(spoken), RATE):
        spoken[start : start + 160] = np.random.default_rng(start).uniform(-0.9, 0.9, 160)
    return spoken


@pytest.mark.parametrize("spoilt", [offset, hummed, narrow, far_after_near, clicking])
@pytest.mark.parametrize("name", ["jfk", "1998-15444-0000", "2414-128291-0002"])
def test_what_is_said_in_spoilt_sound_is_read(shared: Path, name: str, spoilt: Callable[[Sound], Sound]) -> None:
    """Hardly any of what is found in the sound as it was is passed over."""
    sound = sound_of(shared / "data" / "audio" / "read" / f"{name}.flac")
    wanted, read = (np.zeros(SECONDS * 1_000 + 1_000, bool) for _ in range(2))
    for one in find_speech(sound).sure:
        wanted[one.start_ms : one.end_ms] = True
    for piece in pack(sound, find_speech(spoilt(sound)).maybe):
        for span in piece.spans:
            read[span.start_ms : span.end_ms] = True
    assert wanted.sum() > 5_000
    assert (wanted & ~read).sum() <= 0.02 * wanted.sum()


def test_nobody_is_found_in_noise_hum_and_quiet_rooms(shared: Path) -> None:
    hiss = np.random.default_rng(1).standard_normal(SECONDS * RATE).astype(np.float32)
    hum = np.sin(2 * np.pi * 50 * seconds(hiss)).astype(np.float32)
    nobody = [hiss * np.float32(0.02), hiss * 0, hum * np.float32(0.1) + hiss * np.float32(0.001), hiss[:100], hiss[:0]]
    rooms = [sound_of(shared / "data" / "audio" / "no-speech" / f"room-{one}.flac") for one in (1, 2)]
    for sound in [*nobody, *rooms]:
        found = find_speech(sound)
        assert found.sure == ()
        assert sum(one.duration_ms for one in found.maybe) <= 0.4 * len(sound) / PER_MS


def test_what_is_in_doubt_stands_apart_from_what_is_sure() -> None:
    sure = [TimeRange(1_000, 2_000), TimeRange(2_500, 3_000), TimeRange(8_000, 9_000)]
    doubtful = [TimeRange(900, 3_200), TimeRange(5_000, 5_600), TimeRange(7_000, 9_350), TimeRange(20_000, 20_400)]
    found = with_doubtful(sure, doubtful)
    assert found.sure == tuple(sure)
    besides = [TimeRange(5_000, 5_600), TimeRange(7_000, 8_000 - FRINGE_MS), TimeRange(20_000, 20_400)]
    assert found.maybe == tuple(sorted([*sure, *besides]))
    assert with_doubtful([], doubtful).maybe == tuple(doubtful)
    assert found.until(8_500) == Speech(
        (*sure[:2], TimeRange(8_000, 8_500)), (*sure[:2], *besides[:2], TimeRange(8_000, 8_500))
    )


def test_speech_goes_on_over_a_moment_of_doubt() -> None:
    chances = np.array([0, 0.4, 0.3, 0.1, 0.1, 0.5, 0.1, 0.1, 0.1, 0.1, 0.1, 0.3, 0.9], np.float32)
    assert stretches(chances, 0.35, 0.2, 410) == [TimeRange(32, 192), TimeRange(384, 410)]
    assert stretches(chances[:0], 0.35, 0.2, 0) == []


def test_a_quiet_voice_is_raised_beside_a_loud_one_and_nothing_is_made_quieter() -> None:
    tone = np.sin(2 * np.pi * 300 * np.arange(20 * RATE) / RATE).astype(np.float32)
    sound = np.concatenate([tone[: 10 * RATE] * np.float32(0.5), tone[10 * RATE :] * np.float32(0.001)])
    made = levelled(sound)
    assert np.array_equal(made[: 7 * RATE], sound[: 7 * RATE])
    assert 0.05 < np.abs(made[13 * RATE :]).max() < 0.2
    assert len(levelled(tone[:10])) == 10


def test_a_voice_far_below_the_others_is_read_louder_and_all_else_as_it_is() -> None:
    tone = np.sin(2 * np.pi * 300 * np.arange(6 * RATE) / RATE).astype(np.float32)
    speech = [TimeRange(0, 2_000), TimeRange(2_200, 4_000), TimeRange(4_200, 6_000)]
    loudness = np.repeat(np.array([0.3, 0.003, 0.1], np.float32), 2 * RATE)
    made = weak_raised(tone * loudness, speech)
    assert np.abs(made[int(2.7 * RATE) : int(3.5 * RATE)]).max() == pytest.approx(0.03, rel=0.02)
    assert np.allclose(made[: 3 * RATE // 2], (tone * loudness)[: 3 * RATE // 2])
    assert np.allclose(made[5 * RATE :], (tone * loudness)[5 * RATE :]), "not far below"
    alike = tone * np.float32(0.001)
    assert weak_raised(alike, speech) is alike
    assert weak_raised(alike, []) is alike


def test_what_does_not_swing_around_zero_is_taken_out() -> None:
    tone = (0.01 * np.sin(2 * np.pi * 300 * np.arange(2 * RATE) / RATE)).astype(np.float32)
    assert np.abs(loud_enough(tone + np.float32(0.3))).max() == pytest.approx(0.2, rel=0.05), "raised, without it"
    left = without_rumble(tone + np.float32(0.3))
    assert np.abs(left - tone)[RATE // 4 : -RATE // 4].max() < 0.002
    assert len(without_rumble(tone[:0])) == 0
