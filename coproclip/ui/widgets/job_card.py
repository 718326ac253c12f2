"""Long work on screen: the card in the sidebar, the line that says all is saved, and the cell in a table."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QWidget

from coproclip.jobs import Job
from coproclip.ui.style.painting import smooth_painter
from coproclip.ui.style.proxy_style import paint_bar
from coproclip.ui.style.tokens import RADIUS_CARD, current
from coproclip.ui.widgets.boxes import NONE, hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import IconLabel, Label, paint_words


def paint_progress(
    painter: QPainter,
    rect: QRect,
    title: str,
    fraction: float,
    below: str = "",
    *,
    paused: bool = False,
    done: bool = False,
    calm: bool = False,
) -> None:
    """Three lines in the middle of `rect`: title and percent, the bar, a smaller line. For delegates."""
    scaled = current().scaled
    high = scaled(16) * 2 + scaled(10) if below else scaled(16) + scaled(10)
    top = rect.y() + (rect.height() - high) // 2
    line = QRect(rect.x(), top, rect.width(), scaled(16))
    percent = "" if calm else f"{int(min(1.0, max(0.0, fraction)) * 100)}%"
    used = paint_words(painter, line, percent, "small", "ink", right=True)
    paint_words(painter, line.adjusted(0, 0, -used - 6, 0), title, "small-medium", "ink")
    paint_bar(painter, QRect(rect.x(), line.bottom() + 1, rect.width(), scaled(10)), fraction, paused=paused, done=done)
    if below:
        lower = QRect(rect.x(), line.bottom() + scaled(10), rect.width(), scaled(16))
        paint_words(painter, lower, below, "caption", "ink2")


def meter(fraction: float = 0.0, name: str = "") -> QProgressBar:
    """A slim bar without words in it, 0–1000; `setProperty("paused", True)` or `"done"` change its colour."""
    bar = QProgressBar()
    bar.setRange(0, 1000)
    bar.setValue(round(fraction * 1000))
    bar.setTextVisible(False)
    bar.setFixedHeight(10)
    bar.setAccessibleName(name)
    return bar


class JobCard(QFrame):
    """One lane of work in the sidebar: what, how far, about how long, and a button to stop, pause or carry on.

    A second button opens the transcription queue where there is one.
    """

    stop_asked = Signal(object)
    go_on_asked = Signal()
    queue_asked = Signal()

    def __init__(self, parent: QWidget | None = None, *, queue: bool = False) -> None:
        super().__init__(parent)
        self.job: Job | None = None
        column = vbox(self, (12, 10, 12, 10), 5)
        row = hbox(spacing=6)
        self._title = Label("", "small", elide=True)
        self._title.setProperty("role", "medium")
        name = self.tr("Transcription queue…")
        self.list_button = Button(icon="list", kind="icon", size="small", name=name, on_click=self.queue_asked.emit)
        self.button = Button(icon="pause", kind="icon", size="small", name=self.tr("Pause"), on_click=self._press)
        row.addWidget(self._title, 1)
        row.addWidget(self.button)
        self._bar = meter()
        self._below = Label("", "caption", wrap=True)
        lower = hbox(spacing=6)
        lower.addWidget(self._below, 1)
        lower.addWidget(self.list_button, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        column.addWidget(self._bar)
        column.addLayout(lower)
        self.list_button.setVisible(queue)

    def _press(self) -> None:
        if self.job is not None:
            self.stop_asked.emit(self.job)
        else:
            self.go_on_asked.emit()

    def show_job(self, job: Job, waiting: int = 0, *, pausable: bool = False, calm: bool = False) -> None:
        """Show `job`, and how many are `waiting` behind it in the same lane."""
        self.job, progress = job, job.progress
        self._title.setText(job.title)
        self._show_bar(paused=False)
        self._bar.setRange(0, 1000 if progress.total > 0 else 0)
        self._bar.setValue(round(progress.fraction * 1000))
        parts = [] if calm or progress.total <= 0 else [f"{progress.percent}%"]
        stage = progress.activity if pausable and progress.activity not in job.title else ""
        parts += [part for part in (stage, progress.left or ("" if stage else progress.activity)) if part]
        if waiting:
            parts.append(self.tr("%n more in the queue", "", waiting))
        self._below.setText(" · ".join(parts) or self.tr("Starting…"))
        self.button.set_look("pause" if pausable else "x")
        stop = self.tr("Pause: {job}") if pausable else self.tr("Stop: {job}")
        self.button.setAccessibleName(stop.format(job=job.title))
        self.button.setToolTip(self.tr("Pause, what is done is kept") if pausable else self.tr("Stop"))
        self._bar.setAccessibleName(job.title)

    def show_paused(self, title: str, below: str, fraction: float | None = None) -> None:
        """Nothing runs in this lane though something could: why, and a button to carry on."""
        self.job = None
        self._title.setText(title)
        self._show_bar(paused=True)
        self._bar.setVisible(fraction is not None)
        self._bar.setRange(0, 1000)
        self._bar.setValue(round((fraction or 0.0) * 1000))
        self._bar.setAccessibleName(title)
        self._below.setText(below)
        self.button.set_look("play")
        self.button.setAccessibleName(self.tr("Carry on: {what}").format(what=title))
        self.button.setToolTip(self.tr("Carry on"))

    def _show_bar(self, *, paused: bool) -> None:
        self._bar.setVisible(True)
        if bool(self._bar.property("paused")) != paused:
            self._bar.setProperty("paused", paused)
            self._bar.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paper and edge."""
        t = current()
        painter = smooth_painter(self)
        painter.setPen(QPen(t.line, 1))
        painter.setBrush(t.surface)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_CARD, RADIUS_CARD)


class SavedLine(QWidget):
    """“Everything saved, 4 s ago” and “Only on this computer”; red with a button when it is not so."""

    def __init__(self, on_retry: Callable[[], object] | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = vbox(self, NONE, 5)
        self._icon, self._words = IconLabel("shield-check", "ok", 15), Label("", "caption", elide=True)
        column.addLayout(self._line(self._icon, self._words))
        place = Label(self.tr("Only on this computer"), "caption", elide=True)
        column.addLayout(self._line(IconLabel("hard-drive", "ok", 15), place))
        self.retry = Button(self.tr("Try again"), size="small", on_click=on_retry)
        self.retry.hide()
        column.addWidget(self.retry, 0, Qt.AlignmentFlag.AlignLeft)
        self._place = place

    @staticmethod
    def _line(picture: IconLabel, words: Label) -> QHBoxLayout:
        row = hbox(spacing=8)
        row.addWidget(picture)
        row.addWidget(words, 1)
        return row

    def saved(self, seconds_ago: float) -> None:
        """All is on disk since `seconds_ago`."""
        ago = int(seconds_ago)
        if ago < 60:
            words = self.tr("Everything saved, {n} s ago").format(n=max(1, ago))
        else:
            words = self.tr("Everything saved")
        self._show(words, "shield-check", "ok")

    def not_saved(self, since: str) -> None:
        """The disk refuses since a time like 14:31."""
        self._show(self.tr("Not saved since {time}").format(time=since), "circle-alert", "stop")
        self.retry.show()

    def reading(self) -> None:
        """Nothing can be changed here, so nothing waits to be saved."""
        self._show(self.tr("Read only"), "book-open", "ink2")

    def _show(self, words: str, icon: str, colour: str) -> None:
        self.retry.hide()
        self._icon.set_icon(icon, colour)
        if self._words.whole_text() != words:
            self._words.setText(words)
        self._words.set_role("error" if colour == "stop" else "caption")

    def saved_words(self) -> str:
        """What the first line says."""
        return self._words.whole_text()
