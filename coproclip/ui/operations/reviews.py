"""Answers of a storyteller who is asked about one excerpt after another, or who sent theirs back."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from coproclip.excerpts.reviews import review_packs
from coproclip.excerpts.reviews.review_codes import ReviewAnswer
from coproclip.excerpts.reviews.review_packs import PackAnswer
from coproclip.overview.reviews import ExcerptToAsk
from coproclip.project.journal import Operation
from coproclip.project.project import Edit
from coproclip.ui.operations.long_edits import Look, edit_many
from coproclip.ui.workspace import Workspace

tr = QCoreApplication.translate


def note_reviewed(
    workspace: Workspace, asked: ExcerptToAsk, whose: int, answer: ReviewAnswer, wish: str, who: str, how: str
) -> bool:
    """Note what a storyteller said to an excerpt as it was shown to them."""

    def _change(edit: Edit) -> None:
        shown = asked.shown or {}
        review_packs.note_reviewed(edit, asked.excerpt_id, whose, answer, wish, shown, who=who, how=how)

    return workspace.edit(Operation.NOTE_ANSWER, _change) is not None


def note_not_reached(workspace: Workspace, excerpt_ids: Sequence[int], whose: int, who: str, how: str) -> bool:
    """Note that a storyteller could not be reached about these excerpts: no answer."""

    def _change(edit: Edit, look: Look) -> None:
        for excerpt_id in excerpt_ids:
            look()
            review_packs.note_asked(edit, excerpt_id, whose, who=who, how=how)

    done = tr("Operations", "Noted: no answer. A yes from before stays, all else counts as a no.")
    title = tr("Operations", "Noting that they were not reached")
    return edit_many(workspace, len(excerpt_ids), title, Operation.NOTE_ANSWER, _change, done=done) is not None


def keep_answers(workspace: Workspace, answers: Sequence[PackAnswer], who: str, how: str) -> bool:
    """Keep what came back of a review."""

    def _said(count: int) -> str:
        words = tr("Operations", "1 answer saved") if count == 1 else tr("Operations", "{n} answers saved")
        return words.format(n=count)

    kept = edit_many(
        workspace,
        len(answers),
        tr("Operations", "Saving the answers"),
        Operation.NOTE_ANSWER,
        lambda edit, look: review_packs.keep_answers(edit, answers, who=who, how=how, stop=look),
        done=_said,
    )
    return kept is not None
