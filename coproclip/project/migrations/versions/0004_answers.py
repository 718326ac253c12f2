"""Whose answer it is and what it covers; the numbers of excerpts are never given twice."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TO_STORYTELLER = "INTEGER REFERENCES storyteller (id) DEFERRABLE INITIALLY DEFERRED"
# Told once for all stories: asked row by row, a story of thousands would be counted thousands of times.
_SOLE = "SELECT story_id, min(storyteller_id) AS who FROM story_storyteller GROUP BY story_id HAVING count(*) = 1"


def upgrade() -> None:
    for table in ("consent", "answer"):
        # Alembic would add the key apart from the column, which SQLite cannot.
        op.execute(f"ALTER TABLE {table} ADD COLUMN storyteller_id {_TO_STORYTELLER}")
        op.create_index(op.f(f"ix_{table}_storyteller_id"), table, ["storyteller_id"])
    op.add_column("answer", sa.Column("covered", sa.Text(), nullable=False, server_default="{}"))
    op.execute(
        f"UPDATE consent SET storyteller_id = sole.who FROM ({_SOLE}) AS sole WHERE sole.story_id = consent.story_id"
    )
    op.execute(
        f"UPDATE answer SET storyteller_id = sole.who FROM ({_SOLE}) AS sole, excerpt"
        " WHERE excerpt.id = answer.excerpt_id AND sole.story_id = excerpt.story_id"
    )
    op.create_table(
        "used_number",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_used_number")),
        sa.UniqueConstraint("name", name=op.f("uq_used_number_name")),
        sqlite_strict=True,
    )
    op.execute("INSERT INTO used_number (name, last) SELECT 'excerpt', coalesce(max(id), 0) FROM excerpt")
