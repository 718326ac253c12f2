"""Sheets and forms for storytellers: looked at as they will be printed, changed, printed or saved."""

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QPlainTextEdit, QStackedWidget, QTextBrowser, QWidget

from coproclip.errors import Cancelled, CoProClipError
from coproclip.excerpts.beside.sheet import against_sheet, sheet_to_give_out
from coproclip.export.sheet_page import POINTS, sheet_page
from coproclip.people.sheets import SheetForm, filled, template
from coproclip.ui.dialogs.consent_choices import form_words
from coproclip.ui.dialogs.excerpt.mending import Mend, Mended, begin_text
from coproclip.ui.dialogs.withheld_texts import WithheldTexts
from coproclip.ui.operations.sheets import change_sheet, keep_given, save_sheet
from coproclip.ui.printing import print_beside
from coproclip.ui.style.tokens import current
from coproclip.ui.wait_for import wait_for
from coproclip.ui.widgets.boxes import hbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.widgets.saving_to import ask_where_to_save
from coproclip.ui.widgets.segmented import Choice, Segmented
from coproclip.ui.workspace import Workspace

LOOK, CHANGE = "look", "change"
MOST_LINES, MOST_LETTERS = 500, 30_000
"""So much of a sheet is drawn to be looked at; nobody gives out more on paper."""
T = TypeVar("T")


class SheetsDialog(Dialog):
    """One of the forms, as it will be printed or as its text; what was changed is kept when it is looked at or used."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__("", parent, wide=720, high=680)
        self.setWindowTitle(self.tr("Sheets for storytellers"))
        self._workspace, self._kept = workspace, ""
        self.forms = Segmented([Choice(form, form_words(form)) for form in SheetForm], self.tr("Form"))
        self.views = Segmented(
            [Choice(LOOK, self.tr("As printed")), Choice(CHANGE, self.tr("Change the text"))], self.tr("View")
        )
        top = hbox(spacing=12)
        top.addWidget(self.forms)
        top.addStretch(1)
        top.addWidget(self.views)
        self.column.addLayout(top)
        self.hint = Label("", "muted", wrap=True)
        self.column.addWidget(self.hint)
        self.page, self.text = QTextBrowser(), QPlainTextEdit()
        self.page.setAccessibleName(self.tr("The sheet as it is printed"))
        # Paper is white and its ink is black, also where the window is dark.
        self.page.setStyleSheet("background: #FFFFFF; color: #000000;")
        self.text.setAccessibleName(self.tr("The text of the sheet"))
        self.text.setTabChangesFocus(True)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.page)
        self._stack.addWidget(self.text)
        self.column.addWidget(self._stack, 1)
        self.withheld = WithheldTexts()
        self.withheld.asked.connect(self._mend)
        self.withheld.emptied.connect(self.page.setFocus)
        self.column.addWidget(self.withheld)
        self.trouble = Label("", "error", wrap=True)
        self.trouble.hide()
        self.column.addWidget(self.trouble)
        self.usual = Button(self.tr("Use the usual text again"), kind="quiet", on_click=self._take_usual)
        # A row of their own: with large text all the buttons are wider than a screen.
        saving = hbox(spacing=8)
        saving.addWidget(self.usual)
        saving.addStretch(1)
        saving.addWidget(Button(self.tr("Save as web page…"), on_click=self._save_page))
        saving.addWidget(Button(self.tr("Save as PDF…"), on_click=self._save_pdf))
        self.column.addLayout(saving)
        printed = Button(self.tr("Print…"), "printer", kind="main", on_click=self._print)
        printed.setDefault(True)
        self.answer_with(Button(self.tr("Close"), on_click=self.accept), printed)
        self._form = SheetForm.PLAIN
        self.forms.chosen.connect(lambda form: self._show_form(SheetForm(form)))
        self.views.chosen.connect(lambda _view: self._show_view())
        self._load()
        self._show_view()
        self.forms.setFocus()

    def done(self, result: int) -> None:
        """Keep the text, however it is closed: where the project takes it not, in a file beside it."""
        project = self._workspace.project
        if self._keep_text() or project is None or self._workspace.watch.keep_beside(project):
            super().done(result)

    def is_changed(self) -> bool:
        """Never: the text is kept on closing."""
        return False

    def unsaved_words(self) -> list[str]:
        """The text, if it was changed."""
        return [self.text.toPlainText()] if self.text.toPlainText() != self._kept else []

    def _show_form(self, form: SheetForm) -> None:
        if self._keep_text():
            self._form = form
            self._load()
            self._show_view()
        else:
            self.forms.choose(self._form)

    def _load(self) -> None:
        self._kept = self._workspace.read(template, self._form)
        self.text.setPlainText(self._kept)

    def _show_view(self) -> None:
        looking = self.views.key() == LOOK
        if looking and not self._keep_text():
            self.views.choose(CHANGE)
            return
        self._stack.setCurrentWidget(self.page if looking else self.text)
        self.usual.setVisible(not looking)
        if looking:
            self._show_page()
            return
        words = self.tr(
            "{words} in curly brackets are filled in. # begins a heading, - a point, ___ a line to write on."
        )
        self.hint.setText(words)
        self.text.setFocus()

    def _show_page(self) -> None:
        words = ""
        try:
            words = self._read(filled)
        except Cancelled:
            pass
        except CoProClipError as error:
            self._say(error)
        shown = "\n".join(words.splitlines()[:MOST_LINES])[:MOST_LETTERS]
        hint = self.tr("Filled in from what is said about this project. What you print or save is kept to the letter.")
        if len(shown) < len(words.rstrip()):
            hint += " " + self.tr("Only its beginning is shown here.")
        self.hint.setText(hint)
        # On the screen it follows the size of text that was chosen; on paper it has its own.
        self.page.setHtml(sheet_page(shown, self._form, larger=current().scale) if shown else "")

    def _say(self, trouble: CoProClipError) -> None:
        self.trouble.setText(str(trouble))
        self.trouble.show()

    def _take_usual(self) -> None:
        # The text that was typed is a step of its own, so that Undo brings it back.
        if self._keep_text() and change_sheet(self._workspace, self._form, self._kept, ""):
            self._load()

    def _keep_text(self) -> bool:
        text = self.text.toPlainText()
        if text == self._kept:
            return True
        if not change_sheet(self._workspace, self._form, self._kept, text):
            words = self.tr("The text could not be saved in the project. On closing it is put into a file beside it.")
            self.trouble.setText(words)
            self.trouble.show()
            return False
        self.trouble.hide()
        self._load()
        return True

    # ---- giving it out ----------------------------------------------------------------------------------------

    def _save_pdf(self) -> None:
        self._save(".pdf")

    def _save_page(self) -> None:
        self._save(".html")

    def _save(self, ending: str) -> None:
        if not self._keep_text() or self._show_why_not():
            return
        kind = self.tr("PDF") if ending == ".pdf" else self.tr("Web page")
        to = ask_where_to_save(self, self.tr("Save the sheet"), form_words(self._form), ((kind, ending),))
        if to is not None:
            self.trouble.hide()
            save_sheet(self._workspace, self._form, to.path, self._say, replace=to.replace)

    def _print(self) -> None:
        if not self._keep_text() or self._show_why_not():
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if QPrintDialog(printer, self).exec() == Dialog.DialogCode.Accepted:
            self._give_to(printer)

    def _give_to(self, printer: QPrinter) -> None:
        self.trouble.hide()
        try:
            words = self._read(sheet_to_give_out).text
            page, points = sheet_page(words, self._form), POINTS[self._form]
            print_beside(self._workspace, page, printer, points, self)
        except Cancelled:
            return
        except CoProClipError as error:
            self._say(error)
            return
        if keep_given(self._workspace, self._form, words):
            self._workspace.show_toast(self.tr("The sheet is kept as it was given out"))

    def _show_why_not(self) -> bool:
        """Show why the sheet may not be given out as it is; whether anything says so, or nobody waited for it."""
        self.trouble.hide()
        try:
            reasons = self._read(against_sheet)
        except Cancelled:
            return True
        except CoProClipError as error:
            self._say(error)
            return True
        self.withheld.show_reasons(reasons, form_words(self._form))
        return bool(reasons)

    def _read(self, read: Callable[[Any, SheetForm], T]) -> T:
        """What takes long where people wrote much; raises `Cancelled` when somebody has had enough."""
        work, form = self._workspace.read, self._form
        return wait_for(
            self._workspace, self.tr("Looking at the sheet"), lambda _job: work(read, form), self, may_stop=True
        )

    def _mend(self, mend: Mend, text: object) -> None:
        if mend is Mend.SHEET or not isinstance(text, Mended):
            self.views.choose(CHANGE)
            self._show_view()
            return
        begin_text(self._workspace, mend, text, self)
        self._show_why_not()
        self._show_view()


def show_sheets(workspace: Workspace, over: QWidget) -> None:
    """Let a person look at, change, print and save the sheets."""
    workspace.keep_all()
    run_dialog(SheetsDialog(workspace, over))
