"""Every other text that leaves is granted too: titles, introductions, names, contact lines."""

import copy
import pickle
import string
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from consenting import allow, answer
from made_stories import make_story

from coproclip.errors import NotShareable
from coproclip.excerpts import marking
from coproclip.excerpts.approval import Use, shareable
from coproclip.excerpts.beside.texts import PUBLIC, PublicText, shareable_text
from coproclip.excerpts.playlists import add_playlist, add_to_playlist, change_playlist
from coproclip.excerpts.rules import grants
from coproclip.excerpts.rules.grants import NO_TEXT, ShareableText, recheck_texts, verify_texts
from coproclip.export.clip import ClipChoices
from coproclip.export.clips import export_clips
from coproclip.export.folders.manifest import Owner
from coproclip.export.folders.placing import clips_place, playlist_place
from coproclip.export.notices import Notice
from coproclip.export.playlist.listen_page import listen_page
from coproclip.export.playlist.playlist_files import ExportedTheme, PlaylistInfo, m3u8, playlist_json, xspf
from coproclip.export.playlist.playlist_page import export_playlist, playlist_info
from coproclip.people.about_project import change_project
from coproclip.people.own_lists import find_or_add_entry
from coproclip.project.journal import Operation
from coproclip.project.kinds import ListKind
from coproclip.project.project import Project
from coproclip.project.schema import Base, CareNote, Excerpt, ListEntry, Person, Story
from coproclip.themes.codebook import add_theme, link

NOBODYS = "she never told anybody about the letter"


def do(project: Project, deed: Callable[[Any], object], what: Operation = Operation.CHANGE_EXCERPT) -> None:
    with project.edit(what) as edit:
        deed(edit)


@pytest.fixture
def excerpt(project: Project, story: int) -> int:
    """An excerpt that everybody agreed to; in another story something was said that nobody was asked about."""
    allow(project, story)
    make_story(project, [("storyteller", f"And {NOBODYS} until then.")], title="Letter", storyteller="June")
    with project.edit(Operation.MARK_EXCERPT) as edit:
        made = marking.mark_quote(edit, story, "We moved the chairs.", title="Chairs").id
    answer(project, made)
    return made


@pytest.fixture
def playlist(project: Project, excerpt: int) -> int:
    """The playlist it is in, with a yes beside it."""
    with project.edit(Operation.ADD_PLAYLIST) as edit:
        made = add_playlist(edit, "Doors", "How people planned.\nTogether.").id
        add_to_playlist(edit, made, [excerpt])
    answer(project, excerpt)
    return made


# ---- the type -------------------------------------------------------------------------------------------------


def test_only_the_policy_makes_one(project: Project) -> None:
    for token in (None, object(), "granted", True):
        with pytest.raises(TypeError):
            ShareableText("a name", token)
    with pytest.raises(TypeError):
        type("Mine", (ShareableText,), {})
    bare = str.__new__(ShareableText, "a name")
    for forged in ("a name", bare, NOBODYS, None, 3, b"a name"):
        with pytest.raises(NotShareable):
            verify_texts([forged])
    given = shareable_text(project, PublicText.PROJECT_TITLE)
    verify_texts([given, NO_TEXT])
    for copied in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError):
            copied(given)


def test_whatever_is_done_with_it_gives_a_bare_text(project: Project) -> None:
    given = shareable_text(project, PublicText.PROJECT_TITLE)
    made: list[object] = [given + "", "" + given, given * 1, 1 * given, f"{given}", str(given), given[:], given % ()]
    made += ["".join([given]), string.Template("$t").substitute(t=given), sys.intern(str(given))]
    for name in dir(str):
        method = getattr(given, name)
        if name.startswith("__") or not callable(method):
            continue
        for arguments in ((), (1,), ("i",), ([given],), ("i", "x"), ({},)):
            try:
                found = method(*arguments)
            except (TypeError, ValueError, LookupError):
                continue
            made += found if isinstance(found, (list, tuple)) else [found]
    # What gives itself back, unchanged, is still what was granted.
    texts = [one for one in made if isinstance(one, str) and one is not given]
    assert len(texts) > 40
    for text in texts:
        assert type(text) is str
        with pytest.raises(NotShareable):
            verify_texts([text])


def test_it_is_fit_for_every_file() -> None:
    evil = "one\r\ntwo\x1b[31m\u202ethree\ud800\u2028four"
    assert ShareableText(evil, grants._GRANTED) == "one two [31mthree four"
    assert ShareableText(evil, grants._GRANTED, lines=True) == "one\ntwo [31mthree\nfour"


# ---- what may be one ------------------------------------------------------------------------------------------


def test_what_is_not_listed_never_leaves() -> None:
    listed = {
        (place.rows.__tablename__, place.column) for what, place in PUBLIC.items() if what is not PublicText.REVIEWER
    }
    assert set(PUBLIC) == set(PublicText)
    for table, column in listed:
        assert column in Base.metadata.tables[table].columns
    private = {
        (Person, "alias"),
        (Person, "access_needs"),
        (Person, "thanks"),
        (Person, "guardian"),
        (Story, "title"),
        (Story, "note"),
        (Story, "private_note"),
        (Excerpt, "note"),
        (Excerpt, "feeling"),
        *((CareNote, column.name) for column in CareNote.__table__.columns),
    }
    assert not listed & {(rows.__tablename__, column) for rows, column in private}
    tables = {table for table, _ in listed}
    of_what_is_made = {"agreement", "workshop_session", "attendee", "playlist_item"}
    assert tables == {"project", "partner", "playlist", "theme", "starter", "list_entry"} | of_what_is_made
    assert {column for table, column in listed if table == "theme"} == {"name", "question", "description", "linking"}
    assert ("project", "safeguarding") not in listed
    assert ("project", "review_rules") not in listed


def test_of_the_lists_only_those_that_hold_for_people_leave(project: Project) -> None:
    with project.edit(Operation.CHANGE_LISTS) as edit:
        role = find_or_add_entry(edit, ListKind.ROLE, "Carer").id
        kept = edit.add(ListEntry(kind=ListKind.KEPT_NAME.value, text="Llanelli")).id
    assert shareable_text(project, PublicText.LIST_ENTRY, role) == "Carer"
    with pytest.raises(NotShareable):
        shareable_text(project, PublicText.LIST_ENTRY, kept)


def test_a_storytellers_name_stands_on_their_own_review_alone(project: Project, story: int) -> None:
    assert shareable_text(project, PublicText.REVIEWER, 1, Use.REVIEW, review_of=1) == "Kit"
    for use in Use:
        for of in (None, 2) if use is Use.REVIEW else (None, 1, 2):
            with pytest.raises(NotShareable):
                shareable_text(project, PublicText.REVIEWER, 1, use, review_of=of)


@pytest.mark.parametrize("what", [one for one, place in PUBLIC.items() if place.rows.__tablename__ == "project"])
def test_words_that_nobody_agreed_to_leave_in_none_of_them(project: Project, excerpt: int, what: PublicText) -> None:
    place = PUBLIC[what]
    assert reasons_of(project, what) == ""
    do(project, lambda edit: change_project(edit, {place.column: f"Here {NOBODYS}."}), Operation.CHANGE_PROJECT)
    said = reasons_of(project, what)
    assert said.startswith(f"{place.called} has words that were said in a story")
    with pytest.raises(NotShareable, match="nobody has said yes"):
        shareable_text(project, what, beside=[excerpt])
    do(project, lambda edit: change_project(edit, {place.column: "Side by side"}), Operation.CHANGE_PROJECT)
    assert shareable_text(project, what, beside=[excerpt]) == "Side by side"


def reasons_of(project: Project, what: PublicText, number: int = 1, *, beside: list[int] | None = None) -> str:
    try:
        shareable_text(project, what, number, beside=beside or [])
    except NotShareable as refused:
        return refused.happened
    return ""


def test_words_of_the_excerpt_itself_stand_beside_it_and_beside_no_other(
    project: Project, story: int, excerpt: int, playlist: int
) -> None:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        other = marking.mark_quote(edit, story, "I had never been asked before.").id
    said = "After that there was no head of the table"
    with project.edit(Operation.MARK_EXCERPT) as edit:
        mine = marking.mark_quote(edit, story, said).id
    do(project, lambda edit: change_playlist(edit, playlist, title=said), Operation.CHANGE_PLAYLIST)
    assert reasons_of(project, PublicText.PLAYLIST_TITLE, playlist, beside=[mine]) == ""
    assert reasons_of(project, PublicText.PLAYLIST_TITLE, playlist, beside=[mine, other]) != ""
    answer(project, mine)
    assert reasons_of(project, PublicText.PLAYLIST_TITLE, playlist, beside=[mine, other]) == ""


def test_a_theme_in_somebodys_own_word_is_held_back(project: Project, story: int) -> None:
    with project.edit(Operation.ADD_THEME) as edit:
        theme = add_theme(edit, "chairs")
        theme.in_their_words = 1
        number = theme.id
    assert reasons_of(project, PublicText.THEME_NAME, number) != ""
    with project.edit(Operation.ADD_THEME) as edit:
        edit.get(type(theme), number).in_their_words = 0
    assert reasons_of(project, PublicText.THEME_NAME, number) == ""


def test_a_text_that_was_changed_meanwhile_is_none(project: Project, excerpt: int, playlist: int) -> None:
    granted = shareable(project, [excerpt], Use.SHARING, playlist_id=playlist).granted
    info = playlist_info(project, playlist, granted)
    recheck_texts(info.texts)
    do(project, lambda edit: change_playlist(edit, playlist, title="Liars"), Operation.CHANGE_PLAYLIST)
    with pytest.raises(NotShareable, match="changed meanwhile"):
        recheck_texts(info.texts)
    do(project, lambda edit: change_playlist(edit, playlist, title=f"How {NOBODYS}"), Operation.CHANGE_PLAYLIST)
    with pytest.raises(NotShareable, match="nobody has said yes"):
        recheck_texts(info.texts)


def test_a_title_changed_while_the_page_is_made_stops_it(
    project: Project, excerpt: int, playlist: int, tmp_path: Path
) -> None:
    granted = shareable(project, [excerpt], Use.SHARING, playlist_id=playlist).granted
    info, changed = playlist_info(project, playlist, granted), list[bool]()

    def report(_progress: object) -> None:
        if not changed:
            changed.append(True)
            do(project, lambda edit: change_project(edit, {"title": "Liars of our town"}), Operation.CHANGE_PROJECT)

    with pytest.raises(NotShareable):
        export_playlist(info, granted, tmp_path / "out", format="wav", report=report)
    assert not any(path.is_file() for path in (tmp_path / "out").rglob("*"))


# ---- the writers ----------------------------------------------------------------------------------------------


def test_no_writer_takes_a_bare_text(project: Project, excerpt: int, playlist: int, tmp_path: Path) -> None:
    granted = shareable(project, [excerpt], Use.SHARING, playlist_id=playlist).granted
    info = playlist_info(project, playlist, granted)
    bare: Any = NOBODYS
    for name in ("title", "introduction", "project_title", "contact", "take_down", "support"):
        with pytest.raises(NotShareable):
            PlaylistInfo("an id", **{name: bare})
        forged = PlaylistInfo("an id")
        object.__setattr__(forged, name, bare)
        for write in (m3u8, xspf, listen_page):
            with pytest.raises(NotShareable):
                write(forged, [])
        with pytest.raises(NotShareable):
            playlist_json(forged, [], [], use=Use.SHARING)
        with pytest.raises(NotShareable):
            export_playlist(forged, granted, tmp_path / "out")
    with pytest.raises(NotShareable):
        PlaylistInfo("an id", theme_marks=(ExportedTheme(bare, "A", 0),))
    with pytest.raises(NotShareable):
        ClipChoices(album=bare)
    with pytest.raises(NotShareable):
        export_clips(granted, tmp_path / "out", album=bare)
    for place in (playlist_place, clips_place):
        with pytest.raises(NotShareable):
            place(tmp_path, bare, Owner(), Use.SHARING)
    assert not (tmp_path / "out").exists()
    assert export_playlist(info, granted, tmp_path / "out", format="wav").folder.name == "Doors"


def test_a_theme_that_is_shown_comes_with_its_letter_and_no_other_is_known(
    project: Project, excerpt: int, playlist: int, tmp_path: Path
) -> None:
    with project.edit(Operation.ADD_THEME) as edit:
        link(edit, add_theme(edit, "Moving together").id, excerpt)
        add_theme(edit, f"Where {NOBODYS}")
    answer(project, excerpt)
    granted = shareable(project, [excerpt], Use.SHARING, playlist_id=playlist).granted
    info = playlist_info(project, playlist, granted)
    assert [mark.name for mark in info.theme_marks] == ["Moving together"]
    with project.edit(Operation.CHANGE_PROJECT) as edit:
        change_project(edit, {"take_down": "Write to the library, we answer in two days"})
    info = playlist_info(project, playlist, shareable(project, [excerpt], Use.SHARING, playlist_id=playlist).granted)
    page = listen_page(info, [], notice=Notice.NONE)
    assert "To have something taken down: Write to the library, we answer in two days" in page
