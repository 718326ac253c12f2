"""A field that shows a text of one row of the project at a time: what is typed there is always that row's."""

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from coproclip.ui.style.focus import SWALLOWS
from coproclip.ui.widgets.shown_text import ShownText
from coproclip.ui.widgets.typing_pause import TypingPause


def put_keyboard_down(field: QWidget) -> bool:
    """Where `field` has the keyboard, put it on the page around, so that whoever is typing types into nothing else."""
    if field.window().focusWidget() is not field:
        return False
    around = field.parentWidget()
    while around is not None and not around.property(SWALLOWS):
        around = around.parentWidget()
    field.clearFocus()
    if around is not None:
        around.setFocus()
    return True


class RowText(QObject):
    """Keeps what is typed in `field` soon after typing, on leaving it, and before it shows the text of another row.

    When that changes under the hands, nothing can be typed until the keyboard comes back; nor can it without a row.
    """

    written = Signal(object, str, str)
    """Of a row: the text that was shown, and what was made of it."""

    def __init__(self, field: QTextEdit | QPlainTextEdit) -> None:
        super().__init__(field)
        self._field, self._put_down = field, False
        self.row: int | None = None
        self._locked = False
        self._words = ShownText(field)
        self._typing = TypingPause(self)
        self._typing.over.connect(self.keep)
        field.textChanged.connect(self._typing.touched)
        field.setProperty(SWALLOWS, True)
        field.setReadOnly(True)
        field.installEventFilter(self)

    def show(self, row: int, text: str, *, locked: bool = False) -> None:
        """Show what the project says of `row`; what was typed since it was kept stays, unless that was of another.

        One that is `locked` can be read only.
        """
        other = row != self.row
        if other:
            self.let_go()
        if self._words.show(text, fresh=other):
            self._typing.stop()
        self.row, self._locked = row, locked
        self._renew()

    def let_go(self) -> None:
        """Keep what is typed; the field is of no row until another is shown."""
        self.keep()
        if self.row is not None:
            self._put_down |= put_keyboard_down(self._field)
        self.row = None
        self._renew()

    def _renew(self) -> None:
        self._field.setReadOnly(self.row is None or self._put_down or self._locked)

    def forget(self) -> None:
        """Another project: what stands here is of none of its rows."""
        self._words.show("", fresh=True)
        self.let_go()

    def keep(self) -> None:
        """Keep what is typed now."""
        self._typing.stop()
        if self.row is not None and self._words.typed:
            self.written.emit(self.row, *self._words.take())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leaving the field keeps what is typed; coming to it, one types about what it shows."""
        if event.type() == QEvent.Type.FocusOut:
            self.keep()
        elif event.type() == QEvent.Type.FocusIn:
            self._put_down = False
            self._renew()
        return super().eventFilter(watched, event)
