"""What people wrote that stood in what went out."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("handover", sa.Column("texts", sa.Text(), nullable=False, server_default=""))
