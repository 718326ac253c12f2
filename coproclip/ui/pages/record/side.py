"""The panel at the right: the storyteller's choices, starters, moments, notes, and what the story is called."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from coproclip.ui.dialogs.consent_choices import Choices
from coproclip.ui.pages.record.marked import MarkList
from coproclip.ui.pages.record.notes import Notes
from coproclip.ui.pages.record.starters import Starters
from coproclip.ui.style.tokens import PANEL_MARGIN
from coproclip.ui.widgets.access_note import AccessNote
from coproclip.ui.widgets.boxes import NONE, vbox
from coproclip.ui.widgets.label import Hairline, Label
from coproclip.ui.widgets.scroll_column import ScrollColumn
from coproclip.ui.widgets.typing_pause import TypingPause


class RecordSide(ScrollColumn):
    """Choices first; what only matters later stands below."""

    changed = Signal()
    """The choices or the title are others."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, panel=True)
        whole = QWidget()
        self.setWidget(whole)
        column = vbox(whole, NONE, 0)
        self.who_place = vbox(margins=(PANEL_MARGIN, 0, PANEL_MARGIN, 0))
        column.addLayout(self.who_place)
        self.needs = AccessNote()
        needs_place = vbox(margins=(PANEL_MARGIN, 12, PANEL_MARGIN, 0))
        needs_place.addWidget(self.needs)
        column.addLayout(needs_place)
        self.more: list[QWidget] = []
        self._more_place = vbox(margins=(PANEL_MARGIN, 0, PANEL_MARGIN, 16))
        self.choices, self.starters, self.marked, self.notes = Choices(), Starters(), MarkList(), Notes()
        self.choices.changed.connect(self.changed)
        for place, part in enumerate((self.choices, self.starters, self.marked, self.notes, self._about())):
            if place:
                column.addWidget(Hairline())
            inside = vbox(margins=(PANEL_MARGIN, 16, PANEL_MARGIN, 16))
            inside.addWidget(part)
            column.addLayout(inside)
            if part is self.notes:
                column.addLayout(self._more_place)
        column.addStretch(1)

    def add(self, part: QWidget, *stops: QWidget) -> None:
        """Put `part` below the notes, with these stops of Tab."""
        self._more_place.addWidget(part)
        self.more += stops

    def _about(self) -> QWidget:
        part = QWidget()
        column = vbox(part, NONE, 6)
        label = Label(self.tr("Title of the story"), "strong")
        self.title = QLineEdit()
        self.title.setMaxLength(200)
        self.title.setPlaceholderText(self.tr("A few words, or later"))
        self.title.setAccessibleName(self.tr("Title of the story, if there is one already"))
        self.title.editingFinished.connect(self.changed)
        self._typing = TypingPause(self)
        self._typing.over.connect(self.changed)
        self.title.textEdited.connect(self._typing.touched)
        label.setBuddy(self.title)
        column.addWidget(label)
        column.addWidget(self.title)
        column.addWidget(Label(self.tr("All of this can be changed afterwards."), "hint", wrap=True))
        return part

    def show_focus(self) -> None:
        """Bring the field that is typed in into sight, once all have their places."""
        QTimer.singleShot(0, self, self._scroll_to_focus)

    def _scroll_to_focus(self) -> None:
        whole, field = self.widget(), self.focusWidget()
        if whole is not None and field is not None and field.hasFocus() and whole.isAncestorOf(field):
            whole.adjustSize()
            self.ensureWidgetVisible(field)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A message that takes room hides no field that is typed in."""
        super().resizeEvent(event)
        self.show_focus()

    def clear(self) -> None:
        """The next session is with somebody else, who has not said anything yet."""
        self.title.clear()
        self.notes.set_text("")
        self.choices.take_back()

    def stops(self) -> list[QWidget]:
        """Where Tab stops, in order."""
        choices, starters = self.choices, self.starters
        return [
            choices.open,
            *(stop for field in choices.fields.values() for stop in field.findChildren(QToolButton)),
            choices.who,
            choices.record_yes,
            starters.edit,
            starters.ask,
            starters.back,
            starters.on,
            *self.marked.stops(),
            self.notes.field,
            self.notes.risk,
            *self.more,
            self.title,
        ]
