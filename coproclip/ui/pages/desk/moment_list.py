"""The moments that were marked while a story was recorded, beside its words."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QWidget

from coproclip.overview.story import StoryMoment
from coproclip.people.moments import MomentKind
from coproclip.timecode import clock
from coproclip.ui.widgets.boxes import NONE, hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import IconLabel, Label

ICONS = {MomentKind.MARK: "flag", MomentKind.NOT_USED: "ban", MomentKind.STARTER: "message-circle-question-mark"}


class MomentList(QWidget):
    """A row each: the time goes there, the button makes an excerpt of it, or lets be used what was not to be."""

    def __init__(
        self,
        moments: Sequence[StoryMoment],
        go: SignalInstance,
        keep: SignalInstance,
        use: SignalInstance,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        column = vbox(self, NONE, 4)
        column.addWidget(Label(self.tr("Moments marked"), "strong"))
        for moment in moments:
            column.addWidget(self._row(moment, go, use if moment.kind is MomentKind.NOT_USED else keep))

    def _row(self, moment: StoryMoment, go: SignalInstance, act: SignalInstance) -> QWidget:
        line = QWidget()
        row = hbox(line, NONE, 6)
        time = clock(moment.start_ms)
        closed = moment.kind is MomentKind.NOT_USED
        words = moment.text or (self._not_used(moment) if closed else self.tr("no words"))
        row.addWidget(IconLabel(ICONS[moment.kind], "accent", 16))
        there = Button(
            time, kind="link", size="small", name=self.tr("Go to {time}: {words}").format(time=time, words=words)
        )
        there.setObjectName(f"moment-{moment.id}")
        there.clicked.connect(partial(self._emit, go, moment.start_ms))
        row.addWidget(there)
        row.addWidget(Label(words, "small" if moment.text or closed else "hint", elide=True), 1)
        if closed:
            icon, name, what = "undo-2", self.tr("Let it be used: {time}"), self.tr("Let it be used after all")
        else:
            icon, name, what = "quote", self.tr("Make an excerpt of {time}: {words}"), self.tr("Make an excerpt of it")
        name = name.format(time=time, words=words)
        made = Button(icon=icon, kind="icon", size="small", name=name, tooltip=what)
        made.setObjectName(f"excerpt-{moment.id}")
        made.clicked.connect(partial(self._emit, act, moment.id))
        row.addWidget(made)
        return line

    def _not_used(self, moment: StoryMoment) -> str:
        return self.tr("Don’t use this bit, until {time}").format(time=clock(moment.end_ms))

    @staticmethod
    def _emit(signal: SignalInstance, number: int, _checked: bool = False) -> None:
        signal.emit(number)
