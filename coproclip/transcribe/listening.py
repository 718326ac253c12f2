"""How a stretch of sound is listened to, whatever the engine: many pieces at once, then again where it looks wrong.

What still looks wrong is kept and flagged, never left out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from coproclip.timecode import TimeRange
from coproclip.transcribe.doubts import Reading, doubts, flags, impossible, within, wordless
from coproclip.transcribe.engine import FLAGS, REPEATED, Sound, SpeechOptions, SpokenSegment, SpokenWord, passage
from coproclip.transcribe.passages import at_speech, in_order, passages
from coproclip.transcribe.pieces import Piece, pack

TOGETHER = 4


class Reader(Protocol):
    """Reads pieces of at most half a minute. Word times are ms of the piece."""

    def read_together(self, sounds: Sequence[Sound], options: SpeechOptions) -> Sequence[Reading]:
        """One reading for each of `sounds`, fast."""

    def read_alone(self, sound: Sound, options: SpeechOptions, *, guessing: bool) -> Reading:
        """One slow and careful reading; with `guessing` it may try less likely words to come out of a loop."""


@dataclass(frozen=True, slots=True)
class _Doubt:
    time: TimeRange
    flags: frozenset[str]


def listen(
    reader: Reader, sound: Sound, options: SpeechOptions, speech: Sequence[TimeRange]
) -> Iterator[SpokenSegment]:
    """The passages of `sound` in order, each as soon as it is sure where it ends."""
    waiting: list[SpokenWord] = []
    doubted: list[_Doubt] = []
    for batch in _batches(pack(sound, speech)):
        readings = reader.read_together([piece.sound(sound) for piece in batch], options)
        for piece, reading in zip(batch, readings, strict=True):
            kept = _second_look(reader, piece, _placed(piece, reading), sound, options, speech)
            span = TimeRange(piece.spans[0].start_ms, piece.spans[-1].end_ms)
            if found := doubts(kept, piece.duration_ms):
                doubted.append(_Doubt(span, found))
            waiting += in_order(at_speech(kept.words, speech), span)
        *ready, waiting = [*passages(waiting)] or [[]]
        for words in ready:
            yield _flagged(words, speech, doubted)
    if waiting:
        yield _flagged(waiting, speech, doubted)


def _batches(pieces: list[Piece]) -> Iterator[list[Piece]]:
    """Batches of nearly equal size: five pieces are read as two and three, not as four and one."""
    count = -(-len(pieces) // TOGETHER)
    for number in range(count):
        yield pieces[len(pieces) * number // count : len(pieces) * (number + 1) // count]


def _placed(piece: Piece, reading: Reading) -> Reading:
    words = []
    for word in reading.words:
        start, end = piece.in_whole(word.start_ms, word.end_ms)
        words.append(replace(word, start_ms=start, end_ms=end))
    return replace(reading, words=tuple(words))


def _second_look(
    reader: Reader, piece: Piece, first: Reading, sound: Sound, options: SpeechOptions, speech: Sequence[TimeRange]
) -> Reading:
    best = first
    for guessing in (False, True):
        found = doubts(best, piece.duration_ms)
        # Guessing leads out of loops; it does not make a mumbled sentence clearer.
        if not found or (guessing and REPEATED not in found and not impossible(best, piece.duration_ms)):
            break
        again = reader.read_alone(piece.sound(sound), options, guessing=guessing)
        best = _better(best, _placed(piece, again), piece.duration_ms)
    spoken = [part for span in piece.spans for part in within(speech, span)]
    for gap in wordless(best.words, spoken):
        best = _filled(reader, best, gap, sound, options, spoken)
    return best


def _better(one: Reading, other: Reading, duration_ms: int) -> Reading:
    """The one that looks less invented. Nothing at all is only better than more than can be said in the time."""
    if impossible(one, duration_ms) != impossible(other, duration_ms):
        return other if impossible(one, duration_ms) else one
    if not other.words or not one.words:
        return one if one.words else other
    return min(one, other, key=lambda reading: (len(doubts(reading, duration_ms)), -reading.surety))


def _filled(
    reader: Reader, reading: Reading, gap: TimeRange, sound: Sound, options: SpeechOptions, speech: Sequence[TimeRange]
) -> Reading:
    """`reading` with the words of a stretch that was passed over, unless they look invented."""
    found: list[SpokenWord] = []
    for piece in pack(sound, within(speech, gap)):
        again = _placed(piece, reader.read_alone(piece.sound(sound), options, guessing=False))
        if not doubts(again, piece.duration_ms):
            found += [word for word in again.words if gap.start_ms <= (word.start_ms + word.end_ms) // 2 < gap.end_ms]
    before = [word for word in reading.words if word.start_ms < gap.start_ms]
    return replace(reading, words=(*before, *found, *reading.words[len(before) :]))


def _flagged(words: Sequence[SpokenWord], speech: Sequence[TimeRange], doubted: Sequence[_Doubt]) -> SpokenSegment:
    time = TimeRange(words[0].start_ms, words[-1].end_ms)
    found = set(flags(words, speech))
    for doubt in doubted:
        if doubt.time.overlaps(time):
            found |= doubt.flags
    return passage(words, [flag for flag in FLAGS if flag in found])
