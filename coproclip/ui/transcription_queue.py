"""Runs the transcription queue of the open project: the first story that is not held is being transcribed, always.

The queue itself lies in the project, so it goes on where it was after closing, killing and sleeping. Moving a story to
its beginning, holding one and taking one out are changes of the queue; what runs follows from it.
"""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from coproclip.errors import CoProClipError, SpeechModelError, StorageError
from coproclip.jobs import Job, JobState
from coproclip.overview.queue import may_join, queue_rows, teller_or_title
from coproclip.people.consent import may_be_transcribed
from coproclip.project.journal import Work
from coproclip.project.kinds import TranscriptionState
from coproclip.project.project import Changes, Edit, Project
from coproclip.speech.models.installed import DEFAULT
from coproclip.speech.process_pool import SpeechProcesses
from coproclip.transcription.progress import TranscriptionProgress, little_found_in, progress_of_entry
from coproclip.transcription.queue import (
    QueueEntry,
    TranscriptionRequest,
    dequeue,
    enqueue,
    move_in_queue,
    next_in_queue,
    queue_turns,
    request_for,
    set_paused,
)
from coproclip.transcription.run import TranscribedElsewhere, transcribe_story
from coproclip.ui import queue_messages
from coproclip.ui.job_runner import AnyJob, JobHandle, JobKind
from coproclip.ui.widgets.message import Message, MessageAction
from coproclip.ui.widgets.timers import once

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from coproclip.ui.workspace import Workspace

RETRY_S = 60


@dataclass(frozen=True, slots=True)
class QueueStatus:
    """What the sidebar says of the queue beside the job that runs.

    `waiting` stories are behind it and `paused` ones are paused; one that is paused alone is `who` and as `far` as
    that (0 to 1). `waits_for` is why nothing goes on though it could.
    """

    waiting: int = 0
    paused: int = 0
    who: str = ""
    far: float | None = None
    waits_for: str = ""


class TranscriptionQueue(QObject):
    """One for each workspace. `changed` is told when a story joined, left, moved, began, ended or is held.

    `how_asked` wants the window to ask how a story shall be transcribed, `models_asked` the speech models.
    """

    changed = Signal()
    how_asked = Signal(object)
    models_asked = Signal()
    heard_again = Signal(object)
    """A story was transcribed again, by its number: what changed in it can be looked at."""

    def __init__(self, workspace: "Workspace") -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self.entries: list[QueueEntry] = []
        """Who stands in it, the first one first."""
        self.waits_for = ""
        """Why nothing is transcribed though it could be: a full disk, no speech model. Empty when nothing is wrong."""
        self._jobs: dict[int, AnyJob] = {}
        self._running: AnyJob | None = None
        self._processes = SpeechProcesses()
        self._elsewhere: set[int] = set()
        self._allowed: set[int] = set()
        self._retry = once(self, self.try_again, RETRY_S * 1000)
        workspace.project_opened.connect(self._on_project_opened)
        workspace.changed.connect(self._on_changed)

    # ---- asking -----------------------------------------------------------------------------------------------

    def entry(self, story_id: int) -> QueueEntry | None:
        """The story's place, None if it stands in no queue."""
        return next((entry for entry in self.entries if entry.story_id == story_id), None)

    def job(self, story_id: int) -> AnyJob | None:
        """The job that transcribes this story, running or waiting for its turn; None if it is held or in no queue."""
        found = self._jobs.get(story_id)
        return found if found is not None and not found.cancel.cancelled else None

    def running(self) -> int | None:
        """The story that is being transcribed now."""
        return next((story_id for story_id, job in self._jobs.items() if job is self._running), None)

    def before(self, story_id: int) -> int:
        """How many stories have their turn before this one."""
        turns = [entry.story_id for entry in self.entries if entry.story_id in self._jobs]
        return turns.index(story_id) if story_id in turns else 0

    def status(self) -> QueueStatus:
        """What the card of the queue says beside its job."""
        turns = sum(1 for entry in self.entries if entry.story_id in self._jobs)
        paused = [entry.story_id for entry in self.entries if entry.paused]
        who, far = "", None
        if len(paused) == 1 and self._running is None and self._workspace.project is not None:
            rows = self._workspace.read(queue_rows)
            who, far = next(((row.who, row.fraction) for row in rows if row.entry.story_id == paused[0]), (who, far))
        return QueueStatus(max(0, turns - (self._running is not None)), len(paused), who, far, self.waits_for)

    def others(self) -> list[int]:
        """Stories that could be put in the queue: not transcribed, not in the bin, and nobody said no to it."""
        return self._workspace.read(may_join, {entry.story_id for entry in self.entries})

    # ---- changing ---------------------------------------------------------------------------------------------

    def join(self, story_id: int, asked: TranscriptionRequest | None = None, *, first: bool = False) -> AnyJob | None:
        """Put a story in the queue; one that is in it is paused no longer and, if `asked` says so, done otherwise."""
        there = self.entry(story_id)
        if there is not None and not there.paused and asked is None and not first:
            self._wake(story_id)
            return self.job(story_id)
        if not self._may(story_id):
            return None
        wanted = asked or (there.asked if there is not None else TranscriptionRequest())
        if there is not None and wanted != there.asked:
            self._stop(story_id)
        self._wake(story_id)
        self._change(lambda edit: enqueue(edit, story_id, wanted, first=first))
        return self.job(story_id)

    def _may(self, story_id: int) -> bool:
        may = self._workspace.read(may_be_transcribed, story_id)
        if not may:
            self._workspace.show_banner(queue_messages.not_allowed(story_id, self._who(story_id)))
        return may

    def join_all(self, wanted: "Mapping[int, TranscriptionRequest]") -> None:
        """Put several stories at the end of the queue, each as it is asked for."""

        def _join(edit: Edit) -> None:
            for story_id, asked in wanted.items():
                enqueue(edit, story_id, asked)

        self._change(_join)

    def pause(self, *story_ids: int) -> None:
        """Keep stories waiting where they stand; what is done of them is kept."""

        def _hold(edit: Edit) -> None:
            for story_id in story_ids:
                set_paused(edit, story_id)

        # What runs stops even if that cannot be noted: a full disk shall not keep the computer busy.
        for story_id in story_ids:
            self._stop(story_id)
        self._change(_hold)

    def pause_all(self) -> None:
        """Keep the whole queue waiting."""
        self.pause(*(entry.story_id for entry in self.entries if not entry.paused))

    def go_on(self, *story_ids: int) -> None:
        """Let stories that were held have their turn again; with none named, all of them."""
        wanted = story_ids or tuple(entry.story_id for entry in self.entries)

        def _go_on(edit: Edit) -> None:
            for one in wanted:
                set_paused(edit, one, paused=False)

        for one in wanted:
            self._wake(one)
        self._change(_go_on)

    def leave(self, story_id: int) -> None:
        """Take a story out of the queue; what is transcribed of it is kept."""
        self._stop(story_id)
        self._change(lambda edit: dequeue(edit, story_id))

    def move(self, story_id: int, to: int) -> None:
        """Let a story stand at place `to`, counted from 0; what comes to stand first is transcribed at once."""
        if self.entry(story_id) is not None:
            self._change(lambda edit: move_in_queue(edit, story_id, to))

    def try_again(self) -> None:
        """Begin again after a full disk or a missing speech model."""
        self.waits_for = ""
        self.begin()

    def _wake(self, story_id: int) -> None:
        self.waits_for = ""
        self._elsewhere.discard(story_id)
        self._workspace.banner_over.emit(queue_messages.message_key(story_id))

    def _change(self, change: "Callable[[Edit], object]") -> None:
        project = self._workspace.project
        if project is None:
            return

        def _do() -> bool:
            with project.edit(Work.TRANSCRIBE) as edit:
                change(edit)
            return True

        if self._workspace.attempt(_do):
            self.begin()
        else:
            # What could not be noted shall not be undone at once by what is noted.
            self.changed.emit()

    def _stop(self, story_id: int) -> None:
        job = self._jobs.pop(story_id, None)
        if job is None:
            return
        if job is self._running:
            self._running = None
            self._workspace.banner_over.emit(queue_messages.GOING_ON)
        self._workspace.jobs.stop(job)

    # ---- running ----------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Let the first story that is not held be transcribed; what runs and is not that one makes way."""
        project = self._workspace.project
        if project is None or project.read_only:
            return
        first = self._workspace.attempt(lambda: self._read(project))
        running = self.running()
        if self._running is not None and self._running.ended:
            # What became of it is on its way to `_on_ended`, which begins what follows.
            self.changed.emit()
            return
        if running is not None and (first is None or first.story_id != running):
            self._stop(running)
            self._read_jobs(project)
        if first is not None and not self.waits_for and self._running is None:
            self._running = self._jobs[first.story_id]
            ended = partial(self._on_ended, first.story_id)
            self._workspace.jobs.submit(self._running, owner=self, ended=ended)
        if self._running is None:
            # What was loaded for the queue is given back with its last story.
            self._processes.close()
        self.changed.emit()

    def _read(self, project: Project) -> QueueEntry | None:
        """Look at the queue as it is now, also what another program made of it; returns whose turn it is."""
        turns = self._workspace.read(queue_turns)
        self.entries = [entry for entry, _allowed in turns]
        self._elsewhere &= {entry.story_id for entry in self.entries}
        self._allowed = {entry.story_id for entry, allowed in turns if allowed}
        self._read_jobs(project)
        return next_in_queue(turns, self._elsewhere)

    def _read_jobs(self, project: Project) -> None:
        may = self._allowed - self._elsewhere
        turns = {one.story_id: one for one in self.entries if not one.paused and one.story_id in may}
        # One that has ended may be held by its own work; what it has to say is not lost with its turn.
        for story_id in [one for one, job in self._jobs.items() if one not in turns and not job.ended]:
            self._stop(story_id)
        for story_id, entry in turns.items():
            if story_id not in self._jobs:
                self._jobs[story_id] = self._job(project, entry)

    def _job(self, project: Project, entry: QueueEntry) -> AnyJob:
        story_id, space, processes = entry.story_id, self._workspace, self._processes
        title = self.tr("Transcribing {who}").format(who=self._who(story_id))

        def _work(job: Job) -> TranscriptionProgress:
            usual = TranscriptionRequest(space.settings.preset, space.settings.speech_model, space.settings.language)
            asked = request_for(project, story_id, usual)
            return transcribe_story(
                project,
                story_id,
                asked=asked,
                models=space.settings.models,
                report=job.report,
                cancel=job.cancel,
                writer=space.writer,
                processes=processes,
            )

        return JobHandle(JobKind.TRANSCRIBE, title, _work, story_id)

    # ---- what happens -----------------------------------------------------------------------------------------

    def _on_project_opened(self) -> None:
        self.entries, self._jobs, self._running = [], {}, None
        self._elsewhere, self.waits_for = set(), ""
        self._retry.stop()
        self._processes.close()
        if self._workspace.project is None:
            self.changed.emit()
            return
        self.begin()
        running = self.running()
        if running is not None:
            more = sum(1 for entry in self.entries if entry.story_id in self._jobs) - 1
            self._workspace.show_banner(queue_messages.going_on(self._who(running), more, self.pause_all))

    def _on_changed(self, changes: object) -> None:
        if isinstance(changes, Changes) and (changes.origin == "elsewhere" or changes.touches("story", "consent")):
            self.begin()

    def _who(self, story_id: int) -> str:
        return self._workspace.read(teller_or_title, story_id)

    def _on_ended(self, story_id: int, job: AnyJob) -> None:
        if self._jobs.get(story_id) is not job:
            return  # it was stopped by a change of the queue
        self._jobs.pop(story_id)
        if job is self._running:
            self._running = None
            self._workspace.banner_over.emit(queue_messages.GOING_ON)
        if self._workspace.opened().read_only:
            self.changed.emit()  # it stays in the queue as it is, for the window that may write
        elif job.state is JobState.DONE:
            if isinstance(job.result, TranscriptionProgress) and job.result.kept is not None:
                self._workspace.show_toast(queue_messages.again(self._who(story_id), job.result.kept))
                self.heard_again.emit(story_id)
            if isinstance(job.result, TranscriptionProgress):
                self._say_of(story_id, job.result)
            self.begin()
        elif job.state is JobState.STOPPED:
            # Somebody stopped it without saying so to the queue: that is a pause too.
            self._change(lambda edit: set_paused(edit, story_id))
        else:
            self._failed(story_id, job)

    def _say_of(self, story_id: int, result: TranscriptionProgress) -> None:
        """What a person should know of a story that has just been done."""
        little = self._workspace.read(little_found_in, story_id, result)
        words = " ".join(part for part in (f"{little}." if little else "", result.notice) if part)
        if words:
            look, who = partial(self._look_at, story_id), self._who(story_id)
            self._workspace.show_banner(queue_messages.noticed(story_id, who, words, look, little=bool(little)))

    def _look_at(self, story_id: int) -> None:
        self._workspace.choose_story(story_id)
        self._workspace.page_asked.emit("desk")

    def _begun_otherwise(self, entry: QueueEntry) -> bool:
        """Whether this story goes on with another speech model than the usual one, which the others do not need."""
        far = self._workspace.read(progress_of_entry, entry.story_id, 0, again=entry.asked.again)
        usual = self._workspace.settings.speech_model or DEFAULT
        return bool(far.speech_model) and far.state != TranscriptionState.DONE and far.speech_model != Path(usual).name

    def _failed(self, story_id: int, job: AnyJob) -> None:
        error = job.error
        there = self.entry(story_id)
        if isinstance(error, TranscribedElsewhere):
            self._elsewhere.add(story_id)
            self._workspace.show_banner(queue_messages.elsewhere(story_id, job.title, error))
            self.begin()
            return
        usual_model = there is None or not (there.asked.model or self._begun_otherwise(there))
        if isinstance(error, StorageError) or (isinstance(error, SpeechModelError) and usual_model):
            # The next story would meet the same.
            self.waits_for = error.happened
            if isinstance(error, StorageError):
                self._retry.start()
                again = MessageAction(self.tr("Try again"), self.try_again)
                self.begin()
            else:
                again = MessageAction(self.tr("Speech models…"), self.models_asked.emit)
                self._change(lambda edit: set_paused(edit, story_id, paused=False))
            self._workspace.show_banner(Message.of(error, (again,)))
            return
        self._change(lambda edit: set_paused(edit, story_id))
        if isinstance(error, CoProClipError):
            self._workspace.show_banner(
                queue_messages.stopped(
                    story_id,
                    self._who(story_id),
                    job.progress.percent,
                    error,
                    others=self.running() is not None,
                    go_on=lambda: self.go_on(story_id),
                    otherwise=lambda: self.how_asked.emit(story_id),
                )
            )
