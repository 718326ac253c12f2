"""Names that an engine heard and that are not in the words any more: the sound still says them.

“Correcting a word changes no sound.” Whoever takes a name out of the text by correcting it has not taken it out of the
recording, so a name that is taken out, or that nobody decided about, counts where it was heard too, until a person
says that it was misheard.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from coproclip.people.mentions import Names, is_hidden, is_open
from coproclip.people.no_names import NameIn
from coproclip.project.schema import Mention, Word
from coproclip.timecode import TimeRange, clock

Drafted = Callable[[TimeRange], Sequence[Sequence[Word]]]
"""What engines, or files that were brought in, ever had for a stretch of a story: each time of it in order."""

NEAR_MS = 150
"""So far apart two readings may put the same word."""
_BESIDE = 5


@dataclass(frozen=True, slots=True)
class HeardName:
    """A place of a name in what was heard: the words of that reading, and which of them (`first` to `last`) it is."""

    mention: Mention
    reading: Sequence[Word]
    first: int
    last: int

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
        return NameIn(self.mention.text, f"{clock(self.time.start_ms)} {' '.join(filter(None, self.said))}")


def heard_names(
    words: Sequence[Word], within: TimeRange, names: Names, drafted: Drafted, misheard: Collection[str]
) -> list[HeardName]:
    """The places in a stretch where a name was heard and none is in the `words`, in order of time, each once.

    Of names that are taken out all count; of those that nobody decided about only where no other word stands, as that
    is how one is corrected that was misheard. `misheard` are the fingerprints of places that are no name.
    """
    if not any(is_hidden(one) or is_open(one) for one in names.mentions):
        return []
    texts = [word.text for word in words]
    known = [(words[one.first].start_ms, words[one.last].end_ms) for one in names.met(texts)]
    found: list[HeardName] = []
    for reading in drafted(within):
        for place in names.said([word.text for word in reading]):
            heard = HeardName(place.mention, reading, place.first, place.last)
            time, open_ = heard.time, is_open(place.mention)
            if not (is_hidden(place.mention) or open_) or heard.where.print in misheard:
                continue
            if any(start < time.end_ms + NEAR_MS and time.start_ms - NEAR_MS < end for start, end in known):
                continue
            if open_ and any(time.contains((word.start_ms + word.end_ms) // 2) for word in words):
                continue
            known.append((time.start_ms, time.end_ms))
            found.append(heard)
    return sorted(found, key=lambda one: (one.time.start_ms, one.time.end_ms))
