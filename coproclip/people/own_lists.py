"""The project's own lists: roles, sectors, projects, ways of taking part, places. None of an entry is above another."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from coproclip.errors import BadInput, NotFound
from coproclip.project.kinds import ListKind
from coproclip.project.project import Edit
from coproclip.project.schema import ListEntry, PersonEntry

LISTS: Mapping[ListKind, str] = MappingProxyType(
    {
        ListKind.ROLE: "Roles",
        ListKind.SECTOR: "Sectors",
        ListKind.PROJECT: "Projects",
        ListKind.WAY: "Ways of taking part",
        ListKind.PLACE: "Places",
    }
)
"""The lists that hold for people, as they are called; of each list many entries may hold for one person."""
BETWEEN = ";"
"""Stands between entries where several are written on one line."""

KnownEntries = dict[tuple[ListKind, str], ListEntry]
"""The entries of the lists by kind and words in small letters."""


@dataclass(frozen=True, slots=True)
class OwnEntry:
    """An entry of a list, and for how many people it holds: one person can be counted in several."""

    id: int
    kind: ListKind
    text: str
    people: int


def list_entries(session: Session) -> tuple[OwnEntry, ...]:
    """All entries, list by list, each list by the alphabet."""
    query = select(ListEntry, func.count(PersonEntry.id)).outerjoin(PersonEntry, PersonEntry.entry_id == ListEntry.id)
    query = query.where(ListEntry.kind.in_(LISTS)).group_by(ListEntry.id)
    found = [OwnEntry(row.id, ListKind(row.kind), row.text, people) for row, people in session.execute(query)]
    kinds = list(LISTS)
    return tuple(sorted(found, key=lambda one: (kinds.index(one.kind), one.text.casefold(), one.id)))


def places(session: Session) -> list[str]:
    """The places that the project knows, by the alphabet."""
    return [one.text for one in list_entries(session) if one.kind is ListKind.PLACE]


def find_entry(session: Session, kind: ListKind, wanted: str) -> ListEntry:
    """The entry of this list with these words (capitals do not matter); raises `NotFound`."""
    found = _entry(session, kind, _words(wanted))
    if found is None:
        raise NotFound(f"“{wanted}” is not among the {LISTS[kind].lower()}.", "Nothing was changed.")
    return found


def known_entries(session: Session) -> KnownEntries:
    """All entries, to be found by their words (capitals do not matter)."""
    rows = session.scalars(select(ListEntry).where(ListEntry.kind.in_(LISTS)).order_by(ListEntry.id.desc()))
    return {(ListKind(row.kind), row.text.casefold()): row for row in rows}


def find_or_add_entry(edit: Edit, kind: ListKind, text: str, known: KnownEntries | None = None) -> ListEntry:
    """The entry of this list with these words, made if there is none. Raises `BadInput` for words that are none.

    It is looked for among `known` where they are given, and is one of them from then on.
    """
    text = _words(text)
    found = _entry(edit.session, kind, text) if known is None else known.get((kind, text.casefold()))
    if found is None:
        found = edit.add(ListEntry(kind=kind.value, text=text))
        if known is not None:
            known[kind, text.casefold()] = found
    return found


def rename_entry(edit: Edit, kind: ListKind, wanted: str, text: str) -> None:
    """Call an entry something else, for everybody for whom it holds. Raises `BadInput`, `NotFound`."""
    row, text = find_entry(edit.session, kind, wanted), _words(text)
    other = _entry(edit.session, kind, text)
    if other is not None and other.id != row.id:
        raise BadInput(f"“{other.text}” is there already.", "Nothing was changed.")
    row.text = text


def remove_entry(edit: Edit, kind: ListKind, wanted: str) -> None:
    """Take an entry off a list; it then holds for nobody. Raises `NotFound`."""
    row = find_entry(edit.session, kind, wanted)
    edit.session.execute(delete(PersonEntry).where(PersonEntry.entry_id == row.id))
    edit.session.delete(row)
    edit.session.flush()


def _entry(session: Session, kind: ListKind, text: str) -> ListEntry | None:
    rows = session.scalars(select(ListEntry).where(ListEntry.kind == kind).order_by(ListEntry.id))
    return next((row for row in rows if row.text.casefold() == text.casefold()), None)


def _words(text: str) -> str:
    text = " ".join(text.split())
    if not text or BETWEEN in text:
        raise BadInput("An entry of a list needs words, without a semicolon.", "Nothing was changed.")
    return text
