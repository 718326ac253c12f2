"""What is said off the record never reaches the disk; what is noted does, at once."""

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from fakes.microphones import RATE, PushedMicrophone, recorder_of, wait_until

from coproclip.capture.health import WarningKind
from coproclip.capture.recorder import Recorder, State
from coproclip.capture.sidecar import RecordingNote, Stretch, read_note
from coproclip.errors import BadInput
from coproclip.project.kinds import MomentKind

OFF = MomentKind.OFF_RECORD.value


@pytest.fixture
def pushed(tmp_path: Path) -> Iterator[tuple[Recorder, PushedMicrophone]]:
    microphone = PushedMicrophone()
    recorder = recorder_of(tmp_path / "recordings", microphone)
    recorder.start(RecordingNote(title="The letter"))
    yield recorder, microphone
    recorder.close()


def beside(recorder: Recorder) -> RecordingNote:
    (json,) = recorder.folder.glob("*.json")
    note = read_note(json)
    assert note is not None
    return note


def test_off_the_record_is_silence_of_the_same_length(pushed: tuple[Recorder, PushedMicrophone]) -> None:
    recorder, microphone = pushed
    before = microphone.push_ms(333)
    recorder.off_record(True)
    assert recorder.status.is_off_record
    secret = microphone.push_ms(500)
    wait_until(lambda: recorder.status.safe_ms == 833)
    assert beside(recorder).moments == (Stretch(OFF, 333, 333),)
    recorder.off_record(False)
    assert not recorder.status.is_off_record
    wait_until(lambda: beside(recorder).moments == (Stretch(OFF, 333, 833),))
    after = microphone.push_ms(250)
    done = recorder.stop()
    sound = soundfile.read(done.path, dtype="int16", always_2d=True)[0]
    assert np.array_equal(sound, np.concatenate([before, np.zeros_like(secret), after]))
    for path in recorder.folder.iterdir():
        assert secret[100:108].tobytes() not in path.read_bytes()


def test_what_arrives_late_was_said_before_the_button(tmp_path: Path) -> None:
    microphone = PushedMicrophone()
    microphone.latency_s = 0.1
    recorder = recorder_of(tmp_path, microphone)
    recorder.start()
    recorder.off_record(True)
    microphone.push_ms(200)
    recorder.off_record(False)
    late, clear = microphone.push_ms(100), microphone.push_ms(200)
    sound = soundfile.read(recorder.stop().path, dtype="int16", always_2d=True)[0]
    assert late.any()
    assert not sound[: RATE * 3 // 10].any()
    assert np.array_equal(sound[RATE * 3 // 10 :], clear)


def test_off_the_record_in_a_pause_and_to_the_end(pushed: tuple[Recorder, PushedMicrophone]) -> None:
    recorder, microphone = pushed
    said = microphone.push_ms(100)
    recorder.pause()
    microphone.push_ms(100)
    recorder.off_record(True)
    microphone.push_ms(100)
    recorder.resume()
    assert recorder.status.is_off_record
    microphone.push_ms(300)
    done = recorder.stop()
    sound = soundfile.read(done.path, dtype="int16", always_2d=True)[0]
    assert np.array_equal(sound[: len(said)], said)
    assert not sound[len(said) :].any()
    assert done.duration_ms == 400
    assert done.note.moments == (Stretch(OFF, 100, 400),)
    assert beside(recorder).moments == done.note.moments


def test_off_the_record_nothing_is_said_of_silence(pushed: tuple[Recorder, PushedMicrophone]) -> None:
    recorder, _ = pushed
    recorder.off_record(True)
    assert recorder.status.state is State.RECORDING
    assert WarningKind.SILENT not in [warning.kind for warning in recorder.status.warnings]


def test_a_mark_is_where_it_was_pressed_and_on_disk_at_once(pushed: tuple[Recorder, PushedMicrophone]) -> None:
    recorder, microphone = pushed
    microphone.push_ms(700)
    assert recorder.mark() == Stretch("mark", 700, 700)
    recorder.pause()
    microphone.push_ms(400)
    recorder.mark(MomentKind.STARTER, "What is it about?")
    recorder.resume()
    microphone.push_ms(100)
    recorder.mark(MomentKind.SPOKEN_YES, at_ms=200, end_ms=600)
    expected = (
        Stretch("spoken_yes", 200, 600),
        Stretch("mark", 700, 700),
        Stretch("starter", 700, 700, "What is it about?"),
    )
    expected = tuple(sorted((*expected,), key=lambda one: one.start_ms))
    assert [moment.start_ms for moment in recorder.status.note.moments] == [200, 700, 700]
    wait_until(lambda: len(beside(recorder).moments) == 3)
    assert {moment.start_ms for moment in beside(recorder).moments} == {one.start_ms for one in expected}
    recorder.change_note(
        moments=tuple(
            Stretch(moment.kind, moment.start_ms, moment.end_ms, "here") for moment in recorder.status.note.moments
        ),
        note="She laughed.",
        private_note="Somebody may be at risk.",
        title="The letter again",
    )
    wait_until(lambda: beside(recorder).title == "The letter again")
    kept = beside(recorder)
    assert (kept.note, kept.private_note) == ("She laughed.", "Somebody may be at risk.")
    assert {moment.text for moment in kept.moments} == {"here"}
    assert recorder.stop().note.title == "The letter again"


def test_words_for_a_mark_take_nothing_else_away(pushed: tuple[Recorder, PushedMicrophone]) -> None:
    recorder, _microphone = pushed
    first = recorder.mark()
    second = recorder.mark(text="the letter")
    recorder.change_moment(first, "biscuits")
    assert [moment.text for moment in recorder.status.note.moments] == ["biscuits", "the letter"]
    recorder.change_moment(second, None)
    recorder.change_moment(second, "it is gone already")
    assert [moment.text for moment in recorder.status.note.moments] == ["biscuits"]


def test_before_it_began_nothing_can_be_marked(tmp_path: Path) -> None:
    recorder = recorder_of(tmp_path, PushedMicrophone())
    recorder.listen()
    with pytest.raises(BadInput):
        recorder.mark()
    recorder.off_record(True)
    assert not recorder.status.is_off_record
    recorder.close()


def test_a_note_that_the_disk_refuses_is_a_warning_and_tried_again(tmp_path: Path) -> None:
    microphone = PushedMicrophone()
    recorder = recorder_of(tmp_path / "recordings", microphone)
    recorder.start(RecordingNote(title="The letter"))

    def warned() -> bool:
        microphone.push_ms(0)
        return WarningKind.NOTE_NOT_KEPT in [warning.kind for warning in recorder.status.warnings]

    microphone.push_ms(300)
    (note,) = recorder.folder.glob("*.json")
    note.unlink()
    note.mkdir()
    (note / "in the way").touch()
    began = time.monotonic()
    recorder.mark()
    assert time.monotonic() - began < 2
    wait_until(warned)
    assert recorder.status.state is State.RECORDING
    (note / "in the way").unlink()
    note.rmdir()
    wait_until(lambda: not warned())
    kept = beside(recorder).moments
    recorder.stop()
    assert kept == (Stretch("mark", 300, 300),)
