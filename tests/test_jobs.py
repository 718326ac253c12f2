"""Long work: in order, beside each other, stopped when asked, and nothing left running."""

import threading
from collections.abc import Callable, Iterator

import pytest

from coproclip.errors import Cancelled, MediaError
from coproclip.jobs import CancelToken, Job, JobQueue, Progress, Stopwatch

PATIENCE_S = 60


@pytest.fixture
def queue() -> Iterator[JobQueue]:
    opened = JobQueue()
    yield opened
    assert opened.close(PATIENCE_S)


def wait_for(job: Job) -> Job:
    """Wait until a job has ended and its thread has let go of it."""
    limit = threading.Event()
    for _ in range(PATIENCE_S * 200):
        if job.ended:
            return job
        limit.wait(0.005)
    raise AssertionError(f"“{job.title}” is still {job.state}")


class Gate:
    """Work that says when it has begun and goes on when it is let."""

    def __init__(self, result: object = None) -> None:
        self.begun, self.let, self.result = threading.Event(), threading.Event(), result

    def __call__(self, job: Job) -> object:
        self.begun.set()
        while not self.let.wait(0.005):
            job.cancel.raise_if_cancelled()
        return self.result


def test_jobs_of_one_lane_run_one_after_another_in_order(queue: JobQueue) -> None:
    order: list[tuple[int, str]] = []

    def _work(number: int) -> Callable[[Job], None]:
        def _run(job: Job) -> None:
            order.append((number, "begins"))
            order.append((number, "ends"))

        return _run

    jobs = [queue.submit("sound", Job(f"Job {number}", _work(number))) for number in range(20)]
    for job in jobs:
        wait_for(job)
    assert order == [(number, what) for number in range(20) for what in ("begins", "ends")]
    assert {job.state for job in jobs} == {"done"}


def test_lanes_run_beside_each_other(queue: JobQueue) -> None:
    writing, importing = Gate("words"), Gate("sound")
    jobs = [queue.submit("speech", Job("Writing", writing)), queue.submit("sound", Job("Importing", importing))]
    assert writing.begun.wait(PATIENCE_S)
    assert importing.begun.wait(PATIENCE_S)
    assert [job.title for job in queue.jobs()] == ["Writing", "Importing"]
    writing.let.set()
    importing.let.set()
    assert [wait_for(job).result for job in jobs] == ["words", "sound"]


def test_the_list_shows_the_running_job_and_those_waiting_in_order(queue: JobQueue) -> None:
    gate = Gate()
    running = queue.submit("speech", Job("One", gate))
    waiting = [queue.submit("speech", Job(title, lambda job: None)) for title in ("Two", "Three")]
    assert gate.begun.wait(PATIENCE_S)
    assert queue.jobs("speech") == [running, *waiting]
    assert [job.state for job in queue.jobs("speech")] == ["running", "waiting", "waiting"]
    assert queue.jobs("sound") == []
    gate.let.set()
    wait_for(waiting[-1])


def test_a_waiting_job_that_is_stopped_never_begins(queue: JobQueue) -> None:
    gate, never = Gate(), Gate()
    first = queue.submit("speech", Job("One", gate))
    stopped = queue.submit("speech", Job("Two", never))
    last = queue.submit("speech", Job("Three", lambda job: "three"))
    assert gate.begun.wait(PATIENCE_S)
    queue.stop(stopped)
    assert stopped.state == "stopped"
    gate.let.set()
    assert wait_for(last).result == "three"
    assert first.state == "done"
    assert not never.begun.is_set()


def test_a_running_job_that_is_stopped_says_nothing_and_the_next_goes_on(queue: JobQueue) -> None:
    gate = Gate()
    job = queue.submit("speech", Job("One", gate))
    after = queue.submit("speech", Job("Two", lambda job: 2))
    assert gate.begun.wait(PATIENCE_S)
    queue.stop(job)
    assert wait_for(job).state == "stopped"
    assert job.error is None
    assert wait_for(after).result == 2


def test_a_failing_job_keeps_its_error_and_the_lane_goes_on(queue: JobQueue) -> None:
    def _fail(job: Job) -> None:
        raise MediaError("This file holds no sound.")

    failed = queue.submit("sound", Job("One", _fail))
    after = queue.submit("sound", Job("Two", lambda job: 2))
    assert wait_for(after).result == 2
    assert failed.state == "failed"
    assert str(failed.error) == "This file holds no sound."


def test_the_same_work_is_not_doubled_while_it_waits_or_runs(queue: JobQueue) -> None:
    gate = Gate()
    job = queue.submit("speech", Job("Story 3", gate, key="story 3"))
    assert queue.submit("speech", Job("Story 3", Gate(), key="story 3")) is job
    other = queue.submit("speech", Job("Story 4", lambda job: None, key="story 4"))
    assert queue.submit("speech", Job("Story 4", Gate(), key="story 4")) is other
    queue.stop(other)
    again = queue.submit("speech", Job("Story 4", lambda job: "again", key="story 4"))
    assert again is not other
    gate.let.set()
    assert wait_for(again).result == "again"
    once_more = queue.submit("speech", Job("Story 3", lambda job: "new", key="story 3"))
    assert wait_for(once_more).result == "new"


def test_everything_that_happens_to_a_job_is_told() -> None:
    told: list[tuple[str, str, int]] = []
    queue = JobQueue(lambda job: told.append((job.title, job.state, job.progress.percent)))

    def _work(job: Job) -> None:
        job.report(Progress(1, 2, "Reading"))

    wait_for(queue.submit("sound", Job("One", _work)))
    assert queue.close(PATIENCE_S)
    assert [entry[1:] for entry in told if entry[1] != "waiting"] == [("running", 0), ("running", 50), ("done", 50)]


def test_closing_stops_what_runs_and_what_waits_and_leaves_no_thread() -> None:
    before = threading.active_count()
    told: list[Job] = []
    queue = JobQueue(told.append)
    gates = [Gate(), Gate()]
    running = [queue.submit(f"lane {number}", Job("Running", gate)) for number, gate in enumerate(gates)]
    waiting = queue.submit("lane 0", Job("Waiting", Gate()))
    for gate in gates:
        assert gate.begun.wait(PATIENCE_S)
    assert queue.close(PATIENCE_S)
    assert [job.state for job in [*running, waiting]] == ["stopped"] * 3
    assert waiting in told
    assert threading.active_count() == before
    assert queue.jobs() == []


def test_nothing_begins_after_closing() -> None:
    queue = JobQueue()
    assert queue.close(PATIENCE_S)
    never = Gate()
    assert queue.submit("sound", Job("Late", never)).state == "stopped"
    assert not never.begun.is_set()


def test_closing_says_when_work_does_not_listen() -> None:
    queue = JobQueue()
    begun, stubborn = threading.Event(), threading.Event()
    queue.submit("sound", Job("Stubborn", lambda job: (begun.set(), stubborn.wait(PATIENCE_S))))
    assert begun.wait(PATIENCE_S), "stopped before its work begins, it would end at once"
    assert not queue.close(timeout=0.05)
    stubborn.set()
    assert queue.close(PATIENCE_S)


def test_a_lane_that_ran_empty_starts_again(queue: JobQueue) -> None:
    for number in range(30):
        assert wait_for(queue.submit("sound", Job("One", lambda job, number=number: number))).result == number


def test_many_threads_may_hand_in_work(queue: JobQueue) -> None:
    done: list[int] = []

    def _hand_in(base: int) -> None:
        for number in range(25):
            queue.submit(f"lane {number % 3}", Job("One", lambda job, number=number: done.append(base + number)))

    threads = [threading.Thread(target=_hand_in, args=(base,)) for base in (0, 100, 200, 300)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    last = [queue.submit(f"lane {lane}", Job("Last", lambda job: None)) for lane in range(3)]
    for job in last:
        wait_for(job)
    assert sorted(done) == [base + number for base in (0, 100, 200, 300) for number in range(25)]


def test_a_token_is_heard_at_once_by_those_who_wait() -> None:
    token = CancelToken()
    assert not token.wait(0.001)
    token.raise_if_cancelled()
    token.cancel()
    assert token.cancelled
    assert token.wait(60)
    with pytest.raises(Cancelled):
        token.raise_if_cancelled()


def test_progress_is_between_nothing_and_all_and_full_only_when_done() -> None:
    assert Progress(0, 0).percent == 0
    assert Progress(5, 0).percent == 0
    assert Progress(-1, 10).percent == 0
    assert Progress(9_999, 10_000).percent == 99
    assert Progress(11, 10).percent == 100
    assert Progress(1, 2).left == ""
    assert Progress(1, 2, seconds_left=130).left == "about 2 min left"


def test_the_time_left_is_told_from_the_work_done_since_it_was_taken_up_again() -> None:
    reports: list[Progress] = []
    moments = iter([0.0, 0.5, 10.0])
    watch = Stopwatch(reports.append, clock=lambda: next(moments))
    watch(500, 1000, "Transcribing")
    watch(510, 1000, "Transcribing")
    watch(600, 1000, "Transcribing")
    assert [report.seconds_left for report in reports] == [None, None, pytest.approx(40)]
    assert reports[-1].left == "about 40 s left"
