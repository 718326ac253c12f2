"""Long work of the window: which kinds there are, how one is begun, and who hears how it goes."""

import logging
from collections.abc import Callable, Hashable
from enum import Enum
from typing import Any, Generic, NamedTuple, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from coproclip.errors import CoProClipError
from coproclip.jobs import Job, JobQueue
from coproclip.ui.from_threads import Bell

log = logging.getLogger(__name__)
T = TypeVar("T")


class Lane(Enum):
    """Work of one lane runs one after another; lanes run beside each other."""

    BACKUP = "backup"
    DISK = "disk"
    EXPORT = "export"
    FOLDERS = "folders"
    FOR_GOOD = "for good"
    IMAGES = "images"
    IMPORT = "import"
    LIVE_WORDS = "live words"
    LOOKING = "looking"
    MICROPHONE = "microphone"
    MISHEARINGS = "mishearings"
    MODELS = "models"
    OPENING = "opening"
    READING = "reading"
    RECORDING = "recording"
    RETRANSCRIBE = "retranscribe"
    SEARCH = "search"
    TRACKS = "tracks"
    TRANSCRIBE = "transcribe"
    TRANSLATE = "translate"
    VOICES = "voices"
    WORDS = "words"


class JobKind(Enum):
    """What work is done: its lane, and whether it is `quiet`, which is when who began it says what went wrong."""

    ADD_MODEL = "add a speech model", Lane.MODELS, True
    ADD_SPEAKER_MODEL = "add a speaker model", Lane.MODELS, True
    BACK_UP = "keep a backup", Lane.BACKUP, False
    BRING_IN_TRANSCRIPT = "find the words of a transcript in the sound", Lane.TRANSCRIBE, True
    DIARIZE = "find who is speaking", Lane.VOICES, True
    DOWNLOAD_MODEL = "download a speech model", Lane.MODELS, True
    EXPORT = "make files", Lane.EXPORT, True
    FILL_EXAMPLE = "fill the example", Lane.TRANSCRIBE, False
    FIND_EXPORTS = "see what earlier exports left in folders", Lane.FOLDERS, True
    FIND_MISHEARINGS = "find mishearings", Lane.MISHEARINGS, True
    FIND_NAMES = "look for names in a story", Lane.WORDS, True
    FIND_RECORDINGS = "see which recordings are missing", Lane.DISK, True
    FIND_TRACKS = "see whether a file has several sound tracks", Lane.DISK, True
    FIND_UNFINISHED = "look for recordings that broke off", Lane.DISK, True
    FOLLOW_RECORDING = "show words as they come", Lane.LIVE_WORDS, True
    FOR_GOOD = "what must end before anything else is done", Lane.FOR_GOOD, True
    HEAR_TRACKS = "listen to sound tracks", Lane.TRACKS, True
    IMPORT = "import a file", Lane.IMPORT, True
    INGEST_RECORDING = "make a story of what was recorded", Lane.RECORDING, True
    LET_SLEEP = "let the computer sleep again", Lane.DISK, True
    LOOK = "look at what can be shared", Lane.LOOKING, True
    MAKE_PEAKS = "draw the waveform", Lane.IMPORT, True
    MAKE_STICK = "put speech models on a stick", Lane.MODELS, True
    OPEN = "open a project", Lane.OPENING, True
    READ = "read what a page shows", Lane.READING, True
    READ_IMAGES = "read images", Lane.IMAGES, True
    RETRANSCRIBE = "transcribe a passage again", Lane.RETRANSCRIBE, True
    SEARCH = "search the words of all stories", Lane.SEARCH, True
    SUGGEST_WORDS = "look for words", Lane.WORDS, True
    TAKE_TRACKS = "take other sound tracks", Lane.TRACKS, True
    TIME_MODEL = "time a speech model", Lane.MODELS, True
    TRANSCRIBE = "transcribe a story", Lane.TRANSCRIBE, True
    TRANSLATE = "translate a story", Lane.TRANSLATE, False
    TRY_DISK = "try how fast a disk is", Lane.DISK, True
    UPDATE_EXPORT = "bring an export up to date", Lane.EXPORT, True
    USE_MICROPHONE = "open, try and close microphones", Lane.MICROPHONE, True

    def __init__(self, _words: str, lane: Lane, quiet: bool) -> None:
        self.lane, self.quiet = lane, quiet


class JobHandle(Job, Generic[T]):
    """One piece of work: its kind, what it is about, how far it is, and once it is done its `result`.

    The state is that of now, also before `JobRunner.ended` was told of it.
    """

    result: T

    def __init__(self, kind: JobKind, title: str, work: Callable[[Job], T], subject: Hashable = None) -> None:
        super().__init__(title, work, (kind, subject))
        self.kind, self.subject = kind, subject

    def is_about(self, kind: JobKind, subject: Hashable) -> bool:
        """Whether it is this work on this subject: `job.is_about(JobKind.TRANSCRIBE, story_id)`."""
        return self.kind is kind and self.subject == subject


AnyJob = JobHandle[Any]


class _Follower(NamedTuple):
    owner: QObject
    progress: Callable[[Any], object] | None
    ended: Callable[[Any], object] | None


class JobRunner(QObject):
    """Does work beside the window's thread. Who begins it hears how it goes, on the window's thread, while it lives."""

    changed = Signal(object)
    """A `JobHandle` whose state or progress moved."""
    ended = Signal(object)
    """A `JobHandle` that will not move any more; told once, after who began it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._followers: dict[AnyJob, list[_Follower]] = {}
        self._bell = Bell()
        self._bell.rung.connect(self._on_moved, Qt.ConnectionType.QueuedConnection)
        self._queue = self._new_queue()
        self._outlived: list[JobQueue[AnyJob]] = []
        """What was closed and did not end in time."""

    def start(
        self,
        kind: JobKind,
        title: str,
        work: Callable[[Job], T],
        *,
        owner: QObject | None = None,
        subject: Hashable = None,
        progress: Callable[[JobHandle[T]], object] | None = None,
        ended: Callable[[JobHandle[T]], object] | None = None,
    ) -> JobHandle[T]:
        """Do `work` after what is in the lane of its `kind`; `title` is shown in the sidebar (“Transcribing June”).

        What has no title is not shown there.

        Work of the same kind and subject that waits or runs is not doubled: its handle is returned, and followed.
        """
        return self.submit(JobHandle(kind, title, work, subject), owner=owner, progress=progress, ended=ended)

    def submit(
        self,
        job: JobHandle[T],
        *,
        owner: QObject | None = None,
        progress: Callable[[JobHandle[T]], object] | None = None,
        ended: Callable[[JobHandle[T]], object] | None = None,
    ) -> JobHandle[T]:
        """Like `start`, for a job that was made before its turn came."""
        there: JobHandle[T] = self._queue.submit(job.kind.lane, job)
        self.follow(there, owner=owner, progress=progress, ended=ended)
        return there

    def follow(
        self,
        job: JobHandle[T],
        *,
        owner: QObject | None = None,
        progress: Callable[[JobHandle[T]], object] | None = None,
        ended: Callable[[JobHandle[T]], object] | None = None,
    ) -> None:
        """While `owner` lives, call `progress` when a job that is under way moves, and `ended` once at its end."""
        self._followers.setdefault(job, []).append(_Follower(owner or self, progress, ended))

    def jobs(self, lane: Lane | None = None) -> list[AnyJob]:
        """What runs and what waits, in order, in one lane or in all."""
        return self._queue.jobs(lane)

    def find(self, kind: JobKind, subject: Hashable = None) -> AnyJob | None:
        """The job that does this, running or waiting; None if there is none that nobody has stopped."""
        jobs = self.jobs(kind.lane)
        return next((job for job in jobs if job.is_about(kind, subject) and not job.cancel.cancelled), None)

    def stop(self, job: AnyJob) -> None:
        """Ask a job to stop; if it has not begun it never will."""
        self._queue.stop(job)

    def stop_all(self) -> None:
        """Ask all that runs and waits to stop."""
        for job in self.jobs():
            job.cancel.cancel()

    def close(self, wait_s: float) -> bool:
        """Stop everything and wait for it, and for what an earlier close left behind; nobody hears of it any more.

        False if some work did not end in time.
        """
        queue, self._queue = self._queue, self._new_queue()
        self._followers.clear()
        self._outlived = [one for one in (*self._outlived, queue) if not one.close(wait_s)]
        return not self._outlived

    def _new_queue(self) -> JobQueue[AnyJob]:
        # Told with their queue: a notice may arrive when its project is closed or another one is open.
        bell = self._bell  # all that the work's threads know of the window
        queue: JobQueue[AnyJob] = JobQueue(lambda job: bell.rung.emit((queue, job)))
        return queue

    def _on_moved(self, notice: tuple[JobQueue[AnyJob], AnyJob]) -> None:
        queue, job = notice
        if queue is not self._queue:
            if job.ended:
                job.let_go()
            if job.error is not None:
                log.warning("work of a closed project failed: %s", type(job.error).__name__)
            return
        over = job.ended
        # What was reported just before the end arrives when it has ended: that is the end, and comes once.
        followers = self._followers.pop(job, None) if over else self._followers.get(job, [])
        for follower in followers or ():
            tell = follower.ended if over else follower.progress
            if tell is not None and isValid(follower.owner):
                tell(job)
        self.changed.emit(job)
        if over:
            # The work may hold the last that is left of a dialog, and no other thread may delete that.
            job.let_go()
        if over and followers is not None:
            self.ended.emit(job)
            if job.error is not None and not isinstance(job.error, CoProClipError):
                raise job.error
