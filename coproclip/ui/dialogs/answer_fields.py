"""What is asked with every answer: what it is for, and how it was given."""

from collections.abc import Collection

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from coproclip.excerpts.rules.policy import Use
from coproclip.ui.widgets.boxes import NONE, vbox
from coproclip.ui.widgets.label import Label


class UseTicks(QWidget):
    """Ticks for the uses that a storyteller can say yes to; to be quoted goes with clips, which have the words too."""

    changed = Signal()

    def __init__(self, uses: Collection[Use], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = vbox(self, NONE, 4)
        title = self.tr("What it is for")
        column.addWidget(Label(title, "small-strong"))
        words = {
            Use.SHARING: self.tr("Clips and playlists"),
            Use.PAGE: self.tr("A public page"),
            Use.REPORT: self.tr("A report"),
            Use.ARCHIVE: self.tr("An archive"),
        }
        self.ticks: dict[Use, QCheckBox] = {}
        for use, text in words.items():
            tick = QCheckBox(text)
            tick.setAccessibleName(f"{title}: {text}")
            tick.setChecked(use in uses)
            tick.toggled.connect(lambda _on: self.changed.emit())
            self.ticks[use] = tick
            column.addWidget(tick)

    def chosen(self) -> list[Use]:
        """The uses that are ticked."""
        return [use for use, tick in self.ticks.items() if tick.isChecked()]


class HowField(QComboBox):
    """How an answer was given; nothing is chosen before somebody does: that would be no record of how it was."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.addItems(
            [
                self.tr("in person"),
                self.tr("on the phone"),
                self.tr("in writing"),
                self.tr("through a supporter"),
            ]
        )
        self.setCurrentIndex(-1)
        self.setAccessibleName(self.tr("How"))
        if (line := self.lineEdit()) is not None:
            line.setPlaceholderText(self.tr("Choose, or type it"))

    def words(self) -> str:
        """What was chosen or typed."""
        return self.currentText().strip()
