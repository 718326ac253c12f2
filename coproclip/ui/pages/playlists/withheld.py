"""What stands on a playlist's page in words that may not leave: its title, its introduction, what the project says."""

from PySide6.QtCore import QObject

from coproclip.excerpts.rules.reasons import Reason
from coproclip.overview.texts import playlist_texts
from coproclip.ui.background_reading import BackgroundReading
from coproclip.ui.dialogs.excerpt.mending import Mend, Mended, begin_text
from coproclip.ui.dialogs.withheld_texts import WithheldTexts
from coproclip.ui.job_runner import JobKind
from coproclip.ui.workspace import Workspace


class WithheldPlaylistTexts(QObject):
    """Looked at in the background whenever the playlist was read."""

    def __init__(self, workspace: Workspace, place: WithheldTexts) -> None:
        super().__init__(place)
        self._workspace, self._place = workspace, place
        self._playlist_id: int | None = None
        self._reading = BackgroundReading[tuple[Reason, ...]](workspace, self, JobKind.LOOK)
        place.asked.connect(self._mend)

    def look(self, playlist_id: int | None, title: str = "") -> None:
        """Look at this playlist (None: there is none); what is shown of it stays until that is known."""
        self._reading.stop()
        if playlist_id is None or playlist_id != self._playlist_id:
            self._place.show_reasons((), "")
        self._playlist_id = playlist_id
        if playlist_id is not None:
            self._reading.begin(
                lambda session: [playlist_texts(session, playlist_id)],
                lambda found: self._place.show_reasons(found[-1], title),
            )

    def _mend(self, mend: Mend, text: Mended) -> None:
        begin_text(self._workspace, mend, text, self._place.window())
