"""Pages and pictures set by Typst: it has letters for every script, and its PDF files are read out by screen readers.

A template gets all that people wrote as data, in a file that it reads: nothing of it is ever code. The letters are
those that come with CoProClip, so that paper looks the same everywhere; for scripts that they have not, the computer's.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from coproclip.elsewhere.process import Elsewhere, TooHeavy, never
from coproclip.errors import StorageError
from coproclip.new_files import write_whole
from coproclip.settings import resource_path

LETTERS = ("Atkinson Hyperlegible", "Noto Sans", "Liberation Sans", "Arial", "DejaVu Sans", "Libertinus Serif")
"""The first is ours, drawn by the Braille Institute for eyes that see little; the last comes with Typst."""
_OUR_LETTERS = "fontpkg_atkinson_hyperlegible"
_MAIN = "main.typ"
MOST_CPU_S, MOST_S = 300.0, 1_200.0
"""So much is given to a whole report: of the processor, and by the clock, as others may be busy."""
_setting = Elsewhere(6 << 30)


def pdf_of(
    template: str,
    data: Mapping[str, object],
    images: Mapping[str, bytes],
    bench: Path,
    stops: Callable[[], bool] = never,
) -> bytes:
    """A PDF/UA-1 of a template in `resources/templates`, which reads `data.json` and, by name, these images.

    `bench` is a folder to work in. It is set in a process of its own, as what is planted in a project may be long in
    setting. Raises `StorageError` where it cannot be made, or not in the time and memory for it; `Cancelled` when it
    `stops`.
    """
    for name, content in [*_given(template, data).items(), *images.items()]:
        write_whole(bench / name, content)
    try:
        return _setting.call(pdf_here, bench.absolute(), most_cpu_s=MOST_CPU_S, most_s=MOST_S, stops=stops)
    except TooHeavy as error:
        raise StorageError(
            "The PDF takes far too much time or memory.",
            "Nothing of it was left.",
            "Shorten what is in it, or choose another kind.",
        ) from error


def pdf_here(bench: Path) -> bytes:
    """The PDF of what lies in a folder, however long it takes."""
    return _pdf(str(bench / _MAIN), root=str(bench))


def pdf_of_words(template: str, data: Mapping[str, object]) -> bytes:
    """The same without images, and without a folder to work in."""
    return _pdf(_given(template, data), format="pdf")


def _pdf(given: object, **how: object) -> bytes:
    """Where no font here has a letter of it, it is tagged all the same and does not call itself PDF/UA-1."""
    try:
        [made] = _compiled("The PDF", given, pdf_standards=["ua-1"], **how)
    except _NoLetter:
        [made] = _compiled("The PDF", given, **how)
    return made


def pictures_of(template: str, data: Mapping[str, object], pixels: int = 72) -> list[bytes]:
    """The pages of a template as PNG, with so many `pixels` an inch. Raises `StorageError`."""
    return _compiled("The picture", _given(template, data), format="png", ppi=pixels)


def picture_of(template: str, data: Mapping[str, object], pixels: int) -> bytes:
    """The first of them."""
    return pictures_of(template, data, pixels)[0]


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
        return json.loads(query(_given(template, data), f"<{label}>", field="value", one=True, font_paths=_fonts()))


def _given(template: str, data: Mapping[str, object]) -> dict[str, bytes]:
    return {
        "data.json": json.dumps(data, ensure_ascii=False).encode("utf-8"),
        _MAIN: resource_path("templates", template).read_bytes(),
    }


class _NoLetter(StorageError):
    """No font has a letter that people wrote."""


@cache
def _fonts() -> object:
    import typst  # not needed to start

    return typst.Fonts(font_paths=[str(files(_OUR_LETTERS) / "files")])


def _compiled(what: str, given: object, **how: object) -> list[bytes]:
    import typst  # not needed to start

    compiler: Any = typst.compile  # its types do not know that it takes several files
    with _said_of(what, typst.TypstError):
        made = compiler(given, font_paths=_fonts(), **how)
    return list(made) if isinstance(made, list) else [made]


@contextmanager
def _said_of(what: str, fault: type[Exception]) -> Iterator[None]:
    try:
        yield
    except fault as error:
        kind = _NoLetter if "could not be displayed with font" in str(error) else StorageError
        raise kind(
            f"{what} could not be made.", "Everything else that was made is whole.", "Choose another kind."
        ) from error
