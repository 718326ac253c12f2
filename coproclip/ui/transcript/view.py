"""The transcript with hands on it: read by word while listening, typed in while correcting.

Two cursors: the reading cursor (the text cursor, moved by keys and the mouse) and the word being heard
(`set_playing`). Neither moves the other; a click on a word tells where the sound should go (`word_clicked`).
"""

import gc
from collections.abc import Iterable, Sequence
from uuid import uuid4

from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QMenu, QWidget

from coproclip.overview.story import Passage
from coproclip.timecode import clock
from coproclip.transcript.edits import Correction
from coproclip.ui.commands.menus import context_menu
from coproclip.ui.commands.table import Command
from coproclip.ui.transcript.confirm_erasing import may_erase
from coproclip.ui.transcript.correcting import Correcting
from coproclip.ui.transcript.reading import ReadingView
from coproclip.ui.transcript.word_clip import put_words

_LISTEN = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
_CORRECT = Qt.TextInteractionFlag.TextEditorInteraction
_KEEP = QTextCursor.MoveMode.KeepAnchor
_Keys = QKeySequence.StandardKey
_MANY = 400


class TranscriptView(ReadingView):
    """The transcript of one story.

    Listening: `word_clicked(ms)`; `caret_moved(segment_id, ms)` when the reading cursor comes to another word;
    `selection_changed()` (ask `selected_range()`). Correcting: `typing_began(id)`, `passages_edited(corrections, turn)`
    for each gesture, `split_asked(id, word)` before the passage's word `word`, `join_asked(id)` to the one before;
    `correcting_changed(on)`, `correcting_refused()`. Margins: `speaker_clicked(id)`, `flag_clicked(id)`,
    `excerpt_clicked(excerpt_id)`.
    `menu_opened(menu)`: add to the menu before it is seen.
    """

    typing_began = Signal(int)
    passages_edited = Signal(object, int)
    split_asked = Signal(int, int)
    join_asked = Signal(int)
    correcting_changed = Signal(bool)
    correcting_refused = Signal()
    speaker_clicked = Signal(int)
    flag_clicked = Signal(int)
    excerpt_clicked = Signal(int)
    menu_opened = Signal(QMenu)

    def __init__(self, parent: QWidget | None = None) -> None:
        self._may_correct = True
        self._offered: tuple[int, int] | None = None
        super().__init__(parent)
        self._typing = Correcting(self, self.passages)
        self._typing.typing_began.connect(self.typing_began)
        self._typing.passages_edited.connect(self.passages_edited)
        self._typing.may_erase = lambda passages: may_erase(self, passages)
        self._typing.split_asked.connect(self.split_asked)
        self._typing.join_asked.connect(self.join_asked)
        self.speakers.speaker_clicked.connect(self.speaker_clicked)
        self.notes.flag_clicked.connect(self.flag_clicked)
        self.notes.excerpt_clicked.connect(self.excerpt_clicked)
        self.setTextInteractionFlags(_LISTEN)
        self.setCursorWidth(0)

    # -- passages

    def load(self, passages: Iterable[Passage]) -> None:
        """Show these passages instead of all others, from the top; what was typed before is told first."""
        self.set_correcting(False)
        self._typing.forget()
        self._caret = None
        self._typing.clip_key = uuid4().hex
        super().load(passages)
        self._on_caret_moved()
        if len(self.words) > _MANY:
            # So many new words make Python clean up soon: better now than between two keys.
            gc.collect()

    def replace(self, removed: Sequence[int], changed: Sequence[Passage]) -> None:
        """Take out passages by id, put in or renew others; cursor and page stay where they are.

        What a person is typing stays as typed: only the words' times and the look of such a passage are renewed.
        After a split or a join that was asked for here, the caret goes to the seam.
        """
        super().replace(removed, changed)
        seam = self._typing.renewed()
        if seam is not None:
            cursor = self.textCursor()
            cursor.setPosition(self.reading.position(seam))
            self.setTextCursor(cursor)
            self.ensureCursorVisible()
        self._on_selection_changed()

    def _held(self) -> frozenset[int]:
        return self._typing.kept()

    def flush(self) -> None:
        """Tell at once what was typed and not told yet; before undo, closing, or anything that reads the words."""
        self._typing.flush()

    def settled(self, corrections: Iterable[Correction]) -> None:
        """These were kept, or refused: their passages may show what is in the project."""
        self._typing.settled(corrections)

    # -- listening or correcting

    def set_may_correct(self, allowed: bool) -> None:
        """Whether correcting may begin (not in a project that is only read).

        Who is correcting stays in the text until they leave it: their next letters are words, and never commands.
        """
        self._may_correct = allowed

    def set_correcting(self, on: bool) -> None:
        """Let keys type words, or move by word again."""
        refused = on and not (self._may_correct or self.correcting)
        on = on and not refused and len(self.words) > 0
        if refused:
            self.correcting_refused.emit()
        if on == self.correcting and not refused:
            return
        self.correcting = on
        if on:
            self._hide_bar()
        else:
            self._typing.left()
            if self._is_offered():
                self.clear_selection()
        self._offered = None
        self.setTextInteractionFlags(_CORRECT if on else _LISTEN)
        self.setCursorWidth(2 if on else 0)
        cursor = self.textCursor()
        if on:
            self._typing.moved(cursor.blockNumber())
        elif not cursor.hasSelection():
            self.setTextCursor(self.reading.whole_words(cursor))
        self.viewport().update()
        self.correcting_changed.emit(on)

    def correct_word(self) -> None:
        """Let keys type words, the one at the reading cursor instead of what it is now."""
        if self.correcting:
            return
        cursor, place = self.textCursor(), self.reading_word()
        self.set_correcting(True)
        if cursor.hasSelection() or place is None or not self._may_correct:
            return
        start, end = self.words.spans[place.passage][place.word]
        made = self.reading.selection(cursor, (place.passage, end), (place.passage, start))
        self._offered = (made.anchor(), made.position())
        self.setTextCursor(made)

    def _is_offered(self) -> bool:
        """Whether the selection is the word that typing will replace, and not one a person made."""
        cursor = self.textCursor()
        return self._offered is not None and self._offered == (cursor.anchor(), cursor.position())

    def selected_range(self) -> tuple[int, int] | None:
        """From the start of the first to the end of the last word a person selected (ms)."""
        return None if self._is_offered() else super().selected_range()

    def _on_caret_moved(self) -> None:
        if not self._is_offered():
            self._offered = None
        if self.correcting and not self.passages.writing:
            self._typing.moved(self.textCursor().blockNumber())
        super()._on_caret_moved()

    # -- keys

    def event(self, event: QEvent) -> bool:
        """Undo belongs to the project: what was typed is told first, then the program's own undo gets the key."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and (event.matches(_Keys.Undo) or event.matches(_Keys.Redo)):
            self.flush()
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by word while listening; type, split and join while correcting."""
        if event.key() == Qt.Key.Key_Escape:
            self._escape(event)
        elif self.correcting:
            if not self._typing.key(event):
                super().keyPressEvent(event)
            self.passages.mend()
        elif event.matches(_Keys.Copy):
            self.copy()
        elif event.matches(_Keys.SelectAll):
            self.selectAll()
        elif event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._turn_page(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self._modified(event):
            self.correct_word()
        else:
            moved = self.reading.step(self.textCursor(), event)
            if moved is None:
                event.ignore()
            else:
                self._go(moved)
                self.show_bar()

    @staticmethod
    def _modified(event: QKeyEvent) -> bool:
        return bool(event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier)

    def _escape(self, event: QKeyEvent) -> None:
        if self.correcting:
            self.set_correcting(False)
        elif self.bar.open():
            self._hide_bar()
        elif self.textCursor().hasSelection():
            self.clear_selection()
        else:
            event.ignore()

    def _turn_page(self, event: QKeyEvent) -> None:
        step = self.viewport().height() - self.cursorRect().height() * 2
        step = -step if event.key() == Qt.Key.Key_PageUp else step
        seen = self.cursorRect().center()
        self._follow.by_hand()
        bar = self.verticalScrollBar()
        before = bar.value()
        bar.setValue(before + step)
        if not self.viewport().rect().contains(seen):
            seen = QPoint(seen.x(), self.viewport().height() // 2)
        if bar.value() == before:
            seen.setY(0 if step < 0 else self.viewport().height())
        cursor = self.textCursor()
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        cursor.setPosition(self.cursorForPosition(seen).position(), _KEEP if shift else QTextCursor.MoveMode.MoveAnchor)
        self._go(self.reading.whole_words(cursor))
        self.show_bar()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Composed writing, kept inside its passage."""
        if not self.correcting:
            event.ignore()
            return
        super().inputMethodEvent(self._typing.composed(event))
        self.passages.mend()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What was typed is told when the keyboard goes elsewhere."""
        super().focusOutEvent(event)
        self.flush()
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The reading cursor is brighter while the keyboard is here."""
        super().focusInEvent(event)
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Who goes elsewhere with the mouse has finished what was typed here."""
        if self.correcting:
            self._typing.turn()
        super().mousePressEvent(event)

    # -- clipboard and menu

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Plain words only."""
        return self.correcting and source.hasText()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Pasted words come in plain, on one line."""
        if self.correcting:
            self._typing.paste(source)

    def createMimeDataFromSelection(self) -> QMimeData:
        """The selected words; while listening each passage with its name and time."""
        cursor, made = self.textCursor(), QMimeData()
        lines = cursor.selectedText().split("\u2029")
        if self.correcting:
            put_words(made, self._typing.clip_key, self.selected_words())
        else:
            first = self.reading.place(cursor.selectionStart())[0]
            passages = self.words.passages[first : first + len(lines)]
            heads = (f"{passage.speaker} {clock(passage.start_ms)}".strip() for passage in passages)
            lines = [f"{head}\n{line.strip()}" for head, line in zip(heads, lines, strict=False) if line.strip()]
        made.setText("\n".join(lines))
        return made

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """A short menu of our own; Qt's could break passages."""
        where, cursor = event.globalPos(), self.textCursor()
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            at = self.cursorForPosition(self.viewport().mapFromGlobal(where))
            if not cursor.selectionStart() <= at.position() <= cursor.selectionEnd():
                self.setTextCursor(at if self.correcting else self.reading.whole_words(at))
        else:
            where = self.viewport().mapToGlobal(self.cursorRect().bottomLeft())
        tr, chosen = self.tr, self.textCursor().hasSelection
        commands = (
            Command("cut", tr("Cut"), ("Ctrl+X",), slot=self._typing.cut, enabled=chosen),
            Command("copy", tr("Copy"), ("Ctrl+C",), slot=self.copy, enabled=chosen),
            Command("paste", tr("Paste"), ("Ctrl+V",), slot=self.paste, enabled=self.canPaste),
            Command("passage", tr("Select passage"), slot=self.select_passage),
        )
        menu = context_menu(
            self, commands, ("cut", "copy", "paste", "passage") if self.correcting else ("copy", "passage")
        )
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.menu_opened.emit(menu)
        menu.popup(where)
