"""How a stretch of sound is listened to, whatever the engine: many pieces at once, then again where it looks wrong.

Where a reading is not sure enough it is read in other ways too, cut elsewhere, and they vote word by word. What still
looks wrong is kept and flagged, never left out.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import Protocol

from coproclip.speech.engine import (
    FLAGS,
    OVER_SILENCE,
    REPEATED,
    Sound,
    Speech,
    SpeechOptions,
    SpokenSegment,
    SpokenWord,
    passage,
)
from coproclip.speech.level import loud_enough, weak_raised
from coproclip.speech.passages import in_order, passages
from coproclip.speech.pieces import SpeechPiece, pack
from coproclip.speech.presets import QUICK
from coproclip.speech.quality import (
    Hypothesis,
    doubts,
    flags,
    impossible,
    torn,
    within,
    without_echo,
    without_known,
    wordless,
)
from coproclip.speech.voting import agreed
from coproclip.speech.ways import CARE, DecodeOptions, Way
from coproclip.speech.word_times import settle
from coproclip.timecode import TimeRange

TOGETHER = 8
SHORTEST_HALF_MS = 4_000
AROUND_MS = 5_000
"""So much more sound is read before and after what was read unsurely."""
NEAR_MS = 100
AGAIN, OUT_OF_LOOPS = DecodeOptions(5), DecodeOptions(5, penalty=1.2)


class Reader(Protocol):
    """Reads pieces of at most half a minute. Word times are ms of the piece. Used by several threads at once."""

    def read(self, sounds: Sequence[Sound], options: SpeechOptions, way: DecodeOptions) -> Sequence[Hypothesis]:
        """One reading for each of `sounds`."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """The words of a piece, the mean log-probability of what was written, and what speaks against all of it."""

    time: TimeRange
    words: Sequence[SpokenWord]
    surety: float
    doubts: frozenset[str]


def listen(
    reader: Reader, sound: Sound, options: SpeechOptions, speech: Speech, pool: Executor
) -> Iterator[SpokenSegment]:
    """The passages of `sound` in order; `pool` reads."""
    listener = _Listener(reader, weak_raised(sound, speech.maybe), options, speech)
    care = CARE[options.preset]
    plain, *more = care.ways
    first = _in_time(listener.begun(pool, pack(sound, speech.maybe, plain.longest_ms), plain))
    unsure = _stretches(first, care.unsure) if more else []
    begun = [listener.begun(pool, listener.around(unsure, way), way) for way in more]
    others = [_in_time(batches_read) for batches_read in begun]
    found: list[list[SpokenWord]] = [[], *passages(listener.settled(_voted(first, others, unsure), first)), []]
    for before, words, after in zip(found, found[1:], found[2:], strict=False):
        alone = {OVER_SILENCE} if torn(before, words, after) else set[str]()
        yield _flagged(words, alone | flags(words, speech.sure), [first, *others])


def _stretches(readings: Sequence[_Reading], unsure: float) -> list[TimeRange]:
    """What was read unsurely: one stretch where one piece follows another, or so soon that they would meet."""
    found: list[TimeRange] = []
    before = False
    for reading in readings:
        doubtful = reading.surety <= unsure
        if doubtful and found and (before or reading.time.start_ms - found[-1].end_ms <= 2 * AROUND_MS):
            found[-1] = TimeRange(found[-1].start_ms, reading.time.end_ms)
        elif doubtful:
            found.append(reading.time)
        before = doubtful
    return found


def _in_time(batches_read: Iterable[list[_Reading]]) -> list[_Reading]:
    return sorted((reading for batch in batches_read for reading in batch), key=lambda reading: reading.time)


def _voted(
    first: Sequence[_Reading], others: Sequence[Sequence[_Reading]], unsure: Sequence[TimeRange]
) -> list[SpokenWord]:
    """The words of `first`; in the stretches `unsure` what all agree on."""
    words = [word for reading in first for word in reading.words]
    if not unsure:
        return words
    rows = [words, *([word for reading in way for word in reading.words] for way in others)]
    voted: list[SpokenWord] = []
    start_ms = 0
    for stretch in unsure:
        voted += [word for word in words if start_ms <= _middle(word) < stretch.start_ms]
        voted += agreed([[word for word in row if _middle_in(word, stretch)] for row in rows])
        start_ms = stretch.end_ms
    return [*voted, *(word for word in words if start_ms <= _middle(word))]


def batches(pieces: list[SpeechPiece]) -> list[list[SpeechPiece]]:
    """Batches of nearly equal size: seven pieces are read as three and four, not as six and one.

    The longest are read together and the shortest are: all of a batch cost as much as its longest.
    """
    pieces = sorted(pieces, key=lambda piece: -piece.duration_ms)
    count = -(-len(pieces) // TOGETHER)
    return [pieces[len(pieces) * number // count : len(pieces) * (number + 1) // count] for number in range(count)]


@dataclass(frozen=True, slots=True)
class _Listener:
    """Reads the pieces of one sound."""

    reader: Reader
    sound: Sound
    options: SpeechOptions
    speech: Speech

    def around(self, stretches: Sequence[TimeRange], way: Way) -> list[SpeechPiece]:
        """The pieces in which `way` reads `stretches`, with some sound around them: elsewhere cut, otherwise read."""
        return [
            piece
            for time in stretches
            for piece in pack(
                self.sound,
                within(self.speech.maybe, TimeRange(max(0, time.start_ms - AROUND_MS), time.end_ms + AROUND_MS)),
                way.longest_ms,
            )
        ]

    def begun(self, pool: Executor, pieces: list[SpeechPiece], way: Way) -> Iterator[list[_Reading]]:
        """What `way` reads in `pieces`, batch by batch; all of them are begun at once."""
        return pool.map(lambda batch: self._batch(batch, way), batches(pieces))

    def _batch(self, batch: list[SpeechPiece], way: Way) -> list[_Reading]:
        read = []
        for piece, reading in zip(batch, self._read(batch, way.first), strict=True):
            kept = self._second_look(piece, reading)
            span = TimeRange(piece.spans[0].start_ms, piece.spans[-1].end_ms)
            read.append(_Reading(span, in_order(kept.words, span), kept.surety, doubts(kept, piece.duration_ms)))
        return read

    def settled(self, words: Sequence[SpokenWord], readings: Sequence[_Reading]) -> list[SpokenWord]:
        """`words` where they are heard, put there stretch by stretch as they were read first."""
        starts = [reading.time.start_ms for reading in readings]
        parts: list[list[SpokenWord]] = [[] for _ in readings]
        place = 0
        for word in words:
            # Ways differ on when a word is heard; they agree on what comes first.
            place = max(place, bisect_right(starts, _middle(word)) - 1)
            parts[place].append(word)
        return [
            word
            for part, reading in zip(parts, readings, strict=True)
            for word in in_order(
                settle(in_order(part, reading.time), self.sound, self._spoken(part, reading.time)), reading.time
            )
        ]

    def _spoken(self, words: Sequence[SpokenWord], time: TimeRange) -> list[TimeRange]:
        """Where somebody speaks for words to be put there: a murmur in which no word was read draws none to it."""
        read = sorted(map(_middle, words))
        sure = set(self.speech.sure)
        return [
            one
            for one in self.speech.maybe
            if one in sure
            or (
                time.overlaps(one)
                and bisect_right(read, one.end_ms + NEAR_MS) > bisect_right(read, one.start_ms - NEAR_MS)
            )
        ]

    def _read(
        self, pieces: Sequence[SpeechPiece], way: DecodeOptions, fit: Callable[[Sound], Sound] = lambda sound: sound
    ) -> list[Hypothesis]:
        """One reading for each of `pieces`, in times of the whole sound; `fit` is what is done to the sound of each."""
        readings = self.reader.read([fit(piece.sound(self.sound)) for piece in pieces], self.options, way)
        return [_placed(piece, without_echo(reading)) for piece, reading in zip(pieces, readings, strict=True)]

    def _second_look(self, piece: SpeechPiece, first: Hypothesis) -> Hypothesis:
        best, duration = first, piece.duration_ms
        for look in (self._in_halves, self._out_of_loops):
            found = doubts(best, duration)
            wild = REPEATED in found or impossible(best, duration)
            # A penalty leads out of loops; it does not make a mumbled sentence clearer.
            if not found or (not wild and (look == self._out_of_loops or self.options.preset == QUICK)):
                break
            best = _better(best, look(piece), duration)
        spoken = [part for span in piece.spans for part in within(self.speech.sure, span)]
        for gap in wordless(best.words, spoken):
            best = self._filled(best, gap, spoken)
        return best

    def _in_halves(self, piece: SpeechPiece) -> Hypothesis:
        """The piece read again in two: what makes one stumble is rarely in both, and what comes before differs."""
        spoken = [part for span in piece.spans for part in within(self.speech.maybe, span)]
        halves = pack(self.sound, spoken, max(SHORTEST_HALF_MS, piece.duration_ms * 2 // 3))
        return _joined(self._read(halves, AGAIN))

    def _out_of_loops(self, piece: SpeechPiece) -> Hypothesis:
        (reading,) = self._read([piece], OUT_OF_LOOPS)
        return reading

    def _filled(self, reading: Hypothesis, gap: TimeRange, speech: Sequence[TimeRange]) -> Hypothesis:
        """`reading` with the words of a stretch that was passed over, unless they look invented."""
        found: list[SpokenWord] = []
        before = [word for word in reading.words if word.start_ms < gap.start_ms]
        after = reading.words[len(before) :]
        for piece in pack(self.sound, within(speech, gap)):
            # Beside a loud voice it was passed over; by itself it is made as loud.
            (again,) = self._read([piece], AGAIN, fit=loud_enough)
            if not doubts(again, piece.duration_ms):
                # The room around it holds words that were read already, and a noise draws them out into the stretch.
                found += [word for word in without_known(again.words, before, after) if _middle_in(word, gap)]
        return replace(reading, words=(*before, *found, *after))


def _placed(piece: SpeechPiece, reading: Hypothesis) -> Hypothesis:
    words = []
    for word in reading.words:
        start, end = piece.in_whole(word.start_ms, word.end_ms)
        words.append(replace(word, start_ms=start, end_ms=end))
    return replace(reading, words=tuple(words))


def _joined(readings: Sequence[Hypothesis]) -> Hypothesis:
    """Readings of stretches one after the other as one; it is as sure as they are in proportion to their words."""
    words = tuple(word for reading in readings for word in reading.words)
    weights = [max(1, len(reading.words)) for reading in readings]
    surety = sum(weight * reading.surety for weight, reading in zip(weights, readings, strict=True)) / sum(weights)
    return Hypothesis(words, surety)


def _better(one: Hypothesis, other: Hypothesis, duration_ms: int) -> Hypothesis:
    """The one that looks less invented. Nothing at all is only better than more than can be said in the time."""
    if impossible(one, duration_ms) != impossible(other, duration_ms):
        return other if impossible(one, duration_ms) else one
    if not other.words or not one.words:
        return one if one.words else other
    return min(one, other, key=lambda reading: (len(doubts(reading, duration_ms)), -reading.surety))


def _flagged(words: Sequence[SpokenWord], found: set[str], ways: Sequence[Sequence[_Reading]]) -> SpokenSegment:
    """The passage of `words` and what speaks against it: what was `found`, and what most ways there doubt."""
    time = TimeRange(words[0].start_ms, words[-1].end_ms)
    there = [doubted for way in ways if (doubted := [reading.doubts for reading in way if reading.time.overlaps(time)])]
    for flag in FLAGS:
        if 2 * sum(any(flag in doubted for doubted in way) for way in there) > len(there):
            found.add(flag)
    return passage(words, [flag for flag in FLAGS if flag in found])


def _middle(word: SpokenWord) -> int:
    return (word.start_ms + word.end_ms) // 2


def _middle_in(word: SpokenWord, time: TimeRange) -> bool:
    return time.start_ms <= _middle(word) < time.end_ms
