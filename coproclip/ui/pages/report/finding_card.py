"""One thing that a check found: its number, what is wrong, and the buttons that settle it."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from coproclip.report.checks import Finding, FindingKind
from coproclip.report.findings import MAY_NOT_STAY
from coproclip.ui.style.fonts import sized
from coproclip.ui.style.painting import smooth_painter
from coproclip.ui.style.tokens import PANEL_MARGIN, current
from coproclip.ui.transcript.differences import difference, marked
from coproclip.ui.widgets.boxes import hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import IconLabel, Label

ABOUT_SHARING = (FindingKind.WITHHELD, FindingKind.UNCHECKED, FindingKind.LABEL)
"""What is settled in the excerpt's own window, not in the text."""


class NumberSign(QWidget):
    """The number that stands beside the text too."""

    def __init__(self, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = number
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """A small circle."""
        side = current().scaled(22)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """As on the page."""
        t = current()
        painter = smooth_painter(self)
        side = t.scaled(20)
        spot = QRect(1, 1, side, side)
        painter.setPen(QPen(t.flag_line, 1))
        painter.setBrush(t.flag_soft)
        painter.drawEllipse(spot)
        painter.setFont(sized(12, 600))
        painter.setPen(t.flag)
        painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, str(self._number))


class FindingCard(QFrame):
    """A `Finding`; `number` is beside the text too (0: it stands nowhere there)."""

    chosen = Signal(object)
    mend_asked = Signal(object)
    listen_asked = Signal(object)
    keep_asked = Signal(object)
    open_asked = Signal(object)

    def __init__(self, finding: Finding, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.finding, self.number = finding, number
        self._lit = False
        self.buttons: list[Button] = []
        column = vbox(self, (PANEL_MARGIN, 12, PANEL_MARGIN, 12), 6)
        row = hbox(spacing=8)
        if number:
            row.addWidget(NumberSign(number), 0, Qt.AlignmentFlag.AlignTop)
        elif finding.kept:
            row.addWidget(IconLabel("check", "ink3", 18), 0, Qt.AlignmentFlag.AlignTop)
        else:
            icon = "eye-off" if finding.kind in ABOUT_SHARING else "triangle-alert"
            row.addWidget(IconLabel(icon, "again", 18), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Label(self._title(), "medium", wrap=True), 1)
        column.addLayout(row)
        self._add_words(column)
        self._add_buttons(column)

    def _title(self) -> str:
        titles = {
            FindingKind.QUOTE_GONE: self.tr("Quoted words are gone"),
            FindingKind.DIFFERS: self.tr("The words differ from the recording"),
            FindingKind.TYPED: self.tr("This quote was typed by hand"),
            FindingKind.NOWHERE: self.tr("No excerpt says this"),
            FindingKind.TWO_WORDINGS: self.tr("One quote in two wordings"),
            FindingKind.EXACT_PHRASE: self.tr("One phrase in several spellings"),
            FindingKind.QUANTITY: self.tr("The number of stories is another"),
            FindingKind.LABEL: self.tr("This could point to one person"),
            FindingKind.WITHHELD: self.tr("Left out of every output"),
            FindingKind.UNCHECKED: self.tr("Not checked against the recording"),
            FindingKind.TEXT: self.tr("This text can’t be shared"),
            FindingKind.HEADLINE: self.tr("Headline"),
            FindingKind.IMAGE: self.tr("Image"),
            FindingKind.HARD_WORD: self.tr("A hard word"),
            FindingKind.LONG_SENTENCE: self.tr("A long sentence"),
            FindingKind.HARD_TO_READ: self.tr("Hard to read"),
            FindingKind.PLAYLIST: self.tr("Playlist"),
            FindingKind.SUB_THEME: self.tr("A part of the theme is not mentioned"),
            FindingKind.TOO_MUCH: self.tr("Not all of it was checked"),
        }
        return titles[self.finding.kind]

    def _add_words(self, column: object) -> None:
        found, add = self.finding, column.addWidget  # type: ignore[attr-defined]
        if found.kind is FindingKind.DIFFERS and found.exact:
            compared = difference([found.place], [found.exact], str.casefold)
            for title, paragraphs, mark in (
                (self.tr("Report"), compared.old, "s"),
                (self.tr("Recording"), compared.new, "u"),
            ):
                words = " ".join(
                    marked(word, mark) if differs else _plain(word) for word, differs in (paragraphs or [[]])[0]
                )
                label = QLabel(f"<b>{title}:</b> {words}")  # a `Label` would break the marks as long words
                label.setProperty("role", "small")
                label.setTextFormat(Qt.TextFormat.RichText)
                label.setWordWrap(True)
                label.setAccessibleName(f"{title}: {found.place if mark == 's' else found.exact}")
                add(label)
        else:
            add(Label(found.text, "small", wrap=True))
        if found.kept:
            add(Label(self.tr("Kept: {reason}").format(reason=found.kept), "small", wrap=True))
        elif found.suggestion:
            add(Label(found.suggestion, "hint", wrap=True))

    def _add_buttons(self, column: object) -> None:
        found, rows = self.finding, [hbox(spacing=6), hbox(spacing=6)]

        def _button(words: str, signal: object, *, icon: str = "", kind: str = "plain", row: int = 0) -> None:
            button = Button(words, icon, kind, size="small", name=f"{words}: {self._title()}")
            button.clicked.connect(lambda _on=False: signal.emit(found))  # type: ignore[attr-defined]
            self.buttons.append(button)
            rows[row].addWidget(button)

        if found.mend is not None and not found.kept:
            _button(found.mend.words, self.mend_asked, kind="soft")
        if found.excerpt_id:
            _button(self.tr("Listen"), self.listen_asked, icon="play")
            if found.kind in ABOUT_SHARING:
                _button(self.tr("Open the excerpt…"), self.open_asked)
        if found.kept:
            _button(self.tr("Check again after all"), self.keep_asked, row=len(self.buttons) // 2)
        elif found.kind not in MAY_NOT_STAY:
            _button(self.tr("Keep, add a reason…"), self.keep_asked, kind="quiet", row=len(self.buttons) // 2)
        for row in rows:
            if row.count():
                row.addStretch(1)
                column.addLayout(row)  # type: ignore[attr-defined]

    def set_lit(self, on: bool) -> None:
        """Show that it is the one the page shows."""
        self._lit = on
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A line below, a bar at the side where it is chosen."""
        super().paintEvent(event)
        t, painter = current(), smooth_painter(self)
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), t.line)
        if self._lit:
            painter.fillRect(self.rect().adjusted(0, 0, 0, -1), t.surface)
            painter.fillRect(QRect(0, 0, 3, self.height() - 1), t.accent)


def _plain(word: str) -> str:
    return word.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
