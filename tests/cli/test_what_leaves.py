"""What is in the files of an export, after everything that somebody could do behind a storyteller's back."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from consenting import allow, answer
from running import Command, Ran

from coproclip.excerpts import marking
from coproclip.people.stories import sound_of
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.project.schema import Answer
from coproclip.transcript.edits import passages

WORDS = "We moved the chairs."

Export = Callable[..., Ran]


@pytest.fixture
def excerpt(project: Project, story: int) -> int:
    """An excerpt that everybody agreed to, with a lead-in that is longer than usual."""
    allow(project, story)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        made = marking.mark_quote(edit, story, WORDS, title="Chairs").id
        marking.change_excerpt(edit, made, lead_in_ms=500)
    answer(project, made)
    return made


@pytest.fixture
def export(cli: Command, project: Project, tmp_path: Path) -> Export:
    """`coproclip export`; what it made lies in `tmp_path / "out"`."""

    def _run(what: str = "clips", *more: object) -> Ran:
        return cli("export", what, project.folder, *more, "--to", tmp_path / "out", "--format", "wav")

    return _run


def left(tmp_path: Path) -> str:
    """All that can be read in what was exported, and all names."""
    found = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    return "\n".join([*(path.name for path in found), *(path.read_bytes().decode("latin-1") for path in found)])


def sounds(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "out").rglob("*.wav"))


# ---- the sound around the marks -------------------------------------------------------------------------------


def _sing(project: Project, at_ms: int, length_ms: int) -> None:
    """Other sound in the working file, there and nowhere else; no other word of the project is changed."""
    with project.read() as session:
        audio = sound_of(project, session, 1).audio
    samples, rate = soundfile.read(audio)
    first = at_ms * rate // 1000
    samples[first : first + length_ms * rate // 1000] += 0.001 * np.sin(np.arange(length_ms * rate // 1000))
    soundfile.write(audio, samples, rate)


@pytest.mark.parametrize("where", ["lead-in", "tail", "the last sample of the lead-in"])
def test_other_sound_around_the_marks_does_not_leave_with_a_yes_to_what_was_there(
    project: Project, excerpt: int, export: Export, tmp_path: Path, where: str
) -> None:
    assert export().code == 0
    [before] = sounds(tmp_path)
    with project.read() as session:
        [span] = marking.ranges_of(session, excerpt)
    length = soundfile.info(before).frames * 1000 // soundfile.info(before).samplerate
    assert length > span.duration_ms + 500
    match where:
        case "lead-in":
            _sing(project, span.start_ms - 200, 100)
        case "tail":
            _sing(project, span.end_ms + 2, 10)
        case _:
            _sing(project, span.start_ms - 2, 1)
    ran = export()
    assert ran.code == 1
    assert "The sound is no longer the one that the storyteller said yes to." in ran.err
    assert sounds(tmp_path) == []
    answer(project, excerpt)
    assert export().code == 0
    assert len(sounds(tmp_path)) == 1


def test_sound_that_no_clip_reaches_is_no_reason_to_ask_again(
    project: Project, excerpt: int, export: Export, tmp_path: Path
) -> None:
    with project.read() as session:
        end = passages(session, 1)[-1].end_ms
    _sing(project, end + 100, 200)
    assert export().code == 0
    assert len(sounds(tmp_path)) == 1


@pytest.mark.parametrize("kept", [None, [], [[0, 99_999], [1, 2]], "all"])
def test_a_yes_that_does_not_say_how_far_it_reaches_ends_at_the_marks(
    project: Project, excerpt: int, export: Export, tmp_path: Path, kept: object
) -> None:
    def _earlier(row: Answer) -> None:
        covered = {**row.covered, "heard": kept}
        if kept is None:  # as it was noted before the sound around the marks was kept
            covered = {**row.covered}
            del covered["heard_samples"]
        row.covered = covered

    with project.edit(Operation.CHANGE_EXCERPT) as edit:
        for row in edit.session.query(Answer).all():
            _earlier(row)
    with project.read() as session:
        [span] = marking.ranges_of(session, excerpt)
    assert export().code == 0
    [clip] = sounds(tmp_path)
    assert soundfile.info(clip).frames * 1000 // soundfile.info(clip).samplerate <= span.duration_ms
