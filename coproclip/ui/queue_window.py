"""What the window does for the line of stories: the job card, the dialogs it asks for."""

from typing import TYPE_CHECKING

from shiboken6 import isValid

from coproclip.ui.dialogs.models.dialog import SpeechModelsDialog
from coproclip.ui.job_runner import AnyJob
from coproclip.ui.transcription.jobs import stop_work
from coproclip.ui.transcription.queue_dialog import QueueDialog
from coproclip.ui.transcription.transcribe_dialog import TranscribeDialog
from coproclip.ui.widgets.prompts import run_dialog

if TYPE_CHECKING:
    from coproclip.ui.main_window import MainWindow


def attend_queue(window: "MainWindow") -> None:
    """Keep the sidebar's card true and answer what the line and its card ask for."""
    space, side = window.workspace, window.sidebar
    line = space.line

    def _show() -> None:
        if not isValid(side):
            return  # the queue may change once more after the window has gone
        side.show_queue(line.status())
        side.show_jobs([job for job in space.jobs.jobs() if job.title], calm=space.settings.calm)

    def _stop(job: AnyJob) -> None:
        stop_work(space, job)

    def _go_on() -> None:
        if line.waits_for:
            line.try_again()
        else:
            line.go_on()

    line.changed.connect(_show)
    space.jobs.changed.connect(_show)
    line.how_asked.connect(lambda story_id: run_dialog(TranscribeDialog(space, story_id, window)))
    line.models_asked.connect(lambda: show_models(window))
    side.stop_asked.connect(_stop)
    side.go_on_asked.connect(_go_on)
    side.queue_asked.connect(lambda: show_queue(window))


def show_queue(window: "MainWindow") -> None:
    """The stories to be written down."""
    run_dialog(QueueDialog(window.workspace, window))


def show_models(window: "MainWindow") -> None:
    """The speech models; what waited for one goes on afterwards."""
    run_dialog(SpeechModelsDialog(window.workspace, window))
    if window.workspace.line.waits_for:
        window.workspace.line.try_again()
