"""Where the parts of the stories page stand, and what gives way when there is little room."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from coproclip.ui.pages.page import Page
from coproclip.ui.pages.stories.carry_on import CarryOn
from coproclip.ui.pages.stories.first_run import AllBinned, DropStrip, FirstRun
from coproclip.ui.pages.stories.results import FoundStories, HitList
from coproclip.ui.pages.stories.story_view import StoryView
from coproclip.ui.pages.stories.table import CHECKED, DATE, EXCERPTS, LENGTH, MENU, SHARING, WRITTEN, StoryTable
from coproclip.ui.style.icons import set_icon
from coproclip.ui.style.responsive import Fitting
from coproclip.ui.style.tokens import MARGIN, current
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import EmptyState, Label, PageHeader
from coproclip.ui.widgets.segmented import Choice, Segmented

WIDTHS = {DATE: 76, LENGTH: 72, WRITTEN: 240, CHECKED: 136, EXCERPTS: 122, SHARING: 170, MENU: 44}
WHO_LEAST = 200
LOW, NARROW = 420, 680
"""Under this height and width (px at 100 % text) there is only room for the stories."""
FIRST_RUN, TABLE, FOUND, ALL_BINNED = range(4)
"""What the page shows under its header."""
HIDDEN = 0
"""As a width: the column goes."""
# What gives way, one after another, until the names have room; the sharing word never does.
GIVES_WAY = (
    (EXCERPTS, 84),
    (WRITTEN, 200),
    (LENGTH, HIDDEN),
    (CHECKED, HIDDEN),
    (WRITTEN, 170),
    (EXCERPTS, HIDDEN),
    (DATE, HIDDEN),
)


class StoriesLayout(Page):
    """First run, table, what was found, or that all are in the bin; the search over all of them."""

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.header = PageHeader(self.tr("Stories"), line=False)
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("Search every word and name"))
        self.field.setAccessibleName(self.tr("Search every word and name"))
        self.field.setClearButtonEnabled(True)
        sign = QAction(self.field)
        set_icon(sign, "search", "ink2")
        self.field.addAction(sign, QLineEdit.ActionPosition.LeadingPosition)
        self.field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.header.row.addWidget(self.field, 100)
        bring = Button(
            self.tr("Import…"), "folder-input", on_click=partial(self.workspace.command_asked.emit, "import_files")
        )
        record = Button(
            self.tr("Record a story"), "mic", "main", on_click=partial(self.workspace.page_asked.emit, "record")
        )
        self.header.row.addWidget(bring)
        self.header.row.addWidget(record)
        column.addWidget(self.header)
        self.stack = QStackedWidget()
        self.first = FirstRun(self.workspace)
        self.stack.addWidget(self.first)
        self.stack.addWidget(self._all())
        self.stack.addWidget(self._found())
        self.all_binned = AllBinned()
        self.stack.addWidget(self.all_binned)
        column.addWidget(self.stack, 1)
        Fitting(self, self._fit)

    def _all(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(MARGIN, 0, MARGIN, 16)
        column.setSpacing(12)
        self.carry_on = CarryOn(self.workspace)
        column.addWidget(self.carry_on)
        row = QHBoxLayout()
        self.filters = Segmented(
            [
                Choice("all", self.tr("All"), count=0),
                Choice("write", self.tr("To transcribe"), count=0),
                Choice("check", self.tr("To check"), count=0),
                Choice("waiting", self.tr("Waiting for permission"), count=0),
                Choice("ready", self.tr("Ready to share"), count=0),
            ],
            self.tr("Which stories"),
        )
        self.order_button = Button("", "arrow-down-wide-narrow", "quiet")
        row.addWidget(self.filters)
        row.addStretch(1)
        self.bin_button = Button("", "trash-2", "quiet", name=self.tr("Show the stories in the bin"))
        row.addWidget(self.bin_button)
        row.addWidget(self.order_button)
        column.addLayout(row)
        self.table = StoryView()
        self.model = StoryTable(self)
        self.table.setModel(self.model)
        self.nothing = EmptyState(self.tr("No story is in this group"), self.tr("Choose All to see every story."))
        column.addWidget(self.nothing)
        column.addWidget(self.table, 1)
        self._below_nothing = QWidget()
        self._below_nothing.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        column.addWidget(self._below_nothing, 1)
        self.drop_strip = DropStrip(self.workspace)
        column.addWidget(self.drop_strip)
        return page

    def _found(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(MARGIN, 0, MARGIN, 16)
        column.setSpacing(8)
        self.found_stories = FoundStories()
        self.count_line = Label("", "muted")
        self.hit_list = HitList()
        self.no_hits = EmptyState(self.tr("No story has these words."), self.tr("Try fewer words."), icon="search")
        column.addWidget(self.found_stories)
        column.addWidget(self.count_line)
        column.addWidget(self.no_hits)
        column.addWidget(self.hit_list, 1)
        column.addStretch(0)
        return page

    def _fit(self) -> None:
        scaled = current().scaled
        self.field.setMaximumWidth(scaled(340))
        self.field.setMinimumWidth(scaled(120))
        # Files can be dropped anywhere, and the button stands at the top too: the strip gives way to the stories.
        self.drop_strip.setVisible(self.height() > scaled(LOW))
        self._name_buttons(short=self.width() < scaled(NARROW))
        widths = dict(WIDTHS)
        room = self.table.viewport().width() - scaled(WHO_LEAST)
        for column, width in GIVES_WAY:
            if sum(scaled(one) for one in widths.values()) <= room:
                break
            widths[column] = width
        self.table.delegate.length_with_date = widths[LENGTH] == HIDDEN
        for column, width in widths.items():
            self.table.setColumnHidden(column, width == HIDDEN)
            if width:
                self.table.horizontalHeader().resizeSection(column, scaled(width))

    def _name_buttons(self, *, short: bool) -> None:
        """Words on the buttons beside the filters, where there is room for them; done by the page."""

    def _show_table(self, some: bool, any_at_all: bool) -> None:
        """The table, or the sentence that no story is in this group."""
        self.nothing.setVisible(any_at_all and not some)
        self._below_nothing.setVisible(not some)
        had_focus = self.table.hasFocus()
        self.table.setVisible(some)
        if had_focus and not some:
            self.filters.setFocus(Qt.FocusReason.OtherFocusReason)
