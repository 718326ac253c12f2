"""Images of the report: without what a camera wrote, no larger than a page, and no photo without a yes."""

import io
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hostile_files import endless_jpeg
from made_stories import make_story, new_project
from PIL import Image

from coproclip import image_file
from coproclip.errors import BadInput
from coproclip.people.consent import note_consent
from coproclip.people.storytellers import storytellers_of
from coproclip.project.journal import Operation
from coproclip.project.kinds import ConsentAbout
from coproclip.project.looking_after.integrity import examined
from coproclip.project.project import Project
from coproclip.report.images import add_image, leaving_image, shown_image, take_image
from coproclip.report.sections import add_section


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with new_project(tmp_path / "Images") as made:
        yield made


def photo(tmp_path: Path) -> Path:
    exif = Image.Exif()
    exif[0x010E] = "Canary Street 7"
    exif[0x0112] = 6  # lies on its side
    made = tmp_path / "photo.jpg"
    Image.new("RGB", (3000, 1000), "teal").save(made, "JPEG", exif=exif, comment=b"Canary")
    return made


def test_an_image_is_taken_in_without_what_the_camera_wrote(project: Project, tmp_path: Path) -> None:
    source = photo(tmp_path)
    assert b"Canary" in source.read_bytes()
    taken = project.folder / take_image(project, source)
    assert b"Canary" not in taken.read_bytes()
    with Image.open(taken) as image:
        assert image.size == (800, 2400), "upright, and no larger than a page needs"
    drawn = tmp_path / "drawing.png"
    Image.new("RGBA", (20, 10), (0, 0, 0, 0)).save(drawn)
    with Image.open(project.folder / take_image(project, drawn)) as image:
        assert image.mode == "RGBA"


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n broken", b"<svg xmlns='x'/>", b"\xff\xd8\xff\xe0" * 40])
def test_what_is_no_image_is_refused(project: Project, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.png").write_bytes(content)
    with pytest.raises(BadInput, match="image"):
        take_image(project, tmp_path / "x.png")
    assert not list(project.folder.glob("images/*"))


def test_an_image_of_absurd_size_is_refused(project: Project, tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(out, "PNG")
    (tmp_path / "bomb.png").write_bytes(out.getvalue())
    with pytest.raises(BadInput, match="image"):
        take_image(project, tmp_path / "bomb.png")


def test_what_takes_too_much_memory_is_refused_and_nothing_is_written_on_the_terminal(
    project: Project, tmp_path: Path, recwarn: pytest.WarningsRecorder
) -> None:
    Image.new("I;16", (8000, 7000)).save(tmp_path / "deep.png")
    with pytest.raises(BadInput, match="too large"):
        take_image(project, tmp_path / "deep.png")
    Image.new("1", (10_000, 9_500), 1).save(tmp_path / "scan.png")
    with Image.open(project.folder / take_image(project, tmp_path / "scan.png")) as image:
        assert image.size == (2400, 2280)
    assert not recwarn.list


def test_a_small_image_that_keeps_a_computer_busy_is_read_elsewhere_and_given_up(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(image_file, "MOST_CPU_S", 0.5)
    endless = tmp_path / "endless.jpg"
    endless.write_bytes(endless_jpeg())
    before = time.process_time()
    with pytest.raises(BadInput, match=r"cannot be read as an image, or is far too large\. Nothing was added"):
        take_image(project, endless)
    with project.edit(Operation.WRITE_REPORT) as edit:
        add_image(edit, add_section(edit).id, take_image(project, photo(tmp_path)), alt="Chairs")
    [taken] = project.folder.glob("images/*")
    taken.write_bytes(endless.read_bytes())
    [fault] = [one for one in examined(project) if "image" in one.what]
    assert "(“Chairs”) cannot be read" in fault.what
    assert leaving_image(project, f"images/{taken.name}", "image") is None
    with pytest.raises(BadInput, match="cannot be read as an image"):
        shown_image(project.folder, f"images/{taken.name}")
    assert time.process_time() - before < 2, "nobody here waits for it"


def test_an_image_is_shown_no_larger_than_the_page_and_read_once(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = take_image(project, photo(tmp_path))
    seen = shown_image(project.folder, taken)
    assert (seen.width, seen.height, len(seen.content)) == (400, 1200, 400 * 1200 * 4)
    monkeypatch.setattr(image_file, "MOST_CPU_S", 0.0)
    assert shown_image(project.folder, taken) == seen


def test_of_sixteen_bits_the_upper_ones_are_taken(project: Project, tmp_path: Path) -> None:
    Image.new("I;16", (20, 20), 30_000).save(tmp_path / "deep.png")
    with Image.open(project.folder / take_image(project, tmp_path / "deep.png")) as image:
        assert image.getpixel((1, 1)) == (117, 117, 117)


def test_a_photo_needs_its_storytellers_yes(project: Project, tmp_path: Path) -> None:
    story = make_story(project)
    file = take_image(project, photo(tmp_path))
    with project.read() as session:
        kit = storytellers_of(session, story)[0].id
    with project.edit(Operation.WRITE_REPORT) as edit:
        section = add_section(edit).id
    with pytest.raises(BadInput, match="yes"), project.edit(Operation.WRITE_REPORT) as edit:
        add_image(edit, section, file, alt="Kit", person_id=kit)
    with project.edit(Operation.NOTE_CONSENT) as edit:
        note_consent(edit, story, ConsentAbout.PHOTO, "yes", who="Kit", how="in person", storyteller_id=kit)
    with project.edit(Operation.WRITE_REPORT) as edit:
        assert add_image(edit, section, file, alt="Kit", person_id=kit)
