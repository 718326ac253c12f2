"""What a search found: stories by name, and passages grouped by story with the found words bold and a way to hear."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QObject, QPointF, QRect, QSize, Signal
from PySide6.QtGui import QPainter, QPen, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QAbstractScrollArea, QStyleOptionViewItem, QWidget

from coproclip.overview.stories import StoryOverview
from coproclip.timecode import clock
from coproclip.transcript.search import FoundPassages, Hit
from coproclip.ui.lists.index import Index
from coproclip.ui.lists.parts import PartsList
from coproclip.ui.lists.row_delegate import RowDelegate, paint_pill
from coproclip.ui.lists.row_model import HEARD, ROW, RowModel
from coproclip.ui.style.cut_text import beginning
from coproclip.ui.style.focus import paint_row_ring
from coproclip.ui.style.fonts import font
from coproclip.ui.style.icons import paint_icon
from coproclip.ui.style.tokens import MARGIN, current
from coproclip.ui.widgets.boxes import NONE, hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import counted
from coproclip.ui.widgets.label import EmptyState, Label, paint_words

AT_A_TIME = 25
TITLE = 34
"""The height of a story's title over its first passage (px at 100 %)."""


class Hits(RowModel[Hit]):
    """The passages found, in order of story and time. They are read some at a time, as one scrolls on."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.reader: Callable[[FoundPassages, int, int], list[Hit]] = lambda _found, _first, _count: []
        """Reads passages of what was found: from which number on, and how many."""
        self._found = FoundPassages()
        self._read = 0

    def set_found(self, found: FoundPassages) -> None:
        """Show these."""
        self.beginResetModel()
        self._found, self._read = found, 0
        self.rows = self._next()
        self.endResetModel()

    def _next(self) -> list[Hit]:
        first, self._read = self._read, min(len(self._found), self._read + AT_A_TIME)
        return self.reader(self._found, first, self._read - first)

    def canFetchMore(self, parent: Index) -> bool:
        """Whether there are passages that were not read yet."""
        return not parent.isValid() and self._read < len(self._found)

    def fetchMore(self, parent: Index) -> None:
        """Read some more."""
        if not self.canFetchMore(parent):
            return
        more = self._next()
        if more:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows) + len(more) - 1)
            self.rows = [*self.rows, *more]
            self.endInsertRows()

    def key_of(self, row: Hit) -> int:
        """The passage."""
        return row.segment_id

    def words_of(self, row: Hit) -> str:
        """Story, time and words."""
        return f"{row.story_title}, {clock(row.heard_ms)}: {row.text}"

    def spoken(self, row: Hit, place: int) -> str:
        """Story, time and words."""
        return self.words_of(row)

    def is_first(self, place: int) -> bool:
        """Whether the passage at `place` is the first of its story."""
        return place == 0 or self.rows[place - 1].story_id != self.rows[place].story_id


_BEFORE, _MOST = 300, 5_000
"""So many letters are shown before what was found, and of the passage in all."""


class HitDelegate(RowDelegate):
    """Paints a passage with the words around it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fitted = (0, 0)
        self._lines: dict[Hit, int] = {}

    def parts(self, index: Index, cell: QRect) -> dict[str, QRect]:
        """Its play picture."""
        t = current()
        return {
            "play": QRect(cell.x() + 4, self._below_title(cell, index).top() + t.scaled(5), t.scaled(30), t.scaled(30))
        }

    def _layout(self, hit: Hit, width: int) -> QTextLayout:
        # Around the first that was found: of a passage of hundreds of thousands of letters no more is read here.
        first = max(0, hit.found[0][0] - _BEFORE) if hit.found and len(hit.text) > _MOST else 0
        text = beginning(hit.text[first:], _MOST)
        before = f"… {hit.before[-_BEFORE:]} " if hit.before and not first else "… " if first else ""
        after = f" {hit.after[:_BEFORE]} …" if hit.after and first + len(text) >= len(hit.text) else ""
        found = [(low - first, min(high - first, len(text))) for low, high in hit.found if low - first < len(text)]
        layout = QTextLayout(before + text + after, font("body"))
        t = current()
        formats = []
        for start, length, kind in (
            (0, len(before), "around"),
            (len(before) + len(text), len(after), "around"),
            *((len(before) + low, high - low, "found") for low, high in found),
        ):
            one = QTextLayout.FormatRange()
            one.start, one.length = start, length
            style = QTextCharFormat()
            if kind == "found":
                style.setFontWeight(700)
                style.setForeground(t.accent_ink)
                style.setBackground(t.accent_soft)
            else:
                style.setForeground(t.ink3)
            one.format = style
            formats.append(one)
        layout.setFormats(formats)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WordWrap)
        layout.setTextOption(option)
        layout.beginLayout()
        y = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(line.position() + QPointF(0, y))
            y += max(line.height(), current().scaled(22))
        layout.endLayout()
        return layout

    def _text_width(self, view_width: int) -> int:
        return max(200, min(current().scaled(820), view_width - current().scaled(120)))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As many lines as the words need."""
        hit, width, line = index.data(ROW), self._text_width(_width(option)), current().scaled(22)
        if self._fitted != (width, line):
            self._fitted, self._lines = (width, line), {}
        # The view asks for every row again whenever some more come.
        if hit not in self._lines:
            self._lines[hit] = self._layout(hit, width).lineCount()
        head = current().scaled(TITLE) if _is_first(index) else 0
        return QSize(0, head + self._lines[hit] * line + current().scaled(20))

    def paint_ground(self, painter: QPainter, rect: QRect, index: Index, *, chosen: bool, hovered: bool) -> None:
        """A rounded field under the chosen passage, below the story's title."""
        paint_pill(
            painter, self._below_title(rect, index).adjusted(0, 1, 0, -1), chosen=chosen, hovered=False, radius=6
        )

    def paint_ring(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """Around the passage, below the story's title."""
        paint_row_ring(painter, self._below_title(rect, index).adjusted(1, 1, -1, -1))

    @staticmethod
    def _below_title(rect: QRect, index: Index) -> QRect:
        return rect.adjusted(0, current().scaled(TITLE) if _is_first(index) else 0, 0, 0)

    def paint_row(self, painter: QPainter, rect: QRect, index: Index, *, chosen: bool = False) -> None:
        """The story's title over its first passage, the time with a play picture, the words."""
        t = current()
        hit: Hit = index.data(ROW)
        if _is_first(index):
            head = QRect(rect.x() + 8, rect.y() + t.scaled(8), rect.width() - 16, t.scaled(24))
            paint_words(painter, head, hit.story_title, "strong", "ink")
        rect = self._below_title(rect, index)
        side = t.scaled(18)
        playing = index.data(HEARD) is not None
        place = QRect(rect.x() + 10, rect.y() + t.scaled(11), side, side)
        paint_icon(painter, place, "pause" if playing else "play", t.ink2)
        spot = QRect(rect.x() + 10 + side + 8, rect.y() + t.scaled(9), t.scaled(56), t.scaled(22))
        paint_words(painter, spot, clock(hit.heard_ms), "small", "ink2")
        layout = self._layout(hit, self._text_width(rect.width()))
        painter.setPen(QPen(t.ink))
        layout.draw(painter, QPointF(rect.x() + t.scaled(104), rect.y() + t.scaled(9)))


def _is_first(index: Index) -> bool:
    model = index.model()
    return isinstance(model, Hits) and model.is_first(index.row())


def _width(option: QStyleOptionViewItem) -> int:
    view = option.widget
    return view.viewport().width() if isinstance(view, QAbstractScrollArea) else 800


class HitList(PartsList):
    """The list of passages found, each with a play picture."""

    buttons = frozenset({"play"})

    def __init__(self) -> None:
        super().__init__(Hits(), HitDelegate())
        self.model().setParent(self)
        self.setResizeMode(PartsList.ResizeMode.Adjust)
        self.setAccessibleName(self.tr("What was found"))

    def hits(self) -> Hits:
        """The model."""
        model = self.model()
        assert isinstance(model, Hits)
        return model

    def chosen(self) -> Hit | None:
        """The passage under the cursor."""
        return self.hits().row_at(self.currentIndex())

    def part_words(self, index: QModelIndex, part: str) -> str:
        """What the play picture does."""
        return self.tr("Play (Space)") if part == "play" else ""


class SearchResults(QWidget):
    """Stories by name, how many passages were found, and these as a list; or that there are none."""

    def __init__(self) -> None:
        super().__init__()
        column = vbox(self, (MARGIN, 0, MARGIN, 16), 8)
        self.stories = FoundStories()
        self.count_line = Label("", "muted")
        self.hits = HitList()
        self.nothing = EmptyState(self.tr("No story has these words."), self.tr("Try fewer words."), icon="search")
        column.addWidget(self.stories)
        column.addWidget(self.count_line)
        column.addWidget(self.nothing)
        column.addWidget(self.hits, 1)
        column.addStretch(0)

    def show_stories(self, named: Sequence[StoryOverview]) -> None:
        """Offer the stories of this name; the passages are looked for meanwhile."""
        self.stories.show_rows(named)
        self.nothing.hide()
        if not self.hits.hits().rows:
            self.count_line.hide()
            self.hits.hide()

    def forget(self) -> None:
        """Nothing is looked for any more: of a hundred thousand passages none is kept."""
        self.hits.hits().set_found(FoundPassages())

    def show_looking(self) -> None:
        """Say that the passages are still looked for."""
        self.count_line.setText(self.tr("Searching…"))
        self.count_line.show()

    def show_passages(self, found: FoundPassages | None, stories: int) -> None:
        """Show what was found in these many stories; None where it could not be looked for, which was said."""
        some = found is not None and len(found) > 0
        self.hits.hits().set_found(found or FoundPassages())
        if some:
            self.hits.setCurrentIndex(self.hits.hits().index(0))
        self.count_line.setText(self._count_words(found, stories) if found is not None else "")
        self.count_line.setVisible(some)
        self.nothing.setVisible(found is not None and not some and not self.stories.isVisibleTo(self))
        self.hits.setVisible(some)

    def _count_words(self, found: FoundPassages, stories: int) -> str:
        passages = counted(len(found), self.tr("1 passage"), self.tr("{n} passages"))
        where = self.tr("in {some} of {all} stories").format(some=found.stories, all=stories)
        where = self.tr("in 1 story") if stories == 1 else where
        return self.tr("{found}, {where}. Space plays, Enter opens.").format(found=passages, where=where)


class FoundStories(QWidget):
    """Stories whose name, storyteller or reporter is what was looked for: a button for each, at most a few."""

    opened = Signal(object)
    MOST = 4

    def __init__(self) -> None:
        super().__init__()
        self._row = hbox(self, NONE, 8)
        self._row.addWidget(Label(self.tr("Stories"), "small-strong"))
        self._row.addStretch(1)
        self._buttons: list[Button] = []

    def show_rows(self, rows: Sequence[StoryOverview]) -> None:
        """Offer these."""
        for old in self._buttons:
            old.hide()
            old.deleteLater()
        self._buttons = []
        for row in rows[: self.MOST]:
            name = self.tr("Open the story {title}, told by {who}").format(title=row.title, who=row.who)
            words = row.who if row.who == row.title else f"{row.who}: {row.title}"
            button = Button(words if len(words) < 40 else f"{words[:38]}…", size="small", name=name)
            button.clicked.connect(lambda _on=False, story=row.story_id: self.opened.emit(story))
            self._row.insertWidget(self._row.count() - 1, button)
            self._buttons.append(button)
        self.setVisible(bool(rows))
