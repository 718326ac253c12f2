"""“Export report”: in which formats, where to, and the making."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QWidget

from coproclip.export.report.folder import ReportFormat, export_report
from coproclip.jobs import Job
from coproclip.overview.report_page import has_sensitive
from coproclip.ui.dialogs.programs.making import MadeFiles, ProgramFiles, Work
from coproclip.ui.widgets.boxes import vbox
from coproclip.ui.widgets.counting import counted
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Hairline, Label
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.workspace import Workspace


class ReportDialog(Dialog):
    """A tick list of formats; what is withheld is in none of them."""

    def __init__(self, workspace: Workspace, withheld: int = 0, parent: QWidget | None = None) -> None:
        super().__init__("", parent, wide=520)
        self.setWindowTitle(self.tr("Export report"))
        self._workspace = workspace
        words = self.tr("A folder with the report in each format you tick. Web page and easy read play the quotes.")
        self.column.addWidget(Label(words, "muted", wrap=True))
        names = {
            ReportFormat.DOCX: self.tr("Word (DOCX), to work on and to print"),
            ReportFormat.HTML: self.tr("Web page, with the sound of the quotes"),
            ReportFormat.PDF: self.tr("PDF for print and for screen readers"),
            ReportFormat.MARKDOWN: self.tr("Plain text with few signs (Markdown)"),
            ReportFormat.EASY_READ: self.tr("Easy read: one idea a line, large print"),
        }
        column = vbox(spacing=4)
        column.addWidget(Label(self.tr("Formats"), "small-strong"))
        self.formats = {kind: QCheckBox(said) for kind, said in names.items()}
        for kind, tick in self.formats.items():
            tick.setChecked(kind in (ReportFormat.DOCX, ReportFormat.HTML))
            column.addWidget(tick)
        pages = self.tr("In Word, “Update Field” on the contents puts page numbers there. The PDF has them already.")
        column.addWidget(Label(pages, "muted", wrap=True))
        self.formats[ReportFormat.DOCX].setAccessibleDescription(pages)
        self.column.addLayout(column)
        one = self.tr("1 quote can’t be shared yet: it is in none of them.")
        many = self.tr("{n} quotes can’t be shared yet: they are in none of them.")
        if withheld:
            self.column.addWidget(Label(counted(withheld, one, many), "flag", wrap=True))
        self.column.addWidget(Hairline())
        self.files = ProgramFiles(workspace, self, self._why_not, self._work)
        for tick in self.formats.values():
            tick.toggled.connect(lambda _on: self._on_ticked())
        self.files.foot.ask_to_confirm(workspace.read(has_sensitive))
        self.files.renew()
        self.formats[ReportFormat.DOCX].setFocus()

    def unsaved_words(self) -> list[str]:
        """None: to whom the files go is noted as they are made."""
        return []

    def _on_ticked(self) -> None:
        self.files.forget()
        self.files.renew()

    def _chosen(self) -> list[ReportFormat]:
        return [kind for kind, tick in self.formats.items() if tick.isChecked()]

    def _why_not(self) -> str:
        return "" if self._chosen() else self.tr("Tick a format first.")

    def _work(self) -> Work:
        project, formats = self._workspace.opened(), self._chosen()

        def _make(job: Job, folder: Path, to_whom: str, tell: Callable[[str], None]) -> MadeFiles:
            made = export_report(
                project, folder, formats, report=job.report, cancel=job.cancel, tell=tell, to_whom=to_whom
            )
            words = self.tr("The report is in “{folder}”.").format(folder=made.folder.name)
            one = self.tr("1 quote that can’t be shared was left out.")
            many = self.tr("{n} quotes that can’t be shared were left out.")
            return MadeFiles(words, made.folder, (counted(made.withheld, one, many),) if made.withheld else ())

        return _make


def export_the_report(workspace: Workspace, withheld: int, parent: QWidget) -> None:
    """Ask for formats and place, and make the files."""
    if workspace.keep_all():
        run_dialog(ReportDialog(workspace, withheld, parent))
