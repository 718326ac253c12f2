"""Who is speaking, after the words: it never fails them, is done once, and is not forgotten when the program ends."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete
from test_run import END, Script, at, make_model, window

from coproclip.errors import Cancelled, MediaError
from coproclip.jobs import CancelToken
from coproclip.people.stories import sound_of
from coproclip.project.journal import Operation, Work
from coproclip.project.project import Project
from coproclip.project.schema import Segment
from coproclip.speech.diarization.client import WordSpeaker
from coproclip.speech.diarization.speaker_model import find_speaker_model
from coproclip.speech.engine import SpokenWord, passage
from coproclip.speech.messages import AtMost
from coproclip.transcript.edits import passages, split_segment
from coproclip.transcription import run
from coproclip.transcription.diarize import DiarizationResult
from coproclip.transcription.finish import FEWER, NO_VOICES, fewer, number_of, tell_voices, voices_wait
from coproclip.transcription.queue import OFF, TranscriptionRequest, enqueue, queue_entries
from coproclip.transcription.run import WRITING, transcribe_story, transcription_progress


@pytest.fixture
def model(tmp_path: Path) -> str:
    return make_model(tmp_path / "quick")


@pytest.fixture
def silent_story(project: Project, story: int) -> int:
    with project.edit(Work.TRANSCRIBE) as edit:
        edit.session.execute(delete(Segment))
    return story


def without_sound(project: Project, story: int) -> Script:
    """A writer that finds all words, after which the sound is gone: nobody can hear voices in it any more."""

    def _gone() -> None:
        with project.read() as session:
            sound_of(project, session, story).audio.unlink()

    return Script(before=at(8000, _gone))


def waits(project: Project, story: int) -> bool:
    with project.read() as session:
        return voices_wait(session, story)


def test_that_it_fails_never_fails_the_words(project: Project, silent_story: int, model: str) -> None:
    with project.edit(Work.TRANSCRIBE) as edit:
        enqueue(edit, silent_story, TranscriptionRequest(model=model))
    result = transcribe_story(project, silent_story, writer=without_sound(project, silent_story))
    assert result.state == "done"
    assert result.notice == f"{NO_VOICES} The recording is not where it was."
    assert not waits(project, silent_story), "it is not tried at every start"
    with project.read() as session:
        assert len(passages(session, silent_story)) == 6
        assert queue_entries(session) == []
    with pytest.raises(MediaError):
        tell_voices(project, silent_story, "2")


def test_off_is_off(project: Project, silent_story: int, model: str) -> None:
    asked = TranscriptionRequest(model=model, voices=OFF)
    result = transcribe_story(project, silent_story, asked=asked, writer=without_sound(project, silent_story))
    assert (result.state, result.notice) == ("done", "")


@pytest.mark.slow
@pytest.mark.skipif(find_speaker_model() is None, reason="no speaker model is installed")
def test_a_program_that_ends_in_its_middle_does_it_next_time_and_only_that(
    project: Project, silent_story: int, model: str
) -> None:
    with project.edit(Work.TRANSCRIBE) as edit:
        enqueue(edit, silent_story, TranscriptionRequest(model=model, voices="3"))
    stop = CancelToken()
    # All windows are there; it is stopped while voices are told apart.
    with pytest.raises(Cancelled):
        transcribe_story(
            project,
            silent_story,
            cancel=stop,
            report=lambda now: stop.cancel() if now.activity not in ("", WRITING) else None,
            writer=Script(),
        )
    with project.read() as session:
        far = transcription_progress(session, silent_story, 0)
        assert [queue_entry.story_id for queue_entry in queue_entries(session)] == [silent_story]
    assert (far.state, waits(project, silent_story)) == ("done", True)
    script = Script()
    transcribe_story(project, silent_story, writer=script)
    assert script.asked == [], "no word is written down a second time"
    assert not waits(project, silent_story)
    with project.read() as session:
        assert queue_entries(session) == []


def test_fewer_voices_than_a_person_asked_for_are_said() -> None:
    assert fewer(DiarizationResult(1, 200, 0), 2) == (
        "Nobody else says enough to be a voice of their own. 2 voices were asked for and 1 was found: please look at "
        "who is speaking."
    )
    assert [
        fewer(DiarizationResult(1, 200, 0), None),
        fewer(DiarizationResult(1, 200, 0), AtMost(2)),
        fewer(DiarizationResult(2, 200, 9), 2),
        fewer(DiarizationResult(2, 0, 0), 3),
    ] == [""] * 4


def test_how_many_voices() -> None:
    assert [number_of(text) for text in ("auto", "1", "6", "1-2", "")] == [None, 1, 6, AtMost(2), AtMost(2)]


@pytest.mark.parametrize(("voices", "said"), [("", ""), ("auto", ""), ("2", FEWER)])
def test_one_voice_is_a_fine_answer_where_nobody_asked_for_more(
    project: Project, silent_story: int, model: str, monkeypatch: pytest.MonkeyPatch, voices: str, said: str
) -> None:
    """A spoken introduction: one storyteller, nobody else."""

    def alone(_sound: Path, words: list[SpokenWord], *_more: Any, **_options: Any) -> list[WordSpeaker]:
        return [WordSpeaker(0, 99) for _ in words]

    monkeypatch.setattr(run, "assign_speakers", alone)
    asked = TranscriptionRequest(model=model, voices=voices)
    result = transcribe_story(project, silent_story, asked=asked, writer=Script())
    assert result.state == "done"
    assert bool(result.notice) == bool(said)
    assert result.notice.startswith(said)


def test_a_line_split_while_the_words_appear_is_still_split_after_the_voices(
    project: Project, silent_story: int, model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    says = ["we", "moved", "the", "chairs", "so", "people", "just", "talked"]
    words = [SpokenWord(word, 100 + 300 * nth, 350 + 300 * nth, 60) for nth, word in enumerate(says)]

    def _split() -> None:
        with project.edit(Operation.SPLIT_SEGMENT) as edit:
            split_segment(edit, passages(edit.session, silent_story)[0].id, 4)

    def tell(*_: Any, **__: Any) -> list[WordSpeaker]:
        return [WordSpeaker(0, 99) for _ in words]

    monkeypatch.setattr(run, "assign_speakers", tell)
    script = Script([window(0, 4000, passage(words)), window(4000, END)], at(4000, _split))
    transcribe_story(project, silent_story, asked=TranscriptionRequest(model=model, voices="auto"), writer=script)
    with project.read() as session:
        row = passages(session, silent_story)
        assert [one.text for one in row] == ["we moved the chairs", "so people just talked"]
        assert all(one.speaker_id for one in row), "and their voice was found"
