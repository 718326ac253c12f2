"""What a review looks like: the page that plays and takes the answers, and the pages in large print."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from coproclip.excerpts.grants import PlaylistBeside
from coproclip.excerpts.review_codes import ReviewAnswer
from coproclip.excerpts.review_packs import ANSWERS, LONGEST_WISH
from coproclip.export.html_page import content_policy, icon, json_for_script, page_environment, template_text
from coproclip.export.playlist_files import MADE_WITH

Turns = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class PackItem:
    """One excerpt of a review; `codes` has the code to type or say for each answer, `sound` is beside the page."""

    number: int
    code: str
    codes: Mapping[ReviewAnswer, str]
    title: str
    attribution: str
    language: str
    before: Turns
    words: Turns
    after: Turns
    themes: tuple[str, ...]
    playlists: tuple[PlaylistBeside, ...]
    uses: tuple[str, ...]
    sound: str
    clock: str
    length: str


@dataclass(frozen=True, slots=True)
class PackSheet:
    """All of a review, as it is shown: for whom it is, whom they can turn to, and its excerpts."""

    pack: str
    project_key: str
    whose: str
    project_title: str
    contact: tuple[str, ...]
    take_down: tuple[str, ...]
    support: tuple[str, ...]
    notice: str
    items: tuple[PackItem, ...]


def review_page(sheet: PackSheet) -> str:
    """The page as HTML, to be opened beside its sounds."""
    style = Markup(template_text("listen_page.css") + template_text("review_page.css"))
    script = Markup(template_text("review_page.js"))
    answers = {
        "file": {
            "made_with": MADE_WITH,
            "what": ANSWERS,
            "version": 1,
            "project": sheet.project_key,
            "pack": sheet.pack,
        },
        "items": [
            {"code": item.code, "typed": {answer.value: code for answer, code in item.codes.items()}}
            for item in sheet.items
        ],
    }
    return (
        page_environment()
        .get_template("review_page.html")
        .render(
            sheet=sheet,
            longest=LONGEST_WISH,
            answers=json_for_script(answers),
            style=style,
            script=script,
            policy=content_policy(style, script),
            icons={name: icon(name) for name in ("ear", "a-arrow-up", "a-arrow-down", "save", "phone", "life-buoy")},
            **_words(),
        )
    )


def review_sheet(sheet: PackSheet) -> str:
    """The same to be printed in large print, as HTML that Qt can lay out."""
    return page_environment().get_template("review_sheet.html").render(sheet=sheet, **_words())


def _words() -> dict[str, object]:
    return {"choices": list(ReviewAnswer), "words": {"yes": "Yes", "change": "Yes, if you change …", "no": "No"}}
