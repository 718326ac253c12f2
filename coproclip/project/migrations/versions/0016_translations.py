"""Excerpts in other languages."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "excerpt_translation",
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("id", "excerpt_id")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("language", "text", "prints")),
        sa.ForeignKeyConstraint(
            ["excerpt_id"],
            ["excerpt.id"],
            name=op.f("fk_excerpt_translation_excerpt_id_excerpt"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_excerpt_translation")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_excerpt_translation_excerpt_id"), "excerpt_translation", ["excerpt_id"])
