"""Naming a theme with a storyteller's own words: choose an excerpt, choose words of it."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from coproclip.errors import CoProClipError
from coproclip.overview.excerpts import ExcerptRow
from coproclip.overview.themes import ThemeRow
from coproclip.ui.operations import themes as operations
from coproclip.ui.pages.themes.cards import signed
from coproclip.ui.pages.themes.quote_words import QuoteWords
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.field_values import LOOKS_FOR
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.message import announce
from coproclip.ui.workspace import Workspace

SHORT = 5
"""A quote of no more words than this is offered whole."""


class ThemeWordsDialog(Dialog):
    """Make a theme out of words of an excerpt, or (with `theme`) rename it so; one undo step."""

    def __init__(
        self,
        workspace: Workspace,
        cards: Sequence[ExcerptRow],
        theme: ThemeRow | None = None,
        parent: QWidget | None = None,
    ) -> None:
        title = self.tr("Choose other words") if theme else self.tr("Name a theme with these words")
        super().__init__(title, parent, wide=560)
        self._workspace, self._cards, self._theme = workspace, list(cards), theme
        self.theme_id: int | None = None
        self.column.addWidget(Label(title, "head"))
        self._build()
        self.trouble = Label("", "error", wrap=True)
        self.trouble.hide()
        self.column.addWidget(self.trouble)
        text = self.tr("Use these words") if theme else self.tr("Name the theme")
        self.keep = Button(text, "quote", "main", on_click=self._keep)
        self.keep.setDefault(True)
        self.answer_with(Button(self.tr("Cancel"), on_click=self.reject), self.keep)
        self.ask_before_leaving(self.keep)
        self.quote.picked.connect(self._on_picked)
        self._show_card(0)
        self.quote.setFocus()

    def _build(self) -> None:
        column = self.column
        how = self.tr("Choose the words that say it best. The excerpt they come from stays in the theme.")
        column.addWidget(Label(how, "small", wrap=True))
        self.which = QComboBox()
        self.which.setAccessibleName(self.tr("Excerpt"))
        self.which.setProperty(LOOKS_FOR, True)
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
        column.addWidget(Label(self.tr("The theme’s name"), "small-strong"))
        self.name = Label("", "title", wrap=True)
        self.name.setMinimumHeight(current().scaled(34))
        column.addWidget(self.name)
        self.question = QLineEdit()
        self.question.setAccessibleName(self.tr("Guiding question"))
        if self._theme is None:
            label = Label(self.tr("Guiding question"), "small-strong")
            label.setBuddy(self.question)
            column.addWidget(label)
            self.question.setPlaceholderText(self.tr("What does it ask? You can add it later."))
            column.addWidget(self.question)
        column.addStretch(1)

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
        if self._theme is None:
            self.theme_id = operations.add_from_words(
                self._workspace, card.excerpt_id, words, self.question.text(), self._on_trouble
            )
        else:
            names, theme_id = {"name": (self._theme.name, words)}, self._theme.theme_id
            done = operations.change(self._workspace, theme_id, names, self._on_trouble, in_their_words=True)
            self.theme_id = theme_id if done else None
        if self.theme_id is not None:
            self.accept()

    def _on_trouble(self, error: CoProClipError) -> None:
        self.trouble.setText(str(error))
        self.trouble.show()
        announce(self, str(error))
