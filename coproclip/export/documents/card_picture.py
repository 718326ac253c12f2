"""One call-out card as a picture: how large it is, in which colours, and how small its words may become."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from io import BytesIO
from itertools import groupby

from coproclip.elsewhere.process import never
from coproclip.excerpts.rules.grants import NO_TEXT, ShareableExcerpt, ShareableText, verify, verify_texts
from coproclip.export.captioning.captions import said_in
from coproclip.export.captioning.writing_systems import is_right_to_left, width
from coproclip.export.documents.typesetting import LETTERS, measured, picture_of, svg_of
from coproclip.project.comparing.scripts import is_unspaced

ENOUGH = 4.5
"""So much contrast small letters need against what they stand on."""
MOST_LETTERS = 8_000
"""More have no room on any card, however narrow they are: it need not be tried."""
COVER_PIXELS = 2160
"""How wide and high the picture of a podcast is: between 1400 and 3000, as its programs want it."""
_COVER_LETTERS = (300, 160, 80)
"""So many letters of a title are tried on it, one after another."""
_LONG_WORD = 24
_INKS = ("#ffffff", "#16181b", "#000000")
_PAPER = "#0f6674"
THEME_COLOURS = (
    "#3272d3",
    "#a4942e",
    "#297167",
    "#bb1f5c",
    "#1fa1b6",
    "#b68072",
    "#623985",
    "#537212",
    "#d1588f",
    "#633e27",
)
"""What themes are marked with, in their order."""


class CardSize(StrEnum):
    """How large a card is; the value is how it is asked for."""

    SQUARE = "1:1"
    WIDE = "16:9"
    A6 = "a6"


@dataclass(frozen=True, slots=True)
class Format:
    """A card in points, how many pixels an inch of its PNG has, and its words in points, from the largest on."""

    name: str
    width: float
    height: float
    pixels: int
    sizes: tuple[float, ...]

    @property
    def unit(self) -> float:
        """A hundredth of its shorter side; from this all else on it is measured."""
        return min(self.width, self.height) / 100


_STEPS = (1.0, 0.9, 0.8, 0.72, 0.65, 0.58, 0.52, 0.47, 0.42)
FORMATS: Mapping[CardSize, Format] = {
    CardSize.SQUARE: Format("square", 1080, 1080, 72, tuple(96 * step for step in _STEPS)),
    CardSize.WIDE: Format("wide", 1920, 1080, 72, tuple(112 * step for step in _STEPS)),
    CardSize.A6: Format("A6", 297.64, 419.53, 300, tuple(26 * step for step in _STEPS)),
}
"""The last of its sizes is the smallest that is read at an arm's length, and on a telephone."""


@dataclass(frozen=True, slots=True)
class CardPicture:
    """A card, drawn: as PNG and as SVG."""

    png: bytes
    svg: bytes


def contrast(colour: str, other: str) -> float:
    """How much two colours (“#rrggbb”) stand out from each other, as WCAG reckons it (1 to 21)."""
    light, dark = sorted((_luminance(colour), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def ink_on(paper: str) -> str:
    """The colour of letters on `paper`: white where that is read well, else dark."""
    return next(ink for ink in _INKS if contrast(ink, paper) >= ENOUGH)


def paper_of(place: int | None) -> str:
    """What a card is filled with: the colour of a theme by its place (from 0), else the program's own."""
    return _PAPER if place is None else THEME_COLOURS[place % len(THEME_COLOURS)]


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def quote_on_card(excerpt: ShareableExcerpt) -> tuple[str, ...]:
    """The exact words as they stand on a card: in quotation marks, or a line for each turn where several speak."""
    verify(excerpt)
    lines = [line for line in said_in(excerpt).split("\n") if line]
    return (f"“{lines[0]}”",) if len(lines) == 1 else tuple(lines)


def note_on_card(excerpt: ShareableExcerpt) -> str:
    """What is read before the words; empty for nothing."""
    verify(excerpt)
    if excerpt.care:
        return f"Before you read: {excerpt.care}"
    return "Before you read: it holds sensitive things." if excerpt.sensitive else ""


def alt_text(excerpt: ShareableExcerpt, project_title: ShareableText = NO_TEXT) -> str:
    """What somebody is told who does not see the card: all that stands on it, and nothing else."""
    verify(excerpt)
    verify_texts([project_title])
    parts = [note_on_card(excerpt), " ".join(quote_on_card(excerpt)), f"{excerpt.attribution}."]
    parts += [f"From {project_title}."] if project_title else []
    return " ".join(filter(None, ["A card with a quote.", *parts]))


def card_picture(
    excerpt: ShareableExcerpt,
    size: CardSize,
    *,
    colour: int | None = None,
    project_title: ShareableText = NO_TEXT,
    stops: Callable[[], bool] = never,
) -> CardPicture | None:
    """The card in the colour of a theme (its place in the palette); None where its words would be too small to read.

    Raises `NotShareable`, `StorageError`; `Cancelled` when it `stops`.
    """
    verify(excerpt)
    verify_texts([project_title])
    format, said = FORMATS[size], quote_on_card(excerpt)
    about = {
        **_drawn(format, colour, said),
        "before": note_on_card(excerpt),
        "signed": excerpt.attribution,
        "project": project_title,
        "language": excerpt.language.split("-")[0] or "en",
    }
    letters = sum(map(len, (*said, note_on_card(excerpt), excerpt.attribution, project_title)))
    if letters > MOST_LETTERS or measured("card.typ", about, "size", stops) is None:
        return None
    svg = svg_of("card.typ", about, stops)
    return CardPicture(picture_of("card.typ", about, format.pixels, stops), _described(svg, excerpt, project_title))


def cover_picture(
    title: ShareableText,
    project_title: ShareableText = NO_TEXT,
    *,
    colour: int | None = None,
    stops: Callable[[], bool] = never,
) -> bytes:
    """A square PNG of `COVER_PIXELS` that shows a title as large as it has room, and under it that of its project.

    A long title is shortened with “…”. Raises `NotShareable`, `StorageError`; `Cancelled` when it `stops`.
    """
    from PIL import Image  # not needed to start

    verify_texts([title, project_title])
    format = FORMATS[CardSize.SQUARE]
    for most in _COVER_LETTERS:
        about = {
            **_drawn(format, colour, (_broken(_shortened(title, most)),)),
            "before": "",
            "signed": _broken(_shortened(project_title, _COVER_LETTERS[-1])),
            "project": "",
            "language": "en",
        }
        if measured("card.typ", about, "size", stops) is not None:
            break
    drawn = picture_of("card.typ", about, round(72 * COVER_PIXELS / format.width), stops)
    out = BytesIO()
    with Image.open(BytesIO(drawn)) as picture:
        # Podcast programs take no picture through which something shines.
        picture.convert("RGB").save(out, "PNG", optimize=True)
    return out.getvalue()


def _shortened(text: str, most: int) -> str:
    """At most so many letters, up to the end of a word where there is one near."""
    if len(text) <= most:
        return text
    head = text[:most]
    whole = head.rpartition(" ")[0]
    return (whole if len(whole) > most // 2 else head).rstrip() + "…"


def _broken(text: str) -> str:
    """With a place to break in words that have no room on a line."""
    return " ".join("\u200b".join(word) if len(word) > _LONG_WORD else word for word in text.split(" "))


def _drawn(format: Format, colour: int | None, lines: Sequence[str]) -> dict[str, object]:
    """What the template is told of the card itself, and of what stands large on it."""
    paper = paper_of(colour)
    return {
        "width": format.width,
        "height": format.height,
        "unit": format.unit,
        "sizes": format.sizes,
        "paper": paper,
        "ink": ink_on(paper),
        "fonts": LETTERS,
        "words": lines,
        "longest": _longest(lines),
        "right_to_left": is_right_to_left(" ".join(lines)),
    }


def _longest(lines: Sequence[str]) -> list[str]:
    """The widest words: where one of them has no room on a line, the letters are too large.

    A script without spaces may be broken anywhere.
    """
    words = (word for line in lines for word in line.replace("\u200b", " ").split())
    parts = {"".join(part) for word in words for unspaced, part in groupby(word, is_unspaced) if not unspaced}
    return sorted(parts, key=width, reverse=True)[:3]


def _described(svg: bytes, excerpt: ShareableExcerpt, project_title: ShareableText) -> bytes:
    """The drawing with its words for those who do not see it: its letters are drawn, so nothing else says them."""
    said = escape(alt_text(excerpt, project_title), quote=False)
    head, inside = svg.decode("utf-8").split(">", 1)
    return f'{head} role="img" aria-labelledby="said"><title id="said">{said}</title>{inside}'.encode()
