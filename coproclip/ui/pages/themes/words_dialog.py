"""Naming a theme with a storyteller's own words: choose an excerpt, choose words of it."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from coproclip.errors import CoProClipError
from coproclip.overview.themes import ExcerptCard, ThemeRow
from coproclip.project.journal import Operation
from coproclip.themes.codebook import change_theme, theme_from_words
from coproclip.ui.pages.themes.cards import signed
from coproclip.ui.pages.themes.quote_words import QuoteWords
from coproclip.ui.style.tokens import current
from coproclip.ui.typed_texts import TextOf, TypedText
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import DialogBody
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.message import announce
from coproclip.ui.workspace import Workspace

SHORT = 5
"""A quote of no more words than this is offered whole."""


class ThemeWordsDialog(QDialog):
    """Make a theme out of words of an excerpt, or (with `theme`) rename it so; one undo step."""

    def __init__(
        self,
        workspace: Workspace,
        cards: Sequence[ExcerptCard],
        theme: ThemeRow | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace, self._cards, self._theme = workspace, list(cards), theme
        self.theme_id: int | None = None
        title = self.tr("Choose other words") if theme else self.tr("Name a theme with these words")
        self.setWindowTitle(title)
        self.setMinimumWidth(current().scaled(560))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 20, 20, 20)
        outer.setSpacing(8)
        outer.addWidget(Label(title, "head"))
        outer.addWidget(DialogBody(self._inside(), current().scaled(105), self), 1)
        self.trouble = Label("", "error", wrap=True)
        self.trouble.hide()
        outer.addWidget(self.trouble)
        buttons = QDialogButtonBox()
        text = self.tr("Use these words") if theme else self.tr("Name the theme")
        self.keep = Button(text, "quote", "main", on_click=self._keep)
        self.keep.setDefault(True)
        buttons.addButton(Button(self.tr("Cancel"), on_click=self.reject), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.addButton(self.keep, QDialogButtonBox.ButtonRole.AcceptRole)
        outer.addSpacing(4)
        outer.addWidget(buttons)
        self.quote.picked.connect(self._on_picked)
        self._show_card(0)
        self.resize(self.sizeHint())  # left alone, Qt would keep to two thirds of the screen
        self.quote.setFocus()

    def _inside(self) -> QWidget:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(4, 0, 4, 8)  # room for the focus ring
        column.setSpacing(8)
        how = self.tr("Choose the words that say it best. The excerpt they come from stays in the theme.")
        column.addWidget(Label(how, "small", wrap=True))
        column.addSpacing(6)
        self.which = QComboBox()
        self.which.setAccessibleName(self.tr("Excerpt"))
        for card in self._cards:
            self.which.addItem(f"{card.who}: “{card.title}”")
        self.which.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.which.setVisible(len(self._cards) > 1)
        self.which.currentIndexChanged.connect(self._show_card)
        column.addWidget(self.which)
        self.quote = QuoteWords()
        self.quote.setFixedHeight(current().scaled(124))
        column.addWidget(self.quote)
        self.whose = Label("", "small", wrap=True)
        column.addWidget(self.whose)
        column.addSpacing(6)
        column.addWidget(Label(self.tr("The theme’s name"), "small-strong"))
        self.name = Label("", "title", wrap=True)
        self.name.setMinimumHeight(current().scaled(34))
        column.addWidget(self.name)
        self.question = QLineEdit()
        self.question.setAccessibleName(self.tr("Guiding question"))
        if self._theme is None:
            column.addSpacing(6)
            label = Label(self.tr("Guiding question"), "small-strong")
            label.setBuddy(self.question)
            column.addWidget(label)
            self.question.setPlaceholderText(self.tr("What does it ask? You can add it later."))
            column.addWidget(self.question)
        column.addStretch(1)
        return inside

    def _show_card(self, place: int) -> None:
        card = self._cards[place]
        self.whose.setText(signed(card))
        self.quote.show_quote(card.quote)
        if self._theme is not None:
            self.quote.choose_said(self._theme.name)
        if not self.quote.words() and len(card.quote.split()) <= SHORT:
            self.quote.choose(0, SHORT)

    def _on_picked(self, words: str) -> None:
        self.trouble.hide()
        self.name.setText(f"“{words}”" if words else self.tr("No words chosen yet"))
        self.name.set_role("title" if words else "muted")
        self.keep.setEnabled(bool(words))
        self.keep.setToolTip("" if words else self.tr("Choose some words of the quote first"))

    def _keep(self) -> None:
        card, words = self._cards[max(0, self.which.currentIndex())], self.quote.words()
        try:
            if self._theme is not None:
                self.theme_id = self._theme.theme_id
                name = TypedText(TextOf.THEME, self.theme_id, "name", self._theme.name, words, {"in_their_words": True})
                # The same words are theirs too, from now on.
                theirs = None if name.changed else partial(change_theme, theme_id=name.row, in_their_words=True)
                self._workspace.typed.keep_now([name], theirs)
            else:
                with self._workspace.opened().edit(Operation.ADD_THEME) as edit:
                    self.theme_id = theme_from_words(edit, card.excerpt_id, words).id
                    change_theme(edit, self.theme_id, question=self.question.text())
        except CoProClipError as error:
            self.trouble.setText(str(error))
            self.trouble.show()
            announce(self, str(error))
            return
        self.accept()
