import json
import os
import re
import zipfile
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from consenting import allow, answer
from folders import files_in
from granting import playlist_info
from kept_back import SECRET, note_all_that_stays

from coproclip.errors import BadInput, Cancelled, NotShareable, StorageError
from coproclip.excerpts.approval import ShareableExcerpt, Use, VoicedWord, note_answer, shareable
from coproclip.excerpts.marking import change_excerpt, mark
from coproclip.excerpts.playlists import add_playlist, add_to_playlist
from coproclip.export.captioning.captions import CaptionKind
from coproclip.export.playlist.playlist_page import export_playlist
from coproclip.export.playlist.playlist_page import playlist_info as details_of
from coproclip.jobs import CancelToken, Progress
from coproclip.people.about_project import change_project
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.themes.codebook import add_theme, link
from coproclip.timecode import TimeRange
from coproclip.transcript.edits import check_story

Make = Callable[..., ShareableExcerpt]
UID = "0b7c9d0e-6a54-4b0c-8a1e-3f7a2c9b1d11"
INFO = playlist_info(UID, "Doors that open", "How people planned together.", "Side by Side", "Ask at the library")
EVIL = "</script><img src=x onerror=alert(1)>\"'&\u2028 --> {{ 7*7 }} ]]>"


class Page(HTMLParser):
    """What is on a page, for the tests to ask."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.text = ""
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag
        if tag == "script":
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self.scripts[-1] += data
        elif self._inside != "style":
            self.text += data


def test_the_folder_holds_all_it_names(excerpt: Make, tmp_path: Path) -> None:
    excerpts = [excerpt(title="Chairs"), excerpt(title="Who? Me: 100 %")]
    made = export_playlist(INFO, excerpts, tmp_path / "out")
    assert made.folder == tmp_path / "out" / "Doors that open"
    assert [path.relative_to(made.folder).as_posix() for path in files_in(made.folder)] == [
        *[f"audio/{name}.mp3" for name in ("01 Chairs", "02 Who Me 100")],
        *[f"captions/{name}.{kind}" for name in ("01 Chairs", "02 Who Me 100") for kind in ("srt", "txt", "vtt")],
        "index.html",
        "playlist.json",
        "playlist.m3u8",
        "playlist.xspf",
    ]
    assert all(path.is_file() for clip in made.clips for path in clip.paths)
    page = Page(made.index.read_text("utf-8"))
    sounds = [attrs["src"] for tag, attrs in page.tags if tag == "audio" and "src" in attrs]
    assert len(sounds) == 2
    assert all((made.folder / unquote(url or "")).is_file() for url in sounds)
    heard = json.loads(page.scripts[0])
    assert [(made.folder / unquote(one["sound"])).is_file() for one in heard["tracks"]] == [True, True]
    for line in (made.folder / "playlist.m3u8").read_text("utf-8").splitlines():
        assert line.startswith("#") or (made.folder / line).is_file()
    assert sorted(os.listdir(tmp_path / "out")) == ["Doors that open", "Doors that open.zip"]


def test_the_zip_holds_the_same_and_says_nothing_of_the_day(excerpt: Make, tmp_path: Path) -> None:
    first = export_playlist(INFO, [excerpt()], tmp_path / "a")
    second = export_playlist(INFO, [excerpt()], tmp_path / "b")
    assert first.zip
    assert second.zip
    assert first.zip.read_bytes() == second.zip.read_bytes()
    with zipfile.ZipFile(first.zip) as packed:
        assert packed.testzip() is None
        for entry in packed.infolist():
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)
            inside = first.folder.parent / entry.filename
            assert packed.read(entry) == inside.read_bytes()
        assert len(packed.namelist()) == len(files_in(first.folder))


def test_the_page_asks_nothing_of_any_network_and_starts_nothing(excerpt: Make, tmp_path: Path) -> None:
    text = export_playlist(INFO, [excerpt()], tmp_path).index.read_text("utf-8")
    assert not re.search(r"https?:|//[a-z]|@import|url\(", text)
    page = Page(text)
    for tag, attrs in page.tags:
        assert tag not in ("link", "iframe", "object", "embed", "form", "base")
        assert "autoplay" not in attrs
        assert not [name for name in attrs if name.startswith("on") or name == "style"]
        assert tag != "script" or "src" not in attrs
    (policy,) = [attrs["content"] for tag, attrs in page.tags if attrs.get("http-equiv") == "Content-Security-Policy"]
    assert policy
    assert policy.startswith("default-src 'none'; media-src")
    assert "unsafe" not in policy
    assert not re.search("localStorage|sessionStorage|cookie|indexedDB|fetch|XMLHttp|sendBeacon|WebSocket", text)


def test_the_page_is_built_for_everyone(excerpt: Make, tmp_path: Path) -> None:
    text = export_playlist(INFO, [excerpt(language="cy"), excerpt()], tmp_path).index.read_text("utf-8")
    page = Page(text)
    tags = [tag for tag, _ in page.tags]
    assert ("html", {"lang": "en"}) in page.tags
    assert tags.count("h1") == 1
    assert [attrs.get("lang") for tag, attrs in page.tags if attrs.get("class") == "name"] == ["cy", "en"]
    assert next(attrs for tag, attrs in page.tags if tag == "a")["class"] == "skip"
    assert ("div", {"class": "captions", "id": "captions", "aria-live": "off"}) in page.tags
    assert "prefers-color-scheme: dark" in text
    body = page.text.strip().splitlines()
    assert body[-1].strip() == "To have something taken down: Ask at the library"
    assert "The words of excerpt 2" in page.text


@pytest.mark.parametrize("field", ["title", "attribution", "quote", "theme", "playlist"])
def test_whatever_people_write_is_only_text(excerpt: Make, tmp_path: Path, field: str) -> None:
    words = [VoicedWord(EVIL if field == "quote" else "Moved", 1000, 2000, EVIL if field == "attribution" else "One")]
    made = excerpt(
        words=tuple(words),
        title=EVIL if field == "title" else "Chairs",
        attribution=EVIL if field == "attribution" else "One",
        themes=(EVIL if field == "theme" else "Power",),
    )
    info = playlist_info(UID, EVIL, EVIL, EVIL, EVIL, EVIL) if field == "playlist" else INFO
    folder = export_playlist(info, [made], tmp_path).folder
    text = (folder / "index.html").read_text("utf-8")
    page = Page(text)
    assert [tag for tag, _ in page.tags if tag in ("script", "img")] == ["script", "script"]
    assert not any("onerror" in attrs for _, attrs in page.tags)
    assert "\u2028" not in text
    heard = json.loads(page.scripts[0])
    if field == "quote":
        assert heard["tracks"][0]["cues"][0]["words"][0][0].startswith("</script><img")
    json.loads((folder / "playlist.json").read_text("utf-8"))
    for name in ("vtt", "srt"):
        (captions,) = (folder / "captions").glob(f"*.{name}")
        assert captions.read_text("utf-8").count("-->") == 1


def test_review_is_said_on_the_page_and_goes_to_its_own_folder(excerpt: Make, tmp_path: Path) -> None:
    shared = export_playlist(INFO, [excerpt()], tmp_path)
    review = export_playlist(INFO, [excerpt(use=Use.REVIEW)], tmp_path)
    assert review.folder.name == "Doors that open (for review, not for sharing)"
    assert shared.folder.is_dir()
    page = Page(review.index.read_text("utf-8"))
    assert any(attrs.get("class") == "notice" for _, attrs in page.tags)
    assert "For review, not for sharing" in page.text
    for path in review.folder.rglob("*"):
        if path.is_file() and path.suffix != ".mp3":
            assert "For review, not for sharing" in path.read_text("utf-8"), path.name


def test_an_earlier_export_is_replaced_and_what_others_put_there_stays(excerpt: Make, tmp_path: Path) -> None:
    first = export_playlist(INFO, [excerpt(title="Old"), excerpt(title="Older")], tmp_path)
    (first.folder / "notes").mkdir()
    (first.folder / "notes" / "mine.txt").write_text("keep me")
    second = export_playlist(INFO, [excerpt(title="New")], tmp_path, zip=False)
    assert second.folder == first.folder
    assert [path.name for path in (second.folder / "audio").iterdir()] == ["01 New.mp3"]
    assert (second.folder / "notes" / "mine.txt").read_text() == "keep me"
    assert sorted(os.listdir(tmp_path)) == sorted([second.folder.name, "Secret Project of Priya.coproclip"])


def test_a_folder_or_zip_of_somebody_else_is_left_alone(excerpt: Make, tmp_path: Path) -> None:
    (tmp_path / "Doors that open").mkdir()
    (tmp_path / "Doors that open" / "index.html").write_text("mine")
    (tmp_path / "Doors that open (2).zip").write_text("mine too")
    made = export_playlist(INFO, [excerpt()], tmp_path)
    other = export_playlist(playlist_info("another", "Doors that open"), [excerpt()], tmp_path)
    assert made.folder.name == "Doors that open (3)"
    assert other.folder.name == "Doors that open (4)"
    assert (tmp_path / "Doors that open" / "index.html").read_text() == "mine"
    assert (tmp_path / "Doors that open (2).zip").read_text() == "mine too"


@pytest.mark.parametrize("after", [0, 1, 2])
def test_stopping_leaves_what_was_there(excerpt: Make, tmp_path: Path, after: int) -> None:
    kept = excerpt(title="Old")
    first = export_playlist(INFO, [kept], tmp_path / "out")
    before = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    cancel = CancelToken()

    def watch(progress: Progress) -> None:
        if progress.done >= after:
            cancel.cancel()

    with pytest.raises(Cancelled):
        export_playlist(INFO, [kept, excerpt(excerpt_id=8)], first.folder.parent, report=watch, cancel=cancel)
    assert {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()} == before


def test_what_may_not_leave_does_not(excerpt: Make, tmp_path: Path) -> None:
    with pytest.raises(NotShareable):
        export_playlist(INFO, [excerpt(), "excerpt"], tmp_path / "out")  # type: ignore[list-item]
    with pytest.raises(BadInput):
        export_playlist(INFO, [], tmp_path / "out")
    with pytest.raises(StorageError):
        export_playlist(INFO, [excerpt()], Path("/proc/no such place"))
    assert not (tmp_path / "out").exists()


def test_what_is_to_be_known_before_hearing_is_in_all_that_is_made(excerpt: Make, tmp_path: Path) -> None:
    info = playlist_info(UID, "Doors", support="The library, Monday\n0300 111")
    made = export_playlist(info, [excerpt(care="About a loss"), excerpt(title="Other")], tmp_path / "out")
    page = Page(made.index.read_text("utf-8"))
    assert [track["care"] for track in json.loads(page.scripts[0])["tracks"]] == ["About a loss", ""]
    for words in ("Note before you listen", "Before you listen: About a loss", "If something here is hard", "0300 111"):
        assert words in page.text, words
    assert page.text.count("Note before you listen") == 1
    listed = json.loads((made.folder / "playlist.json").read_text("utf-8"))["items"]
    assert [item.get("care") for item in listed] == ["About a loss", None]
    assert "[Before you listen: About a loss] " in (made.folder / "playlist.xspf").read_text("utf-8")
    for kind in CaptionKind:
        told = ["About a loss" in made.clips[place].captions[kind].read_text("utf-8") for place in (0, 1)]
        assert told == [True, False], kind


@pytest.mark.parametrize("care", [{"care": "About a loss"}, {"sensitive": True}, {}])
def test_where_to_get_support_stands_beside_what_is_marked_alone(
    project: Project, story: int, tmp_path: Path, care: dict[str, Any]
) -> None:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        excerpt = mark(edit, story, 500, 6000).id
        change_excerpt(edit, excerpt, **care)
        playlist = add_playlist(edit, "Doors").id
        add_to_playlist(edit, playlist, [excerpt])
        check_story(edit, story)
        change_project(edit, {"support": "Ask at the library\n0300 111"})
    allow(project, story)
    answer(project, excerpt)
    granted = shareable(project, [excerpt], Use.SHARING, playlist_id=playlist).granted
    made = export_playlist(details_of(project, playlist, granted), granted, tmp_path / "out", zip=False)
    text = made.index.read_text("utf-8")
    assert ("0300 111" in text) == bool(care)
    assert ("About a loss" in text) == ("care" in care)
    assert "sensitive" not in text.casefold()


def test_an_excerpt_without_words_still_plays(excerpt: Make, tmp_path: Path) -> None:
    made = export_playlist(INFO, [excerpt(words=(), spans=(TimeRange(1000, 3000),), title="Only sound")], tmp_path)
    page = Page(made.index.read_text("utf-8"))
    assert "have not been transcribed" in page.text
    assert "Only sound" in page.text
    assert json.loads(page.scripts[0])["tracks"][0]["cues"] == []


def test_from_a_project_to_a_folder_without_a_private_word(project: Project, story: int, tmp_path: Path) -> None:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        first = mark(edit, story, 500, 6000)
        other = mark(edit, story, 7000, 9000)
    with project.edit(Operation.ADD_THEME) as edit:
        link(edit, add_theme(edit, "Who decides").id, first.id)
    with project.edit(Operation.ADD_PLAYLIST) as edit:
        playlist = add_playlist(edit, "Doors that open", "How people planned together.")
        add_to_playlist(edit, playlist.id, [first.id, other.id])
        check_story(edit, story)
        note_answer(edit, first.id, "yes", who="Kit", how="on the phone")
    note_all_that_stays(project, story)
    sharing = shareable(project, [first.id, other.id], Use.SHARING)
    assert [excerpt.excerpt_id for excerpt in sharing.granted] == [first.id]
    made = export_playlist(details_of(project, playlist.id, sharing.granted), sharing.granted, tmp_path / "out")
    assert "One storyteller" in made.index.read_text("utf-8")
    assert "Who decides" in made.index.read_text("utf-8")
    for path in made.folder.rglob("*"):
        assert "Kit" not in path.name
        if path.is_file():
            content = path.read_bytes()
            for secret in (b"Kit", b"Amina", b"a private name", b"/tmp", b".coproclip", b"Moving the chairs", SECRET):
                assert secret not in content, (path.name, secret)
