"""The moments that were marked while a story was recorded, beside its words."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from coproclip.people.moments import MomentKind
from coproclip.project.schema import Moment
from coproclip.timecode import clock
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import IconLabel, Label

ICONS = {MomentKind.MARK: "flag", MomentKind.STARTER: "message-circle-question-mark"}


@dataclass(frozen=True)
class ShownMoment:
    """A mark or a starter: its number, kind, place (ms) and words."""

    id: int
    kind: str
    start_ms: int
    text: str


def shown_moments(found: Sequence[Moment]) -> list[ShownMoment]:
    """The marks of a story and the starters that were asked, in the same order."""
    return [ShownMoment(one.id, one.kind, one.start_ms, one.text) for one in found if one.kind in ICONS]


class MomentList(QWidget):
    """A row each: the time goes there, the button makes an excerpt of it."""

    def __init__(
        self, moments: Sequence[ShownMoment], go: SignalInstance, keep: SignalInstance, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(Label(self.tr("Moments marked"), "strong"))
        for moment in moments:
            column.addWidget(self._row(moment, go, keep))

    def _row(self, one: ShownMoment, go: SignalInstance, keep: SignalInstance) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        time = clock(one.start_ms)
        words = one.text or self.tr("no words")
        row.addWidget(IconLabel(ICONS[MomentKind(one.kind)], "accent", 16))
        there = Button(
            time, kind="link", size="small", name=self.tr("Go to {time}: {words}").format(time=time, words=words)
        )
        there.setObjectName(f"moment-{one.id}")
        there.clicked.connect(partial(self._say, go, one.start_ms))
        row.addWidget(there)
        row.addWidget(Label(words, "small" if one.text else "hint", elide=True), 1)
        name = self.tr("Make an excerpt of {time}: {words}").format(time=time, words=words)
        made = Button(icon="quote", kind="icon", size="small", name=name, tooltip=self.tr("Make an excerpt of it"))
        made.setObjectName(f"excerpt-{one.id}")
        made.clicked.connect(partial(self._say, keep, one.id))
        row.addWidget(made)
        return line

    @staticmethod
    def _say(signal: SignalInstance, number: int, _checked: bool = False) -> None:
        signal.emit(number)
