"""Names that may be said in a story, for a person to decide about: capitals, the project's words, people, numbers.

“Rather one too many”: a suggestion is taken off with one key, a name that was missed may be a person's safety.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.people.mentions import (
    LONGEST,
    Found,
    NameKind,
    Names,
    add_names,
    called,
    hidden_elsewhere,
    is_kept,
    key_of,
    mentions_of,
    tidy,
)
from coproclip.people.storytellers import aliases
from coproclip.people.taken_out import parts_taken_out
from coproclip.project.journal import Work
from coproclip.project.project import Project
from coproclip.project.schema import LostName, Mention, Segment, Story
from coproclip.project.storage.too_many import MOST_NAMES
from coproclip.speech.everyday_words import common_words, is_common
from coproclip.speech.passages import ends_sentence
from coproclip.timecode import TimeRange
from coproclip.transcript.draft import ever_drafted
from coproclip.transcript.name_model import NameFinder, name_finder
from coproclip.transcript.word_list import listed

_TITLES = frozenset(
    (
        *("mr", "mrs", "ms", "miss", "dr", "doctor", "sir", "lady", "auntie", "uncle", "aunt", "nurse", "sister"),
        *("father", "professor", "prof"),
    )
)
_NO_NAMES = frozenset(
    (
        *("he", "she", "they", "we", "you", "it", "him", "her", "them", "us"),  # behind a name they are taken for one
        *("i", "ok", "okay", "tv", "dvd", "cd", "god", "lord", "christmas", "easter"),
        *("january", "february", "march", "april", "may", "june", "july", "august", "september", "october"),
        *("november", "december", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    )
)
_APOSTROPHE = re.compile("['’]")
_STREETS = frozenset(
    (
        *("street", "road", "avenue", "lane", "close", "drive", "terrace", "square", "crescent", "way", "place"),
        *("court", "gardens"),
    )
)
# Each begins at a sign of its own, so that a word of any length is read once.
_CONTACT = re.compile(r"(?<=\S)@[^\s@]+\.\w|(?:https?://|www\.)\S|(?<=\w)-*\.(?:com|org|net|co\.uk|uk|eu)\b|^@\w", re.I)
_POSTCODE = re.compile(r"[a-z]{1,2}\d[a-z\d]?", re.I)
_POSTCODE_END = re.compile(r"\d[a-z]{2}", re.I)
_CAPITALS_MEAN_NOTHING = frozenset({"de", "lb", "ar", "he", "zh", "ja", "ko", "hi", "th"})
_NUMBER_DIGITS = 6
_ALWAYS = TimeRange(0, 10_000 * 3600 * 1000)


@dataclass(frozen=True, slots=True)
class Hints:
    """What the project knows: its special words, what people are called, and words in common use.

    `parts` are those of names that are taken out.
    """

    special: Sequence[str] = ()
    people: Sequence[str] = ()
    common: frozenset[str] = frozenset()
    parts: Sequence[str] = ()


def suggested(
    passages: Iterable[Sequence[str]], hints: Hints, language: str = "", finder: NameFinder | None = None
) -> list[Found]:
    """The names in these passages (each its words), each once, in the order in which they are first said."""
    lines = [list(words) for words in passages]
    known = [Mention(text=text, kind=NameKind.PERSON.value) for text in hints.people]
    known += [Mention(text=text, kind=NameKind.OTHER.value) for text in hints.special]
    found: dict[tuple[str, ...], Found] = {}
    names, parts = Names(known), Names(Mention(text=text) for text in hints.parts)
    for words in lines:
        some = [
            Found(" ".join(words[place.first : place.last + 1]), NameKind(place.mention.kind))
            for place in names.said(words)
        ]
        some += [
            Found(words[place.first], NameKind.PERSON)
            for place in parts.said(words)
            if place.first == place.last and not _is_everyday(words, place.first, hints.common)
        ]
        some += _numbers(words)
        some += finder.find(words) if finder is not None and words else []
        if language not in _CAPITALS_MEAN_NOTHING:
            some += _with_capitals(words, hints.common)
        for one in chain.from_iterable(map(_in_pieces, some)):
            text = tidy(one.text)
            if (key := key_of(text)) and not (len(key) == 1 and key[0] in _NO_NAMES):
                found.setdefault(key, Found(text, one.kind))
    # What is only ever said as a part of a longer name is none of its own.
    whole = [word for words in lines for word in words]
    said = {place.mention.text for place in Names(Mention(text=one.text) for one in found.values()).said(whole)}
    return [one for one in found.values() if one.text in said and not _is_joined(one.text, found)]


def _in_pieces(found: Found) -> Iterator[Found]:
    """What is longer than a name can be, such as a line in capitals, as several: nothing of it is missed."""
    piece = ""
    for word in found.text.split() if len(found.text) > LONGEST else [found.text]:
        if piece and len(piece) + 1 + len(word) > LONGEST:
            yield Found(piece, found.kind)
            piece = ""
        piece = f"{piece} {word}" if piece else word
    yield Found(piece, found.kind)


def _cut(found: Found) -> Found:
    """A word that is longer is kept by its beginning: whatever begins so may be it."""
    return Found(found.text[:LONGEST], found.kind)


def _is_joined(text: str, known: Collection[tuple[str, ...]]) -> bool:
    """Whether an apostrophe joins something to a name that is known: “Ahmet’in” is none of its own."""
    parts = _APOSTROPHE.split(text)
    return len(parts) > 1 and any(len(part) > 1 and key_of(part) in known for part in parts)


def _is_everyday(words: Sequence[str], place: int, common: frozenset[str]) -> bool:
    """Whether an everyday word stands there as those do: “will”, and “Will” where a sentence begins with it."""
    if not is_common(tidy(words[place]).casefold(), common):
        return False
    return words[place].islower() or place == 0 or ends_sentence(words[place - 1])


def _with_capitals(words: Sequence[str], common: Collection[str]) -> list[Found]:
    """Words with a capital inside a sentence, and those next to them; first words where nobody knows them otherwise."""
    found: list[Found] = []
    run: list[str] = []
    begins = True
    for word in words:
        plain = tidy(word)
        small = plain.casefold()
        capital = plain[:1].isupper() and small.partition("'")[0].partition("’")[0] not in _NO_NAMES
        if capital and begins:
            capital = small in _TITLES or (bool(common) and not is_common(small, frozenset(common)))
        if capital:
            run.append(word)
        begins = ends_sentence(word)
        if run and (not capital or begins or word[-1:] in ",;:"):
            found.append(
                Found(" ".join(run), NameKind.PERSON if tidy(run[0]).casefold() in _TITLES else NameKind.OTHER)
            )
            run = []
    if run:
        found.append(Found(" ".join(run)))
    return [one for one in found if tidy(one.text).casefold() not in _TITLES]


def _numbers(words: Sequence[str]) -> list[Found]:
    """Telephone and other long numbers, e-mail and web addresses, postcodes, and streets with their number."""
    found = [Found(word, NameKind.CONTACT) for word in words if _CONTACT.search(word)]
    at = 0
    while at < len(words):
        first = at
        while at < len(words) and re.fullmatch(r"\+?[\d()./-]+[,.;]?", words[at]):
            at += 1
        if sum(sign.isdigit() for word in words[first:at] for sign in word) >= _NUMBER_DIGITS:
            found.append(Found(" ".join(words[first:at]), NameKind.CONTACT))
        at = max(at, first + 1)
    bare = [tidy(word) for word in words]
    for number, (one, following) in enumerate(pairwise(bare)):
        if _POSTCODE.fullmatch(one) and _POSTCODE_END.fullmatch(following):
            found.append(Found(f"{one} {following}", NameKind.CONTACT))
        if following.casefold() in _STREETS and one[:1].isupper():
            first = number - (number > 0 and bare[number - 1][:1].isdigit())
            found.append(Found(" ".join(bare[first : number + 2]), NameKind.PLACE))
    return found


def find_names(project: Project, story_id: int, only: Collection[int] | None = None) -> int:
    """Look for names in a story, or `only` in these passages of it (ids), and keep those that are new for a person to
    decide about; how many there were.
    """
    with project.read() as session:
        new = _new_in(session, story_id, only)
    return _keep(project, story_id, new)


def _keep(project: Project, story_id: int, new: Sequence[Found]) -> int:
    if not new:
        return 0
    with project.edit(Work.FIND_NAMES) as edit:
        return len(add_names(edit, story_id, map(_cut, new))) if edit.session.get(Story, story_id) is not None else 0


def _new_in(session: Session, story_id: int, only: Collection[int] | None) -> list[Found]:
    lines = session.scalars(select(Segment).where(Segment.story_id == story_id).order_by(Segment.start_ms, Segment.id))
    passages = [[word.text for word in line.words] for line in lines if only is None or line.id in only]
    story = session.get(Story, story_id)
    elsewhere = hidden_elsewhere(session, story_id)
    people = [*aliases(session), *elsewhere]
    hints = Hints(listed(session), people, common_words(), parts_taken_out(session))
    unsaid = _only_heard(session, story_id, [*elsewhere, *hints.parts], hints.common) if only is None else []
    mentions = mentions_of(session, story_id)
    there = {key_of(mention.text) for mention in mentions}
    found = suggested(passages, hints, (story.language if story else "") or "", name_finder())
    known = {key_of(one.text) for one in found}
    found += [one for one in unsaid if key_of(one.text) not in known]
    new = [one for one in found if key_of(one.text) not in there and not _is_joined(one.text, there)]
    new += _forms(passages, [*mentions, *(Mention(text=one.text, kind=one.kind.value) for one in new)])
    return new[: max(0, MOST_NAMES - len(mentions))]


def _only_heard(session: Session, story_id: int, names: Sequence[str], common: frozenset[str]) -> list[Found]:
    """Those of these names that were ever heard or written in a story, each once, whatever its words say by now."""
    known = Names(Mention(text=one) for one in names)
    found: dict[tuple[str, ...], Found] = {}
    for reading in ever_drafted(session, story_id, _ALWAYS) if known else ():
        words = [word.text for word in reading]
        for place in known.said(words):
            text = tidy(" ".join(words[place.first : place.last + 1]))
            if place.first < place.last or not _is_everyday(words, place.first, common):
                found.setdefault(key_of(text), Found(text, NameKind.PERSON))
    lost = select(Mention.text).join(LostName).where(LostName.story_id == story_id, Mention.story_id != story_id)
    for text in session.scalars(lost.order_by(Mention.id)):
        found.setdefault(key_of(text), Found(text, NameKind.PERSON))
    return list(found.values())


def _forms(passages: Iterable[Sequence[str]], mentions: Sequence[Mention]) -> list[Found]:
    """What only begins like a name that is not kept, “Helens”, as names of their own."""
    names, found = Names(mentions), dict[tuple[str, ...], Found]()
    for words in passages:
        for place in names.met(words):
            if place.is_form and not is_kept(place.mention):
                text = called(place, words)
                kind = next((one for one in NameKind if one == place.mention.kind), NameKind.OTHER)
                found.setdefault(key_of(text), Found(text, kind))
    return list(found.values())


def find_forms(project: Project, story_id: int) -> int:
    """Look for what only begins like the story's names, for a person to decide about; how many there were."""
    with project.read() as session:
        lines = session.scalars(select(Segment).where(Segment.story_id == story_id).order_by(Segment.start_ms))
        new = _forms([[word.text for word in line.words] for line in lines], mentions_of(session, story_id))
    return _keep(project, story_id, new)


def find_known_names(project: Project, names: Sequence[str]) -> Mapping[int, int]:
    """Look for `names` in every story that is not in the bin; how many were new, by story.

    What is kept is what is said there, as it is said, for a person to decide about: of the names themselves nothing.
    """
    new: dict[int, list[Found]] = {}
    with project.read() as session:
        for story_id in session.scalars(select(Story.id).where(Story.binned_at.is_(None)).order_by(Story.id)):
            there = {key_of(mention.text) for mention in mentions_of(session, story_id)}
            known = chain.from_iterable(map(_in_pieces, _known_in(session, story_id, names)))
            some = [one for one in map(_cut, known) if key_of(one.text) not in there]
            if some:
                new[story_id] = some
    if not new:
        return {}
    with project.edit(Work.FIND_NAMES) as edit:
        return {story_id: len(add_names(edit, story_id, some)) for story_id, some in new.items()}


def _known_in(session: Session, story_id: int, names: Sequence[str]) -> list[Found]:
    known = Names(Mention(text=name) for name in names)
    common = common_words()
    found: list[Found] = []
    for line in session.scalars(select(Segment).where(Segment.story_id == story_id)):
        words = [word.text for word in line.words]
        for place in known.met(words):
            text = tidy(" ".join(words[place.first : place.last + 1]))
            # “May” is a name, “may” is none.
            if " " in text or text[:1].isupper() or not is_common(text.casefold(), common):
                found.append(Found(text, NameKind.PERSON))
    return found
