"""What is noted of a recording while its story is being made, and after, is written into that story."""

from contextlib import nullcontext
from pathlib import Path

from PySide6.QtCore import QObject

from coproclip.capture.recorded_story import catch_up
from coproclip.capture.sidecar import RecordingNote
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.ui.workspace import Workspace

_Story = tuple[Path, int]


class LateWords(QObject):
    """What the disk refuses is tried again, and is put beside the project when that is closed before it succeeds."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._waiting: dict[_Story, tuple[RecordingNote, RecordingNote]] = {}
        workspace.watch.unsaved.append(self._unsaved)
        workspace.project_opened.connect(self._waiting.clear)

    def write(self, folder: Path, story_id: int, made: RecordingNote, now: RecordingNote) -> None:
        """Let the story in the project at `folder`, which knows what `made` says, know what `now` says."""
        if made == now:
            return
        story = (folder, story_id)
        # What it does not know yet of an earlier time comes with it.
        waiting = self._waiting[story] = (self._waiting.get(story, (made, now))[0], now)
        opened = self._workspace.project

        def _write() -> None:
            is_open = opened is not None and opened.folder == folder
            home = nullcontext(opened) if is_open and opened else Project.open(folder)
            with home as project, project.edit(Operation.CHANGE_STORY) as edit:
                catch_up(edit, story_id, *waiting)
            if self._waiting.get(story) is waiting:
                del self._waiting[story]

        self._workspace.saving.put(f"late:{folder}:{story_id}", _write)
        self._workspace.saving.wait()

    def _unsaved(self) -> list[str]:
        return [words for made, now in self._waiting.values() for words in set(now.words()) - set(made.words())]
