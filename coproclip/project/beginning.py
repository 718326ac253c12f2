"""What a new project holds before anybody has put anything in."""

import uuid

from sqlalchemy import Connection, insert

from coproclip.project.schema import ProjectRow, Starter

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
