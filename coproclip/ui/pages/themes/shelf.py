"""The middle of the page: a theme's head and the cards of its excerpts, scrolling together."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from coproclip.excerpts.approval import Approval
from coproclip.overview.excerpts import ExcerptRow
from coproclip.overview.themes import Placed, ThemeRow, ThemesOverview
from coproclip.ui.commands.menus import choice, hang_menu
from coproclip.ui.commands.table import Command
from coproclip.ui.pages.themes.card_view import CardView
from coproclip.ui.pages.themes.cards import FEELINGS, GAP, CardFace, CardList
from coproclip.ui.pages.themes.filtering import ALL, counts, differs, filter_words, test_of
from coproclip.ui.pages.themes.head import ThemeHead
from coproclip.ui.pages.themes.tree import WITHOUT
from coproclip.ui.style.tokens import MARGIN, current
from coproclip.ui.widgets.boxes import NONE, hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import counted
from coproclip.ui.widgets.label import EmptyState, Hairline, Label
from coproclip.ui.widgets.scroll_column import ScrollColumn

_SHARING = (Approval.YES, Approval.WITHHELD, Approval.WAITING, Approval.AGAIN, Approval.DRAFT, Approval.NO)


NARROW = 480
"""Narrower than this (px at 100 %) what is counted stands over the buttons, not beside them."""
PAGE = 60
"""So many cards are shown at once; more of them as one comes near the last."""


def _feeling(card: ExcerptRow) -> tuple[int, str]:
    known = list(FEELINGS)
    return (known.index(card.valence) if card.valence in FEELINGS else len(known)), card.feeling


ORDERS: dict[str, Callable[[ExcerptRow], Any]] = {
    "added": lambda card: 0,
    "storyteller": lambda card: (card.who.casefold(), card.story_id, card.spans[:1]),
    "feeling": _feeling,
    "sharing": lambda card: _SHARING.index(card.approval) if card.approval is not None else len(_SHARING),
}


class ThemeShelf(ScrollColumn):
    """One theme with its excerpts; or, for `WITHOUT`, the excerpts that have none."""

    excerpt_chosen = Signal()
    order_chosen = Signal(str)
    """A key of `ORDERS`."""
    shown_changed = Signal()
    """Other cards are shown, or in another order."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme: ThemeRow | None = None
        self._showing: int | None = None
        self._board = ThemesOverview()
        self.chosen_order, self.filter = "added", ALL
        self._placed: list[Placed] = []
        self._most = PAGE
        self._inside = QWidget()
        column = vbox(self._inside, spacing=0)
        self.head = ThemeHead()
        self._above = vbox(spacing=0)
        self._above.addWidget(self.head)
        self._above.addSpacing(16)
        self._above.addWidget(Hairline())
        self._above.addSpacing(12)
        self._above.addLayout(self._bar())
        self._above.addSpacing(10)
        self._above.addWidget(self._nothing())
        column.addLayout(self._above)
        self.model = CardList(self)
        self.cards = CardView(self.model)
        column.addWidget(self.cards)
        column.addStretch(1)
        self._column = column
        self.verticalScrollBar().rangeChanged.connect(lambda _low, _high: self._fit())
        self._fit()
        self.setWidget(self._inside)
        self.cards.shown.connect(self._on_shown)
        self.cards.selectionModel().currentChanged.connect(self._on_cursor)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    def _fit(self) -> None:
        """The same margin with and without a scroll bar; the cards bring the gap at their right edge themselves."""
        gap, bar = current().scaled(GAP), self.verticalScrollBar()
        taken = bar.sizeHint().width() if bar.maximum() > bar.minimum() else 0
        self._column.setContentsMargins(MARGIN, 20, max(0, MARGIN - gap - taken), 24)
        self._above.setContentsMargins(0, 0, gap, 0)
        narrow = self.viewport().width() < current().scaled(NARROW)
        ways = QBoxLayout.Direction
        self._bars.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange) and hasattr(self, "cards"):
            self._fit()

    def _bar(self) -> QBoxLayout:
        self._bars = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._bars.setSpacing(6)
        row = hbox(spacing=5)
        self.many = Label("", "strong")
        self.summary = Label("", "muted", elide=True)
        row.addWidget(self.many)
        row.addWidget(self.summary, 1)
        self._bars.addLayout(row, 1)
        row = hbox(spacing=5)
        self.only = Button(filter_words(ALL), "list-filter", size="small")
        self.only.setAccessibleName(self.tr("Which excerpts: {which}").format(which=filter_words(ALL)))
        hang_menu(self.only, self._filters)
        row.addWidget(self.only)
        self.order = Button(self._order_words("added"), size="small")
        hang_menu(self.order, self._orders)
        row.addWidget(self.order)
        row.addStretch(0)
        self._bars.addLayout(row)
        return self._bars

    def _orders(self) -> list[Command]:
        now = self.order.text()
        words = {key: self._order_words(key) for key in ORDERS}
        return [choice(words[key], partial(self.set_order, key), checked=words[key] == now) for key in ORDERS]

    def _filters(self) -> list[Command]:
        return [
            choice(f"{filter_words(key)} ({many})", partial(self.show_only, key), checked=key == self.filter)
            for key, many in counts(self._all_placed()).items()
        ]

    def show_only(self, key: str) -> None:
        """Show only some of the excerpts, by a key of `filtering`; empty shows all."""
        self.filter = key
        self.only.setText(filter_words(key))
        self.only.setAccessibleName(self.tr("Which excerpts: {which}").format(which=filter_words(key)))
        chosen = self.excerpt_id()
        self._placed = self._ordered(self._all_placed())
        self._show_cards(up_to=chosen)
        self.cards.choose(max(0, self.model.place_of(chosen)))
        self.excerpt_chosen.emit()
        self.shown_changed.emit()

    def _order_words(self, key: str) -> str:
        return {
            "added": self.tr("Order added"),
            "storyteller": self.tr("By storyteller"),
            "feeling": self.tr("By feeling"),
            "sharing": self.tr("By sharing"),
        }[key]

    def _nothing(self) -> QWidget:
        self.nothing = QWidget()
        column = vbox(self.nothing, NONE)
        self.empty = EmptyState(self.tr("No excerpts in this theme yet"))
        column.addWidget(self.empty)
        return self.nothing

    # ---- what is shown ----------------------------------------------------------------------------------------

    def show_theme(self, board: ThemesOverview, chosen: int | None) -> None:
        """Show a theme (or `WITHOUT`); the cursor stays on its excerpt, or goes to the next one if that is gone."""
        same = chosen == self._showing
        before, place = self.excerpt_id(), self.cards.currentIndex().row()
        self._board, self._showing = board, chosen
        self.theme = board.theme(chosen)
        if self.theme is not None:
            headline = board.card(self.theme.headline_id)
            theirs = board.whose_words(self.theme.theme_id) if self.theme.in_their_words else ()
            self.head.show_theme(self.theme, headline, theirs)
        else:
            self.head.show_loose(self._loose_words(board), bool(board.without()))
        self._placed = self._ordered(self._all_placed())
        if not same:
            self._most = PAGE
        self._show_cards(up_to=before if same else None)
        if not same:
            self.verticalScrollBar().setValue(0)
        again = self.model.place_of(before) if same else 0
        self.cards.choose(again if again >= 0 else place)
        self.excerpt_chosen.emit()
        self.shown_changed.emit()

    def renew(self, board: ThemesOverview) -> None:
        """The same themes and excerpts; of some is known now whether they can be shared."""
        self._board = board
        self._placed = self._ordered(self._all_placed())
        self._show_cards()

    def wanted(self) -> list[int]:
        """The excerpts of which everything should be known: those shown, or all that are sorted by sharing."""
        placed = self._placed if self.chosen_order == "sharing" else self._placed[: self._most]
        return [one.card.excerpt_id for one in placed]

    def _on_cursor(self, new: QModelIndex) -> None:
        self.excerpt_chosen.emit()
        if new.row() >= self.model.rowCount() - self.cards.delegate.columns:
            self._grow()

    def _on_scrolled(self, value: int) -> None:
        if value > self.verticalScrollBar().maximum() - self.viewport().height():
            self._grow()

    def _grow(self) -> None:
        """Show the next cards."""
        if 0 < self.model.rowCount() == self._most < len(self._placed):
            self._most += PAGE
            self._show_cards()
            self.shown_changed.emit()

    def _loose_words(self, board: ThemesOverview) -> str:
        if board.without():
            return self.tr("Drag one onto a theme, or choose it and press T. Their own words can name a new theme.")
        return self.tr("Every excerpt has found a theme.")

    def _all_placed(self) -> list[Placed]:
        if self.theme is not None:
            return self._board.placed(self.theme.theme_id)
        return self._board.without() if self._showing == WITHOUT else []

    def _faces(self) -> list[CardFace]:
        """The first of the excerpts, as cards."""
        board, theme, shown = self._board, self.theme, self._placed[: self._most]
        if theme is None:
            return [CardFace(one) for one in shown]
        within = {row.theme_id: row for row in board.within(theme.theme_id)}
        return [
            CardFace(
                one,
                through=within[one.theme_id] if one.theme_id in within and one.theme_id != theme.theme_id else None,
                others=tuple(row for row in board.themes_of(one.card.excerpt_id) if row.theme_id not in within),
                headline=one.card.excerpt_id == theme.headline_id,
                differs=differs(one),
            )
            for one in shown
        ]

    def _ordered(self, placed: list[Placed]) -> list[Placed]:
        order = ORDERS[self.chosen_order]
        return sorted(filter(test_of(self.filter), placed), key=lambda one: order(one.card))

    def _show_cards(self, up_to: int | None = None) -> None:
        """Show the first pages of cards, so many that the excerpt `up_to` is among them."""
        place = next((n for n, one in enumerate(self._placed) if one.card.excerpt_id == up_to), 0) if up_to else 0
        while place >= self._most:
            self._most += PAGE
        faces, many = self._faces(), len(self._placed)
        self.model.set_rows(faces)
        stories = len({one.card.story_id for one in self._placed})
        self.many.setText(counted(many, self.tr("1 excerpt"), self.tr("{n} excerpts")))
        summary = counted(stories, self.tr("from 1 story"), self.tr("from {n} stories"))
        differing = sum(map(differs, self._placed))
        seen = (
            self.tr("{n} see it differently").format(n=differing)
            if differing != 1
            else self.tr("1 sees it differently")
        )
        self.summary.setText(", ".join([summary, *([seen] if differing else [])]) if faces else "")
        self.order.setVisible(len(faces) > 1)
        self.many.setVisible(bool(faces))
        self.only.setVisible(bool(faces) or self.filter != ALL)
        self.cards.setVisible(bool(faces))
        self.nothing.setVisible(not faces and self.theme is not None)
        self.empty.words.setText(self._how_to_fill())
        self.empty.words.show()

    def _how_to_fill(self) -> str:
        if self.filter != ALL:
            return self.tr("None of its excerpts: “{which}”. Choose “All excerpts” above to see the others.").format(
                which=filter_words(self.filter)
            )
        words = self.tr("Select words in a story and press E, then choose this theme.")
        drag = self.tr("Or drag an excerpt here from another theme.")
        return f"{words} {drag}" if self._board.cards else words

    def set_order(self, key: str) -> None:
        """Order added, by storyteller, by feeling or by sharing."""
        self.chosen_order = key
        self.order.setText(self._order_words(key))
        self.order.setAccessibleName(self.tr("Order of the excerpts: {order}").format(order=self._order_words(key)))
        chosen = self.excerpt_id()
        self._placed = self._ordered(self._all_placed())
        self._show_cards(up_to=chosen)
        self.cards.choose(self.model.place_of(chosen))
        self.order_chosen.emit(key)
        self.shown_changed.emit()

    def excerpt_id(self) -> int | None:
        """The excerpt under the cursor."""
        face = self.cards.chosen()
        return face.card.excerpt_id if face is not None else None

    def _on_shown(self, rect: QRect) -> None:
        if self.cards.hasFocus():
            top = self.cards.mapTo(self._inside, QPoint(0, rect.top())).y()
            room = self.viewport().height()
            middle = top + min(rect.height(), room - 20) // 2
            self.ensureVisible(0, middle, 0, min(rect.height(), room - 20) // 2 + 8)
