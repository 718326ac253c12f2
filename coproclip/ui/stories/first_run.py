"""The first run: three ways to begin; and the strip that takes dropped files."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from coproclip.ui.components.buttons import Button
from coproclip.ui.components.labels import IconLabel, Label
from coproclip.ui.tokens import RADIUS_CARD, current
from coproclip.ui.workspace import Workspace


class _Tile(QWidget):
    def __init__(self, icon: str) -> None:
        super().__init__()
        side = current().scaled(56)
        self.setFixedSize(side, side)
        row = QHBoxLayout(self)
        row.addWidget(IconLabel(icon, "accent_ink", 26), 0, Qt.AlignmentFlag.AlignCenter)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(current().accent_soft)
        painter.drawRoundedRect(self.rect(), RADIUS_CARD, RADIUS_CARD)


class FirstRun(QWidget):
    """What a project without stories shows."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        ask = workspace.command_asked.emit
        outer = QVBoxLayout(self)
        outer.setContentsMargins(48, 24, 48, 24)
        outer.addStretch(2)
        middle = QWidget()
        middle.setMaximumWidth(current().scaled(960))
        column = QVBoxLayout(middle)
        column.setSpacing(8)
        column.addWidget(Label(self.tr("Let’s gather the first story"), "big"))
        column.addWidget(
            Label(
                self.tr(
                    "There are three ways to begin. You can change your mind later, and nothing leaves this computer."
                ),
                "read-muted",
                wrap=True,
            )
        )
        column.addSpacing(18)
        cards = QHBoxLayout()
        cards.setSpacing(16)
        self.record = Button(
            self.tr("Record a story"), kind="main", size="large", on_click=partial(workspace.page_asked.emit, "record")
        )
        cards.addWidget(
            self._card(
                "mic",
                self.tr("Record"),
                self.tr("Sit down with someone and talk. The microphone of this computer is enough."),
                self.record,
            )
        )
        choose = Button(self.tr("Choose files…"), size="large", on_click=partial(ask, "import_files"))
        cards.addWidget(
            self._card(
                "folder-input",
                self.tr("Import"),
                self.tr("Bring in recordings or videos that you already have."),
                choose,
            )
        )
        example = Button(self.tr("Open the example"), size="large", on_click=partial(ask, "open_example"))
        cards.addWidget(
            self._card(
                "book-open",
                self.tr("Look around"),
                self.tr("Open a small finished project and try everything. You cannot break it."),
                example,
            )
        )
        column.addLayout(cards)
        column.addSpacing(16)
        column.addWidget(DropStrip(workspace, self.tr("Or drop files anywhere in this window")))
        column.addSpacing(16)
        promises = QHBoxLayout()
        promises.setSpacing(10)
        promises.addStretch(1)
        for icon, words in (
            ("shield-check", self.tr("Saved to disk as you work")),
            ("wifi-off", self.tr("Works without the internet")),
            ("heart-handshake", self.tr("Storytellers decide what is shared")),
        ):
            promises.addWidget(IconLabel(icon, "ink2", 16))
            promises.addWidget(Label(words, "small"))
            promises.addSpacing(18)
        promises.addStretch(1)
        column.addLayout(promises)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(middle, 100)
        row.addStretch(1)
        outer.addLayout(row)
        outer.addStretch(3)

    def begin(self) -> None:
        """The focus goes to Record."""
        self.record.setFocus()

    def _card(self, icon: str, title: str, words: str, button: Button) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(22, 22, 22, 20)
        column.setSpacing(8)
        column.addWidget(_Tile(icon))
        column.addSpacing(8)
        column.addWidget(Label(title, "head"))
        column.addWidget(Label(words, "muted", wrap=True))
        column.addStretch(1)
        column.addSpacing(10)
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return card


class DropStrip(QFrame):
    """Says that files can be dropped, with a button that does the same."""

    def __init__(self, workspace: Workspace, words: str = "") -> None:
        super().__init__()
        self.setProperty("role", "drop")
        self.setFixedHeight(current().scaled(56))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 10, 0)
        row.setSpacing(12)
        if words:
            row.addStretch(1)
        row.addWidget(IconLabel("file-plus", "ink2", 20))
        row.addWidget(
            Label(
                words
                or self.tr("Drop recordings or videos here. They are copied in, and your originals are never changed."),
                "muted",
                elide=not words,
            ),
            0 if words else 1,
        )
        if words:
            row.addStretch(1)
        else:
            choose: Callable[[], None] = partial(workspace.command_asked.emit, "import_files")
            row.addWidget(Button(self.tr("Choose files…"), kind="link", on_click=choose))
