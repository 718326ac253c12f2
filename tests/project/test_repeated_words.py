"""Deleting for good finds a story's words where other people wrote them down, and the copies nobody thinks of."""

import io
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from shutil import copyfile

import pytest
from sqlalchemy import select

from coproclip.cli.app import run
from coproclip.errors import StorageError
from coproclip.excerpts.approval import note_answer
from coproclip.excerpts.forgetting import forget_old_words
from coproclip.excerpts.marking import delete_excerpt, mark_quote
from coproclip.excerpts.playlists import add_playlist
from coproclip.people.mentions import Found, add_names, decide
from coproclip.project.erasing.erasure import erase_stories
from coproclip.project.journal import Operation, Work
from coproclip.project.kinds import MentionDecision, SectionKind
from coproclip.project.looking_after.inspection import inspect
from coproclip.project.project import Project
from coproclip.project.schema import Attendee, Change, ListedWord, Recording, Story, Theme, ThemeEvent
from coproclip.project.storage import set_aside, word_index
from coproclip.project.storage.backups import BackupReason, backups
from coproclip.project.storage.fingerprints import sha256_of
from coproclip.report.markup import parse
from coproclip.report.sections import add_section, set_body
from coproclip.sensemaking.attendees import add_attendee
from coproclip.sensemaking.sessions import start_session
from coproclip.themes.codebook import add_theme, change_theme, link
from coproclip.themes.phrases import save_phrase
from coproclip.transcript.edits import correct_segment, passages
from coproclip.transcript.word_list import add_words

TOLD = "The heron stood on my grandmother's red boat"
SHARED = "we all sat down and ate"
LINES = (("reporter", "What do you remember?"), ("storyteller", f"{TOLD}. And {SHARED}. Nobody spoke then."))
PHRASES = ("heron stood on my", "HERON STOOD", "grandmother's red boat", "grandmother’s red")


def still_there(folder: Path) -> list[str]:
    """Where any of it stands, in whichever bytes: also inside what is packed."""

    def _in(name: str, content: bytes) -> list[str]:
        found = []
        if zipfile.is_zipfile(io.BytesIO(content)):
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                found = [one for inner in packed.namelist() for one in _in(f"{name}/{inner}", packed.read(inner))]
        low = content.lower()
        spellings = [(phrase, code) for phrase in PHRASES for code in ("utf-8", "utf-16-le")]
        return found + [f"{name}: {one}" for one, code in spellings if one.lower().encode(code) in low]

    return [one for path in sorted(folder.rglob("*")) if path.is_file() for one in _in(path.name, path.read_bytes())]


@pytest.fixture
def told(project: Project, make_story: Callable[..., int]) -> int:
    make_story(project, (("storyteller", f"There {SHARED} as well"),), title="The other one", storyteller="Rosa")
    return make_story(project, LINES, title="Heron", storyteller="June")


def theme_of(project: Project, theme: int) -> Theme:
    with project.read() as session:
        return session.get_one(Theme, theme)


def test_a_theme_named_in_its_words_loses_its_name(project: Project, told: int) -> None:
    with project.edit(Operation.ADD_THEME) as edit:
        excerpt = mark_quote(edit, told, TOLD).id
        named = add_theme(edit, TOLD, in_their_words=True).id
        short = add_theme(edit, "Heron", in_their_words=True).id
        ours = add_theme(edit, "Boats", in_their_words=True).id
        plain = add_theme(edit, "Spoke", in_their_words=False).id
        link(edit, named, excerpt)
    project.back_up()
    assert len(still_there(project.folder)) > 3
    done = erase_stories(project, [told])
    assert (done.renamed, done.repeated, done.left, done.complete) == ((named, short), (), (), True)
    assert still_there(project.folder) == []
    assert [theme_of(project, one).name for one in (named, short, ours, plain)] == [
        f"Theme {named}",
        f"Theme {short}",
        "Boats",
        "Spoke",
    ]
    assert not theme_of(project, named).in_their_words
    assert inspect(project.folder) == []


def test_words_that_another_storyteller_said_too_stay_theirs(
    project: Project, make_story: Callable[..., int], told: int
) -> None:
    other = make_story(project, LINES, title="Their sister", storyteller="Wren")
    with project.edit(Operation.ADD_THEME) as edit:
        theme = add_theme(edit, "Nobody spoke", in_their_words=True).id
        for story in (told, other):
            link(edit, theme, mark_quote(edit, story, "Nobody spoke then").id)
    assert erase_stories(project, [told]).renamed == ()
    assert theme_of(project, theme).name == "Nobody spoke"


def test_what_others_wrote_with_its_words_is_named_and_never_shown(
    project: Project, told: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with project.edit(Operation.ADD_THEME) as edit:
        theme = add_theme(edit, "Boats", question=f"Who said “{TOLD.upper()}”?").id
        fine = add_theme(edit, "Meals", description="All sat down, at last.").id
        playlist = add_playlist(edit, "By the river", f"She says the heron … {TOLD}!").id
        other = edit.session.scalars(select(Story).where(Story.title == "The other one")).one()
        other.note = "Like June: the heron, stood on MY table"
    assert run(["delete", str(project.folder), str(told), "--for-good", "--yes"]) == 1
    said = capsys.readouterr()
    assert f"playlist {playlist}, story {other.id} and theme {theme}." in " ".join(said.err.split())
    assert f"theme {fine}" not in said.err
    assert "heron" not in (said.out + said.err).lower()
    assert "1 story is deleted for good" in said.out
    assert still_there(project.folder), "what somebody wrote is theirs to change"
    with project.edit(Operation.CHANGE_THEME) as edit:
        change_theme(edit, theme, question="Whose boat?")
        edit.session.get_one(Story, other.id).note = ""
        edit.session.connection().exec_driver_sql("UPDATE playlist SET introduction = ''")
    assert run(["delete", str(project.folder), "--old-words", "--yes"]) == 0
    project.close()
    assert still_there(project.folder) == []


def test_what_is_called_by_its_words_or_its_storyteller_is_named(
    project: Project, make_story: Callable[..., int], told: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with project.edit(Operation.ADD_THEME) as edit:
        theme = add_theme(edit, "Grandmother’s RED boat").id
        add_theme(edit, "Heron")
        add_theme(edit, "All sat down")
        playlists = [add_playlist(edit, title).id for title in ("june", "June and Rosa", "Nobody spoke")]
        add_playlist(edit, "By the river in Juneau")
        add_words(edit, ["heron", "ate", "Rosa"])
        listed = edit.session.scalars(select(ListedWord).where(ListedWord.text == "heron")).one().id
    assert run(["delete", str(project.folder), str(told), "--for-good", "--yes"]) == 1
    words = " ".join(capsys.readouterr().err.split())
    named = [f"listed word {listed}", *(f"playlist {one}" for one in playlists), f"theme {theme}"]
    assert all(one in words for one in named), words
    assert "June" not in words
    told_of = words.partition("still in ")[2].partition(". Change")[0]
    assert len(told_of.replace(" and ", ", ").split(", ")) == len(named), words


def test_who_came_to_a_workshop_by_that_name_is_somebody_and_a_saved_phrase_is_named(
    project: Project, told: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also where nobody said that who was typed in by that name is the storyteller."""
    with project.edit(Work.ADD_STORY) as edit:
        room = start_session(edit, "All together").id
        june, rosa, both = (add_attendee(edit, room, name).id for name in ("june ", "Rosa", "June and her son"))
        phrases = [save_phrase(edit, *one).id for one in (("Water", ["~red boat"]), ("Of June", ["boats"]))]
        save_phrase(edit, "Together", ["sat down", "heron"])
    assert run(["delete", str(project.folder), str(told), "--for-good", "--yes"]) == 1
    words = " ".join(capsys.readouterr().err.split())
    named = [*(f"phrase {one}" for one in phrases), f"attendee {both}"]
    told_of = words.partition("still in ")[2].partition(". Change")[0]
    assert sorted(told_of.replace(" and ", ", ").split(", ")) == sorted(named), words
    with project.read() as session:
        names = {one.id: one.name for one in session.scalars(select(Attendee))}
    assert names == {june: "", rosa: "Rosa", both: "June and her son"}


@pytest.mark.parametrize("gone", [False, True])
def test_copies_of_its_sound_go_or_are_named_whatever_they_are_called(project: Project, told: int, gone: bool) -> None:
    with project.read() as session:
        mine, other = [
            project.folder / session.scalars(select(Recording.original).where(where)).one()
            for where in (Recording.story_id == told, Recording.story_id != told)
        ]
    mine.write_bytes(mine.read_bytes() + b"June")
    with project.edit(Work.MEDIA) as edit:
        edit.session.scalars(select(Recording).where(Recording.story_id == told)).one().sha256 = sha256_of(mine)
    copies = [f"{kind}/Copy of June.wav" for kind in ("originals", "working", "trash")]
    copies += ["June.wav", "more/another.bin"]
    (project.folder / "more").mkdir()
    for name in copies:
        copyfile(mine, project.folder / name)
    copyfile(other, project.folder / "originals/Copy of Rosa.wav")
    (project.folder / "originals/as long.wav").write_bytes(bytes(mine.stat().st_size))
    if gone:
        mine.unlink()
    done = erase_stories(project, [told])
    # A sum alone is only what the project says: with nothing to compare them with, they are named.
    # What lies outside the folders of sound is named as well: it may be somebody's for another reason.
    elsewhere = ["June.wav", "more/another.bin"]
    assert not done.complete
    assert done.alike == tuple(sorted(copies if gone else elsewhere))
    assert [name for name in copies if (project.folder / name).exists()] == (copies if gone else elsewhere)
    assert not mine.exists()
    assert other.exists()
    assert (project.folder / "originals/Copy of Rosa.wav").exists()
    assert (project.folder / "originals/as long.wav").exists()


@pytest.mark.parametrize("refused", ["refused, then deleted", "refused", "quoted"])
def test_what_still_has_the_old_words_is_named_when_they_are_forgotten(
    project: Project, told: int, capsys: pytest.CaptureFixture[str], refused: str
) -> None:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        excerpt = mark_quote(edit, told, TOLD).id
        if refused != "quoted":
            note_answer(edit, excerpt, "no")
        theme = add_theme(edit, "My grandmother's red boat").id
        short = add_theme(edit, "Red boat").id
        playlist = add_playlist(edit, "By the river", f"She says the heron … {TOLD}!").id
        add_theme(edit, "We all sat down and ate")
    with project.edit(Operation.CORRECT_WORDS) as edit:
        line = passages(edit.session, told)[1]
        correct_segment(edit, line.id, f"She said it. And {SHARED}. Nobody spoke then.")
    if refused.endswith("deleted"):
        with project.edit(Operation.DELETE_EXCERPT) as edit:
            delete_excerpt(edit, excerpt)
    forget = ["delete", str(project.folder), str(told), "--old-words", "--yes"]
    assert run(forget) == 1
    said = capsys.readouterr()
    named = f"Some of the old words are still in playlist {playlist}, theme {theme} and theme {short}."
    assert named in " ".join(said.err.split())
    assert "boat" not in (said.out + said.err).lower()
    with project.edit(Operation.CHANGE_THEME) as edit:
        change_theme(edit, theme, name="Herons")
        change_theme(edit, short, name="Boats")
        edit.session.connection().exec_driver_sql("UPDATE playlist SET introduction = ''")
    assert run(forget) == 0
    project.close()
    assert still_there(project.folder) == []


def test_a_name_that_was_taken_out_is_told_of_where_a_theme_is_called_by_it(project: Project, told: int) -> None:
    with project.edit(Operation.ADD_THEME) as edit:
        mark_quote(edit, told, TOLD)
        named = add_theme(edit, "Heron", in_their_words=True).id
        add_theme(edit, "Boat")
        add_theme(edit, "Nobody", in_their_words=True)
    assert forget_old_words(project, told) == ()
    with project.edit(Operation.CORRECT_WORDS) as edit:
        correct_segment(edit, passages(edit.session, told)[1].id, "Nobody spoke then.")
    assert forget_old_words(project, told) == (("theme", named),)


def test_where_a_name_that_was_taken_out_of_it_still_stands_is_named(project: Project, told: int) -> None:
    with project.read() as session:
        other = session.scalars(select(Story.id).where(Story.title == "The other one")).one()
    with project.edit(Operation.DECIDE_NAME) as edit:
        for story, name in (
            (told, "Helen Okafor"),
            (told, "Okafor"),
            (told, "Rosa"),
            (told, "May"),
            (told, "Ada"),
            (other, "Rosa"),
        ):
            [made] = add_names(edit, story, [Found(name)])
            decide(edit, made.id, MentionDecision.KEEP if name == "Ada" else MentionDecision.REMOVE, by="Amina")
        add_names(edit, other, [Found("Okafor Street")])
    with project.edit(Operation.ADD_THEME) as edit:
        titled = mark_quote(edit, other, SHARED, title="Unlike Okafor").id
        part = add_theme(edit, "Helen’s boats").id
        bent, asked = add_theme(edit, "The Okafors").id, add_theme(edit, "Boats", question="Did OKAFOR say so?").id
        add_theme(edit, "What we may do, says Ada", description="Rosa knows.")
        playlist = add_playlist(edit, "Spring", "Write to okafor@mail.org").id
        section = add_section(edit, SectionKind.OWN, title="Later").id
        set_body(edit, section, parse("In May."), who="Mo")
    with project.edit(Operation.CHANGE_THEME) as edit:
        change_theme(edit, asked, name="Ships of Okafor")
        change_theme(edit, asked, name="Ships")
    done = erase_stories(project, [told])
    themes, others = (
        (("theme", one) for one in (part, bent, asked)),
        [("playlist", playlist), ("report_section", section)],
    )
    assert sorted(done.repeated) == sorted([("excerpt", titled), *themes, *others]), (
        "not what another story names too, what may be said, or an everyday word"
    )
    with project.read() as session:
        assert "Okafor" not in " ".join(
            f"{one.name} {one.what} {one.why}" for one in session.scalars(select(ThemeEvent))
        )


def test_second_versions_and_what_was_set_aside_go_and_what_is_not_ours_stays(project: Project, told: int) -> None:
    folder = project.folder
    with project.read() as session:
        stem = Path(session.scalars(select(Recording.original).where(Recording.story_id == told)).one()).stem
    project.database.bring_home()
    second = ["project (conflicted copy 2026-03-01).db", "project-DESKTOP-1.db", "project 2.db", "my own copy.sqlite"]
    second += ["backups/000001-20260301-daily (1).db", "trash/project.sync-conflict-20260301-101010.db"]
    for name in second:
        copyfile(folder / "project.db", folder / name)
    (folder / "old").mkdir()
    copyfile(folder / "project.db", folder / "old" / "project.db")
    for name in ("project (1).db-wal", "backups/what.db-wal", "project [conflict].db"):
        (folder / name).write_bytes(b"\x37\x7f\x06\x82" + TOLD.encode())
    project.back_up(BackupReason.REPLACED)
    assert set_aside.keep_whole(project)
    for text in (f"Somebody typed: the {TOLD}", "Quite another thing was typed in here"):
        assert set_aside.keep_words(project, [text])
    [first, kept] = sorted(folder.glob("Not saved*"), key=lambda path: TOLD not in path.read_text("utf-8"))
    first.with_name(f"{first.stem} (conflicted copy).txt").write_bytes(first.read_bytes())
    for sound in (f"originals/{stem} (June's conflicted copy 2026-03-01).wav", f"trash/{stem}-DESKTOP-1.wav"):
        (folder / sound).write_bytes(TOLD.encode())
    foreign = [folder / name for name in ("letter.txt", "project plan.txt", "photos.zip")]
    for path in foreign:
        path.write_bytes(b"mine")
    with closing(sqlite3.connect(folder / "another program.db")) as database:
        database.execute("CREATE TABLE story (id, created_at)")
    assert len({one.partition(":")[0] for one in still_there(folder)}) > 12
    done = erase_stories(project, [told])
    assert done.complete
    assert still_there(folder) == []
    assert all(path.exists() for path in (*foreign, kept, folder / "another program.db"))
    assert not any((folder / name).exists() for name in second)
    assert len(backups(folder)) == 1


@pytest.mark.parametrize("ids", ["[1]", '{"story":[[1]]}', "{", "null", '{"story":["heron stood on my"]}', '{"a":{}}'])
def test_a_log_entry_that_makes_no_sense_holds_nothing_up(
    ids: str, project: Project, told: int, capsys: pytest.CaptureFixture[str]
) -> None:
    project.close()
    with closing(sqlite3.connect(project.folder / "project.db")) as database, database:
        database.execute("INSERT INTO change_log VALUES (7, '2026-01-01', 'x', ?)", (ids,))
        database.execute("INSERT INTO change_log VALUES (?, '2026-01-01', 'x', ?)", (2**63 - 1, ids))
    wrong = [one.what for one in inspect(project.folder)]
    assert any("Entry 7 of “change log” makes no sense" in one for one in wrong)
    assert run(["delete", str(project.folder), str(told), "--for-good", "--yes"]) == 0, capsys.readouterr()
    assert still_there(project.folder) == []
    assert inspect(project.folder) == []
    with Project.open(project.folder) as again, again.read() as session:
        log = [change for change in session.scalars(select(Change)) if change.operation != "erase"]
        assert not any(told in change.ids.get("story", []) for change in log)


def test_where_it_cannot_be_deleted_nothing_is(project: Project, told: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with project.edit(Operation.ADD_THEME) as edit:
        add_theme(edit, TOLD, in_their_words=True)
    copyfile(project.back_up().path, project.folder / "project 2.db")
    before = {path for path in project.folder.rglob("*") if path.is_file()}

    def _full(_session: object) -> None:
        raise StorageError("The disk is full.")

    monkeypatch.setattr(word_index, "make_anew", _full)
    with pytest.raises(StorageError):
        erase_stories(project, [told])
    assert {path for path in project.folder.rglob("*") if path.is_file()} == before
    with project.read() as session:
        assert session.get(Story, told)
        assert session.scalars(select(Theme.name)).all() == [TOLD]
    monkeypatch.undo()
    assert erase_stories(project, [told]).complete
    assert still_there(project.folder) == []


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("Él me pegó cada noche después", "“E\u0301l me pego\u0301 cada noche”"),
        ("私 は 夫 に 何 年 も 殴 ら れ て い ま し た 。", "夫に何年も殴られて"),
        ("He hit me every night", "He hit me … every night"),
    ],
)
def test_no_spelling_of_its_words_hides_them_when_it_is_deleted(
    project: Project, make_story: Callable[..., int], line: str, written: str
) -> None:
    gone = make_story(project, (("storyteller", line),), title="Gone", storyteller="June")
    with project.edit(Operation.ADD_PLAYLIST) as edit:
        made = add_playlist(edit, "Doors", f"Listen: {written}").id
    assert ("playlist", made) in erase_stories(project, [gone]).repeated


def test_forgetting_names_the_files_in_which_the_old_words_stand(project: Project, told: int) -> None:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        mark_quote(edit, told, TOLD)
    with project.edit(Operation.CORRECT_WORDS) as edit:
        correct_segment(edit, passages(edit.session, told)[1].id, "Nobody spoke then.")
    kept = set_aside.keep_words(project, [TOLD])
    assert kept is not None
    assert set_aside.keep_notes(project, ["Bring biscuits"]) is not None
    assert forget_old_words(project, told) == ((kept.name, 0),)
