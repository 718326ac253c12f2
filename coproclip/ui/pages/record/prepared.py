"""What is typed on the record page before somebody is recorded is kept in the project, and there again next time."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from coproclip.capture.prepared import prepare, prepared
from coproclip.capture.sidecar import RecordingNote
from coproclip.project.project import Project
from coproclip.ui.pages.record.recording_session import RecordingSession
from coproclip.ui.widgets.typing_pause import TypingPause
from coproclip.ui.workspace import Workspace


class PreparedWords(QObject):
    """Keeps what `typed()` gives, as long as nobody is recorded, and lets `show` put it into the fields again."""

    def __init__(
        self,
        workspace: Workspace,
        recording_session: RecordingSession,
        typed: Callable[[], RecordingNote],
        show: Callable[[RecordingNote], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._workspace, self._recording_session = workspace, recording_session
        self._typed, self._show = typed, show
        self._kept = RecordingNote()
        self._typing = TypingPause(self)
        self._typing.over.connect(self.keep)
        workspace.closing.connect(self.keep)
        workspace.watch.unsaved.append(self._not_kept)

    def touched(self) -> None:
        """Something was typed."""
        self._typing.touched()

    def restore(self) -> None:
        """Show what was prepared in the project that is open, unless somebody is being recorded."""
        project = self._workspace.project
        if project is not None and not self._recording_session.phase.under_way:
            self._kept = self._workspace.attempt(lambda: prepared(project)) or RecordingNote()
            self._show(self._kept)

    def keep(self) -> None:
        """Keep what is typed, unless it belongs to a recording by now."""
        self._typing.stop()
        project = self._workspace.project
        if project is not None and not project.read_only and not self._recording_session.phase.under_way:
            self._write(project, self._typed())

    def used(self) -> None:
        """A recording has begun with it."""
        self._typing.stop()
        if self._workspace.project is not None:
            self._write(self._workspace.project, RecordingNote())

    def _write(self, project: Project, note: RecordingNote) -> None:
        if note == self._kept:
            return

        def _prepare() -> None:
            prepare(project, note)
            self._kept = note

        self._workspace.saving.put("record:prepared", _prepare)

    def _not_kept(self) -> list[str]:
        if self._recording_session.phase.under_way or self._typed() == self._kept:
            return []
        typed = self._typed()
        return [typed.title, typed.storyteller, typed.note, typed.private_note]
