"""What is typed on the record page before somebody is recorded is kept in the project, and there again next time."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from coproclip.capture.prepared import prepare, prepared
from coproclip.capture.sidecar import RecordingNote
from coproclip.people.consent import ConsentAbout
from coproclip.project.project import Project
from coproclip.project.storage.set_aside import keep_notes
from coproclip.ui.dialogs.consent_choices import NO
from coproclip.ui.pages.record.recording_session import RecordingSession
from coproclip.ui.pages.record.whose_notes import WhoseNotesDialog
from coproclip.ui.widgets.message import Message
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.widgets.typing_pause import TypingPause
from coproclip.ui.workspace import Workspace

_A_NO = {ConsentAbout.RECORDED.value: NO}


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
        self._kept = self._given = RecordingNote()
        """What lies in the project, and what it was last given: they differ while that is on its way."""
        self._whose, self._doubtful = "", False
        self._typing = TypingPause(self)
        self._typing.over.connect(self.keep)
        workspace.closing.connect(self.keep)
        workspace.watch.unsaved.append(self._not_kept)

    def touched(self) -> None:
        """Something was typed."""
        self.named()
        self._typing.touched()

    # ---- whose it is ------------------------------------------------------------------------------------------

    def named(self) -> None:
        """The name on the page is a whole one: what is typed and was nobody's yet belongs to them."""
        typed = self._typed()
        self._whose = (self._whose or typed.storyteller) if typed.words() else ""

    def renamed(self) -> None:
        """Somebody else may be named now, or somebody half named; what was typed stays whose it was."""
        if not self._typed().words():
            self._whose, self._doubtful = "", False
        self._typing.touched()

    def answered(self, answer: str) -> None:
        """They said `answer` to being recorded. After a no, the next yes may be somebody else's."""
        self.named()
        self._doubtful = answer == NO or (self._doubtful and bool(self._typed().words()))
        self._typing.touched()

    def is_anothers(self) -> bool:
        """Whether what is typed may belong to somebody else than who is named."""
        typed = self._typed()
        other = bool(self._whose) and self._whose.casefold() != typed.storyteller.casefold()
        return bool(typed.words()) and (other or self._doubtful)

    def settled(self, parent: QWidget) -> bool:
        """Ask what becomes of words that may be somebody else's; False if nobody shall be recorded yet."""
        if not self.is_anothers():
            return True
        typed, project = self._typed(), self._workspace.opened()
        whose = self._whose if self._whose.casefold() != typed.storyteller.casefold() else ""
        dialog = WhoseNotesDialog(whose, bool(typed.private_note), parent)
        if not run_dialog(dialog):
            return False
        if dialog.apart:
            place = keep_notes(project, [self._whose, *typed.words()])
            if place is None:
                said = (self.tr("The notes could not be kept in a file."), self.tr("They are still on this page."))
                self._workspace.show_banner(Message(*said, self.tr("Free some space, then record."), kind="error"))
                return False
            self._show(RecordingNote(storyteller=typed.storyteller))
            where = self.tr("They are in the file “{name}” in {folder}.").format(name=place.name, folder=place.parent)
            self._workspace.show_banner(Message(self.tr("The notes from before are kept in a file."), where))
        self._whose, self._doubtful = typed.storyteller, False
        return True

    # ---- kept -------------------------------------------------------------------------------------------------

    def restore(self) -> None:
        """Show what was prepared in the project that is open, unless somebody is being recorded."""
        project = self._workspace.project
        if project is not None and not self._recording_session.phase.under_way:
            self._kept = self._given = self._workspace.attempt(lambda: prepared(project)) or RecordingNote()
            self._whose, self._doubtful = self._kept.storyteller, self._kept.consent == _A_NO
            self._show(self._kept)

    def keep(self) -> None:
        """Keep what is typed, unless it belongs to a recording by now."""
        self._typing.stop()
        project = self._workspace.project
        if project is not None and not project.read_only and not self._recording_session.phase.under_way:
            self._write(project, self._now())

    def used(self) -> None:
        """A recording has begun with it."""
        self._typing.stop()
        self._whose, self._doubtful = self._typed().storyteller, False
        if self._workspace.project is not None:
            self._write(self._workspace.project, RecordingNote())

    def _now(self) -> RecordingNote:
        # Words that are somebody else's never lie under this name, and a no stays with them.
        typed = self._typed()
        if not self.is_anothers():
            return typed
        return replace(typed, storyteller=self._whose, consent=_A_NO if self._doubtful else {})

    def _write(self, project: Project, note: RecordingNote) -> None:
        if note == self._kept and note == self._given:
            return
        self._given = note

        def _prepare() -> None:
            prepare(project, note)
            if self._given is note:  # else something later is on its way, or another project was opened
                self._kept = note

        self._workspace.saving.put("record:prepared", _prepare)

    def _not_kept(self) -> list[str]:
        if self._recording_session.phase.under_way or self._now() == self._kept:
            return []
        typed = self._typed()
        return [typed.title, typed.storyteller, typed.note, typed.private_note]
