"""Hearing a quote of the report: the stretches of its excerpt that are quoted."""

from PySide6.QtCore import QObject, Signal

from coproclip.overview.report_page import quotable
from coproclip.people.stories import sound_of
from coproclip.report.sections import Quote
from coproclip.timecode import TimeRange
from coproclip.ui.workspace import Workspace


class QuotePlayback(QObject):
    """Plays through the window's one player; `sounding(key)` tells which quote sounds, empty when none does."""

    sounding = Signal(str)

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._playing = ""
        workspace.listening.paused.connect(self._on_paused)

    def turn(self, quote: Quote) -> None:
        """Play this quote, or stop if it is the one that is heard."""
        if self._playing == quote.key:
            self.stop()
            return
        self.play(quote.excerpt_id, [one for one in quote.runs if isinstance(one, TimeRange)], quote.key)

    def play(self, excerpt_id: int, spans: list[TimeRange], key: str = "") -> None:
        """Play these stretches of an excerpt, or all of it where there are none."""
        project = self._workspace.opened()

        def _begin() -> None:
            excerpt = self._workspace.read(quotable, excerpt_id)
            sound = self._workspace.read(lambda session: sound_of(project, session, excerpt.story_id))
            wanted = spans or list(excerpt.spans)
            if self._workspace.listening.play(sound.audio, wanted, owner=("report", key or excerpt_id)):
                self._playing = key
                self.sounding.emit(key)

        self._workspace.attempt(_begin)

    def stop(self) -> None:
        """Fall silent."""
        if self._playing:
            self._workspace.listening.pause()

    def _on_paused(self) -> None:
        if self._playing:
            self._playing = ""
            self.sounding.emit("")
