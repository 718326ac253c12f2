"""Marking a moment while somebody tells, and typing a word or two at it."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from coproclip.capture.sidecar import Stretch
from coproclip.people.moments import MomentKind
from coproclip.ui.commands.keys import types_text
from coproclip.ui.pages.record.marked import MarkList
from coproclip.ui.pages.record.recording_session import RecordingSession


class Marking(QObject):
    """Whatever is marked is on disk at once."""

    marked = Signal()
    """There is a mark more."""
    words_wanted = Signal()
    """A word or two are about to be typed: their list is to be in sight."""

    def __init__(self, session: RecordingSession, mark_list: MarkList, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._list = session, mark_list

    def mark(self) -> None:
        """Mark this moment; what is typed next are its words, unless somebody is typing already."""
        if self._session.mark(MomentKind.MARK) is None:
            return
        self.marked.emit()
        keyboard = QApplication.focusWidget()
        typing = keyboard is not None and types_text(keyboard) and keyboard not in self._list.fields()
        if not typing:
            self.name_mark()

    def name_mark(self) -> None:
        """Type a word or two at the newest mark."""
        self.words_wanted.emit()
        self._list.focus_last()

    def marks(self) -> list[Stretch]:
        """The marks so far."""
        return [moment for moment in self._session.moments if moment.kind == MomentKind.MARK]
