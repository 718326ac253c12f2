"""Who takes part as a table (CSV), for the team alone."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

from coproclip.excerpts.rules.policy import Use
from coproclip.excerpts.team.team_people import team_people
from coproclip.export.folders.ledger import HandoverNote
from coproclip.export.folders.team_file import write_marked
from coproclip.export.notices import TEAM_MARK
from coproclip.project.project import Project

TITLE = "People"


def save_people(
    project: Project,
    path: Path,
    *,
    replace: bool = False,
    to_whom: str = "",
    tell: Callable[[str], None] = lambda _sentence: None,
) -> None:
    """Write who takes part, as the team may have it. Raises as `team_file.save_for_team`."""
    made = team_people(project, TEAM_MARK)
    texts = sorted({cell for row in csv.reader(io.StringIO(made.text)) for cell in row})
    note = HandoverNote(Use.REPORTER, TITLE, to_whom, tell, project, made.stories, texts=texts, without_speech=True)
    write_marked(made.text, path, note, replace=replace)
