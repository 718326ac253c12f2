"""Themes and playlists say early, in words, which of their texts may not leave, with the button that settles it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from consenting import allow, answer
from desks import Desk, Key, desk_on, dialog, when
from made_stories import make_story as made_story
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from coproclip.excerpts.marking import mark_quote
from coproclip.excerpts.playlists import add_playlist, add_to_playlist, change_playlist
from coproclip.people.about_project import change_project
from coproclip.people.stories import bin_story
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.themes.codebook import add_theme, link
from coproclip.ui.dialogs.excerpt.mending import Mend, begin
from coproclip.ui.dialogs.project.about import AboutProject
from coproclip.ui.pages.playlists.page import PlaylistsPage
from coproclip.ui.pages.playlists.titles import TitleDialog
from coproclip.ui.pages.stories.bin import StoriesBin
from coproclip.ui.pages.themes.details import ThemeDetails
from coproclip.ui.pages.themes.page import ThemesPage

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

NOBODYS = "she never told anybody about the letter"


@pytest.fixture
def desk(tmp_path: Path, make_story: Callable[..., int], qtbot: QtBot) -> Iterator[Desk]:
    def _make(project: Project) -> None:
        story = make_story(project)
        allow(project, story)
        made_story(project, [("storyteller", f"And {NOBODYS} until then.")], title="Letter", storyteller="June")
        with project.edit(Operation.MARK_EXCERPT) as edit:
            excerpt = mark_quote(edit, story, "We moved the chairs.").id
            link(edit, add_theme(edit, "Chairs").id, excerpt)
            link(edit, add_theme(edit, NOBODYS.capitalize()).id, excerpt)
            add_to_playlist(edit, add_playlist(edit, f"Why {NOBODYS}", f"Hear how {NOBODYS}.").id, [excerpt])
            change_project(edit, {"title": f"How {NOBODYS}"})
        answer(project, excerpt)

    with desk_on(qtbot, tmp_path / "Side by Side", _make, PlaylistsPage, ThemesPage) as made:
        yield made


def test_a_theme_is_marked_in_the_tree_and_says_why_at_its_head(desk: Desk) -> None:
    page = desk.window.pages["themes"]
    assert isinstance(page, ThemesPage)
    desk.window.show_page("themes")

    def spoken() -> list[str]:
        found = [page.model.index_of(row.theme_id) for row in page.board.themes]
        return [str(index.data(Qt.ItemDataRole.AccessibleTextRole)) for index in found]

    held = page.shelf.head.withheld
    desk.qtbot.waitUntil(lambda: any("can’t be shared as it is" in one for one in spoken()))
    assert ["can’t be shared as it is" in one for one in spoken()] == [False, True]
    page.tree.choose(page.board.themes[0].theme_id)
    assert not held.isVisible()
    page.tree.choose(page.board.themes[1].theme_id)
    assert held.isVisible()
    assert held.badge.accessibleName() == "Can’t be shared as it is"
    assert held.reasons.words() == (
        "The theme’s name has words that were said in a story, and nobody has said yes to them. "
        "Ask, or call it something else."
    )
    button = held.reasons.buttons[Mend.THEME]
    assert button.accessibleName() == f"Change the theme: {NOBODYS.capitalize()}"

    def _rename(found: ThemeDetails) -> None:
        found.name.setText("What was kept quiet")
        found._keep()

    when(lambda: found if isinstance(found := dialog(), ThemeDetails) else None, _rename)
    button.setFocus()
    desk.key(Key.Key_Space)
    desk.qtbot.waitUntil(lambda: not held.isVisible())
    desk.qtbot.waitUntil(lambda: not any("can’t be shared" in one for one in spoken()))
    assert desk.window.focusWidget() is page.tree


def test_a_playlist_says_which_of_its_texts_are_held_and_leads_to_each(desk: Desk) -> None:
    page = desk.window.pages["playlists"]
    assert isinstance(page, PlaylistsPage)
    desk.window.show_page("playlists")
    held = page.sheet.withheld
    desk.qtbot.waitUntil(held.isVisible)
    assert list(held.reasons.buttons) == [Mend.PLAYLIST, Mend.INTRODUCTION, Mend.PROJECT]
    for called in ("The playlist’s title", "The playlist’s introduction", "The project’s title"):
        assert f"{called} has words that were said in a story" in held.reasons.words()

    met: list[str] = []
    when(lambda: found if isinstance(found := dialog(), TitleDialog) else None, lambda one: _close(one, met))
    held.reasons.buttons[Mend.PLAYLIST].click()
    when(lambda: found if isinstance(found := dialog(), AboutProject) else None, lambda one: _close(one, met))
    held.reasons.buttons[Mend.PROJECT].click()
    assert met == ["TitleDialog", "AboutProject"]
    held.reasons.buttons[Mend.INTRODUCTION].click()
    assert desk.window.focusWidget() is page.sheet.introduction.field

    card = page.panel.cards()[0]
    assert Mend.PLAYLIST in card.reasons.buttons, "the excerpt is held back by the same texts, with the same buttons"
    with desk.project.edit(Operation.CHANGE_PROJECT) as edit:
        change_project(edit, {"title": "Letters"})
    desk.settle()
    desk.qtbot.waitUntil(lambda: Mend.PROJECT not in page.sheet.withheld.reasons.buttons)


def test_a_story_in_the_bin_leads_to_the_bin(desk: Desk) -> None:
    with desk.project.edit(Operation.BIN_STORY) as edit:
        bin_story(edit, 1)
    desk.settle()
    met: list[str] = []
    when(lambda: found if isinstance(found := dialog(), StoriesBin) else None, lambda one: _close(one, met))
    begin(desk.workspace, 1, Mend.BIN, desk.window)
    assert met == ["StoriesBin"]


def test_a_name_that_is_an_everyday_word_is_waved_through_for_one_text(desk: Desk) -> None:
    with desk.project.edit(Operation.ADD_PLAYLIST) as edit:
        change_playlist(edit, 1, title="What we did in June", introduction="")
        change_project(edit, {"title": "Letters"})
    page = desk.window.pages["playlists"]
    assert isinstance(page, PlaylistsPage)
    desk.window.show_page("playlists")
    desk.settle()
    desk.qtbot.waitUntil(lambda: Mend.NO_NAME in page.sheet.withheld.reasons.buttons)
    held = page.sheet.withheld
    assert "The playlist’s title has “June” in it, and nobody noted that June agreed to being named." in (
        held.reasons.words()
    )
    assert list(held.reasons.buttons) == [Mend.PLAYLIST, Mend.NO_NAME]
    button = held.reasons.buttons[Mend.NO_NAME]
    assert button.accessibleName() == "It is no name there: “June”"

    def _say(found: QDialog) -> None:
        field = found.findChild(QLineEdit)
        QTest.keyClicks(field, "Amina")
        QTest.keyClick(field, Key.Key_Return)

    when(dialog, _say)
    button.setFocus()
    desk.key(Key.Key_Space)
    desk.settle()
    desk.qtbot.waitUntil(lambda: not page.sheet.withheld.isVisible())


def _close(found: TitleDialog | AboutProject | StoriesBin, met: list[str]) -> None:
    met.append(type(found).__name__)
    found.reject()
