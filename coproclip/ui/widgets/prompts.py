"""Small questions: a note, a line of words, a time."""

from collections.abc import Callable

from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSpinBox, QWidget

from coproclip.errors import BadInput
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.half_typed import KeptField
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.time_field import read_time, show_time


class _Question(Dialog):
    """A heading, one field, buttons."""

    def __init__(self, title: str, field: QWidget, parent: QWidget) -> None:
        super().__init__(title, parent, wide=400)
        column = self.column
        label = Label(title, "strong", wrap=True)
        label.setBuddy(field)
        field.setAccessibleName(title)
        column.addWidget(label)
        column.addWidget(field)
        self.trouble = Label("", "error", wrap=True)
        self.trouble.hide()
        column.addWidget(self.trouble)
        column.addStretch(1)
        self.foot.addStretch(1)
        field.setFocus()

    def offer(self, words: str, key: str = "", *, cancel: bool = True, done: Callable[[], None] | None = None) -> None:
        """The buttons at the bottom."""
        if cancel:
            self.foot.addWidget(Button(self.tr("Cancel"), on_click=self.reject))
        main = Button(words, kind="main", key=key, on_click=done or self.accept)
        main.setDefault(True)
        self.foot.addWidget(main)
        if cancel:
            self.ask_before_leaving(main)


class _Note(_Question):
    """What is typed in it is kept, however it is closed."""

    def is_changed(self) -> bool:
        """Never: nothing is lost."""
        return False


class ForGoodDialog(Dialog):
    """Asks before something that cannot be undone; Enter and Esc keep everything as it is.

    `button` names what will be done, on the red button and in the title.
    """

    def __init__(self, button: str, question: str, words: str, also: str, parent: QWidget | None = None) -> None:
        super().__init__("", parent, wide=460)
        self.setWindowTitle(button)
        self.column.addWidget(Label(question, "head", wrap=True))
        self.column.addWidget(Label(words, wrap=True))
        self.column.addWidget(Label(also, "muted", wrap=True))
        self.column.addStretch(1)
        keep = Button(self.tr("Keep it"), on_click=self.reject)
        keep.setDefault(True)
        self.delete = Button(button, "trash-2", kind="danger", on_click=self.accept)
        self.foot.addStretch(1)
        self.foot.addWidget(keep)
        self.foot.addWidget(self.delete)
        keep.setFocus()


def run_dialog(dialog: Dialog) -> bool:
    """Ask, and leave nothing behind: a closed dialog would live and listen as long as its window. True if accepted."""
    accepted = dialog.exec() == Dialog.DialogCode.Accepted
    dialog.deleteLater()
    return accepted


def ask_note(parent: QWidget, title: str, note: str, keep: Callable[[str], object], closing: SignalInstance) -> None:
    """Let a note be written; `keep` gets it while it is typed, when `closing` is told, and however it is closed."""
    field = QPlainTextEdit(note)
    field.setTabChangesFocus(True)
    field.setFixedHeight(current().scaled(120))
    dialog = _Note(title, field, parent)
    dialog.offer(dialog.tr("Done"), "Ctrl Enter", cancel=False)
    for keys in ("Ctrl+Return", "Ctrl+Enter"):
        QShortcut(QKeySequence(keys), dialog).activated.connect(dialog.accept)
    field.moveCursor(field.textCursor().MoveOperation.End)
    keeper = KeptField(field, keep, closing)
    run_dialog(dialog)
    keeper.keep_now()


def ask_line(parent: QWidget, title: str, button: str, keep: Callable[[str], object], words: str = "") -> bool:
    """Let one line of words be typed; `keep` gets it when `button` is pressed, and says why if it returns nothing true.

    It stays open, with what was typed, until that is kept or it is left. Whether it was kept.
    """
    field = QLineEdit(words)
    dialog = _Question(title, field, parent)

    def _done() -> None:
        text = field.text().strip()
        if not text:
            dialog.done(_Question.DialogCode.Rejected)
        elif keep(text):
            dialog.accept()
        else:
            field.setFocus(Qt.FocusReason.OtherFocusReason)

    dialog.offer(button, done=_done)
    return run_dialog(dialog)


def ask_number(parent: QWidget, title: str, go: str, number: int, most: int) -> int | None:
    """A whole number from 1 to `most`, or None; `go` is on the button."""
    field = QSpinBox()
    field.setRange(1, most)
    field.setValue(number)
    field.selectAll()
    dialog = _Question(title, field, parent)
    dialog.offer(go)
    return field.value() if run_dialog(dialog) else None


def ask_time(parent: QWidget, title: str, go: str, time_ms: int) -> int | None:
    """A time (ms) in any of the forms a person writes it, or None; a wrong one is told at once."""
    field = QLineEdit(show_time(time_ms))
    field.selectAll()
    dialog = _Question(title, field, parent)
    found: list[int] = []

    def _done() -> None:
        try:
            found.append(read_time(field.text()))
        except BadInput as wrong:
            dialog.trouble.setText(f"{wrong.happened} {wrong.next}".strip())
            dialog.trouble.show()
            field.setProperty("error", True)
            field.update()
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        dialog.accept()

    dialog.offer(go, done=_done)
    run_dialog(dialog)
    return found[-1] if found else None
