"""What excerpts mean, how themes belong together and came to be, phrases, the group’s workshop, and merged copies."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def _text(name: str, default: str = "") -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False, server_default=default)


def _number(name: str, default: int = 0) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False, server_default=str(default))


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
    for name in ("own_title", "own_feeling", "own_matters", "own_for_whom", "summary"):
        op.add_column("story", _text(name))
    for name in ("kind", "valence", "unused_reason"):
        op.add_column("excerpt", _text(name))
    op.add_column("excerpt", _number("spotlight"))
    # How it felt has a column of its own now, beside the storyteller's word for it.
    op.execute("UPDATE excerpt SET valence = feeling, feeling = '' WHERE feeling IN ('positive', 'difficult', 'mixed')")
    for name in ("heading_kind", "suggested_by", "linking"):
        op.add_column("theme", _text(name))
    op.add_column("theme_link", _number("differs"))
    _table("excerpt_link", *_prose("words"), to={"excerpt_id": "excerpt", "other_id": "excerpt"})
    _table("theme_relation", *_prose("kind", "words"), to={"theme_id": "theme", "other_id": "theme"})
    _table(
        "theme_event",
        *_prose("name", "at", "who", "what", "why"),
        to={"theme_id": "theme"},
        null="theme_id",
    )
    _table("theme_suggestion", to={"theme_id": "theme", "person_id": "storyteller"}, one="theme_id person_id")
    _table("grid_summary", *_prose("text"), to={"story_id": "story", "theme_id": "theme"}, one="story_id theme_id")
    _table("phrase", *_whole("position"), *_prose("name", "patterns", "created_at"))
    _table("agreement", *_prose("text", "made_at"))
    _table(
        "workshop_session",
        *_whole("dots", "dots_hidden"),
        *_prose("uid", "title", "day", "steps", "read_back", "agreed_at", "created_at", "closed_at"),
        to={"agreement_id": "agreement"},
        null="agreement_id",
    )
    _table("workshop_place", *_prose("uid", "heard"), *_whole("step", "card"))
    _table(
        "attendee",
        *_whole("position"),
        *_prose("name", "level", "needs"),
        to={"session_id": "workshop_session", "person_id": "storyteller"},
        null="person_id",
    )
    _table(
        "card",
        *_whole("number", "position"),
        to={"session_id": "workshop_session", "excerpt_id": "excerpt"},
    )
    _table(
        "cluster",
        *_whole("position", "in_their_words"),
        *_prose("name"),
        to={"session_id": "workshop_session", "theme_id": "theme"},
        null="theme_id",
    )
    _table(
        "group_note",
        *_whole("shown", "done"),
        *_prose("uid", "kind", "text", "from_whom", "created_at"),
        to={
            "session_id": "workshop_session",
            "attendee_id": "attendee",
            "excerpt_id": "excerpt",
            "theme_id": "theme",
            "cluster_id": "cluster",
        },
        null="session_id attendee_id excerpt_id theme_id cluster_id",
    )
    _table(
        "cluster_member",
        *_whole("position", "differs"),
        to={"cluster_id": "cluster", "card_id": "card", "note_id": "group_note"},
        null="card_id note_id",
    )
    _table(
        "dot",
        to={
            "session_id": "workshop_session",
            "attendee_id": "attendee",
            "card_id": "card",
            "cluster_id": "cluster",
            "theme_id": "theme",
        },
        null="card_id cluster_id theme_id",
    )
    _table(
        "choice",
        *_whole("chosen"),
        *_prose("kind", "reason"),
        to={
            "session_id": "workshop_session",
            "excerpt_id": "excerpt",
            "theme_id": "theme",
            "note_id": "group_note",
        },
        null="excerpt_id theme_id note_id",
    )
    _table("merged_row", *_whole("their_id", "our_id"), *_prose("copy_uid", "table_name"))
