"""After a no, what somebody copied elsewhere in the folder of an export is named, and none of it deleted."""

import shutil
from pathlib import Path

import pytest
from consenting import SAID, allow, answer
from folders import files_in
from made_stories import make_story

from coproclip.errors import NotShareable
from coproclip.excerpts import marking, playlists
from coproclip.excerpts.approval import Use, shareable
from coproclip.export.folders import loose_copies
from coproclip.export.folders.manifest import MANIFEST, Owner
from coproclip.export.people_file import save_people
from coproclip.export.playlist.playlist_page import export_playlist, playlist_info
from coproclip.export.quote_sheet import export_quotes
from coproclip.export.sheet_page import save_sheet
from coproclip.export.whole_folder import withdraw_everywhere
from coproclip.overview.handovers import went_out
from coproclip.people.about_project import change_project
from coproclip.people.consent import note_consent
from coproclip.people.mentions import Found, NameKind, add_names, decide, find_mention
from coproclip.people.own_questions import add_question
from coproclip.people.people import change_person
from coproclip.people.sheets import SheetForm, change_template
from coproclip.project.journal import Operation, Work
from coproclip.project.kinds import ConsentAbout, MentionDecision
from coproclip.project.project import Project
from coproclip.project.schema import Handover, HandoverFile


@pytest.fixture
def project(tmp_path: Path) -> Project:
    with Project.create(tmp_path / "Doors.coproclip", "Doors") as made:
        for number, words in ((1, "We moved the chairs."), (2, "After that there was no head of the table,")):
            story = make_story(made, title=f"Story {number}", storyteller=f"Teller {number}")
            allow(made, story)
            with made.edit(Operation.MARK_EXCERPT) as edit:
                marking.mark_quote(edit, story, words)
        with made.edit(Operation.ADD_PLAYLIST) as edit:
            playlists.add_to_playlist(edit, playlists.add_playlist(edit, "Doors that open").id, [1, 2])
        for one in (1, 2):
            answer(made, one)
        yield made


@pytest.fixture
def out(project: Project, tmp_path: Path) -> Path:
    granted = shareable(project, [1, 2], Use.SHARING, playlist_id=1).granted
    export_playlist(playlist_info(project, 1, granted), granted, tmp_path / "out", format="wav")
    return tmp_path / "out"


def copied(out: Path, number: int, name: str) -> Path:
    clip = next(path for path in files_in(out) if path.suffix == ".wav" and path.name.startswith(f"0{number}"))
    (out / name).parent.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(clip, out / name))


def withdrawn(project: Project, out: Path) -> str:
    said: list[str] = []
    withdraw_everywhere(project, out, said.append)
    return "\n".join(said)


def test_copies_above_beside_and_below_an_export_are_named_with_a_no(project: Project, out: Path) -> None:
    names = ("for Ann.wav", "old/2026/again.WAV", "Doors that open/x/deep.wav", "old/sent.zip")
    loose = [copied(out, 1, name) for name in names[:3]]
    loose.append(Path(shutil.copy(next(out.glob("*.zip")), out / "old" / "sent.zip")))
    kept = copied(out, 2, "old/other.wav")
    (out / "old" / "mine.wav").write_bytes(b"somebody's own")
    assert withdrawn(project, out) == ""
    answer(project, 1, "no")
    said = withdrawn(project, out)
    assert all(path.exists() for path in (*loose, kept))
    assert not [path for path in files_in(out / "Doors that open") if path.name.startswith("01")]
    assert all(f"“{name}”" in said for name in names)
    assert "other.wav" not in said
    assert "mine.wav" not in said


def test_a_copy_that_comes_back_after_everything_was_withdrawn_is_known_by_the_ledger(
    project: Project, out: Path, tmp_path: Path
) -> None:
    saved = copied(out, 1, "saved.wav").rename(tmp_path / "saved.wav")
    answer(project, 1, "no")
    withdrawn(project, out)
    (out / "found").mkdir(parents=True)
    back = Path(shutil.copy(saved, out / "found" / "again.wav"))
    assert "Still there: “found/again.wav”." in withdrawn(project, out)
    assert back.exists()
    answer(project, 1)
    assert withdrawn(project, out) == ""


def test_an_export_whose_list_was_lost_is_known_by_the_ledger_and_named(project: Project, out: Path) -> None:
    next(out.glob(f"*/{MANIFEST}")).unlink()
    answer(project, 1, "no")
    before = files_in(out)
    said = withdrawn(project, out)
    assert "delete what may no longer be shared yourself" in said
    assert "Still there: “Doors that open" in said
    assert files_in(out) == before


def test_a_ledger_that_came_with_a_project_deletes_nothing(project: Project, tmp_path: Path) -> None:
    own = [tmp_path / name for name in ("Music/Album/wedding.mp3", "work/page.html", "voice.wav", "papers.zip")]
    with project.edit(Work.HAND_OVER) as edit:
        sent = edit.add(Handover(made_at="2026-01-01T00:00:00+00:00", use="sharing", title="Clips", to_whom=""))
        for path in own:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(path.name.encode() * 999)
            digest = loose_copies.sha256(path)
            edit.add(
                HandoverFile(
                    handover_id=sent.id, story_id=1, excerpt_id=1, name=f"x{path.suffix}", sha256=digest, under={}
                )
            )
    answer(project, 1, "no")
    said = withdrawn(project, tmp_path)
    assert all(path.is_file() for path in own)
    assert all(path.relative_to(tmp_path).as_posix() in said for path in own)


def test_what_lies_deeper_or_would_take_too_long_is_named(
    project: Project, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = copied(out, 1, "a/b/c/d/e.wav")
    assert withdrawn(project, out) == ""
    answer(project, 1, "no")
    assert "Not looked at: “a/b/c/d”." in withdrawn(project, out)
    assert deep.exists()
    large = out / "large.wav"
    deep.rename(large)
    monkeypatch.setattr(loose_copies, "MOST_BYTES", 10)
    assert "Not looked at: “a/b/c/d”, “large.wav”." in withdrawn(project, out)
    assert large.exists()


def test_what_only_a_list_calls_ours_is_named_and_a_link_is_not_followed(
    project: Project, out: Path, tmp_path: Path
) -> None:
    own = out / "own.wav"
    own.write_bytes(b"somebody's own")
    elsewhere = copied(out, 1, "x.wav").rename(tmp_path / "elsewhere.wav")
    (out / "link.wav").symlink_to(elsewhere)
    place = next(out.glob(f"*/{MANIFEST}"))
    clip = next(path for path in files_in(out) if path.name.startswith("01") and path.suffix == ".wav")
    digest = loose_copies.sha256(clip)
    place.write_text(place.read_text("utf-8").replace(digest, loose_copies.sha256(own)), "utf-8")
    answer(project, 1, "no")
    said = withdrawn(project, out)
    assert own.exists()
    assert elsewhere.exists()
    assert "“own.wav”" in said


def test_what_lies_in_a_project_is_left_to_it(project: Project, out: Path, tmp_path: Path) -> None:
    inside = copied(out, 1, "inside.wav").rename(project.folder / "inside.wav")
    answer(project, 1, "no")
    withdrawn(project, tmp_path)
    assert inside.exists()
    assert not [path for path in files_in(out) if path.name.startswith("01")]


def test_a_list_of_exports_that_nobody_can_read_is_named(project: Project, out: Path) -> None:
    (out / "Somebody").mkdir()
    (out / "Somebody" / MANIFEST).write_text('{"sets": ')
    assert "What “Somebody” says of earlier exports cannot be read" in withdrawn(project, out)


# ---- sheets for storytellers, and the table of people -------------------------------------------------------------


def test_a_sheet_is_known_as_ours_and_named_once_a_name_in_it_is_taken_out(project: Project, tmp_path: Path) -> None:
    with project.edit(Operation.CHANGE_PROJECT) as edit:
        change_project(edit, {"contact": "Quixotina, 01632"})
        change_template(edit, SheetForm.EASY, "# Ours\nQuixotina asked for it.")
        add_question(edit, "May we tell Quixotina?")
    sheets = {"plain.html": SheetForm.PLAIN, "easy.pdf": SheetForm.EASY, "large.html": SheetForm.LARGE}
    (out := tmp_path / "out").mkdir()
    assert [save_sheet(project, form, out / name, to_whom="Ann") for name, form in sheets.items()] == [1, 2, 3]
    entries = project.query(went_out)
    assert {(one.title, one.to_whom, one.files[0].name) for one in entries} == {
        ("Sheet for storytellers", "Ann", name) for name in sheets
    }
    granted = shareable(project, [1], Use.QUOTE).granted
    said: list[str] = []
    export_quotes(granted, out, owner=Owner(project.details.uid, "q"), tell=said.append)
    assert said == [], "they were made here"
    with project.edit(Operation.DECIDE_NAME) as edit:
        add_names(edit, 1, [Found("Quixotina", NameKind.PERSON)])
        decide(edit, find_mention(edit.session, 1, "Quixotina").id, MentionDecision.REMOVE, by="Ed")
    said_since = withdrawn(project, out)
    assert all(f"“{name}”" in said_since for name in sheets)
    for form in SheetForm:
        with pytest.raises(NotShareable, match="Quixotina"):
            save_sheet(project, form, out / "again.html")


@pytest.mark.parametrize("about", [ConsentAbout.RECORDED, ConsentAbout.REPORTERS])
def test_the_table_of_people_is_named_after_a_no_and_made_anew_without_their_words_about_themselves(
    project: Project, tmp_path: Path, about: ConsentAbout
) -> None:
    with project.edit(Operation.CHANGE_PERSON) as edit:
        for who, words in ((1, "drives the number nine bus"), (2, "bakes at night")):
            change_person(edit, who, texts={"description": words})
    (out := tmp_path / "out").mkdir()
    save_people(project, out / "people.csv")
    assert "number nine" in (out / "people.csv").read_text("utf-8")
    assert withdrawn(project, out) == ""
    with project.edit(Operation.NOTE_CONSENT) as edit:
        note_consent(edit, 1, about, "no", **SAID, storyteller_id=1)
    assert "Still there: “people.csv”" in withdrawn(project, out)
    save_people(project, out / "people.csv")
    made = (out / "people.csv").read_text("utf-8")
    assert "number nine" not in made
    assert "Teller 1" in made
    assert "bakes at night" in made
    assert withdrawn(project, out) == "", "nothing of it may not be there"
