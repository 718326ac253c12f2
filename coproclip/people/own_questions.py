"""The project's own questions of consent, such as “May a student quote it?”, and what a yes to each is needed for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coproclip.errors import BadInput, NotFound
from coproclip.project.columns import UNREADABLE
from coproclip.project.kinds import ListKind
from coproclip.project.project import Edit
from coproclip.project.schema import Consent, ListEntry
from coproclip.project.storage.fresh_ids import fresh_number

MOST_QUESTIONS = 200
_OWN = "own "
_MOST_DIGITS = 18


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """A question of the project's own; `uses` are what a yes to it is needed for (values of `policy.Use`).

    One that has anything else among its uses was damaged, and is needed for every use.
    """

    id: int
    text: str
    uses: tuple[str, ...]

    @property
    def item(self) -> str:
        """What answers to it are about."""
        return own_item(self.id)


def own_item(number: int) -> str:
    """What answers to the question of this number are about."""
    return f"{_OWN}{number}"


def own_number(about: str) -> int | None:
    """The number of the own question that an answer is about; None where it is about something else."""
    number = about.removeprefix(_OWN)
    plain = about.startswith(_OWN) and number.isascii() and number.isdecimal() and len(number) <= _MOST_DIGITS
    return int(number) if plain and own_item(int(number)) == about else None


def own_questions(session: Session) -> tuple[OwnQuestion, ...]:
    """All of them, in order. What is on none of the other lists is one: nobody knows that it was not."""
    others = [kind.value for kind in ListKind if kind is not ListKind.QUESTION]
    rows = select(ListEntry).where(ListEntry.kind.not_in(others)).order_by(ListEntry.position, ListEntry.id)
    return tuple(OwnQuestion(row.id, row.text, _uses(row)) for row in session.scalars(rows))


def _uses(row: ListEntry) -> tuple[str, ...]:
    return (*row.uses, *((UNREADABLE,) if row.kind != ListKind.QUESTION else ()))


def find_question(session: Session, wanted: str) -> OwnQuestion:
    """The question of this number or with these words; raises `NotFound`."""
    name = " ".join(wanted.split()).casefold()
    for one in own_questions(session):
        if name in (str(one.id), one.item, one.text.casefold()):
            return one
    raise NotFound(f"“{wanted}” is none of the questions that storytellers are asked.", "Nothing was changed.")


def add_question(edit: Edit, text: str, uses: Iterable[str] = ()) -> OwnQuestion:
    """A question more, after the others.

    Raises `BadInput` without words, for one that is there already, and where there are `MOST_QUESTIONS`.
    """
    text = _words(text)
    asked = own_questions(edit.session)
    if any(one.text.casefold() == text.casefold() for one in asked):
        raise BadInput(f"“{text}” is asked already.", "Nothing was changed.")
    if len(asked) >= MOST_QUESTIONS:
        raise BadInput(f"A project asks {MOST_QUESTIONS} questions of its own at most.", "Nothing was changed.")
    last = edit.session.scalar(select(func.max(ListEntry.position)).where(ListEntry.kind == ListKind.QUESTION))
    row = edit.add(
        ListEntry(
            id=fresh_number(edit.session, ListEntry),  # an answer keeps what it is about by number
            kind=ListKind.QUESTION.value,
            position=0 if last is None else last + 1,
            text=text,
            uses=list(dict.fromkeys(uses)),
        )
    )
    return OwnQuestion(row.id, row.text, _uses(row))


def change_question(edit: Edit, number: int, text: str, uses: Sequence[str]) -> None:
    """Other words, or other uses. Once somebody answered it, its words stay and a use can only be added.

    Raises `BadInput` for that, and without words; `NotFound`.
    """
    row, text = _question(edit, number), _words(text)
    if _is_answered(edit.session, number) and (text != row.text or not set(_uses(row)) <= set(uses)):
        raise BadInput(
            "Somebody answered this question as it stands.", "Nothing was changed.", "Add another question instead."
        )
    row.text, row.uses = text, list(dict.fromkeys(uses))


def remove_question(edit: Edit, number: int) -> None:
    """Ask it no longer. Raises `BadInput` once somebody answered it, `NotFound`."""
    row = _question(edit, number)
    if _is_answered(edit.session, number):
        raise BadInput("Somebody answered this question, so it stays.", "Nothing was changed.")
    edit.session.delete(row)


def _question(edit: Edit, number: int) -> ListEntry:
    row = edit.get(ListEntry, number)
    if row.kind != ListKind.QUESTION:
        raise NotFound(f"There is no question {number} in this project.", "Nothing was changed.")
    return row


def _is_answered(session: Session, number: int) -> bool:
    return session.scalar(select(Consent.id).where(Consent.about == own_item(number)).limit(1)) is not None


def _words(text: str) -> str:
    text = " ".join(text.split())
    if not text:
        raise BadInput("A question needs words.", "Nothing was changed.")
    return text
