"""Notes what is played in the window, wherever it is asked for, so that “checked by ear” means heard."""

import logging
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from coproclip.errors import CoProClipError, ProjectBusy, StorageError
from coproclip.project.played import merged
from coproclip.timecode import TimeRange
from coproclip.transcript.heard import note_played
from coproclip.ui.playback import Playback

if TYPE_CHECKING:
    from coproclip.ui.workspace import Workspace

log = logging.getLogger(__name__)

EVERY_S = 5.0
"""So often it is written while something plays; and whenever it falls silent."""


class PlayedNotes(QObject):
    """Follows the window's player, and keeps what was heard beside the window. Silence with the volume at 0 is none."""

    def __init__(self, workspace: "Workspace") -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._player: Playback | None = None
        self._sound: Path | None = None
        self._spans: Sequence[TimeRange] = ()
        self._span, self._at = 0, 0
        self._heard: list[TimeRange] = []
        self._kept_at = 0.0
        self._lock = threading.Lock()
        self._unsaved: dict[Path, list[TimeRange]] = {}
        workspace.closing.connect(self.keep)

    def follow(self, player: Playback) -> None:
        """Note what this player plays from now on."""
        if player is not self._player:
            self._player = player
            player.started.connect(self._on_started)
            player.moved.connect(self._on_moved)
            player.paused.connect(self._on_paused)

    def keep(self) -> None:
        """Write what was heard by now."""
        project, sound = self._workspace.project, self._sound
        if not self._heard or sound is None or project is None:
            return
        with self._lock:
            self._unsaved[sound] = merged([*self._unsaved.get(sound, ()), *self._heard])
        self._heard, self._kept_at = [], time.monotonic()

        def _save() -> None:
            with self._lock:
                unsaved, self._unsaved = self._unsaved, {}
            try:
                for path in list(unsaved):
                    note_played(project, path, unsaved[path])
                    del unsaved[path]
            except (ProjectBusy, StorageError):
                with self._lock:  # it goes with what is heard next
                    for path, stretches in unsaved.items():
                        self._unsaved[path] = merged([*self._unsaved.get(path, ()), *stretches])
            except CoProClipError as error:
                log.warning("what was played was not kept: %s", type(error).__name__)

        self._workspace.saving.put("played", _save)

    def _on_started(self) -> None:
        assert self._player is not None
        self._sound, self._spans, self._at = self._player.sound, self._player.spans, self._player.begins_at
        inside = (place for place, span in enumerate(self._spans) if span.start_ms <= self._at <= span.end_ms)
        self._span = next(inside, 0)
        self._kept_at = time.monotonic()

    def _on_moved(self, ms: int) -> None:
        if not self._spans:
            return
        span = self._spans[self._span]
        if self._at <= ms <= span.end_ms + 1:
            self._hear(self._at, min(ms, span.end_ms))
            self._at = ms
        else:  # on in a later stretch, or again from the first one
            order = [*range(self._span + 1, len(self._spans)), *range(self._span + 1)]
            there = [place for place in order if self._spans[place].start_ms <= ms <= self._spans[place].end_ms]
            self._hear(self._at, span.end_ms)
            if there:
                for place in order[: order.index(there[0])]:
                    self._hear(self._spans[place].start_ms, self._spans[place].end_ms)
                self._span, self._at = there[0], ms
                self._hear(self._spans[there[0]].start_ms, ms)
        if time.monotonic() - self._kept_at >= EVERY_S:
            self.keep()

    def _hear(self, start_ms: int, end_ms: int) -> None:
        if end_ms > start_ms and (self._player is None or self._player.volume > 0):
            self._heard = merged([*self._heard, TimeRange(start_ms, end_ms)])

    def _on_paused(self) -> None:
        self.keep()
        self._spans = ()
