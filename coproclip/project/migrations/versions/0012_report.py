"""The themed report: sections, quotes and images in them, and findings that were kept."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def _column(name: str) -> sa.Column[Any]:
    kind = sa.Integer() if name in ("drafts", "position", "left_out", "signed", "decorative", "photo") else sa.Text()
    return sa.Column(name, kind, nullable=False)


def _refer(name: str, column: str, target: str, *, null: bool = False) -> list[Any]:
    key = op.f(f"fk_{name}_{column}_{target}")
    return [
        sa.Column(column, sa.Integer(), nullable=null),
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=key, initially="DEFERRED", deferrable=True),
    ]


def _table(name: str, columns: str, to: dict[str, str], *, null: str = "", one: str = "") -> None:
    parts: list[Any] = [sa.Column("id", sa.Integer(), nullable=False), *map(_column, columns.split())]
    for column, target in to.items():
        parts += _refer(name, column, target, null=column == null)
    parts.append(sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")))
    if one:
        parts.append(sa.UniqueConstraint(*one.split(), name=op.f(f"uq_{name}_{one.split()[0]}")))
    op.create_table(name, *parts, sqlite_strict=True)
    for column in to:
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column])


def upgrade() -> None:
    _table(
        "report",
        "drafts drafted_at changed_at changed_by plainer glossary",
        {"playlist_id": "playlist"},
        null="playlist_id",
    )
    _table(
        "report_section",
        "position kind title body drafted left_out",
        {"report_id": "report", "theme_id": "theme"},
        null="theme_id",
    )
    _table(
        "report_quote",
        "key runs signed",
        {"section_id": "report_section", "excerpt_id": "excerpt"},
        one="section_id key",
    )
    _table(
        "report_image",
        "key file alt decorative photo",
        {"section_id": "report_section", "person_id": "storyteller"},
        null="person_id",
        one="section_id key",
    )
    _table("report_kept", "finding reason who at", {"report_id": "report"})
