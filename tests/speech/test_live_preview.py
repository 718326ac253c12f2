"""Words that are shown while the recording still grows."""

import threading
import time
from pathlib import Path

import pytest
from fakes.scripted_engine import write_story

from coproclip.capture.wav_writer import HEADER_BYTES, WavFormat, WavWriter
from coproclip.jobs import CancelToken
from coproclip.speech.client import Transcriber
from coproclip.speech.engine import SpeechOptions
from coproclip.speech.live_preview import follow
from coproclip.speech.models.installed import SpeechModel

ENGINE = "fakes.scripted_engine:make_engine"
ENGLISH = SpeechOptions("en")


@pytest.fixture
def model(tmp_path: Path) -> SpeechModel:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "script.json").write_text("{}")
    return SpeechModel("scripted", tmp_path / "model", 0, True, True)


def test_words_come_while_the_file_grows_each_once_and_in_order(tmp_path: Path, model: SpeechModel) -> None:
    whole = write_story(tmp_path / "whole.wav", 24)
    frames = whole.read_bytes()[-24 * 16_000 * 2 :]
    sound, cancel, told = WavFormat(16_000, 1), CancelToken(), list[str]()
    writer = WavWriter(tmp_path / "grows.wav", sound)
    following = threading.Thread(
        target=follow,
        args=(writer.path, lambda: sound.ms(writer.frames), model, told.append, cancel),
        kwargs={"options": ENGLISH, "transcriber": Transcriber(ENGINE), "step_ms": 4000},
    )
    following.start()
    for second in range(24):
        writer.write(frames[second * 32_000 : (second + 1) * 32_000])
        time.sleep(0.1)
    end = time.monotonic() + 60
    while time.monotonic() < end and len(" ".join(told).split()) < 20:
        time.sleep(0.05)
    cancel.cancel()
    following.join(60)
    assert not following.is_alive()
    writer.close()
    assert writer.path.stat().st_size == HEADER_BYTES + len(frames), "the recording is as it was written"
    # One word a second is said; what is told twice or left out would count more or less.
    assert 20 <= len(" ".join(told).split()) <= 24


def test_a_computer_that_is_too_slow_says_so(tmp_path: Path, model: SpeechModel) -> None:
    story = write_story(tmp_path / "a.wav", 3)
    slow = follow(
        story, lambda: 10**9, model, lambda _words: None, CancelToken(), options=ENGLISH,
        transcriber=Transcriber(ENGINE), step_ms=1
    )  # fmt: skip
    assert slow is False


def test_stopping_ends_it_at_once(tmp_path: Path, model: SpeechModel) -> None:
    cancel = CancelToken()
    cancel.cancel()
    assert follow(tmp_path / "none.wav", lambda: 0, model, lambda _words: None, cancel) is True
