"""What went out is noted before it goes, whoever makes it, and can be asked back."""

import ast
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from consenting import allow, answer
from exporting import modules, parsed
from made_stories import make_story
from reporting import write_report
from rooms import meet

import coproclip
from coproclip.audio.encode import Format
from coproclip.excerpts import marking, playlists
from coproclip.excerpts.approval import Sharing, Use, shareable
from coproclip.excerpts.marking import excerpts_of
from coproclip.excerpts.rules.grants import NO_TEXT
from coproclip.export.cards import export_cards
from coproclip.export.clips import export_clips, withdraw_clips
from coproclip.export.codebook_file import save_codebook
from coproclip.export.conversation.folder import export_conversation
from coproclip.export.excerpt_folder import FolderKind, owner_of_folder
from coproclip.export.exchange.qda_file import save_qda
from coproclip.export.exchange.team_files import save_story, save_timeline_of_originals
from coproclip.export.exchange.timeline_folder import export_timeline, owner_of_timeline
from coproclip.export.folders.digests import sha256
from coproclip.export.folders.ledger import HandoverNote
from coproclip.export.folders.manifest import Owner
from coproclip.export.folders.team_file import save_for_team
from coproclip.export.montage import export_montage
from coproclip.export.notices import TEAM_MARK
from coproclip.export.patterns import counts_table, save_grid, save_table
from coproclip.export.people_file import save_people
from coproclip.export.playlist.one_page import export_one_page
from coproclip.export.playlist.playlist_page import export_playlist, playlist_info
from coproclip.export.quote_sheet import export_quotes
from coproclip.export.report.folder import ReportFormat, export_report
from coproclip.export.review_pack import export_review
from coproclip.export.sheet_page import save_sheet
from coproclip.export.story_index import export_story_index
from coproclip.export.whole_folder import withdraw_everywhere
from coproclip.export.workshop.workshop_files import export_papers, export_take_away
from coproclip.overview.handovers import WentOut, take_down_letter, went_out
from coproclip.people.consent import note_consent
from coproclip.people.sheets import SheetForm
from coproclip.people.storytellers import storytellers_of
from coproclip.project.erasing.erasure import erase_stories
from coproclip.project.going_back.restoring import restore
from coproclip.project.journal import Operation
from coproclip.project.kinds import ConsentAbout
from coproclip.project.project import Project
from coproclip.project.storage.backups import BackupReason


@pytest.fixture
def project(tmp_path: Path) -> Project:
    with Project.create(tmp_path / "Doors.coproclip", "Doors") as made:
        for number in (1, 2):
            story = make_story(made, title=f"Story {number}", storyteller=f"Teller {number}")
            allow(made, story)
            with made.edit(Operation.MARK_EXCERPT) as edit:
                excerpt = marking.mark_quote(edit, story, "We moved the chairs.").id
            answer(made, excerpt)
        yield made


def _may(project: Project, use: Use = Use.SHARING) -> Callable[..., Sharing]:
    return lambda ids: shareable(project, ids, use)


def _clips(project: Project, folder: Path, *ids: int, to_whom: str = "") -> None:
    granted = shareable(project, ids or (1, 2), Use.SHARING).granted
    export_clips(granted, folder, owner=Owner(project.details.uid, "all"), format="wav", to_whom=to_whom)


def _playlist(project: Project, folder: Path, to_whom: str = "") -> None:
    with project.edit(Operation.ADD_PLAYLIST) as edit:
        playlist = playlists.add_playlist(edit, "Doors that open").id
        playlists.add_to_playlist(edit, playlist, [1, 2])
    for one in (1, 2):
        answer(project, one)
    granted = shareable(project, [1, 2], Use.SHARING, playlist_id=playlist).granted
    assert len(granted) == 2
    export_playlist(playlist_info(project, playlist, granted), granted, folder, format="wav", to_whom=to_whom)


def _entries(project: Project, **of: int) -> tuple[WentOut, ...]:
    return project.query(went_out, **of)


def _no(project: Project, story: int, about: ConsentAbout = ConsentAbout.SHARED) -> None:
    with project.edit(Operation.NOTE_CONSENT) as edit:
        [teller] = storytellers_of(edit.session, story)
        note_consent(edit, story, about, "no", "Kit", "on the phone", storyteller_id=teller.id)


def test_clips_are_noted_with_their_bytes_and_the_yeses_they_went_under(project: Project, tmp_path: Path) -> None:
    _clips(project, tmp_path / "out", to_whom="Radio Doors")
    [entry] = _entries(project)
    assert (entry.title, entry.to_whom, entry.purpose) == ("Clips", "Radio Doors", "to share")
    made = {path.name: sha256(path) for path in (tmp_path / "out").iterdir() if not path.name.startswith(".")}
    assert {file.name: file.sha256 for file in entry.files} == made
    assert {(file.stories, file.excerpt_id) for file in entry.files} == {((1,), 1), ((2,), 2)}
    assert all(file.answers and file.consents for file in entry.files)
    assert not entry.still_out


def test_a_playlist_is_one_entry_with_its_page_and_zip_for_each_of_its_storytellers(
    project: Project, tmp_path: Path
) -> None:
    _playlist(project, tmp_path / "out")
    [entry] = _entries(project)
    assert entry.title == "Doors that open"
    names = {file.name: file.stories for file in entry.files}
    assert names["index.html"] == (1, 2)
    assert names["Doors that open.zip"] == (1, 2)
    assert _entries(project, storyteller_id=1) == _entries(project, storyteller_id=2) == (entry,)


def test_a_transcript_for_the_team_is_noted(project: Project, tmp_path: Path) -> None:
    save_for_team(project, (1,), f"{TEAM_MARK}\nwords", tmp_path / "words.txt", to_whom="Amina")
    [entry] = _entries(project)
    assert (entry.title, entry.to_whom, entry.purpose) == ("Transcript for the team", "Amina", "for the team")
    assert [(file.name, file.stories) for file in entry.files] == [("words.txt", (1,))]
    assert _entries(project, storyteller_id=2) == ()


def test_after_a_no_what_is_out_is_named_until_it_is_taken_back(project: Project, tmp_path: Path) -> None:
    out = tmp_path / "out"
    _clips(project, out)
    answer(project, 1, "no")
    [entry] = _entries(project)
    assert {file.excerpt_id for file in entry.still_out} == {1}
    granted = shareable(project, [1, 2], Use.SHARING).granted
    owner = Owner(project.details.uid, "all")
    withdraw_clips(granted, out, owner=owner, use=Use.SHARING, again=_may(project))
    [entry] = _entries(project)
    assert entry.still_out == ()
    assert {file.excerpt_id for file in entry.files if file.taken_back_at} == {1}


def test_consent_taken_back_says_so_of_a_whole_page_and_everything_beside_it(project: Project, tmp_path: Path) -> None:
    _playlist(project, tmp_path / "out", to_whom="Sam")
    _no(project, 2)
    [entry] = _entries(project)
    assert {"index.html", "Doors that open.zip", "playlist.json"} <= {file.name for file in entry.still_out}
    assert 1 not in {file.excerpt_id for file in entry.still_out}
    letter = project.query(take_down_letter, entry)
    assert "To Sam" in letter
    assert "index.html" in letter
    assert "Teller" not in letter
    withdraw_everywhere(project, tmp_path / "out", lambda _said: None)
    [entry] = _entries(project)
    assert entry.still_out == ()
    assert entry.refused_but_copied


def test_the_same_files_to_two_people_are_told_apart_or_stay_noted(project: Project, tmp_path: Path) -> None:
    _clips(project, tmp_path / "a", 1, to_whom="Ann")
    _clips(project, tmp_path / "b", 1, to_whom="Ben")
    answer(project, 1, "no")
    withdraw_everywhere(project, tmp_path / "a", lambda _said: None)
    assert len([entry for entry in _entries(project) if entry.still_out]) == 2


def test_exporting_again_replaces_what_is_noted(project: Project, tmp_path: Path) -> None:
    _clips(project, tmp_path / "out")
    _clips(project, tmp_path / "out")
    second, first = _entries(project)
    assert first.is_taken_back
    assert not second.is_taken_back


def test_the_ledger_outlasts_going_back_to_a_backup(project: Project, tmp_path: Path) -> None:
    _clips(project, tmp_path / "early")
    backup = project.back_up(BackupReason.ASKED)
    _clips(project, tmp_path / "late", to_whom="Ben")
    answer(project, 1, "no")
    withdraw_everywhere(project, tmp_path / "early", lambda _said: None)
    before, folder = _entries(project), project.folder
    project.close()
    restore(folder, backup)
    with Project.open(folder) as again:
        after = _entries(again)
        assert [(one.made_at, one.to_whom) for one in after] == [(one.made_at, one.to_whom) for one in before]
        assert [{file.name: file.taken_back_at for file in one.files} for one in after] == [
            {file.name: file.taken_back_at for file in one.files} for one in before
        ]


def test_of_a_story_that_is_deleted_for_good_only_that_it_went_out_stays(project: Project, tmp_path: Path) -> None:
    _clips(project, tmp_path / "out", 1, to_whom="Ann")
    files = len(_entries(project)[0].files)
    erase_stories(project, [1])
    [entry] = _entries(project)
    assert (entry.title, entry.use, len(entry.files)) == ("", "sharing", files)
    assert {(file.name, file.excerpt_id, file.stories) for file in entry.files} == {("", 0, ())}


def test_undo_does_not_touch_it(project: Project, tmp_path: Path) -> None:
    _clips(project, tmp_path / "out")
    while project.undo_text:
        project.undo()
    assert len(_entries(project)) == 1


# ---- nobody can forget ----------------------------------------------------------------------------------------

PUTS = {"rename", "replace", "move", "copy", "copyfile", "copytree", "link_to", "hardlink_to"}
FILLS = {"whole_file", "write_whole", "write_text", "new_file", "print_pdf", "print_large"}
"""By these a file is made under a name that is given."""
NOTHING_LEAVES = {
    "folders.strangers.keep_beside": "somebody else's file gets another name",
    "folders.target._write": "the list of what is ours",
    "documents.typesetting": "what is written here is put by whoever asked for it",
    "clip.write_text": "what is written here is put by whoever asked for it",
    "documents.paper.print": "what is written here is put by whoever asked for it",
    "folders.placing.take_over": "an earlier export gets the name of today",
    "folders.workplace": "the folder in which files are made",
}
PUT_BY = {
    "report.folder._write": "report.folder.export_report",
    "report.folder._images": "report.folder.export_report",
    "conversation.folder": "conversation.folder.export_conversation",
    "cards._cards": "cards.export_cards",
    "clip.write_clip": "clips.export_clips",
    "clip.write_words": "clips.export_clips",
    "exchange.timeline_folder._write_files": "exchange.timeline_folder.export_timeline",
    "montage._write": "montage.export_montage",
    "playlist.one_page": "playlist.one_page.export_one_page",
    "playlist.playlist_page._write_lists": "playlist.playlist_page.export_playlist",
    "quote_sheet.write_sheet": "quote_sheet.export_quotes",
    "review_pack._write_pages": "review_pack.export_review",
    "story_index.write_index": "story_index.export_story_index",
    "workshop.workshop_files": "workshop.workshop_files._put",
    "folders.zipped.zip_folder": "playlist.playlist_page.export_playlist",
}
"""What is made on the way, and who puts it in its place and notes it."""


def test_whoever_puts_files_in_their_place_notes_them() -> None:
    """Found by looking: a new exporter that moves files where people get them and does not note them fails here."""
    noting = set()
    for module, loaded in modules():
        tree = parsed(loaded)
        for made in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            calls = {ast.unparse(node.func) for node in ast.walk(made) if isinstance(node, ast.Call)}
            puts = [one for one in calls if one.startswith(("os.", "shutil.")) and one.rpartition(".")[2] in PUTS]
            puts += [one for one in calls if one.rpartition(".")[2] in FILLS]
            place = f"{module}.{made.name}"
            if puts and not any(place.startswith(known) for known in (*NOTHING_LEAVES, *PUT_BY)):
                notes = any(call.endswith(".leaving") for call in calls)
                assert notes, f"{place} puts files somewhere and notes nothing"
                noting.add(place)
    assert {
        "folders.target.put",
        "folders.target.put_zip",
        "folders.team_file.team_file",
        "sheet_page.save_sheet",
    } <= noting
    for place, by in PUT_BY.items():
        loaded = dict(modules())[by.rpartition(".")[0]]
        [made] = [one for one in ast.walk(parsed(loaded)) if getattr(one, "name", "") == by.rpartition(".")[2]]
        puts = {ast.unparse(node.func).rpartition(".")[2] for node in ast.walk(made) if isinstance(node, ast.Call)}
        assert puts & {"put", "put_zip", "put_folder", "put_sheet"}, f"{by} does not put what {place} makes"


def test_neither_the_window_nor_the_command_line_makes_a_file_by_itself() -> None:
    """What they let out is made by an exporter, which notes it."""
    root = Path(coproclip.__path__[0])
    for path in (*(root / "cli").rglob("*.py"), *(root / "ui").rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        called = {ast.unparse(node.func).rpartition(".")[2] for node in ast.walk(tree) if isinstance(node, ast.Call)}
        assert not called & {*FILLS, "make_new", "copy_new", "write_clip"}, path.name


def _team(project: Project, folder: Path) -> None:
    folder.mkdir()
    save_for_team(project, (1,), f"{TEAM_MARK}\nwords", folder / "words.txt")


def _into(save: Callable[[Project, Path], object], name: str) -> Callable[[Project, Path], object]:
    """An exporter of one file, run so that it makes this one in a new folder."""

    def _run(project: Project, folder: Path) -> object:
        folder.mkdir()
        return save(project, folder / name)

    return _run


def _timeline(project: Project, folder: Path) -> None:
    granted = shareable(project, [1, 2], Use.SHARING).granted
    export_timeline(granted, folder, owner=owner_of_timeline(project, None, [1, 2]))


def _report(project: Project, folder: Path) -> object:
    with project.read() as session:
        excerpts = [one.id for one in excerpts_of(session)]
    for excerpt in excerpts:
        answer(project, excerpt, uses=(Use.SHARING, Use.REPORT))
    write_report(project, excerpts)
    return export_report(project, folder, [ReportFormat.DOCX])


def _quotes(project: Project, folder: Path) -> None:
    granted = shareable(project, [1, 2], Use.QUOTE).granted
    assert len(granted) == 2
    export_quotes(granted, folder, owner=Owner(project.details.uid, "all quotes"))


def _cards(project: Project, folder: Path) -> None:
    export_cards(shareable(project, [1, 2], Use.QUOTE).granted, folder, owner=Owner(project.details.uid, "cards"))


def _montage(project: Project, folder: Path) -> None:
    granted = shareable(project, [1, 2], Use.SHARING).granted
    owner = owner_of_folder(project, FolderKind.MONTAGE, [1, 2])
    export_montage(granted, folder, owner=owner, format=Format.WAV)


def _one_page(project: Project, folder: Path) -> None:
    granted = shareable(project, [1, 2], Use.SHARING, playlist_id=1).granted
    owner = owner_of_folder(project, FolderKind.ONE_PAGE, [1, 2], playlist_id=1)
    export_one_page(playlist_info(project, 1, granted), granted, folder, owner=owner)


def _conversation(project: Project, folder: Path) -> None:
    ids = [1, 2]
    for story in (1, 2):
        with project.edit(Operation.MARK_EXCERPT) as edit:
            ids.append(marking.mark_quote(edit, story, "I had never been asked before.").id)
        answer(project, ids[-1])
    export_conversation(
        project, shareable(project, ids, Use.SHARING).granted, folder, owner=Owner(project.details.uid, "x")
    )


# Each is run in test_everything_goes.py: it leaves an entry, and nothing behind.
EXPORTERS: dict[str, Callable[[Project, Path], object]] = {
    "codebook_file.save_codebook": _into(save_codebook, "themes.json"),
    "patterns.save_table": _into(lambda project, path: save_table(project, counts_table, path), "counts.csv"),
    "patterns.save_grid": _into(save_grid, "grid.csv"),
    "people_file.save_people": _into(save_people, "people.csv"),
    "sheet_page.save_sheet": _into(lambda project, path: save_sheet(project, SheetForm.PLAIN, path), "sheet.html"),
    "cards.export_cards": _cards,
    "clips.export_clips": _clips,
    "playlist.playlist_page.export_playlist": _playlist,
    "montage.export_montage": _montage,
    "playlist.one_page.export_one_page": _one_page,
    "quote_sheet.export_quotes": _quotes,
    "review_pack.export_review": lambda project, folder: export_review(project, 1, folder),
    "story_index.export_story_index": export_story_index,
    "folders.team_file.save_for_team": _team,
    "exchange.timeline_folder.export_timeline": _timeline,
    "exchange.team_files.save_timeline_of_originals": lambda project, folder: save_timeline_of_originals(
        project, shareable(project, [1, 2], Use.REPORTER).granted, folder, title=NO_TEXT
    ),
    "exchange.team_files.save_story": lambda project, folder: save_story(project, 1, folder),
    "exchange.qda_file.save_qda": save_qda,
    "workshop.workshop_files.export_papers": lambda project, folder: export_papers(project, meet(project), folder),
    "report.folder.export_report": _report,
    "workshop.workshop_files.export_take_away": lambda project, folder: export_take_away(project, 1, 1, folder),
    "conversation.folder.export_conversation": _conversation,
}


def test_what_cannot_be_noted_does_not_leave(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def _full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(HandoverNote, "leaving", _full)
    with pytest.raises(Exception, match="space"):
        _clips(project, tmp_path / "out")
    assert not list((tmp_path / "out").glob("*.wav"))


def test_no_export_says_what_else_went_out(project: Project, tmp_path: Path) -> None:
    _clips(project, tmp_path / "a", to_whom="Canary Broadcasting")
    _playlist(project, tmp_path / "b", to_whom="Canary Broadcasting")
    for path in tmp_path.rglob("*"):
        if path.is_file() and "Doors.coproclip" not in path.parts:
            assert b"Canary" not in path.read_bytes()
    assert "Canary" in json.dumps([entry.to_whom for entry in _entries(project)])
