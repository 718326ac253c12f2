"""Hearing an excerpt in its window: all of it, around an edge, across a join; and the playhead."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from coproclip.timecode import TimeRange
from coproclip.ui.playback import Playback

EDGE_MS = 1500
JOIN_MS = 2000
LAST_MS = 200
"""Nearer than this to the end of a part, playing goes on with the next one."""


class ExcerptPlayback(QObject):
    """Plays through the window's one player; `playhead` is where it is in the story (ms)."""

    moved = Signal(object)
    """The playhead is at this time (ms)."""
    changed = Signal(bool)
    """Whether the excerpt is heard now."""

    def __init__(self, listening: Playback, parent: QObject) -> None:
        super().__init__(parent)
        self._listening = listening
        self._excerpt_id, self._audio, self._length_ms = 0, Path(), 0
        self._spans: Sequence[TimeRange] = ()
        self.playhead = 0
        self.loop = False
        self.unheard: TimeRange | None = None
        """What was taken out and not heard through yet."""
        listening.moved.connect(self._on_moved)
        listening.started.connect(self.tell)
        listening.paused.connect(self.tell)

    def show(self, excerpt_id: int, audio: Path, length_ms: int, spans: Sequence[TimeRange]) -> None:
        """Play this excerpt from now on: these spans (ms) of a recording of this length."""
        self._audio, self._length_ms, self._spans = audio, length_ms, spans
        if excerpt_id != self._excerpt_id:
            self._excerpt_id = excerpt_id
            self.put(spans[0].start_ms if spans else 0)
        self.tell()

    def tell(self) -> None:
        """Tell again whether it is heard."""
        self.changed.emit(self._heard)

    @property
    def _heard(self) -> bool:
        return self._listening.is_playing_for(("excerpt", self._excerpt_id))

    def _play(self, spans: list[TimeRange]) -> None:
        self._listening.play(self._audio, spans, owner=("excerpt", self._excerpt_id), loop=self.loop)

    def put(self, ms: int) -> None:
        """Put the playhead at a time."""
        self.playhead = ms
        self.moved.emit(ms)

    def toggle(self) -> None:
        """Play the excerpt from the playhead if that is inside, else from its start; or pause."""
        if self._listening.playing:
            self._listening.pause()
            return
        spans = [span for span in self._spans if span.end_ms - LAST_MS > self.playhead]
        if spans and spans[0].contains(self.playhead):
            spans[0] = TimeRange(self.playhead, spans[0].end_ms)
        if self._spans:
            self._play(spans if spans and not self.loop else list(self._spans))

    def seek(self, ms: int) -> None:
        """Go to a time in the story."""
        playing = self._listening.playing
        self.put(max(0, min(ms, self._length_ms or ms)))
        if playing:
            self._listening.pause()
            self.toggle()

    def skip(self, by_ms: int) -> None:
        """On or back."""
        self.seek(self.playhead + by_ms)

    def hear(self, span: int, side: str) -> None:
        """The second and a half after a start, or before an end; span -1 is the last."""
        if self._spans:
            part = self._spans[span]
            start = TimeRange(part.start_ms, min(part.end_ms, part.start_ms + EDGE_MS))
            end = TimeRange(max(part.start_ms, part.end_ms - EDGE_MS), part.end_ms)
            self._play([start if side == "start" else end])

    def hear_join(self, cut: int) -> None:
        """Two seconds before and after what was taken out at a cut (from 0)."""
        if cut + 1 < len(self._spans):
            before, after = self._spans[cut], self._spans[cut + 1]
            self._play(
                [
                    TimeRange(max(before.start_ms, before.end_ms - JOIN_MS), before.end_ms),
                    TimeRange(after.start_ms, min(after.end_ms, after.start_ms + JOIN_MS)),
                ]
            )

    def join_unheard(self) -> bool:
        """Whether something is still taken out that nobody has listened across; asked about once."""
        gone, self.unheard = self.unheard, None
        return gone is not None and len(self._spans) > 1 and not any(span.overlaps(gone) for span in self._spans)

    def _on_moved(self, ms: int) -> None:
        if self._heard:
            if self.unheard is not None and self.playhead < self.unheard.end_ms <= ms:
                self.unheard = None
            self.put(ms)
