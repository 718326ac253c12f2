"""The playlist as files that players and programs read: M3U8, XSPF and JSON."""

import json
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote as percent_encoded
from xml.etree import ElementTree

from coproclip.errors import NotShareable
from coproclip.excerpts.rules.grants import NO_TEXT, ShareableExcerpt, ShareableText, verify, verify_texts
from coproclip.excerpts.rules.policy import Use
from coproclip.export.captioning.captions import CaptionKind, quote
from coproclip.export.captioning.cues import Cue, CueWord
from coproclip.export.captioning.translated import TranslatedCaptions
from coproclip.export.clip import WrittenClip, title_of
from coproclip.export.folders.manifest import MADE_WITH
from coproclip.export.notices import Notice
from coproclip.harmless import plain
from coproclip.project.project import Project

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-(?:Hans|Hant|Latn|Cyrl|Arab))?(?:-[A-Za-z]{2})?")
SOUND_TYPES = {"mp3": "audio/mpeg", "m4a": "audio/x-m4a", "opus": "audio/ogg", "mp4": "video/mp4"}
"""What kinds of file are called on the web that are not simply “audio/” and their ending."""
_XSPF = "http://xspf.org/ns/0/"


@dataclass(frozen=True, slots=True)
class ExportedTheme:
    """How a theme is marked in the project: its letter, and its place in the palette (from 0)."""

    name: ShareableText
    letter: str
    colour: int


@dataclass(frozen=True, slots=True)
class PlaylistKey:
    """By what a playlist is known again wherever it was exported to; `project_uid` leaves as a fingerprint alone.

    `home` is the project in whose ledger it is noted; it leaves not at all.
    """

    uid: str
    project_uid: str = ""
    home: Project | None = field(default=None, repr=False, compare=False, kw_only=True)

    def __post_init__(self) -> None:
        object.__setattr__(self, "uid", plain(self.uid))


@dataclass(frozen=True, slots=True)
class Between:
    """What comes before an excerpt of a playlist: words, a chapter; or that it is `spoken` introduction itself."""

    introduction: ShareableText = NO_TEXT
    chapter: ShareableText = NO_TEXT
    spoken: bool = False


NOTHING_BETWEEN = Between()


@dataclass(frozen=True, slots=True)
class PlaylistInfo(PlaylistKey):
    """What a playlist says about itself, all of it meant for the public, and granted. Else raises `NotShareable`.

    `contact` is whom to ask, `take_down` whom to ask to have something taken down, `support` where those find somebody
    for whom something in it is hard; `language` that of title and introduction. `between` has by excerpt what comes
    before it; otherwise it is silent for `gap_ms`.
    """

    title: ShareableText = NO_TEXT
    introduction: ShareableText = NO_TEXT
    project_title: ShareableText = NO_TEXT
    contact: ShareableText = NO_TEXT
    take_down: ShareableText = NO_TEXT
    language: str = ""
    theme_marks: tuple[ExportedTheme, ...] = ()
    support: ShareableText = NO_TEXT
    between: Mapping[int, Between] = field(default_factory=dict)
    gap_ms: int = 1000

    def __post_init__(self) -> None:
        PlaylistKey.__post_init__(self)
        verify_texts(self.texts)

    @property
    def texts(self) -> tuple[ShareableText, ...]:
        """All that people wrote in it."""
        names = (mark.name for mark in self.theme_marks)
        about = (self.title, self.introduction, self.project_title, self.contact, self.take_down, self.support)
        said = (text for one in self.between.values() for text in (one.introduction, one.chapter))
        return (*about, *names, *filter(None, said))

    def before(self, excerpt: ShareableExcerpt) -> Between:
        """What comes before an excerpt."""
        return self.between.get(verify(excerpt).excerpt_id, NOTHING_BETWEEN)


@dataclass(frozen=True, slots=True)
class PlaylistTrack:
    """An excerpt's place in an exported playlist, and its clip; files are relative to `folder`, with `/`."""

    number: int
    excerpt: ShareableExcerpt
    clip: WrittenClip
    folder: Path
    between: Between = NOTHING_BETWEEN

    @property
    def title(self) -> str:
        """The excerpt's title, or its first words."""
        return title_of(self.excerpt)

    @property
    def attribution(self) -> ShareableText:
        """What it is signed with."""
        return self.excerpt.attribution

    @property
    def care(self) -> ShareableText:
        """What is read before it is heard."""
        return self.excerpt.care

    @property
    def themes(self) -> tuple[ShareableText, ...]:
        """The names of its themes."""
        return tuple(filter(None, self.excerpt.themes))

    @property
    def quote(self) -> str:
        """All that is said in it."""
        return quote(self.clip.words)

    @property
    def language(self) -> str:
        """The language it is told in, where that is a language tag."""
        return self.excerpt.language if LANGUAGE.fullmatch(self.excerpt.language) else ""

    @property
    def duration_ms(self) -> int:
        """How long the clip is."""
        return self.clip.files.duration_ms

    @property
    def audio(self) -> str:
        """The sound's name."""
        return self._inside(self.clip.files.audio)

    @property
    def sound_type(self) -> str:
        """What kind of sound that is called on the web."""
        ending = self.clip.files.audio.suffix[1:]
        return SOUND_TYPES.get(ending, f"audio/{ending}")

    @property
    def captions(self) -> Mapping[CaptionKind, str]:
        """The names of the files with its words."""
        return {kind: self._inside(path) for kind, path in self.clip.files.captions.items()}

    @property
    def caption_urls(self) -> Mapping[CaptionKind, str]:
        """Their addresses from the folder."""
        return {kind: percent_encoded(name) for kind, name in self.captions.items()}

    @property
    def translated(self) -> tuple[TranslatedCaptions, ...]:
        """Its captions in other languages."""
        return self.clip.translated

    def translation_files(self, language: str) -> Mapping[CaptionKind, str]:
        """The names of the files with its words in one of those."""
        files = self.clip.files.translations.items()
        return {kind: self._inside(path) for (which, kind), path in files if which == language}

    @property
    def words(self) -> tuple[CueWord, ...]:
        """What is said in it, at clip time."""
        return self.clip.words

    @property
    def cues(self) -> tuple[Cue, ...]:
        """Its captions."""
        return self.clip.cues

    @property
    def url(self) -> str:
        """The sound's address from the folder."""
        return percent_encoded(self.audio)

    def _inside(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()


def language_of(playlist: PlaylistInfo, first: ShareableExcerpt) -> str:
    """The language of a playlist's own texts: as it says, or that of its first excerpt; empty where none is known."""
    verify(first)
    return next(filter(LANGUAGE.fullmatch, (playlist.language, first.language)), "")


def only_granted(info: PlaylistInfo, tracks: Sequence[PlaylistTrack]) -> None:
    """Raise `NotShareable` unless all that is written about a playlist was granted."""
    verify_texts(info.texts)
    only_granted_tracks(tracks)


def only_granted_tracks(tracks: Sequence[PlaylistTrack]) -> None:
    """Raise `NotShareable` unless each is of a grant, and of nothing but its words."""
    for track in tracks:
        verify(track.excerpt)
        verify_texts([track.between.introduction, track.between.chapter])
        if not {(word.text, word.speaker) for word in track.words} <= {
            (plain(word.text), plain(word.speaker)) for word in track.excerpt.words
        }:
            raise NotShareable("Only words of the excerpt itself leave the project.", "Nothing was made.")
        lines = {one.language: " ".join(plain(line.text) for line in one.lines) for one in track.excerpt.translations}
        for one in track.translated:
            if " ".join(word.text for word in one.words) != lines.get(one.language):
                raise NotShareable("Only a translation that was agreed to leaves the project.", "Nothing was made.")


def quoted_after_note(track: PlaylistTrack) -> str:
    """What is said in it, behind its introduction and the note that is read before."""
    note = f"[Before you listen: {track.care}]" if track.care else ""
    return " ".join(filter(None, (track.between.introduction, note, track.quote)))


def m3u8(info: PlaylistInfo, tracks: Sequence[PlaylistTrack], *, notice: Notice = Notice.NONE) -> str:
    """The list for players; lengths in whole seconds, as they expect."""
    only_granted(info, tracks)
    lines = ["#EXTM3U", f"#PLAYLIST:{_said(info.title, notice)}"]
    for track in tracks:
        lines.append(f"#EXTINF:{max(1, round(track.duration_ms / 1000))},{track.attribution} - {track.title}")
        lines.append(f"#EXTALB:{info.title}")
        lines.append(track.audio)
    return "\n".join(lines) + "\n"


def xspf(info: PlaylistInfo, tracks: Sequence[PlaylistTrack], *, notice: Notice = Notice.NONE) -> str:
    """The list for players that read XSPF; lengths in ms."""
    only_granted(info, tracks)
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
        _add(entry, "annotation", quoted_after_note(track))
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
    use: Use,
    notice: Notice = Notice.NONE,
    project_key: str = "",
) -> str:
    """Everything about the playlist for other programs; times in ms from the start of each sound.

    `files` are all files of the folder that were made, so that making it anew can tell them from others; by
    `project_key` one of the same playlist out of another project is told from it.
    """
    only_granted(info, tracks)
    whole = {
        "made_with": MADE_WITH,
        "version": 1,
        "id": info.uid,
        "use": use.value,
        "notice": notice.value,
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
        **({"chapter": track.between.chapter} if track.between.chapter else {}),
        **({"introduction": track.between.introduction} if track.between.introduction else {}),
        **({"spoken_introduction": True} if track.between.spoken else {}),
        "attribution": track.attribution,
        "quote": track.quote,
        **({"care": track.care} if track.care else {}),
        "themes": list(track.themes),
        "language": track.language,
        "duration_ms": track.duration_ms,
        "audio": track.audio,
        "captions": {kind: track.captions.get(kind, "") for kind in CaptionKind},
        "cues": _cues(track.cues),
        **({"translations": [_translation(track, one) for one in track.translated]} if track.translated else {}),
        "words": [[word.shown, word.start_ms, word.end_ms, word.speaker] for word in track.words],
    }


def _cues(cues: Sequence[Cue]) -> list[dict[str, object]]:
    return [
        {"start_ms": cue.start_ms, "end_ms": cue.end_ms, "speaker": cue.speaker, "lines": list(cue.lines)}
        for cue in cues
    ]


def _translation(track: PlaylistTrack, one: TranslatedCaptions) -> dict[str, object]:
    files = track.translation_files(one.language)
    return {
        "language": one.language,
        "name": one.label,
        "captions": {kind: files.get(kind, "") for kind in CaptionKind},
        "cues": _cues(one.cues),
    }


def _add(parent: ElementTree.Element, tag: str, text: str) -> None:
    if text:
        ElementTree.SubElement(parent, tag).text = text


def _identifier(uid: str) -> str:
    try:
        return uuid.UUID(uid).urn
    except ValueError:
        return f"urn:coproclip:playlist:{percent_encoded(uid, safe='')}" if uid else ""


def _said(title: str, notice: Notice) -> str:
    return f"{title} ({notice})" if notice else title
