"""Thousands of noted answers in one story: read once, and never on the thread that people see."""

import time
from datetime import date, timedelta

from sqlalchemy import insert

from coproclip.overview.consent import due_consents, everybodys_consent, person_consent
from coproclip.people.storytellers import storytellers_of
from coproclip.project.kinds import ConsentAbout
from coproclip.project.project import Project, Work
from coproclip.project.schema import Consent, Participant, Person

PEOPLE, LONGEST_S = 290, 30
SAID = {"who": "x", "how": "y", "said_at": "2026-01-01", "noted_by": "", "paper": ""}


def planted(project: Project, story: int) -> None:
    day = (date.today() + timedelta(days=3)).isoformat()
    everybody = [
        {"id": 1000 + n, "alias": f"P{n}", "description": "", "created_at": "2026-01-01"} for n in range(PEOPLE)
    ]
    with project.edit(Work.MEDIA) as edit:
        edit.session.execute(insert(Person), everybody)
        edit.session.execute(
            insert(Participant), [{"story_id": story, "storyteller_id": one["id"]} for one in everybody]
        )
        rows = [
            {
                **SAID,
                "story_id": story,
                "storyteller_id": one["id"],
                "about": "being recorded",
                "answer": "yes",
                "review_on": day,
            }
            for one in everybody
        ]
        rows += [
            {**SAID, "story_id": story, "storyteller_id": None, "about": "sharing", "answer": what, "review_on": ""}
            for what in ("no", *["later"] * 4000)
        ]
        edit.session.execute(insert(Consent), rows)


def test_whose_yes_is_due_among_thousands_of_answers(project: Project, story: int) -> None:
    planted(project, story)
    with project.read() as session:
        began = time.monotonic()
        found = due_consents(session, date.today() + timedelta(days=14))
        assert time.monotonic() - began < LONGEST_S
        assert len(found) == PEOPLE


def test_an_answer_of_nobody_counts_for_everybody_as_before(project: Project, story: int) -> None:
    """The no of nobody stands, whatever “later” came after it."""
    planted(project, story)
    with project.read() as session:
        teller = storytellers_of(session, story)[0].id
        known = {one.item: one for one in person_consent(session, story, teller).items}
        said = known[ConsentAbout.SHARED].said
        assert said is not None
        assert said.answer == "no"
        assert len(everybodys_consent(session, story)[0].history) == 4001
