"""How a row of a playlist looks."""

from dataclasses import fields

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from coproclip.overview.playlists import PlaylistRow
from coproclip.timecode import clock
from coproclip.ui.lists.index import Index
from coproclip.ui.lists.row_delegate import RowDelegate
from coproclip.ui.lists.row_model import HEARD, ROW
from coproclip.ui.pages.playlists.quote import paint_quote
from coproclip.ui.pages.playlists.rows import HIGH, before_said, captions_word, places, signed, state_look
from coproclip.ui.style.fonts import font
from coproclip.ui.style.icons import paint_icon
from coproclip.ui.style.tokens import RADIUS, current
from coproclip.ui.widgets.badge import care_word, look_size, paint_look
from coproclip.ui.widgets.label import paint_words


class PlaylistRowDelegate(RowDelegate):
    """Paints grip, number, play, words, length, captions, sharing and the dots of a row."""

    high = HIGH

    def parts(self, index: Index, cell: QRect) -> dict[str, QRect]:
        """Grip, number, play, words, length, captions, badge, menu."""
        spots = places(index.data(ROW), cell)
        return {field.name: getattr(spots, field.name) for field in fields(spots)}

    def ground(self, index: Index, *, chosen: bool, hovered: bool) -> QColor:
        """What cannot be shared lies lower."""
        lower = not chosen and not index.data(ROW).can_go
        return current().sunken if lower else super().ground(index, chosen=chosen, hovered=hovered)

    def paint_row(self, painter: QPainter, rect: QRect, index: Index, *, chosen: bool = False) -> None:
        """What stands in a row, without its ground."""
        t, row = current(), index.data(ROW)
        spots, played_ms = places(row, rect), index.data(HEARD)
        part = self.part_hovered(index)
        side = t.scaled(18)
        grip = QRect(0, 0, side, side)
        grip.moveCenter(spots.grip.center())
        paint_icon(painter, grip, "grip-vertical", t.ink if part == "grip" else t.ink3)
        self._number(painter, spots.number, index.row() + 1, row)
        self._play(painter, spots.play, playing=played_ms is not None, hover=part == "play")
        self._words(painter, spots.words, row, with_length=spots.length.isNull())
        if not spots.length.isNull():
            paint_words(painter, spots.length, clock(round(row.length_ms, -3)), "body", "ink", right=True)
        if not spots.captions.isNull():
            self._captions(painter, spots.captions, row)
        look = state_look(row, spots.badge.width())
        above = (spots.badge.height() - look_size(look).height()) // 2
        paint_look(painter, QPoint(spots.badge.x(), spots.badge.y() + above), look)
        self._dots(painter, spots.menu, hover=part == "menu")
        if played_ms is not None and row.length_ms:
            wide = round(rect.width() * min(1.0, played_ms / row.length_ms))
            painter.fillRect(QRect(rect.x(), rect.bottom() - 1, wide, 2), t.accent)

    def _number(self, painter: QPainter, rect: QRect, number: int, row: PlaylistRow) -> None:
        painter.setFont(font("medium"))
        painter.setPen(current().ink if row.can_go else current().ink3)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(number))

    def _play(self, painter: QPainter, rect: QRect, *, playing: bool, hover: bool) -> None:
        t = current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if playing or hover:
            painter.setBrush(t.accent if playing else t.sel)
            painter.drawEllipse(QRectF(rect))
        gap = t.scaled(8)
        icon = rect.adjusted(gap, gap, -gap, -gap)
        if playing:
            paint_icon(painter, icon, "pause", t.on_accent, filled=True)
        else:
            paint_icon(painter, icon.translated(1, 0), "play", t.ink2)

    def _words(self, painter: QPainter, rect: QRect, row: PlaylistRow, *, with_length: bool) -> None:
        words = f"{clock(round(row.length_ms, -3))}, {signed(row)}" if with_length else signed(row)
        words = " · ".join(part for part in (care_word(row.care), *before_said(row), words) if part)
        paint_quote(painter, rect, row.quote, row.themes, words, "ink" if row.can_go else "ink2")

    def _captions(self, painter: QPainter, rect: QRect, row: PlaylistRow) -> None:
        t = current()
        side = t.scaled(17)
        picture = QRect(rect.x(), rect.center().y() - side // 2, side, side)
        paint_icon(painter, picture, "captions" if row.words_checked else "captions-off", t.ink2)
        if rect.width() > t.scaled(40):
            paint_words(painter, rect.adjusted(side + t.scaled(6), 0, 0, 0), captions_word(row), "small", "ink2")

    def _dots(self, painter: QPainter, rect: QRect, *, hover: bool) -> None:
        t = current()
        if hover:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(t.sel)
            painter.drawRoundedRect(QRectF(rect), RADIUS, RADIUS)
        gap = t.scaled(5)
        paint_icon(painter, rect.adjusted(gap, gap, -gap, -gap), "ellipsis-vertical", t.ink2)
