"""Scans and photos of signed sheets: copied into the project's folder `papers`, where no export looks."""

import uuid
from contextlib import suppress
from pathlib import Path

from coproclip.errors import BadInput, storage_error
from coproclip.new_files import write_whole
from coproclip.project.looking_after.paper_file import read_paper
from coproclip.project.project import Project
from coproclip.project.storage.places import PAPERS, PRIVATE_FOLDER, is_plain_file, refuse_links

_ACTIVITY = "copying the scan"


def add_paper(project: Project, source: Path) -> str:
    """Copy a scan or photo into the project; returns its path there, for `note_consent`. The file itself stays.

    Raises `BadInput` for what is no picture or PDF or is larger than `LARGEST_PAPER`, `StorageError` when the disk
    refuses; then nothing is left.
    """
    project.guard.may_write()
    content, ending = read_paper(source)
    inside = f"{PAPERS}/{uuid.uuid4().hex[:16]}{ending}"
    refuse_links(project.folder, PAPERS)
    target = project.path(inside, PAPERS)
    try:
        target.parent.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)  # a project from before has no such folder
        write_whole(target, content)
    except OSError as error:
        raise storage_error(error, _ACTIVITY) from error
    return inside


def check_paper(project: Project, inside: str) -> None:
    """Raise `BadInput` when there is no such scan in the project; an empty path is none at all, and right."""
    if inside and not is_plain_file(project.path(inside, PAPERS)):
        raise BadInput("The scan is not in the project.", "It was not noted.", "Choose the file again.")


def drop_paper(project: Project, inside: str) -> None:
    """Take away a scan that was copied for an answer which was not noted after all."""
    with suppress(OSError):
        project.path(inside, PAPERS).unlink(missing_ok=True)
