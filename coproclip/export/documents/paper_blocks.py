"""What stands on a page of ours, block by block, as paper is laid out: headings, lists, tables, lines, boxes.

Only what the program's own pages are made of is known here; of everything else in a page the words are kept.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

_HEADS = {"h1": 1, "h2": 2, "h3": 3}
_SIZE = re.compile(r"font-size:\s*(\d+)pt")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_SIGNS = re.compile("(☐|◯|_{8,})")
_SHAPES = {"☐": "box", "◯": "circle"}
_SPACES = re.compile(r"[ \t\r\n\f]+")
_NOT_SHOWN = frozenset({"style", "head", "script"})

Line = list[dict[str, Any]]
Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PaperPage:
    """A page that is to be printed: what it is called, its language (two or three letters), what stands on it."""

    title: str
    language: str
    blocks: list[Block]


def read_page(page: str) -> PaperPage:
    """What a page of ours (HTML that loads nothing) has on it."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    reader.end_line()
    return PaperPage(" ".join(reader.title.split()), reader.language, reader.blocks)


def _language(tag: str) -> str:
    found = _LANGUAGE.match(tag.casefold().split("-")[0])
    return found[0] if found and found[0] == tag.casefold().split("-")[0] else ""


def _points(given: Mapping[str, str]) -> int:
    size = _SIZE.search(given.get("style", ""))
    return int(size[1]) if size else 0


@dataclass
class _Letters:
    """How the letters look from a tag on."""

    tag: str
    bold: bool = False
    points: int = 0
    language: str = ""


@dataclass
class _Open:
    """A block whose words come."""

    block: Block
    line: Line = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.title, self.language = "", "en"
        self.blocks: list[Block] = []
        self._into: list[list[Block]] = [self.blocks]
        self._open: _Open | None = None
        self._letters: list[_Letters] = []
        self._hidden: list[str] = []
        self._level = 0

    # ---- tags -------------------------------------------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        match tag:
            case "html":
                self.language = _language(given.get("lang", "en")) or "en"
            case _ if tag in (*_NOT_SHOWN, "title"):
                self._hidden.append(tag)
            case "h1" | "h2" | "h3":
                # No heading is skipped, whatever level a text of somebody's own begins with.
                self._level = min(_HEADS[tag], self._level + 1)
                self._begin({"kind": "head", "level": self._level})
            case "p":
                points = _points(given)
                self._begin({"kind": "para", "style": given.get("class", ""), "points": points})
            case "ul":
                self._begin_in({"kind": "items", "items": []}, "items")
            case "li":
                self._begin({"kind": "item"})
            case "table":
                self._begin_in({"kind": "table", "framed": given.get("border") == "1", "rows": []}, "rows")
            case "tr":
                self._begin_in({"cells": []}, "cells")
            case "td":
                wide = given.get("width", "")
                share, right = int(wide[:-1]) if wide.endswith("%") else 0, given.get("align") == "right"
                self._begin_in({"share": share, "narrow": wide.isdecimal(), "right": right, "blocks": []}, "blocks")
            case "b" | "span":
                self._letters.append(self._styled(tag, given))
            case "br":
                self._add({"break": True})
            case "hr":
                self.end_line()
                self._into[-1].append({"kind": "rule"})

    def handle_endtag(self, tag: str) -> None:
        if self._hidden and self._hidden[-1] == tag:
            self._hidden.pop()
        elif tag in ("h1", "h2", "h3", "p", "li"):
            self.end_line()
        elif tag in ("ul", "table", "tr", "td"):
            self.end_line()
            self._into.pop()
        elif tag in ("b", "span") and any(one.tag == tag for one in self._letters):
            self._letters.pop()

    def _styled(self, tag: str, given: dict[str, str]) -> _Letters:
        return _Letters(tag, tag == "b", _points(given), _language(given.get("lang", "")))

    # ---- words ------------------------------------------------------------------------------------------------

    def handle_data(self, data: str) -> None:
        if self._hidden:
            self.title += data if self._hidden[-1] == "title" else ""
            return
        words = _SPACES.sub(" ", data)
        if self._open is None and not words.strip(" "):
            return
        for part in filter(None, _SIGNS.split(words)):
            if part in _SHAPES:
                self._add({"shape": _SHAPES[part]})
            elif part.startswith("________"):
                self._add({"shape": "blank"})
            else:
                self._add({"text": part})

    def _add(self, what: dict[str, Any]) -> None:
        if self._open is None:
            self._begin({"kind": "bare"})
        assert self._open is not None
        line = self._open.line
        if "text" in what and (not line or line[-1].get("break") or line[-1].get("text", "").endswith(" ")):
            what["text"] = what["text"].lstrip(" ")
            if not what["text"]:
                return
        look: dict[str, Any] = {"text": "", "shape": "", "break": False}
        look |= {"bold": any(one.bold for one in self._letters)}
        look |= {"points": next((one.points for one in reversed(self._letters) if one.points), 0)}
        look |= {"language": next((one.language for one in reversed(self._letters) if one.language), "")}
        line.append(look | what)

    # ---- blocks -----------------------------------------------------------------------------------------------

    def _begin(self, block: Block) -> None:
        self.end_line()
        self._open = _Open(block)

    def _begin_in(self, block: Block, inside: str) -> None:
        self.end_line()
        self._into[-1].append(block)
        self._into.append(block[inside])

    def end_line(self) -> None:
        """The words of a block are all there."""
        if self._open is not None and any(map(_is_seen, self._open.line)):
            line = self._open.line
            large = max(one["points"] for one in line)
            self._into[-1].append({"points": large} | self._open.block | {"line": line})
        self._open = None


def _is_seen(one: dict[str, Any]) -> bool:
    return bool(one["shape"] or one["text"])
