"""A playlist as a podcast: every sound and transcript that the feed names lies where it says."""

import json
from pathlib import Path
from urllib.parse import unquote

import pytest
import soundfile
from consenting import allow, answer
from lxml import etree
from made_stories import made_project, make_story, new_project
from PIL import Image, ImageColor

from coproclip.errors import BadInput, NotShareable
from coproclip.excerpts.approval import Use, shareable
from coproclip.excerpts.marking import mark_quote
from coproclip.excerpts.playlists import add_playlist, add_to_playlist, change_item
from coproclip.excerpts.playlists import items as items_of_playlist
from coproclip.export.documents.card_picture import THEME_COLOURS
from coproclip.export.playlist.feed import COVER, FEED, checked_address
from coproclip.export.playlist.iiif import IIIF
from coproclip.export.playlist.playlist_page import export_playlist, playlist_info
from coproclip.people.mentions import Found, add_names, decide
from coproclip.project.journal import Operation
from coproclip.project.kinds import MentionDecision
from coproclip.project.project import Project
from coproclip.themes.codebook import add_theme, link

ADDRESS = "https://example.org/voices"
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
PODCAST = "{https://podcastindex.org/namespace/1.0}"


def test_a_feed_names_what_lies_beside_it(tmp_path: Path) -> None:
    with new_project(tmp_path / "Feed") as project:
        story = make_story(project)
        with project.edit(Operation.MARK_EXCERPT) as edit:
            first = mark_quote(edit, story, "We moved the chairs.", title="Chairs & <tables> 😀").id
            link(edit, add_theme(edit, "Rooms").id, first)
            second = mark_quote(edit, story, "I had never been asked before.").id
            playlist = add_playlist(edit, "Doors", "Wörter über Türen. " * 300).id
            add_to_playlist(edit, playlist, [first, second])
            change_item(edit, items_of_playlist(edit.session, playlist)[1].id, chapter="Being & asking")
        allow(project)
        for one in (first, second):
            answer(project, one, uses=(Use.SHARING, Use.PAGE))
        granted = shareable(project, [first, second], Use.PAGE, playlist_id=playlist).granted
        info = playlist_info(project, playlist, granted)
        made = export_playlist(info, granted, tmp_path / "out", address=ADDRESS, zip=False)
        plain = export_playlist(info, granted, tmp_path / "plain", zip=False)
    assert not {FEED, COVER, IIIF} & {path.name for path in plain.folder.iterdir()}
    channel = etree.parse(str(made.folder / FEED)).getroot().find("channel")
    assert channel is not None
    assert channel.findtext("title") == "Doors"
    items = channel.findall("item")
    assert [item.findtext("title") for item in items] == ["Chairs & <tables> 😀", "I had never been asked before"]
    for item in items:
        sound = item.find("enclosure")
        assert sound is not None
        named = [sound.get("url"), *(one.get("url") for one in item.findall(f"{PODCAST}transcript"))]
        assert len(named) == 4
        for url in named:
            assert url is not None
            assert (made.folder / unquote(url.removeprefix(f"{ADDRESS}/"))).is_file()
        assert {one.get("rel") for one in item.findall(f"{PODCAST}transcript") if one.get("type") != "text/plain"} == {
            "captions"
        }
        assert sound.get("length") == str((made.folder / unquote(named[0][len(ADDRESS) + 1 :])).stat().st_size)

    assert [item.findtext(f"{ITUNES}season") for item in items] == [None, "1"]
    assert [one.get("name") for one in channel.iter(f"{PODCAST}season")] == ["Being & asking"]
    _directories_take_it(channel)
    _archives_show_it(made.folder, [item.findtext("title") for item in items])
    with Image.open(made.folder / COVER) as cover:
        assert (cover.format, cover.mode, cover.width) == ("PNG", "RGB", cover.height)
        assert 1400 <= cover.width <= 3000
        assert cover.getpixel((9, 9)) == ImageColor.getrgb(THEME_COLOURS[0]), "the colour of the first theme"
    assert b'"cover.png"' in (made.folder / ".coproclip.json").read_bytes(), "it goes when the playlist goes"


def _directories_take_it(channel: etree._Element) -> None:
    """What Apple asks of every podcast is in it, and its picture is described for those who do not see it."""
    for name in ("title", "description", "language", "link", f"{ITUNES}explicit", f"{ITUNES}author"):
        assert channel.findtext(name)
    about = channel.findtext("description")
    assert len(about.encode()) <= 4000
    assert about.endswith("Wörter über…")
    category = channel.find(f"{ITUNES}category")
    assert [category.get("text"), category[0].get("text")] == ["Society & Culture", "Personal Journals"]
    seen = channel.find(f"{PODCAST}image")
    assert "“Doors”" in seen.get("alt")
    where = {channel.find(f"{ITUNES}image").get("href"), channel.findtext("image/url"), seen.get("href")}
    assert where == {f"{ADDRESS}/{COVER}"}
    assert channel.findtext("image/title") == channel.findtext("title")


def _archives_show_it(folder: Path, titles: list[str]) -> None:
    """The IIIF manifest has a canvas for each excerpt, as long as its sound, with its captions, in its chapter."""
    found = json.loads((folder / IIIF).read_text("utf-8"))
    assert (found["id"], found["type"], found["label"]) == (f"{ADDRESS}/{IIIF}", "Manifest", {"en": ["Doors"]})
    canvases = found["items"]
    assert [title for canvas in canvases for title in canvas["label"]["en"]] == titles
    for canvas in canvases:
        [sound], [captions] = canvas["items"][0]["items"], canvas["annotations"][0]["items"]
        assert {sound["target"], captions["target"]} == {canvas["id"]}
        assert [sound["motivation"], captions["motivation"]] == ["painting", "supplementing"]
        for body in (sound["body"], captions["body"]):
            assert (folder / unquote(body["id"].removeprefix(f"{ADDRESS}/"))).is_file()
        heard = soundfile.info(folder / unquote(sound["body"]["id"].removeprefix(f"{ADDRESS}/"))).duration
        assert abs(canvas["duration"] - heard) < 0.1
        assert canvas["duration"] == sound["body"]["duration"]
    [chapter] = found["structures"]
    assert (chapter["label"]["en"], chapter["items"][0]["id"]) == (["Being & asking"], canvases[1]["id"])


@pytest.mark.parametrize("address", ["", "example.org", "ftp://example.org/", "https://a b/", "javascript:alert(1)"])
def test_what_is_no_place_on_the_web_is_refused(address: str) -> None:
    with pytest.raises(BadInput, match="address"):
        checked_address(address)


@pytest.mark.parametrize("embed", [False, True])
@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("https://example.org/rosa-smith/", "Rosa"),
        ("https://example.org/people/rosasmithandfriends/", "rosasmithandfriends"),
        ("https://rosa.example.org/", "Rosa"),
        ("https://example.org/%72osa/", "Rosa"),
        ("https://example.org/somebody-asked-me-how-i-get-to-the-bus-stop/", "words"),
        ("https://example.org/somebodyAskedMeHowIGetToTheBusStop/", "words"),
    ],
)
def test_an_address_says_nothing_that_may_not_leave(tmp_path: Path, address: str, why: str, *, embed: bool) -> None:
    folder, (first, playlist) = made_project(tmp_path / "Feed", _refused_beside)
    with Project.open(folder) as project:
        granted = shareable(project, [first], Use.PAGE, playlist_id=playlist).granted
        info = playlist_info(project, playlist, granted)
        with pytest.raises(NotShareable, match=f"The web address has.*{why}"):
            export_playlist(info, granted, tmp_path / "out", address=address, zip=False, embed=embed)
    assert not list(tmp_path.glob("out/*"))


def _refused_beside(project: Project) -> tuple[int, int]:
    """A playlist of one excerpt; another one of its story was refused, and Rosa is taken out of a second story."""
    story, other = make_story(project), make_story(project, [("storyteller", "Then Rosa came.")], title="Rosa")
    with project.edit(Operation.MARK_EXCERPT) as edit:
        first = mark_quote(edit, story, "We moved the chairs.").id
        second = mark_quote(edit, story, "Then somebody asked me how I get to the bus stop.").id
        playlist = add_playlist(edit, "Doors").id
        add_to_playlist(edit, playlist, [first])
        [name] = add_names(edit, other, [Found("Rosa")])
        decide(edit, name.id, MentionDecision.REMOVE, by="Amina")
    allow(project)
    answer(project, first, uses=(Use.SHARING, Use.PAGE))
    answer(project, second, "no")
    return first, playlist
