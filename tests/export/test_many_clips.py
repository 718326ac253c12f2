"""Several clips are made at once: each is asked about when it is put in its place, and is what it is made alone."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import soundfile
from consenting import allow_story, answer, say
from folders import files_in
from made_stories import make_story, opened_copy

from coproclip.errors import NotShareable, ProjectGone
from coproclip.excerpts.approval import Sharing, Use, shareable
from coproclip.excerpts.marking import mark
from coproclip.excerpts.rules.grants import recheck
from coproclip.export.clip import ClipChoices, write_clip
from coproclip.export.clips import export_clips
from coproclip.jobs import CancelToken, Progress
from coproclip.people.stories import sound_of
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.transcript.edits import passages

SAID = ["we moved the chairs", "there was no head of the table", "people just talked", "about bread"] * 2


def _six(project: Project) -> list[int]:
    story = make_story(project, [("storyteller", text) for text in SAID])
    with project.edit(Operation.MARK_EXCERPT) as edit:
        allow_story(edit, story)
        made = [mark(edit, story, one.start_ms, one.end_ms).id for one in passages(edit.session, story)[1:7]]
        for one in made:
            say(edit, one)
    return made


@pytest.fixture
def six(tmp_path: Path) -> Iterator[tuple[Project, list[int]]]:
    """A project with six excerpts that may be shared, and their ids."""
    with opened_copy(tmp_path / "Six", _six) as (project, ids):
        yield project, ids


def test_clips_made_together_are_in_order_and_what_one_alone_is(six: tuple[Project, list[int]], tmp_path: Path) -> None:
    project, ids = six
    grants = shareable(project, ids, Use.SHARING).granted
    made = export_clips(grants, tmp_path / "out", format="wav")
    assert [clip.excerpt_id for clip in made] == ids
    for number, (grant, clip) in enumerate(zip(grants, made, strict=True)):
        alone = tmp_path / "alone" / str(number)
        by_itself = write_clip(grant, alone, alone, ClipChoices("wav"), CancelToken()).files
        assert [path.read_bytes() for path in clip.paths] == [path.read_bytes() for path in by_itself.paths]


def test_a_no_while_later_clips_are_ready_keeps_them_from_the_folder(
    six: tuple[Project, list[int]], tmp_path: Path
) -> None:
    project, ids = six
    asked = 0

    def again(wanted: object) -> Sharing:
        nonlocal asked
        asked += 1
        return shareable(project, list(wanted), Use.SHARING)  # type: ignore[call-overload]

    def no(progress: Progress) -> None:
        if progress.done == 1:
            answer(project, ids[2], "no")

    with pytest.raises(NotShareable, match="may no longer be shared"):
        export_clips(shareable(project, ids, Use.SHARING).granted, tmp_path / "out", again=again, report=no)
    sounds = [path.name[:2] for path in files_in(tmp_path / "out") if path.suffix == ".mp3"]
    assert sounds == ["01", "02"]
    assert asked


@pytest.mark.parametrize("at", [0, 1])
def test_a_project_that_is_moved_meanwhile_is_what_is_said_and_nobody_s_answer(
    six: tuple[Project, list[int]], tmp_path: Path, at: int
) -> None:
    project, ids = six

    def move(progress: Progress) -> None:
        if progress.done == at and project.folder.exists():
            project.folder.rename(tmp_path / "Renamed.coproclip")

    grants = shareable(project, ids, Use.SHARING).granted
    with pytest.raises(ProjectGone, match=r"moved or deleted while it was open.*Open the project again") as met:
        export_clips(grants, tmp_path / "out", report=move)
    assert "may no longer be shared" not in str(met.value)
    assert files_in(tmp_path / "out") == [], "whether it may leave could not be asked any more"


def test_a_grant_is_true_only_until_another_program_writes_or_the_sound_changes(
    six: tuple[Project, list[int]],
) -> None:
    """Asked again at once nothing is read; so it has to be noticed that somebody else wrote."""
    project, ids = six
    first, second, third = shareable(project, ids[:3], Use.SHARING).granted
    for grant in (first, second, third) * 2:
        assert recheck(grant) is grant
    with closing(sqlite3.connect(project.folder / "project.db")) as other, other:
        other.execute("UPDATE excerpt SET title = 'Another title' WHERE id = ?", (ids[0],))
    with pytest.raises(NotShareable):
        recheck(first)
    assert recheck(second) is second
    with project.read() as session:
        audio = sound_of(project, session, 1).audio
    before = audio.stat()
    samples, rate = soundfile.read(audio, dtype="int16")
    # The times of the file are put back: it is told by its bytes all the same.
    soundfile.write(audio, np.roll(samples, 4000), rate, subtype=soundfile.info(audio).subtype)
    os.utime(audio, ns=(before.st_atime_ns, before.st_mtime_ns))
    with pytest.raises(NotShareable):
        recheck(second)
    shutil.rmtree(audio.parent)
    with pytest.raises(NotShareable):
        recheck(third)
