"""What helps people to take part, in sight before they begin."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from coproclip.people.people import AccessNeeds
from coproclip.ui.widgets.soft_note import SoftNote


class AccessNote(SoftNote):
    """A line for each person of whom access needs are noted; not there where nobody has any."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("accessibility", parent)
        self.hide()

    def show_needs(self, needs: Sequence[AccessNeeds]) -> None:
        """Show these."""
        line = self.tr("What helps {name}: {needs}")
        text = "\n".join(line.format(name=one.alias, needs=" ".join(one.needs.split())) for one in needs)
        if text != self.words.text():
            self.words.setText(text)
            self.setAccessibleName(text)
        self.setVisible(bool(text))
