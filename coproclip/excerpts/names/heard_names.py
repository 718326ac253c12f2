"""Names that an engine heard, or a person wrote, and that are not in the words any more: the sound still says them.

“Correcting a word changes no sound.” Whoever takes a name out of the text by correcting it has not taken it out of the
recording, so a name that is taken out, or that nobody decided about, counts where it was ever said too, until a person
says that it was misheard. So does what only begins like one: “Helens” is asked about while it is read. Only the same
name at the same place is known already: one that is said beside it never is.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import pairwise

from coproclip.excerpts.names.time_stretches import Stretches
from coproclip.people.mentions import Names, is_hidden, is_kept, is_open, key_of
from coproclip.people.no_names import NameIn
from coproclip.project.comparing.name_keys import Key
from coproclip.project.schema import Mention, Word
from coproclip.timecode import TimeRange, clock

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
    misheard, there, alike, known, silent = _Places(), _Places(), _Places(), _Places(), _Silent()
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
            silent.add(place.mention, stretch)
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
        if silent.settles(one.mention, time) or known.enclose(one.mention, time):
            continue
        known.add(one.mention, _padded(time))
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


class _Places:
    """Where (ms) names are."""

    def __init__(self) -> None:
        self._of: dict[int, Stretches] = {}

    def add(self, name: Mention, time: TimeRange) -> None:
        """One more."""
        self._of.setdefault(id(name), Stretches()).add(time)

    def enclose(self, name: Mention, time: TimeRange) -> bool:
        """Whether a name is at one place in all of a stretch."""
        return (places := self._of.get(id(name))) is not None and places.enclose(time)

    def have(self, name: Mention, time: TimeRange) -> bool:
        """Whether it is the same name at the same place, as two readings of it are."""
        return (places := self._of.get(id(name))) is not None and places.have_most_of(time)


class _Silent:
    """Where (ms) the words have names about which nothing is to be done, and what else is said there."""

    def __init__(self) -> None:
        self._hidden = Stretches()
        self._said: dict[Key, list[TimeRange]] = {}
        self._with: dict[str, set[Key]] = {}
        self._settled: dict[Key, Stretches] = {}

    def add(self, name: Mention, time: TimeRange) -> None:
        """One more place in the words: silent, or it says in itself whatever is a part of it."""
        if is_hidden(name):
            self._hidden.add(time)
            return
        key = key_of(name.text)
        self._said.setdefault(key, []).append(time)
        for part in key:
            self._with.setdefault(part, set()).add(key)

    def settles(self, name: Mention, time: TimeRange) -> bool:
        """Whether nothing is to be done about a name in a stretch; to be asked once all are added."""
        if self._hidden.enclose(time):
            return True
        key = key_of(name.text)
        if key not in self._settled:
            places = self._settled[key] = Stretches()
            wholes = min((self._with.get(part, set()) for part in key), key=len, default=self._said.keys())
            for whole in wholes:
                if any(whole[at : at + len(key)] == key for at in range(len(whole))):
                    for one in self._said[whole]:
                        places.add(one)
        return self._settled[key].enclose(time)


class _Beside:
    """The few words before a time (ms), and behind it, of words in their order, which need not be that of their times.

    Looked through once, however many times are asked about.
    """

    def __init__(self, words: Sequence[Word]) -> None:
        self._words = words
        self._ends, self._before = self._fewest(-1, (word.end_ms for word in words))
        self._starts, self._after = self._fewest(1, (-word.start_ms for word in words))

    def before(self, time_ms: int) -> list[Word]:
        """The last that end by then."""
        return self._those(self._before[bisect_right(self._ends, time_ms)])

    def after(self, time_ms: int) -> list[Word]:
        """The first that do not begin before it."""
        return self._those(self._after[bisect_right(self._starts, -time_ms)])

    def _those(self, numbers: Iterable[int]) -> list[Word]:
        return [self._words[number] for number in sorted(map(abs, numbers))]

    @staticmethod
    def _fewest(sign: int, times: Iterable[int]) -> tuple[list[int], list[list[int]]]:
        """The times in order, and for so many of them the numbers of the first (or last, with -1) few words of them."""
        ordered = sorted((time, sign * number) for number, time in enumerate(times))
        few: list[list[int]] = [[]]
        for _, number in ordered:
            few.append(sorted([*few[-1], number])[:_BESIDE])
        return [time for time, _ in ordered], few


def _every(words: Sequence[Word], within: TimeRange, names: Names, ever: EverSaid) -> list[HeardName]:
    """All places, those in the words too, of each reading."""
    found = [
        HeardName(place.mention, reading, place.first, place.last, is_form=place.is_form)
        for reading in ever.drafted(within)
        for place in names.met([word.text for word in reading])
    ]
    known = {key_of(one.text): one for one in reversed(names.mentions)}
    whose = cache(partial(_written_as, known=known))
    beside: _Beside | None = None
    for key, time in dict.fromkeys(ever.written):
        for name in whose(key) if time.overlaps(within) else ():
            beside = beside or _Beside(words)
            before, after = beside.before(time.start_ms), beside.after(time.end_ms)
            word = Word(name.text, time.start_ms, time.end_ms, 0)
            found.append(HeardName(name, [*before, word, *after], len(before), len(before), written=True))
    return found


def _written_as(key: Key, known: Mapping[Key, Mention]) -> list[Mention]:
    """Whose a place is: the name's, but where that may be said, or is gone, each part's, as which it is noted."""
    name = known.get(key)
    if name is not None and not is_kept(name):
        return [name]
    parts = dict.fromkeys(key[first:last] for first in range(len(key)) for last in range(first + 1, len(key) + 1))
    return [known[one] for one in parts if one in known]


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
