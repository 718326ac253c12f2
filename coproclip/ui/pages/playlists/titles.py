"""Asking for a line about a playlist: its title, its address."""

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget

from coproclip.errors import CoProClipError
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.message import announce


class TitleDialog(Dialog):
    """Asks for a title, or what else the `label` says.

    `keep` of the dialog says whether it was kept, or tells `on_trouble` why it was not.
    """

    def __init__(
        self,
        heading: str,
        button: str,
        keep: Callable[["TitleDialog"], bool],
        title: str = "",
        parent: QWidget | None = None,
        *,
        label: str = "",
    ) -> None:
        super().__init__(heading, parent, wide=420)
        self._keep = keep
        column = self.column
        column.setSpacing(8)
        column.addWidget(Label(heading, "head", wrap=True))
        above = Label(label or self.tr("Title, as others will read it"), "small-strong")
        self.field = QLineEdit(title)
        self.field.setAccessibleName(above.whole_text())
        self.field.selectAll()
        self.field.textEdited.connect(lambda _text: self._complain(""))
        above.setBuddy(self.field)
        self.trouble = Label("", "error", wrap=True)
        self.trouble.hide()
        for part in (above, self.field, self.trouble):
            column.addWidget(part)
        column.addStretch(1)
        self.answer_with(Button(self.tr("Cancel"), on_click=self.reject))
        self.button = Button(button, kind="main", on_click=self._on_kept)
        self.button.setDefault(True)
        self.foot.addWidget(self.button)
        self.ask_before_leaving(self.button)
        self.field.setFocus()

    def _complain(self, words: str) -> None:
        self.trouble.setText(words)
        self.trouble.setVisible(bool(words))
        self.field.setProperty("error", bool(words))
        self.field.update()
        if words:
            announce(self, words)

    def on_trouble(self, error: CoProClipError) -> None:
        """Say what speaks against the title under the field."""
        self._complain(str(error))
        self.field.setFocus()

    def _on_kept(self) -> None:
        if self._keep(self):
            self.accept()
