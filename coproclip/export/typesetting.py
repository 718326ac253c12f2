"""Pages and pictures set by Typst: it has letters for every script, and its PDF files are read out by screen readers.

A template gets all that people wrote as data, in a file that it reads: nothing of it is ever code.
"""

import json
from collections.abc import Mapping
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


def _given(template: str, data: Mapping[str, object]) -> dict[str, bytes]:
    return {
        "data.json": json.dumps(data, ensure_ascii=False).encode("utf-8"),
        _MAIN: resource_path("templates", template).read_bytes(),
    }


def _compiled(what: str, given: object, **how: object) -> list[bytes]:
    import typst  # not needed to start

    compiler: Any = typst.compile  # its types do not know that it takes several files
    try:
        made = compiler(given, **how)
    except typst.TypstError as error:
        raise StorageError(
            f"{what} could not be made.", "Everything else that was made is whole.", "Choose another kind."
        ) from error
    return list(made) if isinstance(made, list) else [made]
