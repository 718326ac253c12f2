"""The waveform as a widget, at two scales: the whole story, or a part."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from coproclip.ui.style.tokens import Tokens, current
from coproclip.ui.waveform.edges import Edges
from coproclip.ui.waveform.handles import BoxHandle, EdgeHandle, PlayheadHandle
from coproclip.ui.waveform.painting import ZoomLayout, paint_playhead_line, paint_strip, paint_zoom
from coproclip.ui.waveform.scene import Band, HasRange, Range, Scale, Scene, within

DRAG_PX = 4


class WaveformView(QWidget):
    """Shows a story's sound: “strip” all of it, “zoom” a part with rulers, titles and handles. Times are ms.

    `seek_asked`: click or playhead; `range_changed`: the part shown was moved or zoomed; `band_clicked` and
    `band_opened` (double click): an excerpt; `selection_dragged`: a stretch was drawn; `edge_moving` while and
    `edge_moved` after an edge of the selected excerpt was moved (excerpt, stretch, “start” or “end”, ms);
    `edge_heard`: Enter on an edge; `word_step_asked`: an edge wants to go one word back (-1) or on (1).
    """

    seek_asked = Signal(object)
    range_changed = Signal(object, object)
    band_clicked = Signal(object)
    band_opened = Signal(object)
    selection_dragged = Signal(object, object)
    edge_moving = Signal(object, object, str, object)
    edge_moved = Signal(object, object, str, object)
    edge_heard = Signal(object, object, str)
    word_step_asked = Signal(object, object, str, object)

    def __init__(self, kind: str = "zoom", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        assert kind in ("strip", "zoom")
        self.kind, self.scene = kind, Scene()
        self._layer: QPixmap | None = None
        self._layer_tokens: Tokens | None = None
        self._drag: tuple[float, int, bool] | None = None
        self._selecting = False
        self._edges = Edges(self, self.scene)
        self._edges.moving.connect(self._on_edge_moving)
        self._edges.moved.connect(self.edge_moved)
        self._edges.heard.connect(self.edge_heard)
        self._edges.word_asked.connect(self.word_step_asked)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.playhead_handle = PlayheadHandle(self.tr("Playhead"), self)
        self.playhead_handle.moved.connect(self._on_playhead_moved)
        self.playhead_handle.setVisible(kind == "zoom")
        self.box = BoxHandle(self.tr("Part of the story that is shown"), self)
        self.box.moved.connect(self._on_box_moved)
        self.box.setVisible(kind == "strip")
        name = self.tr("The whole story as a waveform") if kind == "strip" else self.tr("Waveform")
        self.setAccessibleName(name)

    # ---- what is shown ----------------------------------------------------------------------------------------

    def set_peaks(self, peaks: HasRange | None) -> None:
        """Where the bars come from; None while they are being made."""
        self.scene.peaks = peaks
        self._redraw()

    def set_duration(self, ms: int) -> None:
        """How long the story is."""
        self.scene.duration = ms
        self.scene.shown = within(self.scene.shown, ms)
        self._redraw()

    def set_bands(self, bands: Sequence[Band]) -> None:
        """The excerpts; the selected one gets handles."""
        if self.kind == "strip":
            # No words there: words that change, as while typing, are no reason to draw all of it again.
            bands = [replace(band, title="") for band in bands]
        if list(bands) != self.scene.bands:
            self.scene.bands = list(bands)
            if self.kind == "zoom":
                self._edges.make(self.playhead_handle)
            self._redraw()

    def set_checked(self, ranges: Sequence[Range]) -> None:
        """What was listened to: the green line on the strip."""
        self._set("checked", list(ranges))

    def set_flags(self, ranges: Sequence[Range]) -> None:
        """What should be listened to again."""
        self._set("flags", list(ranges))

    def set_not_used(self, ranges: Sequence[Range]) -> None:
        """What is not to be used."""
        self._set("not_used", list(ranges))

    def set_speakers(self, ranges: Sequence[tuple[int, int, str]]) -> None:
        """Who speaks when: (start, end, “storyteller” or “reporter”), ordered."""
        self._set("speakers", list(ranges))

    def set_transcribed_until(self, ms: int | None) -> None:
        """While words are being transcribed: bars after `ms` are pale."""
        self._set("transcribed_until", ms)

    def set_selection(self, chosen: Range | None) -> None:
        """The selected words."""
        self._set("selection", chosen)

    def set_leads(self, lead_in_ms: int, lead_out_ms: int) -> None:
        """The pale margin before and after the selected excerpt."""
        if (lead_in_ms, lead_out_ms) != (self.scene.lead_in, self.scene.lead_out):
            self.scene.lead_in, self.scene.lead_out = lead_in_ms, lead_out_ms
            self._redraw()

    def set_snaps(self, starts: Sequence[int], ends: Sequence[int]) -> None:
        """Where words start and end: a dragged start or end jumps there within 0.15 s, unless Shift is held."""
        self._edges.snaps = {"start": sorted(starts), "end": sorted(ends)}

    def _set(self, name: str, value: object) -> None:
        if getattr(self.scene, name) != value:
            setattr(self.scene, name, value)
            self._redraw()

    def set_playhead(self, ms: int) -> None:
        """Move the playhead; only the two narrow places it leaves and reaches are painted."""
        before, self.scene.playhead = self.scene.playhead, ms
        old, new = round(self._scale().x(before)), round(self._scale().x(ms))
        if self.kind == "zoom":
            self.playhead_handle.set_time(ms)
            self.playhead_handle.place(new)
        if old != new:
            self.update(QRect(old - 2, 0, 4, self.height()))
            self.update(QRect(new - 2, 0, 4, self.height()))

    # ---- the part shown ---------------------------------------------------------------------------------------

    def shown_range(self) -> Range:
        """The part on screen, or in the box of the strip."""
        return self.scene.shown

    def show_range(self, start_ms: int, end_ms: int) -> None:
        """Show this part (within the story), without telling."""
        shown = within((start_ms, end_ms), self.scene.duration)
        if shown != self.scene.shown:
            self.scene.shown = shown
            if self.kind == "zoom":
                self._redraw()
            else:
                self._place()

    def _go(self, start_ms: float, length_ms: float) -> None:
        before = self.scene.shown
        self.show_range(round(start_ms), round(start_ms + length_ms))
        if self.scene.shown != before:
            self.range_changed.emit(*self.scene.shown)

    def zoom_by(self, factor: float, around_ms: int | None = None) -> None:
        """Show `factor` times as much (0.5 zooms in), keeping `around_ms` (else the playhead or middle) in place."""
        start, end = self.scene.shown
        centre = around_ms if around_ms is not None else self.scene.playhead
        if not start <= centre <= end:
            centre = (start + end) // 2
        length = min(max(1000.0, (end - start) * factor), max(1, self.scene.duration))
        self._go(centre - (centre - start) / max(1, end - start) * length, length)

    def follow(self, ms: int) -> None:
        """Turn the page when `ms` leaves the part shown or comes to its last tenth."""
        start, end = self.scene.shown
        if not start <= ms < end - (end - start) // 10:
            self._go(ms - (end - start) * 0.1, end - start)

    # ---- painting ---------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """46 or 138 px high."""
        return QSize(600, current().scaled(46 if self.kind == "strip" else 138))

    def minimumSizeHint(self) -> QSize:
        """Any width."""
        return QSize(80, self.sizeHint().height())

    def time_at(self, x: float) -> int:
        """The time at `x` px from the left."""
        return self._scale().ms(x)

    def _scale(self) -> Scale:
        start, end = self.scene.shown if self.kind == "zoom" else (0, max(1, self.scene.duration))
        return Scale(start, end, max(1, self.width()))

    def _redraw(self) -> None:
        self._layer = None
        self._place()
        self.update()

    def _place(self) -> None:
        scale = self._scale()
        if self.kind == "strip":
            start, end = self.scene.shown
            self.box.set_lengths(self.scene.duration, end - start)
            self.box.set_time(start)
            self.box.place(scale.x(start), scale.x(end), self.height())
            return
        self.playhead_handle.set_time(self.scene.playhead)
        self.playhead_handle.place(scale.x(self.scene.playhead))
        self._edges.place(scale, ZoomLayout(self.height()).middle)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The kept layer, and the playhead over it."""
        if self._layer is None or self._layer_tokens is not current():
            self._layer = self._draw_layer()
        ratio = self._layer.devicePixelRatio()
        painter = QPainter(self)
        rect = event.rect()
        corner = QPoint(int(rect.x() * ratio), int(rect.y() * ratio))
        source = QRect(corner, rect.size() * ratio)
        painter.drawPixmap(rect, self._layer, source)
        x = self._scale().x(self.scene.playhead)
        top = current().scaled(6) if self.kind == "zoom" else 1
        paint_playhead_line(painter, x, top, self.height() - 1)

    def _draw_layer(self) -> QPixmap:
        self._layer_tokens = current()
        ratio = self.devicePixelRatioF()
        layer = QPixmap(self.size() * ratio)
        layer.setDevicePixelRatio(ratio)
        painter = QPainter(layer)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint = paint_strip if self.kind == "strip" else paint_zoom
        paint(painter, self.scene, self._scale(), self.height())
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), current().line)
        painter.end()
        return layer

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw anew."""
        self._redraw()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow appearance and text size."""
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self.updateGeometry()
            self._redraw()
        super().changeEvent(event)

    # ---- handles ----------------------------------------------------------------------------------------------

    def edge_handles(self) -> list[EdgeHandle]:
        """The handles there are now, from left to right."""
        return self._edges.handles()

    def _on_edge_moving(self, *where: object) -> None:
        self._redraw()
        self.edge_moving.emit(*where)

    def _on_playhead_moved(self, ms: int, _done: bool) -> None:
        self.seek_asked.emit(max(0, min(ms, self.scene.duration)))

    def _on_box_moved(self, ms: int, _done: bool) -> None:
        start, end = self.scene.shown
        self._go(ms, end - start)
        self.box.place(self._scale().x(self.scene.shown[0]), self._scale().x(self.scene.shown[1]), self.height())

    # ---- mouse ------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Click to go there; drag in the zoom to select."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        x, y = event.position().x(), event.position().y()
        ruler = self.kind == "strip" or y < ZoomLayout(self.height()).ruler
        self._drag, self._selecting = (x, self.time_at(x), ruler), False
        if ruler:
            self._seek(x)

    def _seek(self, x: float) -> None:
        ms = max(0, min(self.time_at(x), self.scene.duration))
        if self.kind == "strip":
            start, end = self.scene.shown
            self._go(ms - (end - start) / 2, end - start)
        self.seek_asked.emit(ms)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Scrub on the ruler, select below it."""
        if self._drag is None:
            return
        x, (began, from_ms, ruler) = event.position().x(), self._drag
        if ruler:
            self._seek(x)
        elif self._selecting or abs(x - began) > DRAG_PX:
            self._selecting = True
            to = max(0, min(self.time_at(x), self.scene.duration))
            self.selection_dragged.emit(min(from_ms, to), max(from_ms, to))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click that did not become a drag."""
        drag, self._drag = self._drag, None
        if drag is None or drag[2] or self._selecting:
            return
        ms = drag[1]
        band = self.scene.band_at(ms)
        if band is not None:
            self.band_clicked.emit(band.excerpt_id)
        self.seek_asked.emit(max(0, min(ms, self.scene.duration)))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the excerpt there."""
        band = self.scene.band_at(self.time_at(event.position().x()))
        if band is not None and event.button() == Qt.MouseButton.LeftButton:
            self.band_opened.emit(band.excerpt_id)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll; with Ctrl, zoom round the pointer."""
        turn = event.angleDelta().y() or event.angleDelta().x()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            around = self.time_at(event.position().x()) if self.kind == "zoom" else None
            self.zoom_by(0.8 ** (turn / 120), around)
        else:
            start, end = self.scene.shown
            self._go(start - turn / 120 * (end - start) / 8, end - start)
        event.accept()
