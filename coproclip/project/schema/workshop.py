"""The group’s workshop: who is there, the cards they hear, what they note, group, weigh and choose."""

from typing import Any

from sqlalchemy import Integer
from sqlalchemy.orm import Mapped, mapped_column

from coproclip.project.columns import NOTE, PUBLIC_TEXT, TITLE, Json, Prose, RowIds
from coproclip.project.schema.base import Base, reference


class Agreement(Base):
    """How the group works together, as it was agreed at a time; the newest one counts, older ones are kept."""

    __tablename__ = "agreement"
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(PUBLIC_TEXT)
    made_at: Mapped[str] = mapped_column(Prose)


class WorkshopSession(Base):
    """One meeting of the group. `uid` stays the same for good.

    `steps` has the steps as this group edited them (`sensemaking.steps`). `dots` are how many everybody has;
    `dots_hidden` keeps them from sight until they are shown. `read_back` is what the group decided, in plain words;
    `agreed_at` and `closed_at` are empty until then.
    """

    __tablename__ = "workshop_session"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(Prose)
    title: Mapped[str] = mapped_column(TITLE)
    day: Mapped[str] = mapped_column(Prose, default="")
    steps: Mapped[dict[str, Any]] = mapped_column(Json(dict), default=dict)
    agreement_id: Mapped[int | None] = reference("agreement.id", null=True)
    dots: Mapped[int] = mapped_column(Integer, default=3)
    dots_hidden: Mapped[int] = mapped_column(Integer, default=0)
    read_back: Mapped[str] = mapped_column(NOTE, default="")
    agreed_at: Mapped[str] = mapped_column(Prose, default="")
    created_at: Mapped[str] = mapped_column(Prose)
    closed_at: Mapped[str] = mapped_column(Prose, default="")


class WorkshopPlace(Base):
    """Where a group is in the session of this `uid`: the step (from 0), the card (its id, 0 for none), what they heard.

    Not part of undo: going on is nothing to take back. It refers to nothing, so that undo may take any of it away.
    """

    __tablename__ = "workshop_place"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(Prose)
    step: Mapped[int] = mapped_column(Integer, default=0)
    card: Mapped[int] = mapped_column(Integer, default=0)
    heard: Mapped[dict[str, list[int]]] = mapped_column(RowIds, default=dict)


class Attendee(Base):
    """Somebody who is there: how much they take part today (`TakingPart`), and what they need for it."""

    __tablename__ = "attendee"
    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = reference("workshop_session.id")
    person_id: Mapped[int | None] = reference("storyteller.id", null=True)
    position: Mapped[int] = mapped_column(Integer, default=0)
    name: Mapped[str] = mapped_column(TITLE)
    level: Mapped[str] = mapped_column(Prose)
    needs: Mapped[str] = mapped_column(NOTE, default="")


class Card(Base):
    """An excerpt that is heard in a session, with the number on its card; ordered by (`position`, `id`)."""

    __tablename__ = "card"
    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = reference("workshop_session.id")
    excerpt_id: Mapped[int] = reference("excerpt.id")
    number: Mapped[int] = mapped_column(Integer)
    position: Mapped[int] = mapped_column(Integer, default=0)


class Cluster(Base):
    """Cards and notes that the group put together; a theme once they named it so."""

    __tablename__ = "cluster"
    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = reference("workshop_session.id")
    theme_id: Mapped[int | None] = reference("theme.id", null=True)
    position: Mapped[int] = mapped_column(Integer, default=0)
    name: Mapped[str] = mapped_column(TITLE, default="")
    in_their_words: Mapped[int] = mapped_column(Integer, default=0)


class GroupNote(Base):
    """What somebody noted (`NoteKind`), alone or in the group. `uid` is how a note is known that comes back twice.

    One that is not `shown` is hidden until its session reveals it. `from_whom` is who wrote it where they were not
    there; `done` marks an action that is done or a question that is answered.
    """

    __tablename__ = "group_note"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(Prose)
    session_id: Mapped[int | None] = reference("workshop_session.id", null=True)
    attendee_id: Mapped[int | None] = reference("attendee.id", null=True)
    excerpt_id: Mapped[int | None] = reference("excerpt.id", null=True)
    theme_id: Mapped[int | None] = reference("theme.id", null=True)
    cluster_id: Mapped[int | None] = reference("cluster.id", null=True)
    kind: Mapped[str] = mapped_column(Prose)
    text: Mapped[str] = mapped_column(NOTE)
    from_whom: Mapped[str] = mapped_column(TITLE, default="")
    shown: Mapped[int] = mapped_column(Integer, default=1)
    done: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[str] = mapped_column(Prose)


class ClusterMember(Base):
    """A card or a note in a cluster; ordered by (`position`, `id`). One that `differs` sees it differently."""

    __tablename__ = "cluster_member"
    id: Mapped[int] = mapped_column(primary_key=True)
    cluster_id: Mapped[int] = reference("cluster.id")
    card_id: Mapped[int | None] = reference("card.id", null=True)
    note_id: Mapped[int | None] = reference("group_note.id", null=True)
    position: Mapped[int] = mapped_column(Integer, default=0)
    differs: Mapped[int] = mapped_column(Integer, default=0)


class Dot(Base):
    """One of the equal marks that everybody has, on a card, a cluster or a theme."""

    __tablename__ = "dot"
    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = reference("workshop_session.id")
    attendee_id: Mapped[int] = reference("attendee.id")
    card_id: Mapped[int | None] = reference("card.id", null=True)
    cluster_id: Mapped[int | None] = reference("cluster.id", null=True)
    theme_id: Mapped[int | None] = reference("theme.id", null=True)


class Choice(Base):
    """What the group chose (`ChoiceKind`), or left out where not `chosen`, and why."""

    __tablename__ = "choice"
    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = reference("workshop_session.id")
    excerpt_id: Mapped[int | None] = reference("excerpt.id", null=True)
    theme_id: Mapped[int | None] = reference("theme.id", null=True)
    note_id: Mapped[int | None] = reference("group_note.id", null=True)
    kind: Mapped[str] = mapped_column(Prose)
    chosen: Mapped[int] = mapped_column(Integer, default=1)
    reason: Mapped[str] = mapped_column(NOTE, default="")
