"""Bringing files in: one job a file, then the story is put in the queue to be transcribed."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from coproclip.capture.importer import ImportResult, import_file
from coproclip.errors import CoProClipError
from coproclip.jobs import Job, JobState
from coproclip.overview.stories import is_binned
from coproclip.ui.dialogs.sound_tracks import SoundTracks
from coproclip.ui.job_runner import JobHandle, JobKind
from coproclip.ui.operations import stories
from coproclip.ui.transcription.jobs import start_transcribing
from coproclip.ui.widgets.message import Message, MessageAction
from coproclip.ui.workspace import Workspace

MOST_NAMED = 8


class Importing(QObject):
    """Runs imports and says what became of them."""

    def __init__(self, workspace: Workspace, tracks: SoundTracks, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace, self._tracks, self._over = workspace, tracks, parent
        self._files: set[Path] = set()
        self._refused: dict[Path, CoProClipError] = {}
        self._there: dict[Path, int] = {}
        workspace.project_opened.connect(self._files.clear)

    def bring_in(self, paths: Iterable[Path]) -> None:
        """Import these files; folders give the files in them."""
        project = self._workspace.opened()
        if not self._files:
            self._refused, self._there = {}, {}
        for path in paths:
            files = sorted(one for one in path.iterdir() if one.is_file()) if path.is_dir() else [path]
            for file in files:

                def _work(job: Job, file: Path = file) -> ImportResult:
                    return import_file(project, file, report=job.report, cancel=job.cancel)

                title = self.tr("Importing {name}").format(name=file.name)
                if file not in self._files:
                    self._files.add(file)
                    ended = partial(self._on_ended, file)
                    self._workspace.jobs.start(JobKind.IMPORT, title, _work, subject=file, owner=self, ended=ended)

    def _on_ended(self, file: Path, job: JobHandle[ImportResult]) -> None:
        self._files.discard(file)
        if isinstance(job.error, CoProClipError):
            self._failed(file, job.error)
        elif job.state is JobState.DONE:
            self._arrived(file, job.result)

    def _failed(self, file: Path, error: CoProClipError) -> None:
        self._refused[file] = error
        if len(self._refused) == 1:
            said = Message.of(error)
            sentence = self.tr("{name}: {what}").format(name=file.name, what=said.happened)
            self._workspace.show_banner(Message(sentence, said.safe, said.next, kind="error", key="import refused"))
            return
        sentence = self.tr("{n} files could not be brought in.").format(n=len(self._refused))
        lines = [f"{one.name}: {trouble.happened}" for one, trouble in self._refused.items()]
        safe = self.tr("Your project and these files are unchanged.")
        self._workspace.show_banner(Message(sentence, safe, _few(lines), kind="error", key="import refused"))

    def _arrived(self, file: Path, result: ImportResult) -> None:
        workspace = self._workspace
        if result.duplicate_of is not None:
            self._there[file] = result.duplicate_of
            self._say_there()
            return
        if result.notice:
            sentence = self.tr("{name}: {what}").format(name=file.name, what=result.notice)
            choose = MessageAction(
                self.tr("Choose sound tracks…"), lambda: self._tracks.choose(result.story_id, self._over.window())
            )
            answers = (choose,) if self._tracks.possible(result.story_id) else ()
            workspace.show_banner(Message(sentence, kind="caution", answers=answers))
        workspace.show_toast(self.tr("{name} is in the project").format(name=file.name))
        start_transcribing(workspace, result.story_id)

    def _say_there(self) -> None:
        workspace, last = self._workspace, next(reversed(self._there.items()))

        def _open() -> None:
            workspace.choose_story(last[1])
            workspace.page_asked.emit("desk")

        if len(self._there) == 1 and workspace.read(is_binned, last[1]):
            sentence = self.tr("{name} is in this project already, in the bin.").format(name=last[0].name)
            out = MessageAction(self.tr("Take it out of the bin"), lambda: stories.take_out_of_bin(workspace, last[1]))
            workspace.show_banner(Message(sentence, kind="info", answers=(out,), key="import there"))
            return
        if len(self._there) == 1:
            sentence = self.tr("{name} is in this project already.").format(name=last[0].name)
            safe, answers = (
                self.tr("It was not added a second time."),
                (MessageAction(self.tr("Open that story"), _open),),
            )
            workspace.show_banner(Message(sentence, safe, kind="info", answers=answers, key="import there"))
            return
        sentence = self.tr("{n} files are in this project already.").format(n=len(self._there))
        safe = self.tr("They were not added a second time.")
        workspace.show_banner(
            Message(sentence, safe, _few([one.name for one in self._there]), kind="info", key="import there")
        )


def _few(lines: list[str]) -> str:
    """The first of `lines`, each on its own line, and how many more there are."""
    more = len(lines) - MOST_NAMED
    return "\n" + "\n".join([*lines[:MOST_NAMED], *([f"… + {more}"] if more > 0 else [])])
