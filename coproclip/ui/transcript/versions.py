"""Two versions of a passage beside each other, or under each other where there is no room."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QTextBrowser, QWidget

from coproclip.ui.style.fonts import font
from coproclip.ui.style.tokens import current
from coproclip.ui.transcript.differences import Difference, as_html, difference
from coproclip.ui.widgets.boxes import vbox
from coproclip.ui.widgets.counting import counted
from coproclip.ui.widgets.label import Label

STACKED = 560
"""Below this width (px at 100 % text) the second version stands under the first."""
_LEAST, _MOST = 96, 320


class _Words(QTextBrowser):
    """As high as its words, up to a point; then it scrolls, also by keys."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setOpenLinks(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def fit(self, wide: int) -> int:
        """How high (px) its words are at this width."""
        self.document().setDefaultFont(font("read"))
        self.document().setTextWidth(max(1, wide - current().scaled(34)))
        return round(self.document().size().height()) + current().scaled(18)

    def sizeHint(self) -> QSize:
        """Small: its height is given to it."""
        return QSize(current().scaled(240), self.minimumHeight())


class Versions(QWidget):
    """The words as they are and as they were heard again; what differs is struck through or underlined."""

    def __init__(self, old_head: str, new_head: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._difference: Difference | None = None
        self._notes: Sequence[str] = ()
        self.old, self.new = _Words(old_head), _Words(new_head)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(16)
        for head, words in ((old_head, self.old), (new_head, self.new)):
            column = vbox(spacing=6)
            column.addWidget(Label(head, "small-strong"))
            column.addWidget(words, 1)
            self._row.addLayout(column, 1)

    def show_versions(
        self, old: Sequence[str], new: Sequence[str], notes: Sequence[str] = (), same: Callable[[str], str] = str
    ) -> None:
        """Both versions as the texts of passages; `notes` stand over the old ones; for `same` see `difference`."""
        self._difference, self._notes = difference(old, new, same), notes
        self._dress()

    def summary(self) -> str:
        """What differs, as a sentence."""
        found = self._difference
        if found is None:
            return ""
        if not found.gone and not found.fresh:
            return self.tr("The same words were heard again.")
        gone = counted(found.gone, self.tr("1 word struck through goes"), self.tr("{n} words struck through go"))
        fresh = counted(found.fresh, self.tr("1 underlined comes in"), self.tr("{n} underlined come in"))
        return f"{gone}, {fresh}." if found.gone and found.fresh else f"{gone if found.gone else fresh}."

    def _dress(self) -> None:
        if self._difference is not None:
            for words, lines, mark, notes in (
                (self.old, self._difference.old, "s", self._notes),
                (self.new, self._difference.new, "u", ()),
            ):
                words.setHtml(as_html(lines, mark, notes))
            self._fit()

    def _fit(self) -> None:
        stacked = self.width() < current().scaled(STACKED)
        way = QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight
        self._row.setDirection(way)
        wide = self.width() if stacked else (self.width() - 16) // 2
        scaled = current().scaled
        highs = [min(scaled(_MOST), max(scaled(_LEAST), words.fit(wide))) for words in (self.old, self.new)]
        if not stacked:
            highs = [max(highs)] * 2
        for words, high in zip((self.old, self.new), highs, strict=True):
            if words.minimumHeight() != high:
                words.setMinimumHeight(high)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side, or one under the other."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Take the appearance and the text size in use now."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_row"):
            self._dress()
