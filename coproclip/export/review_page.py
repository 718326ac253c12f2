"""What a review looks like: the page that plays and takes the answers, and the pages in large print."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from coproclip.excerpts.reviews.review_codes import ReviewAnswer
from coproclip.excerpts.reviews.review_packs import ANSWERS, LONGEST_WISH
from coproclip.excerpts.rules.grants import PlaylistBeside, ShareableExcerpt, ShareableText, verify, verify_texts
from coproclip.export.clip import title_of
from coproclip.export.documents.html_page import content_policy, icon, json_for_script, page_environment, template_text
from coproclip.export.folders.manifest import MADE_WITH
from coproclip.export.notices import Notice
from coproclip.export.playlist.listen_page import language_tag
from coproclip.speech.language_names import own_name

Turns = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class PackItem:
    """One excerpt of a review; `codes` has the code to type or say for each answer, `sound` is beside the page.

    `shown_as` is where they are named, and how; one name without a place where it is the same in all they are asked of.
    """

    number: int
    code: str
    codes: Mapping[ReviewAnswer, str]
    excerpt: ShareableExcerpt
    before: Turns
    words: Turns
    after: Turns
    shown_as: tuple[tuple[str, str], ...]
    playlists: tuple[PlaylistBeside, ...]
    uses: tuple[str, ...]
    sound: str
    clock: str
    length: str

    @property
    def title(self) -> str:
        """What the excerpt is called."""
        return title_of(self.excerpt)

    @property
    def care(self) -> ShareableText:
        """What others read before they hear it."""
        return self.excerpt.care

    @property
    def language(self) -> str:
        """The language it is told in."""
        return language_tag(self.excerpt.language)

    @property
    def translations(self) -> list[tuple[str, str, tuple[ShareableText, ...]]]:
        """What is read of it in other languages: what each is called, its tag, and the lines."""
        return [
            (own_name(one.language), language_tag(one.language), tuple(line.text for line in one.lines))
            for one in self.excerpt.translations
        ]

    @property
    def themes(self) -> tuple[ShareableText, ...]:
        """What it appears under."""
        return tuple(filter(None, self.excerpt.themes))


@dataclass(frozen=True, slots=True)
class PackSheet:
    """All of a review, as it is shown: for whom it is, whom they can turn to, and its excerpts."""

    pack: str
    project_key: str
    whose: ShareableText
    project_title: ShareableText
    contact: ShareableText
    take_down: ShareableText
    support: ShareableText
    notice: Notice
    items: tuple[PackItem, ...]

    def only_granted(self) -> None:
        """Raise `NotShareable` unless all of it was granted."""
        verify_texts([self.whose, self.project_title, self.contact, self.take_down, self.support])
        for item in self.items:
            verify(item.excerpt)


def review_page(sheet: PackSheet) -> str:
    """The page as HTML, to be opened beside its sounds."""
    sheet.only_granted()
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
    """The same to be printed in large print, as a page that `export.documents.paper` prints."""
    sheet.only_granted()
    return page_environment().get_template("review_sheet.html").render(sheet=sheet, **_words())


def _words() -> dict[str, object]:
    return {"choices": list(ReviewAnswer), "words": {"yes": "Yes", "change": "Yes, if you change …", "no": "No"}}
