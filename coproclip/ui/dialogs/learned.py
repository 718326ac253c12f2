"""“What we learned”: the group's log, each entry with its day; the report's section is drafted from it."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QDate, Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from coproclip.overview.learned import LearnedEntry, learned_log
from coproclip.ui.dialogs.log import LogDialog, LogEntryDialog
from coproclip.ui.lists.two_line_rows import Row
from coproclip.ui.operations.learned import add_entry, change_entry, delete_entry
from coproclip.ui.widgets.counting import day
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.workspace import Workspace


class LearnedDialog(LogDialog[LearnedEntry]):
    """The entries, newest first."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        words = QCoreApplication.translate(
            "Learned",
            "What the group learned on the way, also from what went wrong. The next draft of the report has it in its "
            "section “What we learned”; what is noted so in a workshop is here too.",
        )
        super().__init__(
            workspace,
            _title(),
            Label(words, "muted", wrap=True),
            QCoreApplication.translate("Learned", "What we learned, newest first"),
            ("group_note",),
            QCoreApplication.translate("Learned", "It is from a workshop that is closed: reopen that to change it."),
            parent,
        )

    def read_entries(self) -> Sequence[LearnedEntry]:
        """All entries, newest first."""
        return self._workspace.read(learned_log)

    def row(self, entry: LearnedEntry) -> Row:
        """Its day, the workshop it comes from, and its words."""
        return Row(day(entry.made_at), entry.workshop, "sprout", "ink2", entry.text, entry.who)

    def form(self, entry: LearnedEntry | None) -> LogEntryDialog:
        """The form for an entry."""
        return LearnedEntryDialog(self._workspace, entry, self)

    def delete_entry(self, entry: LearnedEntry) -> bool:
        """Take it out."""
        return delete_entry(self._workspace, entry.number)

    def is_fixed(self, entry: LearnedEntry) -> bool:
        """Whether its workshop is closed."""
        return entry.closed

    def named_in(self) -> Sequence[str]:
        """Workshops are named in the list."""
        return ("workshop_session",)


class LearnedEntryDialog(LogEntryDialog):
    """One entry to fill in."""

    def __init__(self, workspace: Workspace, entry: LearnedEntry | None, parent: QWidget | None = None) -> None:
        hint = QCoreApplication.translate(
            "Learned", "Who noted it stays in the project; words and day may stand in the report."
        )
        super().__init__(workspace, _title(), hint, parent)
        self._shown = entry
        self.text = QPlainTextEdit(entry.text if entry is not None else "")
        self.text.setPlaceholderText(self.tr("In a sentence or two, as it may stand in the report"))
        today = QDate.currentDate().toString(Qt.DateFormat.ISODate)
        self.day = QLineEdit(entry.made_at[:10] if entry is not None else today)
        self.day.setReadOnly(entry is not None)
        self.who = QLineEdit(entry.who if entry is not None else "")
        fields = ((self.tr("What we learned"), self.text), (self.tr("Day"), self.day), (self.tr("Noted by"), self.who))
        self.lay_out(self.text, fields)

    def save_entry(self) -> int | None:
        """Write the entry."""
        text, who = self.text.toPlainText(), self.who.text()
        if self._shown is None:
            return add_entry(self._workspace, text, who, self.day.text(), self.say)
        return change_entry(self._workspace, self._shown, text, who, self.say)


def _title() -> str:
    return QCoreApplication.translate("Learned", "What we learned")


def show_learned(workspace: Workspace, parent: QWidget) -> None:
    """Open the log."""
    run_dialog(LearnedDialog(workspace, parent))
