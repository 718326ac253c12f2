"""Crash text and log hold no home folder, no user name, no path outside the package, and nobody's words."""

import getpass
import io
import logging
import os
from pathlib import Path

import pytest

from coproclip.private_log import (
    LOG_BYTES,
    LOG_NAME,
    OLDER_LOGS,
    PrivateFormatter,
    code_places,
    log_to_file,
    without_paths,
)


def raised(code: str, file: str) -> Exception:
    try:
        exec(compile(code, file, "exec"))
    except Exception as error:
        return error
    raise AssertionError


@pytest.mark.parametrize(
    "file",
    [
        "/home/kit/.local/lib/python3.11/json/decoder.py",
        "/home/kit/coproclip/.venv/lib/python3.11/site-packages/numpy/core.py",
        "C:\\Homes\\kit\\AppData\\coproclip\\ui\\app.py",
        "/home/kit/Stories of Rosa/plugin.py",
    ],
)
def test_places_in_the_code_are_places_inside_a_package(file: str) -> None:
    places = "\n".join(code_places(raised("raise ValueError('Rosa lives in Elm Street')", file)))
    assert "ValueError" in places
    for private in ("kit", "Rosa", "home", "Homes"):
        assert private not in places


@pytest.mark.parametrize(
    "said",
    [
        f"could not read {Path.home()}/Stories/Rosa.coproclip/project.db",
        "could not read '/media/kit/STICK/Rosa.coproclip'",
        "[Errno 2] No such file or directory: '/home/kit/My stories/Rosa.wav'",
        "[Errno 2] No such file or directory: '/home/kit/Rosa Smith'",
        "could not read /home/kit/About Rosa and kit.wav: it is gone",
        f"could not read {Path.home()}/About Rosa.coproclip",
        r"cannot open C:\Homes\kit\Rosa.wav",
        r"cannot open “C:\Homes\kit\Story of Rosa.wav”",
        r"cannot open \\server\share\Rosa.wav",
        "file:///home/kit/Rosa.wav: not found",
    ],
)
def test_a_line_of_the_log_names_no_path(said: str) -> None:
    told = without_paths(said)
    for private in ("kit", "Rosa", "Stories", str(Path.home())):
        assert private not in told
    assert told[:4] == said[:4] or told.startswith("…")


def test_other_words_stay_as_they_are() -> None:
    said = "microphone 1 of 2 sends nothing any more; 3/4 of it, and/or 10:30"
    assert without_paths(said) == said
    assert getpass.getuser() not in without_paths(f"owner {getpass.getuser()} is away")


def test_an_exception_in_the_log_has_no_message_and_no_values() -> None:
    log, out = logging.Logger("private"), io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(PrivateFormatter("%(levelname)s %(name)s: %(message)s"))
    log.addHandler(handler)
    try:
        raised_here = raised("raise OSError(2, 'No such file', '/home/kit/Rosa.wav')", "/home/kit/x.py")
        raise RuntimeError("Rosa's story") from raised_here
    except RuntimeError:
        log.exception("the recorder's thread ended")
    told = out.getvalue()
    assert told.startswith("ERROR private: the recorder's thread ended\n")
    assert "RuntimeError" in told
    for private in ("Rosa", "kit"):
        assert private not in told


def test_the_log_file_turns_over_is_its_owners_alone_and_names_nobody(tmp_path: Path) -> None:
    folder = tmp_path / "Kits Ordner"
    handler = log_to_file(folder)
    assert handler is not None
    ours = logging.getLogger("coproclip.somewhere")
    try:
        for number in range(LOG_BYTES * (OLDER_LOGS + 2) // 100):
            ours.info("%06d looked at %s %s", number, Path.home() / "Rosa.wav", "x" * 60)
        try:
            raise OSError("Rosa said that")
        except OSError:
            ours.exception("could not be read")
        ours.debug("a detail")
    finally:
        logging.getLogger("coproclip").removeHandler(handler)
        handler.close()
    files = sorted(folder.iterdir())
    assert [path.name for path in files] == [LOG_NAME, f"{LOG_NAME}.1", f"{LOG_NAME}.2"]
    assert all(path.stat().st_size <= LOG_BYTES for path in files)
    if os.name == "posix":
        assert all(path.stat().st_mode & 0o077 == 0 for path in files)
    written = (folder / LOG_NAME).read_text("utf-8")
    assert "could not be read" in written
    assert "OSError" in written
    for private in ("Rosa", str(Path.home()), "a detail"):
        assert private not in written


def test_where_no_log_can_be_written_there_is_none(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("a file in the way")
    assert log_to_file(tmp_path / "log") is None
