"""What is kept with a transcription: how it was asked for, and what a person should know of it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Self

from coproclip.project.schema import Transcription

_MOST_TEXTS, _LONGEST_TEXT, _MOST_TIMES = 100, 1000, 100_000
_EARLIER_NOTICES = "skipped"


@dataclass(frozen=True, slots=True)
class TranscriptionOptions:
    """The options of a transcription, as they are kept in JSON; what makes no sense there is left out.

    `voices` is one of `queue.VOICES`; `folder` that of a person's own speech model; `hints` the names and special words
    the engine was told; `device` what it ran on. `beside`: it is made beside the words that are shown, which stay until
    it is complete. `voices_wait`: all words are there, and who says them is still to be found out. `brought_in`: no
    engine wrote it, a person brought it in from a file. `cuts`: the times (ms) at which the program began a passage of
    its own within one, because the voice changes there.
    """

    preset: str = ""
    voices: str = ""
    folder: str = ""
    device: str = ""
    hints: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    beside: bool = False
    voices_wait: bool = False
    brought_in: bool = False
    cuts: tuple[int, ...] = ()

    @classmethod
    def of(cls, transcription: Transcription) -> Self:
        """As they are kept; a project from somebody else may hold anything there, and as much as it likes."""
        kept: Mapping[str, Any] = transcription.options
        found: dict[str, Any] = {name: kept.get(_KEYS.get(name, name)) for name in cls.__slots__}
        for name, value in found.items():
            if name in _LISTS:
                found[name] = _texts(value)
            elif name in _SWITCHES:
                found[name] = bool(value)
            elif name == "cuts":
                found[name] = _times(value)
            else:
                found[name] = value[:_LONGEST_TEXT] if isinstance(value, str) else ""
        # What earlier versions of the program called the notices.
        return cls(**{**found, "notices": (*_texts(kept.get(_EARLIER_NOTICES)), *found["notices"])})

    def changed(self, transcription: Transcription, **changes: Any) -> None:
        """Keep these with some `changes` to them."""
        new = replace(self, **changes)
        kept = {_KEYS.get(one.name, one.name): getattr(new, one.name) for one in fields(new)}
        transcription.options = {
            name: list(value) if isinstance(value, tuple) else value for name, value in kept.items() if value
        }


_KEYS = {"voices_wait": "voices wait", "brought_in": "brought in"}
_LISTS = frozenset({"hints", "notices"})
_SWITCHES = frozenset({"beside", "voices_wait", "brought_in"})


def _texts(kept: object) -> tuple[str, ...]:
    some = kept[:_MOST_TEXTS] if isinstance(kept, list) else []
    return tuple(text[:_LONGEST_TEXT] for text in some if isinstance(text, str))


def _times(kept: object) -> tuple[int, ...]:
    some = kept[:_MOST_TIMES] if isinstance(kept, list) else []
    return tuple(time for time in some if type(time) is int)
