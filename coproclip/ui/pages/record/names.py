"""Who tells the story and who asks: a name typed, or chosen among those who are known."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QWidget

from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.label import Label, Monogram


class NameField(QComboBox):
    """A name with its initial in front."""

    named = Signal()
    """What is typed is a whole name: the keyboard went elsewhere."""

    def __init__(self, name: str, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setAccessibleName(name)
        edit = self.lineEdit()
        assert edit is not None
        self._edit = edit
        edit.setPlaceholderText(placeholder)
        edit.setMaxLength(80)
        edit.editingFinished.connect(self.named)
        completer = self.completer()
        if completer is not None:
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._monogram = Monogram("", 22, self)
        self._monogram.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.editTextChanged.connect(lambda _text: self._show_initial())
        self._show_initial()

    def name(self) -> str:
        """What is typed, with single spaces."""
        return " ".join(self.currentText().split())

    def set_name(self, name: str) -> None:
        """Show `name`, without telling."""
        with QSignalBlocker(self):
            self.setEditText(name)
        self._show_initial()

    def set_known(self, names: Sequence[str]) -> None:
        """Offer these; what is typed stays."""
        typed = self.currentText()
        with QSignalBlocker(self):
            self.clear()
            self.addItems(list(names))
            self.setCurrentIndex(-1)
            self.setEditText(typed)

    def _show_initial(self) -> None:
        name = self.name()
        self._monogram.set_name(name)
        self._monogram.setVisible(bool(name))
        self._edit.setTextMargins(current().scaled(22) if name else 0, 0, 0, 0)
        self._place()

    def _place(self) -> None:
        side = current().scaled(22)
        self._monogram.setGeometry(current().scaled(7), (self.height() - side) // 2, side, side)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The initial stays in front."""
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        """The initial follows the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_monogram"):
            self._show_initial()


class Names(QWidget):
    """Storyteller and reporter, beside each other in the header or under each other in the panel."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(10)
        self.storyteller = NameField(self.tr("Storyteller: the name they want to go by"), self.tr("Name to go by"))
        self.reporter = NameField(self.tr("Reporter: who asks"), self.tr("Who asks"))
        self._labels = [Label(self.tr("Storyteller"), "small"), Label(self.tr("Reporter"), "small")]
        for label, field in zip(self._labels, (self.storyteller, self.reporter), strict=True):
            label.setBuddy(field)
            self._box.addWidget(label)
            self._box.addWidget(field)
        self.stand(beside=True)

    @property
    def who(self) -> str:
        """Whose story it is, for sentences."""
        return self.storyteller.name() or self.tr("the storyteller")

    def stand(self, *, beside: bool) -> None:
        """Beside each other, or under each other."""
        directions = QBoxLayout.Direction
        self._box.setDirection(directions.LeftToRight if beside else directions.TopToBottom)
        self._box.setSpacing(10 if beside else 8)
        wide = current().scaled(168)
        for field in (self.storyteller, self.reporter):
            field.setFixedWidth(wide) if beside else field.setMinimumWidth(60)
            if not beside:
                field.setMaximumWidth(16777215)

    def lock(self, *, storyteller: bool) -> None:
        """While somebody is recorded, it is they who said yes."""
        self.storyteller.setEnabled(not storyteller)
        self.storyteller.setToolTip(self.tr("Can be changed when the story is finished") if storyteller else "")
