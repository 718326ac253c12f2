"""Asking what comes before an excerpt of a playlist: an introduction, a chapter; or whether it introduces others."""

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QWidget

from coproclip.errors import CoProClipError
from coproclip.overview.playlists import PlaylistRow
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.message import announce


class BetweenDialog(Dialog):
    """Asks for all that; `keep` of the dialog says whether it was kept, or tells `on_trouble` why it was not."""

    def __init__(
        self, row: PlaylistRow, keep: Callable[["BetweenDialog"], bool], parent: QWidget | None = None
    ) -> None:
        heading = self.tr("Introduction and chapter")
        super().__init__(heading, parent, wide=480)
        self._keep = keep
        column = self.column
        column.setSpacing(8)
        column.addWidget(Label(heading, "head", wrap=True))
        column.addWidget(Label(self.tr("Excerpt: {title}").format(title=row.title), "small", wrap=True))
        self.introduction = QPlainTextEdit(row.introduction)
        self.introduction.setTabChangesFocus(True)
        self.introduction.setFixedHeight(current().scaled(84))
        self._add(self.tr("Introduction, read before the excerpt is heard"), self.introduction)
        self.chapter = QLineEdit(row.chapter)
        self._add(self.tr("Chapter that begins here"), self.chapter)
        self.spoken = QCheckBox(self.tr("This is a spoken introduction"))
        self.spoken.setChecked(row.spoken)
        said = self.tr(
            "The reporter speaks, and nobody else. “Spoken introduction…” (Shift I) records one and puts it here. Like "
            "any excerpt it needs a yes of whoever speaks, and whoever is heard after it is asked about it too."
        )
        self.spoken.setAccessibleDescription(said)
        self.trouble = Label("", "error", wrap=True)
        self.trouble.hide()
        for part in (self.spoken, Label(said, "small", wrap=True), self.trouble):
            column.addWidget(part)
        column.addStretch(1)
        self.answer_with(Button(self.tr("Cancel"), on_click=self.reject))
        self.button = Button(self.tr("Save"), kind="main", on_click=self._on_kept)
        self.button.setDefault(True)
        self.foot.addWidget(self.button)
        self.ask_before_leaving(self.button)
        self.introduction.setFocus()

    def _add(self, words: str, field: QWidget) -> None:
        label = Label(words, "small-strong")
        label.setBuddy(field)
        field.setAccessibleName(words)
        self.column.addWidget(label)
        self.column.addWidget(field)

    def on_trouble(self, error: CoProClipError) -> None:
        """Say what speaks against it."""
        self.trouble.setText(str(error))
        self.trouble.show()
        announce(self, str(error))
        self.spoken.setFocus()

    def _on_kept(self) -> None:
        if self._keep(self):
            self.accept()
