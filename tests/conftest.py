"""What many tests need: an offscreen window system, a project, and a story that can be heard."""

import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from shutil import copytree

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["HF_HUB_OFFLINE"] = os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import multiprocessing

import numpy as np
import pytest
import soundfile

from coproclip.capture.adding import add_story
from coproclip.people.stories import speakers_of
from coproclip.project.care import sha256_of
from coproclip.project.project import Project, Work, now
from coproclip.project.schema import Recording, Segment, Word

RATE = 16_000
SHARED = Path(__file__).resolve().parents[2] / "shared"

LINES = (
    ("reporter", "What was the first day like?"),
    ("storyteller", "We moved the chairs. After that there was no head of the table, so people just talked."),
    ("reporter", "And then?"),
    ("storyteller", "Then somebody asked me how I get to the bus stop. Not how people do, how I do."),
    ("storyteller", "I had never been asked before."),
)


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the settings of the person who runs it; joined speech models are shared."""
    home = tmp_path_factory.getbasetemp() / "home"
    monkeypatch.setenv("COPROCLIP_HOME", str(home))


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    """A test that leaves a thread or a child process behind fails."""
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
    left = [thread.name for thread in set(threading.enumerate()) - before if thread.is_alive()]
    assert not left, f"threads left behind: {left}"
    children = multiprocessing.active_children()
    for child in children:
        child.join(5)
    assert not multiprocessing.active_children(), "child processes left behind"


@pytest.fixture(scope="session", autouse=True)
def _nothing_of_ours_on_the_clipboard() -> Iterator[None]:
    """As the app does when it ends: without a loop of its own the test run would end in a crash after all tests."""
    yield
    if "PySide6.QtWidgets" in sys.modules:
        from coproclip.ui.app import let_go_of_clipboard

        if sys.modules["PySide6.QtWidgets"].QApplication.instance() is not None:
            let_go_of_clipboard()


@pytest.fixture
def shared() -> Path:
    """The folder of real recordings."""
    if not (SHARED / "data" / "audio").is_dir():
        pytest.skip("the folder of real recordings is not here")
    return SHARED


@pytest.fixture(scope="session")
def _empty_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once: making the tables takes longer than most tests."""
    with Project.create(tmp_path_factory.mktemp("empty") / "Side by Side") as made:
        return made.folder


@pytest.fixture
def project(tmp_path: Path, _empty_project: Path) -> Iterator[Project]:
    """An empty project."""
    opened = Project.open(copytree(_empty_project, tmp_path / _empty_project.name))
    yield opened
    opened.close()


def make_story(
    project: Project,
    lines: Sequence[tuple[str, str]] = LINES,
    *,
    title: str = "Moving the chairs",
    storyteller: str = "Kit",
    channels: int = 1,
    rate: int = RATE,
) -> int:
    """A story whose every word can be heard: a tone of its own for 200 ms, then 50 ms of quiet; 600 ms between lines.

    Returns the story's id; its passages are `lines`, its sound a WAV in the project.
    """
    pieces = [np.zeros(rate // 2)]
    place = 500
    segments: list[tuple[str, list[Word]]] = []
    number = 0
    for role, text in lines:
        words = []
        for word in text.split():
            tone = np.sin(2 * np.pi * (300 + 37 * (number % 60)) * np.arange(rate // 5) / rate)
            pieces += [0.3 * tone * np.hanning(len(tone)) ** 0.2, np.zeros(rate // 20)]
            words.append(Word(word, place, place + 200, 90))
            place += 250
            number += 1
        pieces.append(np.zeros(rate * 6 // 10))
        place += 600
        segments.append((role, words))
    samples = np.concatenate(pieces).astype("float32")
    samples += np.random.default_rng(1).normal(0, 0.0005, len(samples)).astype("float32")
    name = f"originals/{title.replace(' ', '-')}-{number}.wav"
    sound = samples if channels == 1 else np.stack([samples, samples * 0.8], axis=1)
    soundfile.write(project.folder / name, sound, rate, subtype="PCM_16")
    with project.edit(Work.ADD_STORY) as edit:
        recording = Recording(
            original=name,
            original_name="a private name.wav",
            sha256=sha256_of(project.folder / name),
            size_bytes=(project.folder / name).stat().st_size,
            duration_ms=len(samples) * 1000 // rate,
            sample_rate=rate,
            channels=channels,
            created_at=now(),
        )
        story = add_story(edit, recording, title=title, storyteller=storyteller, reporter="Amina", language="en")
        voices = {speaker.role: speaker.id for speaker in speakers_of(edit.session, story.id)}
        for role, words in segments:
            edit.add(
                Segment(
                    story_id=story.id,
                    speaker_id=voices.get(role),
                    start_ms=words[0].start_ms,
                    end_ms=words[-1].end_ms,
                    text=" ".join(word.text for word in words),
                    words=words,
                    flags=[],
                )
            )
        return story.id


@pytest.fixture
def story(project: Project) -> int:
    """A story of two voices with a transcript and sound; see `make_story`."""
    return make_story(project)


@pytest.fixture(name="make_story")
def _make_story() -> Callable[..., int]:
    """`make_story` itself, for tests with several stories."""
    return make_story
