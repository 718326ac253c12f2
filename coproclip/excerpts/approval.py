"""May this leave? The one place that says so."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from coproclip.timecode import TimeRange


class Use(StrEnum):
    """What something leaves the project for."""

    SHARING = "sharing"
    REVIEW = "review"


class Approval(StrEnum):
    """What the storyteller has said about an excerpt as it is now."""

    DRAFT = "draft"
    WAITING = "waiting for a yes"
    YES = "yes"
    NO = "no"
    AGAIN = "needs a new yes"


@dataclass(frozen=True, slots=True)
class VoicedWord:
    """A word with the public name of who says it (an attribution, “Reporter” or “Another speaker”)."""

    text: str
    start_ms: int
    end_ms: int
    speaker: str


_GRANTED = object()


@dataclass(frozen=True, slots=True)
class ShareableExcerpt:
    """An excerpt that may leave the project for `use`; only `shareable()` makes one.

    Times are ms in `audio`, the working sound file. `room` has one range a span: how far its edges may reach before
    they touch a neighbouring word. `words` are those inside the spans, in order, and nothing else.
    """

    excerpt_id: int
    use: Use
    title: str
    attribution: str
    themes: tuple[str, ...]
    audio: Path
    spans: tuple[TimeRange, ...]
    room: tuple[TimeRange, ...]
    words: tuple[VoicedWord, ...]
    lead_in_ms: int
    lead_out_ms: int
    language: str
    granted: object

    def __post_init__(self) -> None:
        if self.granted is not _GRANTED:
            raise TypeError("A ShareableExcerpt comes from shareable() alone.")
