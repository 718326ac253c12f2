"""A story that can be heard, made in a moment."""

import sqlite3
import tempfile
import uuid
from collections.abc import Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from shutil import copytree

import numpy as np
import soundfile

from coproclip.capture.story_rows import add_story
from coproclip.people.stories import sound_of, speakers_of
from coproclip.project.integrity import sha256_of
from coproclip.project.project import Project, Work, now
from coproclip.project.schema import Recording, Segment, Word
from coproclip.timecode import TimeRange
from coproclip.transcript.heard import note_played

RATE = 16_000


@cache
def _whole() -> tuple[tempfile.TemporaryDirectory[str], Path]:
    place = tempfile.TemporaryDirectory(prefix="empty-project-")  # goes when the run ends
    with Project.create(Path(place.name) / "Empty") as made:
        return place, made.folder


def new_project(folder: Path) -> Project:
    """An empty project of its own at `folder` (the suffix is added), opened.

    Copied, because making all tables anew takes longer than most tests.
    """
    copied = copytree(_whole()[1], folder.with_name(f"{folder.name}.coproclip"))
    with closing(sqlite3.connect(copied / "project.db")) as database, database:
        database.execute("UPDATE project SET uid = ?, title = ?", (str(uuid.uuid4()), folder.name))
    (copied / "project.db.sha256").unlink(missing_ok=True)
    return Project.open(copied)


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
        story = add_story(edit, recording, title=title, storytellers=[storyteller], reporter="Amina", language="en")
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
