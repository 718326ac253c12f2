"""What is lit up in a section's text: stretches where something was found, and the quote that is heard."""

from collections.abc import Iterator, Sequence
from typing import Any

from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from coproclip.ui.pages.report.chip_keys import all_chips
from coproclip.ui.pages.report.letters import ChipKind
from coproclip.ui.pages.report.sheet import Numbered, Sheet
from coproclip.ui.style.tokens import current


class TextMarks:
    """Lights up parts of `edit`."""

    def __init__(self, edit: QTextEdit, sheet: Sheet) -> None:
        self._edit, self._sheet = edit, sheet
        self._playing: str | None = None

    def show_numbers(self, numbered: Sequence[Numbered]) -> None:
        """Put numbers beside these stretches."""
        self._sheet.numbered = tuple(numbered)
        self.renew()

    def show_playing(self, key: str | None) -> None:
        """Light up the quote that sounds."""
        self._playing = key
        self.renew()

    def renew(self) -> None:
        """Light up what there is now."""
        self._edit.setExtraSelections(list(self._selections()))
        self._edit.viewport().update()

    def _selections(self) -> Iterator[QTextEdit.ExtraSelection]:
        tokens = current()
        for one in self._sheet.numbered:
            form = QTextCharFormat()
            form.setBackground(tokens.sel if one.chosen else tokens.flag_soft)
            line = QTextCharFormat.UnderlineStyle
            form.setUnderlineStyle(line.SingleUnderline if one.chosen else line.DashUnderline)
            form.setUnderlineColor(tokens.flag_line)
            yield self._lit(one.start, one.end, form)
        for start, end, chip in all_chips(self._edit.document()) if self._playing is not None else ():
            if chip.kind is ChipKind.QUOTE and chip.key == self._playing:
                form = QTextCharFormat()
                form.setBackground(tokens.now)
                form.setForeground(tokens.on_now)
                yield self._lit(start, end, form)

    def _lit(self, start: int, end: int, form: QTextCharFormat) -> QTextEdit.ExtraSelection:
        made: Any = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self._edit.document())
        last = self._edit.document().characterCount() - 1
        cursor.setPosition(min(start, last))
        cursor.setPosition(min(end, last), QTextCursor.MoveMode.KeepAnchor)
        made.cursor, made.format = cursor, form
        return made  # type: ignore[no-any-return]
