"""Closing the window: all that was typed is kept, in the project or in a file; where staying may help, it asks once."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label

if TYPE_CHECKING:
    from coproclip.ui.main_window import MainWindow


class NotSavedDialog(Dialog):
    """`quit` is pressed to keep the words in a file and quit; Enter and Esc stay."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(self.tr("Not saved"), parent, wide=460)
        self.column.addWidget(Label(self.tr("Some of what you wrote is not saved."), "head", wrap=True))
        words = self.tr(
            "If you stay, CoProClip tries again to save it. If you quit, it is put in a file, and CoProClip tells you "
            "where the next time you open it."
        )
        self.column.addWidget(Label(words, wrap=True))
        self.trouble = Label(self.tr("There is no room for the file. Stay, and copy your words."), "error", wrap=True)
        self.trouble.hide()
        self.column.addWidget(self.trouble)
        self.column.addStretch(1)
        self.quit = Button(self.tr("Keep it in a file and quit"))
        self.stay = Button(self.tr("Stay"), kind="main", on_click=self.reject)
        self.stay.setDefault(True)
        self.answer_with(self.quit, self.stay)
        self.stay.setFocus()


class Closing(QObject):
    """Whether the window may close, and what is done before it does."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window, self._workspace = window, window.workspace
        self._question: NotSavedDialog | None = None
        self._asks = True

    def may_close(self) -> bool:
        """Keep what is typed; False while it is asked whether to stay, where that may still save what is not saved."""
        project = self._workspace.project
        if not self._asks or project is None:
            return True
        self._workspace.keep_all()
        if project.guard.refusal is not None or not self._workspace.watch.not_saved():
            return True
        if self._question is None:
            self._question = NotSavedDialog(self._window)
            self._question.quit.clicked.connect(self._quit)
            self._question.finished.connect(self._on_answered)
            # Not waited for: a system that closes one window after another is not held up.
            self._question.open()
        return False

    def keep_now(self) -> None:
        """Keep all that is typed, in the project or else beside it: this program may be ended any moment."""
        if self._workspace.project is not None:
            self._workspace.keep_all()
            self._workspace.watch.keep_beside(self._workspace.project)

    def end(self) -> None:
        """Close the window without this question: nobody may be there to answer."""
        self.keep_now()
        self._asks = False
        self._window.close()
        self._asks = True

    def close_project(self) -> None:
        """Stop the work politely, and let the project go."""
        QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            self._workspace.close_project()
        finally:
            QGuiApplication.restoreOverrideCursor()

    def _quit(self) -> None:
        asked, project = self._question, self._workspace.project
        if asked is None:
            return
        if project is not None and not self._workspace.watch.keep_beside(project):
            asked.trouble.show()
            return
        asked.accept()
        self.end()

    def _on_answered(self) -> None:
        if self._question is not None:
            self._question.deleteLater()
            self._question = None
