"""What the window does for the line of stories: the job card, the dialogs it asks for."""

from typing import TYPE_CHECKING

from coproclip.jobs import Job
from coproclip.ui.components.asking import run_dialog
from coproclip.ui.line.panel import LineDialog
from coproclip.ui.line.write_down import WriteDownDialog
from coproclip.ui.speech_models import SpeechModelsDialog
from coproclip.ui.writing import stop_work

if TYPE_CHECKING:
    from coproclip.ui.main_window import MainWindow


def attend_line(window: "MainWindow") -> None:
    """Keep the sidebar's card true and answer what the line and its card ask for."""
    space, side = window.workspace, window.sidebar
    line = space.line

    def _show() -> None:
        side.show_line(line.standing())
        side.show_jobs(space.jobs.jobs(), calm=space.settings.calm)

    def _stop(job: Job) -> None:
        stop_work(space, job)

    def _go_on() -> None:
        if line.waits_for:
            line.try_again()
        else:
            line.go_on()

    line.changed.connect(_show)
    line.how_asked.connect(lambda story_id: run_dialog(WriteDownDialog(space, story_id, window)))
    line.models_asked.connect(lambda: show_models(window))
    side.stop_asked.connect(_stop)
    side.go_on_asked.connect(_go_on)
    side.line_asked.connect(lambda: show_line(window))


def show_line(window: "MainWindow") -> None:
    """The stories to be written down."""
    run_dialog(LineDialog(window.workspace, window))


def show_models(window: "MainWindow") -> None:
    """The speech models; what waited for one goes on afterwards."""
    run_dialog(SpeechModelsDialog(window.workspace, window))
    if window.workspace.line.waits_for:
        window.workspace.line.try_again()
