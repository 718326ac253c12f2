"""Words keep their times when the text is corrected.

“The corrected words are in order, lie inside the passage, and joined by a space they are the text; a word that was not
touched is heard exactly where it was.”
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from coproclip.project.schema import Word
from coproclip.timecode import TimeRange
from coproclip.transcript.alike import steps

_EDGE = re.compile(r"^\W+|\W+$")
# How much of a quote must be found for a near match: recognised words differ a little from what was said.
NEAR = 0.72
# A pause shorter than this for each added word is none.
SHORT_MS = 80
# How long a letter takes to say, for words of which nobody knows where they are heard.
LETTER_MS = 70
# Words further apart than this are heard apart: what replaces them is not heard in between.
PAUSE_MS = 200


def plain(word: str) -> str:
    """A word without capitals, accents' encoding and punctuation at its ends, for comparing."""
    folded = unicodedata.normalize("NFC", word).casefold().replace("’", "'")
    return _EDGE.sub("", folded) or folded


def tidy(text: str) -> str:
    """Text on one line with single spaces."""
    return " ".join(text.replace("\0", "").split())


def realign(
    words: Sequence[Word],
    text: str,
    within: TimeRange,
    *,
    room: TimeRange | None = None,
    kept: Sequence[TimeRange] = (),
    stayed: Sequence[tuple[int, int]] = (),
    drafted: Callable[[TimeRange], Sequence[Word]] | None = None,
) -> list[Word]:
    """The words of a corrected `text`, timed from the `words` they replace.

    Words that stayed keep exactly their time and confidence, whatever is typed beside them. Changed ones share the
    stretches in which those they replace are heard, never the silence between. Added ones take what they need of the
    pause they stand in, at the ends of the passage as far as `room` goes; where there is no pause they are heard
    together with the word before them, or with the one after where that keeps them out of what is `kept` (excerpts)
    beside them. What a person typed is certain.

    `stayed` are words known to be untouched, each by its number before and now; the others are found by comparing.
    `drafted` tells which words the engine heard in a stretch: what is typed anew there is timed from those, whatever
    became of them since. It is asked only where something was typed.
    """
    fresh, words = tidy(text).split(" ") if tidy(text) else [], list(words)
    room = room or within
    words, stayed = _as_drafted(words, fresh, within, stayed, drafted)
    if not words:
        return _alone(fresh, within, room)
    old = [plain(word.text) for word in words]
    result: list[Word] = []
    untouched: set[int] = set()
    for tag, i1, i2, j1, j2 in _steps(old, [plain(word) for word in fresh], stayed):
        pairs = list(zip(words[i1:i2], fresh[j1:j2], strict=False))
        if tag == "equal":
            untouched.update(range(len(result), len(result) + len(pairs)))
            result += [replace(word, text=new) for word, new in pairs]
        elif tag == "replace" and i2 - i1 == j2 - j1:
            result += [Word(new, word.start_ms, word.end_ms) for word, new in pairs]
        elif tag == "replace":
            result += _over(fresh[j1:j2], words[i1:i2])
        elif tag == "insert":
            before, after = words[i1 - 1] if i1 else None, words[i1] if i1 < len(words) else None
            result += _added(fresh[j1:j2], before, after, room, kept)
    return _in_order(result, untouched)


def _as_drafted(
    words: list[Word],
    fresh: Sequence[str],
    within: TimeRange,
    stayed: Sequence[tuple[int, int]],
    drafted: Callable[[TimeRange], Sequence[Word]] | None,
) -> tuple[list[Word], Sequence[tuple[int, int]]]:
    """`words` with those the engine heard wherever something else is typed, and which of them stay in `fresh`."""
    compared = list(_steps([plain(word.text) for word in words], [plain(word) for word in fresh], stayed))
    if drafted is None or not any(tag in ("insert", "replace") for tag, *_ in compared):
        return words, stayed
    known, base, kept = drafted(within), list[Word](), list[tuple[int, int]]()
    for tag, i1, i2, j1, j2 in compared:
        if tag == "equal":
            kept += [(len(base) + nth, j1 + nth) for nth in range(i2 - i1)]
            base += words[i1:i2]
            continue
        begin = words[i1 - 1].end_ms if i1 else within.start_ms
        end = words[i2].start_ms if i2 < len(words) else within.end_ms
        there = [word for word in known if begin <= (word.start_ms + word.end_ms) // 2 <= end] if j1 < j2 else []
        base += there or words[i1:i2]
    return base, kept


def _in_order(words: list[Word], untouched: Collection[int]) -> list[Word]:
    """`words`, none of them beginning before an earlier one: where it would, the one that was touched gives way.

    Words that are heard together with a neighbour make this needed: what is typed next to them shares that time.
    """
    latest = max((word.start_ms for word in words), default=0)
    for nth in reversed(range(len(words))):
        if nth not in untouched:
            words[nth] = replace(words[nth], start_ms=min(words[nth].start_ms, latest))
        latest = words[nth].start_ms
    earliest = 0
    for nth, word in enumerate(words):
        if nth not in untouched:
            start = max(word.start_ms, earliest)
            words[nth] = replace(word, start_ms=start, end_ms=max(word.end_ms, start))
        earliest = words[nth].start_ms
    return words


def _steps(
    old: Sequence[str], fresh: Sequence[str], stayed: Sequence[tuple[int, int]]
) -> Iterator[tuple[str, int, int, int, int]]:
    """How `old` became `fresh`, as `SequenceMatcher.get_opcodes` has it, with what `stayed` equal in any case."""
    i = j = 0
    known = [(a, b) for a, b in stayed if 0 <= a < len(old) and 0 <= b < len(fresh) and old[a] == fresh[b]]
    for a, b in [*known, (len(old), len(fresh))]:
        if a < i or b < j:
            continue  # out of order, so not to be believed
        for tag, i1, i2, j1, j2 in steps(old[i:a], fresh[j:b]):
            yield tag, i + i1, i + i2, j + j1, j + j2
        if a < len(old) and b < len(fresh):
            yield "equal", a, a + 1, b, b + 1
        i, j = a + 1, b + 1


def share(texts: Sequence[str], start_ms: int, end_ms: int) -> list[Word]:
    """`texts` over a stretch of time, each as long as it has letters."""
    total = sum(len(text) + 1 for text in texts)
    words, passed = [], 0
    for text in texts:
        begin = start_ms + (end_ms - start_ms) * passed // total
        passed += len(text) + 1
        words.append(Word(text, begin, start_ms + (end_ms - start_ms) * passed // total))
    return words


def spoken_ms(texts: Iterable[str]) -> int:
    """About how long it takes to say `texts`."""
    return sum(max(SHORT_MS, LETTER_MS * (len(text) + 1)) for text in texts)


def _alone(texts: Sequence[str], within: TimeRange, room: TimeRange) -> list[Word]:
    """`texts` into a passage without words: over its time, and into the pause behind where that is too short."""
    end = within.end_ms
    if within.duration_ms < SHORT_MS * len(texts):
        end = max(end, min(room.end_ms, within.start_ms + spoken_ms(texts)))
    return share(texts, within.start_ms, end)


def _over(texts: Sequence[str], old: Sequence[Word]) -> list[Word]:
    """`texts` in place of the words `old`: each in one of the stretches in which those are heard without a pause."""
    runs: list[list[Word]] = []
    for word in old:
        if runs and word.start_ms - max(one.end_ms for one in runs[-1]) <= PAUSE_MS:
            runs[-1].append(word)
        else:
            runs.append([word])
    letters = [sum(len(word.text) + 1 for word in run) for run in runs]
    total, wanted = sum(letters), sum(len(text) + 1 for text in texts)
    into: list[list[str]] = [[] for _ in runs]
    place, passed, reached = 0, 0, letters[0]
    for text in texts:
        # A word belongs where its middle is, letters counted on both sides.
        middle = (2 * passed + len(text) + 1) * total
        while middle > 2 * reached * wanted and place + 1 < len(runs):
            place += 1
            reached += letters[place]
        into[place].append(text)
        passed += len(text) + 1
    spread: list[Word] = []
    for run, some in zip(runs, into, strict=True):
        spread += share(some, run[0].start_ms, max(word.end_ms for word in run))
    return spread


def _added(
    texts: Sequence[str], before: Word | None, after: Word | None, room: TimeRange, kept: Sequence[TimeRange]
) -> list[Word]:
    """`texts` between two words, in the pause there or, without one, over the time of one of them."""
    begin, end = before.end_ms if before else room.start_ms, after.start_ms if after else room.end_ms
    needed = spoken_ms(texts)
    if end - begin >= SHORT_MS * len(texts):
        needed = min(needed, end - begin)
        start = begin if before else end - needed
        return share(texts, start, start + needed)
    if before and after and _ends_in(kept, before, after) and not _ends_in(kept, after, before):
        before = None
    if before:
        stop = max(before.end_ms, min(end, before.end_ms + needed))
        return share(texts, max(before.start_ms, stop - needed), stop)
    assert after is not None
    stop = min(after.end_ms, after.start_ms + needed)
    return [Word(text, after.start_ms, max(after.start_ms, stop)) for text in texts]


def _ends_in(kept: Sequence[TimeRange], word: Word, next_to: Word) -> bool:
    """Whether `word` is at the edge of something kept that the one `next_to` it is not part of."""
    middles = [(one.start_ms + one.end_ms) // 2 for one in (word, next_to)]
    return any(span.contains(middles[0]) and not span.contains(middles[1]) for span in kept)


def with_moved(words: Sequence[Word], moved: Sequence[Word], text: str) -> list[Word] | None:
    """`words` with others put among them that bring their own times, as `text` has them.

    None where their times do not agree with the order they stand in, or are another word's already.
    """
    both = sorted([*words, *moved], key=lambda word: (word.start_ms, word.end_ms))
    fresh = tidy(text).split(" ") if tidy(text) else []
    if [plain(word.text) for word in both] != [plain(word) for word in fresh]:
        return None
    taken = any(one.start_ms < word.end_ms and word.start_ms < one.end_ms for one in moved for word in words)
    return None if taken else [replace(word, text=new) for word, new in zip(both, fresh, strict=True)]


def find_passage(words: Sequence[str], quote: str) -> tuple[int, int] | None:
    """Where `quote` stands among `words`, as [first, last + 1]; a near match will do when there is no exact one."""
    return next(iter(find_passages(words, quote)), None)


def find_passages(words: Sequence[str], quote: str) -> list[tuple[int, int]]:
    """Every place where `quote` stands among `words`; where it stands nowhere exactly, the nearest match if any."""
    wanted = [plain(word) for word in tidy(quote).split(" ") if plain(word)]
    if not wanted:
        return []
    plain_words = [plain(word) for word in words]
    size = len(wanted)
    exact = [
        (first, first + size)
        for first in range(len(plain_words) - size + 1)
        if plain_words[first : first + size] == wanted
    ]
    near = None if exact else _near(plain_words, wanted)
    return exact or ([near] if near else [])


def _near(plain_words: list[str], wanted: list[str]) -> tuple[int, int] | None:
    size, known = len(wanted), set(wanted)
    if size < 4:
        return None
    # A cheap first look: how many of the quote's words are in each stretch of its length.
    hits = [0]
    for word in plain_words:
        hits.append(hits[-1] + (word in known))
    starts = range(max(1, len(plain_words) - size + 1))
    counts = [(hits[min(first + size, len(plain_words))] - hits[first], first) for first in starts]
    best, found = NEAR, None
    for count, first in sorted(counts, reverse=True)[:12]:
        if count < size * NEAR / 2:
            break
        low, high = max(0, first - 4), min(len(plain_words), first + size + 4)
        blocks = SequenceMatcher(None, plain_words[low:high], wanted, autojunk=False).get_matching_blocks()[:-1]
        matched = sum(block.size for block in blocks)
        if blocks and matched / size > best:
            head, tail = blocks[0], blocks[-1]
            best = matched / size
            # Words of the quote before its first match count as said right before it, and so at the end.
            begin = max(0, low + head.a - head.b)
            end = min(len(plain_words), low + tail.a + tail.size + (size - tail.b - tail.size))
            found = (begin, end)
    return found
