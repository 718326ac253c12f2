"""Bringing files in: one job a file, then the story is put in line to be written down."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QObject

from coproclip.capture.importer import ImportResult, import_file
from coproclip.errors import CoProClipError
from coproclip.jobs import Job
from coproclip.ui.components.messages import Answer, Message
from coproclip.ui.workspace import Workspace
from coproclip.ui.writing import start_writing

LANE = "import"
MANY = 5


class Importing(QObject):
    """Runs imports and says what became of them."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._files: dict[Job, Path] = {}
        workspace.job_changed.connect(self._on_job_changed)

    def bring_in(self, paths: Iterable[Path]) -> None:
        """Import these files; folders give the files in them."""
        project = self._workspace.opened()
        for path in paths:
            files = sorted(one for one in path.iterdir() if one.is_file()) if path.is_dir() else [path]
            for file in files:

                def _work(job: Job, file: Path = file) -> ImportResult:
                    return import_file(project, file, report=job.report, cancel=job.cancel)

                title = self.tr("Importing {name}").format(name=file.name)
                self._files[self._workspace.run(title, LANE, _work, f"quiet:import:{file}")] = file

    def _on_job_changed(self, job: object) -> None:
        if not isinstance(job, Job) or job not in self._files or not job.ended:
            return
        file = self._files.pop(job)
        if job.state == "failed" and job.error is not None:
            self._failed(file, job.error)
        elif job.state == "done":
            self._arrived(file, job.result)

    def _failed(self, file: Path, error: Exception) -> None:
        if not isinstance(error, CoProClipError):
            raise error
        said = Message.of(error)
        self._workspace.say(
            Message(
                self.tr("{name}: {what}").format(name=file.name, what=said.happened),
                said.safe,
                said.next,
                kind="error",
                key=f"import:{file}",
            )
        )

    def _arrived(self, file: Path, result: ImportResult) -> None:
        workspace = self._workspace
        if result.duplicate_of is not None:
            there = result.duplicate_of

            def _open() -> None:
                workspace.choose_story(there)
                workspace.page_asked.emit("desk")

            workspace.say(
                Message(
                    self.tr("{name} is in this project already.").format(name=file.name),
                    self.tr("It was not added a second time."),
                    kind="info",
                    answers=(Answer(self.tr("Open that story"), _open),),
                )
            )
            return
        if result.notice:
            workspace.say(Message(self.tr("{name}: {what}").format(name=file.name, what=result.notice), kind="caution"))
        workspace.tell(self.tr("{name} is in the project").format(name=file.name))
        start_writing(workspace, result.story_id, file.stem)
