"""The project's own words: the list that is told to the speech engine, what it might want, and likely mishearings."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTabWidget,
    QWidget,
)

from coproclip.errors import CoProClipError
from coproclip.jobs import Job, JobState
from coproclip.project.project import Changes
from coproclip.transcript.word_list import Suggestion, listed, suggestions
from coproclip.ui.commands.table import Command, attach
from coproclip.ui.dialogs.words.mishearings import MishearingPanel
from coproclip.ui.job_runner import JobHandle, JobKind
from coproclip.ui.operations import words as operations
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.boxes import hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import counted
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Hairline, Label
from coproclip.ui.workspace import Workspace

Verb = Callable[[Workspace, str, operations.Trouble], bool]
_WORD = Qt.ItemDataRole.UserRole


class WordsDialog(Dialog):
    """Two tabs: the list with its suggestions, and likely mishearings. Everything takes effect at once."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__("", parent, wide=620)
        self._workspace = workspace
        self._job: JobHandle[list[Suggestion]] | None = None
        self._stale = False
        self.setWindowTitle(self.tr("Names and special words"))
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setProperty("ring", "inside")
        self.mishearings = MishearingPanel(workspace)
        self.mishearings.counted.connect(self._count)
        self.tabs.addTab(self._build_list(), self.tr("Words"))
        self.tabs.addTab(self.mishearings, self.tr("Likely mishearings"))
        self.tabs.tabBarClicked.connect(lambda _tab: QTimer.singleShot(0, self, self._focus_inside))
        self.column.setContentsMargins(16, 8, 16, 8)
        self.column.addWidget(self.tabs, 1)
        self.foot.addStretch(1)
        self.done_button = Button(self.tr("Done"), kind="main", on_click=self.accept)
        self.foot.addWidget(self.done_button)
        attach(self, self.mishearings.commands(), workspace.settings)
        workspace.changed.connect(self._on_changed)
        self.finished.connect(lambda _how: self.mishearings.hush())
        self._show()
        self._look()
        self.mishearings.look()
        self.field.setFocus()

    def _build_list(self) -> QWidget:
        part = QWidget()
        column = vbox(part, (8, 14, 8, 4), 10)
        hint = self.tr("Names, places and words of your own. They are listened for when a story is transcribed.")
        column.addWidget(Label(hint, "small", wrap=True))
        row = hbox(spacing=8)
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("co-production, Amina, Tafarn y Plu"))
        self.field.setAccessibleName(self.tr("Words to add, with commas between"))
        self.field.returnPressed.connect(self._add)
        self.add = Button(self.tr("Add"), "plus", on_click=self._add)
        row.addWidget(self.field, 1)
        row.addWidget(self.add)
        column.addLayout(row)
        self.trouble = Label("", "error", wrap=True)
        self.trouble.hide()
        column.addWidget(self.trouble)
        self.words = self._list(self.tr("Names and special words"), 150)
        self._words_frame = _framed(self.words)
        column.addWidget(self._words_frame, 1)
        row = QHBoxLayout()
        self.remove = Button(self.tr("Take off the list"), "trash-2", "danger", on_click=self._remove)
        self.number = Label("", "small")
        row.addWidget(self.number, 1)
        row.addWidget(self.remove)
        column.addLayout(row)
        column.addWidget(Hairline())
        self._suggested_head = Label(self.tr("From your corrections"), "strong")
        column.addWidget(self._suggested_head)
        self.suggested = self._list(self.tr("Words from your corrections"), 110)
        self.suggested.itemActivated.connect(lambda _item: self._take())
        self._suggested_frame = _framed(self.suggested)
        column.addWidget(self._suggested_frame, 1)
        self._nothing = Label("", "small", wrap=True)
        column.addWidget(self._nothing)
        row = hbox(spacing=8)
        self.take = Button(self.tr("Add to the list"), "plus", on_click=self._take)
        self.no = Button(self.tr("No, never"), "x", on_click=self._turn_down)
        row.addWidget(self.take)
        row.addWidget(self.no)
        row.addStretch(1)
        column.addLayout(row)
        gone = Command("remove", self.tr("Take off the list"), ("Delete",), slot=self._remove)
        attach(self.words, [gone], self._workspace.settings)
        return part

    def _list(self, name: str, high: int) -> QListWidget:
        made = QListWidget()
        made.setAccessibleName(name)
        made.setMinimumHeight(current().scaled(high))
        made.setSpacing(2)
        made.itemSelectionChanged.connect(self._renew)
        return made

    def _focus_inside(self) -> None:
        (self.mishearings.right if self.tabs.currentIndex() else self.field).setFocus()

    # ---- shown ------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        if self._workspace.project is None:
            return
        words = self._workspace.read(listed)
        _fill(self.words, [(word, word) for word in words])
        one, many = self.tr("1 word"), self.tr("{n} words")
        self.number.setText(counted(len(words), one, many) if words else self.tr("No words yet."))
        self._renew()

    def _look(self) -> None:
        """Look through what was corrected: of many stories that takes a moment."""
        if self._job is not None and not self._job.ended:
            self._stale = True
            return
        self._stale, project, models = False, self._workspace.opened(), self._workspace.settings.models
        if not self.suggested.count():
            self._nothing.setText(self.tr("Looking through the corrections…"))

        def _work(_job: Job) -> list[Suggestion]:
            return project.query(suggestions, models)

        self._job = self._workspace.jobs.start(
            JobKind.SUGGEST_WORDS, self.tr("Looking for words"), _work, owner=self, ended=self._on_looked
        )
        self._renew()

    def _show_suggested(self, found: list[Suggestion]) -> None:
        rows = []
        for one in found:
            times = counted(one.times, self.tr("put in once"), self.tr("put in {n} times"))
            rows.append((one.text, f"{one.text}  ·  {times}"))
        _fill(self.suggested, rows)
        none = self.tr("Nothing to suggest. Words that you put right in a story come here.")
        self._nothing.setText("" if rows else none)
        self._renew()

    def _renew(self) -> None:
        if not hasattr(self, "no"):
            return
        some = self.suggested.count() > 0
        for part in (self._suggested_frame, self.take, self.no):
            part.setVisible(some)
        self._nothing.setVisible(bool(self._nothing.text()))
        self.remove.setEnabled(self.words.currentItem() is not None)
        self._words_frame.setVisible(self.words.count() > 0)

    def _count(self, number: int) -> None:
        words = self.tr("Likely mishearings {n}").format(n=number) if number else self.tr("Likely mishearings")
        self.tabs.setTabText(1, words)
        if not number and self.mishearings.isVisible():
            self.done_button.setFocus()  # the buttons that had the keyboard are gone

    # ---- asked for --------------------------------------------------------------------------------------------

    def _edit(self, do: Verb, text: str) -> bool:
        self.trouble.hide()
        done = do(self._workspace, text, self._say)
        if done:
            self._show()
        return done

    def _say(self, trouble: CoProClipError) -> None:
        self.trouble.setText(str(trouble))
        self.trouble.show()

    def _add(self) -> None:
        if self.field.text().strip() and self._edit(operations.add, self.field.text()):
            self.field.clear()
        self.field.setFocus()

    def _remove(self) -> None:
        item = self.words.currentItem()
        if item is not None:
            self._edit(operations.remove, item.data(_WORD))

    def _take(self) -> None:
        self._answer(operations.add)

    def _turn_down(self) -> None:
        self._answer(operations.turn_down)

    def _answer(self, do: Verb) -> None:
        item = self.suggested.currentItem()
        if item is not None and self._edit(do, item.data(_WORD)):
            row = self.suggested.currentRow()
            self.suggested.takeItem(row)
            self.suggested.setCurrentRow(min(row, self.suggested.count() - 1))
            if not self.suggested.count():
                self._show_suggested([])
                self.field.setFocus()

    # ---- happened ---------------------------------------------------------------------------------------------

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches("listed_word"):
            self._show()
            self.mishearings.look()
        if changes.touches("segment", "listed_word"):
            self._look()

    def _on_looked(self, job: JobHandle[list[Suggestion]]) -> None:
        if job.state is JobState.DONE:
            self._show_suggested(job.result)
        if self._stale:
            self._look()

    # ---- leaving it -------------------------------------------------------------------------------------------

    def keeping_words(self) -> str:
        """Words that were typed can be added."""
        return self.add.text()

    def keep_and_leave(self) -> bool:
        """Add the words that were typed."""
        self._add()
        return not self.field.text().strip()

    def keyPressEvent(self, event: object) -> None:
        """Enter in the field adds a word, and closes nothing."""
        key = getattr(event, "key", lambda: None)()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return
        super().keyPressEvent(event)  # type: ignore[arg-type]


def _framed(rows: QListWidget) -> QFrame:
    frame = QFrame()
    frame.setProperty("role", "card")
    inside = vbox(frame, (4, 4, 4, 4))
    inside.addWidget(rows)
    return frame


def _fill(rows: QListWidget, words: list[tuple[str, str]]) -> None:
    """Show these, and stay at the same one or at its place."""
    item, place = rows.currentItem(), rows.currentRow()
    before = item.data(_WORD) if item is not None else None
    rows.clear()
    for word, shown in words:
        made = QListWidgetItem(shown)
        made.setData(_WORD, word)
        rows.addItem(made)
        if word == before:
            rows.setCurrentItem(made)
    if rows.currentItem() is None and words:
        rows.setCurrentRow(max(0, min(place, len(words) - 1)))
