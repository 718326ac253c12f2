"""Two microphones at once, microphones that go away, and others that take their place."""

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from fakes.microphones import RATE, LiveMicrophone, PushedMicrophone, known_sound, recorder_of, wait_until

from coproclip.capture.clock_map import read_between
from coproclip.capture.health import WarningKind
from coproclip.capture.recorder import Recorder, RecordingFile, State
from coproclip.capture.sidecar import Channel, RecordingNote, read_note
from coproclip.errors import BadInput, DeviceError
from coproclip.project.kinds import MomentKind

BLOCK = RATE // 50


def read(done: RecordingFile) -> np.ndarray:
    return soundfile.read(done.path, dtype="int16", always_2d=True)[0]


# Seven seconds of soft noise, again and again.
NOISE = np.convolve(np.random.default_rng(5).normal(0, 16_000, 7 * RATE), np.hanning(64) / 32, "same")


def voice(first: float, step: float, frames: int) -> np.ndarray:
    """Noise read from the frame `first` on, `step` apart: what a device with its own clock hears of it."""
    at = (first + step * np.arange(frames)) % len(NOISE)
    whole = at.astype(np.int64)
    following = NOISE[(whole + 1) % len(NOISE)]
    return np.rint(NOISE[whole] + (following - NOISE[whole]) * (at - whole)).astype(np.int16)


def apart_ms(one: np.ndarray, other: np.ndarray) -> float:
    """How much later (ms) the same sound comes in `other`."""
    size = 1 << (2 * len(one)).bit_length()
    product = np.conj(np.fft.rfft(one, size)) * np.fft.rfft(other, size)
    place = int(np.argmax(np.fft.irfft(product, size)))
    return (place if place < size // 2 else place - size) * 1000 / RATE


def kinds(recorder: Recorder) -> list[WarningKind]:
    return [warning.kind for warning in recorder.status.warnings]


@pytest.fixture
def recorders() -> Iterator[list[Recorder]]:
    made: list[Recorder] = []
    yield made
    for recorder in made:
        recorder.close()


class Clip(LiveMicrophone):
    name = "Clip mic"


# ---- beside each other ----------------------------------------------------------------------------------------


def test_each_of_two_microphones_has_its_own_channel_and_meter(tmp_path: Path) -> None:
    first, second = PushedMicrophone(), PushedMicrophone()
    recorder = recorder_of(tmp_path, first, second)
    note = RecordingNote(who=(Channel("storyteller", "June"), Channel("reporter", "Amina")))
    recorder.start(note)
    assert [one.device for one in recorder.status.note.who] == ["Lapel mic", "Lapel mic"]
    said, other = known_sound(0, 100 * BLOCK), voice(0, 1, 100 * BLOCK)
    for number in range(100):
        first.push(said[number * BLOCK : (number + 1) * BLOCK])
        second.push(other[number * BLOCK : (number + 1) * BLOCK])
    wait_until(lambda: recorder.status.position_ms > 1900)
    quiet, loud = sorted(level.rms_dbfs for level in recorder.status.levels)
    assert loud - quiet > 3
    assert len(recorder.status.pictures) == 2
    done = recorder.stop()
    sound = read(done)
    assert (done.channels, done.note.channels) == (2, 2)
    assert len(sound) == pytest.approx(100 * BLOCK, abs=BLOCK)
    assert np.array_equal(sound[: 100 * BLOCK, 0], known_sound(0, 100 * BLOCK)[:, 0])
    assert abs(apart_ms(voice(0, 1, len(sound)), sound[:, 1])) < 5
    assert np.corrcoef(voice(0, 1, RATE), sound[:RATE, 1])[0, 1] > 0.9


@pytest.mark.parametrize("ppm", [400, -150])
def test_two_clocks_stay_together(tmp_path: Path, ppm: int) -> None:
    first, second = PushedMicrophone(), PushedMicrophone()
    recorder = recorder_of(tmp_path, first, second)
    recorder.start()
    heard, seconds, fast = 0, 100, 1 + ppm * 1e-6
    said, other = voice(0, 1, seconds * RATE), voice(0, 1 / fast, round(seconds * RATE * fast))
    for number in range(seconds * 50):
        first.push(said[number * BLOCK : (number + 1) * BLOCK])
        until = round((number + 1) * BLOCK * fast)
        second.push(other[heard:until])
        heard = until
        while number * 20 - recorder.status.position_ms > 8000:
            time.sleep(0.002)
    drift = recorder.status.drift_ppm
    sound = read(recorder.stop())
    # Untouched they would be 40 or 15 ms apart by now, and go on like that for the next hour.
    for second_s in (1, 50, seconds - 2):
        part = sound[second_s * RATE : (second_s + 2) * RATE]
        assert abs(apart_ms(part[:, 0], part[:, 1])) < 12
    assert 0.4 < drift / ppm < 1.4
    assert np.array_equal(sound[: seconds * RATE, 0], said)


def test_between_two_frames_the_curve_is_true() -> None:
    for pitch in (100.0, 1000.0, 8000.0):
        wave = np.sin(2 * np.pi * pitch * np.arange(4000) / RATE)[:, None]
        found = read_between(wave, 100.37, 1.00011, 3000)[:, 0]
        assert np.abs(found - np.sin(2 * np.pi * pitch * (100.37 + 1.00011 * np.arange(3000)) / RATE)).max() < 1e-4
    high = np.sin(2 * np.pi * 30_000 * np.arange(9600) / 96_000)[:, None]
    assert np.abs(read_between(high, 100.0, 2.0, 4000)).max() < 1e-3, "what half the rate cannot hold is taken away"


def test_more_than_two_channels_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        recorder_of(tmp_path, PushedMicrophone(2), PushedMicrophone())


def test_24_bits_are_kept_to_the_last(tmp_path: Path) -> None:
    class Fine(PushedMicrophone):
        bits = 24

    microphone = Fine(2)
    recorder = recorder_of(tmp_path, microphone, bits=24)
    recorder.start()
    said = np.random.default_rng(1).integers(-(1 << 23), 1 << 23, (RATE, 2)).astype(np.int32) << 8
    microphone.push(said)
    done = recorder.stop()
    assert soundfile.info(done.path).subtype == "PCM_24"
    assert np.array_equal(soundfile.read(done.path, dtype="int32", always_2d=True)[0], said)
    assert (done.bits, done.note.bits, done.duration_ms) == (24, 24, 1000)


# ---- one goes away --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("gone", [0, 1])
def test_when_one_of_two_goes_away_the_other_goes_on(tmp_path: Path, recorders: list[Recorder], gone: int) -> None:
    both = [LiveMicrophone(), Clip()]
    third = LiveMicrophone()
    recorder = recorder_of(tmp_path, *both, third, spare=1)
    recorders.append(recorder)
    recorder.start()
    wait_until(lambda: recorder.status.position_ms > 400)
    both[gone].unplugged.set()
    wait_until(lambda: not recorder.status.microphones[gone].alive)
    wait_until(lambda: WarningKind.UNPLUGGED in kinds(recorder))
    assert recorder.status.state is State.RECORDING
    assert recorder.status.microphones[1 - gone].alive
    place = recorder.status.position_ms
    wait_until(lambda: recorder.status.position_ms > place + 300)
    with pytest.raises(DeviceError, match="no microphone called"):
        recorder.replace(gone, "nothing")
    recorder.replace(gone, "2")
    wait_until(lambda: recorder.status.microphones[gone].alive)
    since = recorder.status.microphones[gone].since_ms
    wait_until(lambda: recorder.status.position_ms > since + 500)
    done = recorder.stop()
    sound = read(done)
    assert not done.gaps
    other = sound[:, 1 - gone]
    assert other[RATE // 4 :].any()
    # The first and the last blocks of two devices do not come at one moment.
    silent = np.flatnonzero(np.convolve(other[: -RATE // 10] == 0, np.ones(200), "valid") == 200)
    assert not len(silent[silent > RATE // 4]), "what goes on has no hole"
    assert done.duration_ms == pytest.approx(both[1 - gone].sent * 1000 / RATE, abs=400)
    there = sound[:, gone].reshape(-1, 1)[: len(sound) // BLOCK * BLOCK].reshape(-1, BLOCK).any(axis=1)
    assert there[:15].any()
    assert not there[40 : since // 20 - 1].any(), "silence as long as nothing came"
    assert there[since // 20 + 5 :].all()
    (lost,) = [moment for moment in done.note.moments if moment.kind == MomentKind.LOST]
    assert both[gone].name in lost.text
    assert 300 < lost.start_ms < 2500


def test_alone_another_that_is_allowed_takes_over_and_times_hold(tmp_path: Path, recorders: list[Recorder]) -> None:
    first, second = LiveMicrophone(), Clip()
    recorder = recorder_of(tmp_path, first, second, spare=1, allowed=["nothing", "1"])
    recorders.append(recorder)
    recorder.start()
    began = time.monotonic()
    wait_until(lambda: recorder.status.position_ms > 500)
    first.unplugged.set()
    gone = time.monotonic()
    wait_until(lambda: recorder.status.microphones[0].name == "Clip mic")
    assert time.monotonic() - gone < 15
    assert recorder.status.state is State.RECORDING
    wait_until(lambda: WarningKind.ANOTHER_MICROPHONE in kinds(recorder))
    wait_until(lambda: second.sent > RATE // 2)
    mark = recorder.mark()
    meant = (time.monotonic() - began) * 1000
    done = recorder.stop()
    sound = read(done)[:, 0]
    assert mark.start_ms == pytest.approx(meant, abs=600), "times hold"
    assert np.array_equal(sound[: first.sent], known_sound(0, first.sent)[:, 0])
    (lost,) = [moment for moment in done.note.moments if moment.kind == MomentKind.LOST]
    hole = sound[lost.start_ms * RATE // 1000 + 50 : lost.end_ms * RATE // 1000 - 50]
    assert len(hole) > RATE
    assert not hole.any()
    after = sound[np.flatnonzero(sound[first.sent :])[0] + first.sent :]
    assert np.array_equal(after, known_sound(0, second.sent)[-len(after) :, 0])
    assert len(after) >= second.sent - BLOCK


def test_it_waits_for_a_microphone_and_a_person_may_choose_one(tmp_path: Path, recorders: list[Recorder]) -> None:
    first, second = LiveMicrophone(), Clip(sample_rate=44_100)
    recorder = recorder_of(tmp_path, first, second, spare=1, patience_s=20)
    recorders.append(recorder)
    recorder.start(RecordingNote(who=(Channel("storyteller", "June"),)))
    wait_until(lambda: recorder.status.position_ms > 300)
    first.unplugged.set()
    wait_until(lambda: WarningKind.UNPLUGGED in kinds(recorder))
    place = recorder.status.position_ms
    time.sleep(0.3)
    assert (recorder.status.state, recorder.status.position_ms) == (State.RECORDING, place)
    recorder.replace(0, "1")
    wait_until(lambda: recorder.status.position_ms > place + 1500)
    done = recorder.stop()
    assert done.error is None
    assert done.note.who[0].device == "Clip mic"
    assert done.sample_rate == RATE


def test_a_microphone_is_changed_without_losing_a_word(tmp_path: Path, recorders: list[Recorder]) -> None:
    first, second = LiveMicrophone(), Clip()
    recorder = recorder_of(tmp_path, first, second, spare=1)
    recorders.append(recorder)
    recorder.start()
    wait_until(lambda: recorder.status.position_ms > 300)
    recorder.replace(0, "1")
    wait_until(lambda: recorder.status.microphones[0].name == "Clip mic")
    wait_until(lambda: recorder.status.position_ms > recorder.status.microphones[0].since_ms + 300)
    sound = read(recorder.stop())[:, 0]
    assert not [moment for moment in recorder.status.note.moments if moment.kind == MomentKind.LOST]
    change = int(np.argmin(sound[: first.sent] == known_sound(0, first.sent)[: len(sound), 0]))
    after = sound[change:]
    # One sample may be like another by chance, sixteen in a row are not.
    known = known_sound(0, RATE)[:, 0]
    [place] = [at for at in range(BLOCK) if np.array_equal(known[at : at + 16], after[:16])]
    assert np.array_equal(after, known_sound(place, len(after))[:, 0])
    assert first.stopped_well


def test_with_none_left_it_ends_with_everything_kept(tmp_path: Path, recorders: list[Recorder]) -> None:
    microphone = LiveMicrophone()
    recorder = recorder_of(tmp_path, microphone, patience_s=0.5)
    recorders.append(recorder)
    recorder.start()
    wait_until(lambda: recorder.status.position_ms > 300)
    recorder.off_record(True)
    recorder.pause()
    microphone.unplugged.set()
    wait_until(lambda: recorder.status.state is State.FAILED)
    recorder.change_note(title="Known only now")
    done = recorder.stop()
    assert isinstance(done.error, DeviceError)
    kept = read_note(done.path)
    assert kept is not None
    assert kept.title == "Known only now"
    (off,) = kept.moments
    assert (off.kind, off.end_ms) == (MomentKind.OFF_RECORD, done.duration_ms)


def test_stopped_while_a_microphone_is_being_opened(tmp_path: Path, recorders: list[Recorder]) -> None:
    first, second = LiveMicrophone(), PushedMicrophone()
    recorder = recorder_of(tmp_path, first, second, spare=1)
    recorders.append(recorder)
    recorder.start()
    wait_until(lambda: recorder.status.position_ms > 200)
    recorder.replace(0, "1")
    done = recorder.stop()
    assert second.stopped
    assert np.array_equal(read(done)[:, 0], known_sound(0, first.sent)[:, 0])
    with pytest.raises((DeviceError, BadInput)):
        recorder.replace(0, "1")
