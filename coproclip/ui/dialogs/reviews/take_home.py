"""“Make a review to take home”: a page and pages to print with only a storyteller's own excerpts."""

from functools import partial

from PySide6.QtWidgets import QWidget

from coproclip.errors import CoProClipError
from coproclip.export.documents.paper import print_large
from coproclip.export.review_pack import ReviewFiles, export_review
from coproclip.jobs import Job, JobState
from coproclip.overview.reviews import people_to_ask
from coproclip.settings import remember_export_folder
from coproclip.ui.dialogs.reviews.whom import WhomFields
from coproclip.ui.dialogs.share.foot import MakingFoot
from coproclip.ui.job_runner import JobHandle, JobKind
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.widgets.tooltips import as_written
from coproclip.ui.workspace import Workspace


class TakeHome(Dialog):
    """Whom it is for and what a yes is for, then the making."""

    def __init__(self, workspace: Workspace, storyteller_id: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__("", parent, wide=560)
        self.setWindowTitle(self.tr("Make a review to take home"))
        self._workspace = workspace
        self._job: JobHandle[ReviewFiles] | None = None
        self._made: ReviewFiles | None = None
        words = self.tr(
            "A page to listen and answer on, and the same in large print: only this storyteller’s own excerpts, what "
            "was said before and after, how they are shown and where it appears. What they refused is not asked again."
        )
        self.column.addWidget(Label(words, "muted", wrap=True))
        self.whom = WhomFields(workspace.read(people_to_ask), storyteller_id, answering=False)
        self.whom.changed.connect(self._renew)
        self.column.addWidget(self.whom)
        self.trouble = Label("", "error", wrap=True)
        self.column.addWidget(self.trouble)
        self.making = MakingFoot(workspace, margin=0)
        self.making.asked.connect(self.begin)
        self.making.stop_asked.connect(self._stop)
        self.making.show_asked.connect(self._show_files)
        self.column.addWidget(self.making)
        self.answer_with(Button(self.tr("Close"), on_click=self.accept))
        self._renew()
        self.whom.whose.setFocus()

    def _renew(self) -> None:
        busy, missing = self._job is not None, self.whom.missing()
        self.making.show_busy(busy)
        self.making.show_files.setVisible(self._made is not None and not busy)
        self.making.export.setEnabled(not busy and not missing)
        self.making.export.setToolTip(as_written(missing))
        self.whom.setEnabled(not busy)
        self.trouble.setVisible(bool(self.trouble.text()))
        if not busy:
            self.making.say(self._made_words() or missing)

    def _made_words(self) -> str:
        if self._made is None:
            return ""
        count, folder = self._made.count, self._made.folder.name
        words = self.tr("1 excerpt in “{folder}”.") if count == 1 else self.tr("{n} excerpts in “{folder}”.")
        return words.format(n=count, folder=folder)

    def begin(self) -> None:
        """Make it in the background."""
        person = self.whom.person()
        if person is None or not self.making.export.isEnabled():
            return
        project, folder, uses = self._workspace.opened(), self.making.folder(), self.whom.uses.chosen()
        with self._workspace.settings.change():
            remember_export_folder(self._workspace.settings, folder)
        self._made, notes = None, list[str]()
        self.trouble.setText("")

        def _work(job: Job) -> ReviewFiles:
            return export_review(
                project,
                person.storyteller_id,
                folder,
                uses=uses,
                print_pdf=partial(print_large, stops=lambda: job.cancel.cancelled),
                report=job.report,
                cancel=job.cancel,
                tell=notes.append,
            )

        self._job = self._workspace.jobs.start(
            JobKind.EXPORT,
            self.tr("Making files"),
            _work,
            subject=(folder, person.storyteller_id),
            owner=self,
            progress=lambda job: self.making.show_progress(job.progress),
            ended=lambda job: self._on_ended(job, notes),
        )
        self.making.say(self.tr("Making the files"))
        self._renew()
        self.making.stop.setFocus()

    def _stop(self) -> None:
        if self._job is not None:
            self._workspace.jobs.stop(self._job)

    def _on_ended(self, job: JobHandle[ReviewFiles], notes: list[str]) -> None:
        self._job = None
        self._made = job.result if job.state is JobState.DONE else None
        self.trouble.setText(str(job.error) if isinstance(job.error, CoProClipError) else "")
        self.making.say_more(notes)
        self._renew()
        (self.making.show_files if self._made else self.making.export).setFocus()

    def _show_files(self) -> None:
        if self._made is not None:
            self._workspace.show_folder(self._made.folder)


def make_review(workspace: Workspace, parent: QWidget, storyteller_id: int | None = None) -> None:
    """Make a page and pages to print for a storyteller to answer at home."""
    workspace.keep_all()
    run_dialog(TakeHome(workspace, storyteller_id, parent))
