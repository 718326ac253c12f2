"""The numbers of the look keep their promises."""

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QPalette

from coproclip.ui.style.tokens import DARK, LIGHT, Tokens, from_palette
from coproclip.ui.widgets.theme_chip import pattern_of

BOTH = pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])


def contrast(one: QColor, two: QColor) -> float:
    """The ratio of WCAG 2."""

    def _bright(colour: QColor) -> float:
        parts = [colour.redF(), colour.greenF(), colour.blueF()]
        r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    low, high = sorted((_bright(one), _bright(two)))
    return (high + 0.05) / (low + 0.05)


@BOTH
@pytest.mark.parametrize("ink", ["ink", "ink2", "ink3"])
@pytest.mark.parametrize("paper", ["bg", "chrome", "sidebar", "surface", "raised", "sunken", "hover"])
def test_words_can_be_read_on_every_paper(tokens: Tokens, ink: str, paper: str) -> None:
    assert contrast(tokens.colour(ink), tokens.colour(paper)) >= 4.5


@BOTH
@pytest.mark.parametrize(
    ("ink", "paper"),
    [
        ("on_accent", "accent"),
        ("on_accent", "accent_hover"),
        ("accent", "surface"),
        ("accent_ink", "accent_soft"),
        ("ink", "accent_soft"),
        ("ink", "textsel"),
        ("on_now", "now"),
        ("on_rec", "rec"),
        ("ok", "ok_soft"),
        ("wait", "wait_soft"),
        ("again", "again_soft"),
        ("priv", "priv_soft"),
        ("stop", "stop_soft"),
        ("flag", "flag_soft"),
    ],
)
def test_words_can_be_read_on_their_tint(tokens: Tokens, ink: str, paper: str) -> None:
    assert contrast(tokens.colour(ink), tokens.colour(paper)) >= 4.5


@BOTH
@pytest.mark.parametrize("part", ["control", "focus", "accent", "flag_line", "wave_a", "playhead", "rec"])
def test_parts_stand_out(tokens: Tokens, part: str) -> None:
    assert contrast(tokens.colour(part), tokens.surface) >= 3.0


@BOTH
def test_themes_stand_out_and_their_letters_can_be_read(tokens: Tokens) -> None:
    for shades in tokens.themes:
        assert contrast(shades.mark, tokens.surface) >= 3.0
        assert contrast(shades.letter, shades.mark) >= 4.5
        assert contrast(tokens.ink, shades.soft) >= 6.0
        assert contrast(shades.wave, shades.soft) >= 2.5


def test_the_eleventh_theme_has_an_old_colour_and_a_new_pattern() -> None:
    assert LIGHT.theme(10) is LIGHT.theme(0)
    assert [pattern_of(place) for place in range(10)] == list(range(10))
    assert pattern_of(10) == 3
    assert pattern_of(19) == 2


def test_lengths_follow_the_text_size() -> None:
    assert LIGHT.scaled(32) == 32
    double = from_palette(QPalette())
    assert double.scaled(0) == 0


def test_a_contrast_theme_uses_the_colours_of_the_system_alone() -> None:
    palette = QPalette()
    role = QPalette.ColorRole
    palette.setColor(role.Base, QColor("#000000"))
    palette.setColor(role.Window, QColor("#000000"))
    palette.setColor(role.WindowText, QColor("#ffff00"))
    palette.setColor(role.Highlight, QColor("#00ffff"))
    palette.setColor(role.HighlightedText, QColor("#000000"))
    tokens = from_palette(palette)
    assert tokens.dark
    for name in ("ink", "ink2", "ink3", "ok", "stop"):
        assert tokens.colour(name).name() == "#ffff00"
    assert tokens.accent.name() == "#00ffff"


@BOTH
def test_every_value_is_that_of_the_drawings(tokens: Tokens, shared: Path) -> None:
    css = (shared / "spec" / "ui" / "tokens.css").read_text("utf-8")
    block = css.split("[data-mode=dark]")[int(tokens.dark)]
    drawn = dict(re.findall(r"--([a-z0-9-]+):(#[0-9A-F]{6});", block))
    for name in tokens.names():
        assert tokens.colour(name).name().upper() == drawn[name.replace("_", "-")], name
    for place, shades in enumerate(tokens.themes, start=1):
        assert shades.mark.name().upper() == drawn[f"t{place}"]
        assert shades.letter.name().upper() == drawn[f"t{place}-on"]
        for colour, key in ((shades.soft, "soft"), (shades.wave, "wave")):
            wanted = QColor(drawn[f"t{place}-{key}"])
            assert abs(colour.red() - wanted.red()) <= 2, (place, key)
            assert abs(colour.green() - wanted.green()) <= 2, (place, key)
            assert abs(colour.blue() - wanted.blue()) <= 2, (place, key)
