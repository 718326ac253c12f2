"""Transcripts as JSON, as most programs and services write them: segments or paragraphs with times, often with words.

They call the same things by many names, so it is looked for what has words and a time rather than for one layout.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from coproclip.project.columns import loads
from coproclip.transcript.files.passages import (
    LONGEST_MS,
    FilePassage,
    NoTranscript,
    TimedWord,
    TranscriptFile,
    passage,
    whole,
)

_TEXT = ("text", "punctuated_word", "transcript", "body", "value", "word", "content", "sentence")
_START = ("start", "startTime", "start_time", "start_offset", "startOffset", "time", "from", "begin", "start_ms", "ts")
_END = ("end", "endTime", "end_time", "end_offset", "endOffset", "to", "stop", "end_ms", "end_ts")
_LENGTH = ("duration", "dur")
_SPEAKER = ("speaker", "speaker_name", "speakerName", "speaker_label", "speaker_id", "speakerId", "voice")
_WORDS = ("words", "alignment", "tokens", "elements", "items")
_SAMPLES = 16_000
# Otter counts the samples of its sound; one of its lists is known by this name.
_IN_SAMPLES = ("start_offset", "startOffset")
_Items = Sequence[Mapping[str, Any]]


def read_json_words(text: str) -> TranscriptFile:
    """What is said, by segments if it has any, else by words; raises `NoTranscript` where there is neither."""
    try:
        found = loads(text)
    except ValueError as error:
        raise NoTranscript("no JSON") from error
    lists = list(_lists(found))
    names = _names(lists)
    segments = max((one for one in lists if _is_said(one) and not _are_words(one)), key=_letters, default=None)
    words = max((one for one in lists if _is_said(one) and _are_words(one)), key=_letters, default=None)
    if segments is not None:
        return whole("JSON transcript", _of_segments(segments, names))
    if words is not None:
        return whole("JSON transcript", _of_words(words, _paragraphs(lists), names))
    raise NoTranscript("nothing with words and times")


def _lists(found: object) -> Iterator[_Items]:
    """Every list of objects in it, the outer ones first."""
    waiting = deque([found])
    while waiting:
        one = waiting.popleft()
        if isinstance(one, dict):
            waiting.extend(one.values())
        elif isinstance(one, list) and one:
            items = [item for item in one if isinstance(item, dict)]
            if items:
                yield items
                # What segments hold is read with them.
                waiting.extend(item for item in items if not _is_said([item]))


def _is_said(items: _Items) -> bool:
    return all(_said(one) is not None and _first(one, _START) is not None for one in items[:50])


def _are_words(items: _Items) -> bool:
    """Whether these are single words: an average of hardly more than one, and no words within."""
    some = items[:200]
    spaces = sum((_said(one) or "").strip().count(" ") for one in some)
    return spaces * 5 <= len(some) and not any(_inner(one) for one in some) and len(items) > 1


def _letters(items: _Items) -> int:
    return sum(len(_said(one) or "") for one in items)


def _said(item: Mapping[str, Any]) -> str | None:
    return next((item[key] for key in _TEXT if isinstance(item.get(key), str)), None)


def _inner(item: Mapping[str, Any]) -> _Items:
    """The words of a segment, where it has any with times."""
    for key in _WORDS:
        inner = item.get(key)
        if isinstance(inner, list) and inner and all(isinstance(one, dict) for one in inner) and _is_said(inner):
            return inner
    return ()


def _first(item: Mapping[str, Any], keys: Sequence[str]) -> tuple[str, float] | None:
    """The first of these keys that holds a number, and the number."""
    for key in keys:
        value = item.get(key)
        if isinstance(value, str):
            try:
                value = float(value)
            except ValueError:
                continue
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= LONGEST_MS * 48:
            return key, float(value)
    return None


def _scale(items: _Items) -> float:
    """How many ms one unit of their times is: whole numbers that are far apart are ms, all else seconds."""
    known = [found for one in items if (found := _first(one, _START)) is not None]
    if any(key in _IN_SAMPLES for key, _ in known):
        return 1000 / _SAMPLES
    if any(key.endswith("_ms") for key, _ in known):
        return 1.0
    whole_numbers = all(value.is_integer() for _, value in known)
    lengths = sorted(
        end[1] - start[1]
        for one in items
        if (start := _first(one, _START)) and (end := _first(one, _END)) and end[1] > start[1]
    )
    # Nobody says a word for a minute: numbers so large count ms.
    return 1.0 if whole_numbers and lengths and lengths[len(lengths) // 2] > 60 else 1000.0


def _times(item: Mapping[str, Any], scale: float) -> tuple[int, int | None]:
    start, end, length = _first(item, _START), _first(item, _END), _first(item, _LENGTH)
    begin = round(start[1] * scale) if start else 0
    if end is not None:
        return begin, round(end[1] * scale)
    return begin, begin + round(length[1] * scale) if length is not None else None


def _names(lists: Sequence[_Items]) -> dict[str, str]:
    """What voices are called, by their id, where a list says so."""
    return {
        str(one["id"]): one["name"]
        for items in lists
        for one in items
        if isinstance(one.get("name"), str) and isinstance(one.get("id"), str | int) and _said(one) is None
    }


def _whose(item: Mapping[str, Any], names: Mapping[str, str]) -> str:
    for key in _SPEAKER:
        value = item.get(key)
        if isinstance(value, dict):
            value = value.get("name") or value.get("id")
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return names.get(str(value), str(value))
    return ""


def _of_segments(segments: _Items, names: Mapping[str, str]) -> Iterator[FilePassage | None]:
    scale = _scale(segments)
    inner = [word for one in segments for word in _inner(one)]
    word_scale = _scale(inner) if inner else scale
    for one in sorted(segments, key=lambda one: (_first(one, _START) or ("", 0.0))[1]):
        start, end = _times(one, scale)
        words = _timed(_inner(one), word_scale)
        text = _said(one) or ""
        same = "".join("".join(word.text for word in words).split()) == "".join(text.split())
        yield passage(text, _whose(one, names), start, end, words if same else ())


def _timed(words: _Items, scale: float) -> list[TimedWord]:
    """Words with their times; marks that stand alone belong to the word before. Empty where one has no end."""
    found: list[tuple[list[str], int, int]] = []
    for one in words:
        text = (_said(one) or "").strip()
        start, end = _times(one, scale)
        if text and found and not any(map(str.isalnum, text)):
            found[-1][0].append(text)
        elif text:
            if end is None:
                return []
            found.append(([text], start, max(start, end)))
    return [TimedWord("".join(parts), start, end) for parts, start, end in found]


def _paragraphs(lists: Sequence[_Items]) -> _Items:
    """The list that says who speaks from when on, where there is one without words of its own."""
    for items in lists:
        if all(_said(one) is None and _first(one, _START) and any(key in one for key in _SPEAKER) for one in items):
            return sorted(items, key=lambda one: (_first(one, _START) or ("", 0.0))[1])
    return ()


def _of_words(words: _Items, paragraphs: _Items, names: Mapping[str, str]) -> Iterator[FilePassage | None]:
    """Single words, cut where another paragraph begins or another voice speaks."""
    timed = _timed(words, _scale(words))
    if not timed:
        raise NoTranscript("words without times")
    scale = _scale(paragraphs)
    begins = [(_times(one, scale)[0], _whose(one, names)) for one in paragraphs]
    spoken = [one for one in words if any(map(str.isalnum, _said(one) or ""))]
    voices = [_whose(one, names) for one in spoken] if len(spoken) == len(timed) else [""] * len(timed)
    run: list[TimedWord] = []
    place, who = -1, ""
    for word, voice in zip(timed, voices, strict=True):
        now = place
        while now + 1 < len(begins) and begins[now + 1][0] <= word.start_ms:
            now += 1
        speaks = begins[now][1] if begins and now >= 0 else voice
        if run and (now != place or speaks != who):
            yield passage("", who, words=run)
            run = []
        place, who = now, speaks
        run.append(word)
    yield passage("", who, words=run)
