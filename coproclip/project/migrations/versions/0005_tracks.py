"""Which sound tracks of a file a recording was made of."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("recording", sa.Column("tracks", sa.Text(), nullable=False, server_default=""))
