"""Noting what somebody agreed to, item by item, with how they said it and what is kept of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from coproclip.errors import CoProClipError
from coproclip.people import own_questions
from coproclip.people.consent import note_consent
from coproclip.people.papers import add_paper, drop_paper
from coproclip.project.journal import Operation
from coproclip.project.project import Edit
from coproclip.ui.workspace import Workspace

tr = QCoreApplication.translate


def add_question(
    workspace: Workspace, text: str, uses: Sequence[str], trouble: Callable[[CoProClipError], None]
) -> bool:
    """Add a question of the project's own, needed for these uses; False if it could not be, which `trouble` says."""

    def _add(edit: Edit) -> None:
        own_questions.add_question(edit, text, uses)

    done = tr("Operations", "Storytellers are asked this too from now on")
    return workspace.edit(Operation.CHANGE_QUESTIONS, _add, done=done, trouble=trouble) is not None


@dataclass(frozen=True, slots=True)
class HowSaid:
    """Who answered, how, who notes it, where it is heard, the sheet they had, and the days (ISO, or empty)."""

    who: str
    how: str
    noted_by: str = ""
    moment_id: int | None = None
    sheet_id: int | None = None
    scan: Path | None = None
    until: str = ""
    review: str = ""


def note_answers(
    workspace: Workspace, story_id: int, person_id: int | None, answers: Mapping[str, str], said: HowSaid
) -> CoProClipError | None:
    """Note what somebody answered to these items, as one step; returns what spoke against it, to be said in the dialog.

    The day a yes ends is that of the yeses alone.
    """
    trouble: list[CoProClipError] = []
    try:
        paper = add_paper(workspace.opened(), said.scan) if said.scan is not None else ""
    except CoProClipError as error:
        return error

    def _note(edit: Edit) -> None:
        for item, answer in answers.items():
            note_consent(
                edit,
                story_id,
                item,
                answer,
                said.who,
                said.how,
                said.moment_id,
                person_id,
                noted_by=said.noted_by,
                sheet_id=said.sheet_id,
                paper=paper,
                expires_on=said.until if answer == "yes" else "",
                review_on=said.review,
            )

    done = tr("Operations", "Noted what was agreed to")
    if workspace.edit(Operation.NOTE_CONSENT, _note, done=done, trouble=trouble.append) is None and paper:
        drop_paper(workspace.opened(), paper)
    return trouble[0] if trouble else None
