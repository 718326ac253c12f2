"""Where in what people wrote a word is taken for somebody's name, so that a person can say that it is none there."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.errors import BadInput
from coproclip.excerpts.rules.public_texts import PUBLIC
from coproclip.overview.names import names_in
from coproclip.people.mentions import Names, Place, called
from coproclip.people.no_names import NameIn
from coproclip.people.sheets import own_words
from coproclip.project.kinds import ListKind
from coproclip.project.schema import Excerpt, ListEntry, Mention, Story


def name_written(session: Session, story_id: int, name: str, inside: str) -> NameIn:
    """The name as it stands in the one text that has `inside` in it: one of the story’s, or of the whole project’s.

    Raises `BadInput` where there is no such text, or several.
    """
    wanted = " ".join(inside.split()).casefold()
    texts = {text for text in _written(session, story_id) if wanted in " ".join(text.split()).casefold()}
    exact = {text for text in texts if " ".join(text.split()).casefold() == wanted}
    found = {NameIn(called(place, words), text) for text in exact or texts for place, words in _met(name, text)}
    if not found:
        raise BadInput(
            f"No text with “{inside.strip()}” in it has “{name}” in it.",
            "It was not noted.",
            "Write the name and the text as they are read, such as a theme’s name or an excerpt’s title.",
        )
    if len(found) > 1:
        raise BadInput("Several texts have this in them.", "It was not noted.", "Write more of the text.")
    return found.pop()


def _met(name: str, text: str) -> Iterator[tuple[Place, list[str]]]:
    words = text.split()
    yield from ((place, words) for place in Names([Mention(text=name)]).met(words))


def _written(session: Session, story_id: int) -> Iterator[str]:
    for place in PUBLIC.values():
        yield from session.scalars(select(getattr(place.rows, place.column)))
    yield from map(own_words, session.scalars(select(ListEntry.text).where(ListEntry.kind == ListKind.SHEET)))
    for row in session.scalars(select(Excerpt).where(Excerpt.story_id == story_id)):
        yield from (row.title, row.attribution, row.care)
    yield from session.scalars(select(Story.care).where(Story.id == story_id))
    yield from session.scalars(select(Mention.general).where(Mention.story_id == story_id))
    for named in names_in(session, story_id):
        yield from (place.heard.text for place in named.places if place.heard is not None)
