"""Drafting the report, and drafting it again: what came new, what changed, what a person wrote and so stayed."""

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from coproclip.errors import Cancelled
from coproclip.report.drafting import DraftChanges
from coproclip.ui.operations import report as operations
from coproclip.ui.style.tokens import current
from coproclip.ui.wait_for import wait_for
from coproclip.ui.widgets.boxes import vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.workspace import Workspace

MOST = 60
"""So many sentences of a kind are shown; more of them nobody reads in one go."""


class DraftedDialog(Dialog):
    """What a draft did, in sentences."""

    def __init__(self, changes: DraftChanges, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("The draft"), parent, wide=520)
        self.column.addWidget(Label(self.tr("What this draft changed"), "head", wrap=True))
        nothing = "" if changes.new or changes.changed or changes.kept else changes.sentences[0]
        for title, sentences in (
            (self.tr("New"), changes.new),
            (self.tr("Changed"), changes.changed),
            (self.tr("Kept as you wrote it"), changes.kept),
            ("", (nothing,) if nothing else ()),
            (self.tr("Good to know"), changes.notes),
        ):
            self._add(title, sentences)
        self.column.addStretch(1)
        done = Button(self.tr("Done"), kind="main", on_click=self.accept)
        done.setDefault(True)
        self.answer_with(done)
        done.setFocus()

    def _add(self, title: str, sentences: Sequence[str]) -> None:
        if not sentences:
            return
        part = vbox(spacing=current().scaled(3))
        if title:
            part.addWidget(Label(title, "small-strong"))
        for sentence in sentences[:MOST]:
            part.addWidget(Label(sentence, wrap=True))
        if len(sentences) > MOST:
            more = self.tr("And {n} more.").format(n=len(sentences) - MOST)
            part.addWidget(Label(more, "muted", wrap=True))
        self.column.addLayout(part)


class Drafts(QObject):
    """Drafts the report of the open project."""

    def __init__(self, workspace: Workspace, window: QWidget) -> None:
        super().__init__(window)
        self._workspace, self._window = workspace, window

    def may_draft(self) -> bool:
        """Whether there is a project that can be written in."""
        return self._workspace.project is not None

    def draft(self) -> None:
        """Draft it, and say what that did."""
        project = self._workspace.opened()
        if not self._workspace.keep_all():
            return

        title, work = self.tr("Drafting the report"), operations.draft(project)
        window = self._window.window()
        try:
            made: DraftChanges | None = self._workspace.attempt(
                lambda: wait_for(self._workspace, title, work, window, may_stop=True, to_the_end=True)
            )
        except Cancelled:
            return
        if made is None:
            return
        sentences = made.sentences
        self._workspace.show_toast(sentences[0] if len(sentences) == 1 else self.tr("The report is drafted"))
        if len(sentences) > 1:
            run_dialog(DraftedDialog(made, self._window.window()))
