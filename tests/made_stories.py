"""A story that can be heard, made in a moment."""

import hashlib
import io
import sqlite3
import tempfile
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from enum import Enum
from functools import cache, lru_cache
from pathlib import Path
from shutil import copytree
from types import FunctionType
from typing import Any, TypeVar

import numpy as np
import soundfile

from coproclip.capture.story_rows import add_story
from coproclip.people.stories import sound_of, speakers_of
from coproclip.project.project import Project, Work, now
from coproclip.project.schema import DraftSegment, Recording, Segment, Transcription, Word
from coproclip.timecode import TimeRange
from coproclip.transcript.edits import passages
from coproclip.transcript.heard import note_played

RATE = 16_000


@cache
def _place() -> tuple[tempfile.TemporaryDirectory[str], Path]:
    place = tempfile.TemporaryDirectory(prefix="made-projects-")  # goes when the run ends
    return place, Path(place.name)


@cache
def _whole() -> Path:
    with Project.create(_place()[1] / "Empty") as made:
        return made.folder


def new_project(folder: Path) -> Project:
    """An empty project of its own at `folder` (the suffix is added), opened.

    Copied, because making all tables anew takes longer than most tests.
    """
    copied = copytree(_whole(), folder.with_name(f"{folder.name}.coproclip"))
    with closing(sqlite3.connect(copied / "project.db")) as database, database:
        database.execute("PRAGMA synchronous=OFF")
        database.execute("UPDATE project SET uid = ?, title = ?", (str(uuid.uuid4()), folder.name))
    (copied / "project.db.sha256").unlink(missing_ok=True)
    return Project.open(copied)


Made = TypeVar("Made")

_MADE: dict[object, tuple[Path, Any]] = {}


def _same(value: object) -> object:
    """What is equal for two functions of one text that know of the same things; unlike all else where that is open."""
    if isinstance(value, FunctionType):
        cells = tuple(_same(cell.cell_contents) for cell in value.__closure__ or ())
        return value.__code__, cells, _same(value.__defaults__ or ())
    if isinstance(value, tuple):
        return tuple(map(_same, value))
    return value if isinstance(value, (str, int, Enum, type)) else object()


def made_project(folder: Path, make: Callable[[Project], Made], *options: object) -> tuple[Path, Made]:
    """The folder of a closed project of its own at `folder` (the suffix is added), and what `make(project)` gave.

    `make` runs once for all tests that give the same one with the same `options`; the others get a copy. It may not
    change what is outside the project, nor look at anything else.
    """
    key = (_same(make), folder.name, _same(options))
    if key not in _MADE:
        shelf = _place()[1] / str(len(_MADE))
        shelf.mkdir()
        with new_project(shelf / folder.name) as project:
            given = make(project, *options)
        Project.open(project.folder).close()  # the day's backup is taken
        _MADE[key] = (project.folder, given)
    kept, given = _MADE[key]
    return copytree(kept, folder.with_name(kept.name)), given


@contextmanager
def opened_copy(folder: Path, make: Callable[[Project], Made], *options: object) -> Iterator[tuple[Project, Made]]:
    """The same, opened; at the end it is closed."""
    place, given = made_project(folder, make, *options)
    with Project.open(place) as project:
        yield project, given


def play_all(project: Project, story: int) -> None:
    """All of a story was played on this computer."""
    with project.read() as session:
        sound = sound_of(project, session, story)
    note_played(project, sound.audio, [TimeRange(0, sound.duration_ms)])


LINES = (
    ("reporter", "What was the first day like?"),
    ("storyteller", "We moved the chairs. After that there was no head of the table, so people just talked."),
    ("reporter", "And then?"),
    ("storyteller", "Then somebody asked me how I get to the bus stop. Not how people do, how I do."),
    ("storyteller", "I had never been asked before."),
)


@lru_cache(maxsize=32)
def _spoken(
    lines: tuple[tuple[str, str], ...], channels: int, rate: int
) -> tuple[bytes, int, list[tuple[str, list[Word]]]]:
    """A WAV of these lines, how many frames it has, and who says which words when."""
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
    written = io.BytesIO()
    sound = samples if channels == 1 else np.stack([samples, samples * 0.8], axis=1)
    soundfile.write(written, sound, rate, format="WAV", subtype="PCM_16")
    return written.getvalue(), len(samples), segments


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
    sound, frames, segments = _spoken(tuple(lines), channels, rate)
    number = sum(len(words) for _, words in segments)
    name = f"originals/{title.replace(' ', '-')}-{number}.wav"
    (project.folder / name).write_bytes(sound)
    with project.edit(Work.ADD_STORY) as edit:
        recording = Recording(
            original=name,
            original_name="a private name.wav",
            sha256=hashlib.sha256(sound).hexdigest(),
            size_bytes=len(sound),
            duration_ms=frames * 1000 // rate,
            sample_rate=rate,
            channels=channels,
            created_at=now(),
        )
        story = add_story(edit, recording, title=title, storytellers=[storyteller], reporter="Amina", language="en")
        voices = {speaker.role: speaker.id for speaker in speakers_of(edit.session, story.id)}
        edit.session.add_all(
            Segment(
                story_id=story.id,
                speaker_id=voices.get(role),
                start_ms=words[0].start_ms,
                end_ms=words[-1].end_ms,
                text=" ".join(word.text for word in words),
                words=list(words),
                flags=[],
            )
            for role, words in segments
        )
        return story.id


def drafted(project: Project, story: int) -> None:
    """What stands there now is what the engine wrote."""
    with project.edit(Work.TRANSCRIBE) as edit:
        act = edit.add(Transcription(story_id=story, engine="", speech_model="small", state="done", started_at=now()))
        edit.session.flush()
        for line in passages(edit.session, story):
            edit.session.add(
                DraftSegment(
                    transcription_id=act.id,
                    start_ms=line.start_ms,
                    end_ms=line.end_ms,
                    text=line.text,
                    words=line.words,
                )
            )
