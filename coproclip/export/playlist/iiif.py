"""A playlist as a IIIF manifest (Presentation 3), as archives and libraries show sound, with its captions and chapters.

It names everything by its address, so it is made where that is known.
"""

import json
from collections.abc import Mapping, Sequence

from coproclip.excerpts.rules.grants import ShareableText, verify_texts
from coproclip.export.captioning.captions import CaptionKind
from coproclip.export.documents.card_picture import COVER_PIXELS
from coproclip.export.playlist.feed import COVER, checked_address
from coproclip.export.playlist.playlist_files import PlaylistInfo, PlaylistTrack, only_granted, quoted_after_note

IIIF = "iiif.json"
_CONTEXT = "http://iiif.io/api/presentation/3/context.json"
_NO_LANGUAGE = "none"


def manifest(info: PlaylistInfo, tracks: Sequence[PlaylistTrack], address: ShareableText) -> str:
    """A canvas for each excerpt, as long as its sound is; what is told comes in its own order. Raises `BadInput`."""
    only_granted(info, tracks)
    verify_texts([address])
    place, language = checked_address(address), info.language or _NO_LANGUAGE
    size = {"width": COVER_PIXELS, "height": COVER_PIXELS}
    whole: dict[str, object] = {
        "@context": _CONTEXT,
        "id": place + IIIF,
        "type": "Manifest",
        "label": {language: [info.title]},
        **({"summary": {language: [info.introduction]}} if info.introduction else {}),
        **_whom_to_ask(info),
        "thumbnail": [{"id": place + COVER, "type": "Image", "format": "image/png", **size}],
        "behavior": ["auto-advance"],
        "items": [_canvas(track, place) for track in tracks],
    }
    if chapters := _chapters(tracks):
        whole["structures"] = [
            {
                "id": f"{place}chapter/{number}",
                "type": "Range",
                "label": {language: [name]},
                "items": [{"id": _canvas_of(track, place), "type": "Canvas"} for track in its],
            }
            for number, (name, its) in enumerate(chapters, 1)
        ]
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _whom_to_ask(info: PlaylistInfo) -> Mapping[str, object]:
    asked = info.take_down or info.contact
    label = {"en": ["To have something taken down" if info.take_down else "Whom to ask"]}
    return {"requiredStatement": {"label": label, "value": {_NO_LANGUAGE: [asked]}}} if asked else {}


def _canvas_of(track: PlaylistTrack, place: str) -> str:
    return f"{place}canvas/{track.number}"


def _canvas(track: PlaylistTrack, place: str) -> Mapping[str, object]:
    canvas, long, language = _canvas_of(track, place), track.duration_ms / 1000, track.language or _NO_LANGUAGE
    spoken = {"language": track.language} if track.language else {}
    sound = {"id": place + track.url, "type": "Sound", "format": track.sound_type, "duration": long, **spoken}
    captions = {
        "id": place + track.caption_urls[CaptionKind.VTT],
        "type": "Text",
        "format": "text/vtt",
        "label": {"en": ["Captions"]},
        **spoken,
    }
    return {
        "id": canvas,
        "type": "Canvas",
        "label": {language: [track.title]},
        "summary": {language: [quoted_after_note(track)]},
        "metadata": [{"label": {"en": ["Told by"]}, "value": {_NO_LANGUAGE: [track.attribution]}}],
        "duration": long,
        "items": [_page(canvas, "sound", "painting", sound)],
        "annotations": [_page(canvas, "captions", "supplementing", captions)],
    }


def _page(canvas: str, name: str, motivation: str, body: Mapping[str, object]) -> Mapping[str, object]:
    one = {"id": f"{canvas}/{name}/1", "type": "Annotation", "motivation": motivation, "body": body, "target": canvas}
    return {"id": f"{canvas}/{name}", "type": "AnnotationPage", "items": [one]}


def _chapters(tracks: Sequence[PlaylistTrack]) -> list[tuple[str, list[PlaylistTrack]]]:
    found = list[tuple[str, list[PlaylistTrack]]]()
    for track in tracks:
        if track.between.chapter:
            found.append((track.between.chapter, []))
        if found:
            found[-1][1].append(track)
    return found
