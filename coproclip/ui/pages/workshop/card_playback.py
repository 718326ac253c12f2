"""Hearing a card: what is marked pauses first; the page hears which word is said."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from coproclip.overview.workshop import CardFace
from coproclip.timecode import TimeRange
from coproclip.ui.workspace import Workspace

AT_END_MS = 40


class CardPlayback(QObject):
    """Plays cards through the window's one player. `may_be_heard` is asked before one that pauses first."""

    moved = Signal(object, object)
    """The card (id, -1 for none) and where in its recording it is (ms)."""
    ended = Signal(object)
    """A card was heard to its end."""

    def __init__(self, workspace: Workspace, may_be_heard: Callable[[CardFace], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._workspace, self._may_be_heard = workspace, may_be_heard
        self._face: CardFace | None = None
        self._at: dict[int, int] = {}
        workspace.listening.moved.connect(self._on_moved)
        workspace.listening.paused.connect(self._on_paused)

    @property
    def playing(self) -> bool:
        """Whether a card is heard now."""
        return self._face is not None

    def turn(self, face: CardFace) -> None:
        """Play this card, from where it was paused; or pause it if it is heard."""
        if self._face is not None and self._face.card_id == face.card_id:
            self._workspace.listening.pause()
            return
        self.stop()
        at = self._at.get(face.card_id)
        if at is None and face.pauses and not self._may_be_heard(face):
            return
        spans = [TimeRange(max(span.start_ms, at or 0), span.end_ms) for span in face.spans if span.end_ms > (at or 0)]
        if self._workspace.listening.play(face.audio, spans or face.spans, owner=("workshop", face.card_id)):
            self._face = face
            self.moved.emit(face.card_id, (spans or face.spans)[0].start_ms)

    def stop(self) -> None:
        """Fall silent, and begin anew next time."""
        face = self._face
        if face is not None:
            self._workspace.listening.pause()
            self._at.pop(face.card_id, None)

    def _on_moved(self, at_ms: int) -> None:
        if self._face is not None and self._workspace.listening.is_playing_for(("workshop", self._face.card_id)):
            self.moved.emit(self._face.card_id, at_ms)

    def _on_paused(self) -> None:
        face, self._face = self._face, None
        if face is None:
            return
        at = self._workspace.listening.position_ms
        self._at[face.card_id] = at
        self.moved.emit(-1, 0)
        if at >= face.spans[-1].end_ms - AT_END_MS:
            self._at.pop(face.card_id, None)
            self.ended.emit(face.card_id)
