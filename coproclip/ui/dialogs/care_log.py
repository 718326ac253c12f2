"""“Private log of care”: worries, what was done, how check-ins went, each with its day; it leaves in no file."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from coproclip.overview.care import CareEntry, CareLine, CareLog, care_log
from coproclip.people.care import KINDS
from coproclip.ui.dialogs.log import LogDialog, LogEntryDialog
from coproclip.ui.lists.two_line_rows import Row
from coproclip.ui.operations.care import add_entry, change_entry, delete_entry
from coproclip.ui.widgets.counting import day
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.widgets.soft_note import SoftNote
from coproclip.ui.workspace import Workspace

WORRY, DONE, CHECK_IN = KINDS
_SIGNS = {WORRY: ("flag", "flag"), DONE: ("circle-check", "ok"), CHECK_IN: ("heart-handshake", "ink2")}


class CareLogDialog(LogDialog[CareLine]):
    """The notes, newest first."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        self._log = CareLog((), (), (), "")
        note = SoftNote("lock")
        note.words.setText(
            QCoreApplication.translate(
                "CareLog",
                "This log is in no export: no clip, page, list, review or report. "
                "Whoever can open this project on this computer can read it.",
            )
        )
        super().__init__(
            workspace,
            QCoreApplication.translate("CareLog", "Private log of care"),
            note,
            QCoreApplication.translate("CareLog", "Care notes, newest first"),
            ("care_note", "check_in"),
            parent=parent,
        )

    def read_entries(self) -> Sequence[CareLine]:
        """All notes, newest first."""
        self._log = self._workspace.read(care_log)
        return self._log.lines

    def row(self, entry: CareLine) -> Row:
        """Its day, what it is and about whom, and its words."""
        icon, colour = _SIGNS.get(entry.entry.kind, ("", "ink2"))
        state = " · ".join(filter(None, (kind_words(entry.entry.kind), entry.person or entry.story)))
        return Row(day(entry.made_at), state, icon, colour, entry.entry.text, entry.entry.by)

    def form(self, entry: CareLine | None) -> LogEntryDialog:
        """The form for a note."""
        if entry is None:
            return CareEntryDialog(self._workspace, None, CareEntry(by=self._log.last_by), self._log, self)
        return CareEntryDialog(self._workspace, entry.number, entry.entry, self._log, self)

    def delete_entry(self, entry: CareLine) -> bool:
        """Take it out."""
        return delete_entry(self._workspace, entry.number)

    def named_in(self) -> Sequence[str]:
        """Stories and storytellers are named in the list."""
        return ("story", "storyteller")


class CareEntryDialog(LogEntryDialog):
    """One note to fill in."""

    def __init__(
        self, workspace: Workspace, number: int | None, entry: CareEntry, log: CareLog, parent: QWidget | None = None
    ) -> None:
        title = ("CareLog", "New care note") if number is None else ("CareLog", "Care note")
        hint = QCoreApplication.translate("CareLog", "It leaves in no file.")
        super().__init__(workspace, QCoreApplication.translate(*title), hint, parent)
        self._number, self._shown, self._log = number, entry, log
        self.kind = QComboBox()
        for kind in KINDS:
            self.kind.addItem(kind_words(kind), kind)
        self.kind.setCurrentIndex(max(0, self.kind.findData(entry.kind)))
        self.text = QPlainTextEdit(entry.text)
        self.text.setPlaceholderText(self.tr("What happened or was done, and what comes next"))
        self.person = self._choices(log.people, entry.person_id)
        self.story = self._choices(log.stories, entry.story_id)
        self.by = QLineEdit(entry.by)
        self.lay_out(
            self.text,
            (
                (self.tr("What it is"), self.kind),
                (self.tr("Note"), self.text),
                (self.tr("About"), self.person),
                (self.tr("After the story"), self.story),
                (self.tr("Noted by"), self.by),
            ),
        )

    def _choices(self, known: tuple[tuple[int, str], ...], chosen: int | None) -> QComboBox:
        field = QComboBox()
        field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        field.addItem(self.tr("Not said"), None)
        for number, words in known:
            field.addItem(words, number)
        field.setCurrentIndex(max(0, field.findData(chosen)))
        return field

    def save_entry(self) -> int | None:
        """Write the note."""
        entry = CareEntry(
            self.text.toPlainText(),
            self.kind.currentData(),
            self.by.text(),
            self.story.currentData(),
            self.person.currentData(),
        )
        if self._number is None:
            return add_entry(self._workspace, entry, self.say)
        words = {
            "kind": {kind: kind_words(kind) for kind in KINDS},
            "person_id": self._words(self._log.people),
            "story_id": self._words(self._log.stories),
        }
        return change_entry(self._workspace, self._number, self._shown, entry, words, self.say)

    def _words(self, known: tuple[tuple[int, str], ...]) -> dict[str, str]:
        return {"": self.tr("Not said"), **{str(number): words for number, words in known}}


def kind_words(kind: str) -> str:
    """What a line of the log is, in words; `kind` itself where nobody knows it."""
    words = {
        WORRY: QCoreApplication.translate("CareLog", "A worry"),
        DONE: QCoreApplication.translate("CareLog", "What was done"),
        CHECK_IN: QCoreApplication.translate("CareLog", "How a check-in went"),
    }
    return words.get(kind, kind)


def show_care_log(workspace: Workspace, parent: QWidget) -> None:
    """Open the log."""
    run_dialog(CareLogDialog(workspace, parent))
