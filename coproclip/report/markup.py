"""A section's text as it is kept: letters that a person can read, with a few signs for what a report has.

    ## Heading                      - item        1. item        ::: box Title … :::
    **bold** *italic* [words](https://address) ^[footnote] {count} {quote k1}
    > {quote k1}   a quote that stands by itself          ! {image i1}   an image

Blocks are parted by empty lines. Whatever is no such sign is letters, so everything can be read; `\\` before a sign
makes a letter of it. `parse(write(blocks)) == blocks` for all blocks that `tidy` leaves as they are.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from coproclip.report.document import (
    Block,
    Box,
    Footnote,
    Heading,
    ImageBlock,
    Inline,
    ListBlock,
    Live,
    LiveMark,
    Paragraph,
    QuoteBlock,
    QuoteMark,
    Run,
)

KEY = "[a-z0-9]{1,12}"
MOST_BLOCKS = 4_000
"""No section has more; what comes behind them stands in the last one."""
_BOX, _BOX_END = re.compile(r"::: ?box(?: (.*))?"), ":::"
_HEADING = re.compile(r"(##|###) (.+)")
_ITEM, _NUMBERED = re.compile(r"- (.+)"), re.compile(r"\d{1,3}\. (.+)")
_QUOTE = re.compile(rf"> \{{quote ({KEY})\}}")
_IMAGE = re.compile(rf"! \{{image ({KEY})\}}")
_SIGNS = re.compile(
    rf"\\(?P<letter>.)|\{{quote (?P<quote>{KEY})\}}|\{{(?P<live>{'|'.join(Live)})\}}|(?P<bold>\*\*)|(?P<italic>\*)"
    r"|\[(?P<words>(?:[^\[\]\\]|\\.){1,400})\]\((?P<link>https?://[^\s()]{1,2000}|mailto:[^\s()]{1,300})\)"
    r"|\^\[(?P<note>(?:[^\[\]\\]|\\.)*)\]"
)
_ESCAPED = re.compile(r"[\\*\[\]{}^]")
_BEGINS = re.compile(r"(##|###|-|>|!|:::|\d{1,3}\.)(?=[ b]|$)")
ADDRESS = re.compile(r"https?://[^\s()]{1,2000}|mailto:[^\s()]{1,300}")
"""What a link may lead to."""


def parse(text: str) -> tuple[Block, ...]:
    """The blocks of a section's text; never fails."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return tuple(_blocks(lines))


def _blocks(lines: Sequence[str], *, boxed: bool = False) -> Iterator[Block]:
    at = made = 0
    while at < len(lines):
        line = lines[at].strip()
        if not line:
            at += 1
            continue
        made += 1
        if made > MOST_BLOCKS:
            yield Paragraph(inlines(" ".join(" ".join(lines[at:]).split())))
            return
        if (box := _BOX.fullmatch(line)) and not boxed:
            end = next((n for n in range(at + 1, len(lines)) if lines[n].strip() == _BOX_END), len(lines))
            yield Box(_letters(box[1] or ""), tuple(_blocks(lines[at + 1 : end], boxed=True)))
            at = end + 1
            continue
        block, at = _block(lines, at)
        if block is not None:
            yield block


def _block(lines: Sequence[str], at: int) -> tuple[Block | None, int]:
    line = lines[at].strip()
    if found := _HEADING.fullmatch(line):
        title = inlines(found[2])
        return (Heading(len(found[1]), title) if title else None), at + 1
    if found := _QUOTE.fullmatch(line):
        return QuoteBlock(found[1]), at + 1
    if found := _IMAGE.fullmatch(line):
        return ImageBlock(found[1]), at + 1
    if line == _BOX_END:
        return None, at + 1
    for kind in (_ITEM, _NUMBERED):
        items = []
        while at < len(lines) and (found := kind.fullmatch(lines[at].strip())):
            items.append(inlines(found[1]))
            at += 1
        if items:
            items = [item for item in items if item]
            return (ListBlock(tuple(items), kind is _NUMBERED) if items else None), at
    parts: list[str] = []
    while at < len(lines) and (line := lines[at].strip()) and not (parts and _begins_other(line)):
        parts.append(line)
        at += 1
    text = inlines(" ".join(parts))
    return (Paragraph(text) if text else None), at


def _begins_other(line: str) -> bool:
    kinds = (_HEADING, _QUOTE, _IMAGE, _ITEM, _NUMBERED, _BOX)
    return line == _BOX_END or any(kind.fullmatch(line) for kind in kinds)


def inlines(text: str) -> tuple[Inline, ...]:
    """What stands in one stretch of text."""
    found: list[Inline] = []
    letters: list[str] = []
    bold = italic = False
    at = 0

    def put() -> None:
        if letters:
            found.append(Run("".join(letters), bold, italic))
            letters.clear()

    for sign in _SIGNS.finditer(text):
        letters.append(text[at : sign.start()]) if sign.start() > at else None
        at = sign.end()
        if sign["letter"] is not None:
            letters.append(sign["letter"])
            continue
        put()
        if sign["quote"]:
            found.append(QuoteMark(sign["quote"]))
        elif sign["live"]:
            found.append(LiveMark(Live(sign["live"])))
        elif sign["bold"]:
            bold = not bold
        elif sign["italic"]:
            italic = not italic
        elif sign["link"]:
            found.append(Run(_letters(sign["words"]), bold, italic, sign["link"]))
        else:
            found.append(Footnote(tuple(one for one in inlines(sign["note"].strip()) if isinstance(one, Run))))
    if at < len(text):
        letters.append(text[at:])
    put()
    return tidy_inlines(found)


def _letters(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text).strip()


def tidy_inlines(found: Iterable[Inline]) -> tuple[Inline, ...]:
    """The same with nothing empty, and with runs that look alike joined."""
    tidy: list[Inline] = []
    for one in found:
        last = tidy[-1] if tidy else None
        if isinstance(one, Run):
            if not one.text:
                continue
            if isinstance(last, Run) and (last.bold, last.italic, last.link) == (one.bold, one.italic, one.link):
                tidy[-1] = Run(last.text + one.text, one.bold, one.italic, one.link)
                continue
        tidy.append(one)
    return tuple(tidy)


def write(blocks: Iterable[Block]) -> str:
    """The blocks as text that `parse` reads again."""
    return "\n\n".join(filter(None, map(_written, blocks)))


def _written(block: Block) -> str:
    match block:
        case Paragraph(text):
            return _line(text)
        case Heading(level, text):
            return f"{'#' * (3 if level > 2 else 2)} {_line(text, begins=False)}"
        case ListBlock(items, numbered):
            marks = (f"{place}." for place in range(1, len(items) + 1)) if numbered else ("-" for _ in items)
            return "\n".join(f"{mark} {_line(item, begins=False)}" for mark, item in zip(marks, items, strict=True))
        case QuoteBlock(key):
            return f"> {{quote {key}}}"
        case ImageBlock(key):
            return f"! {{image {key}}}"
        case Box(title, inner):
            body = write(one for one in inner if not isinstance(one, Box))
            return f"::: box {_escaped(' '.join(title.split()))}".rstrip() + f"\n\n{body}\n\n{_BOX_END}"


def _line(text: Iterable[Inline], *, begins: bool = True) -> str:
    parts: list[str] = []
    bold = italic = False
    for one in (*tidy_inlines(text), None):
        wanted = (one.bold, one.italic) if isinstance(one, Run) else (False, False)
        # Only what changes, and bold first: three signs in a row are read as two and one.
        parts.append("**" * (bold != wanted[0]) + "*" * (italic != wanted[1]))
        bold, italic = wanted
        match one:
            case Run(letters, link=link):
                words = _escaped(" ".join(re.split(r"[\r\n]+", letters)))
                parts.append(f"[{words}]({link})" if ADDRESS.fullmatch(link) and words.strip() else words)
            case QuoteMark(key):
                parts.append(f"{{quote {key}}}")
            case LiveMark(what):
                parts.append(f"{{{what}}}")
            case Footnote(note):
                parts.append(f"^[{_line(note, begins=False)}]")
    line = "".join(parts).strip()
    return re.sub(_BEGINS, r"\\\1", line) if begins and _BEGINS.match(line) else line


def _escaped(text: str) -> str:
    return _ESCAPED.sub(r"\\\g<0>", text)
