"""Of which passages a person said who is speaking."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("segment", sa.Column("voice_said", sa.Integer(), nullable=False, server_default="0"))
    # Until now a voice with a name or a part was taken to have been said by a person, wherever it speaks.
    op.execute(
        "UPDATE segment SET voice_said = 1 WHERE speaker_id IN "
        "(SELECT id FROM speaker WHERE channel IS NULL AND (role != '' OR name NOT GLOB 'Voice [0-9]*'))"
    )
