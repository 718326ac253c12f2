"""A text of an older program in the window: how its letters look is shown, and another way can be chosen."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from desks import Desk, desk_on, dialog, when
from made_stories import make_story
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from coproclip.excerpts.quote_lists import QuoteList, read_quotes
from coproclip.people.people import people
from coproclip.ui.dialogs.encoding import EncodingDialog, chosen_encoding
from coproclip.ui.dialogs.find_quotes import read_as_chosen
from coproclip.ui.operations.people import bring_in_people

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
SAID = "“Мы жили в деревне, и моя семья уехала”"


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    with desk_on(qtbot, tmp_path / "Side by Side", make_story) as made:
        yield made


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_bytes("Name;Pronouns\nМария;она\n".encode("cp1251"))
    return path


def answer(do: Callable[[EncodingDialog], object]) -> None:
    """What is done in the dialog, once it is there."""
    when(lambda: met if isinstance(met := dialog(), EncodingDialog) else None, do)


def choose(found: EncodingDialog, encoding: str) -> None:
    found.choice.setCurrentIndex(found.choice.findData(encoding))


def test_the_likeliest_way_is_shown_and_taken_with_a_key(desk: Desk, table: Path) -> None:
    def _look(found: EncodingDialog) -> None:
        assert found.choice.currentText() == "Cyrillic (Windows-1251)"
        assert found.lines.whole_text() == "Мария;она"
        assert found.choice.hasFocus()
        QTest.keyClick(found.go_on, Qt.Key.Key_Return)

    answer(_look)
    encoding = chosen_encoding(desk.workspace, table, desk.window)
    assert encoding == "cp1251"
    assert bring_in_people(desk.workspace, table, encoding) is not None
    assert "Мария" in [one.alias for one in desk.workspace.read(people)]


def test_another_way_shows_other_letters_what_cannot_be_is_said_and_cancel_reads_nothing(
    desk: Desk, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_bytes(SAID.encode("cp1251"))

    def _other(found: EncodingDialog) -> None:
        choose(found, "utf-8")
        assert "This file is not written in Unicode (UTF-8)." in found.trouble.whole_text()
        assert not found.go_on.isEnabled()
        choose(found, "koi8-u")
        assert found.go_on.isEnabled()
        assert found.lines.whole_text() not in ("", SAID)
        found.accept()

    answer(_other)
    read = read_as_chosen(desk.workspace, tmp_path / "a.txt", read_quotes, desk.window)
    assert isinstance(read, QuoteList)
    assert read.quotes != (SAID[1:-1],)
    answer(lambda found: found.accept())
    read = read_as_chosen(desk.workspace, tmp_path / "a.txt", read_quotes, desk.window)
    assert isinstance(read, QuoteList)
    assert read.quotes == (SAID[1:-1],)
    answer(lambda found: found.reject())
    assert read_as_chosen(desk.workspace, tmp_path / "a.txt", read_quotes, desk.window) is None


def test_what_says_itself_how_it_is_written_is_asked_nothing_about(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(SAID, "utf-8")
    read = read_as_chosen(desk.workspace, tmp_path / "a.txt", read_quotes, desk.window)
    assert read is not None
    assert read.quotes == (SAID[1:-1],)
    assert chosen_encoding(desk.workspace, tmp_path / "a.txt", desk.window) == ""
