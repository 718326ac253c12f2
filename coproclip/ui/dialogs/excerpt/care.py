"""What is kept with an excerpt so that nobody is hurt by it: a note before hearing, a mark, bits that are not used."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from coproclip.overview.excerpt_details import ExcerptDetails, NotUsedBit
from coproclip.people.care import MOST_LETTERS
from coproclip.timecode import clock
from coproclip.ui.widgets.badge import CARE_ICON
from coproclip.ui.widgets.boxes import NONE, hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import IconLabel, Label


class CareFields(QWidget):
    """`marked(on)`: it holds sensitive things, or not; `allowed(moment_id)`: a bit is to be used after all."""

    marked = Signal(bool)
    allowed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = vbox(self, NONE, 8)
        head = hbox(margins=NONE, spacing=6)
        self.sign = IconLabel(CARE_ICON, "flag", 16)
        title = Label(self.tr("Before hearing"), "small-strong")
        head.addWidget(self.sign)
        head.addWidget(title, 1)
        column.addLayout(head)
        self.note = QLineEdit()
        self.note.setMaxLength(MOST_LETTERS)
        self.note.setAccessibleName(self.tr("What somebody should know before hearing it"))
        title.setBuddy(self.note)
        column.addWidget(self.note)
        self.of_story = Label("", "small", wrap=True)
        column.addWidget(self.of_story)
        leaves = self.tr("Others read it before it plays, so it is part of what a storyteller says yes to.")
        column.addWidget(Label(leaves, "small", wrap=True))
        self.sensitive = QCheckBox(self.tr("It holds sensitive things"))
        self.sensitive.setToolTip(self.tr("Health, race, faith, who somebody loves …"))
        self.sensitive.clicked.connect(self.marked)
        column.addWidget(self.sensitive)
        self._bits: Sequence[NotUsedBit] = ()
        self.rows: list[Button] = []
        self._closed = QWidget()
        self._list = vbox(self._closed, NONE, 4)
        self._closed.hide()
        column.addWidget(self._closed)

    def show_excerpt(self, details: ExcerptDetails) -> None:
        """The marks, what comes from the story, and the bits; the note itself is shown by who keeps it."""
        story = details.story_care
        self.sign.setVisible(bool(details.row.care))
        words = self.tr("Its story says: “{note}”. A note here is shown in its place.").format(note=story.note)
        self.of_story.setText(words)
        self.of_story.setVisible(bool(story.note))
        self.note.setPlaceholderText(self.tr("“About the death of a child”"))
        self.sensitive.setChecked(details.care.sensitive or story.sensitive)
        self.sensitive.setEnabled(not story.sensitive)
        all_of_it = self.tr("Its story holds sensitive things")
        self.sensitive.setText(all_of_it if story.sensitive else self.tr("It holds sensitive things"))
        self._show_bits(details.not_used)

    def _show_bits(self, bits: Sequence[NotUsedBit]) -> None:
        if bits == self._bits:
            return  # the button that has the keyboard keeps it
        self._bits, focused = bits, any(button.hasFocus() for button in self.rows)
        self.rows = []
        while (item := self._list.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        if bits:
            self._list.addWidget(Label(self.tr("Don’t use this bit"), "small-strong"))
        for bit in bits:
            self._list.addWidget(self._row(bit))
        self._closed.setVisible(bool(bits))
        if focused:
            (self.rows[0] if self.rows else self.note).setFocus()

    def _row(self, bit: NotUsedBit) -> QWidget:
        line = QWidget()
        row = hbox(line, NONE, 8)
        time = self.tr("{start} to {end}").format(start=clock(bit.time.start_ms), end=clock(bit.time.end_ms))
        said = f"{time}, “{bit.words}”" if bit.words else time
        row.addWidget(IconLabel("ban", "stop", 16), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Label(said, "small", wrap=True), 1)
        name = self.tr("Let it be used after all: {words}").format(words=said)
        button = Button(self.tr("Use it"), "undo-2", size="small", name=name)
        button.clicked.connect(lambda _on=False: self.allowed.emit(bit.moment_id))
        self.rows.append(button)
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return line
