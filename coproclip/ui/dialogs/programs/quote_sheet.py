"""“Quote sheet”: all excerpts that may be quoted, in the formats that somebody wants, and the making."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QWidget

from coproclip.errors import NotShareable
from coproclip.excerpts.approval import Sharing, Use, shareable
from coproclip.export.folders.manifest import Owner
from coproclip.export.quote_sheet import QuoteSheet, SheetFormat, export_quotes
from coproclip.export.whole_folder import withdraw_everywhere
from coproclip.jobs import Job
from coproclip.overview.excerpts import excerpt_ids
from coproclip.overview.sharing import count_sharing
from coproclip.project.project import Project
from coproclip.ui.background_reading import BackgroundReading
from coproclip.ui.dialogs.programs.making import MadeFiles, ProgramFiles, Work
from coproclip.ui.job_runner import JobKind
from coproclip.ui.widgets.boxes import vbox
from coproclip.ui.widgets.counting import counted
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Hairline, Label
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.widgets.tooltips import as_written
from coproclip.ui.workspace import Workspace


class QuoteSheetDialog(Dialog):
    """Only what may be quoted is in it; how much is not ready, and why, is said."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__("", parent, wide=520)
        self.setWindowTitle(self.tr("Quote sheet"))
        self._workspace = workspace
        self._sharing = Sharing((), ())
        self._reading = BackgroundReading[Sharing](workspace, self, JobKind.LOOK)
        words = self.tr(
            "Every excerpt that may be quoted: its exact words, how it is signed, when it is heard, its themes, and "
            "whether its sound may be shared too."
        )
        self.column.addWidget(Label(words, "muted", wrap=True))
        self.ready, self.leave_out = Label(self.tr("Checking what can be quoted…"), "small", wrap=True), QCheckBox()
        self.leave_out.hide()
        self.column.addWidget(self.ready)
        self.column.addWidget(self.leave_out)
        self.column.addWidget(Hairline())
        self.formats = {
            SheetFormat.DOCX: QCheckBox(self.tr("Word document")),
            SheetFormat.XLSX: QCheckBox(self.tr("Excel workbook")),
            SheetFormat.CSV: QCheckBox(self.tr("Table for any program (CSV)")),
            SheetFormat.MD: QCheckBox(self.tr("Text with block quotes (Markdown)")),
        }
        self.formats[SheetFormat.DOCX].setChecked(True)
        ticks = vbox(spacing=4)
        for tick in self.formats.values():
            ticks.addWidget(tick)
        self.column.addLayout(ticks)
        self.column.addWidget(Hairline())
        self.files = ProgramFiles(workspace, self, self._why_not, self._work)
        for tick in (self.leave_out, *self.formats.values()):
            tick.toggled.connect(lambda _on: self.files.renew())
        project = workspace.opened()
        self._reading.begin(lambda _session: [_may(project)], self._take)
        self.files.renew()
        self.formats[SheetFormat.DOCX].setFocus()

    def unsaved_words(self) -> list[str]:
        """None: to whom the files go is noted as they are made."""
        return []

    def _take(self, found: list[Sharing]) -> None:
        self._sharing = found[-1]
        ready, not_ready = count_sharing(self._sharing)
        self.ready.setText(self.tr("{n} ready, {m} not ready").format(n=ready, m=not_ready))
        one, many = self.tr("Leave this one out for now"), self.tr("Leave these {n} out for now")
        self.leave_out.setText(counted(not_ready, one, many))
        self.leave_out.setVisible(not_ready > 0)
        why = "\n".join(f"{one.title}: {one.reason}" for one in self._sharing.refused)
        self.leave_out.setToolTip(as_written(why))
        self.leave_out.setAccessibleDescription(why)
        self.files.foot.ask_to_confirm(any(one.sensitive for one in self._sharing.granted))
        self.files.renew()

    def _chosen(self) -> list[SheetFormat]:
        return [kind for kind, tick in self.formats.items() if tick.isChecked()]

    def _why_not(self) -> str:
        """What keeps Export off, in a sentence; empty when nothing does."""
        if not self._sharing.granted:
            busy = self._reading.busy and not self._sharing.refused
            return self.tr("Checking what can be quoted…") if busy else self.tr("Nothing can be quoted yet.")
        if self._sharing.refused and not self.leave_out.isChecked():
            return self.tr("To export now, leave out what can’t be quoted.")
        return "" if self._chosen() else self.tr("Choose at least one format.")

    def _work(self) -> Work:
        project, formats = self._workspace.opened(), self._chosen()
        one = self.tr("The sheet is in “{folder}”, with 1 quote.")
        many = self.tr("The sheet is in “{folder}”, with {n} quotes.")

        def _make(_job: Job, folder: Path, to_whom: str, tell: Callable[[str], None]) -> MadeFiles:
            made = _sheet(project, formats, folder, to_whom, tell)
            return MadeFiles((one if made.quotes == 1 else many).format(folder=folder.name, n=made.quotes), folder)

        return _make


def _may(project: Project) -> Sharing:
    return shareable(project, project.query(excerpt_ids), Use.QUOTE)


def _sheet(
    project: Project, formats: Sequence[SheetFormat], folder: Path, to_whom: str, tell: Callable[[str], None]
) -> QuoteSheet:
    ids = project.query(excerpt_ids)

    def _again(those: Sequence[int]) -> Sharing:
        return shareable(project, those, Use.QUOTE, beside=ids)

    sharing, owner = _again(ids), Owner(project.details.uid, "all quotes")
    withdraw_everywhere(project, folder, tell, but=[owner.key(Use.QUOTE)] if sharing.granted else [])
    if not sharing.granted:
        raise NotShareable("Nothing can be quoted, so no sheet was made.")
    return export_quotes(
        sharing.granted,
        folder,
        owner=owner,
        formats=formats,
        heard=[one.excerpt_id for one in shareable(project, ids, Use.SHARING).granted],
        again=_again,
        tell=tell,
        to_whom=to_whom,
    )


def make_quote_sheet(workspace: Workspace, parent: QWidget) -> None:
    """Ask in which formats, and make a sheet of all that may be quoted."""
    workspace.keep_all()
    run_dialog(QuoteSheetDialog(workspace, parent))
