"""What stands beside the words: who speaks and when on the left, what is known of the passage on the right."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from coproclip.project.kinds import CheckedHow
from coproclip.timecode import clock, length
from coproclip.ui.style.cut_text import one_line, that_fits
from coproclip.ui.style.fonts import font
from coproclip.ui.style.icons import paint_icon, pixmap
from coproclip.ui.style.tokens import current
from coproclip.ui.transcript.marks import TranscriptMarks
from coproclip.ui.transcript.paint import ExcerptTint, ShownPassage
from coproclip.ui.transcript.passage_document import PassageDocument
from coproclip.ui.transcript.passages_in_sight import PassagesInSight
from coproclip.ui.widgets.badge import approval_look, approval_margin_word

PADDING = 20
"""Between the page's left edge and the names, px at 100 %."""
GAP = 20
"""Between the words and the notes."""
_WIDE, _NARROW = (120, 190), (100, 164)
_CRAMPED = (80, 132)
_ROW, _MARK, _ICON = 22, 18, 15
_MOST_LINES = 3


def margins_for(width: float) -> tuple[int, int]:
    """Left and right margin (px at 100 %) on a page `width` px wide, measured at 100 %."""
    left, right = _WIDE if width >= 840 else _NARROW if width >= 640 else _CRAMPED
    return PADDING + left, right


class MarginHost(Protocol):
    """What the margins ask of the transcript beside them."""

    @property
    def passages(self) -> PassageDocument:
        """The passages and their places."""

    @property
    def sight(self) -> PassagesInSight:
        """The passages in sight, from the top."""

    @property
    def marks(self) -> TranscriptMarks:
        """What is marked in them."""


def reasons(flags: Iterable[str]) -> str:
    """Reasons to listen again as one line."""
    text = ", ".join(flags)
    return text[:1].upper() + text[1:]


class _Margin(QWidget):
    """A strip beside the words whose painted parts can be pressed; each is a box, a kind and a number."""

    def __init__(self, page: MarginHost, parent: QWidget) -> None:
        super().__init__(parent)
        self._page = page
        self._hits: list[tuple[QRect, str, int]] = []
        self.setMouseTracking(True)

    def _hit(self, event: QMouseEvent) -> tuple[str, int] | None:
        point = event.position().toPoint()
        return next(((kind, number) for box, kind, number in self._hits if box.contains(point)), None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand over what can be pressed."""
        over = self._hit(event) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Keep the release that follows."""
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Something was pressed."""
        hit = self._hit(event)
        if hit is not None and event.button() == Qt.MouseButton.LeftButton:
            self._pressed(*hit)

    def _pressed(self, kind: str, number: int) -> None:
        raise NotImplementedError


class SpeakerMargin(_Margin):
    """Name and time beside each passage; the name only where somebody else begins to speak.

    `time_clicked(ms)`: the time of a passage was pressed; `speaker_clicked(id)`: the name of a passage's speaker.
    """

    time_clicked = Signal(object)
    speaker_clicked = Signal(object)

    def _pressed(self, kind: str, number: int) -> None:
        (self.speaker_clicked if kind == "name" else self.time_clicked).emit(number)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Names and times of what is in sight."""
        tokens, painter = current(), QPainter(self)
        painter.fillRect(self.rect(), tokens.surface)
        name_font, time_font = font("strong"), font("small")
        names, times = QFontMetrics(name_font), QFontMetrics(time_font)
        left, room, below = tokens.scaled(PADDING), self.width() - tokens.scaled(PADDING) - 8, 0
        self._hits = []
        for shown in self._page.sight:
            passage = self._page.passages.map.passages[shown.index]
            y = round(shown.baseline())
            if self._page.passages.named(shown.index) and passage.speaker:
                painter.setFont(name_font)
                painter.setPen(tokens.ink2 if passage.role == "reporter" else tokens.ink)
                name = one_line(passage.speaker, room, names)
                painter.drawText(left, y, name)
                self._hits.append((self._box(names, name, y), "name", passage.id))
                if passage.voice_doubt:
                    self._paint_doubt(painter, self._hits[-1][0])
                y += tokens.scaled(17)
            if y - times.ascent() < below:
                continue
            painter.setFont(time_font)
            painter.setPen(tokens.ink3)
            time = clock(passage.start_ms)
            painter.drawText(left, y, time)
            self._hits.append((self._box(times, time, y), "time", passage.start_ms))
            if passage.voice_doubt and not self._page.passages.named(shown.index):
                self._paint_doubt(painter, self._hits[-1][0])
            below = y + times.descent()

    @staticmethod
    def _paint_doubt(painter: QPainter, under: QRect) -> None:
        """Dashes under who speaks, as under doubtful words."""
        tokens = current()
        pen = QPen(tokens.flag_line, tokens.scaled(2))
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setDashPattern([3.0, 1.5])
        painter.setPen(pen)
        y = under.bottom() + tokens.scaled(1)
        painter.drawLine(under.left(), y, under.right(), y)

    @staticmethod
    def _box(metrics: QFontMetrics, text: str, y: int) -> QRect:
        left = current().scaled(PADDING)
        return QRect(left, y - metrics.ascent(), metrics.horizontalAdvance(text), metrics.height())


@dataclass(frozen=True, slots=True)
class _Note:
    """One line in the right margin: an excerpt, or a picture with a word."""

    excerpt: ExcerptTint | None = None
    icon: str = ""
    colour: str = ""
    word: str = ""
    detail: str = ""


def _checked_word(how: str) -> str:
    """“Checked”, or that it was ticked with all of its story."""
    at_once = QCoreApplication.translate("NotesMargin", "All at once")
    return at_once if how == CheckedHow.ALL_AT_ONCE else QCoreApplication.translate("NotesMargin", "Checked")


class NotesMargin(_Margin):
    """Beside each passage: “Check this” and why, “Checked”, and a line for each excerpt that begins there.

    `excerpt_clicked(excerpt_id)` and `flag_clicked(segment_id)` tell what was pressed.
    """

    excerpt_clicked = Signal(object)
    flag_clicked = Signal(object)

    def _pressed(self, kind: str, number: int) -> None:
        (self.excerpt_clicked if kind == "excerpt" else self.flag_clicked).emit(number)

    def _notes(self, shown: ShownPassage) -> list[tuple[_Note, float]]:
        passage = self._page.passages.map.passages[shown.index]
        first, notes = shown.baseline(), []
        if passage.flags:
            why = reasons(passage.flags)
            notes.append((_Note(icon="ear", colour="flag", word=self.tr("Check this"), detail=why), first))
        elif passage.checked:
            notes.append((_Note(icon="check", colour="ok", word=_checked_word(passage.checked_how)), first))
        for offset in self._page.marks.begins_not_used(shown.index):
            word = self.tr("Don’t use this bit")
            notes.append((_Note(icon="ban", colour="stop", word=word), shown.baseline(offset)))
        for tint, offset in self._page.marks.excerpts_from(shown.index):
            notes.append((_Note(excerpt=tint), shown.baseline(offset)))
        return notes

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The notes of what is in sight, each at its line, pushed down where they would lie on each other."""
        tokens, painter = current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), tokens.surface)
        self._hits, free = [], -1e9
        for shown in self._page.sight:
            passage_id = self._page.passages.map.passages[shown.index].id
            for note, baseline in self._notes(shown):
                y = max(baseline, free)
                free = y + self._paint(painter, note, round(y))
                box = QRect(0, round(y) - tokens.scaled(16), self.width(), round(free - y))
                if note.excerpt:
                    self._hits.append((box, "excerpt", note.excerpt.excerpt_id))
                elif note.detail:
                    self._hits.append((box, "flag", passage_id))

    def _paint(self, painter: QPainter, note: _Note, y: int) -> int:
        tokens = current()
        x, row = tokens.scaled(GAP), tokens.scaled(_ROW)
        if note.excerpt is not None:
            self._paint_excerpt(painter, note.excerpt, x, y)
            return row
        colour = tokens.colour(note.colour)
        x = self._paint_icon(painter, note.icon, colour, x, y)
        painter.setFont(font("small-strong" if note.detail else "small-medium"))
        painter.setPen(colour)
        painter.drawText(x, y, note.word)
        if not note.detail:
            return row
        painter.setFont(font("small"))
        painter.setPen(tokens.ink2)
        left, high = tokens.scaled(GAP), tokens.scaled(18)
        room = QRect(left, y + tokens.scaled(6), self.width() - left - 4, _MOST_LINES * high)
        wrap = Qt.TextFlag.TextWordWrap.value
        detail = that_fits(note.detail, room.width(), _MOST_LINES)
        used = painter.fontMetrics().boundingRect(room, wrap, detail)
        painter.drawText(room, wrap, detail)
        return row + min(_MOST_LINES, max(1, round(used.height() / high))) * high

    @staticmethod
    def _paint_icon(painter: QPainter, name: str, colour: QColor, x: int, y: int) -> int:
        size = current().scaled(_ICON)
        picture = pixmap(name, colour, size, ratio=painter.device().devicePixelRatio())
        painter.drawPixmap(x, y - current().scaled(12), picture)
        return x + size + current().scaled(6)

    def _paint_excerpt(self, painter: QPainter, tint: ExcerptTint, x: int, y: int) -> None:
        tokens = current()
        side = tokens.scaled(_MARK)
        box = QRect(x, y - tokens.scaled(14), side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tint.mark())
        painter.drawRoundedRect(box, tokens.scaled(4), tokens.scaled(4))
        if tint.letter:
            painter.setFont(font("caption-strong"))
            painter.setPen(tint.letter_colour())
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, tint.letter)
        else:
            inset = tokens.scaled(3)
            paint_icon(painter, box.adjusted(inset, inset, -inset, -inset), "quote", tint.letter_colour())
        look = approval_look(tint.approval, tokens, approval_margin_word(tint.approval))
        painter.setFont(font("small"))
        painter.setPen(tokens.ink3)
        long, metrics = length(tint.length_ms), painter.fontMetrics()
        x = box.right() + 1 + tokens.scaled(6)
        icon, word = tokens.scaled(_ICON) + tokens.scaled(6), metrics.horizontalAdvance(look.word)
        before = metrics.horizontalAdvance(long) + tokens.scaled(7)
        # Without room the length goes, then the picture: never what may be shared.
        if x + before + icon + word <= self.width():
            painter.drawText(x, y, long)
            x += before
        if x + icon + word <= self.width():
            x = self._paint_icon(painter, look.icon, look.ink, x, y)
        painter.setPen(tokens.ink2)
        painter.drawText(x - tokens.scaled(1), y, look.word)
