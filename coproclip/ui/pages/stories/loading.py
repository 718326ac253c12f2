"""The stories of the project as the page shows them, read again when they change."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from coproclip.errors import CoProClipError
from coproclip.overview.stories import (
    StoryOverview,
    StoryState,
    project_counts,
    story_overviews,
    story_states,
    touched_stories,
)
from coproclip.project.project import Changes
from coproclip.ui.background_reading import BackgroundReading
from coproclip.ui.workspace import Workspace

SOON_MS = 150
"""Changes that follow each other within this time are read once."""
FEW = 30
"""The states of no more stories and excerpts than this are read at once."""


class StoryRows(QObject):
    """One overview a story, and how many stories are in the bin. `visible`: whether somebody looks at them.

    `loaded`: something else is to be shown. The states of many stories come by and by, while somebody looks.
    """

    loaded = Signal()

    def __init__(self, workspace: Workspace, visible: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._workspace, self._visible = workspace, visible
        self.rows: list[StoryOverview] = []
        self.binned = 0
        self._pending: dict[str, set[int]] = {}
        self._all_again = True
        self._unread: set[int] = set()
        self._reading = BackgroundReading[tuple[int, StoryState]](workspace, self)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self.load)

    def begin(self) -> None:
        """Read every story of the project that was opened."""
        self._reading.stop()
        self.rows, self._unread, self._all_again = [], set(), True
        self.load()

    def note(self, changes: Changes) -> None:
        """Load the touched stories soon, or when the page is shown; how many there are is always known."""
        if self._workspace.project is None:
            return
        for table, ids in changes.ids.items():
            self._pending.setdefault(table, set()).update(ids)
        if self._visible() or changes.touches("story"):
            # A story that went to the bin or came out of it is gone or there at once.
            self._later.start(0 if changes.touches("story") else SOON_MS)

    def load(self) -> None:
        """Read what is stale."""
        self._later.stop()
        if self._workspace.project is None:
            return
        try:
            self._read()
        except CoProClipError as error:
            self._workspace.show_banner(error)
        self._all_again, self._pending = False, {}
        self.loaded.emit()

    def pause(self) -> None:
        """Nobody looks any more: what is still to be read waits for the next `load`."""
        self._reading.stop()

    def _read(self) -> None:
        read = self._workspace.read
        touched = None if self._all_again else read(touched_stories, Changes("", self._pending))
        if touched is None or touched:
            # What was known of a story stays until it is read again.
            before = {row.story_id: row.state for row in self.rows}
            fresh = [
                replace(row, state=before[row.story_id]) if row.story_id in before else row
                for row in read(story_overviews, touched)
            ]
            kept = [] if touched is None else [row for row in self.rows if row.story_id not in touched]
            self.rows = kept + fresh
            self._unread |= {row.story_id for row in fresh}
        self.binned = read(project_counts).binned
        self._read_states()

    def _read_states(self) -> None:
        unread = [row for row in self.rows if row.story_id in self._unread]
        ids = [row.story_id for row in unread]
        if sum(1 + row.excerpts for row in unread) <= FEW:
            self._reading.stop()
            self._put_states(self._workspace.read(lambda session: dict(story_states(session, ids))))
        elif self._visible():
            self._reading.begin(lambda session: story_states(session, ids), self._take_states)

    def _take_states(self, found: Iterable[tuple[int, StoryState]]) -> None:
        self._put_states(dict(found))
        self.loaded.emit()

    def _put_states(self, states: Mapping[int, StoryState]) -> None:
        self._unread -= states.keys()
        self.rows = [replace(row, state=states[row.story_id]) if row.story_id in states else row for row in self.rows]
