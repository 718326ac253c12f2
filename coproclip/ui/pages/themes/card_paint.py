"""Paints an excerpt's card."""

from PySide6.QtCore import QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionViewItem

from coproclip.ui.dialogs.meaning.words import DIFFERS_ICON, SPOTLIGHT_ICON, UNUSED_ICON
from coproclip.ui.lists.index import Index
from coproclip.ui.lists.row_delegate import RowDelegate
from coproclip.ui.lists.row_model import HEARD, ROW
from coproclip.ui.pages.themes.cards import (
    FEELINGS,
    QUOTE_LINES,
    WHO_LINES,
    CardFace,
    CardPlaces,
    below_quote,
    length_words,
    places,
)
from coproclip.ui.style.cut_text import one_line
from coproclip.ui.style.fonts import font
from coproclip.ui.style.icons import paint_icon
from coproclip.ui.style.tokens import RADIUS, RADIUS_CARD, current
from coproclip.ui.widgets.badge import BadgeLook, look_size, look_within, paint_look
from coproclip.ui.widgets.label import paint_words
from coproclip.ui.widgets.theme_chip import paint_mark
from coproclip.ui.widgets.wrapped_text import wrapped


class CardDelegate(RowDelegate):
    """Words, whose they are, play, length, feeling, sharing, dots. The view tells the columns."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = 2
        self.cell = 262

    def parts(self, index: Index, cell: QRect) -> dict[str, QRect]:
        """Its buttons."""
        spots = places(index.data(ROW), cell)
        return {"play": spots.play, "menu": spots.menu}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as the highest card of its row."""
        first = index.row() - index.row() % self.columns
        model = index.model()
        row = [model.index(first + place, 0) for place in range(self.columns)]
        cell = QRect(0, 0, self.cell, 1000)
        return QSize(self.cell, max(places(one.data(ROW), cell).height for one in row if one.isValid()))

    def paint_ground(self, painter: QPainter, rect: QRect, index: Index, *, chosen: bool, hovered: bool) -> None:
        """The card itself."""
        t, box = current(), places(index.data(ROW), rect).box
        edge = t.accent if chosen or index.data(HEARD) is not None else t.control if hovered else t.line2
        painter.setPen(QPen(edge, 1.5 if chosen else 1))
        painter.setBrush(t.surface)
        painter.drawRoundedRect(QRectF(box).adjusted(0.75, 0.75, -0.75, -0.75), RADIUS_CARD, RADIUS_CARD)

    def paint_ring(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """On the card's edge."""
        painter.setPen(QPen(current().focus, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        box = QRectF(places(index.data(ROW), rect).box).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(box, RADIUS_CARD, RADIUS_CARD)

    def paint_row(self, painter: QPainter, rect: QRect, index: Index, *, chosen: bool = False) -> None:
        """What stands on the card."""
        face: CardFace = index.data(ROW)
        parts = places(face, rect)
        self._words(painter, face, parts)
        if not parts.signs.isNull():
            self._signs(painter, face, parts.signs)
        if not parts.chips.isNull():
            self._chips(painter, face, parts.chips)
        self._foot(painter, face, parts, index.data(HEARD), self.part_hovered(index))

    @staticmethod
    def _words(painter: QPainter, face: CardFace, parts: CardPlaces) -> None:
        t = current()
        for rect, text, role, colour, limit, step in (
            (parts.quote, f"“{face.card.quote}”", "read", t.ink, QUOTE_LINES, t.scaled(23)),
            (parts.who, below_quote(face.card), "small", t.ink2, WHO_LINES, t.scaled(18)),
        ):
            painter.setFont(font(role))
            painter.setPen(colour)
            for place, line in enumerate(wrapped(text, role, rect.width(), limit)):
                spot = QRect(rect.x(), rect.y() + place * step, rect.width() + 4, step)
                painter.drawText(spot, Qt.AlignmentFlag.AlignVCenter, line)

    def _signs(self, painter: QPainter, face: CardFace, rect: QRect) -> None:
        """What is marked on it, with words as far as there is room."""
        t, x = current(), rect.x()
        marked = (
            (face.headline, "star", self.tr("Headline quote"), t.accent_ink),
            (face.differs, DIFFERS_ICON, self.tr("Sees it differently"), t.ink),
            (face.card.spotlight, SPOTLIGHT_ICON, self.tr("Must be heard"), t.ink),
            (bool(face.card.unused_reason), UNUSED_ICON, self.tr("Not used"), t.ink2),
        )
        there = [(picture, words, ink) for on, picture, words, ink in marked if on]
        for place, (picture, words, ink) in enumerate(there):
            look = BadgeLook(picture, words, ink, None)
            after = (len(there) - place - 1) * t.scaled(25)
            if x + look_size(look).width() + after > rect.right():
                look = BadgeLook(picture, "", ink, None)
            paint_look(painter, QRect(x, rect.y(), 1, 1).topLeft(), look)
            x += look_size(look).width() + t.scaled(10)

    def _chips(self, painter: QPainter, face: CardFace, rect: QRect) -> None:
        t = current()
        x, middle = rect.x(), rect.center().y()
        side = t.scaled(18)
        if face.through is not None:
            paint_icon(painter, QRect(x, middle - side // 2, side, side), "corner-down-right", t.ink3)
            x += side + t.scaled(4)
            paint_mark(painter, QRect(x, middle - side // 2, side, side), face.through.letter, face.through.colour)
            x += side + t.scaled(6)
            marks = len(face.others) * (side + t.scaled(3)) + (t.scaled(60) if face.others else 0)
            room = QRect(x, rect.y(), max(t.scaled(40), rect.right() - x - marks), rect.height())
            x += paint_words(painter, room, face.through.name, "small", "ink2") + t.scaled(10)
        if not face.others:
            return
        if x + t.scaled(50) + side < rect.right():
            room = QRect(x, rect.y(), rect.right() - x, rect.height())
            x += paint_words(painter, room, self.tr("also in"), "small", "ink3") + t.scaled(6)
        for row in face.others:
            if x + side > rect.right() + 1:
                break
            paint_mark(painter, QRect(x, middle - side // 2, side, side), row.letter, row.colour)
            x += side + t.scaled(3)

    def _foot(self, painter: QPainter, face: CardFace, parts: CardPlaces, played_ms: int | None, hovered: str) -> None:
        t, card = current(), face.card
        middle = parts.foot.center().y()
        playing = played_ms is not None
        self._button(
            painter,
            parts.play,
            "pause" if playing else "play",
            t.accent if playing else t.ink2,
            lit=hovered == "play",
            filled=playing,
        )
        x = parts.play.right() + t.scaled(5)
        clock = length_words(card, played_ms)
        room = QRect(x, parts.foot.y(), parts.menu.x() - x, parts.foot.height())
        x += paint_words(painter, room, clock, "small", "accent_ink" if playing else "ink2") + t.scaled(10)
        side, end = t.scaled(16), parts.menu.x() - t.scaled(2)
        feeling = side + t.scaled(8) if card.valence in FEELINGS else 0
        look = look_within(card.approval, end - x - feeling + t.scaled(14), t)
        need = look_size(look).width() - t.scaled(14)
        if feeling and x + feeling + need <= end:  # without room the feeling goes, not what may be shared
            paint_icon(painter, QRect(x, middle - side // 2, side, side), FEELINGS[card.valence], t.ink2)
            x += feeling
        left = end - x
        if need <= left:
            paint_look(painter, QRect(x, middle - t.scaled(11), need, 1).topLeft(), _plain(look, look.word))
        elif left > t.scaled(60):
            words = QFontMetrics(font("small-medium"))
            cut = one_line(look.word, left - t.scaled(21), words)
            paint_look(painter, QRect(x, middle - t.scaled(11), left, 1).topLeft(), _plain(look, cut))
        elif left >= t.scaled(15):
            icon = t.scaled(15)
            paint_icon(painter, QRect(x, middle - icon // 2, icon, icon), look.icon, look.ink)
        self._button(painter, parts.menu, "ellipsis-vertical", t.ink2, lit=hovered == "menu")

    @staticmethod
    def _button(
        painter: QPainter, rect: QRect, icon: str, ink: QColor, *, lit: bool = False, filled: bool = False
    ) -> None:
        t = current()
        if lit:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(t.accent_soft)
            painter.drawRoundedRect(QRectF(rect), RADIUS, RADIUS)
        inset = (rect.width() - t.scaled(18)) // 2
        paint_icon(painter, rect.adjusted(inset, inset, -inset, -inset), icon, ink, filled=filled)


def _plain(look: BadgeLook, word: str) -> BadgeLook:
    """A badge without its tint: on a card the word and the picture are enough."""
    return BadgeLook(look.icon, word, look.ink, None)
