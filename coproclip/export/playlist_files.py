"""The playlist as files that players and programs read: M3U8, XSPF and JSON."""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote as percent_encoded
from xml.etree import ElementTree

from coproclip.export.captions import CaptionKind
from coproclip.export.cues import Cue, CueWord
from coproclip.project.project import Project

MADE_WITH = "CoProClip"
_XSPF = "http://xspf.org/ns/0/"


@dataclass(frozen=True, slots=True)
class ExportedTheme:
    """How a theme is marked in the project: its letter, and its place in the palette (from 0)."""

    name: str
    letter: str
    colour: int


@dataclass(frozen=True, slots=True)
class PlaylistInfo:
    """What a playlist says about itself, all of it meant for the public.

    `contact` is whom to ask to have something taken down; `language` that of title and introduction. `project_uid`
    leaves as a fingerprint alone. `home` is the project in whose ledger it is noted; it leaves not at all.
    """

    uid: str
    title: str
    introduction: str = ""
    project_title: str = ""
    contact: str = ""
    language: str = ""
    theme_marks: tuple[ExportedTheme, ...] = ()
    project_uid: str = ""
    home: Project | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class PlaylistTrack:
    """An excerpt's place in an exported playlist; files are relative to its folder, with `/`."""

    number: int
    title: str
    attribution: str
    quote: str
    themes: tuple[str, ...]
    language: str
    duration_ms: int
    audio: str
    captions: Mapping[CaptionKind, str]
    words: tuple[CueWord, ...]
    cues: tuple[Cue, ...]

    @property
    def url(self) -> str:
        """The sound's address from the folder."""
        return percent_encoded(self.audio)


def m3u8(info: PlaylistInfo, tracks: Sequence[PlaylistTrack], *, notice: str = "") -> str:
    """The list for players; lengths in whole seconds, as they expect."""
    lines = ["#EXTM3U", f"#PLAYLIST:{_said(info.title, notice)}"]
    for track in tracks:
        lines.append(f"#EXTINF:{max(1, round(track.duration_ms / 1000))},{track.attribution} - {track.title}")
        lines.append(f"#EXTALB:{info.title}")
        lines.append(track.audio)
    return "\n".join(lines) + "\n"


def xspf(info: PlaylistInfo, tracks: Sequence[PlaylistTrack], *, notice: str = "") -> str:
    """The list for players that read XSPF; lengths in ms."""
    root = ElementTree.Element("playlist", {"version": "1", "xmlns": _XSPF})
    _add(root, "title", info.title)
    _add(root, "creator", info.project_title)
    _add(root, "annotation", " ".join(filter(None, [notice and f"{notice}.", info.introduction])))
    _add(root, "identifier", _identifier(info.uid))
    listed = ElementTree.SubElement(root, "trackList")
    for track in tracks:
        entry = ElementTree.SubElement(listed, "track")
        _add(entry, "location", track.url)
        _add(entry, "title", track.title)
        _add(entry, "creator", track.attribution)
        _add(entry, "annotation", track.quote)
        _add(entry, "album", info.title)
        _add(entry, "trackNum", str(track.number))
        _add(entry, "duration", str(track.duration_ms))
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def playlist_json(
    info: PlaylistInfo,
    tracks: Sequence[PlaylistTrack],
    files: Sequence[str],
    *,
    use: str,
    notice: str = "",
    project_key: str = "",
) -> str:
    """Everything about the playlist for other programs; times in ms from the start of each sound.

    `files` are all files of the folder that were made, so that making it anew can tell them from others; by
    `project_key` one of the same playlist out of another project is told from it.
    """
    whole = {
        "made_with": MADE_WITH,
        "version": 1,
        "id": info.uid,
        "use": use,
        "notice": notice,
        "title": info.title,
        "introduction": info.introduction,
        "project": info.project_title,
        "project_key": project_key,
        "contact": info.contact,
        "language": info.language,
        "items": [_item(track) for track in tracks],
        "files": list(files),
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _item(track: PlaylistTrack) -> dict[str, object]:
    return {
        "number": track.number,
        "title": track.title,
        "attribution": track.attribution,
        "quote": track.quote,
        "themes": list(track.themes),
        "language": track.language,
        "duration_ms": track.duration_ms,
        "audio": track.audio,
        "captions": {kind: track.captions.get(kind, "") for kind in CaptionKind},
        "cues": [
            {"start_ms": cue.start_ms, "end_ms": cue.end_ms, "speaker": cue.speaker, "lines": list(cue.lines)}
            for cue in track.cues
        ],
        "words": [[word.shown, word.start_ms, word.end_ms, word.speaker] for word in track.words],
    }


def _add(parent: ElementTree.Element, tag: str, text: str) -> None:
    if text:
        ElementTree.SubElement(parent, tag).text = text


def _identifier(uid: str) -> str:
    try:
        return uuid.UUID(uid).urn
    except ValueError:
        return f"urn:coproclip:playlist:{percent_encoded(uid, safe='')}" if uid else ""


def _said(title: str, notice: str) -> str:
    return f"{title} ({notice})" if notice else title
