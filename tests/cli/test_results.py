"""What commands print: the JSON of the contract, and lines for people; and that the same twice does no harm."""

import hashlib
import io
import json
import os
import re
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pysubs2
import pytest
import soundfile
import webvtt
from consenting import allow
from examining import examine
from model_stand_in import write_model
from running import Command, Ran

from coproclip.cli import output, transcript
from coproclip.excerpts.approval import Approval, note_answer
from coproclip.excerpts.marking import mark
from coproclip.project.journal import Operation, Work
from coproclip.project.project import Project
from coproclip.project.storage.backups import BackupReason
from coproclip.report.markup import parse
from coproclip.report.sections import add_section, sections, set_body
from coproclip.settings import Settings, save_settings
from coproclip.transcript.edits import correct_segment, passages
from coproclip.transcription.queue import TranscriptionRequest, enqueue, set_paused

QUOTE = "somebody asked me how I get to the bus stop"


def shape(value: Any) -> Any:
    """The kinds of a JSON value, with one of each list standing for all of them."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    if isinstance(value, list):
        shapes = [shape(inner) for inner in value]
        assert all(one == shapes[0] for one in shapes), "a list of different things"
        return shapes[:1]
    return type(value).__name__


EXCERPT = {
    "id": "int",
    "story": "int",
    "title": "str",
    "quote": "str",
    "spans": [{"start_ms": "int", "end_ms": "int"}],
    "themes": ["str"],
    "approval": "str",
    "kind": "str",
    "valence": "str",
    "spotlight": "bool",
}
THEME: dict[str, object] = {
    "id": "int",
    "name": "str",
    "parent": "NoneType",
    "question": "str",
    "heading_kind": "str",
    "stories": "int",
    "excerpts": "int",
    "differing": "int",
    "dots": "int",
    "suggested_by": "str",
    "suggested_by_people": [],
}
PLAYLIST = {
    "id": "int",
    "name": "str",
    "introduction": "str",
    "gap_ms": "int",
    "address": "str",
    "between": [],
    "excerpts": ["int"],
}
CLIP = {
    "excerpt": "int",
    "title": "str",
    "attribution": "str",
    "duration_ms": "int",
    "audio": "str",
    "captions": ["str"],
}
REFUSED = {"excerpt": "int", "title": "str", "approval": "str", "reason": "str"}


@pytest.fixture
def folder(project: Project, story: int) -> Path:
    """A project with one story of two voices, for commands to work on."""
    return project.folder


@pytest.fixture
def agreed(project: Project, folder: Path) -> Path:
    """The same, and the storyteller agreed that the team has it."""
    allow(project)
    return folder


@pytest.fixture
def excerpt(folder: Path, done: Command) -> int:
    """An excerpt in the theme “Asked”, without an answer."""
    made = done("excerpt", "add", folder, 1, "--quote", QUOTE, "--title", "Asked", "--theme", "Asked", "--json")
    number: int = made.json["id"]
    return number


TEAM_MARK = "For the team, not for sharing"
FOR_THE_TEAM = f"{TEAM_MARK}: there are words in it that nobody may have said yes to.\n"


def silent_but_for_json(ran: Ran) -> Any:
    """The JSON of a command that said nothing else."""
    assert ran.err == ""
    return ran.json


def marked_json(ran: Ran) -> Any:
    """The JSON of a command that said nothing but whom it is for: inside an object, beside a list."""
    told = ran.json
    if isinstance(told, dict):
        assert ran.err == ""
        assert next(iter(told)) == "notice"
        assert told.pop("notice") == TEAM_MARK
    else:
        assert ran.err == (FOR_THE_TEAM if told else "")
    return told


# ---- projects and stories -------------------------------------------------------------------------------------


def test_a_new_project_is_made_once(cli: Command, tmp_path: Path) -> None:
    made = cli("new", tmp_path / "Ünïcode 采访 🎙️", "--title", "Side by side")
    folder = tmp_path / "Ünïcode 采访 🎙️.coproclip"
    assert (made.code, made.out, made.err) == (0, f"Made {folder}\n", "")
    with Project.open(folder) as project:
        assert project.details.title == "Side by side"
    again = cli("new", folder)
    assert (again.code, again.out) == (1, "")
    assert "is there already" in again.err


def test_lists_of_nothing_are_empty_and_say_so(cli: Command, project: Project) -> None:
    for words in (["stories"], ["excerpt", "list"], ["theme", "list"], ["playlist", "list"]):
        ran = cli(*words, project.folder)
        assert (ran.code, ran.out) == (0, ""), ran.err
        assert ran.err.startswith("There are no ")
        assert silent_but_for_json(cli(*words, project.folder, "--json")) == []
    assert silent_but_for_json(cli("search", project.folder, "word", "--json")) == []


def test_stories(done: Command, folder: Path, make_story: Callable[..., int], project: Project) -> None:
    make_story(project, title="Second", storyteller="Zoë")
    told = silent_but_for_json(done("stories", folder, "--json"))
    assert shape(told) == [
        {
            "id": "int",
            "title": "str",
            "storytellers": ["str"],
            "duration_ms": "int",
            "language": "str",
            "sha256": "str",
            "transcribed_ms": "int",
            "state": "str",
            "worded_ms": "int",
            "found": "str",
        }
    ]
    assert [(one["id"], one["title"], one["storytellers"]) for one in told] == [
        (1, "Moving the chairs", ["Kit"]),
        (2, "Second", ["Zoë"]),
    ]
    [original] = folder.glob("originals/Moving*")
    assert told[0]["sha256"] == hashlib.sha256(original.read_bytes()).hexdigest()
    assert told[0]["duration_ms"] == soundfile.info(original).frames // 16
    assert (told[0]["transcribed_ms"], told[0]["state"]) == (0, "none")
    lines = done("stories", folder).out.splitlines()
    assert lines[1] == "   2  Second  (Zoë, 0:15, not transcribed yet)"
    with project.edit(Work.TRANSCRIBE) as edit:
        enqueue(edit, 2, TranscriptionRequest())
        enqueue(edit, 1, TranscriptionRequest())
        set_paused(edit, 1)
    lines = done("stories", folder).out.splitlines()
    assert lines[0].endswith("not transcribed yet, paused in the queue: 2)")
    assert lines[1].endswith("not transcribed yet, in the queue: 1)")


def test_import_of_several_files_goes_on_after_a_bad_one(cli: Command, project: Project, tmp_path: Path) -> None:
    good, bad = tmp_path / "kit-14_may.wav", tmp_path / "letter.mp3"
    soundfile.write(good, [0.1, -0.1] * 8000, 16_000)
    bad.write_text("Dear all")
    ran = cli("import", project.folder, bad, tmp_path / "gone.wav", good, "--storyteller", "Kit", "--language", "en")
    assert ran.code == 1
    assert ran.out == "kit-14_may.wav: story 1\n"
    said = [line.partition(":")[0] for line in ran.err.splitlines()]
    assert said == ["letter.mp3", "gone.wav", "Not noted yet for story 1"]
    [story] = cli("stories", project.folder, "--json").json
    assert (story["title"], story["storytellers"], story["language"]) == ("Kit 14 may", ["Kit"], "en")
    again = cli("import", project.folder, good)
    assert (again.code, again.out) == (0, "")
    assert "is in the project already, as story 1" in again.err
    assert len(cli("stories", project.folder, "--json").json) == 1


def test_a_story_of_several_storytellers_is_brought_in_with_all_of_them(
    cli: Command, done: Command, project: Project, tmp_path: Path
) -> None:
    soundfile.write(tmp_path / "talk.wav", [0.1, -0.1] * 8000, 16_000)
    done("import", project.folder, tmp_path / "talk.wav", "--storyteller", "Kit", "--storyteller", " Rosa ")
    [story] = done("stories", project.folder, "--json").json
    assert story["storytellers"] == ["Kit", "Rosa"]
    said = ("shared", "yes", "--by", "Kit", "--how", "by letter")
    assert "Kit and Rosa tell this story." in cli("consent", project.folder, 1, *said).err
    assert done("consent", project.folder, 1, *said, "--of", "Kit", "--json").json["shared"] == "yes"
    told = done("consent", project.folder, 1, "recorded", "no", *said[2:], "--of", "Rosa", "--json").json
    assert (told["storyteller"], told["recorded"], told["shared"]) == ("Rosa", "no", "")


def test_one_title_for_several_files_is_numbered(done: Command, project: Project, tmp_path: Path) -> None:
    for number in (1, 2):
        soundfile.write(tmp_path / f"{number}.wav", [0.1 * number, -0.1] * 8000, 16_000)
    done("import", project.folder, tmp_path / "1.wav", tmp_path / "2.wav", "--title", "The walk")
    told = done("stories", project.folder, "--json").json
    assert [story["title"] for story in told] == ["The walk", "The walk 2"]


# ---- words ----------------------------------------------------------------------------------------------------


def test_transcript_as_json(done: Command, folder: Path) -> None:
    told = silent_but_for_json(done("transcript", folder, 1, "--format", "json"))
    for line in told["lines"]:
        assert all(type(word.pop("confidence")) in (int, float) for word in line["words"])
        line["flags"] = line["flags"] or ["none"]
    assert shape(told) == {
        "story": "int",
        "language": "str",
        "model": "str",
        "lines": [
            {
                "id": "int",
                "speaker": "str",
                "start_ms": "int",
                "end_ms": "int",
                "text": "str",
                "checked": "bool",
                "flags": ["str"],
                "words": [{"text": "str", "start_ms": "int", "end_ms": "int"}],
            }
        ],
    }
    assert (told["story"], told["language"]) == (1, "en")
    assert [line["speaker"] for line in told["lines"]] == ["Amina", "Kit", "Amina", "Kit", "Kit"]
    assert told["lines"][0]["text"] == "What was the first day like?"
    assert told["lines"][0]["words"][0] == {"text": "What", "start_ms": 500, "end_ms": 700}


def test_transcript_for_people_and_players(done: Command, folder: Path) -> None:
    plain = done("transcript", folder, "moving the CHAIRS").out
    assert plain.startswith("Moving the chairs\n\n[0:00] Amina: What was the first day like?\n[0:02] Kit: We moved")
    captions = webvtt.from_string(done("transcript", folder, 1, "--format", "vtt").out)
    subtitles = pysubs2.SSAFile.from_string(done("transcript", folder, 1, "--format", "SRT").out)
    assert len(captions) == len(subtitles) > 4
    assert subtitles[0].plaintext == "AMINA: What was the first day like?"
    assert "\r" not in done("transcript", folder, 1, "--format", "srt").out


TEAM = "For the team, not for sharing"


@pytest.mark.parametrize("format", ["txt", "srt", "vtt", "json"])
def test_transcript_into_a_file(cli: Command, agreed: Path, tmp_path: Path, format: str) -> None:
    target = tmp_path / f"wörds.{format}"
    asked = cli("transcript", agreed, 1, "--format", format, "--output", target)
    assert asked.code == 1
    assert "--for-the-team" in asked.err
    assert not target.exists()
    for _ in range(2):
        ran = cli("transcript", agreed, 1, "--format", format, "--output", target, "--for-the-team")
        assert (ran.code, ran.out) == (0, ""), ran.err
    assert target.read_text("utf-8").count(TEAM) == (2 if format == "vtt" else 1) + (format == "vtt")
    if os.name == "posix":
        assert stat.S_IMODE(target.stat().st_mode) == 0o600
    if format == "json":
        told = json.loads(target.read_text("utf-8"))
        assert told.pop("notice") == TEAM
        assert told == cli("transcript", agreed, 1, "--format", "json").json
    assert not [path.name for path in tmp_path.iterdir() if "unfinished" in path.name]


def test_a_transcript_handed_on_is_marked_as_one_in_a_file(agreed: Path, tmp_path: Path) -> None:
    def _handed_on(*more: str) -> tuple[int, str, str]:
        words = [sys.executable, "-m", "coproclip", "transcript", str(agreed), "1", "--format", "txt", *more]
        with (tmp_path / "out").open("wb") as target:
            ran = subprocess.run(words, stdout=target, stderr=subprocess.PIPE, encoding="utf-8", timeout=60)
        return ran.returncode, (tmp_path / "out").read_text("utf-8"), ran.stderr

    code, out, told = _handed_on()
    assert (code, out, "--for-the-team" in told) == (1, "", True)
    code, out, told = _handed_on("--for-the-team")
    assert (code, TEAM in out[:400], "chairs" in out) == (0, True, True)


@pytest.mark.parametrize("format", ["srt", "vtt", "json"])
def test_so_it_is_in_every_format(
    cli: Command, agreed: Path, tmp_path: Path, format: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transcript, "on_screen", output.on_screen)
    place = tmp_path / "out"

    def _handed_on(*more: str) -> Ran:
        with place.open("w", encoding="utf-8") as target, redirect_stdout(target):
            return cli("transcript", agreed, 1, "--format", format, *more)

    ran = _handed_on()
    assert (ran.code, place.read_text("utf-8"), "--for-the-team" in ran.err) == (1, "", True)
    assert _handed_on("--for-the-team").code == 0
    out = place.read_text("utf-8")
    assert (TEAM in out[:400], "chairs" in out) == (True, True)


def test_a_transcript_replaces_nothing_else(cli: Command, agreed: Path, tmp_path: Path) -> None:
    words = ("transcript", agreed, 1, "--for-the-team", "--output")
    assert cli(*words, tmp_path).code == 1
    assert cli(*words, tmp_path / "no" / "such" / "place").code == 1
    (tmp_path / "mine.txt").write_text("my diary")
    ran = cli(*words, tmp_path / "mine.txt")
    assert (ran.code, "--force" in ran.err) == (1, True)
    assert (tmp_path / "mine.txt").read_text() == "my diary"
    assert cli(*words, tmp_path / "mine.txt", "--force").code == 0
    assert TEAM in (tmp_path / "mine.txt").read_text("utf-8")
    if os.name == "posix":
        (tmp_path / "link.txt").symlink_to(tmp_path / "mine.txt")
        os.mkfifo(tmp_path / "pipe.txt")
        for name, what in (("link.txt", "a link"), ("pipe.txt", "a device")):
            ran = cli(*words, tmp_path / name, "--force")
            assert (ran.code, what in ran.err) == (1, True)
        assert (tmp_path / "link.txt").is_symlink()
        assert stat.S_ISFIFO((tmp_path / "pipe.txt").stat().st_mode)


def test_a_transcript_of_no_words_yet(done: Command, project: Project, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", [0.1, -0.1] * 8000, 16_000)
    done("import", project.folder, tmp_path / "a.wav")
    told = done("transcript", project.folder, 1, "--format", "json").json
    assert told == {"story": 1, "language": "", "model": "", "lines": []}
    assert done("transcript", project.folder, 1, "--format", "vtt").out.startswith("WEBVTT")


@pytest.mark.parametrize("name", ["99", "0", "-1", "9" * 30, "no such title", "１"])
def test_a_story_that_is_not_there(name: str, cli: Command, folder: Path) -> None:
    for words in (
        ["transcript", folder, "--", name],
        ["check", folder, "--", name],
        ["transcribe", folder, "--", name],
    ):
        ran = cli(*words)
        assert (ran.code, ran.out) == (1, "")
        assert ran.err == f"There is no story “{name}” in this project.\n"


def test_check_marks_the_whole_story(cli: Command, folder: Path) -> None:
    for _ in range(2):
        ran = cli("check", folder, "Moving the chairs")
        assert (ran.code, ran.out) == (0, "Story 1: 5 passages checked against the recording\n")
        assert ran.err.startswith("5 ticked all at once.")
    told = cli("transcript", folder, 1, "--format", "json").json
    assert all(line["checked"] is True for line in told["lines"])


def test_a_story_without_words_cannot_be_checked(cli: Command, project: Project, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", [0.1, -0.1] * 8000, 16_000)
    cli("import", project.folder, tmp_path / "a.wav")
    ran = cli("check", project.folder, 1)
    assert (ran.code, ran.err) == (1, "This story has no words yet. Transcribe it first.\n")


def test_search(cli: Command, folder: Path) -> None:
    told = marked_json(cli("search", folder, "BUS", "stop", "--json"))
    assert shape(told) == [{"story": "int", "line": "int", "start_ms": "int", "end_ms": "int", "text": "str"}]
    assert [hit["line"] for hit in told] == [4]
    assert cli("search", folder, "stop bus", "--json").json == told, "words of one argument stand for themselves"
    assert cli("search", folder, "stop bus", "somebody", "--json").json == [], "several arguments: each is a phrase"
    people = cli("search", folder, "people")
    assert people.out.startswith("Moving the chairs  0:06  We moved the chairs.")
    assert people.err == f"{FOR_THE_TEAM}2 passages in 1 of 1 story\n"
    for nothing in ("zebra", '"', "***", "XOR", ""):
        ran = cli("search", folder, nothing)
        assert (ran.code, ran.out, ran.err) == (0, "", "No story has these words.\n")


# ---- excerpts, themes, playlists ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end"), [("9500", "11000"), ("0:09.5", "0:11"), ("00:00:09.500", "00:00:11.000"), ("0:9,5", "0:11.0")]
)
def test_an_excerpt_by_its_times(start: str, end: str, done: Command, folder: Path) -> None:
    told = marked_json(done("excerpt", "add", folder, 1, "--from", start, "--to", end, "--json"))
    told["themes"] = ["none"]
    assert shape(told) == EXCERPT
    assert told["quote"] == told["title"] == "how I get to the bus"
    assert told["approval"] == "draft"


def test_an_excerpt_by_its_words_in_themes_that_are_made(done: Command, folder: Path) -> None:
    done("theme", "add", folder, "Asked")
    told = done(
        *("excerpt", "add", folder, "moving the chairs", "--quote", QUOTE),
        *("--theme", "asked", "--theme", "Näher dran", "--json"),
    )
    told = marked_json(told)
    assert shape(told) == EXCERPT
    assert told["quote"] == f"{QUOTE}."
    assert told["themes"] == ["Asked", "Näher dran"]
    assert [theme["name"] for theme in done("theme", "list", folder, "--json").json] == ["Asked", "Näher dran"]


def test_details_say_whom_they_are_for(done: Command, folder: Path) -> None:
    assert marked_json(done("details", folder, 1, "--json"))["title"] == "Moving the chairs"
    assert done("details", folder, 1).err == FOR_THE_TEAM


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--quote", "zebra crossing xylophone"], "These words are not in this story."),
        (["--from", "0:05", "--to", "0:02"], "An excerpt needs at least one word."),
        (["--from", "9:00", "--to", "9:10"], "This story is only 16 s long."),
        (["--quote", "the chairs", "--theme", "  "], "A theme needs a name."),
    ],
)
def test_what_cannot_be_an_excerpt(words: list[str], said: str, cli: Command, folder: Path) -> None:
    ran = cli("excerpt", "add", folder, 1, *words)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(said)
    assert cli("excerpt", "list", folder, "--json").json == [], "half of it is none of it"


def test_the_same_words_twice_are_pointed_out(done: Command, folder: Path, excerpt: int) -> None:
    ran = done("excerpt", "add", folder, 1, "--quote", QUOTE, "--json")
    assert ran.json["id"] == excerpt + 1
    assert ran.err == f"Excerpt {excerpt} is of exactly the same words.\n"


def test_excerpts_are_listed_approved_and_removed(
    cli: Command, done: Command, folder: Path, excerpt: int, project: Project
) -> None:
    done("excerpt", "add", folder, 1, "--quote", "We moved the chairs", "--theme", "Space")
    told = marked_json(done("excerpt", "list", folder, "--json"))
    assert shape(told) == [EXCERPT]
    assert [one["id"] for one in told] == [2, 1], "in the order they are heard"
    assert [one["id"] for one in done("excerpt", "list", folder, 1, "--json").json] == [1]
    approved = marked_json(done("excerpt", "approve", folder, 1, 1, "--by", "Kit", "--json"))
    assert [(one["id"], one["approval"]) for one in approved] == [(1, "held back")]
    assert "  held back  “somebody asked me" in done("excerpt", "list", folder).out
    with project.edit(Operation.CORRECT_WORDS) as edit:
        fourth = passages(edit.session, 1)[3]
        correct_segment(edit, fourth.id, fourth.text.replace("somebody", "someone"))
    states = {one["id"]: one["approval"] for one in done("excerpt", "list", folder, "--json").json}
    assert states == {1: "needs a new yes", 2: "draft"}
    assert set(states.values()) <= {approval.value for approval in Approval}
    assert silent_but_for_json(done("excerpt", "remove", folder, 2, 1, 2, "--json")) == {"removed": [2, 1]}
    assert done("excerpt", "list", folder, "--json").json == []


@pytest.mark.parametrize("command", ["list", "approve --by Kit", "remove"])
def test_one_wrong_number_and_nothing_is_done(command: str, cli: Command, folder: Path, excerpt: int) -> None:
    before = cli("excerpt", "list", folder, "--json").json
    verb, *more = command.split()
    ran = cli("excerpt", verb, folder, excerpt, 99, *more)
    assert (ran.code, ran.out, ran.err) == (1, "", "There is no excerpt 99 in this project.\n")
    assert cli("excerpt", "list", folder, "--json").json == before


def test_themes(cli: Command, done: Command, folder: Path, excerpt: int) -> None:
    made = silent_but_for_json(done("theme", "add", folder, "Space", "--question", "Who sat where?", "--json"))
    assert shape(made) == THEME
    assert (made["name"], made["question"], made["parent"]) == ("Space", "Who sat where?", None)
    under = done("theme", "add", folder, "Chairs", "--parent", "SPACE", "--json").json
    assert under["parent"] == "Space"
    told = {
        theme["name"]: (theme["stories"], theme["excerpts"]) for theme in done("theme", "list", folder, "--json").json
    }
    assert told == {"Asked": (1, 1), "Space": (0, 0), "Chairs": (0, 0)}
    assert "Asked: 1 story, 1 excerpt\n" in done("theme", "list", folder).out
    assert [one["name"] for one in done("theme", "list", folder, "space", "--json").json] == ["Space", "Chairs"]
    for words, said in (
        (["add", folder, "space"], "There is a theme “Space” already."),
        (["add", folder, "  "], "A theme needs a name."),
        (["add", folder, "Rooms", "--parent", "nowhere"], "There is no theme “nowhere”."),
        (["list", folder, "nowhere"], "There is no theme “nowhere”."),
    ):
        ran = cli("theme", *words)
        assert (ran.code, ran.out) == (1, "")
        assert ran.err.startswith(said)
    assert len(done("theme", "list", folder, "--json").json) == 3


def test_playlists(cli: Command, done: Command, folder: Path, excerpt: int) -> None:
    made = silent_but_for_json(done("playlist", "add", folder, "Chairs", "--excerpt", excerpt, "--json"))
    assert shape(made) == PLAYLIST
    second = done("excerpt", "add", folder, 1, "--quote", "We moved the chairs", "--json").json["id"]
    done("playlist", "add", folder, "chairs", "--excerpt", second, "--excerpt", excerpt)
    told = done("playlist", "list", folder, "--json").json
    assert [(one["name"], one["excerpts"]) for one in told] == [("Chairs", [excerpt, second])]
    assert done("playlist", "list", folder, "CHAIRS", "--json").json == told
    assert done("playlist", "list", folder).out == "   1  Chairs: 2 excerpts\n"
    ran = cli("playlist", "add", folder, "New", "--excerpt", 99)
    assert (ran.code, ran.err) == (1, "There is no excerpt 99 in this project.\n")
    assert cli("playlist", "list", folder, "New").code == 1, "a list that could not be filled is not begun"


def agree(done: Command, folder: Path) -> None:
    """The storyteller agreed to being recorded, and somebody listened to every word."""
    for about in ("recorded", "shared"):
        done("consent", folder, 1, about, "yes", "--by", "Kit", "--how", "on a signed sheet")
    done("check", folder, 1)


# ---- what leaves ----------------------------------------------------------------------------------------------


def test_clips_of_what_may_leave_and_why_not_the_rest(
    cli: Command, done: Command, folder: Path, excerpt: int, tmp_path: Path
) -> None:
    done("excerpt", "add", folder, 1, "--quote", "We moved the chairs")
    target = tmp_path / "für alle"
    nothing = cli("export", "clips", folder, "--to", target, "--json")
    assert (nothing.code, nothing.out) == (1, "")
    assert nothing.err.count("Held back: ") == 2
    assert not target.exists()
    agree(done, folder)
    done("excerpt", "approve", folder, excerpt, "--by", "Kit")
    ran = done("export", "clips", folder, "--to", target, "--format", "WAV", "--json")
    assert shape(ran.json) == {"clips": [CLIP], "refused": [REFUSED]}
    [clip], [refused] = ran.json["clips"], ran.json["refused"]
    assert (clip["excerpt"], clip["title"], clip["attribution"]) == (excerpt, "Asked", "One storyteller")
    assert soundfile.info(clip["audio"]).duration * 1000 == pytest.approx(clip["duration_ms"], abs=1)
    assert sorted(Path(path).suffix for path in clip["captions"]) == [".srt", ".txt", ".vtt"]
    assert (refused["approval"], "not been asked" in refused["reason"]) == ("draft", True)
    assert ran.err.startswith(f"Held back: {refused['title']}. {refused['reason']} Use “coproclip ")
    assert "01 Asked: Caption 1 is fast to read" in ran.err
    files = sorted(path.name for path in target.iterdir())
    done("export", "clips", folder, "--to", target, "--format", "wav")
    assert sorted(path.name for path in target.iterdir()) == files, "twice the same is once"


def test_clips_of_one_theme_or_for_review(
    cli: Command, done: Command, folder: Path, excerpt: int, tmp_path: Path
) -> None:
    done("excerpt", "add", folder, 1, "--quote", "We moved the chairs", "--theme", "Space")
    told = done("export", "clips", folder, "--to", tmp_path / "r", "--theme", "space", "--use", "review", "--json").json
    assert [clip["excerpt"] for clip in told["clips"]] == [2]
    assert "for review, not for sharing" in told["clips"][0]["audio"]
    assert told["refused"] == []
    assert cli("export", "clips", folder, "--to", tmp_path / "x", "--theme", "nowhere").code == 1
    done("theme", "add", folder, "Empty")
    ran = cli("export", "clips", folder, "--to", tmp_path / "x", "--theme", "Empty")
    assert (ran.code, ran.err) == (1, "There are no excerpts to share yet. Mark some first.\n")
    assert not (tmp_path / "x").exists()


def test_a_playlist_folder(cli: Command, done: Command, folder: Path, excerpt: int, tmp_path: Path) -> None:
    done("playlist", "add", folder, "Chairs", "--excerpt", excerpt)
    done("playlist", "add", folder, "Empty")
    target = tmp_path / "out"
    refused = cli("export", "playlist", folder, "Chairs", "--to", target)
    assert (refused.code, refused.out, target.exists()) == (1, "", False)
    assert refused.err.startswith("Held back: Asked. ")
    empty = cli("export", "playlist", folder, "Empty", "--to", target)
    assert (empty.code, empty.err) == (1, "The playlist “Empty” is empty. Put excerpts into it first.\n")
    assert cli("export", "playlist", folder, "Nowhere", "--to", target).code == 1
    agree(done, folder)
    done("excerpt", "approve", folder, excerpt, "--by", "Kit")
    told = done("export", "playlist", folder, "chairs", "--to", target, "--json").json
    assert shape(told) == {"folder": "str", "index": "str", "zip": "str", "clips": [CLIP], "refused": []}
    assert Path(told["index"]).read_text("utf-8").startswith("<!")
    assert Path(told["zip"]).is_file()
    assert done("export", "playlist", folder, "chairs", "--to", target).out.splitlines() == [told["index"], told["zip"]]


def test_a_playlist_in_one_page_as_a_montage_and_for_another_page(
    cli: Command, done: Command, folder: Path, excerpt: int, tmp_path: Path
) -> None:
    done("playlist", "add", folder, "Chairs", "--excerpt", excerpt)
    done("theme", "add", folder, "Trust")
    done("theme", "link", folder, "Trust", excerpt)
    target = tmp_path / "out"
    for kind in (("page", folder, "Chairs"), ("montage", folder, "--playlist", "Chairs")):
        refused = cli("export", *kind, "--to", target)
        assert (refused.code, refused.out, target.exists()) == (1, "", False)
        assert refused.err.startswith("Held back: Asked. ")
    assert cli("export", "montage", folder, "--to", target).code == 2
    agree(done, folder)
    done("excerpt", "approve", folder, excerpt, "--by", "Kit")
    told = done("export", "page", folder, "Chairs", "--to", target, "--json").json
    assert shape(told) == {"page": "str", "bytes": "int", "excerpts": "int"}
    assert Path(told["page"]).stat().st_size == told["bytes"]
    told = done("export", "montage", folder, "--playlist", "Chairs", "--to", target, "--format", "wav", "--json").json
    assert (told["excerpts"], told["chapters"], Path(told["sound"]).name) == (1, 1, "Chairs.wav")
    assert [Path(path).suffix for path in told["captions"]] == [".vtt", ".srt", ".txt"]
    told = done("export", "montage", folder, "--theme", "Trust", "--to", target, "--gap", 500).out
    assert told.endswith("1 chapter\n")
    embed = ("export", "embed", folder, "Chairs", "--to", tmp_path / "web")
    assert "Where it will lie on the web is not known." in cli(*embed).err
    done("playlist", "change", folder, "Chairs", "--address", "https://example.org/chairs/index.html")
    assert "Held back: Asked. " in cli(*embed).err, "a page for everybody needs a yes of its own"


def test_a_file_in_the_way_is_a_sentence(
    cli: Command, done: Command, folder: Path, excerpt: int, tmp_path: Path
) -> None:
    agree(done, folder)
    done("excerpt", "approve", folder, excerpt, "--by", "Kit")
    (tmp_path / "file").write_text("mine")
    ran = cli("export", "clips", folder, "--to", tmp_path / "file")
    assert (ran.code, ran.out) == (1, "")
    assert (tmp_path / "file").read_text() == "mine"


# ---- the report -----------------------------------------------------------------------------------------------


def test_a_report_is_drafted_written_checked_and_kept(
    cli: Command, done: Command, folder: Path, excerpt: int, tmp_path: Path
) -> None:
    assert "no report" in done("report", "show", folder).err
    assert silent_but_for_json(cli("report", "check", folder, "--json")) == []
    told = silent_but_for_json(done("report", "draft", folder, "--by", "Priya", "--json"))
    assert shape(told) == {"new": ["str"], "changed": [], "kept": [], "notes": ["str"]}
    assert told["notes"] == ["One quote may not leave yet: in no export until then."]
    assert done("report", "draft", folder).out.splitlines()[0] == "Nothing has changed since the last draft."
    told = marked_json(done("report", "show", folder, "--json"))
    for section in told["sections"]:
        section["headings"] = section["headings"] or ["none"]
    assert shape(told) == {
        "title": "str",
        "drafts": "int",
        "changed_at": "str",
        "changed_by": "str",
        "sections": [
            {
                "id": "int",
                "kind": "str",
                "title": "str",
                "headings": ["str"],
                "left_out": "bool",
                "mark": "str",
                "text": "str",
            }
        ],
    }
    [asked] = [one for one in told["sections"] if one["title"] == "Asked"]
    assert (told["drafts"], told["changed_by"], asked["kind"]) == (2, "Priya", "theme")
    text = tmp_path / "asked.md"
    text.write_text(
        f"{{from {asked['mark']}}}\n## At the stop\n\n{asked['text']}\n\n"
        f"“Nobody has ever said words like these.” {{quote {excerpt}}}"
    )
    assert done("report", "write", folder, "asked", "--file", text).out == f"Section {asked['id']}: Asked\n"
    ran = cli("report", "check", folder, "--json")
    found = marked_json(ran)
    assert ran.code == 1, "something blocks"
    assert shape(found) == [{"kind": "str", "section": "str", "text": "str", "suggestion": "str"}]
    kinds = [one["kind"] for one in found]
    number = kinds.index("quote in no excerpt") + 1
    assert found[number - 1]["section"] == "Asked"
    lines = cli("report", "check", folder).out.splitlines()
    assert any(line.startswith(f"{number:>4}  Asked: “Nobody has ever") and "(blocks)" in line for line in lines)
    assert cli("report", "keep", folder, number, "--reason", " ").code == 1
    assert cli("report", "keep", folder, 99, "--reason", "So it is.").err.startswith("There is no finding 99.")
    kept = silent_but_for_json(done("report", "keep", folder, number, "--reason", "It is a song.", "--json"))
    assert kept["reason"] == "It is a song."
    assert cli("report", "check", folder).code == 0
    assert "kept  Asked: “Nobody has" in done("report", "check", folder, "--kept").out
    assert "quote 99" not in done("report", "show", folder).out
    text.write_text("{quote 99}")
    assert cli("report", "write", folder, "Asked", "--file", text).code == 1
    text.write_text("We asked stakeholders.")
    done("report", "write", folder, asked["id"], "--file", text, "--over")
    hard = [one["kind"] for one in cli("report", "check", folder, "--json").json].index("hard word") + 1
    done("report", "mend", folder, hard)
    assert "We asked people it matters to." in done("report", "show", folder).out


def test_a_text_that_is_typed_back_is_not_written_over_what_came_meanwhile(
    cli: Command, done: Command, folder: Path, project: Project, tmp_path: Path
) -> None:
    with project.edit(Operation.ARRANGE_REPORT) as edit:
        section = add_section(edit, title="Thanks").id
    file = tmp_path / "thanks.md"

    def _there() -> str:
        with project.read() as session:
            return sections(session)[0].body

    file.write_text("We thank you.")
    done("report", "write", folder, "Thanks", "--file", file)
    done("report", "write", folder, "Thanks", "--file", file)
    assert _there() == "We thank you.", "into a section without text, or with the same one"
    shown = done("report", "show", folder).out
    (line,) = re.findall(r"\{from \w+\}", shown)
    with project.edit(Operation.WRITE_REPORT) as edit:
        set_body(edit, section, parse("We thank you.\n\nTheirs."))
    for begins, why in (("", "does not say which text"), (f"{line}\n", "was changed since")):
        file.write_text(f"{begins}We thank you all.")
        ran = cli("report", "write", folder, "Thanks", "--file", file)
        assert (ran.code, why in ran.err, "--over" in ran.err) == (1, True, True)
        assert _there() == "We thank you.\n\nTheirs."
    with project.edit(Operation.MARK_EXCERPT) as edit:
        excerpt = mark(edit, 1, 0, 2_000).id
    file.write_text(f"Theirs:\n\n> {{quote {excerpt}}}")
    done("report", "write", folder, "Thanks", "--file", file, "--over")
    theirs = _there()
    file.write_text("We thank you all.")
    told = done("report", "write", folder, "Thanks", "--file", file, "--over").out
    assert _there() == "We thank you all."
    file.write_text(told.partition("\n")[2])
    done("report", "write", folder, "Thanks", "--file", file)
    assert _there() == theirs, "what was written over can be written back, with its quotes"
    (line,) = re.findall(r"\{from \w+\}", done("report", "show", folder).out)
    file.write_text(f"{line}\nWe thank you all.\n\nTheirs.")
    done("report", "write", folder, "Thanks", "--file", file)
    assert _there() == "We thank you all.\n\nTheirs."


# ---- looking after --------------------------------------------------------------------------------------------


def test_check_project(cli: Command, folder: Path, project: Project) -> None:
    whole = cli("check-project", folder)
    assert (whole.code, whole.out, whole.err) == (0, "Everything is whole.\n", "")
    next(folder.glob("originals/*")).unlink()
    ran = cli("check-project", folder)
    assert ran.code == 1
    assert ran.out.startswith("The recording “a private name.wav” is not in the folder “originals”.\n    Put the file")
    assert len(examine(project)) == 1


def test_a_damaged_project_is_a_sentence(cli: Command, folder: Path, project: Project) -> None:
    project.close()
    (folder / "project.db").write_bytes(b"not a database at all" * 500)
    for log in folder.glob("project.db-*"):
        log.unlink()
    ran = cli("stories", folder)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("The project file is damaged.")
    ran = cli("check-project", folder)
    assert (ran.code, ran.err) == (1, "")
    assert "The project file is damaged." in ran.out


def test_of_a_damaged_project_only_a_backup_that_is_whole_is_promised(
    cli: Command, folder: Path, project: Project
) -> None:
    good, newer = project.back_up(BackupReason.DAILY), folder / "backups" / "000099-20291202-daily.db"
    project.close()
    newer.write_bytes(good.path.read_bytes()[:20_000])
    (folder / "project.db").write_bytes((folder / "project.db").read_bytes()[:30_000])
    for log in folder.glob("project.db-*"):
        log.unlink()
    said = cli("stories", folder).err
    assert f"Restore the newest backup that is whole, {good.name}:" in said
    for backup in (folder / "backups").iterdir():
        backup.write_bytes(backup.read_bytes()[:20_000])
    said = cli("stories", folder).err
    assert said.startswith("The project file is damaged, and so is each backup of it here.")
    assert "there is a backup" not in said


def test_recordings_that_broke_off_are_offered(cli: Command, folder: Path, project: Project) -> None:
    soundfile.write(folder / "recordings" / "left.wav", [0.1, -0.1] * 16_000, 16_000)
    looked = cli("check-project", folder)
    assert (looked.code, looked.out) == (0, "Everything is whole.\n")
    assert looked.err == "1 recording broke off. “coproclip recover” keeps or discards it.\n"
    assert cli("recover", folder).code == 0
    assert examine(project) == []


# ---- speech models --------------------------------------------------------------------------------------------


def test_models(cli: Command, done: Command, tmp_path: Path) -> None:
    told = silent_but_for_json(done("models", "list", "--json"))
    assert shape(told) == [{"name": "str", "path": "str", "size": "int", "installed": "bool", "default": "bool"}]
    assert [model["name"] for model in told if model["default"]] in (["base"], [])
    assert all(model["name"] in done("models", "list").out for model in told)
    for words in (["add", tmp_path], ["add", tmp_path / "no"], ["remove", "no such"], ["download", "no such"]):
        ran = cli("models", *words)
        assert (ran.code, ran.out) == (1, "")
        assert ran.err.endswith(".\n")


def test_the_speech_models_of_folders_that_a_person_chose_are_listed(
    done: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COPROCLIP_HOME", str(tmp_path / "home"))
    mine = write_model(tmp_path / "mine")
    save_settings(Settings(speech_model="mine", speech_model_folders=[str(mine)]))
    listed = {model["name"]: model for model in done("models", "list", "--json").json}
    assert (listed["mine"]["path"], listed["mine"]["default"]) == (str(mine), True)
    assert [name for name, model in listed.items() if model["default"]] == ["mine"]


def test_a_speech_model_that_is_not_there_begins_nothing(cli: Command, folder: Path) -> None:
    ran = cli("transcribe", folder, "--model", "no such")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("There is no speech model “no such”.")
    assert cli("stories", folder, "--json").json[0]["state"] == "none"


def test_nothing_to_write_down(cli: Command, project: Project) -> None:
    ran = cli("transcribe", project.folder)
    assert (ran.code, ran.out, ran.err) == (0, "", "There are no stories in this project yet.\n")


def test_results_are_whole_json_even_when_much_is_said(done: Command, folder: Path) -> None:
    for number in range(3):
        done("excerpt", "add", folder, 1, "--quote", QUOTE, "--title", f"“{number}” \\ \u2028 \x1b[31m", "--json")
    told = json.load(io.StringIO(done("excerpt", "list", folder, "--json").out))
    assert len(told) == 3


def test_exporting_again_takes_away_what_was_taken_back(
    cli: Command, done: Command, folder: Path, excerpt: int, tmp_path: Path
) -> None:
    done("excerpt", "add", folder, 1, "--quote", "We moved the chairs")
    done("playlist", "add", folder, "Doors", "--excerpt", excerpt, "--excerpt", 2)
    agree(done, folder)
    done("excerpt", "approve", folder, excerpt, "--by", "Kit")
    done("excerpt", "approve", folder, 2, "--by", "Kit")
    target = tmp_path / "out"
    for kind in (("clips", folder), ("playlist", folder, "Doors")):
        done("export", *kind, "--to", target, "--format", "wav")
    (target / "mine.txt").write_text("keep me")
    with Project.open(folder) as project, project.edit(Operation.NOTE_ANSWER) as edit:
        note_answer(edit, 2, "no", who="Kit", how="on the phone")
    ran = done("export", "clips", folder, "--to", target, "--format", "wav")
    done("export", "playlist", folder, "Doors", "--to", target, "--format", "wav")
    assert "Taken away from “out”: 8 files of an earlier export (“01 We moved" in ran.err
    assert "left as it was in “out”: “mine.txt”." in ran.err
    assert "“mine.txt”" in ran.err
    assert len([path for path in target.rglob("*.wav")]) == 2, "one clip, once in the list"
    with zipfile.ZipFile(target / "Doors.zip") as packed:
        assert len([name for name in packed.namelist() if name.endswith(".wav")]) == 1
    with Project.open(folder) as project, project.edit(Operation.NOTE_ANSWER) as edit:
        note_answer(edit, excerpt, "no", who="Kit", how="on the phone")
    assert cli("export", "clips", folder, "--to", target).code == 1
    assert cli("export", "playlist", folder, "Doors", "--to", target).code == 1
    assert [path.name for path in target.rglob("*")] == ["mine.txt"]


def test_a_report_leaves_in_the_formats_that_were_asked_for(
    cli: Command, done: Command, folder: Path, excerpt: int, tmp_path: Path
) -> None:
    assert cli("report", "export", folder, "--to", tmp_path / "out").err.startswith("There is no report yet.")
    done("report", "draft", folder)
    ran = cli("report", "export", folder, "--to", tmp_path / "out", "--format", "md", "--format", "html", "--json")
    told = ran.json
    assert shape(told) == {
        "folder": "str",
        "files": {"html": "str", "md": "str"},
        "withheld": "int",
        "extracts": "int",
    }
    assert (told["withheld"], told["extracts"]) == (1, 0), "nobody has said yes yet"
    assert "Withheld: 1 quote" in ran.err
    assert Path(told["files"]["md"]).read_text("utf-8").startswith("# ")
    assert cli("report", "export", folder, "--to", tmp_path / "out", "--format", "odt").code == 2
