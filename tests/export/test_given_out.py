"""What a workshop gives out, on paper and to take away, is as protected as all else that leaves the room."""

from collections.abc import Callable
from pathlib import Path

import pytest
from consenting import SAID
from consenting import say as say_of_excerpt
from rooms import meet, tell_stories
from searching import found_in

from coproclip.errors import NotShareable
from coproclip.export.workshop.workshop_files import WorkshopFiles, export_papers, export_take_away
from coproclip.overview.handovers import went_out
from coproclip.overview.workshop import card_faces
from coproclip.people.consent import note_consent
from coproclip.people.mentions import Found, add_names, decide
from coproclip.people.own_questions import add_question
from coproclip.people.storytellers import storytellers_of
from coproclip.project.journal import Operation, Work
from coproclip.project.kinds import ConsentAbout, MentionDecision
from coproclip.project.project import Edit, Project
from coproclip.project.schema import Attendee, Excerpt, Person, ProjectRow, WorkshopSession
from coproclip.sensemaking.attendees import attendees
from coproclip.sensemaking.cards import cards, remove_card
from coproclip.sensemaking.sessions import agree
from coproclip.sensemaking.steps import kept_steps, steps_from_lines
from coproclip.transcript.edits import add_speaker, check_story, passages, set_speaker

WORDS = "gave us the pen"
"""Said on the card of the first story."""


def papers(project: Project, session: int, to: Path, told: list[str] | None = None) -> WorkshopFiles:
    return export_papers(project, session, to, tell=(told if told is not None else []).append)


def take_away(project: Project, session: int, to: Path, told: list[str] | None = None) -> WorkshopFiles:
    with project.read() as reading:
        person = attendees(reading, session)[0].id
    return export_take_away(project, session, person, to, tell=(told if told is not None else []).append)


BOTH = pytest.mark.parametrize("give", [papers, take_away])


@pytest.fixture
def session(project: Project) -> int:
    """A workshop with three cards of three stories."""
    tell_stories(project, 3)
    return meet(project)


def say(about: ConsentAbout, answer: str) -> Callable[[Edit], object]:
    def _say(edit: Edit) -> None:
        [teller] = storytellers_of(edit.session, 1)
        note_consent(edit, 1, about, answer, **SAID, storyteller_id=teller.id)

    return _say


def signed_by_name(edit: Edit) -> None:
    say(ConsentAbout.NAMED, "no")(edit)
    edit.get(Excerpt, 1).attribution = "Teller 0"


def name_not_decided(edit: Edit) -> None:
    add_names(edit, 1, [Found("pen")])


def take_out(edit: Edit, name: str = "Helen", story: int = 1) -> None:
    [found] = add_names(edit, story, [Found(name)])
    decide(edit, found.id, MentionDecision.REMOVE, by="Amina")


def name_in_care_note(edit: Edit) -> None:
    take_out(edit)
    edit.get(Excerpt, 1).care = "Helen cries here"


def strange_voice(edit: Edit) -> None:
    voice = add_speaker(edit, 1, "Voice 3", "other")
    set_speaker(edit, [passages(edit.session, 1)[0].id], voice.id)


def child(edit: Edit) -> None:
    [teller] = storytellers_of(edit.session, 1)
    edit.get(Person, teller.id).age_band = "under 16"


PROTECTED = {
    "written down": say(ConsentAbout.TRANSCRIBED, "no"),
    "shared": say(ConsentAbout.SHARED, "no"),
    "quoted": say(ConsentAbout.QUOTED, "no"),
    "group": say(ConsentAbout.GROUP, "no"),
    "named": signed_by_name,
    "undecided": name_not_decided,
    "care note": name_in_care_note,
    "unchecked": lambda edit: check_story(edit, 1, False),
    "voice": strange_voice,
    "child": child,
}
IN_SOUND = {"heard": say(ConsentAbout.AUDIO, "no"), "altered": say(ConsentAbout.ALTERED, "yes")}


@BOTH
@pytest.mark.parametrize("what", PROTECTED)
def test_what_may_not_leave_is_on_no_paper_and_in_no_pack(
    project: Project, session: int, tmp_path: Path, give: Callable[..., WorkshopFiles], what: str
) -> None:
    with project.edit(Work.ADD_STORY) as edit:
        PROTECTED[what](edit)
    out = tmp_path / "out"
    made = give(project, session, out)
    assert found_in({WORDS, "Teller 0", "Helen"}, out) == {}
    assert found_in({"move the chairs"}, out), "it can be found"
    assert (made.cards, made.kept_back) == (2, 1)
    [why] = made.why
    assert why.startswith("Card ")
    assert why.endswith(".")
    assert len(list(out.rglob("*.mp3"))) in (0, 2)


@pytest.mark.parametrize("what", IN_SOUND)
def test_who_may_not_be_heard_is_in_no_pack_but_may_be_on_paper(
    project: Project, session: int, tmp_path: Path, what: str
) -> None:
    with project.edit(Work.ADD_STORY) as edit:
        IN_SOUND[what](edit)
    assert papers(project, session, tmp_path / "paper").kept_back == 0
    made = take_away(project, session, tmp_path / "pack")
    assert made.kept_back == 1
    assert found_in({WORDS}, tmp_path / "pack") == {}
    assert len(list((tmp_path / "pack").rglob("*.mp3"))) == 2


@pytest.mark.parametrize("what", ["quoted", "named", "unchecked", "voice"])
def test_in_the_room_the_group_hears_what_it_may_hear(project: Project, session: int, what: str) -> None:
    with project.edit(Work.ADD_STORY) as edit:
        PROTECTED[what](edit)
    assert len(project.query(card_faces, project, session).faces) == 3


@BOTH
def test_a_question_of_the_projects_own_about_quotes_counts(
    project: Project, session: int, tmp_path: Path, give: Callable[..., WorkshopFiles]
) -> None:
    with project.edit(Work.ADD_STORY) as edit:
        own = add_question(edit, "May a student quote it?", ["quote"]).item
        for story in (2, 3):
            [teller] = storytellers_of(edit.session, story)
            note_consent(edit, story, own, "yes", **SAID, storyteller_id=teller.id)
    assert give(project, session, tmp_path / "out").kept_back == 1
    assert found_in({WORDS}, tmp_path / "out") == {}


def in_title(edit: Edit, session: int) -> None:
    edit.get(WorkshopSession, session).title = "Helen’s tea"


def in_agreement(edit: Edit, _session: int) -> None:
    agree(edit, "We listen.\nHelen speaks first.")


def in_step(edit: Edit, session: int) -> None:
    edit.get(WorkshopSession, session).steps = kept_steps(steps_from_lines("listen | Listen to Helen"))


def in_contact(edit: Edit, _session: int) -> None:
    edit.get(ProjectRow, 1).contact = "Ask Helen"


def in_attendee(edit: Edit, session: int) -> None:
    edit.get(Attendee, attendees(edit.session, session)[0].id).name = "Helen"


@pytest.mark.parametrize(
    ("give", "where"),
    [
        *((papers, where) for where in (in_title, in_agreement, in_step)),
        *((take_away, where) for where in (in_title, in_contact, in_attendee)),
    ],
)
def test_a_name_that_is_taken_out_is_in_no_text_beside_the_cards(
    project: Project,
    session: int,
    tmp_path: Path,
    give: Callable[..., WorkshopFiles],
    where: Callable[[Edit, int], None],
) -> None:
    out = tmp_path / "out"
    give(project, session, out)
    with project.edit(Work.ADD_STORY) as edit:
        take_out(edit, story=2)
        where(edit, session)
    with pytest.raises(NotShareable, match="Helen"):
        give(project, session, out)
    assert not any(path.is_file() or "Helen" in path.name for path in out.rglob("*")), (
        "what was made before is gone too"
    )


@BOTH
def test_a_no_of_the_group_takes_away_what_was_made_before(
    project: Project, session: int, tmp_path: Path, give: Callable[..., WorkshopFiles]
) -> None:
    out, told = tmp_path / "out", list[str]()
    give(project, session, out)
    with project.edit(Work.ADD_STORY) as edit:
        for story in (1, 2, 3):
            [teller] = storytellers_of(edit.session, story)
            note_consent(edit, story, ConsentAbout.GROUP, "no", **SAID, storyteller_id=teller.id)
    with pytest.raises(NotShareable) as error:
        give(project, session, out, told)
    assert "None of this workshop’s cards may be given out." in str(error.value)
    assert "the group" in str(error.value)
    assert "Draw" not in str(error.value)
    assert [path for path in out.rglob("*") if path.is_file()] == []
    assert any("Taken away" in line for line in told)
    with project.read() as reading:
        assert all(entry.is_taken_back for entry in went_out(reading))


def test_without_a_card_it_says_to_draw_some(project: Project, tmp_path: Path) -> None:
    tell_stories(project, 1)
    session = meet(project)
    with project.edit(Work.ADD_STORY) as edit:
        for card in cards(edit.session, session):
            remove_card(edit, card.id)
    with pytest.raises(NotShareable, match="Draw cards first"):
        papers(project, session, tmp_path / "out")


@pytest.mark.parametrize("change", [in_step, lambda edit, session: _other_step(edit, session)])
def test_a_step_that_is_written_anew_while_papers_are_made_is_on_none(
    project: Project, session: int, tmp_path: Path, change: Callable[[Edit, int], None]
) -> None:
    with project.edit(Work.ADD_STORY) as edit:
        take_out(edit, story=2)
    done = list[Path]()

    def _print(_page: str, to: Path) -> None:
        to.write_bytes(b"%PDF-")
        if not done:
            with project.edit(Work.ADD_STORY) as edit:
                change(edit, session)
        done.append(to)

    with pytest.raises(NotShareable):
        export_papers(project, session, tmp_path / "out", print_pdf=_print)
    assert done
    assert not [path for path in (tmp_path / "out").rglob("*") if path.is_file()]


def _other_step(edit: Edit, session: int) -> None:
    edit.get(WorkshopSession, session).steps = kept_steps(steps_from_lines("listen | Listen to the birds"))


@BOTH
def test_a_no_to_one_excerpt_finds_what_of_it_was_given_out(
    project: Project, session: int, tmp_path: Path, give: Callable[..., WorkshopFiles]
) -> None:
    made = give(project, session, tmp_path / "out")
    with project.read() as reading:
        assert went_out(reading)[0].still_out == ()
        number = {card.excerpt_id: card.number for card in cards(reading, session)}[1]
        assert len(went_out(reading, excerpt_id=1)) == 1
    with project.edit(Operation.NOTE_ANSWER) as edit:
        say_of_excerpt(edit, 1, "no")
    with project.read() as reading:
        [entry] = went_out(reading, excerpt_id=1)
    out = {file.name for file in entry.still_out}
    sounds = {file.name for file in entry.files if file.name.startswith("sound/")}
    assert len(entry.files) == len(made.files)
    assert out - sounds == {file.name for file in entry.files} - sounds, "pages have all cards in them"
    assert out & sounds == {name for name in sounds if name.startswith(f"sound/card {number}.")}
