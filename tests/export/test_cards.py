"""Call-out cards: exact words that can be read, in colours that stand out, and a text for those who do not see them."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from consenting import allow, answer
from granting import granted
from made_stories import make_story
from PIL import Image

from coproclip.errors import BadInput, NotShareable
from coproclip.excerpts.approval import ShareableExcerpt, Sharing, Use, VoicedWord, shareable
from coproclip.excerpts.beside.texts import PublicText, shareable_text
from coproclip.excerpts.marking import mark_quote
from coproclip.export.cards import CardFolder, export_cards
from coproclip.export.documents.card_picture import (
    ENOUGH,
    FORMATS,
    THEME_COLOURS,
    CardSize,
    card_picture,
    contrast,
    ink_on,
)
from coproclip.export.excerpt_folder import FolderKind, owner_of_folder
from coproclip.export.folders.manifest import Owner
from coproclip.export.playlist.playlist_page import theme_marks
from coproclip.export.whole_folder import withdraw_everywhere
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.themes.codebook import add_theme, link
from coproclip.ui.style.tokens import LIGHT

Make = Callable[..., ShareableExcerpt]
Say = Callable[..., tuple[VoicedWord, ...]]
SVG = "{http://www.w3.org/2000/svg}"
PIXELS = {CardSize.SQUARE: (1080, 1080), CardSize.WIDE: (1920, 1080), CardSize.A6: (1240, 1748)}


@pytest.fixture
def quotes(project: Project) -> Project:
    """Two excerpts that may be quoted, the first in a theme."""
    story = make_story(project)
    allow(project, story)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        first = mark_quote(edit, story, "We moved the chairs.", title="Chairs 😀").id
        second = mark_quote(edit, story, "I had never been asked before.").id
        add_theme(edit, "Another")
        link(edit, add_theme(edit, "Doors").id, first)
    for one in (first, second):
        answer(project, one)
    return project


def _cards(project: Project, folder: Path, sizes: tuple[CardSize, ...] = (CardSize.SQUARE,)) -> CardFolder:
    def _may(ids: object = (1, 2)) -> Sharing:
        return shareable(project, list(ids), Use.QUOTE)  # type: ignore[call-overload]

    found = _may().granted
    return export_cards(
        found,
        folder,
        owner=owner_of_folder(project, FolderKind.CARDS, [1, 2]),
        project_title=shareable_text(project, PublicText.PROJECT_TITLE, use=Use.QUOTE),
        theme_marks=theme_marks(project, found),
        sizes=sizes,
        again=_may,
    )


def test_each_quote_is_a_picture_in_every_size_and_a_text(quotes: Project, tmp_path: Path) -> None:
    made = _cards(quotes, tmp_path / "out", tuple(CardSize))
    assert (made.folder.name, made.excerpts, made.too_long) == ("Excerpts cards", 2, 0)
    stem = "01 Chairs 😀"
    names = {path.name for path in made.files if path.name.startswith("01")}
    shapes = [one.name for one in FORMATS.values()]
    assert names == {f"{stem}.txt", *(f"{stem} {shape}.{kind}" for shape in shapes for kind in ("png", "svg"))}
    said = (made.folder / f"{stem}.txt").read_text("utf-8")
    assert said == f"A card with a quote. “We moved the chairs.” One storyteller. From {quotes.details.title}.\n"
    for size, shape in FORMATS.items():
        with Image.open(made.folder / f"{stem} {shape.name}.png") as picture:
            assert picture.size == PIXELS[size]
            colours = sorted(picture.convert("RGB").getcolors(1 << 24) or [], reverse=True)
        paper, ink = ("#{:02x}{:02x}{:02x}".format(*colour) for _, colour in colours[:2])
        assert paper == THEME_COLOURS[1], "the colour of its theme"
        assert contrast(paper, ink) >= ENOUGH, "most of what is not paper are letters"
        drawn = ElementTree.parse(made.folder / f"{stem} {shape.name}.svg").getroot()
        assert (drawn.get("role"), drawn.findtext(f"{SVG}title")) == ("img", said.strip())
        assert drawn.get("aria-labelledby") == drawn.find(f"{SVG}title").get("id")  # type: ignore[union-attr]
        assert not list(drawn.iter(f"{SVG}text")), "its letters are shapes, so no font is missing anywhere"
        text = (made.folder / f"{stem} {shape.name}.svg").read_text("utf-8")
        assert not re.search(r"<script|https?://(?!www\.w3\.org)|href=\"(?!#)", text), "nothing is asked of anybody"


def test_every_colour_of_the_project_leaves_letters_that_can_be_read() -> None:
    assert [theme.mark.name() for theme in LIGHT.themes] == list(THEME_COLOURS), "as in the window"
    rng = np.random.default_rng(3)
    some = [f"#{value:06x}" for value in rng.integers(0, 1 << 24, 500)]
    assert all(contrast(paper, ink_on(paper)) >= ENOUGH for paper in (*THEME_COLOURS, *some))
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def _drawn(excerpt: ShareableExcerpt, size: CardSize) -> np.ndarray | None:
    """Where letters are on a card."""
    made = card_picture(excerpt, size)
    if made is None:
        return None
    pixels = np.asarray(Image.open(io.BytesIO(made.png)).convert("L")).astype(int)
    return np.abs(pixels - int(pixels[0, 0])) > 60


@pytest.mark.parametrize("size", CardSize)
def test_long_quotes_are_set_smaller_and_never_over_the_edge(excerpt: Make, say: Say, size: CardSize) -> None:
    sentence = "After that there was no head of the table so people just talked. "
    before, count = 1.0, 1
    while (ink := _drawn(excerpt(words=say(sentence * count, 1000, each_ms=30), use=Use.QUOTE), size)) is not None:
        rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
        high, wide = ink.shape
        edge = min(high, wide) * 0.05
        assert edge < rows[0]
        assert rows[-1] < high - edge
        assert edge < columns[0]
        assert columns[-1] < wide - edge
        before, count = ink.mean(), count * 2
        assert count < 64, "there is an end to it"
    assert count >= 8, "a long sentence still has a card"
    assert before > 0


def test_letters_of_every_script_and_words_without_end(excerpt: Make, say: Say) -> None:
    words = "نقلنا الكراسي ثم تحدث الناس {curly} #let [x] 👩‍👩‍👧 <b> \\ \x07 $e$ @a"
    made = card_picture(
        excerpt(words=say(words, 1000), use=Use.QUOTE, language="ar", care="About a <loss>"), CardSize.SQUARE
    )
    assert made is not None
    said = ElementTree.fromstring(made.svg).findtext(f"{SVG}title")
    assert said is not None
    assert said.startswith("A card with a quote. Before you read: About a <loss> “نقلنا الكراسي")
    ink = _drawn(excerpt(words=say("نقلنا", 1000), use=Use.QUOTE), CardSize.SQUARE)
    assert ink is not None
    assert ink[300:700, 900:].any(), "it begins on the right"
    assert not ink[300:700, :400].any()
    assert ink[900:, 900:].any(), "and so does what it is signed with"
    assert not ink[900:, :400].any()
    assert _drawn(excerpt(words=say("x" * 300, 1000), use=Use.QUOTE), CardSize.SQUARE) is None
    assert (
        _drawn(
            excerpt(words=say("椅子を動かしましたそれからみんなで話しました" * 2, 1000), use=Use.QUOTE), CardSize.SQUARE
        )
        is not None
    )


def test_what_is_too_long_is_left_out_and_said(excerpt: Make, say: Say, tmp_path: Path) -> None:
    said = list[str]()
    short = excerpt(excerpt_id=1, words=say("We moved.", 1000), use=Use.QUOTE, title="Short")
    long = excerpt(excerpt_id=2, words=say("and then " * 300, 1000, each_ms=9), use=Use.QUOTE, title="Long")
    none = excerpt(excerpt_id=3, words=say("…", 1000), use=Use.QUOTE, title="Silence")
    made = export_cards([short, long, none], tmp_path / "out", owner=Owner("p", "all"), tell=said.append)
    assert (made.excerpts, made.too_long) == (1, 2)
    assert "“Long” is too long for a card of 1:1: its 600 words would be too small to read." in said
    assert "“Silence” has no words, so there is no card of it." in said
    with pytest.raises(BadInput, match="too long for a card of 1:1"):
        export_cards([long], tmp_path / "none", owner=Owner("p", "all"))
    assert not (tmp_path / "none").exists()
    with pytest.raises(NotShareable):
        export_cards([excerpt()], tmp_path / "none", owner=Owner("p", "all"))
    with pytest.raises(NotShareable):
        export_cards([short], tmp_path / "none", owner=Owner("p", "all"), title=str(granted("A")))  # type: ignore[arg-type]


def test_after_a_no_the_card_goes_and_the_others_stay(quotes: Project, tmp_path: Path) -> None:
    made = _cards(quotes, tmp_path / "out")
    answer(quotes, 1, "no")
    withdraw_everywhere(quotes, tmp_path / "out", lambda _said: None)
    assert sorted(path.name for path in made.folder.iterdir() if not path.name.startswith(".")) == [
        "02 I had never been asked before square.png",
        "02 I had never been asked before square.svg",
        "02 I had never been asked before.txt",
    ]
    again = _cards(quotes, tmp_path / "out")
    assert again.folder == made.folder
    assert {path.name[:2] for path in again.files} == {"01"}
    assert not list(made.folder.glob("02*"))
