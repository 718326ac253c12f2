"""The head of the desk: back, whose story it is, undo, find, what may be shared."""

from functools import partial

from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from coproclip.excerpts.approval import Approval
from coproclip.overview.excerpts import ExcerptRow
from coproclip.overview.sharing import count_agreed
from coproclip.overview.story import DeskStory
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.badge import Badge
from coproclip.ui.widgets.boxes import hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import day
from coproclip.ui.widgets.label import Label, Monogram
from coproclip.ui.workspace import Workspace

_WORST = (Approval.AGAIN, Approval.WAITING, Approval.DRAFT, Approval.WITHHELD, Approval.YES, Approval.NO)


class DeskHeader(QFrame):
    """60 px: the buttons are given by the page."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._narrow = False
        self.setProperty("role", "header")
        row = hbox(self, (14, 0, 20, 0), 10)
        to_stories = partial(workspace.page_asked.emit, "stories")
        row.addWidget(Button(icon="arrow-left", kind="icon", name=self.tr("Back to all stories"), on_click=to_stories))
        self.monogram = Monogram("", 36)
        row.addWidget(self.monogram)
        words = vbox(spacing=0)
        words.addStretch(1)
        self.title = Label("", "head", elide=True)
        self.below = Label("", "small", elide=True)
        words.addWidget(self.title)
        words.addWidget(self.below)
        words.addStretch(1)
        row.addLayout(words, 1)
        self.undo = Button(icon="undo-2", kind="icon", name=self.tr("Undo"), on_click=workspace.undo)
        self.redo = Button(icon="redo-2", kind="icon", name=self.tr("Redo"), on_click=workspace.redo)
        self.search = Button(icon="search", kind="icon", name=self.tr("Find in this story"))
        for button in (self.undo, self.redo, self.search):
            row.addWidget(button)
        self.badge = Badge(Approval.DRAFT)
        self.yeses = Label("", "small")
        self.yeses.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        row.addWidget(self.badge)
        row.addWidget(self.yeses)
        self.share = Button(self.tr("Share…"), "share-2", "main", name=self.tr("Share excerpts of this story"))
        row.addWidget(self.share)

    def fit(self, *, narrow: bool, tight: bool) -> None:
        """Without room: no undo buttons (they are in the menu), no count; in a low window the title alone."""
        self.setFixedHeight(current().scaled(36 if tight else 60))
        self.below.setVisible(not tight)
        self._narrow = narrow
        for part in (self.undo, self.redo, self.search, self.monogram):
            part.setVisible(not narrow)
        self.yeses.setVisible(not narrow and bool(self.yeses.text()))

    def show_story(self, story: DeskStory) -> None:
        """Title, who tells it, who asks, when."""
        self.title.setText(story.title)
        self.monogram.set_name(story.who or story.title)
        parts = [story.who, f"“{story.description}”" if story.description else ""]
        who = ", ".join(part for part in parts if part)
        more = [who, self.tr("with {name}").format(name=story.reporter) if story.reporter else "", day(story.date)]
        self.below.setText(" · ".join(part for part in more if part))

    def show_excerpts(self, rows: list[ExcerptRow]) -> None:
        """How many have a yes, and the state that asks for most attention."""
        states = [row.approval for row in rows]
        worst = next((state for state in _WORST if state in states), None)
        self.badge.setVisible(worst is not None)
        self.yeses.setVisible(worst is not None and not self._narrow)
        self.share.setEnabled(bool(rows))
        self.share.setToolTip("" if rows else self.tr("Mark an excerpt first: select some words and press E."))
        if worst is not None:
            self.badge.set_approval(worst)
            yes = count_agreed(states)
            words = self.tr("{yes} of 1 agreed") if len(rows) == 1 else self.tr("{yes} of {all} agreed")
            self.yeses.setText(words.format(yes=yes, all=len(rows)))
            self.setAccessibleDescription(self.yeses.text())

    def show_steps(self, *, typed: bool = False) -> None:
        """What undo and redo would do; what is half `typed` can be undone too."""
        project = self._workspace.project
        undo, redo = (project.undo_text, project.redo_text) if project else ("", "")
        self.undo.setEnabled(typed or bool(undo))
        self.redo.setEnabled(bool(redo))
        self.undo.setToolTip(
            self.tr("Undo: {step}").format(step=undo)
            if undo
            else self.tr("Undo")
            if typed
            else self.tr("Nothing to undo")
        )
        self.redo.setToolTip(self.tr("Redo: {step}").format(step=redo) if redo else self.tr("Nothing to redo"))
