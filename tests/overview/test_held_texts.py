"""Texts that people wrote and that may not leave are named with why, as the policy says it of the excerpts beside."""

import pytest
from consenting import allow, answer
from made_stories import make_story

from coproclip.errors import NotShareable
from coproclip.excerpts import marking
from coproclip.excerpts.approval import Use, shareable
from coproclip.excerpts.beside.texts import shareable_text
from coproclip.excerpts.playlists import add_playlist, add_to_playlist, change_playlist
from coproclip.excerpts.rules.public_texts import PublicText, WrittenText
from coproclip.overview.texts import playlist_texts, theme_texts
from coproclip.people.about_project import change_project
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.themes.codebook import add_theme, change_theme, link

NOBODYS = "she never told anybody about the letter"


@pytest.fixture
def excerpt(project: Project, story: int) -> int:
    """An excerpt that everybody agreed to; in another story something was said that nobody was asked about."""
    allow(project, story)
    make_story(project, [("storyteller", f"And {NOBODYS} until then.")], title="Letter", storyteller="June")
    with project.edit(Operation.MARK_EXCERPT) as edit:
        made = marking.mark_quote(edit, story, "We moved the chairs.", title="Chairs").id
    answer(project, made)
    return made


def themes_held(project: Project) -> dict[int, list[tuple[PublicText, str]]]:
    with project.read() as session:
        return {
            one.theme_id: [(why.about.what, why.sentence) for why in one.reasons if why.about is not None]
            for one in theme_texts(session)
        }


def test_a_theme_is_held_by_its_name_question_and_description(project: Project, excerpt: int) -> None:
    with project.edit(Operation.ADD_THEME) as edit:
        fine = add_theme(edit, "We moved the chairs").id
        named = add_theme(edit, NOBODYS.capitalize()).id
        asked = add_theme(edit, "Letters", question=f"Why is it that {NOBODYS}?").id
        described = add_theme(edit, "Silence", description=f"As in: {NOBODYS}.").id
        for theme in (fine, named, asked):
            link(edit, theme, excerpt)
    said = "words that were said in a story, and nobody has said yes to them."
    assert themes_held(project) == {
        fine: [],
        named: [(PublicText.THEME_NAME, f"The theme’s name has {said}")],
        asked: [(PublicText.THEME_QUESTION, f"The theme’s question has {said}")],
        described: [(PublicText.THEME_DESCRIPTION, f"The theme’s description has {said}")],
    }
    with project.edit(Operation.CHANGE_THEME) as edit:
        change_theme(edit, named, name="What was kept quiet")
    assert themes_held(project)[named] == []


def test_what_a_theme_says_of_itself_is_what_holds_its_excerpts_back(project: Project, excerpt: int) -> None:
    with project.edit(Operation.ADD_THEME) as edit:
        theme = add_theme(edit, NOBODYS, in_their_words=True).id
        link(edit, theme, excerpt)
    answer(project, excerpt)
    [refused] = shareable(project, [excerpt], Use.SHARING).refused
    [why] = refused.reasons
    assert why.about == WrittenText(PublicText.THEME_NAME, theme)
    assert [what for what, _ in themes_held(project)[theme]] == [PublicText.THEME_NAME]
    with pytest.raises(NotShareable, match="The theme’s name has words"):
        shareable_text(project, PublicText.THEME_NAME, theme, beside=[excerpt])


def test_a_theme_in_refused_words_is_held(project: Project, story: int, excerpt: int) -> None:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        no = marking.mark_quote(edit, story, "Then somebody asked me").id
        theme = add_theme(edit, "Then somebody asked me").id
        link(edit, theme, excerpt)
    answer(project, no, "no")
    assert themes_held(project)[theme] == [
        (PublicText.THEME_NAME, "The theme’s name has words of an excerpt that may not be shared.")
    ]


def test_a_playlist_names_its_own_texts_and_the_projects(project: Project, excerpt: int) -> None:
    with project.edit(Operation.ADD_PLAYLIST) as edit:
        playlist = add_playlist(edit, "Doors", f"Hear how {NOBODYS}.").id
        add_to_playlist(edit, playlist, [excerpt])
        change_project(edit, {"title": f"Why {NOBODYS}"})

    def held() -> list[PublicText]:
        with project.read() as session:
            return [why.about.what for why in playlist_texts(session, playlist) if why.about is not None]

    assert held() == [PublicText.PLAYLIST_INTRODUCTION, PublicText.PROJECT_TITLE]
    with project.read() as session:
        steps = [why.next for why in playlist_texts(session, playlist)]
    assert steps == ["Ask, or say it in other words.", "Ask, or call it something else."]
    answer(project, excerpt)
    [refused] = shareable(project, [excerpt], Use.SHARING, playlist_id=playlist).refused
    assert {PublicText.PLAYLIST_INTRODUCTION, PublicText.PROJECT_TITLE} == {
        why.about.what for why in refused.reasons if why.about is not None
    }
    with project.edit(Operation.CHANGE_PLAYLIST) as edit:
        change_playlist(edit, playlist, introduction="Hear how.")
        change_project(edit, {"title": "Letters"})
    assert held() == []
