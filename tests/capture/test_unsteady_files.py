"""Files that grow, vanish, change or never end while they are brought in: each a sentence, and nothing is left."""

import os
import shutil
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile
from examining import examine
from sqlalchemy import func, select

from coproclip.audio.writing import LOOK_BYTES
from coproclip.capture.importer import CHECKING, COPYING, DECODING, DRAWING, import_file
from coproclip.errors import CoProClipError, MediaError, StorageError
from coproclip.jobs import Progress
from coproclip.project.project import Project
from coproclip.project.schema import Person, Recording, Story

RATE = 16_000
posix = pytest.mark.skipif(sys.platform == "win32", reason="pipes of Unix systems, and names of open files set free")


def spoken(path: Path, seconds: int = 6, seed: int = 1) -> Path:
    samples = np.random.default_rng(seed).normal(0, 0.1, seconds * RATE)
    soundfile.write(path, samples, RATE, subtype="PCM_16")
    return path


@pytest.fixture(params=["wav", "flac", "mp3"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / f"story.{request.param}"
    if request.param != "mp3":
        return spoken(path)
    soundfile.write(path, np.random.default_rng(1).normal(0, 0.1, 6 * RATE), RATE, format="MP3")
    return path


def assert_nothing(project: Project, rows: int = 0) -> None:
    files = [path for name in ("originals", "working", "peaks") for path in (project.folder / name).iterdir()]
    with project.read() as session:
        found = sum(session.scalar(select(func.count()).select_from(kind)) or 0 for kind in (Story, Person))
        kept = list(session.scalars(select(Recording)))
    assert found == rows
    assert len(files) == sum(bool(name) for one in kept for name in (one.original, one.working, one.peaks))
    assert examine(project) == []


def refused(project: Project, source: Path, report: Callable[[Progress], None]) -> CoProClipError:
    with pytest.raises((MediaError, StorageError)) as told:
        import_file(project, source, storytellers=["Kit"], report=report)
    assert told.value.happened.endswith(".")
    assert told.value.next
    assert_nothing(project)
    return told.value


def once(activity: str, act: Callable[[], object]) -> Callable[[Progress], None]:
    """Does `act` when the import first says that this is its `activity`."""
    done: list[bool] = []

    def _report(progress: Progress) -> None:
        if progress.activity == activity and not done:
            done.append(True)
            act()

    return _report


def add(path: Path, piece: bytes = b"\1\2" * 4000) -> None:
    with path.open("ab") as file:
        file.write(piece)


def test_a_file_that_another_program_is_still_writing(project: Project, source: Path) -> None:
    stop = threading.Event()

    def _grow() -> None:
        while not stop.wait(0.001):
            add(source)

    writer = threading.Thread(target=_grow)
    writer.start()
    try:
        until = time.monotonic() + 60
        told = refused(project, source, lambda progress: None)
        assert time.monotonic() < until
    finally:
        stop.set()
        writer.join()
    assert "still writing" in told.happened
    assert import_file(project, source).story_id
    assert_nothing(project, rows=1)


@pytest.mark.parametrize("activity", [COPYING, CHECKING, DRAWING])
def test_growing_at_any_step_is_noticed(project: Project, source: Path, activity: str) -> None:
    assert "still writing" in refused(project, source, once(activity, lambda: add(source))).happened


def test_a_file_that_grows_faster_than_it_is_read_comes_to_an_end(project: Project, source: Path) -> None:
    def _report(progress: Progress) -> None:
        if progress.activity == COPYING:
            add(source, bytes(3 << 20))

    assert "still writing" in refused(project, source, _report).happened


def test_a_file_that_grows_while_it_is_compared(project: Project, tmp_path: Path) -> None:
    first = spoken(tmp_path / "first.wav")
    import_file(project, first)
    again = tmp_path / "again.wav"
    shutil.copy(first, again)
    told = once(CHECKING, lambda: add(again))
    with pytest.raises(MediaError, match="still writing"):
        import_file(project, again, report=told)
    assert_nothing(project, rows=1)


@pytest.mark.parametrize("activity", [COPYING, CHECKING, DRAWING])
@posix
def test_a_file_that_vanishes(project: Project, source: Path, activity: str) -> None:
    assert "taken away" in refused(project, source, once(activity, source.unlink)).happened


@pytest.mark.parametrize("activity", [COPYING, CHECKING, DRAWING])
@posix
def test_a_file_that_is_replaced(project: Project, source: Path, tmp_path: Path, activity: str) -> None:
    other = spoken(tmp_path / "other.wav", seed=2)
    assert "Another file" in refused(project, source, once(activity, lambda: os.replace(other, source))).happened


def test_a_file_that_is_written_over_in_place(project: Project, source: Path) -> None:
    def _write_over() -> None:
        with source.open("r+b") as file:
            file.seek(4000)
            file.write(b"\1\2" * 4000)

    assert "still writing" in refused(project, source, once(COPYING, _write_over)).happened


def test_a_file_that_is_cut_short(project: Project, source: Path) -> None:
    assert "still writing" in refused(project, source, once(COPYING, lambda: os.truncate(source, 5000))).happened


@posix
@pytest.mark.parametrize("linked", [False, True])
def test_a_pipe_without_end_is_not_waited_for(project: Project, tmp_path: Path, linked: bool) -> None:
    pipe = tmp_path / "endless.wav"
    os.mkfifo(pipe)
    if linked:
        (tmp_path / "link.wav").symlink_to(pipe)
    source = tmp_path / "link.wav" if linked else pipe
    assert "not a file" in refused(project, source, lambda progress: None).happened


@posix
@pytest.mark.parametrize("name", ["zero", "null", "urandom"])
def test_a_device_is_not_read(project: Project, name: str) -> None:
    assert "not a file" in refused(project, Path("/dev") / name, lambda progress: None).happened


def test_a_file_that_is_not_all_there(project: Project, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=1 << 42))
    os.truncate(source, 20 << 30)
    if not hasattr(source.stat(), "st_blocks") or source.stat().st_blocks * 512 > 1 << 30:
        pytest.skip("this file system keeps no holes")
    assert "not there" in refused(project, source, lambda progress: None).happened


def test_a_disk_that_fills_while_copying(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "long.wav"
    noise = np.random.default_rng(3).integers(-3000, 3000, RATE * 60, dtype=np.int16)
    soundfile.write(path, np.tile(noise, 40), RATE, subtype="PCM_16")
    assert path.stat().st_size > 2 * LOOK_BYTES
    free = iter([1 << 40])
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=next(free, 1 << 20)))
    assert "disk is full" in refused(project, path, lambda progress: None).happened


@pytest.mark.parametrize("activity", [COPYING, CHECKING, DECODING, DRAWING])
@posix
def test_the_folder_it_lies_in_is_taken_away(project: Project, tmp_path: Path, activity: str) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    path = stick / "story.mp3"
    soundfile.write(path, np.random.default_rng(1).normal(0, 0.1, 6 * RATE), RATE, format="MP3")
    assert "taken away" in refused(project, path, once(activity, lambda: shutil.rmtree(stick))).happened
