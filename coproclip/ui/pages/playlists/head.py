"""The top of the page: the playlist's title to choose another by, how long it is, and its introduction."""

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPaintEvent, QPen, QTextOption
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QTextEdit, QWidget

from coproclip.ui.style.cut_text import one_line
from coproclip.ui.style.fonts import font
from coproclip.ui.style.icons import paint_icon
from coproclip.ui.style.painting import smooth_painter
from coproclip.ui.style.tokens import MARGIN, RADIUS, current
from coproclip.ui.widgets.boxes import hbox
from coproclip.ui.widgets.row_text import RowText
from coproclip.ui.widgets.tooltips import as_written

PAD = 8
"""Room around the title, px; the page's margin leaves it out, so that the title stands in line with the rest."""
MOST_LINES = 4


class TitleButton(QPushButton):
    """The playlist's title with an arrow; a press asks for the menu of playlists."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def show_title(self, title: str, place: int, count: int) -> None:
        """Show the title of playlist number `place` of `count`."""
        self.setText(title)
        words = self.tr("Playlist {title}, {place} of {count}. Choose another, rename or delete it")
        self.setAccessibleName(words.format(title=title, place=place, count=count))
        self.setToolTip(as_written(title))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Title and arrow."""
        wide = QFontMetrics(font("title")).horizontalAdvance(self.text())
        return QSize(wide + 2 * PAD + current().scaled(22 + 8), current().scaled(40))

    def minimumSizeHint(self) -> QSize:
        """A long title is cut."""
        return QSize(min(self.sizeHint().width(), current().scaled(140)), current().scaled(40))

    def event(self, event: QEvent) -> bool:
        """Measure again when the text size changes."""
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.updateGeometry()
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Title and arrow, on grey under the mouse."""
        t = current()
        painter = smooth_painter(self)
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(t.sel if self.isDown() else t.hover)
            painter.drawRoundedRect(QRectF(self.rect()), RADIUS, RADIUS)
        pad, side = PAD, t.scaled(22)
        painter.setFont(font("title"))
        painter.setPen(t.ink)
        room = QRect(pad, 0, self.width() - 2 * pad - side - t.scaled(8), self.height())
        words = one_line(self.text(), room.width() + 1, painter.fontMetrics())
        painter.drawText(room.adjusted(0, 0, 4, 0), Qt.AlignmentFlag.AlignVCenter, words)
        x = pad + min(room.width(), painter.fontMetrics().horizontalAdvance(words)) + t.scaled(8)
        paint_icon(painter, QRect(x, (self.height() - side) // 2, side, side), "chevron-down", t.ink2)


class _Words(QTextEdit):
    """Plain words that are as high as they are long, up to a few lines."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(0)
        self.textChanged.connect(self.fit)

    def fit(self) -> None:
        """As high as the words."""
        metrics = QFontMetrics(self.font())
        lines = max(1, min(MOST_LINES, round(self.document().size().height() / max(1, metrics.lineSpacing()))))
        high = lines * metrics.lineSpacing() + 4
        if high != self.height():
            self.setFixedHeight(high)

    def resizeEvent(self, event: object) -> None:
        """The words break elsewhere."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        self.fit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.fit()


class Introduction(QFrame):
    """The introduction of a playlist, edited where it stands: `text` keeps it."""

    left = Signal()
    """Esc or Ctrl Enter: the keyboard should go back to the list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = hbox(self, (MARGIN, 8, MARGIN, 8))
        self.field = _Words(self)
        self.field.setAccessibleName(self.tr("Introduction of the playlist"))
        self.field.setPlaceholderText(self.tr("Write an introduction. It appears at the top of the web page."))
        row.addWidget(self.field)
        self.setFocusProxy(self.field)
        self.text = RowText(self.field)
        self.field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Show that it has the keyboard; Esc leaves."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut, QEvent.Type.Enter, QEvent.Type.Leave):
            self.update()
        elif event.type() == QEvent.Type.KeyPress and self._leaves(event):
            self.left.emit()
            return True
        return super().eventFilter(watched, event)

    @staticmethod
    def _leaves(event: QEvent) -> bool:
        key, modifiers = event.key(), event.modifiers()  # type: ignore[attr-defined]
        enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        return key == Qt.Key.Key_Escape or (enter and bool(modifiers & Qt.KeyboardModifier.ControlModifier))

    def enterEvent(self, event: object) -> None:
        """Show that it can be written in."""
        super().enterEvent(event)  # type: ignore[arg-type]
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """No longer."""
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """An edge while it is written in or the mouse is there."""
        t = current()
        typing = self.field.hasFocus()
        if not typing and not self.underMouse():
            return
        painter = smooth_painter(self)
        painter.setPen(QPen(t.focus, 2) if typing else QPen(t.line2, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(MARGIN - 10, 3, 10 - MARGIN, -3), RADIUS, RADIUS)
