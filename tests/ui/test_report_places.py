"""What is typed in the report, or put in by a dialog over it, comes where it was meant, whatever changed meanwhile."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot
from reports import CTRL, SHIFT, Key, Seen, in_dialog
from reports import report_seen as report_seen

from coproclip.overview.report_page import quotable
from coproclip.project.journal import Operation
from coproclip.project.project import Edit, Project
from coproclip.report.findings import FindingKind
from coproclip.report.kept import keep_finding, kept_findings
from coproclip.report.markup import parse
from coproclip.report.sections import (
    Quote,
    add_quote,
    change_quote,
    change_section,
    delete_section,
    quotes_of,
    set_body,
)
from coproclip.timecode import TimeRange
from coproclip.transcript.edits import Correction, correct_passages, passages
from coproclip.ui.pages.report.chip_keys import all_chips
from coproclip.ui.pages.report.image_dialog import ImageDialog
from coproclip.ui.pages.report.quote_dialog import QuoteDialog
from coproclip.ui.widgets.message import MessageStrip

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


# ---- dialogs over the text ------------------------------------------------------------------------------------------


def remove_section(seen: Seen) -> None:
    with Project.open(seen.project.folder) as beside, beside.edit(Operation.ARRANGE_REPORT) as edit:
        delete_section(edit, 1)
    seen.project.poll()
    QApplication.processEvents()


def answer(dialog: QDialog, words: str) -> list[str]:
    """Fill a dialog in and press Enter; what is said in it where it stays open."""
    if isinstance(dialog, QuoteDialog):
        if not dialog.keep.isEnabled():
            QTest.keyClick(dialog.field, Key.Key_Return)
        dialog.signed.setChecked(False)
        dialog.keep.click()
        left = dialog.unsaved_words()
    elif isinstance(dialog, ImageDialog):
        dialog.words.setText(words)
        dialog.keep.click()
        left = [dialog.words.text()]
    else:
        (field,) = dialog.findChildren(QLineEdit)
        field.setText(words)
        QTest.keyClick(field, Key.Key_Return)
        left = [field.text()]
    QApplication.processEvents()
    said = [strip.message for strip in dialog.findChildren(MessageStrip) if not strip.isHidden()]
    if not dialog.isVisible():
        return []
    assert "".join(left), "what was typed still stands there"
    assert all(one.safe and one.next for one in said)
    return [one.happened for one in said]


def test_what_a_dialog_puts_in_comes_where_it_was_asked_for(seen: Seen) -> None:
    seen.run("edit_text")

    def _meanwhile(body: str, words: str) -> None:
        def _do(dialog: QDialog) -> None:
            elsewhere(seen, body)
            assert answer(dialog, words) == []

        in_dialog(_do)

    place(seen, "there")
    _meanwhile(f"In front.\n\n{FIRST}", "My note")
    seen.run("write_note")
    noted = f"In front.\n\n{FIRST}".replace("there", "there^[My note]")
    assert seen.body() == noted
    (chip,) = [one for one in all_chips(seen.page.text.document()) if one[2].key == "My note"]
    seen.page.text.select(chip[0], chip[0])
    _meanwhile(noted.replace("In front", "In^[Theirs] front of it").replace("there", "there^[Theirs too] it"), "Longer")
    seen.run("write_note")
    assert "In^[Theirs] front of it.\n" in seen.body()
    assert "there^[Theirs too] it^[Longer]." in seen.body()
    elsewhere(seen, FIRST)
    place(seen, "One ")
    seen.key(Key.Key_Right, SHIFT, times=len("person"))
    _meanwhile(f"In front.\n\n{FIRST}", "example.org")
    seen.run("write_link")
    linked = f"In front.\n\n{FIRST}".replace("person", "[person](https://example.org)")
    assert seen.body() == linked
    elsewhere(seen, FIRST)
    place(seen, "One")
    _meanwhile(f"In front, {FIRST}", "")
    seen.run("insert_quote")
    assert " One {quote " in seen.body(), seen.body()


@pytest.mark.parametrize(
    "what", ["write_note", "a footnote anew", "write_link", "insert_quote", "change_quote", "image"]
)
def test_a_dialog_stays_open_with_its_words_where_its_place_is_gone(seen: Seen, what: str) -> None:
    body = FIRST.replace("there", "^[Mine] there")
    elsewhere(seen, body)
    seen.run("edit_text")
    (quote, note, *_rest) = all_chips(seen.page.text.document())
    said: list[str] = []

    def _ask() -> None:
        place(seen, "One person")
        if what in {"a footnote anew", "change_quote"}:
            at_chip = note if what == "a footnote anew" else quote
            seen.page.text.select(at_chip[0], at_chip[0])
        elif what == "write_link":
            seen.key(Key.Key_Left, SHIFT, times=len("person"))
        if what == "image":
            seen.page.picturing.put(seen.project.folder / "none.png")
        else:
            seen.run("write_note" if what == "a footnote anew" else what)

    def _words_gone(dialog: QDialog) -> None:
        elsewhere(seen, "Theirs alone: {quote k2}^[Not mine]")
        said.extend(answer(dialog, "example.org"))

    in_dialog(_words_gone)
    _ask()
    assert seen.body() == "Theirs alone: {quote k2}^[Not mine]", "nothing else was changed"
    assert len(said) == 1

    def _section_gone(dialog: QDialog) -> None:
        remove_section(seen)
        said.extend(answer(dialog, "example.org"))

    with seen.project.edit(Operation.WRITE_REPORT) as edit:
        number = quotes_of(edit.session, 1)["k2"].excerpt_id
        add_quote(edit, 1, number, key="k1")
        set_body(edit, 1, parse(body))
    QApplication.processEvents()
    (quote, note, *_rest) = all_chips(seen.page.text.document())
    in_dialog(_section_gone)
    _ask()
    assert seen.titles() == ["Thanks"]
    assert seen.body() == ""
    assert said[1:] == ["Somebody else removed this section of the report."]


# ---- what somebody else writes while a dialog is open ---------------------------------------------------------------


def keep_mine(seen: Seen) -> str:
    """Let mine stay; what was said of both."""
    QApplication.processEvents()
    (strip,) = [one for one in seen.window.messages.strips() if one.message.key.startswith("refused:")]
    next(one for one in strip.findChildren(QPushButton) if one.text() == "Keep mine").click()
    seen.space.keep_all()
    return f"{strip.message.safe} {strip.message.next}"


def test_what_others_chose_while_a_dialog_was_open_is_shown_beside_mine(seen: Seen, qtbot: QtBot) -> None:
    def _meanwhile(change: Callable[[Edit], object], words: str) -> None:
        def _do(dialog: QDialog) -> None:
            with Project.open(seen.project.folder) as beside, beside.edit(Operation.WRITE_REPORT) as edit:
                change(edit)
            seen.project.poll()
            assert answer(dialog, words) == []

        in_dialog(_do)

    _meanwhile(lambda edit: change_section(edit, 1, title="Theirs, long thought over"), "Mine")
    seen.run("rename")
    assert seen.titles()[0] == "Theirs, long thought over"
    assert keep_mine(seen) == "Yours: “Mine” Theirs: “Theirs, long thought over”"
    assert seen.titles()[0] == "Mine"

    checking = seen.page.checking
    checking.check()
    qtbot.waitUntil(lambda: any(one.kind is FindingKind.HEADLINE for one in checking.findings))
    found = next(one for one in checking.findings if one.kind is FindingKind.HEADLINE)
    _meanwhile(lambda edit: keep_finding(edit, found.print, "They asked us to", who="Kim"), "It is fine")
    checking.keep(found)
    assert seen.space.read(kept_findings) == {found.print: "They asked us to"}
    assert "Theirs: “They asked us to”" in keep_mine(seen)
    assert seen.space.read(kept_findings) == {found.print: "It is fine"}

    def _quote() -> Quote:
        return seen.space.read(quotes_of, 1)["k1"]

    first = seen.space.read(quotable, _quote().excerpt_id).words[0]
    theirs = (TimeRange(first.start_ms, first.end_ms),)
    (quote, *_rest) = all_chips(seen.page.text.document())
    seen.page.text.select(quote[0], quote[0])
    _meanwhile(lambda edit: change_quote(edit, 1, "k1", runs=theirs), "")
    seen.run("change_quote")
    assert (_quote().runs, _quote().signed) == (theirs, False), "what each of us changed"
    assert not seen.window.messages.strips()

    def _other_words(dialog: QDialog) -> None:
        assert isinstance(dialog, QuoteDialog)
        dialog.all.click()
        with Project.open(seen.project.folder) as beside, beside.edit(Operation.WRITE_REPORT) as edit:
            words = seen.space.read(quotable, _quote().excerpt_id).words
            change_quote(edit, 1, "k1", runs=(TimeRange(words[1].start_ms, words[1].end_ms),), signed=True)
        seen.project.poll()
        dialog.keep.click()

    in_dialog(_other_words)
    seen.run("change_quote")
    assert keep_mine(seen) == "Yours: “We moved the chairs.” Theirs: “moved”"
    assert (_quote().runs, _quote().signed) == ((), True)
