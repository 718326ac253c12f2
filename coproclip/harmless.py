"""Words of others made harmless to show: what steers a terminal, breaks a line or turns the direction is made visible.

File names, titles and transcripts come from anybody. Letters of every script stay as they are, and so do the marks
that writing needs (joiners, left-to-right and right-to-left marks): only what would make the rest of a line look like
something else is replaced.
"""

import re
import unicodedata

_REPLACED = "\N{REPLACEMENT CHARACTER}"
_BREAKS = (*range(0x09, 0x0E), 0x1C, 0x1D, 0x1E, 0x85, 0x2028, 0x2029)
_CONTROLS = (*range(0x20), *range(0x7F, 0xA0))
# Embeddings, overrides and isolates: they reorder what stands after them.
_TURNING = (*range(0x202A, 0x202F), *range(0x2066, 0x2070))
_ISOLATES = (0x2066, 0x2067, 0x2068, 0x2069)
# Halves of characters: what stands for the bytes of a name that is no UTF-8.
_HALVES = range(0xD800, 0xE000)
_IN_TEXT = {sign: _REPLACED for sign in (*_CONTROLS, *_TURNING, *_HALVES) if sign not in (0x09, 0x0A)} | {
    sign: "\n" for sign in _BREAKS if sign not in (0x09, 0x0A)
}
_ON_ONE_LINE = _IN_TEXT | dict.fromkeys(_BREAKS, " ")
_IN_DOCUMENT = {sign: shown for sign, shown in _IN_TEXT.items() if sign not in _ISOLATES}
# What JSON allows within a string, unescaped, and a terminal obeys; and halves of characters, which no file can hold.
FORBIDDEN_IN_NAMES = re.compile(r'[<>:"/\\|?*]+')
"""What no file's name may hold on one system or another."""
RESERVED_NAMES = re.compile(
    r"(con|prn|aux|nul|clock\$|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])( *)(\..*)?", re.IGNORECASE
)
"""What Windows takes for a device, whatever ending stands behind it."""
_BARE = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u206f\ud800-\udfff]")

# They turn the direction of what stands behind them: a name, an ending, the rest of a list.
_TURNERS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u061c")


def is_file_name(text: str) -> bool:
    """Whether a file or folder can be called so on every system, and is found again under the same name."""
    if not text or text != text.strip(" ") or text.endswith(".") or text == "..":
        return False
    if FORBIDDEN_IN_NAMES.search(text) or RESERVED_NAMES.fullmatch(text):
        return False
    return not any(unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") for sign in text)


def on_one_line(text: str) -> str:
    """`text` on one line, for a title, a file's name or a sentence: breaks become spaces, what steers is shown as �."""
    return text.translate(_ON_ONE_LINE)


def in_lines(text: str) -> str:
    """`text` of several lines: breaks of every kind become plain ones, tabs stay, what steers is shown as �."""
    return text.replace("\r\n", "\n").translate(_IN_TEXT)


def in_document(text: str) -> str:
    """As `in_lines`, for what the program itself has set in lines: the marks that hold a right-to-left line stay."""
    return text.replace("\r\n", "\n").translate(_IN_DOCUMENT)


def in_json(text: str) -> str:
    """The same JSON with everything that steers written as JSON writes it (`\\u009b`); it reads back as it was."""
    return _BARE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)


def whole_characters(text: str) -> str:
    """`text` without halves of characters, which a file's name or JSON may hold and nothing can keep."""
    return text.encode("utf-8", "replace").decode()


def plain(text: str) -> str:
    """`text` on one line, composed (NFC), without what controls or turns text, and without halves of characters."""
    text = "".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") else c for c in text)
    text = "".join(c for c in text if c not in _TURNERS and not 0xFFFE <= ord(c) & 0xFFFF <= 0xFFFF)
    return unicodedata.normalize("NFC", " ".join(text.split()))
