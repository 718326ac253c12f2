"""Over the transcript: listen or correct, how much is checked, what to check; the find bar; the writing-down strip."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QWidget

from coproclip.jobs import Job, JobState
from coproclip.overview.story import Passage
from coproclip.project.kinds import TranscriptionState
from coproclip.timecode import clock, minutes
from coproclip.transcript.heard import CheckedCount
from coproclip.transcription.run import TranscriptionProgress
from coproclip.ui.queue_messages import listen_to_it
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.boxes import hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import counted
from coproclip.ui.widgets.job_card import meter
from coproclip.ui.widgets.label import IconLabel, Label
from coproclip.ui.widgets.segmented import Choice, Segmented
from coproclip.ui.widgets.tooltips import as_written


def places_to_check(passages: Sequence[Passage]) -> tuple[str, ...]:
    """“6 places to check, about 2 minutes of listening”, and the same shorter and shorter; nothing for no places."""
    tr = QCoreApplication.translate
    flagged = [passage for passage in passages if passage.flags]
    if not flagged:
        return ()
    one, many = tr("DocumentBar", "1 place to check"), tr("DocumentBar", "{n} places to check")
    time = minutes(sum(passage.end_ms - passage.start_ms for passage in flagged))
    whole = tr("DocumentBar", "{places}, about {time} of listening")
    whole = whole.format(places=counted(len(flagged), one, many), time=time)
    short = tr("DocumentBar", "{n} to check").format(n=len(flagged))
    return whole, tr("DocumentBar", "{places}, about {time}").format(places=short, time=time), short


class DocumentBar(QFrame):
    """Listen / Correct, “24 of 41 min”, “3 places to check, about a minute of listening” with up and down."""

    mode_asked = Signal(str)
    next_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "header")
        self._narrow = False
        self._to_check: tuple[str, ...] = ()
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(20, 0, 20, 0)
        row.setSpacing(10)
        self.modes = Segmented(
            [Choice("listen", self.tr("Listen"), "headphones"), Choice("correct", self.tr("Correct"), "pencil")],
            self.tr("Listen or correct"),
        )
        self.modes.chosen.connect(self.mode_asked)
        row.addWidget(self.modes)
        row.addSpacing(6)
        self._label = Label(self.tr("Checked"), "small")
        self._meter = meter(0, self.tr("Checked against the recording"))
        self._meter.setProperty("done", True)
        self._tick = IconLabel("check", "ok", 16)
        self._tick.hide()
        self._checked = Label("", "small-strong")
        self._any = self._all = False
        row.addWidget(self._tick)
        row.addWidget(self._label)
        row.addWidget(self._meter)
        row.addWidget(self._checked)
        row.addStretch(1)
        self._doubts = QFrame()
        self._doubts.setProperty("role", "flag")
        self._flags = Label("", "flag")
        self._up = Button(icon="chevron-up", kind="icon", size="small", name=self.tr("Previous thing to check"))
        self._down = Button(icon="chevron-down", kind="icon", size="small", name=self.tr("Next thing to check"))
        self._up.clicked.connect(lambda: self.next_asked.emit(-1))
        self._down.clicked.connect(lambda: self.next_asked.emit(1))
        self._ear = IconLabel("ear", "flag", 16)
        self._inside = hbox(self._doubts, (10, 0, 2, 0), 6)
        for part in (self._ear, self._flags, self._up, self._down):
            self._inside.addWidget(part)
        row.addWidget(self._doubts)

    def fit(self, *, narrow: bool, tight: bool) -> None:
        """Without room: the number of what is checked, without its words and bar."""
        self.setFixedHeight(current().scaled(34 if tight else 44))
        self._meter.setFixedWidth(current().scaled(70))
        self._doubts.setFixedHeight(current().scaled(30 if tight else 32))
        self._narrow = narrow
        self._share_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The whole sentence where there is room for it."""
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        """Listen and Correct are never cut: first the bar goes, then how much is checked, then words are shorter."""
        self._flags.ensurePolished()
        least = self._to_check[-1] if self._to_check else ""
        for extras, checked in ((not self._narrow, True), (False, True), (False, False)):
            for part in (self._label, self._meter):
                part.setVisible(extras and self._any and not self._all)
            self._checked.setVisible(checked and self._any)
            if self._room() >= self._flags.fontMetrics().horizontalAdvance(least) + 2:
                break
        self._say_to_check()

    def _room(self) -> int:
        """How wide (px) the words about places to check may be, beside all that is there."""
        beside = [self.modes, self._tick, self._label, self._checked]
        beside += [self._up, self._down, self._ear] if self._to_check else []
        wide = [one.sizeHint().width() for one in beside if not one.isHidden()]
        wide += [self._meter.minimumWidth()] if not self._meter.isHidden() else []
        margins = (self._row.contentsMargins(), self._inside.contentsMargins())
        around = sum(margin.left() + margin.right() for margin in margins)
        gaps = (len(wide) + 1) * self._row.spacing()
        return self.width() - sum(wide) - around - gaps

    def _say_to_check(self) -> None:
        wide, room = self._flags.fontMetrics().horizontalAdvance, self._room()
        fitting = (words for words in self._to_check if wide(words) + 2 <= room)
        self._flags.setText(next(fitting, self._to_check[-1] if self._to_check else ""))
        whole = next(iter(self._to_check), "")
        for part in (self._doubts, self._flags):
            part.setAccessibleName(whole)
            part.setToolTip(as_written(whole))

    def show_passages(self, passages: list[Passage]) -> None:
        """Count what is checked and what is not sure."""
        total = sum(passage.end_ms - passage.start_ms for passage in passages)
        checked = sum(passage.end_ms - passage.start_ms for passage in passages if passage.checked)
        self._meter.setValue(checked * 1000 // total if total else 0)
        self._any = bool(passages)
        self._all = self._any and all(passage.checked for passage in passages)
        words = self.tr("{done} of {total}").format(done=clock(checked), total=clock(total))
        count = CheckedCount.of(passage.checked_how for passage in passages if passage.checked)
        heard = count.played + count.elsewhere == count.total
        done = self.tr("All checked. Every passage was listened to.") if heard else self.tr("All ticked, not all heard")
        self._checked.setText(done if self._all else words)
        self._checked.setToolTip(as_written(self.tr("Checked: {how}").format(how=count) if count.total else ""))
        self._tick.setVisible(self._all)
        self.modes.setVisible(self._any)
        self._to_check = places_to_check(passages)
        self._doubts.setVisible(bool(self._to_check))
        self._share_room()


class FindBar(QFrame):
    """Find in this story; Enter goes on, Shift Enter back, Esc closes."""

    asked = Signal(str, bool, bool)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "header")
        row = hbox(self, (20, 0, 20, 0), 8)
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("Find in this story"))
        self.field.setAccessibleName(self.tr("Find in this story"))
        self.field.setProperty("keeps", ["Esc"])
        self.field.textChanged.connect(lambda words: self.asked.emit(words, False, False))
        self._count = Label("", "small")
        back = Button(icon="chevron-up", kind="icon", size="small", name=self.tr("Find previous"))
        on = Button(icon="chevron-down", kind="icon", size="small", name=self.tr("Find next"))
        close = Button(icon="x", kind="icon", size="small", name=self.tr("Close the search"), on_click=self.leave)
        back.clicked.connect(lambda: self.again(backward=True))
        on.clicked.connect(lambda: self.again())
        row.addWidget(self.field, 1)
        row.addWidget(self._count)
        for part in (back, on, close):
            row.addWidget(part)
        self.hide()

    def fit(self, *, narrow: bool, tight: bool) -> None:
        """As low as a field can be; `narrow` changes nothing here."""
        self.setFixedHeight(current().scaled(36 if tight else 44))

    def begin(self, words: str = "") -> None:
        """Open with the cursor in the field."""
        self.show()
        if words:
            self.field.setText(words)
        self.field.setFocus()
        self.field.selectAll()

    def again(self, *, backward: bool = False) -> None:
        """The next or previous place."""
        if self.field.text():
            self.asked.emit(self.field.text(), backward, True)

    def show_count(self, found: int) -> None:
        """In how many places the words are."""
        words = self.tr("1 place") if found == 1 else self.tr("{n} places").format(n=found)
        self._count.setText((words if found else self.tr("Not in this story")) if self.field.text() else "")

    def leave(self) -> None:
        """Close."""
        self.hide()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Shift Enter, Esc."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.again(backward=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)


class TranscribingStrip(QFrame):
    """While the story is transcribed: how far, about how long, and a button to pause or to go on.

    Afterwards it stays where nothing was found, or words in only a small part.
    """

    toggled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "inset")
        self._row = row = QHBoxLayout(self)
        row.setSpacing(14)
        self._icon = IconLabel("pencil", "ink", 22)
        row.addWidget(self._icon)
        words = vbox(spacing=4)
        upper = QHBoxLayout()
        self._title, self._far = Label("", "medium"), Label("", "small")
        upper.addWidget(self._title)
        upper.addStretch(1)
        upper.addWidget(self._far)
        self._bar = meter(0, self.tr("Transcribing"))
        self._below = Label("", "small", elide=True)
        words.addLayout(upper)
        words.addWidget(self._bar)
        words.addWidget(self._below)
        row.addLayout(words, 1)
        self.button = Button("", "pause")
        self.button.clicked.connect(self.toggled)
        row.addWidget(self.button)

    def fit(self, *, narrow: bool, tight: bool) -> None:
        """In a low window only how far it is; `narrow` changes nothing here."""
        above = 4 if tight else 12
        self._row.setContentsMargins(20, above, 20, above)
        self._below.setVisible(not tight)

    def show_state(self, transcription_progress: TranscriptionProgress, job: Job | None, little: str = "") -> None:
        """Show or hide, by how the story stands and whether a job is at it; `little`: that hardly any words came."""
        if transcription_progress.state == TranscriptionState.DONE and job is None:
            self.setVisible(bool(little))
            self._say_little(little)
            return
        self.show()
        self._icon.set_icon("pencil", "ink")
        paused = job is None
        far = transcription_progress.done_ms / max(1, transcription_progress.total_ms)
        if job is not None and job.state is JobState.RUNNING and job.progress.total:
            far = job.progress.fraction
        self._bar.setValue(round(far * 1000))
        if self._bar.property("paused") != paused:
            self._bar.setProperty("paused", paused)
            self._bar.update()
        percent = f"{int(far * 100)}%"
        left = job.progress.left if job is not None and job.state is JobState.RUNNING else ""
        self._far.setText(", ".join(part for part in (percent, left) if part) if far or not paused else "")
        self._bar.setVisible(bool(far) or not paused)
        self._words(transcription_progress, job)

    def _say_little(self, little: str) -> None:
        self._icon.set_icon("triangle-alert", "flag")
        self._title.setText(little)
        self._far.setText("")
        self._bar.hide()
        self._below.setText(listen_to_it())
        self.button.setText(self.tr("Transcribe again…"))
        self.button.set_look("pencil", "plain")
        self.button.setAccessibleName(self.button.text())

    def _words(self, transcription_progress: TranscriptionProgress, job: Job | None) -> None:
        if job is not None and job.state is JobState.WAITING:
            title, below = self.tr("Next"), self.tr("Another story is being transcribed first.")
        elif job is not None:
            title = self.tr("Transcribing what is said")
            below = self.tr(
                "You can read, play and mark excerpts while it works. It carries on after a break or a restart."
            )
        elif transcription_progress.state == TranscriptionState.STOPPED:
            title, below = (
                self.tr("Stopped, needs a look"),
                transcription_progress.notice or self.tr("What is done is kept."),
            )
        elif transcription_progress.state in (TranscriptionState.PAUSED, TranscriptionState.RUNNING):
            title, below = self.tr("Paused"), self.tr("What is done is kept.")
        else:
            title = self.tr("This story is not transcribed yet")
            below = self.tr("The computer listens and writes. Nothing leaves it.")
        self._title.setText(title)
        self._below.setText(below)
        if job is not None:
            self.button.setText(self.tr("Pause"))
            self.button.set_look("pause", "plain")
        else:
            going_on = transcription_progress.state in (
                TranscriptionState.PAUSED,
                TranscriptionState.RUNNING,
                TranscriptionState.STOPPED,
            )
            self.button.setText(self.tr("Carry on from there") if going_on else self.tr("Transcribe"))
            self.button.set_look("play" if going_on else "pencil", "main")
        self.button.setAccessibleName(self.button.text())
