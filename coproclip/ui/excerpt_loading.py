"""What a page shows of excerpts, read again as it changes: few excerpts at once, many in the background."""

from abc import abstractmethod
from collections.abc import Callable, Iterable
from typing import Any, ClassVar, Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from coproclip.overview.crowded import is_crowded
from coproclip.overview.excerpts import FEW, ExcerptRow, excerpt_count
from coproclip.project.project import Changes
from coproclip.ui.background_reading import BackgroundReading
from coproclip.ui.job_runner import JobKind
from coproclip.ui.workspace import Workspace

WHOSE = ("span", "story", "story_storyteller", "storyteller")
MAY = (
    *("segment", "speaker", "answer", "consent", "project", "moment"),
    *("mention", "list_entry", "naming", "excerpt_translation"),
)  # they say of many whether they can be shared

Row = TypeVar("Row", bound=ExcerptRow)
Contents = TypeVar("Contents")


class ExcerptLoading(QObject, Generic[Contents, Row]):
    """Keeps the rows that were read and are still true; a subclass says what else it reads, and tells it."""

    rows_came = Signal(list)
    """Rows of which more is known than in what was told last."""
    whose: ClassVar[tuple[str, ...]] = WHOSE
    """Tables that change what every row says."""
    may: ClassVar[tuple[str, ...]] = MAY
    """Tables that change whether any can be shared."""
    also: ClassVar[tuple[str, ...]] = ()
    """Other tables the page shows something of."""

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._known: dict[int, Row] = {}
        self._unread: set[int] = set()
        """The known excerpts of which it is still to be looked at whether they can be shared."""
        self._meanwhile: list[Changes] = []
        self._then: Callable[[], None] | None = None
        self._reading = BackgroundReading[Contents](workspace, self)
        self._looking = BackgroundReading[Row](workspace, self, JobKind.LOOK)

    @abstractmethod
    def _keep(self, contents: Contents, unread: set[int]) -> None:
        """Keep the rows of `contents`; `unread` were among those that were known."""

    @abstractmethod
    def _tell(self) -> None:
        """Tell what was kept."""

    def _after_reading(self) -> None:
        """What is to be done when many were read quickly."""

    def forget(self) -> None:
        """Another project."""
        self._reading.stop()
        self._looking.stop()
        self._known, self._unread = {}, set()

    def note(self, changes: Changes) -> bool:
        """Whether these changes are seen on the page; then what they are about is read again with the next `load`."""
        if not changes.touches(*self.whose, *self.may, *self.also, "excerpt"):
            return False
        self._looking.stop()
        self._meanwhile.append(changes)
        self._mark(changes)
        return True

    def _mark(self, changes: Changes) -> None:
        if changes.touches(*self.whose):
            self._known = {}
        if changes.touches(*self.may):
            self._unread = set(self._known)

    def _read(self, read: Callable[..., Contents]) -> bool:
        """Tell what `read(session, known, whole=…)` finds, then do what waits; False if that will be in a moment."""
        known, unread = self._known, set(self._unread)
        self._looking.stop()
        self._meanwhile.clear()
        if self._workspace.read(excerpt_count) > FEW or self._workspace.read(is_crowded):
            self._reading.begin(
                lambda session: [read(session, known, whole=False)],
                lambda found: self._take(found[-1], unread),
                self._after_reading,
            )
            return False
        self._reading.stop()
        sure = {one: row for one, row in known.items() if one not in unread and row.approval is not None}
        self._take(self._workspace.read(read, sure, whole=True), set())
        return True

    def _take(self, contents: Contents, unread: set[int]) -> None:
        self._keep(contents, unread)
        for changes in self._meanwhile:
            self._mark(changes)  # it was read before they were made
        self._tell()
        self._do_then()

    def _do_then(self) -> None:
        then, self._then = self._then, None
        if then is not None:
            then()

    def _look_at(self, read: Callable[[Any], Iterable[Row]], over: Callable[[], object]) -> None:
        """Look, in the background, at what takes longer of some rows; then `over`."""

        def _take_rows(rows: list[Row]) -> None:
            self._known |= {row.excerpt_id: row for row in rows}
            self._unread -= {row.excerpt_id for row in rows}
            self.rows_came.emit(rows)

        self._looking.begin(read, _take_rows, over)
