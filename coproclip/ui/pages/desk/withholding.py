"""What is kept back on the desk: a name that is hidden, a bit that is not to be used."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from coproclip.people.mentions import key_of, tidy
from coproclip.project.journal import Work
from coproclip.project.project import Changes
from coproclip.transcript.suggested_names import find_names
from coproclip.ui.dialogs.names.hide import HideName
from coproclip.ui.job_runner import JobKind
from coproclip.ui.operations import moments as operations
from coproclip.ui.transcript.open_story import OpenStory
from coproclip.ui.transcript.view import TranscriptView
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.widgets.timers import once
from coproclip.ui.workspace import Workspace

LOOK_AFTER_MS = 5000
"""So long after the last correction."""
_BY_ITSELF = frozenset(work.value for work in Work)
MOST_WORDS = 6
"""No name is longer."""


class Withholding(QObject):
    """Acts on the selected words; to hide a name, the word under the reading cursor is enough."""

    def __init__(
        self, workspace: Workspace, open_story: OpenStory, transcript: TranscriptView, window: QWidget
    ) -> None:
        super().__init__(window)
        self._workspace, self._open, self._transcript, self._window = workspace, open_story, transcript, window
        self._changed: set[int] = set()
        self._later = once(self, self._look, LOOK_AFTER_MS)
        workspace.changed.connect(self._on_changed)
        workspace.project_opened.connect(self._changed.clear)

    # ---- names that come with a correction --------------------------------------------------------------------

    def _on_changed(self, changes: Changes) -> None:
        if self._open.story is not None and changes.touches("segment") and changes.operation not in _BY_ITSELF:
            self._changed |= changes.ids["segment"]
            self._later.start()

    def _look(self) -> None:
        """Look for names in the passages that were changed, so that those are decided about too."""
        story, project = self._open.story, self._workspace.project
        if story is None or project is None or not self._changed:
            return
        passages, story_id = frozenset(self._changed), story.story_id
        self._changed.clear()
        self._workspace.jobs.start(
            JobKind.FIND_NAMES,
            "",
            lambda _job: find_names(project, story_id, passages),
            owner=self,
            subject=(story_id, passages),
        )

    # ---- asked for --------------------------------------------------------------------------------------------

    def hide_name(self) -> None:
        """Ask what is read in place of the name, then hide it wherever it is said."""
        self._transcript.flush()
        words = self._words()
        name = tidy(" ".join(words))
        if self._open.story is None or not key_of(name) or len(words) > MOST_WORDS:
            self._workspace.show_toast(self.tr("Select the name first: one word, or a few."))
            return
        run_dialog(HideName(self._workspace, self._open.story.story_id, name, self._window))
        self._transcript.setFocus()

    def _words(self) -> list[str]:
        selected, word = self._transcript.reading.selected_range(), self._transcript.reading.word()
        passages = self._open.passages
        if selected is None:
            return [passages[word.passage].words[word.word].text] if word is not None else []
        start, end = selected
        near = (one for place in self._transcript.words.between(start, end) for one in passages[place].words)
        return [one.text for one in near if start <= (one.start_ms + one.end_ms) // 2 < end]

    def dont_use(self) -> None:
        """Note that the selected words are not to be used."""
        selected = self._transcript.reading.selected_range()
        if self._open.story is None:
            return
        if selected is None:
            self._workspace.show_toast(self.tr("Select the words that are not to be used first."))
            return
        self._transcript.flush()
        if operations.mark_not_used(self._workspace, self._open.story.story_id, *selected):
            self._transcript.reading.clear_selection()

    def use_again(self, moment_id: int) -> None:
        """Take the mark away again."""
        operations.use_again(self._workspace, moment_id)
