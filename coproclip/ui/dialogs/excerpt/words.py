"""The words of an excerpt, exactly as heard, with “… 4.2 s taken out” where something was cut."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from coproclip.excerpts.approval import VoicedWord
from coproclip.timecode import TimeRange
from coproclip.ui.style.fonts import sized
from coproclip.ui.style.tokens import current


@dataclass(frozen=True, slots=True)
class _Piece:
    first: int
    last: int
    word: VoicedWord | None
    cut: int = -1


class ExcerptWords(QTextEdit):
    """Words can be selected, not typed; selections are asked for in ms."""

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.setTabChangesFocus(True)
        self.setAccessibleName(self.tr("The words, exactly as heard"))
        self.setFont(sized(18))
        self.document().setDefaultFont(sized(18))
        self._pieces: list[_Piece] = []

    def show_words(
        self, words: Sequence[VoicedWord], spans: Sequence[TimeRange], not_used: Sequence[TimeRange] = ()
    ) -> None:
        """Show the words span by span, with what was taken out between them; what is not to be used is struck out."""
        text, pieces = "", []
        for number, span in enumerate(spans):
            if number:
                gone = (span.start_ms - spans[number - 1].end_ms) / 1000
                said = self.tr(" … {n} s taken out ").format(n=f"{gone:.1f}")
                text += " " if text else ""
                pieces.append(_Piece(len(text), len(text) + len(said), None, number - 1))
                text += said
            for word in words:
                if span.contains((word.start_ms + word.end_ms) // 2):
                    text += " " if text else ""
                    pieces.append(_Piece(len(text), len(text) + len(word.text), word))
                    text += word.text
        self._pieces = pieces
        if text != self.toPlainText():
            self.setPlainText(text)
            style = QTextBlockFormat()
            style.setLineHeight(130, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            cursor = QTextCursor(self.document())
            cursor.select(QTextCursor.SelectionType.Document)
            cursor.mergeBlockFormat(style)
        self.document().setDocumentMargin(12)
        self._strike([piece for piece in pieces if piece.word and any(map(_time(piece.word).overlaps, not_used))])

    def _strike(self, pieces: Sequence[_Piece]) -> None:
        """Strike the words of these pieces out, and no others; what is selected stays so."""
        cursor, style = QTextCursor(self.document()), QTextCharFormat()
        cursor.select(QTextCursor.SelectionType.Document)
        style.setFontStrikeOut(False)
        cursor.mergeCharFormat(style)
        style.setFontStrikeOut(True)
        for piece, next_ in zip_longest(pieces, pieces[1:]):
            on = next_ is not None and next_.first == piece.last + 1  # the space between two of them too
            cursor.setPosition(piece.first)
            cursor.setPosition(piece.last + on, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(style)

    def selected_range(self) -> TimeRange | None:
        """The selected words' time (ms), or None."""
        cursor = self.textCursor()
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        chosen = [piece.word for piece in self._pieces if piece.word and piece.first < end and piece.last > start]
        if start == end or not chosen:
            return None
        return TimeRange(chosen[0].start_ms, max(word.end_ms for word in chosen))

    def cut_at_cursor(self) -> int | None:
        """The number of the cut at the cursor or in the selection; the only one there is, failing that."""
        cursor = self.textCursor()
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        cuts = [piece for piece in self._pieces if piece.cut >= 0]
        for cut in cuts:
            if cut.first <= end and cut.last >= start:
                return cut.cut
        return cuts[0].cut if len(cuts) == 1 else None

    def paintEvent(self, event: QPaintEvent) -> None:
        """A dashed frame around what says that something was taken out."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        t = current()
        painter.setPen(QPen(t.control, 1, Qt.PenStyle.DashLine))
        painter.setBrush(t.sunken)
        for piece in self._pieces:
            if piece.cut >= 0:
                first, last = QTextCursor(self.document()), QTextCursor(self.document())
                first.setPosition(piece.first)
                last.setPosition(piece.last)
                a, b = self.cursorRect(first), self.cursorRect(last)
                if a.top() == b.top():
                    painter.drawRoundedRect(
                        QRectF(a.left() + 1, a.top() + 2, b.left() - a.left() - 2, a.height() - 3), 4, 4
                    )
        painter.end()
        super().paintEvent(event)


def _time(word: VoicedWord) -> TimeRange:
    return TimeRange(word.start_ms, max(word.start_ms, word.end_ms))
