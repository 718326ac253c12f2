"""What the computer first wrote, beside the words as they are now; one passage, several or all brought back."""

from collections.abc import Collection

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from coproclip.timecode import clock
from coproclip.transcript.original import Original, originals
from coproclip.ui.operations import transcript as operations
from coproclip.ui.style.tokens import current
from coproclip.ui.transcript.versions import Versions
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import counted
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.switch import Switch
from coproclip.ui.workspace import Workspace

_PLACE = Qt.ItemDataRole.UserRole
_SHOWN = 40
"""So many chosen passages are compared word by word; of more, the first ones."""


class OriginalDialog(Dialog):
    """Choose passages of the original transcript in the list (several with Shift or Ctrl), compare, bring back."""

    def __init__(self, workspace: Workspace, story_id: int, at_ms: int, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Original transcript"), parent, wide=760)
        self._workspace, self._story_id = workspace, story_id
        self._originals: list[Original] = []
        self.column.addWidget(Label(self.tr("What the computer first wrote"), "head", wrap=True))
        explanation = self.tr(
            "It stays as it was, whatever is corrected, joined or deleted. Bringing words back can be undone."
        )
        self.column.addWidget(Label(explanation, "muted", wrap=True))
        self.only_changed = Switch(self.tr("Only passages that differ now"))
        self.only_changed.toggled.connect(lambda _on: self._fill(self._here()))
        self.column.addWidget(self.only_changed)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Passages of the original transcript"))
        self.list.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.list.setUniformItemSizes(True)
        self.list.setMinimumHeight(current().scaled(150))
        self.list.itemSelectionChanged.connect(self._show)
        self.column.addWidget(self.list, 1)
        self.versions = Versions(self.tr("Now"), self.tr("What the computer first wrote"))
        self.column.addWidget(self.versions)
        self.differences = Label("", "small", wrap=True)
        self.column.addWidget(self.differences)
        self.close_button = Button(self.tr("Close"), on_click=self.reject)
        self.back = Button(self.tr("Bring back the original words"), "undo-2", "main", on_click=self._bring_back)
        self.answer_with(self.close_button, self.back)
        self._read()
        self.only_changed.setChecked(False)
        self._fill(at_ms)
        self.list.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in the list changes nothing by mistake: the button is for that."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.list.hasFocus():
            self.back.setFocus()
            return
        super().keyPressEvent(event)

    def _read(self) -> None:
        self._originals = self._workspace.attempt(lambda: self._workspace.read(originals, self._story_id)) or []

    def _here(self) -> int:
        item = self.list.currentItem()
        return self._originals[int(item.data(_PLACE))].start_ms if item is not None else 0

    def _fill(self, at_ms: int) -> None:
        """Show the passages and choose the one heard at `at_ms`."""
        self.list.blockSignals(True)
        self.list.clear()
        nearest = None
        for place, one in enumerate(self._originals):
            if self.only_changed.isChecked() and not one.changed:
                continue
            mark = self.tr("differs") if one.changed else self.tr("as it was")
            item = QListWidgetItem(f"{clock(one.start_ms)}  ({mark})  {one.text}")
            item.setData(_PLACE, place)
            self.list.addItem(item)
            if nearest is None or one.start_ms <= at_ms:
                nearest = item
        self.list.blockSignals(False)
        if nearest is not None:
            self.list.setCurrentItem(nearest)
            self.list.scrollToItem(nearest, QListWidget.ScrollHint.PositionAtCenter)
        self._show()

    def chosen(self) -> list[Original]:
        """The passages chosen in the list, in order of time."""
        return [self._originals[place] for place in sorted(item.data(_PLACE) for item in self.list.selectedItems())]

    def _show(self) -> None:
        chosen = self.chosen()
        some = chosen[:_SHOWN]
        self.versions.show_versions([one.now for one in some], [one.text for one in some])
        differ = sum(one.changed for one in chosen)
        self.back.setEnabled(differ > 0)
        if not self._originals:
            self.differences.setText(self.tr("The computer has not transcribed this story."))
        elif not chosen:
            self.differences.setText(self.tr("Choose a passage in the list."))
        elif not differ:
            self.differences.setText(self.tr("The words are as the computer first wrote them."))
        else:
            some_differ = counted(differ, self.tr("1 passage differs."), self.tr("{n} passages differ."))
            words = self.versions.summary() if len(chosen) <= _SHOWN else self.tr("The first ones are shown.")
            self.differences.setText(f"{some_differ} {words}")

    def _bring_back(self) -> None:
        ids: Collection[int] = {one.draft_id for one in self.chosen() if one.changed}
        here = self._here()
        if operations.bring_back(self._workspace, self._story_id, ids):
            self._read()
            self._fill(here)
