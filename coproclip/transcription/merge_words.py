"""What was heard once more takes the place of what stood there, whether in one passage or in a whole story.

A word that is heard again at nearly the same time is the same word: it keeps the time it had, so that excerpts which
end there stay whole, and it is there neither twice nor not at all where something beside it stays.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from itertools import accumulate, count, groupby
from operator import itemgetter

from coproclip.project.columns import GUESSED, SUREST_ENGINE
from coproclip.project.project import Edit
from coproclip.project.schema import Segment, Word
from coproclip.speech.engine import SpokenSegment, SpokenWord, passage
from coproclip.timecode import TimeRange
from coproclip.transcript.alignment import plain
from coproclip.transcript.edges import ALIKE_MS, edges_by_hand
from coproclip.transcript.edits import VOICE, text_of

# The same word heard twice is not further apart than this.
SAME_MS = 600

AnyWord = Word | SpokenWord
VoiceOf = Callable[[SpokenWord], int | None]


class Spans:
    """Stretches of time that are looked up by time; they may overlap."""

    def __init__(self, spans: Iterable[TimeRange]) -> None:
        self.all = sorted(spans)
        self._starts = [one.start_ms for one in self.all]
        self._ends = sorted(one.end_ms for one in self.all)
        self._reached = list(accumulate((one.end_ms for one in self.all), max))

    def near(self, start_ms: int, end_ms: int) -> list[TimeRange]:
        """Those that may reach into this stretch."""
        return self.all[bisect_right(self._reached, start_ms) : bisect_right(self._starts, end_ms)]

    def hold(self, time_ms: int) -> bool:
        """Whether one of them holds this time: more have begun by then than have ended."""
        return bisect_right(self._starts, time_ms) > self.before(time_ms)

    def before(self, time_ms: int) -> int:
        """How many end at or before this time."""
        return bisect_right(self._ends, time_ms)


def middle(word: AnyWord) -> int:
    """The middle of a word (ms)."""
    return (word.start_ms + word.end_ms) // 2


def same_words(
    old: Sequence[AnyWord],
    new: Sequence[AnyWord],
    within_ms: int = SAME_MS,
    key: Callable[[str], str] = plain,
) -> dict[int, int]:
    """For words of `new` (by their place) the place in `old` of the same word at nearly the same time; each once."""
    said: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for place, word in enumerate(old):
        said[key(word.text)].append((middle(word), place))
    free = {text: _Free(row) for text, row in said.items()}
    found: dict[int, int] = {}
    for number, word in enumerate(new):
        row = free.get(key(word.text))
        if row is not None and (taken := row.take(middle(word), within_ms)) is not None:
            found[number] = taken
    return found


class _Free:
    """The places of one word, by time (ms), each of which can be taken once.

    What is taken is stepped over: a word that is there thousands of times within a moment is looked for in a moment.
    """

    def __init__(self, places: Iterable[tuple[int, int]]) -> None:
        self._places = sorted(places)
        # The next one that is free, from each of them on and from each of them back (there by its number + 1).
        self._on = list(range(len(self._places) + 1))
        self._back = list(range(len(self._places) + 1))

    def take(self, time_ms: int, within_ms: int) -> int | None:
        """The nearest one to a time, of two as near the one that comes first in the text; None for none so near."""
        here = bisect_left(self._places, (time_ms, -1))
        before, after = _step(self._back, here) - 1, _step(self._on, here)
        if before >= 0:  # of those at the same time, the first one
            before = _step(self._on, bisect_left(self._places, (self._places[before][0], -1)))
        both = [number for number in (before, after) if 0 <= number < len(self._places)]
        near = [(abs(at - time_ms), place, number) for number in both for at, place in [self._places[number]]]
        away, place, number = min(near, default=(within_ms + 1, -1, -1))
        if away > within_ms:
            return None
        self._on[number], self._back[number + 1] = number + 1, number
        return place


def _step(links: list[int], at: int) -> int:
    """Where `links` lead from a place to, with the way there made shorter for the next time."""
    while links[at] != at:
        links[at] = links[links[at]]
        at = links[at]
    return at


def chosen(
    segments: Sequence[SpokenSegment], old: Sequence[tuple[Word, bool]], inside: Callable[[int], bool]
) -> list[SpokenSegment]:
    """What of `segments` belongs: by its middle, unless it is an old word heard once more that does (True) or does not.

    A word at the edge is not timed twice alike; without a look at the words it would be there twice or not at all.
    """
    known = same_words([word for word, _ in old], [word for segment in segments for word in segment.words])
    mine = {number: old[place][1] for number, place in known.items()}
    number, kept = count(), list[SpokenSegment]()
    for one in segments:
        own = [word for word, place in zip(one.words, number, strict=False) if mine.get(place, inside(middle(word)))]
        if own:
            kept.append(passage(own, one.flags))
    return kept


def as_timed_before(segments: Sequence[SpokenSegment], old: Sequence[Word]) -> list[SpokenSegment]:
    """`segments`, with the old time of a word that is heard at nearly the same: excerpts that end there stay whole.

    An old time that was a guess gives way.
    """
    known = same_words(old, [word for segment in segments for word in segment.words])

    def _timed(word: SpokenWord, before: Word | None) -> SpokenWord:
        if before is None or before.guessed:
            return word
        if max(abs(before.start_ms - word.start_ms), abs(before.end_ms - word.end_ms)) > ALIKE_MS:
            return word
        return replace(word, start_ms=before.start_ms, end_ms=before.end_ms)

    number = count()
    return [
        passage(
            [
                _timed(word, old[known[place]] if place in known else None)
                for word, place in zip(segment.words, number, strict=False)
            ],
            segment.flags,
        )
        for segment in segments
    ]


def put_in_place(
    edit: Edit,
    story_id: int,
    segments: Sequence[SpokenSegment],
    old: Sequence[Segment],
    stay: Collection[int],
    voice_of: VoiceOf,
    doubtful: Callable[[SpokenWord], bool] = lambda word: False,
    *,
    leave_same: bool = False,
    keep_edges: bool = True,
    stop: Callable[[], None] = lambda: None,
) -> tuple[list[Segment], list[int]]:
    """Put `segments` where `old` stands, but for those of `old` that `stay` (by id).

    Returns the passages that are new, and the times (ms) at which one was parted because the voice changes. With
    `keep_edges` they also part where a person had parted the same words.

    `doubtful` tells of words of which it is not sure who says them. With `leave_same` a passage that says the same at
    the same time in the same voice is left as it is, with its translation. A passage that for the most part stands
    where a person said who is speaking, and in that voice, is one of which a person said it. `stop` raises once it is
    not wanted any more.
    """
    named = [one for one in old if one.voice_said]
    said_by = {
        speaker: Spans(TimeRange(one.start_ms, one.end_ms) for one in named if one.speaker_id == speaker)
        for speaker in {one.speaker_id for one in named}
    }
    staying = Spans(TimeRange(one.start_ms, one.end_ms) for one in old if one.id in stay)
    words = [(word, one.id not in stay) for one in old for word in one.words]
    belongs = chosen(segments, words, lambda time: not staying.hold(time))
    left = [one for one in old if leave_same and one.id not in stay]
    same = {(one.start_ms, one.text, one.speaker_id, _guesses(one.words)): one for one in left}
    fresh, reused, cuts = list[Segment](), set[int](), list[int]()
    by_hand = _parted(edges_by_hand(edit.session, story_id, old), belongs) if keep_edges else set[SpokenWord]()
    for spoken in belongs:
        stop()
        last: tuple[int | None, int, int] | None = None
        parts = accumulate(word in by_hand for word in spoken.words)
        free = [(_beside(word, staying), part) for word, part in zip(spoken.words, parts, strict=True)]
        keyed = [
            ((voice_of(word), staying.before(word.start_ms), part), word) for word, part in free if word is not None
        ]
        for key, run in groupby(keyed, itemgetter(0)):
            said, voice = [word for _, word in run], key[0]
            if last is not None and last[1:] == key[1:]:
                cuts.append(said[0].start_ms)
            last = key
            flags = [*spoken.flags, *([VOICE] if any(doubtful(word) for word in said) else [])]
            there = same.pop((said[0].start_ms, text_of(_kept(said)), voice, _guesses(said)), None)
            if there is not None:
                there.flags = flags
                reused.add(there.id)
                continue
            fresh.append(
                Segment(
                    story_id=story_id,
                    speaker_id=voice,
                    start_ms=said[0].start_ms,
                    end_ms=max(word.end_ms for word in said),
                    text=text_of(_kept(said)),
                    words=_kept(said),
                    flags=flags,
                    voice_said=int(
                        voice in said_by and 2 * sum(said_by[voice].hold(middle(word)) for word in said) > len(said)
                    ),
                )
            )
    for one in old:
        if one.id not in stay and one.id not in reused:
            edit.session.delete(one)
    edit.session.flush()
    edit.session.add_all(fresh)
    edit.session.flush()
    return fresh, cuts


def _parted(edges: Sequence[tuple[Word, Word]], segments: Sequence[SpokenSegment]) -> set[SpokenWord]:
    """The words of `segments` that follow one of these `edges`, with the same word before it as there was."""
    words = [word for segment in segments for word in segment.words]
    old = list(dict.fromkeys(word for edge in edges for word in edge))
    now = {old[place]: number for number, place in same_words(old, words).items()}
    pairs = [(now[last], now[first]) for last, first in edges if last in now and first in now]
    return {words[first] for last, first in pairs if last + 1 == first}


def _guesses(words: Iterable[AnyWord]) -> tuple[bool, ...]:
    return tuple(word.confidence == GUESSED for word in words)


def _kept(words: Iterable[SpokenWord]) -> list[Word]:
    return [Word(word.text, word.start_ms, word.end_ms, min(word.confidence, SUREST_ENGINE)) for word in words]


def _beside(word: SpokenWord, staying: Spans) -> SpokenWord | None:
    """`word` without what of it lies in a held passage; None where nothing is left."""
    for span in staying.near(word.start_ms, word.end_ms):
        if word.start_ms < span.end_ms and span.start_ms < word.end_ms:
            if span.start_ms > middle(word) or span.start_ms - word.start_ms > word.end_ms - span.end_ms:
                word = replace(word, end_ms=max(word.start_ms, span.start_ms))
            else:
                word = replace(word, start_ms=min(word.end_ms, span.end_ms))
    return word if word.start_ms < word.end_ms else None
