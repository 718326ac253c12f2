"""Hearing an excerpt on the themes page: its spans one after another, and how far it is."""

from PySide6.QtCore import QObject, Signal

from coproclip.overview.excerpts import ExcerptRow
from coproclip.people.stories import sound_of
from coproclip.ui.pages.themes.selection import Selection
from coproclip.ui.workspace import Workspace


class ExcerptPlayback(QObject):
    """Plays excerpts through the window's one player.

    `heard(excerpt, ms)` tells which one sounds and how much of it was heard; (-1, 0) when it stopped.
    """

    heard = Signal(object, object)

    def __init__(self, workspace: Workspace, selection: Selection, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace, self._selection = workspace, selection
        self._card: ExcerptRow | None = None
        workspace.listening.moved.connect(self._on_moved)
        workspace.listening.paused.connect(self._on_paused)

    def can_play(self) -> bool:
        """Whether there is something to hear."""
        theme = self._selection.theme()
        return self._selection.has() or (theme is not None and theme.headline_id is not None)

    def play(self) -> None:
        """Play or stop the excerpt under the cursor; in the tree, the headline quote."""
        theme, cards = self._selection.theme(), self._selection.placed()
        if self._selection.in_tree() and theme is not None and theme.headline_id is not None:
            self.play_headline()
        elif cards:
            self.turn(cards[0].card)

    def play_headline(self) -> None:
        """Play or stop the headline quote."""
        theme = self._selection.theme()
        card = self._selection.board().card(theme.headline_id) if theme is not None else None
        if card is not None:
            self.turn(card)

    def turn(self, card: ExcerptRow) -> None:
        """Play this excerpt, or stop it if it is the one that is heard."""
        if self._card is not None and self._card.excerpt_id == card.excerpt_id:
            self.stop()
            return
        project = self._workspace.opened()

        def _begin() -> None:
            sound = self._workspace.read(lambda session: sound_of(project, session, card.story_id))
            if self._workspace.listening.play(sound.audio, card.spans, owner=("themes", card.excerpt_id)):
                self._card = card
                self.heard.emit(card.excerpt_id, 0)

        self._workspace.attempt(_begin)

    def stop(self) -> None:
        """Stop what this page plays."""
        if self._card is not None:
            self._workspace.listening.pause()

    def tell(self) -> None:
        """Tell again what is heard, for what is newly shown."""
        self.heard.emit(self._card.excerpt_id if self._card is not None else -1, 0)

    def _on_moved(self, at_ms: int) -> None:
        card = self._card
        if card is None or not self._workspace.listening.is_playing_for(("themes", card.excerpt_id)):
            return
        done = 0
        for span in card.spans:
            done += max(0, min(at_ms, span.end_ms) - span.start_ms)
        self.heard.emit(card.excerpt_id, done)

    def _on_paused(self) -> None:
        if self._card is not None:
            self._card = None
            self.heard.emit(-1, 0)
