"""Names for files and folders that every system takes."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from itertools import count, islice

from coproclip.harmless import FORBIDDEN_IN_NAMES, RESERVED_NAMES, plain

# Allowed everywhere, but players take them for parts of an address, comments or patterns.
_MISREAD = re.compile(r"[%#\[\]{}~^`$;]+")
_LONGEST_BYTES = 120


def safe_name(text: str, otherwise: str) -> str:
    """A file name without extension made of `text`, allowed on Windows, macOS, Linux and USB sticks, and read by all
    players as the same.

    Composed (NFC), at most 120 bytes, no reserved name or character, nothing invisible; `otherwise` when
    nothing is left.
    """
    # Curly quotes and dashes are fine everywhere; only what a file system refuses becomes a space.
    name = _MISREAD.sub(" ", FORBIDDEN_IN_NAMES.sub(" ", plain(text)))
    name = "".join(c for c in name if unicodedata.category(c) not in ("Cf", "Co", "Cn"))
    name = _shortened(" ".join(name.split()).lstrip(" .-")).strip(" .")
    if not name:
        return otherwise
    # What counts is what stands before the first dot.
    return f"{device[1]} -{device[3] or ''}" if (device := RESERVED_NAMES.fullmatch(name)) else name


def numbered_names(
    titles: Sequence[str], *, otherwise: str, suffix: str = "", taken: Collection[int] = ()
) -> list[str]:
    """`01 Title`, `02 Another` … in order, each different, with `suffix` after each; no extension.

    Numbers that are `taken` are left out.
    """
    numbers = list(islice((number for number in count(1) if number not in taken), len(titles)))
    digits = max(2, len(str(numbers[-1] if numbers else 0)))
    return [
        f"{number:0{digits}} {safe_name(title, otherwise)}{suffix}"
        for number, title in zip(numbers, titles, strict=True)
    ]


def first_words(text: str, most: int = 60) -> str:
    """The beginning of `text`, at most about `most` characters, cut between words, “…” after it if it was cut."""
    text = plain(text)
    if len(text) <= most:
        return text
    head = text[: most - 1]
    head = head.rsplit(" ", 1)[0] if " " in head else head
    return head.rstrip(" ,.;:–—…") + "…"


def _shortened(name: str) -> str:
    size = 0
    for place, character in enumerate(name):
        size += len(character.encode("utf-8"))
        if size > _LONGEST_BYTES:
            # An accent or joiner must not lose the letter it stands on.
            while place and unicodedata.combining(name[place]):
                place -= 1
            head = name[:place]
            return head.rsplit(" ", 1)[0] if " " in head[place // 2 :] else head
    return name
