"""Changes of much of a project at once: beside the window, shown until they are over, and to be stopped."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from coproclip.errors import Cancelled, CoProClipError
from coproclip.jobs import Job
from coproclip.project.journal import Operation
from coproclip.project.project import Edit
from coproclip.ui.wait_for import wait_for
from coproclip.ui.workspace import Edited, Workspace

T = TypeVar("T")
Look = Callable[[], None]
"""Raises once a change is not waited for any more."""
FEW = 200
"""So many rows are changed in less time than anybody sees."""


def edit_while_shown(
    workspace: Workspace,
    title: str,
    operation: Operation,
    change: Callable[[Edit, Look], T],
    *,
    done: str | Callable[[T], str] = "",
    trouble: Callable[[CoProClipError], None] | None = None,
) -> Edited[T] | None:
    """As `Workspace.edit` for what is much, such as all of a story or what comes out of a file: one can stop it, and
    then nothing of it is changed. None if it was stopped, and after a trouble, which is said.

    Where it is over by the time somebody stops it, it was not stopped.
    """
    workspace.keep_all()
    project = workspace.opened()

    def _write(job: Job) -> Edited[T]:
        look = job.cancel.raise_if_cancelled
        with project.edit(operation) as edit:
            look()
            changed = change(edit, look)
            look()
            return Edited(changed)

    def _wait_for_it() -> Edited[T] | None:
        with suppress(Cancelled), workspace.hearing_later():
            return wait_for(workspace, title, _write, may_stop=True, to_the_end=True)
        return None

    written: Edited[T] | None = workspace.attempt(_wait_for_it, trouble)
    if written is not None and (words := done if isinstance(done, str) else done(written.value)):
        workspace.show_toast(words)
    return written


def edit_many(
    workspace: Workspace,
    many: int | Callable[[Any], int],
    title: str,
    operation: Operation,
    change: Callable[[Edit, Look], T],
    *,
    done: str | Callable[[T], str] = "",
    trouble: Callable[[CoProClipError], None] | None = None,
) -> Edited[T] | None:
    """As `edit_while_shown` where so `many` rows, or what says it of a session, are more than a `FEW`.

    These are changed at once.
    """
    count = many if isinstance(many, int) else workspace.attempt(partial(workspace.read, many), trouble)
    if count is None:
        return None
    if count <= FEW:
        return workspace.edit(operation, lambda edit: change(edit, lambda: None), done=done, trouble=trouble)
    return edit_while_shown(workspace, title, operation, change, done=done, trouble=trouble)
