"""Deleted for good is deleted: no byte of the project's folder holds it afterwards."""

import hashlib
import json
import shutil
import sys
from collections.abc import Callable

import pytest
from examining import examine
from sqlalchemy import select
from told_word import CANARY, LINES, tell, traces

from coproclip.cli.app import run
from coproclip.errors import NotFound, ProjectBusy
from coproclip.excerpts.forgetting import forget_old_words
from coproclip.excerpts.marking import mark
from coproclip.people.stories import stories
from coproclip.project.erasing.erasure import erase_stories, only_tellers
from coproclip.project.half_typed import HalfTyped, ProjectPlace, all_half_typed, note_half_typed, typed_in
from coproclip.project.journal import Operation, Work
from coproclip.project.project import Project
from coproclip.project.schema import Change, Consent, Excerpt, Person, Recording, Segment, Story
from coproclip.project.storage.backups import BackupReason, backups
from coproclip.transcript.edits import Correction, correct_passages
from coproclip.transcript.search import search


@pytest.fixture
def told(project: Project, make_story: Callable[..., int]) -> int:
    """A story full of the word, binned; beside another that stays."""
    return tell(project, make_story)


def test_no_byte_of_it_is_left(project: Project, told: int) -> None:
    assert len(traces(project.folder)) > 20
    with project.read() as session:
        original = session.scalars(select(Recording.original).where(Recording.story_id == told)).one()
    before = {path for path in project.folder.rglob("*") if path.is_file()}
    done = erase_stories(project, [told])
    assert (done.stories, done.storytellers, done.left) == (1, 1, ())
    assert traces(project.folder) == []
    left = {path for path in project.folder.rglob("*") if path.is_file()}
    assert project.folder / original in before - left
    assert len(before - left) >= 5
    with project.read() as session:
        assert [story.title for story in stories(session)] == ["The other one"]
        assert [teller.alias for teller in session.scalars(select(Person))] == ["Rosa"]
        assert search(session, "chairs")
        assert not search(session, CANARY)
        for change in session.scalars(select(Change).where(Change.operation != "erase")):
            assert told not in change.ids.get("story", [])
    assert project.undo() is None
    assert len(backups(project.folder)) == 1
    assert examine(project) == []
    with Project.open(project.folder) as again, again.read() as session:
        assert len(stories(session)) == 1


def test_what_was_half_typed_of_it_goes_and_nothing_else(project: Project, told: int) -> None:
    place, said = typed_in(project), f"note: {' '.join(LINES[0][1].split()[:8])}"
    note_half_typed(place, "sheet", HalfTyped(said))
    note_half_typed(ProjectPlace(place.uid, project.folder.parent), "steps", HalfTyped("Other steps", said))
    note_half_typed(place, "note", HalfTyped("Bring tea."))
    erase_stories(project, [told])
    assert not all_half_typed(ProjectPlace(place.uid, project.folder.parent)), "also in a copy elsewhere"
    assert all_half_typed(place) == {"note": HalfTyped("Bring tea.")}


def test_by_the_command_line_it_is_asked_for_by_name(
    project: Project, told: int, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = project.folder
    assert run(["delete", str(folder), f"About {CANARY}"]) == 0
    assert traces(folder), "into the bin is not for good"
    assert run(["delete", str(folder), str(told), "--for-good"]) == 1, "nobody said yes"
    assert traces(folder)
    project.close()
    assert run(["delete", str(folder), str(told), "--for-good", "--yes"]) == 0
    assert traces(folder) == []
    assert run(["delete", str(folder), str(told), "--for-good", "--yes"]) == 1


def test_who_tells_something_else_stays(project: Project, make_story: Callable[..., int]) -> None:
    first, second = (make_story(project, title=title, storyteller="June") for title in ("One", "Two"))
    alone = make_story(project, title="Three", storyteller="Kit")
    assert only_tellers(project, [first]) == []
    assert only_tellers(project, [first, second, alone]) == ["June", "Kit"]
    assert erase_stories(project, [first]).storytellers == 0
    assert erase_stories(project, [alone], storytellers=False).storytellers == 0
    with project.read() as session:
        assert {teller.alias for teller in session.scalars(select(Person))} == {"June", "Kit"}


def test_only_backups_that_hold_it_go(project: Project, make_story: Callable[..., int]) -> None:
    make_story(project, title="One")
    early = project.back_up(BackupReason.ASKED)
    late = make_story(project, title="Two", storyteller="Rosa")
    project.back_up(BackupReason.ASKED)
    unreadable = project.folder / "backups" / "old.db"
    unreadable.write_bytes(b"who knows")
    erase_stories(project, [late])
    kept = {backup.path for backup in backups(project.folder)}
    assert early.path in kept
    assert len(kept) == 2
    assert not any(b"Rosa" in path.read_bytes() for path in kept)
    assert not unreadable.exists()


def test_a_file_that_another_story_needs_stays(project: Project, make_story: Callable[..., int]) -> None:
    first, second = make_story(project, title="One"), make_story(project, title="Two", storyteller="Rosa")
    with project.edit(Work.MEDIA) as edit:
        mine, other = (
            edit.session.scalars(select(Recording).where(Recording.story_id == one)).one() for one in (first, second)
        )
        mine.original, mine.peaks = other.original, "../outside.peaks"
    (project.folder.parent / "outside.peaks").write_bytes(b"canary")
    erase_stories(project, [first])
    assert project.path(other.original).is_file()
    assert (project.folder.parent / "outside.peaks").read_bytes() == b"canary"


def test_a_story_that_is_not_there_deletes_nothing(project: Project, told: int) -> None:
    with pytest.raises(NotFound):
        erase_stories(project, [told, 999])
    with project.read() as session:
        assert session.get(Story, told)
    assert traces(project.folder)


@pytest.mark.skipif(sys.platform == "win32", reason="there a reader does not hold the log up like this")
def test_a_program_that_still_reads_the_old_file_is_told_of(project: Project, told: int) -> None:
    with Project.open(project.folder) as other, other.read() as session:
        session.scalars(select(Segment)).all()
        with pytest.raises(ProjectBusy, match="It is deleted"):
            erase_stories(project, [told])
    with project.read() as session:
        assert not session.get(Story, told)
    project.close()
    assert traces(project.folder) == []


def test_corrected_words_are_forgotten_when_asked(project: Project, make_story: Callable[..., int]) -> None:
    story = make_story(project, LINES)
    with project.read() as session:
        segment = session.scalars(select(Segment).where(Segment.story_id == story)).first()
    assert segment is not None
    with project.edit(Operation.MARK_EXCERPT) as edit:
        excerpt = mark(edit, story, 0, 2000).id
    with project.edit(Work.MEDIA) as edit:
        edit.get(Segment, segment.id).translation = CANARY
    project.back_up(BackupReason.ASKED)
    with project.edit(Operation.CORRECT_WORDS) as edit:
        correct_passages(edit, [Correction(segment.id, "We met nobody by the river")])
    assert traces(project.folder)
    forget_old_words(project, story)
    assert traces(project.folder) == []
    assert project.undo() is None
    with project.read() as session:
        assert session.get_one(Excerpt, excerpt).quote.startswith("We met nobody")
        assert session.get_one(Segment, segment.id).text == "We met nobody by the river"
    assert json.dumps(examine(project)) == "[]"


ID = "11111111-2222-3333-4444-555555555555"
OTHERS = [
    f"recordings/{ID}.wav",
    f"recordings/{ID}.json",
    f"trash/{ID}.wav",
    "trash/(old) Kit.wav",
    "trash/-x.wav",
    "trash/- y.wav",
    "trash/.hidden.wav",
    "originals/_Kit.wav",
    "originals/Kit and Rosa at the water.wav",
    "README consent sheet.pdf",
]
CLAIMS = {
    "no name at all": "originals/",
    "the folder": "originals/.",
    "one sign": "originals/-",
    "one letter": "originals/Kit.wav",
    "another folder": f"recordings/{ID}.wav",
    "a way upwards": f"originals/../recordings/{ID}.wav",
    "the beginning of an id": f"originals/{ID[:8]}.wav",
    "most of an id": f"originals/{ID[:23]}.wav",
    "the id of one that is unfinished": f"originals/{ID}.wav",
    "its folder's own file": "originals/nothing.wav",
}


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS.keys())
def test_a_planted_path_or_sum_takes_nobody_elses_file_along(
    project: Project, make_story: Callable[..., int], claim: str
) -> None:
    make_story(project, title="Kit and Rosa at the water")
    planted = make_story(project, title="Delete me")
    for name in OTHERS:
        (project.folder / name).write_bytes(name.encode())
    for name in OTHERS:
        with project.edit(Work.MEDIA) as edit:
            mine = edit.session.scalars(select(Recording).where(Recording.story_id == planted)).one()
            mine.original, mine.sha256 = claim, hashlib.sha256(name.encode()).hexdigest()
    done = erase_stories(project, [planted])
    for name in OTHERS:
        assert (project.folder / name).read_bytes() == name.encode()
    if claim.endswith("nothing.wav"):
        assert (done.left, done.alike) == ((), ("README consent sheet.pdf",))
        assert not done.complete
    with project.read() as session:
        (other,) = session.scalars(select(Recording))
    assert project.path(other.original).is_file()


def test_a_copy_under_another_name_goes_and_one_that_only_may_be_one_is_named(
    project: Project, make_story: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    for there in (True, False):
        story = make_story(project, title="Gone")
        with project.read() as session:
            row = session.scalars(select(Recording).where(Recording.story_id == story)).one()
        original = project.path(row.original)
        with project.edit(Work.MEDIA) as edit:
            edit.get(Recording, row.id).sha256 = hashlib.sha256(original.read_bytes()).hexdigest()
        copy = project.folder / "trash" / "an old tape.wav"
        (shutil.copy if there else shutil.move)(original, copy)
        code = run(["delete", str(project.folder), str(story), "--for-good", "--yes"])
        said = capsys.readouterr().err
        assert copy.exists() is not there
        assert code == (0 if there else 1)
        assert ("“trash/an old tape.wav” may be a copy of its sound, so it was left." in said) is not there


def test_a_planted_paper_takes_no_file_along_that_is_the_same(project: Project, make_story: Callable[..., int]) -> None:
    planted = make_story(project, title="Delete me")
    (project.folder / "papers").mkdir(exist_ok=True)
    for name in ("papers/sheet.pdf", "papers/sheet again.pdf", "people.vault", "minutes.pdf"):
        (project.folder / name).write_bytes(b"the same bytes")
    with project.edit(Work.MEDIA) as edit:
        edit.add(
            Consent(story_id=planted, about="shared", answer="no", who="Kit", said_at="", paper="papers/sheet.pdf")
        )
    done = erase_stories(project, [planted])
    assert (done.left, done.alike) == ((), ("minutes.pdf", "people.vault"))
    assert [one.name for one in project.folder.glob("papers/*")] == []
    assert (project.folder / "people.vault").read_bytes() == b"the same bytes"
