"""The bin: stories that were put away, and the way back."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from coproclip.people.stories import restore_story, stories, who_told
from coproclip.project.journal import Operation
from coproclip.ui.components.buttons import Button
from coproclip.ui.components.labels import Label
from coproclip.ui.components.roomy import Dialog
from coproclip.ui.stories.table import day
from coproclip.ui.workspace import Workspace

STORY = Qt.ItemDataRole.UserRole


class StoriesBin(Dialog):
    """What is in the bin; a story taken out is where it was, with its words and excerpts."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__("", parent, wide=480, high=320)
        self._workspace = workspace
        self.setWindowTitle(self.tr("Stories in the bin"))
        column = self.column
        column.addWidget(
            Label(self.tr("Nothing in the bin is lost. It is in no list and in no export."), "muted", wrap=True)
        )
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Stories in the bin"))
        self.list.itemActivated.connect(lambda _item: self.take_out())
        column.addWidget(self.list, 1)
        self.out = Button(self.tr("Take out of the bin"), "undo-2", kind="main", on_click=self.take_out)
        self.foot.addWidget(Button(self.tr("Close"), on_click=self.reject))
        self.foot.addStretch(1)
        self.foot.addWidget(self.out)
        self._show()

    def _show(self) -> None:
        place = max(0, self.list.currentRow())
        self.list.clear()
        with self._workspace.opened().read() as session:
            for story in stories(session, binned=True):
                who = who_told(session, story.id)
                words = f"{who}: {story.title}" if who else story.title
                item = QListWidgetItem(f"{words} ({day(story.told_on or story.created_at)})")
                item.setData(STORY, story.id)
                self.list.addItem(item)
        self.list.setCurrentRow(min(place, self.list.count() - 1))
        self.out.setEnabled(self.list.count() > 0)

    def take_out(self) -> None:
        """Take the chosen story out of the bin."""
        if self.list.currentRow() < 0:
            return
        story_id = self.list.currentItem().data(STORY)

        def _restore() -> None:
            with self._workspace.opened().edit(Operation.RESTORE_STORY) as edit:
                restore_story(edit, story_id)

        self._workspace.attempt(_restore)
        self._show()
        if not self.list.count():
            self.accept()
