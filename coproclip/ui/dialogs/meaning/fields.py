"""What an excerpt means, in its window: kind, feeling and their word for it, spotlight, why it is not used, links."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from coproclip.overview.excerpts import ExcerptRow
from coproclip.overview.meaning import LinkedQuote
from coproclip.ui.dialogs.meaning.words import FEELING_ICONS, KIND_ICONS, feeling_words, kind_words
from coproclip.ui.style.icons import icon
from coproclip.ui.widgets.boxes import NONE, hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.shown_text import ShownText


class MeaningFields(QWidget):
    """Fields whose texts whoever shows them keeps (`take`); the rest is told at once."""

    chosen = Signal()
    """A kind or a feeling was chosen."""
    typed = Signal()
    spotlight_turned = Signal(bool)
    link_asked = Signal()
    unlinked = Signal(object)
    """A link (by its number) is to go."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column = vbox(self, NONE, 8)
        self.column.addWidget(Label(self.tr("What it means"), "small-strong"))
        self.kind = self._choice(self.tr("Kind of excerpt"), kind_words(), KIND_ICONS)
        self.feeling = self._choice(self.tr("How it feels"), feeling_words(), FEELING_ICONS)
        self.word = self._line(self.tr("In the storyteller’s own word"), self.tr("“Knackered”, “proud”"))
        self.spotlight = QCheckBox(self.tr("Must be heard"))
        self.spotlight.setToolTip(self.tr("Offered first for a headline, a playlist and the end of the report"))
        self.spotlight.clicked.connect(self.spotlight_turned)
        self.column.addWidget(self.spotlight)
        self.unused = self._line(self.tr("Not used, because"), self.tr("Empty while it may be used"))
        self.column.addWidget(Label(self.tr("Belongs with"), "small-strong"))
        self.rows: list[Button] = []
        self._links: Sequence[LinkedQuote] = ()
        self._list = vbox(margins=NONE, spacing=4)
        self.column.addLayout(self._list)
        self.link = Button(
            self.tr("Link to another excerpt…"), "link-2", "quiet", size="small", on_click=self.link_asked.emit
        )
        self.column.addWidget(self.link, 0, Qt.AlignmentFlag.AlignLeft)
        self._word, self._unused = ShownText(self.word), ShownText(self.unused)
        self._before = {"kind": "", "valence": ""}

    def _choice(self, name: str, words: Mapping[str, str], icons: Mapping[str, str]) -> QComboBox:
        field = QComboBox()
        field.setAccessibleName(name)
        for key, text in words.items():
            field.addItem(icon(icons[key], "ink2"), text, key)
        label = Label(name, "small")
        label.setBuddy(field)
        self.column.addWidget(label)
        self.column.addWidget(field)
        field.activated.connect(lambda _place: self.chosen.emit())
        return field

    def _line(self, name: str, hint: str) -> QLineEdit:
        field = QLineEdit()
        field.setAccessibleName(name)
        field.setPlaceholderText(hint)
        label = Label(name, "small")
        label.setBuddy(field)
        self.column.addWidget(label)
        self.column.addWidget(field)
        field.textEdited.connect(lambda _text: self.typed.emit())
        return field

    def show_excerpt(self, row: ExcerptRow, links: Sequence[LinkedQuote], *, fresh: bool) -> None:
        """Show what it means; what a person is typing stays unless it is another excerpt (`fresh`)."""
        self._before = {"kind": row.kind, "valence": row.valence}
        self.kind.setCurrentIndex(max(0, self.kind.findData(row.kind)))
        self.feeling.setCurrentIndex(max(0, self.feeling.findData(row.valence)))
        self._word.show(row.feeling, fresh=fresh)
        self._unused.show(row.unused_reason, fresh=fresh)
        self.spotlight.setChecked(row.spotlight)
        self._show_links(links)

    def _show_links(self, links: Sequence[LinkedQuote]) -> None:
        if links == self._links:
            return  # the button that has the keyboard keeps it
        focused = any(button.hasFocus() for button in self.rows)
        self._links, self.rows = links, []
        while (item := self._list.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for one in links:
            self._list.addWidget(self._row(one))
        if focused:
            (self.rows[0] if self.rows else self.link).setFocus()

    def _row(self, linked: LinkedQuote) -> QWidget:
        line = QWidget()
        row = hbox(line, NONE, 8)
        how = f" ({linked.words})" if linked.words else ""
        row.addWidget(Label(f"“{linked.title}”, {linked.who}{how}", "small", wrap=True), 1)
        name = self.tr("No longer linked to “{title}”").format(title=linked.title)
        button = Button(icon="x", kind="icon", name=name, on_click=lambda: self.unlinked.emit(linked.link_id))
        self.rows.append(button)
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return line

    def take(self) -> dict[str, tuple[str, str]]:
        """Its texts by column: what stood in the project, and what was made of it; they are on their way there now."""
        now = {"kind": self.kind.currentData(), "valence": self.feeling.currentData()}
        chosen = {column: (before, now[column]) for column, before in self._before.items()}
        self._before = now
        return {**chosen, "feeling": self._word.take(), "unused_reason": self._unused.take()}

    def lines(self) -> tuple[QLineEdit, QLineEdit]:
        """The fields that are typed in."""
        return self.word, self.unused
