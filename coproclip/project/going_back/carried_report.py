"""The report after going back to a backup: what was left out or taken out of it since stays so."""

import json
import re
from collections import Counter

from coproclip.project.report_marks import images_in, without_images
from coproclip.project.storage.two_databases import Both, Row

_WORD = re.compile(r"\w+")


def carry_report(both: Both) -> Counter[str]:
    """What is left out of the report, or by now not in it; images that nobody sees in it; what is not kept as it is.

    A section that was deleted since comes back left out, and so does one that names what is not named any more (see
    `Both.said_no_more`): a person puts it in again. An image that was taken out is in no section.
    """
    if not both.has("report_section"):
        return Counter()
    found = Counter[str]()
    sections = both.rows("report_section")
    for was in both.rows_then("report_section"):
        same = [row for row in sections if _is_same(row, was)]
        is_out = bool(sections) and (not same or any(row["left_out"] for row in same))
        if not was["left_out"] and (is_out or _names_again(both, was, same)):
            both.set("report_section", was["id"], left_out=1)
            found["sections left out of the report"] += 1
    found += _carry_photos(both)
    found += _take_out_images(both, sections)
    found += _carry_quotes(both)
    kept = {row["finding"] for row in both.rows("report_kept")}
    for row in both.rows_then("report_kept"):
        if row["finding"] not in kept:
            both.remove("report_kept", row["id"])
            found["findings to look at again"] += 1
    return found


def _is_same(row: Row, was: Row) -> bool:
    """Whether it is the same section, or was drafted anew in its place."""
    what = ("kind", "theme_id")
    return all(row[name] == was[name] for name in what) and (row["id"] == was["id"] or row["title"] == was["title"])


def _names_again(both: Both, was: Row, same: list[Row]) -> bool:
    """Whether it names somebody or some place that is named in it no more."""
    before, now = _said_in(was), [_said_in(row) for row in same]
    named = [text for one in both.said_no_more if (text := _words(one)).strip() and text in before]
    return any(all(text not in said for said in now) for text in named)


def _said_in(section: Row) -> str:
    return _words(f"{section['title']} {section['body']}")


def _words(text: str) -> str:
    """The words of a text, each between two spaces; how they are set apart and marked up does not matter."""
    return f" {' '.join(_WORD.findall(text.casefold()))} "


def _carry_photos(both: Both) -> Counter[str]:
    """That an image is a photo, and of whom; where it is one of somebody else than it was, of nobody known."""
    found = Counter[str]()
    now: dict[tuple[object, object], list[Row]] = {}
    for row in both.rows("report_image"):
        now.setdefault((row["key"], row["file"]), []).append(row)
    for was in both.rows_then("report_image"):
        photos = [row for row in now.get((was["key"], was["file"]), ()) if is_photo(row)]
        if not photos:
            continue
        people: set[object] = {both.whose.known(row["person_id"]) for row in photos}
        if is_photo(was):
            people.add(was["person_id"])
        whose = people.pop() if len(people) == 1 else None
        if (1, whose) != (was["photo"], was["person_id"]):
            both.set("report_image", was["id"], photo=1, person_id=whose)
            found["photos"] += 1
    return found


def is_photo(image: Row) -> bool:
    """Whether an image of a report is a photo of somebody."""
    return bool(image["photo"]) or image["person_id"] is not None


def _take_out_images(both: Both, sections: list[Row]) -> Counter[str]:
    anywhere = {key for row in sections for key in images_in(str(row["body"]))}
    leaving = {key for row in sections if not row["left_out"] for key in images_in(str(row["body"]))}
    gone = dict[tuple[object, str], None]()
    for was in both.rows_then("report_section"):
        may = anywhere if was["left_out"] else leaving
        out = [key for key in images_in(str(was["body"])) if key not in may]
        if out:
            both.set("report_section", was["id"], body=without_images(str(was["body"]), out))
            gone |= dict.fromkeys((was["id"], key) for key in out)
    for row in both.rows_then("report_image"):
        if (row["section_id"], row["key"]) in gone:
            both.remove("report_image", row["id"])
    return Counter({"images taken out": len({key for _, key in gone})})


def _carry_quotes(both: Both) -> Counter[str]:
    """That a quote is not signed, and what of an excerpt is quoted."""
    found = Counter[str]()
    now = {(row["id"], row["key"], row["excerpt_id"]): row for row in both.rows("report_quote")}
    for was in both.rows_then("report_quote"):
        quote = now.get((was["id"], was["key"], was["excerpt_id"]))
        if quote is None:
            continue
        less: dict[str, object] = {}
        if was["signed"] and not quote["signed"]:
            less["signed"] = 0
        if quote["runs"] != was["runs"] and _runs(quote):
            less["runs"] = quote["runs"]
        if less:
            both.set("report_quote", was["id"], **less)
            found["quotes that say less"] += 1
    return found


def _runs(quote: Row) -> bool:
    """Whether only some of an excerpt is quoted."""
    try:
        return bool(json.loads(str(quote["runs"])))
    except (ValueError, RecursionError):
        return True
