"""The rows of a playlist: what stands in each, and the measures that painting and pressing share."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QRect

from coproclip.excerpts.approval import ONE_STORYTELLER, Approval
from coproclip.overview.playlists import PlaylistRow
from coproclip.timecode import length
from coproclip.ui.lists.row_model import RowModel
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.badge import UNBOUNDED, BadgeLook, care_said, look_size, look_within

HIGH = 70
"""A row's height (px at 100 %)."""
WORDS_FROM, SIGN_FROM, LENGTH_FROM = 740, 560, 470
"""Widths (px at 100 %) from which the state of the captions has words, has a picture, and the length its own place."""


def signed(row: PlaylistRow) -> str:
    """“Kit, named “one storyteller””: whose words they are, and how others will read that."""
    if row.attribution.casefold() == row.who.casefold():
        return row.who
    named = row.attribution
    if named == ONE_STORYTELLER:
        named = QCoreApplication.translate("PlaylistRows", "one storyteller")
    return QCoreApplication.translate("PlaylistRows", "{who}, shown as “{named}”").format(who=row.who, named=named)


def before_said(row: PlaylistRow) -> list[str]:
    """What comes before a row: a chapter, an introduction; or that it is one."""
    spoken = QCoreApplication.translate("PlaylistRows", "Spoken introduction")
    chapter = QCoreApplication.translate("PlaylistRows", "Chapter “{title}”").format(title=row.chapter)
    written = QCoreApplication.translate("PlaylistRows", "With an introduction")
    return [spoken] * row.spoken + [chapter] * bool(row.chapter) + [written] * bool(row.introduction)


def state_look(row: PlaylistRow, wide: int) -> BadgeLook:
    """The badge of a row in `wide` px: what was said about sharing, unless it could not be shared anyway."""
    t = current()
    if row.binned:
        return BadgeLook("trash-2", QCoreApplication.translate("PlaylistRows", "In the bin"), t.priv, t.priv_soft)
    if row.sound is None:
        return BadgeLook("circle-alert", QCoreApplication.translate("PlaylistRows", "No sound"), t.stop, t.stop_soft)
    return look_within(row.approval, wide, t)


def captions_word(row: PlaylistRow) -> str:
    """Whether the words that become captions were checked by ear."""
    if row.words_checked is None:
        return QCoreApplication.translate("PlaylistRows", "No words")
    if row.words_checked and row.checked.at_once:
        return QCoreApplication.translate("PlaylistRows", "All at once")
    if row.words_checked:
        return QCoreApplication.translate("PlaylistRows", "Checked")
    return QCoreApplication.translate("PlaylistRows", "Not checked")


def captions_said(row: PlaylistRow) -> str:
    """The same, and how those passages were checked that are: “Checked (2 heard here)”."""
    count = row.checked
    return captions_word(row) if count.at_once == count.total else f"{captions_word(row)} ({count})"


class PlaylistRows(RowModel[PlaylistRow]):
    """The excerpts of a playlist in order, known by their items."""

    def key_of(self, row: PlaylistRow) -> int:
        """Its item."""
        return row.item_id

    def place_of_excerpt(self, excerpt_id: int) -> int:
        """The place of an excerpt, -1 if it is not there."""
        return next((place for place, row in enumerate(self.rows) if row.excerpt_id == excerpt_id), -1)

    def words_of(self, row: PlaylistRow) -> str:
        """What is said in it."""
        return row.quote

    def spoken(self, row: PlaylistRow, place: int) -> str:
        """Number, sharing, themes, whose words, captions, length, words."""
        state = state_look(row, UNBOUNDED).word
        if not row.can_go and row.approval not in (Approval.NO, None):
            state = self.tr("{state}, not ready").format(state=state)
        parts = (
            self.tr("{number}, {state}").format(number=place + 1, state=state),
            *before_said(row),
            ", ".join(theme.name for theme in row.themes),
            signed(row),
            care_said(row.care),
            self.tr("Captions: {state}").format(state=captions_said(row)),
            length(row.length_ms),
            f"“{row.quote}”",
        )
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class RowPlaces:
    """Where the parts of a row are; `length` and `captions` are empty where there is no room for them."""

    grip: QRect
    number: QRect
    play: QRect
    words: QRect
    length: QRect
    captions: QRect
    badge: QRect
    menu: QRect


def places(row: PlaylistRow, cell: QRect) -> RowPlaces:
    """Lay out a row in its cell."""
    t = current()
    scaled = t.scaled
    wide = cell.width() / (scaled(100) / 100)

    def _box(x: int, width: int, high: int) -> QRect:
        return QRect(x, cell.y() + (cell.height() - 1 - high) // 2, width, high)

    side = scaled(32)
    grip = _box(cell.x() + scaled(12), scaled(24), scaled(32))
    number = _box(grip.right() + scaled(2), scaled(30), scaled(20))
    play = _box(number.right() + scaled(6), side, side)
    menu = _box(cell.right() - scaled(12) - scaled(28), scaled(28), scaled(28))
    # Where the captions have only their sign, sharing has its short word: the excerpt's own words need the room.
    room = UNBOUNDED if wide >= WORDS_FROM else 0
    looks = [look_within(approval, room, t) for approval in Approval] + [state_look(row, room)]
    most = max(look_size(look).width() for look in looks)
    end = menu.left() - scaled(8) - most
    badge = _box(end, most, scaled(28))
    captions, long = QRect(), QRect()
    if wide >= SIGN_FROM:
        room = scaled(112 if wide >= WORDS_FROM else 20)
        captions = _box(end - scaled(14) - room, room, scaled(20))
        end = captions.left()
    if wide >= LENGTH_FROM:
        long = _box(end - scaled(14) - scaled(44), scaled(44), scaled(20))
        end = long.left()
    x = play.right() + scaled(10)
    words = QRect(x, cell.y(), end - scaled(14) - x, cell.height() - 1)
    return RowPlaces(grip, number, play, words, long, captions, badge, menu)
