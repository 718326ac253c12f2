# mypy: disable-error-code="no-untyped-call"
"""The few words a sound file carries about itself, written the way each kind of file wants them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mutagen.flac import FLAC
from mutagen.id3 import CHAP, COMM, CTOC, ID3, TALB, TIT2, TPE1, CTOCFlags
from mutagen.mp4 import MP4
from mutagen.oggopus import OggOpus
from mutagen.wave import WAVE

TAGS = ("title", "album", "artist", "comment")
MP4_KEYS = {"title": "\xa9nam", "album": "\xa9alb", "artist": "\xa9ART", "comment": "\xa9cmt"}


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of a sound with a title, from `start_ms` until `end_ms`."""

    title: str
    start_ms: int
    end_ms: int


def write_tags(path: Path, kind: str, tags: Mapping[str, str], chapters: Sequence[Chapter] = ()) -> None:
    """Give the `kind` (wav, flac, mp3, opus or m4a) of file at `path` these tags and take all others away.

    `tags` may hold title, album, artist and comment; empty ones are left out. An MP3 gets the `chapters` too.
    """
    wanted = {name: tags[name] for name in TAGS if tags.get(name)}
    if kind == "mp3":
        id3 = _id3(wanted)
        _add_chapters(id3, chapters)
        id3.save(path)
    elif kind == "wav":
        if wanted:
            # A WAV file keeps its tags in a chunk of its own, which only this object knows how to write.
            wave: Any = WAVE(path)
            wave.add_tags()
            for frame in _id3(wanted).values():
                wave.tags.add(frame)
            wave.save()
    elif kind == "m4a":
        mp4 = MP4(path)
        mp4.delete()
        mp4 = MP4(path)
        for name, text in wanted.items():
            mp4[MP4_KEYS[name]] = [text]
        mp4.save()
    else:
        file = FLAC(path) if kind == "flac" else OggOpus(path)
        file.delete()
        for name, text in wanted.items():
            file[name] = [text]
        file.save()


def _add_chapters(id3: ID3, chapters: Sequence[Chapter]) -> None:
    ids = [f"chp{number}" for number in range(len(chapters))]
    for name, one in zip(ids, chapters, strict=True):
        title = TIT2(encoding=3, text=[one.title])
        id3.add(CHAP(element_id=name, start_time=one.start_ms, end_time=one.end_ms, sub_frames=[title]))
    if ids:
        flags = CTOCFlags.TOP_LEVEL | CTOCFlags.ORDERED
        id3.add(CTOC(element_id="toc", flags=flags, child_element_ids=ids, sub_frames=[]))


def _id3(tags: Mapping[str, str]) -> ID3:
    id3 = ID3()
    for name, text in tags.items():
        if name == "comment":
            id3.add(COMM(encoding=3, lang="XXX", desc="", text=[text]))
        else:
            id3.add({"title": TIT2, "album": TALB, "artist": TPE1}[name](encoding=3, text=[text]))
    return id3
