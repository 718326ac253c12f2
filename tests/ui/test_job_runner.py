"""Work beside the window: who began it hears how it goes, once it has ended, and not after they are gone."""

import gc
import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from coproclip.errors import StorageError
from coproclip.jobs import Job, JobState, Progress
from coproclip.settings import Settings
from coproclip.ui.job_runner import AnyJob, JobHandle, JobKind, JobRunner, Lane
from coproclip.ui.pages.record.recording_jobs import RecordingJobs
from coproclip.ui.workspace import Workspace


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[JobRunner]:
    made = JobRunner()
    yield made
    assert made.close(60)


def half_done(gate: threading.Event) -> Callable[[Job], str]:
    def _work(job: Job) -> str:
        job.report(Progress(1, 2, "Reading"))
        while not gate.wait(0.005):
            job.cancel.raise_if_cancelled()
        return "all"

    return _work


def test_who_begins_it_hears_how_far_it_is_and_its_end_once(runner: JobRunner, qtbot: QtBot) -> None:
    gate, far, ends, everybody = threading.Event(), list[int](), list[str](), list[AnyJob]()
    runner.ended.connect(everybody.append)

    def _far(job: JobHandle[str]) -> None:
        far.append(job.progress.percent)
        if job.progress.percent == 50:
            gate.set()

    job = runner.start(
        JobKind.EXPORT,
        "Making files",
        half_done(gate),
        owner=runner,
        progress=_far,
        ended=lambda job: ends.append(job.result),
    )
    qtbot.waitUntil(lambda: bool(ends))
    qtbot.wait(20)
    assert far[-1] == 50
    assert ends == ["all"]
    assert everybody == [job]
    assert (job.kind, job.state, job.kind.lane) == (JobKind.EXPORT, JobState.DONE, Lane.EXPORT)


def test_nobody_hears_of_it_after_they_are_gone(runner: JobRunner, qtbot: QtBot) -> None:
    gate, owner, ends = threading.Event(), QObject(), list[AnyJob]()
    job = runner.start(JobKind.IMPORT, "Importing", half_done(gate), owner=owner, ended=ends.append)
    owner.deleteLater()
    qtbot.wait(10)
    with qtbot.waitSignal(runner.ended):
        gate.set()
    assert job.state is JobState.DONE
    assert ends == []


def test_the_same_work_is_done_once_and_both_hear_of_it(runner: JobRunner, qtbot: QtBot) -> None:
    gate, ends = threading.Event(), list[str]()
    jobs = [
        runner.start(
            JobKind.TRANSLATE,
            "Putting it into English",
            half_done(gate),
            subject=story_id,
            owner=runner,
            ended=lambda _job, who=who: ends.append(who),
        )
        for who, story_id in (("one", 1), ("two", 1), ("three", 2))
    ]
    assert jobs[0] is jobs[1]
    assert jobs[2] is not jobs[0]
    assert runner.find(JobKind.TRANSLATE, 1) is jobs[0]
    assert runner.find(JobKind.TRANSLATE, 3) is None
    assert runner.find(JobKind.TRANSCRIBE, 1) is None
    gate.set()
    qtbot.waitUntil(lambda: len(ends) == 3)
    assert sorted(ends) == ["one", "three", "two"]


def test_what_is_stopped_is_not_found_and_can_be_begun_again(runner: JobRunner, qtbot: QtBot) -> None:
    gate, ends = threading.Event(), list[JobState]()
    first = runner.start(
        JobKind.TRANSLATE,
        "One",
        half_done(gate),
        owner=runner,
        ended=lambda job: ends.append(job.state),
    )
    runner.stop(first)
    assert runner.find(JobKind.TRANSLATE) is None
    again = runner.start(
        JobKind.TRANSLATE, "Two", lambda _job: 2, owner=runner, ended=lambda job: ends.append(job.state)
    )
    assert again is not first
    qtbot.waitUntil(lambda: len(ends) == 2)
    assert ends == [JobState.STOPPED, JobState.DONE]


def test_nobody_hears_of_work_that_was_closed(qtbot: QtBot) -> None:
    runner, ends = JobRunner(), list[AnyJob]()
    runner.ended.connect(ends.append)
    job = runner.start(JobKind.IMPORT, "Importing", half_done(threading.Event()), owner=runner, ended=ends.append)
    assert runner.close(60)
    qtbot.wait(20)
    assert job.state is JobState.STOPPED
    assert ends == []
    assert runner.jobs() == []
    later = runner.start(JobKind.IMPORT, "Importing", lambda _job: None, owner=runner, ended=ends.append)
    qtbot.waitUntil(lambda: ends == [later, later])
    assert runner.close(60)


def test_trouble_that_was_expected_is_kept_with_its_job(runner: JobRunner, qtbot: QtBot) -> None:
    def _work(_job: Job) -> None:
        raise StorageError("The disk is full.")

    with qtbot.waitSignal(runner.ended) as told:
        runner.start(JobKind.IMPORT, "Importing", _work)
    assert str(told.args[0].error) == "The disk is full."
    assert told.args[0].state is JobState.FAILED


def test_a_recording_is_kept_while_another_one_is_still_being_kept(qtbot: QtBot) -> None:
    workspace, gate, made = Workspace(Settings()), threading.Event(), list[str]()
    keeping = RecordingJobs(workspace)
    keeping.run("Keeping Kit’s story", half_done(gate), lambda _story: made.append("Kit"), made.append)
    keeping.run("Keeping June’s story", half_done(gate), lambda _story: made.append("June"), made.append)
    gate.set()
    qtbot.waitUntil(lambda: made == ["Kit", "June"])
    assert workspace.jobs.close(60)


@pytest.mark.parametrize("closed", [True, False])
def test_work_that_outlives_its_window_reaches_nobody(qtbot: QtBot, closed: bool) -> None:
    runner, begun, gate, told = JobRunner(), threading.Event(), threading.Event(), list[AnyJob]()

    def _deaf(job: Job) -> str:
        begun.set()
        gate.wait(60)
        for percent in range(100):
            job.report(Progress(percent, 100))
        return "done"

    job = runner.start(JobKind.IMPORT, "Importing", _deaf, owner=runner, progress=told.append, ended=told.append)
    qtbot.waitUntil(begun.is_set)
    if closed:
        assert not runner.close(0.01), "it does not listen"
    told.clear()
    delete(runner)
    gate.set()
    qtbot.waitUntil(lambda: job.ended)
    qtbot.wait(20)
    assert (job.state, job.error, told) == (JobState.DONE, None, [])


def test_a_change_that_outlives_its_window_reaches_nobody(qtbot: QtBot) -> None:
    workspace, done = Workspace(Settings()), list[int]()
    writing = threading.Thread(target=lambda: workspace.in_window(lambda: done.append(1)))
    delete(workspace)
    writing.start()
    writing.join(60)
    qtbot.wait(20)
    assert done == []


def test_closing_again_waits_for_what_was_left(qtbot: QtBot) -> None:
    runner, begun, gate = JobRunner(), threading.Event(), threading.Event()
    job = runner.start(JobKind.IMPORT, "Importing", lambda _job: (begun.set(), gate.wait(60)))
    qtbot.waitUntil(begun.is_set)  # a job that was stopped before its work began ends at once
    assert not runner.close(0.01)
    gate.set()
    assert runner.close(60)
    assert job.ended


class Large:
    """What work needed, and which thread it went on."""

    def __init__(self, seen: list[int]) -> None:
        self._seen = seen

    def __del__(self) -> None:
        self._seen.append(threading.get_ident())


def test_what_work_needed_goes_with_its_end_on_the_windows_thread(runner: JobRunner, qtbot: QtBot) -> None:
    seen: list[int] = []

    def _begin(large: Large) -> None:
        runner.start(JobKind.READ, "", lambda _job: str(large))

    gc.collect()
    gc.disable()  # nothing waits until Python looks for what refers to itself
    try:
        _begin(Large(seen))
        qtbot.waitUntil(lambda: bool(seen))
    finally:
        gc.enable()
    assert seen == [threading.get_ident()]
