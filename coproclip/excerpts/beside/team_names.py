"""Names that are taken out, as whatever the team has goes without them: one rule for titles, other texts and words.

What is taken out of a story, and what may be a person's name and is taken out of any other, is neither read nor heard
there, nor is a part of it, but for what somebody decided to keep in that very story. In what people wrote no place that
is taken out is read either.
"""

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.excerpts.beside.names_beside import is_within, is_written_as_name
from coproclip.excerpts.beside.set_aside_words import names_aside
from coproclip.excerpts.names.said_names import SaidNames
from coproclip.harmless import plain
from coproclip.people.mentions import (
    Names,
    Place,
    called,
    each_once,
    is_hidden,
    is_kept,
    is_open,
    may_be_a_persons,
    mentions_of,
    stand_in,
)
from coproclip.people.no_names import NameIn, no_names
from coproclip.people.taken_out import TakenOut, kept_names
from coproclip.project.schema import Mention


class TeamNames:
    """Reads once which names give way in whatever the team has."""

    def __init__(self, session: Session) -> None:
        mentions = [*session.scalars(select(Mention).order_by(Mention.id)), *names_aside(session)]
        self._session, self._no_names, self._mentions = session, no_names(session), mentions
        self._hidden, self._kept = list(filter(is_hidden, mentions)), kept_names(session)
        self._taken_out = TakenOut(self._hidden, self._kept)

    @cached_property
    def _people(self) -> TakenOut:
        return TakenOut(filter(may_be_a_persons, self._hidden), self._kept)

    @property
    def state(self) -> str:
        """What tells which names of people these are, and which of them are kept where; empty without any."""
        names = [(one.story_id, one.text, one.kind, one.general) for one in self._people.hidden]
        return (
            repr((names, sorted((one.story_id, one.text) for one in self._mentions if is_kept(one)))) if names else ""
        )

    def said(self) -> SaidNames:
        """The names in the words of stories, and where they were only heard."""
        session, people = self._session, self._people
        return SaidNames(session, lambda number: _InWords(mentions_of(session, number), people, number))

    def without(self, text: str, story_id: int = 0) -> str:
        """A text on one line, of this story if it is one's, with something else in place of the names."""
        return self._read(text, self._in_text(text, story_id))

    def without_whole(self, called_so: str) -> str:
        """What somebody is called, with something else in place of names that are taken out as a whole: whoever goes by
        a part of one is mostly somebody else.
        """
        places = self._in_text(called_so, 0)
        return self._read(called_so, [one for one in places if not self._taken_out.is_part(one)])

    def _read(self, text: str, places: Iterable[Place]) -> str:
        words = plain(text).split()
        read, after = list[str](), 0
        for place in places:
            read += [*words[after : place.first], stand_in(place.mention, words[place.first], words[place.last])]
            after = place.last + 1
        return " ".join([*read, *words[after:]])

    def _in_text(self, text: str, story_id: int) -> list[Place]:
        """The names in it, and what is written like one and only begins with it: “the Okafors”."""
        words, found = plain(text).split(), list[Place]()
        here = Names(mentions_of(self._session, story_id)).said(words) if story_id else []
        kept = [one for one in here if is_kept(one.mention)]
        for place in self._taken_out.met(words):
            if is_within(place, kept) or not self._taken_out.names_at(place, story_id):
                continue
            if (place.is_form or self._taken_out.is_part(place)) and not (
                is_written_as_name(place, words) and NameIn(called(place, words), text).print not in self._no_names
            ):
                continue
            found.append(place)
        return each_once(found)


class _InWords(Names):
    """The names of a story, with those of people that are taken out of other ones and are not kept in this."""

    def __init__(self, own: Collection[Mention], people: TakenOut, story_id: int) -> None:
        super().__init__(own)
        self._people, self._story_id = people, story_id
        self.mentions = [*self.mentions, *people.hidden]

    def met(self, words: Sequence[str]) -> list[Place]:
        """Those too; of them only what is written as a name, and none that only begins so."""
        own = super().met(words)
        decided = [one for one in own if not is_open(one.mention)]
        more = [one for one in self._people.met(words) if not is_within(one, decided) and self._counts(one, words)]
        return sorted((*own, *more), key=lambda one: (one.first, one.last))

    def _counts(self, place: Place, words: Sequence[str]) -> bool:
        names = self._people.names_at(place, self._story_id)
        elsewhere = all(one.story_id != self._story_id for one in names)
        begins_alike = elsewhere and self._people.is_part(place)
        return bool(names) and not place.is_form and is_written_as_name(place, words, begins_alike=begins_alike)
