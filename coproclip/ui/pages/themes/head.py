"""The top of a theme: its mark, name, question, description, headline quote, and whose words its name is."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from coproclip.excerpts.approval import Approval
from coproclip.overview.excerpts import ExcerptRow
from coproclip.overview.themes import ThemeRow
from coproclip.ui.dialogs.withheld_texts import WithheldTexts
from coproclip.ui.pages.themes.cards import signed
from coproclip.ui.widgets.badge import approval_word
from coproclip.ui.widgets.boxes import NONE, hbox, vbox
from coproclip.ui.widgets.button import Button, RoundButton
from coproclip.ui.widgets.label import IconLabel, Label
from coproclip.ui.widgets.theme_chip import ThemeMark


class ThemeHead(QWidget):
    """What stands over the cards of a theme, or over those without one."""

    played = Signal()
    """The headline quote's play button was pressed."""
    words_asked = Signal()
    """Another name, out of quoted words, is wanted."""
    name_asked = Signal()
    """A new theme, named with words of the chosen excerpt, is wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = vbox(self, NONE, 14)
        column.addLayout(self._names())
        self.withheld = WithheldTexts()
        column.addWidget(self.withheld)
        column.addWidget(self._headline())
        column.addWidget(self._hint())
        column.addWidget(self._their_words())

    def _names(self) -> QHBoxLayout:
        row = hbox(spacing=12)
        top = Qt.AlignmentFlag.AlignTop
        self.mark = ThemeMark("", 0, "", 44)
        self.loose = IconLabel("circle-dashed", "ink3", 40)
        row.addWidget(self.mark, 0, top)
        row.addWidget(self.loose, 0, top)
        words = vbox(spacing=1)
        self.name = Label("", "title", wrap=True)
        self.question = Label("", "muted", wrap=True)
        self.description = Label("", "small", wrap=True)
        self.description.setContentsMargins(0, 5, 0, 0)
        for label in (self.name, self.question, self.description):
            words.addWidget(label)
        self.name_it = Button(self.tr("Name a theme with these words…"), "quote", "soft", size="small")
        self.name_it.clicked.connect(lambda _on=False: self.name_asked.emit())
        words.addSpacing(8)
        words.addWidget(self.name_it, 0, Qt.AlignmentFlag.AlignLeft)
        words.addStretch(1)
        row.addLayout(words, 1)
        self.more = Button(icon="ellipsis", kind="icon", name=self.tr("More about this theme"))
        row.addWidget(self.more, 0, top)
        return row

    def _headline(self) -> QFrame:
        self.quote_card = QFrame()
        self.quote_card.setProperty("role", "inset")
        row = hbox(self.quote_card, (16, 14, 16, 14), 14)
        self.play = RoundButton(40, edge=True)
        self.play.clicked.connect(self.played)
        row.addWidget(self.play)
        words = vbox(spacing=4)
        self.quote = Label("", "head", wrap=True)
        self.signed = Label("", "small", wrap=True)
        self.answer = Label("", "small-medium", wrap=True)
        self.answer.hide()
        words.addWidget(self.quote)
        words.addWidget(self.signed)
        words.addWidget(self.answer)
        row.addLayout(words, 1)
        return self.quote_card

    def _hint(self) -> QWidget:
        self.hint = QWidget()
        row = hbox(self.hint, NONE, 8)
        row.addWidget(IconLabel("star", "ink3", 16))
        row.addWidget(Label(self.tr("No headline quote yet. Choose an excerpt and press Q."), "small", wrap=True), 1)
        return self.hint

    def _their_words(self) -> QWidget:
        self.theirs = QWidget()
        row = hbox(self.theirs, NONE, 8)
        row.addWidget(IconLabel("quote", "ink2", 16))
        self.source = Label("", "small", wrap=True)
        row.addWidget(self.source, 1)
        self.other_words = Button(self.tr("Choose other words…"), kind="link", size="small")
        self.other_words.clicked.connect(lambda _on=False: self.words_asked.emit())
        row.addWidget(self.other_words)
        return self.theirs

    def show_theme(self, theme: ThemeRow, headline: ExcerptRow | None, theirs: Sequence[ExcerptRow]) -> None:
        """Show this theme; `theirs` are the excerpts in which its name is said."""
        self.loose.hide()
        self.name_it.hide()
        self.mark.show()
        self.more.show()
        self.mark.set_theme(theme.letter, theme.colour, theme.name)
        self.name.setText(theme.shown_name)
        self._say(self.question, theme.question)
        self._say(self.description, theme.description)
        self.quote_card.setVisible(headline is not None)
        if headline is not None:
            self.quote.setText(f"“{headline.quote}”")
            self.signed.setText(self.tr("Headline quote. {who}").format(who=signed(headline)))
            self.set_playing(False)
        self.hint.setVisible(headline is None and theme.excerpts > 0)
        self.theirs.setVisible(theme.in_their_words)
        self.other_words.setVisible(theme.excerpts > 0)
        who = list(dict.fromkeys(card.who for card in theirs))
        names = " and ".join([", ".join(who[:-1]), who[-1]] if len(who) > 1 else who)
        self.source.setText(
            self.tr("In their words: said by {who}.").format(who=names)
            if who
            else self.tr("In their words. The excerpt they come from is no longer in this theme.")
        )

    def show_headline_answer(self, approval: Approval | None) -> None:
        """Say that the headline quote may not leave, and how its storyteller answered; None: nothing to say."""
        self.answer.setVisible(approval is not None)
        if approval is not None:
            words = self.tr("Not in anything that leaves yet: {answer}")
            self.answer.setText(words.format(answer=approval_word(approval)))

    def show_loose(self, words: str, some: bool) -> None:
        """Show that these are the excerpts without a theme; `some`: whether there are any."""
        self.name_it.setVisible(some)
        for part in (self.mark, self.more, self.quote_card, self.hint, self.theirs, self.description):
            part.hide()
        self.loose.show()
        self.name.setText(self.tr("Without a theme"))
        self._say(self.question, words)

    def set_playing(self, playing: bool) -> None:
        """Whether the headline quote is heard now."""
        self.play.set_playing(playing, "" if playing else self.tr("Play the headline quote"))

    @staticmethod
    def _say(label: Label, words: str) -> None:
        label.setText(words)
        label.setVisible(bool(words))
