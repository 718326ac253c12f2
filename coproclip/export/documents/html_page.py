"""What pages have in common that people open from a folder: nothing from elsewhere, no request anywhere."""

import base64
import hashlib
import json
import re
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from lucide import lucide_icon
from markupsafe import Markup

from coproclip.export.captioning.writing_systems import is_right_to_left
from coproclip.settings import resource_path


def content_policy(style: str, *scripts: str, images: bool = False, inside: bool = False) -> str:
    """What the page may do: its own pieces of code, and play sounds, or show `images`; no request anywhere.

    `inside`: the sounds are in the page itself, and no file beside it is read.
    """
    sounds = "data:" if inside else "'self' file:"
    return (
        f"default-src 'none'; media-src {sounds}; style-src {_digest(style)}; "
        f"script-src {' '.join(map(_digest, scripts))}; base-uri 'none'; form-action 'none'"
        + ("; img-src 'self' file:" if images else "")
    )


def _digest(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii") + "'"


def json_for_script(value: object) -> Markup:
    """JSON that cannot end the script it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)


@cache
def icon(name: str) -> Markup:
    """A Lucide icon, drawn in the colour of the words beside it."""
    drawing = re.sub(r"^<svg[^>]*>|</svg>\s*$", "", lucide_icon(name)).strip()
    return Markup(
        '<svg viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" stroke-width="1.75"'
        ' stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">'
        + re.sub(r"\s*\n\s*", "", drawing)
        + "</svg>"
    )


@cache
def template_text(name: str) -> str:
    """The text of a file in `resources/templates`."""
    return "\n" + resource_path("templates", name).read_text("utf-8").strip() + "\n"


@cache
def page_environment() -> Environment:
    """The templates; whatever is put into one is escaped. `words|direction` is an attribute for words that turn."""
    made = Environment(
        loader=FileSystemLoader(resource_path("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["direction"] = _direction
    return made


def _direction(said: str | list[dict[str, Any]]) -> Markup:
    words = said if isinstance(said, str) else "".join(one.get("text", "") for one in said)
    return Markup(' dir="rtl"' if is_right_to_left(words) else "")
