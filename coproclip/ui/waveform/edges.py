"""The handles on the selected excerpt: made, placed and kept within what is allowed."""

from bisect import bisect_left
from dataclasses import replace

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from coproclip.ui.waveform.handles import EdgeHandle
from coproclip.ui.waveform.scene import Band, Scale, Scene

SNAP_MS = 150
LEAST_SPAN_MS = 100
Key = tuple[int, int, str]


class Edges(QObject):
    """Handles for both edges of each stretch of the selected excerpt; those that stay keep the focus."""

    moving = Signal(object, object, str, object)
    moved = Signal(object, object, str, object)
    heard = Signal(object, object, str)
    word_asked = Signal(object, object, str, object)

    def __init__(self, view: QWidget, scene: Scene) -> None:
        super().__init__(view)
        self._view, self._scene = view, scene
        self._handles: dict[Key, EdgeHandle] = {}
        self.snaps: dict[str, list[int]] = {"start": [], "end": []}

    def handles(self) -> list[EdgeHandle]:
        """From left to right."""
        return [self._handles[key] for key in sorted(self._handles, key=lambda k: (k[1], k[2] == "end"))]

    def make(self, after: QWidget) -> None:
        """Handles for the excerpt that is selected now, behind `after` in the order of Tab."""
        band = self._scene.selected()
        spans = range(len(band.spans)) if band else range(0)
        wanted = [(band.excerpt_id, n, side) for n in spans for side in ("start", "end")] if band else []
        for key in [key for key in self._handles if key not in wanted]:
            handle = self._handles.pop(key)
            handle.hide()
            handle.deleteLater()
        for key in wanted:
            if key not in self._handles:
                self._handles[key] = self._make(key, len(spans) - 1)
            QWidget.setTabOrder(after, self._handles[key])
            after = self._handles[key]

    def _make(self, key: Key, last: int) -> EdgeHandle:
        _excerpt, span, side = key
        name = self.tr("Start of the excerpt") if side == "start" else self.tr("End of the excerpt")
        if (side == "start" and span > 0) or (side == "end" and span < last):
            name = self.tr("Edge of what is taken out")
        handle = EdgeHandle(*key, name, self._view)
        handle.moved.connect(lambda ms, done: self._on_moved(handle, ms, done))
        handle.heard.connect(lambda: self.heard.emit(*key))
        handle.word_asked.connect(lambda way: self.word_asked.emit(*key, way))
        handle.show()
        return handle

    def place(self, scale: Scale, middle: int) -> None:
        """Put every handle where its edge is."""
        for (excerpt_id, span, side), handle in self._handles.items():
            band = next((b for b in self._scene.bands if b.excerpt_id == excerpt_id), None)
            if band is None or span >= len(band.spans):
                continue
            ms = band.spans[span][0 if side == "start" else 1]
            handle.set_time(ms)
            handle.colour_index = band.colour_index
            handle.place(scale.x(ms), middle)
            handle.update()

    def _on_moved(self, handle: EdgeHandle, ms: int, done: bool) -> None:
        place = next((n for n, b in enumerate(self._scene.bands) if b.excerpt_id == handle.excerpt_id), None)
        if place is None:
            return
        band, end = self._scene.bands[place], int(handle.side == "end")
        if handle.grabbed:
            ms = self._snapped(ms, handle.side)
        ms = allowed(band, handle.span, handle.side, ms, self._scene.duration)
        spans = [list(span) for span in band.spans]
        changed = spans[handle.span][end] != ms
        spans[handle.span][end] = ms
        self._scene.bands[place] = replace(band, spans=tuple((a, b) for a, b in spans))
        handle.follow(ms)
        where = (handle.excerpt_id, handle.span, handle.side, ms)
        if changed or done:
            self.moving.emit(*where)
        if done:
            self.moved.emit(*where)

    def _snapped(self, ms: int, side: str) -> int:
        snaps = self.snaps[side]
        if not snaps or QApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier:
            return ms
        place = bisect_left(snaps, ms)
        nearest = min(snaps[max(0, place - 1) : place + 1], key=lambda snap: abs(snap - ms))
        return nearest if abs(nearest - ms) <= SNAP_MS else ms


def allowed(band: Band, span: int, side: str, ms: int, duration: int) -> int:
    """The nearest time to `ms` that leaves every stretch of `band` at least a tenth of a second, in order."""
    start, end = band.spans[span]
    if side == "start":
        low = band.spans[span - 1][1] if span else 0
        return max(low, min(ms, end - LEAST_SPAN_MS))
    high = band.spans[span + 1][0] if span + 1 < len(band.spans) else max(duration, end)
    return min(high, max(ms, start + LEAST_SPAN_MS))
