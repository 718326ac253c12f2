"""Captions and words as files: WebVTT, SubRip and plain text."""

import re
from collections.abc import Sequence
from enum import StrEnum
from textwrap import wrap

from coproclip.excerpts.approval import ShareableExcerpt
from coproclip.excerpts.rules.grants import NO_TEXT, ShareableText, verify
from coproclip.export.captioning.cues import ELLIPSIS, Cue, CueWord, label, label_has_own_line
from coproclip.export.captioning.writing_systems import is_right_to_left, isolated, joined
from coproclip.export.notices import Notice
from coproclip.export.sound.cutting import Cut
from coproclip.harmless import plain
from coproclip.timecode import print_time


class CaptionKind(StrEnum):
    """What captions and words are written as: WebVTT, SubRip, and words without times."""

    VTT = "vtt"
    SRT = "srt"
    TXT = "txt"

    @property
    def ending(self) -> str:
        """“.vtt”."""
        return f".{self.value}"

    @property
    def timed(self) -> bool:
        """Whether its words have times."""
        return self is not CaptionKind.TXT

    @property
    def mime(self) -> str:
        """What browsers and podcast programs know it by."""
        return {"vtt": "text/vtt", "srt": "application/x-subrip", "txt": "text/plain"}[self.value]


# SubRip has no way to write these as themselves: players take them for tags and hide what is inside.
_SRT_LOOKALIKES = str.maketrans({"<": "‹", ">": "›", "{": "(", "}": ")"})
_TIME = re.compile(r"\d{1,2}:\d{2}:\d{2}[.,]\d")

# How far a word may stick out of the marks and still be the excerpt's: recognised edges are not sharper than this.
_BREATH_MS = 30


def clip_words(excerpt: ShareableExcerpt, cut: Cut) -> list[CueWord]:
    """The words whose sound is whole in the clip, at clip time (ms from its start)."""
    verify(excerpt)
    found: list[CueWord] = []
    for number, (span, piece) in enumerate(zip(excerpt.spans, cut.pieces, strict=True)):
        first = number > 0
        # A cut a little inside the marks takes an edge of a word, not the word.
        low = max(span.start_ms - _BREATH_MS, min(piece.source.start_ms, span.start_ms))
        high = min(span.end_ms + _BREATH_MS, max(piece.source.end_ms, span.end_ms))
        for word in excerpt.words:
            middle = (word.start_ms + word.end_ms) // 2
            if not (span.contains(middle) and low <= word.start_ms and word.end_ms <= high):
                continue
            start, end = piece.clip_time(word.start_ms), piece.clip_time(word.end_ms)
            found.append(CueWord(plain(word.text), start, min(end, cut.duration_ms), plain(word.speaker), first))
            first = False
    return [word for word in found if word.text]


_BEFORE = "Before you listen"
_LINE = 42
_FEW_LINES = 3
"""So many lines of a first caption are for the note before it."""


def care_lines(care: ShareableText) -> list[str]:
    """The note before hearing as the first lines of a caption; cut where it would hide the words for long."""
    return wrap(f"[{_BEFORE}: {plain(care)}]", _LINE, max_lines=_FEW_LINES, placeholder=" …]") if care else []


def vtt(cues: Sequence[Cue], *, notice: Notice = Notice.NONE, care: ShareableText = NO_TEXT) -> str:
    """WebVTT with a voice for each speaker; its head and first caption say the `notice`, what the file is for.

    They say too what is to be known before hearing it: `care`.
    """
    blocks = [f"WEBVTT - {notice}\n\nNOTE {notice}" if notice else "WEBVTT"]
    if care:
        blocks.append(f"NOTE {_BEFORE}: {_escaped(plain(care))}")
    for number, cue in enumerate(cues):
        words = "\n".join(_escaped(line) for line in cue.lines)
        if speaker := _escaped(plain(cue.speaker)):
            words = f"<v {speaker}>{words}</v>"
        if number == 0:
            head = [f"[{notice}]"] if notice else []
            words = "\n".join([*head, *map(_escaped, care_lines(care)), words])
        blocks.append(f"{number + 1}\n{print_time(cue.start_ms)} --> {print_time(cue.end_ms)}\n{words}")
    return "\n\n".join(blocks) + "\n"


def srt(cues: Sequence[Cue], *, notice: Notice = Notice.NONE, care: ShareableText = NO_TEXT) -> str:
    """SubRip with `SPEAKER:` where the voice changes, lines ended the way its players expect (CR LF)."""
    blocks = []
    for number, cue in enumerate(cues):
        lines = [_seen_in_srt(line) for line in cue.lines]
        mark = _seen_in_srt(label(cue.speaker)) if cue.new_turn else ""
        # A name from left to right would turn words from right to left that stand on its line.
        turns_words = bool(lines) and is_right_to_left(mark) != is_right_to_left(lines[0])
        lines = [isolated(line) for line in lines]
        mark = isolated(mark)
        if mark and (label_has_own_line(mark) or turns_words):
            lines.insert(0, mark)
        elif mark and lines:
            lines[0] = f"{mark} {lines[0]}"
        if number == 0:
            head = [f"[{notice}]"] if notice else []
            lines = [*head, *map(_seen_in_srt, care_lines(care)), *lines]
        times = f"{print_time(cue.start_ms, separator=',')} --> {print_time(cue.end_ms, separator=',')}"
        blocks.append("\r\n".join([str(number + 1), times, *lines]) + "\r\n")
    return "\r\n".join(blocks)


def turns(words: Sequence[CueWord]) -> list[tuple[str, str]]:
    """(speaker, what they say) for each turn, with “…” where something was taken out."""
    found: list[tuple[str, list[str]]] = []
    for word in words:
        if not found or found[-1][0] != word.speaker:
            found.append((word.speaker, []))
        found[-1][1].append(word.shown)
    return [(speaker, joined(said)) for speaker, said in found]


def said_in(excerpt: ShareableExcerpt) -> str:
    """The exact words, with “…” where something was taken out; a line for each turn where several are heard."""
    verify(excerpt)
    said: list[CueWord] = []
    starts = [span.start_ms for span in excerpt.spans[1:]]
    for word in excerpt.words:
        cut = bool(said) and any(said[-1].start_ms < start <= word.start_ms for start in starts)
        said.append(CueWord(plain(word.text), word.start_ms, word.end_ms, plain(word.speaker), cut))
    found = turns(said)
    if len({speaker for speaker, _ in found}) < 2:
        return " ".join(text for _, text in found)
    return "\n".join(f"{speaker}: {text}" for speaker, text in found)


TIMED = {CaptionKind.VTT: vtt, CaptionKind.SRT: srt}
"""What writes each kind of captions with times."""


def plain_text(
    words: Sequence[CueWord], *, title: str = "", notice: Notice = Notice.NONE, care: ShareableText = NO_TEXT
) -> str:
    """One paragraph a turn, after the title and what is to be known before hearing it (`care`).

    The first line is the `notice`, what the file is for.
    """
    said = [f"{isolated(f'{speaker}:')} {isolated(text)}" if speaker else text for speaker, text in turns(words)]
    head: list[str] = [notice] if notice else []
    head += [plain(title)] if title else []
    head += [f"{_BEFORE}: {plain(care)}"] if care else []
    return "\n\n".join([*head, *said]) + "\n"


def quote(words: Sequence[CueWord]) -> str:
    """All that is said, on one line."""
    return joined(word.shown for word in words).removeprefix(f"{ELLIPSIS} ")


def _seen_in_srt(line: str) -> str:
    # Some readers take any line with two times for the beginning of a caption.
    line = _TIME.sub(lambda time: time[0].replace(":", "∶"), line)
    return line.replace("-->", "→").translate(_SRT_LOOKALIKES)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
