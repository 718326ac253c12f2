"""What a folder with a speech model must hold, and whether it is whole."""

import hashlib
import json
import os
import struct
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from coproclip.errors import SpeechModelError

REQUIRED = ("config.json", "model.bin", "tokenizer.json")
VOCABULARIES = ("vocabulary.txt", "vocabulary.json")
OPTIONAL = ("preprocessor_config.json",)
RECORD = "coproclip-checked.json"
BLOCK = 1 << 20
WITH_ALIASES = 3
SAFE = "Recording, playing and correcting all work."


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file of a well-known speech model: its size in bytes and its SHA-256."""

    size: int
    sha256: str


KNOWN: dict[str, dict[str, KnownFile]] = {
    "base": {
        "model.bin": KnownFile(145217532, "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"),
        "config.json": KnownFile(2309, "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a"),
        "tokenizer.json": KnownFile(2203239, "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab"),
        "vocabulary.txt": KnownFile(459861, "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913"),
    },
    "tiny.en": {
        "model.bin": KnownFile(75537502, "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a"),
        "config.json": KnownFile(2317, "14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5"),
        "tokenizer.json": KnownFile(2128466, "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df"),
        "vocabulary.txt": KnownFile(422309, "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf"),
    },
}


def model_files(folder: Path) -> list[Path]:
    """The files of the speech model in `folder` that are there, the needed and the useful ones."""
    names = (*REQUIRED, *VOCABULARIES, *OPTIONAL)
    return [folder / name for name in names if (folder / name).is_file()]


def size_of(folder: Path) -> int:
    """How many bytes the speech model in `folder` takes."""
    return sum(path.stat().st_size for path in model_files(folder))


def missing_files(folder: Path) -> list[str]:
    """The names of needed files that `folder` lacks."""
    missing = [name for name in REQUIRED if not (folder / name).is_file()]
    if not any((folder / name).is_file() for name in VOCABULARIES):
        missing.append(VOCABULARIES[0])
    return missing


def check_folder(folder: Path) -> None:
    """Raises `SpeechModelError` naming what is missing or damaged; quick, whatever the size."""
    if missing := missing_files(folder):
        raise SpeechModelError(
            f"The folder “{folder.name}” is not a whole speech model: {are_missing(missing)}.",
            SAFE,
            "Copy the whole folder of the speech model again, then add it.",
        )
    try:
        for name in ("config.json", "tokenizer.json"):
            json.loads((folder / name).read_bytes())
        with (folder / "model.bin").open("rb") as file:
            whole = _whole(file)
    except ValueError:
        raise damaged(folder, name) from None
    except OSError as error:
        raise SpeechModelError(
            f"The speech model in “{folder.name}” cannot be read ({error.strerror or 'unknown'}).",
            SAFE,
            "Check that its disk or stick is connected.",
        ) from error
    if not whole:
        raise damaged(folder, "model.bin")


def damaged(folder: Path, name: str) -> SpeechModelError:
    """The sentence for a damaged file of a speech model."""
    return SpeechModelError(
        f"The speech model “{folder.name}” is damaged: {name} is not what it should be.",
        SAFE,
        "Remove this speech model, then add or download it again.",
    )


def check_known(folder: Path, name: str, check: Callable[[], None] = lambda: None) -> None:
    """Raises `SpeechModelError` when `folder` holds another thing than the well-known speech model `name`.

    Sizes are compared every time; the SHA-256 sums once, and again when a file was written to since.
    """
    known = KNOWN.get(name, {})
    for file_name, file in known.items():
        path = folder / file_name
        if not path.is_file() or path.stat().st_size != file.size:
            raise damaged(folder, file_name)
    if not known or _recorded(folder) == _stamps(folder, known):
        return
    for file_name, file in known.items():
        if sha256(folder / file_name, check) != file.sha256:
            raise damaged(folder, file_name)
    record_check(folder, known)


def record_check(folder: Path, names: Iterable[str]) -> None:
    """Remember that the files `names` in `folder` were compared; a folder that is read-only is compared again."""
    fresh = folder / f"{RECORD}.{os.getpid()}"
    try:
        fresh.write_text(json.dumps(_stamps(folder, names)), "utf-8")
        os.replace(fresh, folder / RECORD)
    except OSError:
        fresh.unlink(missing_ok=True)


def sha256(path: Path, check: Callable[[], None] = lambda: None) -> str:
    """The SHA-256 of a file, in hex; `check` is called all along and may raise."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            check()
            digest.update(block)
    return digest.hexdigest()


def _stamps(folder: Path, names: Iterable[str]) -> dict[str, list[int]]:
    return {name: [(folder / name).stat().st_size, (folder / name).stat().st_mtime_ns] for name in sorted(names)}


def _recorded(folder: Path) -> object:
    try:
        return json.loads((folder / RECORD).read_bytes())
    except (OSError, ValueError):
        return None


def _whole(file: IO[bytes]) -> bool:
    """Whether the weights in a CTranslate2 file reach to its end: a copy that broke off is found without reading it.

    Version, name, revision; for each variable: name, shape, type, size in bytes, data; then pairs of other names.
    """

    def number(kind: str) -> int:
        size = struct.calcsize(kind)
        value: int = struct.unpack(f"<{kind}", file.read(size))[0]
        return value

    end = file.seek(0, os.SEEK_END)
    file.seek(0)
    try:
        version = number("I")
        if b"Whisper" not in file.read(number("H")):
            return False
        number("I")
        for _ in range(number("I")):
            file.seek(number("H"), os.SEEK_CUR)
            file.seek(4 * number("B") + 1, os.SEEK_CUR)
            file.seek(number("I"), os.SEEK_CUR)
        for _ in range(2 * number("I") if version >= WITH_ALIASES else 0):
            file.seek(number("H"), os.SEEK_CUR)
    except struct.error:
        return False
    return file.tell() <= end


def listed(names: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def are_missing(names: Sequence[str]) -> str:
    """`a is missing`, `a and b are missing`."""
    return f"{listed(names)} {'is' if len(names) == 1 else 'are'} missing"
