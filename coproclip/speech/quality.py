"""Looking at what an engine wrote for the signs of invention: loops, guesses, words over silence, stock phrases."""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from coproclip.speech.engine import (
    OVER_SILENCE,
    REPEATED,
    STOCK_PHRASE,
    UNSURE,
    SpokenWord,
)
from coproclip.speech.passages import ends_sentence
from coproclip.speech.stock_phrases import is_stock_phrase, plain
from coproclip.timecode import TimeRange

SQUEEZED_TOO_WELL = 2.4
LEAST_SURETY = -1.0
LEAST_CONFIDENCE = 70
SILENCE_MS = 1000
PAUSE_MS = 500
MISSING_MS = 1500
SHORTEST_SPEECH_MS = 200
MOST_WORDS_A_SECOND = 8
LONGEST_PHRASE = 12
SHORTEST_ECHO = 3
ENOUGH_ROUNDS = {1: 5, 2: 4}


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One reading of a piece: its words and the mean log-probability of what was written."""

    words: tuple[SpokenWord, ...]
    surety: float

    @property
    def text(self) -> str:
        """All words, joined by one space."""
        return " ".join(word.text for word in self.words)


def without_echo(reading: Hypothesis) -> Hypothesis:
    """`reading` without a last sentence that is said once more in no time: what some models write over silence."""
    said = [plain(word.text) for word in reading.words]
    count = len(said)
    for size in range(count // 2, SHORTEST_ECHO - 1, -1):
        first = count - size
        took_ms = reading.words[-1].end_ms - reading.words[first].start_ms
        again = any(said[first:] == said[start : start + size] for start in range(first - size + 1))
        if again and size * 1000 > MOST_WORDS_A_SECOND * took_ms:
            return replace(reading, words=reading.words[:first])
    return reading


def without_known(
    words: Sequence[SpokenWord], before: Sequence[SpokenWord], after: Sequence[SpokenWord]
) -> Sequence[SpokenWord]:
    """`words` without those at their beginning that `before` ends with, and at their end that `after` begins with.

    So is a stretch read that begins within the last word before it, or ends within the first one after it.
    """
    said, earlier, later = ([plain(word.text) for word in row] for row in (words, before, after))
    most = len(said)
    first = next((size for size in range(min(most, len(earlier)), 0, -1) if said[:size] == earlier[-size:]), 0)
    most -= first
    last = next((size for size in range(min(most, len(later)), 0, -1) if said[-size:] == later[:size]), 0)
    return words[first : len(words) - last]


def squeeze(text: str) -> float:
    """How many times smaller `text` becomes when compressed: loops become very small."""
    raw = text.encode()
    return len(raw) / len(zlib.compress(raw)) if raw else 0.0


def loops(words: Sequence[SpokenWord]) -> list[tuple[int, int]]:
    """Where the same words follow themselves again and again, as half-open index pairs.

    A phrase of three or more words counts from three times on, two words from four, one word from five.
    """
    said = [plain(word.text) for word in words]
    found: list[tuple[int, int]] = []
    start = 0
    while start < len(said):
        end = max((_loop_end(said, start, size) for size in range(1, LONGEST_PHRASE + 1)), default=start)
        if end > start:
            found.append((start, end))
            start = end
        else:
            start += 1
    return found


def _loop_end(said: list[str], start: int, size: int) -> int:
    phrase, rounds, end = said[start : start + size], 1, start + size
    while len(phrase) == size and said[end : end + size] == phrase:
        rounds += 1
        end += size
    return end if rounds >= ENOUGH_ROUNDS.get(size, 3) else start


def without_short_pauses(speech: Sequence[TimeRange], shorter_than_ms: int) -> list[TimeRange]:
    """`speech` with pauses shorter than `shorter_than_ms` counted as speech: breath and consonants are no silence."""
    joined: list[TimeRange] = []
    for one in speech:
        if joined and one.start_ms - joined[-1].end_ms < shorter_than_ms:
            joined[-1] = TimeRange(joined[-1].start_ms, one.end_ms)
        else:
            joined.append(one)
    return joined


def without_blips(speech: Sequence[TimeRange]) -> list[TimeRange]:
    """`speech` without sounds that stand alone and are too short for any word."""
    kept: list[TimeRange] = []
    for stretch in without_short_pauses(speech, PAUSE_MS):
        parts = [segment for segment in speech if stretch.start_ms <= segment.start_ms < stretch.end_ms]
        if sum(part.duration_ms for part in parts) >= SHORTEST_SPEECH_MS:
            kept += parts
    return kept


def outside(time: TimeRange, ranges: Iterable[TimeRange]) -> int:
    """How many ms of `time` lie in none of `ranges` (which are apart from each other)."""
    inside = sum(max(0, min(time.end_ms, span.end_ms) - max(time.start_ms, span.start_ms)) for span in ranges)
    return time.duration_ms - inside


def over_silence(words: Sequence[SpokenWord], speech: Sequence[TimeRange]) -> bool:
    """Whether a silence of more than a second lies in `words` (in order), or half of them stand where nobody speaks."""
    times = [TimeRange(word.start_ms, word.end_ms) for word in words]
    whole = TimeRange(times[0].start_ms, times[-1].end_ms)
    spoken = within(without_short_pauses(speech, SILENCE_MS), whole)
    edges = [whole.start_ms, *(time for one in spoken for time in (one.start_ms, one.end_ms)), whole.end_ms]
    if any(end - start > SILENCE_MS for start, end in zip(edges[::2], edges[1::2], strict=True)):
        return True
    spoken = without_short_pauses(speech, PAUSE_MS)
    return 2 * sum(outside(time, spoken) * 10 > time.duration_ms * 8 for time in times) >= len(times)


def torn(before: Sequence[SpokenWord], words: Sequence[SpokenWord], after: Sequence[SpokenWord]) -> bool:
    """Whether a passage of one word stands more than a second from the sentence that it begins, or ends.

    Engines know what is said better than when: a noise that sounds like speech draws the first word after it into it.
    """
    if len(words) != 1:
        return False
    (word,) = words
    begins = bool(after) and not ends_sentence(word.text) and after[0].start_ms - word.end_ms > SILENCE_MS
    ends = bool(before) and not ends_sentence(before[-1].text) and word.start_ms - before[-1].end_ms > SILENCE_MS
    return begins or ends


def within(speech: Iterable[TimeRange], time: TimeRange) -> list[TimeRange]:
    """What of `speech` lies in `time`."""
    return [
        TimeRange(max(time.start_ms, segment.start_ms), min(time.end_ms, segment.end_ms))
        for segment in speech
        if segment.start_ms < time.end_ms and time.start_ms < segment.end_ms
    ]


def wordless(words: Sequence[SpokenWord], speech: Sequence[TimeRange], least_ms: int = MISSING_MS) -> list[TimeRange]:
    """The stretches between words in which somebody speaks for at least `least_ms` but nothing was written.

    Each reaches from the end of the word before to the start of the word after, within the speech found.
    """
    if not speech:
        return []
    edges = [speech[0].start_ms, *(time for word in words for time in (word.start_ms, word.end_ms)), speech[-1].end_ms]
    found = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if end - start < least_ms:
            continue
        spoken = within(speech, TimeRange(start, end))
        if sum(part.duration_ms for part in spoken) >= least_ms:
            found.append(TimeRange(spoken[0].start_ms, spoken[-1].end_ms))
    return found


def impossible(reading: Hypothesis, duration_ms: int) -> bool:
    """Whether nobody can say so many words in `duration_ms`."""
    return len(reading.words) * 1000 > MOST_WORDS_A_SECOND * (duration_ms + 500)


def doubts(reading: Hypothesis, duration_ms: int) -> frozenset[str]:
    """What speaks against a whole reading of a piece of `duration_ms`, wherever its words stand."""
    found = set()
    if not reading.words:
        return frozenset()
    if impossible(reading, duration_ms):
        found.add(UNSURE)
    if squeeze(reading.text) > SQUEEZED_TOO_WELL or loops(reading.words):
        found.add(REPEATED)
    if reading.surety < LEAST_SURETY:
        found.add(UNSURE)
    if is_stock_phrase(reading.text):
        found.add(STOCK_PHRASE)
    return frozenset(found)


def flags(words: Sequence[SpokenWord], speech: Sequence[TimeRange]) -> frozenset[str]:
    """Why a passage of `words` should be listened to; `speech` is what was found around it."""
    found = set()
    if loops(words):
        found.add(REPEATED)
    if sum(word.confidence for word in words) < LEAST_CONFIDENCE * len(words):
        found.add(UNSURE)
    if over_silence(words, speech):
        found.add(OVER_SILENCE)
    if is_stock_phrase(" ".join(word.text for word in words)):
        found.add(STOCK_PHRASE)
    return frozenset(found)
