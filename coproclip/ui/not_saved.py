"""What was typed and is not in the project yet: that is said, tried again by itself, and said once it is saved."""

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication, QWindow

from coproclip.errors import (
    BadInput,
    ChangedElsewhere,
    CoProClipError,
    NotFound,
    ProjectClosed,
    ProjectGone,
    StorageError,
)
from coproclip.ui.widgets.message import Message
from coproclip.ui.widgets.timers import once

if TYPE_CHECKING:
    from coproclip.ui.workspace import Workspace

FIRST_MS, LONGEST_MS = 2_000, 30_000
"""So soon what the disk refused is tried again, then each time after twice as long, up to the longest."""
REFUSED, STILL_SAVING, NOT_UNDONE = "refused by the disk", "still saving", "not undone"
"""Keys of messages: what could not be saved, what is not saved yet, and that nothing was undone because of that."""
_NOT_TAKEN = (BadInput, NotFound, ChangedElsewhere)
"""Trying again does not help: what was typed stands in its field, or it is asked which of two texts stays."""


class NotSaved(QObject):
    """One for each workspace.

    It tries again after a while, when the window gets the keyboard, when another page is shown and when this window may
    write again; `Saving` itself does before whatever builds on what was typed.
    """

    def __init__(self, workspace: "Workspace") -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self.since: float | None = None
        """Since when not everything is saved (seconds since 1970)."""
        self._said, self._closed = "", False
        """What is said to be refused, and whether a person has closed that."""
        self._not_taken = False
        self._wait_ms = FIRST_MS
        self._soon = once(self, self._on_time)
        queued = Qt.ConnectionType.QueuedConnection
        workspace.saving.failed.connect(self._on_failed, queued)
        workspace.saving.slow.connect(self._on_slow, queued)
        workspace.saving.settled.connect(self._on_settled, queued)
        workspace.watch.may_write_changed.connect(self.again)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.focusWindowChanged.connect(self._on_focus)

    def again(self) -> None:
        """Try what was refused, if the project takes anything now; the window does not wait for it."""
        project = self._workspace.project
        if project is not None and project.guard.refusal is None:
            self._workspace.saving.again()

    def forget(self) -> None:
        """The project is closed."""
        self._soon.stop()
        self._over()
        self.since, self._not_taken = None, False

    # ---- what is said -----------------------------------------------------------------------------------------

    def still_saving(self, more: str = "") -> tuple[str, str]:
        """That something typed is not on the disk yet, and `more` of what happened; then what comes next."""
        project = self._workspace.project
        if project is not None and project.database.patience.kept_elsewhere:
            happened = self.tr("Still saving: another program is using this project.")
        else:
            happened = self.tr("Still saving: this takes longer than usual.")
        safe = self.tr("What you typed is kept in this window, and CoProClip goes on trying.")
        return f"{happened} {more}".strip(), safe

    def say_nothing_undone(self) -> None:
        """That what was typed last is not saved, so that nothing before it could be undone."""
        if self._workspace.saving.busy:
            happened, _ = self.still_saving(self.tr("Nothing was undone or redone."))
        else:
            happened = self.tr("What you typed last is not saved, so nothing was undone or redone.")
        safe = self.tr("Your words are still here, and CoProClip tries again to save them.")
        self._workspace.show_banner(Message(happened, safe, kind="caution", key=NOT_UNDONE))

    def say(self, error: CoProClipError) -> None:
        """Say why something that was asked for could not be done, and remember when a disk was why."""
        if isinstance(error, ProjectClosed):
            return
        if isinstance(error, (StorageError, ProjectGone)):
            self.since = self.since or time.time()
        if self._said and error.happened == self._said:
            self._say_refused(error)  # with what is known of the words that wait
        else:
            self._workspace.show_banner(error)
        if isinstance(error, ProjectGone):
            self._workspace.watch.look()

    def _say_refused(self, error: CoProClipError) -> None:
        self._said, self._closed = error.happened, False
        waits = self.tr("What you typed since is not saved yet. It stays in this window, and CoProClip tries again.")
        said = error.happened, f"{error.safe} {waits}".strip(), error.next

        def _on_closed() -> None:
            self._closed = True

        self._workspace.show_banner(Message(*said, kind="error", key=REFUSED, closed=_on_closed))

    def _over(self) -> None:
        self._said, self._wait_ms = "", FIRST_MS
        for key in (REFUSED, STILL_SAVING, NOT_UNDONE):
            self._workspace.banner_over.emit(key)

    # ---- what happens -----------------------------------------------------------------------------------------

    def _on_failed(self, error: CoProClipError, unasked: bool) -> None:
        project = self._workspace.project
        if isinstance(error, ProjectClosed) or project is None:
            return
        if error is project.guard.refusal:
            self.say(error)  # and once this window may write again it is tried again
            return
        self.since = self.since or time.time()
        if not self._soon.isActive():
            self._soon.start(self._wait_ms)
        if isinstance(error, _NOT_TAKEN):
            self._not_taken = True
            self._workspace.show_banner(error)
        elif error.happened != self._said or (self._closed and not unasked):
            # Once: it stands there until it is over or closed, and a reader of the screen need not hear it again.
            self._say_refused(error)

    def _on_slow(self) -> None:
        if self._workspace.saving.busy and self._workspace.project is not None:
            self.since = self.since or time.time()
            self._workspace.show_banner(Message(*self.still_saving(), kind="caution", key=STILL_SAVING))

    def _on_settled(self) -> None:
        saving = self._workspace.saving
        if saving.busy:
            return
        self._workspace.banner_over.emit(STILL_SAVING)
        if saving.refused:
            return
        self._soon.stop()
        refused, not_taken, self._not_taken = self._said, self._not_taken, False
        self._over()
        self.look()
        if refused and self.since is None and not not_taken:
            self._workspace.show_toast(self.tr("What could not be saved before is saved now"), done=False)

    def look(self) -> None:
        """Something was written: nothing else may be left that is not."""
        saving = self._workspace.saving
        if not (saving.busy or saving.refused or self._workspace.typed.unsaved()):
            self.since = None

    def _on_time(self) -> None:
        self._wait_ms = min(2 * self._wait_ms, LONGEST_MS)
        self.again()

    def _on_focus(self, window: QWindow | None) -> None:
        if window is not None:
            self.again()
