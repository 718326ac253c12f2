"""Changes of much of a project at once: beside the window, shown until they are over, and to be stopped."""

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from coproclip.errors import Cancelled, CoProClipError
from coproclip.jobs import Job
from coproclip.project.journal import Operation
from coproclip.project.project import Edit
from coproclip.ui.wait_for import wait_for
from coproclip.ui.workspace import Workspace

T = TypeVar("T")


def edit_while_shown(
    workspace: Workspace,
    title: str,
    operation: Operation,
    change: Callable[[Edit, Callable[[], None]], T],
    trouble: Callable[[CoProClipError], None] | None = None,
) -> T | None:
    """Change much of the project at once, such as what comes out of a file, while one can stop it, and then nothing of
    it is changed. What `change` returns; None if it was stopped, and after a trouble, which is said.

    `change` is given what raises once it is not waited for any more. Where it is over by then, it was not stopped.
    """
    workspace.keep_all()
    project = workspace.opened()

    def _write(job: Job) -> T:
        with project.edit(operation) as edit:
            changed = change(edit, job.cancel.raise_if_cancelled)
            job.cancel.raise_if_cancelled()
            return changed

    def _wait_for_it() -> T | None:
        with suppress(Cancelled):
            return wait_for(workspace, title, _write, may_stop=True, to_the_end=True)
        return None

    written: T | None = workspace.attempt(_wait_for_it, trouble)
    return written
