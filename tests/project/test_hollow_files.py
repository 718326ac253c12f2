"""Files of a few bytes that say they are hundreds of gigabytes: nothing hangs or fills up, each gets a sentence."""

import hashlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from coproclip.capture.wav_writer import WavFormat, wav_header
from coproclip.cli.app import run
from coproclip.file_locks import is_hollow
from coproclip.project.project import Project
from coproclip.project.storage.fingerprints import DATABASE_SUM, MEDIA_SUMS, changed_media, note_media, sha256_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there `truncate` takes the room at once")
GB = 1 << 30
NAME = "01234567-89ab-cdef-0123-456789abcdef"
LONGEST_S = 60.0
"""No command may hang; each of these takes a second or two."""


@pytest.fixture(autouse=True)
def _in_time() -> Iterator[None]:
    begun = time.monotonic()
    yield
    assert time.monotonic() - begun < LONGEST_S


def hollow(path: Path, size: int = 300 * GB, head: bytes = b"") -> Path:
    with path.open("wb") as file:
        file.write(head)
        file.truncate(size)
    return path


def command(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str]:
    capsys.readouterr()
    code = run([str(word) for word in words])
    printed = capsys.readouterr()
    return code, printed.out + printed.err


def test_what_is_hollow(tmp_path: Path) -> None:
    assert is_hollow(hollow(tmp_path / "hollow"))
    assert not is_hollow(hollow(tmp_path / "small", GB))
    (tmp_path / "plain").write_bytes(b"words")
    assert not is_hollow(tmp_path / "plain")


def test_a_hollow_working_copy_does_not_hold_up_closing_and_is_named(
    project: Project, story: int, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = project.folder
    project.close()
    copy = hollow(folder / "working" / "0123456789abcdef.flac")
    code, printed = command(capsys, "stories", folder)
    assert (code, "Moving the chairs" in printed) == (0, True)
    assert copy.name not in (folder / MEDIA_SUMS).read_text() if (folder / MEDIA_SUMS).exists() else True
    (folder / MEDIA_SUMS).write_text(f"{'0' * 64}  working/{copy.name}\n")
    code, printed = command(capsys, "check-project", folder)
    assert code == 1
    assert f"“working/{copy.name}” is no longer what CoProClip made." in printed


def test_closing_stops_in_the_middle_of_a_large_file(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = project.folder
    project.close()
    (folder / "working" / "new.flac").write_bytes(os.urandom(1 << 22))
    monkeypatch.setattr("coproclip.project.storage.fingerprints.AT_CLOSING_S", 0.0)
    note_media(folder, 0.0)
    assert not (folder / MEDIA_SUMS).exists()
    with pytest.raises(TimeoutError):
        sha256_of(folder / "working" / "new.flac", until=time.monotonic())
    monkeypatch.undo()
    note_media(folder, 0.0)
    assert (
        hashlib.sha256((folder / "working" / "new.flac").read_bytes()).hexdigest() in (folder / MEDIA_SUMS).read_text()
    )
    assert changed_media(folder) == []


@pytest.mark.parametrize("name", [MEDIA_SUMS, DATABASE_SUM])
def test_sums_that_are_far_too_many_are_no_sums(
    project: Project, story: int, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = project.folder
    project.close()
    hollow(folder / name)
    assert command(capsys, "check-project", folder)[0] == 0
    assert command(capsys, "stories", folder)[0] == 0


def test_a_hollow_original_database_and_log_are_named(
    project: Project, story: int, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = project.folder
    project.close()
    original = next((folder / "originals").iterdir())
    whole = original.read_bytes()
    os.truncate(original, 300 * GB)
    code, printed = command(capsys, "check-project", folder)
    assert code == 1
    assert "There is next to nothing in it" in printed
    original.write_bytes(whole)
    os.truncate(folder / "project.db", 300 * GB)
    code, printed = command(capsys, "check-project", folder)
    assert code == 1
    assert "project.db is not as CoProClip left it" in printed


def test_a_hollow_log_is_not_copied(project: Project, story: int, capsys: pytest.CaptureFixture[str]) -> None:
    folder = project.folder
    project.close()
    hollow(folder / "project.db-wal")
    code, printed = command(capsys, "check-project", folder)
    assert code == 1
    assert "The log beside project.db is far larger than it can be." in printed


HEAD = WavFormat(16_000, 1)
NOTE = {"title": "Trap", "started": "2026-05-14T10:30:00+01:00", "sample_rate": 16_000}
CLAIMS: dict[str, Callable[[Path], None]] = {
    "nothing at all": lambda wav: None,
    "a note": lambda wav: _note(wav, {}),
    "a header": lambda wav: _head(wav, HEAD),
    "a header and a note": lambda wav: (_note(wav, {}), _head(wav, HEAD))[0],
    "little time": lambda wav: (_note(wav, {}), _head(wav, WavFormat(192_000, 2, 24)))[0],
}


def _note(wav: Path, more: dict[str, object]) -> None:
    wav.with_suffix(".json").write_text(json.dumps(NOTE | more), "utf-8")


def _head(wav: Path, sound: WavFormat) -> None:
    with wav.open("r+b") as file:
        file.write(wav_header(sound, 0))


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS)
def test_a_hollow_recording_is_listed_not_kept_and_can_be_discarded(
    project: Project, claim: Callable[[Path], None], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = project.folder
    project.close()
    wav = hollow(folder / "recordings" / f"{NAME}.wav")
    claim(wav)
    before = wav.stat().st_mtime_ns
    assert "1 recording broke off" in command(capsys, "recover", folder)[1]
    code, printed = command(capsys, "recover", folder, "--keep", NAME[:8])
    assert code == 1
    assert "It was not touched. Discarding it moves it" in printed
    assert (wav.stat().st_size, wav.stat().st_mtime_ns) == (300 * GB, before)
    assert command(capsys, "recover", folder, "--discard", NAME[:8])[0] == 0
    assert (folder / "trash" / wav.name).stat().st_size == 300 * GB


@pytest.mark.parametrize("start", [0, 300 * GB])
def test_a_recording_is_not_made_hollow_by_its_part(
    project: Project, start: int, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = project.folder
    project.close()
    wav, part = folder / "recordings" / f"{NAME}.wav", folder / "recordings" / f"{NAME}.2.wav"
    wav.write_bytes(sound := wav_header(HEAD, 32_000) + bytes(range(250)) * 128)
    if start:
        part.write_bytes(sound)
    else:
        _head(hollow(part), HEAD)
    _note(wav, {"parts": [str(part)], "part_starts": [start]})
    part.with_suffix(".json").write_text(json.dumps(NOTE | {"recording": NAME}), "utf-8")
    code, printed = command(capsys, "recover", folder, "--keep", NAME)
    assert code == 1
    assert "It was not touched" in printed
    assert wav.read_bytes() == sound
