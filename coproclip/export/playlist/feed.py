"""A playlist as a podcast: RSS 2.0 with transcripts (Podcasting 2.0), for any web space that the folder is put on."""

import re
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import quote as percent_encoded
from xml.etree import ElementTree

from coproclip.elsewhere.process import never
from coproclip.errors import BadInput
from coproclip.excerpts.rules.grants import NO_TEXT, ShareableText, verify_texts
from coproclip.export.documents.card_picture import COVER_PIXELS, cover_picture
from coproclip.export.playlist.playlist_files import (
    PlaylistInfo,
    PlaylistTrack,
    only_granted,
    quoted_after_note,
)
from coproclip.timecode import clock

FEED = "feed.xml"
COVER = "cover.png"
_ABOUT = ("Society & Culture", "Personal Journals")
"""Where podcast directories, which insist on a place, look for what people told of their lives."""
_MOST_BYTES = 4000
"""A longer description is refused by them."""
_MOST_OF_A_NAME = 128
_CAPTIONS = ("text/vtt", "application/x-subrip")
"""The transcripts that say when it is said."""
_ADDRESS = re.compile(r"https?://[\w.-]+(?::\d+)?(?:/[^\s?#<>\"]*)?")
_SPACES = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "atom": "http://www.w3.org/2005/Atom",
}


def checked_address(address: str) -> str:
    """Where a folder will lie on the web, with `/` at its end; the address of a page in it says so too.

    Raises `BadInput` for what is no address of a folder.
    """
    bare = re.sub(r"/[^/]+\.html?$", "/", address.strip())
    if not _ADDRESS.fullmatch(bare):
        raise BadInput(
            "That is no address of a place on the web.",
            "Nothing was made.",
            "It looks like https://example.org/voices/.",
        )
    return bare.rstrip("/") + "/"


def cover(info: PlaylistInfo, stops: Callable[[], bool] = never) -> bytes:
    """The picture of a podcast (PNG): its title in large letters, in the colour of its first theme."""
    colour = next((mark.colour for mark in info.theme_marks), None)
    project = info.project_title if info.project_title != info.title else NO_TEXT
    return cover_picture(info.title, project, colour=colour, stops=stops)


def _cover_says(info: PlaylistInfo) -> str:
    """What somebody is told who does not see it."""
    under = f", and under it “{info.project_title}”" if info.project_title not in ("", info.title) else ""
    return f"“{info.title}” in large letters{under}."


def feed(info: PlaylistInfo, tracks: Sequence[PlaylistTrack], address: ShareableText) -> str:
    """The feed of a playlist whose folder will lie at `address`; what is told comes in its own order."""
    only_granted(info, tracks)
    verify_texts([address])
    place, today = checked_address(address), datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    for prefix, space in _SPACES.items():
        ElementTree.register_namespace(prefix, space)
    root = ElementTree.Element("rss", {"version": "2.0"})
    channel = ElementTree.SubElement(root, "channel")
    _add(channel, "title", info.title)
    _add(channel, "link", place)
    _add(channel, "description", _within(info.introduction or info.title))
    _add(channel, "language", info.language or "en")
    _add(channel, "itunes:author", info.project_title or info.title)
    _add(channel, "itunes:type", "serial")
    _add(channel, "itunes:explicit", "false")
    _add(_add(channel, "itunes:category", "", text=_ABOUT[0]), "itunes:category", "", text=_ABOUT[1])
    _add(channel, "itunes:image", "", href=place + COVER)
    picture = _add(channel, "image", "")
    _add(picture, "url", place + COVER)
    _add(picture, "title", info.title)
    _add(picture, "link", place)
    side = str(COVER_PIXELS)
    seen = {"width": side, "height": side, "aspect-ratio": "1/1", "type": "image/png", "purpose": "artwork"}
    _add(channel, "podcast:image", "", href=place + COVER, alt=_cover_says(info), **seen)
    _add(channel, "podcast:medium", "podcast")
    _add(channel, "podcast:guid", str(uuid.uuid5(uuid.NAMESPACE_URL, info.uid)))
    _add(channel, "podcast:locked", "yes")
    _add(channel, "atom:link", "", href=place + FEED, rel="self", type="application/rss+xml")
    season = 0
    for track in tracks:
        item = ElementTree.SubElement(channel, "item")
        _add(item, "title", track.title)
        _add(item, "description", _within(quoted_after_note(track)))
        _add(item, "itunes:author", track.attribution)
        _add(item, "itunes:episode", str(track.number))
        if track.between.chapter:
            season += 1
            name = track.between.chapter
        if season:
            # The chapters of a playlist are what podcast programs call seasons, with a name.
            _add(item, "itunes:season", str(season))
            _add(item, "podcast:season", str(season), name=name[:_MOST_OF_A_NAME])
        _add(item, "itunes:duration", clock(track.duration_ms))
        _add(item, "itunes:explicit", "true" if track.excerpt.sensitive else "false")
        _add(item, "guid", f"{info.uid} {track.excerpt.excerpt_id}", isPermaLink="false")
        # Players put the newest first; told in their order, the first is the oldest.
        _add(item, "pubDate", format_datetime(today + timedelta(minutes=track.number)))
        long = str(track.clip.files.audio.stat().st_size)
        _add(item, "enclosure", "", url=place + track.url, length=long, type=track.sound_type)
        for caption, path in track.caption_urls.items():
            timed = {"rel": "captions"} if caption.mime in _CAPTIONS else {}
            its_language = {"language": track.language} if track.language else {}
            _add(item, "podcast:transcript", "", url=place + path, type=caption.mime, **its_language, **timed)
        for one in track.translated:
            for caption, inside in track.translation_files(one.language).items():
                where, timed = place + percent_encoded(inside), {"rel": "captions"} if caption.mime in _CAPTIONS else {}
                _add(item, "podcast:transcript", "", url=where, type=caption.mime, language=one.language, **timed)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _within(text: str) -> str:
    """As much of a description as podcast directories take; all words are in the transcript."""
    content = text.encode("utf-8")
    if len(content) <= _MOST_BYTES:
        return text
    head = content[: _MOST_BYTES - len("…".encode())].decode("utf-8", "ignore")
    return (head.rpartition(" ")[0] or head) + "…"


def _add(parent: ElementTree.Element, name: str, text: str, /, **attributes: str) -> ElementTree.Element:
    prefix, _, local = name.rpartition(":")
    tag = f"{{{_SPACES[prefix]}}}{local}" if prefix else local
    made = ElementTree.SubElement(parent, tag, attributes)
    made.text = text or None
    return made
