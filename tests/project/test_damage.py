"""Files that are damaged, foreign, too new, missing or locked away: a sentence, never a traceback and never a hang."""

import os
import shutil
import signal
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from types import FrameType

import pytest
from deeds import furnish, picture
from sqlalchemy import select

from coproclip.errors import (
    BadInput,
    CoProClipError,
    ProjectDamaged,
    ProjectError,
    ProjectTooNew,
    StorageError,
)
from coproclip.excerpts.approval import StoryReader, Use, answers, shareable, title_of
from coproclip.excerpts.marking import excerpts_of, mark
from coproclip.excerpts.playlists import items, playlists
from coproclip.people.stories import sound_of, speakers_of, stories, who_told
from coproclip.project.care import examine
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.project.schema import Base
from coproclip.themes.codebook import add_theme, excerpts_in, move_theme, themes, themes_of
from coproclip.themes.counts import theme_counts
from coproclip.transcript.edits import correct_segment, merge_segments, passages, split_segment
from coproclip.transcript.review import reason, review
from coproclip.transcript.search import search

MUTATIONS = 50
LONGEST_S = 20
NOBODY = 65534


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Callable[..., int]], Path]]:
    """A closed project with something of every kind in it, made once."""
    folder = tmp_path_factory.mktemp("damage") / "Whole.coproclip"

    def once(make_story: Callable[..., int]) -> Path:
        if not folder.exists():
            with Project.create(folder) as project:
                lines = (
                    ("reporter", "And then?"),
                    ("storyteller", "We moved the chairs. There was no head of the table."),
                    ("storyteller", "Not how people do, how I do."),
                )
                titles = (("Moving the chairs", "Kit"), ("The garden", "Rosa"), ("Thrown away", "Sam"))
                furnish(project, [make_story(project, lines, title=title, storyteller=who) for title, who in titles])
        return folder

    return once


@contextmanager
def at_most(seconds: int) -> Iterator[None]:
    """Fails when the block takes longer: a damaged file must not be able to hang the app."""

    def _too_long(_signal: int, _frame: FrameType | None) -> None:
        raise AssertionError(f"took longer than {seconds} s")

    before = signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def mutated(data: bytes, rng: Random) -> bytes:
    """The same file after a bad stick, a torn copy or a stray program."""
    changed = bytearray(data)
    kind = rng.choice(["flip", "flip", "text", "text", "text", "text", "cut", "zero", "swap", "noise"])
    if kind == "flip":
        for _ in range(rng.choice([1, 3, 30])):
            changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    elif kind == "text":
        # Where words and JSON are: the file as SQLite sees it stays whole, what it says does not.
        for _ in range(rng.choice([1, 3, 10])):
            near = rng.choice([b"[[", b'",', b"],[", b'{"', b"chairs", b"originals"])
            at = changed.find(near, rng.randrange(len(data)))
            if at >= 0:
                changed[at + rng.randrange(3)] = rng.choice(b'[]{},.:"0n\x00\xff ')
    elif kind == "cut":
        del changed[rng.randrange(len(changed)) :]
    elif kind == "zero":
        at, size = rng.randrange(len(changed)), rng.choice([16, 512, 4096, 40_000])
        changed[at : at + size] = bytes(len(changed[at : at + size]))
    elif kind == "swap":
        one, two = rng.sample(range(len(changed) // 4096), 2)
        page = changed[one * 4096 : one * 4096 + 4096]
        changed[one * 4096 : one * 4096 + 4096] = changed[two * 4096 : two * 4096 + 4096]
        changed[two * 4096 : two * 4096 + 4096] = page
    else:
        at = rng.randrange(len(changed))
        changed[at : at + 100] = rng.randbytes(100)
    return bytes(changed)


def read_everything(project: Project) -> None:
    """What any screen would show; a part that cannot be read may say so, the others are still tried."""
    for part in (_rows, _stories, _excerpts, _themes, _sharing, _writing):
        try:
            part(project)
        except CoProClipError as error:
            _is_a_sentence(error)
    assert all(isinstance(fault, str) for fault in examine(project))


def _rows(project: Project) -> None:
    with project.read() as session:
        for mapper in Base.registry.mappers:
            session.scalars(select(mapper.class_)).all()


def _stories(project: Project) -> None:
    with project.read() as session:
        for story in [*stories(session), *stories(session, binned=True)]:
            segments = passages(session, story.id)
            assert review(segments).percent <= 100
            for segment in segments:
                reason(segment.flags)
            speakers_of(session, story.id)
            who_told(session, story.id)
            try:
                assert sound_of(project, session, story.id).audio.is_relative_to(project.folder)
            except CoProClipError as error:
                _is_a_sentence(error)
        for words in ("chairs", '"no head"', "zebra"):
            search(session, words)


def _excerpts(project: Project) -> None:
    with project.read() as session:
        reader = StoryReader(session)
        for excerpt in excerpts_of(session):
            reader.approval(excerpt)
            title_of(excerpt, reader.quote(excerpt))
            answers(session, excerpt.id)
            themes_of(session, excerpt.id)


def _themes(project: Project) -> None:
    with project.read() as session:
        assert all(count.stories <= count.excerpts for count in theme_counts(session).values())
        for theme in themes(session):
            excerpts_in(session, theme.id)
        for playlist in playlists(session):
            items(session, playlist.id)


def _sharing(project: Project) -> None:
    for use in Use:
        for refusal in shareable(project, [1, 2, 3, 4], use).refused:
            assert refusal.reason


def _writing(project: Project) -> None:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        segment = passages(edit.session, 1)[-1]
        correct_segment(edit, segment.id, "Not how others do.")
        merge_segments(edit, *[one.id for one in split_segment(edit, segment.id, 2)])
        mark(edit, 1, 500, 2000)
        above = next((theme.id for theme in themes(edit.session)), None)
        move_theme(edit, add_theme(edit, "Repaired").id, above, 0)
    project.undo()
    project.poll()


def _is_a_sentence(error: CoProClipError) -> None:
    assert error.happened[0].isupper() or error.happened[0] == "“", error.happened
    assert error.happened.endswith((".", "!")), error.happened
    for technical in ("sqlite", "SQL", "Traceback", "database disk image", "json", "utf-8"):
        assert technical not in str(error)


@pytest.mark.parametrize("seed", range(MUTATIONS))
def test_a_mutated_project_opens_or_is_refused_in_words(
    seed: int, whole: Callable[..., Path], make_story: Callable[..., int]
) -> None:
    folder = whole(make_story)
    path = folder / "project.db"
    good = path.read_bytes()
    path.write_bytes(mutated(good, Random(seed)))
    try:
        with at_most(LONGEST_S):
            try:
                project = Project.open(folder)
            except CoProClipError as error:
                _is_a_sentence(error)
            else:
                with project:
                    read_everything(project)
    finally:
        for left in folder.glob("project.db*"):
            left.unlink()
        path.write_bytes(good)


def test_a_damaged_file_names_the_newest_whole_copy(project: Project, story: int) -> None:
    copy = project.back_up()
    before = picture(project)
    project.close()
    path = project.folder / "project.db"
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(ProjectDamaged, match="there is a backup") as refused:
        Project.open(project.folder)
    assert copy.name in refused.value.next
    path.write_bytes(copy.path.read_bytes())
    with Project.open(project.folder) as again:
        assert picture(again) == before


@pytest.mark.parametrize("data", [b"", b"SQLite format 3", b"RIFF....WAVEfmt ", "“Words”".encode() * 500])
def test_a_file_that_is_no_database_is_refused_and_untouched(data: bytes, tmp_path: Path) -> None:
    folder = tmp_path / "Side.coproclip"
    folder.mkdir()
    (folder / "project.db").write_bytes(data)
    with pytest.raises(ProjectDamaged):
        Project.open(folder)
    assert (folder / "project.db").read_bytes() == data


def test_another_programs_database_is_refused_and_untouched(tmp_path: Path) -> None:
    folder = tmp_path / "Side.coproclip"
    folder.mkdir()
    with sqlite3.connect(folder / "project.db") as other:
        other.execute("CREATE TABLE story (id INTEGER)")
    other.close()
    before = (folder / "project.db").read_bytes()
    with pytest.raises(ProjectError, match="not a CoProClip project"):
        Project.open(folder)
    assert (folder / "project.db").read_bytes() == before


def change_version(folder: Path, version: str | None) -> None:
    with sqlite3.connect(folder / "project.db") as connection:
        connection.execute("DELETE FROM alembic_version")
        if version is not None:
            connection.execute("INSERT INTO alembic_version VALUES (?)", (version,))
    connection.close()


def test_a_project_of_a_newer_coproclip_says_to_update_and_stays_as_it_is(project: Project) -> None:
    project.close()
    change_version(project.folder, "9042")
    before = (project.folder / "project.db").read_bytes()
    with pytest.raises(ProjectTooNew, match="newer CoProClip") as refused:
        Project.open(project.folder)
    assert "Update CoProClip" in refused.value.next
    assert (project.folder / "project.db").read_bytes() == before


@pytest.mark.parametrize("version", [None, "", "0a01", "0000", "10001"])
def test_a_version_we_never_wrote_is_damage_and_not_news(project: Project, version: str | None) -> None:
    project.close()
    change_version(project.folder, version)
    with pytest.raises(ProjectDamaged):
        Project.open(project.folder)


def test_a_place_without_a_project_says_what_to_do(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere", tmp_path / "a" / "b.coproclip"):
        with pytest.raises(ProjectError, match="There is no project") as refused:
            Project.open(folder)
        assert ".coproclip" in refused.value.next
    assert list(tmp_path.iterdir()) == []


def test_a_project_is_found_by_its_name_its_folder_or_its_file(project: Project) -> None:
    project.close()
    for way in (project.folder, project.folder / "project.db", project.folder.with_suffix("")):
        with Project.open(way) as again:
            assert again.folder == project.folder


def test_a_new_project_never_takes_the_place_of_something(project: Project, tmp_path: Path) -> None:
    before = picture(project)
    with pytest.raises(BadInput, match="is there already"):
        Project.create(project.folder)
    (tmp_path / "file").write_text("mine")
    with pytest.raises(StorageError):
        Project.create(tmp_path / "file" / "inside")
    assert (tmp_path / "file").read_text() == "mine"
    assert picture(project) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["Side by Side.coproclip", "file"]


@pytest.mark.parametrize(
    "name", ["what? #1 & 100% d'été “x”", "two\nlines", "?", "file:x", "a%20b", ".hidden", "ends with dot.", "中文 🎙"]
)
def test_a_project_may_have_any_name(name: str, tmp_path: Path) -> None:
    with Project.create(tmp_path / name) as project, project.edit(Operation.ADD_THEME) as edit:
        add_theme(edit, "Chairs")
    with Project.open(tmp_path / f"{name}.coproclip") as project:
        assert project.details.title == name
        assert project.back_up().path.is_file()
    assert [path.name for path in tmp_path.iterdir()] == [f"{name}.coproclip"]


def test_a_folder_name_that_is_not_unicode_works_too(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"caf\xe9")
    try:
        folder.mkdir()
    except OSError:
        pytest.skip("this disk has only Unicode names")
    with Project.create(folder / "Side") as project:
        assert project.database.faults() == []
    with Project.create(tmp_path / os.fsdecode(b"t\xe9")) as project:
        assert project.details.title == "t?"


@contextmanager
def as_somebody_else() -> Iterator[Path]:
    """A folder that the running program may look at but not write to; root gives up its rights for the while."""
    # Under /tmp itself: pytest's own folders may not even be looked into by others.
    place = Path(tempfile.mkdtemp(prefix="coproclip-"))
    place.chmod(0o755)
    try:
        with Project.create(place / "Locked") as project, project.edit(Operation.ADD_THEME) as edit:
            add_theme(edit, "Chairs")
        place.chmod(0o555)
        project.folder.chmod(0o555)
        (project.folder / "project.db").chmod(0o644)
        if os.geteuid() == 0:
            os.seteuid(NOBODY)
        if os.access(project.folder, os.W_OK, effective_ids=True):
            pytest.skip("every folder is writable for this user")
        yield project.folder
    finally:
        if os.getuid() == 0:
            os.seteuid(0)
        project.folder.chmod(0o755)
        shutil.rmtree(place)


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="needs the users of a Unix system")
def test_a_folder_that_may_not_be_written_to_is_read_and_none_is_made_there() -> None:
    with as_somebody_else() as folder:
        with Project.open(folder) as project, project.read() as session:
            assert project.read_only
            assert [theme.name for theme in themes(session)] == ["Chairs"]
        with pytest.raises(StorageError, match="may not be written to") as refused:
            Project.create(folder.parent / "New")
        _is_a_sentence(refused.value)
        assert sorted(path.name for path in folder.parent.iterdir()) == ["Locked.coproclip"]


def test_paths_in_the_database_never_lead_out_of_the_project(project: Project) -> None:
    assert project.path("originals/a.wav") == project.folder / "originals" / "a.wav"
    for bad in ("", "/etc/passwd", "../other", "originals/../../x", "originals//x"):
        with pytest.raises(ProjectError, match="makes no sense"):
            project.path(bad)
