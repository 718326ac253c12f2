import json
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

from granting import granted, playlist_info
from hypothesis import given
from hypothesis import strategies as st

from coproclip.excerpts.approval import ShareableExcerpt, Use, VoicedWord
from coproclip.excerpts.rules import grants
from coproclip.export.captioning.captions import CaptionKind
from coproclip.export.captioning.cues import CueWord, make_cues
from coproclip.export.clip import ClipFiles, WrittenClip
from coproclip.export.notices import Notice
from coproclip.export.playlist.playlist_files import PlaylistTrack, m3u8, playlist_json, xspf
from coproclip.harmless import plain
from coproclip.timecode import TimeRange

XSPF = "{http://xspf.org/ns/0/}"


FOLDER = Path("/made")
SAID = (VoicedWord("We", 300, 500, "One storyteller"), VoicedWord("moved.", 520, 900, "One storyteller"))


def track(number: int = 1, title: str = "Chairs", audio: str = "audio/01 Chairs.mp3") -> PlaylistTrack:
    words = tuple(CueWord(word.text, word.start_ms, word.end_ms, word.speaker) for word in SAID)
    captions = {kind: FOLDER / f"a{kind.ending}" for kind in CaptionKind}
    excerpt = ShareableExcerpt(
        excerpt_id=number,
        use=Use.SHARING,
        title=granted(title),
        attribution=granted("One storyteller"),
        themes=(granted("Power"),),
        audio=FOLDER / "story.wav",
        spans=(TimeRange(0, 1500),),
        room=(TimeRange(0, 1500),),
        words=SAID,
        lead_in_ms=0,
        lead_out_ms=0,
        language="en",
        granted=grants._GRANTED,
    )
    files = ClipFiles(number, FOLDER / audio, captions, 1500, ())
    return PlaylistTrack(number, excerpt, WrittenClip(files, words, tuple(make_cues(words, 1500))), FOLDER)


INFO = playlist_info("0b7c9d0e-6a54-4b0c-8a1e-3f7a2c9b1d11", "Doors that open", "In.", "Side by Side", "Priya")


def test_m3u8_as_players_want_it() -> None:
    assert m3u8(INFO, [track(), track(2, "Pens", "audio/02 Pens & paper #1.mp3")]).splitlines() == [
        "#EXTM3U",
        "#PLAYLIST:Doors that open",
        "#EXTINF:2,One storyteller - Chairs",
        "#EXTALB:Doors that open",
        "audio/01 Chairs.mp3",
        "#EXTINF:2,One storyteller - Pens",
        "#EXTALB:Doors that open",
        "audio/02 Pens & paper #1.mp3",
    ]


TITLES = st.text(max_size=30).map(lambda text: plain(text) or "x")


@given(TITLES, TITLES)
def test_xspf_reads_back_whatever_is_in_it(title: str, name: str) -> None:
    audio = f"audio/01 {name.replace('/', '-')}.mp3"
    text = xspf(playlist_info("an id", title), [track(1, title, audio)])
    root = ElementTree.fromstring(text)
    assert (root.tag, root.get("version")) == (f"{XSPF}playlist", "1")
    assert (root.findtext(f"{XSPF}title") or "").split() == title.split()
    found = root.find(f"{XSPF}trackList/{XSPF}track")
    assert found is not None
    location = found.findtext(f"{XSPF}location") or ""
    assert unquote(location) == audio
    assert location.isascii()
    assert not set(location) & set(' #?"<>')
    assert found.findtext(f"{XSPF}duration") == "1500"
    assert found.findtext(f"{XSPF}trackNum") == "1"


def test_xspf_names_the_playlist_for_good() -> None:
    root = ElementTree.fromstring(xspf(INFO, [track()]))
    assert root.findtext(f"{XSPF}identifier") == f"urn:uuid:{INFO.uid}"
    assert [child.tag.removeprefix(XSPF) for child in root] == [
        "title",
        "creator",
        "annotation",
        "identifier",
        "trackList",
    ]


def test_json_holds_all_of_it() -> None:
    read = json.loads(playlist_json(INFO, [track()], ["index.html"], use=Use.SHARING))
    assert (read["id"], read["title"], read["files"]) == (INFO.uid, INFO.title, ["index.html"])
    (item,) = read["items"]
    assert item["words"] == [["We", 300, 500, "One storyteller"], ["moved.", 520, 900, "One storyteller"]]
    assert item["cues"] == [{"start_ms": 300, "end_ms": 1400, "speaker": "One storyteller", "lines": ["We moved."]}]
    assert item["captions"] == {"vtt": "a.vtt", "srt": "a.srt", "txt": "a.txt"}


def test_review_is_said_in_the_lists() -> None:
    for text in (m3u8(INFO, [track()], notice=Notice.REVIEW), xspf(INFO, [track()], notice=Notice.REVIEW)):
        assert "For review" in text
