"""Consent states, checks and other small words with a picture: one paint function for labels and rows."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from coproclip.excerpts.approval import Approval
from coproclip.people.care import CareMark
from coproclip.ui.style.fonts import font
from coproclip.ui.style.icons import paint_icon
from coproclip.ui.style.tokens import RADIUS_MARK, Tokens, current

UNBOUNDED = 1 << 20
"""As a width (px): there is room for every word."""


@dataclass(frozen=True)
class BadgeLook:
    """What a badge shows: picture, word, colour of both, and the tint behind (None: no tint)."""

    icon: str
    word: str
    ink: QColor
    tint: QColor | None


def approval_word(approval: Approval | None) -> str:
    """The word for a consent state, as it stands in lists; “…” while it is not known yet."""
    if approval is None:
        return "…"
    if approval == Approval.YES:
        return QCoreApplication.translate("Badge", "Can be shared")
    if approval == Approval.WITHHELD:
        return QCoreApplication.translate("Badge", "Held back")
    if approval == Approval.WAITING:
        return QCoreApplication.translate("Badge", "Waiting for permission")
    if approval == Approval.AGAIN:
        return QCoreApplication.translate("Badge", "Ask again")
    if approval == Approval.NO:
        return QCoreApplication.translate("Badge", "Declined")
    return QCoreApplication.translate("Badge", "Draft")


def approval_margin_word(approval: Approval | None) -> str:
    """The same for the margin of the transcript and for narrow lists, less of it where it is long."""
    if approval == Approval.WAITING:
        return QCoreApplication.translate("Badge", "Waiting")
    return approval_word(approval)


APPROVAL_ICONS = {
    Approval.DRAFT: "pencil-line",
    Approval.WAITING: "hourglass",
    Approval.YES: "circle-check",
    Approval.WITHHELD: "hand",
    Approval.NO: "circle-x",
    Approval.AGAIN: "rotate-ccw",
}


def approval_look(approval: Approval | None, tokens: Tokens, word: str = "") -> BadgeLook:
    """How a consent state looks; `word` replaces its usual one."""
    if approval is None:
        return BadgeLook("hourglass", word or approval_word(None), tokens.ink3, None)
    inks = {
        Approval.DRAFT: (tokens.priv, tokens.priv_soft),
        Approval.WAITING: (tokens.wait, tokens.wait_soft),
        Approval.YES: (tokens.ok, tokens.ok_soft),
        Approval.WITHHELD: (tokens.stop, tokens.stop_soft),
        Approval.NO: (tokens.stop, tokens.stop_soft),
        Approval.AGAIN: (tokens.again, tokens.again_soft),
    }
    ink, tint = inks[approval]
    return BadgeLook(APPROVAL_ICONS[approval], word or approval_word(approval), ink, tint)


def look_size(look: BadgeLook) -> QSize:
    """How large `look` is drawn: 22 px high with a tint, as high as its line without."""
    scaled = current().scaled
    wide = QFontMetrics(font("small-medium")).horizontalAdvance(look.word)
    return QSize(wide + scaled(15 + 6) + (scaled(14) if look.tint else 0), scaled(22))


def paint_look(painter: QPainter, place: QPoint, look: BadgeLook) -> QRect:
    """Paint `look` with its top left corner at `place`; returns what it covers."""
    scaled = current().scaled
    rect = QRect(place, look_size(look))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if look.tint:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.tint)
        painter.drawRoundedRect(QRectF(rect), RADIUS_MARK, RADIUS_MARK)
    x = rect.x() + (scaled(6) if look.tint else 0)
    side = scaled(15)
    paint_icon(painter, QRect(x, rect.y() + (rect.height() - side) // 2, side, side), look.icon, look.ink)
    painter.setFont(font("small-medium"))
    painter.setPen(look.ink)
    words = QRect(x + side + scaled(6), rect.y(), rect.width(), rect.height())
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, look.word)
    painter.restore()
    return rect


def badge_size(approval: Approval | None) -> QSize:
    """How large the badge of a consent state is drawn."""
    return look_size(approval_look(approval, current()))


def look_within(approval: Approval | None, wide: int, tokens: Tokens | None = None) -> BadgeLook:
    """How a consent state looks where there are `wide` px: with its short word if the usual one would be cut."""
    tokens = tokens or current()
    usual = approval_look(approval, tokens)
    if look_size(usual).width() <= wide:
        return usual
    return approval_look(approval, tokens, approval_margin_word(approval))


def paint_badge(painter: QPainter, rect: QRect, approval: Approval | None, tokens: Tokens | None = None) -> QRect:
    """Paint the badge of a consent state at the left of `rect`, in the middle of its height; returns its place."""
    look = look_within(approval, rect.width(), tokens)
    size = look_size(look)
    return paint_look(painter, QPoint(rect.x(), rect.y() + (rect.height() - size.height()) // 2), look)


class Badge(QWidget):
    """A consent state as a widget."""

    def __init__(self, approval: Approval | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._approval, self._word = approval, ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._say()

    def set_approval(self, approval: Approval | None, word: str = "") -> None:
        """Show a consent state; `word` replaces its usual one (“4 excerpts wait”)."""
        self._approval, self._word = approval, word
        self._say()

    def look(self) -> BadgeLook | None:
        """What is shown now."""
        return None if self._approval is None else approval_look(self._approval, current(), self._word)

    def _say(self) -> None:
        look = self.look()
        self.setAccessibleName(look.word if look else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As large as what is shown."""
        look = self.look()
        return look_size(look) if look else QSize(0, 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The badge."""
        look = self.look()
        if look:
            paint_look(QPainter(self), QPoint(0, (self.height() - look_size(look).height()) // 2), look)


CARE_ICON = "hand-heart"


def care_word(care: CareMark) -> str:
    """“Sensitive”, or that a note is to be read before hearing; empty without a mark."""
    if not care:
        return ""
    if care.sensitive:
        return QCoreApplication.translate("Badge", "Sensitive")
    return QCoreApplication.translate("Badge", "Note before hearing")


def care_said(care: CareMark) -> str:
    """The word and the note itself, for screen readers and tooltips; empty without a mark."""
    return ", ".join(part for part in (care_word(care), care.note) if part)
