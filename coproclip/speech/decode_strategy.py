"""How a stretch of sound is listened to, whatever the engine: many pieces at once, then again where it looks wrong.

What still looks wrong is kept and flagged, never left out.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import Protocol

from coproclip.speech.engine import FLAGS, REPEATED, Sound, SpeechOptions, SpokenSegment, SpokenWord, passage
from coproclip.speech.passages import in_order, passages
from coproclip.speech.pieces import SpeechPiece, pack
from coproclip.speech.presets import BALANCED, CAREFUL, QUICK
from coproclip.speech.quality import Hypothesis, doubts, flags, impossible, within, wordless
from coproclip.speech.word_times import settle
from coproclip.timecode import TimeRange

TOGETHER = 8
SHORTEST_HALF_MS = 4_000


@dataclass(frozen=True, slots=True)
class DecodeOptions:
    """How to read: `beam` readings are weighed, `patience` times as many are finished.

    A `penalty` above 1 speaks against words that were just written, and leads out of loops.
    """

    beam: int = 5
    patience: float = 1.0
    penalty: float = 1.0


@dataclass(frozen=True, slots=True)
class Way:
    """How a story is listened to: in pieces of at most `longest_ms`, read as `first` says before any second look."""

    longest_ms: int
    first: DecodeOptions


# Measured by `tests/bench/bench_words.py`. Weighing three readings instead of one spares an eighth of the errors, above
# all over a telephone; five spare hardly more. In pieces of 14 s encoding costs a third less than in half a minute and
# as few words are wrong, in shorter ones more are.
WAYS = {
    QUICK: Way(14_000, DecodeOptions(1)),
    BALANCED: Way(14_000, DecodeOptions(3)),
    CAREFUL: Way(14_000, DecodeOptions(5)),
}
AGAIN, OUT_OF_LOOPS = DecodeOptions(5), DecodeOptions(5, penalty=1.2)


class Reader(Protocol):
    """Reads pieces of at most half a minute. Word times are ms of the piece. Used by several threads at once."""

    def read(self, sounds: Sequence[Sound], options: SpeechOptions, way: DecodeOptions) -> Sequence[Hypothesis]:
        """One reading for each of `sounds`."""


@dataclass(frozen=True, slots=True)
class _Doubted:
    """The words of a piece, and what speaks against all of them."""

    time: TimeRange
    words: list[SpokenWord]
    doubts: frozenset[str]


def listen(
    reader: Reader, sound: Sound, options: SpeechOptions, speech: Sequence[TimeRange], pool: Executor
) -> Iterator[SpokenSegment]:
    """The passages of `sound` in order; `pool` reads."""
    waiting: list[SpokenWord] = []
    doubted: list[_Doubted] = []
    listener = _Listener(reader, sound, options, speech)
    heard = pool.map(listener.hear, batches(pack(sound, speech, WAYS[options.preset].longest_ms)))
    for piece in sorted((piece for batch in heard for piece in batch), key=lambda piece: piece.time.start_ms):
        if piece.doubts:
            doubted.append(piece)
        waiting += piece.words
    for words in passages(waiting):
        yield _flagged(words, speech, doubted)


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
    speech: Sequence[TimeRange]

    def hear(self, batch: list[SpeechPiece]) -> list[_Doubted]:
        """The words of a batch of pieces."""
        hypothesis = []
        for piece, reading in zip(batch, self._read(batch, WAYS[self.options.preset].first), strict=True):
            kept = self._second_look(piece, reading)
            span = TimeRange(piece.spans[0].start_ms, piece.spans[-1].end_ms)
            words = in_order(settle(kept.words, self.sound, self.speech), span)
            hypothesis.append(_Doubted(span, words, doubts(kept, piece.duration_ms)))
        return hypothesis

    def _read(self, pieces: Sequence[SpeechPiece], way: DecodeOptions) -> list[Hypothesis]:
        """One reading for each of `pieces`, in times of the whole sound."""
        readings = self.reader.read([piece.sound(self.sound) for piece in pieces], self.options, way)
        return [_placed(piece, reading) for piece, reading in zip(pieces, readings, strict=True)]

    def _second_look(self, piece: SpeechPiece, first: Hypothesis) -> Hypothesis:
        best, duration = first, piece.duration_ms
        for look in (self._in_halves, self._out_of_loops):
            found = doubts(best, duration)
            wild = REPEATED in found or impossible(best, duration)
            # A penalty leads out of loops; it does not make a mumbled sentence clearer.
            if not found or (not wild and (look == self._out_of_loops or self.options.preset == QUICK)):
                break
            best = _better(best, look(piece), duration)
        spoken = [part for span in piece.spans for part in within(self.speech, span)]
        for gap in wordless(best.words, spoken):
            best = self._filled(best, gap, spoken)
        return best

    def _in_halves(self, piece: SpeechPiece) -> Hypothesis:
        """The piece read again in two: what makes one stumble is rarely in both, and what comes before differs."""
        spoken = [part for span in piece.spans for part in within(self.speech, span)]
        halves = pack(self.sound, spoken, max(SHORTEST_HALF_MS, piece.duration_ms * 2 // 3))
        return _joined(self._read(halves, AGAIN))

    def _out_of_loops(self, piece: SpeechPiece) -> Hypothesis:
        (reading,) = self._read([piece], OUT_OF_LOOPS)
        return reading

    def _filled(self, reading: Hypothesis, gap: TimeRange, speech: Sequence[TimeRange]) -> Hypothesis:
        """`reading` with the words of a stretch that was passed over, unless they look invented."""
        found: list[SpokenWord] = []
        for piece in pack(self.sound, within(speech, gap)):
            (again,) = self._read([piece], AGAIN)
            if not doubts(again, piece.duration_ms):
                found += [
                    word for word in again.words if gap.start_ms <= (word.start_ms + word.end_ms) // 2 < gap.end_ms
                ]
        before = [word for word in reading.words if word.start_ms < gap.start_ms]
        return replace(reading, words=(*before, *found, *reading.words[len(before) :]))


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


def _flagged(words: Sequence[SpokenWord], speech: Sequence[TimeRange], doubted: Sequence[_Doubted]) -> SpokenSegment:
    time = TimeRange(words[0].start_ms, words[-1].end_ms)
    found = set(flags(words, speech))
    for hypothesis in doubted:
        if hypothesis.time.overlaps(time):
            found |= hypothesis.doubts
    return passage(words, [flag for flag in FLAGS if flag in found])
