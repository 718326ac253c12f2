"""Where the parts of the excerpt window stand."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QDialog,
    QDoubleSpinBox,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from coproclip.ui.dialogs.excerpt.edge_card import EdgeCard
from coproclip.ui.dialogs.excerpt.sharing_side import SharingSide
from coproclip.ui.dialogs.excerpt.words import ExcerptWords
from coproclip.ui.style.tokens import current
from coproclip.ui.waveform import WaveformView
from coproclip.ui.widgets.button import Button, RoundButton
from coproclip.ui.widgets.label import Hairline, Label
from coproclip.ui.widgets.message import MessageArea
from coproclip.ui.workspace import Workspace

WIDEST, HIGHEST = 1180, 792
FRAME = 48
"""What the system puts around a window (px)."""


class ExcerptLayout(QDialog):
    """Waveform, edges and words left; sharing, themes and note right; the way on at the bottom."""

    take_asked = Signal()
    back_asked = Signal()
    join_asked = Signal()
    theme_asked = Signal()
    delete_asked = Signal()
    step_asked = Signal(int)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        scaled = current().scaled
        screen = (parent or self).screen().availableGeometry()
        wide, high = min(WIDEST, screen.width()), min(HIGHEST, screen.height() - FRAME)
        self.setMinimumSize(min(scaled(980), wide), min(scaled(600), high))
        self.resize(min(scaled(1112), wide), min(scaled(792), high))
        self._build()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.messages = MessageArea()
        column.addWidget(self.messages)
        # Large text needs the whole width for each part: then all stands in one column that scrolls.
        tall = current().scaled(1112) > WIDEST
        down, beside = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        whole = QWidget()
        middle = QBoxLayout(down if tall else beside, whole)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        left = QVBoxLayout()
        left.setContentsMargins(20, 16, 20, 14)
        left.setSpacing(12)
        self.wave = WaveformView("zoom")
        self.wave.setFixedHeight(current().scaled(190))
        frame = QFrame()
        frame.setProperty("role", "card")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(2, 2, 2, 2)
        inside.addWidget(self.wave)
        left.addWidget(frame)
        left.addLayout(self._play_row())
        edges = QBoxLayout(down if tall else beside)
        edges.setSpacing(12)
        self.start_card, self.end_card = EdgeCard("start"), EdgeCard("end")
        edges.addWidget(self.start_card, 1)
        edges.addWidget(self.end_card, 1)
        left.addLayout(edges)
        left.addWidget(Label(self.tr("The words, exactly as heard"), "small-strong"))
        self.words = ExcerptWords()
        left.addWidget(self.words, 1)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.take = Button(self.tr("Take out words"), "scissors", key="D", on_click=self.take_asked.emit)
        self.back = Button(self.tr("Put back"), "undo-2", key="B", on_click=self.back_asked.emit)
        self.join = Button(self.tr("Hear the join"), "play", "quiet", on_click=self.join_asked.emit)
        row.addWidget(self.take)
        row.addWidget(self.back)
        row.addStretch(1)
        row.addWidget(self.join)
        left.addLayout(row)
        middle.addLayout(left, 1)
        middle.addWidget(Hairline(upright=not tall))
        self.side = SharingSide(self.workspace, self.theme_asked.emit)
        middle.addWidget(self.side)
        if tall:
            self.words.setMinimumHeight(current().scaled(140))
            self.side.setMinimumHeight(current().scaled(640))
            scroll = QScrollArea()
            scroll.setWidgetResizable(True)
            scroll.setFrameShape(QScrollArea.Shape.NoFrame)
            scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            scroll.setWidget(whole)
            column.addWidget(scroll, 1)
        else:
            self.side.setFixedWidth(current().scaled(372))
            column.addWidget(whole, 1)
        column.addWidget(Hairline())
        column.addLayout(self._foot())

    def _play_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        self.play = RoundButton(40)
        self.loop = Button(icon="repeat", kind="icon", name=self.tr("Play again and again"))
        self.loop.setCheckable(True)
        self.now, self.kept = Label("", "head"), Label("", "small")
        self.lead_in, self.lead_out = QDoubleSpinBox(), QDoubleSpinBox()
        for part in (self.play, self.loop, self.now, self.kept):
            row.addWidget(part)
        row.addStretch(1)
        for field, words in ((self.lead_in, self.tr("Lead-in")), (self.lead_out, self.tr("Tail"))):
            field.setRange(0, 2)
            field.setSingleStep(0.1)
            field.setDecimals(1)
            field.setSuffix(self.tr(" s"))
            field.setKeyboardTracking(False)
            field.setMinimumWidth(current().scaled(74))
            field.setAccessibleName(words)
            label = Label(words, "small")
            label.setBuddy(field)
            row.addWidget(label)
            row.addWidget(field)
        return row

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(20, 12, 20, 14)
        row.setSpacing(8)
        row.addWidget(Button(self.tr("Delete"), "trash-2", "danger", on_click=self.delete_asked.emit))
        row.addStretch(1)
        self.previous = Button(self.tr("Previous"), "chevron-left", on_click=lambda: self.step_asked.emit(-1))
        self.next = Button(self.tr("Next"), "chevron-right", icon_after=True, on_click=lambda: self.step_asked.emit(1))
        row.addWidget(self.previous)
        row.addWidget(self.next)
        row.addSpacing(8)
        row.addWidget(Button(self.tr("Done"), kind="main", on_click=self.accept))
        return row
