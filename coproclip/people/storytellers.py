"""Storytellers are known by an alias; who they are is said in their own words."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coproclip.errors import BadInput, NotFound
from coproclip.project.kinds import UNDER_16 as UNDER_16
from coproclip.project.kinds import Part, SpeakerRole
from coproclip.project.project import Edit, now
from coproclip.project.schema import Participant, Person, Speaker, Story
from coproclip.project.storage.fresh_ids import fresh_number

AGE_BANDS = (UNDER_16, "16 to 24", "25 to 49", "50 to 74", "75 or older")
"""How old somebody is, as far as anybody needs to know; empty while nobody asked."""

OTHER_PARTS = tuple(part for part in Part if part is not Part.STORYTELLER)
"""Whoever takes part as anything that is not known here counts as a storyteller: they are asked."""


def add_storyteller(edit: Edit, alias: str, description: str = "") -> Person:
    """A new storyteller; raises `BadInput` for an empty alias."""
    alias = alias.strip()
    if not alias:
        raise BadInput("A storyteller needs a name to go by. It need not be their real one.")
    number = fresh_number(edit.session, Person)  # a no keeps whose it is by number
    return edit.add(Person(id=number, alias=alias, description=description.strip(), created_at=now()))


def find_or_add(edit: Edit, alias: str) -> Person:
    """The storyteller of this alias (capitals do not matter), made if there is none."""
    wanted = alias.strip().casefold()
    for storyteller in edit.session.scalars(select(Person).order_by(Person.id)):
        if storyteller.alias.casefold() == wanted:
            return storyteller
    return add_storyteller(edit, alias)


def change_storyteller(
    edit: Edit, storyteller_id: int, *, alias: str | None = None, description: str | None = None
) -> None:
    """Rename or describe a storyteller; the voices of theirs in every story follow.

    Raises `BadInput` for an empty alias, and for one that somebody else goes by: their answers would be mixed up.
    """
    storyteller = edit.get(Person, storyteller_id)
    if alias is not None:
        alias = alias.strip()
        wanted = alias.casefold()
        if not wanted:
            raise BadInput("A storyteller needs a name to go by. It need not be their real one.")
        others = edit.session.scalars(select(Person).where(Person.id != storyteller_id))
        if any(other.alias.casefold() == wanted for other in others):
            raise BadInput(f"Another storyteller goes by “{alias}”.", "Nothing was changed.", "Choose another name.")
        storyteller.alias = alias
        for speaker in edit.session.scalars(select(Speaker).where(Speaker.storyteller_id == storyteller_id)):
            speaker.name = voice_name(storyteller.alias, speaker.role)
    if description is not None:
        storyteller.description = description.strip()


def tell(edit: Edit, story_id: int, storyteller_id: int) -> None:
    """Note that this storyteller tells this story, with a voice of their own in it."""
    there = select(Participant).where(Participant.story_id == story_id, Participant.storyteller_id == storyteller_id)
    link = edit.session.scalar(there)
    if link is None or link.part in OTHER_PARTS:
        storyteller = edit.get(Person, storyteller_id)
        if link is None:
            edit.session.add(Participant(story_id=story_id, storyteller_id=storyteller_id))
        else:
            link.part = Part.STORYTELLER
        edit.session.add(
            Speaker(
                story_id=story_id, name=storyteller.alias, role=SpeakerRole.STORYTELLER, storyteller_id=storyteller_id
            )
        )
        edit.session.flush()


def voice_name(alias: str, role: str) -> str:
    """What somebody's voice is called in a story's transcript, for the team."""
    return f"Through {alias}" if role == SpeakerRole.INTERPRETER else alias


def storytellers_of(session: Session, story_id: int) -> list[Person]:
    """Who tells this story."""
    query = (
        select(Person)
        .join(Participant, Participant.storyteller_id == Person.id)
        .where(Participant.story_id == story_id, Participant.part.not_in(OTHER_PARTS))
        .order_by(Participant.id)
    )
    return list(session.scalars(query))


def find_teller(session: Session, story_id: int, wanted: str) -> Person:
    """The storyteller of this story with this alias or number; raises `NotFound`."""
    tellers = storytellers_of(session, story_id)
    for teller in tellers:
        if teller.alias.casefold() == wanted.strip().casefold() or str(teller.id) == wanted.strip():
            return teller
    known = ", ".join(teller.alias for teller in tellers) or "nobody yet"
    raise NotFound(f"“{wanted}” does not tell this story.", "Nothing was changed.", f"Its storytellers: {known}.")


def all_storytellers(session: Session) -> list[Person]:
    """Everybody, by alias."""
    return sorted(session.scalars(select(Person)), key=lambda one: one.alias.casefold())


def find_storyteller(session: Session, wanted: str) -> Person:
    """The storyteller with this alias or number; raises `NotFound`."""
    for storyteller in all_storytellers(session):
        if storyteller.alias.casefold() == wanted.strip().casefold() or str(storyteller.id) == wanted.strip():
            return storyteller
    raise NotFound(f"There is no storyteller “{wanted}” in this project.")


def aliases(session: Session) -> tuple[str, ...]:
    """What everybody is called, in order."""
    return tuple(sorted(session.scalars(select(Person.alias)), key=str.casefold))


def children(session: Session) -> list[int]:
    """Who is under 16 (ids): a parent or guardian answers too."""
    return list(session.scalars(select(Person.id).where(Person.age_band == UNDER_16)))


def is_child(session: Session, person: int) -> bool:
    """Whether this one is."""
    return session.scalar(select(Person.id).where(Person.id == person, Person.age_band == UNDER_16)) is not None


def storyteller_count(session: Session) -> int:
    """How many people told a story that is not in the bin."""
    query = (
        select(func.count(func.distinct(Participant.storyteller_id)))
        .join(Story, Story.id == Participant.story_id)
        .where(Story.binned_at.is_(None), Participant.part.not_in(OTHER_PARTS))
    )
    return session.scalar(query) or 0
