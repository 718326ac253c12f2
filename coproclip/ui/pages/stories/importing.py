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
from coproclip.settings import files_to_bring_in, note_files_to_bring_in
from coproclip.ui.dialogs.sound_tracks import SoundTracks
from coproclip.ui.dialogs.story_details import StoryDetails
from coproclip.ui.job_runner import JobHandle, JobKind
from coproclip.ui.operations import stories
from coproclip.ui.transcription.jobs import start_transcribing
from coproclip.ui.widgets.counting import counted
from coproclip.ui.widgets.message import Message, MessageAction
from coproclip.ui.widgets.prompts import run_dialog
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
        self._unasked: list[int] = []
        self._into: Path | None = None
        workspace.watch.may_write_changed.connect(self.offer)

    def begin(self) -> None:
        """Another project is open: say what of the one before is still to be brought in, and offer what is of this."""
        before, self._into = self._into, self._workspace.opened().folder
        self._files.clear()
        self._unasked.clear()
        left = files_to_bring_in(before) if before is not None and before != self._into else ()
        if before is not None and left:
            again = MessageAction(self.tr("Open that project"), lambda: self._workspace.open_asked.emit(before))
            one = self.tr("One file is still to be brought into “{project}”.")
            many = self.tr("{n} files are still to be brought into “{project}”.")
            safe = self.tr("CoProClip offers that when you open it again.")
            sentence = counted(len(left), one, many.replace("{project}", "{{project}}"))
            sentence = sentence.replace("{project}", before.stem)
            self._workspace.show_banner(Message(sentence, safe, answers=(again,), key="import left"))
        if not self._workspace.opened().read_only:  # else the window that has it is at them
            self.offer()

    def offer(self) -> None:
        """Say which files are still to be brought into this project, and offer it where this window may write."""
        project = self._workspace.opened()
        left = [file for file in files_to_bring_in(project.folder) if file not in self._files]
        self._workspace.banner_over.emit("import waits")
        if not left:
            return
        answers: tuple[MessageAction, ...] = (
            MessageAction(self.tr("Bring them in"), lambda: self._workspace.import_asked.emit(left)),
            MessageAction(
                self.tr("Leave them out"), lambda: note_files_to_bring_in(project.folder, left, wanted=False)
            ),
        )
        safe = self.tr("The files themselves are unchanged.")
        if project.read_only:
            answers, safe = (), self.tr("CoProClip offers that as soon as you can work here.")
        one, many = self.tr("One file is still to be brought in."), self.tr("{n} files are still to be brought in.")
        sentence, names = counted(len(left), one, many), _few([file.name for file in left])
        self._workspace.show_banner(Message(sentence, safe, names, answers=answers, key="import waits"))

    def bring_in(self, paths: Iterable[Path]) -> None:
        """Import these files; folders give the files in them."""
        project = self._workspace.opened()
        if not self._files:
            self._refused, self._there = {}, {}
        chosen = []
        for path in paths:
            chosen += sorted(one for one in path.iterdir() if one.is_file()) if path.is_dir() else [path]
        if not project.read_only:
            note_files_to_bring_in(project.folder, chosen)
        for file in chosen:

            def _work(job: Job, file: Path = file) -> ImportResult:
                result = import_file(project, file, report=job.report, cancel=job.cancel)
                # Here, where it also happens after the window has stopped listening.
                note_files_to_bring_in(project.folder, [file], wanted=False)
                return result

            title = self.tr("Importing {name}").format(name=file.name)
            if file not in self._files:
                self._files.add(file)
                ended = partial(self._on_ended, file)
                self._workspace.jobs.start(JobKind.IMPORT, title, _work, subject=file, owner=self, ended=ended)

    def _on_ended(self, file: Path, job: JobHandle[ImportResult]) -> None:
        self._files.discard(file)
        project = self._workspace.opened()
        if project.guard.refusal is not None and job.state is not JobState.DONE:
            if not self._files:
                self.offer()  # when this window can write again, or the next one
            return
        note_files_to_bring_in(project.folder, [file], wanted=False)
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
        self._unasked.append(result.story_id)
        self._ask_consent(file)

    def _ask_consent(self, last: Path) -> None:
        """Ask, without being in the way, who tells what came in and what they agreed to."""
        sentence = self.tr("Who tells “{name}”, and what did they agree to?").format(name=last.name)
        if len(self._unasked) > 1:
            sentence = self.tr("Who tells the {n} stories you brought in, and what did they agree to?")
            sentence = sentence.format(n=len(self._unasked))
        safe = self.tr("What nobody noted counts as a no. It can be noted later, under “About this story”.")
        answers = (
            MessageAction(self.tr("Note it now…"), self._note_consent),
            MessageAction(self.tr("Later"), self._unasked.clear),
        )
        said = Message(sentence, safe, kind="info", answers=answers, key="import consent", icon="handshake")
        self._workspace.show_banner(said)

    def _note_consent(self) -> None:
        """One story after the other, until a person has enough of it."""
        unasked = list(self._unasked)
        self._unasked.clear()
        for number, story_id in enumerate(unasked, 1):
            form = StoryDetails(self._workspace, story_id, self._over.window())
            if len(unasked) > 1:
                place = self.tr("{number} of {all}").format(number=number, all=len(unasked))
                form.setWindowTitle(f"{form.windowTitle()}, {place}")
            if not run_dialog(form):
                break

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
