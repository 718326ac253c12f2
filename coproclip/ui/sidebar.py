"""The sidebar: project, places, work under way, and whether all is saved. It folds to a rail."""

import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from coproclip.jobs import Job
from coproclip.ui.components.labels import paint_words
from coproclip.ui.components.work import JobCard, SavedLine
from coproclip.ui.fonts import font
from coproclip.ui.icons import paint_icon
from coproclip.ui.navigation import NavList
from coproclip.ui.proxy import paint_bar
from coproclip.ui.tokens import RADIUS, RAIL, SIDEBAR, current


class ProjectButton(QPushButton):
    """The project's name and what is in it; opens the menu of projects."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._below, self.rail = "", False
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setProperty("ring", "inside")

    def show_project(self, title: str, below: str) -> None:
        """Its name and a line about it."""
        self.setText(title)
        self._below = below
        self.setToolTip(title)
        self.setAccessibleName(self.tr("Project {title}, {below}").format(title=title, below=below))
        self.update()

    def sizeHint(self) -> QSize:
        """Two lines."""
        return QSize(60, current().scaled(52))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Name, line, double arrow."""
        t = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
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
    """In the rail: percent of the work with a small bar, and the word Saved."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._job: Job | None = None
        self._calm = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Two small blocks."""
        return QSize(40, current().scaled(108))

    def show_job(self, job: Job | None, *, calm: bool) -> None:
        """The work to show, or none."""
        self._job, self._calm = job, calm
        self.setAccessibleName(job.title if job else self.tr("Saved"))
        self.setToolTip(f"{job.title} · {job.progress.percent}%" if job and not calm else "")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Two small blocks."""
        t = current()
        painter = QPainter(self)
        side, middle = t.scaled(20), self.width() // 2
        painter.setFont(font("caption"))
        if self._job is not None:
            paint_icon(painter, QRect(middle - side // 2, 0, side, side), "pencil-line", t.ink2)
            painter.setPen(t.ink2)
            words = "…" if self._calm else f"{self._job.progress.percent}%"
            painter.drawText(QRect(0, side, self.width(), t.scaled(18)), Qt.AlignmentFlag.AlignCenter, words)
            bar = QRect(t.scaled(16), side + t.scaled(17), self.width() - t.scaled(32), t.scaled(8))
            paint_bar(painter, bar, self._job.progress.fraction)
        top = t.scaled(60)
        paint_icon(painter, QRect(middle - side // 2, top, side, side), "shield-check", t.ok)
        painter.setPen(t.ink2)
        place = QRect(0, top + side + 2, self.width(), t.scaled(18))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self.tr("Saved"))


class Sidebar(QFrame):
    """The left side of the window."""

    stop_asked = Signal(object)

    def __init__(self, on_retry: Callable[[], object] | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "sidebar")
        self.setAccessibleName(self.tr("Sidebar"))
        self.rail = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 14)
        column.setSpacing(0)
        self.project_button = ProjectButton()
        self.nav = NavList()
        self._cards_box = QWidget()
        self._cards = QVBoxLayout(self._cards_box)
        self._cards.setContentsMargins(10, 0, 10, 14)
        self._cards.setSpacing(8)
        self._by_lane: dict[str, JobCard] = {}
        self.saved_line = SavedLine(on_retry)
        self._saved_box = QWidget()
        saved = QVBoxLayout(self._saved_box)
        saved.setContentsMargins(18, 0, 8, 0)
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

    def set_rail(self, rail: bool) -> None:
        """Fold or unfold, at the text size of now."""
        wide = current().scaled(RAIL if rail else SIDEBAR)
        if rail == self.rail and self.width() == wide:
            return
        self.rail = rail
        self.setFixedWidth(wide)
        self.project_button.rail = rail
        self.nav.set_rail(rail)
        self._cards_box.setVisible(not rail)
        self._saved_box.setVisible(not rail)
        self._rail_state.setVisible(rail)
        self.project_button.update()

    def show_jobs(self, jobs: Sequence[Job], *, calm: bool = False) -> None:
        """One card for each job that runs; those behind it in line are counted."""
        running = [job for job in jobs if job.state == "running"]
        waiting = [job for job in jobs if job.state == "waiting"]
        names = [str(id(job)) for job in running]
        for name in [name for name in self._by_lane if name not in names]:
            card = self._by_lane.pop(name)
            card.hide()
            card.deleteLater()
        for place, (name, job) in enumerate(zip(names, running, strict=True)):
            if name not in self._by_lane:
                card = JobCard(self._cards_box)
                card.stop_asked.connect(self.stop_asked)
                self._cards.addWidget(card)
                self._by_lane[name] = card
            behind = len(waiting) if place == 0 else 0
            self._by_lane[name].show_job(job, behind, pausable=job.key.startswith("write"), calm=calm)
        self._rail_state.show_job(running[0] if running else None, calm=calm)

    def show_saved(self, saved_at: float, not_saved_since: float | None = None) -> None:
        """When the last change reached the disk (seconds since 1970)."""
        if not_saved_since is not None:
            self.saved_line.not_saved(time.strftime("%H:%M", time.localtime(not_saved_since)))
        else:
            self.saved_line.saved(max(0.0, time.time() - saved_at))
