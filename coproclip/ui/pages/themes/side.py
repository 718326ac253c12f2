"""The panel at the right: stories in each theme as bars or a table, and the chosen excerpt with its themes and note."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QSizePolicy, QWidget

from coproclip.overview.excerpts import ExcerptRow
from coproclip.overview.themes import ThemeRow, ThemesOverview
from coproclip.people.stories import listed
from coproclip.ui.pages.themes.cards import signed
from coproclip.ui.pages.themes.chart import StoriesChart
from coproclip.ui.pages.themes.count_table import CountTable, CountView
from coproclip.ui.style.tokens import PANEL_MARGIN, current
from coproclip.ui.widgets.boxes import NONE, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import counted
from coproclip.ui.widgets.label import Hairline, Label
from coproclip.ui.widgets.row_text import RowText
from coproclip.ui.widgets.scroll_column import ScrollColumn
from coproclip.ui.widgets.segmented import Choice, Segmented
from coproclip.ui.widgets.theme_chip import ChipTheme, ThemeChips
from coproclip.ui.widgets.tooltips import as_written


class ChosenExcerpt(QWidget):
    """The excerpt under the cursor: its themes as chips, and the team's note, kept as it is typed."""

    theme_removed = Signal(object, object)
    """An excerpt was taken out of a theme."""
    themes_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card: ExcerptRow | None = None
        column = vbox(self, NONE, 6)
        column.addWidget(Label(self.tr("This excerpt"), "strong"))
        self.title = Label("", "body", wrap=True)
        self.whose = Label("", "small", wrap=True)
        column.addWidget(self.title)
        column.addWidget(self.whose)
        column.addSpacing(6)
        column.addWidget(Label(self.tr("Themes"), "small-strong"))
        self.chips = ThemeChips(self.tr("None yet"))
        self.chips.removed.connect(self._remove)
        column.addWidget(self.chips)
        add = Button(
            self.tr("Add a theme"),
            "plus",
            "link",
            size="small",
            key="Shift T",
            on_click=self.themes_asked.emit,
            name=self.tr("Add this excerpt to a theme"),
        )
        column.addWidget(add, 0, Qt.AlignmentFlag.AlignLeft)
        column.addSpacing(6)
        label = Label(self.tr("Note, only for the team"), "small-strong")
        column.addWidget(label)
        self.note = QPlainTextEdit()
        self.note.setTabChangesFocus(True)
        self.note.setAccessibleName(self.tr("Note, only for the team"))
        self.note.setPlaceholderText(self.tr("What should the others know about it?"))
        self.note_text = RowText(self.note)
        label.setBuddy(self.note)
        column.addWidget(self.note)
        self._fit()

    def _fit(self) -> None:
        self.note.setFixedHeight(current().scaled(84))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange) and hasattr(self, "note"):
            self._fit()

    def show_card(self, card: ExcerptRow, rows: Sequence[ThemeRow]) -> None:
        """Show this excerpt and its themes."""
        self._card = card
        self.title.setText(f"“{card.title}”")
        self.whose.setText(signed(card) if card.who == card.story_title else f"{card.who}: {card.story_title}")
        self.note_text.show(card.excerpt_id, card.note)
        self.chips.set_themes([ChipTheme(row.theme_id, row.letter, row.colour, row.shown_name) for row in rows])

    def forget(self) -> None:
        """Show nothing; another project is open."""
        self.note_text.forget()
        self._card = None

    def _remove(self, theme_id: int) -> None:
        if self._card is not None:
            self.theme_removed.emit(self._card.excerpt_id, theme_id)


class ThemesSide(ScrollColumn):
    """Counts above, the chosen excerpt below; Y turns the bars into a table."""

    theme_pressed = Signal(object)
    more_asked = Signal()
    """All that is counted is wanted."""
    kind_chosen = Signal(str)
    """“bars” or “table”."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, panel=True)
        self._board = ThemesOverview()
        inside = QWidget()
        column = vbox(inside, (PANEL_MARGIN, 14, PANEL_MARGIN, 20), 10)
        top = QHBoxLayout()
        self.heading = Label(self.tr("Stories in each theme"), "strong", wrap=True)
        top.addWidget(self.heading, 1)
        top.addStretch(0)
        self.kind = Segmented(
            [Choice("bars", "", "chart-bar-big"), Choice("table", "", "table-2")], self.tr("Bars or table (Y)")
        )
        self.kind.chosen.connect(self.choose_kind)
        names = (self.tr("Bars (Y)"), self.tr("Table (Y)"))
        for name, segment in zip(names, self.kind.findChildren(QWidget)[-2:], strict=True):
            segment.setAccessibleName(name)
            segment.setToolTip(as_written(name))
        top.addWidget(self.kind)
        column.addLayout(top)
        self.chart = StoriesChart()
        self.chart.pressed.connect(self.theme_pressed)
        self.counts = CountTable(self)
        self.table = CountView(self.counts)
        self.table.pressed.connect(self.theme_pressed)
        self.said = Label("", "small", wrap=True)
        column.addWidget(self.chart)
        column.addWidget(self.table)
        column.addWidget(self.said)
        self.more = Button(
            self.tr("By role, grid, missing voices…"),
            "table-2",
            "link",
            size="small",
            key="G",
            on_click=self.more_asked.emit,
        )
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.headlines = Label("", "small", wrap=True)
        self.headlines.hide()
        column.addWidget(self.headlines)
        self.line = Hairline()
        column.addSpacing(6)
        column.addWidget(self.line)
        column.addSpacing(4)
        self.excerpt = ChosenExcerpt()
        column.addWidget(self.excerpt)
        column.addStretch(1)
        self.setWidget(inside)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._show_kind()

    def set_board(self, board: ThemesOverview) -> None:
        """Show these counts."""
        self._board = board
        self.chart.set_board(board)
        self.counts.set_rows(board.themes)
        rare = self.tr("A rare theme can still matter most.") if len(board.themes) > 1 else ""
        stories = counted(board.stories, self.tr("Out of 1 story."), self.tr("Out of {n} stories."))
        sentence = f"{stories} {self.tr('An excerpt counts once for its story.')}"
        self.said.setText(f"{sentence} {rare}".strip() if board.themes else self.tr("No themes yet."))
        self.kind.setVisible(bool(board.themes))
        self._show_kind()

    def show_headlines(self, theme_ids: Sequence[int]) -> None:
        """Name the themes whose headline quote may not leave as it is."""
        names = [f"“{row.name}”" for row in self._board.themes if row.theme_id in theme_ids]
        words = self.tr("Needs a headline quote that can be shared: {themes}.").format(themes=listed(names))
        self.headlines.setText(words if names else "")
        self.headlines.setVisible(bool(names))

    def choose(self, theme_id: int | None) -> None:
        """Which theme is looked at."""
        self.chart.choose(theme_id)
        place = next((place for place, row in enumerate(self.counts.rows) if row.theme_id == theme_id), -1)
        if place >= 0:
            self.table.setCurrentIndex(self.counts.index(place, 0))
        else:
            self.table.clearSelection()

    def show_excerpt(self, card: ExcerptRow | None, rows: Sequence[ThemeRow]) -> None:
        """Show this excerpt, or none."""
        if card is None:
            self.excerpt.note_text.let_go()
        else:
            self.excerpt.show_card(card, rows)
        self.excerpt.setVisible(card is not None)
        self.line.setVisible(card is not None)

    def turn(self) -> None:
        """Bars to table, and back."""
        self.choose_kind("table" if self.kind.key() == "bars" else "bars")

    def choose_kind(self, key: str) -> None:
        """Show the counts as “bars” or as a “table”."""
        self.kind.choose(key)
        self._show_kind()
        self.kind_chosen.emit(key)

    def _show_kind(self) -> None:
        table = self.kind.key() == "table"
        self.chart.setVisible(not table)
        self.table.setVisible(table)
