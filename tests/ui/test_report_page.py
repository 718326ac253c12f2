"""The report page in its window: sections put in order, text written with quotes in it, by keyboard alone."""

import re
import time
from pathlib import Path

import pytest
from consenting import answer
from fakes.playback import FakePlayback
from hostile_files import endless_jpeg
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton
from pytestqt.qtbot import QtBot
from reports import ALT, CTRL, SHIFT, Key, Seen, answer_line, in_dialog
from reports import report_seen as report_seen

from coproclip import image_file
from coproclip.excerpts.rules.policy import Use
from coproclip.export.report.folder import ReportFormat
from coproclip.project.journal import Operation
from coproclip.project.kinds import SectionKind
from coproclip.project.project import Project
from coproclip.project.schema import Excerpt, ReportSection
from coproclip.project.storage.lock import WindowLock
from coproclip.report.checks import FindingKind
from coproclip.report.document import Paragraph, Run
from coproclip.report.drafting import draft_report
from coproclip.report.images import add_image, take_image
from coproclip.report.markup import parse
from coproclip.report.sections import add_section, delete_section, sections, set_body
from coproclip.timecode import TimeRange
from coproclip.transcript.edits import Correction, correct_passages, passages
from coproclip.ui.dialogs.learned import LearnedDialog, LearnedEntryDialog
from coproclip.ui.dialogs.programs.report import ReportDialog
from coproclip.ui.job_runner import Lane
from coproclip.ui.pages.report.chip_keys import all_chips
from coproclip.ui.pages.report.drafts import DraftedDialog
from coproclip.ui.pages.report.filling import PICTURE
from coproclip.ui.pages.report.image_dialog import ImageDialog
from coproclip.ui.pages.report.letters import ChipKind
from coproclip.ui.pages.report.quote_dialog import QuoteDialog
from coproclip.ui.style.look import apply_style
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.label import Label

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "does not support raise", "This plugin does not support")


def test_sections_are_put_in_order_by_keys(seen: Seen) -> None:
    outline = seen.page.list
    assert list(outline.texts()) == ["Being asked", "After, heading", "Thanks"]
    assert outline.hasFocus()
    seen.key(Key.Key_Down, ALT)
    assert seen.titles() == ["Thanks", "Being asked"]
    assert outline.section_id() == 1, "the cursor goes with it"
    answer_line("By the way")
    seen.key(Key.Key_A)
    assert seen.titles() == ["Thanks", "Being asked", "By the way"]
    assert seen.page.text.page is not None
    assert seen.page.text.page.title == "By the way"
    answer_line(" after all")
    seen.key(Key.Key_F2)
    assert seen.titles()[-1] == "By the way after all"
    seen.run("usual_title")
    assert seen.titles()[-1] == "New section"
    seen.run("leave_out")
    assert "New section, left out of every output" in outline.texts()
    seen.key(Key.Key_Delete)
    assert seen.titles() == ["Thanks", "Being asked"]
    seen.key(Key.Key_Z, CTRL)
    assert seen.titles()[-1] == "New section"
    assert seen.window.commands.clashes() == []
    seen.key(Key.Key_Delete, times=3)
    assert seen.titles() == []
    assert seen.page.first.isVisible(), "there is nothing: a draft is offered"
    dialogs: list[QDialog] = []
    in_dialog(dialogs.append)
    seen.key(Key.Key_Return)
    assert "Being asked" in seen.titles()
    assert [type(one) for one in dialogs] == [DraftedDialog]
    assert seen.page.summary.text().startswith("Draft 1, changed ")
    seen.key(Key.Key_Home)  # where drafting took a while the cursor stands on another section
    while not seen.page.list.texts()[0].startswith("Being asked"):
        seen.key(Key.Key_Delete)
    seen.key(Key.Key_Delete)
    said = [label.text() for label in seen.window.undo_bar.findChildren(Label)]
    assert any("Draft again makes it anew; leave it out instead" in one for one in said), said


def test_a_section_is_dragged_to_another_place_and_a_heading_is_not(seen: Seen) -> None:
    outline, left = seen.page.list, Qt.MouseButton.LeftButton
    viewport = outline.viewport()

    def _drag(start: int, end: QPoint) -> bool:
        begin = outline.visualRect(outline.model().index(start, 0)).center()
        QTest.mousePress(viewport, left, pos=begin)
        QTest.mouseMove(viewport, begin + (end - begin) / 2)
        QTest.mouseMove(viewport, end)
        dragged = outline.dragging
        QTest.mouseRelease(viewport, left, pos=end)
        QApplication.processEvents()
        return dragged

    below = QPoint(60, outline.visualRect(outline.model().index(2, 0)).bottom() + 40)
    assert not _drag(1, below), "a heading stays in its text"
    assert _drag(0, below)
    assert seen.titles() == ["Thanks", "Being asked"]
    assert outline.section_id() == 1, "the cursor goes with it"
    between = outline.visualRect(outline.model().index(2, 0)).center()
    assert _drag(0, between + QPoint(0, 4))
    assert seen.titles() == ["Being asked", "Thanks"], "among the headings of a section is behind it"
    seen.key(Key.Key_Z, CTRL)
    assert seen.titles() == ["Thanks", "Being asked"]


def test_what_the_group_learned_is_noted_and_drafted_into_its_section(seen: Seen) -> None:
    def _note(dialog: QDialog) -> None:
        assert isinstance(dialog, LearnedDialog)
        assert dialog.focusWidget() is dialog.add

        def _fill(entry: QDialog) -> None:
            assert isinstance(entry, LearnedEntryDialog)
            QTest.keyClicks(entry.text, "Ask twice")
            entry.day.setText("soon")
            entry.save.click()
            assert "is not a day" in entry.trouble.text(), "nothing is lost"
            entry.day.setText("2026-05-12")
            entry.save.click()

        in_dialog(_fill)
        dialog.add.click()
        assert dialog.focusWidget() is dialog.list
        assert "Ask twice" in dialog.list.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        in_dialog(_more)
        dialog.change.click()

    def _more(entry: QDialog) -> None:
        assert isinstance(entry, LearnedEntryDialog)
        QTest.keyClicks(entry.text, "Always: ")
        entry.save.click()

    in_dialog(_note)
    seen.run("learned")
    with seen.project.edit(Operation.DRAFT_REPORT) as edit:
        draft_report(edit)
    with seen.project.read() as session:
        [body] = [one.body for one in sections(session) if one.kind == SectionKind.LEARNED]
    assert "From the group’s log" in body
    assert "**12 May 2026:** Always: Ask twice." in body


def test_the_report_is_shown_as_it_will_look(seen: Seen, qtbot: QtBot) -> None:
    page, bar = seen.page, seen.page.bar
    answer(seen.project, 1, "yes", [Use.SHARING, Use.REPORT])
    assert bar.place.text() == "About page 3 of 3"
    assert bar.place.accessibleName() == "Section 1 of 2, About page 3 of 3"
    assert "Estimated from the length" in bar.place.toolTip()
    bar.kinds.setFocus()
    seen.key(Key.Key_Right)
    text = page.preview.text
    assert bar.kinds.key() == "web"
    assert text.isVisible()
    assert not page.text.isVisible()
    qtbot.waitUntil(lambda: "We moved the chairs" in text.toPlainText())
    assert "As it would leave now. 1 quote can’t be shared yet" in page.preview.note.text(), "nobody agreed to the bus"
    assert "bus stop" not in text.toPlainText()
    assert "Side by Side" in text.toPlainText()
    seen.run("show_easy")
    qtbot.waitUntil(lambda: "The dashed places are for pictures." in page.preview.note.text())
    page.text.grab()
    text.grab()
    with seen.project.edit(Operation.WRITE_REPORT) as edit:
        set_body(edit, 2, parse("Thanks to all. And to the kettle."))
    qtbot.waitUntil(lambda: "And to the kettle." in text.toPlainText())
    lines = text.toPlainText().splitlines()
    assert lines[-2:] == ["Thanks to all.", "And to the kettle."], "one idea a line"
    page.list.choose_section(2)
    assert text.textCursor().block().text() == "Thanks", "the outline leads through it"
    with seen.project.edit(Operation.WRITE_REPORT) as edit:
        set_body(edit, 2, parse("They said: Then somebody asked me how I get to the bus stop."))
    qtbot.waitUntil(lambda: "It can’t leave like this yet." in page.preview.note.text())
    assert "In “Thanks”: The text has words that were said" in page.preview.note.text()
    assert text.toPlainText() == "", "what may not leave is not shown as if it did"
    seen.key(Key.Key_E, CTRL)
    assert page.text.isVisible(), "writing is on the page"
    assert page.text.editing
    assert bar.kinds.key() == "page"
    assert seen.window.commands.clashes() == []


def test_what_is_written_is_kept_and_a_quote_goes_as_a_whole(seen: Seen) -> None:
    text = seen.page.text
    assert "One person said “We moved the chairs.” (One storyteller) there." in seen.text()
    seen.key(Key.Key_Return)
    assert text.hasFocus()
    seen.key(Key.Key_X)
    assert "x" not in seen.body(), "while it is read nothing is written"
    seen.key(Key.Key_Down, CTRL)
    seen.key(Key.Key_Space)
    listening = seen.space.listening
    assert isinstance(listening, FakePlayback)
    assert listening.now.spans
    seen.key(Key.Key_E, CTRL)
    seen.key(Key.Key_Home, CTRL)
    seen.type("Well: ")
    text.moveCursor(QTextCursor.MoveOperation.EndOfBlock)
    seen.type(" Yes")
    assert seen.body().startswith("Well: One person said {quote k1} there. Yes\n\n> {quote k2}")
    seen.key(Key.Key_Home, CTRL)
    seen.key(Key.Key_Right, times=len("Well: One person said ") + 1)
    seen.type("too")
    assert "{quote k1}too there" in seen.body(), "the cursor is past the quote with one key, and types beside it"
    seen.key(Key.Key_Backspace, times=3)
    seen.key(Key.Key_Backspace)
    assert "said  there. Yes" in seen.body()
    assert "k1" not in seen.quotes()
    seen.key(Key.Key_Z, CTRL)
    assert "k1" in seen.quotes(), "undo brings it back"
    assert seen.body().startswith("One person said {quote k1} there.")
    assert "“We moved the chairs.”" in seen.text()


def test_a_quote_is_chosen_shortened_and_put_into_a_sentence(seen: Seen) -> None:
    def _choose(dialog: QDialog) -> None:
        assert isinstance(dialog, QuoteDialog)
        QTest.keyClicks(dialog.field, "bus stop")
        QTest.keyClick(dialog.field, Key.Key_Return)
        assert dialog.focusWidget() is dialog.words
        assert dialog.withheld.isVisible() == bool(dialog.withheld.text())
        QTest.keyClick(dialog.words, Key.Key_Right)
        QTest.keyClick(dialog.words, Key.Key_Right, SHIFT)
        QTest.keyClick(dialog.words, Key.Key_Space)
        dialog.words.put_in("they")
        assert dialog.says.text() == "“somebody … [they] how I get to the bus stop.” (One storyteller)"
        dialog.signed.setChecked(False)
        dialog.keep.click()

    seen.run("edit_text")
    seen.key(Key.Key_Home, CTRL)
    seen.type("Hear")
    in_dialog(_choose)
    seen.key(Key.Key_Q, CTRL | SHIFT)
    seen.type(": good.")
    body, quotes = seen.body(), seen.quotes()
    (new,) = quotes.keys() - {"k1", "k2"}
    assert body.startswith(f"Hear {{quote {new}}}: good. One person"), "a space stands behind it, once"
    assert quotes[new].runs[1] == "they"
    assert [isinstance(one, TimeRange) for one in quotes[new].runs] == [True, False, True]
    assert not quotes[new].signed
    assert seen.text().startswith("Hear “somebody … [they] how I get to the bus stop.”: good.")
    # Copied, cut and pasted it stays a quote.
    seen.key(Key.Key_A, CTRL)
    seen.key(Key.Key_X, CTRL)
    assert seen.body() == ""
    assert seen.quotes() == {}
    seen.key(Key.Key_V, CTRL)
    assert len(seen.quotes()) == 3
    assert seen.text().startswith("Hear “somebody … [they] how I get to the bus stop.”: good.")
    seen.key(Key.Key_Home, CTRL)
    seen.run("turn_box")
    seen.type("What came of it")
    seen.key(Key.Key_Down)
    seen.run("style_dots")
    assert seen.body().startswith("::: box What came of it\n\n- Hear {quote ")


def test_what_is_found_is_numbered_in_the_text_and_settled_beside_it(seen: Seen, qtbot: QtBot) -> None:
    checking, panel, page = seen.page.checking, seen.page.panel, seen.page
    qtbot.waitUntil(lambda: page.text.page is not None and page.text.page.quotes["k1"].withheld)
    quote = all_chips(page.text.document())[0]
    assert "has not been asked about a report" in page.text.chip_words(quote)
    seen.run("edit_text")
    seen.key(Key.Key_End, CTRL)
    seen.key(Key.Key_Return)
    seen.type('Kit said "somebody asked me how I got to the bus stop" and more.')
    seen.space.keep_all()
    checking.check()
    qtbot.waitUntil(lambda: any(one.kind is FindingKind.DIFFERS for one in checking.findings))
    assert any("something to check" in row for row in seen.page.list.texts())
    (card,) = [card for card in panel.cards() if card.finding.kind is FindingKind.DIFFERS]
    (mark,) = [one for one in seen.page.text.sheet.numbered if one.number == card.number]
    assert "how I got to the bus stop" in seen.text()[mark.start : mark.end]
    while seen.page.checking.chosen() is not card.finding:
        seen.key(Key.Key_F4)
    assert seen.text()[seen.page.text.textCursor().position() :].startswith("somebody asked me how I got")
    assert not seen.page.text.textCursor().hasSelection(), "what is typed next takes nothing away"
    seen.key(Key.Key_Return)
    assert "Kit said {quote " in seen.body(), "Enter on its button takes the exact words"
    assert "somebody asked me how I get to the bus stop" in seen.text()
    qtbot.waitUntil(lambda: not any(one.kind is FindingKind.DIFFERS for one in checking.findings))
    kept = next(card for card in panel.cards() if card.finding.kind is FindingKind.HEADLINE)
    panel.focus(kept)
    answer_line("The group chose it so")
    seen.key(Key.Key_N)
    qtbot.waitUntil(lambda: any(one.kept for one in checking.findings))
    assert "Kept: The group chose it so" in panel.texts()
    assert not any(one.kind is FindingKind.HEADLINE and not one.kept for one in checking.findings)


def test_another_programs_text_is_shown_beside_ones_own(seen: Seen) -> None:
    seen.run("edit_text")
    seen.key(Key.Key_End, CTRL)
    with Project.open(seen.project.folder) as beside, beside.edit(Operation.WRITE_REPORT) as edit:
        set_body(edit, 1, parse("Theirs alone."))
    seen.type(" and mine")
    seen.space.keep_all()
    QApplication.processEvents()
    (strip,) = [one for one in seen.window.messages.strips() if one.message.key.startswith("refused:")]
    assert "Theirs alone." in seen.text(), "the text shows what is in the project"
    next(one for one in strip.findChildren(QPushButton) if one.text() == "Keep mine").click()
    QApplication.processEvents()
    assert seen.body().endswith("## After and mine")


def test_undo_is_seen_where_it_is_and_takes_back_nothing_else_unseen(seen: Seen) -> None:
    first = seen.body()
    seen.run("edit_text")
    seen.key(Key.Key_End, CTRL)
    for words in (" My paragraph.", " Another."):
        seen.type(words)
        seen.space.keep_all()
    assert seen.text().endswith("After My paragraph. Another.")
    seen.key(Key.Key_Z, CTRL)
    assert seen.body() == first
    assert seen.text().endswith("After"), "what is taken back is no longer on the screen"
    seen.key(Key.Key_Y, CTRL)
    assert seen.text().endswith("After My paragraph. Another.")
    seen.key(Key.Key_Z, CTRL)
    seen.type(" Anew.")
    assert seen.body() == f"{first} Anew."
    assert seen.text().endswith("After Anew.")


def test_a_paragraph_that_is_begun_stays_while_something_else_changes(seen: Seen, qtbot: QtBot) -> None:
    seen.run("edit_text")
    seen.key(Key.Key_End, CTRL)
    seen.key(Key.Key_Return)
    seen.space.keep_all()
    with seen.project.edit(Operation.CORRECT_WORDS) as edit:
        line = passages(edit.session, 1)[1]
        correct_passages(edit, [Correction(line.id, line.text.replace("chairs", "tables"), line.text)])
    seen.space.keep_all()
    QApplication.processEvents()
    seen.type("Begun.")
    assert seen.body().endswith("## After\n\nBegun.")
    assert "We moved the tables" in seen.text()
    assert seen.text().endswith("After\nBegun.")


def test_what_changed_while_another_page_was_shown_is_shown_on_coming_back(seen: Seen) -> None:
    seen.run("edit_text")
    seen.key(Key.Key_End, CTRL)
    seen.type(" Mine.")
    seen.window.show_page("stories")
    seen.space.undo()
    seen.window.show_page("report")
    assert seen.text().endswith("After")
    seen.window.show_page("stories")
    with seen.project.edit(Operation.CORRECT_WORDS) as edit:
        line = passages(edit.session, 1)[1]
        correct_passages(edit, [Correction(line.id, line.text.replace("chairs", "tables"), line.text)])
    with Project.open(seen.project.folder) as beside, beside.edit(Operation.WRITE_REPORT) as edit:
        set_body(edit, 1, parse("Theirs: {quote k1}"))
    seen.project.poll()
    seen.window.show_page("report")
    assert seen.text().startswith("Theirs: “We moved the tables"), (
        "another program's text, and the words as they are now"
    )
    seen.key(Key.Key_End, CTRL)
    seen.type(" Mine too.")
    assert seen.body() == "Theirs: {quote k1} Mine too."
    assert not [one for one in seen.window.messages.strips() if one.message.key.startswith("refused:")]


def test_letters_go_into_no_other_section_where_somebody_removed_the_one_written_in(seen: Seen) -> None:
    seen.run("edit_text")
    seen.key(Key.Key_End, CTRL)
    seen.type(" Mine")
    with Project.open(seen.project.folder) as beside, beside.edit(Operation.ARRANGE_REPORT) as edit:
        delete_section(edit, 1)
    seen.project.poll()
    seen.type(" and on")
    seen.space.keep_all()
    QApplication.processEvents()
    assert seen.titles() == ["Thanks"]
    assert seen.body() == ""
    assert seen.text() == ""
    (strip,) = [one for one in seen.window.messages.strips() if one.message.key.startswith("refused:")]
    assert "After Mine" in strip.message.safe
    seen.key(Key.Key_E, CTRL)
    seen.type("Thank you")
    assert seen.body() == "Thank you"
    seen.window.show_page("stories")
    with Project.open(seen.project.folder) as beside, beside.edit(Operation.ARRANGE_REPORT) as edit:
        delete_section(edit, 2)
        add_section(edit, title="Another")
    seen.project.poll()
    seen.window.show_page("report")
    assert not seen.page.text.editing
    assert seen.page.list.hasFocus()


def test_the_text_takes_no_letters_once_another_window_took_over(seen: Seen, qtbot: QtBot) -> None:
    seen.run("edit_text")
    seen.key(Key.Key_End, CTRL)
    seen.type(" Mine")
    other = WindowLock(seen.project.folder)
    other.ask()
    seen.space.watch.look()
    assert other.acquire()
    seen.type(" lost")
    assert seen.text().endswith("After Mine")
    assert not seen.page.text.editing
    other.release()
    seen.space.watch.take_over()
    assert not seen.project.read_only
    seen.key(Key.Key_E, CTRL)
    seen.key(Key.Key_End, CTRL)
    seen.type(" again")
    assert seen.body().endswith("## After Mine again")


def test_what_cannot_be_kept_is_not_lost(seen: Seen) -> None:
    with seen.project.edit(Operation.WRITE_REPORT) as edit:
        edit.get(ReportSection, 1).body = "Here {quote gone} it was."
    seen.run("edit_text")
    seen.key(Key.Key_End, CTRL)
    seen.type(" And on")
    assert seen.body() == "Here  it was. And on", "a mark that leads to no quote is no reason to lose what is typed"
    assert seen.text() == "Here  it was. And on"
    long = "word " * 250_000
    seen.page.text.insert_blocks([Paragraph((Run(long),))])
    assert "word" not in seen.body(), "the project takes no text that is so long"
    QApplication.processEvents()
    assert seen.window.messages.strips(), "which is said"
    assert long.strip() in seen.text(), "and it stays where it was typed"


def test_an_image_that_keeps_a_computer_busy_is_words_and_the_window_goes_on(
    seen: Seen, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(image_file, "MOST_CPU_S", 0.5)
    drawn = QImage(9, 3, QImage.Format.Format_RGB32)
    assert drawn.save(str(tmp_path / "chairs.png"))
    (tmp_path / "endless.jpg").write_bytes(endless_jpeg())
    before = time.process_time()
    files = [take_image(seen.project, tmp_path / "chairs.png") for _ in "ab"]
    with seen.project.edit(Operation.WRITE_REPORT) as edit:
        keys = [add_image(edit, 1, files[n % 2], alt=f"Chairs {n}") for n in range(4)]
        set_body(edit, 1, parse("\n\n".join(f"! {{image {key}}}" for key in keys)))
    (seen.project.folder / files[1]).write_bytes((tmp_path / "endless.jpg").read_bytes())
    qtbot.waitUntil(lambda: seen.images() == [PICTURE, "[Chairs 1]", PICTURE, "[Chairs 3]"])
    seen.run("edit_text")
    answer_line("Endless")
    seen.page.picturing.put(tmp_path / "endless.jpg")
    qtbot.waitUntil(lambda: bool(seen.window.messages.strips()))
    assert seen.body().count("image") == 4
    seen.run("show_easy")
    qtbot.waitUntil(lambda: "An image in “Being asked” is not there" in seen.page.preview.note.text())
    (seen.project.folder / files[1]).write_bytes((seen.project.folder / files[0]).read_bytes())
    seen.run("show_web")
    qtbot.waitUntil(lambda: seen.page.preview.text.toPlainText().count(PICTURE) == 4)
    assert time.process_time() - before < 10


def test_an_image_is_put_in_with_words_and_nothing_is_cut_at_twice_the_size(
    seen: Seen, qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    drawn = QImage(900, 300, QImage.Format.Format_RGB32)
    drawn.fill(QColor("#A4942E"))
    assert drawn.save(str(tmp_path / "chairs.png"))
    seen.run("edit_text")
    answer_line("Chairs in a circle")
    seen.page.picturing.put(tmp_path / "chairs.png")
    qtbot.waitUntil(lambda: "image" in seen.body())
    assert re.match(r"! \{image \w{8}\}\n\nOne person said", seen.body())
    qtbot.waitUntil(lambda: seen.images() == [PICTURE])
    seen.key(Key.Key_Z, CTRL)
    assert seen.body().startswith("One person said"), "it is one step"
    assert seen.text().startswith("One person said")
    seen.key(Key.Key_Y, CTRL)
    (found,) = [one for one in all_chips(seen.page.text.document()) if one[2].kind is ChipKind.IMAGE]
    assert seen.page.text.chip_words(found) == "Chairs in a circle"
    seen.page.text.select(found[0], found[1])
    answer_line(", seen from above")
    seen.run("describe_image")
    assert seen.page.text.chip_words(found) == "Chairs in a circle, seen from above"
    seen.run("edit_text")
    apply_style(qapp, "dark", 200)
    QApplication.processEvents()
    text = seen.page.text
    assert text.document().defaultFont().pixelSize() == 32
    assert text.document().size().width() <= text.viewport().width()
    before = seen.page.bar.zoom
    seen.run("larger_page")
    assert seen.page.bar.zoom > before
    assert text.document().defaultFont().pixelSize() > 32
    assert text.textColor() == current().ink
    for button in seen.page.findChildren(QPushButton):
        assert button.accessibleName()


def test_an_image_is_not_put_in_over_somebody_elses_text(seen: Seen, qtbot: QtBot, tmp_path: Path) -> None:
    theirs = "Theirs: {quote k1}\n\nTwo long paragraphs of it."
    drawn = QImage(90, 30, QImage.Format.Format_RGB32)
    drawn.fill(QColor("#A4942E"))
    assert drawn.save(str(tmp_path / "chairs.png"))

    def _meanwhile(dialog: QDialog) -> None:
        qtbot.waitUntil(lambda: not seen.space.jobs.jobs(Lane.IMAGES))
        with Project.open(seen.project.folder) as beside, beside.edit(Operation.WRITE_REPORT) as edit:
            set_body(edit, 1, parse(theirs))
        assert isinstance(dialog, ImageDialog)
        dialog.words.setText("Chairs in a circle")
        dialog.keep.click()

    def _choose(words: str) -> None:
        (strip,) = [one for one in seen.window.messages.strips() if one.message.key.startswith("refused:")]
        next(one for one in strip.findChildren(QPushButton) if one.text() == words).click()
        QApplication.processEvents()

    seen.run("edit_text")
    seen.key(Key.Key_End, CTRL)
    in_dialog(_meanwhile)
    seen.page.picturing.put(tmp_path / "chairs.png")
    assert seen.body() == theirs, "nothing is written before somebody chose"
    assert seen.text().endswith("Two long paragraphs of it.")
    _choose("Keep theirs")
    assert seen.body() == theirs
    theirs = "Theirs again: {quote k1}"
    in_dialog(_meanwhile)
    seen.page.picturing.put(tmp_path / "chairs.png")
    _choose("Keep mine")
    assert re.search(r"Two long paragraphs of it\.\n\n! \{image \w{8}\}", seen.body())
    (found,) = [one for one in all_chips(seen.page.text.document()) if one[2].kind is ChipKind.IMAGE]
    assert seen.page.text.chip_words(found) == "Chairs in a circle"


def test_the_report_is_exported_from_its_page(seen: Seen, qtbot: QtBot, tmp_path: Path) -> None:
    answer(seen.project, 1, uses=(Use.SHARING, Use.REPORT))
    seen.space.settings.export_folder = str(tmp_path)
    dialog = ReportDialog(seen.space, 1, seen.window)
    dialog.show()
    assert "1 quote can’t be shared yet" in " ".join(label.text() for label in dialog.findChildren(Label))
    assert "page numbers" in dialog.formats[ReportFormat.DOCX].accessibleDescription()
    export = dialog.files.foot.export
    for tick in dialog.formats.values():
        tick.setChecked(False)
    assert not export.isEnabled(), "there is nothing to make"
    dialog.formats[ReportFormat.MARKDOWN].setChecked(True)
    export.click()
    qtbot.waitUntil(lambda: not dialog.files.busy)
    assert dialog.files.trouble.text() == ""
    (made,) = tmp_path.rglob("Report.md")
    assert "We moved the chairs" in made.read_text("utf-8")
    dialog.done(0)


def test_a_sensitive_quote_is_confirmed_before_the_report_leaves(seen: Seen) -> None:
    with seen.project.edit(Operation.NOTE_CARE) as edit:
        edit.get(Excerpt, 1).sensitive = 1
    dialog = ReportDialog(seen.space, 0, seen.window)
    dialog.show()
    export, confirm = dialog.files.foot.export, dialog.files.foot.confirm
    assert confirm.isVisible()
    assert not export.isEnabled()
    confirm.setChecked(True)
    assert export.isEnabled()
    dialog.done(0)
