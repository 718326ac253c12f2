"""A workshop as the room sees it: where the group is, who is there, cards, groups, notes, dots, and what was chosen.

What was noted alone is only counted until it is shown, and dots have no number while the group hides them.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coproclip.excerpts.rules.grants import VoicedWord
from coproclip.project.kinds import ChoiceKind, NoteKind, TakingPart
from coproclip.project.project import Project
from coproclip.project.rows import fetch
from coproclip.project.schema import (
    Agreement,
    Attendee,
    Card,
    Choice,
    Cluster,
    ProjectRow,
    Theme,
    WorkshopSession,
)
from coproclip.sensemaking.attendees import attendees, name_of, people_count, places_dots
from coproclip.sensemaking.cards import cards, for_the_group
from coproclip.sensemaking.choices import choices
from coproclip.sensemaking.clusters import clusters, members
from coproclip.sensemaking.clusters import name_of as cluster_name
from coproclip.sensemaking.dots import dots
from coproclip.sensemaking.notes import asked_of, hidden_count, notes
from coproclip.sensemaking.sessions import newest_agreement, place_of, sessions
from coproclip.sensemaking.steps import Step, read_steps
from coproclip.timecode import TimeRange


@dataclass(frozen=True, slots=True)
class WorkshopRow:
    """A workshop in the list of them. `step` is the name of the step the group is in."""

    session_id: int
    title: str
    day: str
    people: int
    cards: int
    step: str
    closed: bool
    dots: int


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody who is there. `left` is how many dots they have still to place; None for who places none."""

    attendee_id: int
    name: str
    level: TakingPart
    needs: str
    left: int | None


@dataclass(frozen=True, slots=True)
class CardRow:
    """A card. `dots` is None while they are hidden; `group` (id) is None while it stands alone."""

    card_id: int
    number: int
    excerpt_id: int
    group: int | None
    differs: bool
    dots: int | None
    heard: bool


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note that is shown. `card` is the number of the card it is about (0 for none), `group` the group it is in."""

    note_id: int
    kind: NoteKind
    text: str
    who: str
    card: int
    group: int | None
    done: bool


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group of cards: how it is shown, what it was called, its theme and what that asks, and what is in it, in order.

    `inside` are cards and notes by id, one of the two in each pair; `dots` are its own and those of its cards.
    """

    group_id: int
    shown: str
    name: str
    theme_id: int | None
    question: str
    inside: tuple[tuple[int | None, int | None], ...]
    dots: int | None


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """What was chosen or left out, and why. `card` is its number, 0 for none or one that is gone."""

    choice_id: int
    kind: ChoiceKind
    chosen: bool
    card: int
    theme: str
    reason: str


@dataclass(frozen=True, slots=True)
class Room:
    """Everything the room sees but the words of the cards, see `card_faces`. `card_id` is where the group is."""

    session_id: int
    uid: str
    title: str
    day: str
    steps: tuple[Step, ...]
    step: int
    card_id: int | None
    agreement: str
    agreement_day: str
    people: tuple[PersonRow, ...]
    cards: tuple[CardRow, ...]
    groups: tuple[GroupRow, ...]
    notes: tuple[NoteRow, ...]
    hidden_notes: int
    equal: int
    placed: int
    dots_hidden: bool
    choices: tuple[ChoiceRow, ...]
    read_back: str
    agreed: bool
    closed: bool
    contact: str

    @property
    def there(self) -> int:
        """How many people are there today."""
        return sum(person.level is not TakingPart.NOT_TODAY for person in self.people)

    @property
    def all_dots(self) -> int:
        """How many dots everybody has together."""
        return self.equal * sum(person.left is not None for person in self.people)

    def card(self, card_id: int | None) -> CardRow | None:
        """The card with this id."""
        return next((card for card in self.cards if card.card_id == card_id), None)

    def group(self, group_id: int | None) -> GroupRow | None:
        """The group with this id."""
        return next((group for group in self.groups if group.group_id == group_id), None)

    def note(self, note_id: int | None) -> NoteRow | None:
        """The note with this id, if it is shown."""
        return next((note for note in self.notes if note.note_id == note_id), None)


@dataclass(frozen=True, slots=True)
class CardFace:
    """The words and the sound of a card as the group may have them: names that were taken out are neither.

    `spans` (ms in `audio`) are without what is not to be heard. `care` is what is read before, `sensitive` whether it
    is marked so: then it pauses first.
    """

    card_id: int
    words: tuple[VoicedWord, ...]
    who: str
    audio: Path
    spans: tuple[TimeRange, ...]
    care: str
    sensitive: bool

    @property
    def quote(self) -> str:
        """Its words in a row."""
        return " ".join(word.text for word in self.words)

    @property
    def length_ms(self) -> int:
        """How long it is heard."""
        return sum(span.duration_ms for span in self.spans)

    @property
    def pauses(self) -> bool:
        """Whether something is to be known before it is heard."""
        return self.sensitive or bool(self.care)


@dataclass(frozen=True, slots=True)
class Faces:
    """The cards that the group may hear now, by id; of how many excerpts it may not (None until they are counted)."""

    faces: Mapping[int, CardFace]
    kept_back: int | None = None


def workshop_rows(session: Session) -> tuple[WorkshopRow, ...]:
    """All workshops, the newest first."""
    return tuple(_row(session, workshop) for workshop in sessions(session))


def _row(session: Session, workshop: WorkshopSession) -> WorkshopRow:
    step, _card, _heard = place_of(session, workshop)
    count = session.scalar(select(func.count()).select_from(Card).where(Card.session_id == workshop.id)) or 0
    return WorkshopRow(
        workshop.id,
        workshop.title,
        workshop.day,
        people_count(session, workshop.id),
        count,
        read_steps(workshop.steps)[step].title,
        bool(workshop.closed_at),
        workshop.dots,
    )


def workshop_count(session: Session) -> int:
    """How many workshops there are."""
    return session.scalar(select(func.count()).select_from(WorkshopSession)) or 0


def read_room(session: Session, session_id: int) -> Room:
    """A workshop as it stands now. Raises `NotFound`."""
    workshop = fetch(session, WorkshopSession, session_id)
    step, card_id, heard = place_of(session, workshop)
    agreement = session.get(Agreement, workshop.agreement_id or 0) or newest_agreement(session)
    people = attendees(session, session_id)
    placed = dots(session, session_id)
    drawn = cards(session, session_id)
    inside = {cluster.id: members(session, cluster.id) for cluster in clusters(session, session_id)}
    group_of = {one.card_id: (one.cluster_id, one.differs) for some in inside.values() for one in some}
    on_card = Counter(dot.card_id for dot in placed)
    hidden = bool(workshop.dots_hidden)
    number = {card.excerpt_id: card.number for card in drawn}
    note_group = {one.note_id: one.cluster_id for some in inside.values() for one in some}
    names = {person.id: name_of(person) for person in people}
    mine = Counter(dot.attendee_id for dot in placed)
    return Room(
        session_id=session_id,
        uid=workshop.uid,
        title=workshop.title,
        day=workshop.day,
        steps=read_steps(workshop.steps),
        step=step,
        card_id=card_id if card_id is not None else (drawn[0].id if drawn else None),
        agreement=agreement.text if agreement is not None else "",
        agreement_day=agreement.made_at[:10] if agreement is not None else "",
        people=tuple(_person(person, workshop.dots - mine[person.id]) for person in people),
        cards=tuple(
            CardRow(
                card.id,
                card.number,
                card.excerpt_id,
                group_of.get(card.id, (None, 0))[0],
                bool(group_of.get(card.id, (None, 0))[1]),
                None if hidden else on_card[card.id],
                card.id in heard,
            )
            for card in drawn
        ),
        groups=tuple(
            _group(session, cluster, place, hidden, [(one.card_id, one.note_id) for one in inside[cluster.id]], on_card)
            for place, cluster in enumerate(clusters(session, session_id))
        ),
        notes=tuple(
            NoteRow(
                note.id,
                NoteKind(note.kind) if note.kind in set(NoteKind) else NoteKind.MEMO,
                note.text,
                names.get(note.attendee_id or 0, note.from_whom),
                number.get(note.excerpt_id or 0, 0),
                note_group.get(note.id, note.cluster_id),
                bool(note.done),
            )
            for note in notes(session, session_id)
        ),
        hidden_notes=hidden_count(session, session_id),
        equal=workshop.dots,
        placed=len(placed),
        dots_hidden=hidden,
        choices=tuple(_choice(session, choice, number) for choice in choices(session, session_id)),
        read_back=workshop.read_back,
        agreed=bool(workshop.agreed_at),
        closed=bool(workshop.closed_at),
        contact=project.contact if (project := session.get(ProjectRow, 1)) is not None else "",
    )


def _person(person: Attendee, left: int) -> PersonRow:
    level = TakingPart(person.level) if person.level in set(TakingPart) else TakingPart.LISTEN
    return PersonRow(person.id, name_of(person), level, person.needs, left if places_dots(person) else None)


def _group(
    session: Session,
    cluster: Cluster,
    place: int,
    hidden: bool,
    inside: list[tuple[int | None, int | None]],
    on_card: Counter[int | None],
) -> GroupRow:
    theme = session.get(Theme, cluster.theme_id) if cluster.theme_id is not None else None
    own = sum(dot.cluster_id == cluster.id for dot in dots(session, cluster.session_id))
    count = own + sum(on_card[card] for card, _note in inside if card is not None)
    shown, asks = (
        cluster_name(cluster, place),
        (theme.question if theme is not None else "") or asked_of(session, cluster),
    )
    return GroupRow(cluster.id, shown, cluster.name, cluster.theme_id, asks, tuple(inside), None if hidden else count)


def _choice(session: Session, choice: Choice, number: Mapping[int, int]) -> ChoiceRow:
    theme = session.get(Theme, choice.theme_id) if choice.theme_id is not None else None
    kind = ChoiceKind(choice.kind) if choice.kind in set(ChoiceKind) else ChoiceKind.REPORT
    name = theme.name if theme is not None else ""
    return ChoiceRow(choice.id, kind, bool(choice.chosen), number.get(choice.excerpt_id or 0, 0), name, choice.reason)


def card_faces(session: Session, project: Project, session_id: int) -> Faces:
    """The words and sounds of the cards that the group may hear now; the policy is asked each time."""
    drawn = {card.excerpt_id: card.id for card in cards(session, session_id)}
    granted = for_the_group(project, drawn).granted
    faces = {
        drawn[grant.excerpt_id]: CardFace(
            drawn[grant.excerpt_id],
            grant.words,
            grant.attribution,
            grant.audio,
            _heard(grant.spans, grant.silenced),
            grant.care,
            grant.sensitive,
        )
        for grant in granted
    }
    return Faces(faces)


def _heard(spans: tuple[TimeRange, ...], silenced: tuple[TimeRange, ...]) -> tuple[TimeRange, ...]:
    parts = list(spans)
    for gone in silenced:
        parts = [part for span in parts for part in span.without(gone)]
    return tuple(parts)
