"""Spans over words, as plain values: what is inside, what it says, and what is left when something is taken out."""

from collections.abc import Sequence
from dataclasses import dataclass

from coproclip.project.schema import Word
from coproclip.timecode import TimeRange
from coproclip.transcript.edits import text_of

CUT = "…"


@dataclass(frozen=True, slots=True)
class SpokenAt:
    """A word of a story with the passage and the voice it belongs to."""

    word: Word
    segment_id: int
    speaker_id: int | None


def inside(words: Sequence[SpokenAt], span: TimeRange) -> list[SpokenAt]:
    """The words whose middle is in `span`."""
    return [spoken for spoken in words if span.contains((spoken.word.start_ms + spoken.word.end_ms) // 2)]


def quote(words: Sequence[SpokenAt], spans: Sequence[TimeRange]) -> str:
    """The words of the spans, with “…” where something was taken out."""
    parts = [text_of(spoken.word for spoken in inside(words, span)) for span in spans]
    return f" {CUT} ".join(part for part in parts if part)


def headline(text: str, limit: int = 60) -> str:
    """The beginning of a quote, cut at a word, to serve as a title."""
    if len(text) <= limit:
        return text.rstrip(" .,;:")
    return text[: limit + 1].rsplit(" ", 1)[0].rstrip(" .,;:") + CUT


def whole_words(words: Sequence[SpokenAt], span: TimeRange) -> TimeRange:
    """`span` moved out to the whole words it touches by more than a breath, or in to the pause it lies in."""
    near = [word.word for word in words if word.word.start_ms < span.end_ms and span.start_ms < word.word.end_ms]
    middle = (span.start_ms + span.end_ms) // 2
    touched = [
        word
        for word in near
        if word.start_ms <= middle < word.end_ms
        or min(word.end_ms, span.end_ms) - max(word.start_ms, span.start_ms)
        > min(30, (word.end_ms - word.start_ms) // 3)
    ]
    if touched:
        return TimeRange(min(word.start_ms for word in touched), max(word.end_ms for word in touched))
    return TimeRange(
        max((word.end_ms for word in near if word.end_ms <= middle), default=span.start_ms),
        min((word.start_ms for word in near if word.start_ms > middle), default=span.end_ms),
    )


def snapped(words: Sequence[Word], time_ms: int, *, later: bool) -> int:
    """`time_ms` unless it falls within a word; then the end of that word in the direction of the move."""
    for word in words:
        if word.start_ms < time_ms < word.end_ms:
            return word.end_ms if later else word.start_ms
    return time_ms


def cut_out(words: Sequence[SpokenAt], spans: Sequence[TimeRange], gone: TimeRange) -> list[TimeRange]:
    """What is left of `spans` without `gone`: parts without a word only where there was none before."""
    kept: list[TimeRange] = []
    for span in spans:
        if not span.overlaps(gone):
            kept.append(span)
            continue
        silent = not inside(words, span)
        # The edges at the cut are the words'; the outer ones stay where a person set them.
        if span.start_ms < gone.start_ms:
            rest = TimeRange(span.start_ms, gone.start_ms)
            if spoken := inside(words, rest):
                kept.append(TimeRange(rest.start_ms, min(rest.end_ms, spoken[-1].word.end_ms)))
            elif silent:
                kept.append(rest)
        if gone.end_ms < span.end_ms:
            rest = TimeRange(gone.end_ms, span.end_ms)
            if spoken := inside(words, rest):
                kept.append(TimeRange(max(rest.start_ms, spoken[0].word.start_ms), rest.end_ms))
            elif silent:
                kept.append(rest)
    return kept


def on_record(
    words: Sequence[SpokenAt], spans: Sequence[TimeRange], off_record: Sequence[TimeRange]
) -> list[TimeRange]:
    """What is left of `spans` without the stretches that were off the record; no word is cut."""
    spoken = [word.word for word in words]
    kept = list(spans)
    for gone in off_record:
        start, end = snapped(spoken, gone.start_ms, later=False), snapped(spoken, gone.end_ms, later=True)
        kept = cut_out(words, kept, TimeRange(start, end))
    return kept
