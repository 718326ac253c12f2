"""What a project that opens does not bring with it: said at opening, not only where somebody wants to listen."""

from contextlib import suppress

from sqlalchemy import select

from coproclip.errors import CoProClipError, MediaError
from coproclip.project.project import Project
from coproclip.project.schema import Recording


def missing_recordings(project: Project) -> MediaError | None:
    """The sentence about recordings whose file is not in the folder, None when all are there."""
    with project.read() as session:
        names = list(session.scalars(select(Recording.original)))
    lost = 0
    for name in names:
        there = False
        with suppress(CoProClipError, OSError, ValueError):
            there = project.path(name).is_file()
        lost += not there
    if not lost:
        return None
    if lost == len(names):
        happened = "The recordings are missing from the folder “originals”."
    elif lost == 1:
        happened = f"1 of {len(names)} recordings is missing from the folder “originals”."
    else:
        happened = f"{lost} of {len(names)} recordings are missing from the folder “originals”."
    return MediaError(
        happened,
        "Words, excerpts and themes are safe.",
        "Copy the files back into that folder, or wait until the program that copies them has finished.",
    )
