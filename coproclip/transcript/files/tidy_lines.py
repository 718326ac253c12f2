"""What programs write around the lines of a transcript, made plain before its lines are read.

Times in words (“Kit Lowe 1 minute 2 seconds”), the same time once in figures and once in words, a heading in lines of
its own (name, then time), and what a file says of itself in brackets.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from coproclip.transcript.files.passages import time_ms

_WORDED = (
    r"(?:(\d{1,3}) (?:hours?|Stunden?|heures?|horas?),? )?(?:(\d{1,3}) (?:minutes?|Minuten?|minutos?),? )?"
    r"(\d{1,2}) (?:seconds?|Sekunden?|secondes?|segundos?)"
)
_IN_WORDS = re.compile(_WORDED)
_NAME_THEN_WORDS = re.compile(rf"([^\W\d_][^:\[\]()<>#]{{0,60}}?(?: \([^()]{{1,30}}\))?) {_WORDED}")
_OF_ITSELF = re.compile(r"\[(?:ar|ti|al|au|by|re|ve|la|length|offset|tool|#)\s*:[^\[\]]*\]", re.IGNORECASE)
_BEGINS_WITH_TIME = re.compile(r"\[\d{1,3}:\d{2}[.:\d]*\]")
_LONGEST = 120


def without_words_on_itself(lines: Sequence[str]) -> list[str]:
    """Without the lines in brackets, above the first time in brackets, that say whose words they are, as in .lrc."""
    first = next((place for place, line in enumerate(lines) if _BEGINS_WITH_TIME.match(line.strip())), 0)
    return [line for place, line in enumerate(lines) if place >= first or not _OF_ITSELF.fullmatch(line.strip())]


def with_clocks(lines: Sequence[str]) -> list[str]:
    """Times in words as figures, where they head what a voice says or say again what stands beside them in figures."""
    blank = [" ".join(line.split()) if len(line) < _LONGEST else "" for line in lines]
    heads = [_NAME_THEN_WORDS.fullmatch(line) for line in blank]
    times = [_ms(head.groups()[1:]) for head in heads if head is not None and _is_a_name(head[1])]
    headed = len(times) > 1 and times == sorted(times)
    names = {head[1].casefold() for head in heads if head is not None} if headed else set[str]()
    clocks = [time_ms(line) for line in blank]
    found: list[str] = []
    for place, line in enumerate(lines):
        head, alone = heads[place], _IN_WORDS.fullmatch(blank[place])
        if blank[place].casefold() in names and _is_timed(blank[place + 1 : place + 2]):
            continue  # the name alone, above its heading
        if head is not None and headed and _is_a_name(head[1]):
            found.append(f"{head[1]} {_clock(_ms(head.groups()[1:]))}")
        elif alone is None or _ms(alone.groups()) not in _figures_beside(clocks, place):
            found.append(line)
    return found


def _is_timed(following: Sequence[str]) -> bool:
    return any(_NAME_THEN_WORDS.fullmatch(line) or _IN_WORDS.fullmatch(line) for line in following)


def names_above_times(lines: Sequence[str]) -> set[str]:
    """The names (folded) that most of the times have above them, in a line of their own behind an empty one."""
    times, names = 0, list[str]()
    for before, (name, time) in zip(["", *lines], pairwise(map(str.strip, lines)), strict=False):
        if len(time) < _LONGEST and time_ms(time) is not None:
            times += 1
            if not before.strip() and len(name) < _LONGEST and _is_a_name(name):
                names.append(name.casefold())
    return set(names) if len(names) > 1 and 2 * len(names) > times else set()


def _is_a_name(words: str) -> bool:
    """Whether words are written as a name is: few, each with a capital, and no sentence."""
    parts = words.split()
    return 0 < len(parts) <= 4 and parts[-1][-1] not in ".?!…" and all(_begins_like_a_name(part) for part in parts)


def _begins_like_a_name(word: str) -> bool:
    return word[0].isupper() or word[0] == "(" or (word[0].isalpha() and not word[0].islower())


def _figures_beside(clocks: Sequence[int | None], place: int) -> list[int]:
    return [ms for ms in clocks[max(0, place - 1) : place + 2] if ms is not None]


def _ms(parts: Sequence[str | None]) -> int:
    hours, minutes, seconds = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000


def _clock(ms: int) -> str:
    seconds = ms // 1000
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
