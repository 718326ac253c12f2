"""Which words of a name name somebody by themselves: “Mrs Bartholomew” is Helen Bartholomew.

What is taken for a place, an organisation or an address counts as a whole. Of what nobody said what it is, no word does
that stands in the names of streets and clubs as well.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import Protocol

from coproclip.project.comparing.name_keys import EDGES, Key, key_of
from coproclip.project.kinds import STANDARD_LABELS, MentionDecision

TITLES = frozenset(
    (
        *("mr", "mrs", "ms", "miss", "mx", "madam", "sir", "lady", "lord", "dame", "dr", "doctor"),
        *("professor", "prof", "nurse", "sister", "brother", "father", "mother", "reverend", "rev", "pastor", "imam"),
        *("auntie", "aunty", "aunt", "uncle", "nan", "gran", "granny", "grandma", "grandad", "grandpa"),
        *("mum", "mam", "mom", "dad", "captain", "sergeant", "officer", "councillor"),
        *("herr", "frau", "monsieur", "madame", "mademoiselle", "señor", "señora", "signor", "signora"),
    )
)
"""What stands before a name, in small letters."""
_JOINING = frozenset(
    (
        *("a", "an", "the", "of", "and", "or", "to", "at", "in", "on", "by", "for", "from", "with", "our", "my"),
        *("de", "da", "das", "del", "della", "der", "den", "des", "do", "dos", "du", "el", "la", "le", "les"),
        *("van", "von", "zu", "ten", "ter", "bin", "bint", "ibn", "ap", "ab", "ferch", "y", "e", "et", "und"),
        *("st", "saint", "san", "santa", "jr", "sr", "junior", "senior"),
    )
)
_PEOPLE = frozenset(("young", "old", "older", "person", "man", "woman", "carer", "member"))
_BEFORE = frozenset(part for one in (*TITLES, *_JOINING) for part in key_of(one))
_NOBODYS = frozenset(part for one in (*STANDARD_LABELS, *_PEOPLE) for part in key_of(one))
_NO_NAMES = _BEFORE | _NOBODYS
"""What is part of “The carer” or “Doctor Okafor” and nobody’s name, as it is compared."""
_DESCRIBES = _NOBODYS.union(
    ("a", "an", "the", "of", "mr", "mrs", "ms", "miss", "mx", "dr", "doctor", "professor", "sir")
)
"""Nobody is called by these alone."""
_THINGS = frozenset(
    (
        *("street", "road", "avenue", "lane", "close", "drive", "terrace", "square", "crescent", "way", "place", "row"),
        *("court", "gardens", "garden", "park", "green", "common", "bridge", "corner", "hill", "mount", "field"),
        *("flat", "house", "lodge", "villa", "cottage", "farm", "estate", "block", "tower", "building", "buildings"),
        *("room", "floor", "site", "gate", "yard", "quay", "wharf", "dock", "docks", "harbour", "port", "beach", "bay"),
        *("river", "lake", "sea", "island", "isle", "valley", "wood", "woods", "forest", "moor", "heath", "coast"),
        *("north", "south", "east", "west", "northern", "southern", "eastern", "western", "upper", "lower", "great"),
        *("little", "big", "new", "high", "long", "main", "middle", "inner", "outer", "first", "second", "third"),
        *("royal", "king", "queen", "kings", "queens", "prince", "princess", "duke", "crown", "national", "general"),
        *("city", "town", "village", "county", "borough", "parish", "district", "region", "state", "country", "world"),
        *("church", "chapel", "cathedral", "mosque", "temple", "synagogue", "abbey", "priory", "school", "primary"),
        *("infant", "infants", "nursery", "secondary", "grammar", "academy", "college", "university", "institute"),
        *("hospital", "clinic", "surgery", "ward", "hospice", "practice", "pharmacy", "centre", "center", "station"),
        *("hall", "library", "museum", "theatre", "cinema", "gallery", "market", "shop", "stores", "store", "bakery"),
        *("cafe", "café", "pub", "arms", "inn", "hotel", "bar", "restaurant", "kitchen", "bank", "office", "job"),
        *("council", "police", "fire", "court", "prison", "department", "ministry", "board", "agency", "authority"),
        *("service", "services", "trust", "foundation", "charity", "society", "association", "union", "federation"),
        *("club", "group", "team", "project", "forum", "network", "partnership", "company", "limited", "ltd", "plc"),
        *("community", "social", "youth", "care", "health", "mental", "housing", "support", "family", "families"),
        *("women", "men", "children", "home", "homes", "day", "night", "food", "water", "gas", "power", "energy"),
        *("bus", "train", "rail", "railway", "tram", "airport", "football", "rugby", "cricket", "sports", "leisure"),
        *("january", "february", "march", "april", "july", "august", "september", "october", "november", "december"),
        *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "morning", "afternoon"),
        *("evening", "christmas", "easter", "eid", "diwali", "spring", "summer", "autumn", "winter", "bank", "holiday"),
        *(
            "fields",
            "near",
            "english",
            "welsh",
            "scottish",
            "irish",
            "british",
            "european",
            "african",
            "asian",
            "american",
            "french",
        ),
        *("german", "polish", "spanish", "italian", "arabic", "indian", "chinese", "england", "wales", "fields"),
        *(
            "scotland",
            "ireland",
            "britain",
            "london",
            "uk",
            "gb",
            "nhs",
            "bbc",
            "it",
            "you",
            "we",
            "they",
            "he",
            "she",
            "i",
        ),
    )
)
"""Of what may be anything: what stands in many names and is, by itself, none that gives anybody away."""
_NO_THINGS = _NO_NAMES.union(part for one in _THINGS for part in key_of(one))
NO_PERSONS = ("place", "organisation")
"""The kinds of names that nobody is called."""
_WHOLE = (*NO_PERSONS, "number or address")
_PERSON = "person"
_HIDDEN = (MentionDecision.GENERAL.value, MentionDecision.REMOVE.value)
_HYPHENS = re.compile("[-‐‑–—]")


class Decided(Protocol):
    """A name of a story with what it is taken for and what is decided about it: a row of `Mention`, or itself."""

    story_id: int
    text: str
    kind: str
    decision: str
    general: str


def names_in(alias: str) -> list[str]:
    """What somebody is called, and each part of it that is written as a name: “June Okafor”, “June”, “Okafor”."""
    whole = [alias] if key_of(alias) and not _is_of(alias, _DESCRIBES) else []
    return list(dict.fromkeys([*whole, *_parts(alias, _NO_NAMES, _NO_NAMES)]))


def hidden_words(one: Decided, kept: Collection[Key] = ()) -> list[str]:
    """A name that is taken out, and each part of it that names somebody by itself.

    Not those that are `kept` in its story, and none that is read in its place.
    """
    if one.kind in _WHOLE:
        return [one.text]
    # Behind a first name “Young” and “Hill” are what somebody is called.
    nobodys, last = (_NO_NAMES, _BEFORE) if one.kind == _PERSON else (_NO_THINGS, _NO_THINGS)
    read = set(key_of(one.general or ""))
    parts = _parts(one.text, nobodys, last, small=one.text.islower())
    counting = [part for part in parts if key_of(part) not in kept and not read.issuperset(key_of(part))]
    return list(dict.fromkeys([one.text, *counting]))


class Kept:
    """Which names may be said in each story, as they are compared; `everywhere` are those that may in all of them."""

    def __init__(self, mentions: Iterable[Decided], everywhere: Iterable[Key] = ()) -> None:
        self._everywhere = frozenset(everywhere)
        self._kept: dict[int, set[Key]] = {}
        for one in mentions:
            if one.decision == MentionDecision.KEEP:
                self._kept.setdefault(one.story_id, set(self._everywhere)).add(key_of(one.text))

    def of(self, story_id: int) -> Collection[Key]:
        """Those of one story."""
        return self._kept.get(story_id, self._everywhere)


@lru_cache(maxsize=20_000)
def _parts(name: str, nobodys: frozenset[str], last: frozenset[str], *, small: bool = False) -> Sequence[str]:
    """The words of a name that are written as one, and those that a hyphen joins; with `small` also in small letters.

    None that is among `nobodys`, nor, where the name ends with it, among `last`.
    """
    words = [word for one in name.split() if (word := one.strip(EDGES))]
    found: list[str] = []
    for place, word in enumerate(words):
        pieces = _HYPHENS.split(word)
        some = [word, *pieces] if len(pieces) > 1 and all(map(_is_capital, pieces)) else [word]
        none = last if 0 < place == len(words) - 1 else nobodys
        found += [one for one in some if (small or _is_capital(one)) and len(one) > 1 and not _is_of(one, none)]
    return found


def _is_capital(word: str) -> bool:
    """Whether it begins as names do; many scripts have no capitals."""
    return word[:1].isalpha() and not word[:1].islower()


def _is_of(name: str, words: Collection[str]) -> bool:
    return all(part in words for part in key_of(name))
