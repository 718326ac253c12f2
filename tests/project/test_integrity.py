"""Looking after a project: what is damaged is said, in sentences, and nothing is changed by looking."""

import hashlib
import os
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import soundfile
from examining import examine
from sqlalchemy import delete, select, update

from coproclip.errors import BadInput
from coproclip.jobs import Progress
from coproclip.people.consent import note_consent
from coproclip.project.journal import Operation, Work
from coproclip.project.kinds import ConsentAbout
from coproclip.project.looking_after.integrity import rebuild_index, sha256_of
from coproclip.project.project import Project
from coproclip.project.schema import Excerpt, Recording, Segment, Span, Word
from coproclip.transcript.search import search


def picture(folder: Path) -> dict[str, str]:
    """Every file of a project with what it holds; the database by its rows, for its log may be folded in meanwhile."""
    files = {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith("project.db")
    }
    with sqlite3.connect(folder / "project.db") as database:
        files["rows"] = hashlib.sha256("\n".join(database.iterdump()).encode()).hexdigest()
    database.close()
    return files


def break_row(project: Project, statement: str) -> None:
    """Change the file as a fault of the disk or another program would, past all our rules."""
    with sqlite3.connect(project.folder / "project.db") as database:
        database.execute(statement)
    database.close()


def original(project: Project) -> Path:
    with project.read() as session:
        return project.path(session.scalars(select(Recording.original)).one())


def test_a_whole_project_has_no_faults_and_is_not_changed_by_looking(project: Project, story: int) -> None:
    before = picture(project.folder)
    told: list[Progress] = []
    assert examine(project, report=told.append) == []
    assert picture(project.folder) == before
    assert {one.activity for one in told} == {"Reading the project", "Reading the recordings"}
    assert project.undo_text == ""


def test_an_empty_project_is_whole(project: Project) -> None:
    assert examine(project) == []


def test_a_recording_that_is_gone_or_was_changed_is_named(project: Project, story: int) -> None:
    path = original(project)
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + b"\0\1")
    assert examine(project) == ["The recording “a private name.wav” is no longer what was brought in."]
    path.unlink()
    assert examine(project) == ["The recording “a private name.wav” is not in the folder “originals”."]
    path.mkdir()
    assert len(examine(project)) == 1
    path.rmdir()
    path.write_bytes(whole)
    assert examine(project) == []


def test_a_scan_that_is_gone_or_is_none_is_named(project: Project, story: int) -> None:
    paper = project.folder / "papers" / "0123456789abcdef.pdf"
    paper.parent.mkdir(exist_ok=True)
    paper.write_bytes(b"%PDF-1.7")
    with project.edit(Operation.NOTE_CONSENT) as edit:
        for about in (ConsentAbout.QUOTED, ConsentAbout.RECORDED):
            note_consent(edit, story, about, "yes", "Kit", "on paper", paper=f"papers/{paper.name}")
    assert examine(project) == []
    called = f"A scan of a signed sheet (“papers/{paper.name}”)"
    paper.write_bytes(b"MZ\x90")
    assert examine(project) == [f"{called}: “{paper.name}” is neither a picture nor a PDF."]
    paper.write_bytes(b"\xff\xd8\xff")
    assert examine(project) == [f"{called}: “{paper.name}” is not what its name says."]
    paper.unlink()
    assert examine(project) == [f"{called}: “{paper.name}” is not in the folder “papers”."]


def test_what_can_be_remade_is_said_to_be(project: Project, story: int) -> None:
    with project.edit(Work.MEDIA) as edit:
        edit.session.execute(update(Recording).values(working="working/gone.flac", peaks="peaks/empty.peaks"))
    (project.folder / "peaks" / "empty.peaks").touch()
    assert examine(project) == [
        "The working copy of “a private name.wav” is missing or damaged; opening the story remakes it.",
        "The waveform of “a private name.wav” is missing; opening the story remakes it.",
    ]


def test_a_working_copy_that_breaks_off_is_found(project: Project, story: int) -> None:
    samples, rate = soundfile.read(original(project))
    working = project.folder / "working" / "copy.flac"
    with project.edit(Work.MEDIA) as edit:
        edit.session.execute(update(Recording).values(working="working/copy.flac"))
    soundfile.write(working, samples, rate)
    assert examine(project) == []
    working.write_bytes(working.read_bytes()[:-5000])
    assert len(examine(project)) == 1
    soundfile.write(working, samples[:-rate], rate)
    [fault] = examine(project)
    assert fault.startswith("The working copy of “a private name.wav”")


def test_sound_that_belongs_to_no_story_is_found_once_it_is_not_on_its_way_in(project: Project, story: int) -> None:
    stray = project.folder / "originals" / "0123456789abcdef.wav"
    stray.write_bytes(b"RIFF")
    assert examine(project) == []
    earlier = time.time() - 3600
    os.utime(stray, (earlier, earlier))
    [fault] = examine(project)
    assert fault.startswith("“originals/0123456789abcdef.wav”: A recording that no story knows")
    assert stray.is_file()


def test_a_path_that_leads_out_of_the_project_is_not_followed(project: Project, story: int) -> None:
    with project.edit(Work.MEDIA) as edit:
        edit.session.execute(update(Recording).values(original="../../secret.wav"))
    assert any("makes no sense" in fault for fault in examine(project))


def first(project: Project) -> Segment:
    with project.read() as session:
        return session.scalars(select(Segment).order_by(Segment.id)).first() or pytest.fail("no passage")


def shuffle(segment: Segment) -> None:
    segment.words = list(reversed(segment.words))
    segment.text = " ".join(word.text for word in segment.words)


def forget(segment: Segment) -> None:
    segment.words = [Word("other", segment.start_ms, segment.end_ms)]


@pytest.mark.parametrize(
    ("damage", "said"),
    [(shuffle, "out of order"), (forget, "does not match its words")],
)
def test_passages_that_make_no_sense_are_found(
    project: Project, story: int, damage: Callable[[Segment], None], said: str
) -> None:
    with project.edit(Work.TRANSCRIBE) as edit:
        damage(edit.get(Segment, first(project).id))
    [fault] = examine(project)
    assert said in fault
    assert "Moving the chairs" in fault


def turn(project: Project) -> None:
    with project.edit(Work.TRANSCRIBE) as edit:
        segment = edit.get(Segment, first(project).id)
        segment.start_ms, segment.end_ms = segment.end_ms, segment.start_ms


def test_a_passage_that_ends_before_it_starts_is_refused(project: Project, story: int) -> None:
    with pytest.raises(BadInput, match="it ends before it starts"):
        turn(project)
    assert examine(project) == []


def test_a_doubled_passage_is_found(project: Project, story: int) -> None:
    one = first(project)
    with project.edit(Work.TRANSCRIBE) as edit:
        edit.add(
            Segment(story_id=story, start_ms=one.start_ms, end_ms=one.end_ms, text=one.text, words=one.words, flags=[])
        )
    assert examine(project) == ["A passage of “Moving the chairs” is there twice."]


@pytest.mark.parametrize(("count", "said"), [(1, "An excerpt has lost its times."), (2, "2 excerpts have lost")])
def test_an_excerpt_without_times_is_found(project: Project, story: int, count: int, said: str) -> None:
    with project.edit(Work.MEDIA) as edit:
        for _ in range(count):
            made = edit.add(Excerpt(story_id=story, lead_in_ms=0, lead_out_ms=0, quote="", created_at=""))
            edit.session.execute(delete(Span).where(Span.excerpt_id == made.id))
    [fault] = examine(project)
    assert fault.startswith(said)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM segment_search WHERE rowid = 1",
        # As many rows as passages, but not the same ones.
        "UPDATE segment_search SET rowid = 99 WHERE rowid = 1",
    ],
)
def test_a_search_index_out_of_step_is_found_and_can_be_made_anew(project: Project, story: int, statement: str) -> None:
    break_row(project, statement)
    assert examine(project) == ["The search index is damaged; the words themselves are whole."]
    rebuild_index(project)
    assert examine(project) == []
    with project.read() as session:
        assert len(search(session, "first day")) == 1


def test_one_part_that_cannot_be_read_does_not_hide_the_others(project: Project, story: int) -> None:
    original(project).unlink()
    break_row(project, "UPDATE segment SET words = '[[1, 2' WHERE id = 1")
    break_row(project, "INSERT INTO span (excerpt_id, start_ms, end_ms) VALUES (77, 0, 1)")
    faults = examine(project)
    assert len(faults) == len(set(faults)) == 3
    assert any("points to a missing row" in fault for fault in faults)
    assert "Some words in this project cannot be read." in faults
    assert any("not in the folder “originals”" in fault for fault in faults)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("moment (story_id, kind, start_ms, end_ms, text) VALUES (77, 'mark', 0, 0, '')", ("moment", "story")),
        (
            "consent (story_id, about, answer, who, how, moment_id, said_at) "
            "VALUES (1, 'sharing', 'yes', '', '', 77, '')",
            ("consent", "moment"),
        ),
        ("check_in (story_id, who, due_on, done_on) VALUES (77, 'reporter', '2026-03-01', '')", ("check_in", "story")),
    ],
)
def test_what_was_noted_of_a_story_that_is_gone_is_found(
    project: Project, story: int, row: str, said: tuple[str, str]
) -> None:
    break_row(project, f"INSERT INTO {row}")
    table, missing = said
    assert examine(project) == [
        f"The project file has a fault: a row of “{table}” points to a missing row of “{missing}”."
    ]


def test_a_sum_is_that_of_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "bytes"
    path.write_bytes(bytes(range(256)) * 9000)
    assert sha256_of(path) == hashlib.sha256(path.read_bytes()).hexdigest()
