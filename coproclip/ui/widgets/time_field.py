"""A field for a time in a story."""

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from coproclip.errors import BadInput
from coproclip.timecode import clock, parse_time
from coproclip.ui.style.fonts import font

_DOTTED = re.compile(r"(\d{1,3})[.,](\d{2})[.,](\d)")
_SECONDS = re.compile(r"(\d{1,4})(?:[.,](\d{1,3}))?")


def read_time(text: str) -> int:
    """Milliseconds of what a person typed: “38:20.4”, “38:20” and “1:02:03”; without a colon seconds: “7.5”, “38.20”.

    Two dots are minutes and seconds: “38.20.4”. Raises `BadInput` with a sentence.
    """
    text = text.strip()
    if dotted := _DOTTED.fullmatch(text):
        return parse_time(f"{dotted[1]}:{dotted[2]}.{dotted[3]}")
    if seconds := _SECONDS.fullmatch(text):
        return int(seconds[1]) * 1000 + int((seconds[2] or "0").ljust(3, "0"))
    return parse_time(text)


def show_time(time_ms: int) -> str:
    """`mm:ss.d`, rounded to a tenth; with hours when there are any."""
    text = clock(round(time_ms / 100) * 100, tenths=True)
    return text if text.index(":") == 2 or text.count(":") == 2 else f"0{text}"


class TimeField(QLineEdit):
    """Shows and takes a time (ms). Up and Down move a tenth of a second, Page Up and Page Down a second.

    `edited` comes with the new time when a person changed it; a wrong time shows its reason in `error_shown`.
    """

    edited = Signal(object)
    error_shown = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ms, self._low, self._high = 0, 0, 24 * 3_600_000
        self.setAccessibleName(name)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFont(font("read-strong"))
        self.setText(show_time(0))
        self.editingFinished.connect(self._on_finished)
        self.textEdited.connect(lambda _text: self._set_error(""))

    def time(self) -> int:
        """The time shown, ms."""
        return self._ms

    def set_time(self, time_ms: int) -> None:
        """Show `time_ms`, without telling."""
        self._ms = min(self._high, max(self._low, time_ms))
        self.setText(show_time(self._ms))
        self._set_error("")

    def follow(self, time_ms: int) -> None:
        """Show where it is now, without telling; a time that is being typed stays."""
        if self.isModified():
            self._ms = min(self._high, max(self._low, time_ms))
        else:
            self.set_time(time_ms)

    def finish(self) -> bool:
        """Take what is typed, as Enter does; False if it is no time, which is told."""
        self._on_finished()
        return not self.isModified()

    def set_range(self, low_ms: int, high_ms: int) -> None:
        """Times outside are brought back to the nearest end."""
        self._low, self._high = low_ms, max(low_ms, high_ms)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Steps, and Escape puts the last good time back."""
        steps = {Qt.Key.Key_Up: 100, Qt.Key.Key_Down: -100, Qt.Key.Key_PageUp: 1000, Qt.Key.Key_PageDown: -1000}
        step = steps.get(Qt.Key(event.key()))
        if step is not None:
            self._on_finished()
            self._change(self._ms + step)
        elif event.key() == Qt.Key.Key_Escape and self.isModified():
            self.set_time(self._ms)
        else:
            super().keyPressEvent(event)

    def _on_finished(self) -> None:
        if not self.isModified():
            return
        try:
            typed = read_time(self.text())
        except BadInput as wrong:
            self._set_error(wrong.next or wrong.happened)
            return
        self._change(typed)

    def _change(self, time_ms: int) -> None:
        before = self._ms
        self.set_time(time_ms)
        self.setModified(False)
        if self._ms != before:
            self.edited.emit(self._ms)

    def _set_error(self, why: str) -> None:
        if bool(self.property("error")) != bool(why) or why:
            self.setProperty("error", bool(why))
            self.setAccessibleDescription(why)
            self.error_shown.emit(why)
            self.update()
