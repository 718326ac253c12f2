"""The stories of the project as the page shows them, read again when they change."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from coproclip.errors import CoProClipError
from coproclip.overview.stories import StoryOverview, project_counts, story_overviews, touched_stories
from coproclip.project.project import Changes
from coproclip.ui.workspace import Workspace

SOON_MS = 150
"""Changes that follow each other within this time are read once."""


class StoryRows(QObject):
    """One overview a story, and how many stories are in the bin. `visible`: whether somebody looks at them."""

    loaded = Signal()

    def __init__(self, workspace: Workspace, visible: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._visible = workspace, visible
        self.rows: list[StoryOverview] = []
        self.binned = 0
        self._pending: dict[str, set[int]] = {}
        self._all_again = True
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self.load)

    def load_all(self) -> None:
        """Read every story again."""
        self._all_again = True
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
            self._workspace.say(error)
        self._all_again, self._pending = False, {}
        self.loaded.emit()

    def _read(self) -> None:
        read = self._workspace.read
        touched = None if self._all_again else read(touched_stories, Changes("", self._pending))
        if touched is None:
            self.rows = read(story_overviews)
        elif touched:
            fresh = read(story_overviews, touched)
            self.rows = [row for row in self.rows if row.story_id not in touched] + fresh
        self.binned = read(project_counts).binned
