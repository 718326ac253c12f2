"""Reading beside the window's thread, for what takes longer than a blink: rows arrive as they are read."""

import time
from collections import deque
from collections.abc import Callable, Iterable
from itertools import count
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject

from coproclip.errors import CoProClipError
from coproclip.jobs import CancelToken, Job, JobState, Progress
from coproclip.ui.job_runner import JobHandle, JobKind
from coproclip.ui.workspace import Workspace

T = TypeVar("T")
EVERY_S = 0.15
_numbers = count()


class BackgroundReading(QObject, Generic[T]):
    """Reads one thing at a time: what is asked for later takes the place of what is being read."""

    def __init__(self, workspace: Workspace, parent: QObject, kind: JobKind = JobKind.READ) -> None:
        super().__init__(parent)
        self._workspace, self._kind = workspace, kind
        self._job: JobHandle[None] | None = None

    @property
    def busy(self) -> bool:
        """Whether something is being read."""
        return self._job is not None

    def stop(self) -> None:
        """What is being read is not wanted any more."""
        job, self._job = self._job, None
        if job is not None:
            self._workspace.jobs.stop(job)

    def begin(
        self,
        read: Callable[[Any], Iterable[T]],
        came: Callable[[list[T]], object],
        over: Callable[[], object] = lambda: None,
    ) -> None:
        """Hand what `read` yields to `came`, some at a time, then call `over`; both on the window's thread.

        The last comes when it is no longer `busy`: what is shown then is all that is known.
        """
        self.begin_stoppable(lambda session, _cancel: read(session), came, over)

    def begin_stoppable(
        self,
        read: Callable[[Any, CancelToken], Iterable[T]],
        came: Callable[[list[T]], object],
        over: Callable[[], object] = lambda: None,
    ) -> None:
        """The same, of what is long in yielding anything: it looks itself whether it is still wanted."""
        self.stop()
        waiting: deque[T] = deque()

        def _read(session: Any, job: Job) -> None:
            reported_at = time.monotonic()
            for one in read(session, job.cancel):
                job.cancel.raise_if_cancelled()
                waiting.append(one)
                if time.monotonic() - reported_at > EVERY_S:
                    reported_at = time.monotonic()
                    job.report(Progress(0, 0))

        def _take(job: JobHandle[None]) -> None:
            # One stays, which may be the last of all.
            if job is self._job and (found := [waiting.popleft() for _ in range(len(waiting) - 1)]):
                came(found)

        def _ended(job: JobHandle[None]) -> None:
            if job is not self._job:
                return
            self._job = None
            if waiting:
                came([waiting.popleft() for _ in range(len(waiting))])
            if self.busy:
                return  # something else is read by now
            if isinstance(job.error, CoProClipError):
                self._workspace.show_banner(job.error)
            elif job.state is JobState.DONE:
                over()

        work, subject = self._workspace.read, next(_numbers)
        self._job = self._workspace.jobs.start(
            self._kind, "", lambda job: work(_read, job), owner=self, subject=subject, progress=_take, ended=_ended
        )
