"""Writing a story down in the background: the one place that starts it, stops it and knows whether it runs."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from coproclip.jobs import Job
from coproclip.themes.overview import StoryOverview
from coproclip.transcript.draft import write_down
from coproclip.ui.components.messages import Answer, Message
from coproclip.ui.workspace import Workspace

LANE = "write"


def _key(story_id: int) -> str:
    return f"write:{story_id}"


def start_writing(workspace: Workspace, story_id: int, who: str, *, again: bool = False) -> Job:
    """Put a story in line to be written down, from where it was left or from the start `again`."""
    project, settings = workspace.opened(), workspace.settings
    model, language, writer = settings.speech_model, settings.language, workspace.writer

    def _work(job: Job) -> object:
        return write_down(
            project,
            story_id,
            model=model,
            language=language,
            again=again,
            report=job.report,
            cancel=job.cancel,
            writer=writer,
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


def offer_unfinished(workspace: Workspace, rows: Sequence[StoryOverview]) -> None:
    """Say which stories were being written down when the program ended, and offer to go on.

    It never begins by itself: the computer may be needed for something else, or the words be written elsewhere.
    """
    tr = QCoreApplication.translate
    left = [row for row in rows if row.standing.state == "running" and writing_job(workspace, row.story_id) is None]
    if not left:
        return

    def _go_on() -> None:
        for row in left:
            start_writing(workspace, row.story_id, row.who)

    if len(left) == 1:
        far = left[0].standing.done_ms * 100 // max(1, left[0].duration_ms)
        happened = tr("Writing", "Writing down {who} stopped at {percent}%.").format(who=left[0].who, percent=far)
    else:
        happened = tr("Writing", "Writing down {n} stories was not finished.").format(n=len(left))
    safe = tr("Writing", "The words so far, and any excerpts, are safe.")
    answer = Answer(tr("Writing", "Carry on from there"), _go_on)
    workspace.say(Message(happened, safe, kind="caution", answers=(answer,), key="unfinished"))
