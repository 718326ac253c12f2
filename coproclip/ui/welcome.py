"""What stands in the window while no project is open."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from coproclip.ui.components.buttons import Button
from coproclip.ui.components.labels import IconLabel, Label
from coproclip.ui.icons import paint_icon
from coproclip.ui.tokens import RADIUS_CARD, current


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

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Square and picture."""
        t = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(t.accent_soft)
        painter.drawRoundedRect(QRectF(self.rect()), RADIUS_CARD + 2, RADIUS_CARD + 2)
        inset = t.scaled(15)
        paint_icon(painter, self.rect().adjusted(inset, inset, -inset, -inset), self._name, t.accent_ink)


class BigCard(QFrame):
    """A way to begin: picture, heading, two lines, one button. Pages use it for their first run too."""

    def __init__(self, icon: str, heading: str, words: str, button: Button, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.button = button
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 22, 22, 20)
        column.setSpacing(6)
        column.addWidget(BigIcon(icon))
        column.addSpacing(14)
        column.addWidget(Label(heading, "head"))
        text = Label(words, "muted", wrap=True)
        text.setMinimumHeight(current().scaled(62))
        text.setAlignment(Qt.AlignmentFlag.AlignTop)
        column.addWidget(text)
        column.addStretch(1)
        column.addSpacing(8)
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)


class Promises(QWidget):
    """Three quiet promises in a row."""

    def __init__(self, promises: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addStretch(1)
        for place, (icon, words) in enumerate(promises):
            if place:
                row.addSpacing(20)
            row.addWidget(IconLabel(icon, "ink2", 17))
            row.addWidget(Label(words, "small"))
        row.addStretch(1)


class Welcome(QWidget):
    """New project, open project, the example, and the projects of late."""

    def __init__(
        self,
        on_new: Callable[[], object],
        on_open: Callable[[], object],
        on_example: Callable[[], object],
        on_recent: Callable[[Path], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._on_recent = on_recent
        outer = QHBoxLayout(self)
        outer.setContentsMargins(32, 24, 32, 24)
        column = QVBoxLayout()
        column.setSpacing(8)
        middle = QWidget()
        middle.setMaximumWidth(current().scaled(1000))
        middle.setLayout(column)
        column.setContentsMargins(0, 0, 0, 0)
        outer.addStretch(1)
        outer.addWidget(middle, 20)
        outer.addStretch(1)
        column.addStretch(2)
        column.addWidget(Label(self.tr("Welcome to CoProClip"), "big"))
        words = self.tr(
            "Record, write down, make sense of and share people’s stories. All of it stays on this computer."
        )
        column.addWidget(Label(words, "read-muted", wrap=True))
        column.addSpacing(22)
        cards = QHBoxLayout()
        cards.setSpacing(16)
        self.new_button = Button(self.tr("New project…"), kind="main", size="large", on_click=on_new)
        open_button = Button(self.tr("Open project…"), size="large", on_click=on_open)
        example = Button(self.tr("Open the example"), size="large", on_click=on_example)
        begin = self.tr("Make a project. It is one folder that holds everything.")
        go_on = self.tr("Open a project from this computer or a USB stick.")
        look = self.tr("A small finished project to try everything. You cannot break it.")
        cards.addWidget(BigCard("folder-plus", self.tr("Begin"), begin, self.new_button), 1)
        cards.addWidget(BigCard("folder-open", self.tr("Go on"), go_on, open_button), 1)
        cards.addWidget(BigCard("book-open", self.tr("Look around"), look, example), 1)
        column.addLayout(cards)
        column.addSpacing(18)
        self._recent_head = Label(self.tr("Opened lately"), "small-strong")
        column.addWidget(self._recent_head)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(2)
        column.addLayout(self._recent)
        column.addSpacing(18)
        promises = [
            ("shield-check", self.tr("Saved to disk every few seconds")),
            ("wifi-off", self.tr("Works without the internet")),
            ("heart-handshake", self.tr("Storytellers decide what is shared")),
        ]
        column.addWidget(Promises(promises))
        column.addStretch(3)

    def show_recent(self, folders: Sequence[Path]) -> None:
        """The projects of late that are still there."""
        while (item := self._recent.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for folder in folders[:4]:
            button = Button(folder.stem, "folder", "quiet", tooltip=str(folder))
            button.clicked.connect(lambda _checked=False, folder=folder: self._on_recent(folder))
            self._recent.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self._recent_head.setVisible(bool(folders))
