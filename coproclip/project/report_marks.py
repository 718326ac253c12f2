"""Where images stand in the text of the report, as `report.markup` writes it: a line of its own for each."""

import re
from collections.abc import Collection

from sqlalchemy import Connection, select, update

from coproclip.project.belonging import some_of
from coproclip.project.schema import ReportImage, ReportSection

_IMAGE = re.compile(r"(?m)^[ \t]*! \{image ([a-z0-9]{1,12})\}[ \t]*$\n*")


def images_in(text: str) -> list[str]:
    """The keys of the images in the text of a section, in their order."""
    return [found[1] for found in _IMAGE.finditer(text)]


def without_images(text: str, keys: Collection[str]) -> str:
    """The text of a section without the images of these keys."""
    gone = frozenset(keys)
    return _IMAGE.sub(lambda found: "" if found[1] in gone else found[0], text).strip("\n") if gone else text


def take_out_images(connection: Connection, images: Collection[int]) -> None:
    """Take these images, whose rows are about to go, out of the texts that they stand in."""
    image, section = ReportImage.__table__, ReportSection.__table__
    keys: dict[int, set[str]] = {}
    for some in some_of(images):
        for row in connection.execute(select(image.c.section_id, image.c.key).where(image.c.id.in_(some))):
            keys.setdefault(row.section_id, set()).add(row.key)
    for number, gone in keys.items():
        for row in connection.execute(select(section.c.body).where(section.c.id == number)).all():
            changed = update(ReportSection).where(section.c.id == number).values(body=without_images(row.body, gone))
            connection.execute(changed)
