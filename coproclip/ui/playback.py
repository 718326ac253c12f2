"""Hearing things: one player for the whole window, so that two sounds never run at once."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from coproclip.audio.player import Player
from coproclip.errors import CoProClipError
from coproclip.timecode import TimeRange
from coproclip.ui.widgets.timers import every

HZ = 30


class Playback(QObject):
    """Plays from a sound file, tells where it is 30 times a second, and stops at the end of what was asked for."""

    moved = Signal(object)
    """The place that is heard now (ms in the file)."""
    started = Signal()
    paused = Signal()
    """Playing stopped: by hand or at the end."""
    failed = Signal(object)
    """A `CoProClipError`: no loudspeaker, or the file is gone."""

    def __init__(self, parent: QObject | None = None, make_player: Callable[[], Player] = Player) -> None:
        super().__init__(parent)
        self._make_player = make_player
        self._player: Player | None = None
        self._owner: object = None
        self.sound: Path | None = None
        self.spans: Sequence[TimeRange] = ()
        self.begins_at = 0
        """What was asked for last: the file, the stretches of it, and where it began (ms)."""
        self.speed = 100
        self.volume = 100
        self._timer = every(self, self._on_tick, 1000 // HZ)

    @property
    def playing(self) -> bool:
        """Whether something is heard now."""
        return self._timer.isActive()

    def is_playing_for(self, owner: object) -> bool:
        """Whether what is heard was asked for by `owner`."""
        return self.playing and self._owner == owner

    @property
    def position_ms(self) -> int:
        """Where it is (ms in the file)."""
        return self._player.position_ms if self._player is not None else 0

    def play(
        self,
        sound: Path,
        spans: Sequence[TimeRange],
        *,
        from_ms: int | None = None,
        owner: object = None,
        loop: bool = False,
    ) -> bool:
        """Play these stretches of `sound` one after another; False after saying why it cannot be heard.

        The first time from `from_ms`, if that lies in one of them.
        """
        self.pause()
        try:
            if self._player is None:
                self._player = self._make_player()
            # Loaded anew each time: the file may have been remade since.
            self._player.load(sound)
            self._player.speed = self.speed / 100
            self._player.volume = self.volume / 100
            self._player.play(from_ms, spans=spans, loop=loop)
        except CoProClipError as error:
            self.failed.emit(error)
            return False
        self._owner = owner
        self.note_asked(sound, spans, from_ms)
        self._timer.start()
        self.started.emit()
        return True

    def note_asked(self, sound: Path, spans: Sequence[TimeRange], from_ms: int | None) -> None:
        """Remember what is played now."""
        self.sound, self.spans = sound, [span for span in spans if span.duration_ms]
        inside = from_ms is not None and any(span.start_ms <= from_ms <= span.end_ms for span in self.spans)
        self.begins_at = from_ms if from_ms is not None and inside else self.spans[0].start_ms

    def pause(self) -> None:
        """Stop; the place is kept by whoever asked."""
        if self._timer.isActive():
            self._timer.stop()
            if self._player is not None:
                self._player.stop()
            self.paused.emit()

    def set_speed(self, percent: int) -> None:
        """50–200, also while playing."""
        self.speed = max(50, min(200, percent))
        if self._player is not None:
            self._player.speed = self.speed / 100

    def set_volume(self, percent: int) -> None:
        """0–100, also while playing."""
        self.volume = max(0, min(100, percent))
        if self._player is not None:
            self._player.volume = self.volume / 100

    def close(self) -> None:
        """Let go of the loudspeaker."""
        self.pause()
        if self._player is not None:
            self._player.close()
            self._player = None

    def _on_tick(self) -> None:
        assert self._player is not None
        self.moved.emit(self._player.position_ms)
        if self._player.ended or self._player.error is not None:
            self.pause()
            if self._player.error is not None:
                self.failed.emit(self._player.error)
