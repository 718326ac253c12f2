"""Paper and away: a workshop's papers, packs to take away, results typed back, notes that came back."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from coproclip.errors import CoProClipError
from coproclip.export.documents.paper import print_large
from coproclip.export.workshop.workshop_files import WorkshopFiles, export_papers, export_take_away
from coproclip.jobs import Job, JobState
from coproclip.overview.workshop import WorkshopRow, read_room
from coproclip.project.half_typed import typed_in
from coproclip.sensemaking.quick_sheet import EXAMPLE
from coproclip.sensemaking.typed_before import Again, TypedBefore
from coproclip.settings import documents_folder, remember_export_folder
from coproclip.ui.job_runner import JobHandle, JobKind
from coproclip.ui.operations import workshop as operations
from coproclip.ui.pages.workshop.asking import AskDialog, Blank, Unkept
from coproclip.ui.widgets.message import Message
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.workspace import Workspace

EVERYBODY = "everybody"


class PaperControl(QObject):
    """Makes and reads back what leaves the room of the workshop that `chosen` says."""

    def __init__(self, workspace: Workspace, owner: QWidget, chosen: Callable[[], WorkshopRow | None]) -> None:
        super().__init__(owner)
        self._workspace, self._owner, self._chosen = workspace, owner, chosen

    def has(self) -> bool:
        """Whether there is a workshop to do it with."""
        return self._chosen() is not None

    def _folder(self) -> Path | None:
        settings = self._workspace.settings
        title = self.tr("Where the files go")
        before = settings.export_folder or str(documents_folder())
        name = QFileDialog.getExistingDirectory(self._owner, title, before)
        if not name:
            return None
        with settings.change():
            settings.export_folder = name
            remember_export_folder(settings, Path(name))
        return Path(name)

    def print_papers(self) -> None:
        """Cards, agreement, dots sheet, posters, words to read along, a sheet for results."""
        row, folder = self._chosen(), self._folder() if self.has() else None
        if row is None or folder is None:
            return
        project, number = self._workspace.opened(), row.session_id

        def _papers(job: Job, tell: Callable[[str], None]) -> list[WorkshopFiles]:
            print_pdf = partial(print_large, stops=lambda: job.cancel.cancelled)
            return [export_papers(project, number, folder, print_pdf=print_pdf, tell=tell)]

        self._make(_papers)

    def make_packs(self) -> None:
        """A folder to take away: for one person, or for everybody who is there."""
        row = self._chosen()
        if row is None:
            return
        people = self._workspace.read(read_room, row.session_id).people
        if not people:
            words = self.tr("Nobody is on the list of this workshop.")
            self._workspace.show_banner(Message(words, self.tr("Nothing was made."), kind="caution"))
            return
        choices = ((EVERYBODY, self.tr("Everybody on the list")), *((str(one.attendee_id), one.name) for one in people))
        wanted: list[int] = []

        def _keep(dialog: AskDialog) -> bool:
            one = dialog.value("who")
            wanted.extend([person.attendee_id for person in people] if one == EVERYBODY else [int(one)])
            return True

        words = self.tr(
            "A page that plays the cards the group may hear, and takes notes. What they note comes back as a "
            "small file."
        )
        dialog = AskDialog(
            self.tr("A pack to take away"),
            self.tr("Choose a folder…"),
            [Blank("who", self.tr("For whom"), EVERYBODY, choices)],
            _keep,
            words,
            self._owner,
        )
        folder = self._folder() if run_dialog(dialog) else None
        if folder is None:
            return
        project, number = self._workspace.opened(), row.session_id
        self._make(
            lambda job, tell: [
                export_take_away(project, number, one, folder, report=job.report, cancel=job.cancel, tell=tell)
                for one in wanted
            ]
        )

    def _make(self, work: Callable[[Job, Callable[[str], None]], list[WorkshopFiles]]) -> None:
        notes = list[str]()
        self._workspace.jobs.start(
            JobKind.EXPORT,
            self.tr("Making files"),
            lambda job: work(job, notes.append),
            owner=self,
            ended=lambda job: self._on_made(job, notes),
        )

    def _on_made(self, job: JobHandle[list[WorkshopFiles]], notes: list[str]) -> None:
        if isinstance(job.error, CoProClipError):
            self._workspace.show_banner(job.error)
        if job.state is not JobState.DONE or not job.result:
            return
        first = job.result[0]
        folders = ", ".join(f"“{made.folder.name}”" for made in job.result)
        happened = self.tr("{folders} in “{place}”: {n} cards.").format(
            folders=folders, place=first.folder.parent.name, n=first.cards
        )
        kept = self.tr("Kept back, because the group may not be given them: {n}.").format(n=first.kept_back)
        said = " ".join([*([kept, *first.why] if first.kept_back else []), *notes])
        self._workspace.show_banner(Message(happened, said, kind="info"))

    def enter_results(self) -> None:
        """Type back what stands on paper, by card number."""
        row = self._chosen()
        if row is None:
            return
        number = row.session_id

        def _keep(dialog: AskDialog, again: Again | None = None) -> bool:
            def _trouble(error: CoProClipError) -> None:
                dialog.on_trouble(error)
                if isinstance(error, TypedBefore):
                    new, all_again = partial(_keep, dialog, Again.NEW), partial(_keep, dialog, Again.ALL)
                    dialog.offer(
                        ((self.tr("Keep only what is new"), new), (self.tr("Keep everything again"), all_again))
                    )

            return operations.enter_results(self._workspace, number, dialog.value("lines"), _trouble, again)

        room = self._workspace.read(read_room, number)
        people = ", ".join(one.name for one in room.people)
        words = self.tr("One thing on a line, as below. All lines are kept, or none; Undo takes all of them back.")
        listed = self.tr("On the list: {names}.").format(names=people) if people else ""
        blanks = [Blank("lines", self.tr("What the sheets say"), long=True, high=260)]
        heading, button = self.tr("Results from paper"), self.tr("Keep all lines")
        asks = f"{words} {listed}".strip()
        unkept = Unkept(typed_in(self._workspace.opened()), f"results {room.uid}", self._workspace.closing)
        run_dialog(AskDialog(heading, button, blanks, _keep, asks, self._owner, example=EXAMPLE, unkept=unkept))

    def take_in_notes(self) -> None:
        """Files that people sent back, as many as there are."""
        kinds = self.tr("Notes (*.json)")
        names, _kind = QFileDialog.getOpenFileNames(self._owner, self.tr("The files they sent back"), "", kinds)
        if names:
            operations.take_in(self._workspace, [Path(name) for name in names])
