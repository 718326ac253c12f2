"""A text field remembers which text of the project it showed, so that nobody's words are written over unseen."""

from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QTextEdit


class ShownText:
    """What `field` was given to show (`before`), and whether a person has made something else of it since."""

    def __init__(self, field: QLineEdit | QComboBox | QPlainTextEdit | QTextEdit) -> None:
        self._field = field
        self.before = ""
        self._shown = self.text

    @property
    def text(self) -> str:
        """What stands in the field."""
        if isinstance(self._field, QComboBox):
            return self._field.currentText()
        return self._field.text() if isinstance(self._field, QLineEdit) else self._field.toPlainText()

    @property
    def typed(self) -> bool:
        """Whether a person typed something that was not taken yet."""
        return self.text.strip() != self._shown.strip()

    def show(self, text: str, *, fresh: bool = False) -> bool:
        """The project says `text` now; what is being typed stays, unless it is of something else (`fresh`).

        True if the field was given other words.
        """
        if self.typed and not fresh and self.text.strip() != text.strip():
            return False
        self.before = text
        other = self.text.strip() != text.strip()
        if other:
            self._put(text)
        self._shown = self.text
        return other

    def _put(self, text: str) -> None:
        if isinstance(self._field, QComboBox):
            self._field.setCurrentText(text)
        elif isinstance(self._field, QLineEdit):
            self._field.setText(text)
            if not self._field.hasFocus():
                self._field.setCursorPosition(0)  # the beginning is in sight
        else:
            self._field.setPlainText(text)

    @property
    def both(self) -> tuple[str, str]:
        """What stood in the project, and what was made of it."""
        return self.before, self.text if self.typed else self.before

    def take(self) -> tuple[str, str]:
        """`both`; what was typed is on its way into the project from now on."""
        before, text = self.both
        self.before, self._shown = text, self.text
        return before, text
