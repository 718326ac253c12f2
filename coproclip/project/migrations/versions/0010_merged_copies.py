"""Whose copy a row came in with, and how it was when it did."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("whose", "as_merged"):
        op.add_column("merged_row", sa.Column(name, sa.Text(), nullable=False, server_default=""))
