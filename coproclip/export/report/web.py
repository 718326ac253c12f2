"""The report as a page that needs nothing but the sounds and images beside it; and in easy read, one idea a line."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote as percent_encoded

import segno
from markupsafe import Markup

from coproclip.excerpts.rules.grants import ShareableExcerpt, verify
from coproclip.export.captioning.cues import Cue
from coproclip.export.captioning.writing_systems import joined
from coproclip.export.clip import WrittenClip, title_of
from coproclip.export.documents.html_page import content_policy, icon, json_for_script, page_environment, template_text
from coproclip.export.playlist.listen_page import language_tag
from coproclip.export.report.layout import (
    Boxed,
    Flow,
    Head,
    Items,
    Laid,
    Line,
    NoteMark,
    Para,
    Picture,
    Quoted,
    Span,
    lay_out,
    plain,
)
from coproclip.report.shareable import ShareableReport
from coproclip.speech.language_names import own_name
from coproclip.timecode import length

IMAGES, SOUND = "images", "sound"
_SENTENCE = re.compile(r"[^.!?…]+(?:[.!?…]+[”’\")\]]*)?")


@dataclass(frozen=True, slots=True)
class Track:
    """An extract that can be heard on the page: its excerpt, and its clip in the folder `sound`."""

    excerpt: ShareableExcerpt
    clip: WrittenClip


def web_page(report: ShareableReport, tracks: Sequence[Track]) -> str:
    """The whole report as HTML; quotes whose extract is among `tracks` have a button that plays it."""
    laid = _laid(report, tracks)
    return _page(laid, tracks, list(_flows(laid.flows, _Ids())), easy=False)


def easy_read_page(report: ShareableReport, tracks: Sequence[Track]) -> str:
    """The report in large print with one idea a line, and beside each a place for a picture."""
    laid = _laid(report, tracks)
    return _page(laid, tracks, list(_easy(laid.flows, _Ids())), easy=True)


def _laid(report: ShareableReport, tracks: Sequence[Track]) -> Laid:
    return lay_out(report, [verify(track.excerpt).excerpt_id for track in tracks])


def _page(laid: Laid, tracks: Sequence[Track], flows: list[dict[str, Any]], *, easy: bool) -> str:
    by_excerpt = {track.excerpt.excerpt_id: track for track in tracks}
    shown = [_shown(number, by_excerpt[one]) for number, one in enumerate(laid.extracts, 1)]
    heard = [_heard(by_excerpt[one]) for one in laid.extracts]
    style, script = Markup(template_text("report.css")), Markup(template_text("report.js"))
    data = Markup("window.report = ") + json_for_script({"tracks": heard}) + Markup(";")
    return (
        page_environment()
        .get_template("report.html")
        .render(
            title=laid.title,
            strapline=laid.strapline,
            month=laid.month,
            contact=laid.contact,
            language=laid.language,
            easy=easy,
            contents=[one for one in flows if one["kind"] == "head" and one["level"] == 1],
            flows=flows,
            notes=[_line(note) for note in laid.notes],
            tracks=shown,
            languages={one.language: one.label for track in tracks for one in track.clip.translated},
            code=_code(laid.playlist_link) if laid.playlist_link else "",
            playlist_link=laid.playlist_link,
            icons={"play": icon("play")},
            style=style,
            script=script,
            data=data,
            policy=content_policy(style, script, data, images=True),
        )
    )


def _code(link: str) -> Markup:
    """A code that phones read; empty for an address that is too long for one."""
    try:
        made = segno.make(link, micro=False)
    except segno.DataOverflowError:
        return Markup("")
    return Markup(made.svg_inline(scale=4, border=4, title="Code that leads to the playlist"))


class _Ids:
    """Numbers for what is linked to."""

    def __init__(self) -> None:
        self._last = 0

    def next(self) -> str:
        self._last += 1
        return f"part-{self._last}"


def _flows(flows: Sequence[Flow], ids: _Ids) -> Iterator[dict[str, Any]]:
    for flow in flows:
        match flow:
            case Head(level, line):
                yield {"kind": "head", "level": min(level, 3), "line": _line(line), "id": ids.next()}
            case Para(line):
                yield {"kind": "para", "line": _line(line)}
            case Items(lines, numbered):
                yield {"kind": "items", "numbered": numbered, "lines": list(map(_line, lines))}
            case Quoted(line, signed, extract, _):
                yield {"kind": "quoted", "line": _line(line), "signed": signed, "extract": extract}
            case Picture(image, alt):
                yield {"kind": "picture", "url": f"{IMAGES}/{percent_encoded(image.name)}", "alt": alt}
            case Boxed(title, inner):
                yield {"kind": "boxed", "title": title, "id": ids.next(), "flows": list(_flows(inner, ids))}


def _easy(flows: Sequence[Flow], ids: _Ids) -> Iterator[dict[str, Any]]:
    """Headings and quotes as they are; of everything else one sentence a line."""
    for flow in flows:
        match flow:
            case Para(line):
                yield from map(_idea, ideas(plain(line)))
            case Items(lines):
                yield from (_idea(idea) for line in lines for idea in ideas(plain(line)))
            case Boxed(title, inner):
                yield {"kind": "boxed", "title": title, "id": ids.next(), "flows": list(_easy(inner, ids))}
            case _:
                yield from _flows([flow], ids)


def _idea(text: str) -> dict[str, Any]:
    return {"kind": "slot", "line": _line((Span(text),))}


def ideas(text: str) -> list[str]:
    """The sentences of a text; one that is only a closing sign stays with the one before."""
    found: list[str] = []
    for one in _SENTENCE.findall(text):
        # A quote of several sentences is one idea.
        if found and found[-1].count("“") > found[-1].count("”"):
            found[-1] += one
        else:
            found.append(one)
    return [" ".join(one.split()) for one in found if one.strip()]


def _line(line: Line) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = []
    for place, one in enumerate(line):
        if isinstance(one, NoteMark):
            shown.append({"note": one.number})
            continue
        after = line[place + 1] if place + 1 < len(line) else None
        last = not (isinstance(after, Span) and after.extract == one.extract)
        shown.append(
            {
                "note": 0,
                "text": one.text,
                "bold": one.bold,
                "italic": one.italic,
                "link": one.link,
                "language": one.language,
                "play": one.extract if last else 0,
            }
        )
    return shown


def _shown(number: int, track: Track) -> dict[str, Any]:
    return {
        "number": number,
        "title": title_of(track.excerpt),
        "care": track.excerpt.care or ("It holds sensitive things." if track.excerpt.sensitive else ""),
        "url": f"{SOUND}/{percent_encoded(track.clip.files.audio.name)}",
        "length": length(track.clip.files.duration_ms),
        "language": language_tag(track.excerpt.language),
        "words": joined(word.text for word in track.excerpt.words),
        "signed": track.excerpt.attribution,
        "translations": [
            {"language": one.language, "name": own_name(one.language), "lines": [line.text for line in one.lines]}
            for one in track.excerpt.translations
        ],
    }


def _heard(track: Track) -> dict[str, Any]:
    shown = _shown(0, track)
    return {
        "care": shown["care"],
        "language": shown["language"],
        "cues": _cues(track.clip.cues),
        "others": {one.language: _cues(one.cues) for one in track.clip.translated},
    }


def _cues(cues: Sequence[Cue]) -> list[dict[str, Any]]:
    return [
        {
            "start": cue.start_ms,
            "end": cue.end_ms,
            "who": cue.speaker,
            "words": joined(word.shown for word in cue.words),
        }
        for cue in cues
    ]
