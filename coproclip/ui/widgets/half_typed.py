"""What is being typed in a dialog: kept while the keys are pressed, or at least not lost when the program must end."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QEventLoop, QObject, SignalInstance
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.field_values import kept
from coproclip.ui.widgets.typing_pause import TypingPause


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


def _open_dialogs() -> Iterator[Dialog]:
    for dialog in QApplication.topLevelWidgets():
        if isinstance(dialog, Dialog) and dialog.isVisible():
            yield dialog


def typed_in_dialogs() -> list[str]:
    """What somebody typed or changed in dialogs that are open, and nobody has kept: each with what it is called."""
    return [words for dialog in _open_dialogs() for words in dialog.unsaved_words()]


def leave_dialogs() -> bool:
    """Close all dialogs as Esc does, the last one first, and wait for what a person is asked then.

    False where they go on with one.
    """
    while (over := QApplication.activeModalWidget()) is not None:
        over.close()
        if isinstance(over, Dialog) and over.leaving is not None:
            answered = QEventLoop()
            over.leaving.finished.connect(answered.quit)
            answered.exec()
        if over.isVisible():
            return False
    for dialog in list(_open_dialogs()):
        dialog.reject()
    return not any(_open_dialogs())


def shut_dialogs() -> None:
    """Close all dialogs and ask nobody: what they show is closed, and nothing in them may be meant for the next."""
    for dialog in list(_open_dialogs()):
        dialog.done(Dialog.DialogCode.Rejected)
