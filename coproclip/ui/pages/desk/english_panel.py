"""“In English”: what a machine made of each passage, beside the words that were said."""

from bisect import bisect_right
from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextFormat
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from coproclip.jobs import Job
from coproclip.overview.story import Passage, flat
from coproclip.timecode import clock
from coproclip.ui.style.fonts import font
from coproclip.ui.style.tokens import PANEL_MARGIN, current
from coproclip.ui.widgets.boxes import hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.job_card import meter
from coproclip.ui.widgets.label import Label


class _EnglishText(QTextEdit):
    """One block a passage, to be read; Enter or a press goes to where it is said."""

    asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.setAccessibleName(self.tr("The story in English, put by a machine"))
        self.setProperty("keeps", ["Return", "Enter"])
        self._starts: list[int] = []
        self._shown: list[tuple[int, str]] = []
        self._lit = -1

    def show_passages(self, passages: Sequence[Passage], *, anew: bool = False) -> None:
        """Show these passages' English."""
        shown = [(passage.start_ms, flat(passage.english)) for passage in passages if passage.english]
        if shown == self._shown and not anew:
            return
        place = self.verticalScrollBar().value()
        self._shown, self._starts, self._lit = shown, [start for start, _words in shown], -1
        tokens = current()
        self.document().setDefaultFont(font("body"))
        gap, time, words = QTextBlockFormat(), QTextCharFormat(), QTextCharFormat()
        gap.setBottomMargin(tokens.scaled(8))
        gap.setLineHeight(130, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        time.setForeground(tokens.ink3)
        time.setFont(font("small"))
        words.setForeground(tokens.ink2)
        self.clear()
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for number, (start, text) in enumerate(shown):
            if number:
                cursor.insertBlock(gap)
            else:
                cursor.setBlockFormat(gap)
            cursor.insertText(f"{clock(start)}  ", time)
            cursor.insertText(text, words)
        cursor.endEditBlock()
        self.verticalScrollBar().setValue(place)

    def follow(self, ms: int) -> None:
        """This is said now: its passage is lit and in sight."""
        place = bisect_right(self._starts, ms) - 1
        if place == self._lit or not self._starts:
            return
        self._lit = place
        lit = QTextEdit.ExtraSelection()
        block = self.document().findBlockByNumber(max(0, place))
        lit.cursor = QTextCursor(block)
        lit.cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        lit.format.setBackground(current().accent_soft)
        lit.format.setForeground(current().ink)
        lit.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
        self.setExtraSelections([lit] if place >= 0 else [])
        if not self.hasFocus():
            rect = self.document().documentLayout().blockBoundingRect(block)
            bar, high = self.verticalScrollBar(), self.viewport().height()
            if rect.top() < bar.value() or rect.bottom() > bar.value() + high:
                bar.setValue(round(rect.top()) - high // 4)

    def _ask(self, cursor: QTextCursor) -> None:
        place = cursor.blockNumber()
        if place < len(self._starts) and not self.textCursor().hasSelection():
            self.asked.emit(self._starts[place])

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press goes there; selecting words does not."""
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._ask(self.cursorForPosition(event.position().toPoint()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes there."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._ask(self.textCursor())
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Take the appearance and the text size in use now."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_shown"):
            self._shown, shown = [], self._shown
            self.show_passages([Passage(0, "", "", start, start, (), english=text) for start, text in shown], anew=True)


class EnglishPanel(QWidget):
    """The English, how far it is, and a button to start, continue or stop. `place_asked(ms)`: go there and play."""

    place_asked = Signal(object)
    toggled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        column = vbox(self, (PANEL_MARGIN, 12, 0, 0), 8)
        self.far = Label("", "small", wrap=True)
        self.bar = meter(0, self.tr("Putting the story into English"))
        self.button = Button(self.tr("Translate to English"), "languages", size="small", on_click=self.toggled.emit)
        self.passages = _EnglishText()
        self.passages.asked.connect(self.place_asked)
        column.addWidget(self.far)
        row = hbox(margins=(0, 0, PANEL_MARGIN, 0))
        row.addWidget(self.bar)
        column.addLayout(row)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.passages, 1)

    def show_state(self, passages: Sequence[Passage], job: Job | None) -> bool:
        """Show what there is; whether there is anything to show."""
        done = sum(1 for passage in passages if passage.english)
        self.passages.show_passages(passages)
        whole = bool(passages) and done == len(passages)
        if job is not None:
            parts = [f"{job.progress.percent}%" if job.progress.total > 0 else "", job.progress.left]
            self.far.setText(", ".join(part for part in parts if part) or self.tr("Starting…"))
            self.bar.setRange(0, 1000 if job.progress.total > 0 else 0)
            self.bar.setValue(round(job.progress.fraction * 1000))
        elif whole:
            self.far.setText(self.tr("Put by a machine, to find your way. What was said stays as it was said."))
        else:
            self.far.setText(self.tr("{n} of {all} passages are in English.").format(n=done, all=len(passages)))
        self.bar.setVisible(job is not None)
        self.button.setVisible(job is not None or not whole)
        self.button.setText(self.tr("Stop") if job is not None else self.tr("Translate the rest"))
        self.button.set_look("square" if job is not None else "languages")
        self.button.setAccessibleName(self.button.text())
        return done > 0 or job is not None
