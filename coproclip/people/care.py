"""Care: what somebody should know before hearing a story, and the private log of worries and what was done.

The log leaves the project in no file. What is marked sensitive is special category data: health, race, faith …
"""

from dataclasses import dataclass
from typing import TypedDict, Unpack

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.errors import BadInput
from coproclip.people.consent import says_something
from coproclip.project.project import Edit, now
from coproclip.project.schema import CareNote, Excerpt, Person, Story
from coproclip.project.storage.fresh_ids import fresh_number

KINDS = ("worry", "done", "check-in")
"""A worry, what was done about one, or how a check-in went."""

MOST_LETTERS = 500
"""A note before hearing is a line or two."""


def care_text(text: str) -> str:
    """A note to be shown before hearing, on one line; raises `BadInput` for a long one."""
    text = " ".join(text.split())
    if len(text) > MOST_LETTERS:
        raise BadInput("This note is too long to be read before listening.", "Nothing was changed.", "Say it shorter.")
    return text


def add_care_note(
    edit: Edit,
    text: str,
    *,
    kind: str = KINDS[0],
    by: str = "",
    story_id: int | None = None,
    person_id: int | None = None,
) -> CareNote:
    """A line of the private log, dated now; raises `BadInput` for an empty one or another kind, `NotFound`."""
    _check_note(edit, text, kind, story_id, person_id)
    number = fresh_number(edit.session, CareNote)
    made = CareNote(id=number, story_id=story_id, person_id=person_id, kind=kind, text=text.strip(), by=by.strip())
    made.made_at = now()
    return edit.add(made)


class CareColumns(TypedDict, total=False):
    """What may be changed of a line of the log."""

    text: str
    kind: str
    by: str
    story_id: int | None
    person_id: int | None


def change_care_note(edit: Edit, number: int, **changed: Unpack[CareColumns]) -> None:
    """Make something else of a line of the log; what is not given stays, and its day. Raises as `add_care_note`."""
    note = edit.get(CareNote, number)
    kept: CareColumns = {"text": note.text, "kind": note.kind, "story_id": note.story_id, "person_id": note.person_id}
    whole: CareColumns = {**kept, "by": note.by, **changed}
    _check_note(edit, whole["text"], whole["kind"], whole["story_id"], whole["person_id"])
    note.text, note.kind, note.by = whole["text"].strip(), whole["kind"], whole["by"].strip()
    note.story_id, note.person_id = whole["story_id"], whole["person_id"]


def delete_care_note(edit: Edit, number: int) -> None:
    """Take a line out of the log. Raises `NotFound`."""
    edit.session.delete(edit.get(CareNote, number))
    edit.session.flush()


def _check_note(edit: Edit, text: str, kind: str, story_id: int | None, person_id: int | None) -> None:
    if kind not in KINDS:
        raise BadInput(f"A care note is one of {', '.join(KINDS)}.", "Nothing was changed.")
    if not says_something(text):
        raise BadInput("A care note says something.", "Nothing was changed.")
    if story_id is not None:
        edit.get(Story, story_id)
    if person_id is not None:
        edit.get(Person, person_id)


def care_notes(session: Session, *, story_id: int | None = None) -> list[CareNote]:
    """The private log, newest first; of one story if given."""
    query = select(CareNote).order_by(CareNote.made_at.desc(), CareNote.id.desc())
    return list(session.scalars(query if story_id is None else query.where(CareNote.story_id == story_id)))


@dataclass(frozen=True, slots=True)
class CareMark:
    """What should be known before hearing something: a note (may be empty), and whether it holds sensitive things."""

    note: str = ""
    sensitive: bool = False

    def __bool__(self) -> bool:
        return bool(self.note or self.sensitive)


UNMARKED = CareMark()


def care_of_story(session: Session, story_id: int) -> CareMark:
    """The mark of a story; none where there is no such story."""
    story = session.get(Story, story_id)
    return CareMark(story.care, bool(story.sensitive)) if story is not None else CareMark()


def care_of_excerpt(session: Session, excerpt_id: int) -> CareMark:
    """The mark of an excerpt, or what of it comes from its story: a note of its own stands before the story's."""
    excerpt = session.get(Excerpt, excerpt_id)
    if excerpt is None:
        return CareMark()
    story = care_of_story(session, excerpt.story_id)
    return care_mark(excerpt.care, excerpt.sensitive, story.note, story.sensitive)


def care_mark(note: str, sensitive: int, story_note: str, story_sensitive: int) -> CareMark:
    """The mark of an excerpt out of what is kept with it and with its story."""
    return CareMark(note or story_note, bool(sensitive or story_sensitive))
