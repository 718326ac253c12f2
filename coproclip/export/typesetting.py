"""Pages and pictures set by Typst: it has letters for every script, and its PDF files are read out by screen readers.

A template gets all that people wrote as data, in a file that it reads: nothing of it is ever code.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from coproclip.errors import StorageError
from coproclip.new_files import write_whole
from coproclip.settings import resource_path

_MAIN = "main.typ"


def pdf_of(template: str, data: Mapping[str, object], images: Mapping[str, bytes], bench: Path) -> bytes:
    """A PDF/UA-1 of a template in `resources/templates`, which reads `data.json` and, by name, these images.

    `bench` is a folder to work in. Raises `StorageError` where it cannot be made.
    """
    for name, content in _given(template, data).items():
        write_whole(bench / name, content)
    for name, content in images.items():
        write_whole(bench / name, content)
    [made] = _compiled("The PDF", str(bench / _MAIN), root=str(bench), pdf_standards=["ua-1"])
    return made


def pictures_of(template: str, data: Mapping[str, object]) -> list[bytes]:
    """The pages of a template as PNG, one pixel for each point. Raises `StorageError` where they cannot be made."""
    return _compiled("The picture", _given(template, data), format="png", ppi=72)


def picture_of(template: str, data: Mapping[str, object], pixels: int) -> bytes:
    """The first page of a template as PNG, with so many `pixels` an inch. Raises `StorageError`."""
    return _compiled("The picture", _given(template, data), format="png", ppi=pixels)[0]


def svg_of(template: str, data: Mapping[str, object]) -> bytes:
    """The first page of a template as SVG, its letters drawn as shapes. Raises `StorageError`."""
    return _compiled("The picture", _given(template, data), format="svg")[0]


def measured(template: str, data: Mapping[str, object], label: str) -> object:
    """What a template says of itself in the metadata with this label, once all of it has its place.

    Raises `StorageError` where it cannot be set.
    """
    import typst  # not needed to start

    query: Any = typst.query
    with _said_of("The picture", typst.TypstError):
        return json.loads(query(_given(template, data), f"<{label}>", field="value", one=True))


def _given(template: str, data: Mapping[str, object]) -> dict[str, bytes]:
    return {
        "data.json": json.dumps(data, ensure_ascii=False).encode("utf-8"),
        _MAIN: resource_path("templates", template).read_bytes(),
    }


def _compiled(what: str, given: object, **how: object) -> list[bytes]:
    import typst  # not needed to start

    compiler: Any = typst.compile  # its types do not know that it takes several files
    with _said_of(what, typst.TypstError):
        made = compiler(given, **how)
    return list(made) if isinstance(made, list) else [made]


@contextmanager
def _said_of(what: str, fault: type[Exception]) -> Iterator[None]:
    try:
        yield
    except fault as error:
        raise StorageError(
            f"{what} could not be made.", "Everything else that was made is whole.", "Choose another kind."
        ) from error
