"""A file with everything of a story that the team may have: for it alone, marked as such, and over nothing that is not
ours.
"""

import os
import stat
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from coproclip.errors import BadInput, storage_error
from coproclip.excerpts.rules.policy import Use
from coproclip.excerpts.team.team_stories import refuse_kept
from coproclip.export.folders.digests import sha256
from coproclip.export.folders.ledger import HandoverNote
from coproclip.export.folders.strangers import keep_beside
from coproclip.export.notices import TEAM_MARK
from coproclip.new_files import whole_file
from coproclip.project.looking_after.integrity import refuse_inside_project
from coproclip.project.project import Project

ACTIVITY = "writing the words"
TITLE = "Transcript for the team"
_HEAD = 4096


def save_for_team(
    project: Project,
    stories: tuple[int, ...],
    content: str | bytes,
    path: Path,
    *,
    replace: bool = False,
    to_whom: str = "",
    title: str = TITLE,
    tell: Callable[[str], None] = lambda _sentence: None,
    texts: Iterable[str] = (),
    excerpts: Collection[int] = (),
    without_speech: bool = False,
) -> None:
    """Write `content`, which says `TEAM_MARK`, to a file that only its owner may read; whole or not at all.

    It is noted in the ledger as a file of these stories called `title`, handed `to_whom`; `tell` hears if it cannot be.
    `texts` is what people wrote in it. What is said in it is that of the stories, or of these `excerpts` (ids) alone;
    it may also be all `without_speech`.
    Raises as `team_file`, and `NotShareable` where the team may not have one of the stories.
    """
    with project.read() as session:
        refuse_kept(session, stories)
    note = HandoverNote(
        Use.REPORTER, title, to_whom, tell, project, stories, excerpts, texts=texts, without_speech=without_speech
    )
    write_marked(content, path, note, replace=replace)


def write_marked(content: str | bytes, path: Path, note: HandoverNote, *, replace: bool = False) -> None:
    """The same of what was asked about already, and is noted as this `note` has it."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    if not _says_mark(data[:_HEAD], data[-_HEAD:]):
        raise BadInput("These words are not marked as for the team.", "Nothing was written.")
    with team_file(path, note, replace=replace) as (file, _part):
        file.write(data)


@contextmanager
def team_file(path: Path, note: HandoverNote, *, replace: bool = False) -> Iterator[tuple[BinaryIO, Path]]:
    """A file to write and its path for now; on leaving it is noted, and takes the place of `path`. Its owner alone may
    read it. It has to say `TEAM_MARK` near its beginning or its end.

    What went out before of the same stories is replaced, and with `replace` whatever is there. What somebody changed
    since, or is another story's or project's, is kept beside it under another name. Any other file is refused. Raises
    `BadInput` for what is no plain file (a folder, link or device) or lies in a project, `StorageError` when the disk
    refuses.
    """
    try:
        refuse_inside_project(path)
        refuse_inside_project(path.resolve())
        _refuse_target(path, replace)
        with whole_file(path) as (file, part):
            yield file, part
            file.flush()
            earlier = os.path.lexists(path) and not replace and not note.has_made(path)
            if not earlier:
                note.replacing(path)
            note.leaving({path.name: sha256(part)})
            if earlier:
                note.replaces(path, keep_beside(path))
    except (OSError, RuntimeError) as error:
        # Links that lead to themselves are a RuntimeError on some systems.
        raise storage_error(error if isinstance(error, OSError) else OSError(str(error)), ACTIVITY) from error


def _refuse_target(path: Path, replace: bool) -> None:
    if not os.path.lexists(path):
        return
    kind = path.lstat().st_mode
    if not stat.S_ISREG(kind):
        what = "a folder" if stat.S_ISDIR(kind) else "a link" if stat.S_ISLNK(kind) else "a device"
        raise BadInput(f"“{path.name}” is {what}.", "Nothing was written.", "Give the name of a file to write.")
    if not replace and not _is_ours(path):
        raise BadInput(
            f"“{path.name}” is there already, and was not made by this program.",
            "Nothing was written.",
            "Give another name, or add --force to replace it.",
        )


def _is_ours(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(_HEAD)
        file.seek(max(0, path.stat().st_size - _HEAD))
        return _says_mark(head, file.read())


def _says_mark(beginning: bytes, end: bytes) -> bool:
    mark = TEAM_MARK.encode("utf-8")
    return mark in beginning or mark in end
