"""What earlier exports left in folders and may no longer be there: named, and taken away at the press of a button."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from coproclip.errors import CoProClipError
from coproclip.excerpts.approval import ShareableExcerpt
from coproclip.jobs import Job
from coproclip.settings import export_folders
from coproclip.ui.background_reading import BackgroundReading
from coproclip.ui.dialogs.share.making import Wanted, bring_up_to_date, outdated
from coproclip.ui.job_runner import JobHandle, JobKind
from coproclip.ui.style.tokens import PANEL_MARGIN
from coproclip.ui.widgets.boxes import vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.timers import every
from coproclip.ui.workspace import Workspace

SOON_MS = 500
"""What is over sooner needs no words, which would only flash up."""


class EarlierExports(QWidget):
    """Nothing, unless an earlier export holds what was changed or may no longer be shared. `ended()` after a try.

    It is looked for in the background, as a folder may be anybody's, and a person may have had enough of it.
    """

    ended = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._asked: tuple[list[int], Wanted] | None = None
        self._job: JobHandle[None] | None = None
        self._looking = BackgroundReading[tuple[Path, ...]](workspace, self, JobKind.FIND_EXPORTS)
        self._slow = every(self, self.tell_if_slow, SOON_MS)
        self._lines: list[str] = []
        self._had_enough = False
        self.found: list[Path] = []
        column = vbox(self, (PANEL_MARGIN, 12, PANEL_MARGIN, 0), 6)
        self.said = Label("", "small", wrap=True)
        self.update_folder = Button(
            self.tr("Bring the folder up to date"),
            "folder-open",
            size="small",
            tooltip=self.tr(
                "Takes away what may no longer be shared, and what is not in this project. Nothing is made."
            ),
            on_click=self.bring,
        )
        self.stop = Button(self.tr("Stop looking"), "x", size="small", on_click=self._stop)
        column.addWidget(self.said)
        for button in (self.update_folder, self.stop):
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self.stop.hide()
        self.hide()

    def forget(self) -> None:
        """Something else is shown now: what was done belongs to that before."""
        self._lines = []

    @property
    def is_looking(self) -> bool:
        """Whether it is not known yet what was left."""
        return self._looking.busy

    def look(self, excerpt_ids: Sequence[int], wanted: Wanted, granted: Sequence[ShareableExcerpt]) -> None:
        """Find, and name, what earlier exports of these, here or where files went before, left and may not be there."""
        project, ids, folders = self._workspace.opened(), list(excerpt_ids), self._folders(wanted)
        if self._asked is None or (self._asked[0], self._asked[1].playlist_id) != (ids, wanted.playlist_id):
            self.found = []
        self._asked, self._had_enough = (ids, wanted), False
        self._looking.stop()
        if folders and (ids or wanted.playlist_id is not None):
            self._looking.begin_stoppable(
                lambda _session, cancel: [outdated(project, ids, wanted, granted, folders, cancel)], self._take
            )
            self._slow.start()
        else:
            self.found = []
        self._show()

    def _take(self, found: list[tuple[Path, ...]]) -> None:
        self.found = list(found[-1])
        self.stop.hide()
        self._show()

    def tell_if_slow(self) -> None:
        """It takes long: say so, until it is over however it ends."""
        if not self.is_looking:
            self._slow.stop()
        self.stop.setVisible(self.is_looking)
        self._show()

    def _stop(self) -> None:
        self._looking.stop()
        self._had_enough = True
        self.tell_if_slow()

    def _folders(self, wanted: Wanted) -> list[Path]:
        known = dict.fromkeys((wanted.folder, *export_folders(self._workspace.settings)))
        return [folder for folder in known if folder.is_dir()]

    def _show(self) -> None:
        busy = self._job is not None
        places = [self.tr("“{name}” in {folder}").format(name=one.name, folder=one.parent) for one in self.found]
        sentence = self.tr(
            "An earlier export holds what was changed, may no longer be shared, or is not in this project: {places}."
        )
        lines = [sentence.format(places=", ".join(places))] if places else []
        lines += self._lines
        if self.stop.isVisibleTo(self):
            lines.append(self.tr("Looking at what earlier exports left…"))
        elif self._had_enough:
            lines.append(self.tr("It was not looked at to the end what earlier exports left."))
        if busy:
            lines = [self.tr("Bringing the folder up to date…")]
        self.said.setText("\n".join(dict.fromkeys(lines)))
        self.update_folder.setVisible(bool(self.found) or busy)
        self.update_folder.setEnabled(not busy)
        self.setVisible(bool(lines))

    def bring(self) -> None:
        """Take away, in the background, what may no longer be there."""
        if self._asked is None or self._job is not None:
            return
        project, (ids, wanted), lines = self._workspace.opened(), self._asked, list[str]()
        folders = self._folders(wanted)

        def _work(_job: Job) -> None:
            bring_up_to_date(project, ids, wanted, folders, lines.append)

        self._lines = lines
        self._job = self._workspace.jobs.start(
            JobKind.UPDATE_EXPORT,
            self.tr("Bringing the folder up to date"),
            _work,
            subject=(wanted.title, wanted.playlist_id),
            owner=self,
            ended=self._on_ended,
        )
        self._show()

    def _on_ended(self, job: JobHandle[None]) -> None:
        self._job = None
        if isinstance(job.error, CoProClipError):
            self._workspace.show_banner(job.error)
        self.ended.emit()
