"""What an interrupted run left is offered when the project is opened; a person decides, nothing goes by itself."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer
from PySide6.QtWidgets import QWidget

from coproclip.capture.joining import shown
from coproclip.capture.recovery import NOTE_AGAIN, UNCONFIRMED, Unfinished, discard, keep, unfinished
from coproclip.errors import CoProClipError
from coproclip.jobs import Job, JobState
from coproclip.project.project import Project
from coproclip.settings import second_disks
from coproclip.timecode import TimeRange, length
from coproclip.ui.job_runner import JobHandle, JobKind
from coproclip.ui.pages.record.recording_jobs import RecordingJobs, write_and_open
from coproclip.ui.pages.record.recovered_list import RecoveredDialog
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.message import Message, MessageAction, MessageStrip
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.workspace import Workspace

SEVERAL = "recovered"


class Recovered(QObject):
    """Asks about the recordings that never became stories: about one in a message, about several in a list."""

    def __init__(
        self, workspace: Workspace, keeping: RecordingJobs, may_visit: Callable[[], bool], page: QWidget
    ) -> None:
        super().__init__(page)
        self._workspace, self._keeping, self._may_visit, self._page = workspace, keeping, may_visit, page
        self._heard: Unfinished | None = None
        self._left: list[Unfinished] = []
        """Those that nobody has decided about yet."""
        self._list: RecoveredDialog | None = None
        workspace.project_opened.connect(self.look)
        workspace.listening.paused.connect(self._on_paused)

    def look(self) -> None:
        """Offer what is there, once it was looked at beside the window."""
        project, disks = self._workspace.project, self._disks()

        def _ended(job: JobHandle[list[Unfinished]]) -> None:
            if project is None or not self._is_open(project):
                return
            if isinstance(job.error, CoProClipError):
                self._workspace.show_banner(job.error)
            elif job.state is JobState.DONE:
                self._left = job.result
                self._ask(project)

        if project is not None:
            self._workspace.jobs.start(
                JobKind.FIND_UNFINISHED,
                "",
                lambda job: unfinished(project, disks, job.cancel),
                owner=self,
                ended=_ended,
            )

    def _disks(self) -> tuple[Path, ...]:
        # What this computer chose; a project cannot name a place.
        return second_disks(self._workspace.settings)

    # ---- asking -----------------------------------------------------------------------------------------------

    def _ask(self, project: Project) -> None:
        if len(self._left) == 1:
            self._offer(project, self._left[0])
        elif self._left:
            many = self.tr("{n} recordings were found that broke off and never became stories.")
            show = MessageAction(self.tr("Show them…"), lambda: self._show_list(project))
            safe = self.tr("They stay as they are until you decide.")
            happened = many.format(n=f"{len(self._left):,}")
            self._workspace.show_banner(Message(happened, safe, kind="caution", answers=(show,), key=SEVERAL))

    def _show_list(self, project: Project) -> None:
        if not self._is_open(project):
            return
        self._list = RecoveredDialog(self._left, lambda found: self._message(project, found), self._page.window())
        self._workspace.project_opened.connect(self._list.reject)
        run_dialog(self._list)
        self._list = None
        if self._is_open(project):
            self._ask(project)

    def _offer(self, project: Project, found: Unfinished, *, focus: bool = False) -> None:
        if self._list is not None:
            self._list.show_answers()
            return
        self._workspace.show_banner(self._message(project, found))
        if focus:
            # It was put up anew: once it has its place, the keyboard goes back to the button it was on.
            QTimer.singleShot(0, self, lambda: self._focus(found, self._listen_words(found)))

    def _is_heard(self, found: Unfinished) -> bool:
        return self._heard is not None and self._heard.id == found.id

    def _listen_words(self, found: Unfinished) -> str:
        return self.tr("Stop listening") if self._is_heard(found) else self.tr("Listen")

    def _message(self, project: Project, found: Unfinished) -> Message:
        # Long enough that no two messages are the same: one would take the place of the other.
        words = self.tr("CoProClip or the computer stopped during the recording of {when}.")
        if found.is_homeless:
            words = self.tr("The project of the recording of {when} went away while somebody was recorded.")
        happened = words.format(when=_when(found.started))
        bin_it = MessageAction(self.tr("Put it in the bin"), lambda: self._bin(project, found))
        if found.is_empty:
            safe = self.tr("No sound had arrived by then, so nothing is lost.")
            answers: tuple[MessageAction, ...] = (bin_it,)
        else:
            happened = f"{happened} {_saved(found)}"
            safe = self.tr("At most the last second or two is missing.")
            keep_it = MessageAction(self.tr("Keep it as a story"), lambda: self._keep(project, found))
            if found.missing:
                elsewhere = self.tr(
                    "More of it is, or may be, on another disk, in “{folder}”. Connect that disk, choose its folder as "
                    "the second disk in “Recording settings…”, then open the project again."
                )
                safe = elsewhere.format(folder=shown(_folder_of(found.missing[0])))
                partly = self.tr("Keep without the rest")
                if found.is_homeless:
                    safe = self.tr("Its beginning is in that project: open it at its new place to keep all of it.")
                    partly = self.tr("Keep without the beginning")
                keep_it = MessageAction(partly, lambda: self._keep(project, found, partly=True))
            listen = MessageAction(self._listen_words(found), lambda: self._listen(project, found))
            answers = (keep_it, listen, bin_it)
        return Message(happened, safe, kind="caution", answers=answers, key=_key(found))

    def _focus(self, found: Unfinished, words: str) -> None:
        strip = self._strip(found)
        buttons = strip.findChildren(Button) if strip is not None else []
        for button in buttons:
            if button.text() == words:
                button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _strip(self, found: Unfinished) -> MessageStrip | None:
        strips = self._page.window().findChildren(MessageStrip)
        return next((strip for strip in strips if strip.message.key == _key(found) and not strip.isHidden()), None)

    # ---- answers ----------------------------------------------------------------------------------------------

    def _is_open(self, project: Project) -> bool:
        """Whether the message is still about the project that is open."""
        return self._workspace.project is project

    def _listen(self, project: Project, found: Unfinished) -> None:
        if not self._is_open(project):
            return
        listening, stop = self._workspace.listening, self._is_heard(found)
        listening.pause()
        if not stop and listening.play(found.path, [TimeRange(0, found.duration_ms)], owner=_key(found)):
            self._heard = found
        self._offer(project, found, focus=True)

    def _on_paused(self) -> None:
        played, self._heard = self._heard, None
        project = self._workspace.project
        # Whoever closed the message meanwhile is not asked again.
        if played is not None and project is not None and (self._list is not None or self._strip(played) is not None):
            self._offer(project, played)

    def _hush(self, found: Unfinished) -> None:
        if self._is_heard(found):
            self._heard = None
            self._workspace.listening.pause()

    def _keep(self, project: Project, found: Unfinished, *, partly: bool = False) -> None:
        if not self._is_open(project):
            return
        self._hush(found)
        self._left = [one for one in self._left if one.id != found.id]
        if self._list is not None:
            self._list.accept()
        who = found.note.storyteller or found.title

        def _kept(story_id: int) -> None:
            if self._is_open(project):
                unconfirmed = found.note.unconfirmed
                write_and_open(self._workspace, story_id, visit=self._may_visit(), asked=unconfirmed)
                if unconfirmed:
                    safe = self.tr("The recording is kept.")
                    self._workspace.show_banner(Message(UNCONFIRMED, safe, NOTE_AGAIN, "caution", key=_key(found)))

        def _failed(error: CoProClipError | None) -> None:
            if self._is_open(project):
                if error is not None:
                    self._workspace.show_banner(error)
                self._offer(project, found)

        title = self.tr("Keeping {who}’s story").format(who=who)
        disks = self._disks()

        def _work(job: Job) -> int:
            return keep(project, found, job.report, second_disks=disks, without_parts=partly)

        self._keeping.run(title, _work, _kept, _failed)

    def _bin(self, project: Project, found: Unfinished) -> None:
        if not self._is_open(project):
            return
        self._hush(found)
        place = self._workspace.attempt(lambda: discard(project, found, self._disks()))
        if place is None:
            return
        self._left = [one for one in self._left if one.id != found.id]
        happened = self.tr("The recording was put in the bin.")
        safe = self.tr("It is kept in the project’s folder “trash” as “{name}”.").format(name=place.name)
        if self._list is not None:
            self._list.show_found(self._left, f"{happened} {safe}")
        else:
            self._workspace.show_banner(Message(happened, safe, key=_key(found)))


def _key(found: Unfinished) -> str:
    return f"recovered:{found.id}"


def _folder_of(part: str) -> str:
    """The folder of a part as a note calls it, maybe in the words of another system; only to be read."""
    return part[: max(part.rfind("/"), part.rfind("\\"))] if "/" in part or "\\" in part else part


def _saved(found: Unfinished) -> str:
    much, who = length(found.duration_ms), found.note.storyteller
    if who:
        words = QCoreApplication.translate("Record", "{length} of {who}’s story was saved.")
    else:
        words = QCoreApplication.translate("Record", "{length} was saved.")
    return words.format(length=much, who=who)


def _when(started: str) -> str:
    """“14 May, 10:30”."""
    try:
        moment = datetime.fromisoformat(started)
    except ValueError:
        return started
    return f"{moment.day} {moment:%B, %H:%M}"
