"""Listen again carefully to a passage: how, how far, and then old and new beside each other."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QRadioButton,
    QWidget,
)

from coproclip.jobs import Progress
from coproclip.overview.story import DeskStory
from coproclip.speech.language_names import LANGUAGES
from coproclip.speech.models.installed import DEFAULT, installed_models
from coproclip.speech.presets import AGAIN, BALANCED, CAREFUL, QUICK
from coproclip.speech.throughput import expected_ms
from coproclip.timecode import TimeRange, clock, length
from coproclip.ui.commands.table import Command, attach
from coproclip.ui.transcript.versions import Versions
from coproclip.ui.transcription.retranscription_job import RetranscriptionJob
from coproclip.ui.widgets.boxes import vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import counted
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.job_card import meter
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.message import announce
from coproclip.ui.widgets.segmented import Choice, Segmented
from coproclip.ui.widgets.tooltips import as_written
from coproclip.ui.workspace import Workspace

OWNER = "transcribing a passage again"


class RetranscribeDialog(Dialog):
    """Three steps in one window: how to listen, listening, choosing. Closing it while it listens stops nothing."""

    def __init__(
        self,
        workspace: Workspace,
        work: RetranscriptionJob,
        story: DeskStory,
        time: TimeRange,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent, wide=760)
        self._workspace, self._work, self._story = workspace, work, story
        self._time = work.time if work.busy or work.found is not None else time
        self._step = ""
        self.setWindowTitle(self.tr("Transcribe this bit again"))
        self._head = Label("", "strong", wrap=True)
        self.column.addWidget(self._head)
        self._ask, self._working, self._choose = self._build_ask(), self._build_working(), self._build_choose()
        for part in (self._ask, self._working, self._choose):
            self.column.addWidget(part)
        self.trouble = Label("", "error", wrap=True)
        self.trouble.hide()
        self.column.addWidget(self.trouble)
        self.column.addStretch(1)
        self._build_foot()
        play = Command("play", self.tr("Play"), ("K", "Ctrl+K", "F8"), slot=self.hear)
        attach(self, [play], workspace.settings)
        work.watched = True
        work.changed.connect(self._show_step)
        work.changed.connect(self._show_progress)
        workspace.listening.started.connect(self._show_playing)
        workspace.listening.paused.connect(self._show_playing)
        self.finished.connect(self._on_finished)
        self._show_step()

    # ---- the three steps --------------------------------------------------------------------------------------

    def _build_ask(self) -> QWidget:
        part = QWidget()
        form = QFormLayout(part)
        form.setContentsMargins(0, 4, 0, 0)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.preset = Segmented(
            [
                Choice(QUICK, self.tr("Quick")),
                Choice(BALANCED, self.tr("Balanced")),
                Choice(CAREFUL, self.tr("Careful")),
            ],
            self.tr("Accuracy"),
        )
        self.preset.choose(AGAIN)
        self.model = QComboBox()
        self.model.setAccessibleName(self.tr("Speech model"))
        own = self._story.transcription_progress.speech_model
        words = self.tr("{name}, as in the rest of the story").format(name=own) if own else self.tr("The usual one")
        self.model.addItem(words, "")
        for known in installed_models(self._workspace.settings.models):
            if known.name != own:
                self.model.addItem(known.name, known.name)
        self.language = QComboBox()
        self.language.setAccessibleName(self.tr("Language"))
        self.language.addItem(self.tr("As in the rest of the story"), "")
        self.language.addItem(self.tr("Detect automatically"), "auto")
        for code, name in LANGUAGES:
            self.language.addItem(name, code)
        for words, field in (
            (self.tr("Accuracy"), self.preset),
            (self.tr("Speech model"), self.model),
            (self.tr("Language"), self.language),
        ):
            label = Label(words, "small-strong")
            label.setBuddy(field)
            form.addRow(label, field)
        self._takes = Label("", "small", wrap=True)
        form.addRow(Label("", "small"), self._takes)
        self.preset.chosen.connect(lambda _key: self._say_time())
        self.model.currentIndexChanged.connect(lambda _row: self._say_time())
        self._say_time()
        return part

    def _build_working(self) -> QWidget:
        part = QWidget()
        column = vbox(part, (0, 4, 0, 0), 6)
        self._bar = meter(0, self.tr("Listening again"))
        self._far = Label("", "small")
        column.addWidget(self._bar)
        column.addWidget(self._far)
        said = self.tr("You can close this and work on; you will be told when it is done.")
        column.addWidget(Label(said, "hint", wrap=True))
        return part

    def _build_choose(self) -> QWidget:
        part = QWidget()
        column = vbox(part, (0, 4, 0, 0), 10)
        self.versions = Versions(self.tr("As it is"), self.tr("Heard again"))
        column.addWidget(self.versions, 1)
        self.differences = Label("", "small", wrap=True)
        column.addWidget(self.differences)
        self._asks = QFrame()
        self._asks.setProperty("role", "flag")
        inside = vbox(self._asks, (14, 10, 14, 12), 6)
        self._about_checked = Label("", "flag", wrap=True)
        self.leave_checked = QRadioButton(self.tr("Leave what was checked or corrected as it is"))
        self.replace_checked = QRadioButton(self.tr("Replace that too; it then needs checking again"))
        self._answer = QButtonGroup(self)
        inside.addWidget(self._about_checked)
        for button in (self.leave_checked, self.replace_checked):
            self._answer.addButton(button)
            inside.addWidget(button)
        self._answer.buttonToggled.connect(lambda _button, _on: self._renew_buttons())
        column.addWidget(self._asks)
        return part

    def _build_foot(self) -> None:
        self.play = Button(self.tr("Play"), "play", key="K", on_click=self.hear)
        self.stop = Button(self.tr("Stop"), "square", on_click=self._stop)
        self.close_button = Button(self.tr("Cancel"), on_click=self.reject)
        self.start = Button(self.tr("Start"), "ear", "main", on_click=self._start)
        self.keep_old = Button(self.tr("Keep the old"), on_click=self._keep_old)
        self.keep_new = Button(self.tr("Keep the new"), kind="main", on_click=self._keep_new)
        row: QHBoxLayout = self.foot
        row.addWidget(self.play)
        row.addStretch(1)
        for button in (self.close_button, self.stop, self.start, self.keep_old, self.keep_new):
            row.addWidget(button)

    def _show_step(self) -> None:
        work = self._work
        step = "working" if work.busy else "choose" if work.found is not None else "ask"
        trouble = work.trouble
        self.trouble.setText(str(trouble) if trouble is not None else "")
        self.trouble.setVisible(trouble is not None)
        if step == self._step:
            return
        self._step = step
        if self._work.found is not None:
            self._time = self._work.found.time
        times = f"{clock(self._time.start_ms)}–{clock(self._time.end_ms)}"
        if step == "choose":
            self._show_found()
            self._head.setText(self.tr("{times}: which words are right?").format(times=times))
        else:
            words = self.tr("From {times}, {length}. The words stay as they are until you choose.")
            self._head.setText(words.format(times=times, length=length(self._time.duration_ms)))
        for part, its in ((self._ask, "ask"), (self._working, "working"), (self._choose, "choose")):
            part.setVisible(step == its)
        for button, steps in (
            (self.play, "ask choose"),
            (self.start, "ask"),
            (self.stop, "working"),
            (self.close_button, "ask working"),
            (self.keep_old, "choose"),
            (self.keep_new, "choose"),
        ):
            button.setVisible(step in steps.split())
        self.close_button.setText(self.tr("Cancel") if step == "ask" else self.tr("Work on meanwhile"))
        self.close_button.setAccessibleName(self.close_button.text())
        self._renew_buttons()
        main = {"ask": self.start, "working": self.close_button, "choose": self.keep_new}[step]
        for button in (self.start, self.keep_new):
            button.setDefault(button is main)
        (main if main.isEnabled() else self.keep_old).setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_found(self) -> None:
        found = self._work.found
        if found is None:
            return
        checked, corrected = self.tr("Checked against the recording"), self.tr("Corrected by you")
        notes = [checked if one.checked else corrected if one.theirs else "" for one in found.old]
        self.versions.show_versions([one.text for one in found.old], [one.text for one in found.new], notes)
        self.differences.setText(self.versions.summary())
        self._asks.setVisible(bool(found.theirs))
        one = self.tr("One of these passages was checked or corrected.")
        many = self.tr("{n} of these were checked or corrected.")
        self._about_checked.setText(counted(found.theirs, one, many))
        announce(self, self.differences.text())

    def _renew_buttons(self) -> None:
        found = self._work.found
        if found is None:
            return
        some = bool(found.theirs)
        every = some and found.theirs == len(found.old)
        answered = not some or self._answer.checkedButton() is not None
        nothing = every and self.leave_checked.isChecked()
        self.keep_new.setEnabled(answered and not nothing)
        why = self.tr("Say first what shall happen to what was checked or corrected.") if not answered else ""
        self.keep_new.setToolTip(as_written(why))

    def _say_time(self) -> None:
        model = self.model.currentData() or self._story.transcription_progress.speech_model or DEFAULT
        took = expected_ms(model, self.preset.key(), self._time.duration_ms)
        words = self.tr("Takes about {time} on this computer.").format(time=length(max(1000, took))) if took else ""
        self._takes.setText(words)

    # ---- asked for --------------------------------------------------------------------------------------------

    def _start(self) -> None:
        self._workspace.listening.pause()
        self._work.start(
            self._story.story_id,
            self._time,
            preset=self.preset.key(),
            model=self.model.currentData() or "",
            language=self.language.currentData(),
        )

    def _stop(self) -> None:
        self._work.stop()

    def hear(self) -> None:
        """Play the passage, or pause it."""
        listening, sound = self._workspace.listening, self._story.sound
        if listening.is_playing_for(OWNER):
            listening.pause()
        elif sound is not None:
            listening.play(sound.audio, [self._time], owner=OWNER)

    def _keep_old(self) -> None:
        self._work.forget()
        self.reject()

    def _keep_new(self) -> None:
        if self._work.keep(also_checked=self.replace_checked.isChecked()):
            self.accept()
            self._workspace.show_toast(self.tr("The new words are in the story"))
        else:
            self._show_step()

    # ---- happened ---------------------------------------------------------------------------------------------

    def _show_progress(self) -> None:
        if self._work.job is None:
            return
        now: Progress = self._work.job.progress
        self._bar.setRange(0, 1000 if now.total > 0 else 0)
        self._bar.setValue(round(now.fraction * 1000))
        parts = [f"{now.percent}%" if now.total > 0 else "", now.left or now.activity]
        self._far.setText(", ".join(part for part in parts if part) or self.tr("Starting…"))

    def _show_playing(self) -> None:
        playing = self._workspace.listening.is_playing_for(OWNER)
        self.play.setText(self.tr("Pause") if playing else self.tr("Play"))
        self.play.set_look("pause" if playing else "play")

    def _on_finished(self) -> None:
        self._work.watched = False
        self._work.trouble = None
        if self._work.found is not None:
            self._work.remind()
        if self._workspace.listening.is_playing_for(OWNER):
            self._workspace.listening.pause()
