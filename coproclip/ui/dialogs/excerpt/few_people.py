"""Words that an excerpt is signed with and that fit too few people: said where they are chosen, with broader ones."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from coproclip.people.naming import against
from coproclip.ui.widgets.boxes import NONE, hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import IconLabel, Label
from coproclip.ui.widgets.message import announce
from coproclip.ui.workspace import Workspace


class FewPeople(QWidget):
    """Nothing, where the words fit enough people or somebody keeps them so on purpose."""

    broader_chosen = Signal(str)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._broader = workspace, ""
        column = vbox(self, NONE, 6)
        row = hbox(spacing=8)
        row.addWidget(IconLabel("triangle-alert", "flag", 16), 0, Qt.AlignmentFlag.AlignTop)
        self.said = Label("", "small", wrap=True)
        row.addWidget(self.said, 1)
        column.addLayout(row)
        self.use = Button("", size="small", on_click=lambda: self.broader_chosen.emit(self._broader))
        column.addWidget(self.use, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def show_for(self, words: str) -> None:
        """Say whom these words fit, if they are too few, and offer broader ones."""
        few = self._workspace.read(against, words)
        heard, now = self.said.text(), ""
        if few is not None:
            now, self._broader = self.tr("{few} It may tell who it is.").format(few=few.sentence), few.broader
            self.use.setText(self.tr("Use “{words}”").format(words=few.broader))
            self.use.setAccessibleName(self.tr("Use broader words: {words}").format(words=few.broader))
        self.said.setText(now)
        self.setVisible(few is not None)
        if now and now != heard:
            announce(self, now)
