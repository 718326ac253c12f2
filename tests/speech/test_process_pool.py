"""Processes that stay for the next story: loaded once, the same words, and nothing left when they are given back."""

import os
import signal
from pathlib import Path

import pytest
from fakes.scripted_engine import write_story
from test_client import ENGINE, ENGLISH, alive, heard, script, wait_until
from test_client import model as model

from coproclip.errors import Cancelled
from coproclip.jobs import CancelToken
from coproclip.speech.client import Transcriber, WindowDone
from coproclip.speech.models.installed import SpeechModel
from coproclip.speech.process_pool import SpeechProcesses


def loads(model: SpeechModel) -> list[int]:
    """The processes that loaded this speech model, in their order."""
    record = model.path / "loaded"
    return [int(line) for line in record.read_text().split()] if record.exists() else []


def transcribed(story: Path, model: SpeechModel, processes: SpeechProcesses | None = None) -> list[WindowDone]:
    return list(Transcriber(ENGINE, processes).transcribe_file(story, model, ENGLISH))


def test_stories_one_after_the_other_are_done_by_one_process(tmp_path: Path, model: SpeechModel) -> None:
    stories = [write_story(tmp_path / f"{place}.wav", 20 + place) for place in range(3)]
    alone = [transcribed(story, model) for story in stories]
    assert len(set(loads(model))) == 3
    with SpeechProcesses() as processes:
        together = [transcribed(story, model, processes) for story in stories]
        assert together == alone
        assert len(loads(model)) == 4, "loaded once for all of them"
        (pid,) = loads(model)[3:]
        assert alive(pid)
    assert not alive(pid), "given back"


def test_another_speech_model_takes_its_place(tmp_path: Path, model: SpeechModel) -> None:
    story = write_story(tmp_path / "story.wav", 5)
    other = SpeechModel("other", tmp_path / "other", 0, True, False)
    other.path.mkdir()
    script(other)
    with SpeechProcesses() as processes:
        transcribed(story, model, processes)
        transcribed(story, other, processes)
        assert not alive(loads(model)[0])
        transcribed(story, other, processes)
        assert len(loads(other)) == 1


def test_one_that_was_killed_while_it_waited_is_no_loss(tmp_path: Path, model: SpeechModel) -> None:
    story = write_story(tmp_path / "story.wav", 5)
    with SpeechProcesses() as processes:
        transcribed(story, model, processes)
        pid = loads(model)[0]
        os.kill(pid, signal.SIGKILL)
        assert wait_until(lambda: not alive(pid))
        assert len(heard(transcribed(story, model, processes))) == 5
        assert len(loads(model)) == 2


def test_one_that_was_stopped_or_broke_is_not_kept(tmp_path: Path, model: SpeechModel) -> None:
    story = write_story(tmp_path / "story.wav", 120, marks=[100])
    with SpeechProcesses() as processes:
        windows = Transcriber(ENGINE, processes).transcribe_file(story, model, ENGLISH)
        next(windows)
        windows.close()  # type: ignore[attr-defined]
        assert not alive(loads(model)[0])
        cancel = CancelToken()
        cancel.cancel()
        with pytest.raises(Cancelled):
            list(Transcriber(ENGINE, processes).transcribe_file(story, model, ENGLISH, cancel=cancel))
        script(model, trouble="die", times=1)
        assert len(heard(transcribed(story, model, processes))) == 120
        *ended, last = loads(model)
        assert not any(map(alive, ended))
        assert alive(last)
    assert not alive(last)


def test_what_is_given_back_in_the_middle_of_a_story_ends_with_it(tmp_path: Path, model: SpeechModel) -> None:
    story = write_story(tmp_path / "story.wav", 60)
    processes = SpeechProcesses()
    windows = Transcriber(ENGINE, processes).transcribe_file(story, model, ENGLISH)
    first = next(windows)
    processes.close()
    assert len(heard([first, *windows])) == 60, "the story is done all the same"
    assert not alive(loads(model)[0])
    transcribed(story, model, processes)
    assert alive(loads(model)[1]), "and it can be used again"
    processes.close()
