"""The page that plays a playlist: one HTML file that needs nothing but the sounds beside it."""

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from lucide import lucide_icon
from markupsafe import Markup

from coproclip.export.captions import turns
from coproclip.export.names import first_words
from coproclip.export.playlist_files import ExportedTheme, PlaylistInfo, PlaylistTrack
from coproclip.export.writing_systems import space_between
from coproclip.settings import resource_path
from coproclip.timecode import clock, length

_ICONS = {
    "previous": "skip-back",
    "back": "rotate-ccw",
    "play": "play",
    "pause": "pause",
    "forward": "rotate-cw",
    "next": "skip-forward",
    "captions": "captions",
    "larger": "a-arrow-up",
    "smaller": "a-arrow-down",
    "going": "list-end",
    "notice": "ear",
}
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-(?:Hans|Hant|Latn|Cyrl|Arab))?(?:-[A-Za-z]{2})?")
PALETTE = 10


def listen_page(info: PlaylistInfo, tracks: Sequence[PlaylistTrack], *, notice: str = "", gap_ms: int = 1000) -> str:
    """The page as HTML; `notice` (“For review, not for sharing”) is shown large on top, `gap_ms` is waited between."""
    style = Markup(_template_text("listen_page.css"))
    script = Markup(_template_text("listen_page.js"))
    marks = _marks(info, tracks)
    return (
        _environment()
        .get_template("listen_page.html")
        .render(
            info=info,
            language=language_tag(info.language),
            introduction=[line for line in info.introduction.splitlines() if line.strip()],
            notice=notice,
            tracks=[_shown(track, marks) for track in tracks],
            total=length(sum(track.duration_ms for track in tracks)),
            icons={name: _icon(lucide) for name, lucide in _ICONS.items()},
            style=style,
            script=script,
            policy=_policy(style, script),
            heard=_for_script({"gap": gap_ms, "tracks": [_heard(track) for track in tracks]}),
        )
    )


def language_tag(language: str) -> str:
    """`language` as a language tag, “en” if it is none."""
    return language if LANGUAGE.fullmatch(language) else "en"


def _shown(track: PlaylistTrack, marks: dict[str, ExportedTheme]) -> dict[str, object]:
    return {
        "number": track.number,
        "title": track.title,
        "name": f"“{first_words(track.quote, 64)}”" if track.quote else track.title,
        "attribution": track.attribution,
        "language": language_tag(track.language),
        "clock": clock(track.duration_ms),
        "length": length(track.duration_ms),
        "url": track.url,
        "turns": turns(track.words),
        "mark": marks[track.themes[0]] if track.themes else None,
    }


def _heard(track: PlaylistTrack) -> dict[str, object]:
    return {
        "sound": track.url,
        "ms": track.duration_ms,
        "cues": [
            {
                "start": cue.start_ms,
                "end": cue.end_ms,
                "who": cue.speaker,
                "words": [
                    [word.shown, word.start_ms, word.end_ms, int(bool(space_between(before, word.shown)))]
                    for before, word in zip(["", *(word.shown for word in cue.words)], cue.words, strict=False)
                ],
            }
            for cue in track.cues
        ],
    }


def _marks(info: PlaylistInfo, tracks: Sequence[PlaylistTrack]) -> dict[str, ExportedTheme]:
    """A mark for every first theme: the project's own, else the next colour and the name's first letter."""
    marks = {mark.name: mark for mark in info.theme_marks}
    for track in tracks:
        for name in track.themes[:1]:
            if name not in marks:
                letter = next((c for c in name if c.isalnum()), "•").upper()
                marks[name] = ExportedTheme(name, letter, len(marks) % PALETTE)
    return {name: ExportedTheme(name, mark.letter[:2], (mark.colour - 1) % PALETTE + 1) for name, mark in marks.items()}


def _policy(style: str, script: str) -> str:
    """What the page may do: its own two pieces of code, and play sounds; nothing else, and no request anywhere."""
    return (
        f"default-src 'none'; media-src 'self' file:; style-src {_digest(style)}; "
        f"script-src {_digest(script)}; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii") + "'"


def _for_script(value: object) -> Markup:
    """JSON that cannot end the script it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)


@cache
def _icon(name: str) -> Markup:
    drawing = re.sub(r"^<svg[^>]*>|</svg>\s*$", "", lucide_icon(name)).strip()
    return Markup(
        '<svg viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" stroke-width="1.75"'
        ' stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">'
        + re.sub(r"\s*\n\s*", "", drawing)
        + "</svg>"
    )


@cache
def _template_text(name: str) -> str:
    return "\n" + resource_path("templates", name).read_text("utf-8").strip() + "\n"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(resource_path("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
