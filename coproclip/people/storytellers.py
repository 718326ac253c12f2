"""Storytellers are known by an alias; who they are is said in their own words."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coproclip.errors import BadInput, NotFound
from coproclip.project.fresh_ids import fresh_number
from coproclip.project.kinds import SpeakerRole
from coproclip.project.project import Edit, now
from coproclip.project.schema import Speaker, Story, StoryStoryteller, Storyteller


def add_storyteller(edit: Edit, alias: str, description: str = "") -> Storyteller:
    """A new storyteller; raises `BadInput` for an empty alias."""
    alias = alias.strip()
    if not alias:
        raise BadInput("A storyteller needs a name to go by. It need not be their real one.")
    number = fresh_number(edit.session, Storyteller)  # a no keeps whose it is by number
    return edit.add(Storyteller(id=number, alias=alias, description=description.strip(), created_at=now()))


def find_or_add(edit: Edit, alias: str) -> Storyteller:
    """The storyteller of this alias (capitals do not matter), made if there is none."""
    wanted = alias.strip().casefold()
    for storyteller in edit.session.scalars(select(Storyteller).order_by(Storyteller.id)):
        if storyteller.alias.casefold() == wanted:
            return storyteller
    return add_storyteller(edit, alias)


def change_storyteller(
    edit: Edit, storyteller_id: int, *, alias: str | None = None, description: str | None = None
) -> None:
    """Rename or describe a storyteller; the voices of theirs in every story follow.

    Raises `BadInput` for an empty alias, and for one that somebody else goes by: their answers would be mixed up.
    """
    storyteller = edit.get(Storyteller, storyteller_id)
    if alias is not None:
        wanted = alias.strip().casefold()
        if not wanted:
            raise BadInput("A storyteller needs a name to go by. It need not be their real one.")
        others = edit.session.scalars(select(Storyteller).where(Storyteller.id != storyteller_id))
        if any(other.alias.casefold() == wanted for other in others):
            raise BadInput(
                f"Another storyteller goes by “{alias.strip()}”.", "Nothing was changed.", "Choose another name."
            )
        storyteller.alias = alias.strip()
        for speaker in edit.session.scalars(select(Speaker).where(Speaker.storyteller_id == storyteller_id)):
            speaker.name = storyteller.alias
    if description is not None:
        storyteller.description = description.strip()


def tell(edit: Edit, story_id: int, storyteller_id: int) -> None:
    """Note that this storyteller tells this story, with a voice of their own in it."""
    there = select(StoryStoryteller).where(
        StoryStoryteller.story_id == story_id, StoryStoryteller.storyteller_id == storyteller_id
    )
    if edit.session.scalar(there) is None:
        storyteller = edit.get(Storyteller, storyteller_id)
        edit.session.add(StoryStoryteller(story_id=story_id, storyteller_id=storyteller_id))
        edit.session.add(
            Speaker(
                story_id=story_id, name=storyteller.alias, role=SpeakerRole.STORYTELLER, storyteller_id=storyteller_id
            )
        )
        edit.session.flush()


def storytellers_of(session: Session, story_id: int) -> list[Storyteller]:
    """Who tells this story."""
    query = (
        select(Storyteller)
        .join(StoryStoryteller, StoryStoryteller.storyteller_id == Storyteller.id)
        .where(StoryStoryteller.story_id == story_id)
        .order_by(StoryStoryteller.id)
    )
    return list(session.scalars(query))


def find_teller(session: Session, story_id: int, wanted: str) -> Storyteller:
    """The storyteller of this story with this alias or number; raises `NotFound`."""
    tellers = storytellers_of(session, story_id)
    for teller in tellers:
        if teller.alias.casefold() == wanted.strip().casefold() or str(teller.id) == wanted.strip():
            return teller
    known = ", ".join(teller.alias for teller in tellers) or "nobody yet"
    raise NotFound(f"“{wanted}” does not tell this story.", "Nothing was changed.", f"Its storytellers: {known}.")


def all_storytellers(session: Session) -> list[Storyteller]:
    """Everybody, by alias."""
    return sorted(session.scalars(select(Storyteller)), key=lambda one: one.alias.casefold())


def storyteller_count(session: Session) -> int:
    """How many people told a story that is not in the bin."""
    query = (
        select(func.count(func.distinct(StoryStoryteller.storyteller_id)))
        .join(Story, Story.id == StoryStoryteller.story_id)
        .where(Story.binned_at.is_(None))
    )
    return session.scalar(query) or 0
