"""Choosing a quote: an excerpt from a list, which of its words, with or without who said it."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QCheckBox, QWidget

from coproclip.errors import CoProClipError
from coproclip.overview.excerpts import ExcerptRow, sketches
from coproclip.overview.report_page import QuotedExcerpt, QuoteOnPage, on_page, quotable
from coproclip.report.sections import Quote
from coproclip.ui.dialogs.meaning.found_quotes import FoundQuotes, QuoteList
from coproclip.ui.lists.find_field import FindField
from coproclip.ui.pages.report.word_choice import ChosenWords, WordChoice
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.boxes import hbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.prompts import ask_line
from coproclip.ui.widgets.segmented import Choice, Segmented
from coproclip.ui.workspace import Workspace

MOST = 200
"""So many excerpts are listed at once; typing finds the others."""


@dataclass(frozen=True, slots=True)
class ChosenQuote:
    """What was chosen: the quote with its excerpt, and whether it stands by itself."""

    shown: QuoteOnPage
    alone: bool


class QuoteDialog(Dialog):
    """Gives what is chosen to `put`, and stays open where that returns False. With `quote` it begins with that one."""

    def __init__(
        self,
        workspace: Workspace,
        parent: QWidget,
        put: Callable[[ChosenQuote], bool],
        *,
        quote: Quote | None = None,
        alone: bool = False,
    ) -> None:
        title = self.tr("Insert a quote") if quote is None else self.tr("Change this quote")
        super().__init__(title, parent, wide=640)
        self._workspace, self._put, self._quote = workspace, put, quote
        self._excerpt: QuotedExcerpt | None = None
        self._at_first = ""
        self._rows = list(workspace.read(sketches).values())
        self._build(alone=alone)
        self._show_fitting()
        if quote is not None:
            self._take(workspace.read(quotable, quote.excerpt_id), ChosenWords(), quote)
            self._at_first = self._said()
            self.words.setFocus()
        else:
            self.field.setFocus()

    def _build(self, *, alone: bool) -> None:
        column = self.column
        self.model = FoundQuotes(self)
        self.list = QuoteList(self.model)
        self.list.setMinimumHeight(current().scaled(150))
        self.list.picked.connect(self._on_picked)
        self.field = FindField(self.list, self.tr("Find an excerpt by its words, storyteller or theme"))
        self.field.textChanged.connect(lambda _text: self._show_fitting())
        column.addWidget(self.field)
        column.addWidget(self.list, 1)
        self.nothing = Label(self.tr("No excerpt has these words."), "small", wrap=True)
        column.addWidget(self.nothing)
        row = hbox(spacing=10)
        self.heading = Label(self.tr("What to quote of it"), "strong")
        row.addWidget(self.heading)
        row.addStretch(1)
        column.addLayout(row)
        self.words = WordChoice()
        self.words.setFixedHeight(current().scaled(104))
        self.words.chosen.connect(self._on_chosen)
        self.heading.setBuddy(self.words)
        column.addWidget(self.words)
        self.turn = Button(self.tr("Leave out, or put back"), size="small", key="Space", on_click=self.words.turn)
        self.only = Button(self.tr("Only these words"), size="small", on_click=self.words.only)
        self.all = Button(self.tr("All words"), size="small", on_click=self.words.all)
        self.put_in = Button(self.tr("[Words] in brackets…"), size="small", on_click=self._ask_brackets)
        for pair in ((self.turn, self.only), (self.all, self.put_in)):  # two by two: large letters need the width
            tools = hbox(spacing=6)
            for button in pair:
                tools.addWidget(button)
            tools.addStretch(1)
            column.addLayout(tools)
        self.says = Label("", "read", wrap=True)
        self.says.setAccessibleName(self.tr("The quote"))
        column.addWidget(self.says)
        self.withheld = Label("", "flag", wrap=True)
        column.addWidget(self.withheld)
        self.signed = QCheckBox(self.tr("Say who said it"))
        self.signed.setChecked(True)
        self.signed.toggled.connect(lambda _on: self._on_chosen())
        column.addWidget(self.signed)
        self.place = Segmented(
            [Choice("line", self.tr("In the sentence")), Choice("alone", self.tr("By itself"))],
            self.tr("Where it stands"),
        )
        self.place.choose("alone" if alone else "line")
        self.place.setVisible(self._quote is None)
        column.addWidget(self.place)
        words = self.tr("Insert the quote") if self._quote is None else self.tr("Save")
        self.keep = Button(words, "quote", "main", on_click=self._keep)
        self.keep.setDefault(True)
        self.answer_with(Button(self.tr("Cancel"), on_click=self.reject), self.keep)
        self.ask_before_leaving(self.keep)
        self._renew()

    # ---- the excerpt ------------------------------------------------------------------------------------------

    def _show_fitting(self) -> None:
        wanted = self.field.text().casefold().split()

        def _fits(row: ExcerptRow) -> bool:
            themes = " ".join(theme.name for theme in row.themes)
            text = f"{row.quote} {row.title} {row.who} {row.story_title} {themes}".casefold()
            return all(word in text for word in wanted)

        found = [row for row in self._rows if _fits(row)][:MOST]
        self.model.set_rows(found)
        if found and not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self.model.index(0))
        self.list.setVisible(bool(found))
        self.nothing.setVisible(not found)

    def _on_picked(self, index: QModelIndex) -> None:
        row = self.model.row_at(index)
        if row is None:
            return

        def _pick() -> None:
            excerpt = self._workspace.read(quotable, row.excerpt_id)
            self._take(excerpt, ChosenWords.of(excerpt.words), None)
            self.words.setFocus()

        self._workspace.attempt(_pick, self._on_trouble)

    def _on_trouble(self, error: CoProClipError) -> None:
        self.messages.show_error(error)

    def _take(self, excerpt: QuotedExcerpt, choice: ChosenWords, quote: Quote | None) -> None:
        self._excerpt = excerpt
        if quote is not None:
            choice = ChosenWords.of(excerpt.words, quote.runs)
            self.signed.setChecked(quote.signed)
        self.words.show_choice(choice)
        left_out = self.tr("Left out of every output: {why}").format(why=excerpt.why_not)
        self.withheld.setText(left_out if excerpt.why_not else "")
        self._renew()

    # ---- its words --------------------------------------------------------------------------------------------

    def _ask_brackets(self) -> None:
        def _put(words: str) -> bool:
            self.words.put_in(words)
            return True

        before = self.words.bracket()
        if before:
            self.words.put_in("")
        elif self.words.selected():
            ask_line(self, self.tr("Words in square brackets, before the word that is chosen"), self.tr("Put in"), _put)

    def _on_chosen(self) -> None:
        self._renew()

    def _renew(self) -> None:
        has = self._excerpt is not None
        for part in (self.words, self.turn, self.only, self.all, self.put_in, self.signed, self.says):
            part.setVisible(has)
        self.withheld.setVisible(bool(self.withheld.text()))
        said = self._said()
        self.says.setText(said or self.tr("No word is chosen."))
        self.heading.setVisible(has)
        self.keep.setEnabled(bool(said))

    def _said(self) -> str:
        excerpt = self._excerpt
        if excerpt is None:
            return ""
        who = f" ({excerpt.who})" if self.signed.isChecked() else ""
        said = excerpt.says(self.words.choice.runs())
        return f"“{said}”{who}" if said else ""

    def unsaved_words(self) -> list[str]:
        """The quote, where it says something else than when the dialog opened."""
        return [self._said()] if self._said() != self._at_first else []

    def is_changed(self) -> bool:
        """Whether the quote says something else."""
        return bool(self.unsaved_words())

    def _keep(self) -> None:
        excerpt = self._excerpt
        if excerpt is None:
            return
        runs = self.words.choice.runs()
        key = self._quote.key if self._quote is not None else uuid4().hex[:8]
        quote = Quote(key, excerpt.excerpt_id, runs, self.signed.isChecked())
        if self._put(ChosenQuote(on_page(quote, excerpt), self.place.key() == "alone")):
            self.accept()
