"""What is being typed in a dialog: kept while the keys are pressed, or at least not lost when the program must end."""

from collections.abc import Callable

from PySide6.QtCore import QObject, SignalInstance
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.typing_pause import TypingPause

LOOKS_FOR = "looks for"
"""Property of fields whose words only look for something: nobody misses them."""


class KeptField(QObject):
    """Gives the words of `field` to `keep` while they are typed, and at once when `closing` is told or asked to."""

    def __init__(self, field: QPlainTextEdit, keep: Callable[[str], object], closing: SignalInstance) -> None:
        super().__init__(field)
        self._field, self._keep, self._kept = field, keep, field.toPlainText()
        self._typing = TypingPause(self)
        self._typing.over.connect(self.keep_now)
        field.textChanged.connect(self._typing.touched)
        closing.connect(self.keep_now)

    def keep_now(self) -> None:
        """Keep what is typed, if it is not yet."""
        self._typing.stop()
        words = self._field.toPlainText()
        kept(self._field)
        if words != self._kept:
            self._kept = words
            self._keep(words)


def typed_in_dialogs() -> list[str]:
    """What somebody typed or changed in dialogs that are open, and nobody has kept: each with what it is called."""
    return [
        words
        for dialog in QApplication.topLevelWidgets()
        if isinstance(dialog, Dialog) and dialog.isVisible()
        for words in _unsaved_in(dialog)
    ]


def _unsaved_in(dialog: Dialog) -> list[str]:
    said = dialog.unsaved_words()
    if said is not None:
        return said
    return [
        f"{name}: {words}" if (name := _name(field)) else words
        for field in dialog.findChildren(QWidget)
        if (words := _typed_in(field).strip())
    ]


def kept(*fields: QLineEdit | QPlainTextEdit | None) -> None:
    """Note that what is typed in these fields is in the project, or on its way there."""
    for field in fields:
        if isinstance(field, QLineEdit):
            field.setModified(False)
        elif field is not None:
            field.document().setModified(False)


def _name(field: QWidget) -> str:
    around = field.parentWidget()
    inside = around if isinstance(around, QComboBox) else None
    return field.accessibleName() or (inside.accessibleName() if inside is not None else "")


def _typed_in(field: QWidget) -> str:
    if isinstance(field, QPlainTextEdit):
        return field.toPlainText() if field.document().isModified() and not field.isReadOnly() else ""
    if not isinstance(field, QLineEdit) or isinstance(field.parent(), QAbstractSpinBox):
        return ""
    secret = field.echoMode() is not QLineEdit.EchoMode.Normal
    passing = field.isReadOnly() or secret or field.property(LOOKS_FOR)
    return field.text() if field.isModified() and not passing else ""
