"""Sheets: filled from the project’s page, editable, and kept to the letter once given out."""

import pytest

from coproclip.errors import BadInput
from coproclip.export.sheet_page import sheet_page
from coproclip.overview.consent import given_sheets
from coproclip.people.about_project import change_project
from coproclip.people.consent import note_consent
from coproclip.people.own_questions import add_question
from coproclip.people.sheets import (
    ASKED,
    LONGEST,
    LONGEST_FILLED,
    SheetForm,
    change_template,
    filled,
    keep_sheet,
    template,
    usual_template,
)
from coproclip.project.journal import Operation, Work
from coproclip.project.kinds import ConsentAbout
from coproclip.project.project import Project


def text(project: Project, form: SheetForm = SheetForm.PLAIN) -> str:
    with project.read() as session:
        return filled(session, form)


def test_it_is_filled_from_the_projects_page_and_what_is_empty_has_no_heading(project: Project) -> None:
    assert "## Why we ask" not in text(project)
    facts = {
        "why_ask": "To hear what helps.",
        "support": "The helpline\n0800 00 00",
        "contact": "Mo, 0123",
        "safeguarding": "CANARY at the office",
        "review_rules": "CANARY rule",
        "title": "Doors & <b>stairs</b>",
    }
    with project.edit(Operation.CHANGE_PROJECT) as edit:
        change_project(edit, facts)
    for form in SheetForm:
        said = text(project, form)
        assert "To hear what helps." in said
        assert "The helpline\n0800 00 00" in said
        assert "CANARY" not in said, "what is for the team alone"
        assert "{" not in said
        assert said.count("\n[] ") == len(ASKED)
    page = sheet_page(text(project), SheetForm.PLAIN)
    assert "Doors &amp; &lt;b&gt;stairs&lt;/b&gt;</h1>" in page
    assert page.count("<tr>") == len(ASKED)
    assert "src=" not in page


def test_everything_that_is_asked_is_on_it_but_sharing_as_one(project: Project) -> None:
    assert set(ASKED) == set(ConsentAbout) - {ConsentAbout.SHARED, ConsentAbout.GUARDIAN}
    with project.edit(Operation.CHANGE_QUESTIONS) as edit:
        add_question(edit, "May a student quote it?")
    assert "[] May a student quote it?" in text(project, SheetForm.EASY)


def test_a_text_of_the_projects_own_and_the_usual_one_again(project: Project) -> None:
    with project.edit(Operation.CHANGE_SHEET) as edit:
        change_template(edit, SheetForm.EASY, "# Hello\n{contact}\n{nothing}\n{safeguarding}")
    assert text(project, SheetForm.EASY) == "# Hello\n{nothing}\n{safeguarding}\n"
    assert text(project, SheetForm.PLAIN) == text(project, SheetForm.LARGE)
    with pytest.raises(BadInput), project.edit(Operation.CHANGE_SHEET) as edit:
        change_template(edit, SheetForm.EASY, "x" * LONGEST)
    project.undo()
    with project.read() as session:
        assert template(session, SheetForm.EASY) == usual_template(SheetForm.EASY)


def test_what_was_given_out_stays_to_the_letter(project: Project, story: int) -> None:
    words = text(project)
    with project.edit(Work.KEEP_SHEET) as edit:
        first, again = keep_sheet(edit, SheetForm.PLAIN, words).id, keep_sheet(edit, SheetForm.PLAIN, words).id
    assert first == again
    with project.edit(Operation.CHANGE_PROJECT) as edit:
        change_project(edit, {"why_ask": "Something else."})
    with project.edit(Work.KEEP_SHEET) as edit:
        assert keep_sheet(edit, SheetForm.PLAIN, text(project)).id != first
    with project.edit(Operation.NOTE_CONSENT) as edit:
        note_consent(edit, story, ConsentAbout.QUOTED, "yes", "Kit", "on a signed sheet", sheet_id=first)
    with project.read() as session:
        assert [one.text for one in given_sheets(session) if one.id == first] == [words]


def test_a_sheet_that_is_far_too_long_is_not_filled_in(project: Project) -> None:
    many = LONGEST_FILLED // 10_000
    with project.edit(Operation.CHANGE_PROJECT) as edit:
        change_project(edit, {"why_ask": "x" * 10_000})
        change_template(edit, SheetForm.PLAIN, "{why_ask}\n" * (many - 1))
    assert len(text(project)) >= 10_000 * (many - 1)
    with project.edit(Operation.CHANGE_SHEET) as edit:
        change_template(edit, SheetForm.PLAIN, "{why_ask}\n" * many)
    with pytest.raises(BadInput, match=f"more than {LONGEST_FILLED:,} letters"):
        text(project)
