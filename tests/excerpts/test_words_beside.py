"""What stands beside an excerpt, its title, its themes, the playlist, never carries out what nobody said yes to."""

import pytest
from consenting import allow, answer
from made_stories import make_story

from coproclip.excerpts import marking
from coproclip.excerpts.approval import Use, shareable
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.transcript.edits import passages

RENT = "My husband didn't drink all of our rent money every Friday night."


def marked(project: Project, story: int, place: int = 0) -> int:
    """An excerpt of a passage."""
    with project.edit(Operation.MARK_EXCERPT) as edit:
        line = passages(edit.session, story)[place]
        return marking.mark(edit, story, line.start_ms, line.end_ms).id


def call(project: Project, excerpt: int, title: str) -> None:
    """Give it another title, to which its storyteller says yes."""
    with project.edit(Operation.CHANGE_EXCERPT) as edit:
        marking.change_excerpt(edit, excerpt, title=title)
    answer(project, excerpt)


def why(project: Project, excerpt: int, **more: int) -> str:
    """Why it may not leave; empty if it may."""
    refused = shareable(project, [excerpt], Use.SHARING, **more).refused
    return " ".join(str(reason) for refusal in refused for reason in refusal.reasons)


@pytest.fixture
def kits(project: Project, story: int) -> int:
    """Kit's excerpt, with a yes."""
    allow(project, story)
    excerpt = marked(project, story, 1)
    answer(project, excerpt)
    assert why(project, excerpt) == ""
    return excerpt


@pytest.fixture
def junes(project: Project) -> int:
    """June's excerpt in a story of her own; nobody asked her about it."""
    other = make_story(project, [("storyteller", RENT)], title="Rent", storyteller="June")
    allow(project, other)
    return marked(project, other)


@pytest.mark.parametrize(
    "title",
    [
        "hus\u00adband did\u00adn't dr\u00adink al\u00adl of ou\u00adr re\u00adnt",
        "My hus\u200bband di\u200bdn’t dri\u200bnk",
        "my husb\u0430nd didnt drink",
        "MyHusbandDidntDrink",
    ],
)
def test_refused_words_are_known_however_they_are_written(project: Project, kits: int, junes: int, title: str) -> None:
    answer(project, junes, "no")
    call(project, kits, title)
    assert "Its title has words of an excerpt that may not be shared." in why(project, kits)
