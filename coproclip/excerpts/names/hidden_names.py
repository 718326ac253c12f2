"""Names that give way in what leaves: which words of an excerpt they are, what is read there, and what is not heard."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain, groupby

from coproclip.excerpts.names.heard_names import PAD_MS, Drafted, EverSaid, heard_names
from coproclip.excerpts.names.time_stretches import Stretches
from coproclip.excerpts.rules.grants import VoicedWord
from coproclip.excerpts.spans import SpokenAt
from coproclip.people.mentions import Names, is_hidden, stand_in
from coproclip.project.comparing.known_words import KnownWords
from coproclip.project.schema import Mention, Word
from coproclip.timecode import TimeRange
from coproclip.transcript.alignment import plain

PAUSE_MS = 200
"""How far into a pause beside it, where nothing else is said."""
FAR_MS = 60_000
"""How far behind the last word a name may be said of which nobody knows where."""


@dataclass(frozen=True, slots=True, eq=False)
class HiddenName:
    """One place of a name: its words, and where (ms) nothing of them may be heard.

    Where it was heard and is not in the words any more, there are none.
    """

    mention: Mention
    words: tuple[SpokenAt, ...]
    silenced: tuple[TimeRange, ...]

    def stand_in(self, first: str, last: str) -> str:
        """What is read in its place; marks around the `first` and the `last` of its words stay."""
        return stand_in(self.mention, first, last)


def hidden_names(words: Sequence[SpokenAt], within: TimeRange, names: Names, ever: EverSaid) -> list[HiddenName]:
    """The names in these words, and in what was `ever` said `within` this stretch (ms), that are hidden."""
    if not any(map(is_hidden, names.mentions)):
        return []
    said = [one.word for one in words]
    places = names.hidden([word.text for word in said])
    silences = _Silences(said, _heard_there(said, ever.drafted) if said else [])
    found = [
        HiddenName(
            place.mention,
            tuple(words[place.first : place.last + 1]),
            tuple(map(silences.of, range(place.first, place.last + 1))),
        )
        for place in places
    ]
    silences_of: dict[int, _Silences] = {}
    for heard in heard_names(said, within, names, ever):
        if is_hidden(heard.mention):
            if (quiet := silences_of.get(id(heard.reading))) is None:
                sure = [not word.guessed for word in heard.reading]
                quiet = silences_of[id(heard.reading)] = _Silences(heard.reading, sure)
            silenced = tuple(map(quiet.of, range(heard.first, heard.last + 1)))
            found.append(HiddenName(heard.mention, (), silenced))
    return found


def read_instead(hidden: Sequence[HiddenName], said: Sequence[SpokenAt]) -> list[list[list[str] | str]]:
    """The names that are among the words `said`, each with what is read in its place."""
    own = {id(one) for one in said}
    return [
        [[one.word.text for one in name.words], name.stand_in("", "")]
        for name in hidden
        if any(id(one) in own for one in name.words)
    ]


def silenced_in(hidden: Sequence[HiddenName], spans: Sequence[TimeRange]) -> list[list[int]]:
    """Where (ms) in these spans nothing is heard of the names, as [from, to]."""
    return sorted(
        [max(silence.start_ms, span.start_ms), min(silence.end_ms, span.end_ms)]
        for name in hidden
        for silence in name.silenced
        for span in spans
        if silence.overlaps(span)
    )


def takes_all_along(hidden: Sequence[HiddenName], said: Sequence[SpokenAt]) -> bool:
    """Whether most of the other words `said` are silenced with the names: nobody knows where those are said."""
    own = {id(one) for name in hidden for one in name.words}
    others = [TimeRange(one.word.start_ms, one.word.end_ms) for one in said if id(one) not in own]
    silences = Stretches(silence for name in hidden for silence in name.silenced)
    return sum(map(silences.enclose, others)) * 2 > len(others)


def as_read(
    said: Sequence[SpokenAt], hidden: Sequence[HiddenName], name: Callable[[int | None], str]
) -> tuple[VoicedWord, ...]:
    """What is read of some words: something else in place of the names that are hidden."""
    gives_way, found = {id(spoken): one for one in hidden for spoken in one.words}, list[VoicedWord]()
    for hides, some in groupby(said, lambda spoken: gives_way.get(id(spoken))):
        run = list(some)
        if hides is None:
            found += [
                VoicedWord(one.word.text, one.word.start_ms, one.word.end_ms, name(one.speaker_id)) for one in run
            ]
            continue
        first, last = run[0].word, run[-1].word
        text = hides.stand_in(first.text, last.text)
        found.append(VoicedWord(text, first.start_ms, max(first.end_ms, last.end_ms), name(run[0].speaker_id)))
    return tuple(found)


def _heard_there(words: Sequence[Word], drafted: Drafted) -> list[bool]:
    """Of each word whether it was heard at its time, which may be a guess, unless an engine wrote it there too."""
    guessed = [word for word in words if word.guessed]
    if not guessed:
        return [True] * len(words)
    around = TimeRange(min(word.start_ms for word in guessed), max(word.end_ms for word in guessed))
    # What came from a file is kept as a draft as well: no engine heard that.
    heard = chain.from_iterable(drafted(around))
    written = {(plain(word.text), word.start_ms, word.end_ms) for word in heard if not word.guessed}
    return [not word.guessed or (plain(word.text), word.start_ms, word.end_ms) in written for word in words]


class _Silences:
    """What is not heard of words that follow each other, `known` to be said at their times or not."""

    def __init__(self, words: Sequence[Word], known: Sequence[bool]) -> None:
        self._words, self._known = words, KnownWords(known)
        self._runs: dict[int, tuple[int, int]] = {}

    def of(self, number: int) -> TimeRange:
        """A word with what is around it, up to the next word where that is further away.

        Of a word whose time is a guess nobody knows where it is said: it may be anywhere between those around it that
        were heard, or in all of it where none were.
        """
        around = _around(self._words, number)
        first, last = self._known.before[number], self._known.after[number]
        if first == last:
            return around
        if first not in self._runs:
            self._runs[first] = self._between(first, last)
        start, end = self._runs[first]
        return TimeRange(min(around.start_ms, start), max(around.end_ms, end))

    def _between(self, first: int, last: int) -> tuple[int, int]:
        run = self._words[first + 1 : last]
        ends = max(word.end_ms for word in run)
        before = self._words[first].end_ms if first >= 0 else 0
        after = self._words[last].start_ms if last < len(self._words) else ends + FAR_MS
        return min(before, *(word.start_ms for word in run)), max(after, ends)


def _around(words: Sequence[Word], number: int) -> TimeRange:
    word = words[number]
    before = max((one.end_ms for one in words[max(0, number - 5) : number]), default=0)
    after = min((one.start_ms for one in words[number + 1 : number + 6]), default=word.end_ms + PAUSE_MS)
    start = min(word.start_ms - PAD_MS, max(before, word.start_ms - PAUSE_MS))
    end = max(word.end_ms + PAD_MS, min(after, word.end_ms + PAUSE_MS))
    return TimeRange(max(0, start), end)
