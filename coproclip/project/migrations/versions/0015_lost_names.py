"""Where names were said in words that say something else by now."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lost_name",
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("id", "story_id", "mention_id")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("start_ms", "end_ms")),
        *(
            sa.ForeignKeyConstraint(
                [f"{target}_id"],
                [f"{target}.id"],
                name=op.f(f"fk_lost_name_{target}_id_{target}"),
                initially="DEFERRED",
                deferrable=True,
            )
            for target in ("story", "mention")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lost_name")),
        sqlite_strict=True,
    )
    for target in ("story", "mention"):
        op.create_index(op.f(f"ix_lost_name_{target}_id"), "lost_name", [f"{target}_id"])
