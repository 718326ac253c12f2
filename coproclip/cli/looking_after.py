"""`coproclip check-project`: is everything whole?"""

import typer

from coproclip.capture.recovery import unfinished
from coproclip.cli.arguments import ProjectPath, opened
from coproclip.cli.output import counted, progress, say, show
from coproclip.project.care import examine
from coproclip.settings import load_settings, second_disks


def check_project(project: ProjectPath) -> None:
    """Read everything and say what is damaged.

    Nothing is changed.
    """
    with opened(project) as target:
        with progress("Reading everything") as report:
            faults = examine(target, report=report)
        left = len(unfinished(target, second_disks(load_settings())))
    for fault in faults:
        show(fault)
    if left:
        say(f"{counted(left, 'recording')} broke off. “coproclip recover” keeps or discards it.")
    if faults:
        raise typer.Exit(1)
    show("Everything is whole.")
