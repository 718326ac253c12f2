"""Notes while somebody tells: what to ask next, and a private one when somebody may be at risk."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget

from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.boxes import NONE, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.soft_note import SoftNote
from coproclip.ui.widgets.typing_pause import TypingPause


class Notes(QWidget):
    """A field that is kept while it is typed in."""

    changed = Signal()
    risk_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = vbox(self, NONE, 8)
        label = Label(self.tr("Notes, what to ask next"), "strong")
        self.field = QPlainTextEdit()
        self.field.setTabChangesFocus(True)
        self.field.setPlaceholderText(self.tr("Only for the team"))
        self.field.setAccessibleName(self.tr("Notes, what to ask next"))
        self._typing = TypingPause(self)
        self._typing.over.connect(self.changed)
        self.field.textChanged.connect(self._typing.touched)
        label.setBuddy(self.field)
        column.addWidget(label)
        column.addWidget(self.field)
        self.risk = Button("", "shield-alert", "quiet", size="small")
        self.show_private(there=False)
        self.risk.clicked.connect(self.risk_asked)
        row = QHBoxLayout()
        row.addWidget(self.risk)
        row.addStretch(1)
        column.addLayout(row)
        self.fit()

    def text(self) -> str:
        """What is typed."""
        return self.field.toPlainText().strip()

    def set_text(self, text: str) -> None:
        """Show this, without telling."""
        self.field.setPlainText(text)
        self._typing.stop()

    def show_private(self, *, there: bool) -> None:
        """Say on the button whether there is a private note."""
        words = self.tr("Private note added…") if there else self.tr("Someone may be at risk…")
        if words != self.risk.text():
            self.risk.setText(words)
            spoken = self.tr("Someone may be at risk: a private note has been added") if there else words
            self.risk.setAccessibleName(spoken)

    def fit(self) -> None:
        """Four lines at the text size in use."""
        self.field.setFixedHeight(current().scaled(88))


class PrivateNote:
    """The private note of one session; once there is a story of that, it goes into the story."""

    def __init__(self, text: str = "") -> None:
        self.text = text
        self._write: Callable[[str, str], object] | None = None

    def is_in(self, write: Callable[[str, str], object]) -> None:
        """It is in a story as it stands; `write` puts there (instead of the first) what is noted from now on."""
        self._write = write

    def keep(self, words: str) -> None:
        """Note this instead of what was noted before."""
        before, self.text = self.text, words.strip()
        if self._write is not None:
            self._write(before, self.text)


class RiskDialog(Dialog):
    """The private note; what was typed is never lost, however the window is closed."""

    def __init__(self, note: str, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Someone may be at risk"), parent, wide=480)
        words = self.tr("Note what worries you and who should know. Then talk to the person you agreed on.")
        self.column.addWidget(Label(words, "body", wrap=True))
        self.field = QPlainTextEdit(note)
        self.field.setTabChangesFocus(True)
        self.field.setAccessibleName(self.tr("Private note"))
        self.field.setFixedHeight(current().scaled(140))
        self.column.addWidget(self.field)
        who_sees = SoftNote("lock")
        who_sees.words.setText(
            self.tr("Whoever opens this project can read this. It goes into no clip, no page and no report.")
        )
        self.column.addWidget(who_sees)
        self.answer_with(Button(self.tr("Done"), kind="main", key="Esc", on_click=self.accept))
        self.field.moveCursor(self.field.textCursor().MoveOperation.End)
        self.field.setFocus()

    def is_changed(self) -> bool:
        """Never: what was typed is kept."""
        return False
