"""One excerpt as its storyteller is asked about it: to be heard and read, with three large answers."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from coproclip.excerpts.reviews.review_codes import ReviewAnswer
from coproclip.overview.reviews import ExcerptToAsk, Turn
from coproclip.timecode import clock
from coproclip.ui.style.fonts import sized
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.boxes import NONE, hbox, vbox
from coproclip.ui.widgets.button import Button, RoundButton
from coproclip.ui.widgets.label import Hairline, Label
from coproclip.ui.widgets.scroll_column import ScrollColumn

SIZES = (100, 125, 150, 175, 200)
WORDS_PX, AROUND_PX = 28, 18
"""How large the words are at 100 %: 21 point, and what stands around them."""


class LargeAnswer(Button):
    """A large button that Enter presses too, while the keyboard is on it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)


class LargeWords(QLabel):
    """Words at a size of their own, with who says them."""

    def __init__(self, px: int, colour: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._px, self._colour, self._percent = px, colour, 100
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def show_turns(self, turns: Sequence[Turn], otherwise: str = "") -> None:
        """Show what each says, on a line of its own."""
        self.setText("\n".join(f"{speaker}: {words}" for speaker, words in turns) or otherwise)

    def enlarge(self, percent: int) -> None:
        """Show them at so many percent."""
        self._percent = percent
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    def _fit(self) -> None:
        made = QFont(sized(self._px))
        made.setPixelSize(made.pixelSize() * self._percent // 100)
        if made != self.font():
            self.setFont(made)
        palette = self.palette()
        palette.setColor(self.foregroundRole(), current().colour(self._colour))
        self.setPalette(palette)


class AskCard(QWidget):
    """Shows an excerpt. `answered(answer)` when one of the three is pressed; `play_asked()`."""

    answered = Signal(object)
    play_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size, self._length_ms = 0, 0
        column = vbox(self, NONE, 0)
        head = hbox(margins=(24, 16, 24, 12), spacing=14)
        self.play = RoundButton(64)
        self.play.clicked.connect(self.play_asked)
        titles = vbox(spacing=2)
        self.place, self.title = Label("", "small"), Label("", "head", wrap=True)
        self.time = Label("", "small")
        for part in (self.place, self.title, self.time):
            titles.addWidget(part)
        self.smaller = Button("", "a-arrow-down", "icon", name=self.tr("Smaller words"))
        self.larger = Button("", "a-arrow-up", "icon", name=self.tr("Larger words"))
        self.smaller.clicked.connect(lambda _on=False: self.enlarge(-1))
        self.larger.clicked.connect(lambda _on=False: self.enlarge(1))
        head.addWidget(self.play)
        head.addLayout(titles, 1)
        head.addWidget(self.smaller)
        head.addWidget(self.larger)
        column.addLayout(head)
        column.addWidget(Hairline())
        column.addWidget(self._middle(), 1)
        column.addWidget(Hairline())
        row = hbox(margins=(24, 14, 24, 14), spacing=12)
        yes, change, no = self.tr("Yes"), self.tr("Yes, if you change…"), self.tr("No")
        self.answers = {
            ReviewAnswer.YES: LargeAnswer(yes, "check", "plain", size="huge", key="Y"),
            ReviewAnswer.CHANGE: LargeAnswer(change, "pencil", "plain", size="huge", key="C"),
            ReviewAnswer.NO: LargeAnswer(no, "x", "plain", size="huge", key="N"),
        }
        for answer, button in self.answers.items():
            button.clicked.connect(lambda _on=False, answer=answer: self.answered.emit(answer))
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            row.addWidget(button, 1)
        column.addLayout(row)
        self.enlarge(0)

    def _middle(self) -> QWidget:
        scroll = ScrollColumn()
        # It takes the room that is left: the answers below are always in sight.
        scroll.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(8)
        self.trouble = Label("", "error", wrap=True)
        self.said = Label("", "strong", wrap=True)
        self._before_head = Label(self.tr("Before it. This is not shared."), "small-strong")
        self._after_head = Label(self.tr("After it. This is not shared."), "small-strong")
        self._words_head = Label(self.tr("This would be shared"), "small-strong")
        self.before, self.after = LargeWords(AROUND_PX, "ink2"), LargeWords(AROUND_PX, "ink2")
        self.words, self.translations = LargeWords(WORDS_PX, "ink"), LargeWords(WORDS_PX, "ink")
        self._translations_head = Label(self.tr("This would be shared too, in another language"), "small-strong")
        self.where = LargeWords(AROUND_PX, "ink")
        for part in (
            self.trouble,
            self.said,
            self._words_head,
            self.words,
            self._translations_head,
            self.translations,
            self.where,
            self._before_head,
            self.before,
            self._after_head,
            self.after,
        ):
            column.addWidget(part)
        column.addStretch(1)
        scroll.setWidget(inside)
        self._scroll = scroll
        return scroll

    def show_excerpt(self, asked: ExcerptToAsk, place: str, uses: str) -> None:
        """Show it; `place` is “2 of 6”, `uses` what a yes is for."""
        self.place.setText(place)
        self.title.setText(asked.title)
        self._length_ms = sum(span.duration_ms for span in asked.spans)
        self.show_time(0)
        self.trouble.setText(asked.why_not)
        self.trouble.setVisible(bool(asked.why_not))
        said = {
            "yes": self.tr("They said yes to it before."),
            "no": self.tr("They said no to it."),
            "asked": self.tr("They were asked before, and have not answered."),
        }.get(asked.said, "")
        self.said.setText(said)
        self.said.setVisible(bool(said))
        self.words.show_turns(asked.words, "" if asked.why_not else self.tr("The sound only: there are no words yet."))
        for head, words, turns in (
            (self._translations_head, self.translations, asked.translations),
            (self._before_head, self.before, asked.before),
            (self._after_head, self.after, asked.after),
        ):
            words.show_turns(turns)
            head.setVisible(bool(turns))
            words.setVisible(bool(turns))
        self.where.setText("" if asked.why_not else self._where(asked, uses))
        self._words_head.setVisible(not asked.why_not)
        for control in (self.play, *self.answers.values()):
            control.setEnabled(not asked.why_not)
        self._scroll.verticalScrollBar().setValue(0)

    def _where(self, asked: ExcerptToAsk, uses: str) -> str:
        lines = [
            (self.tr("{place} shown as: {name}") if place else self.tr("Shown as: {name}")).format(
                place=place, name=name
            )
            for place, name in asked.shown_as
        ]
        lines.append(self.tr("A yes is for: {uses}").format(uses=uses))
        if asked.care:
            lines.append(self.tr("Before it plays, others read: {note}").format(note=asked.care))
        if asked.themes:
            lines.append(self.tr("Appears under: {themes}").format(themes=", ".join(asked.themes)))
        lines += [
            self.tr("Played in: {title}").format(title=": ".join(filter(None, (one.title, one.introduction))))
            for one in asked.playlists
        ]
        return "\n".join(lines)

    def show_time(self, heard_ms: int) -> None:
        """How much of it was heard (ms)."""
        self.time.setText(f"{clock(heard_ms)} / {clock(self._length_ms)}")

    def scroll_by(self, pages: int) -> None:
        """Further down in what is shown, or (-1) up."""
        bar = self._scroll.verticalScrollBar()
        bar.setValue(bar.value() + pages * bar.pageStep() * 4 // 5)

    def enlarge(self, step: int) -> None:
        """Words larger or smaller, up to 200 %."""
        self._size = max(0, min(len(SIZES) - 1, self._size + step))
        for words in (self.words, self.translations, self.before, self.after, self.where):
            words.enlarge(SIZES[self._size])
        self.smaller.setEnabled(self._size > 0)
        self.larger.setEnabled(self._size < len(SIZES) - 1)
