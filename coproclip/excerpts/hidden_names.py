"""Names that give way in what leaves: which words of an excerpt they are, what is read there, and what is not heard."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from coproclip.excerpts.grants import VoicedWord
from coproclip.excerpts.spans import SpokenAt
from coproclip.people.mentions import Names, stand_in
from coproclip.project.schema import Mention
from coproclip.timecode import TimeRange

PAD_MS = 60
"""How much around a word is not heard either: recognised times are a few hundredths of a second off."""
PAUSE_MS = 200
"""How far into a pause beside it, where nothing else is said."""


@dataclass(frozen=True, slots=True, eq=False)
class HiddenName:
    """One place of a name: its words, and where (ms) nothing of them may be heard."""

    mention: Mention
    words: tuple[SpokenAt, ...]
    silenced: tuple[TimeRange, ...]

    def stand_in(self, first: str, last: str) -> str:
        """What is read in its place; marks around the `first` and the `last` of its words stay."""
        return stand_in(self.mention, first, last)


def hidden_names(words: Sequence[SpokenAt], names: Names) -> list[HiddenName]:
    """The names in these words that are hidden."""
    return [
        HiddenName(
            place.mention,
            tuple(words[place.first : place.last + 1]),
            tuple(_silence(words, number) for number in range(place.first, place.last + 1)),
        )
        for place in names.hidden([one.word.text for one in words])
    ]


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


def _silence(words: Sequence[SpokenAt], number: int) -> TimeRange:
    """A word with what is around it, up to the next word where that is further away."""
    word = words[number].word
    before = max((one.word.end_ms for one in words[max(0, number - 5) : number]), default=0)
    after = min((one.word.start_ms for one in words[number + 1 : number + 6]), default=word.end_ms + PAUSE_MS)
    start = min(word.start_ms - PAD_MS, max(before, word.start_ms - PAUSE_MS))
    end = max(word.end_ms + PAD_MS, min(after, word.end_ms + PAUSE_MS))
    return TimeRange(max(0, start), end)
