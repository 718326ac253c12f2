"""How the letters of a text from an older program are written: what was guessed is shown, and can be chosen anew."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from PySide6.QtWidgets import QComboBox, QWidget

from coproclip.errors import BadInput
from coproclip.foreign_text import ENCODINGS, ForeignText, read_text
from coproclip.new_files import read_plain
from coproclip.ui.wait_for import read_while_shown
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.field_values import LOOKS_FOR
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.message import announce
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.workspace import Workspace

LARGEST = 32 << 20
"""No text that is brought in has more bytes."""


class ReadFile(Protocol):
    """What stands in a file that was read; `read_as` is the encoding that was guessed."""

    @property
    def read_as(self) -> str:
        """Empty where none was guessed."""
        ...


T = TypeVar("T", bound=ReadFile)


def read_as_chosen(workspace: Workspace, path: Path, read: Callable[..., T], window: QWidget) -> T | None:
    """What `read` makes of a file (given its path, what stops it and an encoding), while one can stop it.

    Where an encoding was guessed, a person sees how the letters look and may choose another. None if it was given up,
    and after a trouble, which is said.
    """
    title = window.tr("Reading “{name}”").format(name=path.name)
    found = read_while_shown(workspace, title, partial(read, path), window)
    if found is None or not found.read_as:
        return found
    chosen = chosen_encoding(workspace, path, window)
    if chosen is None or chosen == found.read_as:
        return None if chosen is None else found
    return read_while_shown(workspace, title, partial(read, path, encoding=chosen), window)


def chosen_encoding(workspace: Workspace, path: Path, window: QWidget) -> str | None:
    """The encoding in which a text is to be read: empty where it says so itself, None if it was given up."""
    title = window.tr("Reading “{name}”").format(name=path.name)
    seen = read_while_shown(workspace, title, lambda _stops: _seen(path), window)
    if seen is None:
        return None
    content, found = seen
    if found is None or not found.guessed:
        return ""
    dialog = EncodingDialog(content, found, path.name, window)
    return dialog.encoding if run_dialog(dialog) else None


def _seen(path: Path) -> tuple[bytes, ForeignText | None]:
    """What is in a file, and the text in it; None where it is none, which whoever reads it says."""
    content = read_plain(path, LARGEST, "reading the text")
    try:
        return content, read_text(content)
    except (ValueError, BadInput):
        return content, None


class EncodingDialog(Dialog):
    """The encodings there are, and how the first lines look in the one that is chosen."""

    def __init__(self, content: bytes, found: ForeignText, name: str, parent: QWidget | None = None) -> None:
        super().__init__("", parent, wide=600)
        self._content = content
        self.encoding = found.encoding
        self.setWindowTitle(self.tr("How its letters are written"))
        words = self.tr(
            "“{name}” does not say how its letters are written. This is the likeliest way; if letters below look "
            "wrong, choose another."
        )
        self.column.addWidget(Label(words.format(name=name), wrap=True))
        label = Label(self.tr("Letters"), "small-strong")
        self.choice = QComboBox()
        for key, called in ENCODINGS.items():
            self.choice.addItem(called, key)
        self.choice.setCurrentIndex(self.choice.findData(found.encoding))
        self.choice.setAccessibleName(label.whole_text())
        self.choice.setProperty(LOOKS_FOR, True)
        self.choice.currentIndexChanged.connect(lambda _place: self._show())
        label.setBuddy(self.choice)
        self.lines = Label("", wrap=True)
        self.trouble = Label("", "error", wrap=True)
        for part in (label, self.choice, self.lines, self.trouble):
            self.column.addWidget(part)
        self.column.addStretch(1)
        self.go_on = Button(self.tr("Read it so"), kind="main", on_click=self.accept)
        self.go_on.setDefault(True)
        self.answer_with(Button(self.tr("Cancel"), on_click=self.reject), self.go_on)
        self._show(found)
        self.choice.setFocus()

    def _show(self, found: ForeignText | None = None) -> None:
        """The first lines as they are in the encoding that is chosen, or why there are none."""
        trouble = ""
        try:
            found = found or read_text(self._content, str(self.choice.currentData()))
            self.encoding = found.encoding
        except BadInput as error:
            trouble = str(error)
        self.lines.setText("\n".join(found.sample) if found is not None else "")
        self.lines.setVisible(found is not None)
        self.trouble.setText(trouble)
        self.trouble.setVisible(bool(trouble))
        self.go_on.setEnabled(not trouble)
        if self.isVisible():
            announce(self, trouble or self.lines.whole_text())
