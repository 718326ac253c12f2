"""“Story index”: the stories of which something may be quoted, in the formats that somebody wants, and the making."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QWidget

from coproclip.excerpts.approval import Use
from coproclip.excerpts.beside.shareable_stories import StoryList, shareable_stories
from coproclip.export.story_index import IndexFormat, export_story_index, owner_of_index
from coproclip.export.whole_folder import withdraw_everywhere
from coproclip.jobs import Job
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


class StoryIndexDialog(Dialog):
    """How many stories are in it is said first, and which of them have no title there, and why."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__("", parent, wide=520)
        self.setWindowTitle(self.tr("Story index"))
        self._workspace = workspace
        self._listed: StoryList | None = None
        self._reading = BackgroundReading[StoryList](workspace, self, JobKind.LOOK)
        words = self.tr(
            "A list of the stories of which something may be quoted: title, storyteller as they are named, length, "
            "language, themes and excerpts. A title that names somebody who has not agreed to it stays here."
        )
        self.column.addWidget(Label(words, "muted", wrap=True))
        self.ready, self.untitled = (
            Label(self.tr("Checking the stories…"), "small", wrap=True),
            Label("", "flag", wrap=True),
        )
        self.untitled.hide()
        self.column.addWidget(self.ready)
        self.column.addWidget(self.untitled)
        self.column.addWidget(Hairline())
        self.formats = {
            IndexFormat.HTML: QCheckBox(self.tr("Web page")),
            IndexFormat.CSV: QCheckBox(self.tr("Table for any program (CSV)")),
            IndexFormat.XLSX: QCheckBox(self.tr("Excel workbook")),
        }
        ticks = vbox(spacing=4)
        for kind, tick in self.formats.items():
            tick.setChecked(kind is not IndexFormat.XLSX)
            tick.toggled.connect(lambda _on: self._on_ticked())
            ticks.addWidget(tick)
        self.column.addLayout(ticks)
        self.column.addWidget(Hairline())
        self.files = ProgramFiles(workspace, self, self._why_not, self._work)
        project = workspace.opened()
        self._reading.begin(lambda _session: [shareable_stories(project)], self._take)
        self.files.renew()
        self.formats[IndexFormat.HTML].setFocus()

    def unsaved_words(self) -> list[str]:
        """None: to whom the files go is noted as they are made."""
        return []

    def _on_ticked(self) -> None:
        self.files.forget()
        self.files.renew()

    def _take(self, found: list[StoryList]) -> None:
        listed = self._listed = found[-1]
        ready, left_out = self.tr("{n} listed"), self.tr("{n} listed, {m} of which nothing can be quoted yet")
        words = (left_out if listed.left_out else ready).format(n=len(listed.stories), m=listed.left_out)
        self.ready.setText(words)
        one, many = self.tr("1 is listed without its title."), self.tr("{n} are listed without their titles.")
        why = "\n".join(f"{title}: {reason}" for title, reason in listed.untitled)
        self.untitled.setText(counted(len(listed.untitled), one, many))
        self.untitled.setToolTip(as_written(why))
        self.untitled.setAccessibleDescription(why)
        self.untitled.setVisible(bool(listed.untitled))
        self.files.foot.ask_to_confirm(any(one.sensitive for one in listed.excerpts))
        self.files.renew()

    def _chosen(self) -> list[IndexFormat]:
        return [kind for kind, tick in self.formats.items() if tick.isChecked()]

    def _why_not(self) -> str:
        """What keeps Export off, in a sentence; empty when nothing does."""
        if self._listed is None:
            return self.tr("Checking the stories…")
        if not self._listed.stories:
            return self.tr("Nothing of any story can be quoted yet.")
        return "" if self._chosen() else self.tr("Tick a format first.")

    def _work(self) -> Work:
        project, formats = self._workspace.opened(), self._chosen()
        one = self.tr("The index is in “{folder}”, with 1 story.")
        many = self.tr("The index is in “{folder}”, with {n} stories.")

        def _make(_job: Job, folder: Path, to_whom: str, tell: Callable[[str], None]) -> MadeFiles:
            withdraw_everywhere(project, folder, tell, but=[owner_of_index(project).key(Use.QUOTE)])
            made = export_story_index(project, folder, formats=formats, tell=tell, to_whom=to_whom)
            return MadeFiles((one if made.stories == 1 else many).format(folder=folder.name, n=made.stories), folder)

        return _make


def make_story_index(workspace: Workspace, parent: QWidget) -> None:
    """Ask in which formats, and make a list of the stories."""
    workspace.keep_all()
    run_dialog(StoryIndexDialog(workspace, parent))
