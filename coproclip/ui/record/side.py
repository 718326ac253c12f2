"""The panel at the right: what the storyteller chose today, and what the story is called."""

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from coproclip.ui.components.labels import Hairline, IconLabel, Label
from coproclip.ui.fonts import font
from coproclip.ui.tokens import PANEL_MARGIN, RADIUS, current


class SoftNote(QWidget):
    """A picture and a sentence on the soft accent."""

    def __init__(self, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 12, 10)
        row.setSpacing(12)
        row.addWidget(IconLabel(icon, "accent_ink", 18), 0, Qt.AlignmentFlag.AlignTop)
        self.words = Label("", "", wrap=True)  # a role would bring a colour of its own
        self._tint()
        row.addWidget(self.words, 1)

    def _tint(self) -> None:
        self.words.setFont(font("small"))
        palette = self.words.palette()
        palette.setColor(palette.ColorRole.WindowText, current().accent_ink)
        self.words.setPalette(palette)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the appearance."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._tint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The soft accent."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(current().accent_soft)
        painter.drawRoundedRect(self.rect(), RADIUS, RADIUS)


class ConsentTick(QFrame):
    """“June said yes to being recorded”: a tick with a sentence that may wrap; a sign instead once recording began."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 12, 12, 12)
        row.setSpacing(8)
        self.tick = QCheckBox()
        self.tick.toggled.connect(lambda _on: self.changed.emit())
        self._sign = IconLabel("circle-check", "ok", 18)
        self._sign.hide()
        self.words = Label("", "medium", wrap=True)
        self.words.installEventFilter(self)
        row.addWidget(self.tick, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words, 1)

    @property
    def given(self) -> bool:
        """Whether they said yes."""
        return self.tick.isChecked()

    def show_words(self, words: str) -> None:
        """Whose yes it is."""
        self.words.setText(words)
        self.tick.setAccessibleName(words)

    def take_back(self) -> None:
        """No yes any more, without telling."""
        with QSignalBlocker(self.tick):
            self.tick.setChecked(False)

    def lock(self, *, on: bool) -> None:
        """Show the yes that was given instead of asking for it."""
        self.tick.setVisible(not on)
        self._sign.setVisible(on)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A press on the sentence ticks it."""
        pressed = isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonRelease
        if pressed and watched is self.words and not self.tick.isHidden():
            self.tick.toggle()
        return False


class SidePanel(QScrollArea):
    """Choices first, then the title; what comes in later stands below."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.who_place = QVBoxLayout()
        self.who_place.setContentsMargins(PANEL_MARGIN, 0, PANEL_MARGIN, 0)
        column.addLayout(self.who_place)
        column.addLayout(self._choices())
        column.addWidget(Hairline())
        column.addLayout(self._about())
        column.addStretch(1)
        self.setWidget(whole)

    @staticmethod
    def _part() -> QVBoxLayout:
        part = QVBoxLayout()
        part.setContentsMargins(PANEL_MARGIN, 18, PANEL_MARGIN, 18)
        part.setSpacing(10)
        return part

    def _choices(self) -> QVBoxLayout:
        part = self._part()
        self.heading = Label("", "strong", wrap=True)
        self.consent = ConsentTick()
        self.consent.changed.connect(self.changed)
        self.ask_first = Label(self.tr("Ask before the first second. No answer means no."), "hint", wrap=True)
        self.note = SoftNote("heart-handshake")
        for row in (self.heading, self.consent, self.ask_first, self.note):
            part.addWidget(row)
        return part

    def _about(self) -> QVBoxLayout:
        part = self._part()
        part.setSpacing(6)
        label = Label(self.tr("Title of the story"), "strong")
        self.title = QLineEdit()
        self.title.setMaxLength(200)
        self.title.setPlaceholderText(self.tr("A few words, or later"))
        self.title.setAccessibleName(self.tr("Title of the story, if there is one already"))
        label.setBuddy(self.title)
        part.addWidget(label)
        part.addWidget(self.title)
        part.addWidget(Label(self.tr("All of this can be changed afterwards."), "hint", wrap=True))
        return part

    def show_storyteller(self, name: str, *, under_way: bool) -> None:
        """Put their name in the sentences."""
        if name:
            self.heading.setText(self.tr("{who}’s choices today").format(who=name))
            self.consent.show_words(self.tr("{who} said yes to being recorded").format(who=name))
            note = self.tr("{who} can pause, skip, stop or take something out, at any time and for any reason.")
            self.note.words.setText(note.format(who=name))
        else:
            self.heading.setText(self.tr("The storyteller’s choices today"))
            self.consent.show_words(self.tr("The storyteller said yes to being recorded"))
            self.note.words.setText(
                self.tr("They can pause, skip, stop or take something out, at any time and for any reason.")
            )
        self.consent.lock(on=under_way)
        self.ask_first.setVisible(not under_way)
