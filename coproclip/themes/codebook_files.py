"""Reading a list of themes out of a file: our own JSON, or the codebook of other programs (REFI-QDA, `.qdc`)."""

import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from coproclip.elsewhere.process import read_elsewhere
from coproclip.errors import BadInput
from coproclip.new_files import read_plain, read_xml
from coproclip.project.kinds import HeadingKind, Suggested, ThemeRelationKind
from coproclip.project.storage.value_check import MOST_NESTED
from coproclip.themes.interchange import MOST_RELATIONS, MOST_THEMES, Codebook, RelationEntry, ThemeEntry

FORMAT, VERSION = "coproclip themes", 1
NAMESPACE = "urn:QDA-XML:codebook:1.0"
PALETTE = ("#3272D3", "#A4942E", "#297167", "#BB1F5C", "#1FA1B6", "#B68072", "#623985", "#537212", "#D1588F", "#633E27")
"""What our colours are to other programs, in their order."""
LARGEST = 8 << 20
_LONGEST_NAME, _LONGEST = 1_000, 20_000
_ACTIVITY = "reading the list of themes"


def read_codebook(path: Path, stops: Callable[[], bool] = lambda: False) -> Codebook:
    """What is in such a file. Raises `BadInput` for one that is neither or makes no sense, `StorageError`, `Cancelled`.

    It is read in a process of its own, and not any more when it `stops`.
    """
    return read_elsewhere(read_codebook_here, path, stops)


def read_codebook_here(path: Path) -> Codebook:
    """The same, in this process."""
    content = read_plain(path, LARGEST, _ACTIVITY)
    head = content.lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"<"):
        return from_qdc(content, path.name)
    return from_json(content, path.name)


def _wrong(name: str) -> BadInput:
    return BadInput(
        f"“{name}” is no list of themes.",
        "Nothing was changed.",
        "Choose a file that was made by “codebook export”, or the codebook (.qdc) of another program.",
    )


# ---- our own --------------------------------------------------------------------------------------------------


def from_json(content: bytes, name: str) -> Codebook:
    """What stands in our own JSON."""
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise _wrong(name) from error
    if not isinstance(found, dict) or found.get("format") != FORMAT or not isinstance(found.get("themes"), list):
        raise _wrong(name)
    if not isinstance(found.get("version"), int) or found["version"] > VERSION:
        raise BadInput(
            f"“{name}” was made by a newer CoProClip.", "Nothing was changed.", "Bring CoProClip up to date first."
        )
    entries = [_entry(one, name) for one in found["themes"][: MOST_THEMES + 1]]
    linked = found.get("relations")
    relations = [_relation(one) for one in linked if isinstance(one, dict)] if isinstance(linked, list) else []
    asked = found.get("starters")
    starters = tuple(_text(one) for one in asked if isinstance(one, str)) if isinstance(asked, list) else ()
    return _checked(
        Codebook(
            tuple(entries), tuple(one for one in relations if one is not None), starters, _text(found.get("agreement"))
        ),
        name,
    )


def _entry(found: Any, name: str) -> ThemeEntry:
    if not isinstance(found, dict) or not isinstance(found.get("name"), str):
        raise _wrong(name)
    colour = found.get("colour")
    return ThemeEntry(
        name=_text(found["name"]),
        part_of=_text(found.get("part_of")),
        question=_text(found.get("question")),
        heading_kind=_known(found.get("heading_kind"), tuple(HeadingKind)),
        description=_text(found.get("description")),
        linking=_text(found.get("linking")),
        letter=_text(found.get("letter"))[:1],
        colour=colour if isinstance(colour, int) and 0 <= colour < len(PALETTE) else None,
        in_their_words=found.get("in_their_words") is True,
        suggested_by=_known(found.get("suggested_by"), tuple(Suggested)),
    )


def _relation(found: dict[str, Any]) -> RelationEntry | None:
    kind = _known(found.get("kind"), tuple(ThemeRelationKind))
    return RelationEntry(_text(found.get("theme")), kind, _text(found.get("other"))) if kind else None


def _text(found: object) -> str:
    return found.strip() if isinstance(found, str) else ""


def _known(found: object, words: tuple[str, ...]) -> str:
    return str(found) if isinstance(found, str) and found in words else ""


# ---- of other programs ----------------------------------------------------------------------------------------


def from_qdc(content: bytes, name: str) -> Codebook:
    """What stands in a REFI-QDA codebook: names, descriptions, colours, and what is part of what."""
    try:
        root = read_xml(content)
    except ValueError as error:
        raise _wrong(name) from error
    if _tag(root) != "CodeBook":
        raise _wrong(name)
    listed = next((one for one in root if _tag(one) == "Codes"), None)
    entries = list(islice(_codes(listed), MOST_THEMES + 1)) if listed is not None else []
    return _checked(Codebook(tuple(entries)), name)


def _codes(listed: ElementTree.Element) -> Iterator[ThemeEntry]:
    """Every code, parents first; two of one name become one, as themes are known by their names."""
    waiting = [(one, "") for one in reversed(list(listed))]
    while waiting:
        element, above = waiting.pop()
        if _tag(element) != "Code":
            continue
        name = " ".join(element.get("name", "").split())
        if name:
            described = next((one.text or "" for one in element if _tag(one) == "Description"), "")
            question, description = _parted(described)
            yield ThemeEntry(name, above, question, "", description, colour=_nearest(element.get("color", "")))
        waiting += [(one, name or above) for one in reversed(list(element))]


def _tag(element: ElementTree.Element) -> str:
    # Programs disagree about the namespace; the names are the same.
    return element.tag.rpartition("}")[2]


def _parted(described: str) -> tuple[str, str]:
    """A first line that asks something, and the rest."""
    first, _, rest = described.strip().partition("\n")
    return (first.strip(), rest.strip()) if first.strip().endswith("?") else ("", described.strip())


def _nearest(colour: str) -> int | None:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        return None

    def _apart(other: str) -> int:
        return sum((int(colour[at : at + 2], 16) - int(other[at : at + 2], 16)) ** 2 for at in (1, 3, 5))

    return min(range(len(PALETTE)), key=lambda place: _apart(PALETTE[place]))


# ---- both -----------------------------------------------------------------------------------------------------


def _checked(codebook: Codebook, name: str) -> Codebook:
    """The same, if it can be kept: not too many, not too long, not too deep, and nothing part of itself."""
    if len(codebook.themes) > MOST_THEMES:
        raise BadInput(f"“{name}” has more than {MOST_THEMES} themes.", "Nothing was changed.")
    if len(codebook.relations) > MOST_RELATIONS:
        raise BadInput(
            f"“{name}” says more than {MOST_RELATIONS:,} times how themes belong together.", "Nothing was changed."
        )
    if len(codebook.starters) > 100 or len(codebook.agreement) > _LONGEST:
        raise BadInput(f"What stands in “{name}” is far too long.", "Nothing was changed.")
    depth: dict[str, int] = {}
    for one in codebook.themes:
        texts = (one.question, one.description, one.linking)
        if not one.name or len(one.name) > _LONGEST_NAME or any(len(text) > _LONGEST for text in texts):
            raise BadInput(f"A theme in “{name}” has no name, or is far too long.", "Nothing was changed.")
        depth.setdefault(one.name.casefold(), depth.get(one.part_of.casefold(), 0) + 1)
        if depth[one.name.casefold()] > MOST_NESTED:
            raise BadInput(f"Themes in “{name}” are part of each other far too deep.", "Nothing was changed.")
    return codebook
