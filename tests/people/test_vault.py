"""The vault: real names behind a passphrase, and nowhere else."""

import os
import sys
from pathlib import Path

import pytest

from coproclip.errors import (
    BadInput,
    NotFound,
    ProjectBusy,
    ProjectDamaged,
    ProjectError,
    ProjectTooNew,
    StorageError,
)
from coproclip.overview.real_names import real_names_used
from coproclip.people import sealed_file
from coproclip.people.mentions import mentions_of
from coproclip.people.stories import add_story
from coproclip.people.storytellers import find_or_add
from coproclip.people.vault import VAULT_FILE, Contact, Vault, known_names, names_within
from coproclip.project.journal import Operation, Work
from coproclip.project.project import Project
from coproclip.project.schema import Person
from coproclip.transcript.edits import correct_segment, passages
from coproclip.transcript.suggested_names import find_known_names, find_names

SAID = "seven quiet lamps walk"
OTHER = "green anchors never sing"
KIT = {"real_name": "Katarzyna Vaultcanary", "phone": "0161 496 0999", "note": "call\nafter six"}


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed_file, "_COST", 1 << 4)


@pytest.fixture
def kit(project: Project) -> int:
    with project.edit(Work.ADD_STORY) as edit:
        add_story(edit, "Moving the chairs", storytellers=("Kit",))
        return find_or_add(edit, "Kit").id


@pytest.fixture
def file(project: Project, kit: int) -> Path:
    vault = Vault.create(project, SAID)
    vault.set(kit, KIT)
    vault.lock()
    return project.folder / VAULT_FILE


def test_what_is_kept_comes_back_with_the_passphrase_alone(project: Project, kit: int, file: Path) -> None:
    with pytest.raises(BadInput, match="not the passphrase") as wrong:
        Vault.open(project, OTHER)
    assert "nothing is lost" in str(wrong.value)
    assert "cannot be helped" in str(wrong.value)
    vault = Vault.open(project, SAID)
    assert vault.people[kit] == Contact(**KIT)
    assert "Vaultcanary" not in repr(vault.people)
    vault.lock()
    assert not vault.people
    with pytest.raises(BadInput, match="locked"):
        vault.set(kit, {"phone": "1"})
    if sys.platform != "win32":
        assert file.stat().st_mode & 0o777 == 0o600


def test_nothing_of_it_is_in_any_other_byte_of_the_project(project: Project, file: Path) -> None:
    vault = Vault.open(project, SAID)
    real_names = known_names(vault)
    project.query(real_names_used, real_names)
    project.back_up()
    project.close()
    assert sorted(one.name for one in project.folder.iterdir() if "vault" in one.name) == [
        VAULT_FILE,
        f"{VAULT_FILE}.copy",
    ]
    for path in project.folder.rglob("*"):
        if path.is_file():
            found = path.read_bytes()
            assert not [word for word in ("Vaultcanary", "Katarzyna", "496 0999", SAID) if word.encode() in found]


def test_another_passphrase_leaves_nothing_that_the_one_before_opens(project: Project, kit: int, file: Path) -> None:
    vault = Vault.open(project, SAID)
    with pytest.raises(BadInput, match="at least 12"):
        vault.change_passphrase("short")
    vault.change_passphrase(OTHER)
    file.unlink()  # the copy takes its place
    with pytest.raises(BadInput, match="not the passphrase"):
        Vault.open(project, SAID)
    assert Vault.open(project, OTHER).people[kit].real_name == KIT["real_name"]


def test_what_is_removed_is_gone_from_the_copy_too(project: Project, kit: int, file: Path) -> None:
    vault = Vault.open(project, SAID)
    vault.remove([kit])
    with pytest.raises(NotFound):
        vault.remove([kit])
    file.unlink()
    assert not Vault.open(project, SAID).people


@pytest.mark.parametrize("damage", ["cut", "flipped", "emptied", "missing"])
def test_where_the_file_is_damaged_its_copy_takes_its_place(
    project: Project, kit: int, file: Path, damage: str
) -> None:
    whole = file.read_bytes()
    spoilt = {"cut": whole[:-5], "flipped": whole[:60] + bytes([whole[60] ^ 1]) + whole[61:], "emptied": b""}
    file.unlink()
    if damage != "missing":
        file.write_bytes(spoilt[damage])
    vault = Vault.open(project, SAID)
    assert vault.was_mended
    assert vault.people[kit].real_name == KIT["real_name"]
    assert file.read_bytes() == whole
    assert not Vault.open(project, SAID).was_mended


def test_where_both_are_damaged_that_is_said_and_nothing_is_touched(project: Project, file: Path) -> None:
    copy = file.with_name(f"{VAULT_FILE}.copy")
    for path in (file, copy):
        path.write_bytes(path.read_bytes()[:-1])
    before = file.read_bytes()
    with pytest.raises(ProjectDamaged, match="and so is its copy"):
        Vault.open(project, SAID)
    with pytest.raises(BadInput, match="a vault already"):
        Vault.create(project, SAID)
    assert file.read_bytes() == before


def test_a_vault_of_a_newer_version_is_left_alone(project: Project, file: Path) -> None:
    newer = file.read_bytes().replace(b"vault 1\n", b"vault 2\n")[:-32]
    newer += sealed_file.hashlib.sha256(newer).digest()
    file.write_bytes(newer)
    with pytest.raises(ProjectTooNew):
        Vault.open(project, SAID)
    assert file.read_bytes() == newer


def test_a_full_disk_leaves_it_as_it_was(
    project: Project, kit: int, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = Vault.open(project, SAID)
    with monkeypatch.context() as broken:

        def _full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        broken.setattr(os, "fsync", _full)
        with pytest.raises(StorageError, match="disk is full"):
            vault.set(kit, {"phone": "1"})
        with pytest.raises(StorageError):
            vault.change_passphrase(OTHER)
    assert vault.people[kit].phone == KIT["phone"]
    vault.set(kit, {"phone": "2"})
    assert Vault.open(project, SAID).people[kit].phone == "2"
    assert not list(project.folder.glob(".*unfinished"))


def test_two_who_write_do_not_overwrite_each_other(project: Project, kit: int, file: Path) -> None:
    one, two = Vault.open(project, SAID), Vault.open(project, SAID)
    one.set(kit, {"phone": "1"})
    with pytest.raises(ProjectBusy, match="changed by another"):
        two.set(kit, {"phone": "2"})
    assert Vault.open(project, SAID).people[kit].phone == "1"


def test_real_names_that_stand_in_the_project_are_pointed_at(project: Project, kit: int, file: Path) -> None:
    names = known_names(Vault.open(project, SAID))
    assert names == ("Katarzyna Vaultcanary", "Katarzyna", "Vaultcanary")
    assert project.query(real_names_used, names) == []
    with project.edit(Work.ADD_STORY) as edit:
        add_story(edit, "How katarzyna  vaultcanary came here", storytellers=("Katarzyna",))
    found = {(one.name, f"{one.what} {one.number}") for one in project.query(real_names_used, names)}
    assert ("Katarzyna Vaultcanary", "the title of story 2") in found
    assert ("Katarzyna", "the alias of person 2") in found
    assert len(found) == 2


def test_a_name_that_is_a_word_counts_where_it_is_written_as_a_name() -> None:
    assert names_within(["May"], "It may rain") == []
    assert names_within(["May"], "May’s chair") == ["May"]
    assert names_within(["Ann"], "Anna and Annika") == []


def test_a_window_that_may_only_read_does_not_write_it(project: Project, kit: int, file: Path) -> None:
    vault = Vault.open(project, SAID)
    project.guard.stop(ProjectBusy("Another window has it."))
    with pytest.raises(ProjectBusy):
        vault.set(kit, {"phone": "1"})
    project.guard.start()
    with project.edit(Operation.CHANGE_STORYTELLER):
        vault.set(kit, {"phone": "1"})


def test_its_names_are_looked_for_in_what_is_said(project: Project, story: int) -> None:
    with project.edit(Operation.CORRECT_WORDS) as edit:
        line = passages(edit.session, story)[0]
        correct_segment(edit, line.id, "katarzyna may come in May with Ann")
    names = ("Katarzyna Vaultcanary", "Katarzyna", "May", "Vaultcanary")
    assert find_known_names(project, names) == {story: 2}
    with project.read() as session:
        found = {mention.text for mention in mentions_of(session, story)}
    assert found == {"katarzyna", "May"}, "as it is said; of names that nobody said nothing is kept"
    assert find_known_names(project, names) == {}


def test_its_names_are_suggested_only_once_it_was_opened(project: Project, story: int, kit: int, file: Path) -> None:
    with project.edit(Operation.CORRECT_WORDS) as edit:
        correct_segment(edit, passages(edit.session, story)[0].id, "then katarzyna vaultcanary came in")

    def _suggested() -> set[str]:
        find_names(project, story)
        with project.read() as session:
            return {mention.text for mention in mentions_of(session, story)}

    assert not any("vaultcanary" in text.casefold() for text in _suggested()), "it is locked: nobody knows its names"
    vault = Vault.open(project, SAID)
    find_known_names(project, known_names(vault))
    vault.lock()
    assert known_names(vault) == ()
    assert "katarzyna vaultcanary" in _suggested(), "to be decided about, also when it is locked again"


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
@pytest.mark.parametrize("made", ["link", "link of the copy", "pipe", "folder", "very long"])
def test_what_somebody_put_in_its_place_is_not_opened(
    project: Project, kit: int, file: Path, tmp_path: Path, made: str
) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(file.read_bytes())
    spoilt = file.with_name(f"{VAULT_FILE}.copy") if "copy" in made else file
    spoilt.unlink()
    if "link" in made:
        spoilt.symlink_to(outside)
    elif made == "pipe":
        os.mkfifo(spoilt)
    elif made == "folder":
        spoilt.mkdir()
    else:
        with spoilt.open("wb") as thin:
            thin.truncate(1 << 40)
    before = outside.read_bytes()
    if made == "very long":
        assert Vault.open(project, SAID).was_mended
        return
    with pytest.raises(ProjectError):
        Vault.open(project, SAID)
    assert outside.read_bytes() == before


def test_a_vault_that_was_locked_meanwhile_gets_no_other_passphrase(project: Project, kit: int, file: Path) -> None:
    vault = Vault.open(project, SAID)
    vault.lock()
    with pytest.raises(BadInput, match="is locked"):
        vault.change_passphrase(OTHER)
    assert Vault.open(project, SAID).people[kit] == Contact(**KIT)


def test_a_vault_made_by_another_meanwhile_is_not_written_over(project: Project, kit: int, file: Path) -> None:
    whole, copy = file.read_bytes(), file.with_name(f"{VAULT_FILE}.copy")
    file.unlink()
    copy.unlink()
    begun = sealed_file.SealedFile(file)
    begun.create(OTHER)
    begun._seen = b""  # as if it had never been read
    file.write_bytes(whole)
    with pytest.raises(ProjectBusy):
        begun.write(b"{}")
    assert file.read_bytes() == whole


def test_somebody_new_with_the_number_of_somebody_else_gets_none_of_theirs(
    project: Project, kit: int, file: Path
) -> None:
    def _added(day: str) -> None:
        with project.edit(Operation.CHANGE_STORYTELLER) as edit:
            edit.get(Person, kit).created_at = day

    with project.read() as session:
        before = session.get_one(Person, kit).created_at
    still_open = Vault.open(project, SAID)
    _added("2030-01-02T10:00:00+00:00")  # as after a backup was restored, and somebody added since
    with pytest.raises(ProjectBusy, match="changed meanwhile"):
        still_open.set(kit, {"phone": "1"})
    vault = Vault.open(project, SAID)
    assert kit not in vault.people
    (other,) = vault.people
    assert vault.people[other] == Contact(**KIT)
    vault.set(kit, {"real_name": "Dee Newcanary"})
    again = Vault.open(project, SAID)
    assert (again.people[kit].real_name, again.people[other].real_name) == ("Dee Newcanary", KIT["real_name"])
    _added(before)  # and the later backup is restored: everybody has theirs again
    again = Vault.open(project, SAID)
    assert again.people[kit] == Contact(**KIT)
    assert {contact.real_name for contact in again.people.values()} == {"Dee Newcanary", KIT["real_name"]}


def test_a_vault_from_before_gives_everybody_theirs(project: Project, kit: int, file: Path) -> None:
    sealed = sealed_file.SealedFile(file)
    sealed.open(SAID)
    sealed.write(b'{"%d": {"real_name": "Kit Vaultcanary"}}' % kit)
    assert Vault.open(project, SAID).people == {kit: Contact("Kit Vaultcanary")}


@pytest.mark.parametrize(
    "content",
    [b"[" * 100_000, b'{"1": {"real_name": "\\ud800"}}', b'{"1": {"number": Infinity}}', b'{"9%s": {}}' % (b"9" * 30)],
    ids=["too deep", "half a character", "no number", "too large a number"],
)
def test_what_makes_no_sense_inside_is_said(project: Project, content: bytes) -> None:
    made = sealed_file.SealedFile(project.folder / VAULT_FILE)
    made.create(SAID)
    made.write(content)
    with pytest.raises(ProjectDamaged, match="makes no sense"):
        Vault.open(project, SAID)


def test_of_two_whole_ones_that_differ_the_newer_is_opened_and_the_other_kept(
    project: Project, kit: int, file: Path
) -> None:
    copy, old = file.with_name(f"{VAULT_FILE}.copy"), file.read_bytes()
    Vault.open(project, SAID).set(kit, {"phone": "222"})
    new = copy.read_bytes()
    for spoilt in (file, copy):
        spoilt.write_bytes(old)  # as a program for keeping folders in step does
        vault = Vault.open(project, SAID)
        assert vault.people[kit].phone == "222"
        assert file.read_bytes() == copy.read_bytes() == new
        (other,) = vault.other_versions
        assert (project.folder / other).read_bytes() == old
        assert not vault.was_mended
    file.unlink()
    copy.unlink()
    (project.folder / other).rename(file)  # what is said of how to go back to it
    assert Vault.open(project, SAID).people[kit].phone == KIT["phone"]


def test_an_old_one_that_opens_with_the_passphrase_before_does_not_cost_the_one_with_the_new(
    project: Project, kit: int, file: Path
) -> None:
    copy, old = file.with_name(f"{VAULT_FILE}.copy"), file.read_bytes()
    vault = Vault.open(project, SAID)
    vault.change_passphrase(OTHER)
    vault.set(kit, {"phone": "222"})
    new = copy.read_bytes()
    file.write_bytes(old)
    vault = Vault.open(project, SAID)
    assert vault.people[kit].phone == KIT["phone"]
    (other,) = vault.other_versions
    assert (project.folder / other).read_bytes() == new
    (project.folder / other).unlink()
    copy.write_bytes(new)
    vault = Vault.open(project, OTHER)
    assert vault.people[kit].phone == "222"
    (other,) = vault.other_versions
    assert (project.folder / other).read_bytes() == old


def test_a_copy_that_was_put_there_while_it_was_open_is_kept(project: Project, kit: int, file: Path) -> None:
    copy, old = file.with_name(f"{VAULT_FILE}.copy"), file.read_bytes()
    Vault.open(project, SAID).set(kit, {"phone": "222"})
    vault = Vault.open(project, SAID)
    copy.write_bytes(old)
    vault.set(kit, {"phone": "333"})
    (other,) = vault.other_versions
    assert (project.folder / other).read_bytes() == old
    vault.set(kit, {"phone": "444"})
    assert len(vault.other_versions) == 1


def test_where_the_other_cannot_be_kept_neither_is_written_over(
    project: Project, kit: int, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, old = file.with_name(f"{VAULT_FILE}.copy"), file.read_bytes()
    Vault.open(project, SAID).set(kit, {"phone": "222"})
    new = copy.read_bytes()
    file.write_bytes(old)
    with monkeypatch.context() as full:

        def _full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        full.setattr(os, "fsync", _full)
        vault = Vault.open(project, SAID)
        assert vault.people[kit].phone == "222"
        with pytest.raises(StorageError):
            vault.set(kit, {"phone": "333"})
    assert (file.read_bytes(), copy.read_bytes()) == (old, new)
    vault.set(kit, {"phone": "333"})
    assert Vault.open(project, SAID).people[kit].phone == "333"
    kept = {(project.folder / name).read_bytes() for name in vault.other_versions}
    assert kept == {old}, "what is in the other one was read"
