"""Choosing which words of an excerpt are quoted: word by word, with “…” for what is left out and [words] put in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from coproclip.excerpts.approval import VoicedWord
from coproclip.excerpts.quoting import QuotedRun
from coproclip.timecode import TimeRange
from coproclip.ui.style.fonts import font
from coproclip.ui.style.tokens import current
from coproclip.ui.transcript.word_map import utf16_length
from coproclip.ui.widgets.message import announce

_LETTERS = QTextCharFormat.Property.UserProperty


@dataclass(slots=True)
class ChosenWords:
    """Which words of an excerpt are quoted, and what stands in [brackets] before which word (by place)."""

    words: Sequence[VoicedWord] = ()
    kept: list[bool] = field(default_factory=list)
    brackets: dict[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, words: Sequence[VoicedWord], runs: Iterable[QuotedRun] = ()) -> "ChosenWords":
        """What `runs` choose; none are all words."""
        runs = tuple(runs)
        made = cls(words, [not runs] * len(words))
        last = -1
        for run in runs:
            if isinstance(run, str):
                made.brackets[last + 1] = " ".join(filter(None, (made.brackets.get(last + 1, ""), run)))
                continue
            for place, word in enumerate(words):
                if run.contains((word.start_ms + word.end_ms) // 2):
                    made.kept[place] = True
                    last = max(last, place)
        return made

    def runs(self) -> tuple[QuotedRun, ...]:
        """What is kept of the quote: empty for all words as they are."""
        if all(self.kept) and not self.brackets:
            return ()
        found: list[QuotedRun] = []
        open_at: int | None = None

        def _close(place: int) -> None:
            nonlocal open_at
            if open_at is not None:
                found.append(TimeRange(self.words[open_at].start_ms, self.words[place - 1].end_ms))
                open_at = None

        for place in range(len(self.words) + 1):
            if place in self.brackets:
                _close(place)
                found.append(self.brackets[place])
            if place == len(self.words) or not self.kept[place]:
                _close(place)
            elif open_at is None:
                open_at = place
        return tuple(found)


class WordChoice(QTextEdit):
    """The words, those left out struck through. Left and Right walk, Space leaves out or keeps; `chosen()` tells."""

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = ChosenWords()
        self._places: list[tuple[int, int]] = []
        self.setTabChangesFocus(True)
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setProperty("keeps", ["Space", "Left", "Right", "Shift+Left", "Shift+Right", "Home", "End"])
        self.setAccessibleName(self.tr("The words of the excerpt. Space leaves a word out, or puts it back."))

    def show_choice(self, choice: ChosenWords) -> None:
        """Show these words."""
        self.choice = choice
        self._paint()
        self._select(0, 0)

    def _paint(self) -> None:
        t = current()
        self.clear()
        cursor = QTextCursor(self.document())
        plain, out, put_in = (QTextCharFormat() for _ in range(3))
        for form in (plain, out, put_in):
            form.setFont(font("read"))
            form.setForeground(t.ink)
        out.setFontStrikeOut(True)
        out.setForeground(t.ink3)
        put_in.setForeground(t.accent)
        self._places = []
        for place, word in enumerate(self.choice.words):
            if place:
                cursor.insertText(" ", plain)
            if place in self.choice.brackets:
                cursor.insertText(f"[{self.choice.brackets[place]}] ", put_in)
            start = cursor.position()
            cursor.insertText(word.text, plain if self.choice.kept[place] else out)
            self._places.append((start, start + utf16_length(word.text)))
        if len(self.choice.words) in self.choice.brackets:
            cursor.insertText(f" [{self.choice.brackets[len(self.choice.words)]}]", put_in)

    def selected(self) -> range:
        """The places of the words that are selected."""
        cursor = self.textCursor()
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        inside = [n for n, (a, b) in enumerate(self._places) if a < max(end, start + 1) and b > start]
        if not inside:
            inside = [n for n, (_a, b) in enumerate(self._places) if b >= start][:1]
        return range(inside[0], inside[-1] + 1) if inside else range(0)

    def _select(self, anchor: int, place: int) -> None:
        if not self._places:
            return
        first, last = min(anchor, place), max(anchor, place)
        cursor = self.textCursor()
        ends = (self._places[first][0], self._places[last][1])
        cursor.setPosition(ends[0] if anchor <= place else ends[1])
        cursor.setPosition(ends[1] if anchor <= place else ends[0], QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def say(self) -> None:
        """Let a screen reader say what is selected."""
        words = " ".join(self.choice.words[n].text for n in self.selected())
        kept = all(self.choice.kept[n] for n in self.selected())
        state = self.tr("quoted") if kept else self.tr("left out")
        announce(self, f"{words}, {state}")

    # ---- what it does -----------------------------------------------------------------------------------------

    def turn(self) -> None:
        """Leave the selected words out, or keep them again where all of them are left out."""
        inside = self.selected()
        on = not any(self.choice.kept[n] for n in inside)
        for n in inside:
            self.choice.kept[n] = on
        self._renew(inside)

    def only(self) -> None:
        """Quote only the selected words."""
        inside = self.selected()
        self.choice.kept = [n in inside for n in range(len(self.choice.words))]
        self._renew(inside)

    def all(self) -> None:
        """Quote all words as they are."""
        self.choice.kept = [True] * len(self.choice.words)
        self.choice.brackets.clear()
        self._renew(self.selected())

    def bracket(self) -> str:
        """What stands in brackets before the first selected word."""
        inside = self.selected()
        return self.choice.brackets.get(inside[0], "") if inside else ""

    def put_in(self, words: str) -> None:
        """Let these words stand in brackets before the first selected word; none take them away."""
        inside = self.selected()
        if not inside:
            return
        words = " ".join(words.replace("[", " ").replace("]", " ").split())
        if words:
            self.choice.brackets[inside[0]] = words
        else:
            self.choice.brackets.pop(inside[0], None)
        self._renew(inside)

    def _renew(self, inside: range) -> None:
        self._paint()
        if inside:
            self._select(inside[0], inside[-1])
        self.chosen.emit()
        self.say()

    # ---- keys and mouse ---------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Word by word."""
        inside = self.selected()
        if not inside:
            super().keyPressEvent(event)
            return
        last, more = len(self.choice.words) - 1, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        cursor = self.textCursor()
        ahead = cursor.position() >= cursor.anchor()
        anchor, place = (inside[0], inside[-1]) if ahead else (inside[-1], inside[0])
        steps = {Qt.Key.Key_Left: place - 1, Qt.Key.Key_Right: place + 1, Qt.Key.Key_Home: 0, Qt.Key.Key_End: last}
        if event.key() == Qt.Key.Key_Space:
            self.turn()
        elif event.key() in steps:
            place = min(max(steps[Qt.Key(event.key())], 0), last)
            self._select(anchor if more else place, place)
            self.say()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """What was swept over is selected in whole words."""
        super().mouseReleaseEvent(event)
        inside = self.selected()
        if inside:
            self._select(inside[0], inside[-1])
