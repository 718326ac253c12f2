"""Who takes part as a table (CSV), for the team alone."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

from coproclip.excerpts.team_people import team_people
from coproclip.export.notices import TEAM_MARK
from coproclip.export.team_file import save_for_team
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
    table = team_people(project, TEAM_MARK)
    texts = sorted({cell for row in csv.reader(io.StringIO(table)) for cell in row})
    save_for_team(project, (), table, path, replace=replace, to_whom=to_whom, title=TITLE, tell=tell, texts=texts)
