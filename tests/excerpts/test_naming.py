"""Nobody is named unless they chose it, and no words for them point at one of them."""

import json
from pathlib import Path

import pytest
from consenting import allow
from made_stories import make_story

from coproclip.cli.app import run as run_line
from coproclip.errors import BadInput
from coproclip.excerpts import marking
from coproclip.excerpts.approval import Use, note_answer, shareable
from coproclip.excerpts.rules.policy import ANSWERED_USES
from coproclip.export.clips import export_clips
from coproclip.people.consent import note_consent
from coproclip.people.naming import add_label, choose_although_few, labels, name_person, too_few
from coproclip.people.own_lists import find_or_add_entry
from coproclip.people.storytellers import all_storytellers
from coproclip.project.journal import Operation
from coproclip.project.kinds import ConsentAbout, ListKind, NamedIn
from coproclip.project.project import Project
from coproclip.project.schema import PersonEntry


@pytest.fixture
def excerpt(project: Project, story: int) -> int:
    """An excerpt with a yes to every use; four storytellers are in the project, one a medical researcher."""
    for number, alias in enumerate(("Rosa", "June", "Ada")):
        make_story(project, [("storyteller", f"Quite number {number}.")], title=f"Story {number}", storyteller=alias)
    allow(project, story)
    with project.edit(Operation.CHANGE_LISTS) as edit:
        medical = find_or_add_entry(edit, ListKind.ROLE, "medical researcher").id
        researcher = find_or_add_entry(edit, ListKind.ROLE, "researcher").id
        for who in (1, 2, 3):
            edit.add(PersonEntry(person_id=who, entry_id=researcher))
        edit.add(PersonEntry(person_id=1, entry_id=medical))
    with project.edit(Operation.MARK_EXCERPT) as edit:
        made = marking.mark_quote(edit, story, "We moved the chairs.", title="Chairs").id
    agree(project, made)
    return made


def agree(project: Project, excerpt: int) -> None:
    with project.edit(Operation.NOTE_ANSWER) as edit:
        note_answer(edit, excerpt, "yes", who="Kit", how="by letter", storyteller_id=1, uses=ANSWERED_USES)


def sign(project: Project, excerpt: int, words: str) -> None:
    with project.edit(Operation.CHANGE_EXCERPT) as edit:
        marking.change_excerpt(edit, excerpt, attribution=words)
    agree(project, excerpt)


def named(project: Project, about: str) -> None:
    with project.edit(Operation.NOTE_CONSENT) as edit:
        note_consent(edit, 1, ConsentAbout.NAMED, about, "Kit", "by letter", storyteller_id=1)


def why(project: Project, excerpt: int, use: Use = Use.SHARING) -> str:
    return " ".join(one.reason for one in shareable(project, [excerpt], use).refused)


def test_without_a_choice_nobody_is_named(project: Project, excerpt: int, tmp_path: Path) -> None:
    granted = shareable(project, [excerpt], Use.SHARING).granted
    assert granted[0].attribution == "One storyteller"
    export_clips(granted, tmp_path / "out", format="wav")
    assert not any(b"Kit" in path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file())


@pytest.mark.parametrize("name", ["Kit", "Kit, gardener", "The neighbour"])
def test_a_name_needs_a_yes_to_being_named_and_a_word_of_the_project_none(
    project: Project, excerpt: int, name: str
) -> None:
    named(project, "no")
    sign(project, excerpt, name)
    assert f"It is signed “{name}”, and nobody noted that the storyteller agreed to being named." in why(
        project, excerpt
    )
    named(project, "yes")
    assert why(project, excerpt) == ""
    named(project, "no")
    with project.edit(Operation.CHANGE_LISTS) as edit:
        add_label(edit, "One neighbour")
    sign(project, excerpt, "One neighbour")
    assert why(project, excerpt) == ""


def test_what_somebody_goes_by_is_no_word_of_the_project(project: Project, excerpt: int) -> None:
    for text in ("Kit", "kit, gardener", "One Kit", " "):
        with pytest.raises(BadInput), project.edit(Operation.CHANGE_LISTS) as edit:
            add_label(edit, text)


def test_named_in_clips_and_not_on_the_page(project: Project, excerpt: int) -> None:
    with project.edit(Operation.CHANGE_PERSON) as edit:
        name_person(edit, 1, NamedIn.CLIPS, "Kit")
    assert "how it is signed" in why(project, excerpt), "a yes is to how they are named"
    agree(project, excerpt)
    for use, shown in ((Use.SHARING, "Kit"), (Use.PAGE, "One storyteller"), (Use.REPORT, "One storyteller")):
        [granted] = shareable(project, [excerpt], use).granted
        assert granted.attribution == shown
        assert {word.speaker for word in granted.words} == {shown}
    named(project, "no")
    assert "agreed to being named" in why(project, excerpt)
    assert why(project, excerpt, Use.PAGE) == ""


def test_words_that_fit_only_one_are_warned_of_and_a_broader_one_is_offered(project: Project, excerpt: int) -> None:
    with project.edit(Operation.CHANGE_LISTS) as edit:
        add_label(edit, "One medical researcher")
    sign(project, excerpt, "One medical researcher")
    said = why(project, excerpt)
    assert "“One medical researcher” fits only one storyteller (medical researcher)." in said
    assert "Sign it “One researcher”, or keep it so on purpose." in said
    sign(project, excerpt, "One researcher")
    with project.read() as session:
        assert too_few(session, "One researcher") is None
        assert too_few(session, "One storyteller") is None


def test_who_keeps_it_on_purpose_is_kept_and_asked_again_when_it_fits_fewer(project: Project, excerpt: int) -> None:
    words = "One medical researcher"
    with project.edit(Operation.CHANGE_LISTS) as edit:
        choose_although_few(edit, words, "Amina")
    sign(project, excerpt, words)
    assert why(project, excerpt) == ""
    with project.read() as session:
        chosen = next(one for one in labels(session) if one.text == words)
        assert (chosen.chosen_by, chosen.fits, chosen.chosen_at[:2]) == ("Amina", 1, "20")
        assert len(all_storytellers(session)) == 4
    with project.edit(Operation.CHANGE_PERSON) as edit:
        edit.session.query(PersonEntry).filter_by(person_id=1).delete()
    assert "fits nobody that the project knows of" in why(project, excerpt)


def test_all_of_it_from_the_command_line(project: Project, excerpt: int, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*arguments: str) -> str:
        assert run_line(list(arguments)) == 0
        return capsys.readouterr().out

    folder = str(project.folder)
    run(
        "people",
        "words",
        folder,
        "--add",
        "One medical researcher",
        "--keep",
        "One medical researcher",
        "--by",
        "Amina",
    )
    found = json.loads(run("people", "words", folder, "--json"))["words"]
    assert {key: found[0][key] for key in ("words", "own")} == {"words": "One storyteller", "own": False}
    [own] = [one for one in found if one["own"]]
    assert (own["words"], own["chosen_by"], own["fits_too_few"]) == ("One medical researcher", "Amina", None)
    run("people", "name", folder, "Kit", "--as", "One researcher", "--in", "page")
    shown = json.loads(run("people", "name", folder, "Kit", "--json"))["named"]
    assert shown == {"clips": "One storyteller", "report": "One storyteller", "page": "One researcher"}
    run("people", "words", folder, "--remove", "One medical researcher")
    assert not [one for one in json.loads(run("people", "words", folder, "--json"))["words"] if one["own"]]
