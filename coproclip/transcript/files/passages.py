"""What a transcript's file says, whatever its format: who says what, and when as far as the file knows."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coproclip.errors import BadInput
from coproclip.harmless import plain
from coproclip.project.columns import MOST_LETTERS_OF_TITLE, MOST_LETTERS_OF_WORD

NOTHING_CHANGED = "Nothing was changed."
MOST_PASSAGES, MOST_WORDS, MOST_LETTERS = 50_000, 500_000, 8_000_000
"""No conversation has more; what has is made to keep a computer busy."""
MOST_VOICES = 200
LONGEST_MS = 7 * 24 * 3_600_000
_TIME = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2})(?:[.,](\d{1,3}))?")


@dataclass(frozen=True, slots=True)
class TimedWord:
    """A word of which the file says when it is heard (ms); `shared`: with others, and not which of them when."""

    text: str
    start_ms: int
    end_ms: int
    shared: bool = False


@dataclass(frozen=True, slots=True)
class FilePassage:
    """What one voice says: its words on one line, who says them (empty: not said), and when (ms; None: not said).

    `words` are the same words with a time each, or none.
    """

    text: str
    speaker: str = ""
    start_ms: int | None = None
    end_ms: int | None = None
    words: tuple[TimedWord, ...] = ()


@dataclass(frozen=True, slots=True)
class TranscriptFile:
    """All of a file. `kind` is its format in words (“SubRip captions”), `left_out` are sentences on what is not here,
    `notes` those on what is here and may have been meant otherwise. `read_as` is the encoding that was guessed.

    `captions`: a passage is a line on a screen, and its sentence may go on in the next.
    """

    kind: str
    passages: tuple[FilePassage, ...]
    left_out: tuple[str, ...] = ()
    captions: bool = False
    notes: tuple[str, ...] = ()
    read_as: str = ""

    @property
    def is_timed(self) -> bool:
        """Whether every passage says when it begins."""
        return all(one.start_ms is not None for one in self.passages)

    @property
    def has_word_times(self) -> bool:
        """Whether every word has a time of its own."""
        return all(one.words for one in self.passages)

    @property
    def speakers(self) -> tuple[str, ...]:
        """The names of its voices, in the order they are first heard."""
        return tuple(dict.fromkeys(one.speaker for one in self.passages if one.speaker))


class NoTranscript(ValueError):
    """What a reader raises for a file that is not of its format, or makes no sense in it."""


def passage(
    text: str,
    speaker: str = "",
    start_ms: int | None = None,
    end_ms: int | None = None,
    words: Iterable[TimedWord] = (),
) -> FilePassage | None:
    """A passage as it may be kept: harmless signs, no word longer than any, times that make sense. None without words.

    Raises `NoTranscript` for a time that no recording has.
    """
    timed = tuple(one for word in words for one in _tidied(word))
    said = [word.text for word in timed] if timed else _words(text)
    if not said:
        return None
    starts = [time for time in (start_ms, end_ms, *(word.end_ms for word in timed)) if time is not None]
    if any(not 0 <= time <= LONGEST_MS for time in starts):
        raise NoTranscript("a time that no recording has")
    if start_ms is None and timed:
        start_ms, end_ms = timed[0].start_ms, timed[-1].end_ms
    if end_ms is None and timed:
        end_ms = timed[-1].end_ms
    if start_ms is not None and end_ms is not None:
        end_ms = max(start_ms, end_ms)
    return FilePassage(" ".join(said), plain(speaker)[:MOST_LETTERS_OF_TITLE], start_ms, end_ms, timed)


def _words(text: str) -> list[str]:
    return [
        word[at : at + MOST_LETTERS_OF_WORD]
        for word in plain(text).split(" ")
        for at in range(0, len(word), MOST_LETTERS_OF_WORD)
    ]


def _tidied(word: TimedWord) -> list[TimedWord]:
    """Its words, which are several where the file times two at once; they share the time."""
    said = _words(word.text)
    length = max(0, word.end_ms - word.start_ms)
    edges = [word.start_ms + length * place // max(1, len(said)) for place in range(len(said) + 1)]
    shared = len(said) > 1
    return [TimedWord(text, start, end, shared) for text, start, end in zip(said, edges, edges[1:], strict=False)]


def too_much() -> BadInput:
    """What is said of a file that holds more than anybody can have said."""
    return BadInput("There is far too much in this file.", NOTHING_CHANGED, "Choose another file.")


def whole(
    kind: str,
    passages: Iterable[FilePassage | None],
    left_out: Iterable[str] = (),
    *,
    captions: bool = False,
    notes: Iterable[str] = (),
) -> TranscriptFile:
    """A transcript of these; raises `NoTranscript` without any words, `BadInput` for far too many."""
    kept, words, voices = list[FilePassage](), 0, set[str]()
    for one in passages:
        if one is not None:
            kept.append(one)
            words += one.text.count(" ") + 1
            voices.add(one.speaker)
        if len(voices) > MOST_VOICES + 1:
            raise BadInput(
                f"There are more than {MOST_VOICES} voices in this file.",
                NOTHING_CHANGED,
                "Look whether what stands before its words are names of voices.",
            )
        if len(kept) > MOST_PASSAGES or words > MOST_WORDS:
            raise too_much()
    if not kept:
        raise NoTranscript("no words")
    return TranscriptFile(kind, tuple(kept), tuple(dict.fromkeys(left_out)), captions, tuple(dict.fromkeys(notes)))


def are_ms(lengths: Sequence[float], letters: int) -> bool:
    """Whether the times of what is said are ms, and not seconds: `lengths` of all of it, and how many letters it has.

    Times with fractions are seconds. Nobody says a word for a minute, nor, in ms, ten letters in a tenth of a second.
    """
    known = sorted(length for length in lengths if length > 0)
    whole_numbers = all(length.is_integer() for length in known)
    return bool(known) and whole_numbers and known[len(known) // 2] > 60 and 10 * letters < sum(known)


def time_ms(text: str) -> int | None:
    """`01:02:03.450`, `62:03` or `1:02,4` in ms; None for anything else."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    hours, minutes, seconds, rest = found.groups()
    if int(seconds) > 59 or (hours is not None and int(minutes) > 59):
        return None
    return ((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int((rest or "").ljust(3, "0"))
