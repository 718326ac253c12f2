"""Fetching a speech model from the model hub. Reaches for the network, and only ever when a person pressed Download."""

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from coproclip.errors import CoProClipError, SpeechModelError, storage_error
from coproclip.jobs import CancelToken, Report, Stopwatch
from coproclip.new_files import SHARED, open_or_make, write_whole
from coproclip.speech.models.files import BLOCK, sha256

MB = 1_000_000
LOOK_SECONDS = 0.5
REVISION, PART = ".revision", ".part"
SHA256_LETTERS = 64
WANTED = ("config.json", "preprocessor_config.json", "model.bin", "tokenizer.json", "vocabulary.txt", "vocabulary.json")
# How the downloading process ends.
FAILED, NO_CONNECTION, DISK_FULL = 1, 3, 4
# By name: which library speaks to the network is the hub's own affair, and changes.
# A key to the hub that lies on this computer says whose it is: these models are for everybody, so none is ever sent.
_NOT_PASSED_ON = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HF_TOKEN_PATH")
_NO_CONNECTION = ("Connect", "Proxy", "Timeout", "gaierror", "NetworkError", "OfflineMode", "LocalEntryNotFound")


@dataclass(frozen=True, slots=True)
class Offer:
    """A speech model on the hub: where, about how many bytes, and what it is good for."""

    repository: str
    size: int
    good_for: str


DOWNLOADS: dict[str, Offer] = {
    "tiny": Offer("Systran/faster-whisper-tiny", 78 * MB, "a quick first look, in any language"),
    "tiny.en": Offer("Systran/faster-whisper-tiny.en", 78 * MB, "a quick first look, English only"),
    "base": Offer("Systran/faster-whisper-base", 148 * MB, "everyday work on an ordinary laptop"),
    "small": Offer("Systran/faster-whisper-small", 486 * MB, "fewer mistakes, about three times slower"),
    "distil-large-v3": Offer("Systran/faster-distil-whisper-large-v3", 1516 * MB, "English with very few mistakes"),
    "medium": Offer("Systran/faster-whisper-medium", 1530 * MB, "few mistakes, needs patience"),
    "large-v3-turbo": Offer(
        "mobiuslabsgmbh/faster-whisper-large-v3-turbo", 1620 * MB, "very few mistakes on a quick computer"
    ),
    "large-v3": Offer("Systran/faster-whisper-large-v3", 3090 * MB, "the fewest mistakes, overnight"),
}


def good_for(name: str) -> str:
    """What a well-known speech model is good for, in plain words; empty for one that nobody here knows."""
    return DOWNLOADS[name].good_for if name in DOWNLOADS else ""


class Fetch(Protocol):
    """Gets the files of an offer into a folder, carrying on with what already lies there."""

    def __call__(self, offer: Offer, into: Path, report: Report, cancel: CancelToken) -> None:
        """Raises `SpeechModelError` when there is no connection, `Cancelled` when stopped."""


def fetch_from_hub(offer: Offer, into: Path, report: Report, cancel: CancelToken) -> None:
    """Download `offer` in a process of its own, which alone may use the network and can be stopped at once."""
    online = {key: value for key, value in os.environ.items() if key not in _NOT_PASSED_ON}
    online |= {"HF_HUB_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1", "PYTHONPATH": _search_path()}
    online |= {"HF_HUB_DISABLE_IMPLICIT_TOKEN": "1", "NETRC": os.devnull}
    task = [sys.executable, "-P", "-m", "coproclip.speech.models.hub", offer.repository, str(into)]
    watch = Stopwatch(report)
    process = subprocess.Popen(
        task, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=online
    )
    try:
        while process.poll() is None:
            watch(min(arrived(into), offer.size - 1), offer.size, "Downloading the speech model")
            if cancel.wait(LOOK_SECONDS):
                cancel.raise_if_cancelled()
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
    if process.returncode:
        raise _error_of(process.returncode)


def _error_of(code: int) -> CoProClipError:
    kept = "What has arrived is kept."
    if code == DISK_FULL:
        return storage_error(OSError(errno.ENOSPC, "full"), "downloading the speech model")
    if code == NO_CONNECTION:
        return SpeechModelError(
            "There is no internet connection, so the speech model could not be downloaded.",
            kept,
            "Try again once you are online, or add the speech model from a folder, a zip file or a USB stick.",
        )
    return SpeechModelError(
        "The speech model could not be downloaded.",
        kept,
        "Try again later, or add the speech model from a folder, a zip file or a USB stick.",
    )


def _search_path() -> str:
    return os.pathsep.join(path for path in sys.path if path)


def arrived(folder: Path) -> int:
    """How many bytes lie in `folder`, finished or not."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.stat(os.path.join(place, name)).st_size
            except OSError:
                continue
    return total


def main(repository: str, into: str) -> int:
    """Fetch in this process, file after file; what `fetch_from_hub` starts. Returns how it ended."""
    from huggingface_hub import HfApi

    try:
        # Asked first: it names the one revision of which all files have to be.
        info = HfApi(token=False).model_info(repository, token=False)
        _only_of(Path(into), str(info.sha))
        for file in info.siblings or ():
            if file.rfilename in WANTED:
                _fetch_file(repository, file.rfilename, str(info.sha), Path(into))
    except Exception as error:
        return how_it_failed(error)
    return 0


def _only_of(into: Path, revision: str) -> None:
    """Let go of what has arrived of another revision: files of two do not fit together."""
    record = into / REVISION
    if not record.is_file() or record.read_text("utf-8") != revision:
        for left in into.iterdir():
            if left.is_file():
                left.unlink()
            else:
                shutil.rmtree(left, ignore_errors=True)
        write_whole(record, revision.encode("utf-8"), mode=SHARED)


def _fetch_file(repository: str, name: str, revision: str, into: Path) -> None:
    """Fetch one file, from where it was left. The hub's own way of doing so begins again every time."""
    from huggingface_hub import constants, get_hf_file_metadata, hf_hub_url
    from huggingface_hub.file_download import http_get

    if (into / name).is_file():
        return
    # What a stop may lose, at most.
    constants.DOWNLOAD_CHUNK_SIZE = BLOCK
    facts = get_hf_file_metadata(hf_hub_url(repository, name, revision=revision), token=False)
    part = into / f"{name}{PART}"
    if part.is_file() and part.stat().st_size > (facts.size or 0):
        part.unlink()
    with os.fdopen(open_or_make(part, os.O_WRONLY | os.O_APPEND | os.O_CREAT, SHARED), "ab") as file:
        http_get(facts.location, file, resume_size=file.tell(), expected_size=facts.size)
        file.flush()
        os.fsync(file.fileno())
    # Of large files the hub's mark is the SHA-256.
    if facts.etag and len(facts.etag) == SHA256_LETTERS and sha256(part) != facts.etag:
        part.unlink()
        raise ValueError("what arrived is not what was sent")
    part.replace(into / name)


def how_it_failed(error: BaseException) -> int:
    """What an error of the hub's library comes from: `NO_CONNECTION`, `DISK_FULL` or something else."""
    chain = list(_causes(error))
    if any(isinstance(link, OSError) and link.errno in (errno.ENOSPC, errno.EDQUOT) for link in chain):
        return DISK_FULL
    names = [type(link).__name__ for link in chain]
    return NO_CONNECTION if any(mark in name for name in names for mark in _NO_CONNECTION) else FAILED


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
