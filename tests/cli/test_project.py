"""`coproclip project`: the project's own page on the command line."""

from running import Command

from coproclip.people.about_project import FIELDS
from coproclip.project.project import Project


def test_it_is_shown_and_changed_from_the_command_line(cli: Command, done: Command, project: Project) -> None:
    folder = project.folder
    project.close()
    known = done("project", "show", folder, "--json").json
    assert set(known) == {*FIELDS, "partners", "bands"}
    changed = done(
        "project", "set", folder, "purpose=To be heard = to count", "support=Doorways, 01 234\nMind", "--json"
    ).json
    assert changed["purpose"] == "To be heard = to count"
    assert changed["title"] == known["title"], "what is not given stays"
    done("project", "partner", "add", folder, "Harbour Trust", "--formerly", "Dock Homes")
    done("project", "partner", "change", folder, "dock homes", "--named-as", "a housing charity")
    shown = done("project", "show", folder).out
    assert "Why are we asking?" in shown
    assert "Harbour Trust, named as “a housing charity”, formerly Dock Homes" in shown
    assert done("project", "set", folder, "--band", "one=0", "--band", "lots=50", "month=May 2026", "--json").json[
        "bands"
    ] == {"one": 0, "lots": 50}
    assert done("project", "set", folder, "month=", "--json").json["month"] == ""
    for wrong in (("title= ",), ("colour=red",), ("month=x", "--band", "some=abc"), ("nonsense",)):
        assert cli("project", "set", folder, *wrong).code in (1, 2)
    done("project", "partner", "remove", folder, 1)
    assert done("project", "show", folder, "--json").json["partners"] == []
