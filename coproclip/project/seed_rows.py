"""A new project: its folder, and what it holds before anybody has put anything in."""

import os
import uuid
from pathlib import Path

from sqlalchemy import Connection, insert

from coproclip.errors import storage_error
from coproclip.project.schema import ProjectRow, Starter
from coproclip.project.storage.database import Database, remove_tree
from coproclip.project.storage.places import FOLDERS, PRIVATE_FOLDER
from coproclip.project.storage.storage_errors import mapped_errors

STARTERS = (
    "What is it, in your own words?",
    "What was the best moment?",
    "Why did you want to be part of it?",
    "How did it make you feel?",
    "What was hard about it?",
    "What got in the way?",
    "What would you say to somebody who is about to begin?",
    "What do you hope happens next?",
)
"""The conversation starters of a new project: each can be changed or taken away, and nobody has to use any."""


def add_first_rows(connection: Connection, title: str, made_at: str) -> None:
    """Put the project's own row and its conversation starters in; `made_at` is UTC as ISO 8601."""
    row = {"id": 1, "uid": str(uuid.uuid4()), "title": title, "created_at": made_at}
    connection.execute(insert(ProjectRow), row)
    connection.execute(insert(Starter), [{"position": place, "text": text} for place, text in enumerate(STARTERS)])


def make_inner(folder: Path) -> None:
    """Make the folders inside a project's that are not there; raises `StorageError`."""
    try:
        for name in FOLDERS:
            (folder / name).mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    except OSError as error:
        raise storage_error(error, "opening the project") from error


def make_folder(folder: Path, title: str, made_at: str) -> None:
    """Make a project's `folder`, whole or not at all; raises as `Database` does."""
    half = folder.with_name(f".{uuid.uuid4().hex[:8]}.new")
    try:
        half.parent.mkdir(parents=True, exist_ok=True)
        # What people said is for who gathered it: other users of this computer see nothing.
        half.mkdir(mode=PRIVATE_FOLDER)
        make_inner(half)
        database = Database(half / "project.db", folder)
        try:
            with mapped_errors(folder), database.writer.begin():
                add_first_rows(database.writer, title, made_at)
        finally:
            database.close()
        os.rename(half, folder)
    except OSError as error:
        remove_tree(half)
        raise storage_error(error, "making the project") from error
    except BaseException:
        remove_tree(half)
        raise
