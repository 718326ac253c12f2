"""A folder for exports that somebody prepared: nothing in it is waited for, nobody's files go, and nothing stops."""

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from granting import playlist_info

from coproclip.excerpts.approval import ShareableExcerpt, Use
from coproclip.export.folders import digests, manifest, zipped
from coproclip.export.folders.manifest import (
    CONTENTS,
    MANIFEST,
    Owner,
    holds_some_of,
    is_unreadable,
    listed_in,
    read_manifest,
)
from coproclip.export.playlist.playlist_files import MADE_WITH
from coproclip.export.playlist.playlist_page import PlaylistFolder, export_playlist, take_away_playlist
from coproclip.timecode import TimeRange

Make = Callable[..., ShareableExcerpt]
Export = Callable[..., PlaylistFolder]
DOORS = playlist_info("0b7c9d0e-6a54-4b0c-8a1e-3f7a2c9b1d11", "Doors", "In.", "Side by Side", "Ask at the library")
KEY = Owner.of_playlist(DOORS.uid, DOORS.project_uid).key(Use.SHARING)
PRIVATE = {"diary.txt": b"the only copy", "Mum singing.mp3": b"Mum", "index.html": b"my page", "audio/01 Me.mp3": b"me"}
HALF = "x\ud800/a.mp3"


@pytest.fixture
def export(excerpt: Make, recording: Callable[..., Path], tmp_path: Path) -> Export:
    """Make the playlist of these titles in the test's folder."""
    audio = recording(3)
    words = excerpt(audio=audio).words[:1]

    def _export(*titles: str, tell: Callable[[str], None] = print) -> PlaylistFolder:
        spans = (TimeRange(1000, 1400),)
        granted = [excerpt(excerpt_id=len(one), title=one, audio=audio, spans=spans, words=words) for one in titles]
        return export_playlist(DOORS, granted, tmp_path, format="wav", tell=tell)

    return _export


def put_private(folder: Path) -> None:
    for name, content in PRIVATE.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def is_untouched(folder: Path) -> bool:
    return all((folder / name).read_bytes() == content for name, content in PRIVATE.items())


def a_list(**more: object) -> str:
    mark = {"id": DOORS.uid, "use": "sharing", "project_key": Owner().project_key}
    return json.dumps({"made_with": MADE_WITH, **mark, "files": [*PRIVATE], **more})


@pytest.mark.skipif(os.name == "nt", reason="there are no such files")
def test_a_pipe_in_the_place_of_a_list_is_none(tmp_path: Path) -> None:
    for name in (MANIFEST, CONTENTS):
        os.mkfifo(tmp_path / name)
    assert read_manifest(tmp_path) == {}
    assert not listed_in(tmp_path)[1]


@pytest.mark.parametrize(
    ("how", "name"),
    [
        *product(("list", "manifest", "manifest without sums", "empty manifest"), ("Music", "Doors")),
        ("list", ".0123456789ab.unfinished"),
    ],
)
def test_what_only_a_list_calls_ours_is_neither_taken_away_nor_renamed(
    export: Export, tmp_path: Path, how: str, name: str
) -> None:
    folder = tmp_path / name
    put_private(folder)
    files: dict[str, object] = {"manifest": {one: {"sha256": ["0" * 64]} for one in PRIVATE}}
    files["manifest without sums"] = {one: {"sha256": [], "bytes": []} for one in PRIVATE}
    if how == "list":
        (folder / CONTENTS).write_text(a_list())
    else:
        sets = {KEY: {"project": "", "use": "sharing", "files": files.get(how, {})}}
        (folder / MANIFEST).write_text(json.dumps({"made_with": MADE_WITH, "sets": sets}))
    if (how, name) == ("list", "Doors"):
        assert export("Chairs").folder.name == "Doors (2)"
    elif name != "Doors":
        assert export("Chairs").folder.name == "Doors"
        assert is_untouched(folder)
    take_away_playlist(DOORS, tmp_path, Use.SHARING)
    assert is_untouched(folder)


def test_a_zip_file_that_only_its_list_calls_ours_stays(export: Export, tmp_path: Path) -> None:
    put_private(tmp_path / "Music")
    (tmp_path / "Music" / CONTENTS).write_text(a_list())
    shutil.make_archive(str(tmp_path / "Music"), "zip", tmp_path, "Music")
    before = (tmp_path / "Music.zip").read_bytes()
    told: list[str] = []
    export("Chairs", tell=told.append)
    take_away_playlist(DOORS, tmp_path, Use.SHARING)
    assert (tmp_path / "Music.zip").read_bytes() == before
    assert any("“Music.zip”" in one and "files of somebody else" in one for one in told)


@pytest.mark.parametrize("name", ["thesis.txt", "thesis.zip"])
def test_a_planted_zip_file_of_an_export_is_only_one_that_we_packed(export: Export, tmp_path: Path, name: str) -> None:
    made = export("Chairs")
    with zipfile.ZipFile(tmp_path / name, "w") as packed:
        packed.writestr("thesis.docx", "the only copy")
    before = (tmp_path / name).read_bytes()
    kept = json.loads((made.folder / MANIFEST).read_text("utf-8"))
    kept["sets"][KEY] |= {"zip": name, "zip_sha256": hashlib.sha256(before).hexdigest()}
    (made.folder / MANIFEST).write_text(json.dumps(kept))
    export("Trust")
    assert (tmp_path / name).read_bytes() == before


def damaged(path: Path) -> None:
    """Turn some bits of the list in a zip file over, so that what unpacks it gives up."""
    with zipfile.ZipFile(path) as packed:
        (listed,) = [entry for entry in packed.infolist() if entry.filename.endswith(CONTENTS)]
    start = listed.header_offset + 30 + len(listed.filename.encode())
    content = bytearray(path.read_bytes())
    for place in range(start + 10, start + 40):
        content[place] ^= 0xFF
    path.write_bytes(content)


def packed_by(way: int) -> Callable[[Path], None]:
    def _pack(path: Path) -> None:
        with zipfile.ZipFile(path, "w", way) as packed:
            packed.writestr(f"Doors/{CONTENTS}", a_list() * 50)
        damaged(path)

    return _pack


BROKEN: dict[str, Callable[[Path], None]] = {
    "deflated": packed_by(zipfile.ZIP_DEFLATED),
    "bzip2": packed_by(zipfile.ZIP_BZIP2),
    "lzma": packed_by(zipfile.ZIP_LZMA),
    "cut off": lambda path: path.write_bytes(b"PK\3\4" + bytes(200)) and None,
    "empty": lambda path: path.touch(),
}


@pytest.mark.parametrize("way", BROKEN)
def test_a_damaged_zip_file_stops_neither_an_export_nor_a_withdrawal(export: Export, tmp_path: Path, way: str) -> None:
    BROKEN[way](tmp_path / "A.zip")
    made = export("Chairs", "Trust it")
    assert made.zip
    export("Chairs")
    assert [path.name for path in (made.folder / "audio").iterdir()] == ["01 Chairs.wav"]
    take_away_playlist(DOORS, tmp_path, Use.SHARING)
    assert not made.folder.exists()
    assert [path.name for path in tmp_path.glob("*.zip")] == ["A.zip"]


ODD: dict[str, Callable[[dict[str, object]], object]] = {
    "a number": lambda made: made["files"].update({"a.mp3": {"sha256": ["a"], "excerpt": 1 << 70}}),  # type: ignore[attr-defined]
    "no number": lambda made: made["files"].update({"a.mp3": {"sha256": ["a"], "excerpt": True}}),  # type: ignore[attr-defined]
    "a size": lambda made: made["files"].update({"a.mp3": {"sha256": ["a"], "bytes": [1 << 70, "3"]}}),  # type: ignore[attr-defined]
    "a name": lambda made: made["files"].update({HALF: {"sha256": ["a"], "bytes": [3]}}),  # type: ignore[attr-defined]
    "a copy": lambda made: made.update(copies={HALF: {"sha256": ["a"], "bytes": [3]}}),
    "a sum": lambda made: made["files"].update({"a.mp3": {"sha256": ["\ud800", 7, None]}}),  # type: ignore[attr-defined]
    "a grant": lambda made: made["files"].update({"a.mp3": {"sha256": ["a"], "excerpt": 1, "granted": "\ud800"}}),  # type: ignore[attr-defined]
    "a zip": lambda made: made.update(zip="\ud800.zip", zip_sha256="\ud800"),
    "a use": lambda made: made.update(use=["\ud800"]),
    "a project": lambda made: made.update(project="\ud800"),
}


@pytest.mark.parametrize("own", [True, False], ids=["in its own set", "in another set"])
@pytest.mark.parametrize("odd", ODD)
def test_what_no_file_can_be_called_and_no_excerpt_numbered_stops_nothing(
    export: Export, tmp_path: Path, odd: str, own: bool
) -> None:
    made = export("Chairs", "Trust it")
    kept = json.loads((made.folder / MANIFEST).read_text("utf-8"))
    other = {"project": "x", "use": "sharing", "files": {}}
    ODD[odd](kept["sets"][KEY] if own else kept["sets"].setdefault("\ud800", other))
    (made.folder / MANIFEST).write_text(json.dumps(kept))
    again = export("Chairs")
    if own and odd == "a project":
        assert again.folder != made.folder, "what is not known to be of this project is left"
        assert len(list((made.folder / "audio").iterdir())) == 2
        return
    assert [path.name for path in (made.folder / "audio").iterdir()] == ["01 Chairs.wav"]
    shutil.rmtree(made.folder / "captions")
    take_away_playlist(DOORS, tmp_path, Use.SHARING)
    assert not (made.folder / "audio").exists()


def test_a_zip_file_of_another_project_with_the_same_mark_is_named_and_left(export: Export, tmp_path: Path) -> None:
    made = export("Chairs")
    assert made.zip
    theirs = replace(DOORS, project_uid="another")
    shutil.rmtree(made.folder)
    told: list[str] = []
    take_away_playlist(theirs, tmp_path, Use.SHARING, tell=told.append)
    assert made.zip.is_file()
    assert any("“Doors.zip”" in one and "left" in one for one in told)


def test_a_list_with_halves_of_characters_stops_nothing(export: Export, tmp_path: Path) -> None:
    (tmp_path / "Old").mkdir()
    (tmp_path / "Old" / CONTENTS).write_text(a_list(files=[HALF, 7, None]))
    assert export("Chairs").index.is_file()


def of_files(*names: str, **more: object) -> dict[str, object]:
    return {"project": "x", "files": {name: {"sha256": ["0" * 64], **more} for name in names}}


def write_sets(folder: Path, sets: dict[str, object]) -> None:
    (folder / MANIFEST).write_text(json.dumps({"made_with": MADE_WITH, "sets": sets}))


def test_empty_sets_and_second_names_of_one_file_are_none(tmp_path: Path) -> None:
    names = ["a.mp3", "A.MP3", "./a.mp3", "x//a.mp3", "x/a.mp3", "x/./a.mp3", "a.mp3/"]
    write_sets(tmp_path, {"empty": {}, "no files": of_files(), "files": of_files(*names)})
    made = read_manifest(tmp_path)
    assert list(made) == ["files"]
    assert list(made["files"].files) == ["a.mp3", "x/a.mp3"]


@pytest.mark.parametrize("what", ["sets", "names", "values"])
def test_more_than_anybody_exports_is_read_as_nothing_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.setattr(manifest, {"sets": "_MOST_SETS", "names": "_MOST_NAMES", "values": "MOST_VALUES"}[what], 20)
    sets: dict[str, dict[str, object]] = {
        "sets": {str(one): of_files("a.mp3") for one in range(21)},
        "names": {"x": of_files(*(f"{one}.mp3" for one in range(21)))},
        "values": {"x": of_files("a.mp3") | {"people": [1] * 21}},
    }
    assert not is_unreadable(tmp_path)
    write_sets(tmp_path, sets[what])
    assert read_manifest(tmp_path) == {}
    assert is_unreadable(tmp_path)
    monkeypatch.undo()
    assert read_manifest(tmp_path)
    assert not is_unreadable(tmp_path)


def test_a_long_file_that_is_said_to_be_ours_is_read_once_and_only_if_it_may_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = list[str]()
    monkeypatch.setattr(digests, "sha256", lambda path: read.append(path.name) or "1" * 64)
    for name in ("a.mp3", "b.mp3"):
        (tmp_path / name).write_bytes(b"12345")
    os.link(tmp_path / "a.mp3", tmp_path / "c.mp3")
    row = of_files("a.mp3", "c.mp3") | {"copies": {"b.mp3": {"sha256": ["0" * 64], "bytes": [4]}}}
    write_sets(tmp_path, {"x": row})
    assert not holds_some_of(tmp_path, read_manifest(tmp_path)["x"])
    assert read == ["a.mp3"]


def test_a_zip_file_with_far_too_many_entries_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(tmp_path / "A.zip", "w") as packed:
        packed.writestr(f"Doors/{CONTENTS}", a_list())
        for number in range(100):
            packed.writestr(f"Doors/{number}", b"")
    assert zipped.unreadable_zips(tmp_path) == []
    made = list[object]()
    zip_info = zipfile.ZipInfo
    monkeypatch.setattr(zipped, "_LARGEST_TABLE", 3000)
    monkeypatch.setattr(zipfile, "ZipInfo", lambda *given: made.append(given) or zip_info(*given))
    assert zipped.unreadable_zips(tmp_path) == [tmp_path / "A.zip"]
    assert made == []
