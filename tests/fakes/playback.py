"""Stands in for the window's player: nothing is heard, and everything that would be is noted."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from coproclip.timecode import TimeRange
from coproclip.ui.playback import Playback


class Heard(NamedTuple):
    """What somebody asked to hear."""

    sound: Path
    spans: list[TimeRange]
    from_ms: int | None
    owner: object
    loop: bool


class FakePlayback(Playback):
    """`heard` is what was asked for, the newest last; it is where the test says."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[Heard] = []
        self._on = False
        self._at = 0

    @property
    def playing(self) -> bool:
        return self._on

    @property
    def position_ms(self) -> int:
        return self._at

    @property
    def now(self) -> Heard:
        """What is heard, or was heard last."""
        return self.heard[-1]

    def play(
        self,
        sound: Path,
        spans: Sequence[TimeRange],
        *,
        from_ms: int | None = None,
        owner: object = None,
        loop: bool = False,
    ) -> bool:
        self.pause()
        assert sound.is_file()
        self.heard.append(Heard(sound, list(spans), from_ms, owner, loop))
        self._at = spans[0].start_ms if from_ms is None else from_ms
        self._owner, self._on = owner, True
        self.note_asked(sound, spans, from_ms)
        self.started.emit()
        return True

    def pause(self) -> None:
        if self._on:
            self._on = False
            self.paused.emit()

    def close(self) -> None:
        self.pause()

    def go(self, ms: int) -> None:
        """This is heard now."""
        self._at = ms
        self.moved.emit(ms)

    def end(self) -> None:
        """All that was asked for is heard."""
        self.go(self.now.spans[-1].end_ms)
        self.pause()
