"""Texts that a command is given in a file, in whatever encoding an older program wrote them."""

from pathlib import Path
from typing import Annotated

import typer

from coproclip.cli.output import say
from coproclip.errors import BadInput
from coproclip.foreign_text import ENCODINGS, encoding_named, read_text
from coproclip.new_files import read_plain


def _encoding(name: str) -> str:
    try:
        return encoding_named(name)
    except BadInput as error:
        raise typer.BadParameter(str(error)) from error


EncodingName = Annotated[
    str,
    typer.Option(
        "--encoding",
        metavar="NAME",
        parser=_encoding,
        help="How the letters of a text are written, such as windows-1251; found out without.",
    ),
]


def say_read_as(guessed: str) -> None:
    """Say in which encoding a file was read, where that was `guessed` (empty: it was not)."""
    if guessed:
        say(f"Read as {ENCODINGS[guessed]}. If letters look wrong, give another with --encoding.")


def text_of(path: Path, largest: int, activity: str, encoding: str = "", safe: str = "Nothing was changed.") -> str:
    """All of a file of plain text; how it was read is said where it was guessed. Raises `BadInput`, `StorageError`."""
    content = read_plain(path, largest, activity)
    try:
        found = read_text(content, encoding)
    except ValueError as error:
        raise BadInput(f"“{path.name}” is not a file of plain text.", safe, "Save it as text, in UTF-8.") from error
    say_read_as(found.read_as)
    for note in found.notes:
        say(note)
    return found.text
