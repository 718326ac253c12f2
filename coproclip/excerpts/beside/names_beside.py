"""Names in what is read beside an excerpt, and those in its words that were taken out elsewhere.

“A name that was taken out is out of everything”: of the title, the theme, the introduction, of the words that are read
in place of another name; and of a person, out of the other stories too. Whoever has not agreed to being named is not
named in any of it. What is somebody's name and an everyday word, a person may say is no name in one text.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property

from sqlalchemy import select

from coproclip.excerpts.beside.set_aside_words import names_aside, people_aside, taking_part_aside
from coproclip.excerpts.coverage import StoryReader
from coproclip.excerpts.rules.public_texts import PUBLIC, About, Beside
from coproclip.excerpts.rules.reasons import (
    NamedPerson,
    Reason,
    of_hidden,
    of_hidden_elsewhere,
    of_named_otherwise,
    of_person_named,
    of_said_elsewhere,
    of_stand_in,
    of_undecided,
)
from coproclip.excerpts.spans import SpokenAt
from coproclip.people.consent import consent_by, is_yes
from coproclip.people.mentions import (
    Names,
    Place,
    called,
    is_hidden,
    is_kept,
    is_open,
    key_of,
    may_be_a_persons,
)
from coproclip.people.naming import labels
from coproclip.people.no_names import NameIn, no_names
from coproclip.people.taken_out import TakenOut, kept_names
from coproclip.project.comparing.name_keys import EDGES, Key
from coproclip.project.comparing.name_parts import Kept, names_in
from coproclip.project.kinds import NOT_ASKED, ConsentAbout, MentionDecision
from coproclip.project.schema import Consent, Excerpt, Mention, Naming, Participant, Person, PlaylistItem, ProjectRow
from coproclip.project.storage.left_out import set_aside_in
from coproclip.speech.everyday_words import common_words, is_common
from coproclip.speech.passages import ends_sentence
from coproclip.timecode import TimeRange


class NamesBeside:
    """Reads the project's names once. `together` are the excerpts that leave together, beside those of a playlist."""

    def __init__(self, reader: StoryReader, playlist_id: int | None = None) -> None:
        self._reader, self._session = reader, reader.session
        self._playlist_id = playlist_id
        self.together: frozenset[int] = frozenset()
        self._taken_out_beside: tuple[frozenset[int], TakenOut] | None = None
        self._agreed: dict[tuple[int, int], bool] = {}

    def in_text(
        self,
        what: str,
        text: str,
        excerpt: Excerpt | None,
        about: About = None,
        but: Collection[int] = (),
        call: str = "",
        *,
        signed: str = "",
    ) -> list[Reason]:
        """Why `text` may not be read beside an excerpt, or alone: names are in it that are taken out, or of somebody
        who has not agreed to being named, or is called otherwise in what leaves. `but` are people (ids) whose own names
        are looked at elsewhere; `call` is what settles it. `signed` is what all of it is signed with, if it belongs to
        the excerpt alone.
        """
        words, story = text.split(), excerpt.story_id if excerpt else 0
        here = self._reader.names(story).met(words) if excerpt else []
        hidden = [one for one in here if is_hidden(one.mention)]
        found = [of_hidden(f"{what} has", called(one, words), one.mention.text, about, call) for one in hidden]
        decided = [*hidden, *(one for one in here if is_kept(one.mention))]
        for place in self._taken_out.met(words):
            written = NameIn(called(place, words), text)
            names = self._taken_out.names_at(place, story)
            if not names or is_within(place, decided) or self._is_agreed_part(place, but, signed):
                continue
            if self._counts(place, words, written):
                which, there = f"{what} has", not story or all(one.story_id != story for one in names)
                found.append(of_hidden_elsewhere(which, written, names[0].text, about, call, elsewhere=there))
        for place in self._people_named.met(words):
            written = NameIn(called(place, words), text)
            name = key_of(place.mention.text)
            who = [one for one in self._people[name] if one not in but]
            if not who or is_within(place, hidden) or not self._counts(place, words, written):
                continue
            if not all(self._may_be_named(one, story) for one in who):
                found.append(of_person_named(f"{what} has", written, about, call))
            elif others := [one for one in who if name not in self._called(one) and name not in _keys_in(signed)]:
                found.append(self._named_otherwise(f"{what} has", written, others[0], about, call))
        if excerpt is None:
            open_ones = [one for one in self._open_people.met(words) if is_written_as_name(one, words)]
            unsaid = sorted({called(one, words) for one in open_ones if not is_within(one, decided)})
            found += [of_undecided(unsaid, f"{what} has", about)] if unsaid else []
        return list(dict.fromkeys(found))

    def _named_otherwise(self, what: str, written: NameIn, who: int, about: About, call: str) -> Reason:
        label, places = self._reader.named_as(who), self._reader.named_in
        return of_named_otherwise(what, written, label, places, NamedPerson(who), about, call)

    def may_name(self, texts: Iterable[str]) -> set[str]:
        """Those of these texts that have a name in them that is taken out of a story, or is somebody’s.

        Whether it counts there says `in_text`.
        """
        taken_out = TakenOut(self._hidden, self._kept)
        return {one for one in texts if taken_out.met(one.split()) or self._people_named.met(one.split())}

    def in_all(self, excerpt: Excerpt, beside: Iterable[Beside]) -> list[Reason]:
        """Why an excerpt may not leave as it is: names in it, or `beside` it, of which nobody said whether they may be
        said; those that are taken out, here or elsewhere; and of people who have not agreed to being named.
        """
        names, spans = self._reader.names(excerpt.story_id), self._reader.spans(excerpt)
        words = self._reader.words(excerpt.story_id, spans)
        own = {id(one) for one in self._reader.inside(excerpt, spans)}
        said = [one.word.text for one in words]

        def _is_own(place: Place) -> bool:
            return any(id(one) in own for one in words[place.first : place.last + 1])

        undecided = {called(place, said) for place in names.undecided(said) if _is_own(place)}
        undecided.update(self._reader.said.heard_open(excerpt.story_id, words, spans))
        hidden = {one.mention.id: one.mention for one in self._reader.hidden(excerpt, spans)}
        general = [one for one in hidden.values() if one.decision == MentionDecision.GENERAL and one.general]
        texts = [*beside, *(Beside(f"What is read in place of “{one.text}”", one.general) for one in general)]
        for written in (one.text.split() for one in texts):
            undecided |= {called(one, written) for one in names.undecided(written) if not is_hidden(one.mention)}
        found = [of_undecided(sorted(undecided))] if undecided else []
        elsewhere = self._said_elsewhere(excerpt.story_id, said, _is_own)
        found += dict.fromkeys([*elsewhere, *self._heard_elsewhere(excerpt.story_id, words, spans)])
        heard = frozenset(one for one in self._reader.tellers_in(excerpt) if one is not None)
        for one in beside:
            # How who is heard signs it is looked at for itself.
            but = heard if one.signs else frozenset()
            belongs = one.about is None and one.said_in is None and len(heard) == 1
            signed = self._reader.attribution(excerpt) if belongs else ""
            found += self.in_text(one.called, one.text, excerpt, one.about, but, one.call, signed=signed)
        for mention in general:
            what = f"What is read in place of “{mention.text}”"
            found += [of_stand_in(one) for one in self.in_text(what, mention.general, excerpt)]
        return found

    def in_written(self, excerpt: Excerpt, beside: Iterable[Beside], reviewer: int | None) -> list[Reason]:
        """Why a storyteller (id) may not read what stands `beside` an excerpt of theirs, whatever they said themselves.

        A text of the whole project is none of the excerpt: a review does without it.
        """
        heard, found = {one for one in self._reader.tellers_in(excerpt) if one is not None}, list[Reason]()
        for one in beside:
            if one.about is None or PUBLIC[one.about.what].rows is not ProjectRow:
                but = heard if one.signs else () if reviewer is None else (reviewer,)
                found += self.in_text(one.called, one.text, excerpt, one.about, but, one.call)
        return found

    def _said_elsewhere(self, story_id: int, said: Sequence[str], is_own: Callable[[Place], bool]) -> list[Reason]:
        """The people’s names said in an excerpt that are taken out of another story, or parts of one that is taken out
        of any, and not listed here.
        """
        here, found = self._reader.names(story_id).met(said), list[Reason]()
        for place in self._people_taken_out.met(said):
            names = self._people_taken_out.names_at(place, story_id)
            if place.is_form or not names or not is_own(place) or is_within(place, here):
                continue
            elsewhere = all(one.story_id != story_id for one in names)
            if is_written_as_name(place, said, begins_alike=elsewhere and self._people_taken_out.is_part(place)):
                found.append(of_said_elsewhere(place.mention.text, names[0].text, elsewhere=elsewhere))
        return list(dict.fromkeys(found))

    def _is_agreed_part(self, place: Place, but: Collection[int], signed: str) -> bool:
        """Whether it is a part of a name, and what somebody is called who is signed with it, or of whom it is."""
        key = key_of(place.mention.text)
        theirs = key in _keys_in(signed) or not {*but}.isdisjoint(self._people.get(key, ()))
        return theirs and self._taken_out.is_part(place)

    def _heard_elsewhere(self, story_id: int, words: Sequence[SpokenAt], spans: Sequence[TimeRange]) -> list[Reason]:
        """The same of what was heard in it, or written once, and is corrected out of its words."""
        found = list[Reason]()
        for heard in self._reader.said.heard_of(self._people_taken_out.names, story_id, words, spans):
            place, said = Place(heard.first, heard.last, heard.mention), [word.text for word in heard.reading]
            names = self._people_taken_out.names_at(place, story_id)
            elsewhere = all(one.story_id != story_id for one in names)
            alike = elsewhere and self._people_taken_out.is_part(place)
            if names and (heard.written or is_written_as_name(place, said, begins_alike=alike)):
                found.append(of_said_elsewhere(heard.mention.text, names[0].text, elsewhere=elsewhere))
        return found

    def _counts(self, place: Place, words: Sequence[str], written: NameIn) -> bool:
        return is_written_as_name(place, words) and written.print not in self._no_names

    # ---- what the project knows -------------------------------------------------------------------------------

    @cached_property
    def _no_names(self) -> frozenset[str]:
        return no_names(self._session)

    @cached_property
    def _hidden(self) -> list[Mention]:
        unknown = [Mention(story_id=0, text=name, decision=MentionDecision.REMOVE) for name in self._people_aside]
        return [*filter(is_hidden, self._mentions), *unknown]

    @cached_property
    def _mentions(self) -> list[Mention]:
        """Those of every story, also of one that is set aside."""
        return [*self._session.scalars(select(Mention).order_by(Mention.id)), *names_aside(self._session)]

    @cached_property
    def _people_aside(self) -> list[str]:
        return [name for alias in people_aside(self._session) for name in names_in(alias)]

    @cached_property
    def _kept(self) -> Kept:
        return kept_names(self._session)

    @cached_property
    def _people_taken_out(self) -> TakenOut:
        return TakenOut((one for one in self._hidden if may_be_a_persons(one)), self._kept)

    @property
    def _taken_out(self) -> TakenOut:
        """Of every story what may be somebody's name; of those that leave together all."""
        ids = self.together
        if self._playlist_id is not None:
            items = select(PlaylistItem.excerpt_id).where(PlaylistItem.playlist_id == self._playlist_id)
            ids = ids.union(self._session.scalars(items))
        if self._taken_out_beside is None or self._taken_out_beside[0] != ids:
            stories = {one.story_id for number in ids if (one := self._session.get(Excerpt, number)) is not None}
            hidden = [one for one in self._hidden if may_be_a_persons(one) or one.story_id in stories]
            self._taken_out_beside = ids, TakenOut(hidden, self._kept)
        return self._taken_out_beside[1]

    @cached_property
    def _asked_in(self) -> dict[int, set[int]]:
        """The stories (ids) in which each person (id) is asked, or was."""
        found = dict[int, set[int]]()
        parts = select(Participant.storyteller_id, Participant.story_id).where(Participant.part.not_in(NOT_ASKED))
        said = select(Consent.storyteller_id, Consent.story_id).where(Consent.storyteller_id.is_not(None))
        for query in (parts, said):
            for who, story in self._session.execute(query):
                found.setdefault(who or 0, set()).add(story)
        for who, story in taking_part_aside(self._session):
            found.setdefault(who, set()).add(story)
        return found

    @cached_property
    def _called_anywhere(self) -> list[tuple[int, str]]:
        """Who is asked (ids), with each name that they go by, or chose to be named with somewhere."""
        words = {one.text.casefold() for one in labels(self._session)}
        found = self._session.execute(select(Person.id, Person.alias).order_by(Person.id)).all()
        chosen = self._session.execute(select(Naming.person_id, Naming.label).order_by(Naming.id)).all()
        every = [*found, *(one for one in chosen if one[1].casefold() not in words)]
        return [(who, name) for who, called in every if who in self._asked_in for name in names_in(called)]

    @cached_property
    def _people(self) -> dict[Key, list[int]]:
        found = dict[Key, list[int]]()
        for who, name in dict.fromkeys(self._called_anywhere):
            found.setdefault(key_of(name), []).append(who)
        return {name: list(dict.fromkeys(who)) for name, who in found.items()}

    @cached_property
    def _people_named(self) -> Names:
        return Names(Mention(text=one) for one in dict.fromkeys(name for _, name in self._called_anywhere))

    def _called(self, who: int) -> frozenset[Key]:
        """The names in what somebody is called where the text goes."""
        return _keys_in(self._reader.named_as(who))

    @cached_property
    def _open_people(self) -> Names:
        """What may be a person’s name in any story, and nobody decided about."""
        return Names(one for one in self._mentions if is_open(one) and may_be_a_persons(one))

    def _may_be_named(self, who: int, story_id: int) -> bool:
        """Whether somebody agreed to being named beside a story: in it, or else in all that are theirs."""
        if (who, story_id) not in self._agreed:
            theirs = self._asked_in.get(who, set())
            asked = [story_id] if story_id in theirs else sorted(theirs)
            said = [consent_by(self._session, one, who).get(ConsentAbout.NAMED) for one in asked]
            # Of one that is set aside nobody knows what was said last.
            known = set_aside_in(self._session).get("story", {}).keys().isdisjoint(asked)
            self._agreed[who, story_id] = bool(said) and known and all(map(is_yes, said))
        return self._agreed[who, story_id]


def _keys_in(called: str) -> frozenset[Key]:
    return frozenset(map(key_of, names_in(called)))


def is_written_as_name(place: Place, words: Sequence[str], *, begins_alike: bool = False) -> bool:
    """“May” is a name, “may” is none; with `begins_alike` nor is “May” where a sentence begins with it."""
    text = called(place, words) if place.is_form else " ".join(words[place.first : place.last + 1])
    plain = text.strip(EDGES)
    begins = begins_alike and (place.first == 0 or ends_sentence(words[place.first - 1]))
    return " " in plain or not (plain.islower() or begins) or not is_common(plain.casefold(), common_words())


def is_within(place: Place, others: Iterable[Place]) -> bool:
    """Whether it is one of the others, or a part of one: “Okafor” of “Doctor Okafor”."""
    return any(one.first <= place.first and place.last <= one.last for one in others)
