"""Keys: how they are written, which are letters, and when a focused control keeps a key for itself."""

import re
from functools import cache

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QRadioButton,
    QTabBar,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid

from coproclip.ui.style.focus import BY_KEY, SWALLOWS

_ARROWS = {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down}
_JUMPS = {Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
_ENTERS = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_EDITS = {Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Space}
_REMOVES = {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}
SURE_MS = 20
"""Some systems tell of a held key as let go and pressed again, in the same instant; no hand is so quick."""


def sequences(key: str) -> list[QKeySequence]:
    """Qt's sequences for a key as the key map writes it; “Enter” is the main one and the one on the number pad."""
    if key.split("+")[-1] == "Enter":
        return [QKeySequence(key.replace("Enter", "Return")), QKeySequence(key)]
    return [QKeySequence(key)]


@cache
def same(key: str) -> str:
    """One spelling for a key, to compare two."""
    return sequences(key)[0].toString(QKeySequence.SequenceFormat.PortableText)


def shown(key: str) -> str:
    """The key as people read it: “Ctrl Shift E”, “Alt ↑”, “Esc”."""
    signs = {"Up": "↑", "Down": "↓", "Left": "←", "Right": "→", "PgDown": "PgDn"}
    parts = [key] if len(key) == 1 else ([*key[:-2].split("+"), "+"] if key.endswith("++") else key.split("+"))
    return " ".join(signs.get(part, part) for part in parts if part)


def is_character(key: str) -> bool:
    """Whether `key` is a letter, figure or sign alone or with Shift: these can be switched off."""
    last = key.removeprefix("Shift+")
    return len(last) == 1


def undo_key(event: QKeyEvent) -> bool | None:
    """Whether this key takes a step back (True) or does it again (False); None for every other."""
    keys = QKeySequence(event.keyCombination())
    for back, standard, ours in (
        (True, QKeySequence.StandardKey.Undo, ("Ctrl+Z",)),
        (False, QKeySequence.StandardKey.Redo, ("Ctrl+Shift+Z", "Ctrl+Y")),
    ):
        if event.matches(standard) or keys in [QKeySequence(one) for one in ours]:
            return back
    return None


@cache
def is_plain(key: str) -> bool:
    """Whether `key` does something other than what it says wherever words are typed or a list is walked.

    Letters, Enter, Delete and the like: such a key only means a command where the keyboard is on what it acts on.
    Space and Esc mean the same everywhere.
    """
    *modifiers, last = [key] if key in ("+", "-") else key.split("+")
    return not (set(modifiers) - {"Shift"} or last in ("Space", "Esc") or re.fullmatch(r"F\d+", last))


class KeyGuard(QObject):
    """Watches the focused control and lets it keep the keys it needs, before any shortcut takes them.

    Text being typed keeps letters, arrows, Enter and the like; buttons keep Space and Enter; lists, sliders and
    drop-downs keep what moves in them, and an open menu keeps every key that has no Ctrl. Where no text is typed Delete
    counts once however long it is held: what is chosen next nobody has looked at yet. Only the focused control is
    watched (and all while a menu is open), so it costs nothing elsewhere.
    A widget may name more keys: `setProperty("keeps", ["Tab", "Esc"])`; a drop-down may leave letters to the shortcuts:
    `setProperty("letters", "shortcuts")`; an empty field or a list may leave some keys to them:
    `setProperty("leaves", ["X"])`.
    """

    nothing_left = Signal(bool)
    """In a field that takes back itself what was typed there no more of that is left: to undo (True) or to redo."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._let_go: tuple[int, int] = (0, 0)
        """The removing key that was let go last, and when (ms)."""
        app.focusChanged.connect(self._on_focus_changed)
        if app.focusWidget() is not None:
            self._on_focus_changed(None, app.focusWidget())

    def _on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        if not isValid(self._app):
            return  # the program ends
        self._app.removeEventFilter(self)
        if QApplication.mouseButtons() != Qt.MouseButton.NoButton:
            self._app.setProperty(BY_KEY, False)
        if old is not None and isValid(old):
            old.removeEventFilter(self)
        if new is not None:
            new.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep a key, or press a button with Enter."""
        if isinstance(event, QKeyEvent) and event.key() in _REMOVES and self._repeats_removal(watched, event):
            event.accept()
            return True
        if event.type() == QEvent.Type.MouseButtonPress:
            self._app.setProperty(BY_KEY, False)
        elif event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            self._app.setProperty(BY_KEY, True)
            if leaves(watched, event):
                event.ignore()
                return True  # or the field would take it before it comes to the shortcuts
            if isinstance(watched, QMenu):
                kept = not _modified(event)
            else:
                kept = isinstance(watched, QWidget) and keeps(watched, event)
            if kept:
                event.accept()
                return True
        elif isinstance(event, QFocusEvent) and event.reason() == Qt.FocusReason.PopupFocusReason:
            # The focused control is told when a menu opens and when the last one closes; the menu itself has no focus.
            self._app.removeEventFilter(self)
            if event.type() == QEvent.Type.FocusOut and isinstance(QApplication.activePopupWidget(), QMenu):
                self._app.installEventFilter(self)
        elif (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and isinstance(watched, QAbstractButton)
            and not isinstance(watched, QRadioButton)  # Enter means the answer as a whole
            and event.key() in _ENTERS
            and not _modified(event)
        ):
            watched.click()
            return True
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(watched, QWidget):
            back = undo_key(event)
            if back is not None and _has_nothing_left(watched, back=back):
                self.nothing_left.emit(back)
        return False

    def _repeats_removal(self, watched: QObject, event: QKeyEvent) -> bool:
        if event.type() == QEvent.Type.KeyRelease:
            self._let_go = event.key(), event.timestamp()
            return False
        key, since = self._let_go
        again = bool(since) and key == event.key() and 0 <= event.timestamp() - since < SURE_MS
        return (again or event.isAutoRepeat()) and not (isinstance(watched, QWidget) and _takes_text(watched))


def _modified(event: QKeyEvent) -> bool:
    ctrl, alt, meta = (
        Qt.KeyboardModifier.ControlModifier,
        Qt.KeyboardModifier.AltModifier,
        Qt.KeyboardModifier.MetaModifier,
    )
    return bool(event.modifiers() & (ctrl | alt | meta))


def types_text(widget: QWidget) -> bool:
    """Whether letters typed now become text in `widget`."""
    if isinstance(widget, QLineEdit | QTextEdit | QPlainTextEdit):
        return not widget.isReadOnly()
    if isinstance(widget, QComboBox):
        return widget.isEditable()
    return isinstance(widget, QAbstractSpinBox)


def _has_nothing_left(widget: QWidget, *, back: bool) -> bool:
    if not types_text(widget):
        return False
    if isinstance(widget, QLineEdit):
        return not (widget.isUndoAvailable() if back else widget.isRedoAvailable())
    if isinstance(widget, QTextEdit | QPlainTextEdit) and widget.isUndoRedoEnabled():
        text = widget.document()
        return not (text.isUndoAvailable() if back else text.isRedoAvailable())
    return False


def _takes_text(widget: QWidget) -> bool:
    return types_text(widget) or bool(widget.property(SWALLOWS))


def leaves(widget: QObject, event: QKeyEvent) -> bool:
    """Whether the focused `widget` is an empty field that leaves this key to the shortcuts."""
    if not isinstance(widget, QLineEdit) or widget.text():
        return False
    return QKeySequence(event.keyCombination()) in [QKeySequence(key) for key in widget.property("leaves") or ()]


def keeps(widget: QWidget, event: QKeyEvent) -> bool:
    """Whether the focused `widget` needs this key itself."""
    own = widget.property("keeps")
    if own and QKeySequence(event.keyCombination()) in [QKeySequence(key) for key in own]:
        return True
    if _modified(event):
        return False
    key = Qt.Key(event.key())
    left = widget.property("leaves") if isinstance(widget, QAbstractItemView) else None
    if left and QKeySequence(event.keyCombination()) in [QKeySequence(one) for one in left]:
        return False
    text = event.text()
    character = bool(text) and text.isprintable() and text != " "
    if _takes_text(widget):
        return character or key in _ARROWS | _JUMPS | _ENTERS | _EDITS
    if isinstance(widget, QAbstractButton):
        return key == Qt.Key.Key_Space or key in _ENTERS
    if isinstance(widget, QComboBox):
        return key in _ARROWS | _JUMPS | _EDITS or (character and widget.property("letters") != "shortcuts")
    if isinstance(widget, QAbstractSlider):
        return key in _ARROWS | _JUMPS
    if isinstance(widget, QAbstractItemView | QTabBar):
        return key in _ARROWS | _JUMPS
    return False
