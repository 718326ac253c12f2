"""Words with times become captions (`Cue`): where to break, and when each shows.

The defaults follow what broadcasters and streaming services agree on: two lines of 37 characters, at most
17 characters a second, one to six seconds, breaks at natural places. Words are never changed or left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from coproclip.export.captioning.breaks import break_cost
from coproclip.export.captioning.writing_systems import joined, may_break, signs, space_between, width
from coproclip.harmless import plain

ELLIPSIS = "…"
_ENDLESS = float("inf")


class CueWord(NamedTuple):
    """A word as it is shown (`text`), when it is heard (ms), who says it, and whether sound was taken out before it."""

    text: str
    start_ms: int
    end_ms: int
    speaker: str = ""
    cut_before: bool = False

    @property
    def shown(self) -> str:
        """The word, with “…” before it where something was taken out."""
        return f"{ELLIPSIS} {self.text}" if self.cut_before else self.text


@dataclass(frozen=True, slots=True)
class CaptionPreset:
    """The measures captions are made by: characters, characters a second, and ms."""

    soft_line: int = 37
    hard_line: int = 42
    lines: int = 2
    target_cps: float = 15
    warn_cps: float = 17
    stop_cps: float = 20
    min_ms: int = 1000
    hard_min_ms: int = 830
    max_ms: int = 6000
    hard_max_ms: int = 7000
    min_gap_ms: int = 80
    close_gap_ms: int = 500
    hang_ms: int = 500
    late_ms: int = 100


STANDARD = CaptionPreset()


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption: when it shows (ms), its lines, who speaks, and whether another voice spoke before (`new_turn`)."""

    start_ms: int
    end_ms: int
    lines: tuple[str, ...]
    speaker: str = ""
    new_turn: bool = False
    words: tuple[CueWord, ...] = ()

    @property
    def text(self) -> str:
        """Its lines as one."""
        return joined(self.lines)

    @property
    def cps(self) -> float:
        """Characters a second; a wide sign counts for as many letters as it is read like."""
        return 1000 * width(self.text) / max(1, self.end_ms - self.start_ms)


def label(speaker: str, preset: CaptionPreset = STANDARD) -> str:
    """`ONE STORYTELLER:`, the way captions without voices name who speaks; empty for nobody."""
    name = plain(speaker).upper()
    if len(name) >= preset.hard_line:
        name = name[: preset.hard_line - 2].rstrip() + ELLIPSIS
    return f"{name}:" if name else ""


def label_has_own_line(text: str, preset: CaptionPreset = STANDARD) -> bool:
    """Whether a label is too long to share a line with words."""
    return len(text) > preset.hard_line // 2


def make_cues(words: Sequence[CueWord], duration_ms: int, preset: CaptionPreset = STANDARD) -> list[Cue]:
    """Captions for `words`, in their order, each word once, none shown after `duration_ms`.

    A caption starts with its first word (at most 100 ms later, where another caption must first go), and stays
    up to 0.5 s after its last. Room is kept for `label()` wherever the voice changes.
    """
    tidy = _in_order(words, duration_ms)
    duration_ms = max(duration_ms, tidy[-1].start_ms + 1) if tidy else duration_ms
    pieces: list[tuple[list[CueWord], int, bool]] = []
    begin = 0
    while begin < len(tidy):
        end = begin + 1
        while end < len(tidy) and tidy[end].speaker == tidy[begin].speaker:
            end += 1
        until = tidy[end].start_ms if end < len(tidy) else duration_ms + preset.min_gap_ms
        pieces += _Turn(tidy[begin:end], until, preset).cues()
        begin = end
    return _timed(pieces, duration_ms, preset)


def _in_order(words: Sequence[CueWord], duration_ms: int) -> list[CueWord]:
    # Recognised times may touch, overlap or stand still, and who interrupts is written after the passage that is
    # interrupted. Captions need starts that rise and words that do not overlap: what was said in between comes
    # right after, squeezed together, so that nothing later is late.
    kept: list[CueWord] = []
    cut = squeezed = False
    for word in (part for whole in words for part in _parts(whole)):
        text = word.text
        cut = cut or word.cut_before
        if not text:
            continue
        start = max(0, word.start_ms)
        if kept and start <= (before := kept[-1]).start_ms:
            start = before.start_ms + 1
            if not squeezed:
                start = max(start, min(before.end_ms, duration_ms - 20))
            squeezed = True
        else:
            squeezed = False
        end = start + max(1, word.end_ms - max(0, word.start_ms))
        kept.append(CueWord(text, start, end, word.speaker, cut and bool(kept)))
        cut = False
    ends = [*(word.start_ms for word in kept[1:]), max(duration_ms, kept[-1].start_ms + 1)] if kept else []
    return [word._replace(end_ms=min(word.end_ms, end)) for word, end in zip(kept, ends, strict=True)]


def _parts(word: CueWord) -> list[CueWord]:
    """A word; a run of wide signs that is longer than a line in as many parts as it has signs, each with its time."""
    text = plain(word.text)
    parts = signs(text) if width(text) > STANDARD.soft_line / 2 else [text]
    long = (word.end_ms - word.start_ms) / len(parts)
    return [
        word._replace(
            text=part,
            start_ms=round(word.start_ms + place * long),
            end_ms=round(word.start_ms + (place + 1) * long),
            cut_before=word.cut_before and place == 0,
        )
        for place, part in enumerate(parts)
    ]


class _Turn:
    """The words of one voice without interruption, broken into captions by the cheapest path."""

    def __init__(self, words: list[CueWord], until_ms: int, preset: CaptionPreset) -> None:
        self.words, self.preset = words, preset
        self.starts = [word.start_ms for word in words] + [until_ms]
        # Where each word begins and ends on a line that holds all of them, and what breaks between them cost.
        self.at = [0.0]
        self.ends: list[float] = []
        self.cost_between = [0.0]
        self.pause_cost = [0.0]
        for place, word in enumerate(words):
            self.ends.append(self.at[-1] + width(word.shown))
            following = words[place + 1].shown if place + 1 < len(words) else ""
            self.at.append(self.ends[-1] + len(space_between(word.shown, following)))
        for before, after in pairwise(words):
            gap = after.start_ms - before.end_ms
            cost = break_cost(before.text, after.text, gap, cut=after.cut_before)
            bound = not space_between(before.shown, after.shown) and not may_break(before.shown, after.shown)
            self.cost_between.append(cost + 200 * bound)
            pause = max(0, gap - 600) / 1000
            self.pause_cost.append(self.pause_cost[-1] + 12 * pause + 12 * pause**2 + 15 * after.cut_before)
        self.cost_between.append(0.0)
        mark = label(words[0].speaker, preset)
        self.label_alone = label_has_own_line(mark, preset)
        self.label_room = 0 if self.label_alone or not mark else len(mark) + 1

    def cues(self) -> list[tuple[list[CueWord], int, bool]]:
        """(words, how many on the first line, first of the turn) for each caption."""
        best = [0.0] + [_ENDLESS] * len(self.words)
        back = [(0, 0)] * (len(self.words) + 1)
        longest = self.preset.hard_line * self.preset.lines + 1
        for end in range(1, len(self.words) + 1):
            for begin in range(end - 1, -1, -1):
                if self.ends[end - 1] - self.at[begin] > longest and begin < end - 1:
                    break
                known = best[begin] + self._cost(begin, end)
                if known >= best[end]:
                    continue
                lay_cost, first_line = self._laid_out(begin, end)
                if known + lay_cost < best[end]:
                    best[end], back[end] = known + lay_cost, (begin, first_line)
        found = []
        end = len(self.words)
        while end:
            begin, first_line = back[end]
            found.append((self.words[begin:end], first_line, begin == 0))
            end = begin
        return found[::-1]

    def _cost(self, begin: int, end: int) -> float:
        preset = self.preset
        start, last = self.starts[begin], self.words[end - 1].end_ms
        shown = _out(start, last, self.starts[end], preset) - start
        if shown > preset.hard_max_ms and end - begin > 1:
            return _ENDLESS
        cost = 10 + self.cost_between[end] + self.pause_cost[end - 1] - self.pause_cost[begin]
        if shown < preset.min_ms:
            cost += 30 * (preset.min_ms - shown) / 1000 + (30 if shown < preset.hard_min_ms else 0)
        cost += 30 * max(0, shown - preset.max_ms) / 1000
        cps = 1000 * (self.ends[end - 1] - self.at[begin]) / max(1, shown)
        cost += 2 * max(0.0, cps - preset.target_cps) + 8 * max(0.0, cps - preset.warn_cps)
        return cost + 20 * max(0.0, min(cps, 60.0) - preset.stop_cps)

    def _laid_out(self, begin: int, end: int) -> tuple[float, int]:
        """What the best lines cost, and how many words the first holds."""
        preset = self.preset
        room = self.label_room if begin == 0 else 0
        two = preset.lines > 1 and not (begin == 0 and self.label_alone)
        whole = self.ends[end - 1] - self.at[begin] + room
        best, first_line = _ENDLESS, end - begin
        if whole <= preset.hard_line:
            best = 3 * max(0, whole - preset.soft_line)
        elif end - begin == 1:
            best = 200.0
        if not two or whole <= preset.soft_line:
            return best, first_line
        for middle in range(begin + 1, end):
            upper = self.ends[middle - 1] - self.at[begin] + room
            lower = self.ends[end - 1] - self.at[middle]
            if upper > preset.hard_line:
                break
            if lower > preset.hard_line:
                continue
            over = max(0, upper - preset.soft_line) + max(0, lower - preset.soft_line)
            cost = 2 + 3 * over + 0.12 * abs(upper - lower) + 0.4 * self.cost_between[middle]
            if cost < best:
                best, first_line = cost, middle - begin
        return best, first_line


def _out(start_ms: int, last_ms: int, next_ms: int, preset: CaptionPreset) -> int:
    """When a caption goes: `last_ms` its last word's end, `next_ms` the start of the next caption."""
    silence = next_ms - last_ms
    if silence <= preset.hang_ms + preset.min_gap_ms:
        out = next_ms - preset.min_gap_ms
    elif silence < preset.hang_ms + preset.close_gap_ms:
        # Staying the whole half second would leave a flicker of a gap, neither closed nor a pause.
        out = max(next_ms - preset.close_gap_ms, last_ms)
    else:
        out = last_ms + preset.hang_ms
        out = min(out, max(last_ms, start_ms + preset.max_ms))
    return min(out, start_ms + preset.hard_max_ms)


def _timed(pieces: list[tuple[list[CueWord], int, bool]], duration_ms: int, preset: CaptionPreset) -> list[Cue]:
    starts = []
    for number, (words, _, _) in enumerate(pieces):
        start, late = words[0].start_ms, 0
        if number:
            silence = start - pieces[number - 1][0][-1].end_ms
            late = max(0, min(preset.min_gap_ms - silence, preset.late_ms))
        starts.append(start + min(late, (words[-1].end_ms - start) // 2))
    cues = []
    for number, (words, first_line, first) in enumerate(pieces):
        start, last = starts[number], words[-1].end_ms
        if number + 1 < len(pieces):
            end = min(_out(start, last, starts[number + 1], preset), starts[number + 1])
        else:
            # A little before the sound ends, where its tail leaves room for that.
            end = min(start + preset.hard_max_ms, max(last, min(last + preset.hang_ms, duration_ms - 20)))
        shown = [word.shown for word in words]
        lines = tuple(joined(line) for line in (shown[:first_line], shown[first_line:]) if line)
        speaker = words[0].speaker
        cues.append(Cue(start, max(end, start + 1), lines, speaker, first, tuple(words)))
    return cues
