"""What is declared about joining copies names what there is, and no table and no number in a text is forgotten."""

from coproclip.project.columns import Json, RowIds
from coproclip.project.merging.heard import SETTLED
from coproclip.project.merging.numbers import IN_TEXTS, NONE_IN_TEXTS
from coproclip.project.merging.passages import OF_THE_WORDS, WORDS
from coproclip.project.merging.policy import ARRANGED, GROUPS, LOOSER, NATURAL, STRICTER, groups_of, never_changed
from coproclip.project.merging.rows import NOT_MERGED, columns_of, merged_tables
from coproclip.project.schema import Base

TABLES = {table.name for table in merged_tables()}


def test_every_table_is_joined_or_stays_on_its_computer() -> None:
    assert set(Base.metadata.tables) == TABLES | NOT_MERGED


def test_what_is_declared_is_there() -> None:
    declared = [
        *((table, name) for table, groups in GROUPS.items() for group in groups for name in group),
        *((table, name) for table, names in NATURAL.items() for name in names),
        *STRICTER,
        *IN_TEXTS,
        *NONE_IN_TEXTS,
    ]
    assert [one for one in declared if one[0] not in TABLES or one[1] not in columns_of(one[0])] == []


def test_a_stricter_choice_is_of_a_whole_group() -> None:
    first = {(table, group[0]) for table in TABLES for group in groups_of(table)}
    assert set(STRICTER) <= first


def test_every_column_that_may_hold_numbers_of_rows_is_looked_at() -> None:
    kept = {
        (table.name, column.name)
        for table in merged_tables()
        for column in table.columns
        if isinstance(column.type, RowIds) or (isinstance(column.type, Json) and column.type.kind is dict)
    }
    assert kept <= set(IN_TEXTS) | NONE_IN_TEXTS


def test_what_is_looked_up_by_the_name_of_a_column_is_there() -> None:
    names = {name for table in TABLES for name in columns_of(table)}
    assert names >= ARRANGED
    fixed = [(table, name) for table in TABLES for name in never_changed(table) - never_changed("")]
    assert [one for one in [*fixed, *LOOSER] if one[1] not in columns_of(one[0])] == []


def test_what_is_looked_at_for_what_it_lets_go_is_of_a_whole_group() -> None:
    assert set(LOOSER) <= {(table, group[0]) for table in TABLES for group in groups_of(table)}


def test_every_column_of_a_passage_comes_with_its_words_or_is_settled_after_them() -> None:
    assert {"story_id", *WORDS, *OF_THE_WORDS, *SETTLED} == set(columns_of("segment"))
