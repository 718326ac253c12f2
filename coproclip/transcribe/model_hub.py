"""Fetching a speech model from the model hub. Reaches for the network, and only ever when a person pressed Download."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from coproclip.errors import SpeechModelError
from coproclip.jobs import CancelToken, Report, Stopwatch

MB = 1_000_000
LOOK_SECONDS = 0.5


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


class Fetch(Protocol):
    """Gets the files of an offer into a folder, carrying on with what already lies there."""

    def __call__(self, offer: Offer, into: Path, report: Report, cancel: CancelToken) -> None:
        """Raises `SpeechModelError` when there is no connection, `Cancelled` when stopped."""


def fetch_from_hub(offer: Offer, into: Path, report: Report, cancel: CancelToken) -> None:
    """Download `offer` in a process of its own, which alone may use the network and can be stopped at once."""
    online = {key: value for key, value in os.environ.items() if key not in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")}
    online |= {"HF_HUB_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1", "PYTHONPATH": _search_path()}
    task = [sys.executable, "-P", "-m", "coproclip.transcribe.model_hub", offer.repository, str(into)]
    watch = Stopwatch(report)
    process = subprocess.Popen(
        task, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=online
    )
    try:
        while process.poll() is None:
            watch(min(_arrived(into), offer.size - 1), offer.size, "Downloading the speech model")
            if cancel.wait(LOOK_SECONDS):
                cancel.raise_if_cancelled()
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
    if process.returncode:
        raise SpeechModelError(
            "The speech model could not be downloaded.",
            "What has arrived is kept.",
            "Check the connection and try again, or add the speech model from a folder or USB stick.",
        )


def _search_path() -> str:
    return os.pathsep.join(path for path in sys.path if path)


def _arrived(folder: Path) -> int:
    """How many bytes lie in `folder`, finished or not."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.stat(os.path.join(place, name)).st_size
            except OSError:
                continue
    return total


def main(repository: str, into: str) -> None:
    """Fetch in this process; what `fetch_from_hub` starts."""
    from huggingface_hub import snapshot_download

    wanted = ["config.json", "preprocessor_config.json", "model.bin", "tokenizer.json", "vocabulary.*"]
    snapshot_download(repository, local_dir=into, allow_patterns=wanted)


if __name__ == "__main__":
    main(*sys.argv[1:])
