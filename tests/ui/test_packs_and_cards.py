"""From the window: a conversation pack, call-out cards, and the story index, each with what was ticked and no more."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from consenting import allow, say
from desks import Desk, Key, desk_on
from made_stories import make_story
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from coproclip.excerpts.marking import mark_quote
from coproclip.excerpts.playlists import add_playlist, add_to_playlist
from coproclip.export.documents.card_picture import CardSize
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.themes.codebook import add_theme, change_theme, link
from coproclip.ui.dialogs.programs.cards import CardsDialog
from coproclip.ui.dialogs.programs.conversation import ConversationDialog
from coproclip.ui.dialogs.programs.story_index import StoryIndexDialog
from coproclip.ui.pages.playlists.page import PlaylistsPage
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
QUOTES = (
    "We moved the chairs.",
    "no head of the table",
    "how I get to",
    "I had never been",
    "asked before.",
)


def _build(project: Project) -> int:
    """Five excerpts of a playlist, all but the last agreed to; a theme with a question about two of them."""
    story = make_story(project, title="Chairs & tables")
    allow(project, story)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        ids = [mark_quote(edit, story, words, title=f"Part {place} & more").id for place, words in enumerate(QUOTES, 1)]
        add_to_playlist(edit, add_playlist(edit, "Doors").id, ids)
        doors = add_theme(edit, "Power").id
        change_theme(edit, doors, question="Who gets to decide?")
        for number in ids[:2]:
            link(edit, doors, number)
        for number in ids[:4]:
            say(edit, number)
    return story


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with desk_on(qtbot, tmp_path / "Side by Side", _build, PlaylistsPage) as desk:
        (tmp_path / "out").mkdir()
        desk.workspace.settings.export_folder = str(tmp_path / "out")
        yield desk


def shown(desk: Desk, made: Dialog) -> None:
    desk.qtbot.addWidget(made)
    made.show()
    desk.qtbot.waitExposed(made)
    made.activateWindow()
    QApplication.processEvents()


def words_in(widget: QWidget) -> str:
    return " ".join(label.whole_text() for label in widget.findChildren(Label) if label.isVisible())


def test_a_pack_of_what_is_ticked_asks_what_was_written(desk: Desk, tmp_path: Path) -> None:
    pack = ConversationDialog(desk.workspace, parent=desk.window)
    shown(desk, pack)
    desk.qtbot.waitUntil(pack.files.foot.export.isEnabled)
    assert pack.excerpts.source.currentText() == "Playlist: Doors"
    assert "4 ready, 1 not ready" in words_in(pack)
    assert "has not been asked yet" in pack.excerpts.ready.accessibleDescription()
    assert [tick.text() for tick in pack.excerpts.ticks.values()] == [
        f"Part {place} && more, One storyteller" for place in range(1, 5)
    ]
    assert pack.questions.toPlainText() == "Who gets to decide?"
    first = pack.excerpts.ticks[1]
    first.setFocus()
    QTest.keyClick(first, Key.Key_Space)
    assert not pack.files.foot.export.isEnabled()
    assert "3 excerpts are ticked; a pack has 4 to 8." in words_in(pack)
    QTest.keyClick(first, Key.Key_Space)
    assert pack.unsaved_words() == []
    pack.questions.setFocus()
    pack.questions.selectAll()
    QTest.keyClicks(pack.questions, "What now?")
    assert pack.unsaved_words() == ["What now?"]
    pack.files.foot.export.click()
    desk.qtbot.waitUntil(pack.files.foot.show_files.isVisible)
    assert "The pack is in “Doors conversation pack”, with 4 excerpts." in words_in(pack)
    folder = tmp_path / "out" / "Doors conversation pack"
    assert {"Kiosk.html", "Questions.pdf", "Actions.pdf", "Facilitator.pdf", "Words.pdf"} <= {
        path.name for path in folder.iterdir()
    }
    assert pack.unsaved_words() == [], "it is in the pack"
    QTest.keyClicks(pack.questions, " Who?")
    assert pack.unsaved_words() == ["What now? Who?"]
    assert not pack.files.foot.show_files.isVisible()


def test_cards_of_a_theme_in_the_sizes_that_are_ticked(desk: Desk, tmp_path: Path) -> None:
    cards = CardsDialog(desk.workspace, parent=desk.window)
    shown(desk, cards)
    desk.qtbot.waitUntil(cards.files.foot.export.isEnabled)
    cards.excerpts.source.setCurrentText("Theme: Power")
    cards.excerpts.source.activated.emit(cards.excerpts.source.currentIndex())
    desk.qtbot.waitUntil(lambda: len(cards.excerpts.ticks) == 2)
    cards.public.setChecked(True)
    desk.qtbot.waitUntil(lambda: "Nothing of it can be quoted yet." in words_in(cards))
    assert not cards.files.foot.export.isEnabled(), "nobody said yes to a public page"
    cards.public.setChecked(False)
    desk.qtbot.waitUntil(lambda: len(cards.excerpts.ticks) == 2)
    cards.sizes[CardSize.SQUARE].setChecked(False)
    assert "Tick a size first." in words_in(cards)
    cards.sizes[CardSize.A6].setChecked(True)
    cards.excerpts.none.click()
    assert "Tick an excerpt first." in words_in(cards)
    cards.excerpts.ticks[2].setChecked(True)
    cards.files.foot.export.click()
    desk.qtbot.waitUntil(cards.files.foot.show_files.isVisible)
    assert "The card is in “Power cards”." in words_in(cards)
    made = sorted(path.name for path in (tmp_path / "out" / "Power cards").iterdir() if path.name[0] != ".")
    assert made == [f"01 Part 2 & more{rest}" for rest in (" A6.png", " A6.svg", ".txt")]


def test_the_index_says_how_many_stories_are_in_it(desk: Desk, tmp_path: Path) -> None:
    index = StoryIndexDialog(desk.workspace, parent=desk.window)
    shown(desk, index)
    desk.qtbot.waitUntil(index.files.foot.export.isEnabled)
    assert "1 listed" in words_in(index)
    index.files.foot.export.click()
    desk.qtbot.waitUntil(index.files.foot.show_files.isVisible)
    assert "The index is in “out”, with 1 story." in words_in(index)
    assert sorted(path.name for path in (tmp_path / "out").iterdir() if path.name[0] != ".") == [
        "Stories.csv",
        "Stories.html",
    ]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("make_conversation_pack", ConversationDialog),
        ("make_cards", CardsDialog),
        ("make_story_index", StoryIndexDialog),
    ],
)
def test_each_is_in_the_menu(desk: Desk, name: str, kind: type[Dialog], monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Dialog] = []
    for module in ("cards", "conversation", "story_index"):
        monkeypatch.setattr(f"coproclip.ui.dialogs.programs.{module}.run_dialog", opened.append)
    desk.window.commands.action(name).trigger()
    assert [type(one) for one in opened] == [kind]
    for one in opened:
        desk.qtbot.addWidget(one)
