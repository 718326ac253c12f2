"""Long work: threads, progress, stopping, and nothing else."""

import logging
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, TypeVar

from coproclip.errors import Cancelled
from coproclip.timecode import time_left

log = logging.getLogger(__name__)
S = TypeVar("S")
_LOOK_EVERY = 200


class CancelToken:
    """Asks work to stop; `raise_if_cancelled()` is called by the work at every safe point."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def cancel(self) -> None:
        """Ask the work to stop."""
        self._event.set()

    @property
    def cancelled(self) -> bool:
        """Whether stopping was asked for."""
        return self._event.is_set()

    def raise_if_cancelled(self) -> None:
        """Raise `Cancelled` when stopping was asked for."""
        if self._event.is_set():
            raise Cancelled

    def each(self, some: Iterable[S]) -> Iterator[S]:
        """`some`, one after another, for as long as nobody asked to stop; raises `Cancelled` soon after that."""
        for place, one in enumerate(some):
            if place % _LOOK_EVERY == 0:
                self.raise_if_cancelled()
            yield one

    def wait(self, seconds: float) -> bool:
        """Wait up to `seconds`; True as soon as stopping is asked for."""
        return self._event.wait(seconds)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far work has come: `done` of `total` (any unit), and what it is doing now in plain words."""

    done: float
    total: float
    activity: str = ""
    seconds_left: float | None = None

    @property
    def fraction(self) -> float:
        """Between 0 and 1."""
        return min(1.0, max(0.0, self.done / self.total)) if self.total > 0 else 0.0

    @property
    def percent(self) -> int:
        """Whole percent, 100 only when it is done."""
        return int(self.fraction * 100)

    @property
    def left(self) -> str:
        """“about 9 min left”, or empty while it is not known."""
        return "" if self.seconds_left is None else time_left(self.seconds_left)


def at_once_here() -> int:
    """How many pieces of work that each keep a processor busy are done at once: as many as there are, up to four."""
    return max(1, min(4, os.cpu_count() or 1))


Report = Callable[[Progress], None]


def silent(_progress: Progress) -> None:
    """A `Report` for those who do not watch."""


class Stopwatch:
    """Adds the time left to progress, from the work done since it began (not since 0: work may resume)."""

    def __init__(self, report: Report, clock: Callable[[], float] = time.monotonic) -> None:
        self._report, self._clock = report, clock
        self._began: tuple[float, float] | None = None

    def __call__(self, done: float, total: float, activity: str = "") -> None:
        """Pass `done` of `total` on, with the time left once it can be told."""
        now = self._clock()
        if self._began is None:
            self._began = (now, done)
        elapsed, worked = now - self._began[0], done - self._began[1]
        left = (total - done) * elapsed / worked if worked > 0 and elapsed > 1 else None
        self._report(Progress(done, total, activity, left))


class JobState(StrEnum):
    """Where a job is; the last three are ends, and a job that is `STOPPED` was stopped by a person or by closing."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


def _done(_job: "Job") -> None:
    """What work is that was let go of."""


@dataclass(eq=False)
class Job:
    """One piece of work in a lane. Two jobs with the same `key` are the same work; None is like no other."""

    title: str
    work: Callable[["Job"], Any]
    key: Hashable = None
    cancel: CancelToken = field(default_factory=CancelToken)
    state: JobState = JobState.WAITING
    progress: Progress = field(default_factory=lambda: Progress(0, 0))
    result: Any = None
    error: Exception | None = None
    _changed: Callable[["Job"], None] = lambda job: None

    def report(self, progress: Progress) -> None:
        """The work tells how far it has come; safe to call from the work's thread."""
        self.progress = progress
        self._changed(self)

    def let_go(self) -> None:
        """Keep nothing of what the work needed, once it has ended: called on the thread that may delete it."""
        self.work, self._changed = _done, _done

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in (JobState.DONE, JobState.STOPPED, JobState.FAILED)


J = TypeVar("J", bound=Job)


class JobQueue(Generic[J]):
    """Lanes of jobs, one thread a lane: jobs of one lane run one after another, lanes run beside each other.

    `changed` is called with a job whenever its state or progress changes, on the job's thread.
    """

    def __init__(self, changed: Callable[[J], None] = lambda job: None) -> None:
        self._changed = changed
        self._lanes: dict[Hashable, deque[J]] = {}
        self._running: dict[Hashable, J] = {}
        self._threads: dict[Hashable, threading.Thread] = {}
        self._lock = threading.Condition()
        self._closed = False

    def submit(self, lane: Hashable, job: J) -> J:
        """Put `job` at the end of `lane`; a job whose `key` is already waiting or running there is not doubled."""
        with self._lock:
            if self._closed:
                job.state = JobState.STOPPED
                return job
            if job.key is not None:
                for other in self.jobs(lane):
                    if other.key == job.key and not other.cancel.cancelled:
                        return other
            job._changed = lambda _job: self._changed(job)
            self._lanes.setdefault(lane, deque()).append(job)
            if lane not in self._threads:
                thread = threading.Thread(target=self._run, args=(lane,), name=f"lane-{lane}", daemon=True)
                self._threads[lane] = thread
                thread.start()
        self._changed(job)
        return job

    def jobs(self, lane: Hashable = None) -> list[J]:
        """The running job and those waiting, in order, of one lane or of all, the oldest lane first."""
        with self._lock:
            lanes = [lane] if lane is not None else list(self._lanes)
            found = []
            for name in lanes:
                if name in self._running:
                    found.append(self._running[name])
                found.extend(self._lanes.get(name, ()))
            return found

    def stop(self, job: J) -> None:
        """Ask one job to stop; if it has not begun it never will."""
        job.cancel.cancel()
        with self._lock:
            for waiting in self._lanes.values():
                if job in waiting:
                    waiting.remove(job)
                    job.state = JobState.STOPPED
        self._changed(job)

    def close(self, timeout: float = 10.0) -> bool:
        """Stop everything and wait for the threads; False if one did not end in time."""
        with self._lock:
            self._closed = True
            for job in self.jobs():
                job.cancel.cancel()
            never = [job for waiting in self._lanes.values() for job in waiting]
            self._lanes.clear()
            for job in never:
                job.state = JobState.STOPPED
            threads = list(self._threads.values())
            self._lock.notify_all()
        for job in never:
            self._changed(job)
        deadline = time.monotonic() + timeout
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        return not any(thread.is_alive() for thread in threads)

    def _run(self, lane: Hashable) -> None:
        while True:
            with self._lock:
                if self._closed or not self._lanes.get(lane):
                    # The lane ends with its last job: nothing to keep awake, nothing to leave behind.
                    self._threads.pop(lane, None)
                    return
                job = self._lanes[lane].popleft()
                self._running[lane] = job
            job.state = JobState.RUNNING
            self._changed(job)
            state = JobState.FAILED
            try:
                job.cancel.raise_if_cancelled()
                job.result = job.work(job)
                state = JobState.DONE
            except Cancelled:
                state = JobState.STOPPED
            except Exception as error:
                log.debug("job failed: %s", type(error).__name__)
                job.error = error
            finally:
                with self._lock:
                    self._running.pop(lane, None)
                    job.state = state
            self._changed(job)
