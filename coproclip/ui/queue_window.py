"""What the window does for the transcription queue: the job card, the dialogs it asks for."""

from typing import TYPE_CHECKING

from shiboken6 import isValid

from coproclip.ui import queue_messages
from coproclip.ui.dialogs.models.dialog import SpeechModelsDialog
from coproclip.ui.dialogs.what_changed import WhatChangedDialog
from coproclip.ui.job_runner import AnyJob
from coproclip.ui.transcription.jobs import stop_work
from coproclip.ui.transcription.queue_dialog import QueueDialog
from coproclip.ui.transcription.transcribe_dialog import TranscribeDialog
from coproclip.ui.widgets.prompts import run_dialog

if TYPE_CHECKING:
    from coproclip.ui.main_window import MainWindow


def attend_queue(window: "MainWindow") -> None:
    """Keep the sidebar's card true and answer what the queue and its card ask for."""
    space, side = window.workspace, window.sidebar
    queue = space.queue

    def _show() -> None:
        if not isValid(side):
            return  # the queue may change once more after the window has gone
        side.show_queue(queue.status())
        side.show_jobs([job for job in space.jobs.jobs() if job.title], calm=space.settings.calm)

    def _stop(job: AnyJob) -> None:
        stop_work(space, job)

    def _go_on() -> None:
        if queue.waits_for:
            queue.try_again()
        else:
            queue.go_on()

    again: set[int] = set()

    def _heard_again(story_id: int) -> None:
        again.add(story_id)
        space.show_banner(queue_messages.heard_again(len(again), _look))

    def _look() -> None:
        again.clear()
        show_what_changed(window)

    queue.heard_again.connect(_heard_again)
    space.project_opened.connect(again.clear)
    queue.changed.connect(_show)
    space.jobs.changed.connect(_show)
    queue.how_asked.connect(lambda story_id: run_dialog(TranscribeDialog(space, story_id, window)))
    queue.models_asked.connect(lambda: show_models(window))
    side.stop_asked.connect(_stop)
    side.go_on_asked.connect(_go_on)
    side.queue_asked.connect(lambda: show_queue(window))


def show_queue(window: "MainWindow") -> None:
    """The stories to be transcribed."""
    run_dialog(QueueDialog(window.workspace, window))


def show_what_changed(window: "MainWindow") -> None:
    """What transcribing again changed in the stories."""
    run_dialog(WhatChangedDialog(window.workspace, window))


def show_models(window: "MainWindow") -> None:
    """The speech models; what waited for one goes on afterwards."""
    run_dialog(SpeechModelsDialog(window.workspace, window))
    if window.workspace.queue.waits_for:
        window.workspace.queue.try_again()
