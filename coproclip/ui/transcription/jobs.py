"""Transcribing stories in the background: what pages ask of the queue, and what is offered after a crash."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from coproclip.overview.stories import StoryOverview
from coproclip.project.kinds import TranscriptionState
from coproclip.transcription.queue import TranscriptionRequest
from coproclip.ui.job_runner import AnyJob, JobKind
from coproclip.ui.widgets.message import Message, MessageAction
from coproclip.ui.workspace import Workspace


def start_transcribing(
    workspace: Workspace, story_id: int, asked: TranscriptionRequest | None = None, *, first: bool = False
) -> AnyJob | None:
    """Put a story in the queue to be transcribed, from where it was left; one that is held goes on.

    Returns its job; None when it cannot be transcribed now (its storyteller did not say yes, the disk is full).
    """
    return workspace.queue.join(story_id, asked, first=first)


def transcription_job(workspace: Workspace, story_id: int) -> AnyJob | None:
    """The job that transcribes this story, running or in the queue; None if there is none."""
    return workspace.queue.job(story_id)


def pause_transcribing(workspace: Workspace, story_id: int) -> None:
    """Stop transcribing a story and keep it waiting in the queue; what is done is kept."""
    workspace.queue.pause(story_id)


def stop_work(workspace: Workspace, job: AnyJob) -> None:
    """Stop a job; one that transcribes a story is paused."""
    story_id = job.subject
    if job.kind is JobKind.TRANSCRIBE and isinstance(story_id, int) and workspace.queue.job(story_id) is job:
        workspace.queue.pause(story_id)
    else:
        workspace.jobs.stop(job)


def offer_unfinished(workspace: Workspace, rows: Sequence[StoryOverview]) -> None:
    """Say which stories were being transcribed by a program that ended, and stand in no queue; offer to go on.

    Those do not begin by themselves: another program may be at them. What stands in the queue goes on by itself.
    """
    tr = QCoreApplication.translate
    left = [
        row
        for row in rows
        if row.transcription_progress.state is TranscriptionState.RUNNING
        and workspace.queue.entry(row.story_id) is None
    ]
    if not left:
        return

    def _go_on() -> None:
        for row in left:
            start_transcribing(workspace, row.story_id)

    if len(left) == 1:
        far = left[0].transcription_progress.done_ms * 100 // max(1, left[0].duration_ms)
        happened = tr("Writing", "Transcribing {who} stopped at {percent}%.").format(who=left[0].who, percent=far)
    else:
        happened = tr("Writing", "Transcribing {n} stories was not finished.").format(n=len(left))
    safe = tr("Writing", "The words so far, and any excerpts, are safe.")
    answer = MessageAction(tr("Writing", "Carry on from there"), _go_on)
    workspace.show_banner(Message(happened, safe, kind="caution", answers=(answer,), key="unfinished"))
