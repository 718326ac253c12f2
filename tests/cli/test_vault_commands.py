"""`coproclip vault`: passphrases and names come on stdin."""

import io

import pytest
from running import Command

from coproclip.people import sealed_file
from coproclip.people.stories import add_story
from coproclip.project.journal import Work
from coproclip.project.project import Project

SAID = "seven quiet lamps walk"


def test_the_whole_way_from_a_first_name_to_deleting_it(
    cli: Command, done: Command, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed_file, "_COST", 1 << 4)

    def _typed(*lines: str) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))

    with project.edit(Work.ADD_STORY) as edit:
        add_story(edit, "Moving the chairs", storytellers=("Kit", "Bo"))
    folder = project.folder
    project.close()
    _typed(SAID)
    assert "no vault yet" in cli("vault", "show", folder).err
    _typed("short", "real_name=K")
    assert "at least 12" in cli("vault", "set", folder, "Kit").err
    _typed(SAID, "real_name=Kit Vaultcanary", "phone=01 = 23")
    ran = done("vault", "set", folder, "kit")
    assert "in the vault" in ran.out
    assert "“Kit” is in the vault, and it stands in the alias of person 1 too" in ran.err
    _typed(SAID, "Kit Vaultcanary")
    refused = cli("vault", "set", folder, "Bo")
    assert refused.code == 1
    assert "Vaultcanary" not in refused.err + refused.out
    _typed(SAID)
    shown = done("vault", "show", folder, "--json")
    assert [(one["alias"], one["real_name"], one["phone"]) for one in shown.json] == [
        ("Kit", "Kit Vaultcanary", "01 = 23"),
        ("Bo", "", ""),
    ]
    assert "not for sharing" in shown.err
    old = (folder / "people.vault").read_bytes()
    _typed(SAID, "green anchors never sing")
    done("vault", "passphrase", folder)
    (folder / "people.vault").write_bytes(old)  # as a program for keeping folders in step does
    _typed("green anchors never sing")
    warned = done("vault", "show", folder).err
    (other,) = folder.glob("people.vault.other *")
    assert f"“{other.name}”" in warned
    assert "Delete it once nothing in it is missed" in warned
    assert "is not of CoProClip’s making" not in cli("check-project", folder).out
    other.unlink()
    _typed(SAID)
    assert "not the passphrase" in cli("vault", "show", folder).err
    done("people", "add", folder, "Mo")
    assert "vault remove PROJECT --gone" in done("people", "remove", folder, "Mo").err
    erased = done("delete", folder, "1", "--for-good", "--yes")
    assert "vault remove PROJECT --gone" in erased.err
    _typed("green anchors never sing")
    assert "1 person" in done("vault", "remove", folder, "--gone", "--yes").out
    _typed("green anchors never sing")
    assert done("vault", "show", folder, "--json").json == []
