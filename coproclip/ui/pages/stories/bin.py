"""The bin: stories that were put away, the way back, and the way out for good."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QListWidget, QListWidgetItem, QWidget

from coproclip.jobs import Job
from coproclip.overview.stories import binned_stories
from coproclip.people.vault import has_vault
from coproclip.project.erasing.erasure import Erased, erase_stories, only_tellers
from coproclip.ui.operations import stories
from coproclip.ui.repeated_words import repeated_words
from coproclip.ui.transcription.wording import listed
from coproclip.ui.wait_for import wait_for
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import counted, day, some_named, some_of
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.message import Message, MessageAction
from coproclip.ui.widgets.prompts import ForGoodDialog, run_dialog
from coproclip.ui.workspace import Workspace

STORY = Qt.ItemDataRole.UserRole
translate = QCoreApplication.translate


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
        self.delete = Button(self.tr("Delete for good…"), "trash-2", kind="danger", on_click=self.delete_for_good)
        column.addWidget(self.delete, 0, Qt.AlignmentFlag.AlignLeft)
        self.answer_with(Button(self.tr("Close"), on_click=self.reject), self.out)
        for key in ("Delete", "Backspace"):
            shortcut = QShortcut(QKeySequence(key), self.list, context=Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(self.delete_for_good)
        self._show()

    def _show(self) -> None:
        place = max(0, self.list.currentRow())
        self.list.clear()
        for story in self._workspace.read(binned_stories):
            words = f"{story.who}: {story.title}" if story.who else story.title
            item = QListWidgetItem(f"{words} ({day(story.date)})")
            item.setData(STORY, story.story_id)
            self.list.addItem(item)
        self.list.setCurrentRow(min(place, self.list.count() - 1))
        for button in (self.out, self.delete):
            button.setEnabled(self.list.count() > 0)

    def take_out(self) -> None:
        """Take the chosen story out of the bin."""
        if self.list.currentRow() < 0:
            return
        stories.take_out_of_bin(self._workspace, self.list.currentItem().data(STORY))
        self._show()
        if not self.list.count():
            self.accept()

    def delete_for_good(self) -> None:
        """Ask, then delete the chosen story with all that belongs to it."""
        if self.list.currentRow() < 0:
            return
        project, story_id = self._workspace.opened(), self.list.currentItem().data(STORY)
        tellers = self._workspace.attempt(lambda: only_tellers(project, [story_id]))
        if tellers is None:
            return
        asking = DeleteForGood(self.list.currentItem().text(), tellers, self)
        if not run_dialog(asking):
            self.list.setFocus()
            return
        self._workspace.listening.pause()
        also = asking.storytellers.isChecked()
        title = self.tr("Deleting “{story}” for good").format(story=self.list.currentItem().text())

        def _erase(job: Job) -> Erased:
            return erase_stories(project, [story_id], storytellers=also, report=job.report)

        done = self._workspace.attempt(lambda: wait_for(self._workspace, title, _erase, self))
        if done is not None:
            tell_erased(self._workspace, done)
        self._show()
        self.list.setFocus()
        if not self.list.count():
            self.accept()


def tell_erased(workspace: Workspace, done: Erased) -> None:
    """Say that a story is deleted, and what is left to be done about it."""
    if done.renamed:
        one = translate("StoriesBin", "A theme was named in its words. It is now called {names}.")
        many = translate("StoriesBin", "{n} themes were named in its words. They are now called {names}.")
        names = some_named([translate("StoriesBin", "Theme {n}").format(n=number) for number in done.renamed])
        happened = counted(len(done.renamed), one, many.replace("{names}", names)).replace("{names}", names)
        another = translate("StoriesBin", "Give it another name on the Themes page.")
        workspace.show_banner(Message(happened, next=another, key="renamed"))
    if done.repeated:
        happened = translate(
            "StoriesBin", "The story is deleted, but some of its words, or names taken out of it, are still in {where}."
        )
        workspace.show_banner(repeated_words(workspace, happened, done.repeated))
    if done.left:
        happened = translate("StoriesBin", "The story is deleted, but the file “{name}” could not be.")
        next_step = translate("StoriesBin", "Close what has it open, and delete it in the project’s folder.")
        workspace.show_banner(Message(happened.format(name=done.left[0]), next=next_step, kind="caution"))
    if done.alike:
        happened = translate("StoriesBin", "The story is deleted, but these may be copies of its sound: {names}.")
        next_step = translate("StoriesBin", "Listen to them, and delete those in the project’s folder that are.")
        message = Message(happened.format(names=some_named(done.alike)), next=next_step, key="alike", kind="caution")
        workspace.show_banner(message)
    if done.staying:
        happened = translate("StoriesBin", "The story is deleted, but the project has something else of {names}.")
        next_step = translate("StoriesBin", "So they stay in the list of people, with any photo in the report.")
        message = Message(happened.format(names=some_of(done.staying)), next=next_step, key="stays", kind="caution")
        workspace.show_banner(message)
    if done.out:
        happened = translate("StoriesBin", "The story is deleted here, but something of it went out: {where}.")
        where = [f"{day} {whom}".strip() for day, whom in done.out]
        next_step = translate("StoriesBin", "Ask for it to be deleted there too.")
        happened = happened.format(where=some_of(where))
        workspace.show_banner(Message(happened, next=next_step, key="erased but out", kind="caution"))
    if done.storytellers and has_vault(workspace.opened()):
        happened = translate("StoriesBin", "The vault may still hold the real names and contacts of who told it.")
        next_step = translate("StoriesBin", "Open it: who is no longer in the project is at the end of its list.")
        answer = MessageAction(
            translate("StoriesBin", "Open the vault…"), lambda: workspace.command_asked.emit("vault")
        )
        workspace.show_banner(Message(happened, next=next_step, answers=(answer,), key="left in the vault"))
    if done.complete:
        workspace.show_toast(translate("StoriesBin", "Deleted for good"))


class DeleteForGood(ForGoodDialog):
    """Asks before a story is deleted for good, and whether its storytellers go too."""

    def __init__(self, story: str, tellers: list[str], parent: QWidget | None = None) -> None:
        title = self.tr("Delete for good")
        words = self.tr(
            "Its sound, words, excerpts and answers are erased, also from undo and from every backup and second "
            "version of the project that holds them. This cannot be undone."
        )
        exported = self.tr(
            "Clips, pages and copies outside the project stay: delete those yourself. If its words are in a theme, a "
            "playlist or a note, you’re told where."
        )
        super().__init__(title, self.tr("Delete “{story}” for good?").format(story=story), words, exported, parent)
        one = self.tr("Also forget {names}, who tells no other story")
        more = self.tr("Also forget {names}, who tell no other story")
        self.storytellers = QCheckBox((one if len(tellers) == 1 else more).format(names=listed(tellers)))
        self.storytellers.setChecked(bool(tellers))
        self.storytellers.setVisible(bool(tellers))
        self.column.insertWidget(self.column.count() - 1, self.storytellers)
