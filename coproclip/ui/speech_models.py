"""What turns speech into words: the usual language, the speech models on this computer, and getting others."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from coproclip.errors import CoProClipError
from coproclip.jobs import Job
from coproclip.settings import save_settings
from coproclip.transcribe.models import DEFAULT, SpeechModel, add_model, download_model, known_models, remove_model
from coproclip.ui.components.buttons import Button
from coproclip.ui.components.labels import Hairline, Label
from coproclip.ui.components.messages import MessageArea
from coproclip.ui.components.roomy import Dialog
from coproclip.ui.components.work import meter
from coproclip.ui.languages import LANGUAGES
from coproclip.ui.workspace import Workspace

LANE = "models"
MODEL = Qt.ItemDataRole.UserRole


def good_for(name: str) -> str:
    """What a speech model is good for, in plain words; empty for one nobody here knows."""
    translate = QCoreApplication.translate
    size = name.removesuffix(".en")
    only_english = translate("SpeechModels", " English only.") if name.endswith(".en") else ""
    if size == "tiny":
        return translate("SpeechModels", "Very quick, makes more mistakes.") + only_english
    if size == "base":
        return translate("SpeechModels", "Quick, good for clear speech. Comes with CoProClip.") + only_english
    if size == "small":
        return translate("SpeechModels", "Better with accents and noise, about three times slower.") + only_english
    if size == "medium":
        return translate("SpeechModels", "Much better, slow without a graphics card.") + only_english
    if size.startswith(("large", "distil", "turbo")):
        return translate("SpeechModels", "The best words, very slow without a graphics card.") + only_english
    return ""


class SpeechModelsDialog(Dialog):
    """Choose, add, download, remove. Only Download uses the network, and says so before."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__("", parent, wide=620, high=560)
        self._workspace = workspace
        self._job: Job | None = None
        self.setWindowTitle(self.tr("Speech models and language"))
        column = self.column
        self.messages = MessageArea()
        column.addWidget(self.messages)
        column.addWidget(Label(self.tr("Usual language"), "strong"))
        self.language = QComboBox()
        self.language.setAccessibleName(self.tr("Usual language of the stories"))
        self.language.addItem(self.tr("Find out by listening"), "auto")
        for code, name in LANGUAGES:
            self.language.addItem(name, code)
        self.language.setCurrentIndex(max(0, self.language.findData(workspace.settings.language)))
        self.language.activated.connect(self._on_language)
        column.addWidget(self.language)
        told = self.tr("A story can have its own language: About this story.")
        column.addWidget(Label(told, "small", wrap=True))
        column.addWidget(Hairline())
        column.addWidget(Label(self.tr("Speech models"), "strong"))
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Speech models"))
        self.list.setSpacing(2)
        self.list.currentItemChanged.connect(lambda _now, _before: self._renew_buttons())
        self.list.itemActivated.connect(lambda _item: self._use())
        column.addWidget(self.list, 1)
        self._doing, self._bar = Label("", "small", wrap=True), meter(0, self.tr("Getting the speech model"))
        column.addWidget(self._doing)
        column.addWidget(self._bar)
        row = QHBoxLayout()
        self.use = Button(self.tr("Use this one"), "check", on_click=self._use)
        self.download = Button(self.tr("Download"), "download", on_click=self._download)
        self.remove = Button(self.tr("Remove"), "trash-2", "danger", on_click=self._remove)
        self.stop = Button(self.tr("Stop"), "square", on_click=self._stop)
        for part in (self.use, self.download, self.remove, self.stop):
            row.addWidget(part)
        row.addStretch(1)
        column.addLayout(row)
        folder = Button(self.tr("Add from a folder or USB stick…"), "folder-input", on_click=self._ask_folder)
        self.foot.addWidget(folder)
        self.foot.addStretch(1)
        self.foot.addWidget(Button(self.tr("Done"), kind="main", on_click=self.accept))
        workspace.job_changed.connect(self._on_job_changed)
        self._show()

    def _show(self, choose: str = "") -> None:
        before = choose or self._name()
        self.list.clear()
        for model in known_models():
            item = QListWidgetItem(self._words(model))
            item.setData(MODEL, model)
            self.list.addItem(item)
            if model.name == before or (not before and model.default):
                self.list.setCurrentItem(item)
        if self.list.currentItem() is None and self.list.count():
            self.list.setCurrentRow(0)
        self._renew_buttons()

    def _words(self, model: SpeechModel) -> str:
        size = self.tr("{n} MB").format(n=round(model.size / 1_000_000))
        state = self.tr("in use") if model.default else self.tr("here") if model.installed else self.tr("not here yet")
        first = f"{model.name}  ·  {state}  ·  {size}"
        return "\n".join(part for part in (first, good_for(model.name)) if part)

    def _model(self) -> SpeechModel | None:
        item = self.list.currentItem()
        model = item.data(MODEL) if item is not None else None
        return model if isinstance(model, SpeechModel) else None

    def _name(self) -> str:
        model = self._model()
        return model.name if model is not None else ""

    def _renew_buttons(self) -> None:
        model = self._model()
        busy = self._job is not None and not self._job.ended
        here = model is not None and model.installed
        self.use.setEnabled(here and model is not None and not model.default)
        self.download.setVisible(model is not None and not here)
        self.download.setEnabled(not busy)
        self.download.setToolTip(self.tr("The only thing in CoProClip that uses the internet"))
        self.remove.setVisible(model is not None and here and model.name != DEFAULT)
        self.stop.setVisible(busy)
        self._bar.setVisible(busy)
        self._doing.setVisible(busy)

    # ---- asked for --------------------------------------------------------------------------------------------

    def _on_language(self) -> None:
        self._workspace.settings.language = self.language.currentData()
        save_settings(self._workspace.settings)

    def _use(self) -> None:
        model = self._model()
        if model is not None and model.installed:
            self._workspace.settings.speech_model = model.name if model.name != DEFAULT else ""
            save_settings(self._workspace.settings)
            self._show()

    def _ask_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("The folder that holds model.bin"))
        if folder:
            self.add(Path(folder))

    def add(self, folder: Path) -> None:
        """Copy a speech model in."""
        title = self.tr("Adding the speech model {name}").format(name=folder.name)
        self._run(title, lambda job: add_model(folder, report=job.report, cancel=job.cancel))

    def _download(self) -> None:
        name = self._name()
        title = self.tr("Downloading the speech model {name}").format(name=name)
        self._run(title, lambda job: download_model(name, report=job.report, cancel=job.cancel))

    def _run(self, title: str, work: Callable[[Job], SpeechModel]) -> None:
        self._job = self._workspace.run(title, LANE, work, "quiet:model")
        self._doing.setText(title)
        self._renew_buttons()

    def _stop(self) -> None:
        if self._job is not None:
            self._workspace.jobs.stop(self._job)

    def _remove(self) -> None:
        name = self._name()
        try:
            remove_model(name)
        except CoProClipError as error:
            self.messages.show_error(error)
            return
        if self._workspace.settings.speech_model == name:
            self._workspace.settings.speech_model = ""
            save_settings(self._workspace.settings)
        self._show(DEFAULT)

    def _on_job_changed(self, job: object) -> None:
        if not isinstance(job, Job) or job is not self._job:
            return
        if not job.ended:
            self._bar.setValue(round(job.progress.fraction * 1000))
            parts = [job.title, f"{job.progress.percent}%" if job.progress.total else "", job.progress.left]
            self._doing.setText(", ".join(part for part in parts if part))
            return
        if job.state == "failed" and isinstance(job.error, CoProClipError):
            self.messages.show_error(job.error)
        self._show(job.result.name if job.state == "done" else "")
