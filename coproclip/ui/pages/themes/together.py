"""What the themes page opens about all stories: patterns, phrases, differences, the list of themes as a file."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from coproclip.ui.commands.table import Command
from coproclip.ui.dialogs.patterns.agreement import AgreementDialog
from coproclip.ui.dialogs.patterns.dialog import PatternsDialog
from coproclip.ui.dialogs.patterns.phrases import PhrasesDialog
from coproclip.ui.operations import patterns as operations
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.widgets.saving_to import ask_where_to_save
from coproclip.ui.workspace import Workspace


class Together(QObject):
    """Dialogs stand over `owner`; `show()` shows what was changed."""

    def __init__(self, workspace: Workspace, owner: QWidget, show: Callable[[], object]) -> None:
        super().__init__(owner)
        self._workspace, self._owner, self._show = workspace, owner, show

    def is_open(self) -> bool:
        """Whether a project is open."""
        return self._workspace.project is not None

    def show_patterns(self) -> None:
        """Counts by who tells a story, the grid, missing voices."""
        self._workspace.keep_all()
        run_dialog(PatternsDialog(self._workspace, self._owner.window()))

    def show_phrases(self) -> None:
        """Look for phrases in all stories."""
        self._workspace.keep_all()
        run_dialog(PhrasesDialog(self._workspace, self._owner.window()))

    def show_agreement(self) -> None:
        """Where people marked the same story differently, and how much they agree."""
        self._workspace.keep_all()
        run_dialog(AgreementDialog(self._workspace, self._owner.window()))

    def give_out(self) -> None:
        """Ask where the list of themes goes."""
        kinds = ((self.tr("For CoProClip"), ".json"), (self.tr("For other programs, REFI-QDA"), ".qdc"))
        to = ask_where_to_save(self._owner, self.tr("Save the list of themes"), self.tr("Themes"), kinds)
        if to is not None:
            operations.give_out_themes(self._workspace, to)

    def bring_in(self) -> None:
        """Ask for a list of themes."""
        kinds = self.tr("Lists of themes (*.json *.qdc)")
        file, _kind = QFileDialog.getOpenFileName(self._owner, self.tr("Bring in a list of themes"), "", kinds)
        if file and operations.bring_in_themes(self._workspace, Path(file)):
            self._show()

    def commands(self) -> list[Command]:
        """All of it."""
        menu, group = "Theme", "together"
        return [
            Command(
                "patterns",
                self.tr("What stories say together…"),
                ("G",),
                menu,
                self.show_patterns,
                self.is_open,
                icon="table-2",
                group=group,
            ),
            Command(
                "phrases",
                self.tr("Phrases in all stories…"),
                ("L",),
                menu,
                self.show_phrases,
                self.is_open,
                icon="text-search",
                group=group,
            ),
            Command(
                "agreement",
                self.tr("Where people differ…"),
                ("D",),
                menu,
                self.show_agreement,
                self.is_open,
                icon="git-compare-arrows",
                group=group,
            ),
            Command(
                "give_out_themes",
                self.tr("Save the list of themes…"),
                (),
                menu,
                self.give_out,
                self.is_open,
                icon="download",
                group=group,
            ),
            Command(
                "bring_in_themes",
                self.tr("Bring in a list of themes…"),
                (),
                menu,
                self.bring_in,
                self.is_open,
                icon="upload",
                group=group,
            ),
        ]
