"""Words keep their times when the text is corrected.

“The corrected words are in order, lie inside the passage, and joined by a space they are the text.”
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from coproclip.project.schema import Word
from coproclip.timecode import TimeRange

_EDGE = re.compile(r"^\W+|\W+$")
# How much of a quote must be found for a near match: recognised words differ a little from what was said.
NEAR = 0.72
# A pause shorter than this for each added word is none.
SHORT_MS = 80


def plain(word: str) -> str:
    """A word without capitals, accents' encoding and punctuation at its ends, for comparing."""
    folded = unicodedata.normalize("NFC", word).casefold().replace("’", "'")
    return _EDGE.sub("", folded) or folded


def tidy(text: str) -> str:
    """Text on one line with single spaces."""
    return " ".join(text.replace("\0", "").split())


def realign(words: Sequence[Word], text: str, within: TimeRange) -> list[Word]:
    """The words of a corrected `text`, timed from the `words` they replace, all inside `within`.

    Words that stayed keep their time and confidence; changed ones share the time of those they replace; added ones
    take the pause they stand in or, without one, a share of their neighbour's time. What a person typed is certain.
    """
    fresh, words = tidy(text).split(" ") if tidy(text) else [], list(words)
    old = [plain(word.text) for word in words]
    matcher = SequenceMatcher(None, old, [plain(word) for word in fresh], autojunk=False)
    result: list[Word] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            result += [
                Word(new, word.start_ms, word.end_ms, word.confidence)
                for word, new in zip(words[i1:i2], fresh[j1:j2], strict=True)
            ]
        elif tag == "replace" and i2 - i1 == j2 - j1:
            result += [
                Word(new, word.start_ms, word.end_ms) for word, new in zip(words[i1:i2], fresh[j1:j2], strict=True)
            ]
        elif tag == "replace":
            result += share(fresh[j1:j2], words[i1].start_ms, words[i2 - 1].end_ms)
        elif tag == "insert":
            following = words[i1].start_ms if i1 < len(words) else within.end_ms
            if not result and i1 < len(words) and following - within.start_ms < SHORT_MS * len(fresh[j1:j2]):
                # No pause before the first word: what is added there takes a share of its time.
                shared = share([*fresh[j1:j2], words[i1].text], min(within.start_ms, following), words[i1].end_ms)
                result += shared[:-1]
                words[i1] = replace(words[i1], start_ms=shared[-1].start_ms, end_ms=shared[-1].end_ms)
                continue
            result += _squeeze(result, fresh[j1:j2], following, within)
    return _ordered(result, within)


def share(texts: Sequence[str], start_ms: int, end_ms: int) -> list[Word]:
    """`texts` over a stretch of time, each as long as it has letters."""
    total = sum(len(text) + 1 for text in texts)
    words, passed = [], 0
    for text in texts:
        begin = start_ms + (end_ms - start_ms) * passed // total
        passed += len(text) + 1
        words.append(Word(text, begin, start_ms + (end_ms - start_ms) * passed // total))
    return words


def _squeeze(before: list[Word], texts: Sequence[str], following: int, within: TimeRange) -> list[Word]:
    """`texts` into the pause between `before` and `following`; takes from the last word where there is no pause."""
    previous = before[-1].end_ms if before else within.start_ms
    if following - previous >= SHORT_MS * len(texts) or not before:
        return share(texts, previous, max(previous, following))
    last = before.pop()
    shared = share([last.text, *texts], last.start_ms, max(last.end_ms, following))
    before.append(Word(last.text, shared[0].start_ms, shared[0].end_ms, last.confidence))
    return shared[1:]


def _ordered(words: list[Word], within: TimeRange) -> list[Word]:
    result, floor = [], within.start_ms
    for word in words:
        start = min(max(word.start_ms, floor), within.end_ms)
        end = min(max(word.end_ms, start), within.end_ms)
        result.append(Word(word.text, start, end, word.confidence))
        floor = start
    return result


def find_passage(words: Sequence[str], quote: str) -> tuple[int, int] | None:
    """Where `quote` stands among `words`, as [first, last + 1]; a near match will do when there is no exact one."""
    wanted = [plain(word) for word in tidy(quote).split(" ") if plain(word)]
    if not wanted:
        return None
    heard = [plain(word) for word in words]
    size = len(wanted)
    for first in range(len(heard) - size + 1):
        if heard[first : first + size] == wanted:
            return first, first + size
    return _near(heard, wanted)


def _near(heard: list[str], wanted: list[str]) -> tuple[int, int] | None:
    size, known = len(wanted), set(wanted)
    if size < 4:
        return None
    # A cheap first look: how many of the quote's words are in each stretch of its length.
    hits = [0]
    for word in heard:
        hits.append(hits[-1] + (word in known))
    starts = range(max(1, len(heard) - size + 1))
    counts = [(hits[min(first + size, len(heard))] - hits[first], first) for first in starts]
    best, found = NEAR, None
    for count, first in sorted(counts, reverse=True)[:12]:
        if count < size * NEAR / 2:
            break
        low, high = max(0, first - 4), min(len(heard), first + size + 4)
        blocks = SequenceMatcher(None, heard[low:high], wanted, autojunk=False).get_matching_blocks()[:-1]
        matched = sum(block.size for block in blocks)
        if blocks and matched / size > best:
            head, tail = blocks[0], blocks[-1]
            best = matched / size
            # Words of the quote before its first match count as said right before it, and so at the end.
            begin = max(0, low + head.a - head.b)
            end = min(len(heard), low + tail.a + tail.size + (size - tail.b - tail.size))
            found = (begin, end)
    return found
