"""Likely mishearings one by one: heard, meant, with the words around; put right, left, or all put right."""

from html import escape

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QTextBrowser, QWidget

from coproclip.errors import CoProClipError
from coproclip.jobs import Job, JobState
from coproclip.overview.mishearings import MishearingPlace, place_of
from coproclip.timecode import TimeRange, clock
from coproclip.transcript.mishearings import Mishearing, mishearings
from coproclip.ui.commands.table import Command
from coproclip.ui.job_runner import JobHandle, JobKind
from coproclip.ui.operations import words as operations
from coproclip.ui.style.fonts import font
from coproclip.ui.style.tokens import current
from coproclip.ui.transcript.differences import marked
from coproclip.ui.widgets.boxes import hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.message import announce
from coproclip.ui.workspace import Workspace

OWNER = "mishearing"
AROUND_MS = 1200
"""So much is heard before and after the words."""


class MishearingPanel(QWidget):
    """Looks for them in the background. `counted(number)`: so many are left."""

    counted = Signal(object)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._job: JobHandle[list[Mishearing]] | None = None
        self._stale = False
        self._left: list[Mishearing] = []
        self._leave_out: set[tuple[int, int, str]] = set()
        self._place: MishearingPlace | None = None
        self._done = 0
        column = vbox(self, (8, 14, 8, 4), 10)
        guess = self.tr("Words that sound like one of yours. Listen, then decide. What was checked is left alone.")
        column.addWidget(Label(guess, "small", wrap=True))
        self.where = Label("", "strong", wrap=True)
        column.addWidget(self.where)
        self.words = QTextBrowser()
        self.words.setAccessibleName(self.tr("The words in their place"))
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(current().scaled(110))
        column.addWidget(self.words)
        self.guess = Label("", "small", wrap=True)
        column.addWidget(self.guess)
        row = hbox(spacing=8)
        self.play = Button(self.tr("Play"), "play", key="K", on_click=self.hear)
        self.right = Button(self.tr("Put right"), "check", "main", key="R", on_click=self._put_right)
        self.leave = Button(self.tr("Leave it"), key="L", on_click=self._leave)
        for button in (self.play, self.right, self.leave):
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        row = QHBoxLayout()
        self.every = Button("", "check-check", on_click=self._put_all_right)
        row.addWidget(self.every)
        row.addStretch(1)
        column.addLayout(row)
        self.trouble = Label("", "error", wrap=True)
        self.trouble.hide()
        column.addWidget(self.trouble)
        column.addStretch(1)
        workspace.listening.started.connect(self._show_playing)
        workspace.listening.paused.connect(self._show_playing)
        self._show()

    def commands(self) -> list[Command]:
        """The keys for what is shown, as long as it is shown."""
        return [
            Command("play", self.tr("Play"), ("K", "Ctrl+K", "F8"), slot=self.hear, enabled=self.isVisible),
            Command("right", self.tr("Put right"), ("R",), slot=self._put_right, enabled=self.isVisible),
            Command("leave", self.tr("Leave it"), ("L",), slot=self._leave, enabled=self.isVisible),
        ]

    def look(self) -> None:
        """Look for them again; of a large project that takes a moment."""
        if self._job is not None and not self._job.ended:
            self._stale = True
            return
        self._stale, project, models = False, self._workspace.opened(), self._workspace.settings.models

        def _work(_job: Job) -> list[Mishearing]:
            return project.query(mishearings, None, models)

        self._job = self._workspace.jobs.start(
            JobKind.FIND_MISHEARINGS, self.tr("Looking for mishearings"), _work, owner=self, ended=self._on_looked
        )
        self._show()

    # ---- shown ------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        looking = self._job is not None and not self._job.ended
        here = self._left[0] if self._left else None
        for part in (self.words, self.play, self.right, self.leave):
            part.setVisible(here is not None)
        self.every.setVisible(len(self._left) > 1)
        self.every.setText(self.tr("Put all {n} right").format(n=len(self._left)))
        self.every.setAccessibleName(self.every.text())
        self.counted.emit(len(self._left))
        if here is None:
            self._place = None
            words = self.tr("Looking through the stories…") if looking else self.tr("Nothing sounds misheard.")
            if self._done and not looking:
                words = self.tr("That was all.")
            self.where.setText(words)
            self.guess.setText("")
            return
        self._place = self._workspace.read(place_of, self._workspace.opened(), here)
        self.where.setText(
            self.tr("{title}, {time}").format(title=self._place.title, time=clock(self._place.time.start_ms))
            if self._place
            else ""
        )
        self.words.document().setDefaultFont(font("read"))
        self.words.setHtml(_in_place(here))
        self.guess.setText(self.tr("“{heard}” may be “{meant}”.").format(heard=here.heard, meant=here.meant))
        announce(self, self.guess.text())
        self.play.setEnabled(self._place is not None and self._place.sound is not None)

    def _show_playing(self) -> None:
        playing = self._workspace.listening.is_playing_for(OWNER)
        self.play.setText(self.tr("Pause") if playing else self.tr("Play"))
        self.play.set_look("pause" if playing else "play")

    # ---- asked for --------------------------------------------------------------------------------------------

    def hear(self) -> None:
        """Play the words in their place, or pause."""
        listening, place = self._workspace.listening, self._place
        if listening.is_playing_for(OWNER):
            listening.pause()
        elif place is not None and place.sound is not None:
            start, end = max(0, place.time.start_ms - AROUND_MS), place.time.end_ms + AROUND_MS
            spans = [TimeRange(start, max(start + 1, min(end, place.sound.duration_ms)))]
            listening.play(place.sound.audio, spans, owner=OWNER)

    def hush(self) -> None:
        """Fall silent."""
        if self._workspace.listening.is_playing_for(OWNER):
            self._workspace.listening.pause()

    def _put_right(self) -> None:
        if self._left:
            self._put([self._left[0]])

    def _put_all_right(self) -> None:
        self._put(list(self._left))

    def _put(self, found: list[Mishearing]) -> None:
        self.hush()
        self.trouble.hide()
        number = operations.put_right(self._workspace, found, self._say)
        if number is None:
            return
        self._done += number
        self._left = [one for one in self._left if one not in found]
        # Words of the same passage may have moved: the places of the others are looked up again.
        self._show()
        self.look()

    def _say(self, trouble: CoProClipError) -> None:
        self.trouble.setText(str(trouble))
        self.trouble.show()

    def _leave(self) -> None:
        if self._left:
            self.hush()
            gone = self._left.pop(0)
            self._leave_out.add(_mark(gone))
            self._done += 1
            self._show()

    # ---- happened ---------------------------------------------------------------------------------------------

    def _on_looked(self, job: JobHandle[list[Mishearing]]) -> None:
        if job.state is JobState.DONE:
            self._left = [one for one in job.result if _mark(one) not in self._leave_out]
        self._show()
        if self._stale:
            self.look()


def _mark(one: Mishearing) -> tuple[int, int, str]:
    return one.segment_id, one.first_word, one.heard


def _in_place(one: Mishearing) -> str:
    before, after = escape(one.before), escape(one.after)
    return f"<p>… {before} {marked(one.heard, 's')} {marked(one.meant, 'u')} {after} …</p>"
