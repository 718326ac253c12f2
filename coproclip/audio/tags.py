# mypy: disable-error-code="no-untyped-call"
"""The few words a sound file carries about itself, written the way each kind of file wants them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mutagen.flac import FLAC
from mutagen.id3 import COMM, ID3, TALB, TIT2, TPE1
from mutagen.mp4 import MP4
from mutagen.oggopus import OggOpus
from mutagen.wave import WAVE

TAGS = ("title", "album", "artist", "comment")
MP4_KEYS = {"title": "\xa9nam", "album": "\xa9alb", "artist": "\xa9ART", "comment": "\xa9cmt"}


def write_tags(path: Path, kind: str, tags: Mapping[str, str]) -> None:
    """Give the `kind` (wav, flac, mp3, opus or m4a) of file at `path` these tags and take all others away.

    `tags` may hold title, album, artist and comment; empty ones are left out.
    """
    wanted = {name: tags[name] for name in TAGS if tags.get(name)}
    if kind == "mp3":
        _id3(wanted).save(path)
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


def _id3(tags: Mapping[str, str]) -> ID3:
    id3 = ID3()
    for name, text in tags.items():
        if name == "comment":
            id3.add(COMM(encoding=3, lang="XXX", desc="", text=[text]))
        else:
            id3.add({"title": TIT2, "album": TALB, "artist": TPE1}[name](encoding=3, text=[text]))
    return id3
