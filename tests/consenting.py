"""What must be so before anything may be shared: for tests in which something leaves."""

from collections.abc import Collection
from typing import Any

from coproclip.excerpts.approval import StoryReader, note_answer
from coproclip.excerpts.rules.policy import Use
from coproclip.people.consent import note_consent
from coproclip.people.storytellers import storytellers_of
from coproclip.project.journal import Operation, Work
from coproclip.project.kinds import ConsentAbout
from coproclip.project.project import Edit, Project
from coproclip.project.schema import Consent, Excerpt
from coproclip.project.storage.fresh_ids import keep_numbers_used
from coproclip.transcript.edits import check_story

AGREED = tuple(about for about in ConsentAbout if about not in (ConsentAbout.ALTERED, ConsentAbout.GUARDIAN))
"""What somebody says yes to who may be heard: not that their voice is altered first, nor for their parents."""
SAID = {"who": "Kit", "how": "on the phone"}


def allow(project: Project, *stories: int) -> None:
    """Every storyteller of these stories agreed to everything about them, and all words are checked by ear."""
    with project.edit(Work.ADD_STORY) as edit:
        for story in stories or (1,):
            allow_story(edit, story)


def allow_story(edit: Edit, story: int) -> None:
    """As `allow`, in an open edit."""
    check_story(edit, story)
    tellers: list[int | None] = [storyteller.id for storyteller in storytellers_of(edit.session, story)]
    for teller in tellers or [None]:
        # One after another each of them is looked at anew, which takes longer than most tests.
        first = note_consent(edit, story, AGREED[0], "yes", **SAID, storyteller_id=teller)
        same = {column.name: getattr(first, column.name) for column in Consent.__table__.columns}
        more = enumerate(AGREED[1:], first.id + 1)
        edit.session.add_all(Consent(**{**same, "id": number, "about": str(about)}) for number, about in more)
        edit.session.flush()
        keep_numbers_used(edit.session, Consent)


def say(edit: Edit, excerpt: int, answer: Any = "yes", uses: Collection[Use] = (Use.SHARING,)) -> None:
    """Every storyteller who is heard in an excerpt answers for themselves; a yes is for these `uses`."""
    reader = StoryReader(edit.session)
    for teller in reader.tellers_in(edit.get(Excerpt, excerpt)):
        note_answer(edit, excerpt, answer, **SAID, storyteller_id=teller, uses=uses)


def answer(project: Project, excerpt: int, said: Any = "yes", uses: Collection[Use] = (Use.SHARING,)) -> None:
    """As `say`, in an edit of its own."""
    with project.edit(Operation.NOTE_ANSWER) as edit:
        say(edit, excerpt, said, uses)
