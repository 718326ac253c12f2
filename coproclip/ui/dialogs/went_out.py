"""“What went out”: each export, to whom, what of it is out there and may not be, and a letter that asks for it."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QWidget

from coproclip.errors import Cancelled, CoProClipError
from coproclip.overview.handovers import WentOut, everybody, take_down_letter, went_out
from coproclip.ui.operations.handovers import take_back
from coproclip.ui.printing import letter_page, print_beside
from coproclip.ui.widgets.boxes import NONE, hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import day
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.field_values import kept
from coproclip.ui.widgets.label import Hairline, Label
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.workspace import Workspace

SHOWN = 60
"""So many entries are shown; the command line lists all."""
LETTER_PT = 12
FILES = 4
"""So many files of an entry are named."""


class WentOutDialog(Dialog):
    """The entries, newest first: of everybody, of one storyteller (by number), or those with an `excerpt` in them."""

    def __init__(
        self,
        workspace: Workspace,
        parent: QWidget | None = None,
        *,
        storyteller_id: int | None = None,
        excerpt: tuple[int, str] | None = None,
    ) -> None:
        super().__init__("", parent, wide=640, high=620)
        self.setWindowTitle(self.tr("What went out"))
        self._workspace = workspace
        self._excerpt_id = excerpt[0] if excerpt is not None else None
        if excerpt is not None:
            self.column.addWidget(Label(self.tr("“{title}”").format(title=excerpt[1]), "head", wrap=True))
        what = self.tr("Noted as files are made: what, under which yeses, to whom. It leaves the project in no file.")
        self.column.addWidget(Label(what, "muted", wrap=True))
        self.whose = QComboBox()
        self.whose.setAccessibleName(self.tr("Whose stories"))
        self.whose.addItem(self.tr("Everybody"), None)
        for number, alias in workspace.read(everybody):
            self.whose.addItem(alias, number)
        self.whose.setCurrentIndex(max(0, self.whose.findData(storyteller_id)))
        self.whose.setVisible(excerpt is None)
        self.whose.activated.connect(lambda _place: self.renew())
        self.column.addWidget(self.whose)
        self._list = QWidget()
        self._rows = vbox(self._list, NONE, 12)
        self.column.addWidget(self._list)
        self.column.addStretch(1)
        close = Button(self.tr("Close"), kind="main", on_click=self.accept)
        self.answer_with(close)
        close.setDefault(True)
        self._close = close
        self.renew()
        self._take_focus()

    def _take_focus(self) -> None:
        (self.whose if self._excerpt_id is None else self._close).setFocus()

    def renew(self) -> None:
        """Read the entries anew."""
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        whose, excerpt = self.whose.currentData(), self._excerpt_id
        entries = self._workspace.read(went_out, storyteller_id=whose, excerpt_id=excerpt)
        if not entries:
            nothing = self.tr("Nothing went out.") if excerpt is None else self.tr("Nothing of it went out.")
            self._rows.addWidget(Label(nothing, wrap=True))
        for entry in entries[:SHOWN]:
            self._rows.addWidget(self._entry(entry))
        if more := len(entries) - SHOWN:
            older = self.tr("And {n} older ones: “coproclip ledger” lists them.").format(n=more)
            if more > 0:
                self._rows.addWidget(Label(older, "small", wrap=True))

    def _entry(self, entry: WentOut) -> QWidget:
        whole = QWidget()
        column = vbox(whole, NONE, 4)
        column.addWidget(Hairline())
        whom = self.tr("{title}, to {who}") if entry.to_whom else self.tr("{title}")
        title = entry.title or self.tr("Of a story that was deleted")
        column.addWidget(Label(whom.format(title=title, who=entry.to_whom), "strong", wrap=True))
        # Of what went out together, the files of the very excerpt come first.
        files = sorted(entry.files, key=lambda file: file.excerpt_id != self._excerpt_id)
        names = [file.name for file in files if file.name]
        shown = ", ".join(names[:FILES])
        if more := max(0, len(names) - FILES):
            shown = self.tr("{names} and {n} more files").format(names=shown, n=more)
        facts = [day(entry.made_at), entry.purpose, shown or self.tr("{n} files").format(n=len(entry.files))]
        column.addWidget(Label(" · ".join(facts), "small", wrap=True))
        if words := self._state(entry):
            column.addWidget(Label(words, "error" if entry.still_out else "small", wrap=True))
        row = hbox(spacing=8)
        letter = Button(
            self.tr("Letter…"),
            size="small",
            name=self.tr("A letter that asks for “{title}” back").format(title=title),
            on_click=lambda: self._write(entry),
        )
        row.addWidget(letter)
        if not entry.is_taken_back:
            gone = Button(
                self.tr("It is gone there"),
                size="small",
                name=self.tr("Note that “{title}” is gone where it went").format(title=title),
                on_click=lambda: self._take_back(entry),
            )
            row.addWidget(gone)
        row.addStretch(1)
        column.addLayout(row)
        return whole

    def _state(self, entry: WentOut) -> str:
        if entry.still_out:
            # What somebody said no to comes first: of the rest a new copy may be given.
            files = [file for file in entry.still_out if file.refused]
            words = self.tr("Still out there, and somebody said no since: {names}")
            if not files:
                files = [file for file in entry.still_out if file.run_out]
                words = self.tr("Still out there, and no yes to it holds any more, though nobody said no: {names}")
            if not files:
                files = list(entry.still_out)
                words = self.tr("Still out there, and a name or a bit of what was said was taken out since: {names}")
            names = [file.name for file in files[:FILES] if file.name]
            return words.format(names=", ".join(names))
        if entry.refused_but_copied:
            words = self.tr("Taken away where it was put; {who} may have a copy of what somebody said no to.")
            return words.format(who=entry.to_whom)
        if entry.run_out_but_copied:
            words = self.tr("Taken away where it was put; {who} may have a copy of what no yes holds for any more.")
            return words.format(who=entry.to_whom)
        return self.tr("Taken back") if entry.is_taken_back else ""

    def _take_back(self, entry: WentOut) -> None:
        if take_back(self._workspace, entry.number):
            self.renew()
            self._take_focus()

    def _write(self, entry: WentOut) -> None:
        run_dialog(LetterDialog(self._workspace, self._workspace.read(take_down_letter, entry), self))


class LetterDialog(Dialog):
    """A letter to read through, change, copy or print."""

    def __init__(self, workspace: Workspace, text: str, parent: QWidget | None = None) -> None:
        super().__init__("", parent, wide=560, high=520)
        self._workspace = workspace
        self.setWindowTitle(self.tr("Letter"))
        self.text = QPlainTextEdit(text)
        self.text.setAccessibleName(self.tr("The letter"))
        self.text.setTabChangesFocus(True)
        self.column.addWidget(self.text, 1)
        close = Button(self.tr("Close"), on_click=self.reject)
        copy = Button(self.tr("Copy"), "copy", on_click=self._copy)
        print_ = Button(self.tr("Print…"), "printer", "main", on_click=self._print)
        self.answer_with(close, copy, print_)
        self.text.setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        kept(self.text)

    def _print(self) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if QPrintDialog(printer, self).exec() == Dialog.DialogCode.Accepted:
            self._draw(printer)

    def _draw(self, printer: QPrinter) -> None:
        try:
            page = letter_page(self.text.toPlainText(), self.windowTitle())
            print_beside(self._workspace, page, printer, LETTER_PT, self)
        except Cancelled:
            return
        except CoProClipError as error:
            self.messages.show_message(error)
            return
        kept(self.text)


def show_went_out(workspace: Workspace, parent: QWidget, storyteller_id: int | None = None) -> None:
    """Open “What went out”, of everybody or of one storyteller."""
    run_dialog(WentOutDialog(workspace, parent, storyteller_id=storyteller_id))


def show_excerpt_went_out(workspace: Workspace, parent: QWidget, excerpt_id: int, title: str) -> None:
    """Open what went out with this excerpt in it: when, what, and to whom."""
    run_dialog(WentOutDialog(workspace, parent, excerpt=(excerpt_id, title)))
