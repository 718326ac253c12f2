"""What is said between the excerpts of a playlist: gaps, introductions, chapters; and where it lies on the web."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("introduction", "chapter"):
        op.add_column("playlist_item", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.add_column("playlist_item", sa.Column("spoken", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("playlist", sa.Column("gap_ms", sa.Integer(), nullable=False, server_default="1000"))
    op.add_column("playlist", sa.Column("address", sa.Text(), nullable=False, server_default=""))
