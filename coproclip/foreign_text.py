"""Text in a file that anybody's program wrote: in which encoding its letters are, where nothing in it says so.

What is UTF-8 is read as that and nothing is guessed. Else the file is from an older program; which letters it means is
found by how likely they are beside each other, and said, as it may be wrong: a person can choose another.
"""

import codecs
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from coproclip.errors import BadInput
from coproclip.harmless import plain

ENCODINGS = {
    "utf-8": "Unicode (UTF-8)",
    "utf-16-le": "Unicode (UTF-16)",
    "utf-16-be": "Unicode (UTF-16, big-endian)",
    "cp1252": "Western European (Windows-1252)",
    "mac-roman": "Western European (Macintosh)",
    "cp1250": "Central European (Windows-1250)",
    "iso8859-2": "Central European (ISO 8859-2)",
    "mac-latin2": "Central European (Macintosh)",
    "cp1251": "Cyrillic (Windows-1251)",
    "koi8-u": "Cyrillic (KOI8)",
    "iso8859-5": "Cyrillic (ISO 8859-5)",
    "cp866": "Cyrillic (DOS)",
    "mac-cyrillic": "Cyrillic (Macintosh)",
    "cp1253": "Greek (Windows-1253)",
    "iso8859-7": "Greek (ISO 8859-7)",
    "cp1254": "Turkish (Windows-1254)",
    "cp1255": "Hebrew (Windows-1255)",
    "iso8859-8": "Hebrew (ISO 8859-8)",
    "cp1256": "Arabic (Windows-1256)",
    "iso8859-6": "Arabic (ISO 8859-6)",
    "cp1257": "Baltic (Windows-1257)",
    "iso8859-4": "Baltic (ISO 8859-4)",
    "iso8859-13": "Baltic (ISO 8859-13)",
    "cp1258": "Vietnamese (Windows-1258)",
    "cp874": "Thai (Windows-874)",
    "gb18030": "Chinese, simplified (GB 18030)",
    "big5hkscs": "Chinese, traditional (Big5)",
    "cp932": "Japanese (Shift-JIS)",
    "euc_jp": "Japanese (EUC-JP)",
    "iso2022_jp": "Japanese (ISO 2022-JP)",
    "cp949": "Korean (EUC-KR)",
}
"""What a person can choose, by the name of the codec, and what it is called."""
_SAME = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "koi8-r": "koi8-u",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "utf-8-sig": "utf-8",
    "utf-16": "utf-16-le",
}
"""Those that another one holds as well."""
_NAMES = {"macintosh": "mac-roman", "x-mac-cyrillic": "mac-cyrillic", "windows-874": "cp874", "iso-8859-8-i": "cp1255"}
_OF_A_MAC = {
    "cp1251": ("mac-cyrillic",),
    **dict.fromkeys(("cp1252", "cp1250", "cp1254", "cp1257", "iso8859-2", "iso8859-4"), ("mac-roman", "mac-latin2")),
}
"""Whose letters an older Mac may have meant where these are found."""
_LOOKED_AT = 200_000
_LONGEST_LINE, _SHOWN_LINES = 90, 6
_WITHIN_WORDS = "’‘ʼ·-\u00ad\u200c\u200d"
_STEERS = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MOST_LOST = 0.01
"""Of so many of its signs a text may have lost the letters, and is one all the same."""
_LEAST_RIGHT = 4
"""So many more letters of UTF-8 than bytes that are none has a file that was only damaged."""


@dataclass(frozen=True, slots=True)
class ForeignText:
    """The text of a file, the codec by which it was read (`ENCODINGS`), and whether that was guessed.

    `lost` signs of it are no letters there and stand as “�”.
    """

    text: str
    encoding: str = "utf-8"
    guessed: bool = False
    lost: int = 0

    @property
    def read_as(self) -> str:
        """The encoding that was guessed; empty where nothing was."""
        return self.encoding if self.guessed else ""

    @property
    def sample(self) -> tuple[str, ...]:
        """Its first lines that show whether the letters are right: those that are not only plain English ones."""
        lines = (plain(line[:_LONGEST_LINE]) for line in self.text[:_LOOKED_AT].splitlines() if not line.isascii())
        return tuple(islice(filter(None, lines), _SHOWN_LINES))

    @property
    def notes(self) -> tuple[str, ...]:
        """What whoever brings it in should know of it besides, in sentences."""
        many = f"{self.lost} sign{'s' if self.lost != 1 else ''}"
        return (f"{many} in it could not be read, and “�” stands there.",) if self.lost else ()


def encoding_named(name: str) -> str:
    """The codec that a person means: a key of `ENCODINGS`, or empty for none. Raises `BadInput` for another."""
    wanted = name.strip().casefold()
    if not wanted:
        return ""
    try:
        found = _known(wanted)
    except LookupError as error:
        raise BadInput(
            f"No encoding is called “{plain(name)[:40]}” here.",
            "Nothing was changed.",
            f"Choose one of: {', '.join(ENCODINGS)}.",
        ) from error
    return found


def read_text(content: bytes, encoding: str = "") -> ForeignText:
    """The text in a file: in this encoding (`ENCODINGS`), else as it says itself, as UTF-8, or as it is most likely.

    Raises `ValueError` for what is no text, `BadInput` for a damaged one and where it is not in this encoding.
    """
    if encoding:
        return _chosen(content, encoding)
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return ForeignText(content.decode("utf-16"), "utf-16-le" if content[0] == 0xFF else "utf-16-be")
    if b"\0" in content:
        return _with_zeros(content)
    try:
        return ForeignText(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        damaged = _decoded(content, "utf-8-sig", "utf-8")
    right = sum(ord(sign) > 0x7F for sign in damaged.text) - damaged.lost
    if right >= _LEAST_RIGHT * damaged.lost:
        return damaged
    found = _decoded(content, *_likeliest(content))
    if found.lost > max(1, _MOST_LOST * len(found.text)):
        raise ValueError("no text")
    return found


def _known(name: str) -> str:
    """The key of an encoding, however it is called; raises `LookupError`."""
    found = _NAMES.get(name, name)
    if found not in ENCODINGS:
        found = codecs.lookup(found).name
        found = _SAME.get(found, found)
    if found not in ENCODINGS:
        raise LookupError(name)
    return found


def _chosen(content: bytes, encoding: str) -> ForeignText:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise BadInput(
            f"This file is not written in {ENCODINGS[encoding]}.", "Nothing was changed.", "Choose another encoding."
        ) from error
    return ForeignText(text.removeprefix("\ufeff"), encoding)


def _decoded(content: bytes, codec: str, encoding: str) -> ForeignText:
    text = content.decode(codec, "replace")
    there = content.count("\ufffd".encode()) if encoding == "utf-8" else 0
    return ForeignText(text, encoding, encoding != "utf-8", text.count("\ufffd") - there)


def _likeliest(content: bytes) -> tuple[str, str]:
    """By which codec its letters are words, and what that is called here."""
    from chardetng_py import detect  # only what is no UTF-8 asks for it

    try:
        found = _known(detect(content).casefold())
    except LookupError:
        found = "cp1252"
    some = content[:_LOOKED_AT]
    best = min((found, *_OF_A_MAC.get(found, ())), key=lambda one: _misplaced(some.decode(one, "replace")))
    return best, best


def _misplaced(text: str) -> int:
    """How many signs of a text stand where none is written: what letters of another encoding look like."""
    return sum(_is_misplaced(text[at - 1 : at], text[at], text[at + 1 : at + 2]) for at in _beyond_ascii(text))


def _beyond_ascii(text: str) -> Iterator[int]:
    return (found.start() for found in re.finditer(r"[^\x00-\x7f]", text) if found.start())


def _is_misplaced(before: str, sign: str, after: str) -> bool:
    kind = unicodedata.category(sign)
    if kind in ("Cc", "Cn", "Co", "Lm", "Sk", "So") and sign not in "♪♫©®™°":
        return True
    if sign.isalpha():
        return sign.isupper() and before.islower()
    return before.isalpha() and after.isalpha() and sign not in _WITHIN_WORDS


def _with_zeros(content: bytes) -> ForeignText:
    """UTF-16 without its mark, or a text with a hole; raises `BadInput` for that, and `ValueError` for neither."""
    zeros = content.count(0)
    texts = list(_wide(content)) if 10 * zeros >= len(content) or _STEERS.search(content) else []
    if texts:
        text, encoding = max(texts, key=lambda one: sum(sign < "\x80" for sign in one[0]))
        return ForeignText(text, encoding, guessed=True)
    if 2 * zeros >= len(content) or _STEERS.search(content):
        raise ValueError("no text")
    line = content.count(b"\n", 0, content.index(0)) + 1
    raise BadInput(
        f"This file is damaged: in line {line} stands something that is no text.",
        "Nothing was changed.",
        "Open it in a program for text, take that out, and save it anew.",
    )


def _wide(content: bytes) -> Iterator[tuple[str, str]]:
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        signs = set(text)
        odd = any(unicodedata.category(sign) in ("Cc", "Cn", "Co") and not sign.isspace() for sign in signs)
        if not odd and signs & {"\n", "\r", " "}:
            yield text, encoding
