"""The whole way once, as `coproclip demo` goes it: with the speech model that arrives with the install."""

import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jiwer
import numpy as np
import pytest
import soundfile
import srt
import webvtt
from examining import examine
from sqlalchemy import delete
from whisper_normalizer.english import EnglishTextNormalizer

from coproclip.cli.app import run
from coproclip.errors import BadInput, StorageError
from coproclip.example import TITLE, default_folder, fill, name_voices, open_example, share
from coproclip.excerpts.approval import Use, note_answer, shareable
from coproclip.excerpts.marking import delete_excerpt, excerpts_of
from coproclip.excerpts.playlists import playlists
from coproclip.export.clips import export_clips
from coproclip.people.stories import sound_of, speakers_of, stories
from coproclip.project.journal import Operation, Work
from coproclip.project.project import Project
from coproclip.project.schema import Segment, Word
from coproclip.settings import resource_path
from coproclip.speech.models.packages import packaged_models
from coproclip.themes.codebook import themes
from coproclip.timecode import parse_time
from coproclip.transcript.edits import passages

ROOT = Path(__file__).parents[1]
INTERVIEW: dict[str, Any] = json.loads(resource_path("example", "interview.json").read_text("utf-8"))
PLAN: dict[str, Any] = json.loads(resource_path("example", "plan.json").read_text("utf-8"))
USER, PLACE = "zebedee-kw", "ordner-kw"
# MP3 puts some silence before the sound, and the player that reads it takes most of it away again.
NEAR_MS = 60

needs_base = pytest.mark.skipif("base" not in packaged_models(), reason="the default speech model is not installed")


@dataclass(frozen=True)
class ExportResult:
    """What the demo printed and left."""

    folder: Path
    project: Path
    out: str
    err: str
    env: dict[str, str]

    def program(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command as a program of its own."""
        line = [sys.executable, "-P", "-m", "coproclip", *words]
        return subprocess.run(line, env=self.env, cwd=self.folder, capture_output=True, text=True, check=False)

    def json(self, *words: str) -> Any:
        """What a command prints as JSON; run in this process."""
        printed = io.StringIO()
        with redirect_stdout(printed):
            assert run(list(words)) == 0
        return json.loads(printed.getvalue())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> ExportResult:
    """The demo, made once for all tests of this file."""
    folder = tmp_path_factory.mktemp(PLACE)
    env = {
        **os.environ,
        "COPROCLIP_HOME": str(tmp_path_factory.getbasetemp() / "home"),
        "PYTHONPATH": str(ROOT),
        "USER": USER,
        "LOGNAME": USER,
        "USERNAME": USER,
    }
    empty = ExportResult(folder, folder / "example" / f"{TITLE}.coproclip", "", "", env)
    ran = empty.program("demo", "example", "--no-window")
    assert ran.returncode == 0, ran.stderr
    return ExportResult(empty.folder, empty.project, ran.stdout, ran.stderr, env)


@pytest.fixture
def copy(made: ExportResult, tmp_path: Path) -> Iterator[Project]:
    """A copy of what the demo made, to do things to."""
    shutil.copytree(made.project.parent, tmp_path / "copy")
    with Project.open(tmp_path / "copy" / made.project.name) as project:
        yield project


def pictures(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith("project.db")
    }


pytestmark = [pytest.mark.slow]


# ---- the demo -------------------------------------------------------------------------------------------------


@needs_base
def test_it_says_what_it_made_and_where(made: ExportResult) -> None:
    lines = made.out.splitlines()
    assert lines[0] == "The example goes to example"
    assert [line.split()[0] for line in lines[1:]] == ["Project", *["Clip"] * 5, "Playlist", "Held"]
    assert "index.html" in lines[-2]
    assert lines[-1] == "Held back The bravest thing: The storyteller has not answered yet. No answer counts as a no."
    assert "%" not in made.err, "progress is for a screen"
    assert "━" not in made.err
    assert made.err.splitlines() == [
        "Importing the conversation …",
        "Transcribing what is said …",
        "Marking excerpts, linking themes, noting answers …",
        "Making clips with captions …",
        "Making the playlist …",
    ]


@needs_base
def test_its_words_are_those_that_were_spoken(made: ExportResult) -> None:
    told = made.json("transcript", str(made.project), "1", "--format", "json", "--for-the-team")
    text = resource_path("example", "interview.txt").read_text("utf-8")
    spoken = " ".join(line.partition(": ")[2] for line in text.splitlines())
    same = EnglishTextNormalizer()
    rate = jiwer.wer(same(spoken), same(" ".join(line["text"] for line in told["lines"])))
    assert rate <= 0.08
    assert (told["language"], told["model"]) == ("en", "base")


@needs_base
def test_who_speaks_is_known(made: ExportResult) -> None:
    told = made.json("transcript", str(made.project), "1", "--format", "json", "--for-the-team")
    voices = {"reporter": INTERVIEW["reporter"], "storyteller": INTERVIEW["storyteller"]}
    right = wrong = 0
    for line in told["lines"]:
        for word in line["words"]:
            middle = (word["start_ms"] + word["end_ms"]) // 2
            turn = [turn for turn in INTERVIEW["turns"] if turn["start_ms"] <= middle < turn["end_ms"]]
            if turn:
                right, wrong = (
                    (right + 1, wrong) if voices[turn[0]["speaker"]] == line["speaker"] else (right, wrong + 1)
                )
    assert right > 500
    assert wrong <= right // 100


@needs_base
def test_it_is_all_there_and_said_to_be_synthetic(made: ExportResult) -> None:
    project = str(made.project)
    [story] = made.json("stories", project, "--json")
    assert story["title"].endswith("(synthetic voices)")
    assert (story["state"], story["transcribed_ms"]) == ("done", story["duration_ms"])
    assert story["sha256"] == hashlib.sha256(resource_path("example", "interview.opus").read_bytes()).hexdigest()
    excerpts = made.json("excerpt", "list", project, "--json")
    planned = {one["title"]: one for one in PLAN["excerpts"]}
    assert {excerpt["title"]: set(excerpt["themes"]) for excerpt in excerpts} == {
        title: set(one["themes"]) for title, one in planned.items()
    }
    assert {excerpt["title"]: excerpt["approval"] for excerpt in excerpts} == {
        title: "yes" if one["approve"] else "waiting for a yes" for title, one in planned.items()
    }
    asked_for = [excerpt["quote"] for excerpt in excerpts if excerpt["title"] == "Nobody drew a fence"]
    assert "Nobody drew a fence." in asked_for[0], "corrected: what was heard first was “offense”"
    [cut] = [excerpt for excerpt in excerpts if len(excerpt["spans"]) == 2]
    assert cut["title"] == "His own ladder"
    assert " … " in cut["quote"]
    assert "looked after" not in cut["quote"]
    with Project.open(made.project) as opened:
        assert examine(opened) == []


@needs_base
def test_every_clip_is_the_sound_between_its_marks(made: ExportResult, tmp_path: Path) -> None:
    approved = [one for one in made.json("excerpt", "list", str(made.project), "--json") if one["approval"] == "yes"]
    with Project.open(made.project) as project:
        with project.read() as session:
            heard, rate = mono(sound_of(project, session, 1).audio)
        granted = shareable(project, [one["id"] for one in approved], Use.SHARING).granted
        plain = [clip.audio for clip in export_clips(granted, tmp_path, format="mp3", loudness=False)]
    clips = sorted((made.project.parent / "clips").glob("*.mp3"))
    assert [clip.name for clip in clips] == [clip.name for clip in plain]
    assert [clip.stem.partition(" ")[2] for clip in clips] == [one["title"] for one in approved]
    for clip, as_it_is, excerpt in zip(clips, plain, approved, strict=True):
        span = excerpt["spans"][0]
        part = heard[span["start_ms"] * rate // 1000 : span["end_ms"] * rate // 1000]
        # Evened loudness holds back the loudest moments, so without it the likeness is closer.
        for path, alike in ((as_it_is, 0.99), (clip, 0.95)):
            sound, clip_rate = mono(path)
            assert clip_rate == 32_000, "as an MP3 of one channel"
            place, likeness = where(sound, at_rate(part, rate, clip_rate))
            assert likeness > alike, path.name
            check_captions(path, excerpt, place * 1000 / clip_rate, len(sound) * 1000 / clip_rate)


def mono(path: Path) -> tuple[Any, int]:
    """A file's sound as one channel, read by another library than wrote it."""
    samples, rate = soundfile.read(path, dtype="float64")
    return samples if samples.ndim == 1 else samples.mean(axis=1), rate


def at_rate(sound: Any, rate: int, wanted: int) -> Any:
    """The same sound at a lower rate (Hz), without what that cannot have."""
    count = len(sound) * wanted // rate
    return np.fft.irfft(np.fft.rfft(sound)[: count // 2 + 1], count)


def where(sound: Any, part: Any) -> tuple[int, float]:
    """Where `part` begins in `sound` (samples), and how alike they are there (1: the same but for loudness)."""
    size = 1 << (len(sound) + len(part)).bit_length()
    product = np.fft.irfft(np.fft.rfft(sound, size) * np.conj(np.fft.rfft(part, size)), size)
    place = int(np.argmax(product[: max(1, len(sound) - len(part) + 1)]))
    there = sound[place : place + len(part)]
    return place, float(np.dot(there, part) / (np.linalg.norm(there) * np.linalg.norm(part)))


def check_captions(clip: Path, excerpt: dict[str, Any], first_word_ms: float, duration_ms: float) -> None:
    """The captions begin with the first word, end before the clip does, and hold its words and nothing else."""
    web = webvtt.read(str(clip.with_suffix(".vtt")))
    lines = list(srt.parse(clip.with_suffix(".srt").read_text("utf-8-sig")))
    assert len(web) == len(lines) > 0
    starts = [round(line.start.total_seconds() * 1000) for line in lines]
    ends = [round(line.end.total_seconds() * 1000) for line in lines]
    assert starts == [parse_time(caption.start) for caption in web]
    assert starts[0] >= 0
    assert abs(starts[0] - first_word_ms) <= NEAR_MS
    assert starts == sorted(starts)
    assert all(start < end for start, end in zip(starts, ends, strict=True))
    assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))
    assert ends[-1] < duration_ms
    said = " ".join(" ".join(caption.text.split()) for caption in web)
    assert said.replace(" … ", " ").split() == excerpt["quote"].replace(" … ", " ").split()


@needs_base
def test_the_playlist_is_a_page_with_everything_beside_it(made: ExportResult) -> None:
    [page] = (made.project.parent / "playlist").glob("*/index.html")
    html = page.read_text("utf-8")
    assert PLAN["playlist"]["introduction"].split(".")[0] in html
    for excerpt in made.json("excerpt", "list", str(made.project), "--json"):
        for part in excerpt["quote"].split(" … "):
            assert (part in html) is (excerpt["approval"] == "yes")
    names = {path.name for path in page.parent.iterdir() if not path.name.startswith(".")}
    assert names == {"index.html", "audio", "captions", "playlist.json", "playlist.m3u8", "playlist.xspf"}
    with zipfile.ZipFile(page.parent.with_suffix(".zip")) as packed:
        assert packed.testzip() is None
        assert len(packed.namelist()) >= 5 * 4 + 4


@needs_base
def test_no_byte_that_leaves_says_who_or_where(made: ExportResult) -> None:
    secrets = [INTERVIEW["storyteller"], INTERVIEW["title"], "(synthetic voices)", USER, PLACE, "interview.opus"]
    wanted = [text.encode(kind) for text in (*secrets, str(ROOT)) for kind in ("utf-8", "utf-16-le", "utf-16-be")]
    for folder in ("clips", "playlist"):
        for path in (made.project.parent / folder).rglob("*"):
            for name, content in contents(path):
                assert not any(secret in name for secret in secrets)
                assert [bad for bad in wanted if bad in content] == [], name


def contents(path: Path) -> Iterator[tuple[str, bytes]]:
    """What is in a file, and for a zip what is in the files within."""
    if path.is_file():
        yield path.name, path.read_bytes()
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as packed:
            for name in packed.namelist():
                yield name, packed.read(name)


@needs_base
def test_a_second_time_there_is_nothing_to_do(made: ExportResult) -> None:
    before = pictures(made.project.parent)
    ran = made.program("demo", "example", "--no-window")
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == made.out
    assert ran.stderr == "", "there was nothing to do"
    assert pictures(made.project.parent) == before
    assert len(made.json("excerpt", "list", str(made.project), "--json")) == len(PLAN["excerpts"])


# ---- and after something happened to it -----------------------------------------------------------------------


@needs_base
def test_cut_short_before_the_excerpts_it_goes_on(copy: Project) -> None:
    with copy.edit(Operation.DELETE_EXCERPT) as edit:
        for excerpt in excerpts_of(edit.session):
            delete_excerpt(edit, excerpt.id)
    steps: list[str] = []
    assert fill(copy, step=steps.append) == 1
    assert steps == ["Marking excerpts, linking themes, noting answers"]
    with copy.read() as session:
        assert len(excerpts_of(session)) == len(PLAN["excerpts"])
        assert len(themes(session)) == len(PLAN["themes"])
        assert len(playlists(session)) == len(stories(session)) == 1
    assert examine(copy) == []
    assert copy.undo_text == Operation.DELETE_EXCERPT.value, "what the program fills in is not a person’s to undo"


@needs_base
def test_a_yes_that_was_taken_back_is_held_back_in_what_is_made_anew(copy: Project) -> None:
    with copy.edit(Operation.NOTE_ANSWER) as edit:
        [told] = [excerpt for excerpt in excerpts_of(edit.session) if excerpt.title == "One empty chair"]
        note_answer(edit, told.id, "no")
    later = time.time() + 10
    os.utime(copy.folder.parent / "clips", (later, later))
    steps: list[str] = []
    made = share(copy, 1, copy.folder.parent, step=steps.append)
    assert steps == ["Making clips with captions", "Making the playlist"]
    assert len(made.clips) == 4
    assert len(made.not_shared) == 2
    assert made.playlist is not None
    assert "One empty chair" not in made.playlist.index.read_text("utf-8")


# ---- its parts ------------------------------------------------------------------------------------------------


def test_passages_of_two_voices_are_split_where_the_turn_changes(project: Project, story: int) -> None:
    words = [Word(f"w{place}", place * 500, place * 500 + 400) for place in range(6)]
    turns = [
        {"speaker": "reporter", "start_ms": 0, "end_ms": 950},
        {"speaker": "storyteller", "start_ms": 1000, "end_ms": 3000},
    ]
    with project.edit(Work.ADD_STORY) as edit:
        edit.session.execute(delete(Segment))
        edit.add(
            Segment(
                story_id=story,
                start_ms=0,
                end_ms=2900,
                text=" ".join(word.text for word in words),
                words=words,
                flags=[],
            )
        )
        for _ in range(2):
            name_voices(edit, story, turns)
    with project.read() as session:
        names = {speaker.id: speaker.role for speaker in speakers_of(session, story)}
        found = [(passage.text, names[passage.speaker_id or 0]) for passage in passages(session, story)]
    assert found == [("w0 w1", "reporter"), ("w2 w3 w4 w5", "storyteller")]
    assert examine(project) == []


def test_a_file_in_the_way_or_no_place_to_write_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(BadInput, match="is a file"):
        open_example(tmp_path / "file")
    with pytest.raises(StorageError):
        open_example(tmp_path / "file" / "deeper")
    assert default_folder().name == TITLE
    with open_example(tmp_path / "new") as first, open_example(tmp_path / "new") as second:
        assert first.details.uid == second.details.uid
