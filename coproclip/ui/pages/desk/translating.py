"""A story put into English, in the background; the words that were said stay as they are."""

from PySide6.QtCore import QCoreApplication

from coproclip.jobs import Job, Progress, Stopwatch
from coproclip.transcription.translate import Translator, translate
from coproclip.ui.job_runner import JobHandle, JobKind
from coproclip.ui.workspace import Workspace


def translating_job(workspace: Workspace, story_id: int) -> JobHandle[int] | None:
    """The job that puts this story into English, running or in line; None if there is none."""
    return workspace.jobs.find(JobKind.TRANSLATE, story_id)


def start_translating(
    workspace: Workspace, story_id: int, who: str, translator: Translator | None = None
) -> JobHandle[int]:
    """Begin, or go on: a few passages at a time are kept. `translator` None: the speech model in its own process."""
    project, model = workspace.opened(), workspace.settings.speech_model

    def _work(job: Job) -> int:
        watch = Stopwatch(job.report)

        def _report(now: Progress) -> None:
            watch(now.done, now.total, now.activity)

        return translate(project, story_id, model=model, report=_report, cancel=job.cancel, writer=translator)

    title = QCoreApplication.translate("Translating", "Putting {who} into English").format(who=who)
    return workspace.jobs.start(JobKind.TRANSLATE, title, _work, subject=story_id)


def stop_translating(workspace: Workspace, story_id: int) -> None:
    """Stop; what is done is kept."""
    job = translating_job(workspace, story_id)
    if job is not None:
        workspace.jobs.stop(job)
