"""Pieces of the share panel: a count with a picture, and one kind of file to make."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from coproclip.excerpts.rules.policy import Use
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.badge import BadgeLook, look_size, paint_look
from coproclip.ui.widgets.boxes import NONE, hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.job_card import meter
from coproclip.ui.widgets.label import IconLabel, Label
from coproclip.ui.widgets.segmented import Choice, Segmented


class CountBadge(QWidget):
    """“6 can go” in green, or “2 held back” in red."""

    def __init__(self, icon: str, colour: Literal["ok", "stop"], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._colour, self._words = icon, colour, ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_words(self, words: str) -> None:
        """Show these words."""
        self._words = words
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def words(self) -> str:
        """What is shown."""
        return self._words

    def _look(self) -> BadgeLook:
        t = current()
        return BadgeLook(self._icon, self._words, t.colour(self._colour), t.colour(f"{self._colour}_soft"))

    def sizeHint(self) -> QSize:
        """As large as the words."""
        return look_size(self._look())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The badge."""
        paint_look(QPainter(self), QPoint(0, 0), self._look())


class ReviewHint(QWidget):
    """How files for review are marked, and the two ways of asking a storyteller; `ask` begins a command by its id."""

    def __init__(self, ask: Callable[[str], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = vbox(self, NONE, 6)
        marked = self.tr("Every file and page will be marked “For review, not for sharing”.")
        column.addWidget(Label(marked, "small", wrap=True))
        self.together = Button(self.tr("Sit together…"), "users", size="small", on_click=lambda: ask("sit_together"))
        words = self.tr("Make a review to take home…")
        self.take_home = Button(words, "package-check", size="small", on_click=lambda: ask("make_review"))
        for button in (self.together, self.take_home):
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)


class UseChoice(QWidget):
    """What the files are for, and who may see them then; `ask` begins a command by its id."""

    chosen = Signal()

    def __init__(self, ask: Callable[[str], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = vbox(self, NONE, 8)
        self.uses = Segmented(
            [
                Choice(Use.SHARING, self.tr("To hand on")),
                Choice(Use.PAGE, self.tr("Public page")),
                Choice(Use.REVIEW, self.tr("For review")),
            ],
            self.tr("What the files are for"),
        )
        self.who = Label("", "small", wrap=True)
        self._marked = ReviewHint(ask)
        for part in (self.uses, self.who, self._marked):
            column.addWidget(part)
        self.uses.chosen.connect(lambda _key: self._on_chosen())
        self._show()

    def use(self) -> Use:
        """What was chosen."""
        return Use(self.uses.key())

    def _on_chosen(self) -> None:
        self._show()
        self.chosen.emit()

    def _show(self) -> None:
        words = {
            Use.SHARING: self.tr("For the people you give it to. They can hear it, and can pass it on."),
            Use.PAGE: self.tr("For everybody: anyone can hear, read and copy it. Each needs a yes to a public page."),
            Use.REVIEW: self.tr("For the storyteller alone, to hear before they answer."),
        }
        self.who.setText(words[self.use()])
        self._marked.setVisible(self.use() is Use.REVIEW)


class KindOfFile(QWidget):
    """One kind of file to make: a tick, what it is good for, and how far it is while it is made."""

    def __init__(self, title: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        column = vbox(self, NONE, 3)
        row = hbox(spacing=6)
        self.tick = QCheckBox(title)
        self.tick.setChecked(True)
        self.tick.setAccessibleDescription(words)
        row.addWidget(self.tick, 1)
        self._icon = IconLabel("check", "ok", 16)
        self._icon.hide()
        self.state = Label("", "small")
        row.addWidget(self._icon)
        row.addWidget(self.state)
        column.addLayout(row)
        self._below = vbox(spacing=6)
        self._below.addWidget(Label(words, "small", wrap=True))
        self.bar = meter(0, title)
        self.bar.hide()
        self._below.addWidget(self.bar)
        column.addLayout(self._below)
        self._fit()

    def _fit(self) -> None:
        self._below.setContentsMargins(current().scaled(26), 0, 0, 0)

    def changeEvent(self, event: object) -> None:
        """Follow the text size."""
        super().changeEvent(event)  # type: ignore[arg-type]
        if hasattr(self, "_below"):
            self._fit()

    def add_below(self, widget: QWidget) -> None:
        """Choices that belong to this kind."""
        self._below.addWidget(widget)

    def wanted(self) -> bool:
        """Whether it is ticked."""
        return self.tick.isChecked() and not self.isHidden()

    def show_state(self, words: str = "", *, fraction: float | None = None, done: bool = False) -> None:
        """Say how far it is: a word, a bar, a tick when it is done."""
        self.state.setText(words)
        self._icon.setVisible(done)
        self.bar.setVisible(fraction is not None)
        self.bar.setValue(round((fraction or 0) * 1000))
