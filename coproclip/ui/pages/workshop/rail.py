"""The steps at the side of the room: where the group is, back and forward, a timer that ends nothing."""

import time
from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QStyle, QWidget

from coproclip.sensemaking.steps import Step
from coproclip.ui.style.fonts import font
from coproclip.ui.style.icons import paint_icon
from coproclip.ui.style.painting import smooth_painter
from coproclip.ui.style.responsive import Fitting
from coproclip.ui.style.tokens import RADIUS, current
from coproclip.ui.widgets.boxes import NONE, hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.scroll_column import ScrollColumn
from coproclip.ui.widgets.switch import Switch
from coproclip.ui.widgets.timers import every
from coproclip.ui.widgets.wrapped_text import wrapped

WIDE = 212


class StepButton(QPushButton):
    """A step: a tick where the group was, a filled number where it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number, self._done, self._here = 0, False, False
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setProperty("ring", "inside")

    def show_step(self, number: int, title: str, *, done: bool, here: bool) -> None:
        """The step of this number (from 0)."""
        self._number, self._done, self._here = number, done, here
        self.setText(title)
        state = self.tr("you are here") if here else self.tr("done") if done else self.tr("to come")
        self.setAccessibleName(
            self.tr("Step {number}, {title}, {state}").format(number=number, title=title, state=state)
        )
        self.updateGeometry()
        self.update()

    def _lines(self) -> tuple[str, ...]:
        beside = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        room = current().scaled(WIDE) - 20 - beside - current().scaled(48)
        return wrapped(self.text(), "read-strong" if self._here else "read", room, 2)

    def sizeHint(self) -> QSize:
        """One line or two."""
        return QSize(60, current().scaled(16 + 22 * len(self._lines())))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Circle and name."""
        t = current()
        painter = smooth_painter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        if self._here or self.underMouse():
            painter.setBrush(t.surface if self._here else t.hover)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        side = t.scaled(26)
        circle = QRect(t.scaled(8), (self.height() - side) // 2, side, side)
        painter.setPen(Qt.PenStyle.NoPen if self._here or self._done else QPen(t.control, 1.5))
        painter.setBrush(t.accent if self._here else t.ok_soft if self._done else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QRectF(circle).adjusted(1, 1, -1, -1))
        if self._done and not self._here:
            inner = circle.adjusted(side // 5, side // 5, -side // 5, -side // 5)
            paint_icon(painter, inner, "check", t.ok)
        else:
            painter.setFont(font("small-strong"))
            painter.setPen(t.on_accent if self._here else t.ink2)
            painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, str(self._number))
        role = "read-strong" if self._here else "read"
        painter.setFont(font(role))
        painter.setPen(t.ink if self._here else t.ink2)
        lines, high = self._lines(), QFontMetrics(font(role)).height()
        y = (self.height() - high * len(lines)) // 2
        for line in lines:
            painter.drawText(
                QRect(circle.right() + t.scaled(10), y, self.width(), high), Qt.AlignmentFlag.AlignVCenter, line
            )
            y += high


class Rail(QFrame):
    """`went(step)` asks for a step, `left` to leave the whole screen."""

    went = Signal(object)
    left = Signal()
    all_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "sidebar")
        self._steps: Sequence[Step] = ()
        self._step = 0
        self._since = time.monotonic()
        column = vbox(self, (10, 16, 10, 12), 6)
        self.title = Label("", "head", wrap=True)
        self.about = Label("", "body", wrap=True)
        column.addWidget(self.title)
        column.addWidget(self.about)
        column.addSpacing(8)
        self._area, inside = ScrollColumn(), QWidget()
        inside.setProperty("role", "none")
        self._list = vbox(inside, NONE, 2)
        self._list.addStretch(1)
        self._area.setWidget(inside)
        self._area.setStyleSheet("QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; }")
        column.addWidget(self._area, 1)
        self._in_sight = Fitting(self._area, self._show_here)
        self.buttons: list[StepButton] = []
        self.timer = Switch(self.tr("Timer"))
        self.timer.toggled.connect(lambda _on: self._show_time())
        self.clock = Label("", "read-strong")
        column.addWidget(self.timer)
        column.addWidget(self.clock)
        row = hbox(None, NONE, 8)
        self.back = Button(self.tr("Back"), "chevron-left", size="huge", tooltip=self.tr("Step before (PgUp)"))
        self.forward = Button(
            self.tr("Forward"),
            "chevron-right",
            "main",
            size="huge",
            tooltip=self.tr("Next step (PgDn)"),
            icon_after=True,
        )
        self.back.clicked.connect(lambda _on=False: self.went.emit(self._step - 1))
        self.forward.clicked.connect(lambda _on=False: self.went.emit(self._step + 1))
        column.addWidget(self.forward)
        column.addWidget(self.back)
        column.addLayout(row)
        self.leave = Button(self.tr("Leave full screen"), "minimize", "quiet", key="Esc")
        self.leave.clicked.connect(lambda _on=False: self.left.emit())
        self.all = Button(self.tr("All workshops"), "list", "quiet")
        self.all.clicked.connect(lambda _on=False: self.all_asked.emit())
        column.addWidget(self.leave)
        column.addWidget(self.all)
        self._tick = every(self, self._show_time, 1000)
        for button in (self.forward, self.back):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_steps(self, title: str, about: str, steps: Sequence[Step], step: int) -> None:
        """The steps, and where the group is."""
        if (steps, step) != (self._steps, self._step):
            self._since = time.monotonic()
        self._steps, self._step = steps, step
        self.title.setText(title)
        self.about.setText(about)
        while len(self.buttons) < len(steps):
            button = StepButton()
            place = len(self.buttons)
            button.clicked.connect(lambda _on=False, place=place: self.went.emit(place))
            self._list.insertWidget(place, button)
            self.buttons.append(button)
        for place, button in enumerate(self.buttons):
            button.setVisible(place < len(steps))
            if place < len(steps):
                button.show_step(place, steps[place].title, done=place < step, here=place == step)
        self.back.setEnabled(step > 0)
        self.forward.setEnabled(step + 1 < len(steps))
        self._show_time()
        self._in_sight.soon()

    def _show_here(self) -> None:
        """Where there is no room for all steps, the one the group is at is in sight, and the one after it."""
        for place in (self._step + 1, self._step):
            if place < len(self._steps):
                self._area.ensureWidgetVisible(self.buttons[place], 0, 2)

    def fit(self) -> None:
        """As wide as the text size wants."""
        self.setFixedWidth(current().scaled(WIDE))

    def _show_time(self) -> None:
        on = self.timer.isChecked()
        if on and not self._tick.isActive():
            self._tick.start()
        elif not on:
            self._tick.stop()
        self.clock.setVisible(on)
        minutes = int(time.monotonic() - self._since) // 60
        meant = self._steps[self._step].minutes if self._steps else 0
        said = self.tr("{n} of {all} min in this step") if meant else self.tr("{n} min in this step")
        self.clock.setText(said.format(n=minutes, all=meant))
