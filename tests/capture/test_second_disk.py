"""The first disk takes no more: the recording goes on on a second one, and becomes one file again."""

import os
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from fakes.microphones import RATE, LiveMicrophone, PushedMicrophone, known_sound, recorder_of, wait_until

from coproclip.capture.disk_space import RESERVE_BYTES
from coproclip.capture.health import WarningKind
from coproclip.capture.ingest import finish_recording
from coproclip.capture.recorder import Recorder, RecordingFile, State
from coproclip.capture.recovery import discard, keep, unfinished
from coproclip.capture.sidecar import RecordingNote, read_note, write_note
from coproclip.capture.wav_writer import HEADER_BYTES, WavFormat, wav_header
from coproclip.errors import StorageError
from coproclip.people.stories import sound_of
from coproclip.project.kinds import MomentKind
from coproclip.project.project import Project

PLENTY = 10**12
LIMIT = HEADER_BYTES + 60_001
REPO = Path(__file__).parents[2]

GOING_ON = """
import sys, time, resource
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from fakes.microphones import LiveMicrophone, recorder_of
from coproclip.capture.recorder import State
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[4]), int(sys.argv[4])))
recorder = recorder_of(Path(sys.argv[2]), LiveMicrophone(), second_folder=Path(sys.argv[3]))
recorder.start()
while recorder.status.state is State.RECORDING and len(recorder.status.note.parts) == 0:
    time.sleep(0.02)
while recorder.status.state is State.RECORDING and recorder.status.safe_ms < 1000:
    time.sleep(0.02)
print("on the second disk", flush=True)
while recorder.status.state is State.RECORDING:
    time.sleep(0.02)
print(recorder.stop().error, flush=True)
"""


class Disk:
    """Tells how much is free in each folder; what is full is full at once."""

    def __init__(self) -> None:
        self.full: set[Path] = set()

    def __call__(self, folder: Path) -> int:
        return RESERVE_BYTES - 1 if folder in self.full else PLENTY


@pytest.fixture
def second(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def recorders() -> Iterator[list[Recorder]]:
    made: list[Recorder] = []
    yield made
    for recorder in made:
        recorder.close()


def samples(project: Project, story: int) -> np.ndarray:
    with project.read() as session:
        return soundfile.read(sound_of(project, session, story).audio, dtype="int16", always_2d=True)[0]


def moved_on(project: Project, second: Path, bits: int = 16) -> tuple[RecordingFile, np.ndarray]:
    """A recording whose first disk became full in the middle, and all that was said."""
    disk, folder = Disk(), project.folder / "recordings"
    microphone = PushedMicrophone()
    recorder = recorder_of(folder, microphone, second_folder=second, free=disk, bits=bits)
    recorder.start(RecordingNote(title="The letter"))
    (wav,) = folder.glob("*.wav")
    kept = read_note(wav)
    assert kept is not None
    assert kept.parts == (str(second / f"{wav.stem}.2.wav"),), "known before it is needed"
    microphone.push_ms(700)
    wait_until(lambda: recorder.status.position_ms == 700)
    disk.full.add(folder)
    recorder.off_record(True)
    microphone.push_ms(300)
    wait_until(lambda: bool(microphone.push_ms(0).size == 0 and recorder.status.note.parts))
    recorder.off_record(False)
    microphone.push_ms(400)
    recorder.mark()
    wait_until(lambda: WarningKind.ON_SECOND_DISK in [warning.kind for warning in recorder.status.warnings])
    assert recorder.status.state is State.RECORDING
    done = recorder.stop()
    assert done.error is None
    said = known_sound(0, microphone.sent)
    said[RATE * 7 // 10 : RATE] = 0
    return done, said


# ---- while it runs --------------------------------------------------------------------------------------------


def test_full_it_goes_on_elsewhere_without_losing_a_sample(project: Project, second: Path) -> None:
    done, said = moved_on(project, second)
    first, part = done.paths
    assert (first, part.parent, done.note.parts) == (done.path, second, (str(part),))
    assert done.duration_ms == 1400
    one, other = (soundfile.read(path, dtype="int16", always_2d=True)[0] for path in done.paths)
    start = done.note.part_starts[0]
    assert np.array_equal(np.concatenate([one[:start], other]), said)
    assert read_note(part) == read_note(first) == done.note
    assert [moment.kind for moment in done.note.moments] == [MomentKind.OFF_RECORD, MomentKind.MARK]
    story = finish_recording(project, done)
    assert np.array_equal(samples(project, story), said)
    assert not list(second.iterdir()), "nothing is left on the second disk"
    assert not list((project.folder / "recordings").iterdir())


def test_a_second_disk_can_be_named_while_it_runs(project: Project, second: Path, tmp_path: Path) -> None:
    disk, folder, microphone = Disk(), project.folder / "recordings", PushedMicrophone()
    recorder = recorder_of(folder, microphone, free=disk)
    recorder.start(RecordingNote(title="The letter"))
    microphone.push_ms(500)
    with pytest.raises(StorageError):
        recorder.go_on_at(tmp_path / "not there")
    recorder.go_on_at(second)
    (wav,) = folder.glob("*.wav")
    wait_until(lambda: (read_note(wav) or RecordingNote()).parts == (str(second / f"{wav.stem}.2.wav"),))
    disk.full.add(folder)
    wait_until(lambda: bool(microphone.push_ms(20).size and recorder.status.note.parts))
    microphone.push_ms(300)
    done = recorder.stop()
    assert done.error is None
    assert [path.parent for path in done.paths] == [folder, second]
    story = finish_recording(project, done)
    assert np.array_equal(samples(project, story), known_sound(0, microphone.sent))


def test_what_the_first_disk_refused_is_on_the_second(project: Project, second: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", GOING_ON, str(Path(__file__).parent), str(project.folder / "recordings")]
    command += [str(second), str(LIMIT)]
    told = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(REPO), str(REPO / "tests")))},
    )
    assert "This disk takes no larger file" in told.stdout, told.stderr
    (found,) = unfinished(project, (second,))
    assert len(found.parts) == 1
    story = keep(project, found, second_disks=(second,))
    sound = samples(project, story)
    # Each file took 30,000 frames; what was not yet safe on the first stands on the second once more.
    assert RATE * 6 // 10 <= len(sound) <= 60_000
    assert np.array_equal(sound, known_sound(0, len(sound)))
    assert not list(second.iterdir())


@pytest.mark.parametrize("how", ["removed", "moved"])
@pytest.mark.skipif(os.name == "nt", reason="Windows does not let an open file be removed")
def test_the_folder_goes_away_and_the_recording_goes_on(
    project: Project, second: Path, recorders: list[Recorder], how: str
) -> None:
    folder = project.folder / "recordings"
    microphone = LiveMicrophone()
    recorder = recorder_of(folder, microphone, second_folder=second)
    recorders.append(recorder)
    recorder.start()
    wait_until(lambda: recorder.status.position_ms > 300)
    if how == "removed":
        shutil.rmtree(folder)
    else:
        folder.rename(folder.with_name("aside"))
    wait_until(lambda: bool(recorder.status.note.parts))
    place = recorder.status.position_ms
    wait_until(lambda: recorder.status.position_ms > place + 600)
    assert recorder.status.state is State.RECORDING
    done = recorder.stop()
    if how == "moved":
        assert "was moved" in str(done.error)
        folder.with_name("aside").rename(folder)
        (found,) = unfinished(project, (second,))
        story = keep(project, found, second_disks=(second,))
    else:
        story = finish_recording(project, done)
    assert np.array_equal(samples(project, story), known_sound(0, microphone.sent))
    assert not list(second.iterdir())


def test_a_second_disk_that_is_not_there_is_told_before_it_begins(tmp_path: Path) -> None:
    recorder = recorder_of(tmp_path / "recordings", PushedMicrophone(), second_folder=tmp_path / "stick")
    with pytest.raises(StorageError, match="second disk"):
        recorder.start()
    assert not (tmp_path / "recordings").exists()
    recorder.close()


def test_a_second_disk_that_is_gone_when_it_is_needed(project: Project, second: Path) -> None:
    disk, folder = Disk(), project.folder / "recordings"
    microphone = LiveMicrophone()
    recorder = recorder_of(folder, microphone, second_folder=second, free=disk)
    recorder.start()
    wait_until(lambda: recorder.status.position_ms > 300)
    second.rmdir()
    disk.full.add(folder)
    wait_until(lambda: recorder.status.state is State.FAILED)
    done = recorder.stop()
    assert "nearly full" in str(done.error)
    assert "second disk took none" in str(done.error)
    assert done.paths == (done.path,)
    assert len(samples(project, finish_recording(project, done))) > RATE // 4


# ---- after a crash --------------------------------------------------------------------------------------------


def test_killed_on_the_second_disk_both_are_found_and_joined(project: Project, second: Path) -> None:
    command = [sys.executable, "-c", GOING_ON, str(Path(__file__).parent), str(project.folder / "recordings")]
    command += [str(second), str(HEADER_BYTES + 70_000)]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(REPO), str(REPO / "tests")))},
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "on the second disk\n"
        program.send_signal(signal.SIGKILL)
    (found,) = unfinished(project, (second,))
    assert found.duration_ms >= 1000
    before = time.time()
    stick = second.rename(second.with_name("unplugged"))
    (found,) = unfinished(project, (second,))
    assert found.missing
    with pytest.raises(StorageError, match="on another disk"):
        keep(project, found, second_disks=(second,))
    stick.rename(second)
    (found,) = unfinished(project, (second,))
    sound = samples(project, keep(project, found, second_disks=(second,)))
    assert len(sound) >= RATE
    assert np.array_equal(sound, known_sound(0, len(sound)))
    assert not list(second.iterdir())
    assert time.time() - before < 60


def test_without_the_other_disk_a_person_may_keep_what_is_there(project: Project, second: Path) -> None:
    _, said = moved_on(project, second)
    shutil.rmtree(second)
    (found,) = unfinished(project, (second,))
    story = keep(project, found, second_disks=(second,), without_parts=True)
    sound = samples(project, story)
    assert np.array_equal(sound, said[: len(sound)])


def test_an_interrupted_join_is_done_again(project: Project, second: Path) -> None:
    done, said = moved_on(project, second, bits=24)
    with done.path.open("ab") as file:
        # Half of the second part is there already, and a piece of a frame.
        file.write(done.paths[1].read_bytes()[HEADER_BYTES : HEADER_BYTES + 10_000])
    (found,) = unfinished(project, (second,))
    assert found.duration_ms == 1400
    story = keep(project, found, second_disks=(second,))
    assert np.array_equal(samples(project, story), said)
    with project.read() as session:
        assert soundfile.info(sound_of(project, session, story).audio).subtype == "PCM_24"


def test_a_part_whose_beginning_nobody_knows_follows_the_first(project: Project, second: Path) -> None:
    name = str(uuid.uuid4())
    wav, part = project.folder / "recordings" / f"{name}.wav", second / f"{name}.2.wav"
    said, form = known_sound(0, 2 * RATE), WavFormat(RATE, 1)
    wav.write_bytes(wav_header(form, RATE * 2) + said[:RATE].tobytes())
    part.write_bytes(wav_header(form, 0) + said[RATE:].tobytes())
    for beside in (wav, part):
        write_note(beside, RecordingNote(started="2026-05-14T10:30:00+01:00", parts=(str(part),)))
    (found,) = unfinished(project, (second,))
    assert found.duration_ms == 2000
    assert np.array_equal(samples(project, keep(project, found, second_disks=(second,))), said)


def test_what_the_first_disk_lost_is_silence_so_that_times_hold(project: Project, second: Path) -> None:
    done, said = moved_on(project, second)
    lost = 5000
    with done.path.open("r+b") as file:
        file.truncate(HEADER_BYTES + (done.note.part_starts[0] - lost) * 2)
    sound = samples(project, finish_recording(project, done))
    start = done.note.part_starts[0]
    said[start - lost : start] = 0
    assert np.array_equal(sound, said)


def test_thrown_away_it_lies_in_the_bin_as_one(project: Project, second: Path) -> None:
    moved_on(project, second)
    (found,) = unfinished(project, (second,))
    kept = discard(project, found, (second,))
    assert soundfile.info(kept).duration == pytest.approx(1.4)
    assert not list(second.iterdir())
