"""A microphone in the headphones: what is heard is what comes in, and the recording is as it would be without."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from fakes.microphones import PushedMicrophone, recorder_of, wait_until

from coproclip.audio.devices import Fill
from coproclip.capture.monitor import LEAST_S, MOST_S, Monitor
from coproclip.errors import DeviceError

RATE = 48_000


class Headphones:
    """Asks for sound when it is told to."""

    def __init__(self, sample_rate: int = RATE, channels: int = 1) -> None:
        self.sample_rate, self.channels = sample_rate, channels
        self.open = False

    def start(self, fill: Fill) -> None:
        self._fill, self.open = fill, True

    def stop(self) -> None:
        self.open = False

    def hear(self, frames: int) -> np.ndarray:
        out = np.zeros((frames, self.channels), np.float32)
        assert self._fill(out, 0.1)
        return out[:, 0]


def tone(seconds: float, hz: float = 440.0) -> np.ndarray:
    return (np.sin(2 * np.pi * hz * np.arange(int(seconds * RATE)) / RATE) * 9000).astype(np.int16)


def test_the_channel_asked_for_is_heard_as_it_came() -> None:
    headphones = Headphones()
    monitor = Monitor(1, RATE, lambda _rate, _channels: headphones)
    sound = np.stack([tone(0.3, 900), tone(0.3)], axis=1)
    monitor.feed(sound[: RATE // 20])
    assert not headphones.hear(480).any(), "a little is gathered first"
    monitor.feed(sound[RATE // 20 : RATE // 4])
    heard = np.concatenate([headphones.hear(480) for _ in range(20)])
    assert np.abs(heard - sound[: len(heard), 1] / 32768).max() < 1e-4
    monitor.end()
    assert not headphones.open


def test_headphones_of_another_rate_hear_the_same_pitch() -> None:
    headphones = Headphones(44_100)
    monitor = Monitor(0, RATE, lambda _rate, _channels: headphones)
    monitor.feed(tone(0.4)[:, None])
    heard = np.concatenate([headphones.hear(441) for _ in range(30)])
    strength = np.abs(np.fft.rfft(heard))
    assert np.fft.rfftfreq(len(heard), 1 / 44_100)[int(strength.argmax())] == pytest.approx(440, abs=4)


def test_what_was_not_heard_in_time_is_left_out_and_an_empty_line_is_silent() -> None:
    headphones = Headphones()
    monitor = Monitor(0, RATE, lambda _rate, _channels: headphones)
    for quarter in range(4):
        monitor.feed(np.full((RATE // 4, 1), quarter * 1000 + 1000, np.int16))
    assert headphones.hear(100)[0] * 32768 >= 2000, "not the oldest"
    heard = 100
    while headphones.hear(4800).any():
        heard += 4800
    assert heard <= (MOST_S + 0.25) * RATE
    assert LEAST_S < MOST_S


def test_hearing_changes_nothing_in_the_recording(tmp_path: Path) -> None:
    microphone, headphones = PushedMicrophone(), Headphones()
    recorder = recorder_of(tmp_path, microphone)
    recorder.start()
    microphone.push_ms(300)
    recorder.hear(0, lambda _rate, _channels: headphones)
    microphone.push_ms(700)
    wait_until(lambda: recorder.status.position_ms == 1000)
    assert headphones.hear(960).any()
    recorder.hear(None)
    assert not headphones.open
    microphone.push_ms(200)
    recorder.hear(0, lambda _rate, _channels: headphones)
    file = recorder.stop()
    assert not headphones.open, "the loudspeaker is let go with the recorder"
    assert file.duration_ms == 1200
    assert soundfile.info(file.path).frames == 1200 * file.sample_rate // 1000


def test_without_a_loudspeaker_the_recording_goes_on(tmp_path: Path) -> None:
    def _none(_rate: int, _channels: int) -> Headphones:
        raise DeviceError("There is no loudspeaker to play to.")

    microphone = PushedMicrophone()
    recorder = recorder_of(tmp_path, microphone)
    recorder.start()
    with pytest.raises(DeviceError, match="no loudspeaker"):
        recorder.hear(0, _none)
    microphone.push_ms(500)
    assert recorder.stop().duration_ms == 500
