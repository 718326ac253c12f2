"""Nothing changes in the schema: what was said no to before is remembered on opening (`database`)."""

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What is remembered is told from rows as they are read now: once all other versions are there."""
