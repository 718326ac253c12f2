"""Words become passages that can be read: times put in order, cut at pauses and ends of sentences."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from coproclip.timecode import TimeRange

if TYPE_CHECKING:
    from coproclip.speech.engine import SpokenWord

SHORTEST_WORD_MS = 20
MOST_WORDS = 40
LONGEST_MS = 20_000
# A passage that says this much ends with its sentence.
ENOUGH_WORDS = 25
ENOUGH_MS = 12_000
PAUSE_MS = 1000
TURN_MS = 600
ANSWER_MS = 250

_SENTENCE_END = re.compile(r"""[.?!…。！？]+["'”’»)\]]*$""")
_QUESTION_END = re.compile(r"""[?？]["'”’»)\]]*$""")
_NO_END = re.compile(r"(?:(?!I)[A-Z]|Mr|Mrs|Ms|Dr|St|Prof|vs|e\.g|i\.e|approx|z\.B|bzw|Mme|Sr|Sra)\.")
_PART_END = re.compile(r"""[,;:–—]["'”’»)\]]*$""")


def in_order(words: "Sequence[SpokenWord]", within: TimeRange) -> "list[SpokenWord]":
    """`words` one after the other, none overlapping the next, each at least 20 ms long and inside `within`.

    A stretch too short for so many words is shared out among them evenly, whatever that leaves each.
    """
    ordered: list[SpokenWord] = []
    latest = within.start_ms
    for word in words:
        start = max(latest, min(word.start_ms, within.end_ms))
        end = max(start + SHORTEST_WORD_MS, min(word.end_ms, within.end_ms))
        ordered.append(replace(word, start_ms=start, end_ms=end))
        latest = end
    limit = within.end_ms
    for index in range(len(ordered) - 1, -1, -1):
        word = ordered[index]
        if word.end_ms <= limit:
            break
        ordered[index] = replace(word, start_ms=min(word.start_ms, limit - SHORTEST_WORD_MS), end_ms=limit)
        limit = ordered[index].start_ms
    if ordered and ordered[0].start_ms < within.start_ms:
        share = within.duration_ms / len(ordered)
        edges = [within.start_ms + round(share * place) for place in range(len(ordered) + 1)]
        ordered = [
            replace(word, start_ms=start, end_ms=end)
            for word, start, end in zip(ordered, edges, edges[1:], strict=False)
        ]
    return ordered


def passages(words: "Sequence[SpokenWord]") -> "Iterator[list[SpokenWord]]":
    """`words` in passages of one or a few sentences, at most 40 words and about 20 s.

    A pause of more than a second always begins a new one; a shorter one after a sentence, or after a question, does
    too: there the other person often goes on.
    """
    current: list[SpokenWord] = []
    for sentence in _sentences(words):
        if current and (_turns(current[-1], sentence[0]) or not _fits(current, sentence)):
            yield current
            current = []
        current = current + sentence
    if current:
        yield current


def _turns(last: "SpokenWord", first: "SpokenWord") -> bool:
    pause = first.start_ms - last.end_ms
    if pause > PAUSE_MS:
        return True
    if _QUESTION_END.search(last.text):
        return pause >= ANSWER_MS
    return ends_sentence(last.text) and pause >= TURN_MS


def _fits(current: "list[SpokenWord]", sentence: "list[SpokenWord]") -> bool:
    return len(current) + len(sentence) <= ENOUGH_WORDS and sentence[-1].end_ms - current[0].start_ms <= ENOUGH_MS


def _sentences(words: "Sequence[SpokenWord]") -> "Iterator[list[SpokenWord]]":
    """Sentences, or what lies between pauses; those too long for one passage are cut where it hurts least."""
    sentence: list[SpokenWord] = []
    for index, word in enumerate(words):
        sentence.append(word)
        last = index + 1 == len(words)
        if last or ends_sentence(word.text) or words[index + 1].start_ms - word.end_ms > PAUSE_MS:
            yield from _cut(sentence)
            sentence = []


def ends_sentence(text: str) -> bool:
    """Whether a word closes a sentence: “then.” does, “Dr.” and “J.” do not."""
    return bool(_SENTENCE_END.search(text)) and not _NO_END.fullmatch(text.strip("\"'“”‘’«»()[]"))


def _cut(sentence: "list[SpokenWord]") -> "Iterator[list[SpokenWord]]":
    if len(sentence) <= MOST_WORDS and sentence[-1].end_ms - sentence[0].start_ms <= LONGEST_MS:
        yield sentence
        return
    if len(sentence) == 1:
        yield sentence
        return
    quarter = len(sentence) // 4
    places = range(max(1, quarter), max(2, len(sentence) - quarter))

    def good(place: int) -> tuple[int, int]:
        pause = sentence[place].start_ms - sentence[place - 1].end_ms
        comma = 400 if _PART_END.search(sentence[place - 1].text) else 0
        return pause + comma, -abs(2 * place - len(sentence))

    best = max(places, key=good)
    yield from _cut(sentence[:best])
    yield from _cut(sentence[best:])
