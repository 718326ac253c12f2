"""Work that must end before anything else is done: beside the window's thread, and shown until it is over."""

import time
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from coproclip.errors import ProjectClosed
from coproclip.jobs import Job, JobState
from coproclip.ui.job_runner import JobKind
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.job_card import meter
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.workspace import Workspace

T = TypeVar("T")
# What is over sooner is not worth a dialog that only flashes up.
SOON_S = 0.15
LOOK_MS = 50


def wait_for(workspace: Workspace, title: str, work: Callable[[Job], T], parent: QWidget | None = None) -> T:
    """Do `work` in the background while a dialog with `title` shows how far it is; returns or raises what it does.

    The window is drawn and answers meanwhile, but nothing else can be begun.
    """
    job = workspace.jobs.start(JobKind.FOR_GOOD, title, work)
    until = time.monotonic() + SOON_S
    while not job.ended and time.monotonic() < until:
        time.sleep(0.005)
    if not job.ended:
        run_dialog(WorkingDialog(job, parent or QApplication.activeWindow()))
    if job.error is not None:
        raise job.error
    if job.state is not JobState.DONE:
        raise ProjectClosed("The project was closed before this was done.")
    return job.result


class WorkingDialog(Dialog):
    """How far `job` is; closes by itself as soon as it has ended, and not before."""

    def __init__(self, job: Job, parent: QWidget | None = None) -> None:
        super().__init__(job.title, parent, wide=420)
        self._job = job
        self.activity = Label("", "muted", wrap=True)
        self.bar = meter(name=job.title)
        self.column.addWidget(Label(job.title, "head", wrap=True))
        self.column.addWidget(self.bar)
        self.column.addWidget(self.activity)
        self.column.addWidget(Label(self.tr("Please leave CoProClip open until this is done."), "caption", wrap=True))
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._look)
        self._clock.start(LOOK_MS)
        self._look()

    def _look(self) -> None:
        self.bar.setValue(round(self._job.progress.fraction * 1000))
        self.activity.setText(self._job.progress.activity)
        if self._job.ended:
            self.accept()

    def reject(self) -> None:
        """Esc and the window's cross: what is half done is first brought to its end."""
        if self._job.ended:
            super().reject()
