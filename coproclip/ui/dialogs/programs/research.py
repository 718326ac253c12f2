"""“Whole project for research software”: what is in it, for whom it is, and the making."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QWidget

from coproclip.export.exchange.qda_file import save_qda
from coproclip.export.notices import TEAM_MARK
from coproclip.jobs import Job
from coproclip.ui.dialogs.programs.making import MadeFiles, ProgramFiles, Work
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.workspace import Workspace


class ResearchDialog(Dialog):
    """A person says first that it is for the team: whole stories are in it."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__("", parent, wide=560)
        self.setWindowTitle(self.tr("Whole project for research software"))
        self._workspace = workspace
        words = (
            self.tr(
                "One file (.qdpx) that NVivo, ATLAS.ti, MAXQDA and QualCoder open: every story with its sound, its "
                "words and who told it, excerpts at their places, and the themes they are part of."
            ),
            self.tr(
                "Not in it: stories in the bin or that somebody said no to, stories nobody agreed to having recorded, "
                "or where a yes to that has run out, what was off the record or is marked “Don’t use this bit”, and "
                "names that are taken out."
            ),
        )
        for paragraph in words:
            self.column.addWidget(Label(paragraph, "muted", wrap=True))
        said = self.tr("{mark}: whole stories are in it, also what nobody has said yes to sharing.")
        self.column.addWidget(Label(said.format(mark=TEAM_MARK.value), "strong", wrap=True))
        self.for_team = QCheckBox(self.tr("It is for the team alone"))
        self.column.addWidget(self.for_team)
        self.files = ProgramFiles(workspace, self, self._why_not, self._work)
        self.for_team.toggled.connect(lambda _on: self.files.renew())
        self.files.renew()
        self.for_team.setFocus()

    def unsaved_words(self) -> list[str]:
        """None: to whom the file goes is noted as it is made."""
        return []

    def _why_not(self) -> str:
        return "" if self.for_team.isChecked() else self.tr("Say first that it is for the team alone.")

    def _work(self) -> Work:
        project = self._workspace.opened()
        done = self.tr("“{file}” has {stories} in it.")
        one, many = self.tr("1 story"), self.tr("{n} stories")

        def _make(job: Job, folder: Path, to_whom: str, tell: Callable[[str], None]) -> MadeFiles:
            made = save_qda(project, folder, to_whom=to_whom, report=job.report, cancel=job.cancel, tell=tell)
            stories = one if made.stories == 1 else many.format(n=made.stories)
            notes = tuple(f"{title}: {why}" for title, why in made.left_out)
            return MadeFiles(done.format(file=made.path.name, stories=stories), folder, notes)

        return _make


def make_research_file(workspace: Workspace, parent: QWidget) -> None:
    """Ask whether it is for the team, and write the whole project for research software."""
    workspace.keep_all()
    run_dialog(ResearchDialog(workspace, parent))
