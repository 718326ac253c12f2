"""Making a story of recorded sound in the background, and what follows from it."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject

from coproclip.capture.ingest import finish_recording
from coproclip.capture.recorder import Recorder
from coproclip.capture.recovery import discard, find_unfinished, keep
from coproclip.capture.sidecar import RecordingNote
from coproclip.errors import CoProClipError, MediaError, ProjectGone
from coproclip.jobs import Job, JobState
from coproclip.overview.record import may_be_transcribed
from coproclip.project.project import SUFFIX, Project
from coproclip.settings import documents_folder, own_recordings
from coproclip.ui.job_runner import JobHandle, JobKind
from coproclip.ui.transcription.jobs import start_transcribing
from coproclip.ui.workspace import Workspace

T = TypeVar("T")


@dataclass(frozen=True)
class StoryFacts:
    """What is known of a story before it is one; empty is not known."""

    title: str = ""
    storyteller: str = ""
    reporter: str = ""


class RecordingJobs(QObject):
    """Runs such work one after another and tells what became of each, on the window's thread."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace

    def run(
        self,
        title: str,
        work: Callable[[Job], T],
        done: Callable[[T], object],
        failed: Callable[[CoProClipError | None], object],
    ) -> None:
        """Do `work`, then call `done` with its result, or `failed` (with None when it was stopped or is a fault)."""

        def _ended(job: JobHandle[T]) -> None:
            if job.state is JobState.DONE:
                done(job.result)
            else:
                # Anything unexpected is told by the window.
                failed(job.error if isinstance(job.error, CoProClipError) else None)

        # Not queued behind an import: what is safe shall be a story at once. Each is about a sound of its own.
        self._workspace.jobs.start(JobKind.INGEST_RECORDING, title, work, subject=work, owner=self, ended=_ended)


@dataclass(frozen=True)
class FinishedStory:
    """A story that was made of a recording, and the folder of the project it is in."""

    id: int
    folder: Path


def finish(
    project: Project | None, folder: Path, recorder: Recorder, facts: StoryFacts, noted: list[RecordingNote], job: Job
) -> FinishedStory:
    """Stop `recorder` and make its story. The project at `folder` is opened if it is not `project`.

    What goes into the story of all that was noted is added to `noted`.
    Where that project was removed, a new one is made for the story. Raises `CoProClipError`, `ProjectGone` where it was
    moved; nothing is lost then. What is too short to be a story goes to the bin.
    """
    file = recorder.stop()
    # The recorder notes names to its end, and the story gets those of when it was finished.
    noted.append(replace(file.note, title=facts.title, reporter=facts.reporter))
    if not (folder / "project.db").is_file():
        return _in_new_project(folder, file.path.stem, file.note, job)
    with nullcontext(project) if project is not None and project.folder == folder else Project.open(folder) as target:
        try:
            story_id = finish_recording(
                target,
                file,
                title=facts.title,
                storyteller=facts.storyteller,
                reporter=facts.reporter,
                report=job.report,
            )
            return FinishedStory(story_id, target.folder)
        except MediaError as error:
            disks = (recorder.second_folder,) if recorder.second_folder is not None else ()
            discard(target, find_unfinished(target, file.path.stem, disks), disks)
            raise MediaError(error.happened, "It was put in the bin.") from error


def _in_new_project(gone: Path, recording: str, note: RecordingNote, job: Job) -> FinishedStory:
    home = gone.parent if gone.parent.is_dir() else documents_folder()
    number, place = 2, home / f"{gone.stem} (new){SUFFIX}"
    while place.exists():
        number, place = number + 1, home / f"{gone.stem} (new {number}){SUFFIX}"
    if not (own_recordings() / f"{recording}.wav").is_file():
        raise ProjectGone(
            "The project was moved or removed while this was recorded.",
            "What is recorded is kept: its beginning in the project, the rest on this computer.",
            "Open the project at its new place: it offers you the recording.",
        )
    with Project.create(place, gone.stem) as target:
        # Who said yes a moment ago said it here, to this recording.
        found = replace(find_unfinished(target, recording), note=note)
        notice = "The project was removed while this was recorded."
        return FinishedStory(keep(target, found, job.report, notice=notice), target.folder)


def write_and_open(workspace: Workspace, story_id: int, *, visit: bool, asked: bool) -> None:
    """Put a new story in the queue to be transcribed, and go to it if the person may be taken there (`visit`).

    It is not transcribed where the storyteller was `asked`, or an answer is known, and it was no yes to that.
    """
    allowed = workspace.read(may_be_transcribed, story_id)
    if allowed or (allowed is None and not asked):
        start_transcribing(workspace, story_id)
    if visit:
        workspace.choose_story(story_id, at_ms=0)
        workspace.page_asked.emit("desk")
