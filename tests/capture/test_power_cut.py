"""What is left of a recording when the power fails, whatever the disk had kept by then."""

import json
import os
import shutil
import sys
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "bench"))

import power_cut
from recorder_losses import recovered
from recording_child import RATE

from coproclip.project.project import Project

REPO = Path(__file__).parents[2]
CHILD = REPO / "tests" / "bench" / "recording_child.py"


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
def test_a_power_cut_at_any_moment_loses_less_than_two_seconds(project: Project, tmp_path: Path) -> None:
    folder = tmp_path / "recordings"
    folder.mkdir()
    command = [sys.executable, str(CHILD), "traced", str(folder), "2.6"]
    told = power_cut.run(command, tmp_path / "log", {**os.environ, "PYTHONPATH": str(REPO)})
    deliveries = json.loads(told.stdout)
    done = power_cut.steps(tmp_path / "log", folder)
    assert sum(step.what == "sync" for step in done) > 5
    states = list(power_cut.cuts(done))
    # The benchmark plays all of them; here those without any luck, and some of the others.
    chosen = [cut for cut in states if cut.kind != "in order"][::6] + Random(3).sample(states, 25)
    chosen += [cut for before, cut in pairwise(states) if before.at_s != cut.at_s]
    for number, cut in enumerate(chosen):
        said = max((frames for at, frames in deliveries if at <= cut.at_s), default=0)
        assert said - recovered(project, cut.files, number) < 2 * RATE, (number, cut.kind)


def test_what_was_not_brought_down_may_be_gone() -> None:
    """The model itself: without its syncs, a recording can be lost whole."""
    make = power_cut.Step(1.0, "make", 1, "/r/a.wav")
    write = power_cut.Step(2.0, "write", 1, "/r/a.wav", 0, b"abcdef")
    sync, names = power_cut.Step(3.0, "sync", 1, "/r/a.wav"), power_cut.Step(4.0, "sync", 0, "/r")
    end = power_cut.Step(5.0, "write", 1, "/r/a.wav", 6, b"gh")

    def left(*done: power_cut.Step) -> set[tuple[float, bytes | None]]:
        return {(cut.at_s, cut.files.get("/r/a.wav")) for cut in power_cut.cuts(list(done))}

    assert {(5.0, None), (5.0, b""), (5.0, b"abc"), (5.0, b"abcdef")} <= left(make, write, end)
    kept = {content for at, content in left(make, write, sync, names, end) if at == 5.0}
    assert kept == {b"abcdef", b"abcdefg", b"abcdefgh", b"abcdef\0\0"}
