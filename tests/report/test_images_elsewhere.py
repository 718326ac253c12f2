"""Images of the report in copies, when somebody is deleted, when a project is looked at, and when they leave."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from shutil import copytree

import pytest
from examining import examine
from made_stories import made_project, make_story, new_project
from PIL import Image, PngImagePlugin
from sqlalchemy import select

from coproclip.cli.app import run
from coproclip.errors import NotShareable
from coproclip.export.report.folder import ReportFormat, export_report
from coproclip.export.working_copies import hand_copy
from coproclip.people.consent import note_consent
from coproclip.people.people import add_person, remove_person
from coproclip.people.stories import bin_story
from coproclip.people.storytellers import storytellers_of
from coproclip.project.columns import Prose
from coproclip.project.erasing.erasure import erase_stories
from coproclip.project.journal import Operation
from coproclip.project.kinds import ConsentAbout
from coproclip.project.merging.bring_back import bring_back, look_into
from coproclip.project.merging.state import Keep
from coproclip.project.merging.working_copy import make_copy
from coproclip.project.project import Project
from coproclip.project.schema import Base, Person, ReportImage, ReportSection
from coproclip.project.storage.named_files import NAMING
from coproclip.project.storage.places import FOLDERS
from coproclip.report.images import add_image, take_image
from coproclip.report.markup import parse
from coproclip.report.sections import add_section, delete_section, set_body

OUR_WALK = "We walked.\n\n! {{image {key}}}\n\nThen we had tea."


def _drawing(project: Project, colour: str) -> str:
    source = project.folder.parent / f"{colour}.png"
    Image.new("RGBA", (60, 40), colour).save(source)
    return take_image(project, source)


def _with_photo(project: Project) -> None:
    story = make_story(project)
    with project.edit(Operation.NOTE_CONSENT) as edit:
        kit = storytellers_of(edit.session, story)[0].id
        note_consent(edit, story, ConsentAbout.PHOTO, "yes", who="Kit", how="in person", storyteller_id=kit)
    with project.edit(Operation.WRITE_REPORT) as edit:
        section = add_section(edit, title="Our walk").id
        key = add_image(edit, section, _drawing(project, "red"), alt="A garden", person_id=kit)
        set_body(edit, section, parse(OUR_WALK.format(key=key)))


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """A report with a photo of Kit, who said yes to it."""
    folder, _ = made_project(tmp_path / "Walks", _with_photo)
    with Project.open(folder) as made:
        yield made


def images(project: Project) -> list[ReportImage]:
    with project.read() as session:
        return list(session.scalars(select(ReportImage).order_by(ReportImage.id)))


def body(project: Project) -> str:
    with project.read() as session:
        return "".join(session.scalars(select(ReportSection.body)))


def leaves(project: Project, tmp_path: Path) -> Path:
    return export_report(project, tmp_path, [ReportFormat.HTML]).folder


def no_to_a_photo(project: Project) -> None:
    with project.edit(Operation.NOTE_CONSENT) as edit:
        note_consent(edit, 1, ConsentAbout.PHOTO, "no", who="Kit", how="rang", storyteller_id=1)


def change(folder: Path, statements: str) -> None:
    with closing(sqlite3.connect(folder / "project.db")) as database:
        database.executescript(statements)


# ---- in copies ----------------------------------------------------------------------------------------------------

NEW_ROW = (
    "INSERT INTO report_image (id, key, file, alt, decorative, photo, section_id, person_id) "
    "SELECT id + 1000, 'abcd', file, 'A garden', 0, 0, section_id, NULL FROM report_image;"
    "UPDATE report_section SET body = 'We walked far.' || char(10) || char(10) || '! {image abcd}';"
)


@pytest.mark.parametrize(
    "statements",
    [
        "UPDATE report_image SET photo = 0, person_id = NULL",
        "UPDATE report_image SET photo = 0",
        "UPDATE report_image SET person_id = (SELECT id FROM storyteller WHERE alias = 'Bo')",
        NEW_ROW,
    ],
)
def test_no_copy_makes_a_yes_of_a_no_to_a_photo(project: Project, tmp_path: Path, statements: str) -> None:
    with project.edit(Operation.ADD_PERSON) as edit:
        add_person(edit, {"alias": "Bo"})
    folder = make_copy(project, tmp_path, "Rosa")
    no_to_a_photo(project)
    change(folder, statements)
    bring_back(project, folder, otherwise=Keep.THEIRS)
    assert {one.person_id for one in images(project)} == {1}
    assert len({one.file for one in images(project)}) == len(images(project)), "no row names the file of another"
    with pytest.raises(NotShareable, match="photo"):
        leaves(project, tmp_path)


def test_a_person_is_asked_whose_photo_it_is(project: Project, tmp_path: Path) -> None:
    folder = make_copy(project, tmp_path, "Rosa")
    change(folder, "UPDATE report_image SET photo = 0, person_id = NULL")
    [asked] = look_into(project, folder).conflicts
    assert (asked.about, asked.ours, asked.theirs) == (
        "whose photo an image is",
        "a photo of Kit",
        "no photo of anybody",
    )
    bring_back(project, folder, {asked.key: Keep.THEIRS})
    assert [(one.photo, one.person_id) for one in images(project)] == [(0, None)]


def test_an_image_that_was_deleted_here_does_not_come_back_as_no_photo(project: Project, tmp_path: Path) -> None:
    folder = make_copy(project, tmp_path, "Rosa")
    with project.edit(Operation.ARRANGE_REPORT) as edit:
        delete_section(edit, 1)
    change(folder, "UPDATE report_image SET photo = 0, person_id = NULL; UPDATE report_section SET title = 'A walk'")
    bring_back(project, folder, otherwise=Keep.BOTH)
    assert images(project) == []


def test_an_image_that_was_deleted_here_and_described_there_comes_back(project: Project, tmp_path: Path) -> None:
    folder = make_copy(project, tmp_path, "Rosa")
    with project.edit(Operation.ARRANGE_REPORT) as edit:
        delete_section(edit, 1)
    change(folder, "UPDATE report_image SET alt = 'A walk'; UPDATE report_section SET title = 'A walk'")
    bring_back(project, folder, otherwise=Keep.BOTH)
    assert [(one.alt, one.person_id) for one in images(project)] == [("A walk", 1)]


def test_images_go_into_a_copy_and_come_back_under_names_of_their_own(project: Project, tmp_path: Path) -> None:
    folder = make_copy(project, tmp_path, "Rosa")
    assert [path.name for path in (folder / "images").iterdir()] == [Path(images(project)[0].file).name]
    with Project.open(folder) as copy, copy.edit(Operation.WRITE_REPORT) as edit:
        key = add_image(edit, 1, theirs := _drawing(copy, "blue"), alt="A pond")
        set_body(edit, 1, [*parse(edit.get(ReportSection, 1).body), *parse(f"! {{image {key}}}")])
    found = bring_back(project, folder)
    assert (found.missing, found.conflicts) == ((), ())
    mine, new = images(project)
    assert (new.alt, new.person_id, new.photo) == ("A pond", None, 0)
    assert new.file not in (mine.file, theirs)
    with Image.open(project.folder / new.file) as read:
        assert read.convert("RGB").getpixel((1, 1)) == (0, 0, 255)
    assert len(list((leaves(project, tmp_path) / "images").iterdir())) == 2
    assert bring_back(project, folder).is_empty
    project.close()
    assert not [one for one in examine(Project.open(project.folder)) if "image" in one]


def test_a_path_from_a_copy_never_names_a_file_that_is_here(project: Project, tmp_path: Path) -> None:
    mine = images(project)[0].file
    folder = make_copy(project, tmp_path, "Rosa")
    change(folder, NEW_ROW)
    (folder / mine).unlink()
    found = bring_back(project, folder)
    assert mine in found.missing
    assert [one.file for one in images(project)].count(mine) == 1
    with pytest.raises(NotShareable, match="Our walk"):
        leaves(project, tmp_path)


def test_a_section_that_quotes_or_names_what_stays_here_is_in_no_copy(project: Project, tmp_path: Path) -> None:
    other = make_story(
        project, [("storyteller", "The heron came every day at noon.")], title="Heron", storyteller="Ada"
    )
    with project.edit(Operation.WRITE_REPORT) as edit:
        for words in ("As one said, the heron came every day.", "Ada sat there.", "Nobody sat there."):
            set_body(edit, add_section(edit, title=words[:3]).id, parse(words))
        shown = add_section(edit, title="Shown").id
        ada = storytellers_of(edit.session, other)[0].id
        edit.add(ReportImage(section_id=shown, person_id=ada, key="k1", file="images/a.png", photo=1))
        bin_story(edit, other)
    made = hand_copy(project, tmp_path, "Rosa")
    assert made.sections == 3
    with Project.open(made.folder) as copy, copy.read() as session:
        assert list(session.scalars(select(ReportSection.title))) == ["Our walk", "Nob"]
        assert [one.key for one in session.scalars(select(ReportImage)) if one.key == "k1"] == []
    assert bring_back(project, made.folder).is_empty
    assert len(body(project)) > 90, "all of them are still here"


# ---- deleted for good ---------------------------------------------------------------------------------------------


def test_who_is_deleted_for_good_is_in_no_photo(project: Project) -> None:
    photo = project.folder / images(project)[0].file
    whole = photo.read_bytes()
    (project.folder / "images" / f"{photo.stem} (conflicted copy).png").write_bytes(whole)
    done = erase_stories(project, [1])
    assert (done.storytellers, done.staying, done.left, done.complete) == (1, (), (), True)
    assert list((project.folder / "images").iterdir()) == []
    assert images(project) == []
    assert body(project) == "We walked.\n\nThen we had tea."
    with project.read() as session:
        assert list(session.scalars(select(Person))) == []
    assert not [path for path in project.folder.rglob("*") if path.is_file() and whole in path.read_bytes()]


def test_who_stays_when_a_story_is_deleted_is_named(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    make_story(project, title="Another", storyteller="Kit")
    project.close()
    assert run(["delete", str(project.folder), "1", "--for-good", "--yes"]) == 0
    assert "Kit stays in the list of people, with any photo" in capsys.readouterr().err
    with Project.open(project.folder) as again:
        assert len(images(again)) == 1


def test_a_photo_of_who_is_removed_goes_from_the_report(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    erase_stories(project, [1], storytellers=False)
    assert len(images(project)) == 1
    with project.edit(Operation.REMOVE_PERSON) as edit:
        remove_person(edit, 1)
    assert (images(project), body(project)) == ([], "We walked.\n\nThen we had tea.")
    project.undo()
    assert [one.person_id for one in images(project)] == [1]
    assert "{image" in body(project)
    project.close()
    assert run(["people", "remove", str(project.folder), "Kit"]) == 0
    assert "file is still in the project’s folder “images”" in capsys.readouterr().err


OF_SOMEBODY = {
    "report_image",
    "person_entry",
    "naming",
    "care_note",
    "review_pack",
    "theme_suggestion",
    "attendee",
}
OF_A_STORY = {"story_storyteller", "speaker", "consent", "answer"}


def test_every_table_that_refers_to_somebody_is_thought_of() -> None:
    """A new one belongs into `erasure`, `people.remove_person` and `test_who_is_deleted_for_good…`, or to a story."""
    found = {
        table.name
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "storyteller"
    }
    assert found == OF_SOMEBODY | OF_A_STORY


# ---- looked at ----------------------------------------------------------------------------------------------------


def test_every_column_that_names_a_file_is_in_the_one_list(project: Project) -> None:
    found = set()
    with project.read() as session:
        for table in Base.metadata.tables.values():
            columns = [column for column in table.columns if type(column.type) is Prose]
            for row in session.connection().execute(select(table)).mappings():
                said = {one.name: str(row[one.name]).partition("/") for one in columns}
                found |= {(table.name, name) for name, (kind, _, file) in said.items() if kind in FOLDERS and file}
    assert found <= {(table, column) for table, columns in NAMING.items() for column in columns}
    assert {("recording", "original"), ("report_image", "file")} <= found


def test_checking_names_images_that_are_missing_replaced_or_left_over(project: Project) -> None:
    photo = project.folder / images(project)[0].file
    whole = photo.read_bytes()
    assert not [one for one in examine(project) if "image" in one]
    photo.unlink()
    assert "is not in the folder “images”" in " ".join(examine(project))
    photo.write_text("<svg xmlns='x'/>")
    assert "cannot be read" in " ".join(examine(project))
    photo.write_bytes(whole)
    project.close()
    Image.new("RGBA", (60, 40), "green").save(photo)
    with Project.open(project.folder) as again:
        assert f"images/{photo.name}” is no longer what CoProClip made" in " ".join(examine(again))


# ---- leaving ------------------------------------------------------------------------------------------------------


def _svg(path: Path) -> None:
    path.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")


def _bomb(path: Path) -> None:
    Image.new("1", (30_000, 30_000)).save(path, "PNG")


@pytest.mark.parametrize("plant", [Path.unlink, _svg, _bomb])
@pytest.mark.parametrize("kind", [ReportFormat.HTML, ReportFormat.PDF])
def test_what_is_no_image_of_ours_does_not_leave(project: Project, tmp_path: Path, plant: object, kind: str) -> None:
    assert callable(plant)
    plant(project.folder / images(project)[0].file)
    with pytest.raises(NotShareable, match="An image in “Our walk” is not there, or cannot be read"):
        export_report(project, tmp_path, [ReportFormat(kind)])


def test_only_images_by_their_endings_leave(project: Project, tmp_path: Path) -> None:
    folder = project.folder
    project.close()
    (folder / "images" / "photo.jpg.desktop").write_text("#!/bin/sh")
    change(folder, "UPDATE report_image SET file = 'images/photo.jpg.desktop'")
    with Project.open(folder) as again, pytest.raises(NotShareable, match="Our walk"):
        leaves(again, tmp_path)


def test_of_an_image_only_its_pixels_leave(project: Project, tmp_path: Path) -> None:
    photo = project.folder / images(project)[0].file
    note = PngImagePlugin.PngInfo()
    note.add_text("Comment", "Canary Street 7")
    Image.new("RGB", (60, 40), "red").save(photo, pnginfo=note)
    assert b"Canary" in photo.read_bytes()
    [left] = (leaves(project, tmp_path) / "images").iterdir()
    assert b"Canary" not in left.read_bytes()
    assert left.name == "image 1.jpg"


def test_a_project_without_the_folder_of_images_closes_well(tmp_path: Path) -> None:
    with new_project(tmp_path / "Old") as made:
        (made.folder / "images").rmdir()
    assert copytree(made.folder, tmp_path / "Again.coproclip").is_dir()
