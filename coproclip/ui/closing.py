"""Closing the window: all that was typed is kept, and files to be brought in; where staying may help, it asks once."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from coproclip.settings import note_files_to_bring_in
from coproclip.ui.job_runner import JobKind, Lane
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import counted
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


class FilesLeftDialog(Dialog):
    """Before closing over `count` files that are still to be brought in; Enter and Esc wait for them.

    `later` is pressed to close and have them offered the next time, `leave_out` to close without them.
    """

    def __init__(self, count: int, parent: QWidget) -> None:
        super().__init__(self.tr("Still importing"), parent, wide=560)
        one, many = self.tr("1 file is still to be brought in."), self.tr("{n} files are still to be brought in.")
        self.column.addWidget(Label(counted(count, one, many), "head", wrap=True))
        words = self.tr(
            "If you close now, CoProClip can offer the rest the next time you open this project here. "
            "The files themselves are not changed."
        )
        self.column.addWidget(Label(words, wrap=True))
        self.column.addStretch(1)
        self.leave_out = Button(self.tr("Leave them out"))
        self.later = Button(self.tr("Close, and bring them in next time"))
        self.wait = Button(self.tr("Wait for them"), kind="main", on_click=self.reject)
        self.wait.setDefault(True)
        self.foot.addWidget(self.leave_out)
        self.foot.addStretch(1)
        self.foot.addWidget(self.later)
        self.foot.addWidget(self.wait)
        self.wait.setFocus()


class Closing(QObject):
    """Whether the window may close, and what is done before it does."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window, self._workspace = window, window.workspace
        self._question: Dialog | None = None
        self._asks = True

    def may_close(self) -> bool:
        """Keep what is typed; False while it is asked whether to stay, where that may still save what is not saved."""
        project = self._workspace.project
        if not self._asks or project is None:
            return True
        self._workspace.keep_all()
        if project.guard.refusal is not None:
            return True
        if self._workspace.watch.not_saved():
            if self._question is None:
                unsaved = NotSavedDialog(self._window)
                unsaved.quit.clicked.connect(partial(self._quit, unsaved))
                self._ask(unsaved)
            return False
        if waiting := self._files():
            if self._question is None:
                left = FilesLeftDialog(len(waiting), self._window)
                left.later.clicked.connect(partial(self._close, left))
                left.leave_out.clicked.connect(partial(self._leave_out, left))
                self._ask(left)
            return False
        return True

    def _ask(self, question: Dialog) -> None:
        self._question = question
        question.finished.connect(self._on_answered)
        # Not waited for: a system that closes one window after another is not held up.
        question.open()

    def _files(self) -> list[Path]:
        """What is still to be brought in."""
        waiting = self._workspace.jobs.jobs(Lane.IMPORT)
        return [job.subject for job in waiting if job.kind is JobKind.IMPORT and isinstance(job.subject, Path)]

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

    def _quit(self, asked: NotSavedDialog) -> None:
        project = self._workspace.project
        if project is not None and not self._workspace.watch.keep_beside(project):
            asked.trouble.show()
            return
        self._close(asked)

    def _leave_out(self, asked: FilesLeftDialog) -> None:
        note_files_to_bring_in(self._workspace.opened().folder, self._files(), wanted=False)
        self._close(asked)

    def _close(self, asked: Dialog) -> None:
        asked.accept()
        self.end()

    def _on_answered(self) -> None:
        if self._question is not None:
            self._question.deleteLater()
            self._question = None
