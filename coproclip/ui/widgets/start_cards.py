"""The ways to begin: cards side by side or one under the other, and the quiet promises, in a page that scrolls."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from coproclip.ui.style.icons import paint_icon
from coproclip.ui.style.painting import smooth_painter
from coproclip.ui.style.responsive import Fitting
from coproclip.ui.style.tokens import RADIUS_CARD, current
from coproclip.ui.widgets.boxes import hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import IconLabel, Label
from coproclip.ui.widgets.scroll_column import ScrollColumn

WIDEST = 960
CARD_LEAST = 200
"""Where cards would be narrower than this (px at 100 % text) they stand one under the other."""
_DOWN, _BESIDE = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight


class BigIcon(QWidget):
    """A picture on a tinted square of 56 px."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """A square."""
        side = current().scaled(56)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        """Always a square."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Square and picture."""
        t = current()
        painter = smooth_painter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(t.accent_soft)
        painter.drawRoundedRect(QRectF(self.rect()), RADIUS_CARD + 2, RADIUS_CARD + 2)
        inset = t.scaled(15)
        paint_icon(painter, self.rect().adjusted(inset, inset, -inset, -inset), self._name, t.accent_ink)


class BigCard(QFrame):
    """A way to begin: picture, heading, words, one button; lying, the picture is left and the button right."""

    def __init__(self, icon: str, heading: str, words: str, button: Button, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.icon, self.button = BigIcon(icon), button
        self._row = QBoxLayout(_DOWN, self)
        self._row.addWidget(self.icon)
        side = vbox(spacing=6)
        side.addWidget(Label(heading, "head"))
        self.words = Label(words, "muted", wrap=True)
        side.addWidget(self.words)
        side.addStretch(1)
        self._row.addLayout(side, 1)
        self._row.addWidget(button)
        self.lie(False)

    def lie(self, lying: bool) -> None:
        """Stand upright, or lie across the page."""
        self._row.setDirection(_BESIDE if lying else _DOWN)
        self._row.setContentsMargins(*((16, 16, 16, 16) if lying else (22, 22, 22, 20)))
        self._row.setSpacing(18)
        self._row.setAlignment(self.icon, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        self._row.setAlignment(self.button, middle if lying else Qt.AlignmentFlag.AlignLeft)


class StartCards(ScrollColumn):
    """A heading, a sentence, the cards; then `more` of the page and `promises` (picture, words), in the middle."""

    def __init__(
        self,
        heading: str,
        words: str,
        cards: Sequence[BigCard],
        more: Sequence[QWidget],
        promises: Sequence[tuple[str, str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.cards = list(cards)
        whole = QWidget()
        self.setWidget(whole)
        outer = vbox(whole, (32, 24, 32, 24))
        outer.addStretch(2)
        row = QHBoxLayout()
        self.middle = QWidget()
        row.addStretch(1)
        row.addWidget(self.middle, 100)
        row.addStretch(1)
        outer.addLayout(row)
        outer.addStretch(3)
        column = QVBoxLayout(self.middle)
        column.setContentsMargins(4, 0, 4, 0)  # room for the focus ring
        column.setSpacing(8)
        column.addWidget(Label(heading, "big", wrap=True))
        column.addWidget(Label(words, "read-muted", wrap=True))
        column.addSpacing(18)
        self._cards = QBoxLayout(_BESIDE)
        self._cards.setSpacing(16)
        for card in self.cards:
            self._cards.addWidget(card, 1)
        column.addLayout(self._cards)
        for widget in more:
            column.addSpacing(10)
            column.addWidget(widget)
        column.addSpacing(16)
        self._promises = QBoxLayout(_BESIDE)
        self._promises.setSpacing(8)
        self.promises = [self._promise(icon, text) for icon, text in promises]
        self._promises.addStretch(1)
        for promise in self.promises:
            self._promises.addWidget(promise)
        self._promises.addStretch(1)
        column.addLayout(self._promises)
        Fitting(self, self._fit)
        self._fit()

    @staticmethod
    def _promise(icon: str, words: str) -> QWidget:
        made = QWidget()
        row = hbox(made, (6, 0, 6, 0), 8)
        row.addWidget(IconLabel(icon, "ink2", 17))
        row.addWidget(Label(words, "small"))
        row.addStretch(1)
        return made

    def _fit(self) -> None:
        scaled = current().scaled
        self.middle.setMaximumWidth(scaled(WIDEST))
        room = min(self.width() - self.verticalScrollBar().sizeHint().width() - 72, scaled(WIDEST))
        each = (room - 2 * self._cards.spacing()) // max(1, len(self.cards))
        lying = each < max([scaled(CARD_LEAST), *(card.button.sizeHint().width() + 44 for card in self.cards)])
        self._cards.setDirection(_DOWN if lying else _BESIDE)
        self._cards.setSpacing(12 if lying else 16)
        for card in self.cards:
            card.lie(lying)
        least = sum(promise.sizeHint().width() + 8 for promise in self.promises)
        self._promises.setDirection(_DOWN if least > room else _BESIDE)
