"""A playlist as a podcast: every sound and transcript that the feed names lies where it says."""

from pathlib import Path
from urllib.parse import unquote

import pytest
from consenting import allow, answer
from lxml import etree
from made_stories import make_story, new_project

from coproclip.errors import BadInput
from coproclip.excerpts.approval import Use, shareable
from coproclip.excerpts.marking import mark_quote
from coproclip.excerpts.playlists import add_playlist, add_to_playlist
from coproclip.export.feed import FEED, checked_address
from coproclip.export.playlist_page import export_playlist, playlist_info
from coproclip.project.journal import Operation

ADDRESS = "https://example.org/voices"
PODCAST = "{https://podcastindex.org/namespace/1.0}"


def test_a_feed_names_what_lies_beside_it(tmp_path: Path) -> None:
    with new_project(tmp_path / "Feed") as project:
        story = make_story(project)
        with project.edit(Operation.MARK_EXCERPT) as edit:
            first = mark_quote(edit, story, "We moved the chairs.", title="Chairs & <tables> 😀").id
            second = mark_quote(edit, story, "I had never been asked before.").id
            playlist = add_playlist(edit, "Doors", "How people planned").id
            add_to_playlist(edit, playlist, [first, second])
        allow(project)
        for one in (first, second):
            answer(project, one, uses=(Use.SHARING, Use.PAGE))
        granted = shareable(project, [first, second], Use.PAGE, playlist_id=playlist).granted
        info = playlist_info(project, playlist, granted)
        made = export_playlist(info, granted, tmp_path / "out", address=ADDRESS, zip=False)
        plain = export_playlist(info, granted, tmp_path / "plain", zip=False)
    assert not (plain.folder / FEED).exists()
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
        assert sound.get("length") == str((made.folder / unquote(named[0][len(ADDRESS) + 1 :])).stat().st_size)


@pytest.mark.parametrize("address", ["", "example.org", "ftp://example.org/", "https://a b/", "javascript:alert(1)"])
def test_what_is_no_place_on_the_web_is_refused(address: str) -> None:
    with pytest.raises(BadInput, match="address"):
        checked_address(address)
