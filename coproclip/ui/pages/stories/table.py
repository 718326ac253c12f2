"""The table of stories: what stands in it, and how its cells are painted."""

from PySide6.QtCore import QObject, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QStyleOptionViewItem

from coproclip.jobs import Job, JobState
from coproclip.overview.stories import StoryOverview
from coproclip.project.kinds import TranscriptionState
from coproclip.timecode import clock
from coproclip.transcript.draft import UNFINISHED
from coproclip.transcript.review import places_to_check
from coproclip.transcription.run import WRITING
from coproclip.ui.lists.index import Index
from coproclip.ui.lists.row_delegate import RowDelegate
from coproclip.ui.lists.row_model import HEARD, ROW, RowTable
from coproclip.ui.style.focus import paint_row_ring
from coproclip.ui.style.fonts import font
from coproclip.ui.style.icons import paint_icon
from coproclip.ui.style.proxy_style import paint_bar
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.badge import CARE_ICON, approval_word, care_word, paint_badge
from coproclip.ui.widgets.counting import day
from coproclip.ui.widgets.job_card import paint_progress
from coproclip.ui.widgets.label import paint_monogram, paint_words
from coproclip.ui.widgets.theme_chip import paint_mark
from coproclip.ui.widgets.tooltips import as_written

WHO, DATE, LENGTH, TRANSCRIPT, CHECKED, EXCERPTS, SHARING, MENU = range(8)
HIGH = 56
JOB, SECOND_LINE = HEARD + 1, HEARD + 2
"""What is still to be checked, or what is being done with the story."""
PAUSED = HEARD + 3


class StoryTable(RowTable[StoryOverview]):
    """The stories, one a row; the running jobs are told by `set_jobs`."""

    columns = MENU + 1

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.jobs: dict[int, Job] = {}
        self.paused: dict[int, bool] = {}

    def key_of(self, row: StoryOverview) -> int:
        """The story."""
        return row.story_id

    def set_jobs(self, jobs: dict[int, Job], paused: dict[int, bool]) -> None:
        """Which stories are transcribed now or wait for it, and of all in the queue, which are paused."""
        touched = set(jobs) | set(self.jobs) | set(paused) | set(self.paused)
        self.jobs, self.paused = jobs, paused
        self.renew(row for row in self.rows if row.story_id in touched)

    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return (
            self.tr("Storyteller"),
            self.tr("Date"),
            self.tr("Length"),
            self.tr("Transcript"),
            self.tr("Checked"),
            self.tr("Excerpts"),
            self.tr("Sharing"),
            "",
        )

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The overview for painting, and words for screen readers and tooltips."""
        row = self.row_at(index)
        if row is None:
            return None
        if role == JOB:
            return self.jobs.get(row.story_id)
        if role == PAUSED:
            return self.paused.get(row.story_id, False)
        if role == SECOND_LINE:
            return self.check_words(row) if index.column() == CHECKED else self.activity_words(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_written(self._more(row, index.column()) or None)
        return super().data(index, role)

    @staticmethod
    def _more(row: StoryOverview, column: int) -> str:
        """What the tooltip of a cell says."""
        lines = {
            WHO: (row.title, row.notice),
            TRANSCRIPT: (row.little_found, row.transcription_progress.notice),
            CHECKED: (places_to_check(len(row.review.to_check), row.review.to_check_ms),),
        }
        return "\n".join(line for line in lines.get(column, ()) if line)

    def transcript_words(self, row: StoryOverview) -> str:
        """How far a story is transcribed, in words."""
        job = self.jobs.get(row.story_id)
        if job is not None:
            if job.state is JobState.WAITING:
                return self.waiting_words(row.story_id)
            return f"{self.activity_words(row)} {job.progress.percent}%"
        state = row.transcription_progress.state
        if state is TranscriptionState.DONE:
            return row.little_found or self.tr("Transcribed")
        if state in (TranscriptionState.RUNNING, TranscriptionState.PAUSED):
            return self.tr("Paused, what is done is kept")
        if state is TranscriptionState.NONE and self.paused.get(row.story_id):
            return self.tr("Paused")
        if state is TranscriptionState.STOPPED:
            return self.tr("Stopped, needs a look")
        return self.tr("Not transcribed yet")

    def waiting_words(self, story_id: int) -> str:
        """“Next”, or its place behind that one."""
        turns = [one for one in self.paused if one in self.jobs]
        before = turns.index(story_id) if story_id in turns else 0
        return self.tr("Next") if before <= 1 else self.tr("In the queue, {n} before it").format(n=before)

    def activity_words(self, row: StoryOverview) -> str:
        """What is being done with a story: the speech model is made ready, its words, after them its voices."""
        job = self.jobs.get(row.story_id)
        if job is not None and job.progress.activity and job.progress.activity != WRITING:
            return job.progress.activity
        return self.tr("Transcribing")

    def check_words(self, row: StoryOverview) -> str:
        """“6 to check”, or nothing."""
        many = len(row.review.to_check)
        return self.tr("{n} to check").format(n=many) if many else ""

    def cell_words(self, row: StoryOverview, column: int) -> str:
        """What stands in a cell, in words."""
        if column == WHO:
            return row.who
        if column == DATE:
            return day(row.date)
        if column == LENGTH:
            return clock(row.duration_ms)
        if column == TRANSCRIPT:
            return self.transcript_words(row)
        if column == CHECKED:
            if not row.known:
                return "…"
            if not row.review.checked_ms:
                return self.tr("Not yet")
            return self.tr("All of it") if row.review.percent == 100 else self.tr("{n}%").format(n=row.review.percent)
        if column == EXCERPTS:
            return str(row.excerpts) if row.excerpts else self.tr("None yet")
        if column == SHARING:
            return approval_word(row.state.approval) if row.state.approval or (row.excerpts and not row.known) else ""
        return self.tr("More")

    def spoken(self, row: StoryOverview, place: int) -> str:
        """All of a story."""
        parts = [row.who, row.title if row.storytellers else "", care_word(row.care), row.care.note]
        parts += [self.cell_words(row, column) for column in (SHARING, TRANSCRIPT, DATE, LENGTH)]
        if row.review.total_ms:
            parts.append(self.tr("{n}% checked against the recording").format(n=row.review.percent))
        if row.review.how.total:
            parts.append(str(row.review.how))
        parts.append(self.check_words(row))
        if row.excerpts:
            parts.append(self.tr("{n} excerpts").format(n=row.excerpts) if row.excerpts > 1 else self.tr("1 excerpt"))
        return ", ".join(part for part in parts if part)


class StoryDelegate(RowDelegate):
    """Paints every cell of the table."""

    length_with_date = False

    high = HIGH

    def ground(self, index: Index, *, chosen: bool, hovered: bool) -> QColor:
        """Nothing lights up."""
        return super().ground(index, chosen=chosen, hovered=False)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell, and its part of the ring that goes around the whole row."""
        super().paint(painter, option, index)
        view = option.widget
        if self.is_chosen(option, index) and isinstance(view, QAbstractScrollArea) and view.hasFocus():
            rect = QRect(option.rect)
            painter.save()
            painter.setClipRect(rect)
            paint_row_ring(painter, QRect(0, rect.y(), _width(option), rect.height()).adjusted(2, 2, -2, -2))
            painter.restore()

    def paint_ring(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """No cell has one of its own."""

    def paint_row(self, painter: QPainter, rect: QRect, index: Index, *, chosen: bool = False) -> None:
        """What stands in a cell."""
        t, column, row = current(), index.column(), index.data(ROW)
        rect = rect.adjusted(t.scaled(8), 0, -t.scaled(8), 0)
        if column == WHO:
            self._who(painter, rect, row, chosen)
        elif column == DATE:
            self._date(painter, rect, row, index)
        elif column == LENGTH:
            paint_words(painter, rect, index.data(), "body", "ink")
        elif column == TRANSCRIPT:
            self._transcript(painter, rect, row, index)
        elif column == CHECKED:
            self._checked(painter, rect, row, index)
        elif column == EXCERPTS:
            self._excerpts(painter, rect, row, index)
        elif column == SHARING and index.data():
            paint_badge(painter, rect, row.state.approval)
        elif column == MENU:
            side = t.scaled(18)
            spot = QRect(rect.center().x() - side // 2, rect.center().y() - side // 2, side, side)
            paint_icon(painter, spot, "ellipsis", t.ink2)

    def _date(self, painter: QPainter, rect: QRect, row: StoryOverview, index: Index) -> None:
        if not self.length_with_date:
            paint_words(painter, rect, index.data(), "body", "ink2")
            return
        half = current().scaled(20)
        upper = QRect(rect.x(), rect.center().y() - half + 1, rect.width(), half)
        paint_words(painter, upper, index.data(), "body", "ink2")
        paint_words(painter, upper.translated(0, half - 1), clock(row.duration_ms), "small", "ink2")

    def _who(self, painter: QPainter, rect: QRect, row: StoryOverview, chosen: bool) -> None:
        t = current()
        side, words = t.scaled(36), rect
        if rect.width() > t.scaled(120):
            place = QRect(rect.x(), rect.center().y() - side // 2, side, side)
            paint_monogram(painter, place, row.who, on_selected=chosen)
            words = rect.adjusted(side + t.scaled(12), 0, 0, 0)
        half = t.scaled(20)
        upper = QRect(words.x(), words.center().y() - half + 1, words.width(), half)
        second = (
            f"“{row.description}”"
            if row.description
            else row.title
            if row.storytellers
            else self.tr("No storyteller yet")
        )
        paint_words(painter, upper, row.who, "strong", "ink")
        lower = upper.translated(0, half - 1)
        if row.care:
            side = t.scaled(14)
            paint_icon(painter, QRect(lower.x(), lower.center().y() - side // 2, side, side), CARE_ICON, t.flag)
            lower, second = lower.adjusted(side + t.scaled(5), 0, 0, 0), f"{care_word(row.care)} · {second}"
        paint_words(painter, lower, second, "small", "ink2")

    def _checked(self, painter: QPainter, rect: QRect, row: StoryOverview, index: Index) -> None:
        t, to_check = current(), index.data(SECOND_LINE)
        if to_check:
            half, side = t.scaled(20), t.scaled(14)
            rect = QRect(rect.x(), rect.center().y() - half + 1, rect.width(), half)
            lower = rect.translated(0, half - 1)
            paint_icon(painter, QRect(lower.x(), lower.center().y() - side // 2, side, side), "ear", t.flag)
            paint_words(painter, lower.adjusted(side + t.scaled(5), 0, 0, 0), to_check, "small", "flag")
        if row.review.checked_ms:
            bar = QRect(rect.x(), rect.center().y() - t.scaled(5), t.scaled(62), t.scaled(10))
            paint_bar(painter, bar, row.review.checked_ms / row.review.total_ms, done=True)
            rect = rect.adjusted(t.scaled(72), 0, 0, 0)
        paint_words(painter, rect, index.data(), "small", "ink2")

    def _transcript(self, painter: QPainter, rect: QRect, row: StoryOverview, index: Index) -> None:
        t = current()
        job: Job | None = index.data(JOB)
        room = rect.adjusted(0, 0, -t.scaled(36), 0)
        if job is not None and job.state is JobState.RUNNING:
            title, far = index.data(SECOND_LINE), job.progress
            small = QFontMetrics(font("small-medium"))
            # A long name of what is done takes the whole line; how far it is stands below then.
            long = small.horizontalAdvance(f"{title} 100% ") > room.width()
            left = " · ".join(part for part in (f"{far.percent}%" if long else "", far.left) if part)
            paint_progress(painter, room, title, far.fraction, left, calm=long)
            self._button(painter, rect, "pause")
        elif job is None and row.transcription_progress.state in UNFINISHED:
            done = row.transcription_progress.done_ms / max(1, row.duration_ms)
            stopped = row.transcription_progress.state is TranscriptionState.STOPPED
            title = self.tr("Stopped, needs a look") if stopped else self.tr("Paused")
            paint_progress(painter, room, title, done, self.tr("what is done is kept"), paused=True)
            self._button(painter, rect, "play")
        else:
            done = job is None and row.transcription_progress.state is TranscriptionState.DONE
            little = done and bool(row.little_found)
            icon = (
                "triangle-alert"
                if little
                else "check"
                if done
                else "clock"
                if job
                else "pause"
                if index.data(PAUSED)
                else "pencil"
            )
            side = t.scaled(16)
            spot = QRect(rect.x(), rect.center().y() - side // 2, side, side)
            paint_icon(painter, spot, icon, t.flag if little else t.ink if done else t.ink2)
            words = rect.adjusted(side + t.scaled(7), 0, 0 if job or done else -t.scaled(36), 0)
            if little:
                painter.setFont(font("small"))
                painter.setPen(t.flag)
                # The whole sentence, on two lines where the text is large.
                painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap, index.data())
            else:
                paint_words(painter, words, index.data(), "body", "ink" if done else "ink2")
            if not job and not done:
                self._button(painter, rect, "play")

    def _button(self, painter: QPainter, rect: QRect, icon: str) -> None:
        t = current()
        spot = button_spot(rect)
        painter.setPen(QPen(t.line2, 1))
        painter.setBrush(t.surface)
        painter.drawRoundedRect(spot, 6, 6)
        gap = t.scaled(6)
        paint_icon(painter, spot.adjusted(gap, gap, -gap, -gap), icon, t.ink2)

    def _excerpts(self, painter: QPainter, rect: QRect, row: StoryOverview, index: Index) -> None:
        t = current()
        if not row.excerpts:
            paint_words(painter, rect, index.data(), "small", "ink2")
            return
        used = paint_words(painter, rect, index.data(), "strong", "ink")
        side, place = t.scaled(18), rect.x() + max(used, t.scaled(16)) + t.scaled(8)
        for letter, colour in row.state.themes:
            if place + side > rect.right():
                break
            paint_mark(painter, QRect(place, rect.center().y() - side // 2, side, side), letter, colour)
            place += side + t.scaled(3)


def _width(option: QStyleOptionViewItem) -> int:
    view = option.widget
    return view.viewport().width() if isinstance(view, QAbstractScrollArea) else option.rect.width()


def button_spot(rect: QRect) -> QRect:
    """Where the pause or play button of a cell is (without the cell's own margin)."""
    side = current().scaled(28)
    return QRect(rect.right() - side, rect.center().y() - side // 2, side, side)
