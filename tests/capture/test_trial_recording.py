import tempfile
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile
from fakes.microphones import RATE, LiveMicrophone

from coproclip.audio.devices import Taken
from coproclip.capture.meter import Loudness
from coproclip.capture.recorder import Microphone
from coproclip.capture.trial_recording import TrialRecording, try_out
from coproclip.errors import Cancelled, DeviceError


class Speaker(LiveMicrophone):
    """Somebody speaks at this loudness (dBFS)."""

    def __init__(self, dbfs: float) -> None:
        super().__init__()
        self.size = 10 ** (dbfs / 20) * 32768 * 2**0.5

    def start(self, taken: Taken) -> None:
        def _quieter(block: np.ndarray, lost: bool) -> None:
            wave = np.sin(np.arange(self.sent, self.sent + len(block)) * 0.05) * self.size
            taken(np.clip(wave, -32768, 32767).astype(np.int16)[:, None], lost)

        super().start(_quieter)


def tries() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob("coproclip-try-*"))


@pytest.mark.parametrize(("dbfs", "words"), [(-20, Loudness.GOOD), (-40, Loudness.A_BIT_QUIET), (3, Loudness.TOO_LOUD)])
def test_a_try_says_how_loud_it_was_and_is_gone_afterwards(dbfs: float, words: Loudness) -> None:
    before = tries()
    trial, tried = try_out(seconds=0.6, open_source=lambda wanted: Speaker(dbfs))
    assert tried.words == (words,)
    assert 600 <= tried.duration_ms < 1500
    assert tried.error is None
    assert len(soundfile.read(tried.path)[0]) >= 0.6 * RATE
    trial.discard()
    assert not tried.path.exists()
    assert tries() == before


def test_two_are_tried_at_once_and_each_has_its_word() -> None:
    microphones = {"a": Speaker(-20), "b": Speaker(-60)}
    wanted = [Microphone("a"), Microphone("b")]
    with TrialRecording(wanted, seconds=1, open_source=lambda one: microphones[one.device]) as trial:
        trial.start()
        while trial.left_ms:
            assert len(trial.recorder.status.levels) == 2
            time.sleep(0.02)
        tried = trial.finish()
        assert tried.words == (Loudness.GOOD, Loudness.TOO_QUIET)
    assert not tried.path.exists()


def test_a_try_can_be_stopped_and_leaves_nothing() -> None:
    before = tries()

    def _stopped() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        try_out(open_source=lambda wanted: Speaker(-20), check=_stopped)

    def _missing(wanted: Microphone) -> Speaker:
        raise DeviceError("There is no microphone here.")

    with pytest.raises(DeviceError):
        try_out(open_source=_missing)
    assert tries() == before


def test_what_a_killed_program_left_of_a_try_is_cleared_away_later() -> None:
    old = Path(tempfile.mkdtemp(prefix="coproclip-try-"))
    (old / "voice.wav").touch()
    import os

    os.utime(old, (1, 1))
    with TrialRecording():
        assert not old.exists()
