"""Excerpts as cards: what stands on each, and the measures that painting and pressing share."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QMimeData, QModelIndex, QRect, Qt

from coproclip.overview.excerpts import ExcerptRow
from coproclip.overview.themes import Placed, ThemeRow
from coproclip.timecode import clock, length
from coproclip.ui.dialogs.meaning.words import FEELING_ICONS, KIND_ICONS, feeling_words, kind_words
from coproclip.ui.lists.index import Index
from coproclip.ui.lists.row_model import RowModel
from coproclip.ui.pages.themes.tree import EXCERPTS_MIME
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.badge import approval_word, care_said, care_word
from coproclip.ui.widgets.wrapped_text import wrapped

FEELINGS = {key: picture for key, picture in FEELING_ICONS.items() if key}
QUOTE_LINES, WHO_LINES = 8, 2
PAD, GAP = 14, 12


@dataclass(frozen=True)
class CardFace:
    """What a card shows: the excerpt, the sub-theme it comes through, its other themes, whether it is the headline.

    `differs`: it sees the theme differently.
    """

    placed: Placed
    through: ThemeRow | None = None
    others: tuple[ThemeRow, ...] = ()
    headline: bool = False
    differs: bool = False

    @property
    def card(self) -> ExcerptRow:
        """The excerpt."""
        return self.placed.card


class CardList(RowModel[CardFace]):
    """The cards of one theme, known by their excerpts."""

    def key_of(self, row: CardFace) -> int:
        """The excerpt."""
        return row.card.excerpt_id

    def words_of(self, row: CardFace) -> str:
        """What is said in it."""
        return row.card.quote

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Cards can be dragged onto a theme."""
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:
        """Excerpts."""
        return [EXCERPTS_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """The excerpts that are dragged."""
        made = QMimeData()
        ids = [self.rows[index.row()].card.excerpt_id for index in indexes]
        made.setData(EXCERPTS_MIME, json.dumps(ids).encode())
        return made

    def supportedDragActions(self) -> Qt.DropAction:
        """Into another theme as well, or instead."""
        return Qt.DropAction.CopyAction | Qt.DropAction.MoveAction

    def spoken(self, row: CardFace, place: int) -> str:
        """Words, whose they are, sharing, feeling, themes, length, note."""
        face, card = row, row.card
        others = ", ".join(row.name for row in face.others)
        parts = [
            f"“{card.quote}”",
            card.who,
            care_said(card.care),
            approval_word(card.approval),
            feeling_words()[card.valence].casefold() if card.valence in FEELINGS else "",
            self.tr("in {theme}").format(theme=face.through.name) if face.through else "",
            self.tr("also in {themes}").format(themes=others) if others else "",
            self.tr("headline quote") if face.headline else "",
            self.tr("sees it differently") if face.differs else "",
            self.tr("must be heard") if card.spotlight else "",
            self.tr("not used") if card.unused_reason else "",
            kind_words()[card.kind].casefold() if card.kind in KIND_ICONS and card.kind else "",
            length(card.length_ms),
            self.tr("has a note") if card.note else "",
        ]
        return ", ".join(part for part in parts if part)


def signed(card: ExcerptRow) -> str:
    """“Kit, “I keep the peace””: whose words they are."""
    return f"{card.who}, “{card.described}”" if card.described else card.who


def below_quote(card: ExcerptRow) -> str:
    """Whose words they are, after what is to be known before hearing them."""
    return " · ".join(part for part in (care_word(card.care), signed(card)) if part)


def length_words(card: ExcerptRow, heard_ms: int | None) -> str:
    """“0:08”, or how much of it was heard while it plays; never longer, so that the sharing word keeps its room."""
    return clock(round(card.length_ms, -3) if heard_ms is None else heard_ms)


@dataclass(frozen=True)
class CardPlaces:
    """Where the parts of a card are, in the coordinates of its cell."""

    box: QRect
    quote: QRect
    who: QRect
    signs: QRect
    chips: QRect
    foot: QRect
    play: QRect
    menu: QRect
    height: int


def places(face: CardFace, cell: QRect) -> CardPlaces:
    """Lay a card out in a cell as wide as `cell`; `height` is what it needs, the foot stands at the cell's bottom."""
    scaled = current().scaled
    pad, gap = scaled(PAD), scaled(GAP)
    box = cell.adjusted(0, 0, -gap, -gap)
    x, wide, y = box.x() + pad, box.width() - 2 * pad, box.y() + pad - scaled(2)
    words = len(wrapped(f"“{face.card.quote}”", "read", wide, QUOTE_LINES)) * scaled(23)
    quote = QRect(x, y, wide, words)
    y += words + scaled(4)
    below = len(wrapped(below_quote(face.card), "small", wide, WHO_LINES)) * scaled(18)
    who = QRect(x, y, wide, below)
    y += below
    marked = face.headline or face.differs or face.card.spotlight or face.card.unused_reason
    signs = QRect(x, y + scaled(6), wide, scaled(22)) if marked else QRect()
    y += scaled(28) if not signs.isNull() else 0
    chips = QRect(x, y + scaled(6), wide, scaled(22)) if face.through or face.others else QRect()
    y += scaled(28) if not chips.isNull() else 0
    need = y - cell.y() + scaled(8) + scaled(32) + scaled(4) + gap
    high = scaled(32)
    foot = QRect(x, box.bottom() - scaled(4) - high, wide, high)
    side = scaled(28)
    play = QRect(x - scaled(6), foot.center().y() - side // 2, side, side)
    menu = QRect(box.right() - side - scaled(5), foot.center().y() - side // 2, side, side)
    return CardPlaces(box, quote, who, signs, chips, foot, play, menu, need)
