"""“Transcribe…”: how carefully, in which language, for how many voices, with which speech model; and the time of it."""

from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QWidget

from coproclip.overview.transcription import transcription_facts
from coproclip.project.kinds import TranscriptionState
from coproclip.speech.diarization.speaker_model import find_speaker_model
from coproclip.speech.language_names import LANGUAGES
from coproclip.speech.models.installed import DEFAULT, installed_models
from coproclip.timecode import length
from coproclip.transcription.queue import AUTO, OFF, ONE_OR_TWO, VOICES, TranscriptionRequest
from coproclip.ui.operations import stories
from coproclip.ui.transcription.preset_choice import PresetChoice
from coproclip.ui.transcription.wording import known_preset, replaced_words, takes, voices_words
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.workspace import Workspace


class TranscribeDialog(Dialog):
    """Puts one story in the queue, for the first time, otherwise than before, or once more from the start."""

    def __init__(self, workspace: Workspace, story_id: int, parent: QWidget | None = None) -> None:
        super().__init__("", parent, wide=540)
        self._workspace, self._story_id = workspace, story_id
        self._known = workspace.read(transcription_facts, story_id)
        entry = workspace.queue.entry(story_id)
        self._asked = entry.asked if entry is not None else TranscriptionRequest()
        self._done = self._known.progress.state is TranscriptionState.DONE
        self._begun = not self._done and self._known.progress.done_ms > 0
        self.setWindowTitle(self.tr("Transcribe again") if self._done else self.tr("Transcribe"))
        column = self.column
        column.setSpacing(8)
        column.addWidget(Label(self._title(), "head", wrap=True))
        self.anew = QCheckBox(self.tr("From the start, not from where it was left"))
        self.anew.setChecked(self._asked.again)
        self.all = QCheckBox(self.tr("Replace everything, also what was checked or corrected"))
        self.all.setChecked(self._asked.replace_all)
        self.stays = Label(self._what_stays(), "small", wrap=True)
        column.addWidget(self.stays)
        column.addSpacing(4)
        column.addWidget(Label(self.tr("Accuracy"), "small-strong"))
        begun_with = self._known.progress.preset if self._begun else ""
        self.presets = PresetChoice(self._asked.preset or begun_with or workspace.settings.preset)
        column.addWidget(self.presets)
        form = QFormLayout()
        form.setVerticalSpacing(10)
        form.setHorizontalSpacing(16)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.language, self.voices, self.model = self._languages(), self._voices(), self._models()
        for text, field in (
            (self.tr("Language"), self.language),
            (self.tr("Who is speaking"), self.voices),
            (self.tr("Speech model"), self.model),
        ):
            field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            field.setMinimumContentsLength(12)
            label = Label(text, "small-strong")
            label.setBuddy(field)
            field.setAccessibleName(text)
            form.addRow(label, field)
        column.addLayout(form)
        self.about_voices = Label(self._why_no_voices(), "small", wrap=True)
        column.addWidget(self.about_voices)
        self.about_voices.setVisible(bool(self.about_voices.text()))
        column.addWidget(self.anew)
        self.anew.setVisible(self._begun)
        column.addWidget(self.all)
        self.first = QCheckBox(self.tr("Before the other stories in the queue"))
        column.addWidget(self.first)
        self.first.setVisible(any(one.story_id != story_id and not one.paused for one in workspace.queue.entries))
        column.addStretch(1)
        self.keep = Button(self._do_it(), kind="main", on_click=self._keep)
        self.keep.setDefault(True)
        self.answer_with(Button(self.tr("Cancel"), on_click=self.reject), self.keep)
        self.model.currentIndexChanged.connect(lambda _row: self._show_times())
        self.presets.chosen.connect(lambda _preset: self._show_times())
        self.anew.toggled.connect(lambda _on: self._show_times())
        self.all.toggled.connect(lambda _on: self._show_times())
        self._show_times()
        self.presets.focus()

    # ---- words ------------------------------------------------------------------------------------------------

    def _title(self) -> str:
        words = self.tr("{who}’s story, {length}")
        return words.format(who=self._known.who, length=length(self._known.duration_ms))

    def _what_stays(self) -> str:
        if self._again():
            everything = self.all.isChecked()
            undo = self.tr("The current words stay until the new ones are complete, and Undo brings them back.")
            return f"{replaced_words(self._known.there, everything=everything)} {undo}"
        if self._begun:
            return self.tr("Paused, what is done is kept.")
        return self.tr("The computer listens and writes. Nothing leaves it, and you can work meanwhile.")

    def _do_it(self) -> str:
        queue = self._workspace.queue
        if queue.entry(self._story_id) is not None and queue.job(self._story_id) is not None:
            return self.tr("Transcribe like this")
        if queue.running() not in (None, self._story_id):
            return self.tr("Add to queue")
        return self.tr("Transcribe again") if self._done else self.tr("Transcribe")

    def _again(self) -> bool:
        """Whether words that are there would be replaced."""
        return bool(self._known.there.passages) and (self._done or (self._begun and not self._goes_on()))

    def _why_no_voices(self) -> str:
        if self._known.own_microphones:
            return self.tr("Everybody had a microphone of their own, so it is known who is speaking.")
        if find_speaker_model() is None:
            return self.tr(
                "There is no speaker model on this computer yet, so who is speaking is not looked for. "
                "It can be added under Speech models."
            )
        return ""

    # ---- fields -----------------------------------------------------------------------------------------------

    def _languages(self) -> QComboBox:
        box, known = QComboBox(), self._known
        box.addItem(self.tr("Detect automatically"), AUTO)
        names = dict(LANGUAGES)
        # What the project usually speaks is nearest to the hand.
        first = [code for code in dict.fromkeys((known.language, known.usual_language)) if code in names]
        for code in [*first, *(code for code in names if code not in first)]:
            box.addItem(names[code], code)
            if first and code == first[-1]:
                box.insertSeparator(box.count())
        wanted = self._asked.language if self._asked.language != AUTO else known.language or AUTO
        box.setCurrentIndex(max(0, box.findData(wanted)))
        return box

    def _voices(self) -> QComboBox:
        box = QComboBox()
        for voices in (ONE_OR_TWO, *(voice for voice in VOICES if voice not in (ONE_OR_TWO, AUTO, OFF)), AUTO, OFF):
            box.addItem(voices_words(voices), voices)
        box.setCurrentIndex(max(0, box.findData(self._asked.voices or ONE_OR_TWO)))
        if self._known.own_microphones:
            box.setEnabled(False)
        return box

    def _models(self) -> QComboBox:
        box, settings = QComboBox(), self._workspace.settings
        usual = settings.speech_model or DEFAULT
        models = installed_models(settings.models)
        for model in models:
            words = self.tr("{name} (the usual one)") if self._is(model.name, str(model.path), usual) else "{name}"
            box.addItem(words.format(name=model.name), model.name)
        if not any(self._is(model.name, str(model.path), usual) for model in models):
            box.addItem(Path(usual).name, usual)
        begun_with = self._known.progress.speech_model if self._begun else ""
        wanted = self._asked.model or begun_with or usual
        names = [Path(box.itemData(at)).name for at in range(box.count())]
        name = Path(wanted).name
        box.setCurrentIndex(names.index(name) if name in names else 0)
        return box

    @staticmethod
    def _is(name: str, path: str, wanted: str) -> bool:
        return wanted in (name, path)

    def _show_times(self) -> None:
        known = self._known
        model = Path(self.model.currentData() or "").name
        goes_on = self._goes_on()
        left = known.duration_ms - (known.progress.done_ms if goes_on else 0)
        self.presets.show_times(lambda preset: takes(model, preset, left if goes_on else known.duration_ms))
        there = known.there
        self.all.setVisible(self._again() and bool(there.checked or there.corrected))
        if self._again():
            self.stays.setText(self._what_stays())
        elif self._begun:
            far = known.progress.done_ms * 100 // max(1, known.duration_ms)
            on = self.tr("It goes on from {far}%.").format(far=far)
            anew = self.tr("It starts from the beginning; what was checked or corrected stays.")
            self.stays.setText(on if goes_on else anew)

    def _goes_on(self) -> bool:
        """Whether what was begun is gone on with: another speech model or preset begins anew."""
        begun = self._known.progress
        same_model = Path(self.model.currentData() or "").name == begun.speech_model
        same_preset = self.presets.preset() == known_preset(begun.preset)
        return self._begun and same_model and same_preset and not self.anew.isChecked()

    def _keep(self) -> None:
        asked = TranscriptionRequest(
            preset=self.presets.preset(),
            model=self.model.currentData() or "",
            language=self.language.currentData() or AUTO,
            voices=self.voices.currentData(),
            again=self._done or self.anew.isChecked() or self._again(),
            device=self._asked.device,
            replace_all=self._again() and self.all.isChecked(),
        )
        self._keep_language("" if asked.language == AUTO else asked.language)
        self._workspace.queue.join(self._story_id, asked, first=self.first.isChecked())
        self.accept()

    def _keep_language(self, language: str) -> None:
        """What was found out before counts for the story from now on only if it was left as it is."""
        if language != self._known.language:
            stories.change_language(self._workspace, self._story_id, language)
