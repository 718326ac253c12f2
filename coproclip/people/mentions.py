"""Who and what is named in a story, and what is decided about each name: said, said in general words, or taken out.

“A name is decided about once in a story, and every place of it follows.” What leaves is changed here alone: `Hidden`
says which words give way to what.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coproclip.errors import BadInput, NotFound
from coproclip.people.consent import says_something
from coproclip.project.comparing.name_index import NameIndex
from coproclip.project.comparing.name_keys import EDGES, GENITIVE, Key, plainly
from coproclip.project.comparing.name_keys import key_of as key_of
from coproclip.project.comparing.name_parts import NO_PERSONS
from coproclip.project.kinds import ListKind, MentionDecision
from coproclip.project.project import Edit, now
from coproclip.project.schema import ListEntry, Mention, Story

REMOVED = "[name removed]"
"""What is read where a name was taken out."""
LONGEST = 200
"""So many letters has a name at most."""

_JOINED = re.compile(r"['’](?:s|d|ll|ve|re|m)$", re.I)
"""What an apostrophe joins to a name, and stays beside what is read in its place."""
_JOINED_BEFORE = re.compile(r"(?:qu|[cdjlmnst])['’](?=[^\W\d_])")
_SMALL = ("Cf", "Cc", "Mn", "Mc", "Me")
"""Signs that nobody sees, or that belong to the letter before."""


class NameKind(StrEnum):
    """What sort of name it is taken for; a person may see it otherwise."""

    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    CONTACT = "number or address"
    OTHER = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A name as it is said in a story, and what sort it is taken for."""

    text: str
    kind: NameKind = NameKind.OTHER


@dataclass(frozen=True, slots=True)
class Place:
    """Where a name is said: the words from `first` to `last` (their numbers).

    `is_form`: what is written there only begins with it, “Helens”, so that a person has to say whether it is the name.
    """

    first: int
    last: int
    mention: Mention
    is_form: bool = False


class Decided(NamedTuple):
    """What is decided about a name and what is read in its place, by whom, and whether it is kept in all stories."""

    decision: MentionDecision = MentionDecision.OPEN
    general: str = ""
    by: str = ""
    everywhere: bool = False


def each_once(places: Iterable[Place]) -> list[Place]:
    """Places in their order, those that share a word made one: of the name that begins first."""
    found: list[Place] = []
    for place in places:
        if found and place.first <= found[-1].last:
            before = found.pop()
            place = Place(before.first, max(before.last, place.last), before.mention)
        found.append(place)
    return found


class Names:
    """Names that are looked for in one text after another: made once for all of a story's."""

    def __init__(self, mentions: Iterable[Mention]) -> None:
        # Where two are written the same, what gives way counts, then what nobody decided about.
        self.mentions = sorted(mentions, key=lambda one: (not is_hidden(one), not is_open(one)))
        plain = [plainly(one.text) for one in self.mentions]
        self._index = NameIndex([(GENITIVE.sub("", one), one) for one in plain])

    def __bool__(self) -> bool:
        return bool(self.mentions)

    def met(self, words: Sequence[str]) -> list[Place]:
        """Where they are said in the words, in order, and where something is said that only begins like them.

        Where two begin together the longer one counts; what an apostrophe, a capital or a mark joins to a name is none
        of it.
        """
        return [Place(one.first, one.last, self.mentions[one.name], one.is_form) for one in self._index.find(words)]

    def said(self, words: Sequence[str]) -> list[Place]:
        """Where they are said themselves."""
        return [one for one in self.met(words) if not one.is_form]

    def hidden(self, words: Sequence[str]) -> list[Place]:
        """Where something else is read in what leaves, and nothing heard; places in the same word are one."""
        return each_once(place for place in self.said(words) if is_hidden(place.mention))

    def undecided(self, words: Sequence[str]) -> list[Place]:
        """Where nobody said whether that may be: of names, and of what begins like one that is not kept."""
        return [one for one in self.met(words) if is_open(one.mention) or (one.is_form and is_hidden(one.mention))]


def called(place: Place, words: Sequence[str]) -> str:
    """What a sentence calls what is said at a place: the name, or what only begins like it as it is written."""
    return tidy(" ".join(words[place.first : place.last + 1])) if place.is_form else place.mention.text


def places(words: Sequence[str], mentions: Iterable[Mention]) -> list[Place]:
    """Where these names are said in the words; see `Names.met`, for many texts."""
    return Names(mentions).said(words)


def stand_in(mention: Mention, first: str, last: str) -> str:
    """What is read in place of a name; marks around its `first` and `last` word, an “'s” and an “'ll”, stay."""
    general = mention.decision == MentionDecision.GENERAL and mention.general
    words = f"[{mention.general}]" if general else REMOVED
    joined = _JOINED.search(plainly(last))
    return _marks(first) + words + (joined[0].replace("'", "’") if joined else "") + _marks(last[::-1])[::-1]


def _marks(word: str) -> str:
    """The marks with which a word begins, but for what is a letter's own or nobody sees."""
    first = next((place for place, sign in enumerate(word) if sign.isalnum()), len(word))
    return "".join(sign for sign in word[:first] if unicodedata.category(sign) not in _SMALL)


def tidy(text: str) -> str:
    """A name as it was picked out of a sentence, without the marks around it and what an apostrophe joins to it."""
    name = _JOINED.sub("", " ".join(text.split()).strip(EDGES))
    before = _JOINED_BEFORE.match(name)
    return name[before.end() :] if before and name[before.end()].isupper() else name


def is_hidden(mention: Mention) -> bool:
    """Whether the name gives way to something else in what leaves."""
    return mention.decision in (MentionDecision.GENERAL, MentionDecision.REMOVE)


def is_kept(mention: Mention) -> bool:
    """Whether somebody decided that the name may be said."""
    return mention.decision == MentionDecision.KEEP


def may_be_a_persons(mention: Mention) -> bool:
    """Whether it may be what a person is called: it was not taken for a place or an organisation."""
    return mention.kind not in NO_PERSONS


def hidden_elsewhere(session: Session, story_id: int) -> list[str]:
    """What may be a person's name and is taken out of another story than this one."""
    others = session.scalars(select(Mention).where(Mention.story_id != story_id).order_by(Mention.id))
    return [one.text for one in others if is_hidden(one) and may_be_a_persons(one)]


def mentions_of(session: Session, story_id: int) -> list[Mention]:
    """The names of a story, by alphabet."""
    found = session.scalars(select(Mention).where(Mention.story_id == story_id).order_by(Mention.id))
    return sorted(found, key=lambda one: (one.text.casefold(), one.id))


def undecided(session: Session) -> Mapping[int, int]:
    """How many names are not decided about, by story (ids); stories without any are left out."""
    query = select(Mention.story_id, func.count()).where(Mention.decision.not_in(_DECIDED)).group_by(Mention.story_id)
    return {story_id: count for story_id, count in session.execute(query)}


_DECIDED = tuple(one for one in MentionDecision if one is not MentionDecision.OPEN)


def is_open(mention: Mention) -> bool:
    """Whether nothing is decided about it; whatever else a file says counts as that."""
    return mention.decision not in _DECIDED


def find_mention(session: Session, story_id: int, name: str) -> Mention:
    """The name in a story; raises `NotFound`."""
    wanted = key_of(name)
    for mention in mentions_of(session, story_id):
        if key_of(mention.text) == wanted:
            return mention
    raise NotFound(f"“{name}” is not among the names of this story.", "Nothing was changed.")


def decided_about(session: Session, story_id: int, name: str) -> Decided:
    """What is decided about a name in a story, whether it is among its names or not."""
    key = key_of(name)
    everywhere = key in kept_everywhere(session)
    for one in mentions_of(session, story_id):
        if key_of(one.text) == key:
            decision = MentionDecision.OPEN if is_open(one) else MentionDecision(one.decision)
            return Decided(decision, one.general, one.decided_by, everywhere)
    return Decided(MentionDecision.KEEP if everywhere else MentionDecision.OPEN, everywhere=everywhere)


def add_names(edit: Edit, story_id: int, names: Iterable[Found]) -> list[Mention]:
    """Keep names that are said in a story, each once; returns those that were not there.

    A name that was kept for the whole project is kept here too. Raises `BadInput` for one without a letter, or with
    more than `LONGEST`.
    """
    edit.get(Story, story_id)
    known = {key_of(mention.text) for mention in mentions_of(edit.session, story_id)}
    everywhere = {key_of(entry.text) for entry in _kept_names(edit.session)}
    added = []
    for found in names:
        text, key = " ".join(found.text.split()), key_of(found.text)
        if not key:
            raise BadInput("A name needs a letter or a digit.", "Nothing was added.")
        if len(text) > LONGEST:
            raise BadInput(
                f"A name has at most {LONGEST} letters, and this has {len(text)}.",
                "Nothing was added.",
                "Name its parts one by one, or mark the passage “Don’t use this bit”.",
            )
        if key in known:
            continue
        known.add(key)
        row = Mention(story_id=story_id, kind=found.kind.value, text=text)
        if key in everywhere:
            row.decision, row.decided_at = MentionDecision.KEEP.value, now()
        added.append(edit.add(row))
    edit.session.flush()
    return added


def decide(
    edit: Edit,
    mention_id: int,
    decision: MentionDecision,
    *,
    by: str,
    general: str = "",
    everywhere: bool = False,
    shown: Decided | None = None,
) -> None:
    """Decide about a name in all its places, or open it again; `by` is who decided.

    `general` is what is said in its place (“a hospital”). `everywhere` keeps it in the whole project, also where it is
    found later; any other decision ends that. Raises `BadInput` where one of them is missing, and where somebody else
    decided otherwise since it was `shown`.
    """
    mention = edit.get(Mention, mention_id)
    if shown is not None:
        _must_be_shown(edit.session, mention, shown)
    general = general.strip().strip("[]").strip()
    if decision is not MentionDecision.OPEN and not says_something(by):
        raise BadInput("A decision needs who made it.", "It was not noted.", "A name to go by is enough.")
    if decision is MentionDecision.GENERAL and not says_something(general):
        raise BadInput(
            f"What shall be read in place of “{mention.text}”?", "It was not noted.", "Such as “a hospital”."
        )
    if decision is MentionDecision.GENERAL and Names([mention]).met(general.split()):
        raise BadInput(f"“{general}” still says “{mention.text}”.", "It was not noted.", "Use other words.")
    hidden = [one for one in mentions_of(edit.session, mention.story_id) if is_hidden(one) and one.id != mention.id]
    if decision is MentionDecision.GENERAL and (said := Names(hidden).met(general.split())):
        taken_out = said[0].mention.text
        raise BadInput(f"“{general}” says “{taken_out}”, which is taken out.", "It was not noted.", "Use other words.")
    _decide(mention, decision, by, general)
    key = key_of(mention.text)
    kept = [entry for entry in _kept_names(edit.session) if key_of(entry.text) == key]
    if decision is MentionDecision.KEEP and everywhere:
        for other in edit.session.scalars(select(Mention)):
            if is_open(other) and key_of(other.text) == key:
                _decide(other, decision, by, "")
        if not kept:
            edit.add(ListEntry(kind=ListKind.KEPT_NAME.value, text=mention.text, position=0))
    elif decision is not MentionDecision.KEEP:
        for entry in kept:
            edit.session.delete(entry)
    edit.session.flush()


def _must_be_shown(session: Session, mention: Mention, shown: Decided) -> None:
    there = decided_about(session, mention.story_id, mention.text)
    if there == shown:
        return
    words = {
        MentionDecision.OPEN: "it is to be decided about again",
        MentionDecision.KEEP: "it is kept",
        MentionDecision.GENERAL: f"“{there.general}” is read instead",
        MentionDecision.REMOVE: "it is taken out",
    }[there.decision]
    by = f", decided by {there.by}" if there.by else ""
    raise BadInput(
        f"Somebody else decided about “{mention.text}” meanwhile: {words}{by}.",
        "Nothing was changed; what you typed is still here.",
        "Decide once more if yours is to stand instead.",
    )


def _decide(mention: Mention, decision: MentionDecision, by: str, general: str) -> None:
    mention.decision = decision.value
    mention.general = general if decision is MentionDecision.GENERAL else mention.general
    mention.decided_by = by.strip() if decision is not MentionDecision.OPEN else ""
    mention.decided_at = now() if decision is not MentionDecision.OPEN else ""


def forget_unsaid(edit: Edit, story_id: int, words: Sequence[str]) -> None:
    """Keep no name of a story, whose words these are, that is not said in it any more."""
    mentions = mentions_of(edit.session, story_id)
    said = {place.mention.id for place in Names(mentions).met(words)}
    for mention in mentions:
        if mention.id not in said:
            edit.session.delete(mention)
    edit.session.flush()


def kept_everywhere(session: Session) -> frozenset[Key]:
    """The names that the whole project keeps, as they are compared."""
    return frozenset(key_of(entry.text) for entry in _kept_names(session))


def _kept_names(session: Session) -> list[ListEntry]:
    return list(session.scalars(select(ListEntry).where(ListEntry.kind == ListKind.KEPT_NAME.value)))
