"""What turns speech into words: how carefully as a rule, the usual language, the speech models, and getting others."""

from collections.abc import Callable, Hashable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from coproclip.errors import CoProClipError
from coproclip.jobs import Job, JobState
from coproclip.overview.hear_again import with_another_model
from coproclip.speech.diarization.speaker_model import add_speaker_model
from coproclip.speech.models.hub import Fetch, fetch_from_hub
from coproclip.speech.models.installed import DEFAULT, SpeechModel, download_model, forget_download, remove_model
from coproclip.speech.models.sticks import FromStick, bring_in, make_stick, on_stick
from coproclip.speech.throughput import is_measured
from coproclip.speech.timing import time_model
from coproclip.ui.commands.menus import below, choice, context_menu, open_menu
from coproclip.ui.dialogs.models.listen_again import ListenAgainDialog
from coproclip.ui.dialogs.models.model_rows import Listed, listed_models, model_row
from coproclip.ui.dialogs.models.mounted import sticks
from coproclip.ui.dialogs.models.outcome import what_came_of
from coproclip.ui.dialogs.models.speaker_section import SpeakerModelSection
from coproclip.ui.dialogs.models.usual_choices import UsualChoices
from coproclip.ui.job_runner import AnyJob, JobKind, Lane
from coproclip.ui.lists.two_line_rows import Row, RowList
from coproclip.ui.style.responsive import Fitting
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.job_card import meter
from coproclip.ui.widgets.label import Hairline, Label
from coproclip.ui.widgets.message import Message
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.widgets.tooltips import as_written
from coproclip.ui.workspace import Workspace

FOR_WORDS = 640
"""In less than this (px at 100 % text) some buttons are pictures alone."""
Timer = Callable[..., int]
"""What measures how long a speech model takes here; `time_model` is the real one."""


class SpeechModelsDialog(Dialog):
    """Choose, add, download, remove. Only Download uses the network, and says so before."""

    def __init__(
        self,
        workspace: Workspace,
        parent: QWidget | None = None,
        *,
        fetch: Fetch = fetch_from_hub,
        timer: Timer = time_model,
    ) -> None:
        super().__init__("", parent, wide=680, high=700)
        self._workspace, self._fetch, self._timer = workspace, fetch, timer
        self._job: AnyJob | None = None
        self._name = self._forget = ""
        self._listed: list[Listed] = []
        self.setWindowTitle(self.tr("Speech models and language"))
        column = self.column
        self.usual = UsualChoices(workspace.settings)
        self.usual.preset_chosen.connect(lambda _preset: self._show_rows())
        column.addWidget(self.usual)
        column.addWidget(Hairline())
        self._build_list()
        column.addWidget(Hairline())
        self.speaker = SpeakerModelSection(self.add_speaker_model, self.messages.show_error)
        column.addWidget(self.speaker)
        self.add_button = Button(self.tr("Add a speech model"), "folder-input", on_click=self._add_menu)
        self.foot.addWidget(self.add_button)
        self.stick_button = Button(self.tr("Make a USB stick"), "usb", on_click=self._stick_menu)
        self.stick_button.setAccessibleName(self.tr("Make a USB stick with speech models for other laptops"))
        self.stick_button.setToolTip(as_written(self.stick_button.accessibleName()))
        self.foot.addWidget(self.stick_button)
        self.answer_with(Button(self.tr("Done"), kind="main", on_click=self.accept))
        self._short = {
            self.again: self.tr("Transcribe again with it…"),
            self.measure: self.tr("Time it"),
            self.remove: self.tr("Remove"),
            self.stick_button: self.tr("Make a USB stick"),
        }
        Fitting(self, self._fit_buttons)
        self._take_over()
        self._show()

    # ---- building ---------------------------------------------------------------------------------------------

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
        self.download = Button(self.tr("Download and use"), "download", on_click=self._download)
        self.again = Button(self.tr("Transcribe again with it…"), "ear", on_click=self._listen_again)
        self.measure = Button(self.tr("Time it"), "timer", on_click=self._measure)
        self.pause = Button(self.tr("Pause"), "pause", on_click=self._pause)
        self.stop = Button(self.tr("Stop"), "square", on_click=self._stop)
        self.remove = Button(self.tr("Remove"), "trash-2", "danger", on_click=self._remove)
        for part in (self.use, self.download, self.again, self.measure, self.pause, self.stop, self.remove):
            row.addWidget(part)
        row.addStretch(1)
        column.addLayout(row)

    def _fit_buttons(self) -> None:
        """Pictures alone where there is no room for the words of all of them."""
        short = self.width() < current().scaled(FOR_WORDS)
        for button, words in self._short.items():
            button.setText("" if short else words)
            button.updateGeometry()

    # ---- showing ----------------------------------------------------------------------------------------------

    def _show(self, choose: str = "") -> None:
        """Look at what is on this computer and show it."""
        self._listed = listed_models(self._workspace.settings.models)
        self._show_rows(choose)
        self.speaker.show_model()

    def _show_rows(self, choose: str = "") -> None:
        usual = self._workspace.settings.speech_model or DEFAULT
        preset, busy = self.usual.presets.key(), self._busy()
        rows: list[tuple[Hashable, Row]] = []
        for one in self._listed:
            model = one.model
            far = self._far() if busy and model.name == self._name else None
            rows.append((model.name, model_row(one, preset, chosen=usual in (model.name, str(model.path)), far=far)))
        wanted = choose or (None if self.list.texts() else Path(usual).name)
        self.list.set_rows(rows, wanted or None)
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
        first = self.tr("Get it again") if again else self.tr("Download and use")
        self.download.setText(self.tr("Carry on") if begun else first)
        name = model.name if model is not None else ""
        first = self.tr("Get {name} again") if again else self.tr("Download {name} and use it")
        spoken = self.tr("Carry on downloading {name}") if begun else first
        self.download.setAccessibleName(spoken.format(name=name))
        self.download.set_look("play" if begun else "download")
        self.download.setEnabled(not busy)
        self.download.setToolTip(self.tr("The only thing in CoProClip that uses the internet"))
        ready = here and not damaged
        self.again.setVisible(ready and model is not None and self._with_another(model.name) > 0)
        self.again.setAccessibleName(self.tr("Transcribe stories again with {name}…").format(name=name))
        self.again.setToolTip(as_written(self.again.accessibleName()))
        self.measure.setVisible(ready and not is_measured(name, self.usual.presets.key()))
        self.measure.setAccessibleName(self.tr("Measure how long {name} takes on this computer").format(name=name))
        self.measure.setToolTip(as_written(self.measure.accessibleName()))
        self.measure.setEnabled(not busy)
        self.pause.setVisible(busy and self._downloads())
        self.stop.setVisible(busy or begun)
        spoken = self.tr("Stop, and delete what has arrived") if begun or self._downloads() else self.tr("Stop")
        self.stop.setAccessibleName(spoken)
        self.stop.setToolTip(as_written(spoken))
        self.remove.setAccessibleName(self.tr("Remove {name}").format(name=name))
        self.remove.setToolTip(as_written(self.remove.accessibleName()))
        self.remove.setVisible(one is not None and one.own and (name != DEFAULT or bool(one.trouble)))
        self._bar.setVisible(busy)
        self._activity.setVisible(busy)

    def _downloads(self) -> bool:
        return self._job is not None and self._job.kind is JobKind.DOWNLOAD_MODEL

    def _with_another(self, name: str) -> int:
        """How many stories of the open project could be transcribed again with this speech model."""
        project = self._workspace.project
        if project is None or project.read_only:
            return 0
        return len(self._workspace.read(with_another_model, name))

    # ---- choosing ---------------------------------------------------------------------------------------------

    def _use(self) -> None:
        one = self._chosen()
        if one is not None and one.model.installed and not one.trouble:
            self._make_usual(one.model.name)
            self._show()

    def _make_usual(self, name: str) -> None:
        with self._workspace.settings.change():
            self._workspace.settings.speech_model = name if name != DEFAULT else ""

    def _listen_again(self) -> None:
        one = self._chosen()
        if one is not None and one.model.installed:
            run_dialog(ListenAgainDialog(self._workspace, one.model, self))
            self._show()

    # ---- getting ----------------------------------------------------------------------------------------------

    def _add_menu(self) -> None:
        choices = [
            choice(self.tr("From a folder…"), partial(self._ask_folder, "")),
            choice(self.tr("From a zip file…"), self._ask_zip),
        ]
        for stick in sticks():
            made_here = bool(on_stick(stick))
            words = self.tr("All from the USB stick “{name}”") if made_here else self.tr("From the USB stick “{name}”…")
            do = partial(self.add, stick) if made_here else partial(self._ask_folder, str(stick))
            choices.append(choice(words.format(name=stick.name or str(stick)), do))
        open_menu(context_menu(self, choices), below(self.add_button))

    def _stick_menu(self) -> None:
        words = self.tr("On the USB stick “{name}”")
        choices = [choice(words.format(name=one.name or str(one)), partial(self.make_stick, one)) for one in sticks()]
        choices.append(choice(self.tr("In a folder…"), self._ask_stick))
        open_menu(context_menu(self, choices), below(self.stick_button))

    def _ask_stick(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("The USB stick, or a folder"), "")
        if folder:
            self.make_stick(Path(folder))

    def make_stick(self, stick: Path) -> None:
        """Put the speech models that did not come with CoProClip on a stick for other laptops."""
        title = self.tr("Putting speech models on “{name}”").format(name=stick.name or str(stick))
        models = self._workspace.settings.models

        def _work(job: Job) -> int:
            return len(make_stick(stick, report=job.report, cancel=job.cancel, models=models))

        self._run(JobKind.MAKE_STICK, title, stick, _work)

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

        def _work(job: Job) -> FromStick:
            return bring_in(path, job.report, job.cancel, models)

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

    def _measure(self) -> None:
        one = self._chosen()
        if one is not None:
            self.measure_time(one.model)

    def measure_time(self, model: SpeechModel) -> None:
        """See how long a speech model takes on this computer; what is found out is kept."""
        title = self.tr("Timing {name} on this computer").format(name=model.name)
        preset, timer = self.usual.presets.key(), self._timer

        def _work(job: Job) -> int:
            return timer(model, preset, report=job.report, cancel=job.cancel)

        self._run(JobKind.TIME_MODEL, title, model.name, _work)

    def _run(self, kind: JobKind, title: str, subject: Path | str, work: Callable[[Job], object]) -> None:
        for strip in self.messages.strips():
            strip.take_away()
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

    def add_speaker_model(self, path: Path) -> None:
        """Copy a speaker model in from its file or a zip; it is tried out first."""
        title = self.tr("Adding the speaker model {name}").format(name=path.stem)
        self._run(JobKind.ADD_SPEAKER_MODEL, title, path, lambda _job: add_speaker_model(path))

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
        self.list.setFocus()
        made = job.result if job.state is JobState.DONE else None
        new = [made] if isinstance(made, SpeechModel) else list(made.added) if isinstance(made, FromStick) else []
        if new and job.kind is JobKind.DOWNLOAD_MODEL:
            self._make_usual(new[0].name)
        self._show(new[0].name if new else "")
        if new and not is_measured(new[-1].name, self.usual.presets.key()):
            self.measure_time(new[-1])
        if job.state is JobState.DONE:
            again = bool(new) and self._with_another(new[0].name) > 0
            if words := what_came_of(job.kind, job.result, new, could_again=again):
                self.messages.show_message(Message(words))
