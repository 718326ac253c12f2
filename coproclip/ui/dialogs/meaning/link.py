"""Choosing another excerpt that this one belongs with, and saying how in a few words."""

from collections.abc import Collection

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QLineEdit, QWidget

from coproclip.errors import CoProClipError
from coproclip.excerpts.meaning import linked_excerpts
from coproclip.overview.excerpts import ExcerptRow
from coproclip.overview.meaning import meaning_of, other_quotes
from coproclip.ui.dialogs.meaning.found_quotes import FoundQuotes, QuoteList
from coproclip.ui.lists.find_field import FindField
from coproclip.ui.operations import meaning as operations
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.message import announce
from coproclip.ui.workspace import Workspace

MOST = 200
"""So many excerpts are listed at once; typing finds the others."""


class LinkDialog(Dialog):
    """Find the other excerpt, say how both belong together, link them; one undo step.

    Where not everybody may see all of them, only those in `may_be_seen` (ids) are there.
    """

    def __init__(
        self,
        workspace: Workspace,
        excerpt_id: int,
        parent: QWidget | None = None,
        may_be_seen: Collection[int] | None = None,
    ) -> None:
        super().__init__(self.tr("Link to another excerpt"), parent, wide=560)
        self._workspace, self._excerpt_id = workspace, excerpt_id
        workspace.read(meaning_of, [excerpt_id])
        self._shown = self._linked()
        rows = workspace.read(other_quotes, excerpt_id)
        self._rows = [row for row in rows if may_be_seen is None or row.excerpt_id in may_be_seen]
        column = self.column
        column.addWidget(Label(self.tr("Which excerpt does it belong with?"), "head", wrap=True))
        self.model = FoundQuotes(self)
        self.list = QuoteList(self.model)
        self.list.picked.connect(self._on_picked)
        self.list.setMinimumHeight(current().scaled(230))
        words = self.tr("Find an excerpt by its words or its storyteller")
        self.field = FindField(self.list, words)
        self.field.textChanged.connect(lambda _text: self._show_fitting())
        column.addWidget(self.field)
        column.addWidget(self.list, 1)
        self.nothing = Label(self.tr("No other excerpt has these words."), "small", wrap=True)
        column.addWidget(self.nothing)
        label = Label(
            self.tr("How do they belong together? In a few words, or leave it empty."), "small-strong", wrap=True
        )
        self.how = QLineEdit()
        self.how.setAccessibleName(self.tr("How they belong together"))
        self.how.setPlaceholderText(self.tr("“The same day, told by somebody else”"))
        label.setBuddy(self.how)
        column.addWidget(label)
        column.addWidget(self.how)
        self.trouble = Label("", "error", wrap=True)
        self.trouble.hide()
        column.addWidget(self.trouble)
        self.keep = Button(self.tr("Link them"), "link-2", "main", on_click=self._keep)
        self.keep.setDefault(True)
        self.answer_with(Button(self.tr("Cancel"), on_click=self.reject), self.keep)
        self.ask_before_leaving(self.keep)
        self._show_fitting()
        self.field.setFocus()

    def _show_fitting(self) -> None:
        wanted = self.field.text().casefold().split()

        def _fits(row: ExcerptRow) -> bool:
            text = f"{row.quote} {row.title} {row.who} {row.story_title}".casefold()
            return all(word in text for word in wanted)

        found = [row for row in self._rows if _fits(row)][:MOST]
        self.model.set_rows(found)
        if found:
            self.list.setCurrentIndex(self.model.index(0))
        self.list.setVisible(bool(found))
        self.nothing.setVisible(not found)
        self.keep.setEnabled(bool(found))

    def _on_picked(self, _index: QModelIndex) -> None:
        self.how.setFocus()

    def _keep(self) -> None:
        row = self.model.row_at(self.list.currentIndex())
        if row is None:
            return
        how = self._shown.get(row.excerpt_id, ""), self.how.text()
        if operations.link(self._workspace, self._excerpt_id, row.excerpt_id, *how, self._on_trouble):
            self.accept()
        else:
            self._shown = self._linked()  # what others said of it is known from here on

    def _linked(self) -> dict[int, str]:
        """What it belongs with already, and how."""
        return {one.excerpt_id: one.words for one in self._workspace.read(linked_excerpts, self._excerpt_id)}

    def _on_trouble(self, error: CoProClipError) -> None:
        self.trouble.setText(str(error))
        self.trouble.show()
        announce(self, str(error))
