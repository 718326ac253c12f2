"""What turns speech into words: how carefully as a rule, the usual language, the speech models, and getting others."""

from collections.abc import Callable, Hashable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStorageInfo, Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QFormLayout, QHBoxLayout, QWidget

from coproclip.errors import CoProClipError
from coproclip.jobs import Job, JobState
from coproclip.speech.diarization.speaker_model import add_speaker_model, find_speaker_model, remove_speaker_model
from coproclip.speech.models.hub import Fetch, fetch_from_hub
from coproclip.speech.models.installed import (
    DEFAULT,
    SpeechModel,
    add_model,
    download_model,
    forget_download,
    remove_model,
)
from coproclip.speech.presets import PRESETS
from coproclip.ui.commands.menus import below, choice, context_menu, open_menu
from coproclip.ui.dialogs.models.model_rows import Listed, listed_models, model_row, size_words
from coproclip.ui.job_runner import AnyJob, JobKind, Lane
from coproclip.ui.lists.two_line_rows import Row, RowList
from coproclip.ui.transcription.wording import known_preset, preset_means, preset_word
from coproclip.ui.widgets.boxes import NONE, hbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.job_card import meter
from coproclip.ui.widgets.label import Hairline, Label
from coproclip.ui.widgets.languages import LANGUAGES
from coproclip.ui.widgets.message import MessageArea
from coproclip.ui.widgets.segmented import Choice, Segmented
from coproclip.ui.widgets.tooltips import as_written
from coproclip.ui.workspace import Workspace


class SpeechModelsDialog(Dialog):
    """Choose, add, download, remove. Only Download uses the network, and says so before."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None, *, fetch: Fetch = fetch_from_hub) -> None:
        super().__init__("", parent, wide=680, high=700)
        self._workspace, self._fetch = workspace, fetch
        self._job: AnyJob | None = None
        self._name = self._forget = ""
        self._listed: list[Listed] = []
        self.setWindowTitle(self.tr("Speech models and language"))
        column = self.column
        self.messages = MessageArea()
        column.addWidget(self.messages)
        self._build_choices()
        column.addWidget(Hairline())
        self._build_list()
        column.addWidget(Hairline())
        self._build_voices()
        self.add_button = Button(self.tr("Add a speech model"), "folder-input", on_click=self._add_menu)
        self.foot.addWidget(self.add_button)
        self.answer_with(Button(self.tr("Done"), kind="main", on_click=self.accept))
        self._take_over()
        self._show()

    # ---- building ---------------------------------------------------------------------------------------------

    def _build_choices(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        settings = self._workspace.settings
        self.language = QComboBox()
        self.language.setAccessibleName(self.tr("Usual language of the stories"))
        self.language.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.language.setMinimumContentsLength(12)
        self.language.addItem(self.tr("Detect automatically"), "auto")
        for code, name in LANGUAGES:
            self.language.addItem(name, code)
        self.language.setCurrentIndex(max(0, self.language.findData(settings.language)))
        self.language.activated.connect(self._on_language)
        self.language.setToolTip(self.tr("A story can have its own language: About this story."))
        self.presets = Segmented([Choice(preset, preset_word(preset)) for preset in PRESETS], self.tr("Accuracy"))
        self.presets.choose(known_preset(settings.preset))
        self.presets.chosen.connect(self._on_preset)
        beside = QWidget()
        row = hbox(beside, NONE)
        row.addWidget(self.presets)
        row.addStretch(1)
        form.addRow(Label(self.tr("Usual language"), "small-strong"), self.language)
        form.addRow(Label(self.tr("Accuracy"), "small-strong"), beside)
        self.column.addLayout(form)
        self.preset_means = Label("", "small", wrap=True)
        self.column.addWidget(self.preset_means)

    def _build_list(self) -> None:
        column = self.column
        head = QHBoxLayout()
        head.addWidget(Label(self.tr("Speech models"), "strong"))
        hint = Label(self.tr("Size, and time for 1 h of sound on this computer"), "caption", elide=True)
        hint.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(hint, 1)
        column.addLayout(head)
        self.list = RowList(self.tr("Speech models"))
        self.list.moved.connect(self._renew_buttons)
        self.list.opened.connect(self._use)
        column.addWidget(self.list, 1)
        self._activity, self._bar = Label("", "small", wrap=True), meter(0, self.tr("Getting the speech model"))
        column.addWidget(self._activity)
        column.addWidget(self._bar)
        row = QHBoxLayout()
        self.use = Button(self.tr("Use this one"), "check", on_click=self._use)
        self.download = Button(self.tr("Download"), "download", on_click=self._download)
        self.pause = Button(self.tr("Pause"), "pause", on_click=self._pause)
        self.stop = Button(self.tr("Stop"), "square", on_click=self._stop)
        self.remove = Button(self.tr("Remove"), "trash-2", "danger", on_click=self._remove)
        for part in (self.use, self.download, self.pause, self.stop, self.remove):
            row.addWidget(part)
        row.addStretch(1)
        column.addLayout(row)

    def _build_voices(self) -> None:
        column = self.column
        row = hbox(spacing=8)
        self.voices = Label("", "strong", wrap=True)
        self.add_voices = Button(self.tr("Add…"), "folder-input", on_click=self._ask_speaker_model)
        self.add_voices.setAccessibleName(self.tr("Add a speaker model…"))
        self.remove_voices = Button(self.tr("Remove"), "trash-2", "danger", on_click=self._remove_speaker_model)
        self.remove_voices.setAccessibleName(self.tr("Remove the speaker model"))
        row.addWidget(self.voices, 1)
        row.addWidget(self.add_voices)
        row.addWidget(self.remove_voices)
        column.addLayout(row)
        hint = self.tr(
            "After the words it finds out who is speaking, within one story. Nobody’s voice is kept or compared with "
            "other stories. Others can be added: an ONNX file of the WeSpeaker or 3D-Speaker family."
        )
        column.addWidget(Label(hint, "small", wrap=True))

    # ---- showing ----------------------------------------------------------------------------------------------

    def _show(self, choose: str = "") -> None:
        """Look at what is on this computer and show it."""
        self._listed = listed_models(self._workspace.settings.models)
        self._show_rows(choose)
        model = find_speaker_model()
        if model is None:
            self.voices.setText(self.tr("Who is speaking: no speaker model is here yet"))
        else:
            words = self.tr("Who is speaking: {name}, {size}")
            name = model.name if model.own else self.tr("comes with CoProClip")
            self.voices.setText(words.format(name=name, size=size_words(model.size)))
        self.remove_voices.setVisible(model is not None and model.own)

    def _show_rows(self, choose: str = "") -> None:
        usual = self._workspace.settings.speech_model or DEFAULT
        preset, busy = self.presets.key(), self._busy()
        rows: list[tuple[Hashable, Row]] = []
        for one in self._listed:
            model = one.model
            far = self._far() if busy and model.name == self._name else None
            rows.append((model.name, model_row(one, preset, chosen=usual in (model.name, str(model.path)), far=far)))
        wanted = choose or (None if self.list.texts() else Path(usual).name)
        self.list.set_rows(rows, wanted or None)
        self.preset_means.setText(preset_means(preset))
        self._renew_buttons()

    def _far(self) -> float:
        return self._job.progress.fraction if self._job is not None else 0.0

    def _busy(self) -> bool:
        return self._job is not None and not self._job.ended

    def _chosen(self) -> Listed | None:
        return next((one for one in self._listed if one.model.name == self.list.chosen()), None)

    def _renew_buttons(self) -> None:
        one = self._chosen()
        model = one.model if one is not None else None
        busy, here = self._busy(), model is not None and model.installed
        usual = self._workspace.settings.speech_model or DEFAULT
        in_use = model is not None and usual in (model.name, str(model.path))
        damaged = one is not None and bool(one.trouble)
        again = one is not None and one.again
        self.use.setVisible(here or damaged)
        self.use.setEnabled(one is not None and not in_use and not one.trouble)
        begun = one is not None and one.arrived > 0
        own_job = busy and model is not None and model.name == self._name
        self.download.setVisible(model is not None and not here and not own_job and (again or not damaged))
        first = self.tr("Get it again") if again else self.tr("Download")
        self.download.setText(self.tr("Carry on") if begun else first)
        name = model.name if model is not None else ""
        first = self.tr("Get {name} again") if again else self.tr("Download {name}")
        spoken = self.tr("Carry on downloading {name}") if begun else first
        self.download.setAccessibleName(spoken.format(name=name))
        self.download.set_look("play" if begun else "download")
        self.download.setEnabled(not busy)
        self.download.setToolTip(self.tr("The only thing in CoProClip that uses the internet"))
        self.pause.setVisible(busy and self._downloads())
        self.stop.setVisible(busy or begun)
        spoken = self.tr("Stop, and delete what has arrived") if begun or self._downloads() else self.tr("Stop")
        self.stop.setAccessibleName(spoken)
        self.stop.setToolTip(as_written(spoken))
        self.remove.setVisible(one is not None and one.own and (name != DEFAULT or bool(one.trouble)))
        self._bar.setVisible(busy)
        self._activity.setVisible(busy)

    def _downloads(self) -> bool:
        return self._job is not None and self._job.kind is JobKind.DOWNLOAD_MODEL

    # ---- choosing ---------------------------------------------------------------------------------------------

    def _on_language(self) -> None:
        with self._workspace.settings.change():
            self._workspace.settings.language = self.language.currentData()

    def _on_preset(self, preset: str) -> None:
        with self._workspace.settings.change():
            self._workspace.settings.preset = preset
        self._show_rows()

    def _use(self) -> None:
        one = self._chosen()
        if one is not None and one.model.installed and not one.trouble:
            with self._workspace.settings.change():
                self._workspace.settings.speech_model = one.model.name if one.model.name != DEFAULT else ""
            self._show()

    # ---- getting ----------------------------------------------------------------------------------------------

    def _add_menu(self) -> None:
        choices = [
            choice(self.tr("From a folder…"), partial(self._ask_folder, "")),
            choice(self.tr("From a zip file…"), self._ask_zip),
        ]
        for stick in sticks():
            words = self.tr("From the USB stick “{name}”…").format(name=stick.name or str(stick))
            choices.append(choice(words, partial(self._ask_folder, str(stick))))
        open_menu(context_menu(self, choices), below(self.add_button))

    def _ask_folder(self, start: str) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("The folder that holds model.bin"), start)
        if folder:
            self.add(Path(folder))

    def _ask_zip(self) -> None:
        kinds = self.tr("Zip files (*.zip)")
        file, _kind = QFileDialog.getOpenFileName(self, self.tr("The zip file of the speech model"), "", kinds)
        if file:
            self.add(Path(file))

    def add(self, path: Path) -> None:
        """Copy a speech model in from a folder or a zip."""
        title = self.tr("Adding the speech model {name}").format(name=path.stem if path.is_file() else path.name)
        models = self._workspace.settings.models

        def _work(job: Job) -> SpeechModel:
            return add_model(path, report=job.report, cancel=job.cancel, models=models)

        self._run(JobKind.ADD_MODEL, title, path, _work)

    def _download(self) -> None:
        one = self._chosen()
        if one is None:
            return
        name = one.model.name
        title, fetch = self.tr("Downloading the speech model {name}").format(name=name), self._fetch
        models = self._workspace.settings.models

        def _work(job: Job) -> object:
            return download_model(name, report=job.report, cancel=job.cancel, fetch=fetch, models=models)

        self._run(JobKind.DOWNLOAD_MODEL, title, name, _work)
        self.pause.setFocus(Qt.FocusReason.OtherFocusReason)

    def _run(self, kind: JobKind, title: str, subject: Path | str, work: Callable[[Job], object]) -> None:
        self._watch(self._workspace.jobs.start(kind, title, work, subject=subject))
        self._show_rows()

    def _watch(self, job: AnyJob) -> None:
        self._job = job
        self._name = str(job.subject) if self._downloads() else ""
        self._activity.setText(job.title)
        self._workspace.jobs.follow(job, owner=self, progress=self._on_progress, ended=self._on_ended)

    def _take_over(self) -> None:
        """Show what an earlier window of this kind began."""
        begun = [job for job in self._workspace.jobs.jobs(Lane.MODELS) if not job.cancel.cancelled]
        if begun:
            self._watch(begun[-1])

    def _pause(self) -> None:
        if self._job is not None:
            self._workspace.jobs.stop(self._job)

    def _stop(self) -> None:
        """End it and delete what has arrived."""
        one = self._chosen()
        if self._job is not None and self._busy():
            self._forget = self._name if self._downloads() else ""
            self._workspace.jobs.stop(self._job)
        elif one is not None:
            forget_download(one.model.name)
            self._show()
        self.list.setFocus()

    def _remove(self) -> None:
        one = self._chosen()
        if one is None:
            return
        name = one.model.name
        try:
            remove_model(name, self._workspace.settings.models)
        except CoProClipError as error:
            self.messages.show_error(error)
            return
        if self._workspace.settings.speech_model == name:
            with self._workspace.settings.change():
                self._workspace.settings.speech_model = ""
        self._show(DEFAULT)
        self.list.setFocus()

    # ---- who is speaking --------------------------------------------------------------------------------------

    def _ask_speaker_model(self) -> None:
        kinds = self.tr("Speaker models (*.onnx *.zip)")
        file, _kind = QFileDialog.getOpenFileName(self, self.tr("The file of the speaker model"), "", kinds)
        if file:
            self.add_speaker_model(Path(file))

    def add_speaker_model(self, path: Path) -> None:
        """Copy a speaker model in from its file or a zip; it is tried out first."""
        title = self.tr("Adding the speaker model {name}").format(name=path.stem)
        self._run(JobKind.ADD_SPEAKER_MODEL, title, path, lambda _job: add_speaker_model(path))

    def _remove_speaker_model(self) -> None:
        model = find_speaker_model()
        if model is not None:
            try:
                remove_speaker_model(model.name)
            except CoProClipError as error:
                self.messages.show_error(error)
            self._show()

    # ---- happened ---------------------------------------------------------------------------------------------

    def _on_progress(self, job: AnyJob) -> None:
        if job is self._job:
            self._bar.setValue(round(job.progress.fraction * 1000))
            parts = [job.title, f"{job.progress.percent}%" if job.progress.total else "", job.progress.left]
            self._activity.setText(", ".join(part for part in parts if part))
            self._show_rows()

    def _on_ended(self, job: AnyJob) -> None:
        if job is not self._job:
            return
        self._job = None
        if self._forget:
            forget_download(self._forget)
            self._forget = ""
        if isinstance(job.error, CoProClipError):
            self.messages.show_error(job.error)
        elif job.state is JobState.DONE:
            for strip in self.messages.strips():
                strip.take_away()
        self.list.setFocus()
        self._show(job.result.name if isinstance(job.result, SpeechModel) else "")


def sticks() -> list[Path]:
    """Disks and USB sticks that are mounted beside the system's own."""
    found = []
    for volume in QStorageInfo.mountedVolumes():
        root = Path(volume.rootPath())
        below = any(str(root).startswith(place) for place in ("/media/", "/run/media/", "/mnt/", "/Volumes/"))
        drive = len(root.drive) == 2 and not volume.isRoot()
        if volume.isValid() and volume.isReady() and (below or drive):
            found.append(root)
    return found
