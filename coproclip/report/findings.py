"""What a check of the report finds, in plain sentences, and what one press can mend of it."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import sha256

from coproclip.excerpts.quoting import QuotedRun
from coproclip.report.document import Live


class FindingKind(StrEnum):
    """The kinds of what is found."""

    QUOTE_GONE = "quote no longer in its excerpt"
    DIFFERS = "words differ from the recording"
    TYPED = "quote typed by hand"
    NOWHERE = "quote in no excerpt"
    TWO_WORDINGS = "one quote in two wordings"
    EXACT_PHRASE = "exact phrase in several spellings"
    QUANTITY = "quantity"
    LABEL = "could point to one person"
    WITHHELD = "left out of every export"
    UNCHECKED = "not checked by ear"
    TEXT = "text may not leave"
    HEADLINE = "headline"
    IMAGE = "image"
    HARD_WORD = "hard word"
    LONG_SENTENCE = "long sentence"
    HARD_TO_READ = "hard to read"
    PLAYLIST = "playlist"
    SUB_THEME = "sub-theme not mentioned"
    TOO_MUCH = "too much to check"


MOST_SHOWN, MOST_OF_A_QUOTE = 2_000, 400
"""No more letters are shown of what is wrong, and of one quote in it: what is longer is read where it stands."""
MAY_NOT_STAY = frozenset({FindingKind.WITHHELD, FindingKind.UNCHECKED, FindingKind.TOO_MUCH})
"""Nobody keeps these as they are, whatever the reason."""


class MendKind(StrEnum):
    """What one press does: bind a quote, put letters or a count in place of others, quote all of an excerpt, take out a
    mark.
    """

    BIND = "bind"
    REPLACE = "replace"
    FILL_IN = "fill in"
    QUOTE_ALL = "quote all"
    TAKE_OUT = "take out"


@dataclass(frozen=True, slots=True)
class Mend:
    """What one press mends, and how: `words` stand on the button.

    `inside` are all letters of the stretch of text that it is about (see `report.letters`), from `start` up to `end`
    those that change; `key` is the quote that it is about.
    """

    kind: MendKind
    words: str
    inside: str = ""
    start: int = 0
    end: int = 0
    new: str = ""
    live: Live | None = None
    key: str = ""
    excerpt_id: int = 0
    runs: tuple[QuotedRun, ...] = ()
    everywhere: bool = False
    """Whether the same letters are replaced wherever they stand as words in the section."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a check found in a section (its id and title): what is wrong (`text`), the words it is about
    (`place`), and what to do about it; all but `place`, which is found again in the text, is short enough to be shown.

    `blocks`: exporting should wait for it. `exact` are the words of the excerpt that `place` should be, of many those
    around (see `around`); `excerpt_id` is the one to listen to (0: none). `print` is how it is known when somebody
    keeps it as it is, `kept` why they did.
    """

    kind: FindingKind
    section_id: int
    section: str
    text: str
    place: str = ""
    suggestion: str = ""
    blocks: bool = False
    mend: Mend | None = None
    exact: str = ""
    excerpt_id: int = 0
    kept: str = ""
    print: str = field(default="")

    def known(self) -> "Finding":
        """The same with its print: another one as soon as what is found reads otherwise."""
        said = "\n".join((self.kind, str(self.section_id), self.text, self.place))
        return replace(self, print=sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:24])


def begun(text: str, most: int = MOST_OF_A_QUOTE) -> str:
    """A text, or the beginning of one that has more than so many letters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def around(text: str, place: int, most: int = MOST_OF_A_QUOTE) -> str:
    """A text, or of one that has more than so many letters those around a place, whole words where it has such."""
    if len(text) <= most:
        return text
    first = max(0, min(place - most // 4, len(text) - most))
    part = text[first : first + most - 2]
    if first and " " in part:
        part = part[part.index(" ") + 1 :]
    if first + most - 2 < len(text) and " " in part:
        part = part[: part.rindex(" ")]
    return f"{'…' if first else ''}{part}…"
