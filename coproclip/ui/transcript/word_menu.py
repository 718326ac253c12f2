"""The short menu on words; Qt's own could break passages."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QMenu, QTextEdit

from coproclip.ui.commands.menus import context_menu
from coproclip.ui.commands.table import Command
from coproclip.ui.transcript.word_cursor import WordCursor


def place_of_menu(event: QContextMenuEvent, edit: QTextEdit, reading: WordCursor) -> QPoint:
    """Where on the screen the menu opens; pressed with the mouse, the cursor goes there first."""
    if event.reason() != QContextMenuEvent.Reason.Mouse:
        return edit.viewport().mapToGlobal(edit.cursorRect().bottomLeft())
    where, cursor = event.globalPos(), edit.textCursor()
    at = edit.cursorForPosition(edit.viewport().mapFromGlobal(where))
    if not cursor.selectionStart() <= at.position() <= cursor.selectionEnd():
        edit.setTextCursor(reading.steps.whole_words(at) if reading.by_word else at)
    return where


def word_menu(edit: QTextEdit, cut: Callable[[], object], select_passage: Callable[[], object]) -> QMenu:
    """What can be done with the selected words of `edit`; cut and paste while they can be typed in."""
    tr, selected = QCoreApplication.translate, edit.textCursor().hasSelection
    typing = bool(edit.textInteractionFlags() & Qt.TextInteractionFlag.TextEditable)
    commands = [
        Command("cut", tr("TranscriptView", "Cut"), ("Ctrl+X",), slot=cut, enabled=selected),
        Command("copy", tr("TranscriptView", "Copy"), ("Ctrl+C",), slot=edit.copy, enabled=selected),
        Command("paste", tr("TranscriptView", "Paste"), ("Ctrl+V",), slot=edit.paste, enabled=edit.canPaste),
        Command("select_passage", tr("TranscriptView", "Select passage"), slot=select_passage),
    ]
    menu = context_menu(edit, [command for command in commands if typing or command.id not in ("cut", "paste")])
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu
