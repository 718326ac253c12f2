"""Where a name from the vault stands in the project itself: as an alias, in a title or in how somebody is named."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.people.vault import names_within
from coproclip.project.schema import Excerpt, Naming, Participant, Person, Playlist, Speaker, Story, Theme


@dataclass(frozen=True, slots=True)
class RealNameUsed:
    """A real name that anybody can read: the name, of what it stands in the `text`, and the number of that."""

    name: str
    what: str
    number: int
    text: str


def real_names_used(session: Session, names: Collection[str]) -> list[RealNameUsed]:
    """Where these names stand in what the team types, each place with the longest of them; nobody has to change it."""
    typed = _typed(session) if names else ()
    return [
        RealNameUsed(name, what, number, text) for what, number, text in typed for name in names_within(names, text)
    ]


def _typed(session: Session) -> Iterator[tuple[str, int, str]]:
    for person_id, alias, described in session.execute(select(Person.id, Person.alias, Person.description)):
        yield "the alias of person", person_id, alias
        yield "the description of person", person_id, described
    for person_id, label in session.execute(select(Naming.person_id, Naming.label)):
        yield "the label of person", person_id, label
    for story_id, title, reporter in session.execute(select(Story.id, Story.title, Story.reporter)):
        yield "the title of story", story_id, title
        yield "the reporter of story", story_id, reporter
    voices = select(Speaker.story_id, Speaker.name).where(Speaker.storyteller_id.is_(None))
    for story_id, name in session.execute(voices):
        yield "a voice in story", story_id, name
    for excerpt_id, title, signature in session.execute(select(Excerpt.id, Excerpt.title, Excerpt.attribution)):
        yield "the title of excerpt", excerpt_id, title
        yield "the signature of excerpt", excerpt_id, signature
    for theme_id, name in session.execute(select(Theme.id, Theme.name)):
        yield "the name of theme", theme_id, name
    for playlist_id, title in session.execute(select(Playlist.id, Playlist.title)):
        yield "the title of playlist", playlist_id, title


@dataclass(frozen=True, slots=True)
class VaultPerson:
    """Somebody whom the vault may hold: their number, alias, and the stories they take part in."""

    id: int
    alias: str
    stories: tuple[str, ...]


def vault_people(session: Session) -> tuple[VaultPerson, ...]:
    """Everybody in the project, by alias."""
    titles: dict[int, list[str]] = {}
    query = select(Participant.storyteller_id, Story.title).join(Story, Story.id == Participant.story_id)
    for person_id, title in session.execute(query.order_by(Story.id)):
        titles.setdefault(person_id, []).append(title)
    everybody = session.execute(select(Person.id, Person.alias)).all()
    found = [VaultPerson(who, alias, tuple(titles.get(who, ()))) for who, alias in everybody]
    return tuple(sorted(found, key=lambda one: one.alias.casefold()))
