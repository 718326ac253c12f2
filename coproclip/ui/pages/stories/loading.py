"""The stories of the project as the page shows them, read again when they change."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from coproclip.errors import CoProClipError
from coproclip.overview.crowded import is_crowded
from coproclip.overview.stories import (
    StoryOverview,
    StoryState,
    letters_in,
    project_counts,
    story_overviews,
    story_states,
    touched_stories,
)
from coproclip.project.project import Changes
from coproclip.ui.background_reading import BackgroundReading
from coproclip.ui.job_runner import JobKind
from coproclip.ui.widgets.timers import once
from coproclip.ui.workspace import Workspace

SOON_MS = 150
"""Changes that follow each other within this time are read once."""
FEW_STORIES = 50
"""No more stories than this are read at once."""
FEW = 30
"""The states of no more stories and excerpts than this are read at once."""
FEW_LETTERS = 100_000
"""Nor of stories with more words than have so many letters: people say as many in two hours."""


class StoryRows(QObject):
    """One overview a story, how many `stories` there are, and how many are in the bin.

    `loaded`: something else is to be shown. Many stories come in a moment, their states by and by, while somebody looks
    (`visible`).
    """

    loaded = Signal()

    def __init__(self, workspace: Workspace, visible: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._workspace, self._visible = workspace, visible
        self.rows: list[StoryOverview] = []
        self.stories = self.binned = 0
        self._pending: dict[str, set[int]] = {}
        self._stale: set[int] | None = None  # stories to be read again; None: all
        self._unread: set[int] = set()
        self._reading = BackgroundReading[list[StoryOverview]](workspace, self)
        self._looking = BackgroundReading[tuple[int, StoryState]](workspace, self, JobKind.LOOK)
        self._later = once(self, self.load)

    @property
    def complete(self) -> bool:
        """Whether every story was read, as it was when `load` was last asked for."""
        return self._stale == set()

    def begin(self) -> None:
        """Read every story of the project that was opened."""
        self.pause()
        self.rows, self._unread, self._stale, self._pending = [], set(), None, {}
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
        self.loaded.emit()

    def pause(self) -> None:
        """Nobody looks any more: what is still to be read waits for the next `load`."""
        self._reading.stop()
        self._looking.stop()

    def _read(self) -> None:
        read = self._workspace.read
        pending, self._pending = self._pending, {}
        touched = read(touched_stories, Changes("", pending)) if pending else set()
        self._stale = None if self._stale is None or touched is None else self._stale | touched
        counts = read(project_counts)
        self.stories, self.binned, stale = counts.stories, counts.binned, self._stale
        crowded = read(is_crowded)
        if (counts.stories if stale is None else len(stale)) <= FEW_STORIES and not crowded:
            self._reading.stop()
            if stale is None or stale:
                self._take(read(story_overviews, stale))
            self._read_states()
        elif touched or touched is None or not self._reading.busy:
            self._looking.stop()
            self._reading.begin(lambda session: [story_overviews(session, stale)], self._take_read, self._read_states)

    def _take_read(self, found: list[list[StoryOverview]]) -> None:
        self._take(found[-1])
        self.loaded.emit()

    def _take(self, fresh: list[StoryOverview]) -> None:
        """What was known of a story stays until it is read again."""
        before, stale = {row.story_id: row.state for row in self.rows}, self._stale
        kept = [] if stale is None else [row for row in self.rows if row.story_id not in stale]
        self.rows = kept + [replace(row, state=before.get(row.story_id, row.state)) for row in fresh]
        self._unread |= {row.story_id for row in fresh}
        self._stale = set()

    def _read_states(self) -> None:
        if not self._visible() and all(row.known for row in self.rows):
            return  # what was known is good enough until somebody looks
        unread = [row for row in self.rows if row.story_id in self._unread]
        ids = [row.story_id for row in unread]
        # With many people and stories one excerpt alone takes a moment: names of all of them are looked for in it.
        few = self.stories <= FEW_STORIES and sum(1 + row.excerpts for row in unread) <= FEW
        if few and not self._workspace.read(is_crowded) and self._workspace.read(letters_in, ids) <= FEW_LETTERS:
            self._looking.stop()
            self._put_states(self._workspace.read(lambda session: dict(story_states(session, ids))))
        elif self._visible():
            self._looking.begin(lambda session: story_states(session, ids), self._take_states)

    def _take_states(self, found: Iterable[tuple[int, StoryState]]) -> None:
        self._put_states(dict(found))
        self.loaded.emit()

    def _put_states(self, states: Mapping[int, StoryState]) -> None:
        self._unread -= states.keys()
        self.rows = [replace(row, state=states[row.story_id]) if row.story_id in states else row for row in self.rows]
