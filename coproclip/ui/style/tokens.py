"""Every colour and measure of the look, in one frozen value for light and one for dark."""

from dataclasses import dataclass, fields, replace
from typing import Any

from PySide6.QtGui import QColor, QPalette

SMALL, NORMAL, LARGE, HUGE = 28, 32, 40, 56
RADIUS_MARK, RADIUS, RADIUS_CARD, RADIUS_FLOAT = 4, 6, 8, 10
MARGIN, PANEL_MARGIN = 24, 16
SIDEBAR, RAIL, PANEL, PANEL_NARROW = 212, 76, 352, 308
NARROW_WINDOW = 1280
"""Below this window width (px) the sidebar folds to the rail and panels are narrower."""
NO_THEME = -1
"""The place in the palette of what has no theme."""


@dataclass(frozen=True, eq=False)
class ThemeColours:
    """One theme's colours: the mark, the letter on it, the tint behind words, the bars in the waveform."""

    mark: QColor
    letter: QColor
    soft: QColor
    wave: QColor


@dataclass(frozen=True, eq=False)
class Tokens:
    """Everything the style sheet, the style and the painters need. Ask `current()` for the ones in use."""

    dark: bool
    bg: QColor
    chrome: QColor
    sidebar: QColor
    surface: QColor
    raised: QColor
    sunken: QColor
    line: QColor
    line2: QColor
    control: QColor
    ink: QColor
    ink2: QColor
    ink3: QColor
    inkoff: QColor
    accent: QColor
    accent_hover: QColor
    accent_press: QColor
    on_accent: QColor
    accent_soft: QColor
    accent_ink: QColor
    focus: QColor
    hover: QColor
    sel: QColor
    textsel: QColor
    now: QColor
    on_now: QColor
    rec: QColor
    on_rec: QColor
    rec_soft: QColor
    ok: QColor
    ok_soft: QColor
    wait: QColor
    wait_soft: QColor
    again: QColor
    again_soft: QColor
    priv: QColor
    priv_soft: QColor
    stop: QColor
    stop_soft: QColor
    flag: QColor
    flag_line: QColor
    flag_soft: QColor
    wave_a: QColor
    wave_b: QColor
    wave_off: QColor
    playhead: QColor
    themes: tuple[ThemeColours, ...]
    scale: float = 1.0

    def scaled(self, px: float) -> int:
        """`px` of the drawings in device-independent pixels at the chosen text size."""
        return max(1, round(px * self.scale)) if px else 0

    def theme(self, colour_index: int) -> ThemeColours:
        """Colours of the theme at `colour_index` (from 0; the eleventh on come round again), greys for `NO_THEME`."""
        if colour_index == NO_THEME:
            soft = mix(self.control, self.surface, 0.24 if self.dark else 0.16)
            return ThemeColours(self.ink3, self.surface, soft, self.wave_a)
        return self.themes[colour_index % len(self.themes)]

    def colour(self, name: str) -> QColor:
        """The colour called `name`, as written in the style sheet (dashes allowed)."""
        value = getattr(self, name.replace("-", "_"))
        assert isinstance(value, QColor)
        return value

    def names(self) -> list[str]:
        """Names of all single colours."""
        return [f.name for f in fields(self) if isinstance(getattr(self, f.name), QColor)]


def mix(over: QColor, under: QColor, part: float) -> QColor:
    """`over` laid on `under` at `part` (0–1) of its strength, as an opaque colour."""
    return QColor(
        round(over.red() * part + under.red() * (1 - part)),
        round(over.green() * part + under.green() * (1 - part)),
        round(over.blue() * part + under.blue() * (1 - part)),
    )


_WHITE, _INK = "#FFFFFF", "#16181B"
_THEMES_LIGHT = (
    ("#3272D3", _WHITE),
    ("#A4942E", _INK),
    ("#297167", _WHITE),
    ("#BB1F5C", _WHITE),
    ("#1FA1B6", _INK),
    ("#B68072", _INK),
    ("#623985", _WHITE),
    ("#537212", _WHITE),
    ("#D1588F", _INK),
    ("#633E27", _WHITE),
)
_THEMES_DARK = (
    ("#7299FE", _INK),
    ("#B1A842", _INK),
    ("#A1E8D6", _INK),
    ("#DD5181", _INK),
    ("#62C9E7", _INK),
    ("#E4B59D", _INK),
    ("#9B75B5", _INK),
    ("#B6DC58", _INK),
    ("#DD8CAB", _INK),
    ("#B47553", _INK),
)


def _themes(rows: tuple[tuple[str, str], ...], surface: str, ink: str, dark: bool) -> tuple[ThemeColours, ...]:
    under, text = QColor(surface), QColor(ink)
    tint, bars = (0.24, 0.86) if dark else (0.16, 0.8)
    return tuple(
        ThemeColours(QColor(mark), QColor(letter), mix(QColor(mark), under, tint), mix(QColor(mark), text, bars))
        for mark, letter in rows
    )


def _tokens(dark: bool, values: str, themes: tuple[tuple[str, str], ...]) -> Tokens:
    colours = dict(line.split() for line in values.strip().splitlines())
    shades = _themes(themes, colours["surface"], colours["ink"], dark)
    shown: dict[str, Any] = {name: QColor(value) for name, value in colours.items()}
    return Tokens(dark=dark, themes=shades, **shown)


LIGHT = _tokens(
    False,
    """
    bg #F4F3F0
    chrome #EFEDE9
    sidebar #ECEAE6
    surface #FFFFFF
    raised #FAF9F7
    sunken #F4F3F0
    line #E4E1DB
    line2 #CDC9C1
    control #8A867E
    ink #1E2124
    ink2 #4F5359
    ink3 #63676E
    inkoff #8D9096
    accent #0F6674
    accent_hover #0B525D
    accent_press #083F48
    on_accent #FFFFFF
    accent_soft #DCEBED
    accent_ink #0B5763
    focus #1B5FCC
    hover #F1EFEB
    sel #E3E0DA
    textsel #BFDCE1
    now #0F6674
    on_now #FFFFFF
    rec #C22B26
    on_rec #FFFFFF
    rec_soft #FBE7E5
    ok #1B6540
    ok_soft #E0F0E6
    wait #775000
    wait_soft #FAEED2
    again #8A3B12
    again_soft #FBE9DF
    priv #474C60
    priv_soft #E7E8EF
    stop #A3261F
    stop_soft #FBE5E2
    flag #775000
    flag_line #B07908
    flag_soft #FDF4DF
    wave_a #6A6F76
    wave_b #B9B5AD
    wave_off #D9D6CF
    playhead #1E2124
    """,
    _THEMES_LIGHT,
)

DARK = _tokens(
    True,
    """
    bg #1B1C1E
    chrome #222326
    sidebar #202124
    surface #26272A
    raised #2B2C30
    sunken #1F2022
    line #37393E
    line2 #4C4F55
    control #85888F
    ink #ECEAE6
    ink2 #C2C4C8
    ink3 #A4A7AD
    inkoff #75787F
    accent #5ABFCB
    accent_hover #7BCFD8
    accent_press #98DAE1
    on_accent #06262B
    accent_soft #1F3F44
    accent_ink #92DAE2
    focus #8FB8FF
    hover #2E3034
    sel #36383D
    textsel #2C5960
    now #5ABFCB
    on_now #06262B
    rec #FF766E
    on_rec #2A0705
    rec_soft #45211F
    ok #8AD8AA
    ok_soft #1F3B2B
    wait #F1C76F
    wait_soft #40341A
    again #F5AE88
    again_soft #442A1C
    priv #C6CADD
    priv_soft #363947
    stop #FF9D94
    stop_soft #47231F
    flag #F1C76F
    flag_line #C9962F
    flag_soft #383021
    wave_a #A3A7AE
    wave_b #62656C
    wave_off #45474C
    playhead #F4F2EE
    """,
    _THEMES_DARK,
)


def from_palette(palette: QPalette) -> Tokens:
    """Tokens made of the system's own colours alone, for people who use a high-contrast theme."""
    role = QPalette.ColorRole
    window, base = palette.color(role.Window), palette.color(role.Base)
    text, link = palette.color(role.WindowText), palette.color(role.Link)
    chosen, on_chosen = palette.color(role.Highlight), palette.color(role.HighlightedText)
    off = palette.color(QPalette.ColorGroup.Disabled, role.WindowText)
    start = DARK if base.lightness() < 128 else LIGHT
    inks = ("ink", "ink2", "ink3", "line2", "control", "ok", "wait", "again", "priv", "stop", "flag", "flag_line")
    papers = ("surface", "raised", "sunken", "hover", "ok_soft", "wait_soft", "again_soft", "priv_soft", "stop_soft")
    changes: dict[str, Any] = dict.fromkeys(inks, text) | dict.fromkeys(papers, base)
    changes |= dict.fromkeys(("bg", "chrome", "sidebar"), window)
    changes |= dict.fromkeys(("flag_soft", "rec_soft"), base)
    changes |= dict.fromkeys(("accent", "accent_hover", "accent_press", "sel", "textsel", "now"), chosen)
    changes |= dict.fromkeys(("on_accent", "on_now"), on_chosen)
    changes |= {"accent_soft": base, "accent_ink": link, "focus": link, "line": text, "inkoff": off}
    changes |= {"wave_a": text, "wave_b": off, "wave_off": off, "playhead": text}
    return replace(start, **changes)


_current: list[Tokens] = [LIGHT]


def current() -> Tokens:
    """The tokens in use now; ask each time you paint, they change with the appearance and the text size."""
    return _current[0]


def use(tokens: Tokens) -> None:
    """Make `tokens` the ones in use; only the style does this."""
    _current[0] = tokens
