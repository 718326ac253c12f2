"""What is typed in the report, or put in by a dialog over it, comes where it was meant, whatever changed meanwhile."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from reports import CTRL, SHIFT, Key, Seen
from reports import report_seen as report_seen

from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.report.markup import parse
from coproclip.report.sections import change_quote, quotes_of, set_body
from coproclip.transcript.edits import Correction, correct_passages, passages
from coproclip.ui.pages.report.chip_keys import all_chips

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "does not support raise", "This plugin does not support")
FIRST = "One person said {quote k1} there.\n\n> {quote k2}\n\n## After"


def elsewhere(seen: Seen, body: str) -> None:
    """Another program writes the first section."""
    with Project.open(seen.project.folder) as beside, beside.edit(Operation.WRITE_REPORT) as edit:
        set_body(edit, 1, parse(body))
    seen.project.poll()
    QApplication.processEvents()


def place(seen: Seen, words: str, behind: int = 0) -> None:
    """Put the caret behind these words."""
    where = seen.text().index(words) + len(words) + behind
    seen.page.text.select(where, where)


def at(seen: Seen) -> tuple[str, str]:
    """What stands before the caret, and behind it."""
    where = seen.page.text.textCursor().position()
    return seen.text()[:where], seen.text()[where:]


def test_what_is_typed_after_something_changed_comes_between_the_same_words(seen: Seen) -> None:
    seen.run("edit_text")
    seen.key(Key.Key_Home, CTRL)
    seen.type("Long ago, in the autumn, ")
    place(seen, "One person said")
    seen.key(Key.Key_Z, CTRL)
    seen.type(" to us")
    assert seen.body() == FIRST.replace("said", "said to us"), "after Undo"
    place(seen, "there")
    elsewhere(seen, f"In front.\n\n{seen.body()} it was")
    seen.type(" and then")
    there = FIRST.replace("said", "said to us").replace("there", "there and then")
    assert seen.body() == f"In front.\n\n{there} it was", "after somebody else wrote"
    with seen.project.edit(Operation.WRITE_REPORT) as edit:
        quote = quotes_of(edit.session, 1)["k1"]
        change_quote(edit, 1, "k1", excerpt_id=quote.excerpt_id, runs=quote.runs, signed=False)
        line = passages(edit.session, 1)[1]
        correct_passages(edit, [Correction(line.id, line.text.replace("the chairs", "every chair"), line.text)])
    QApplication.processEvents()
    assert "every chair" in seen.text()
    seen.type(",")
    seen.window.show_page("stories")
    with seen.project.edit(Operation.CORRECT_WORDS) as edit:
        line = passages(edit.session, 1)[1]
        correct_passages(edit, [Correction(line.id, line.text.replace("every chair", "all of the chairs"), line.text)])
    seen.window.show_page("report")
    seen.type(" I think")
    there = there.replace("and then", "and then, I think")
    assert seen.body() == f"In front.\n\n{there} it was", "after the words of a quote changed, before the caret"


def test_what_is_selected_stays_selected_while_it_is_there(seen: Seen) -> None:
    text = seen.page.text
    seen.run("edit_text")
    place(seen, "One ")
    seen.key(Key.Key_Right, SHIFT, times=len("person"))
    elsewhere(seen, f"In front.\n\n{FIRST}")
    assert text.textCursor().selectedText() == "person"
    elsewhere(seen, FIRST.replace("person", "storyteller"))
    assert not text.textCursor().hasSelection()
    assert at(seen)[0] == "One storyteller"
    (first, *_rest) = all_chips(text.document())
    place(seen, "said ")
    seen.key(Key.Key_Right, SHIFT)
    assert text.textCursor().selectionEnd() == first[1], "a quote is selected as a whole, by hand"
    elsewhere(seen, f"In front.\n\n{FIRST}")
    assert text.textCursor().selectedText().startswith("“We moved")
    seen.type("it")
    assert seen.body() == f"In front.\n\n{FIRST}".replace("{quote k1}", "it")


def test_a_quote_that_was_only_shown_is_not_typed_over(seen: Seen, qtbot: QtBot) -> None:
    text = seen.page.text
    seen.run("edit_text")
    for go in ("next_quote", "a click", "next_check"):
        seen.key(Key.Key_Home, CTRL)
        if go == "a click":
            start = text.textCursor()
            start.setPosition(all_chips(text.document())[0][0] + 4)
            spot = text.cursorRect(start).center()
            QTest.mouseClick(text.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        elif go == "next_check":
            seen.page.checking.check()
            qtbot.waitUntil(lambda: bool(seen.page.panel.cards()))
            seen.key(Key.Key_F4)
            (lit,) = [one for one in text.sheet.numbered if one.chosen]
            assert seen.text()[lit.start : lit.end].startswith("“We moved"), "it is lit up"
            text.setFocus()
        else:
            seen.run(go)
        assert text.chip() is not None, "it is what is played, changed or taken out"
        if go == "next_quote":
            event = QInputMethodEvent()
            event.setCommitString("so")
            QApplication.sendEvent(text, event)
        else:
            seen.type("so")
        assert seen.body().count("{quote k1}") == 1, go
        assert "so" in seen.body()
        seen.key(Key.Key_Z, CTRL)
        assert seen.body() == FIRST
    seen.run("next_quote")
    seen.key(Key.Key_Return)
    assert "{quote k1}\n\n" in seen.body()
    seen.key(Key.Key_Z, CTRL)
    seen.key(Key.Key_Home, CTRL)
    seen.run("next_quote")
    seen.key(Key.Key_Delete)
    assert "{quote k1}" not in seen.body(), "Delete means it"


def test_using_a_suggestion_leaves_the_caret_where_one_writes(seen: Seen, qtbot: QtBot) -> None:
    body = "We had to utilise {quote k1} there.\n\n> {quote k2}\n\n## After"
    with seen.project.edit(Operation.WRITE_REPORT) as edit:
        set_body(edit, 1, parse(body))
    checking = seen.page.checking
    seen.run("edit_text")
    place(seen, "utilise ")
    checking.check()
    qtbot.waitUntil(lambda: any(one.mend is not None for one in checking.findings))
    finding = next(one for one in checking.findings if one.mend is not None)
    checking.mend(finding)
    seen.page.text.setFocus()
    seen.type("it: ")
    assert seen.body() == body.replace("utilise ", "use it: ")
