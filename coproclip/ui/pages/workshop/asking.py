"""Small forms of the workshop: a few fields, one button that keeps them, and the trouble beside it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import SignalInstance
from PySide6.QtGui import QKeySequence, QShortcut, QTextCursor
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QSpinBox, QWidget

from coproclip.errors import CoProClipError
from coproclip.export.folders.names import first_words
from coproclip.project.half_typed import HalfTyped, ProjectPlace, half_typed, note_half_typed
from coproclip.sensemaking.quick_sheet import WrongLines
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.boxes import hbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.half_typed import KeptField
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.message import announce

_SHOWN = 300
"""So many letters are shown of what somebody else wrote in the meantime."""


@dataclass(frozen=True)
class Blank:
    """A field of a form: its key, what it is called, and what stands in it.

    With `choices` (value, words) one of them is chosen; a `number` is from 0 to `most`; `long` is of several lines, so
    `high` (px at 100 %); a `tick` is “yes” or empty.
    """

    key: str
    label: str
    value: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    most: int = 0
    long: bool = False
    high: int = 110
    tick: bool = False


class Unkept:
    """Long texts typed in the form called `form` of a project: on this computer until they are kept.

    They belong to the project and not to its folder, where another one may lie by tomorrow.
    """

    def __init__(self, project: ProjectPlace, form: str, closing: SignalInstance) -> None:
        self._project, self._form, self._closing = project, form, closing
        self._keepers: dict[str, KeptField] = {}

    def follow(self, fields: Mapping[str, QPlainTextEdit]) -> dict[str, str]:
        """Note what is typed in `fields` from now on. Of those in which what was typed before stands again, returns
        what stood there as that was begun: somebody else may have written something else since.
        """
        again: dict[str, str] = {}
        for key, field in fields.items():
            name, given = f"{self._form}/{key}", field.toPlainText()
            before = half_typed(self._project, name)
            if before.text and before.text != given:
                field.setPlainText(before.text)
                field.moveCursor(QTextCursor.MoveOperation.End)  # typing goes on where it ended
                again[key] = before.base
            base = again.get(key, given)
            self._keepers[name] = KeptField(field, partial(self._note, name, given, base), self._closing)
        return again

    def _note(self, name: str, given: str, base: str, text: str) -> None:
        note_half_typed(self._project, name, HalfTyped(text if text != given else "", base))

    def note(self) -> None:
        """Note what is typed, if it is not yet."""
        for keeper in self._keepers.values():
            keeper.keep_now()

    def forget(self) -> None:
        """It was kept, or a person let it go."""
        self.note()  # nothing is noted later
        for name in self._keepers:
            note_half_typed(self._project, name, HalfTyped())


class AskDialog(Dialog):
    """Asks for some `blanks`, with an `example` below them.

    `keep` of the dialog says whether they were kept, or tells `on_trouble` why not. What is typed in long fields is
    `unkept` until then: where the program ends before, it stands there again the next time, which is said.
    """

    def __init__(
        self,
        heading: str,
        button: str,
        blanks: Sequence[Blank],
        keep: Callable[["AskDialog"], bool],
        words: str = "",
        parent: QWidget | None = None,
        *,
        example: str = "",
        unkept: Unkept | None = None,
    ) -> None:
        super().__init__(heading, parent, wide=520)
        self._keep, self._unkept, self._followed = keep, unkept, False
        self.again = Label(self.tr("What was typed here before, and not kept, stands here again."), "flag", wrap=True)
        self.again.hide()
        self.fields: dict[str, QWidget] = {}
        self._before = {blank.key: blank.value for blank in blanks}
        self.column.addWidget(Label(heading, "head", wrap=True))
        if words:
            self.column.addWidget(Label(words, "muted", wrap=True))
        self.column.addWidget(self.again)
        for blank in blanks:
            self._add(blank)
        self.trouble = Label("", "error", wrap=True)
        self.trouble.hide()
        self.column.addWidget(self.trouble)
        self.ways: list[Button] = []
        self._row_of_ways = hbox(spacing=8)
        self._row_of_ways.addStretch(1)
        self.column.addLayout(self._row_of_ways)
        if example:
            self.column.addWidget(Label(example, "muted", wrap=True))
        self.column.addStretch(1)
        self.button = Button(button, kind="main", on_click=self._on_kept)
        self.button.setDefault(True)
        self.answer_with(Button(self.tr("Cancel"), on_click=self.reject), self.button)
        self.ask_before_leaving(self.button)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._on_kept)
        first = next((field for field in self.fields.values() if isinstance(field, QLineEdit | QPlainTextEdit)), None)
        (first or self.button).setFocus()

    def _add(self, blank: Blank) -> None:
        field: QWidget
        if blank.tick:
            tick = QCheckBox(blank.label)
            tick.setChecked(bool(blank.value))
            field = tick
        elif blank.choices:
            box = QComboBox()
            for value, words in blank.choices:
                box.addItem(words, value)
            box.setCurrentIndex(max(0, box.findData(blank.value)))
            field = box
        elif blank.most:
            number = QSpinBox()
            number.setRange(0, blank.most)
            number.setValue(int(blank.value or 0))
            field = number
        elif blank.long:
            text = QPlainTextEdit(blank.value)
            text.setTabChangesFocus(True)
            text.setFixedHeight(current().scaled(blank.high))
            field = text
        else:
            line = QLineEdit(blank.value)
            line.selectAll()
            field = line
        if not blank.tick:
            label = Label(blank.label, "small-strong", wrap=True)
            label.setBuddy(field)
            self.column.addWidget(label)
        field.setAccessibleName(blank.label)
        self.column.addWidget(field)
        self.fields[blank.key] = field

    def value(self, key: str) -> str:
        """What stands in a field now."""
        field = self.fields[key]
        if isinstance(field, QComboBox):
            return str(field.currentData())
        if isinstance(field, QCheckBox):
            return "yes" if field.isChecked() else ""
        if isinstance(field, QPlainTextEdit):
            return field.toPlainText()
        return field.text() if isinstance(field, QLineEdit | QSpinBox) else ""

    def both(self, *keys: str) -> dict[str, tuple[str, str]]:
        """What stood in these fields, and what stands there now."""
        return {key: (self._before[key], self.value(key)) for key in keys}

    def seen(self, key: str, stands: str) -> None:
        """What `stands` in the project was shown: it is what is written over from here on."""
        self._before[key] = stands

    def offer(self, ways: Sequence[tuple[str, Callable[[], bool]]]) -> None:
        """Put buttons below the trouble that was told, each a way out of it that says whether it was kept."""
        self.ways = [Button(words, on_click=partial(self._on_way, keep)) for words, keep in ways]
        for place, button in enumerate(self.ways):
            self._row_of_ways.insertWidget(place, button)
            button.show()
        if self.ways:
            self.ways[0].setFocus()

    def _on_way(self, keep: Callable[[], bool]) -> None:
        if keep():
            self.accept()

    def on_trouble(self, error: CoProClipError) -> None:
        """Say what speaks against it; in a field of lines, go to the first that is wrong."""
        for button in self.ways:
            button.hide()
            button.deleteLater()
        self.ways = []
        self.trouble.setText(str(error))
        self.trouble.show()
        announce(self, str(error))
        text = next((field for field in self.fields.values() if isinstance(field, QPlainTextEdit)), None)
        if isinstance(error, WrongLines) and text is not None:
            cursor = QTextCursor(text.document().findBlockByNumber(error.lines[0] - 1))
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            text.setTextCursor(cursor)
            text.setFocus()

    def setVisible(self, visible: bool) -> None:
        """What was typed here before comes once the form is shown: leaving it asks about that too."""
        super().setVisible(visible)
        if visible and self._unkept is not None and not self._followed:
            self._followed = True
            fields = {key: field for key, field in self.fields.items() if isinstance(field, QPlainTextEdit)}
            if again := self._unkept.follow(fields):
                # What is written over has to be what was seen as it was typed, as for whoever types without an end.
                others = {key: self._before[key] for key, base in again.items() if base != self._before[key]}
                self._before |= again
                if theirs := " ".join(f"“{first_words(text, _SHOWN)}”" for text in others.values()):
                    since = self.tr("Somebody changed this since. What stands in the project now: {theirs}")
                    self.again.setText(f"{self.again.text()} {since.format(theirs=theirs)}")
                self.again.show()
                announce(self, self.again.text())

    def leave_with(self, result: int = Dialog.DialogCode.Rejected) -> None:
        """As any dialog; what a person says they leave is forgotten."""
        super().leave_with(result)
        if self.leaving is not None and self._unkept is not None:
            self.leaving.leave_it.clicked.connect(self._unkept.forget)

    def done(self, result: int) -> None:
        """Closed, also by the program: what was not kept is noted."""
        if self._unkept is not None and result == Dialog.DialogCode.Accepted:
            self._unkept.forget()
        elif self._unkept is not None:
            self._unkept.note()
        super().done(result)

    def _on_kept(self) -> None:
        if self._keep(self):
            self.accept()
