"""What people wrote for others and that may not leave as it stands: a badge in words, and why, with a button each."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from coproclip.excerpts.approval import Approval
from coproclip.excerpts.rules.reasons import Reason
from coproclip.ui.dialogs.excerpt.mending import ReasonList
from coproclip.ui.widgets.badge import Badge
from coproclip.ui.widgets.boxes import NONE, vbox


class WithheldTexts(QWidget):
    """Nothing, where all of it may leave."""

    asked = Signal(object, object)
    """As that of `ReasonList`."""
    emptied = Signal()
    """The keyboard was here, and there is nothing any more."""

    def __init__(self, margins: tuple[int, int, int, int] = NONE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = vbox(self, margins, 6)
        self.badge = Badge()
        self.badge.set_approval(Approval.WITHHELD, self.tr("Can’t be shared as it is"))
        column.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignLeft)
        self.reasons = ReasonList((), "")
        column.addWidget(self.reasons)
        self._column = column
        self._shown: tuple[tuple[Reason, ...], str] = ((), "")
        self.hide()

    def show_reasons(self, reasons: Sequence[Reason], about: str) -> None:
        """Show why; `about` is what is held back, for the names of the buttons. The keyboard stays where it is."""
        if self._shown == (tuple(reasons), about):
            return
        self._shown = tuple(reasons), about
        before = self.reasons
        focused = any(button.hasFocus() for button in before.buttons.values())
        self.reasons = ReasonList(reasons, about)
        self.reasons.asked.connect(self.asked)
        self._column.replaceWidget(before, self.reasons)
        before.hide()
        before.deleteLater()
        self.setVisible(bool(reasons))
        if focused and self.reasons.buttons:
            next(iter(self.reasons.buttons.values())).setFocus()
        elif focused:
            self.emptied.emit()
