"""A transcript as lines of text, typed by a person or written by a program: names and times found where they stand.

“Amina: …”, “[00:12:34] Amina: …”, “Amina  0:12” above what she says, `#00:12:34-5#` within it. What happens twice, or
in most of the lines, is a pattern; what happens once is what somebody said.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from coproclip.transcript.files.passages import (
    MOST_PASSAGES,
    FilePassage,
    TranscriptFile,
    passage,
    time_ms,
    too_much,
    whole,
)
from coproclip.transcript.files.tidy_lines import names_above_times, with_clocks, without_words_on_itself

_CLOCK = r"(?:\d{1,3}:)?\d{1,3}:\d{2}(?:[.,]\d{1,3})?"
_MARKED = re.compile(rf"[\[(<{{]\s*({_CLOCK})(?:\s*(?:-->|[-–—])\s*{_CLOCK})?\s*[\])>}}]|#({_CLOCK})(?:-\d+)?#")
_BARE_LEADING = re.compile(rf"({_CLOCK})(?:\s*(?:-->|[-–—])\s*({_CLOCK}))?(?=\s|$)\s*[-–—|]?\s*")
_NAME = re.compile(r"[^\W\d_][^:\[\]()<>#\t]{0,60}?(?:\s\([^()]{1,30}\))?")
_LAST_CLOCK = re.compile(rf"(?<=[\s,–—-]){_CLOCK}\Z")
_TITLE = r"(?:(?:[DMS]r|Mrs|Ms|Prof|St|DR|MR|MRS|MS|PROF)\.\s)?"
_LABEL = re.compile(rf"({_TITLE}[^\W_][^:：.!?;\t“”\"]{{0,60}})(?:[:：](?!\d)(?!//)\s*|\t+\s*)(.*)")
# They say which way letters run, and stand before those of a name too.
_WAYS = "\u200e\u200f\u202a\u202b"
_MADE_BY = re.compile(r"(?:transcribed|transcript|transcription)\b.{0,20}\b(?:by|with)\b.{0,120}", re.IGNORECASE)
_MOST_WORDS_OF_NAME = 5
_DIGITS = re.compile(r"\d+")
_CAPITALS, _SEVERAL = "IN CAPITALS", "Several Words"
_SAID = 5
_HEAD = 300
"""So much of a line (letters) is looked at for a name and a time."""


def labels_in(lines: Sequence[str]) -> set[str]:
    """The names (folded) with which lines begin: those that come twice, or once where most lines have a name.

    One that comes once is a name too where it is written as the others are and words are not: in capitals, with a
    number (“Speaker 3”), or of several words that each begin with a capital.
    """
    return _labels(lines)[0]


def doubtful_labels(lines: Sequence[str]) -> list[str]:
    """What begins one line as a name would (“Khan: …”), beside names of others: it may be one, and is not taken so."""
    return _labels(lines)[1]


def doubt_of(labels: Sequence[str]) -> list[str]:
    """What is said of those that may be names."""
    if not labels:
        return []
    named = ", ".join(f"“{label}:”" for label in labels[:_SAID])
    more = f" and {len(labels) - _SAID} more" if len(labels) > _SAID else ""
    return [f"{named}{more}: once before the words, and left there, as it may be no voice."]


def _labels(lines: Sequence[str]) -> tuple[set[str], list[str]]:
    found = [label for line in lines if (label := _label(line)[0])]
    counted = Counter(map(str.casefold, found))
    most = 2 * len(found) > len(lines) and len(found) > 1
    once = {label.casefold() for label in found if most and _is_like_a_name(label)}
    names = {name for name, times in counted.items() if times > 1 or name in once}
    written = [label for label in found if label.casefold() in names]
    if 2 * sum(label.isupper() and len(label) > 1 for label in written) > len(written):
        # Names stand in capitals here: what does not is said, however often (“So: …”).
        names -= {label.casefold() for label in written if any(map(str.islower, label))}
    others = [label for label in dict.fromkeys(found) if label.casefold() not in names and _is_like_a_name(label)]
    usual = {form for label in found if label.casefold() in names for form in _forms(label)}
    capitals = [label for label in others if label.isupper()]
    if len(capitals) > 1:
        usual.add(_CAPITALS)
    alike = {label.casefold() for label in others if usual & _forms(label)}
    doubtful = [label for label in others if label.casefold() not in alike] if names or alike or capitals else []
    return names | alike, doubtful


def _forms(label: str) -> set[str]:
    """How a label is written, as far as what somebody says is not written so."""
    numbered = _DIGITS.sub("0", label.casefold())
    words = label.split()
    forms = {numbered} if numbered != label.casefold() else set[str]()
    forms |= {_CAPITALS} if label.isupper() and len(label) > 1 else set()
    forms |= {_SEVERAL} if len(words) > 1 and all(word[0].isupper() for word in words) else set()
    return forms


def _is_like_a_name(label: str) -> bool:
    words = label.split()
    return len(words) <= 3 and not any(word[0].islower() for word in words)  # not all letters have capitals


def without_label(line: str, names: Collection[str]) -> tuple[str, str]:
    """The name that a line begins with, if it is one of `names` (folded), and the rest."""
    name, rest = _label(line)
    return (name, rest) if name.casefold() in names else ("", line)


def _label(line: str) -> tuple[str, str]:
    line = line.strip()
    found = _LABEL.fullmatch(line[:_HEAD].lstrip(f"*_{_WAYS}"))
    name = found[1].strip(" -–—*_") if found else ""
    if not found or not name or len(name.split()) > _MOST_WORDS_OF_NAME or name.isdigit():
        return "", line
    return name, (found[2] + line[_HEAD:]).strip(" *_")


def headings_in(lines: Sequence[str]) -> set[str]:
    """The names (folded) that stand alone beside a time (“Amina [0:03]”), above what they say; see `labels_in`."""
    found = [name for line in lines if (name := _beside_a_time(line))]
    counted = Counter(map(str.casefold, found))
    timed = sum(_MARKED.search(line) is not None for line in lines)
    return {name for name, times in counted.items() if times > 1 or 2 * len(found) > timed}


def _beside_a_time(line: str) -> str:
    """The name on a line that has nothing else but a time, or nothing."""
    name = _MARKED.sub("", line).strip(" \t:–—-*_") if len(line) < _HEAD else ""
    alone = name and _MARKED.search(line) is not None and name[-1] not in ".?!…"
    return name if alone and _is_like_a_name(name) else ""


def name_and_time(line: str) -> tuple[str, str]:
    """What may be a name and the time behind it, where a line has nothing else (“Amina, 0:12”), or two empty texts.

    The time is looked for first: most lines have none at their end, however many marks part their words.
    """
    clock = _LAST_CLOCK.search(line) if len(line) < _HEAD else None
    end = clock.start() if clock is not None else 0
    while end and (line[end - 1].isspace() or line[end - 1] in ",–—-"):
        end -= 1
    return (line[:end], clock[0]) if clock is not None and _NAME.fullmatch(line, 0, end) else ("", "")


@dataclass(slots=True)
class _Reader:
    """Gathers passages line by line."""

    names: Collection[str]
    headings: Collection[str]
    bare_times: bool
    made: list[FilePassage | None] = field(default_factory=list)
    speaker: str = ""
    start_ms: int | None = None
    said: list[str] = field(default_factory=list)
    made_by: int = 0

    def close(self) -> None:
        """What was gathered is a passage."""
        if self.said:
            self.made.append(passage(" ".join(self.said), self.speaker, self.start_ms))
            if len(self.made) > MOST_PASSAGES:
                raise too_much()
            self.start_ms = None
        self.said = []

    def begin(self, speaker: str | None, start_ms: int | None) -> None:
        """Another passage: of the same voice, or of `speaker`."""
        self.close()
        self.speaker = self.speaker if speaker is None else speaker
        self.start_ms = self.start_ms if start_ms is None else start_ms

    def take(self, line: str) -> None:
        """One line of the file."""
        line = line.strip("\ufeff ")
        if not line.strip():
            self.close()
            return
        if len(line) < _HEAD and _MADE_BY.fullmatch(line):
            self.made_by += 1
            return
        name, clock = name_and_time(line)
        if name and self._is_time(clock) and len(name.split()) <= _MOST_WORDS_OF_NAME:
            self.begin(name, time_ms(clock))
            return
        if (name := _beside_a_time(line)).casefold() in self.headings and name:
            found = _MARKED.search(line)
            self.begin(name, time_ms((found[1] or found[2]) if found else ""))
            return
        leading = _BARE_LEADING.match(line) if self.bare_times else None
        if leading is not None and self._is_time(leading[1]):
            self.begin(None, time_ms(leading[1]))
            line = line[leading.end() :]
        # A name may stand before the first time or behind it.
        for start_ms, piece in _cut_at_times(line):
            if start_ms is not None:
                self.begin(None, start_ms)
            self._take_words(piece)

    def _take_words(self, words: str) -> None:
        name, rest = without_label(words, self.names)
        if name:
            self.begin(name, None)
        words = rest.strip().removeprefix(": ") if name else words.strip().removeprefix(": ")
        if words.casefold().rstrip(":").strip() in self.names:
            self.begin(words.rstrip(":").strip(), None)
        elif words:
            self.said.append(words)

    def _is_time(self, text: str) -> bool:
        return time_ms(text) is not None


def _cut_at_times(line: str) -> Iterator[tuple[int | None, str]]:
    at, start = 0, None
    for mark in _MARKED.finditer(line):
        time = time_ms(mark[1] or mark[2])
        if time is None:
            continue
        if mark.start() > at or start is not None:
            yield start, line[at : mark.start()]
        at, start = mark.end(), time
    yield start, line[at:]


def _has_bare_times(lines: Sequence[str]) -> bool:
    """Whether lines begin with times that go on and on: a clock time that somebody mentions does not."""
    times = [time for line in lines if (found := _BARE_LEADING.match(line)) and (time := time_ms(found[1])) is not None]
    return len(times) > 1 and times == sorted(times)


def read_lines(kind: str, lines: Sequence[str], left_out: Sequence[str] = ()) -> TranscriptFile:
    """A transcript of lines, of which an empty one ends a passage; raises `NoTranscript` without words."""
    spoken = without_words_on_itself(lines)
    of_itself = ["what the file says of itself, in brackets"] if len(spoken) < len(lines) else []
    lines = with_clocks(spoken)
    bare = _has_bare_times([line for line in lines if line.strip()])
    texts = []
    for line in filter(str.strip, lines):
        found = _BARE_LEADING.match(line) if bare else None
        texts.append(_MARKED.sub("", line[found.end() :] if found else line).strip())
    texts = [text for text in texts if text]
    names = labels_in(texts) | names_above_times(lines)
    reader = _Reader(names, headings_in(lines), bare)
    for line in lines:
        reader.take(line)
    reader.close()
    made_by = ["the line that says which program it was transcribed with"] if reader.made_by else []
    passages = _with_ends(reader.made)
    return whole(kind, passages, [*left_out, *of_itself, *made_by], notes=doubt_of(doubtful_labels(texts)))


def _with_ends(made: Sequence[FilePassage | None]) -> list[FilePassage | None]:
    """A passage ends where the next one that has a time begins, at the latest."""
    ended: list[FilePassage | None] = []
    following: int | None = None
    for one in reversed([one for one in made if one is not None]):
        if one.start_ms is not None:
            end = following if following is not None and following >= one.start_ms else None
            following = one.start_ms
            one = replace(one, end_ms=end)
        ended.append(one)
    return ended[::-1]
