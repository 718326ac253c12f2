"""Pages and pictures set by Typst: it has letters for every script, and its PDF files are read out by screen readers.

A template gets all that people wrote as data, in a file that it reads: nothing of it is ever code. The letters are
those that come with CoProClip, so that paper looks the same everywhere; for scripts that they have not, the computer's.
All of it is set in a process of its own, with little time and memory: what is planted in a project may be long in
setting.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from coproclip.elsewhere.process import Elsewhere, TooHeavy, never
from coproclip.errors import StorageError
from coproclip.new_files import write_whole
from coproclip.settings import resource_path

LETTERS = ("Atkinson Hyperlegible", "Noto Sans", "Liberation Sans", "Arial", "DejaVu Sans", "Libertinus Serif")
"""The first is ours, drawn by the Braille Institute for eyes that see little; the last comes with Typst."""
_OUR_LETTERS = "fontpkg_atkinson_hyperlegible"
_MAIN = "main.typ"
_PDF, _PICTURE = "The PDF", "The picture"
MOST_CPU_S, MOST_S = 300.0, 1_200.0
"""So much is given to a whole report: of the processor, and by the clock, as others may be busy."""
FEW_CPU_S, FEW_S = 120.0, 480.0
"""So much is given to everything else."""
_setting = Elsewhere(6 << 30)

T = TypeVar("T")


def pdf_of(
    template: str,
    data: Mapping[str, object],
    images: Mapping[str, bytes],
    bench: Path,
    stops: Callable[[], bool] = never,
) -> bytes:
    """A PDF/UA-1 of a template in `resources/templates`, which reads `data.json` and, by name, these images.

    `bench` is a folder to work in. Raises `StorageError` where it cannot be made, or not in the time and memory for it;
    `Cancelled` when it `stops`. So do all others here.
    """
    for name, content in [*_given(template, data).items(), *images.items()]:
        write_whole(bench / name, content)
    return _set(_PDF, pdf_here, bench.absolute(), stops=stops, whole=True)


def _set(
    what: str,
    function: Callable[..., T],
    *given: object,
    stops: Callable[[], bool],
    whole: bool = False,
) -> T:
    most_cpu_s, most_s = (MOST_CPU_S, MOST_S) if whole else (FEW_CPU_S, FEW_S)
    try:
        return _setting.call(function, *given, most_cpu_s=most_cpu_s, most_s=most_s, stops=stops)
    except TooHeavy as error:
        raise StorageError(
            f"{what} takes far too much time or memory.",
            "Nothing of it was left.",
            "Shorten what is in it, or choose another kind.",
        ) from error


def pdf_here(bench: Path) -> bytes:
    """The PDF of what lies in a folder, however long it takes."""
    return _pdf(str(bench / _MAIN), root=str(bench))


def pdf_of_words(template: str, data: Mapping[str, object], stops: Callable[[], bool] = never) -> bytes:
    """The same without images, and without a folder to work in."""
    return _set(_PDF, _words_here, _given(template, data), stops=stops)


def _words_here(given: Mapping[str, bytes]) -> bytes:
    """The PDF of these files by their names, however long it takes."""
    return _pdf(given, format="pdf")


def _pdf(given: object, **how: object) -> bytes:
    """Where no font here has a letter of it, it is tagged all the same and does not call itself PDF/UA-1."""
    try:
        [made] = _compiled(_PDF, given, pdf_standards=["ua-1"], **how)
    except _NoLetter:
        [made] = _compiled(_PDF, given, **how)
    return made


def pictures_of(
    template: str, data: Mapping[str, object], pixels: int = 72, stops: Callable[[], bool] = never
) -> list[bytes]:
    """The pages of a template as PNG, with so many `pixels` an inch."""
    return _set(_PICTURE, _pictures_here, _given(template, data), pixels, stops=stops)


def _pictures_here(given: Mapping[str, bytes], pixels: int) -> list[bytes]:
    """The same of these files, however long it takes."""
    return _compiled(_PICTURE, given, format="png", ppi=pixels)


def picture_of(template: str, data: Mapping[str, object], pixels: int, stops: Callable[[], bool] = never) -> bytes:
    """The first of them."""
    return pictures_of(template, data, pixels, stops)[0]


def svg_of(template: str, data: Mapping[str, object], stops: Callable[[], bool] = never) -> bytes:
    """The first page of a template as SVG, its letters drawn as shapes."""
    return _set(_PICTURE, _drawing_here, _given(template, data), stops=stops)


def _drawing_here(given: Mapping[str, bytes]) -> bytes:
    """The same of these files, however long it takes."""
    return _compiled(_PICTURE, given, format="svg")[0]


def measured(template: str, data: Mapping[str, object], label: str, stops: Callable[[], bool] = never) -> object:
    """What a template says of itself in the metadata with this label, once all of it has its place."""
    return _set(_PICTURE, _measured_here, _given(template, data), label, stops=stops)


def _measured_here(given: Mapping[str, bytes], label: str) -> object:
    """The same of these files, however long it takes."""
    import typst  # not needed to start

    query: Any = typst.query
    with _said_of(_PICTURE, typst.TypstError):
        return json.loads(query(given, f"<{label}>", field="value", one=True, font_paths=_fonts()))


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
