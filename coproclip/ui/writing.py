"""Writing a story down in the background: the one place that starts it, stops it and knows whether it runs."""

from PySide6.QtCore import QCoreApplication

from coproclip.jobs import Job
from coproclip.transcript.draft import write_down
from coproclip.ui.workspace import Workspace

LANE = "write"


def _key(story_id: int) -> str:
    return f"write:{story_id}"


def start_writing(workspace: Workspace, story_id: int, who: str, *, again: bool = False) -> Job:
    """Put a story in line to be written down, from where it was left or from the start `again`."""
    project, settings = workspace.opened(), workspace.settings
    model, language = settings.speech_model, settings.language

    def _work(job: Job) -> object:
        return write_down(
            project, story_id, model=model, language=language, again=again, report=job.report, cancel=job.cancel
        )

    title = QCoreApplication.translate("Writing", "Writing down {who}").format(who=who)
    return workspace.run(title, LANE, _work, _key(story_id))


def writing_job(workspace: Workspace, story_id: int) -> Job | None:
    """The job that writes this story down, running or in line; None if there is none."""
    for job in workspace.jobs.jobs(LANE):
        if job.key == _key(story_id) and not job.cancel.cancelled:
            return job
    return None


def story_of(job: Job) -> int | None:
    """The story a job writes down, or None for other work."""
    name, _, number = job.key.partition(":")
    return int(number) if name == "write" and number.isdigit() else None


def pause_writing(workspace: Workspace, story_id: int) -> None:
    """Stop writing a story down; what is done is kept."""
    job = writing_job(workspace, story_id)
    if job is not None:
        workspace.jobs.stop(job)
