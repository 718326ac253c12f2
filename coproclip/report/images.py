"""Images of the report: copied into the project without what cameras write into them, and described in words."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.elsewhere.process import never
from coproclip.errors import BadInput, CoProClipError, NotFound, storage_error
from coproclip.image_file import LARGEST, BareImage, Pixels, bare_image
from coproclip.new_files import read_plain, write_whole
from coproclip.people.consent import consent_by, is_yes
from coproclip.project.kinds import ConsentAbout
from coproclip.project.project import Edit, Project
from coproclip.project.schema import Participant, Person, ReportImage, ReportSection
from coproclip.project.storage.named_files import image_pixels, read_image
from coproclip.project.storage.places import IMAGES, PRIVATE_FOLDER, refuse_links

_ACTIVITY = "copying the image"


def take_image(project: Project, source: Path) -> str:
    """Copy an image into the project, without where and with what it was taken; returns its path there.

    One that is larger than a page needs is made smaller. Raises `BadInput` for what is no image, `StorageError`.
    """
    project.guard.may_write()
    return keep_image(project, read_taken(source))


def read_taken(source: Path, stops: Callable[[], bool] = never) -> BareImage:
    """An image to be put into a project. Raises as `take_image`; `Cancelled` when it `stops`."""
    content = read_plain(source, LARGEST, "reading the image")
    try:
        return bare_image(content, stops=stops)
    except ValueError as error:
        raise BadInput(
            f"“{source.name}” cannot be read as an image, or is far too large.",
            "Nothing was added.",
            "Choose a PNG, JPEG, WebP or GIF.",
        ) from error


def keep_image(project: Project, made: BareImage) -> str:
    """Put an image into the project's folder; returns its path there. Raises `StorageError`."""
    project.guard.may_write()
    inside = f"{IMAGES}/{uuid.uuid4().hex[:16]}{made.ending}"
    refuse_links(project.folder, IMAGES)
    target = project.path(inside, IMAGES)
    try:
        target.parent.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        write_whole(target, made.content)
    except OSError as error:
        raise storage_error(error, _ACTIVITY) from error
    return inside


@dataclass(frozen=True, slots=True)
class TakenImage:
    """An image that lies in the project at `file` and is to stand in a section under `key`; see `add_image`."""

    key: str
    file: str
    alt: str = ""
    decorative: bool = False
    person_id: int | None = None


def new_key() -> str:
    """A key that no other image has."""
    return uuid.uuid4().hex[:8]


def add_image(
    edit: Edit,
    section_id: int,
    file: str,
    *,
    alt: str = "",
    decorative: bool = False,
    photo: bool = False,
    person_id: int | None = None,
    key: str = "",
) -> str:
    """An image for a section's text, to be put into it under the key that is returned. `file` is from `keep_image`.

    It gets a `key` that no other has, unless one is given. Raises `BadInput` for a photo of a storyteller who has not
    said yes to one.
    """
    edit.get(ReportSection, section_id)
    if person_id is not None:
        edit.get(Person, person_id)
    row = ReportImage(
        section_id=section_id,
        person_id=person_id,
        key=key or new_key(),
        file=file,
        alt=" ".join(alt.split()),
        decorative=int(decorative),
        photo=int(photo or person_id is not None),
    )
    if not may_show(edit.session, row):
        raise BadInput(
            "This storyteller has not said yes to a photo.", "It was not added.", "Ask them, then note their answer."
        )
    edit.add(row)
    return row.key


def describe_image(edit: Edit, section_id: int, key: str, *, alt: str, decorative: bool) -> None:
    """Say what an image shows, or that it is decorative. Raises `NotFound`."""
    row = image_of(edit.session, section_id, key)
    if row is None:
        raise NotFound("That image is no longer there.")
    row.alt, row.decorative = " ".join(alt.split()), int(decorative)


def image_of(session: Session, section_id: int, key: str) -> ReportImage | None:
    """The image that a section has under this key."""
    where = (ReportImage.section_id == section_id, ReportImage.key == key)
    return session.scalar(select(ReportImage).where(*where))


def shown_image(folder: Path, file: str, stops: Callable[[], bool] = never) -> Pixels:
    """An image of the project at `folder` as it is shown. Raises a `CoProClipError`; `Cancelled` when it `stops`."""
    return image_pixels(folder, file, stops)


@dataclass(frozen=True, slots=True)
class LeavingImage:
    """An image as it may leave: what its file is called, its bytes, and how many pixels it is wide."""

    name: str
    content: bytes
    width: int


def leaving_image(project: Project, file: str, stem: str) -> LeavingImage | None:
    """An image of the project, its pixels alone, to be called `stem`.

    None where it is not there, or is none that CoProClip makes.
    """
    try:
        made = read_image(project.folder, file)
    except CoProClipError:
        return None
    return LeavingImage(f"{stem}{made.ending}", made.content, made.width)


def may_show(session: Session, image: ReportImage) -> bool:
    """Whether it is no photo of a storyteller, or they said yes to one in every story that they are in."""
    if not image.photo and image.person_id is None:
        return True
    return image.person_id is not None and may_be_seen(session, image.person_id)


def may_be_seen(session: Session, person_id: int) -> bool:
    """Whether a storyteller said yes to a photo in every story that they are in."""
    stories = list(session.scalars(select(Participant.story_id).where(Participant.storyteller_id == person_id)))
    said = [consent_by(session, story, person_id).get(ConsentAbout.PHOTO) for story in stories]
    return bool(said) and all(map(is_yes, said))
