"""Typing in the transcript without ever making or losing a passage: what the keys do while correcting."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QKeySequence, QTextCursor
from PySide6.QtWidgets import QTextEdit

from coproclip.overview.story import flat
from coproclip.transcript.edits import Correction
from coproclip.ui.transcript.passage_document import PassageDocument
from coproclip.ui.transcript.word_clip import Clip, words_in
from coproclip.ui.transcript.word_map import one_line, tokens, utf16_length
from coproclip.ui.transcript.word_trail import WordTrail
from coproclip.ui.widgets.typing_pause import TypingPause

PAUSE_MS = 400
"""After so long without a key a passage's new words are told, and after two seconds however steadily they are typed."""
MANY = 5
"""Above so many passages a person is asked before their words are taken away."""
_KEEP = QTextCursor.MoveMode.KeepAnchor
_CTRL = Qt.KeyboardModifier.ControlModifier
_Keys = QKeySequence.StandardKey
_Moves = QTextCursor.MoveOperation
_GOING = {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End}
_GOING |= {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
_WORD_KEYS = {_Keys.DeleteStartOfWord: _Moves.PreviousWord, _Keys.DeleteEndOfWord: _Moves.NextWord}


@dataclass(frozen=True, slots=True)
class _Seam:
    """Where the caret goes once a split (`next_id`: what came next before) or a join (`gone_id`) has been made."""

    passage_id: int
    offset: int
    next_id: int | None = None
    gone_id: int | None = None


class Correcting(QObject):
    """Takes the keys that would break a passage in two or run two together, and tells what was typed.

    `passages_edited(corrections, turn)` after a pause, on leaving the passage or on `flush()`: what one gesture did;
    what has the same `turn` was typed without going elsewhere. `split_asked(id, word)`: the passage should end before
    its word number `word`; `join_asked(id)`: it should be joined to the one before; `typing_began(id)` with the first
    key after everything was told. `may_erase(passages)` is asked before the words of many passages go at once.
    """

    passages_edited = Signal(object, object)
    split_asked = Signal(object, object)
    join_asked = Signal(object)
    typing_began = Signal(object)
    at_passage = Signal(object)

    def __init__(self, edit: QTextEdit, passages: PassageDocument) -> None:
        super().__init__(edit)
        self._edit = edit
        self._passages = passages
        self._typed: dict[int, tuple[str, WordTrail]] = {}
        """What is being typed in, with the text that was told before and what has become of its words."""
        self._sent: dict[int, Correction] = {}
        """What was told and is not settled: the page is ahead of the project there."""
        self._seam: _Seam | None = None
        self._at: int | None = None
        self._turn = 0
        self._moved: dict[int, Clip] = {}
        self.may_erase: Callable[[int], bool] = lambda _passages: True
        self.clip_key = ""
        self._pause = TypingPause(self, pause_ms=PAUSE_MS)
        self._pause.over.connect(self.flush)
        passages.typed.connect(self._on_typed)

    # -- what was typed

    def _on_typed(self, index: int, before: str, at: int) -> None:
        passage = self._passages.map.passages[index]
        passage_id = passage.id
        fresh = passage_id not in self._typed
        if fresh:
            sent = self._sent.get(passage_id)
            self._typed[passage_id] = passage.text if sent is None else sent.text, WordTrail(before)
        self._typed[passage_id][1].changed(self._passages.map.texts[index], at)
        self._pause.touched()
        if fresh:
            self.typing_began.emit(passage_id)

    def flush(self) -> None:
        """Tell at once what was typed and not told yet."""
        self._pause.stop()
        typed, moved = self._typed, self._moved
        self._typed, self._moved = {}, {}
        changed: list[Correction] = []
        for passage_id, (known, trail) in typed.items():
            index = self._passages.map.index_of(passage_id)
            # One that somebody else removed meanwhile is told as well: what was typed in it is not to be lost.
            text = one_line(self._passages.map.texts[index] if index is not None else trail.text)
            if text != known:
                clip = moved.get(passage_id, Clip())
                one = Correction(passage_id, text, known, clip.words, trail.stayed(), clip.checked_how)
                self._sent[passage_id] = one
                changed.append(one)
        if changed:
            self.passages_edited.emit(tuple(changed), self._turn)

    def settled(self, corrections: Iterable[Correction]) -> None:
        """These are in the project, or refused; the page has heard of it and may show what is there."""
        for one in corrections:
            if self._sent.get(one.segment_id) is one:
                del self._sent[one.segment_id]

    def forget(self) -> None:
        """All passages are about to be others."""
        self.flush()
        self._sent.clear()

    def turn(self) -> None:
        """What was typed is told, and what is typed next is a step of its own."""
        self.flush()
        self._turn += 1

    def kept(self) -> frozenset[int]:
        """Passages whose text is in a person's hands and must not be rewritten."""
        pending = {*self._typed, *self._sent}
        at = self._edit.textCursor()
        if at.block().layout().preeditAreaText() and at.blockNumber() < len(self._passages.map):
            pending.add(self._passages.map.passages[at.blockNumber()].id)
        return frozenset(pending)

    def renewed(self) -> tuple[int, int] | None:
        """Passages were written anew; returns the passage and character of a seam that now is there."""
        seam, words = self._seam, self._passages.map
        index = words.index_of(seam.passage_id) if seam else None
        if seam is None or index is None:
            return None
        if seam.gone_id is not None:
            made = words.index_of(seam.gone_id) is None
            place = (index, seam.offset)
        else:
            made = index + 1 < len(words) and words.passages[index + 1].id != seam.next_id
            place = (index + 1, 0)
        if not made:
            return None
        self._seam = None
        return place

    def moved(self, index: int) -> None:
        """The caret is in passage `index` now; the one it left is told and tidied."""
        here = self._passages.map.passages[index].id if index < len(self._passages.map) else None
        left, self._at = self._at, here
        if left != here:
            self.at_passage.emit(here)
        if left is not None and left != here:
            self.turn()
            place = self._passages.map.index_of(left)
            if place is not None:
                self._passages.tidy(place)

    def left(self) -> None:
        """Correcting is over."""
        self.turn()
        place = self._passages.map.index_of(self._at) if self._at is not None else None
        self._at = None
        self.at_passage.emit(None)
        if place is not None:
            self._passages.tidy(place)

    # -- keys

    def key(self, event: QKeyEvent) -> bool:
        """Whether the key was dealt with here; all others are safe for the text to take."""
        self._seam = None
        cursor = self._edit.textCursor()
        if event.key() in _GOING:
            self.turn()
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & _CTRL:
                event.ignore()
            else:
                self._split()
            return True
        if event.matches(_Keys.DeleteCompleteLine):
            event.ignore()
            return True
        if event.matches(_Keys.Cut):
            self.cut()
            return True
        return self._delete(event, cursor)

    def _delete(self, event: QKeyEvent, cursor: QTextCursor) -> bool:
        by_word = next((move for key, move in _WORD_KEYS.items() if event.matches(key)), None)
        to_end = event.matches(_Keys.DeleteEndOfLine)
        backward = event.key() == Qt.Key.Key_Backspace
        deletes = bool(by_word or to_end or backward or event.key() == Qt.Key.Key_Delete)
        if cursor.hasSelection():
            if deletes:
                self.turn()
                self.erase()
                self.turn()
            return deletes or (event.text().isprintable() and bool(event.text()) and not self.erase())
        if not deletes:
            return False
        if backward and cursor.atBlockStart():
            self._join(cursor.blockNumber(), after_space=True)
        elif not backward and cursor.atBlockEnd():
            self._join(cursor.blockNumber() + 1, after_space=False)
        elif by_word or to_end:
            self._erase_towards(cursor, by_word or _Moves.EndOfLine)
        else:
            return False
        return True

    def _erase_towards(self, cursor: QTextCursor, move: QTextCursor.MoveOperation) -> None:
        block = cursor.block()
        cursor.movePosition(move, _KEEP)
        inside = min(max(cursor.position(), block.position()), block.position() + block.length() - 1)
        cursor.setPosition(inside, _KEEP)
        cursor.removeSelectedText()

    def _split(self) -> None:
        self.flush()
        cursor = self._edit.textCursor()
        index, offset = cursor.blockNumber(), cursor.positionInBlock()
        if index >= len(self._passages.map):
            return
        passage_id, words = self._passages.map.passages[index].id, tokens(self._passages.map.texts[index])
        begun = [span for span in words if span[0] < offset]
        inside_early = bool(begun) and begun[-1][1] > offset and 2 * offset < sum(begun[-1])
        word = len(begun) - int(inside_early)
        if 0 < word < len(words):
            following = self._passages.map.passages[index + 1 : index + 2]
            self._seam = _Seam(passage_id, 0, next_id=following[0].id if following else None)
            self.split_asked.emit(passage_id, word)

    def _join(self, index: int, *, after_space: bool) -> None:
        self.flush()
        if 0 < index < len(self._passages.map):
            before = one_line(self._passages.map.texts[index - 1])
            offset = utf16_length(before) + int(after_space and bool(before))
            joined = self._passages.map.passages[index].id
            self._seam = _Seam(self._passages.map.passages[index - 1].id, offset, gone_id=joined)
            self.join_asked.emit(joined)

    # -- text in and out

    def _touched(self) -> int:
        """How many passages have words in the selection."""
        parts = self._edit.textCursor().selectedText().split("\u2029")
        return sum(bool(part.strip()) for part in parts)

    def erase(self) -> bool:
        """Take the selected words out, from each passage its own; the passages themselves stay.

        False if a person thought better of it.
        """
        touched = self._touched()
        if touched > MANY and not self.may_erase(touched):
            return False
        chosen = self._edit.textCursor()
        start, end = chosen.selectionStart(), chosen.selectionEnd()
        cursor = QTextCursor(self._edit.document())
        block = self._edit.document().findBlock(end)
        cursor.beginEditBlock()
        while block.isValid() and block.position() + block.length() > start:
            cursor.setPosition(max(start, block.position()))
            cursor.setPosition(min(end, block.position() + block.length() - 1), _KEEP)
            cursor.removeSelectedText()
            block = block.previous()
        cursor.endEditBlock()
        chosen.setPosition(start)
        self._edit.setTextCursor(chosen)
        return True

    def cut(self) -> None:
        """Take the selected words to the clipboard."""
        self.turn()
        self._edit.copy()
        self.erase()
        self.turn()

    def paste(self, mime: QMimeData) -> None:
        """Put the words of `mime` in, plain and on one line; those of this story bring the times they are heard at."""
        text, clip = re.sub(r"\s+", " ", flat(mime.text())), words_in(mime, self.clip_key)
        if not text or not len(self._passages.map):
            return
        self.turn()
        if self._edit.textCursor().hasSelection() and not self.erase():
            return
        cursor = self._edit.textCursor()
        index = cursor.blockNumber()
        if clip.words:
            self._moved[self._passages.map.passages[index].id] = clip
            line, at = cursor.block().text(), cursor.positionInBlock()
            text = text.strip()
            text = f"{' ' if line[at - 1 : at].strip() else ''}{text}{' ' if line[at : at + 1].strip() else ''}"
        cursor.insertText(text)
        self.turn()

    def composed(self, event: QInputMethodEvent) -> QInputMethodEvent:
        """What an input method wrote, made safe for the passages; call before the text takes it."""
        cursor = self._edit.textCursor()
        if cursor.hasSelection() and (event.commitString() or event.preeditString()) and not self.erase():
            cursor.clearSelection()
            self._edit.setTextCursor(cursor)
        commit = event.commitString()
        if flat(commit) == commit:
            return event
        made = QInputMethodEvent(event.preeditString(), event.attributes())
        made.setCommitString(flat(commit), event.replacementStart(), event.replacementLength())
        return made
