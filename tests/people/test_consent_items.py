"""Item by item: own questions, papers, days, who noted it, and the history that is shown."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from consenting import allow

from coproclip.errors import BadInput
from coproclip.excerpts.approval import Use, shareable
from coproclip.excerpts.marking import mark
from coproclip.overview.consent import due_consents, person_consent
from coproclip.people.consent import note_consent
from coproclip.people.own_questions import MOST_QUESTIONS, add_question, change_question, own_questions, remove_question
from coproclip.people.papers import add_paper
from coproclip.project.erasing.erasure import erase_stories
from coproclip.project.journal import Operation
from coproclip.project.kinds import ConsentAbout, ListKind
from coproclip.project.looking_after import paper_file
from coproclip.project.looking_after.leftovers import leftovers
from coproclip.project.project import Project
from coproclip.project.schema import ListEntry

SAID = {"who": "Kit", "how": "on a signed sheet"}
PNG = b"\x89PNG\r\n\x1a\n" + b"a signature" * 9
SOON = (date.today() + timedelta(days=3)).isoformat()
PAST = (date.today() - timedelta(days=3)).isoformat()


def ask(project: Project, text: str, *uses: str) -> str:
    with project.edit(Operation.CHANGE_QUESTIONS) as edit:
        return add_question(edit, text, uses).item


def note(project: Project, story: int, about: str, answer: str = "yes", **more: str) -> None:
    with project.edit(Operation.NOTE_CONSENT) as edit:
        note_consent(edit, story, about, answer, **{**SAID, **more})  # type: ignore[arg-type]


def consent_reasons(project: Project, excerpt: int, use: Use) -> str:
    refused = shareable(project, [excerpt], use).refused
    return " ".join(str(one) for refusal in refused for one in refusal.reasons if one.code == "consent")


@pytest.fixture
def excerpt(project: Project, story: int) -> int:
    allow(project, story)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        return mark(edit, story, 500, 1000).id


def test_an_own_question_is_needed_for_its_uses_and_for_what_goes_further(
    project: Project, story: int, excerpt: int
) -> None:
    item = ask(project, "May a student quote it?", "sharing")
    for use in (Use.SHARING, Use.PAGE):
        assert "agreed to “May a student quote it?”" in consent_reasons(project, excerpt, use)
    assert consent_reasons(project, excerpt, Use.QUOTE) == ""
    note(project, story, item, "no")
    assert "said no to “May a student quote it?”" in consent_reasons(project, excerpt, Use.SHARING)
    note(project, story, item, "yes")
    assert consent_reasons(project, excerpt, Use.SHARING) == consent_reasons(project, excerpt, Use.PAGE) == ""


def test_a_no_outlasts_the_question_it_was_about(project: Project, story: int, excerpt: int) -> None:
    item = ask(project, "In a thesis?", "archive")
    note(project, story, item, "no")
    for change in (
        lambda edit, number: remove_question(edit, number),
        lambda edit, number: change_question(edit, number, "In a thesis?", []),
        lambda edit, number: change_question(edit, number, "In a leaflet?", ["archive"]),
    ):
        with pytest.raises(BadInput, match="answered"), project.edit(Operation.CHANGE_QUESTIONS) as edit:
            change(edit, int(item.split()[1]))
    project.undo()  # takes the question away; the no stays, and nobody knows any more what it was about
    with project.read() as session:
        assert own_questions(session) == ()
    assert "said no to a question that is no longer in this project" in consent_reasons(project, excerpt, Use.QUOTE)


def test_a_number_of_a_question_is_never_used_twice(project: Project) -> None:
    first = ask(project, "One?")
    with project.edit(Operation.CHANGE_QUESTIONS) as edit:
        remove_question(edit, int(first.split()[1]))
    assert ask(project, "Two?") != first


def test_what_is_no_question_is_refused(project: Project, story: int) -> None:
    with project.edit(Operation.CHANGE_QUESTIONS) as edit:
        edit.add(ListEntry(id=7, kind="role", text="Carer"))
    for about in ("own 9", "own 09", "own -1", "own ", "owned"):
        with pytest.raises(BadInput, match="none of the questions"):
            note(project, story, about)
    with pytest.raises(BadInput, match="asked already"):
        ask(project, "One?"), ask(project, " one? ")
    with project.edit(Operation.CHANGE_QUESTIONS) as edit:
        for number in range(len(own_questions(edit.session)), MOST_QUESTIONS):
            edit.add(ListEntry(kind=ListKind.QUESTION.value, position=number, text=f"May {number}?", uses=[]))
    with pytest.raises(BadInput, match="200 questions of its own at most"):
        ask(project, "One more?")


def test_a_paper_is_copied_in_and_goes_with_the_story(
    project: Project, story: int, make_story: Callable[..., int], tmp_path: Path
) -> None:
    other = make_story(project, title="Another")
    (tmp_path / "signed.png").write_bytes(PNG)
    kept = add_paper(project, tmp_path / "signed.png")
    lone = add_paper(project, tmp_path / "signed.png")
    with project.read() as session:
        assert leftovers(project.folder, session) == [], "young: it may be on its way"
    note(project, story, ConsentAbout.QUOTED, paper=kept)
    note(project, other, ConsentAbout.QUOTED, paper=lone)
    assert (project.folder / kept).read_bytes() == PNG
    assert (project.folder / kept).stat().st_mode & 0o077 == 0
    erase_stories(project, [story])
    assert not (project.folder / kept).exists()
    assert (project.folder / lone).read_bytes() == PNG


def test_only_pictures_and_pdfs_of_a_bounded_size_are_papers(
    project: Project, story: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper_file, "LARGEST_PAPER", 2 << 20)
    files = {"run.pdf": b"MZ\x90", "empty.png": b"", "large.pdf": b"%PDF-" + bytes(3 << 20)}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(BadInput):
            add_paper(project, tmp_path / name)
    with pytest.raises(BadInput, match="not a file"):
        add_paper(project, tmp_path)
    assert list((project.folder / "papers").iterdir()) == []
    with pytest.raises(BadInput, match="not in the project"):
        note(project, story, ConsentAbout.QUOTED, paper="papers/0123456789abcdef.png")


def test_days_are_days_and_a_yes_is_not_given_until_yesterday(project: Project, story: int) -> None:
    for days in ({"expires_on": "next year"}, {"review_on": "2027-13-01"}, {"expires_on": PAST}):
        with pytest.raises(BadInput):
            note(project, story, ConsentAbout.QUOTED, **days)
    note(project, story, ConsentAbout.QUOTED, expires_on=SOON)
    note(project, story, ConsentAbout.ARCHIVED, review_on=PAST)
    note(project, story, ConsentAbout.PHOTO, "no", review_on=PAST)
    with project.read() as session:
        [due] = due_consents(session, date.today() + timedelta(days=14))
        assert (due.name, due.count, due.day, due.over) == ("Kit", 2, PAST, False)
        assert due_consents(session, date.today() - timedelta(days=30)) == ()


def test_the_history_says_what_was_before_and_who_noted_it(project: Project, story: int) -> None:
    note(project, story, ConsentAbout.QUOTED, "later", noted_by="Mo")
    note(project, story, ConsentAbout.QUOTED, "yes", noted_by="Ada", how="on the phone")
    with project.read() as session:
        teller = person_consent(session, story, None)
        known = person_consent(session, story, 1)
    assert [(one.before, one.said.answer, one.said.noted_by, one.said.how) for one in known.history] == [
        ("later", "yes", "Ada", "on the phone"),
        ("", "later", "Mo", "on a signed sheet"),
    ]
    quoted = next(one for one in known.items if one.item == ConsentAbout.QUOTED)
    assert quoted.holds
    assert quoted.said
    assert quoted.said.noted_by == "Ada"
    assert {one.item for one in known.items} == set(ConsentAbout) - {ConsentAbout.GUARDIAN}
    assert teller.history == (), "it is Kit’s, and of nobody else"
