"""How somebody is named in what leaves, and the project's words for people, as a person chooses among them."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from coproclip.errors import NotFound
from coproclip.people.consent import consent_by, is_yes
from coproclip.people.naming import Few, Label, against, find_label, labels, namings_of
from coproclip.people.people import people
from coproclip.people.storytellers import OTHER_PARTS
from coproclip.project.kinds import ConsentAbout, NamedIn


@dataclass(frozen=True, slots=True)
class PersonNaming:
    """How somebody is named where that was chosen, and what there is to choose from: the project's words, then theirs.

    `tells`: whether a story is theirs; `unnamed` are those (titles) in which nobody noted a yes to being named.
    """

    alias: str
    named: Mapping[NamedIn, str]
    words: tuple[str, ...]
    own: tuple[str, ...]
    tells: bool
    unnamed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WordsForPeople:
    """What is known of some words: the project's own entry if they are one, else they are a name; whether they point at
    too few people, which counts until somebody keeps them on purpose.
    """

    label: Label | None
    few: Few | None


def person_naming(session: Session, person_id: int) -> PersonNaming:
    """How somebody is named; raises `NotFound` when they are gone."""
    known = next(iter(people(session, person_id)), None)
    if known is None:
        raise NotFound("This person is not in the project any more.")
    their_stories = [one for one in known.stories if one.part not in OTHER_PARTS]
    return PersonNaming(
        known.alias,
        namings_of(session, person_id),
        tuple(one.text for one in labels(session)),
        tuple(filter(None, (known.alias, known.texts["description"].strip()))),
        bool(their_stories),
        tuple(
            one.title
            for one in their_stories
            if not is_yes(consent_by(session, one.story_id, person_id).get(ConsentAbout.NAMED))
        ),
    )


def words_for_people(session: Session, text: str) -> WordsForPeople:
    """What is known of these words."""
    return WordsForPeople(find_label(session, text), against(session, text))


def vocabulary(session: Session) -> tuple[WordsForPeople, ...]:
    """The project's words, each with the people at whom it points if they are too few."""
    return tuple(WordsForPeople(one, against(session, one.text)) for one in labels(session))
