"""A heading is a headline in a storyteller's words and a question or a statement, and leaves with a yes alone."""

import pytest
from consenting import allow_story

from coproclip.excerpts.approval import note_answer
from coproclip.excerpts.marking import mark_quote
from coproclip.excerpts.rules.policy import Use
from coproclip.excerpts.rules.sharing import Refusal
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.themes.codebook import add_theme, change_theme, set_headline
from coproclip.themes.headings import ShareableHeading, heading_text, headings, shareable_heading


@pytest.mark.parametrize(
    ("headline", "after", "text"),
    [
        ("We’re all people", "What is co-production?", "“We’re all people”: What is co-production?"),
        ("I’m not a method.", "The problems with carelessness", "“I’m not a method”: The problems with carelessness"),
        ("Who said so?", "", "“Who said so?”"),
    ],
)
def test_a_heading_reads_as_it_is_written(headline: str, after: str, text: str) -> None:
    assert heading_text(headline, after) == text


def test_a_title_that_nobody_said_stands_in_no_quotation_marks(project: Project, story: int) -> None:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        excerpt = mark_quote(edit, story, "We moved the chairs.", title="A new order")
        set_headline(edit, add_theme(edit, "Sitting", question="Who sits?").id, excerpt.id)
        allow_story(edit, story)
    with project.edit(Operation.NOTE_ANSWER) as edit:
        note_answer(edit, excerpt.id, "yes", who="Kit", how="on the phone", uses=[Use.REPORT])
    [shown] = project.query(lambda session: list(headings(session)))
    assert shown.text == "A new order: Who sits?"
    found = shareable_heading(project, shown.theme_id)
    assert isinstance(found, ShareableHeading)
    assert not found.quoted


def test_only_a_headline_with_a_yes_leaves(project: Project, story: int) -> None:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        allow_story(edit, story)
        excerpt = mark_quote(edit, story, "We moved the chairs.")
        theme = add_theme(edit, "Sitting", question="Who sits?").id
        none = add_theme(edit, "Nothing yet").id
        change_theme(edit, none, heading_kind="statement")
        set_headline(edit, theme, excerpt.id)
    first, second = project.query(lambda session: list(headings(session)))
    assert (first.text, first.kind, first.needs_headline) == ("“We moved the chairs”: Who sits?", "question", True)
    assert (second.text, second.kind, second.headline_id) == ("Nothing yet", "statement", None)
    assert isinstance(shareable_heading(project, theme), Refusal)
    assert shareable_heading(project, none) is None
    with project.edit(Operation.CHECK) as edit:
        edit.session.connection().exec_driver_sql("UPDATE segment SET checked = 1")
    with project.edit(Operation.NOTE_ANSWER) as edit:
        note_answer(edit, excerpt.id, "yes", who="Kit", how="on the phone", uses=[Use.REPORT, Use.SHARING])
    found = shareable_heading(project, theme, Use.SHARING)
    assert isinstance(found, ShareableHeading)
    assert (found.headline, found.after) == ("We moved the chairs", "Who sits?")
    with project.edit(Operation.NOTE_ANSWER) as edit:
        note_answer(edit, excerpt.id, "no", who="Kit", how="on the phone")
    assert isinstance(shareable_heading(project, theme, Use.SHARING), Refusal)
    [named] = [one.name for one in project.query(lambda s: list(headings(s))) if one.headline_id and one.needs_headline]
    assert named == "Sitting"
