"""“Kept from copies”: what a colleague had made of something that both had changed, until somebody is done with it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QWidget

from coproclip.overview.kept_notes import KeptNote, kept_notes
from coproclip.ui.operations.kept_notes import set_done
from coproclip.ui.widgets.boxes import NONE, hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import day
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.field_values import LOOKS_FOR
from coproclip.ui.widgets.label import Hairline, Label
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.workspace import Workspace

SHOWN = 60
"""So many are shown; the command line lists all."""


class KeptFromCopies(Dialog):
    """The texts, newest first, with what they belong to and from whom they are."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__("", parent, wide=640, high=560)
        self.setWindowTitle(self.tr("Kept from copies"))
        self._workspace = workspace
        words = self.tr(
            "Where you and a colleague changed the same thing and both were kept, yours stands in its place and theirs "
            "is here. What is about a story is marked in the story itself."
        )
        self.column.addWidget(Label(words, "muted", wrap=True))
        self.all = QCheckBox(self.tr("Also what is done"))
        self.all.setProperty(LOOKS_FOR, True)
        self.all.toggled.connect(lambda _on: self.renew())
        self.column.addWidget(self.all)
        self._list = QWidget()
        self._rows = vbox(self._list, NONE, 12)
        self.column.addWidget(self._list)
        self.column.addStretch(1)
        self._close = Button(self.tr("Close"), kind="main", on_click=self.accept)
        self.answer_with(self._close)
        self._close.setDefault(True)
        self.renew()
        self._close.setFocus()

    def renew(self) -> None:
        """Read them anew."""
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        notes = [note for note in self._workspace.read(kept_notes) if self.all.isChecked() or not note.done]
        if not notes:
            self._rows.addWidget(Label(self.tr("Nothing waits here."), wrap=True))
        for note in notes[:SHOWN]:
            self._rows.addWidget(self._entry(note))
        if (more := len(notes) - SHOWN) > 0:
            older = self.tr("And {n} older ones: “coproclip notes” lists them.").format(n=more)
            self._rows.addWidget(Label(older, "small", wrap=True))

    def _entry(self, note: KeptNote) -> QWidget:
        whole = QWidget()
        column = vbox(whole, NONE, 4)
        column.addWidget(Hairline())
        text = Label(note.text, wrap=True)
        text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        column.addWidget(text)
        theme = self.tr("Theme “{name}”").format(name=note.theme) if note.theme else ""
        whose = self.tr("From {name}").format(name=note.from_whom) if note.from_whom else ""
        done = self.tr("Done") if note.done else ""
        facts = " · ".join(filter(None, (theme, whose, day(note.made_at), done)))
        column.addWidget(Label(facts, "small", wrap=True))
        row = hbox(spacing=8)
        button = Button(
            self.tr("Not done after all") if note.done else self.tr("Done"),
            size="small",
            name=f"{self.tr('Not done after all') if note.done else self.tr('Done')}: {note.text[:120]}",
            on_click=lambda: self._turn(note),
        )
        row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        return whole

    def _turn(self, note: KeptNote) -> None:
        if set_done(self._workspace, note.number, not note.done):
            self.renew()
            self._close.setFocus()


def show_kept_from_copies(workspace: Workspace, parent: QWidget) -> None:
    """Open “Kept from copies”."""
    run_dialog(KeptFromCopies(workspace, parent))
