"""“Starts at” and “Ends at”: the time, a tenth back or on, a word back or on, hear it, set it to the playhead."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from coproclip.ui.widgets.boxes import hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.time_field import TimeField


class EdgeCard(QFrame):
    """One edge of an excerpt. `moved(ms)`; `word_asked(-1 or 1)`; `heard()`; `playhead_asked()`."""

    moved = Signal(object)
    word_asked = Signal(object)
    heard = Signal()
    playhead_asked = Signal()

    def __init__(self, side: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "inset")
        start = side == "start"
        column = vbox(self, (14, 10, 14, 12), 8)
        top = QHBoxLayout()
        top.addWidget(Label(self.tr("Starts at") if start else self.tr("Ends at"), "small-strong"))
        self._words = Label("", "small", elide=True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        top.addWidget(self._words, 1)
        column.addLayout(top)
        row = hbox(spacing=6)
        name = self.tr("Start of the excerpt") if start else self.tr("End of the excerpt")
        self.field = TimeField(name)
        self.field.edited.connect(self.moved)
        earlier, later = self.tr("0.1 s earlier"), self.tr("0.1 s later")
        row.addWidget(
            Button("−0.1", name=f"{name}: {earlier}", on_click=lambda: self.moved.emit(self.field.time() - 100))
        )
        row.addWidget(self.field, 1)
        row.addWidget(
            Button("+0.1", name=f"{name}: {later}", on_click=lambda: self.moved.emit(self.field.time() + 100))
        )
        row.addSpacing(4)
        back, on = self.tr("one word earlier"), self.tr("one word later")
        row.addWidget(
            Button(icon="chevron-left", kind="icon", name=f"{name}: {back}", on_click=lambda: self.word_asked.emit(-1))
        )
        row.addWidget(Label(self.tr("word"), "small"))
        row.addWidget(
            Button(icon="chevron-right", kind="icon", name=f"{name}: {on}", on_click=lambda: self.word_asked.emit(1))
        )
        column.addLayout(row)
        row = QHBoxLayout()
        hear = self.tr("Hear the start") if start else self.tr("Hear the end")
        row.addWidget(Button(hear, "ear", on_click=self.heard.emit))
        key = "I" if start else "O"
        row.addWidget(Button(self.tr("Set to playhead"), kind="quiet", key=key, on_click=self.playhead_asked.emit))
        row.addStretch(1)
        column.addLayout(row)
        self.error = Label("", "error", wrap=True)
        self.error.hide()
        self.field.error_shown.connect(self._on_error)
        column.addWidget(self.error)

    def _on_error(self, words: str) -> None:
        self.error.setText(words)
        self.error.setVisible(bool(words))

    def show_edge(self, time_ms: int, words: str, longest_ms: int, *, fresh: bool) -> None:
        """Where the edge is, and the words beside it; a time that is being typed stays, unless it is another's edge."""
        self.field.set_range(0, longest_ms)
        if fresh:
            self.field.set_time(time_ms)
        else:
            self.field.follow(time_ms)
        self._words.setText(words)
