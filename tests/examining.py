"""What is wrong with a project, in the sentences that `coproclip check` says."""

from coproclip.jobs import Report, silent
from coproclip.project.looking_after.integrity import examined
from coproclip.project.project import Project


def examine(project: Project, *, report: Report = silent) -> list[str]:
    """Each sentence once; none when it is whole."""
    return list(dict.fromkeys(found.what for found in examined(project, report=report)))
