"""A review is one storyteller’s own words; what others wrote beside them names nobody who is not to be named there."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from consenting import SAID, allow
from made_stories import made_project, make_story
from searching import found_in

from coproclip.errors import NotShareable
from coproclip.excerpts.approval import Use, shareable
from coproclip.excerpts.beside.texts import PublicText, shareable_text
from coproclip.excerpts.marking import change_excerpt, mark_quote
from coproclip.excerpts.playlists import add_playlist, add_to_playlist, change_playlist
from coproclip.excerpts.reviews.review import for_review
from coproclip.export.clips import export_clips
from coproclip.export.review_pack import export_review
from coproclip.people.consent import note_consent
from coproclip.people.mentions import Found, add_names, decide
from coproclip.people.no_names import note_no_name
from coproclip.people.people import change_person, find_person
from coproclip.people.storytellers import storytellers_of
from coproclip.project.journal import Operation, Work
from coproclip.project.kinds import ConsentAbout, MentionDecision
from coproclip.project.project import Edit, Project
from coproclip.project.schema import ProjectRow
from coproclip.themes.codebook import add_theme, change_theme, link

WREN = (("storyteller", "Quixotina told me so herself."), ("storyteller", "We carried every chair outside."))
KIT = (("storyteller", "My landlord Quixotina locked the cupboard."),)
SAID_IT, CHAIRS = 1, 2


def _make(project: Project) -> None:
    """Wren’s story with two excerpts, themes and a playlist. Kit, who is not to be named, has Quixotina taken out."""
    make_story(project, WREN, title="Chairs", storyteller="Wren")
    make_story(project, KIT, title="The landlord", storyteller="Kit")
    allow(project, 1, 2)
    with project.edit(Work.ADD_STORY) as edit:
        for story, who in ((1, "Wren"), (2, "Kit")):
            person = find_person(edit.session, who).id
            assert storytellers_of(edit.session, story)[0].id == person
            note_consent(edit, story, ConsentAbout.NAMED, "no", **SAID, storyteller_id=person)
        [name] = add_names(edit, 2, [Found("Quixotina")])
        decide(edit, name.id, MentionDecision.REMOVE, by="Amina")
    with project.edit(Operation.MARK_EXCERPT) as edit:
        said, chairs = (mark_quote(edit, 1, words).id for words in ("told me so herself.", WREN[1][1]))
        assert (said, chairs) == (SAID_IT, CHAIRS)
        link(edit, add_theme(edit, "Furniture").id, chairs)
        add_to_playlist(edit, add_playlist(edit, "Chairs", "How we sat").id, [chairs])


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    folder, _ = made_project(tmp_path / "Doors", _make)
    with Project.open(folder) as opened:
        yield opened


def _theme(edit: Edit, text: str) -> None:
    change_theme(edit, 1, name=text)


def _playlist(edit: Edit, text: str) -> None:
    change_playlist(edit, 1, title=text)


def _introduction(edit: Edit, text: str) -> None:
    change_playlist(edit, 1, introduction=text)


BESIDE: dict[str, Callable[[Edit, str], object]] = {
    "Its title": lambda edit, text: change_excerpt(edit, CHAIRS, title=text),
    "The note before hearing it": lambda edit, text: change_excerpt(edit, CHAIRS, care=text),
    "Its theme": _theme,
    "The playlist’s title": _playlist,
    "The playlist’s introduction": _introduction,
}


@pytest.mark.parametrize(
    ("what", "name"),
    [*((what, "Quixotina") for what in BESIDE), ("Its title", "Kit"), ("Its theme", "quixotinasmithson@example.org")],
)
def test_an_excerpt_is_asked_about_once_nobody_is_named_beside_it(
    project: Project, tmp_path: Path, what: str, name: str
) -> None:
    with project.edit(Operation.CHANGE_EXCERPT) as edit:
        BESIDE[what](edit, f"Not without {name}")
    sharing = for_review(project, 1)
    assert [one.excerpt_id for one in sharing.granted] == [SAID_IT], "all else is asked about"
    [refused] = sharing.refused
    assert refused.reason.startswith(what)
    assert (name in refused.reason, "something else" in refused.reason) == (True, True)
    (tmp_path / "out").mkdir()
    export_review(project, 1, tmp_path / "out")
    assert found_in({"Not without", "told me so herself"}, tmp_path / "out").keys() == {"told me so herself"}
    granted = shareable(project, [SAID_IT, CHAIRS], Use.REVIEW, review_of=1).granted
    export_clips(granted, tmp_path / "clips", format="wav")
    assert found_in({"Not without"}, tmp_path / "clips") == {}
    with project.edit(Operation.CHANGE_EXCERPT) as edit:
        BESIDE[what](edit, "Not without chairs")
    assert len(for_review(project, 1).granted) == 2


def test_what_a_storyteller_said_and_their_own_name_are_free(project: Project, tmp_path: Path) -> None:
    with project.edit(Operation.CHANGE_EXCERPT) as edit:
        change_excerpt(edit, CHAIRS, title="Wren and the chairs")
        said = mark_quote(edit, 1, WREN[0][1]).id
    assert {one.excerpt_id for one in for_review(project, 1).granted} == {SAID_IT, CHAIRS, said}
    (tmp_path / "out").mkdir()
    export_review(project, 1, tmp_path / "out")
    assert found_in({"Wren and the chairs", "Quixotina"}, tmp_path / "out").keys() == {
        "Wren and the chairs",
        "Quixotina",
    }


def test_a_storyteller_who_is_called_as_somebody_is_taken_out_is_asked_too(project: Project, tmp_path: Path) -> None:
    with project.edit(Operation.CHANGE_PERSON) as edit:
        change_person(edit, find_person(edit.session, "Wren").id, {"alias": "Quixotina"})
    assert export_review(project, 1, tmp_path).count == 2


OF_PROJECT = {
    PublicText.PROJECT_TITLE: "title",
    PublicText.CONTACT: "contact",
    PublicText.TAKE_DOWN: "take_down",
    PublicText.SUPPORT: "support",
}


def test_what_is_said_of_the_project_is_left_out_and_the_rest_is_asked(project: Project, tmp_path: Path) -> None:
    with project.edit(Operation.CHANGE_PROJECT) as edit:
        for column in OF_PROJECT.values():
            setattr(edit.get(ProjectRow, 1), column, "Ask Quixotina, or Kit")
    for what in OF_PROJECT:
        with pytest.raises(NotShareable, match="Quixotina"):
            shareable_text(project, what, use=Use.REVIEW, beside=[CHAIRS], review_of=1)
    said = list[str]()
    (out := tmp_path / "out").mkdir()

    def _print(page: str, path: Path) -> None:
        path.write_text(page, encoding="utf-8")

    assert export_review(project, 1, out, tell=said.append, print_pdf=_print).count == 2
    assert found_in({"Ask Quixotina"}, out) == {}
    assert [one.partition(" is not in the review.")[0] for one in said] == [
        "The project’s title",
        "The project’s contact line",
        "The line about taking something down",
        "The list of places to get support",
    ]
    assert all("Call it something else" in one for one in said)


def test_what_is_no_name_there_is_read(project: Project) -> None:
    with project.edit(Operation.CHANGE_EXCERPT) as edit:
        change_theme(edit, 1, name="Like Quixotina")
    [refused] = for_review(project, 1).refused
    with project.edit(Operation.DECIDE_NAME) as edit:
        [written] = [one.named for one in refused.reasons if one.named]
        note_no_name(edit, written, by="Amina")
    assert len(for_review(project, 1).granted) == 2
