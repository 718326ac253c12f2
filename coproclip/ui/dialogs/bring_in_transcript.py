"""A transcript that was made elsewhere: what is in the file, what it replaces, and how far its words are found."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QFrame, QRadioButton, QWidget

from coproclip.jobs import Progress
from coproclip.transcript.files.passages import TranscriptFile
from coproclip.transcription.progress import Replacement
from coproclip.ui.transcription.bring_in_job import BringInJob
from coproclip.ui.transcription.wording import replaced_words
from coproclip.ui.widgets.boxes import vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import counted, some_of
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.job_card import meter
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.message import announce

_NAMED = 6


class BringInTranscript(Dialog):
    """Read first, then brought in. Closing it while the words are looked for stops nothing."""

    def __init__(
        self, work: BringInJob, story_id: int, file: TranscriptFile, name: str, there: Replacement, parent: QWidget
    ) -> None:
        super().__init__("", parent, wide=600)
        self._work, self._story_id, self._file, self._name, self._there = work, story_id, file, name, there
        self._step = ""
        self.setWindowTitle(self.tr("Bring in a transcript"))
        self._ask, self._working = self._build_ask(), self._build_working()
        self.column.addWidget(self._ask)
        self.column.addWidget(self._working)
        self.trouble = Label("", "error", wrap=True)
        self.trouble.hide()
        self.column.addWidget(self.trouble)
        self.column.addStretch(1)
        self.stop = Button(self.tr("Stop"), "square", on_click=work.stop)
        self.close_button = Button(self.tr("Cancel"), on_click=self.reject)
        self.start = Button(self.tr("Bring in"), "file-input", "main", on_click=self._start)
        self.answer_with(self.stop, self.close_button, self.start)
        work.watched = True
        work.changed.connect(self._show_step)
        self.finished.connect(self._on_finished)
        self._show_step()

    # ---- what it shows ----------------------------------------------------------------------------------------

    def _build_ask(self) -> QWidget:
        part = QWidget()
        column = vbox(part, (0, 4, 0, 0), 10)
        passages = counted(len(self._file.passages), self.tr("1 passage"), self.tr("{n} passages"))
        head = self.tr("“{name}”: {kind}, {passages}").format(name=self._name, kind=self._file.kind, passages=passages)
        self.head = Label(head, "strong", wrap=True)
        column.addWidget(self.head)
        column.addWidget(Label(self._voices(self._file.speakers), wrap=True))
        column.addWidget(Label(self._times(), wrap=True))
        self.listen = QCheckBox(self.tr("Find every word in the sound: exact, but it takes as long as transcribing"))
        self.listen.setChecked(True)
        self.listen.setVisible(self._file.is_timed and not self._file.has_word_times)
        column.addWidget(self.listen)
        if self._file.left_out:
            words = self.tr("Not brought in: {what}.").format(what="; ".join(self._file.left_out))
            column.addWidget(Label(words, "muted", wrap=True))
        for note in self._file.notes:
            column.addWidget(Label(note, "muted", wrap=True))
        replaces = self._build_replacing()
        if self._there.passages:
            column.addWidget(replaces)
        words = self.tr("What comes in was checked by nobody here yet: it is marked so. Undo brings back what was.")
        column.addWidget(Label(words, "muted", wrap=True))
        return part

    def _build_replacing(self) -> QWidget:
        there = self._there
        self.leave_checked = QRadioButton(self.tr("Leave what was checked or corrected as it is"))
        self.replace_checked = QRadioButton(self.tr("Replace that too; it then needs checking again"))
        self._answer = QButtonGroup(self)
        box = QFrame()
        box.setProperty("role", "flag")
        inside = vbox(box, (14, 10, 14, 12), 6)
        self.replaces = Label("", "flag", wrap=True)
        inside.addWidget(self.replaces)
        for button in (self.leave_checked, self.replace_checked):
            self._answer.addButton(button)
            inside.addWidget(button)
            button.setVisible(bool(there.checked or there.corrected))
        self.leave_checked.setChecked(True)
        self._answer.buttonToggled.connect(lambda _button, _on: self._say_what_is_replaced())
        self._say_what_is_replaced()
        return box

    def _say_what_is_replaced(self) -> None:
        self.replaces.setText(replaced_words(self._there, everything=self.replace_checked.isChecked()))

    def _voices(self, names: Sequence[str]) -> str:
        if not names:
            return self.tr("It does not say who is speaking: the voices stay as they are.")
        return self.tr("Voices in it: {names}").format(names=some_of(names, _NAMED))

    def _times(self) -> str:
        if self._file.has_word_times:
            return self.tr("It knows when each word is heard.")
        if self._file.is_timed:
            return self.tr("It knows when its lines begin, not when each word is heard.")
        return self.tr("It does not say when its words are heard: they are found in the sound, and stay as they are.")

    def _build_working(self) -> QWidget:
        part = QWidget()
        column = vbox(part, (0, 4, 0, 0), 6)
        words = self.tr("Finding the words of “{name}” in the sound").format(name=self._name)
        column.addWidget(Label(words, "strong", wrap=True))
        self._bar = meter(0, words)
        self._far = Label("", "small")
        column.addWidget(self._bar)
        column.addWidget(self._far)
        said = self.tr("You can close this and work on; the words come in by themselves when it is done.")
        column.addWidget(Label(said, "hint", wrap=True))
        return part

    def _show_step(self) -> None:
        work = self._work
        if work.done:
            self.accept()
            return
        step = "working" if work.busy else "ask"
        self.trouble.setText(str(work.trouble) if work.trouble is not None else "")
        self.trouble.setVisible(work.trouble is not None)
        if work.trouble is not None and step != self._step:
            announce(self, str(work.trouble))
        if work.job is not None:
            self._show_progress(work.job.progress)
        if step == self._step:
            return
        self._step = step
        asking = step == "ask"
        self._ask.setVisible(asking)
        self._working.setVisible(not asking)
        self.start.setVisible(asking)
        self.stop.setVisible(not asking)
        self.close_button.setText(self.tr("Cancel") if asking else self.tr("Work on meanwhile"))
        self.close_button.setAccessibleName(self.close_button.text())
        main = self.start if asking else self.close_button
        main.setDefault(True)
        main.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_progress(self, now: Progress) -> None:
        self._bar.setRange(0, 1000 if now.total > 0 else 0)
        self._bar.setValue(round(now.fraction * 1000))
        parts = [f"{now.percent}%" if now.total > 0 else "", now.left or now.activity]
        self._far.setText(", ".join(part for part in parts if part) or self.tr("Starting…"))

    # ---- asked for --------------------------------------------------------------------------------------------

    def _start(self) -> None:
        self._work.start(
            self._story_id,
            self._file,
            self._name,
            listen=self.listen.isChecked(),
            replace_all=self.replace_checked.isChecked(),
        )

    def _on_finished(self) -> None:
        self._work.watched = False
        self._work.trouble = None
