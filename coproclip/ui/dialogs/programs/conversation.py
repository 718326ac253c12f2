"""“Conversation pack”: of which excerpts, with which questions, and the making."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from coproclip.errors import NotShareable
from coproclip.excerpts.approval import Sharing, Use
from coproclip.export.conversation.content import FEWEST, MOST
from coproclip.export.conversation.folder import ConversationPack, export_conversation
from coproclip.export.excerpt_folder import FolderKind
from coproclip.export.picked import Picked
from coproclip.export.whole_folder import withdraw_everywhere
from coproclip.jobs import Job
from coproclip.project.project import Project
from coproclip.sensemaking.open_questions import open_questions
from coproclip.ui.dialogs.programs.making import MadeFiles, ProgramFiles, Work
from coproclip.ui.dialogs.programs.picking import ExcerptPicker
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Hairline, Label
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.workspace import Workspace

_QUESTIONS_HIGH = 110


class ConversationDialog(Dialog):
    """Four to eight excerpts; the questions that are still open about them can be written otherwise."""

    def __init__(self, workspace: Workspace, playlist_id: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__("", parent, wide=580)
        self.setWindowTitle(self.tr("Conversation pack"))
        self._workspace = workspace
        words = self.tr(
            "A folder for a conversation about what could change: a page that plays {n} to {m} excerpts round and "
            "round by itself, and papers to print, with questions, a sheet for what will be done, and the words."
        )
        self.column.addWidget(Label(words.format(n=FEWEST, m=MOST), "muted", wrap=True))
        self.excerpts = ExcerptPicker(workspace, lambda: Use.SHARING, most=MOST)
        self.excerpts.choose(playlist_id)
        self.column.addWidget(self.excerpts)
        self.column.addWidget(Hairline())
        self.questions = QPlainTextEdit()
        label = Label(self.tr("Questions to talk about, one on each line"), "small-strong")
        label.setBuddy(self.questions)
        self.questions.setAccessibleName(label.text())
        self.questions.setTabChangesFocus(True)
        self.questions.setFixedHeight(current().scaled(_QUESTIONS_HIGH))
        said = self.tr("They are still open about what is ticked above. What you change here is only in the pack.")
        for part in (label, self.questions, Label(said, "small", wrap=True)):
            self.column.addWidget(part)
        self.column.addWidget(Hairline())
        self.files = ProgramFiles(workspace, self, self._why_not, self._work)
        self.excerpts.changed.connect(self._on_changed)
        self.questions.textChanged.connect(self._on_written)
        self.excerpts.look()
        self.excerpts.source.setFocus()

    def unsaved_words(self) -> list[str]:
        """The questions that were written here, until a pack was made with them."""
        is_kept = self._own_questions() is None or self.files.is_made
        return [] if is_kept else [self.questions.toPlainText()]

    def _own_questions(self) -> list[str] | None:
        """What was written here; None where nobody changed anything."""
        if not self.questions.document().isModified():
            return None
        return self.questions.toPlainText().splitlines()

    def _on_written(self) -> None:
        if self._own_questions() is not None:
            self.files.forget()
            self.files.renew()

    def _on_changed(self) -> None:
        chosen = self.excerpts.chosen()
        self.files.forget()
        if self._own_questions() is None:
            ids = [one.excerpt_id for one in chosen]
            found = self._workspace.read(lambda session: open_questions(session, ids)) if ids else []
            self.questions.setPlainText("\n".join(" ".join(one.text.split()) for one in found))
        self.files.foot.ask_to_confirm(any(one.sensitive for one in chosen))
        self.files.renew()

    def _why_not(self) -> str:
        """What keeps Export off, in a sentence; empty when nothing does."""
        if self.excerpts.is_looking or self.excerpts.picked is None:
            return self.tr("Checking what can be shared…")
        if not self.excerpts.ticks:
            return self.tr("Nothing of it can be shared yet.")
        count = len(self.excerpts.chosen())
        if FEWEST <= count <= MOST:
            return ""
        one = self.tr("1 excerpt is ticked; a pack has {a} to {b}.")
        many = self.tr("{n} excerpts are ticked; a pack has {a} to {b}.")
        return (one if count == 1 else many).format(n=count, a=FEWEST, b=MOST)

    def _work(self) -> Work:
        project, picked = self._workspace.opened(), self.excerpts.picked
        assert picked is not None
        ids, own = [one.excerpt_id for one in self.excerpts.chosen()], self._own_questions()
        done = self.tr("The pack is in “{folder}”, with {n} excerpts.")

        def _make(job: Job, folder: Path, to_whom: str, tell: Callable[[str], None]) -> MadeFiles:
            made = _pack(project, picked, ids, own, job, folder, to_whom, tell)
            return MadeFiles(done.format(folder=made.folder.name, n=made.excerpts), made.folder)

        return _make


def _pack(
    project: Project,
    picked: Picked,
    ids: Sequence[int],
    own_questions: Sequence[str] | None,
    job: Job,
    folder: Path,
    to_whom: str,
    tell: Callable[[str], None],
) -> ConversationPack:
    chosen = picked.only(ids)

    def _again(those: Sequence[int]) -> Sharing:
        return chosen.may(project, Use.SHARING, those)

    sharing, owner = _again(ids), picked.owner(project, FolderKind.CONVERSATION)
    withdraw_everywhere(project, folder, tell, but=[owner.key(Use.SHARING)] if sharing.granted else [])
    if not sharing.granted:
        raise NotShareable("Nothing of it can be shared, so no pack was made.")
    return export_conversation(
        project,
        sharing.granted,
        folder,
        owner=owner,
        playlist_id=picked.playlist,
        theme_id=picked.theme,
        own_questions=own_questions,
        again=_again,
        report=job.report,
        cancel=job.cancel,
        tell=tell,
        to_whom=to_whom,
    )


def make_conversation_pack(workspace: Workspace, parent: QWidget, playlist_id: int | None = None) -> None:
    """Ask of what, and make a pack for a conversation."""
    workspace.keep_all()
    run_dialog(ConversationDialog(workspace, playlist_id, parent))
