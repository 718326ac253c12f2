"""The exported page in a real browser: by keyboard alone, in step, and without a single request."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from browsing import BROWSING, Browser
from granting import granted, playlist_info, translation

from coproclip.excerpts.approval import ShareableExcerpt, VoicedWord
from coproclip.export.folders.manifest import Owner
from coproclip.export.playlist.one_page import export_one_page
from coproclip.export.playlist.playlist_files import Between
from coproclip.export.playlist.playlist_page import PlaylistFolder, export_playlist
from coproclip.timecode import TimeRange

Make = Callable[..., ShareableExcerpt]
Say = Callable[..., tuple[VoicedWord, ...]]

pytestmark = BROWSING


@pytest.fixture
def folder(excerpt: Make, say: Say, tmp_path: Path) -> PlaylistFolder:
    first = say("We moved the chairs.", 1000) + say("And then?", 2400, speaker="Reporter")
    cut_words = say("People just talked.", 1000) + say("Nobody led.", 4000)
    excerpts = [
        excerpt(title="Chairs", words=first),
        excerpt(
            title="Talk",
            words=cut_words,
            spans=(TimeRange(1000, 1970), TimeRange(4000, 4640)),
            themes=("Power",),
        ),
        excerpt(title="Third", words=say("One more.", 1000), themes=()),
    ]
    info = playlist_info("an id", "Doors that open", "How people planned.", "Side by Side", "Ask at the library")
    return export_playlist(info, excerpts, tmp_path / "out", gap_ms=300)


STATE = """
const sound = document.getElementById("sound");
return {
  ms: Math.round(sound.currentTime * 1000), paused: sound.paused, place: document.getElementById("place").textContent,
  who: document.getElementById("who").textContent, caption: document.getElementById("caption").textContent,
  sung: [...document.querySelectorAll(".sung")].map((word) => word.textContent),
  focus: document.activeElement.id, play: document.getElementById("play").getAttribute("aria-label"),
};
"""
LOOKING = f"""
window.seen = [];
const look = () => {{
  seen.push((() => {{{STATE}}})());
  if (!seen.at(-1).place.startsWith("Excerpt 3")) requestAnimationFrame(look);
}};
requestAnimationFrame(look);
"""
"""Each time the page is painted it is looked at in the page itself: from outside, a busy machine would miss words."""


def test_it_plays_by_keyboard_alone_with_captions_in_step(browser: Browser, folder: PlaylistFolder) -> None:
    browser.open(folder.index)
    tracks = json.loads(browser.run("return document.getElementById('heard').textContent"))["tracks"]
    before = browser.run(STATE)
    assert before["paused"]
    assert before["caption"] == "We moved the chairs."
    for _ in range(20):
        browser.press("Tab")
        if browser.run(STATE)["focus"] == "play":
            break
    browser.press("Space")
    browser.until("!document.getElementById('sound').paused")
    browser.run(LOOKING)
    browser.until("seen.at(-1)?.place.startsWith('Excerpt 3')")
    seen = browser.run("return seen")
    browser.press("k")
    browser.until("document.getElementById('sound').paused")
    assert {state["place"] for state in seen} == {
        "Excerpt 1 of 3, from “Move the chairs”",
        "Excerpt 2 of 3, from “Power”",
        "Excerpt 3 of 3",
    }
    for state in seen:
        cues = tracks[int(state["place"].split()[1]) - 1]["cues"]
        # The page was painted at most a few frames before the time was read.
        near = [cue for cue in cues if cue["start"] - 120 <= state["ms"] <= cue["end"] + 120]
        if near:
            assert state["caption"] in [" ".join(word[0] for word in cue["words"]) for cue in near]
            assert state["who"] in [cue["who"] for cue in near]
        for word in state["sung"]:
            times = [(start, end) for cue in cues for text, start, end, _ in cue["words"] if text == word]
            assert any(start - 120 <= state["ms"] <= end + 320 for start, end in times)
    sung = {word for state in seen for word in state["sung"]}
    assert {"moved", "chairs.", "then?", "talked.", "… Nobody"} <= sung
    asked = browser.requests()
    assert {url.rsplit(".", 1)[1] for url in asked} == {"html", "mp3"}
    assert all(url.startswith(folder.folder.as_uri()) for url in asked)
    assert [entry["message"] for entry in browser.log("browser")] == []


def test_every_key_does_what_the_page_says(browser: Browser, folder: PlaylistFolder) -> None:
    browser.open(folder.index)
    browser.until("document.getElementById('sound').readyState > 0")
    browser.press("l")
    assert browser.until("document.getElementById('sound').currentTime >= 2")
    browser.press("j")
    browser.until("document.getElementById('sound').currentTime === 0")
    browser.press("Space")
    browser.until("!document.getElementById('sound').paused")
    browser.press("Space")
    browser.until("document.getElementById('sound').paused")
    browser.run("document.querySelector('#list button').focus()")
    browser.press("Down", "Down", "Down", "Up", "Enter")
    assert browser.until("document.getElementById('place').textContent").startswith("Excerpt 2 of 3")
    assert browser.run("return document.querySelector('#list button[aria-current]').dataset.number") == "2"
    assert browser.run("return [...document.querySelectorAll('.said')].map(one => one.hidden)") == [True, False, True]
    browser.press("k")
    browser.run("document.getElementById('next').focus()")
    browser.press("Down", "Down", "Up")
    assert browser.run(STATE)["place"].startswith("Excerpt 2")
    browser.run("document.getElementById('slider').focus()")
    browser.press("Right")
    browser.until("document.getElementById('slider').getAttribute('aria-valuetext').startsWith('1 second of')")
    browser.run("document.getElementById('letters').click()")
    browser.press("k")
    browser.until("document.getElementById('sound').paused")


@pytest.fixture
def marked(excerpt: Make, say: Say, tmp_path: Path) -> PlaylistFolder:
    """Of three excerpts the first two have a note."""
    excerpts = [
        excerpt(title="One", words=say("We moved the chairs.", 1000), care="About a loss"),
        excerpt(title="Two", words=say("And then?", 1000), care="About a fire"),
        excerpt(title="Three", words=say("One more.", 1000)),
    ]
    return export_playlist(playlist_info("an id", "Doors", support="Ask Bo"), excerpts, tmp_path / "out", gap_ms=100)


CARE = """
const care = document.getElementById("care");
return [care.hidden ? "" : document.getElementById("care-note").textContent, document.activeElement.id,
  document.getElementById("sound").paused, document.getElementById("place").textContent.slice(0, 14)];
"""


def test_before_a_marked_excerpt_it_waits_with_the_note(browser: Browser, marked: PlaylistFolder) -> None:
    browser.open(marked.index)
    assert browser.run(CARE)[0] == ""
    browser.run("document.getElementById('play').focus()")
    browser.press("Space")
    assert browser.run(CARE) == ["About a loss", "care-play", True, "Excerpt 1 of 3"]
    said = "document.getElementById(document.activeElement.getAttribute('aria-describedby')).textContent"
    assert browser.run(f"return {said}") == "About a loss"
    assert browser.run("return document.getElementById('captions').hidden"), "nothing of it is read before"
    browser.press("Space")
    browser.until("!document.getElementById('sound').paused")
    # The next one waits too, until it is skipped by keyboard.
    browser.until("!document.getElementById('care').hidden")
    assert browser.run(CARE) == ["About a fire", "care-play", True, "Excerpt 2 of 3"]
    browser.press("Tab")
    assert browser.run(CARE)[1] == "care-skip"
    browser.press("Enter")
    browser.until("!document.getElementById('sound').paused")
    assert browser.run(CARE) == ["", "play", False, "Excerpt 3 of 3"]
    browser.run("document.getElementById('previous').click()")
    assert browser.run(CARE)[:1] == ["About a fire"], "each time anew"
    browser.press("k")
    browser.until("!document.getElementById('sound').paused")
    assert browser.run(CARE)[0] == ""


def test_switches_change_what_they_say(browser: Browser, folder: PlaylistFolder) -> None:
    browser.open(folder.index)
    for name, text in (("captions-switch", "Captions off"), ("speed", "Speed 1.25×")):
        browser.run(f"document.getElementById('{name}').focus()")
        browser.press("Enter")
        assert browser.run(f"return document.getElementById('{name}').textContent") == text
    assert browser.run(STATE)["caption"] == ""
    browser.run("document.getElementById('going').focus()")
    browser.press("Space")
    assert browser.run("return document.getElementById('going').getAttribute('aria-pressed')") == "false"
    size = "return parseFloat(getComputedStyle(document.getElementById('caption')).fontSize)"
    before = browser.run(size)
    browser.run("document.getElementById('larger').focus()")
    browser.press("Enter", "Enter", "Enter", "Enter", "Enter", "Enter")
    assert browser.run(size) == pytest.approx(2 * before, rel=0.01)
    assert browser.run("return document.getElementById('larger').getAttribute('aria-disabled')") == "true"
    assert browser.run("return localStorage.length + sessionStorage.length + document.cookie.length") == 0


@pytest.mark.parametrize(("width", "larger"), [(320, 0), (320, 4), (640, 4), (1280, 4)])
def test_nothing_is_cut_off_on_small_screens_and_with_large_words(
    browser: Browser, folder: PlaylistFolder, width: int, larger: int
) -> None:
    browser.open(folder.index)
    browser.resize(width, 700)
    for _ in range(larger):
        browser.run("document.getElementById('larger').click()")
    assert browser.run("return document.documentElement.scrollWidth") <= width
    small = browser.run(
        "return [...document.querySelectorAll('button')].filter(one => one.checkVisibility())"
        ".map(one => one.getBoundingClientRect())"
        ".filter(box => box.width < 28 || box.height < 28).length"
    )
    assert small == 0


HEBREW = "לפני שהיו כיסאות"
PAGE = """
const said = [...document.querySelectorAll(".said")], moving = [...document.querySelectorAll("*")].filter((one) => {
  const style = getComputedStyle(one);
  return parseFloat(style.transitionDuration) > 0 || style.animationName !== "none";
});
const introduction = document.getElementById("introduction");
return {
  place: document.getElementById("place").textContent,
  introduction: introduction.hidden ? "" : introduction.textContent,
  right: getComputedStyle(introduction).direction,
  chapters: [...document.querySelectorAll("h3")].map((one) => one.textContent),
  moving: moving.length, shown: said.filter((one) => one.checkVisibility()).length,
  apart: said.slice(1).map((one) => parseFloat(getComputedStyle(one).marginTop)),
};
"""


def test_one_page_plays_alone_also_inside_another_page(
    browser: Browser, excerpt: Make, say: Say, tmp_path: Path
) -> None:
    excerpts = [
        excerpt(excerpt_id=1, title="Chairs", words=say("We moved the chairs.", 1000)),
        excerpt(excerpt_id=2, title="Asked", words=say("And then?", 1000)),
        excerpt(excerpt_id=3, title="Third", words=say("One more thing that I want to say about it.", 1000)),
    ]
    between = {1: Between(granted(HEBREW), granted("Getting in")), 2: Between(spoken=True)}
    info = replace(playlist_info("an id", "Doors that open"), between=between, gap_ms=200)
    made = export_one_page(info, excerpts, tmp_path / "out", owner=Owner("a project", "page"))
    (alone := tmp_path / "mail").mkdir()
    page = made.page.rename(alone / "Doors.html")
    browser.open(page)
    first = browser.run(PAGE)
    assert first["place"] == "Excerpt 1 of 2, from “Move the chairs”"
    assert (first["introduction"], first["right"]) == (HEBREW, "rtl")
    assert (first["chapters"], first["moving"], first["shown"]) == (["Getting in"], 0, 1)
    browser.resize(320, 700)
    assert browser.run("return document.documentElement.scrollWidth") <= 320
    browser.press("k")
    browser.until("document.getElementById('place').textContent.startsWith('Spoken introduction')")
    browser.until("document.getElementById('place').textContent.startsWith('Excerpt 2 of 2')")
    browser.until("document.getElementById('sound').currentTime > 0.1")
    assert browser.run(PAGE)["introduction"] == ""
    assert {url for url in browser.requests() if not url.startswith("data:")} == {page.as_uri()}
    browser.ask("/goog/cdp/execute", {"cmd": "Emulation.setEmulatedMedia", "params": {"media": "print"}})
    printed = browser.run(PAGE)
    assert (printed["shown"], min(printed["apart"]) > 0) == (3, True)
    browser.ask("/goog/cdp/execute", {"cmd": "Emulation.setEmulatedMedia", "params": {"media": ""}})
    other = tmp_path / "other.html"
    other.write_text('<iframe src="mail/Doors.html" width="600" height="700"></iframe>')
    browser.open(other)
    browser.until("document.querySelector('iframe')")
    browser.ask("/frame", {"id": 0})
    assert browser.until("document.documentElement.classList.contains('framed')")
    browser.run("document.getElementById('play').focus()")
    browser.press("Space")
    browser.until("document.getElementById('sound').currentTime > 0.1")
    browser.ask("/frame", {"id": None})


def test_what_people_write_runs_nowhere(browser: Browser, excerpt: Make, tmp_path: Path) -> None:
    evil = "</script><img src=x onerror=window.hurt=1><script>window.hurt=1</script>"
    words = (VoicedWord(evil, 1000, 2000, evil),)
    made = export_playlist(
        playlist_info("id", evil, evil, evil, evil),
        [excerpt(title=evil, words=words, attribution=evil, themes=(evil,))],
        tmp_path / "out",
    )
    browser.open(made.index)
    assert browser.run(STATE)["caption"] == evil
    assert browser.run("return window.hurt === undefined && document.images.length === 0")
    assert [entry["message"] for entry in browser.log("browser")] == []


def test_a_sound_that_is_missing_is_said_in_words(browser: Browser, folder: PlaylistFolder) -> None:
    folder.clips[0].audio.unlink()
    browser.open(folder.index)
    browser.press("k")
    browser.until("document.getElementById('trouble').textContent.includes('Its words are below')")
    assert browser.run(STATE)["play"] == "Play"


def test_without_scripts_every_excerpt_has_its_player_and_words(
    driver_port: int, folder: PlaylistFolder, tmp_path: Path
) -> None:
    plain = Browser(driver_port, tmp_path / "profile", scripts=False)
    try:
        plain.open(folder.index)
        found = plain.ask("/elements", {"using": "css selector", "value": "audio[controls]"})
        assert len(found) == 3
        words = plain.ask("/element", {"using": "css selector", "value": "#words"})
        text = plain.ask(f"/element/{next(iter(words.values()))}/text")
        assert "The words of excerpt 3" in text
        assert "People just talked. … Nobody led." in text
    finally:
        plain.close()


def test_somebody_chooses_the_language_of_the_captions(
    browser: Browser, excerpt: Make, say: Say, tmp_path: Path
) -> None:
    arabic = translation("ar", ("نقلنا الكراسي.", 0, 3))
    excerpts = [
        excerpt(title="Chairs", words=say("We moved the chairs.", 1000), translations=(arabic,)),
        excerpt(title="Third", words=say("One more.", 1000)),
    ]
    made = export_playlist(playlist_info("an id", "Doors"), excerpts, tmp_path / "out")
    browser.open(made.index)
    said = "const at = document.getElementById('caption');"
    said += "return [at.textContent, at.lang, getComputedStyle(at).direction]"
    assert browser.run(said) == ["We moved the chairs.", "en", "ltr"]
    choose = "const at = document.getElementById('language'); at.value = '{}'; at.dispatchEvent(new Event('change'))"
    browser.run(choose.format("ar"))
    assert browser.run(said) == ["نقلنا الكراسي.", "ar", "rtl"]
    browser.run("document.getElementById('language').focus()")
    browser.press("k", "l", "Down")
    assert browser.run("return document.getElementById('sound').paused"), "letters and arrows choose in the list"
    browser.run("document.querySelectorAll('#list button')[1].click()")
    assert browser.run(said) == ["One more.", "en", "ltr"], "what is not translated is shown as it is told"
    browser.run(choose.format(""))
    browser.run("document.querySelectorAll('#list button')[0].click()")
    assert browser.run(said)[1] == "en"
    browser.resize(320, 900)
    browser.run("document.documentElement.style.fontSize = '200%'")
    assert browser.run("return document.documentElement.scrollWidth <= innerWidth"), "also with large letters"
    assert browser.run("return document.getElementById('language').offsetHeight >= 44")
