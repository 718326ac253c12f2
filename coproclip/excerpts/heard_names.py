"""Names that an engine heard, or a person wrote, and that are not in the words any more: the sound still says them.

“Correcting a word changes no sound.” Whoever takes a name out of the text by correcting it has not taken it out of the
recording, so a name that is taken out, or that nobody decided about, counts where it was ever said too, until a person
says that it was misheard. Only the same name at the same place is known already: one that is said beside it never is.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from coproclip.people.mentions import Names, is_hidden, is_open, key_of
from coproclip.people.no_names import NameIn
from coproclip.project.name_keys import Key
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
    that are no name.
    """

    drafted: Drafted
    written: Sequence[tuple[Key, TimeRange]] = ()
    misheard: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class HeardName:
    """A place of a name in what was heard: the words of that reading, and which of them (`first` to `last`) it is.

    `in_words`: the words say it there too, at a time that is a little different.
    """

    mention: Mention
    reading: Sequence[Word]
    first: int
    last: int
    in_words: bool = False
    written: bool = False

    @property
    def time(self) -> TimeRange:
        """When it was heard (ms)."""
        start = self.reading[self.first].start_ms
        return TimeRange(start, max(start, self.reading[self.last].end_ms))

    @property
    def said(self) -> tuple[str, str, str]:
        """The words before it, its own, and those behind it, as they were heard."""
        words = [word.text for word in self.reading]
        before, after = words[max(0, self.first - _BESIDE) : self.first], words[self.last + 1 :][:_BESIDE]
        return " ".join(before), " ".join(words[self.first : self.last + 1]), " ".join(after)

    @property
    def where(self) -> NameIn:
        """The place as a person says of it that it is no name."""
        time, name = self.time, self.mention.text
        if self.written:  # what is beside it may be corrected again
            return NameIn(name, f"{clock(time.start_ms)} {name}, {time.start_ms}–{time.end_ms} ms")
        return NameIn(name, f"{clock(time.start_ms)} {' '.join(filter(None, self.said))}")

    def is_at(self, other: "HeardName") -> bool:
        """Whether it is the same name as the other at the same place, as two readings of it are."""
        return self.mention is other.mention and _is_mostly_in(self.time, other.time)


def heard_names(words: Sequence[Word], within: TimeRange, names: Names, ever: EverSaid) -> list[HeardName]:
    """The places in a stretch where a name was heard, and the `words` have it not or elsewhere, in order of time.

    Of names that are taken out all count that would be heard; of those that nobody decided about only where no other
    word stands, as that is how one is corrected that was misheard.
    """
    if not any(is_hidden(one) or is_open(one) for one in names.mentions):
        return []
    every = _every(words, within, names, ever)
    misheard = [one for one in every if one.where.print in ever.misheard] if ever.misheard else []
    places = [(one.mention, words[one.first : one.last + 1]) for one in names.said([word.text for word in words])]
    silent = [(mention, stretch) for mention, some in places for stretch in _stretches(some)]
    found: list[HeardName] = []
    for one in every:
        time, open_ = one.time, is_open(one.mention)
        if not (open_ or is_hidden(one.mention)) or any(map(one.is_at, misheard)):
            continue
        if open_ and any(time.contains((word.start_ms + word.end_ms) // 2) for word in words):
            continue
        if any(stretch.encloses(time) and _settles(mention, one.mention) for mention, stretch in silent):
            continue
        if any(other.mention is one.mention and _padded(other.time).encloses(time) for other in found):
            continue
        same = [_time(some) for mention, some in places if mention is one.mention]
        found.append(replace(one, in_words=any(_is_mostly_in(time, place) for place in same)))
    return sorted(found, key=lambda one: (one.time.start_ms, one.time.end_ms))


def once(found: Iterable[HeardName]) -> list[HeardName]:
    """Each of them once, however many readings have it."""
    shown: list[HeardName] = []
    for one in found:
        if not any(map(one.is_at, shown)):
            shown.append(one)
    return shown


def _every(words: Sequence[Word], within: TimeRange, names: Names, ever: EverSaid) -> list[HeardName]:
    """All places, those in the words too, of each reading."""
    found = [
        HeardName(place.mention, reading, place.first, place.last)
        for reading in ever.drafted(within)
        for place in names.said([word.text for word in reading])
    ]
    known = {key_of(one.text): one for one in reversed(names.mentions)}
    for key, time in ever.written:
        if key in known and time.overlaps(within):
            before = [word for word in words if word.end_ms <= time.start_ms][-_BESIDE:]
            after = [word for word in words if word.start_ms >= time.end_ms][:_BESIDE]
            name = Word(known[key].text, time.start_ms, time.end_ms, 0)
            found.append(HeardName(known[key], [*before, name, *after], len(before), len(before), written=True))
    return found


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
