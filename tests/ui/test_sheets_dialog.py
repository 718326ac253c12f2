"""Sheets for storytellers: Ctrl P, looked at, changed, saved as PDF and as a page, and kept as given out."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from desks import when
from made_stories import make_story
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from coproclip.errors import ProjectBusy
from coproclip.overview.consent import given_sheets
from coproclip.people.about_project import change_project
from coproclip.people.mentions import Found, NameKind, add_names, decide, find_mention
from coproclip.people.sheets import SheetForm, change_template, template
from coproclip.project.journal import Operation
from coproclip.project.kinds import MentionDecision
from coproclip.project.project import Project
from coproclip.settings import Settings
from coproclip.ui.app import make_window
from coproclip.ui.dialogs.excerpt.mending import Mend
from coproclip.ui.dialogs.sheets import CHANGE, LOOK, MOST_LINES, SheetsDialog
from coproclip.ui.style.look import apply_style
from coproclip.ui.workspace import Workspace


@pytest.fixture
def workspace(qapp: QApplication, project: Project) -> Iterator[Workspace]:
    with project.edit(Operation.CHANGE_PROJECT) as edit:
        change_project(edit, {"why_ask": "To hear what helps."})
    project.close()
    made = Workspace(Settings())
    made.use(Project.open(project.folder))
    yield made
    made.close_project()


@pytest.fixture
def dialog(workspace: Workspace, qtbot: QtBot) -> SheetsDialog:
    made = SheetsDialog(workspace)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_ctrl_p_opens_the_sheets(qapp: QApplication, project: Project, qtbot: QtBot) -> None:
    project.close()
    workspace = Workspace(Settings())
    window = make_window(qapp, workspace)
    qtbot.addWidget(window)
    window.show()
    workspace.use(Project.open(project.folder))
    seen: list[object] = []

    def _sheets() -> QWidget | None:
        found = QApplication.activeModalWidget()
        return found if isinstance(found, SheetsDialog) else None

    def _look(dialog: SheetsDialog) -> None:
        seen.append(dialog)
        dialog.reject()

    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    # However long what is read first takes: a dialog that nobody closes would keep the test for ever.
    when(_sheets, _look)
    QTest.keyClick(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(seen))
    assert isinstance(seen[0], SheetsDialog)
    workspace.close_project()


def test_a_printer_gets_the_pages_that_are_in_the_pdf(
    dialog: SheetsDialog, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed, large = tmp_path / "printed.pdf", tmp_path / "saved.pdf"

    def _to_file(asked: QPrintDialog) -> int:
        asked.printer().setOutputFileName(str(printed))
        return int(QPrintDialog.DialogCode.Accepted)

    monkeypatch.setattr(QPrintDialog, "exec", _to_file)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(large), ""))
    dialog.forms.step(1)
    dialog.forms.step(1)
    assert dialog.forms.key() == SheetForm.LARGE
    dialog._print()
    dialog._save_pdf()
    pages = PdfReader(printed).pages
    assert len(pages) == len(PdfReader(large).pages) > 1
    for page in pages:
        [image] = page.images
        shades = image.image.convert("L").histogram()
        assert (round(page.mediabox.width / 72 * 25.4), round(page.mediabox.height / 72 * 25.4)) == (210, 297)
        assert sum(shades[:64]) > 10_000, "there is ink"
        assert sum(shades[200:]) > 10 * sum(shades[:64]), "and more paper"
    assert len(workspace.read(given_sheets)) == 1


def test_a_changed_text_is_seen_and_kept_and_the_usual_comes_back(dialog: SheetsDialog, workspace: Workspace) -> None:
    assert "To hear what helps." in dialog.page.toPlainText()
    dialog.views.step(1)
    assert dialog.views.key() == CHANGE
    dialog.text.setPlainText("# Ours\n{why_ask}\n")
    dialog.views.step(-1)
    assert dialog.views.key() == LOOK
    assert dialog.page.toPlainText().split() == ["Ours", "To", "hear", "what", "helps."]
    assert workspace.read(template, SheetForm.PLAIN) == "# Ours\n{why_ask}\n"
    dialog.views.step(1)
    dialog.usual.click()
    assert dialog.text.toPlainText().startswith("# {title}")


def test_what_is_saved_is_kept_as_it_was_given_out(
    dialog: SheetsDialog, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for ending, press in ((".pdf", "Save as PDF…"), (".html", "Save as web page…")):
        place = str(tmp_path / "sheet")
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_of, place=place: (place, ""))
        next(one for one in dialog.findChildren(type(dialog.usual)) if one.text() == press).click()
        assert (tmp_path / f"sheet{ending}").stat().st_size > 1000, dialog.trouble.whole_text()
    [given] = workspace.read(given_sheets)
    assert "To hear what helps." in given.text
    inside = str(workspace.opened().folder / "sheet")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_of: (inside, ""))
    next(one for one in dialog.findChildren(type(dialog.usual)) if one.text() == "Save as PDF…").click()
    assert "is a project" in dialog.trouble.whole_text()
    assert len(workspace.read(given_sheets)) == 1


def test_the_usual_text_again_can_be_undone(dialog: SheetsDialog, workspace: Workspace) -> None:
    dialog.views.step(1)
    dialog.text.selectAll()
    QTest.keyClicks(dialog.text, "Our own text")
    dialog.usual.click()
    dialog.accept()
    workspace.undo()
    assert workspace.read(template, SheetForm.PLAIN) == "Our own text\n"


def test_a_text_that_the_project_does_not_take_is_put_beside_it_on_closing(
    dialog: SheetsDialog, workspace: Workspace
) -> None:
    dialog.views.step(1)
    dialog.text.selectAll()
    QTest.keyClicks(dialog.text, "Our own text")
    workspace.opened().guard.stop(ProjectBusy("Another window works in this project.", "Nothing was changed."))
    dialog.views.step(-1)
    assert "file beside it" in dialog.trouble.whole_text()
    QTest.keyClick(dialog.text, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert "Our own text" in Path(workspace.settings.words_beside[0]).read_text(encoding="utf-8")


def test_the_sheet_on_the_screen_follows_the_text_size(workspace: Workspace, qapp: QApplication, qtbot: QtBot) -> None:
    def _points() -> float:
        made = SheetsDialog(workspace)
        qtbot.addWidget(made)
        found = made.page.document().find("We would like to hear and record your story")
        return float(found.charFormat().fontPointSize())

    apply_style(qapp, "light", 100)
    usual = _points()
    apply_style(qapp, "light", 200)
    try:
        assert _points() == 2 * usual == 24
    finally:
        apply_style(qapp, "light", 100)


def test_a_sheet_with_a_name_that_is_taken_out_is_neither_printed_nor_saved_and_says_what_to_do(
    dialog: SheetsDialog, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = make_story(workspace.opened())
    with workspace.opened().edit(Operation.CHANGE_PROJECT) as edit:
        change_project(edit, {"contact": "Quixotina, 01632"})
        add_names(edit, story, [Found("Quixotina", NameKind.PERSON)])
        decide(edit, find_mention(edit.session, story, "Quixotina").id, MentionDecision.REMOVE, by="Ed")
    printed, saved = tmp_path / "printed.pdf", tmp_path / "sheet.html"

    def _to_file(asked: QPrintDialog) -> int:
        asked.printer().setOutputFileName(str(printed))
        return int(QPrintDialog.DialogCode.Accepted)

    monkeypatch.setattr(QPrintDialog, "exec", _to_file)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(saved), ""))
    assert not dialog.withheld.isVisible()
    dialog._print()
    dialog._save_page()
    assert [one.name for one in (printed, saved) if one.exists()] == []
    assert "contact line has “Quixotina” in it, which is taken out" in dialog.withheld.reasons.words()
    assert [str(mend) for mend in dialog.withheld.reasons.buttons] == [Mend.PROJECT, Mend.NO_NAME]
    dialog.views.step(1)
    dialog.text.setPlainText("# Ours\nQuixotina asked for it.\n")
    dialog.views.step(-1)
    dialog._save_page()
    QApplication.processEvents()
    change = dialog.withheld.reasons.buttons[Mend.SHEET]
    assert change.isVisible()
    change.click()
    assert dialog.views.key() == CHANGE
    dialog.text.setPlainText("# Ours\nMo asked for it.\n")
    dialog._save_page()
    assert not dialog.withheld.isVisible()
    assert "Mo asked for it." in saved.read_text("utf-8")


def test_a_sheet_that_is_far_too_long_is_neither_shown_nor_saved(
    dialog: SheetsDialog, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with workspace.opened().edit(Operation.CHANGE_PROJECT) as edit:
        change_project(edit, {"why_ask": "x " * 9_000})
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "sheet.html"), ""))
    dialog.views.step(1)
    dialog.text.setPlainText("{why_ask}\n" * 4_000)
    dialog.views.step(-1)
    assert "far too long" in dialog.trouble.whole_text()
    assert dialog.page.toPlainText() == ""
    for press in ("Save as PDF…", "Save as web page…"):
        dialog.trouble.hide()
        next(one for one in dialog.findChildren(type(dialog.usual)) if one.text() == press).click()
        assert "far too long" in dialog.trouble.whole_text()
        assert dialog.trouble.isVisible()
    assert not (tmp_path / "sheet.html").exists()
    assert workspace.read(given_sheets) == ()


def test_of_a_sheet_of_thousands_of_lines_the_beginning_is_drawn_and_all_of_it_is_kept(
    workspace: Workspace, qtbot: QtBot
) -> None:
    with workspace.opened().edit(Operation.CHANGE_SHEET) as edit:
        change_template(edit, SheetForm.PLAIN, "# Ours\n" + "- point\n" * 6_000)
    made = SheetsDialog(workspace)
    qtbot.addWidget(made)
    made.show()
    assert made.page.toPlainText().count("point") == MOST_LINES - 1
    assert made.hint.text().endswith("Only its beginning is shown here.")
    made.views.step(1)
    assert made.text.toPlainText().count("point") == 6_000
    made.accept()
