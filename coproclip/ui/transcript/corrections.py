"""What is typed in the transcript, on its way into the project."""

from collections import deque
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject

from coproclip.errors import BadInput, ChangedElsewhere, CoProClipError, NotFound
from coproclip.project.project import Changes, Project
from coproclip.transcript.edits import Correction
from coproclip.transcript.in_hand import take_in_hand
from coproclip.ui.both_texts import both_texts
from coproclip.ui.operations.transcript import correct
from coproclip.ui.transcript.view import TranscriptView
from coproclip.ui.workspace import Workspace


class Corrections(QObject):
    """Keeps what was typed, gesture by gesture, and asks which words stay where somebody else wrote meanwhile."""

    def __init__(self, workspace: Workspace, transcript: TranscriptView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._transcript = workspace, transcript
        self._unsaved: deque[tuple[Project, tuple[Correction, ...], int]] = deque()
        self._refused: dict[int, tuple[Project, ChangedElsewhere]] = {}
        """Passages that somebody else changed meanwhile, until a person has chosen."""
        self._not_taken: list[str] = []
        """What the project does not take however often it is tried, until it lies beside the project."""
        workspace.watch.unsaved.append(self._words_not_saved)
        workspace.watch.may_write_changed.connect(self._show_may_correct)
        workspace.project_opened.connect(self._on_project_opened)
        workspace.closing.connect(transcript.flush)
        transcript.correcting_refused.connect(self._say_refusal)
        transcript.correcting_changed.connect(self._on_correcting_changed)
        transcript.passages_edited.connect(self._on_passages_edited)
        transcript.typing.at_passage.connect(self._on_at_passage)

    def _on_project_opened(self) -> None:
        self._show_may_correct()
        self._unsaved.clear()
        self._not_taken.clear()
        for segment_id in list(self._refused):
            self._settle(segment_id)
            self._workspace.banner_over.emit(f"refused:{segment_id}")

    def _on_at_passage(self, segment_id: int | None) -> None:
        if self._workspace.project is not None:
            take_in_hand(self._workspace.project, segment_id)

    # ---- saving -----------------------------------------------------------------------------------------------

    def _on_passages_edited(self, corrections: tuple[Correction, ...], turn: int) -> None:
        self._unsaved.append((self._workspace.opened(), corrections, turn))
        self._workspace.saving.put("transcript", self._save)

    def _save(self) -> None:
        """Keep what was typed, gesture by gesture; what the disk refuses waits in its place for the next time."""
        lost: CoProClipError | None = None
        while self._unsaved:
            written = project, corrections, turn = self._unsaved[0]
            refused, say = list[int](), ""
            # Typing in one passage without a pause and without going elsewhere is one step; so is every other gesture.
            merge = f"segment:{corrections[0].segment_id}:{turn}" if len(corrections) == 1 else ""
            try:
                say = correct(project, corrections, merge)
            except (ChangedElsewhere, NotFound, BadInput):
                refused, not_taken = self._save_apart(project, corrections)
                lost = not_taken or lost
            if self._unsaved and self._unsaved[0] is written:  # or another project was opened meanwhile
                self._unsaved.popleft()
            self._workspace.in_window(partial(self._on_saved, corrections, refused, say))
        if lost is not None:
            raise lost

    def _save_apart(
        self, project: Project, corrections: tuple[Correction, ...]
    ) -> tuple[list[int], CoProClipError | None]:
        """Each by itself: what cannot be kept of one is no reason to lose the others.

        Returns the passages that somebody else changed, and what speaks against one that trying again would not help.
        """
        refused = list[int]()
        lost: CoProClipError | None = None
        for correction in corrections:
            try:
                correct(project, [correction])
            except ChangedElsewhere as error:
                self._refused[correction.segment_id] = (project, error)
                refused.append(correction.segment_id)
            except (NotFound, BadInput) as error:
                self._not_taken.append(correction.text)
                lost = error
        return refused, lost

    def _on_saved(self, corrections: tuple[Correction, ...], refused: Sequence[int], say: str) -> None:
        self._transcript.settled(corrections)
        if say:
            self._workspace.show_toast(say)
        for segment_id in refused:
            self._on_refused(segment_id)
        project, not_taken = self._workspace.project, len(self._not_taken)
        if not_taken and project is not None and self._workspace.watch.keep_beside(project):
            del self._not_taken[:not_taken]  # others may have come since

    def _words_not_saved(self) -> list[str]:
        waiting = {
            correction.segment_id: correction.text for _, corrections, _ in self._unsaved for correction in corrections
        }
        return [*(error.mine for _, error in self._refused.values()), *waiting.values(), *self._not_taken]

    # ---- whether one may ----------------------------------------------------------------------------------------

    def _show_may_correct(self) -> None:
        project = self._workspace.project
        self._transcript.set_may_correct(project is not None and not project.read_only)

    def _on_correcting_changed(self, on: bool) -> None:
        project = self._workspace.project
        if not on and project is not None and project.read_only:
            # Writing stopped while somebody typed; they have finished now.
            self._workspace.saving.wait()
            self._workspace.watch.keep_beside(project)

    def _say_refusal(self) -> None:
        refusal = self._workspace.opened().guard.refusal
        if refusal is not None:
            self._workspace.show_banner(refusal)

    # ---- what somebody else changed ---------------------------------------------------------------------------

    def _on_refused(self, segment_id: int) -> None:
        project, error = self._refused.get(segment_id, (None, None))
        if error is None or project is not self._workspace.project:
            return
        # The page shows what is in the project; what was typed is in the message.
        self._workspace.changed.emit(Changes("elsewhere", {"segment": {segment_id}}, "elsewhere"))
        key = f"refused:{segment_id}"
        keep, settle = partial(self._keep_mine, segment_id, error), partial(self._settle, segment_id)
        self._workspace.show_banner(both_texts(error, key, keep, settle))

    def _keep_mine(self, segment_id: int, error: ChangedElsewhere) -> None:
        self._settle(segment_id)
        self._on_passages_edited((Correction(segment_id, error.mine, error.theirs),), -1)

    def _settle(self, segment_id: int) -> None:
        self._refused.pop(segment_id, None)
