"""A list of quotes in a document that somebody wrote: which of its words are quotes, and which are not.

Text, Markdown, a table (CSV) or a Word document. Where quotation marks are used they say what a quote is, and what
stands without them may be one; else every paragraph is one.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from coproclip.elsewhere.process import read_elsewhere
from coproclip.errors import BadInput
from coproclip.foreign_text import read_text
from coproclip.harmless import plain
from coproclip.new_files import read_plain
from coproclip.transcript.files.passages import MOST_LETTERS, NOTHING_CHANGED, NoTranscript
from coproclip.transcript.files.word_document import is_packed, read_word_document

LARGEST = 32 << 20
"""A larger file (bytes) is no list of quotes."""
ENDINGS = (".txt", ".md", ".csv", ".docx")
MOST_QUOTES, MOST_WORDS = 2_000, 2_000
LEAST_WORDS = 3
"""Fewer words are said everywhere, so they are no quote that can be found."""
_SINGLE = r"(?<!\w)‘((?:[^‘’]|’(?=\w)|(?<=s)’(?= \w[^‘]{0,400}’))+)’(?!\w)|(?<!\w)'((?:[^']|(?<=\w)'(?=\w))+)'(?!\w)"
"""A mark between letters is an apostrophe, as is one behind an s where the quote goes on to another mark."""
_QUOTED = re.compile(rf"“([^“”]+)”|„([^„“”]+)[“”]|«([^«»]+)»|\"([^\"]+)\"|{_SINGLE}")
_MARKS = re.compile(r"^\s*(?:>+\s*)*(?:(?:[-*+•‣◦]|\d{1,4}[.)])\s+)?(?:>+\s*)*")
_SIGNED = re.compile(r"\s*(?:[—–]|--)\s*[^—–.!?]{1,60}$|\s*\([^()]{1,60}\)\s*$")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]<>()#+\-!|~&.])")
_HEADINGS = {"quote", "quotes", "words", "text", "excerpt", "quotation", "exact words", "what was said"}
_PACKED = (".docx", ".xlsx", ".odt")
_SEPARATORS = (",", ";", "\t")
_ACTIVITY = "reading the list of quotes"


@dataclass(frozen=True, slots=True)
class QuoteList:
    """The quotes of a document in their order, on one line each; the lines or rows of it that hold none.

    `short` are those of too few words to be looked for, `left_out` sentences on what of it was not looked at.
    `read_as` is the encoding that was guessed.
    """

    quotes: tuple[str, ...]
    others: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    read_as: str = ""

    @property
    def unmarked(self) -> dict[str, str]:
        """Those of the `others` (some, if there are very many) that may be quotes without their marks, as quotes."""
        some = self.others[: max(0, MOST_QUOTES - len(self.quotes))]
        return {one: quote for one in some if not one.startswith("#") and (quote := _tidied(one))}


def read_quotes(path: Path, stops: Callable[[], bool] = lambda: False, encoding: str = "") -> QuoteList:
    """All quotes in a file, each once. Raises `BadInput` for a file without any, `StorageError`, `Cancelled`.

    `encoding` (of `ENCODINGS`) is how the letters of a text are written, where a person knows better than the program.
    It is read in a process of its own, and not any more when it `stops`.
    """
    return read_elsewhere(partial(read_quotes_here, encoding=encoding), path, stops)


def read_quotes_here(path: Path, encoding: str = "") -> QuoteList:
    """The same, in this process."""
    content = read_plain(path, LARGEST, _ACTIVITY)
    left_out, read_as = list[str](), ""
    try:
        if is_packed(content):
            document = read_word_document(content)
            found, left_out = _of_blocks(document.paragraphs), document.left_out()
        elif path.suffix.lower() in _PACKED or len(content) > 4 * MOST_LETTERS:
            raise _wrong(path)
        else:
            text = read_text(content, encoding)
            found = (_of_table if path.suffix.lower() == ".csv" else _of_text)(text.text)
            left_out, read_as = list(text.notes), text.read_as
    except (NoTranscript, ValueError, csv.Error) as error:
        raise _wrong(path) from error
    quotes = tuple(dict.fromkeys(found.quotes))
    if not quotes:
        raise _wrong(path)
    if len(quotes) > MOST_QUOTES:
        raise BadInput(f"There are more than {MOST_QUOTES:,} quotes in “{path.name}”.", NOTHING_CHANGED, "Split it.")
    return QuoteList(quotes, found.others, tuple(dict.fromkeys(found.short)), tuple(left_out), read_as)


def _wrong(path: Path) -> BadInput:
    return BadInput(
        f"No quotes were found in “{path.name}”.",
        NOTHING_CHANGED,
        "Choose a Word document (.docx), text, Markdown or a table (.csv) with a quote in each line or row.",
    )


def _of_text(text: str) -> QuoteList:
    """Paragraphs: lines that follow each other belong together, unless each begins with a mark of its own."""
    paragraphs: list[list[str]] = []
    goes_on = False
    for line in text.splitlines():
        bare = _MARKS.sub("", line).strip()
        is_heading = bare.startswith("#")
        if goes_on and bare and not is_heading and not _begins_anew(line):
            paragraphs[-1].append(bare)
        elif bare:
            paragraphs.append([bare])
        goes_on = bool(bare) and not is_heading
    return _chosen([" ".join(lines) for lines in paragraphs])


def _begins_anew(line: str) -> bool:
    stripped = line.lstrip("> \t")
    marked = re.match(r"(?:[-*+•‣◦]|\d{1,4}[.)])\s", stripped) is not None
    return marked or stripped.startswith(("“", '"', "„", "«", "— ", "– "))


def _of_blocks(blocks: Iterable[str | list[str]]) -> QuoteList:
    """Paragraphs of a document, and the quotes of its tables."""
    paragraphs: list[str] = []
    rows: list[list[str]] = []
    for block in blocks:
        if isinstance(block, list):
            rows.append(block)
        else:
            paragraphs += [" ".join(block.split("\n"))] if block.strip() else []
    if rows:
        # Where there is a table, what stands around it only says what it is.
        found = _of_rows(rows)
        return QuoteList(found.quotes, (*found.others, *paragraphs), found.short)
    return _chosen(paragraphs)


def _of_table(text: str) -> QuoteList:
    lines = text.splitlines()[:20]
    separator = max(_SEPARATORS, key=lambda one: sum(line.count(one) for line in lines))
    return _of_rows(list(csv.reader(io.StringIO(text, newline=""), delimiter=separator)))


def _of_rows(rows: Sequence[Sequence[str]]) -> QuoteList:
    """The cells of the column that is called so, else of the one with most words."""
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    for place, row in enumerate(filled[:20]):
        named = [at for at, cell in enumerate(row) if cell.strip().strip(":?*").casefold() in _HEADINGS]
        if named:
            filled, column = filled[place + 1 :], named[0]
            break
    else:
        words = Counter[int]()
        for row in filled:
            words.update({at: len(cell.split()) for at, cell in enumerate(row)})
        column = max(sorted(words), key=words.__getitem__, default=0)
    cells = [row[column] if column < len(row) else "" for row in filled]
    cells = [cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@") else cell for cell in cells]
    quotes = [_tidied(" ".join(cell.split())) for cell in cells]
    others = [plain(" ".join(" ".join(row).split())) for row, quote in zip(filled, quotes, strict=True) if not quote]
    return QuoteList(tuple(filter(None, quotes)), tuple(others))


def _chosen(paragraphs: Sequence[str]) -> QuoteList:
    """What stands in quotation marks where that is usual in the document, else whole paragraphs."""
    texts = [_ESCAPED.sub(r"\1", one).strip() for one in paragraphs]
    long = [one for one in texts if len(one.split()) >= LEAST_WORDS and not one.startswith("#")]
    marked = {one: [quote for found in _QUOTED.finditer(one) if (quote := _inside(found))] for one in long}
    usual = 2 * sum(bool(found) for found in marked.values()) >= len(long) > 0
    quotes: list[str] = []
    others: list[str] = []
    short: list[str] = []
    for one in texts:
        found = (marked.get(one, []) if usual else [_tidied(one)]) if one in marked else []
        if any(found):
            quotes += found
        elif (whole := _QUOTED.fullmatch(one)) and (quote := _too_short(whole)):
            short.append(quote)
        else:
            others.append(plain(one))
    return QuoteList(tuple(quotes), tuple(others), tuple(short))


def _too_short(found: re.Match[str]) -> str:
    quote = plain(next(part for part in found.groups() if part is not None))
    return quote if 0 < len(quote.split()) < LEAST_WORDS else ""


def _inside(found: re.Match[str]) -> str:
    quote = plain(next(part for part in found.groups() if part is not None))
    return quote if LEAST_WORDS <= len(quote.split()) <= MOST_WORDS else ""


def _tidied(text: str) -> str:
    """A paragraph or a cell as a quote: without the marks around it and the name behind it; empty where it is none."""
    quote = plain(text.strip("*_ "))
    for _ in range(2):
        shorter = _SIGNED.sub("", quote)
        if len(shorter.split()) < LEAST_WORDS:
            break
        quote = shorter
    quote = quote.strip('“”„«»‘’" ')
    return quote if LEAST_WORDS <= len(quote.split()) <= MOST_WORDS else ""
