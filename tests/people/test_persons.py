"""People describe themselves first; many things hold for one person, none above another; private things stay here."""

import csv
import time

import pytest

from coproclip.errors import BadInput, Cancelled, NotFound
from coproclip.people.own_lists import LISTS, find_or_add_entry, list_entries, remove_entry, rename_entry
from coproclip.people.participants import take_part
from coproclip.people.people import (
    FIELDS,
    PERSON_FIELDS,
    HoldingEntry,
    PersonFacts,
    add_person,
    change_person,
    find_person,
    needs_of_names,
    needs_of_person,
    people,
    remove_person,
)
from coproclip.people.people_table import BroughtIn, bring_in, people_table
from coproclip.people.storytellers import find_or_add
from coproclip.project.journal import Operation
from coproclip.project.kinds import ListKind, Part
from coproclip.project.project import Project


def role(text: str, note: str = "") -> HoldingEntry:
    return HoldingEntry(ListKind.ROLE, text, note)


def known(project: Project, who: str) -> PersonFacts:
    with project.read() as session:
        return find_person(session, who)


def added(project: Project, alias: str, *entries: HoldingEntry, **texts: str) -> int:
    with project.edit(Operation.ADD_PERSON) as edit:
        return add_person(edit, {"alias": alias, **texts}, entries)


def brought(project: Project, table: str | bytes) -> BroughtIn:
    with project.edit(Operation.BRING_IN_PEOPLE) as edit:
        return bring_in(edit, table if isinstance(table, bytes) else table.encode())


def test_how_they_describe_themselves_comes_first_and_no_title_is_asked() -> None:
    assert PERSON_FIELDS[0].label == "How would you like to be described?"
    assert not {"title", "job", "qualification"} & {word for one in PERSON_FIELDS for word in one.label.lower().split()}


def test_many_roles_hold_for_one_person_and_none_is_first(project: Project) -> None:
    kim = added(project, "Kim", role("nurse", "since 2019"), role("carer"), pronouns="they", age_band="25 to 49")
    added(project, "Bo", role("Carer"))
    one = known(project, "kim")
    assert [(entry.text, entry.note) for entry in one.entries] == [("carer", ""), ("nurse", "since 2019")]
    with project.read() as session:
        assert [(entry.text, entry.people) for entry in list_entries(session)] == [("carer", 2), ("nurse", 1)]
        assert [person.alias for person in people(session)] == ["Bo", "Kim"]
    with project.edit(Operation.CHANGE_PERSON) as edit:
        change_person(edit, kim, {"part": "Interpreter"}, [role("carer", "before 2015")])
    assert [(entry.text, entry.note) for entry in known(project, "Kim").entries] == [("carer", "before 2015")]
    project.undo()
    assert known(project, "Kim") == one


def test_lists_are_the_projects_own(project: Project) -> None:
    added(project, "Kim", role("nurse"))
    with project.edit(Operation.CHANGE_LISTS) as edit:
        rename_entry(edit, ListKind.ROLE, "NURSE", "works in care")
        find_or_add_entry(edit, ListKind.WAY, "walks  with us")
        for wrong in ("", "a; b"):
            with pytest.raises(BadInput, match="needs words"):
                find_or_add_entry(edit, ListKind.ROLE, wrong)
        find_or_add_entry(edit, ListKind.ROLE, "carer")
        with pytest.raises(BadInput, match="there already"):
            rename_entry(edit, ListKind.ROLE, "carer", "Works in care")
    assert [entry.text for entry in known(project, "Kim").entries] == ["works in care"]
    with project.edit(Operation.CHANGE_LISTS) as edit:
        remove_entry(edit, ListKind.ROLE, "works in care")
        with pytest.raises(NotFound):
            remove_entry(edit, ListKind.SECTOR, "carer")
    assert known(project, "Kim").entries == ()


def test_what_makes_no_sense_is_said_and_not_kept(project: Project) -> None:
    added(project, "Kim")
    for alias, texts in ((" ", {}), ("KIM", {}), ("Bo", {"age_band": "old"}), ("Bo", {"part": "x"}), ("Bo", {"y": ""})):
        with pytest.raises(BadInput):
            added(project, alias, **texts)
    with project.read() as session:
        assert [one.alias for one in people(session)] == ["Kim"]


def test_somebody_who_takes_part_stays(project: Project, story: int) -> None:
    bo = added(project, "Bo", role("carer"))
    with project.edit(Operation.TAKE_PART) as edit:
        take_part(edit, story, bo, Part.NAMED)
    with pytest.raises(BadInput, match="takes part"), project.edit(Operation.REMOVE_PERSON) as edit:
        remove_person(edit, bo)
    kim = added(project, "Kim", role("nurse"))
    with project.edit(Operation.REMOVE_PERSON) as edit:
        remove_person(edit, kim)
    with pytest.raises(NotFound):
        known(project, "Kim")
    project.undo()
    assert known(project, "Kim").entries == (role("nurse"),)
    assert [(one.title, one.part) for one in known(project, "Bo").stories] == [("Moving the chairs", Part.NAMED)]


def test_access_needs_are_those_of_whoever_takes_part(project: Project, story: int) -> None:
    ana = added(project, "Ana", access_needs="A chair with arms")
    added(project, "Bo", access_needs="Large print")
    with project.edit(Operation.TAKE_PART) as edit:
        take_part(edit, story, ana, Part.INTERPRETER)
        kit = find_or_add(edit, "Kit").id
    with project.read() as session:
        assert [(one.alias, one.needs) for one in needs_of_person(session, kit)] == [("Ana", "A chair with arms")]
        assert [one.alias for one in needs_of_names(session, [" bo ", "Kit"])] == ["Bo"]


# ---- as a table -----------------------------------------------------------------------------------------------


def test_a_table_goes_out_without_what_is_private_and_comes_in_as_it_was(project: Project) -> None:
    private = {name: f"canary-{name}" for name, field in FIELDS.items() if field.private}
    added(project, "Kim", role("nurse", "canary-note"), role("carer"), description="=SUM(A1)", **private)
    with project.read() as session:
        table, before = people_table(session, "For the team", str), people(session)
    assert "canary" not in table
    cells = list(csv.reader(table.splitlines()))
    assert cells[0] == ["For the team"]
    assert "'=SUM(A1)" in cells[2], "a spreadsheet takes it for words"
    assert cells[2][cells[1].index("Roles")] == "carer; nurse"
    assert brought(project, table) == BroughtIn(same=1)
    with project.read() as session:
        assert people(session) == before, "notes and private things stay"


def test_what_nobody_changed_in_a_table_changes_nothing_of_what_was_typed_since(project: Project) -> None:
    june = added(project, "June", role("carer"), description="=a nurse")
    with project.read() as session:
        table = people_table(session, "For the team", str)
    with project.edit(Operation.CHANGE_PERSON) as edit:
        change_person(edit, june, {"description": "a grandmother"}, [role("tenant")])
    before = table.splitlines()[1].split(",").index("Name to go by")
    assert brought(project, f"{table}{',' * before}Bo\r\n") == BroughtIn(added=1, same=1)
    now = known(project, "June")
    assert (now.texts["description"], now.entries) == ("a grandmother", (role("tenant"),))
    assert brought(project, table.replace("carer", "carer; cook", 1)) == BroughtIn(changed=1)
    now = known(project, "June")
    assert (now.texts["description"], now.entries) == ("a grandmother", (role("cook"), role("tenant")))
    result = brought(project, table.replace("a nurse", "a nurse from Leeds", 1))
    [(_row, why)] = result.refused
    assert why.endswith("was changed here too meanwhile. It stayed as it is here.")
    assert known(project, "June").texts["description"] == "a grandmother"


def test_a_second_import_doubles_nobody(project: Project) -> None:
    table = "Name;Roles;Access needs\r\nKim;nurse;Breaks\r\n;;\r\nBo;carer\r\n"
    assert brought(project, table) == BroughtIn(added=2)
    step = project.history.step(back=True)
    assert brought(project, table) == BroughtIn(same=2)
    assert project.history.step(back=True) is step, "what changes nothing is no step to undo"
    assert brought(project, "\ufeffalias,Takes part as\nKIM,Supporter\n") == BroughtIn(changed=1)
    kim = known(project, "Kim")
    assert (kim.texts["part"], kim.texts["access_needs"], kim.entries) == ("supporter", "Breaks", (role("nurse"),))
    project.undo()
    assert known(project, "Kim").texts["part"] == "storyteller"


def test_rows_that_make_no_sense_are_named(project: Project) -> None:
    table = 'Name to go by,Age,Colour\nKim,25 to 49,red\n,under 16,\nBo,very old,\nkim,,\nAl,,blue,extra\n"Lu\nLu",,\n'
    result = brought(project, table)
    assert result.added == 2
    assert result.unknown == ("Colour",)
    assert dict(result.refused) == {
        3: "Nobody is named in it.",
        4: "“very old” is none of: under 16, 16 to 24, 25 to 49, 50 to 74, 75 or older.",
        5: "“kim” is in row 2 already.",
        6: "There are more cells in it than columns.",
    }
    with project.read() as session:
        assert [one.alias for one in people(session)] == ["Kim", "Lu Lu"]


@pytest.mark.parametrize(
    "data", [b"", b"\0\1\2", b"no such column\nKim\n", b"x" * 5_000_001, b'Name\n"' + b"a" * 200_000, b"\xff\xfe\0"]
)
def test_what_is_no_table_brings_in_nobody(project: Project, data: bytes) -> None:
    with pytest.raises(BadInput):
        brought(project, data)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_tables_of_usual_spreadsheets_can_be_read(project: Project, encoding: str) -> None:
    guessed = encoding if encoding == "cp1252" else ""
    table = "Name\tPronouns\nZoë\tshe\n".encode(encoding)
    assert brought(project, table) == BroughtIn(added=1, read_as=guessed)
    assert known(project, "Zoë").texts["pronouns"] == "she"


def test_every_list_has_a_name() -> None:
    assert set(LISTS) == {ListKind.ROLE, ListKind.SECTOR, ListKind.PROJECT, ListKind.WAY, ListKind.PLACE}


def test_a_long_table_is_soon_in_and_a_longer_one_is_refused(project: Project) -> None:
    many = "Name,Roles\n" + "".join(f"Person {n},role {n}; carer\n" for n in range(600))
    began = time.monotonic()
    assert brought(project, many).added == 600
    assert brought(project, many).same == 600
    assert time.monotonic() - began < 60
    with pytest.raises(BadInput, match="more than 5,000 rows"):
        brought(project, "Name\n" + "A\n" * 5000)
    with pytest.raises(BadInput, match="more than 200 columns"):
        brought(project, "Name" + ",x" * 200_000)


def test_a_cell_with_too_many_entries_is_left_out(project: Project) -> None:
    found = brought(project, f"Name,Roles\nAna,new; {'; '.join(map(str, range(60)))}\nBo,new\n")
    assert found.refused == ((2, "There are more than 50 entries in one cell."),)
    assert found.added == 1
    assert [entry.text for entry in known(project, "Bo").entries] == ["new"]


def test_a_table_can_be_stopped_and_nothing_of_it_stays(project: Project) -> None:
    def _enough() -> None:
        raise Cancelled

    with pytest.raises(Cancelled), project.edit(Operation.BRING_IN_PEOPLE) as edit:
        bring_in(edit, b"Name\nAna\n", _enough)
    with pytest.raises(NotFound):
        known(project, "Ana")
