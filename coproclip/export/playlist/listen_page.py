"""The page that plays a playlist: one HTML file that needs nothing but the sounds beside it."""

import base64
from collections.abc import Sequence
from urllib.parse import quote as percent_encoded

from markupsafe import Markup

from coproclip.excerpts.rules.grants import ShareableText, verify
from coproclip.export.captioning.captions import CaptionKind, turns
from coproclip.export.captioning.cues import Cue
from coproclip.export.captioning.writing_systems import joined, space_between
from coproclip.export.documents.html_page import content_policy, icon, json_for_script, page_environment, template_text
from coproclip.export.folders.names import first_words
from coproclip.export.notices import Notice
from coproclip.export.playlist.playlist_files import (
    LANGUAGE,
    SOUND_TYPES,
    ExportedTheme,
    PlaylistInfo,
    PlaylistTrack,
    only_granted,
)
from coproclip.speech.language_names import own_name
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
    "care": "hand-heart",
    "support": "life-buoy",
}
PALETTE = 10


def listen_page(
    info: PlaylistInfo,
    tracks: Sequence[PlaylistTrack],
    *,
    notice: Notice = Notice.NONE,
    gap_ms: int = 1000,
    alone: bool = False,
) -> str:
    """The page as HTML; `notice` (“For review, not for sharing”) is shown large on top, `gap_ms` is waited between.

    `alone`: it needs no file beside it, as it holds all sounds. Raises `OSError` where one of those cannot be read.
    """
    only_granted(info, tracks)
    called = _called(tracks)
    style = Markup(template_text("listen_page.css"))
    script = Markup(template_text("listen_page.js"))
    marks = _marks(info, tracks)
    return (
        page_environment()
        .get_template("listen_page.html")
        .render(
            info=info,
            language=language_tag(info.language),
            introduction=[line for line in info.introduction.splitlines() if line.strip()],
            notice=notice,
            tracks=[
                {**_shown(track, marks), "called": name, "sound": sound_inside(track) if alone else track.url}
                for track, name in zip(tracks, called, strict=True)
            ],
            alone=alone,
            count=sum(not track.between.spoken for track in tracks),
            total=length(sum(track.duration_ms for track in tracks)),
            languages=languages_of(tracks),
            icons={name: icon(lucide) for name, lucide in _ICONS.items()},
            style=style,
            script=script,
            policy=content_policy(style, script, inside=alone),
            heard=json_for_script(
                {
                    "gap": gap_ms,
                    "tracks": [
                        {**_heard(track), "called": name, **({"sound": f"#sound-{track.number}"} if alone else {})}
                        for track, name in zip(tracks, called, strict=True)
                    ],
                }
            ),
        )
    )


def language_tag(language: str) -> str:
    """`language` as a language tag, “en” if it is none."""
    return language if LANGUAGE.fullmatch(language) else "en"


def languages_of(tracks: Sequence[PlaylistTrack]) -> dict[str, str]:
    """In which languages there are captions of any of them: what those call it who speak it, by its tag."""
    return {one.language: one.label for track in tracks for one in track.translated}


def translations_of(track: PlaylistTrack) -> list[dict[str, object]]:
    """What is read of it in other languages, line by line."""
    verify(track.excerpt)
    return [
        {"language": one.language, "name": own_name(one.language), "lines": [line.text for line in one.lines]}
        for one in track.excerpt.translations
    ]


def _shown(track: PlaylistTrack, marks: dict[ShareableText, ExportedTheme]) -> dict[str, object]:
    return {
        "number": track.number,
        "title": track.title,
        "name": f"“{first_words(track.quote, 64)}”" if track.quote else track.title,
        "attribution": track.attribution,
        "care": track.care,
        "introduction": track.between.introduction.splitlines(),
        "chapter": track.between.chapter,
        "language": language_tag(track.language),
        "clock": clock(track.duration_ms),
        "length": length(track.duration_ms),
        "turns": turns(track.words),
        "mark": marks[track.themes[0]] if track.themes else None,
        "translations": translations_of(track),
        "subtitles": [
            {"language": one.language, "name": one.label, "url": percent_encoded(path)}
            for one in track.translated
            if (path := track.translation_files(one.language).get(CaptionKind.VTT))
        ],
        "captions": track.caption_urls.get(CaptionKind.VTT, ""),
    }


def _called(tracks: Sequence[PlaylistTrack]) -> list[str]:
    """“Excerpt 2 of 6” of each; spoken introductions are none."""
    count, names = sum(not track.between.spoken for track in tracks), list[str]()
    for track in tracks:
        number = sum(name.startswith("Excerpt") for name in names) + 1
        names.append("Spoken introduction" if track.between.spoken else f"Excerpt {number} of {count}")
    return names


def sound_inside(track: PlaylistTrack) -> str:
    """The sound itself, as an address that holds all of it."""
    sound = track.clip.files.audio
    kind = SOUND_TYPES.get(sound.suffix[1:], f"audio/{sound.suffix[1:]}")
    return f"data:{kind};base64,{base64.b64encode(sound.read_bytes()).decode('ascii')}"


def _heard(track: PlaylistTrack) -> dict[str, object]:
    return {
        "sound": track.url,
        "ms": track.duration_ms,
        "introduction": track.between.introduction,
        "care": track.care,
        "cues": timed_cues(track),
        "others": {one.language: shown_cues(one.cues) for one in track.translated},
    }


def timed_cues(track: PlaylistTrack) -> list[dict[str, object]]:
    """Its captions for a page that shows them in step: each word with its times (ms), and whether a space is before."""
    verify(track.excerpt)
    return [
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
    ]


def shown_cues(cues: Sequence[Cue]) -> list[dict[str, object]]:
    """Captions of which nobody hears each word: they are shown as a whole."""
    return [
        {
            "start": cue.start_ms,
            "end": cue.end_ms,
            "who": cue.speaker,
            "words": [[joined(word.shown for word in cue.words), cue.start_ms, cue.end_ms, 0]],
        }
        for cue in cues
    ]


def _marks(info: PlaylistInfo, tracks: Sequence[PlaylistTrack]) -> dict[ShareableText, ExportedTheme]:
    """A mark for every first theme: the project's own, else the next colour and the name's first letter."""
    marks = {mark.name: mark for mark in info.theme_marks}
    for track in tracks:
        for name in track.themes[:1]:
            if name not in marks:
                letter = next((c for c in name if c.isalnum()), "•").upper()
                marks[name] = ExportedTheme(name, letter, len(marks) % PALETTE)
    return {name: ExportedTheme(name, mark.letter[:2], mark.colour % PALETTE + 1) for name, mark in marks.items()}
