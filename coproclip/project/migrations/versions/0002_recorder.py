"""Moments, consent before recording, check-ins, conversation starters, and which channel a voice is on."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

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


def _table(name: str, *columns: sa.Column[Any] | sa.Constraint, story: bool = True) -> None:
    own: list[sa.Column[Any]] = [sa.Column("id", sa.Integer(), nullable=False)]
    keys: list[sa.Constraint] = [sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}"))]
    if story:
        own.append(sa.Column("story_id", sa.Integer(), nullable=False))
        keys.append(_key(name, "story_id", "story"))
    op.create_table(name, *own, *columns, *keys, sqlite_strict=True)
    if story:
        op.create_index(op.f(f"ix_{name}_story_id"), name, ["story_id"])


def _key(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{to}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, initially="DEFERRED", deferrable=True)


def upgrade() -> None:
    _table(
        "moment",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("start_ms", sa.Integer(), nullable=False),
        sa.Column("end_ms", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
    )
    _table(
        "consent",
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("moment_id", sa.Integer(), nullable=True),
        sa.Column("said_at", sa.Text(), nullable=False),
        _key("consent", "moment_id", "moment"),
    )
    op.create_index(op.f("ix_consent_moment_id"), "consent", ["moment_id"])
    _table(
        "check_in",
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Text(), nullable=False),
        sa.Column("done_on", sa.Text(), nullable=False),
    )
    _table(
        "starter",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        story=False,
    )
    op.add_column("story", sa.Column("private_note", sa.Text(), nullable=False, server_default=""))
    op.add_column("speaker", sa.Column("channel", sa.Integer(), nullable=True))
    # A project made before there were any; a new one is empty here and gets its own.
    add = sa.text("INSERT INTO starter (position, text) SELECT :position, :text FROM project WHERE id = 1")
    for position, text in enumerate(STARTERS):
        op.get_bind().execute(add, {"position": position, "text": text})
