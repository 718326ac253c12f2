"""Names that an engine heard, or a person wrote, and that are not in the words any more: the sound still says them.

“Correcting a word changes no sound.” Whoever takes a name out of the text by correcting it has not taken it out of the
recording, so a name that is taken out, or that nobody decided about, counts where it was ever said too, until a person
says that it was misheard. So does what only begins like one: “Helens” is asked about while it is read. Only the same
name at the same place is known already: one that is said beside it never is.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Generic, TypeVar

from coproclip.people.mentions import Names, is_hidden, is_kept, is_open, key_of
from coproclip.people.no_names import NameIn
from coproclip.project.comparing.name_keys import Key
from coproclip.project.schema import Mention, Word
from coproclip.timecode import TimeRange, clock

T = TypeVar("T")
Drafted = Callable[[TimeRange], Sequence[Sequence[Word]]]
"""What engines, or files that were brought in, ever had for a stretch of a story: each time of it in order."""

PAD_MS = 60
"""How much around a word is not heard either: recognised times are a few hundredths of a second off."""
_BESIDE = 5


@dataclass(frozen=True, slots=True)
class EverSaid:
    """All that is known of what was ever said in a story beside its words.

    `written` are names that stood in its words once, where (ms) each was. `misheard` are the fingerprints of places
    that are no name. `gives_away` says of a name that nobody decided about whether it is one that is taken out, or only
    begins like one.
    """

    drafted: Drafted
    written: Sequence[tuple[Key, TimeRange]] = ()
    misheard: Collection[str] = ()
    gives_away: Callable[[Mention], bool] = lambda _: False


@dataclass(frozen=True, slots=True)
class HeardName:
    """A place of a name in what was heard: the words of that reading, and which of them (`first` to `last`) it is.

    `in_words`: the words say it there too, at a time that is a little different. `is_form`: what was heard only begins
    like it.
    """

    mention: Mention
    reading: Sequence[Word]
    first: int
    last: int
    in_words: bool = False
    written: bool = False
    is_form: bool = False

    @property
    def time(self) -> TimeRange:
        """When it was heard (ms)."""
        start = self.reading[self.first].start_ms
        return TimeRange(start, max(start, self.reading[self.last].end_ms))

    @property
    def said(self) -> tuple[str, str, str]:
        """The words before it, its own, and those behind it, as they were heard."""
        edges = max(0, self.first - _BESIDE), self.first, self.last + 1, self.last + 1 + _BESIDE
        before, here, after = (" ".join(word.text for word in self.reading[a:b]) for a, b in pairwise(edges))
        return before, here, after

    @property
    def where(self) -> NameIn:
        """The place as a person says of it that it is no name."""
        time, name = self.time, self.mention.text
        if self.written:  # what is beside it may be corrected again
            return NameIn(name, f"{clock(time.start_ms)} {name}, {time.start_ms}–{time.end_ms} ms")
        return NameIn(name, f"{clock(time.start_ms)} {' '.join(filter(None, self.said))}")


def heard_names(words: Sequence[Word], within: TimeRange, names: Names, ever: EverSaid) -> list[HeardName]:
    """The places in a stretch where a name was heard, and the `words` have it not or elsewhere, in order of time.

    Of names that are taken out, here or elsewhere, all count that would be heard; of others that nobody decided about
    only where no other word stands, as that is how one is corrected that was misheard.
    """
    if not any(is_hidden(one) or is_open(one) for one in names.mentions):
        return []
    every = _every(words, within, names, ever)
    misheard, there, alike, known, silent = _Places(), _Places(), _Places(), _Places(), _ByTime[Mention]()
    for one in every if ever.misheard else ():
        if one.where.print in ever.misheard:
            misheard.add(one.mention, one.time)
    for place in names.met([word.text for word in words]):
        some = words[place.first : place.last + 1]
        if place.is_form:
            alike.add(place.mention, _time(some))
            continue
        there.add(place.mention, _time(some))
        for stretch in _stretches(some):
            silent.add(stretch, place.mention)
    middles = sorted((word.start_ms + word.end_ms) // 2 for word in words)
    found: list[HeardName] = []
    for one in every:
        time, open_ = one.time, is_open(one.mention)
        if not (open_ or is_hidden(one.mention)) or misheard.have(one.mention, time):
            continue
        if one.is_form and alike.have(one.mention, time):
            continue  # it is asked about in the words
        other_words = open_ and bisect_left(middles, time.start_ms) < bisect_left(middles, time.end_ms)
        if other_words and not ever.gives_away(one.mention):
            continue
        if any(stretch.encloses(time) and _settles(mention, one.mention) for stretch, mention in silent.near(time)):
            continue
        if any(_padded(other).encloses(time) for other in known.near(one.mention, _padded(time))):
            continue
        known.add(one.mention, time)
        found.append(replace(one, in_words=there.have(one.mention, time)))
    return sorted(found, key=lambda one: (one.time.start_ms, one.time.end_ms))


def once(found: Iterable[HeardName]) -> list[HeardName]:
    """Each of them once, however many readings have it."""
    shown, known = list[HeardName](), _Places()
    for one in found:
        if not known.have(one.mention, one.time):
            known.add(one.mention, one.time)
            shown.append(one)
    return shown


class _ByTime(Generic[T]):
    """Things by when they are (ms): those about a stretch are found without a look at all the others."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._things: list[tuple[TimeRange, T]] = []
        self._longest = 0

    def add(self, time: TimeRange, thing: T) -> None:
        """One more."""
        place = bisect_right(self._starts, time.start_ms)
        self._starts.insert(place, time.start_ms)
        self._things.insert(place, (time, thing))
        self._longest = max(self._longest, time.duration_ms)

    def near(self, time: TimeRange) -> list[tuple[TimeRange, T]]:
        """All that reach into a stretch, and perhaps some beside it."""
        first = bisect_left(self._starts, time.start_ms - self._longest)
        return self._things[first : bisect_right(self._starts, time.end_ms)]


class _Places:
    """Where (ms) names are."""

    def __init__(self) -> None:
        self._of: dict[int, _ByTime[None]] = {}

    def add(self, name: Mention, time: TimeRange) -> None:
        """One more."""
        self._of.setdefault(id(name), _ByTime()).add(time, None)

    def near(self, name: Mention, time: TimeRange) -> list[TimeRange]:
        """Where a name is in a stretch, and perhaps beside it."""
        places = self._of.get(id(name))
        return [one for one, _ in places.near(time)] if places is not None else []

    def have(self, name: Mention, time: TimeRange) -> bool:
        """Whether it is the same name at the same place, as two readings of it are."""
        return any(_is_mostly_in(time, one) for one in self.near(name, time))


def _every(words: Sequence[Word], within: TimeRange, names: Names, ever: EverSaid) -> list[HeardName]:
    """All places, those in the words too, of each reading."""
    found = [
        HeardName(place.mention, reading, place.first, place.last, is_form=place.is_form)
        for reading in ever.drafted(within)
        for place in names.met([word.text for word in reading])
    ]
    known = {key_of(one.text): one for one in reversed(names.mentions)}
    for key, time in ever.written:
        for name in _written_as(key, known) if time.overlaps(within) else ():
            before = [word for word in words if word.end_ms <= time.start_ms][-_BESIDE:]
            after = [word for word in words if word.start_ms >= time.end_ms][:_BESIDE]
            word = Word(name.text, time.start_ms, time.end_ms, 0)
            found.append(HeardName(name, [*before, word, *after], len(before), len(before), written=True))
    return found


def _written_as(key: Key, known: Mapping[Key, Mention]) -> list[Mention]:
    """Whose a place is: the name's, but where that may be said, or is gone, each part's, as which it is noted."""
    name = known.get(key)
    if name is not None and not is_kept(name):
        return [name]
    parts = [key[first:last] for first in range(len(key)) for last in range(first + 1, len(key) + 1)]
    return [known[one] for one in parts if one in known]


def _settles(there: Mention, name: Mention) -> bool:
    """Whether nothing is to be done about a name where the words have another: that is silent, or says it in itself."""
    whole, part = key_of(there.text), key_of(name.text)
    return is_hidden(there) or any(whole[at : at + len(part)] == part for at in range(len(whole)))


def _time(words: Sequence[Word]) -> TimeRange:
    start = min(word.start_ms for word in words)
    return TimeRange(start, max(start, *(word.end_ms for word in words)))


def _padded(time: TimeRange) -> TimeRange:
    return TimeRange(max(0, time.start_ms - PAD_MS), time.end_ms + PAD_MS)


def _stretches(words: Sequence[Word]) -> list[TimeRange]:
    """Where words are said, with what is silent around each, as few stretches as there are."""
    found: list[TimeRange] = []
    for one in sorted(_padded(_time([word])) for word in words):
        if found and one.start_ms <= found[-1].end_ms:
            one = TimeRange(found[-1].start_ms, max(one.end_ms, found.pop().end_ms))
        found.append(one)
    return found


def _is_mostly_in(time: TimeRange, other: TimeRange) -> bool:
    shared = min(time.end_ms, other.end_ms) - max(time.start_ms, other.start_ms)
    return 2 * shared >= max(1, time.duration_ms)
