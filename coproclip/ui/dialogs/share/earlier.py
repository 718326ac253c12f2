"""What earlier exports left in folders and may no longer be there: named, and taken away at the press of a button."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from coproclip.errors import CoProClipError
from coproclip.jobs import Job
from coproclip.settings import export_folders
from coproclip.ui.dialogs.share.making import Wanted, bring_up_to_date
from coproclip.ui.job_runner import JobHandle, JobKind
from coproclip.ui.style.tokens import PANEL_MARGIN
from coproclip.ui.widgets.boxes import vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import Label
from coproclip.ui.workspace import Workspace


class EarlierExports(QWidget):
    """Nothing, unless an earlier export holds what was changed or may no longer be shared. `ended()` after a try."""

    ended = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._asked: tuple[list[int], Wanted] | None = None
        self._job: JobHandle[None] | None = None
        self._lines: list[str] = []
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
        column.addWidget(self.said)
        column.addWidget(self.update_folder, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def forget(self) -> None:
        """Something else is shown now: what was done belongs to that before."""
        self._lines = []

    def show_left(self, excerpt_ids: Sequence[int], wanted: Wanted, left: Sequence[Path]) -> None:
        """Name what earlier exports of these, here or where files went before, `left` and may not be there."""
        self._asked = (list(excerpt_ids), wanted)
        self.found = list(left)
        self._show()

    def folders(self, wanted: Wanted) -> list[Path]:
        """Where earlier exports may be."""
        known = dict.fromkeys((wanted.folder, *export_folders(self._workspace.settings)))
        return [folder for folder in known if folder.is_dir()]

    def _show(self) -> None:
        busy = self._job is not None
        places = [self.tr("“{name}” in {folder}").format(name=one.name, folder=one.parent) for one in self.found]
        sentence = self.tr(
            "An earlier export holds what was changed, may no longer be shared, or is not in this project: {places}."
        )
        lines = "\n".join(dict.fromkeys(self._lines))
        if busy:
            lines = self.tr("Bringing the folder up to date…")
        elif self.found:
            lines = "\n".join(filter(None, [sentence.format(places=", ".join(places)), lines]))
        self.said.setText(lines)
        self.update_folder.setVisible(bool(self.found) or busy)
        self.update_folder.setEnabled(not busy)
        self.setVisible(bool(lines))

    def bring(self) -> None:
        """Take away, in the background, what may no longer be there."""
        if self._asked is None or self._job is not None:
            return
        project, (ids, wanted), lines = self._workspace.opened(), self._asked, list[str]()
        folders = self.folders(wanted)

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
