"""The line of stories to be written down, the project's own words, translations, and speech that gave no words."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "waiting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting")),
        sa.ForeignKeyConstraint(
            ["story_id"],
            ["story.id"],
            name=op.f("fk_waiting_story_id_story"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.UniqueConstraint("story_id", name=op.f("uq_waiting_story_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "listed_word",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listed_word")),
        sa.UniqueConstraint("text", name=op.f("uq_listed_word_text")),
        sqlite_strict=True,
    )
    op.add_column("segment", sa.Column("translation", sa.Text(), nullable=False, server_default=""))
    for column in ("speech_ms", "wordless_ms"):
        op.add_column("transcription", sa.Column(column, sa.Integer(), nullable=False, server_default="0"))
