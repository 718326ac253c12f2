"""“If somebody may be at risk”: who is told and how to reach them, in large letters, from anywhere (Shift F1)."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from coproclip.people.about_project import FIELDS, project_facts
from coproclip.ui.dialogs.project.about import SAFEGUARDING, AboutProject
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.workspace import Workspace


class AtRisk(Dialog):
    """Beside everything else: what goes on goes on, a recording too. `write` opens where the contact is written."""

    def __init__(self, workspace: Workspace, write: Callable[[], object], parent: QWidget) -> None:
        super().__init__("", parent, wide=560)
        self.setWindowTitle(self.tr("If somebody may be at risk"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.NonModal)
        self._write = write
        contact_text = workspace.read(project_facts).texts[SAFEGUARDING].strip()
        self.column.setSpacing(14)
        self.column.addWidget(Label(self.tr("If somebody may be at risk"), "head", wrap=True))
        self.column.addWidget(Label(self.tr("In danger now? Call the emergency number first."), wrap=True))
        if contact_text:
            contact = Label(contact_text, "title", wrap=True)
            contact.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            contact.setAccessibleName(contact_text)
            self.column.addWidget(contact)
        else:
            nobody = self.tr("Nobody is noted yet.")
            where = self.tr(
                "Write who is told, and how to reach them, in “{field}” of About this project, in the Project menu."
            )
            self.column.addWidget(Label(nobody, "title", wrap=True))
            self.column.addWidget(Label(where.format(field=FIELDS[SAFEGUARDING].label), wrap=True))
        self.column.addStretch(1)
        self.close_button = Button(self.tr("Close"), kind="main", on_click=self.accept)
        self.change = Button(self.tr("Change…") if contact_text else self.tr("Write it now…"), on_click=self._on_write)
        self.change.setVisible(not isinstance(parent, AboutProject))  # there it can be written already
        self.answer_with(self.change, self.close_button)
        self.close_button.setFocus()

    def _on_write(self) -> None:
        self.accept()
        self._write()


def show_at_risk(workspace: Workspace, window: QWidget, write: Callable[[], object]) -> None:
    """Show the card, over a dialog too if one is open; once is enough."""
    over = QApplication.activeModalWidget() or window
    for card in over.findChildren(AtRisk):
        card.raise_()
        card.activateWindow()
        return
    AtRisk(workspace, write, over).show()
