"""All voices of a story: hear ten seconds of each, name them, swap or join them, or have them found again."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLineEdit, QWidget

from coproclip.errors import CoProClipError
from coproclip.jobs import Job, JobState
from coproclip.overview.story import StorySpeaker, load_story
from coproclip.project.project import Changes
from coproclip.speech.diarization.speaker_model import find_speaker_model
from coproclip.timecode import length
from coproclip.transcript.speakers import samples_of, voice_times
from coproclip.transcription.diarize import DiarizationResult, separate
from coproclip.ui.dialogs.voices.edits import SpeakerEdits
from coproclip.ui.dialogs.voices.found import found_words
from coproclip.ui.job_runner import JobHandle, JobKind
from coproclip.ui.operations import transcript as operations
from coproclip.ui.typed_texts import TextOf, TypedText
from coproclip.ui.widgets.boxes import hbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import counted
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.field_values import kept
from coproclip.ui.widgets.job_card import meter
from coproclip.ui.widgets.label import Hairline, Label
from coproclip.ui.widgets.roles import part_words
from coproclip.ui.widgets.shown_text import ShownText
from coproclip.ui.widgets.tab_order import tab_through
from coproclip.ui.workspace import Workspace

Separate = Callable[..., DiarizationResult]


class VoicesDialog(Dialog):
    """Everything takes effect at once, and Undo takes it back; only what is found again is not a step."""

    def __init__(
        self,
        workspace: Workspace,
        story_id: int,
        edits: SpeakerEdits,
        parent: QWidget | None = None,
        *,
        find: Separate = separate,
    ) -> None:
        super().__init__("", parent, wide=640)
        self._workspace, self._story_id, self._edits, self._find = workspace, story_id, edits, find
        self._job: JobHandle[DiarizationResult] | None = None
        self.speakers: tuple[StorySpeaker, ...] = ()
        self._names: dict[int, tuple[QLineEdit, ShownText]] = {}
        self._heard: dict[int, tuple[Button, Label]] = {}
        self._playing_of = 0
        self.setWindowTitle(self.tr("Who is speaking"))
        column = self.column
        explanation = self.tr("Listen to a little of each voice, then give it a name. Names stay inside this project.")
        column.addWidget(Label(explanation, "small", wrap=True))
        self._rows = QGridLayout()
        self._rows.setHorizontalSpacing(8)
        self._rows.setVerticalSpacing(8)
        self._rows.setColumnStretch(1, 1)
        column.addLayout(self._rows)
        row = hbox(spacing=8)
        self.swap = Button(self.tr("Swap two…"), "arrow-left-right", on_click=edits.swap)
        self.join = Button(self.tr("Join two…"), "merge", on_click=edits.join)
        for button in (self.swap, self.join):
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(Hairline())
        column.addWidget(Label(self.tr("Find who is speaking again"), "strong"))
        column.addWidget(
            Label(
                self.tr(
                    "What was checked stays, and so does what you said of a passage: the rest is found by it. "
                    "Undo does not take this back. No voice print is kept."
                ),
                "small",
                wrap=True,
            )
        )
        self._build_finding()
        column.addStretch(1)
        self.foot.addStretch(1)
        self.done_button = Button(self.tr("Done"), kind="main", on_click=self.accept)
        self.foot.addWidget(self.done_button)
        workspace.changed.connect(self._on_changed)
        workspace.listening.started.connect(self._show_playing)
        workspace.listening.paused.connect(self._show_playing)
        self.finished.connect(lambda _how: self._hush())
        self._show()

    def keep_by_itself(self) -> None:
        """A name, as when its field is left; also one that was refused before."""
        self.done_button.setFocus()
        for speaker in self.speakers:
            self._rename(speaker)

    def _build_finding(self) -> None:
        row = hbox(spacing=8)
        self.number = QComboBox()
        self.number.setAccessibleName(self.tr("How many voices"))
        self.number.addItem(self.tr("Find out how many"), None)
        for number in range(1, 7):
            self.number.addItem(counted(number, self.tr("1 voice"), self.tr("{n} voices")), number)
        self.number.setCurrentIndex(2)
        self.find_again = Button(self.tr("Try again"), "users", on_click=self._start)
        self.stop = Button(self.tr("Stop"), "square", on_click=self._stop)
        for role in (self.number, self.find_again, self.stop):
            row.addWidget(role)
        row.addStretch(1)
        self.column.addLayout(row)
        self.afresh = QCheckBox(self.tr("Also where you said who it is, unless it was checked against the recording"))
        self.column.addWidget(self.afresh)
        self._bar = meter(0, self.tr("Finding who is speaking"))
        self.progress = Label("", "small", wrap=True)
        self.trouble = Label("", "error", wrap=True)
        for below in (self._bar, self.progress, self.trouble):
            self.column.addWidget(below)
        self._renew_finding()

    # ---- the voices -------------------------------------------------------------------------------------------

    def _show(self) -> None:
        project = self._workspace.project
        if project is None:
            return
        try:
            story = self._workspace.read(load_story, project, self._story_id)
        except CoProClipError:
            self.done(Dialog.DialogCode.Rejected)
            return
        heard = self._workspace.read(voice_times, self._story_id)
        if story.speakers != self.speakers:
            self._show_speakers(story.speakers)
        for speaker in story.speakers:
            play, label = self._heard[speaker.id]
            spoken, every = heard.get(speaker.id, 0), sum(heard.values())
            play.setEnabled(spoken > 0)
            share = f", {spoken * 100 // every}%" if spoken else ""
            label.setText(length(spoken) + share if spoken else self.tr("no passages yet"))
        self._show_playing()

    def _show_speakers(self, speakers: tuple[StorySpeaker, ...]) -> None:
        """A row for each; a name that is being typed stays, and so does the cursor in it."""
        before, self._names, self._heard, self.speakers = self._names, {}, {}, speakers
        focus = self.focusWidget()
        focused = focus.objectName() if focus is not None else ""
        while (item := self._rows.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.setObjectName("")  # there will be another of that name
                for part in (old, *old.findChildren(QLineEdit)):
                    part.blockSignals(True)  # that it goes away is nobody's answer
                old.hide()
                old.deleteLater()
        stops = [stop for place, speaker in enumerate(speakers) for stop in self._add_row(place, speaker)]
        below = (self.swap, self.join, self.number, self.find_again, self.stop, self.afresh, self.done_button)
        tab_through(*stops, *below)
        for button in (self.swap, self.join):
            button.setEnabled(len(speakers) > 1)
        again = self.findChild(QWidget, focused) if focused else None
        if isinstance(again, QWidget):  # what had the keyboard was made anew
            again.setFocus()
        for speaker in speakers:
            if speaker.id in before:
                self._take_over(speaker, *before[speaker.id])

    def _take_over(self, speaker: StorySpeaker, line: QLineEdit, words: ShownText) -> None:
        if not words.typed:
            return
        fresh, shown = self._names[speaker.id]
        shown.show(words.before, fresh=True)
        fresh.setText(line.text())
        fresh.setModified(True)
        fresh.setCursorPosition(line.cursorPosition())
        if line.hasSelectedText():
            fresh.setSelection(line.selectionStart(), len(line.selectedText()))
        shown.show(speaker.name)

    def _add_row(self, place: int, speaker: StorySpeaker) -> tuple[QWidget, ...]:
        play = Button(icon="play", kind="icon", name=self.tr("Hear ten seconds of {name}").format(name=speaker.name))
        play.setObjectName(f"hear-{speaker.id}")
        play.clicked.connect(partial(self._hear, speaker.id))
        name = self._name_field(place, speaker)
        role = QComboBox()
        role.setObjectName(f"role-{speaker.id}")
        role.setAccessibleName(self.tr("What {name} is").format(name=speaker.name))
        for key, called in part_words():
            role.addItem(called, key)
        role.setCurrentIndex(max(0, role.findData(speaker.role)))
        role.activated.connect(lambda _row: operations.set_role(self._workspace, speaker.id, role.currentData()))
        words = Label("", "small")
        self._heard[speaker.id] = play, words
        for at, widget in enumerate((play, name, role, words)):
            self._rows.addWidget(widget, place, at)
            widget.show()  # at once: what is not there yet cannot have the keyboard
        return play, name, role

    def _name_field(self, place: int, speaker: StorySpeaker) -> QWidget:
        """A line; for a voice that only has a number, with the names to choose from that are known."""
        words = self.tr("Name of voice {n}").format(n=place + 1)
        field: QLineEdit | QComboBox
        if speaker.unnamed:
            field = QComboBox()
            field.setEditable(True)
            field.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            known = [other.name for other in self.speakers if not other.unnamed]
            field.addItems([speaker.name, *known])
            # Not at once: the field is made anew by what it does.
            field.activated.connect(lambda _row: QTimer.singleShot(0, field, partial(self._rename, speaker)))
            line = field.lineEdit()
            if line is not None:
                line.setAccessibleName(words)
        else:
            field = line = QLineEdit(speaker.name)
        if line is not None:
            self._names[speaker.id] = line, ShownText(line)
            self._names[speaker.id][1].show(speaker.name, fresh=True)
            line.editingFinished.connect(partial(self._rename, speaker))
        field.setAccessibleName(words)
        field.setObjectName(f"name-{speaker.id}")
        return field

    def _rename(self, speaker: StorySpeaker) -> None:
        if speaker.id not in self._names:
            return  # somebody else's by now
        words = self._names[speaker.id][1]
        name = words.text.strip()
        if not name:
            words.show(speaker.name, fresh=True)
        if not words.typed:
            return
        same = next((other for other in self.speakers if other.name == name and other.id != speaker.id), None)
        if same is not None and speaker.unnamed:
            words.take()  # a field says the same twice: when it is chosen and when it is left
            self._edits.merge(speaker, same)
            return
        typed = TypedText(TextOf.SPEAKER, speaker.id, "name", words.before, name)

        def _keep() -> bool:
            self._workspace.typed.keep_now([typed])
            return True

        if self._workspace.attempt(_keep) is not None:  # else it may be tried again
            words.take()
            kept(self._names[speaker.id][0])  # made anew meanwhile

    # ---- hearing ----------------------------------------------------------------------------------------------

    def _owner(self, speaker_id: int) -> tuple[str, int]:
        return "voice", speaker_id

    def _hear(self, speaker_id: int, _checked: bool = False) -> None:
        listening, project = self._workspace.listening, self._workspace.opened()
        if listening.is_playing_for(self._owner(speaker_id)):
            listening.pause()
            return
        spans = self._workspace.read(samples_of, self._story_id, speaker_id)
        sound = self._workspace.read(load_story, project, self._story_id).sound
        self._playing_of = speaker_id
        if spans and sound is not None:
            listening.play(sound.audio, spans, owner=self._owner(speaker_id))

    def _show_playing(self) -> None:
        for speaker in self.speakers:
            playing = self._workspace.listening.is_playing_for(self._owner(speaker.id))
            button = self.findChild(Button, f"hear-{speaker.id}")
            if isinstance(button, Button):
                button.set_look("pause" if playing else "play")

    def _hush(self) -> None:
        if self._workspace.listening.is_playing_for(self._owner(self._playing_of)):
            self._workspace.listening.pause()

    # ---- finding again ----------------------------------------------------------------------------------------

    def _start(self) -> None:
        project, story_id, find = self._workspace.opened(), self._story_id, self._find
        voices: int | None = self.number.currentData()
        afresh = self.afresh.isChecked()

        def _work(job: Job) -> DiarizationResult:
            return find(project, story_id, voices, all_voices=afresh, report=job.report, cancel=job.cancel)

        self._hush()
        self._workspace.keep_all()
        self.progress.setText("")
        self.trouble.setText("")
        title = self.tr("Finding who is speaking")
        self._job = self._workspace.jobs.start(
            JobKind.DIARIZE,
            title,
            _work,
            subject=story_id,
            owner=self,
            progress=self._on_progress,
            ended=self._on_ended,
        )
        self._renew_finding()

    def _stop(self) -> None:
        if self._job is not None:
            self._workspace.jobs.stop(self._job)

    def _renew_finding(self) -> None:
        busy = self._job is not None and not self._job.ended
        here = find_speaker_model() is not None or self._find is not separate
        self.find_again.setEnabled(not busy and here)
        self.stop.setVisible(busy)
        self._bar.setVisible(busy)
        if not here:
            self.progress.setText(
                self.tr(
                    "There is no speaker model on this computer. Add one under Project, Speech models and language."
                )
            )
        for label in (self.progress, self.trouble):
            label.setVisible(bool(label.text()))

    def _on_progress(self, job: JobHandle[DiarizationResult]) -> None:
        self._bar.setRange(0, 1000 if job.progress.total > 0 else 0)
        self._bar.setValue(round(job.progress.fraction * 1000))
        parts = [f"{job.progress.percent}%" if job.progress.total > 0 else "", job.progress.left]
        self.progress.setText(", ".join(part for part in parts if part))
        self._renew_finding()

    def _on_ended(self, job: JobHandle[DiarizationResult]) -> None:
        if job.state is JobState.DONE:
            self.progress.setText(found_words(job.result))
        else:
            stopped = job.state is JobState.STOPPED
            self.progress.setText(self.tr("Stopped. Everything is as it was.") if stopped else "")
            self.trouble.setText(str(job.error) if isinstance(job.error, CoProClipError) else "")
        had = self.stop.hasFocus()
        self._renew_finding()
        if had:
            self.find_again.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches("speaker", "segment"):
            self._show()
