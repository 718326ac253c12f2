"""A copy for a colleague is handed over like anything else: noted in the ledger, by story and for whom, before it is
put where they get it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from coproclip.excerpts.rules.policy import Use
from coproclip.excerpts.team.team_stories import own_for_team
from coproclip.export.folders.ledger import HandoverNote
from coproclip.jobs import CancelToken, Report, silent
from coproclip.project.merging.staying_here import Why
from coproclip.project.merging.working_copy import Leaving, make_copy
from coproclip.project.project import Project

TITLE = "Copy of the project"


@dataclass(frozen=True, slots=True)
class HandedCopy:
    """Where a copy lies, how many stories are in it and how many stay, by why; how many sections of the report stay.

    `texts` are how many other things are in it without a text that has words or names of those stories.
    """

    folder: Path
    stories: int
    staying: dict[Why, int]
    sections: int = 0
    texts: int = 0


def hand_copy(
    project: Project,
    to: Path,
    to_whom: str = "",
    *,
    tell: Callable[[str], None] = lambda _sentence: None,
    report: Report = silent,
    cancel: CancelToken | None = None,
) -> HandedCopy:
    """Make a working copy of an open project in the folder `to`, and note it. Raises as `make_copy`.

    `tell` hears where it cannot be noted.
    """
    with project.read() as session:
        own = tuple(own_for_team(session))
    gone: list[Leaving] = []

    def _note(leaving: Leaving) -> None:
        gone.append(leaving)
        # It has all that is said, and knows itself what of that gives way.
        stories = leaving.stories.going
        note = HandoverNote(Use.REPORTER, TITLE, to_whom, tell, project, stories, texts=(), without_speech=True)
        note.leaving({leaving.name: leaving.sha256})

    folder = make_copy(project, to, to_whom, own=own, leaving=_note, report=report, cancel=cancel)
    parted = gone[0].stories
    staying = {why: len(some) for why, some in parted.staying.items()}
    return HandedCopy(folder, len(parted.going), staying, parted.sections, parted.texts)
