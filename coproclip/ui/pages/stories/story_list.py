"""The page's list: what to carry on with, which stories in which order, the table, and what gives way for its names."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from coproclip.overview.stories import Group, StoryOverview, in_group
from coproclip.ui.commands.menus import below, choice, context_menu, open_menu
from coproclip.ui.pages.stories.carry_on import CarryOn
from coproclip.ui.pages.stories.first_run import DropStrip
from coproclip.ui.pages.stories.sorting import group_words, order_by, orders
from coproclip.ui.pages.stories.story_view import StoryView
from coproclip.ui.pages.stories.table import CHECKED, DATE, EXCERPTS, LENGTH, MENU, SHARING, TRANSCRIPT, WHO, StoryTable
from coproclip.ui.style.responsive import Fitting
from coproclip.ui.style.tokens import MARGIN, current
from coproclip.ui.widgets.boxes import vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import EmptyState
from coproclip.ui.widgets.segmented import Choice, Segmented
from coproclip.ui.widgets.tooltips import as_written
from coproclip.ui.workspace import Workspace

WIDTHS = {DATE: 76, LENGTH: 72, TRANSCRIPT: 240, CHECKED: 136, EXCERPTS: 122, SHARING: 196, MENU: 44}
WHO_LEAST = 200
LOW, NARROW = 360, 680
"""Under this height and width (px at 100 % text) there is only room for the stories."""
HIDDEN = 0
"""As a width: the column goes."""
# What gives way, one after another, until the names have room; of sharing the short word remains.
GIVES_WAY = (
    (EXCERPTS, 84),
    (TRANSCRIPT, 200),
    (LENGTH, HIDDEN),
    (CHECKED, HIDDEN),
    (SHARING, 146),
    (TRANSCRIPT, 170),
    (EXCERPTS, HIDDEN),
    (DATE, HIDDEN),
)


class StoryList(QWidget):
    """The stories of one group in the chosen order; both choices are kept in the settings.

    `bin_asked`: the stories in the bin shall be shown.
    """

    bin_asked = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._settings = workspace.settings
        self._rows: list[StoryOverview] = []
        self._binned = 0
        self._order = next((one for one in orders() if one.key == self._settings.stories_order), orders()[0])
        column = vbox(self, (MARGIN, 0, MARGIN, 16), 12)
        self.carry_on = CarryOn(workspace)
        column.addWidget(self.carry_on)
        row = QHBoxLayout()
        choices = [Choice(group, words, count=0) for group, words in group_words().items()]
        self.filters = Segmented(choices, self.tr("Which stories"))
        if self._settings.stories_group in set(Group):
            self.filters.choose(self._settings.stories_group)
        self.order_button = Button("", "arrow-down-wide-narrow", "quiet", on_click=self.ask_order)
        self.bin_button = Button("", "trash-2", "quiet", name=self.tr("Show the stories in the bin"))
        self.bin_button.clicked.connect(self.bin_asked)
        row.addWidget(self.filters)
        row.addStretch(1)
        row.addWidget(self.bin_button)
        row.addWidget(self.order_button)
        column.addLayout(row)
        self.table = StoryView()
        self.model = StoryTable(self)
        self.table.setModel(self.model)
        self.nothing = EmptyState(self.tr("No story is in this group"), self.tr("Choose All to see every story."))
        self._below_nothing = QWidget()
        self._below_nothing.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.drop_strip = DropStrip(workspace)
        column.addWidget(self.nothing)
        column.addWidget(self.table, 1)
        column.addWidget(self._below_nothing, 1)
        column.addWidget(self.drop_strip)
        self.filters.chosen.connect(self._on_group_chosen)
        self.carry_on.group_asked.connect(self._on_group_asked)
        self.table.order_asked.connect(self._on_order_asked)
        self._name_order()
        Fitting(self, self._fit)

    # ---- which story ------------------------------------------------------------------------------------------

    def row(self) -> StoryOverview | None:
        """The story under the cursor."""
        return self.model.row_at(self.table.currentIndex())

    def choose(self, story_id: int) -> None:
        """Put the cursor on a story."""
        self._choose_place(self.model.place_of(story_id))

    def _choose_place(self, place: int) -> None:
        if 0 <= place < len(self.model.rows):
            self.table.setCurrentIndex(self.model.index(place, WHO))

    # ---- what is shown ----------------------------------------------------------------------------------------

    def show_rows(self, rows: list[StoryOverview], binned: int) -> None:
        """Show these; `binned` more are in the bin. The cursor stays on its story, or at its place if that went."""
        self._rows, self._binned = rows, binned
        self.bin_button.setVisible(binned > 0)
        self.carry_on.show_rows(rows)
        self._show()

    def _show(self) -> None:
        ordered = self._order.put(self._rows)
        groups = {key: [row for row in ordered if in_group(row, key)] for key in Group}
        known = all(row.known for row in self._rows)
        for key, rows in groups.items():
            self.filters.set_count(key, len(rows) if known or key in (Group.ALL, Group.TO_TRANSCRIBE) else None)
        shown = groups[Group(self.filters.key())]
        before, place = self.row(), self.table.currentIndex().row()
        self.model.set_rows(shown)
        if before is not None:
            self.choose(before.story_id)
        if self.row() is None:
            self._choose_place(min(max(0, place), len(shown) - 1))
        self.nothing.setVisible(bool(self._rows) and not shown)
        self._below_nothing.setVisible(not shown)
        had_focus = self.table.hasFocus()
        self.table.setVisible(bool(shown))
        if had_focus and not shown:
            self.filters.setFocus(Qt.FocusReason.OtherFocusReason)
        self._fit()

    # ---- which group, and in which order ----------------------------------------------------------------------

    def _on_group_chosen(self, key: str) -> None:
        with self._settings.change():
            self._settings.stories_group = key
        self._show()

    def _on_group_asked(self, key: str) -> None:
        self.filters.choose(key)
        self._show()
        self.table.setFocus()

    def _on_order_asked(self, column: int) -> None:
        wanted = order_by(column, self._order.key)
        if wanted is not None:
            self._put_in_order(wanted.key)

    def _put_in_order(self, key: str) -> None:
        self._order = next(order for order in orders() if order.key == key)
        with self._settings.change():
            self._settings.stories_order = key
        self._name_order()
        self._show()
        self.table.setFocus()

    def _name_order(self) -> None:
        name = self.tr("Order of the stories: {order}").format(order=self._order.words)
        self.order_button.setAccessibleName(name)
        self.order_button.setToolTip(as_written(name))

    def ask_order(self) -> None:
        """Show the orders to choose from."""
        choices = [
            choice(order.words, partial(self._put_in_order, order.key), checked=order.key == self._order.key)
            for order in orders()
        ]
        open_menu(context_menu(self, choices), below(self.order_button))

    # ---- room -------------------------------------------------------------------------------------------------

    def _fit(self) -> None:
        scaled = current().scaled
        # Files can be dropped anywhere, and the button stands at the top too: the strip gives way to the stories.
        self.drop_strip.setVisible(self.height() > scaled(LOW))
        short = self.width() < scaled(NARROW)
        for button, words in (
            (self.order_button, self._order.words),
            (self.bin_button, self.tr("In the bin: {n}").format(n=self._binned)),
        ):
            button.setText("" if short else words)
            button.updateGeometry()
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
