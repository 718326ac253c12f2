"""What a crash text or a log may hold: kinds of error and places in the code, nobody's name, words or folders."""

import getpass
import logging
import os
import re
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path

from coproclip.harmless import in_lines

LOG_NAME = "coproclip.log"
# Bytes of one file, and how many older ones are kept beside it.
LOG_BYTES, OLDER_LOGS = 256 * 1024, 2


def code_places(error: BaseException) -> list[str]:
    """Kinds of error and places in the code, from the outside in. No message, no value, no path of this computer."""
    lines: list[str] = []
    seen: BaseException | None = error
    known: set[int] = set()
    while seen is not None and id(seen) not in known:
        known.add(id(seen))
        lines.append(f"{type(seen).__module__}.{type(seen).__qualname__}")
        for frame in traceback.extract_tb(seen.__traceback__):
            lines.append(f"  {_inside(frame.filename)}:{frame.lineno} {frame.name}")
        seen = seen.__cause__ or seen.__context__
    return lines


def _inside(file: str) -> str:
    """Where a file of code lies within its own package; of any other file only its name."""
    place = file.replace("\\", "/")
    for package in ("/coproclip/", "/site-packages/"):
        if package in place:
            return place.rpartition(package)[2]
    return place.rpartition("/")[2]


class PrivateFormatter(logging.Formatter):
    """For any log: errors as places in the code, and no home folder, user name or path in what is said."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of the log, without what belongs to a person."""
        return in_lines(without_paths(super().format(record)))

    def formatException(self, ei: object) -> str:  # noqa: N802
        """The kinds of error and where they were raised."""
        error = ei[1] if isinstance(ei, tuple) else None
        return "\n".join(code_places(error)) if isinstance(error, BaseException) else ""


class _OwnersLog(RotatingFileHandler):
    """Files that only their owner may read."""

    def _open(self):  # type: ignore[no-untyped-def]
        return open(
            self.baseFilename,
            self.mode,
            encoding=self.encoding,
            errors=self.errors,
            opener=lambda name, flags: os.open(name, flags | getattr(os, "O_NOFOLLOW", 0), 0o600),
        )


def log_to_file(folder: Path) -> logging.Handler | None:
    """Write what this program logs to `coproclip.log` in `folder` from now on, beside two older files at most.

    None where nothing can be written there: a missing log is in nobody's way.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = _OwnersLog(folder / LOG_NAME, maxBytes=LOG_BYTES, backupCount=OLDER_LOGS, encoding="utf-8")
    except OSError:
        return None
    handler.setFormatter(PrivateFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    ours = logging.getLogger("coproclip")
    ours.setLevel(logging.INFO)
    ours.addHandler(handler)
    return handler


# A path of either kind of system: a separator at its start, at least one folder, and no end before a quote or a line.
# Names may have blanks: those before another separator or before an ending such as “.wav” belong to it, and between
# quotes all of them do.
_SIGN = r"""[^\s"'“”<>|:;,]"""
_START = r"(?:[A-Za-z]:[\\/]|\\\\|file://+|~?/)"
_QUOTED = re.compile(rf"""(["'“])(?:{_START}[^"'”\n]+)(["'”])""")
_PATH = re.compile(
    rf"(?<![\w/.]){_START}{_SIGN}+(?: {_SIGN}*[\\/]{_SIGN}*)*(?:(?: {_SIGN}+){{1,8}}?\.\w{{1,10}}(?=\W|$))?"
)


def without_paths(text: str) -> str:
    """The same words without the home folder, the user's name and paths on this computer."""
    text = _QUOTED.sub(r"\1…\2", text)
    home = str(Path.home())
    if len(home) > 1:
        text = text.replace(home, "~").replace(home.replace("\\", "/"), "~")
    text = _PATH.sub("…", text)
    try:
        name = getpass.getuser()
    except (OSError, KeyError, ImportError):
        name = ""
    return re.sub(rf"\b{re.escape(name)}\b", "…", text) if len(name) > 2 else text
