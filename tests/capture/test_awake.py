import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from coproclip.capture.awake import keep_awake, slept_s
from coproclip.capture.battery import battery

REPO = Path(__file__).parents[2]


def test_where_the_system_agrees_it_says_so_and_lets_go_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAKEPY_FAKE_SUCCESS", "yes")
    with keep_awake() as awake:
        assert awake.wait(60) is True
        assert awake.works is True
        assert any(thread.name == "keep-awake" for thread in threading.enumerate())
    assert not any(thread.name == "keep-awake" for thread in threading.enumerate())


def test_where_it_does_not_nothing_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAKEPY_FORCE_FAILURE", "yes")
    monkeypatch.delenv("WAKEPY_FAKE_SUCCESS", raising=False)
    with keep_awake() as awake:
        assert awake.wait(60) is False
    with keep_awake():
        pass


def test_a_system_that_answers_with_nonsense_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "wakepy.py").write_text("raise RuntimeError('broken')\n")
    program = (
        "from coproclip.capture.awake import keep_awake\nwith keep_awake() as awake: print(awake.wait(60), 'goes on')"
    )
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{REPO}"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "False goes on", done.stderr


def test_how_long_the_computer_slept_does_not_grow_while_it_is_awake() -> None:
    before = slept_s()
    time.sleep(0.05)
    if before is None:
        assert slept_s() is None
        return
    # Two clocks are read one after the other, and a busy machine may do much else in between.
    assert min(abs((slept_s() or 0.0) - before) for _ in range(20)) < 0.04


def test_the_battery_is_told_or_there_is_none() -> None:
    found = battery()
    assert found is None or 0 <= found.percent <= 100
