"""Of two windows one writes; a lock of a program that is gone is none."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from coproclip.project.looking_after.inspection import inspect
from coproclip.project.project import Project
from coproclip.project.storage.lock import LOCK, WISH, WindowLock

HOLDS = """
import sys, time
from pathlib import Path
from coproclip.project.storage.lock import WindowLock
lock = WindowLock(Path(sys.argv[1]))
print(lock.acquire(), flush=True)
time.sleep(60)
"""


def test_the_second_waits_until_the_first_lets_go(tmp_path: Path) -> None:
    first, second = WindowLock(tmp_path), WindowLock(tmp_path)
    assert first.acquire()
    assert not second.acquire()
    assert not first.asked()
    second.ask()
    assert first.asked()
    assert not second.asked(), "who does not hold it is not asked"
    first.release()
    assert second.acquire()
    assert not second.asked(), "the wish is fulfilled"
    second.release()
    assert first.acquire()
    first.release()
    assert sorted(path.name for path in tmp_path.iterdir()) == [LOCK]


@pytest.mark.skipif(os.name == "nt", reason="there is no such signal")
def test_a_lock_of_a_killed_program_is_none(tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    line = [sys.executable, "-c", HOLDS, str(tmp_path)]
    with subprocess.Popen(line, env=env, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == "True"
        lock = WindowLock(tmp_path)
        assert not lock.acquire()
        other.send_signal(signal.SIGKILL)
        other.wait()
    assert lock.acquire()
    lock.release()


def test_a_link_in_the_place_of_the_lock_leads_nowhere(tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    canary.write_text("mine")
    room = tmp_path / "room"
    room.mkdir()
    (room / LOCK).symlink_to(canary)
    (room / WISH).symlink_to(canary)
    lock = WindowLock(room)
    assert lock.acquire(), "where no lock can be had every window writes, as it always was"
    lock.ask()
    lock.withdraw()
    lock.release()
    assert canary.read_text() == "mine"


def test_something_else_in_the_place_of_the_wish_is_none(tmp_path: Path) -> None:
    (tmp_path / WISH).mkdir()
    first, second = WindowLock(tmp_path), WindowLock(tmp_path)
    assert first.acquire()
    second.ask()
    assert not first.asked()
    first.withdraw()
    first.release()
    assert sorted(path.name for path in tmp_path.iterdir()) == [LOCK, WISH]


def test_something_else_in_the_place_of_the_wish_is_named(project: Project) -> None:
    (project.folder / WISH).mkdir()
    assert [finding.where for finding in inspect(project.folder)] == [WISH]
