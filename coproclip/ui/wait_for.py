"""Work that must end before anything else is done: beside the window's thread, and shown until it is over."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from coproclip.errors import Cancelled, ProjectClosed
from coproclip.jobs import Job, JobState
from coproclip.ui.job_runner import JobKind
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.job_card import meter
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.workspace import Workspace

T = TypeVar("T")
# What is over sooner is not worth a dialog that only flashes up.
SOON_S = 0.4
LOOK_MS, LOOK_SOON_MS = 50, 5


def wait_for(
    workspace: Workspace,
    title: str,
    work: Callable[[Job], T],
    parent: QWidget | None = None,
    kind: JobKind = JobKind.FOR_GOOD,
    *,
    may_stop: bool = False,
    to_the_end: bool = False,
) -> T:
    """Do `work` in the background while a dialog with `title` shows how far it is; returns or raises what it does.

    The window is drawn and goes on meanwhile, but nothing else can be begun. With `may_stop` a person may have had
    enough, which raises `Cancelled`; `work` is told so by its job, and nobody waits for its end. Or they do, with
    `to_the_end`: `work` may be beyond what can be stopped, and is done then.
    """
    # It is about nothing but itself: while somebody waits, something else may be waited for.
    job = workspace.jobs.start(kind, "", work, subject=object())
    _wait(job)
    if not job.ended:
        run_dialog(
            WorkingDialog(job, title, parent or QApplication.activeWindow(), may_stop=may_stop, to_the_end=to_the_end)
        )
    if job.error is not None:
        raise job.error
    if job.cancel.cancelled and may_stop and not (to_the_end and job.state is JobState.DONE):
        raise Cancelled
    if job.state is not JobState.DONE:
        raise ProjectClosed("The project was closed before this was done.")
    return job.result


def read_while_shown(
    workspace: Workspace, title: str, read: Callable[[Callable[[], bool]], T], parent: QWidget | None = None
) -> T | None:
    """What `read` makes of a file, while one can stop it; None if it was stopped, and after a trouble, which is said.

    `read` is given what says whether it is still waited for.
    """

    def _read() -> T | None:
        with suppress(Cancelled):
            return wait_for(workspace, title, lambda job: read(lambda: job.cancel.cancelled), parent, may_stop=True)
        return None

    found: T | None = workspace.attempt(_read)
    return found


def _wait(job: Job) -> None:
    """Until it has ended, or for a moment. Keys and clicks of that moment come after it."""
    until, loop, clock = time.monotonic() + SOON_S, QEventLoop(), QTimer()

    def _look() -> None:
        if job.ended or time.monotonic() > until:
            loop.quit()

    clock.timeout.connect(_look)
    clock.start(LOOK_SOON_MS)
    loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
    clock.stop()


class WorkingDialog(Dialog):
    """How far `job` is; closes by itself as soon as it has ended, and not before, unless it `may_stop` at once."""

    def __init__(
        self, job: Job, title: str, parent: QWidget | None = None, *, may_stop: bool = False, to_the_end: bool = False
    ) -> None:
        super().__init__(title, parent, wide=420)
        self._job, self._may_stop, self._to_the_end = job, may_stop, to_the_end
        self.activity = Label("", "muted", wrap=True)
        self.bar = meter(name=title)
        self.column.addWidget(Label(title, "head", wrap=True))
        self.column.addWidget(self.bar)
        self.column.addWidget(self.activity)
        if may_stop:
            self.stop = Button(self.tr("Cancel"), on_click=self.reject)
            self.answer_with(self.stop)
        else:
            words = self.tr("Please leave CoProClip open until this is done.")
            self.column.addWidget(Label(words, "caption", wrap=True))
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._look)
        self._clock.start(LOOK_MS)
        self._look()

    def _look(self) -> None:
        self.bar.setVisible(self._job.progress.total > 0)  # an empty one would look as if it stood still
        self.bar.setValue(round(self._job.progress.fraction * 1000))
        stopping = self._job.cancel.cancelled and not self._job.ended
        self.activity.setText(self.tr("Stopping") if stopping else self._job.progress.activity)
        if self._job.ended:
            self.accept()

    def reject(self) -> None:
        """Esc, Cancel and the window's cross: what must not stay half done is first brought to its end."""
        if self._may_stop and not self._job.ended:
            self._job.cancel.cancel()
            self.stop.setEnabled(not self._to_the_end)
        if (self._may_stop and not self._to_the_end) or self._job.ended:
            super().reject()
