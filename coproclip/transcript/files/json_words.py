"""Transcripts as JSON, as most programs and services write them: segments or paragraphs with times, often with words.

They call the same things by many names, so it is looked for what has words and a time rather than for one layout.
"""

import re
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
    are_ms,
    passage,
    time_ms,
    whole,
)

_TEXT = ("text", "punctuated_word", "transcript", "body", "value", "word", "content", "sentence", "display")
_START = (
    "start",
    "startTime",
    "start_time",
    "start_offset",
    "startOffset",
    "time",
    "from",
    "begin",
    "start_ms",
    "ts",
    "offset",
)
_END = ("end", "endTime", "end_time", "end_offset", "endOffset", "to", "stop", "end_ms", "end_ts")
_LENGTH = ("duration", "dur")
_SPEAKER = ("speaker", "speaker_name", "speakerName", "speaker_label", "speaker_id", "speakerId", "voice")
_WORDS = ("words", "alignment", "tokens", "elements", "items")
# What stands among the pieces of words, and steers the model that wrote them.
_NO_WORD = re.compile(r"\[_[A-Z]{1,9}_?\d{0,9}\]|<\|[^|]{0,30}\|>")
_LENGTH_OF_TIME = re.compile(r"(?:PT(?=\d)(?:(\d{1,4})H)?(?:(\d{1,4})M)?)?(?:(\d{1,9}(?:\.\d{1,9})?)s)?", re.IGNORECASE)
_FEWEST_BLANKS = 8
"""One in so many pieces of words begins with a blank, where a blank says that a word begins."""
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
    said = [one for one in lists if _is_said(one)]
    segments = _one_after_another([one for one in said if not _are_words(one)])
    words = _one_after_another([one for one in said if _are_words(one)])
    if _are_better(segments, words):
        return whole("JSON transcript", _of_segments(segments, names), _others(said, segments))
    if words:
        return whole("JSON transcript", _of_words(words, _paragraphs(lists), names), _others(said, words))
    raise NoTranscript("nothing with words and times")


def _are_better(segments: _Items, words: _Items) -> bool:
    """Whether segments are read rather than single words: not where they are a few of these, or know no voices."""
    if not segments or not words:
        return bool(segments)
    most = 10 * _letters(words) >= 7 * _letters(segments)  # which have blanks too
    voices = [any(_whose(one, {}) for one in items) for items in (segments, words)]
    return 2 * _letters(segments) >= _letters(words) and not (most and voices == [False, True])


def _others(said: Sequence[_Items], read: _Items) -> list[str]:
    """That there are words for the same times which are not among those that are read, if there are any."""
    known = _bare_words(read)
    others = any(not _bare_words(one) <= known for one in said)
    return ["other words for the same times (another channel, or words in other lists of the file)"] if others else []


def _bare_words(items: _Items) -> set[str]:
    words = (word for one in items for word in (_said(one) or "").casefold().split())
    return {bare for word in words if (bare := "".join(filter(str.isalnum, word)))}


def _lists(found: object) -> Iterator[_Items]:
    """Every list of objects in it, the outer ones first."""
    waiting = deque([found])
    while waiting:
        one = waiting.popleft()
        if isinstance(one, dict):
            waiting.extend(one.values())
        elif isinstance(one, list) and one:
            found = [item for item in one if isinstance(item, dict)]
            if found:
                items = [_with_its_words(_plainly_timed(item)) for item in found]
                yield items
                # What segments hold is read with them.
                waiting.extend(item for item, whole in zip(found, items, strict=True) if not _is_said([whole]))


def _one_after_another(lists: Sequence[_Items]) -> _Items:
    """The list that says most, with those of its kind that go on before and after it: a long sound comes in parts.

    What is said at the same time as something longer is the same said otherwise.
    """
    key = (_first_time(max(lists, key=_letters)) or ("", 0.0))[0] if lists else ""
    timed = [
        (found[1], max((_first(item, _END) or _first(item, _START) or found)[1] for item in one), _letters(one), one)
        for one in lists
        if (found := _first_time(one)) is not None and found[0] == key
    ]
    kept: list[tuple[float, float, int, _Items]] = []
    for part in sorted(timed, key=lambda part: part[:2]):
        if not kept or part[0] >= kept[-1][1] > kept[-1][0]:
            kept.append(part)
        elif part[2] > kept[-1][2]:
            kept[-1] = part
    return [item for part in kept for item in part[3]]


def _first_time(items: _Items) -> tuple[str, float] | None:
    return next((found for one in items if (found := _first(one, _START)) is not None), None)


def _plainly_timed(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """An object with words, a start and an end of its own: not in a pair, in an object, or in the best of several."""
    for several in (item.get("alternatives"), item.get("nBest")):
        if isinstance(several, list) and several and isinstance(several[0], dict):
            item = {**several[0], **item}
    pair, apart, after = item.get("timestamp"), item.get("offsets"), item.get("offset")
    if isinstance(pair, list) and len(pair) == 2:
        return {**item, "start": pair[0], "end": pair[1]}
    if isinstance(apart, dict):
        return {**item, "start_ms": apart.get("from"), "end_ms": apart.get("to")}
    if isinstance(after, str):
        return {"start": after, **item}
    return item


def _with_its_words(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """What one voice says, of which only the single words are there, has all of them as its own too."""
    if _said(item) is None and any(key in item for key in _SPEAKER) and (inner := _inner(item)):
        key, first = _first_time(inner) or ("start", 0.0)
        return {**item, "text": " ".join(_said(word) or "" for word in inner), key: first}
    return item


def _is_said(items: _Items) -> bool:
    """Whether they have words, and half of them a time: of what breaks off, or is a number, some programs know none.

    Marks between words need none.
    """
    some = items[:50]
    texts = [_said(one) for one in some]
    words = [one for one, text in zip(some, texts, strict=True) if text and any(map(str.isalnum, text))]
    timed = sum(_first(one, _START) is not None for one in words)
    return timed > 0 and 2 * timed >= len(words) and None not in texts


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
        if isinstance(inner, list) and inner and all(isinstance(one, dict) for one in inner):
            timed = [_plainly_timed(one) for one in inner]
            if _is_said(timed):
                return timed
    return ()


def _first(item: Mapping[str, Any], keys: Sequence[str]) -> tuple[str, float] | None:
    """The first of these keys that holds a number, and the number.

    A hair before the beginning is the beginning; what is further before it is how programs say that they do not know.
    """
    for key in keys:
        value = item.get(key)
        if isinstance(value, str):
            value = _seconds(value)
        if isinstance(value, int | float) and not isinstance(value, bool) and -1 < value <= LONGEST_MS * 48:
            return key, max(0.0, float(value))
    return None


def _seconds(text: str) -> float | None:
    """A number that is written as text: alone, as seconds (`1.5s`, `PT1M1.5S`), or as a clock has it."""
    clock = time_ms(text)
    if clock is not None:
        return clock / 1000
    if (said := _LENGTH_OF_TIME.fullmatch(text)) is not None:
        hours, minutes, seconds = (float(part or 0) for part in said.groups())
        return (hours * 60 + minutes) * 60 + seconds
    try:
        return float(text)
    except ValueError:
        return None


def _scale(items: _Items) -> float:
    """How many ms one unit of their times is: whole numbers that are far apart are ms, all else seconds."""
    known = [found for one in items if (found := _first(one, _START)) is not None]
    if any(key in _IN_SAMPLES for key, _ in known):
        return 1000 / _SAMPLES
    if any(key.endswith("_ms") for key, _ in known):
        return 1.0
    if not all(value.is_integer() for _, value in known):
        return 1000.0
    both = ((_first(one, _START), _first(one, _END)) for one in items)
    return 1.0 if are_ms([end[1] - start[1] for start, end in both if start and end], _letters(items)) else 1000.0


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
    # Chinese needs no blanks: every one of its pieces is a word.
    pieces = _FEWEST_BLANKS * sum((_said(one) or "")[:1].isspace() for one in inner) > len(inner)
    for one in _in_order(segments):
        start, end = _times(one, scale)
        text = _said(one) or ""
        spoken = [word for word in _inner(one) if not _NO_WORD.fullmatch((_said(word) or "").strip())]
        in_pieces = pieces and "".join(_said(word) or "" for word in spoken).split() == text.split()
        words = _timed(spoken, word_scale, in_pieces=in_pieces)
        same = "".join("".join(word.text for word in words).split()) == "".join(text.split())
        yield passage(text, _whose(one, names), start, end, words if same else ())


def _in_order(segments: _Items) -> _Items:
    """By time; one without a time begins where the one before it in the file ends."""
    placed: list[tuple[float, Mapping[str, Any]]] = []
    last: float = 0
    for one in segments:
        start, end = _first(one, _START), _first(one, _END)
        if start is None:
            one = {**one, "start": last}
        placed.append((start[1] if start else last, one))
        last = max(end[1] if end else 0, start[1] if start else last)
    return [one for _, one in sorted(placed, key=lambda pair: pair[0])]


def _timed(words: _Items, scale: float, *, in_pieces: bool = False) -> list[TimedWord]:
    """Words with their times; marks that stand alone belong to the word before. Empty where one has no start or end.

    `in_pieces`: what begins without a blank goes on with the word before it.
    """
    found: list[tuple[list[str], int, int]] = []
    for one in words:
        said = _said(one) or ""
        text = said.strip()
        start, end = _times(one, scale)
        goes_on = not said[:1].isspace() if in_pieces else not any(map(str.isalnum, text))
        if text and found and goes_on:
            parts, begun, last = found[-1]
            parts.append(text)
            found[-1] = (parts, begun, max(last, end or 0) if in_pieces else last)
        elif text:
            if end is None or _first(one, _START) is None:
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
