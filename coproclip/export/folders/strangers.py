"""What lies in the folder of an export and is on no list beside it: what of that this program never made, and what it
made and somebody changed since.
"""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from coproclip.excerpts.handed_over.noted_bytes import NotedBytes
from coproclip.export.folders.digests import has_bytes
from coproclip.export.folders.loose_copies import is_worth_reading, some
from coproclip.project.looking_after.integrity import is_project
from coproclip.project.project import Project

_ADDED = " (changed{})"
"""What is added to the name of a file of ours that somebody changed, where another one takes its place."""
_CHANGED = re.compile(r" \(changed(?: \d+)?\)(?=\.|$)")


def keep_beside(place: Path) -> Path:
    """Give the file at `place` a free name beside it, as another one takes its place; returns where it is now."""
    number = 1
    while os.path.lexists(
        kept := place.with_name(f"{place.stem}{_ADDED.format(f' {number}' if number > 1 else '')}{place.suffix}")
    ):
        number += 1
    os.rename(place, kept)
    return kept


def said_of_strangers(folder: Path, names: Iterable[str], project: Project | None) -> Iterator[str]:
    """Sentences about files in `folder` (names, with `/`) that are on no list there, as the ledger of `project` knows
    them; none about what that says was made as it is.
    """
    strange = list(names)
    if not strange:
        return
    changed = list[str]()
    if project is not None:
        noted = NotedBytes(project)
        strange = [name for name in strange if not _is_made_here(folder / name, noted)]
        changed = [name for name in strange if _CHANGED.sub("", name) in noted.names]
    if changed:
        yield (
            f"Made by this program and changed since, left as it was in “{folder.name}”: {some(changed)}. Look whether "
            "everything in it may still be shared."
        )
    if others := [name for name in strange if name not in changed]:
        yield f"Not made by this program, left as it was in “{folder.name}”: {some(others)}."


def _is_made_here(path: Path, noted: NotedBytes) -> bool:
    if path.is_dir():
        return path.name in noted.names and is_project(path)  # a copy for a colleague
    return is_worth_reading(path, noted) and has_bytes(path, noted.all)
