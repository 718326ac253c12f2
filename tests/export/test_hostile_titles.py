"""Sixty titles that were made to harm, through everything that writes files."""

import json
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote
from xml.dom import minidom

import mutagen
import pysubs2
import pytest
import srt as srt_reader
import webvtt
from folders import files_in
from granting import playlist_info

from coproclip.excerpts.approval import ShareableExcerpt, Use, VoicedWord
from coproclip.export.clips import export_clips
from coproclip.export.playlist.playlist_page import PlaylistFolder, export_playlist
from coproclip.timecode import TimeRange

Make = Callable[..., ShareableExcerpt]

TITLES = (
    "../canary",
    "../../canary.txt",
    "..",
    ".",
    "/etc/passwd",
    "..\\..\\canary",
    "C:\\Windows\\win.ini",
    "C:canary",
    "~/canary",
    "file:///etc/passwd",
    "\\\\server\\share",
    "a/b",
    "con",
    "NUL",
    "nul.txt",
    "COM1",
    "lpt9.mp3",
    "aux.",
    "CLOCK$",
    "com¹",
    "x" * 5000,
    "ü" * 300,
    "\U0001f600" * 200,
    "a\u0301" * 200,
    "word " * 400,
    "\u202egpj.exe",
    "\u2066\u2067hidden\u2069",
    "ab\u200bc\ufeffd",
    "\u061cmark",
    "שלום %s עולם",
    "line\nbreak",
    "tab\there",
    "return\rhere",
    "nul\x00inside",
    "bell\x07 escape\x1b[31m red",
    "vt\x0b ff\x0c",
    "\ufffe\uffff",
    "\ud800 half",
    "\u2028\u2029",
    "\x85next",
    "👩\u200d👩\u200d👧 family",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-rf",
    "@SUM(1)",
    "$(touch canary)",
    "`touch canary`",
    "; rm -rf ..",
    "%00",
    "%2e%2e%2fcanary",
    "{{ 7*7 }} {% x %} ${7*7}",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "]]><x>",
    "--> 00:00:09.000",
    "#EXTM3U",
    "[playlist] #1 100%",
    "trailing dots... ",
    " \u3000 ",
    "Trust",
    "TRUST",
    "Tru\u017ft",
    "trailing space .",
)
FORBIDDEN = re.compile(r'[<>:"/\\\\|?*\x00-\x1f\x7f]')
RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|clock\$|conin\$|conout\$)(\..*)?", re.IGNORECASE)
TEXTS = (".vtt", ".srt", ".txt", ".html", ".m3u8", ".xspf", ".json")


@pytest.fixture
def hostile(excerpt: Make, recording: Callable[..., Path]) -> Make:
    """Short excerpts whose title, signature, theme and words are all hostile."""
    audio = recording(3)

    def make(number: int, text: str, **changes: object) -> ShareableExcerpt:
        said = text[:200]
        words = (VoicedWord("So", 1000, 1150, said), VoicedWord(said, 1160, 1400, said))
        fields = {"title": text, "attribution": said, "themes": (said,), "language": said, "words": words}
        return excerpt(excerpt_id=number, audio=audio, spans=(TimeRange(1000, 1400),), **{**fields, **changes})

    return make


@pytest.fixture(autouse=True)
def _nothing_outside_is_touched(tmp_path: Path) -> Iterator[None]:
    places = [tmp_path / "canary", tmp_path / "canary.txt", tmp_path.parent / f"{tmp_path.name} canary.txt"]
    for place in places:
        place.write_text("untouched")
    yield
    assert [place.read_text() for place in places] == ["untouched"] * len(places)
    assert {path.name for path in tmp_path.iterdir()} <= {
        "canary",
        "canary.txt",
        "out",
        "Secret Project of Priya.coproclip",
    }
    places[-1].unlink()


def check_names(folder: Path) -> None:
    """Every name is one that Windows, macOS and Linux take as it is, and no two are the same to any of them."""
    seen: set[str] = set()
    for path in folder.rglob("*"):
        name = path.name
        assert not FORBIDDEN.search(name), name
        assert not RESERVED.fullmatch(name), name
        assert name == unicodedata.normalize("NFC", name)
        assert name == name.strip(" ")
        assert not name.endswith(".")
        assert len(name.encode("utf-16-le")) // 2 <= 255
        assert len(name.encode()) <= 255
        assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in name), name
        if name != ".coproclip.json":
            assert not set(name) & set("%#[]"), name
        folded = unicodedata.normalize("NFC", str(path.relative_to(folder))).casefold()
        assert folded not in seen, "two names are one on some disks"
        seen.add(folded)


def check_texts(folder: Path) -> None:
    """No text holds what controls a screen or turns the direction of what follows, and each can be read."""
    for path in files_in(folder):
        if path.suffix in TEXTS:
            text = path.read_bytes().decode("utf-8")
            odd = {c for c in text if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") and c not in "\n\r"}
            assert not odd, (path.name, odd)
            assert not set(text) & set("\u202a\u202b\u202c\u202d\u202e\ufffe\uffff\ufeff"), path.name
        elif path.suffix != ".zip":
            for values in dict(mutagen.File(path).tags or {}).values():
                assert not [c for c in str(values) if unicodedata.category(c) in ("Cc", "Cs")], path.name


def check_captions(folder: Path, number: int) -> None:
    vtts, srts = (sorted(folder.rglob(f"*.{kind}")) for kind in ("vtt", "srt"))
    assert len(vtts) == len(srts) == number
    for path in vtts:
        captions = webvtt.read(str(path)).captions
        assert len(captions) >= 1
        assert path.read_text("utf-8").count("-->") == len(captions)
    for path in srts:
        cues = list(srt_reader.parse(path.read_text("utf-8")))
        assert len(cues) == len(pysubs2.load(str(path)).events) >= 1
        assert cues[0].content.strip()


class Tags(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data: str) -> None:
        if self.found and self.found[-1][0] == "script":
            self.scripts[-1] += data


def check_playlist(made: PlaylistFolder, number: int) -> None:
    page = Tags(made.index.read_text("utf-8"))
    assert len(page.scripts) == 2
    assert {tag for tag, _ in page.found} & {"img", "iframe", "object", "embed", "form", "x", "base", "link"} == set()
    for tag, attributes in page.found:
        assert not [name for name in attributes if name.startswith("on") or name == "style"], tag
        assert not (attributes.get("href") or "#").partition("#")[0], "links lead to the page alone"
    heard = json.loads(page.scripts[0])["tracks"]
    assert len(heard) == number
    lines = (made.folder / "playlist.m3u8").read_text("utf-8").split("\n")
    assert lines[0] == "#EXTM3U"
    assert lines[-1] == ""
    assert len(lines) == 3 + 3 * number
    sounds = [line for line in lines if line and not line.startswith("#")]
    listed = minidom.parse(str(made.folder / "playlist.xspf"))
    located = [unquote(node.firstChild.data) for node in listed.getElementsByTagName("location")]
    told = json.loads((made.folder / "playlist.json").read_text("utf-8"))
    for names in (sounds, located, [unquote(one["sound"]) for one in heard], [one["audio"] for one in told["items"]]):
        assert len(names) == number
        for name in names:
            assert name.startswith("audio/")
            assert (made.folder / name).resolve().is_relative_to(made.folder.resolve())
            assert (made.folder / name).is_file(), name
    if made.zip:
        with zipfile.ZipFile(made.zip) as packed:
            for name in packed.namelist():
                assert not name.startswith("/")
                assert ".." not in name.split("/")
                assert not FORBIDDEN.search(name.replace("/", ""))


def test_there_are_sixty_of_them() -> None:
    assert len(set(TITLES)) >= 60


@pytest.mark.parametrize("use", list(Use))
def test_clips(hostile: Make, tmp_path: Path, use: Use) -> None:
    excerpts = [hostile(number, title, use=use) for number, title in enumerate(TITLES, 1)]
    export_clips(excerpts, tmp_path / "out", format="mp3" if use is Use.SHARING else "wav", loudness=False)
    assert len(files_in(tmp_path / "out")) == 4 * len(TITLES)
    check_names(tmp_path / "out")
    check_texts(tmp_path / "out")
    check_captions(tmp_path / "out", len(TITLES))


def test_one_playlist_of_all(hostile: Make, tmp_path: Path) -> None:
    excerpts = [hostile(number, title) for number, title in enumerate(TITLES, 1)]
    made = export_playlist(playlist_info("u", "Doors"), excerpts, tmp_path / "out", format="wav", loudness=False)
    check_playlist(made, len(TITLES))
    check_names(tmp_path / "out")
    check_texts(tmp_path / "out")
    check_captions(tmp_path / "out", len(TITLES))


def test_a_playlist_named_by_each(hostile: Make, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for number, title in enumerate(TITLES):
        info = playlist_info(f"uid {number} {title[:20]}", title, title, title, title, title)
        made = export_playlist(info, [hostile(1, title)], out, format="wav", loudness=False)
        assert made.folder.parent == out
        check_playlist(made, 1)
    assert len(list(out.iterdir())) == 2 * len(TITLES)
    check_names(out)
    check_texts(out)
