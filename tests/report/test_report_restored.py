"""The report after going back to a backup, and after a copy comes back: what was taken out of it does not leave."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from made_stories import opened_copy
from PIL import Image
from sqlalchemy import select

from coproclip.export.report.folder import ReportFormat, export_report
from coproclip.people.about_project import add_partner, change_partner, change_project, remove_partners
from coproclip.project.going_back.restoring import Restored, restore
from coproclip.project.journal import Operation
from coproclip.project.merging.bring_back import bring_back
from coproclip.project.merging.working_copy import make_copy
from coproclip.project.project import Edit, Project
from coproclip.project.schema import Partner, ReportSection
from coproclip.report.images import add_image, take_image
from coproclip.report.markup import parse
from coproclip.report.sections import add_section, change_section, delete_section, set_body

THANKS = "We worked together with:\n\n- Hillside Clinic\n- The library"
WALK = "We walked.\n\n! {{image {key}}}\n\nThen we had tea."


def _written(project: Project) -> dict[str, int]:
    source = project.folder.parent / "red.png"
    Image.new("RGB", (60, 40), "red").save(source)
    image = take_image(project, source)
    with project.edit(Operation.WRITE_REPORT) as edit:
        partner = add_partner(edit, "Hillside Clinic", "Hillside Clinic").id
        change_project(edit, {"contact": "Amina, 0131 496 0000", "support": "Hillside, 9 to 5\nSamaritans 116 123"})
        thanks, walk, garden = (add_section(edit, title=title).id for title in ("Thanks", "Our walk", "Our garden"))
        set_body(edit, thanks, parse(THANKS))
        set_body(edit, garden, parse("Ask Amina, 0131 496 0000."))
        set_body(edit, walk, parse(WALK.format(key=add_image(edit, walk, image, alt="The red gate"))))
    return {"partner": partner, "thanks": thanks, "walk": walk, "garden": garden}


@pytest.fixture
def report(tmp_path: Path) -> Iterator[tuple[Project, dict[str, int]]]:
    """A report that thanks a partner, shows an image, and says whom to ask."""
    with opened_copy(tmp_path / "Walks", _written) as (project, ids):
        yield project, ids


def gone_back(project: Project, change: Callable[[Edit], object], folder: Path) -> tuple[str, Restored]:
    """What leaves as the report after a change and going back to before it; and whether an image does."""
    copy = project.back_up()
    with project.edit(Operation.WRITE_REPORT) as edit:
        change(edit)
    project.close()
    done = restore(project.folder, copy)
    with Project.open(project.folder) as again:
        return leaving(again, folder), done


def leaving(project: Project, folder: Path) -> str:
    made = export_report(project, folder, [ReportFormat.HTML]).folder
    files = [one for one in made.rglob("*") if one.is_file()]
    return " ".join([*(one.read_text() for one in files if one.suffix == ".html"), *(one.name for one in files)])


def test_a_partner_who_is_named_no_more_stays_unnamed(report: tuple[Project, dict[str, int]], tmp_path: Path) -> None:
    project, ids = report
    assert "Hillside Clinic" in leaving(project, tmp_path / "before")

    def change(edit: Edit) -> None:
        change_partner(edit, ids["partner"], named_as="")
        set_body(edit, ids["thanks"], parse(THANKS.replace("- Hillside Clinic\n", "")))

    said, done = gone_back(project, change, tmp_path / "after")
    assert "Hillside" not in said
    assert "Then we had tea." in said
    assert done.sentence == ("1 way of being named, 1 section left out of the report were noted since and still hold.")
    with Project.open(project.folder) as again, again.read() as session:
        assert session.scalars(select(Partner.named_as)).all() == [""]
        assert session.get_one(ReportSection, ids["thanks"]).left_out
    with Project.open(project.folder) as again:
        with again.edit(Operation.WRITE_REPORT) as edit:
            change_partner(edit, ids["partner"], named_as="Hillside Clinic")
            change_section(edit, ids["thanks"], left_out=False)
        assert "Hillside Clinic" in leaving(again, tmp_path / "said again")


def test_whom_to_turn_to_is_as_it_is_now(report: tuple[Project, dict[str, int]], tmp_path: Path) -> None:
    project, ids = report

    def change(edit: Edit) -> None:
        change_project(edit, {"contact": "", "support": "Samaritans 116 123"})
        remove_partners(edit, [ids["partner"]])
        set_body(edit, ids["garden"], parse("Ask us."))

    said, _ = gone_back(project, change, tmp_path / "after")
    assert "Amina" not in said
    with Project.open(project.folder) as again, again.read() as session:
        assert session.scalars(select(Partner.named_as)).all() == [""], "found again, and not named"


def test_an_image_that_was_taken_out_stays_out(report: tuple[Project, dict[str, int]], tmp_path: Path) -> None:
    project, ids = report
    assert "The red gate" in leaving(project, tmp_path / "before")
    said, done = gone_back(
        project, lambda edit: set_body(edit, ids["walk"], parse("We walked. It rained.")), tmp_path / "after"
    )
    assert "The red gate" not in said
    assert not re.search(r"\.(jpg|png)", said)
    assert "Then we had tea." in said, "what was gone back for"
    assert done.sentence == "1 image taken out was noted since and still holds."


@pytest.mark.parametrize("how", ["left out", "deleted"])
def test_a_section_that_was_taken_out_comes_back_left_out(
    report: tuple[Project, dict[str, int]], tmp_path: Path, how: str
) -> None:
    project, ids = report

    def change(edit: Edit) -> None:
        if how == "deleted":
            delete_section(edit, ids["garden"])
        else:
            change_section(edit, ids["garden"], left_out=True)

    said, done = gone_back(project, change, tmp_path / "after")
    assert "Our garden" not in said
    assert done.sentence == "1 section left out of the report was noted since and still holds."
    with Project.open(project.folder) as again, again.read() as session:
        assert "Amina" in session.get_one(ReportSection, ids["garden"]).body


def test_what_was_deleted_here_and_changed_in_a_copy_comes_back_unseen(
    report: tuple[Project, dict[str, int]], tmp_path: Path
) -> None:
    project, ids = report
    folder = make_copy(project, tmp_path, "Rosa")
    with closing(sqlite3.connect(folder / "project.db")) as database, database:
        database.execute("UPDATE partner SET formerly = 'The surgery'")
        database.execute("UPDATE report_section SET body = body || ' Now.' WHERE title = 'Our garden'")
    with project.edit(Operation.WRITE_REPORT) as edit:
        remove_partners(edit, [ids["partner"]])
        delete_section(edit, ids["garden"])
        set_body(edit, ids["thanks"], parse("Thank you all."))
    assert len(bring_back(project, folder).conflicts) == 2
    said = leaving(project, tmp_path / "after")
    assert "Our garden" not in said
    with project.read() as session:
        assert session.scalars(select(Partner.named_as)).all() == [""]
        assert session.get_one(ReportSection, ids["garden"]).left_out
