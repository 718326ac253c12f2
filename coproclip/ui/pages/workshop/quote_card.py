"""The card the group is at: large words that light up, a big play button, its number, whose it is, how far it is."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QSizePolicy, QWidget

from coproclip.overview.workshop import CardFace, CardRow
from coproclip.timecode import clock
from coproclip.ui.pages.workshop.lit_words import LitWords
from coproclip.ui.style.icons import paint_icon
from coproclip.ui.style.painting import smooth_painter
from coproclip.ui.style.proxy_style import paint_bar
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.boxes import NONE, hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import counted
from coproclip.ui.widgets.label import Label


class RoundPlay(Button):
    """A large round button that plays."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "play", "main", name="Play", parent=parent)
        self.playing = False
        self.setProperty("ring", "round")

    def sizeHint(self) -> QSize:
        """A circle."""
        side = current().scaled(64)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        """Never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The circle and its picture."""
        t = current()
        painter = smooth_painter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        on = self.isEnabled()
        painter.setBrush(t.sel if not on else t.accent_press if self.isDown() else t.accent)
        painter.drawEllipse(QRectF(self.rect()).adjusted(2, 2, -2, -2))
        side = self.width() * 2 // 5
        box = self.rect().adjusted(0, 0, side - self.width(), side - self.height())
        box.moveCenter(self.rect().center())
        paint_icon(painter, box, "pause" if self.playing else "play", t.on_accent if on else t.inkoff, filled=True)


class HowFar(QWidget):
    """A bar: how much of the card was heard."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fraction = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_fraction(self, fraction: float) -> None:
        """From 0 to 1."""
        self._fraction = fraction
        self.update()

    def sizeHint(self) -> QSize:
        """A thin bar."""
        return QSize(200, current().scaled(8))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """What was heard in the accent colour."""
        paint_bar(QPainter(self), self.rect(), self._fraction)


class QuoteCard(QFrame):
    """`play_pressed`, `menu_pressed`, `draw_pressed`: its buttons.

    It has the keyboard first, so that every key of the room counts.
    """

    play_pressed = Signal()
    menu_pressed = Signal()
    draw_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "inset")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._face: CardFace | None = None
        self._row = hbox(self, (20, 18, 20, 18), 20)
        self._without = QWidget()
        without = vbox(self._without, NONE, 14)
        words = self.tr("No cards yet. Draw some, or ask storytellers first whether the group may hear them.")
        self.none = Label(words, "read-muted", wrap=True)
        self.draw = Button(self.tr("Draw cards"), "plus", "main", size="large", on_click=self._on_draw)
        without.addWidget(self.none)
        without.addWidget(self.draw, 0, Qt.AlignmentFlag.AlignLeft)
        self._row.addWidget(self._without, 1)
        self._whole = QWidget()
        row = hbox(self._whole, NONE, 20)
        self._row.addWidget(self._whole, 1)
        self.play = RoundPlay()
        self.play.clicked.connect(lambda _on=False: self.play_pressed.emit())
        row.addWidget(self.play, 0, Qt.AlignmentFlag.AlignTop)
        middle = vbox(None, NONE, 10)
        self.words = LitWords()
        middle.addWidget(self.words, 1)
        below = hbox(None, NONE, 10)
        self.number = Label("", "read-strong")
        self.who = Label("", "read-muted", elide=True)
        below.addWidget(self.number)
        below.addWidget(self.who, 1)
        middle.addLayout(below)
        far = hbox(None, NONE, 12)
        self.far = HowFar()
        self.time = Label("", "read-muted")
        far.addWidget(self.far, 1)
        far.addWidget(self.time)
        middle.addLayout(far)
        row.addLayout(middle, 1)
        self._beside = QWidget()
        self.side = vbox(self._beside, NONE, 8)
        self.dots = Label("", "read-strong")
        self.menu = Button(self.tr("This card…"), "ellipsis", size="large")
        self.menu.setAccessibleName(self.tr("What can be done with this card"))
        self.menu.clicked.connect(lambda _on=False: self.menu_pressed.emit())
        self.side.addWidget(self.dots)
        self.side.addWidget(self.menu)
        self.side.addStretch(1)
        self._row.addWidget(self._beside)

    def set_narrow(self, narrow: bool) -> None:
        """Its dots and its menu under the words, or beside them."""
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)

    def show_card(self, row: CardRow | None, face: CardFace | None, place: int, count: int, size: int) -> None:
        """Show a card, the one at `place` (from 1) of `count`; no words where the group may not hear it any more."""
        self._face = face
        for part in (self.play, self.menu, self.far):
            part.setEnabled(face is not None)
        self.words.show_words(face.words if face is not None else (), size)
        self._without.setVisible(row is None)
        for half in (self._whole, self._beside):
            half.setVisible(row is not None)
        if row is None:
            self.setAccessibleName(self.none.text())
            return
        self.number.setText(self.tr("Card {number}").format(number=row.number))
        differs = self.tr("sees it differently") if row.differs else ""
        care = self.tr("pauses first") if face is not None and face.pauses else ""
        who = face.who if face is not None else self.tr("The group may not hear this one any more. It is kept back.")
        whole = [who, self.tr("{place} of {count}").format(place=place, count=count), differs, care]
        self.who.setText(" · ".join(part for part in whole if part))
        self.dots.setText(
            "" if not row.dots else self.tr("{dots} {n}").format(dots="●" * min(row.dots, 12), n=row.dots)
        )
        self.dots.setAccessibleName(counted(row.dots, self.tr("1 dot"), self.tr("{n} dots")) if row.dots else "")
        self.setAccessibleName(f"{self.number.text()}, {self.words.text()}, {self.who.whole_text()}")
        self.show_heard(None)

    def _on_draw(self) -> None:
        self.setFocus()
        self.draw_pressed.emit()

    def show_heard(self, at_ms: int | None) -> None:
        """Where in its recording it is (ms); None while it is not heard."""
        face = self._face
        self.play.playing = at_ms is not None
        self.play.setAccessibleName(self.tr("Pause") if self.play.playing else self.tr("Play"))
        self.play.update()
        self.words.light(at_ms)
        done = sum(max(0, min(at_ms or 0, span.end_ms) - span.start_ms) for span in face.spans) if face else 0
        length = face.length_ms if face is not None else 0
        self.far.set_fraction(done / length if length else 0.0)
        said = self.tr("{at} of {length}").format(at=clock(done), length=clock(round(length, -3)))
        self.time.setText(said if face is not None else "")
