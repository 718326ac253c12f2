"""How people are named in what leaves: the project's own words for them, and which of those point at too few people.

“One storyteller” unless something else was chosen. A word of the project's list is no name; whatever else somebody is
called is one, and needs their yes to being named.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from coproclip.errors import BadInput
from coproclip.people.consent import consent_by, is_yes
from coproclip.people.own_lists import LISTS
from coproclip.people.storytellers import OTHER_PARTS
from coproclip.project.going_back.held_back import says_less
from coproclip.project.kinds import ONE_STORYTELLER as ONE_STORYTELLER
from coproclip.project.kinds import STANDARD_LABELS, ConsentAbout, ListKind, NamedIn
from coproclip.project.project import Edit, now
from coproclip.project.rows import fetch
from coproclip.project.schema import ListEntry, Naming, Participant, Person, PersonEntry, ProjectRow, Story

FEWEST = 3
"""Words that fit fewer storytellers than this may tell who it is."""
_EMPTY = frozenset({"one", "a", "an", "the", "another", "and", "of", "in", "from", "with", "who"})
_BROAD = frozenset({"storyteller", "contributor", "person", "somebody", "participant", "member"})


@dataclass(frozen=True, slots=True)
class Label:
    """A word of the project's for people: its entry (0 where it is a usual one), and by whom and when it was chosen
    although it fits only so few.
    """

    text: str
    entry_id: int = 0
    chosen_by: str = ""
    chosen_at: str = ""
    fits: int = 0


@dataclass(frozen=True, slots=True)
class Few:
    """Words that fit too few: how many, which of the project's entries are in them, and what is broader."""

    label: str
    fits: int
    entries: tuple[str, ...]
    broader: str

    @property
    def sentence(self) -> str:
        """What a person reads."""
        who = {0: "nobody that the project knows of", 1: "only one storyteller"}.get(
            self.fits, f"only {self.fits} storytellers"
        )
        return f"“{self.label}” fits {who} ({' and '.join(self.entries)})."


def labels(session: Session) -> tuple[Label, ...]:
    """The words there are to choose from: the usual ones, then the project's own by the alphabet.

    Words of the project's that somebody goes by since are a name, and none of them.
    """
    rows = session.scalars(select(ListEntry).where(ListEntry.kind == ListKind.LABEL.value).order_by(ListEntry.id))
    aliases = list(session.scalars(select(Person.alias)))
    own = {row.text.casefold(): _label(row) for row in rows if not _named_in(row.text, aliases)}
    usual = [own.pop(text.casefold(), Label(text)) for text in STANDARD_LABELS]
    return (*usual, *sorted(own.values(), key=lambda one: one.text.casefold()))


def _label(row: ListEntry) -> Label:
    by, at, fits = (*row.uses, "", "", "")[:3]
    return Label(row.text, row.id, by, at, int(fits) if fits.isdecimal() else 0)


def find_label(session: Session, text: str) -> Label | None:
    """The project's word of that text (capitals do not matter); None where it is no word of the project's."""
    wanted = " ".join(text.split()).casefold()
    return next((one for one in labels(session) if one.text.casefold() == wanted), None)


def add_label(edit: Edit, text: str) -> ListEntry:
    """A word for people, as the project's own; raises `BadInput` without words, and for what somebody goes by."""
    text = " ".join(text.split())
    if not text:
        raise BadInput("A word for people needs letters.", "Nothing was changed.")
    if alias := _named_in(text, edit.session.scalars(select(Person.alias))):
        raise BadInput(f"“{alias}” is what somebody goes by: that is a name.", "Nothing was changed.")
    rows = edit.session.scalars(select(ListEntry).where(ListEntry.kind == ListKind.LABEL.value))
    there = next((row for row in rows if row.text.casefold() == text.casefold()), None)
    return there or edit.add(ListEntry(kind=ListKind.LABEL.value, text=text))


def remove_label(edit: Edit, text: str) -> None:
    """Take a word off the project's list; what is signed with it is a name from then on."""
    wanted = " ".join(text.split()).casefold()
    rows = edit.session.scalars(select(ListEntry).where(ListEntry.kind == ListKind.LABEL.value))
    found = [row.id for row in rows if row.text.casefold() == wanted]
    if not found:
        raise BadInput(f"“{text}” is no word of the project’s own.", "Nothing was changed.")
    edit.session.execute(delete(ListEntry).where(ListEntry.id.in_(found)))


def _named_in(text: str, aliases: Iterable[str]) -> str:
    """What somebody goes by that is in these words; empty where nobody does."""
    words = set(_words(text))
    return next((alias for alias in aliases if alias.strip() and set(_words(alias)) <= words), "")


def choose_although_few(edit: Edit, text: str, who: str) -> None:
    """Keep that somebody chose a word although it fits few people; it counts while it fits no fewer.

    Raises `BadInput` without a name to go by.
    """
    if not who.strip():
        raise BadInput("Say who chose it; a name to go by is enough.", "Nothing was changed.")
    few = too_few(edit.session, text)
    row = add_label(edit, text)
    row.uses = [who.strip(), now(), str(few.fits if few else FEWEST)]


# ---- too few people -------------------------------------------------------------------------------------------


def too_few(session: Session, text: str) -> Few | None:
    """Whether words together with the project's roles, sectors, ways and places point at fewer than three storytellers.

    None where they point at enough of them, or at nothing that the project knows of people.
    """
    return KnownPeople(session).too_few(text)


class KnownPeople:
    """What the project knows of those who tell stories, read once: for asking about one label after another."""

    def __init__(self, session: Session) -> None:
        rows = session.scalars(select(ListEntry).where(ListEntry.kind.in_([kind.value for kind in LISTS])))
        self._entries = {row.id: (row.text, ListKind(row.kind), _words(row.text)) for row in rows}
        self._beginning: dict[str, list[int]] = {}
        for number, (_, _, words) in self._entries.items():
            if words:
                self._beginning.setdefault(words[0].rstrip("s"), []).append(number)
        self._tellers = _storytellers(session)
        self._having: dict[int, set[int]] = {}
        for person, entry in session.execute(select(PersonEntry.person_id, PersonEntry.entry_id)):
            self._having.setdefault(entry, set()).add(person)
        self._place = fetch(session, ProjectRow, 1).place
        self._few: dict[str, Few | None] = {}

    def entries_in(self, text: str) -> dict[int, str]:
        """The entries of the project's lists that these words say, without those that are part of a longer one."""
        said = _words(text)
        begun = dict.fromkeys(number for word in said for number in self._beginning.get(word.rstrip("s"), ()))
        found = {number: self._entries[number][2] for number in sorted(begun) if _has(said, self._entries[number][2])}
        # “Researcher” says nothing more where “medical researcher” is said.
        return {
            number: self._entries[number][0]
            for number, words in found.items()
            if not any(len(other) > len(words) and _has(other, words) for other in found.values())
        }

    def says_role(self, text: str) -> bool:
        """Whether they say what somebody is (a role), and not only where or in what they take part."""
        return any(self._entries[number][1] is ListKind.ROLE for number in self.entries_in(text))

    def too_few(self, text: str) -> Few | None:
        """As `too_few` of the module."""
        if text not in self._few:
            self._few[text] = self._counted(text)
        return self._few[text]

    def _counted(self, text: str) -> Few | None:
        said, entries, left = _words(text), self.entries_in(text), set(self._tellers)
        for entry_id in entries:
            left &= self._having.get(entry_id, set())
        known = list(entries.values())
        if "young" in said and (
            young := {who for who, age in self._tellers.items() if age in ("under 16", "16 to 24")}
        ):
            left, known = left & young, [*known, "young"]
        if known and _has(said, _words(self._place)):
            known.append(self._place)
        if not known or len(left) >= FEWEST:
            return None
        return Few(text, len(left), tuple(known), self._broader(text, list(entries.values())))

    def _broader(self, text: str, entries: Sequence[str]) -> str:
        """The same words without one of the entries, if that fits enough; else “One storyteller”."""
        for entry in sorted(entries, key=len, reverse=True):
            shorter = " ".join(re.sub(re.escape(entry), "", text, count=1, flags=re.IGNORECASE).split())
            words = set(_words(shorter)) - _EMPTY
            if words and not words <= _BROAD and self.too_few(shorter) is None:
                return shorter
            last = entry.split()[-1]
            broad = re.sub(re.escape(entry), last, text, count=1, flags=re.IGNORECASE)
            if broad.casefold() != text.casefold() and self.too_few(broad) is None:
                return broad
        return ONE_STORYTELLER


def against(session: Session, text: str) -> Few | None:
    """The same, unless somebody chose the words although they fit few, and they fit no fewer since."""
    few = too_few(session, text)
    chosen = find_label(session, text) if few else None
    return None if few is None or (chosen and chosen.chosen_by and few.fits >= chosen.fits) else few


def _storytellers(session: Session) -> dict[int, str]:
    """Who told a story that is not in the bin (ids), with their age band."""
    query = select(Person.id, Person.age_band).join(Participant, Participant.storyteller_id == Person.id)
    query = query.join(Story, Story.id == Participant.story_id)
    found = session.execute(query.where(Story.binned_at.is_(None), Participant.part.not_in(OTHER_PARTS)))
    return {who: age for who, age in found}


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _has(said: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether the words stand in a row, the last of them maybe as one of many (“researchers”)."""
    if not wanted:
        return False
    size, last = len(wanted), wanted[-1]
    return any(
        list(said[at : at + size - 1]) == list(wanted[:-1]) and said[at + size - 1].rstrip("s") == last.rstrip("s")
        for at in range(len(said) - size + 1)
    )


# ---- by person and output --------------------------------------------------------------------------------------


def namings_of(session: Session, person_id: int) -> dict[NamedIn, str]:
    """How somebody is named, where that was chosen."""
    rows = session.scalars(select(Naming).where(Naming.person_id == person_id))
    return {NamedIn(row.named_in): row.label for row in rows if row.named_in in set(NamedIn) and row.label.strip()}


def least_telling(named: Mapping[NamedIn, str], places: Collection[NamedIn]) -> str:
    """How somebody who is `named` so is named where several places meet: as says least of them."""
    labels = {named.get(place, ONE_STORYTELLER) for place in places}
    return ONE_STORYTELLER if ONE_STORYTELLER in labels else reduce(says_less, sorted(labels))


def name_person(edit: Edit, person_id: int, where: NamedIn, label: str) -> None:
    """How somebody is named in one kind of what leaves; empty is “One storyteller”. Raises `NotFound`."""
    edit.get(Person, person_id)
    mine = select(Naming).where(Naming.person_id == person_id, Naming.named_in == where.value)
    row, label = edit.session.scalar(mine), " ".join(label.split())
    if not label or label == ONE_STORYTELLER:
        if row is not None:
            edit.session.delete(row)
    elif row is not None:
        row.label = label
    else:
        edit.add(Naming(person_id=person_id, named_in=where.value, label=label))
    edit.session.flush()


def helpers_to_name(session: Session) -> tuple[str, ...]:
    """How those are named in print who helped in stories, told none, and agreed to it in each that they are in.

    In the order in which they were added. Who was never asked, as a reporter is not, is not among them, nor is who
    chose no name for a report.
    """
    parts: dict[int, list[tuple[int, str]]] = {}
    query = select(Participant.storyteller_id, Participant.story_id, Participant.part).order_by(Participant.id)
    for who, story_id, part in session.execute(query):
        parts.setdefault(who, []).append((story_id, part))
    found = []
    for person in session.scalars(select(Person).order_by(Person.id)):
        theirs = parts.get(person.id, [])
        helped = bool(theirs) and all(part in OTHER_PARTS for _, part in theirs)
        said = [consent_by(session, story_id, person.id).get(ConsentAbout.NAMED) for story_id, _ in theirs]
        chosen = namings_of(session, person.id).get(NamedIn.REPORT, "") if helped and all(map(is_yes, said)) else ""
        if chosen and find_label(session, chosen) is None:
            found.append(chosen)
    return tuple(found)
