"""The people of a project: as they describe themselves first, then what helps them to take part.

They go by an alias. What is private of them leaves the project in no file.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from coproclip.errors import BadInput, NotFound
from coproclip.people.own_lists import LISTS, KnownEntries, find_or_add_entry
from coproclip.people.participants import part_of
from coproclip.people.storytellers import AGE_BANDS, add_storyteller, change_storyteller
from coproclip.project.kinds import ListKind, Part
from coproclip.project.project import Edit
from coproclip.project.report_marks import without_images
from coproclip.project.schema import (
    Answer,
    Attendee,
    CareNote,
    Consent,
    ListEntry,
    Naming,
    Participant,
    Person,
    PersonEntry,
    ReportImage,
    ReportSection,
    ReviewPack,
    Speaker,
    Story,
    ThemeSuggestion,
)


@dataclass(frozen=True, slots=True)
class PersonField:
    """One thing that is asked of a person: its column, how it is asked, a hint, and `choices` where it is chosen.

    What is `private` stands in no file that leaves.
    """

    name: str
    label: str
    hint: str
    choices: tuple[str, ...] = ()
    private: bool = False
    long: bool = False


PERSON_FIELDS = (
    PersonField("description", "How would you like to be described?", "In their own words"),
    PersonField("alias", "Name to go by", "It need not be the real one"),
    PersonField("part", "Takes part as", "What they usually are; in a story it can be something else", tuple(Part)),
    # Theirs alone to give away: what leaves says “they”, or what somebody’s own description says.
    PersonField("pronouns", "Pronouns", "Such as she/her; empty means “they”", private=True),
    PersonField("languages", "Languages", "Spoken, signed or read"),
    PersonField("age_band", "Age", "Only as far as anybody needs to know", ("", *AGE_BANDS)),
    PersonField("guardian", "Parent or guardian", "Who they are; a story notes their answer", private=True),
    PersonField(
        "access_needs", "Access needs", "What helps them to take part; shown before each recording", (), True, True
    ),
    PersonField("thanks", "Thanks", "What was offered, and what was given", (), True, True),
)
"""In the order in which they are asked. How somebody describes themselves comes first; there is no job title."""
FIELDS: Mapping[str, PersonField] = MappingProxyType({one.name: one for one in PERSON_FIELDS})


@dataclass(frozen=True, slots=True)
class HoldingEntry:
    """An entry of one of the project's lists that holds for a person; the `note` is private (“before 2015”)."""

    kind: ListKind
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class InStory:
    """A story that somebody takes part in, and as what."""

    story_id: int
    title: str
    part: Part


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What is known of a person: `texts` by the names of `FIELDS`, entries of lists by the alphabet, and stories."""

    id: int
    texts: Mapping[str, str]
    entries: tuple[HoldingEntry, ...]
    stories: tuple[InStory, ...]

    @property
    def alias(self) -> str:
        """What they go by."""
        return self.texts["alias"]

    def entries_of(self, kind: ListKind) -> tuple[HoldingEntry, ...]:
        """Those of one list."""
        return tuple(one for one in self.entries if one.kind is kind)


def people(session: Session, only: int | None = None) -> tuple[PersonFacts, ...]:
    """Everybody, by alias; or `only` the one with this number."""
    entries: dict[int, list[HoldingEntry]] = {}
    links = select(PersonEntry.person_id, ListEntry.kind, ListEntry.text, PersonEntry.note)
    links = links.join(ListEntry, ListEntry.id == PersonEntry.entry_id).where(ListEntry.kind.in_(LISTS))
    everybody = select(Person.id, *(getattr(Person, name) for name in FIELDS))
    if only is not None:
        links, everybody = links.where(PersonEntry.person_id == only), everybody.where(Person.id == only)
    for person, kind, text, note in session.execute(links):
        entries.setdefault(person, []).append(HoldingEntry(ListKind(kind), text, note))
    stories: dict[int, list[InStory]] = {}
    parts = select(Participant.storyteller_id, Story.id, Story.title, Participant.part)
    parts = parts.join(Story, Story.id == Participant.story_id).where(Story.binned_at.is_(None))
    if only is not None:
        parts = parts.where(Participant.storyteller_id == only)
    for person, story, title, part in session.execute(parts.order_by(Story.created_at, Story.id)):
        stories.setdefault(person, []).append(InStory(story, title, part_of(part)))
    kinds = list(LISTS)
    found = [
        PersonFacts(
            number,
            _texts(texts),
            tuple(sorted(entries.get(number, ()), key=lambda one: (kinds.index(one.kind), one.text.casefold()))),
            tuple(stories.get(number, ())),
        )
        for number, *texts in session.execute(everybody)
    ]
    return tuple(sorted(found, key=lambda one: (one.alias.casefold(), one.id)))


def _texts(values: Iterable[str]) -> dict[str, str]:
    texts = dict(zip(FIELDS, values, strict=True))
    return texts | {"part": part_of(texts["part"]).value}


def find_person(session: Session, wanted: str) -> PersonFacts:
    """The person of this number, or who goes by this name. Raises `NotFound`."""
    name = " ".join(wanted.split()).casefold()
    for one in people(session):
        if str(one.id) == name or one.alias.casefold() == name:
            return one
    raise NotFound(f"Nobody in this project goes by “{wanted}”.", "Nothing was changed.")


LONGEST_ALIAS = 200
"""So many letters a name to go by may have that is typed; each part of it is looked for in all that leaves."""


def name_to_go_by(text: str) -> str:
    """What somebody typed as one, or what a table has. Raises `BadInput` for what nobody goes by."""
    name = " ".join(text.split())
    if len(name) > LONGEST_ALIAS:
        raise BadInput(f"A name to go by has {LONGEST_ALIAS} letters at most.", "Nothing was changed.")
    return name


def add_person(edit: Edit, texts: Mapping[str, str], entries: Iterable[HoldingEntry] = ()) -> int:
    """Somebody new (their number). Raises `BadInput` without a name to go by, for a name that is taken, and for what
    is none of the choices.
    """
    number = add_storyteller(edit, name_to_go_by(texts.get("alias", ""))).id
    change_person(edit, number, texts, entries)
    return number


def change_person(
    edit: Edit,
    person_id: int,
    texts: Mapping[str, str],
    entries: Iterable[HoldingEntry] | None = None,
    known: KnownEntries | None = None,
) -> None:
    """Change what is known of a person: `texts` by the names of `FIELDS`, and with `entries` all of those that hold.

    An entry that is on none of the lists yet comes to be; `known` are those that are, where many people are changed.
    Raises as `add_person` does, and `NotFound`.
    """
    row = edit.get(Person, person_id)
    for name, text in texts.items():
        if name not in FIELDS:
            raise BadInput(f"Nothing called “{name}” is asked of people.", "Nothing was changed.")
        if name == "alias":
            change_storyteller(edit, person_id, alias=name_to_go_by(text))
        else:
            setattr(row, name, _chosen(FIELDS[name], text) if FIELDS[name].choices else text.strip())
    if entries is not None:
        _set_entries(edit, person_id, entries, known)
    edit.session.flush()


def _chosen(field: PersonField, text: str) -> str:
    text = " ".join(text.split()).casefold()
    if text not in field.choices:
        known = ", ".join(filter(None, field.choices))
        raise BadInput(f"“{text}” is none of: {known}.", "Nothing was changed.")
    return text


def _set_entries(
    edit: Edit, person_id: int, entries: Iterable[HoldingEntry], known: KnownEntries | None = None
) -> None:
    wanted = {find_or_add_entry(edit, one.kind, one.text, known).id: one.note.strip() for one in entries}
    rows = select(PersonEntry).join(ListEntry, ListEntry.id == PersonEntry.entry_id)
    for link in edit.session.scalars(rows.where(PersonEntry.person_id == person_id, ListEntry.kind.in_(LISTS))):
        if link.entry_id in wanted:
            link.note = wanted.pop(link.entry_id)
        else:
            edit.session.delete(link)
    edit.session.flush()
    for entry, note in wanted.items():
        edit.add(PersonEntry(person_id=person_id, entry_id=entry, note=note))


def set_entry(edit: Edit, person_id: int, entry: HoldingEntry, *, holds: bool) -> None:
    """Let one entry of a list hold for a person, with its note, or not any more; the others stay. Raises `NotFound`."""
    edit.get(Person, person_id)
    wanted = find_or_add_entry(edit, entry.kind, entry.text).id if holds else None
    link = _entry_link(edit.session, person_id, entry.kind, entry.text)
    if link is not None and not holds:
        edit.session.delete(link)
    elif link is not None:
        link.note = entry.note.strip()
    elif wanted is not None:
        edit.add(PersonEntry(person_id=person_id, entry_id=wanted, note=entry.note.strip()))
    edit.session.flush()


def note_on_entry(session: Session, person_id: int, kind: ListKind, text: str) -> str | None:
    """The note on an entry of a list that holds for a person; None where it does not hold."""
    link = _entry_link(session, person_id, kind, text)
    return None if link is None else link.note


def _entry_link(session: Session, person_id: int, kind: ListKind, text: str) -> PersonEntry | None:
    rows = select(PersonEntry, ListEntry.text).join(ListEntry, ListEntry.id == PersonEntry.entry_id)
    rows = rows.where(PersonEntry.person_id == person_id, ListEntry.kind == kind)
    return next((link for link, words in session.execute(rows) if words.casefold() == text.casefold()), None)


def remove_person(edit: Edit, person_id: int) -> int:
    """Take somebody out of the project, with what is only known of them; of how many images in the report.

    The files of those stay in the folder, so that this can be undone. Raises `BadInput` for who takes part in a story,
    also one in the bin, or has answered anything; `NotFound`.
    """
    row = edit.get(Person, person_id)
    for kind in (Participant, Speaker, Consent, Answer):
        if edit.session.scalar(select(kind.id).where(kind.storyteller_id == person_id).limit(1)) is not None:
            raise BadInput(
                f"“{row.alias}” takes part in a story, or has answered something about one.",
                "Nothing was removed.",
                "Delete the story for good, with its storytellers, to remove them too.",
            )
    photos = list(edit.session.scalars(select(ReportImage).where(ReportImage.person_id == person_id)))
    for photo in photos:
        section = edit.get(ReportSection, photo.section_id)
        section.body = without_images(section.body, {photo.key})
        edit.session.delete(photo)
    for own in (PersonEntry, Naming, ThemeSuggestion, ReviewPack):
        edit.session.execute(delete(own).where(own.person_id == person_id))
    for kept in (CareNote, Attendee):
        edit.session.execute(update(kept).where(kept.person_id == person_id).values(person_id=None))
    edit.session.delete(row)
    edit.session.flush()
    return len(photos)


# ---- what helps them ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AccessNeeds:
    """What helps somebody to take part, in the words it was noted in."""

    alias: str
    needs: str


def needs_of_names(session: Session, aliases: Iterable[str]) -> tuple[AccessNeeds, ...]:
    """The access needs of those who go by these names, of whom any are noted."""
    wanted = {" ".join(alias.split()).casefold() for alias in aliases}
    found = select(Person.alias, Person.access_needs).where(Person.access_needs != "").order_by(Person.id)
    return tuple(
        AccessNeeds(alias, needs)
        for alias, needs in session.execute(found)
        if alias.casefold() in wanted and needs.strip()
    )


def needs_of_person(session: Session, person_id: int) -> tuple[AccessNeeds, ...]:
    """What helps somebody, and who takes part in a story with them: whoever is there when they are asked."""
    shared = select(Participant.story_id).where(Participant.storyteller_id == person_id)
    beside = select(Participant.storyteller_id).where(
        Participant.story_id.in_(shared), Participant.part.in_((Part.SUPPORTER, Part.INTERPRETER))
    )
    return needs_of_names(
        session, session.scalars(select(Person.alias).where((Person.id == person_id) | Person.id.in_(beside)))
    )
