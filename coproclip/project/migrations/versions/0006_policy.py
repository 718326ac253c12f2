"""The project's own page, people and their names, consent item by item, who is mentioned in a story, what went out."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

PROJECT = (
    "place",
    "dates",
    "group_name",
    "collective_name",
    "take_down",
    "why_ask",
    "who_gains",
    "what_changes",
    "report_back",
    "support",
    "safeguarding",
    "review_rules",
)
PERSON = ("pronouns", "age_band", "guardian", "languages", "access_needs", "thanks")
CONSENT = ("noted_by", "paper", "expires_on", "review_on")


def _text(name: str, default: str = "") -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False, server_default=default)


def _prose(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _whole(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def _table(
    name: str, *columns: sa.Column[Any], to: dict[str, str] | None = None, null: str = "", one: str = ""
) -> None:
    """A table with a number of its own and a column with an index for each table it refers `to`; `one` row for each."""
    keys: list[sa.Constraint] = [sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}"))]
    refers = []
    for column, target in (to or {}).items():
        refers.append(sa.Column(column, sa.Integer(), nullable=column in null.split()))
        key = op.f(f"fk_{name}_{column}_{target}")
        keys.append(
            sa.ForeignKeyConstraint([column], [f"{target}.id"], name=key, initially="DEFERRED", deferrable=True)
        )
    if one:
        keys.append(sa.UniqueConstraint(*one.split(), name=op.f(f"uq_{name}_{one.split()[0]}")))
    op.create_table(name, sa.Column("id", sa.Integer(), nullable=False), *refers, *columns, *keys, sqlite_strict=True)
    for column in to or {}:
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column])


def upgrade() -> None:
    for name in PROJECT:
        op.add_column("project", _text(name))
    op.add_column("project", _text("bands", "{}"))
    for name in PERSON:
        op.add_column("storyteller", _text(name))
    op.add_column("storyteller", _text("part", "storyteller"))
    op.add_column("story_storyteller", _text("part", "storyteller"))
    for name in ("story", "excerpt"):
        op.add_column(name, _text("care"))
        op.add_column(name, sa.Column("sensitive", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("segment", _text("checked_how"))
    _table("partner", *_whole("position"), *_prose("name", "named_as", "formerly"))
    _table("list_entry", *_whole("position"), *_prose("kind", "text", "uses"))
    _table(
        "person_entry",
        *_prose("note"),
        to={"person_id": "storyteller", "entry_id": "list_entry"},
        one="person_id entry_id",
    )
    _table("naming", *_prose("named_in", "label"), to={"person_id": "storyteller"}, one="person_id named_in")
    _table("consent_sheet", *_prose("form", "language", "text", "made_at"))
    for name in CONSENT:
        op.add_column("consent", _text(name))
    # Alembic would add the key apart from the column, which SQLite cannot.
    op.execute(
        "ALTER TABLE consent ADD COLUMN sheet_id INTEGER REFERENCES consent_sheet (id) DEFERRABLE INITIALLY DEFERRED"
    )
    op.create_index(op.f("ix_consent_sheet_id"), "consent", ["sheet_id"])
    _table(
        "care_note",
        *_prose("kind", "text", "by", "made_at"),
        to={"story_id": "story", "person_id": "storyteller"},
        null="story_id person_id",
    )
    _table(
        "mention", *_prose("kind", "text", "decision", "general", "decided_by", "decided_at"), to={"story_id": "story"}
    )
    _table("played", *_whole("start_ms", "end_ms"), to={"story_id": "story"})
    _table(
        "review_pack", *_prose("uid", "codes", "made_at"), to={"person_id": "storyteller"}, null="person_id", one="uid"
    )
    _table("handover", *_prose("made_at", "use", "title", "to_whom"))
    _table(
        "handover_file",
        *_whole("excerpt_id"),
        *_prose("name", "sha256", "under", "taken_back_at"),
        to={"handover_id": "handover", "story_id": "story"},
        null="story_id",
    )
