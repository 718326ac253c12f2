"""Moments marked while somebody is recorded: the time, a word or two, and a way to take a mark away."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from coproclip.capture.sidecar import Stretch
from coproclip.people.moments import MomentKind
from coproclip.ui.pages.record.clock import clock_words
from coproclip.ui.widgets.boxes import NONE, hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import IconLabel, Label
from coproclip.ui.widgets.timers import once
from coproclip.ui.widgets.typing_pause import TypingPause

FIRST_KEY_MS, NEXT_KEY_MS = 8_000, 20_000
"""So long a new mark waits for its first letter, and words that are typed for the next."""
SHOWN = (MomentKind.MARK, MomentKind.SPOKEN_YES, MomentKind.ROOM)


class _Words(QLineEdit):
    escaped = Signal()

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.setProperty("keeps", ["Esc"])
        # Keeping something off the record never waits for a note.
        self.setProperty("leaves", ["X", "Shift+X"])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)


class _Row(QWidget):
    def __init__(self, moment: Stretch, owner: "MarkList") -> None:
        super().__init__()
        self.moment = moment
        row = hbox(self, NONE, 8)
        time = clock_words(moment.start_ms)
        if moment.kind != MomentKind.MARK:
            yes = moment.kind == MomentKind.SPOKEN_YES
            words = owner.tr("The yes is heard here") if yes else owner.tr("Room noise")
            row.addWidget(IconLabel("message-circle-check" if yes else "ear", "ok", 18))
            row.addWidget(Label(time, "medium"))
            row.addWidget(Label(words, "small", elide=True), 1)
            return
        row.addWidget(IconLabel("flag", "accent", 18))
        row.addWidget(Label(time, "medium"))
        self.field = _Words(moment.text)
        self.field.setMaxLength(200)
        self.field.setPlaceholderText(owner.tr("Add a word or two"))
        self.field.setAccessibleName(owner.tr("What is at {time}").format(time=time))
        self.field.editingFinished.connect(lambda: owner.keep_words(self))
        self.field.textEdited.connect(owner.on_typed)
        self.field.returnPressed.connect(owner.end_words)
        self.field.escaped.connect(owner.end_words)
        row.addWidget(self.field, 1)
        away = Button(icon="x", kind="icon", size="small", name=owner.tr("Remove the mark at {time}").format(time=time))
        away.clicked.connect(lambda: owner.changed.emit(self.moment, None))
        row.addWidget(away)


class MarkList(QWidget):
    """The list; the newest mark is the last."""

    changed = Signal(object, object)
    """A `Stretch` shall have these words, or go (None)."""
    left = Signal()
    """The words are typed, or nobody wanted to type any."""
    typing = Signal()
    """Words at the newest mark are about to be typed."""
    rows_changed = Signal()
    """There are other fields now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[_Row] = []
        column = vbox(self, NONE, 8)
        head = QHBoxLayout()
        head.addWidget(Label(self.tr("Moments marked"), "strong"), 1)
        self.count = Label("", "muted")
        head.addWidget(self.count)
        column.addLayout(head)
        self._waiting = once(self, self._on_waited)
        self._typing = TypingPause(self)
        self._typing.over.connect(self.keep)
        self._column = vbox(spacing=6)
        column.addLayout(self._column)
        self.hint = Label("", "hint", wrap=True)
        column.addWidget(self.hint)
        self._show_hint()

    def show_moments(self, moments: Sequence[Stretch]) -> None:
        """What was marked so far; words that are being typed stay."""
        wanted = [moment for moment in moments if moment.kind in SHOWN]
        if wanted == [row.moment for row in self._rows]:
            return
        known = {(row.moment.kind, row.moment.start_ms): row for row in self._rows}
        rows: list[_Row] = []
        for place, one in enumerate(wanted):
            row = known.pop((one.kind, one.start_ms), None)
            if row is None or row.moment.end_ms != one.end_ms:
                if row is not None:
                    known[(one.kind, one.start_ms)] = row
                row = _Row(one, self)
                self._column.insertWidget(place, row)
            row.moment = one
            rows.append(row)
        for gone in known.values():
            self._column.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        self._rows = rows
        self.rows_changed.emit()
        marks = sum(row.moment.kind == MomentKind.MARK for row in rows)
        self.count.setText(str(marks) if marks else "")
        self._show_hint()

    def keep_words(self, row: _Row) -> None:
        """Keep the words at a mark as they are typed now."""
        words = " ".join(row.field.text().split())
        if words != row.moment.text:
            before = row.moment
            # It is told anew only while the page is seen, and more may be typed before that.
            row.moment = replace(before, text=words)
            self.changed.emit(before, words)

    def keep(self) -> None:
        """Keep the words at every mark as they are typed now."""
        self._typing.stop()
        for row in self._rows:
            if row.moment.kind == MomentKind.MARK:
                self.keep_words(row)

    def on_typed(self) -> None:
        """A letter more, or less."""
        self._typing.touched()
        self.wait_for_words()

    def fields(self) -> list[QLineEdit]:
        """The fields for words, in order."""
        return [row.field for row in self._rows if row.moment.kind == MomentKind.MARK]

    def stops(self) -> list[QWidget]:
        """Where Tab stops, in order."""
        return [stop for row in self._rows for stop in (*row.findChildren(QLineEdit), *row.findChildren(Button))]

    def focus_last(self) -> None:
        """Let the words of the newest mark be typed: whatever letter comes next is one of them.

        The keyboard is given back after Enter or Esc, or when no more is typed for a while.
        """
        if fields := self.fields():
            fields[-1].setFocus(Qt.FocusReason.ShortcutFocusReason)
            fields[-1].end(False)  # words that are there already are not typed over
            self.wait_for_words()
            self.typing.emit()

    def wait_for_words(self) -> None:
        """Words are being typed, or are about to be."""
        field = self._typed_in()
        if field is not None:
            self._waiting.start(NEXT_KEY_MS if field.text() else FIRST_KEY_MS)
        self._show_hint()

    def end_words(self) -> None:
        """No more words; letters are keys again."""
        self._waiting.stop()
        self._show_hint()
        self.left.emit()

    def _typed_in(self) -> QLineEdit | None:
        return next((field for field in self.fields() if field.hasFocus()), None)

    def _on_waited(self) -> None:
        if self._typed_in() is not None:
            self.end_words()
        else:
            self._show_hint()

    def _show_hint(self) -> None:
        typing = self._waiting.isActive()
        about = self.tr("M marks a good bit, a name, anything to find again.")
        ends = self.tr("Type a word or two, then press Enter. F7 still keeps things off the record.")
        self.hint.setText(ends if typing else about)
        self.hint.setVisible(typing or not self._rows)
