"""The sidebar: project, places, work under way, and whether all is saved. It folds to a rail."""

import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QWidget

from coproclip.jobs import Job, JobState
from coproclip.ui.job_runner import AnyJob, JobKind
from coproclip.ui.navigation import NavList
from coproclip.ui.style.fonts import font
from coproclip.ui.style.icons import paint_icon
from coproclip.ui.style.painting import smooth_painter
from coproclip.ui.style.proxy_style import paint_bar
from coproclip.ui.style.responsive import Fitting
from coproclip.ui.style.tokens import RADIUS, RAIL, SIDEBAR, current
from coproclip.ui.transcription_queue import QueueStatus
from coproclip.ui.widgets.boxes import vbox
from coproclip.ui.widgets.job_card import JobCard, SavedLine
from coproclip.ui.widgets.label import paint_words
from coproclip.ui.widgets.tooltips import as_written

SEVERAL_CARDS = 520
"""Below this height (px at 100 % text) only the first card of work is shown."""


QUEUE_CARD = "queue"


def _writes(job: AnyJob) -> bool:
    return job.kind is JobKind.TRANSCRIBE


class ProjectButton(QPushButton):
    """The project's name and what is in it; opens the menu of projects."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._below, self.rail, self.low = "", False, False
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setProperty("ring", "inside")

    def show_project(self, title: str, below: str) -> None:
        """Its name and a line about it."""
        self.setText(title)
        self._below = below
        self.setToolTip(as_written(title))
        self.setAccessibleName(self.tr("Project {title}, {below}").format(title=title, below=below))
        self.update()

    def sizeHint(self) -> QSize:
        """Two lines."""
        return QSize(60, current().scaled(36 if self.low else 52))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Name, line, double arrow."""
        t = current()
        painter = smooth_painter(self)
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(t.sel if self.isDown() else t.hover)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(4, 2, -4, -2), RADIUS, RADIUS)
        side = t.scaled(16)
        if self.rail:
            inner = self.rect().adjusted(6, 0, -6, 0)
            initials = "".join(word[0] for word in self.text().split()[:2]).upper()
            painter.setFont(font("strong"))
            painter.setPen(t.ink)
            painter.drawText(inner, Qt.AlignmentFlag.AlignCenter, initials)
            return
        left, wide = t.scaled(16), self.width() - t.scaled(16 + 40)
        middle = self.height() // 2
        paint_words(painter, QRect(left, middle - t.scaled(20), wide, t.scaled(20)), self.text(), "strong")
        paint_words(painter, QRect(left, middle, wide, t.scaled(18)), self._below, "caption", "ink2")
        place = QRect(self.width() - t.scaled(34), (self.height() - side) // 2, side, side)
        paint_icon(painter, place, "chevrons-up-down", t.ink2)


class _RailState(QWidget):
    """In the rail: percent of the work with a small bar, and whether all is saved; low, each is one line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._job: Job | None = None
        self._calm = self._safe = self._low = self._reading = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def _job_high(self) -> int:
        return (34 if self._low else 60) if self._job is not None else 0

    def high(self, *, low: bool) -> int:
        """How high it is so (px at 100 % text)."""
        return ((34 if low else 60) if self._job is not None else 0) + (22 if low else 42)

    def sizeHint(self) -> QSize:
        """One or two small blocks."""
        return QSize(40, current().scaled(self.high(low=self._low)))

    def set_low(self, low: bool) -> None:
        """Lie in lines, or stand in blocks."""
        if low != self._low:
            self._low = low
            self.updateGeometry()
            self.update()

    def show_job(self, job: Job | None, *, calm: bool) -> None:
        """The work to show, or none."""
        self._job, self._calm = job, calm
        self._tell()

    def show_saved(self, safe: bool, *, reading: bool = False) -> None:
        """Whether all is on the disk; `reading`: nothing can be changed here."""
        self._safe, self._reading = safe, reading
        self._tell()

    def _saved_words(self) -> str:
        if self._reading:
            return self.tr("Read only")
        return self.tr("Saved") if self._safe else self.tr("Not saved")

    def _tell(self) -> None:
        job, saved = self._job, self._saved_words()
        self.setAccessibleName(f"{saved}, {job.title}" if job else saved)
        self.setToolTip(as_written(f"{job.title} · {job.progress.percent}%" if job and not self._calm else ""))
        self.updateGeometry()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Work, and under it whether all is saved."""
        t, job = current(), self._job
        painter = QPainter(self)
        if job is not None:
            words = "…" if self._calm else f"{job.progress.percent}%"
            below = self._line(painter, 0, "pencil-line", words, t.ink2)
            paint_bar(painter, QRect(t.scaled(16), below, self.width() - t.scaled(32), t.scaled(8)), self._fraction())
        icon, ink = ("shield-check", t.ok) if self._safe else ("circle-alert", t.stop)
        icon, ink = ("book-open", t.ink2) if self._reading else (icon, ink)
        self._line(painter, t.scaled(self._job_high()), icon, self._saved_words(), ink)

    def _fraction(self) -> float:
        return self._job.progress.fraction if self._job is not None else 0.0

    def _line(self, painter: QPainter, top: int, icon: str, words: str, ink: QColor) -> int:
        """A picture over its words, or beside them; returns where it ends."""
        t = current()
        painter.setFont(font("caption"))
        painter.setPen(t.ink2)
        side, high = t.scaled(16 if self._low else 20), t.scaled(18)
        wide = painter.fontMetrics().horizontalAdvance(words)
        if self._low and side + 4 + wide <= self.width():
            left = (self.width() - side - 4 - wide) // 2
            paint_icon(painter, QRect(left, top + (high - side) // 2, side, side), icon, ink)
            painter.drawText(QRect(left + side + 4, top, wide + 2, high), Qt.AlignmentFlag.AlignVCenter, words)
            return top + high
        if self._low:
            painter.drawText(QRect(0, top, self.width(), high), Qt.AlignmentFlag.AlignCenter, words)
            return top + high
        paint_icon(painter, QRect((self.width() - side) // 2, top, side, side), icon, ink)
        painter.drawText(QRect(0, top + side + 2, self.width(), high), Qt.AlignmentFlag.AlignCenter, words)
        return top + side + high


class Sidebar(QFrame):
    """The left side of the window."""

    stop_asked = Signal(object)
    go_on_asked = Signal()
    queue_asked = Signal()

    def __init__(self, on_retry: Callable[[], object] | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "sidebar")
        self.setAccessibleName(self.tr("Sidebar"))
        self.rail = False
        column = vbox(self, (0, 8, 0, 14), 0)
        self.project_button = ProjectButton()
        self.nav = NavList()
        self._cards_box = QWidget()
        self._cards = vbox(self._cards_box, (10, 0, 10, 14), 8)
        self._by_lane: dict[str, JobCard] = {}
        self._queue = QueueStatus()
        self.saved_line = SavedLine(on_retry)
        self._saved_box = QWidget()
        saved = vbox(self._saved_box, (18, 0, 8, 0))
        saved.addWidget(self.saved_line)
        self._rail_state = _RailState()
        column.addWidget(self.project_button)
        column.addSpacing(10)
        column.addWidget(self.nav)
        column.addStretch(1)
        column.addWidget(self._cards_box)
        column.addWidget(self._saved_box)
        column.addWidget(self._rail_state)
        self.set_rail(False)
        Fitting(self, self._fit)

    def set_rail(self, rail: bool) -> None:
        """Fold or unfold, at the text size of now."""
        wide = current().scaled(RAIL if rail else SIDEBAR)
        if rail == self.rail and self.width() == wide:
            return
        self.rail = rail
        self.setFixedWidth(wide)
        self.project_button.rail = rail
        self._cards_box.setVisible(not rail)
        self._saved_box.setVisible(not rail)
        self._rail_state.setVisible(rail)
        self._fit()
        self.project_button.update()

    def _fit(self) -> None:
        """In a low window the rail is lower and only the first card of work is shown; then the places scroll."""
        scaled = current().scaled
        low = self.height() < scaled(52 + self.nav.high_in_rail() + self._rail_state.high(low=False)) + 32
        self.project_button.low = self.rail and low
        self.project_button.updateGeometry()
        self._rail_state.set_low(low)
        self.nav.set_rail(self.rail, low=self.rail and low)
        for place, card in enumerate(self._by_lane.values()):
            card.setVisible(place == 0 or self.height() >= scaled(SEVERAL_CARDS))

    def show_queue(self, queue: QueueStatus) -> None:
        """How the queue of stories to be transcribed stands; shown with the jobs."""
        self._queue = queue

    def show_jobs(self, jobs: Sequence[AnyJob], *, calm: bool = False) -> None:
        """One card for each job that runs, one for a queue that stands still; those behind in the queue are counted."""
        running = [job for job in jobs if job.state is JobState.RUNNING]
        waiting = [job for job in jobs if job.state is JobState.WAITING and not _writes(job)]
        writing = next((job for job in running if _writes(job)), None)
        others = [job for job in running if job is not writing]
        stands_still = writing is None and bool(self._queue.paused or self._queue.waits_for)
        stands_still = stands_still and not any(_writes(job) for job in jobs)
        names = ([QUEUE_CARD] if writing is not None or stands_still else []) + [str(id(job)) for job in others]
        for name in [name for name in self._by_lane if name not in names]:
            card = self._by_lane.pop(name)
            card.hide()
            card.deleteLater()
        for place, name in enumerate(names):
            if name not in self._by_lane:
                self._by_lane[name] = self._card(queue=name == QUEUE_CARD)
                self._cards.insertWidget(place, self._by_lane[name])
        self._by_lane = {name: self._by_lane[name] for name in names}
        if writing is not None:
            self._by_lane[QUEUE_CARD].show_job(writing, self._queue.waiting, pausable=True, calm=calm)
        elif stands_still:
            self._show_still(self._by_lane[QUEUE_CARD])
        for place, job in enumerate(others):
            self._by_lane[str(id(job))].show_job(job, 0 if place else len(waiting), calm=calm)
        self._rail_state.show_job(next(iter(running), None), calm=calm)
        self._fit()

    def _card(self, *, queue: bool) -> JobCard:
        card = JobCard(self._cards_box, queue=queue)
        card.stop_asked.connect(self.stop_asked)
        card.go_on_asked.connect(self.go_on_asked)
        card.queue_asked.connect(self.queue_asked)
        return card

    def _show_still(self, card: JobCard) -> None:
        queue = self._queue
        if queue.waits_for:
            card.show_paused(self.tr("Transcribing is waiting"), queue.waits_for)
        elif queue.who:
            card.show_paused(queue.who, self.tr("Paused, what is done is kept"), queue.far)
        else:
            title = self.tr("%n stories are paused", "", queue.paused)
            card.show_paused(title, self.tr("What is done is kept"))

    def show_saved(self, saved_at: float, not_saved_since: float | None = None, reading: bool = False) -> None:
        """When the last change reached the disk (seconds since 1970); `reading`: nothing can be changed here."""
        self._rail_state.show_saved(not_saved_since is None, reading=reading)
        if reading:
            self.saved_line.reading()
        elif not_saved_since is not None:
            self.saved_line.not_saved(time.strftime("%H:%M", time.localtime(not_saved_since)))
        else:
            self.saved_line.saved(max(0.0, time.time() - saved_at))
