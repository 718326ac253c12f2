"""The transcript with hands on it: read by word while listening, typed in while correcting.

Neither the reading cursor nor the word being heard moves the other; a click on a word tells where the sound should go.
"""

from collections.abc import Iterable, Sequence
from uuid import uuid4

from PySide6 import QtGui
from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtWidgets import QMenu, QTextEdit, QWidget

from coproclip.overview.story import Passage
from coproclip.transcript.edits import Correction
from coproclip.ui.style.tokens import current
from coproclip.ui.transcript.confirm_erasing import may_erase
from coproclip.ui.transcript.correcting import Correcting
from coproclip.ui.transcript.floating_bar import FloatingBar
from coproclip.ui.transcript.follow import Follow
from coproclip.ui.transcript.heard_word import HeardWord
from coproclip.ui.transcript.margins import NotesMargin, SpeakerMargin
from coproclip.ui.transcript.marks import TranscriptMarks
from coproclip.ui.transcript.mouse import ReadingMouse
from coproclip.ui.transcript.page_layout import PageLayout, set_up_page
from coproclip.ui.transcript.paint import ExcerptTint
from coproclip.ui.transcript.passage_document import PassageDocument
from coproclip.ui.transcript.passages_in_sight import PassagesInSight
from coproclip.ui.transcript.place_keeper import PlaceKeeper
from coproclip.ui.transcript.reading_keys import ReadingKeys
from coproclip.ui.transcript.word_bar import WordBar
from coproclip.ui.transcript.word_clip import put_words, with_speakers
from coproclip.ui.transcript.word_cursor import WordCursor
from coproclip.ui.transcript.word_map import WordMap
from coproclip.ui.transcript.word_menu import place_of_menu, word_menu

_LISTEN = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
_CORRECT = Qt.TextInteractionFlag.TextEditorInteraction
_Keys = QtGui.QKeySequence.StandardKey
_LOOKS = (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange)


class TranscriptView(QTextEdit):
    """The transcript of one story; `reading` is its reading cursor, `heard` the word being heard.

    Listening: `word_clicked(ms)`: a word, or the time of a passage, was pressed; `caret_moved(segment_id, ms)` when the
    reading cursor comes to another word; `selection_changed()` (ask `reading.selected_range()`); `follow_paused()`: a
    person scrolled by hand. Correcting: `typing_began(id)`, `passages_edited(corrections, turn)` for each gesture,
    `split_asked(id, word)` before the passage's word `word`, `join_asked(id)` to the one before;
    `correcting_changed(on)`, `correcting_refused()`. `menu_opened(menu)`: add to the menu before it is seen.
    """

    word_clicked = Signal(object)
    caret_moved = Signal(object, object)
    selection_changed = Signal()
    follow_paused = Signal()
    typing_began = Signal(object)
    passages_edited = Signal(object, object)
    split_asked = Signal(object, object)
    join_asked = Signal(object)
    correcting_changed = Signal(bool)
    correcting_refused = Signal()
    menu_opened = Signal(QMenu)
    _ready = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_up_page(self)
        self.setAccessibleName(self.tr("Transcript"))
        self.correcting, self._may_correct = False, True
        self.passages = PassageDocument(self.document(), self)
        self.marks = TranscriptMarks(self.passages)
        self.sight = PassagesInSight(self, self.passages)
        self.speakers, self.notes = SpeakerMargin(self, self), NotesMargin(self, self)
        self.bar = FloatingBar(self)
        self._follow = Follow(self.verticalScrollBar())
        self.reading = WordCursor(self, self.passages, self.marks, self._follow)
        self.heard = HeardWord(self, self.passages, self.marks, self.sight, self._follow)
        self.typing = Correcting(self, self.passages)
        self.typing.may_erase = lambda passages: may_erase(self, passages)
        self._keeper = PlaceKeeper(self, self.passages)
        self._layout = PageLayout(self, self.passages, self.speakers, self.notes)
        self._word_bar = WordBar(self, self.bar, self.notes)
        self._mouse = ReadingMouse(self, self.reading)
        self._keys = ReadingKeys(self, self.reading, self._follow)
        self._connect()
        self.setTextInteractionFlags(_LISTEN)
        self.setCursorWidth(0)
        self._ready = True
        self._restyle()

    def _connect(self) -> None:
        self.typing.typing_began.connect(self.typing_began)
        self.typing.passages_edited.connect(self.passages_edited)
        self.typing.split_asked.connect(self.split_asked)
        self.typing.join_asked.connect(self.join_asked)
        self.speakers.time_clicked.connect(self.word_clicked)
        self._follow.paused.connect(self.follow_paused)
        self.document().documentLayout().documentSizeChanged.connect(self._update_margins)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.cursorPositionChanged.connect(self._on_cursor_moved)
        self.selectionChanged.connect(self.reading.follow_selection)
        self.reading.moved.connect(self.caret_moved)
        self.reading.selection_changed.connect(self._on_selection_changed)

    # ---- passages ---------------------------------------------------------------------------------------------

    @property
    def words(self) -> WordMap:
        """The passages in order, and the places of their words."""
        return self.passages.map

    def load(self, passages: Iterable[Passage]) -> None:
        """Show these passages instead of all others, from the top; what was typed before is told first."""
        self.set_correcting(False)
        self.typing.forget()
        self.reading.forget()
        self.typing.clip_key = uuid4().hex
        self.heard.show(None)
        self.passages.load(passages)
        self.marks.renew()
        self.moveCursor(QtGui.QTextCursor.MoveOperation.Start)
        self.verticalScrollBar().setValue(0)
        self._repaint()
        self._on_cursor_moved()

    def extend(self, passages: Sequence[Passage]) -> None:
        """Show these after all others: the next of a long story, in order, that is put on the page bit by bit."""
        self.passages.extend(passages)

    def replace(self, removed: Sequence[int], changed: Sequence[Passage]) -> None:
        """Take out passages by id, put in or renew others; cursor and page stay where they are.

        What a person is typing stays as typed: only the words' times and the look of such a passage are renewed.
        After a split or a join that was asked for here, the caret goes to the seam.
        """
        with self._keeper.passages_changing():
            self.passages.replace(removed, changed, self.typing.kept())
        self.marks.renew()
        self.heard.find_again()
        self._repaint()
        seam = self.typing.renewed()
        if seam is not None:
            cursor = self.textCursor()
            cursor.setPosition(self.reading.steps.position(seam))
            self.setTextCursor(cursor)
            self.ensureCursorVisible()
        self.reading.follow_selection()

    def set_excerpts(self, excerpts: Iterable[ExcerptTint]) -> None:
        """Show these excerpts, and no others."""
        self.marks.set_excerpts(excerpts)
        self._repaint()

    def set_calm(self, calm: bool) -> None:
        """Calm mode: light up passages, not words; jump, do not scroll; no fades."""
        self._follow.calm = self.marks.calm = self.bar.calm = calm
        self.heard.find_again()
        self.viewport().update()

    # ---- the reading cursor and selected words ----------------------------------------------------------------

    def show_bar(self) -> None:
        """Bring the bar up under the selected words, unless it was sent away."""
        if not self.correcting:
            self._word_bar.show()

    def _select_passage(self) -> None:
        if self.reading.select_passage():
            self.show_bar()

    def _on_cursor_moved(self) -> None:
        if self.passages.writing:
            return
        if self.correcting:
            self.typing.moved(self.textCursor().blockNumber())
        else:
            self.viewport().update()
        self.reading.follow_cursor()

    def _on_selection_changed(self) -> None:
        self._word_bar.selection_changed(self.reading.selected_range() is not None)
        self.selection_changed.emit()

    # ---- listening or correcting ------------------------------------------------------------------------------

    def flush(self) -> None:
        """Tell at once what was typed and not told yet; before undo, closing, or anything that reads the words."""
        self.typing.flush()

    def settled(self, corrections: Iterable[Correction]) -> None:
        """These were kept, or refused: their passages may show what is in the project."""
        self.typing.settled(corrections)

    def set_may_correct(self, allowed: bool) -> None:
        """Whether correcting may begin (not in a project that is only read); who is correcting stays in the text."""
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
            self._word_bar.hide()
        else:
            self.typing.left()
        self.reading.by_word = not on
        self.reading.withdraw_offer()
        self.setTextInteractionFlags(_CORRECT if on else _LISTEN)
        self.setCursorWidth(2 if on else 0)
        cursor = self.textCursor()
        if on:
            self.typing.moved(cursor.blockNumber())
        elif not cursor.hasSelection():
            self.setTextCursor(self.reading.steps.whole_words(cursor))
        self.viewport().update()
        self.correcting_changed.emit(on)

    def correct_word(self) -> None:
        """Let keys type words, the one at the reading cursor instead of what it is now."""
        if self.correcting:
            return
        place = self.reading.word()
        self.set_correcting(True)
        if self.textCursor().hasSelection() or place is None or not self._may_correct:
            return
        self.reading.offer(place)

    # ---- keys and mouse ---------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QtGui.QKeyEvent) -> None:
        """Move by word while listening; type, split and join while correcting."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() == Qt.Key.Key_Escape:
            self._escape(event)
        elif self.correcting:
            if not self.typing.key(event):
                super().keyPressEvent(event)
            self.passages.mend()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self.correct_word()
        elif self._keys.key(event):
            self.show_bar()
        else:
            event.ignore()

    def _escape(self, event: QtGui.QKeyEvent) -> None:
        if self.correcting:
            self.set_correcting(False)
        elif self.bar.open():
            self._word_bar.hide()
        elif self.textCursor().hasSelection():
            self.reading.clear_selection()
        else:
            event.ignore()

    def inputMethodEvent(self, event: QtGui.QInputMethodEvent) -> None:
        """Composed writing, kept inside its passage."""
        if not self.correcting:
            event.ignore()
            return
        super().inputMethodEvent(self.typing.composed(event))
        self.passages.mend()

    def focusOutEvent(self, event: QtGui.QFocusEvent) -> None:
        """What was typed is told when the keyboard goes elsewhere."""
        super().focusOutEvent(event)
        self.flush()
        self.viewport().update()

    def focusInEvent(self, event: QtGui.QFocusEvent) -> None:
        """The reading cursor is brighter while the keyboard is here."""
        super().focusInEvent(event)
        self.viewport().update()

    def mousePressEvent(self, event: QtGui.QMouseEvent) -> None:
        """Begin a click or a selection; who goes elsewhere with the mouse has finished what was typed here."""
        if self.correcting:
            self.typing.turn()
        self._mouse.press(event)
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QtGui.QMouseEvent) -> None:
        """Select whole words while listening; a hand that only trembles selects nothing."""
        if self.correcting or not self._mouse.ignores(event):
            super().mouseMoveEvent(event)
            if not self.correcting:
                self._mouse.drag(event)

    def mouseReleaseEvent(self, event: QtGui.QMouseEvent) -> None:
        """A click on a word plays from there; a selection gets the bar."""
        super().mouseReleaseEvent(event)
        ms = self._mouse.release(event)
        self.show_bar()
        if ms is not None:
            self.word_clicked.emit(ms)

    def mouseDoubleClickEvent(self, event: QtGui.QMouseEvent) -> None:
        """Select the word."""
        super().mouseDoubleClickEvent(event)
        if not self.correcting:
            self._mouse.double_click(event)

    def wheelEvent(self, event: QtGui.QWheelEvent) -> None:
        """Scroll; with Ctrl the text size is somebody else's to change."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        else:
            super().wheelEvent(event)

    # ---- clipboard and menu -----------------------------------------------------------------------------------

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Plain words only."""
        return self.correcting and source.hasText()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Pasted words come in plain, on one line."""
        if self.correcting:
            self.typing.paste(source)

    def createMimeDataFromSelection(self) -> QMimeData:
        """The selected words; while listening each passage with its name and time."""
        cursor, made = self.textCursor(), QMimeData()
        texts = cursor.selectedText().split("\u2029")
        if self.correcting:
            put_words(made, self.typing.clip_key, self.reading.selected_clip())
            made.setText("\n".join(texts))
        else:
            first = self.reading.steps.place(cursor.selectionStart())[0]
            made.setText(with_speakers(self.words.passages[first : first + len(texts)], texts))
        return made

    def contextMenuEvent(self, event: QtGui.QContextMenuEvent) -> None:
        """A short menu of our own; Qt's could break passages."""
        where = place_of_menu(event, self, self.reading)
        menu = word_menu(self, self.typing.cut, self._select_passage)
        self.menu_opened.emit(menu)
        menu.popup(where)

    # ---- look and size ----------------------------------------------------------------------------------------

    def paintEvent(self, event: QtGui.QPaintEvent) -> None:
        """Tints and lines first, then Qt's own text over them."""
        reading = None if self.correcting or self.textCursor().hasSelection() else self.reading.word()
        ring = current().focus if self.hasFocus() else current().line2
        self.marks.paint_page(self.viewport(), event.rect(), self.sight, reading, ring)
        super().paintEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Take the appearance and the text size in use now; the passage at the top of the page stays there."""
        if not self._ready or event.type() not in _LOOKS:
            super().changeEvent(event)
            return
        with self._keeper.size_changing():
            super().changeEvent(event)
            self._restyle()

    def resizeEvent(self, event: QtGui.QResizeEvent) -> None:
        """Give words and margins their widths, and keep the first line in sight where it was."""
        if not self._ready:
            super().resizeEvent(event)
            return
        with self._keeper.size_changing():
            super().resizeEvent(event)
            self._layout.lay_out()
        self._word_bar.follow()

    def _restyle(self) -> None:
        if self._layout.restyle():
            self.bar.restyle()
            self.heard.colour(anew=True)
            self._repaint()

    def _repaint(self) -> None:
        self.viewport().update()
        self._update_margins()

    def _update_margins(self) -> None:
        self.speakers.update()
        self.notes.update()

    def _on_scrolled(self) -> None:
        self.heard.colour()
        self._update_margins()
        if not self._mouse.down:
            self.show_bar()
