"""`coproclip notes`: what was kept of colleagues' copies, until somebody is done with it."""

from pathlib import Path

from running import Command

from coproclip.project.journal import Operation
from coproclip.project.merging.working_copy import make_copy
from coproclip.project.project import Project
from coproclip.themes.codebook import add_theme, change_theme


def test_what_was_kept_of_a_copy_is_listed_until_it_is_done(project: Project, done: Command, tmp_path: Path) -> None:
    with project.edit(Operation.ADD_THEME) as edit:
        theme = add_theme(edit, "Buses").id
    folder = make_copy(project, tmp_path, "Rosa")
    for place, whose in ((project.folder, "My"), (folder, "Rosas")):
        with Project.open(place) as side, side.edit(Operation.CHANGE_THEME) as edit:
            change_theme(edit, theme, description=f"{whose} words")
    assert "“coproclip notes”" in done("merge", project.folder, folder).err
    [note] = done("notes", project.folder, "--json").json
    assert (note["from_whom"], note["theme"], note["done"]) == ("Rosa", "Buses", False)
    listed = done("notes", project.folder)
    assert "Rosas words" in listed.out
    done("notes", project.folder, "--done", note["number"])
    assert done("notes", project.folder).out == ""
    assert "Rosas words" in done("notes", project.folder, "--all").out


def test_what_was_learned_is_listed_and_comes_back_with_a_copy(project: Project, done: Command, tmp_path: Path) -> None:
    folder = make_copy(project, tmp_path, "Rosa")
    done("report", "learned", folder, "--add", "Ask twice", "--day", "2026-05-12", "--by", "Rosa")
    assert done("report", "learned", project.folder).out == ""
    done("merge", project.folder, folder)
    [entry] = done("report", "learned", project.folder, "--json").json
    assert (entry["text"], entry["who"], entry["made_at"][:10]) == ("Ask twice", "Rosa", "2026-05-12")
    assert "2026-05-12  Ask twice  Rosa" in done("report", "learned", project.folder).out
