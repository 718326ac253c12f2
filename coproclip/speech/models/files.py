"""What a folder with a speech model must hold, and whether it is whole."""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from coproclip.errors import SpeechModelError
from coproclip.new_files import SHARED, write_whole
from coproclip.speech.models.onnx_folder import is_onnx, onnx_damaged, onnx_files, onnx_missing
from coproclip.speech.models.weights import whole_weights

REQUIRED = ("config.json", "model.bin", "tokenizer.json")
VOCABULARIES = ("vocabulary.txt", "vocabulary.json")
OPTIONAL = ("preprocessor_config.json",)
RECORD = "coproclip-checked.json"
BLOCK = 1 << 20
# None of the well-known ones is a quarter as large; each of them is read whole, and in memory is many times larger.
LARGEST = {
    "config.json": 1 << 20,
    "preprocessor_config.json": 4 << 20,
    "tokenizer.json": 12 << 20,
    "vocabulary.txt": 8 << 20,
    "vocabulary.json": 8 << 20,
}
SAFE = "Recording, playing and correcting all work."
ADD_ANOTHER = "Copy it again from where it came, then add it."
"""What to do about a damaged speech model that was never added: there is nothing to remove."""


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
    there = _names_in(folder)
    useful = (*REQUIRED, *VOCABULARIES, *OPTIONAL)
    return [folder / name for name in (onnx_files(there) if is_onnx(there) else useful) if name in there]


def _names_in(folder: Path) -> list[str]:
    """The names of the plain files in `folder`; none where it cannot be looked into."""
    try:
        return [path.name for path in folder.iterdir() if path.is_file()]
    except OSError:
        return []


def size_of(folder: Path) -> int:
    """How many bytes the speech model in `folder` takes."""
    return sum(path.stat().st_size for path in model_files(folder))


def missing_files(folder: Path) -> list[str]:
    """The names of needed files that `folder` lacks."""
    return missing_of(_names_in(folder))


def missing_of(names: Collection[str]) -> list[str]:
    """The names of needed files that are not among `names`, those of the files in one folder."""
    if is_onnx(names):
        return onnx_missing(names)
    missing = [name for name in REQUIRED if name not in names]
    return missing if any(name in names for name in VOCABULARIES) else [*missing, VOCABULARIES[0]]


def check_folder(folder: Path, next: str = "") -> None:
    """Raises `SpeechModelError` naming what is missing or damaged; quick, whatever the size.

    `next` is what to do about a damaged one; without it, as is right for one in the app's own folder.
    """
    if missing := missing_files(folder):
        raise SpeechModelError(
            f"The folder “{folder.name}” is not a whole speech model: {are_missing(missing)}.",
            SAFE,
            next if next and next != ADD_ANOTHER else "Copy the whole folder of the speech model again, then add it.",
        )
    try:
        bad = _damaged_file(folder)
    except OSError as error:
        raise SpeechModelError(
            f"The speech model in “{folder.name}” cannot be read ({error.strerror or 'unknown'}).",
            SAFE,
            "Check that its disk or stick is connected.",
        ) from error
    if bad:
        raise damaged(folder, bad, next)


def is_ready(folder: Path) -> bool:
    """Whether `folder` holds a speech model whose files are what they should be by their structure."""
    try:
        return not missing_files(folder) and not _damaged_file(folder)
    except OSError:
        return False


def _damaged_file(folder: Path) -> str:
    """The first file that is not what it should be; empty when all are. Remembered until a file is written to."""
    stamps = tuple(
        (path.name, facts.st_size, facts.st_mtime_ns, facts.st_ino)
        for path in model_files(folder)
        for facts in [path.stat()]
    )
    return _looked_into(folder, stamps)


@lru_cache(maxsize=64)
def _looked_into(folder: Path, stamps: tuple[tuple[str, int, int, int], ...]) -> str:
    for name, size, _, _ in stamps:
        if size > LARGEST.get(name, size) or not _stays_inside(folder / name):
            return name
        if name.endswith(".json") and not _is_json(folder / name, list if name == VOCABULARIES[1] else dict):
            return name
    if is_onnx(names := [name for name, *_ in stamps]):
        return onnx_damaged(folder, names)
    with (folder / "model.bin").open("rb") as file:
        return "" if whole_weights(file) else "model.bin"


def _is_json(path: Path, kind: type) -> bool:
    """Whether it holds one object (or list); one that is nested beyond all sense is not read to its end."""
    try:
        return isinstance(json.loads(path.read_bytes()), kind)
    except (ValueError, RecursionError, MemoryError):
        return False


def _stays_inside(path: Path) -> bool:
    """Whether a file lies in its own folder, or in the hub's store, where a name leads to what is kept once."""
    real, folder = path.resolve(), path.parent.resolve()
    store = folder.parent.parent / "blobs" if folder.parent.name == "snapshots" else folder
    return real.parent in (folder, store)


def damaged(folder: Path, name: str, next: str = "") -> SpeechModelError:
    """The sentence for a damaged file of a speech model; `next` is what to do about it."""
    return SpeechModelError(
        f"The speech model “{folder.name}” is damaged: {name} is not what it should be.",
        SAFE,
        next or "Remove this speech model, then add or download it again.",
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


def has_known_sizes(folder: Path, name: str) -> bool:
    """Whether the files have the sizes of the well-known speech model `name`; true for one that nobody here knows."""
    known = KNOWN.get(name, {})
    return all((folder / one).is_file() and (folder / one).stat().st_size == file.size for one, file in known.items())


def record_check(folder: Path, names: Iterable[str]) -> None:
    """Remember that the files `names` in `folder` were compared; a folder that is read-only is compared again."""
    with suppress(OSError):
        write_whole(folder / RECORD, json.dumps(_stamps(folder, names)).encode("utf-8"), mode=SHARED)


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
    except (OSError, ValueError, RecursionError):
        return None


def listed(names: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def are_missing(names: Sequence[str]) -> str:
    """`a is missing`, `a and b are missing`."""
    return f"{listed(names)} {'is' if len(names) == 1 else 'are'} missing"
