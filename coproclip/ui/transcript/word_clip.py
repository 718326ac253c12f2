"""Words on the clipboard with the times they are heard at, for pasting them within the story they were taken from."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QMimeData

from coproclip.overview.story import Passage, Word
from coproclip.timecode import clock

FORMAT = "application/x-coproclip-words"
# More than a day of speech; anything longer is not ours.
_MOST_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Clip:
    """Words that were copied, and how they were checked where they stood (`CheckedHow`); None if not all were."""

    words: tuple[Word, ...] = ()
    checked_how: str | None = None


def put_words(mime: QMimeData, key: str, clip: Clip) -> None:
    """Add `clip` to what is copied; only who knows the same `key` (a story as it is shown now) takes it back."""
    rows = [[word.text, word.start_ms, word.end_ms, word.confidence] for word in clip.words]
    mime.setData(FORMAT, json.dumps({"key": key, "words": rows, "how": clip.checked_how}).encode())


def with_speakers(passages: Sequence[Passage], texts: Sequence[str]) -> str:
    """Each text under the speaker and the time of its passage; those without words are left out."""
    heads = (f"{passage.speaker} {clock(passage.start_ms)}".strip() for passage in passages)
    return "\n".join(f"{head}\n{text.strip()}" for head, text in zip(heads, texts, strict=False) if text.strip())


def words_in(mime: QMimeData, key: str) -> Clip:
    """The words with their times, or none where they come from elsewhere."""
    if not mime.hasFormat(FORMAT):
        return Clip()
    data = bytes(mime.data(FORMAT).data())
    if len(data) > _MOST_BYTES:
        return Clip()
    try:
        found = json.loads(data)
        if found["key"] != key:
            return Clip()
        words = tuple(Word(str(text), int(start), int(end), int(sure)) for text, start, end, sure in found["words"])
        how = found["how"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return Clip()
    good = all(0 <= word.start_ms <= word.end_ms for word in words)
    return Clip(words, how if isinstance(how, str) else None) if good else Clip()
