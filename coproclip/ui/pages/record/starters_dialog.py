"""The list of conversation starters, to be changed."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QListWidget, QListWidgetItem, QWidget

from coproclip.people.moments import DEFAULT_STARTERS
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.boxes import hbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label

_FLAGS = Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled


class StartersDialog(Dialog):
    """One line a question: change, add, remove, put in order. `texts()` once it was accepted."""

    def __init__(self, texts: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Conversation starters"), parent, wide=560, high=520)
        self._before = list(texts)
        words = self.tr("Questions that may help a conversation along. F2 or a double click changes one.")
        self.column.addWidget(Label(words, "small", wrap=True))
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Conversation starters"))
        self.list.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.list.setWordWrap(True)
        self.list.setSpacing(2)
        self.list.setMinimumHeight(current().scaled(160))
        self.column.addWidget(self.list, 1)
        row = hbox(spacing=4)
        for words, icon, do in (
            (self.tr("Add"), "plus", self.add),
            (self.tr("Change"), "pencil", self.change),
            (self.tr("Remove"), "x", self.remove),
        ):
            row.addWidget(Button(words, icon, size="small", on_click=do))
        for name, icon, by in ((self.tr("Earlier"), "arrow-up", -1), (self.tr("Later"), "arrow-down", 1)):
            row.addWidget(Button(icon=icon, kind="icon", size="small", name=name, on_click=partial(self.move_by, by)))
        row.addStretch(1)
        self.column.addLayout(row)
        self.foot.addWidget(Button(self.tr("Restore the first eight"), kind="quiet", on_click=self.restore))
        self.answer_with(Button(self.tr("Cancel"), on_click=self.reject))
        save = Button(self.tr("Save"), kind="main", on_click=self.accept)
        save.setDefault(True)
        self.foot.addWidget(save)
        self.ask_before_leaving(save)
        self._fill(texts)
        self.list.setFocus()

    def _fill(self, texts: Sequence[str]) -> None:
        self.list.clear()
        for text in texts:
            self._add(text)
        self.list.setCurrentRow(0)

    def _add(self, text: str, at: int | None = None) -> QListWidgetItem:
        item = QListWidgetItem(text)
        item.setFlags(_FLAGS)
        self.list.insertItem(self.list.count() if at is None else at, item)
        return item

    def texts(self) -> list[str]:
        """The questions in order, without empty ones; with one that is just being typed."""
        found = [self.list.item(row).text() for row in range(self.list.count())]
        editor = self.list.viewport().findChild(QLineEdit)
        if editor is not None and editor.isVisible() and 0 <= self.list.currentRow() < len(found):
            found[self.list.currentRow()] = editor.text()
        return [text for one in found if (text := one.strip())]

    def unsaved_words(self) -> list[str]:
        """The whole list, once anything in it is another."""
        texts = self.texts()
        return ["\n".join([f"{self.windowTitle()}:", *texts])] if texts != self._before else []

    def add(self) -> None:
        """A new one after the chosen one, to be typed."""
        item = self._add("", self.list.currentRow() + 1)
        self.list.setCurrentItem(item)
        self.list.editItem(item)

    def change(self) -> None:
        """Type in the chosen one."""
        if (item := self.list.currentItem()) is not None:
            self.list.editItem(item)

    def remove(self) -> None:
        """Without the chosen one."""
        if self.list.currentRow() >= 0:
            self.list.takeItem(self.list.currentRow())

    def move_by(self, by: int) -> None:
        """The chosen one earlier or later."""
        row, to = self.list.currentRow(), self.list.currentRow() + by
        if row >= 0 and 0 <= to < self.list.count():
            self.list.insertItem(to, self.list.takeItem(row))
            self.list.setCurrentRow(to)

    def restore(self) -> None:
        """The eight of a new project."""
        self._fill(DEFAULT_STARTERS)
