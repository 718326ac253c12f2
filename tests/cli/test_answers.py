"""What is noted on the command line, and that nothing gets out by it without a yes."""

from pathlib import Path

import pytest
from running import Command

from coproclip.people.stories import change_story, speakers_of
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.transcript.edits import passages, set_speaker
from coproclip.transcript.speakers import merge_voices

WORDS = "We moved the chairs"
BY = ("--by", "Kit", "--how", "on the phone")


@pytest.fixture
def folder(project: Project, story: int) -> Path:
    """A project with a story of which nobody noted anything, and one excerpt."""
    return project.folder


@pytest.fixture
def excerpt(done: Command, folder: Path) -> int:
    return int(done("excerpt", "add", folder, 1, "--quote", WORDS, "--json").json["id"])


def test_from_nothing_noted_to_a_clip_saying_each_time_what_is_missing(
    cli: Command, done: Command, folder: Path, excerpt: int, tmp_path: Path
) -> None:
    export = ("export", "clips", folder, "--to", tmp_path / "out", "--format", "wav", "--json")
    ran = cli(*export)
    assert ran.code == 1
    for missing in (
        "agreed to being recorded",
        "has not been asked yet",
        "1 passage of it is not checked against the recording yet",
    ):
        assert missing in ran.err
    told = done("consent", folder, 1, "recorded", "yes", *BY, "--json").json
    assert told == {"story": 1, "storyteller": "Kit", "recorded": "yes", "transcribed": "", "shared": ""}
    said = done("excerpt", "answer", folder, excerpt, "yes", *BY)
    assert f"Excerpt {excerpt} cannot be shared yet. Nobody noted that the storyteller agreed to sharing" in said.err
    told = done("consent", folder, 1, "quoted", "yes", *BY, "--json").json
    assert told == {
        "story": 1,
        "storyteller": "Kit",
        "recorded": "yes",
        "transcribed": "",
        "shared": "",
        "quoted": "yes",
    }
    assert "agreed to sharing any of it" in cli(*export).err, "being quoted is not being heard"
    done("consent", folder, 1, "heard", "yes", *BY)
    said = done("excerpt", "answer", folder, excerpt, "yes", *BY)
    assert (
        f"Excerpt {excerpt} cannot be shared yet. 1 passage of it is not checked against the recording yet." in said.err
    )
    assert cli(*export).code == 1
    done("check", folder, 1)
    assert [clip["excerpt"] for clip in done(*export).json["clips"]] == [excerpt]
    done("consent", folder, 1, "shared", "no", *BY)
    ran = cli(*export)
    assert ran.code == 1
    assert "The storyteller said no to sharing any of it." in ran.err
    assert list((tmp_path / "out").glob("*.wav")) == []


def test_no_command_turns_a_no_without_a_name(cli: Command, done: Command, folder: Path, excerpt: int) -> None:
    done("excerpt", "answer", folder, excerpt, "no", *BY)
    for line in (
        ("approve", folder, excerpt),
        ("approve", folder, excerpt, "--by", " "),
        ("answer", folder, excerpt, "yes"),
        ("answer", folder, excerpt, "yes", "--by", "Kit"),
        ("answer", folder, excerpt, "yes", "--by", "Kit", "--how", ""),
    ):
        assert cli("excerpt", *line).code in (1, 2)
        assert done("excerpt", "list", folder, "--json").json[0]["approval"] == "no"
    done("excerpt", "answer", folder, excerpt, "asked", *BY)
    assert done("excerpt", "list", folder, "--json").json[0]["approval"] == "no"
    done("excerpt", "answer", folder, excerpt, "yes", *BY)
    assert done("excerpt", "list", folder, "--json").json[0]["approval"] == "held back", "words are not checked yet"


def test_whose_answer_it_is_and_for_whom_a_review_is(
    cli: Command, done: Command, folder: Path, project: Project, tmp_path: Path
) -> None:
    with project.edit(Operation.CHANGE_STORY) as edit:
        change_story(edit, 1, storytellers=("Kit", "Rosa"))
        rosa = next(voice.id for voice in speakers_of(edit.session, 1) if voice.name == "Rosa")
        set_speaker(edit, [passages(edit.session, 1)[3].id], rosa)
    both = done("excerpt", "add", folder, 1, "--from", 2500, "--to", 9500, "--json").json["id"]
    done("excerpt", "add", folder, 1, "--quote", WORDS)
    ran = cli("excerpt", "answer", folder, both, "yes", *BY)
    assert (ran.code, ran.out) == (1, "")
    assert "Kit and Rosa are heard in this excerpt." in ran.err
    assert "“June” does not tell this story." in cli("excerpt", "answer", folder, both, "yes", *BY, "--of", "June").err
    done("excerpt", "answer", folder, both, "yes", *BY, "--of", "kit")
    assert done("excerpt", "list", folder, both, "--json").json[0]["approval"] == "waiting for a yes"
    ran = cli("consent", folder, 1, "recorded", "yes", *BY)
    assert (ran.code, "with --of" in ran.err) == (1, True)
    done("consent", folder, 1, "recorded", "yes", *BY, "--of", "Rosa")
    review = ("export", "clips", folder, "--to", tmp_path / "out", "--use", "review", "--format", "wav", "--json")
    assert cli(*review).code == 1
    assert [clip["excerpt"] for clip in done(*review, "--of", "Rosa").json["clips"]] == [both]
    done("excerpt", "answer", folder, both, "no", *BY, "--of", "Kit")
    assert cli(*review, "--of", "Rosa").code == 1
    assert list((tmp_path / "out").glob("*.wav")) == [], "what Kit refused is taken away from Rosa’s folder"
    assert cli("export", "clips", folder, "--to", tmp_path / "x", "--of", "Rosa").code == 1
    assert cli(*review, "--of", "Nobody").code == 1


def test_a_number_that_was_removed_is_nobodys(cli: Command, done: Command, folder: Path, excerpt: int) -> None:
    done("excerpt", "remove", folder, excerpt)
    fresh = done("excerpt", "add", folder, 1, "--quote", WORDS, "--json").json["id"]
    assert fresh != excerpt
    assert cli("excerpt", "approve", folder, excerpt, "--by", "Kit").code == 1


def test_a_quote_that_stands_twice_asks_which(cli: Command, done: Command, folder: Path) -> None:
    ran = cli("excerpt", "add", folder, 1, "--quote", "the")
    assert (ran.code, ran.out) == (1, "")
    assert "These words are said 4 times, at 0:01, 0:03, 0:05 and 0:10." in ran.err
    assert done("excerpt", "list", folder, "--json").json == []
    again = done("excerpt", "add", folder, 1, "--quote", WORDS)
    assert "exactly the same" not in again.err
    assert "Excerpt 1 is of exactly the same words." in done("excerpt", "add", folder, 1, "--quote", WORDS).err


def test_what_changed_since_they_were_asked_is_said_with_the_yes(done: Command, folder: Path, excerpt: int) -> None:
    done("excerpt", "answer", folder, excerpt, "asked", *BY)
    done("excerpt", "change", folder, excerpt, "--title", "Another")
    said = done("excerpt", "answer", folder, excerpt, "yes", *BY).err
    assert f"Excerpt {excerpt} changed since they were asked: its title." in said
    assert "since they were asked" not in done("excerpt", "answer", folder, excerpt, "yes", *BY).err


def test_that_a_voice_was_named_wrongly_is_said_with_the_yes(
    project: Project, cli: Command, done: Command, folder: Path, excerpt: int, tmp_path: Path
) -> None:
    with project.edit(Operation.CHANGE_STORY) as edit:
        change_story(edit, 1, storytellers=("Kit", "June"))
        june = next(voice.id for voice in speakers_of(edit.session, 1) if voice.name == "June")
        line = passages(edit.session, 1)[1]
        kit = line.speaker_id
        set_speaker(edit, [line.id], june)
    for about, said, who in (
        ("recorded", "yes", "Kit"),
        ("shared", "yes", "Kit"),
        ("recorded", "yes", "June"),
        ("shared", "no", "June"),
    ):
        done("consent", folder, 1, about, said, "--by", who, "--how", "on the phone", "--of", who)
    done("check", folder, 1)
    with project.edit(Operation.SET_SPEAKER) as edit:
        set_speaker(edit, [line.id], kit)
    export = ("export", "clips", folder, "--to", tmp_path / "out", "--format", "wav")
    said = done("excerpt", "answer", folder, excerpt, "yes", *BY, "--of", "Kit").err
    assert "June said no, and a voice in it was June’s then. It goes by another name now. Ask June." in said
    assert cli(*export).code == 1
    done("excerpt", "answer", folder, excerpt, "yes", *BY, "--of", "Kit", "--not-voice-of", "June")
    assert cli(*export).code == 0


def test_a_question_without_an_answer_outlasts_another_name_for_the_voice(
    project: Project, cli: Command, done: Command, folder: Path, excerpt: int, tmp_path: Path
) -> None:
    with project.edit(Operation.CHANGE_STORY) as edit:
        change_story(edit, 1, storytellers=("Kit", "June"))
        june = next(voice.id for voice in speakers_of(edit.session, 1) if voice.name == "June")
        line = passages(edit.session, 1)[1]
        kit = line.speaker_id
        set_speaker(edit, [line.id], june)
    for about, who in (("recorded", "Kit"), ("shared", "Kit"), ("recorded", "June"), ("shared", "June")):
        done("consent", folder, 1, about, "yes", "--by", who, "--how", "on the phone", "--of", who)
    done("check", folder, 1)
    done("excerpt", "answer", folder, excerpt, "asked", *BY, "--of", "June")
    with project.edit(Operation.SET_SPEAKER) as edit:
        merge_voices(edit, june, kit)
    export = ("export", "clips", folder, "--to", tmp_path / "out", "--format", "wav")
    done("excerpt", "answer", folder, excerpt, "yes", *BY, "--of", "Kit")
    refused = cli(*export)
    assert refused.code == 1
    said = "June has not answered yet, and a voice in it was June’s when June was asked. Ask June."
    assert said in refused.out + refused.err
    done("excerpt", "answer", folder, excerpt, "yes", *BY, "--of", "Kit", "--not-voice-of", "June")
    assert cli(*export).code == 0
    done("excerpt", "answer", folder, excerpt, "asked", *BY, "--of", "June")
    assert cli(*export).code == 0, "asked again who is not heard in it by any voice"


def test_what_is_taken_for_a_name_in_a_text_can_be_said_to_be_none(cli: Command, done: Command, folder: Path) -> None:
    name = ("names", folder, 1)
    done(*name, "add", "June")
    done(*name, "decide", "June", "remove", "--by", "Kit")
    done("theme", "add", folder, "What we did in June")
    out = folder.parent / "codebook.json"
    assert "June" in cli("codebook", "export", folder, out, "--force").err
    ran = cli(*name, "no-name", "June", "--in", "in May", "--by", "Kit")
    assert ran.code == 1
    assert "No text with “in May” in it" in ran.err
    assert cli(*name, "no-name", "June", "--in", "did in June").code == 1, "who says so is kept"
    ran = done(*name, "no-name", "June", "--in", "did in June", "--by", "Kit")
    assert "“June” is no name in “What we did in June”." in ran.out + ran.err
    assert "June" not in cli("codebook", "export", folder, out, "--force").err
