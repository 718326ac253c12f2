"""Everything that can be taken away from a recorder while it runs, again and again, and what was lost."""

import argparse
import json
import os
import shutil
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import numpy as np
import power_cut
from recorder_table import Table, equal_frames, likeness, opens_elsewhere, read, wait_until
from recording_child import CHANNELS, NOTE, RATE, LiveMicrophone, Skipped, make_recorder

from coproclip.audio.devices import Taken
from coproclip.capture.recorder import Recorder, RecordingFile, State
from coproclip.capture.recovery import keep, unfinished
from coproclip.errors import DeviceError, MediaError, StorageError
from coproclip.people.stories import sound_of
from coproclip.project.project import Project

ROOT = Path(__file__).resolve().parents[2]
CHILD = str(Path(__file__).with_name("recording_child.py"))
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
LOST_S, CUT_LOST_S = 1.0, 2.0


def kills(table: Table, place: Path, chosen: argparse.Namespace, chance: Random) -> None:
    """A program that records is killed at a random moment; what it left is found, kept as a story, and compared."""
    lost, alike, whole = [], [], 0
    with Project.create(place / "Kills.coproclip") as project:
        for _ in range(chosen.kills):
            fed = _killed(project.folder / "recordings", place / "counter", chance.uniform(0.2, 4.0))
            (found,) = unfinished(project)
            kept = _kept(project, keep(project, found))
            sound = read(kept)
            at, much = likeness(sound)
            lost.append((fed - equal_frames(sound)) / RATE)
            alike.append(much if at == 0 else 0.0)
            whole += opens_elsewhere(kept, sound) and equal_frames(sound) == len(sound)
    table.all_of("killed: opens in two libraries, every sample as played", whole, chosen.kills)
    table.row("killed: most that was lost", max(lost), LOST_S, "s")
    table.row("killed: unlike what was played (1 - correlation)", 1.0 - min(alike), 0.001, digits=6)
    table.tell("killed: lost on average", f"{sum(lost) / len(lost):.2f} s")


def _killed(folder: Path, counter: Path, after_s: float) -> int:
    counter.write_bytes(bytes(8))
    with subprocess.Popen([sys.executable, CHILD, "killed", str(folder), str(counter)], env=ENVIRONMENT) as program:

        def _fed() -> int:
            return int(struct.unpack("<Q", counter.read_bytes())[0])

        assert wait_until(lambda: _fed() > 0 or program.poll() is not None, 30)
        time.sleep(after_s)
        program.kill()
        program.wait()
        return _fed()


def _kept(project: Project, story: int) -> Path:
    with project.read() as session:
        return sound_of(project, session, story).original


def _ends(recorder: Recorder, seconds: float) -> bool:
    """Whether it ends by itself in time."""
    return wait_until(lambda: recorder.status.state is State.FAILED, seconds)


# ---- a power cut ----------------------------------------------------------------------------------------------


def power_cuts(table: Table, place: Path, chosen: argparse.Namespace, _: Random) -> None:
    """Everything that a disk may hold after a power cut is laid out, recovered and compared."""
    if not shutil.which("strace"):
        raise Skipped("strace is not installed")
    folder = place / "recordings"
    folder.mkdir()
    command = [sys.executable, CHILD, "traced", str(folder), str(chosen.power_seconds)]
    told = power_cut.run(command, place / "log", ENVIRONMENT)
    deliveries: list[tuple[float, int]] = json.loads(told.stdout)
    done = power_cut.steps(place / "log", folder)
    lost: dict[str, list[float]] = {}
    with Project.create(place / "Cut.coproclip") as project:
        for number, cut in enumerate(power_cut.cuts(done)):
            said = max((frames for at, frames in deliveries if at <= cut.at_s), default=0)
            lost.setdefault(cut.kind, []).append((said - recovered(project, cut.files, number)) / RATE)
    table.tell("power cut: things written, and states of the disk", f"{len(done)}, {sum(map(len, lost.values()))}")
    for kind, seconds in lost.items():
        table.row(f"power cut, {kind}: most that was lost", max(seconds), CUT_LOST_S, "s")


def recovered(project: Project, files: dict[str, bytes], number: int) -> int:
    """How many frames come out of what is left, as a person gets them: found, put right and kept as a story."""
    folder = project.folder / "recordings"
    for left in folder.iterdir():
        left.unlink()
    for name, content in files.items():
        # Another name each time: one that is a story already would not be looked at again.
        (folder / f"cut {number}").with_suffix(Path(name).suffix).write_bytes(content)
    found = unfinished(project)
    if not found:
        return 0
    try:
        return equal_frames(read(_kept(project, keep(project, found[0]))))
    except MediaError:
        return 0


# ---- the disk -------------------------------------------------------------------------------------------------


@contextmanager
def _small_disk(place: Path, megabytes: int) -> Iterator[Path]:
    place.mkdir(exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True, check=False).returncode:
        raise Skipped("no small disk may be mounted here")
    try:
        yield place
    finally:
        # Lazily: whoever still has a file open there keeps it until it is closed.
        subprocess.run(["umount", "-l", str(place)], check=True)


def full_disks(table: Table, place: Path, chosen: argparse.Namespace, chance: Random) -> None:
    """Another program fills the disk at a random moment; half of the time the recorder cannot see it coming."""
    lost, well = [], 0
    for number in range(chosen.full):
        with _small_disk(place / "disk", 64) as disk:
            blind = {"free": lambda folder: 1 << 40} if number % 2 else {}
            microphone = LiveMicrophone(CHANNELS)
            recorder = make_recorder(disk / "recordings", microphone, **blind)
            recorder.start(NOTE)
            time.sleep(chance.uniform(0.2, 3.0))
            _fill(disk / "other")
            full_at = microphone.sent
            ended = _ends(recorder, 30)
            done = recorder.stop()
            kept = equal_frames(read(done.path))
            lost.append(max(0.0, (full_at - kept) / RATE))
            well += (
                ended
                and kept == len(read(done.path))
                and isinstance(done.error, StorageError)
                and bool(done.error.safe)
            )
    table.all_of("disk full: ends with a sentence, the file opens and is right", well, chosen.full)
    table.row("disk full: most that was lost of what was said before", max(lost), LOST_S, "s")


def second_disks(table: Table, place: Path, chosen: argparse.Namespace, chance: Random) -> None:
    """The first disk is filled or taken away by another program at a random moment, and a second one was named."""
    lost, well = 0, 0
    (second := place / "second").mkdir()
    for number in range(chosen.full):
        with _small_disk(place / "disk", 64) as disk:
            microphone = LiveMicrophone(CHANNELS)
            blind = {"free": lambda folder: 1 << 40} if number % 2 else {}
            recorder = make_recorder(disk / "recordings", microphone, second_folder=second, **blind)
            recorder.start(NOTE)
            time.sleep(chance.uniform(0.5, 3.0))
            _fill(disk / "other")
            time.sleep(4.0)
            done = recorder.stop()
            sound = _joined(done)
            well += len(done.paths) == 2 and not done.gaps and done.error is None
            lost = max(lost, microphone.sent - equal_frames(sound))
    table.all_of("second disk: goes on there", well, chosen.full)
    table.row("second disk: frames lost between the two files", lost, 0, digits=0)


def _joined(done: RecordingFile) -> np.ndarray:
    """The sound of all its files; what lies in two of them is the same in both."""
    sound = read(done.path)
    for path, start in zip(done.paths[1:], done.note.part_starts, strict=True):
        part = read(path)
        twice = min(len(sound) - start, len(part))
        assert start <= len(sound), "a part begins after the end of the one before"
        assert np.array_equal(sound[start : start + twice], part[:twice]), "two parts do not agree"
        sound = np.concatenate([sound[:start], part])
    return sound


def _fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        for size in (1 << 20, 4096, 1):
            try:
                while file.write(bytes(size)) == size:
                    pass
            except OSError:
                continue


def removed_folders(table: Table, place: Path, chosen: argparse.Namespace, chance: Random) -> None:
    """The whole project is removed under a running recording."""
    if os.name == "nt":
        raise Skipped("Windows does not let an open file be removed")
    lost, well = [], 0
    for number in range(chosen.removed):
        project = place / f"{number}.coproclip"
        microphone = LiveMicrophone(CHANNELS)
        recorder = make_recorder(project / "recordings", microphone)
        recorder.start(NOTE)
        time.sleep(chance.uniform(0.5, 3.0))
        removed_at = microphone.sent
        shutil.rmtree(project)
        ended = _ends(recorder, 30)
        done = recorder.stop()
        kept = equal_frames(read(done.path))
        lost.append(max(0.0, (removed_at - kept) / RATE))
        well += (
            ended and kept == len(read(done.path)) and isinstance(done.error, StorageError) and bool(done.error.safe)
        )
    table.all_of("folder removed: put back, with a sentence, every sample right", well, chosen.removed)
    table.row("folder removed: most that was lost of what was said before", max(lost), LOST_S, "s")


# ---- the microphone -------------------------------------------------------------------------------------------


def gone_devices(table: Table, place: Path, chosen: argparse.Namespace, chance: Random) -> None:
    """The only microphone goes away at a random moment, and no other is allowed."""
    results: list[tuple[float, bool]] = []

    def _one(number: int, after_s: float) -> None:
        microphone = LiveMicrophone(CHANNELS)
        recorder = make_recorder(place / str(number), microphone)
        recorder.start(NOTE)
        time.sleep(after_s)
        microphone.unplugged.set()
        ended = _ends(recorder, 60)
        done = recorder.stop()
        sound = read(done.path)
        kept = equal_frames(sound[: microphone.sent])
        silent = not sound[microphone.sent :].any()
        told = isinstance(done.error, DeviceError) and bool(done.error.safe and done.error.next)
        results.append(((microphone.sent - kept) / RATE, ended and silent and told))

    # They wait rather than work, so several wait together.
    for start in range(0, chosen.gone, 5):
        together = [
            threading.Thread(target=_one, args=(number, chance.uniform(0.3, 3.0)))
            for number in range(start, min(start + 5, chosen.gone))
        ]
        for thread in together:
            thread.start()
        for thread in together:
            thread.join()
    table.all_of("microphone gone: ends with a sentence", sum(well for _, well in results), chosen.gone)
    table.row("microphone gone: most that was lost of what was said before", max(lost for lost, _ in results), 0.0, "s")


class _Begun(LiveMicrophone):
    """Knows when it began (monotonic s)."""

    began_s = 0.0

    def start(self, taken: Taken) -> None:
        self.began_s = time.monotonic()
        super().start(taken)


def other_devices(table: Table, place: Path, chosen: argparse.Namespace, chance: Random) -> None:
    """The microphone goes away at a random moment; another one, which is allowed, takes its place."""
    silent, off, well = [], [], 0
    for number in range(chosen.gone):
        first, other = _Begun(CHANNELS), _Begun(CHANNELS)
        recorder = make_recorder(place / str(number), first, other, allowed=("1",))
        recorder.start(NOTE)
        time.sleep(chance.uniform(0.5, 3.0))
        first.unplugged.set()
        went_on = wait_until(lambda other=other: other.sent > RATE, 10)
        done = recorder.stop()
        sound = read(done.path)
        kept = equal_frames(sound[: first.sent])
        begins = kept + int(np.argmax(sound[kept:].any(axis=1)))
        well += went_on and kept == first.sent and done.error is None
        well -= equal_frames(sound[begins:]) != len(sound) - begins
        silent.append((begins - kept) / RATE)
        off.append(abs(begins / RATE - (other.began_s - first.began_s)))
    table.all_of("another microphone takes over: nothing of either is lost", well, chosen.gone)
    table.row("another microphone takes over: silence between", max(silent), 3.0, "s")
    table.row("another microphone takes over: times are off by", max(off), 0.1, "s", digits=3)
