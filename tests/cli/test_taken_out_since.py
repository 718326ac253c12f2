"""What is taken out of a story after a file of it went out: the file is named where it lies, and marked as out."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from consenting import allow, answer
from made_stories import made_project, make_story
from running import Command
from sqlalchemy import select, update

from coproclip.cli.app import run
from coproclip.excerpts import marking
from coproclip.excerpts.playlists import add_playlist, add_to_playlist
from coproclip.excerpts.rules.policy import ANSWERED_USES
from coproclip.excerpts.translating import set_translation
from coproclip.export.whole_folder import withdraw_everywhere
from coproclip.people.mentions import Found, add_names, decide, find_mention
from coproclip.people.moments import mark_not_used
from coproclip.people.people import change_person, find_person
from coproclip.project.erasing.erasure import erase_stories
from coproclip.project.journal import Operation, Work
from coproclip.project.kinds import MentionDecision
from coproclip.project.project import Project
from coproclip.project.schema import Handover, HandoverFile, Story
from coproclip.themes.codebook import add_theme, link
from coproclip.transcript.edits import correct_segment, passages

TOLD = (
    ("storyteller", "They sent a woman called Helen to look at the rats."),
    ("storyteller", "Nobody counted the rats but Elen and me."),
    ("storyteller", "We carried every chair outside together."),
)
OTHER = (("storyteller", "Samuel drove buses out of here for thirty years."),)
RATS, CHAIRS = "They sent a woman called Helen to look", "We carried every chair outside together."


def _make(project: Project) -> None:
    make_story(project, TOLD, title="Rats", storyteller="Rosa")
    make_story(project, OTHER, title="Buses", storyteller="Kit")
    allow(project, 1, 2)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        names = [*add_names(edit, 1, [Found("Helen")]), *add_names(edit, 2, [Found("Samuel")])]
        for name in names:
            decide(edit, name.id, MentionDecision.KEEP, by="Amina")
        marked = [marking.mark_quote(edit, 1, words, title="").id for words in (RATS, CHAIRS)]
        theme = add_theme(edit, "Doors that opened").id
        for excerpt in marked:
            link(edit, theme, excerpt)
        add_to_playlist(edit, add_playlist(edit, "Together").id, marked)
    for excerpt in marked:
        answer(project, excerpt)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a project, with all that the team got of story 1, of both stories, and of two excerpts (in “out”),
    and with those two as clips for Radio Doors (in “radio”)."""
    place = tmp_path_factory.mktemp("made")
    folder, _ = made_project(place / "Doors", _make)
    to = place / "out"
    to.mkdir()
    team = ("--to", to, "--for-the-team")
    for words in (
        ("export", "qda", folder, *team),
        ("export", "timeline", folder, *team, "--story", 1, "--format", "elan"),
        ("export", "timeline", folder, *team, "--playlist", "Together", "--originals", "--format", "edl"),
        ("transcript", folder, 1, "--output", to / "rats.txt", "--for-the-team"),
        ("transcript", folder, 2, "--output", to / "buses.txt", "--for-the-team"),
        ("export", "clips", folder, "--to", place / "radio", "--format", "wav", "--for-whom", "Radio Doors"),
    ):
        assert run([str(word) for word in words]) == 0
    return place


@pytest.fixture
def project(made: Path, tmp_path: Path) -> Iterator[Project]:
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    with Project.open(tmp_path / "Doors.coproclip") as opened:
        yield opened


@pytest.fixture
def out(project: Project) -> Path:
    return project.folder.parent / "out"


def withdrawn(project: Project, out: Path) -> str:
    said: list[str] = []
    withdraw_everywhere(project, out, said.append)
    return "\n".join(said)


def _take_out(project: Project, story: int, name: str) -> None:
    with project.edit(Operation.DECIDE_NAME) as edit:
        decide(edit, find_mention(edit.session, story, name).id, MentionDecision.REMOVE, by="Amina")


def _name_anew(project: Project) -> None:
    with project.edit(Operation.DECIDE_NAME) as edit:
        [found] = add_names(edit, 1, [Found("rats")])
        decide(edit, found.id, MentionDecision.GENERAL, by="Amina", general="guests")


def _name_in_the_other(project: Project) -> None:
    """Somebody of whose name one of two words is said in story 2, where nobody decided about it."""
    with project.edit(Operation.DECIDE_NAME) as edit:
        decide(edit, find_mention(edit.session, 2, "Samuel").id, MentionDecision.OPEN, by="")
        add_names(edit, 1, [Found("Samuel Okoro")])
    _take_out(project, 1, "Samuel Okoro")


def _passage(project: Project, place: int, text: str = "") -> None:
    """Without a text, it is not to be used."""
    with project.edit(Operation.CORRECT_WORDS) as edit:
        passage = passages(edit.session, 1)[place]
        if text:
            correct_segment(edit, passage.id, text)
        else:
            mark_not_used(edit, 1, passage.start_ms, passage.end_ms)


WHOLE = {"Doors.qdpx", "rats.txt", *(f"Rats (for the team, not for sharing).{kind}" for kind in ("eaf", "wav"))}
TIMELINE = {"Together originals (for the team, not for sharing).edl"}
SINCE: Mapping[str, tuple[Callable[[Project], None], set[str], set[str]]] = {
    "a name": (lambda project: _take_out(project, 1, "Helen"), WHOLE | TIMELINE, {"01"}),
    "a new name": (_name_anew, WHOLE, set()),
    "a bit": (lambda project: _passage(project, 1), WHOLE, set()),
    "another bit": (lambda project: _passage(project, 2), WHOLE | TIMELINE, {"02"}),
    "a name elsewhere": (lambda project: _take_out(project, 2, "Samuel"), {"Doors.qdpx", "buses.txt"}, set()),
    "a name of another story": (_name_in_the_other, {"Doors.qdpx", "buses.txt"}, set()),
    "nothing": (lambda project: _passage(project, 1, "Nobody counted the rats but Alan and me."), set(), set()),
}
"""What is taken out: by what, which files in the folder and which clips have it."""


def _marked(done: Command, project: Project) -> dict[str, set[str]]:
    """The files that the ledger says are out with something in them that was taken out, by to whom they went."""
    found: dict[str, set[str]] = {}
    for entry in done("ledger", project.folder, "--json").json:
        for file in entry["files"]:
            is_out = file["taken_back_at"] is None and (file["refused"] or file["taken_out_since"])
            assert file["still_out"] == is_out
            if file["still_out"]:
                found.setdefault(entry["to_whom"], set()).add(file["name"])
    return found


@pytest.mark.parametrize("what", SINCE)
def test_what_has_it_is_named_in_its_folder_and_marked_in_the_ledger(
    project: Project, out: Path, done: Command, what: str
) -> None:
    assert _marked(done, project) == {}
    assert withdrawn(project, out) == ""
    take_out, files, clips = SINCE[what]
    take_out(project)
    marked = _marked(done, project)
    assert marked.get("", set()) == files
    assert {name[:2] for name in marked.get("Radio Doors", ())} == clips
    said = withdrawn(project, out)
    assert {path.name for path in out.iterdir() if f"“{path.name}”" in said} == files
    assert ("was taken out since" in said) == bool(files)
    listed = done("ledger", project.folder)
    assert listed.out.count("STILL OUT") == len(files) + len(marked.get("Radio Doors", ()))
    assert ("(to Radio Doors)" in listed.err) == bool(clips)


def test_a_word_that_turns_out_to_be_the_name_is_found_too(project: Project, out: Path, done: Command) -> None:
    _take_out(project, 1, "Helen")
    words = out.parent / "words.txt"
    done("transcript", project.folder, 1, "--output", words, "--for-the-team")
    assert "Elen" in words.read_text("utf-8")
    assert "words.txt" not in _marked(done, project).get("", ())
    _passage(project, 1, "Nobody counted the rats but Helen and me.")
    assert "words.txt" in _marked(done, project)[""]


def test_what_is_written_anew_is_not_named_and_no_longer_marked(project: Project, out: Path, done: Command) -> None:
    _take_out(project, 1, "Helen")
    ran = done("export", "timeline", project.folder, "--to", out, "--story", 1, "--format", "elan", "--for-the-team")
    assert ".eaf”" not in ran.err
    assert "“Doors.qdpx”" in ran.err
    done("transcript", project.folder, 1, "--output", out / "rats.txt", "--for-the-team")
    done("export", "qda", project.folder, "--to", out, "--for-the-team")
    assert _marked(done, project)[""] == TIMELINE
    assert not any(b"Helen" in path.read_bytes() for path in out.iterdir() if path.suffix in (".eaf", ".txt"))


def test_a_copy_of_a_clip_under_another_name_is_named(project: Project, out: Path, done: Command) -> None:
    clip = next((out.parent / "radio").glob("01*.wav"))
    shutil.copy(clip, out / "again.wav")
    assert withdrawn(project, out) == ""
    _take_out(project, 1, "Helen")
    assert "“again.wav”" in withdrawn(project, out)


def test_what_people_wrote_in_it_counts_too(project: Project, done: Command, tmp_path: Path) -> None:
    with project.edit(Work.ADD_STORY) as edit:
        edit.get(Story, 2).title = "What Helen never knew"
    retold, people = tmp_path / "retold.txt", tmp_path / "people.csv"
    done("transcript", project.folder, 2, "--output", retold, "--for-the-team")
    with project.edit(Operation.CHANGE_PERSON) as edit:
        change_person(edit, find_person(edit.session, "Kit").id, {"description": "a neighbour of Helen"})
    done("people", "export", project.folder, people, "--for-the-team")
    assert _marked(done, project) == {}
    _take_out(project, 1, "Helen")
    marked = _marked(done, project)[""]
    assert ({"retold.txt", "people.csv"} <= marked, "buses.txt" in marked) == (True, False)


def test_what_a_version_before_noted_is_known_by_when_it_was_decided(
    project: Project, out: Path, done: Command
) -> None:
    with project.edit(Work.HAND_OVER) as edit:
        edit.session.execute(update(HandoverFile).values(under={}))
        edit.session.execute(update(Handover).values(made_at="2026-01-01T00:00:00+00:00", texts=""))
    _take_out(project, 1, "Helen")
    marked = _marked(done, project)
    assert (marked[""] >= WHOLE | TIMELINE, "buses.txt" in marked[""]) == (True, False)
    assert {name[:2] for name in marked["Radio Doors"]} == {"01"}


def test_the_letter_asks_for_what_has_it_and_blames_nobody(project: Project, out: Path, done: Command) -> None:
    _take_out(project, 1, "Helen")
    [entry] = [one for one in done("ledger", project.folder, "--json").json if one["to_whom"]]
    letter = done("ledger", project.folder, "--letter", entry["id"]).out
    assert "has been taken out since" in letter
    assert "Somebody" not in letter
    assert ("01 " in letter, "02 " in letter) == (True, False)


def test_a_name_that_stands_only_in_a_translation_counts_too(project: Project, done: Command, tmp_path: Path) -> None:
    with project.edit(Operation.DECIDE_NAME) as edit:
        [found] = add_names(edit, 1, [Found("Megan")])
        decide(edit, found.id, MentionDecision.KEEP, by="Amina")
        set_translation(edit, 2, "cy", ["Aethon ni a Megan â’r cadeiriau allan."])
    for excerpt in (1, 2):
        answer(project, excerpt, uses=ANSWERED_USES)
    welsh, page = tmp_path / "welsh", tmp_path / "page"
    done("export", "clips", project.folder, "--to", welsh, "--format", "wav", "--for-whom", "Radio Drysau")
    done("export", "page", project.folder, "Together", "--to", page, "--for-whom", "Everybody")
    assert "Megan" in next(welsh.glob("*Cymraeg*.vtt")).read_text("utf-8")
    assert _marked(done, project) == {}
    _take_out(project, 1, "Megan")
    with project.edit(Operation.TRANSLATE_EXCERPT) as edit:
        set_translation(edit, 2, "cy", ["Aethon ni â’r cadeiriau allan."])  # what went out stays as it is
    marked = _marked(done, project)
    assert set(marked) == {"Radio Drysau", "Everybody"}, "Radio Doors got it before it was translated"
    assert {name[:2] for name in marked["Radio Drysau"]} == {"02"}
    assert any(name.endswith(".html") for name in marked["Everybody"])
    said = withdrawn(project, welsh)
    assert ("“02" in said, "“01" in said) == (True, False)
    erase_stories(project, [1])
    with project.read() as session:
        assert "Megan" not in " ".join(session.scalars(select(Handover.texts)))
