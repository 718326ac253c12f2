"""A list of quotes from a document, found in all stories: take what is meant, one by one or all that is sure."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QFileDialog, QWidget

from coproclip.excerpts.find_quotes import Found, FoundQuote, QuotePlace, find_list
from coproclip.excerpts.quote_lists import ENDINGS, QuoteList, read_quotes
from coproclip.people.stories import sound_of
from coproclip.timecode import TimeRange, clock
from coproclip.transcript.alignment import plain
from coproclip.ui.background_reading import BackgroundReading
from coproclip.ui.commands.table import Command, attach
from coproclip.ui.dialogs.encoding import read_as_chosen
from coproclip.ui.lists.two_line_rows import Row, RowList
from coproclip.ui.operations.excerpts import mark_quotes
from coproclip.ui.style.tokens import current
from coproclip.ui.transcript.versions import Versions
from coproclip.ui.widgets.boxes import hbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import counted, some_named
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.field_values import LOOKS_FOR
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.message import announce
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.widgets.tooltips import as_written
from coproclip.ui.workspace import Workspace

OWNER = "a quote of a document"
_SHOWN = 70
_NAMED, _FEW = 12, 4
_BEFORE_MS = 1_000


def show_find_quotes(workspace: Workspace, window: QWidget) -> None:
    """Ask for a document, then show which of its quotes are said where."""
    tr = window.tr
    kinds = tr("Lists of quotes ({endings})").format(endings=" ".join(f"*{one}" for one in ENDINGS))
    title = tr("Find quotes from a document")
    name, _kind = QFileDialog.getOpenFileName(window, title, "", f"{kinds};;{tr('All files (*)')}")
    if name:
        find_quotes_of(workspace, window, Path(name))


def find_quotes_of(workspace: Workspace, window: QWidget, path: Path) -> None:
    """Show which of the quotes in this document are said where."""
    found = read_as_chosen(workspace, path, read_quotes, window)
    if found is None:
        return
    dialog = FindQuotes(workspace, found, path.name, window)
    run_dialog(dialog)


def _beginning(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN].rsplit(' ', 1)[0]}…"


class FindQuotes(Dialog):
    """All quotes of the document with the likeliest place of each; beside it the words as they are said there."""

    def __init__(self, workspace: Workspace, quotes: QuoteList, name: str, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Find quotes from a document"), parent, wide=900, high=760)
        self._workspace, self._name, self._quotes = workspace, name, quotes
        self._found: dict[int, FoundQuote] = {}
        self._others = quotes.others
        self._taken: dict[int, int] = {}
        """The excerpts that were made here, by the number of the quote."""
        self._skipped: set[int] = set()
        self._reading = BackgroundReading[tuple[list[FoundQuote], tuple[str, ...]]](workspace, self)
        column = self.column
        self.heading = Label("", "head", wrap=True)
        column.addWidget(self.heading)
        self._show_count(len(quotes.quotes))
        self.said = Label(self.tr("Looking through all stories…"), wrap=True)
        self.said.setToolTip(as_written(", ".join(f"“{one}”" for one in quotes.short)))
        column.addWidget(self.said)
        self.list = RowList(self.tr("Quotes of the document"))
        self.list.setMinimumHeight(current().scaled(220))
        self.list.moved.connect(self._show_here)
        column.addWidget(self.list, 1)
        self.places = QComboBox()
        self.places.setAccessibleName(self.tr("Where it may be said"))
        self.places.setProperty(LOOKS_FOR, True)
        self.places.activated.connect(lambda _place: self._show_words())
        self.go = Button(self.tr("Open in its story"), "audio-lines", "quiet", size="small", on_click=self._open)
        row = hbox(spacing=8)
        row.addWidget(self.places, 1)
        row.addWidget(self.go)
        column.addLayout(row)
        self.versions = Versions(self.tr("In the document"), self.tr("In the story"))
        column.addWidget(self.versions)
        self.trouble = Label("", "error", wrap=True)
        self.trouble.hide()
        column.addWidget(self.trouble)
        self._build_foot()
        self._can()
        self._reading.begin_stoppable(
            lambda session, cancel: [find_list(session, quotes, cancel=cancel)], self._on_found
        )

    def _build_foot(self) -> None:
        self.hear = Button(self.tr("Play"), "play", key="Space", on_click=self.play)
        self.take = Button(self.tr("Take"), "quote", key="E", on_click=self.take_this)
        self.skip = Button(self.tr("Skip"), key="X", on_click=self.skip_this)
        self.take_all = Button(self.tr("Take all that are sure"), "list-checks", on_click=self.take_sure)
        for button in (self.hear, self.take, self.skip, self.take_all):
            self.foot.addWidget(button)
        self.answer_with(Button(self.tr("Close"), kind="main", on_click=self.accept))
        commands = [
            Command("play_quote", self.tr("Play"), ("Space",), slot=self.play),
            Command("take_quote", self.tr("Take"), ("E",), slot=self.take_this),
            Command("skip_quote", self.tr("Skip"), ("X",), slot=self.skip_this),
        ]
        attach(self.list, commands, self._workspace.settings)

    # ---- what it shows ----------------------------------------------------------------------------------------

    def _show_count(self, number: int) -> None:
        many = counted(number, self.tr("1 quote"), self.tr("{n} quotes"))
        self.heading.setText(self.tr("“{name}”: {quotes}").format(name=self._name, quotes=many))

    def _on_found(self, listed: Sequence[tuple[list[FoundQuote], tuple[str, ...]]]) -> None:
        [(found, self._others)] = listed
        self._show_count(len(found))
        self._found |= {one.number: one for one in found}
        self._show_rows()
        if self.list.place() < 0:
            self.list.choose(0)
        self.list.setFocus()
        announce(self, self.said.whole_text())

    def _show_rows(self) -> None:
        self.list.set_rows([(number, self._row(one)) for number, one in self._found.items()])
        count = {kind: sum(one.found is kind for one in self._found.values()) for kind in Found}
        parts = [
            (count[Found.SURE], self.tr("{n} found")),
            (count[Found.THERE], self.tr("{n} there already")),
            (count[Found.DOUBTFUL], self.tr("{n} to look at")),
            (count[Found.MISSED], self.tr("{n} not found")),
            (len(self._taken), self.tr("{n} taken")),
        ]
        words = ", ".join(said.format(n=n) for n, said in parts if n)
        self.said.setText(f"{words}.{self._no_quotes()}{self._too_short()}{self._not_looked_at()}")
        self._can()

    def _no_quotes(self) -> str:
        """The lines that hold none, by their beginnings: one of them may be meant as a quote."""
        if not self._others:
            return ""
        one, many = self.tr("1 line of it holds no quote"), self.tr("{n} lines of it hold no quote")
        return f" {counted(len(self._others), one, many)}: {self._named(self._others, _FEW)}."

    def _named(self, texts: Sequence[str], most: int) -> str:
        return some_named([_beginning(one) for one in texts], most)

    def _too_short(self) -> str:
        """Those of a word or two, by name, so that they can be marked in their stories."""
        short = self._quotes.short
        if not short:
            return ""
        named = self._named(short, _NAMED)
        words = self.tr("Of a word or two, and not looked for: {quotes}. Mark those in their stories with E.")
        return f" {words.format(quotes=named)}"

    def _not_looked_at(self) -> str:
        left = "; ".join(self._quotes.left_out)
        return f" {self.tr('Not looked at: {what}.').format(what=left)}" if left else ""

    def _row(self, one: FoundQuote) -> Row:
        state, icon, colour = self._state(one)
        best = one.best
        where = f"{best.who or best.story_title}: {best.words}" if best is not None else self.tr("In no story")
        return Row(
            title=_beginning(one.quote),
            state=state,
            icon=icon,
            colour=colour,
            below=where,
            right=clock(best.time.start_ms) if best is not None else "",
            right_below=f"{best.score} %" if best is not None else "",
        )

    def _state(self, one: FoundQuote) -> tuple[str, str, str]:
        if one.number in self._taken:
            return self.tr("Taken"), "circle-check", "ok"
        if one.number in self._skipped:
            return self.tr("Skipped"), "circle-slash", "ink3"
        return {
            Found.SURE: (self.tr("Found"), "check", "ok"),
            Found.THERE: (self.tr("There already"), "quote", "ink2"),
            Found.DOUBTFUL: (self.tr("Look at it"), "circle-question-mark", "wait"),
            Found.MISSED: (self.tr("Not found"), "circle-x", "stop"),
        }[one.found]

    def _show_here(self) -> None:
        one = self._here()
        self.places.clear()
        for number, place in enumerate(one.places if one is not None else ()):
            words = self.tr("{score} %: {who}, {time}").format(
                score=place.score, who=place.who or place.story_title, time=clock(place.time.start_ms)
            )
            self.places.addItem(words, number)
        self._show_words()

    def _show_words(self) -> None:
        one, place = self._here(), self._place()
        self.versions.setVisible(one is not None)
        if one is not None:
            self.versions.show_versions([one.quote], [place.words if place is not None else ""], same=plain)
        self._can()

    def _here(self) -> FoundQuote | None:
        number = self.list.chosen()
        return self._found.get(number) if isinstance(number, int) else None

    def _place(self) -> QuotePlace | None:
        one, chosen = self._here(), self.places.currentData()
        return one.places[chosen] if one is not None and chosen is not None else None

    def _sure(self) -> list[tuple[int, QuotePlace]]:
        left = (one for one in self._found.values() if one.found is Found.SURE)
        return [(one.number, one.best) for one in left if one.best is not None and self._is_open(one.number)]

    def _is_open(self, number: int) -> bool:
        return number not in self._taken and number not in self._skipped

    def _can(self) -> None:
        one, place = self._here(), self._place()
        for button in (self.hear, self.go):
            button.setEnabled(place is not None)
        open_one = one is not None and one.number not in self._taken
        self.take.setEnabled(open_one and place is not None and not place.excerpt_id)
        self.skip.setEnabled(open_one)
        self.places.setEnabled(self.places.count() > 1)
        sure = len(self._sure())
        words = counted(sure, self.tr("Take the one that is sure"), self.tr("Take all {n} that are sure"))
        self.take_all.setText(words if sure else self.tr("Take all that are sure"))
        self.take_all.setAccessibleName(self.take_all.text())
        self.take_all.setEnabled(sure > 0)

    # ---- what is done with a quote ----------------------------------------------------------------------------

    def play(self) -> None:
        """Play the place that is shown, or stop."""
        place, listening = self._place(), self._workspace.listening
        if place is None or listening.is_playing_for((OWNER, place)):
            listening.pause()
            return
        self._workspace.attempt(partial(self._begin, place))

    def _begin(self, place: QuotePlace) -> None:
        project = self._workspace.opened()
        sound = self._workspace.read(lambda session: sound_of(project, session, place.story_id))
        first, last = place.spans[0], place.spans[-1]
        spans = [TimeRange(max(0, first.start_ms - _BEFORE_MS), first.end_ms), *place.spans[1:]]
        spans[-1] = TimeRange(spans[-1].start_ms, min(last.end_ms + _BEFORE_MS, sound.duration_ms))
        self._workspace.listening.play(sound.audio, spans, owner=(OWNER, place))

    def take_this(self) -> None:
        """Make an excerpt of the place that is shown, and go on to the next quote."""
        one, place = self._here(), self._place()
        if one is not None and place is not None and self.take.isEnabled():
            self._mark([(one.number, place)])
            self._go_on(one.number)

    def take_sure(self) -> None:
        """Make excerpts of all that are sure, in one step."""
        self._mark(self._sure())

    def _mark(self, chosen: Sequence[tuple[int, QuotePlace]]) -> None:
        made = mark_quotes(self._workspace, chosen, self._say) if chosen else None
        if made is None:
            return
        refused = dict(made.refused)
        self._taken |= dict(zip((n for n, _ in chosen if n not in refused), made.excerpts, strict=True))
        self._skipped -= self._taken.keys()
        self._say(" ".join(f"{number}: {why}" for number, why in made.refused))
        self._show_rows()

    def skip_this(self) -> None:
        """Leave this quote, and go on to the next."""
        one = self._here()
        if one is not None and self.skip.isEnabled():
            self._skipped ^= {one.number}
            self._show_rows()
            if one.number in self._skipped:
                self._go_on(one.number)

    def _go_on(self, number: int) -> None:
        """To the next quote that nothing was decided about."""
        numbers = list(self._found)
        later = [n for n in numbers if n > number and self._is_open(n) and self._found[n].found is not Found.THERE]
        if later:
            self.list.choose(numbers.index(later[0]))
        self.list.setFocus()

    def _open(self) -> None:
        if (place := self._place()) is not None:
            self._workspace.choose_story(place.story_id, None, place.time.start_ms)
            self._workspace.page_asked.emit("desk")
            self.accept()

    def _say(self, words: object) -> None:
        self.trouble.setText(str(words))
        self.trouble.setVisible(bool(str(words)))
        if str(words):
            announce(self, str(words))

    def done(self, result: int) -> None:
        """Fall silent."""
        self._reading.stop()
        self._workspace.listening.pause()
        super().done(result)
