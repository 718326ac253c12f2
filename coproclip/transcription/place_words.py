"""When the words of a transcript that was made elsewhere are heard: found by those that the computer heard itself.

Both rows of words are laid beside each other. What is the same on both sides is heard where the computer heard it, what
differs lies between; only where nothing fits do the file's own times count, and only then may a passage be doubted.
Such times are guesses, and known as guesses (`Word.guessed`): nobody heard those words where they stand.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import Levenshtein

from coproclip.errors import BadInput
from coproclip.project.columns import GUESSED, SUREST_ENGINE
from coproclip.project.schema import Word
from coproclip.speech.engine import UNSURE, SpokenSegment, SpokenWord, passage
from coproclip.speech.passages import in_order
from coproclip.speech.passages import passages as cut_to_passages
from coproclip.timecode import TimeRange, clock
from coproclip.transcript.alignment import plain, realign, share, spoken_ms
from coproclip.transcript.files.passages import NOTHING_CHANGED, FilePassage, TranscriptFile

# Of a text without times so many words must be heard, if there are enough to judge by: else it is another story's.
LEAST_HEARD, ENOUGH_WORDS = 0.3, 12
# A word alone that is the same may be so by chance; beside others at this distance it is not.
NEAR = 3
# Captions follow each other within a sentence when no longer pause than this lies between.
GOES_ON_MS = 1_500
# So far from its line a word is heard that stands there already: captions come and go a little off their words.
BESIDE_MS = 300
# A passage that begins later than this after the end is not of this recording.
BEYOND_MS = 1_000


@dataclass(frozen=True, slots=True)
class PlacedPassage:
    """A passage with a time for every word, and who says it as the file calls them (empty: not said)."""

    spoken: SpokenSegment
    speaker: str


@dataclass(frozen=True, slots=True)
class PlacedTranscript:
    """What a file says, with times. `words` there are, of which `heard` are the same as the computer heard there.

    `left_out` are sentences on what of the file is not in it; `guessed` how many passages have no word that was heard
    there: what is around them, or the time that the file has for them, says when they are.
    """

    kind: str
    passages: tuple[PlacedPassage, ...]
    words: int
    heard: int
    guessed: int
    left_out: tuple[str, ...]


def placed(
    file: TranscriptFile,
    heard: Sequence[Word],
    duration_ms: int,
    off_record: Sequence[TimeRange] = (),
    there: Sequence[Word] = (),
) -> PlacedTranscript:
    """The passages of `file` in a recording of this length, by what was `heard` in it (none: nobody listened).

    Where nobody listened, a word that stands `there` already near the time of its line is said when that is: with a
    time of its own it would be there twice, or not at all, beside what stays.
    Words that nobody heard where it was off the record are left out: they may have been said there. Raises `BadInput`
    where its words are not said in the recording, or nothing tells when they are.
    """
    passages, left = _within(file, duration_ms)
    if not passages:
        raise BadInput(
            f"The times in this file are all after the end of the recording ({clock(duration_ms)}).",
            NOTHING_CHANGED,
            "Choose the transcript of this story.",
        )
    if all(one.words for one in passages):
        rows = [_Row(one, _shared(one, None, duration_ms)) for one in passages]
    else:
        rows, more = _aligned(passages, heard, duration_ms, off_record, () if heard else there)
        left += more
    rows, lost = _on_record(rows, off_record)
    left += [f"{lost} word{'s' if lost != 1 else ''} in lines that are partly off the record"] if lost else []
    whole, found = TimeRange(0, duration_ms), list[PlacedPassage]()
    for row in rows:
        spoken = in_order([SpokenWord(w.text, w.start_ms, w.end_ms, w.confidence) for w in row.words], whole)
        doubt = bool(heard) and not row.of.words and 2 * row.heard < len(row.words)
        if spoken:
            found.append(PlacedPassage(passage(spoken, (UNSURE,) if doubt else ()), row.of.speaker))
    return PlacedTranscript(
        file.kind,
        tuple(_readable(found, captions=file.captions)),
        sum(len(row.words) for row in rows),
        sum(row.heard for row in rows),
        sum(not row.of.words and not row.heard for row in rows),
        (*file.left_out, *left),
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """A passage with its words as they are timed; `heard` of them are the same as the computer heard there."""

    of: FilePassage
    words: list[Word]
    heard: int = 0


def _within(file: TranscriptFile, duration_ms: int) -> tuple[list[FilePassage], list[str]]:
    """The passages that begin before the recording ends, those with times in their order."""
    kept = [one for one in file.passages if (one.start_ms or 0) <= duration_ms + BEYOND_MS]
    if all(one.start_ms is not None for one in kept):
        kept.sort(key=lambda one: one.start_ms or 0)
    gone = len(file.passages) - len(kept)
    return kept, [f"{gone} passage{'s' if gone != 1 else ''} after the end of the recording"] if gone else []


def _aligned(
    passages: list[FilePassage],
    heard: Sequence[Word],
    duration_ms: int,
    off_record: Sequence[TimeRange],
    there: Sequence[Word],
) -> tuple[list[_Row], list[str]]:
    """Every passage with the times of its words, and what was left out."""
    known = sorted(
        (word for word in heard or there if any(map(str.isalnum, word.text))), key=lambda word: word.start_ms
    )
    texts = [one.text.split(" ") for one in passages]
    anchors = _anchors([plain(word.text) for word in known], [plain(word) for text in texts for word in text])
    passages, texts, anchors, left = _without_edges(passages, texts, anchors, len(known))
    flat = [word for text in texts for word in text]
    if there:
        anchors = _near_their_lines(anchors, known, passages, texts)
    same = {place for _, place in anchors}
    sure = {place for number, place in anchors if heard or not known[number].guessed}
    untimed = any(one.start_ms is None for one in passages)
    if untimed and not known:
        raise BadInput(
            "No words were heard in this story, so nothing tells when those in the file are said.",
            NOTHING_CHANGED,
            "Choose a file with times in it.",
        )
    few = len(same) < LEAST_HEARD * len(flat)
    if untimed and few and len(flat) >= ENOUGH_WORDS:
        raise BadInput(
            f"Of the {len(flat)} words in this file only {len(same)} were heard in this story.",
            NOTHING_CHANGED,
            "Choose the transcript of this story.",
        )
    if not untimed and (few or not known):
        return [_Row(one, _shared(one, after, duration_ms)) for one, after in _with_next(passages)], left
    between = realign(known, " ".join(flat), TimeRange(0, duration_ms), stayed=anchors)
    timed = [
        replace(word, confidence=SUREST_ENGINE if place in sure else GUESSED) for place, word in enumerate(between)
    ]
    off = _perhaps_off_record(anchors, known, len(flat), off_record, duration_ms)
    rows: list[_Row] = []
    at = 0
    for (one, after), text in zip(_with_next(passages), texts, strict=True):
        places = range(at, at + len(text))
        at += len(text)
        count = sum(place in same for place in places)
        if one.start_ms is not None and not count:
            rows.append(_Row(one, _shared(one, after, duration_ms)))
        else:
            count = sum(place in sure for place in places)
            rows.append(_Row(one, [timed[place] for place in places if place not in off], count))
    lost = sum(len(text) for text in texts) - sum(len(row.words) for row in rows)
    return rows, [*left, *([f"{lost} word{'s' if lost != 1 else ''} around what was off the record"] if lost else [])]


def _near_their_lines(
    anchors: Sequence[tuple[int, int]],
    known: Sequence[Word],
    passages: Sequence[FilePassage],
    texts: Sequence[Sequence[str]],
) -> list[tuple[int, int]]:
    """Those of words that stand about where the file has their line."""
    line = [one for one, text in zip(passages, texts, strict=True) for _ in text]

    def _is_near(word: Word, of: FilePassage) -> bool:
        start = of.start_ms or 0
        end = start if of.end_ms is None else of.end_ms
        return of.start_ms is None or start - BESIDE_MS <= word.start_ms <= max(start, end) + BESIDE_MS

    return [(number, place) for number, place in anchors if _is_near(known[number], line[place])]


def _perhaps_off_record(
    anchors: Sequence[tuple[int, int]],
    known: Sequence[Word],
    words: int,
    off_record: Sequence[TimeRange],
    duration_ms: int,
) -> set[int]:
    """The words (by number) that stand between two known ones which have something off the record between them."""
    edges = [(0, -1), *((known[a].end_ms, b) for a, b in anchors)]
    nexts = [*((known[a].start_ms, b) for a, b in anchors), (duration_ms, words)]
    found: set[int] = set()
    for (end_ms, before), (start_ms, after) in zip(edges, nexts, strict=True):
        if after - before > 1 and any(one.start_ms < start_ms and end_ms < one.end_ms for one in off_record):
            found.update(range(before + 1, after))
    return found


def _on_record(rows: Sequence[_Row], off_record: Sequence[TimeRange]) -> tuple[list[_Row], int]:
    """The rows without the words of a line partly off the record, where nobody heard any: and how many those are."""
    kept, lost = list[_Row](), 0
    for row in rows:
        span = TimeRange(row.words[0].start_ms, max(word.end_ms for word in row.words)) if row.words else None
        if span and all(word.guessed for word in row.words) and any(map(span.overlaps, off_record)):
            lost += len(row.words)
            row = _Row(row.of, [])
        kept.append(row)
    return kept, lost


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Words that are the same on both sides, in order, each by its places; those alike by chance are left out."""
    blocks = [
        (step.src_start, step.dest_start, step.src_end - step.src_start)
        for step in Levenshtein.opcodes(old, new)
        if step.tag == "equal"
    ]
    found: list[tuple[int, int]] = []
    for place, (a, b, size) in enumerate(blocks):
        before = blocks[place - 1] if place else None
        after = blocks[place + 1] if place + 1 < len(blocks) else None
        near_before = before and max(a - before[0] - before[2], b - before[1] - before[2]) <= NEAR
        near_after = after and max(after[0] - a - size, after[1] - b - size) <= NEAR
        if size > 1 or near_before or near_after or len(blocks) == 1:
            found += [(a + step, b + step) for step in range(size)]
    return found


def _without_edges(
    passages: list[FilePassage], texts: list[list[str]], anchors: list[tuple[int, int]], heard: int
) -> tuple[list[FilePassage], list[list[str]], list[tuple[int, int]], list[str]]:
    """The same without headings and last remarks: passages without a time, of which nothing is said in the sound.

    Where there are words in the sound that they may be, they stay.
    """
    if not anchors:
        return passages, texts, anchors, []
    sizes = [len(text) for text in texts]
    starts = [sum(sizes[:place]) for place in range(len(sizes))]
    first = _unsaid(passages, sizes, starts, anchors[0][1], anchors[0][0])
    total = sum(sizes)
    last = _unsaid(
        passages[::-1],
        sizes[::-1],
        [total - start - size for start, size in zip(starts, sizes, strict=True)][::-1],
        total - 1 - anchors[-1][1],
        heard - 1 - anchors[-1][0],
    )
    keep = slice(first, len(passages) - last)
    gone = [*passages[:first], *passages[keep.stop :]]
    left = [f"what is not said in the recording: “{_short(one.text)}”" for one in gone[:5]]
    left += [f"{len(gone) - 5} more passages that are not said in it"] if len(gone) > 5 else []
    moved = starts[first] if first < len(starts) else 0
    return passages[keep], texts[keep], [(a, b - moved) for a, b in anchors], left


def _unsaid(
    passages: Sequence[FilePassage], sizes: Sequence[int], starts: Sequence[int], anchor: int, free: int
) -> int:
    """How many passages at one end are not said: so many words before the first known one, and `free` ones heard."""
    outer = [
        place
        for place, (size, start) in enumerate(zip(sizes, starts, strict=True))
        if start + size <= anchor and passages[place].start_ms is None
    ]
    count, words = 0, sum(sizes[place] for place in outer)
    for place in outer:
        if place != count or words <= 2 * free + 1:
            break
        words -= sizes[place]
        count += 1
    return count


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


def _with_next(passages: Sequence[FilePassage]) -> list[tuple[FilePassage, int | None]]:
    """Each passage, and when the next one that knows it begins."""
    found: list[tuple[FilePassage, int | None]] = []
    after: int | None = None
    for one in reversed(passages):
        found.append((one, after))
        after = after if one.start_ms is None else one.start_ms
    return found[::-1]


def _shared(one: FilePassage, after: int | None, duration_ms: int) -> list[Word]:
    """The words of a passage over its time, as long as it takes to say them where its end is not known."""
    if one.words:
        return [
            Word(word.text, word.start_ms, word.end_ms, GUESSED if word.shared else SUREST_ENGINE) for word in one.words
        ]
    texts, start = one.text.split(" "), min(one.start_ms or 0, duration_ms)
    end = one.end_ms
    if end is None or end <= start:
        end = min(start + spoken_ms(texts), duration_ms if after is None or after <= start else after)
    elif end - start > 2 * spoken_ms(texts):
        # A time that is only the beginning of the next passage.
        end = start + 2 * spoken_ms(texts)
    spread = share(texts, start, max(start + 1, min(end, duration_ms)))
    return [replace(word, confidence=GUESSED) for word in spread]


def _readable(found: Sequence[PlacedPassage], *, captions: bool) -> Iterator[PlacedPassage]:
    """The same words in passages as the program cuts them; captions of one voice that go on are put together first."""
    runs: list[list[PlacedPassage]] = []
    for one in found:
        if captions and runs and _goes_on(runs[-1][-1], one):
            runs[-1].append(one)
        else:
            runs.append([one])
    for run in runs:
        doubted = iter([UNSURE in one.spoken.flags for one in run for _ in one.spoken.words])
        for words in cut_to_passages([word for one in run for word in one.spoken.words]):
            doubts = sum(next(doubted) for _ in words)
            yield PlacedPassage(passage(words, (UNSURE,) if 2 * doubts > len(words) else ()), run[0].speaker)


def _goes_on(last: PlacedPassage, one: PlacedPassage) -> bool:
    gap = one.spoken.start_ms - last.spoken.end_ms
    return last.speaker == one.speaker and 0 <= gap <= GOES_ON_MS
