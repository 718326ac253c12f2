"""The kiosk page in a browser: round and round by itself, by one key or a touch; what is hard waits for a press."""

from pathlib import Path

import pytest
from browsing import BROWSING, Browser
from granting import granted, translation

from coproclip.excerpts.approval import ShareableExcerpt, VoicedWord
from coproclip.export.clip import ClipChoices, write_clip
from coproclip.export.conversation import kiosk_page as page_of
from coproclip.export.conversation.content import PackInfo
from coproclip.export.playlist.playlist_files import PlaylistTrack
from coproclip.jobs import CancelToken

pytestmark = BROWSING
WORDS = ("We moved the chairs and then people just talked.", "And then?", "One more thing.")
ARABIC, WELSH = "نقلنا الكراسي ثم تحدث الناس ببساطة.", "Fe symudon ni’r cadeiriau, a siaradodd pobl."
CAPTION = "document.getElementById('caption')"
PLACE = "document.getElementById('place').textContent"
PLAYING = "!document.getElementById('sound').paused"
WATCH = """
window.seen = [];
new MutationObserver(() => {
  const scene = ["opening", "captions", "before"].find((id) => !document.getElementById(id).hidden);
  const now = document.getElementById("place").textContent.split(" ")[1] + " " + scene;
  if (window.seen.at(-1) !== now) window.seen.push(now);
}).observe(document.querySelector(".stage"), { subtree: true, childList: true, attributes: true });
"""
SCENE = "['begin','opening','captions','before'].find((id) => !document.getElementById(id).hidden)"


@pytest.fixture
def kiosk(excerpt: object, say: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three excerpts; before the second one is a note, which waits for a second and a half."""
    monkeypatch.setattr(page_of, "OPENING_MS", 200)
    monkeypatch.setattr(page_of, "WAITS_MS", 1500)
    tracks = []
    for number, words in enumerate(WORDS, 1):
        spoken: tuple[VoicedWord, ...] = say(words, 1000)  # type: ignore[operator]
        care = "About a <loss>" if number == 2 else ""
        others = (translation("ar", (ARABIC, 0, 8)), translation("cy", (WELSH, 0, 8))) if number == 1 else ()
        one: ShareableExcerpt = excerpt(  # type: ignore[operator]
            excerpt_id=number, title=f"Part {number}", words=spoken, care=care, translations=others
        )
        clip = write_clip(one, tmp_path / str(number), tmp_path / str(number), ClipChoices("mp3"), CancelToken())
        tracks.append(PlaylistTrack(number, one, clip, tmp_path))
    texts = [granted(text) for text in ("Doors", "Side by Side", "Ring Ann", "", "Somebody to talk to")]
    page = tmp_path / "alone" / "Kiosk.html"
    page.parent.mkdir()
    page.write_text(page_of.kiosk_page(PackInfo(*texts, (), ()), tracks), "utf-8")  # type: ignore[arg-type]
    return page


def _begin(browser: Browser, page: Path) -> None:
    """Open it and let it begin: by itself where the browser allows that, else by a key."""
    browser.open(page)
    browser.until(f"{PLAYING} || {SCENE} === 'begin'")
    if browser.run(f"return {SCENE}") == "begin":
        browser.press("Space")


def test_it_goes_round_without_hands_and_passes_over_what_is_hard(browser: Browser, kiosk: Path) -> None:
    _begin(browser, kiosk)
    browser.run(WATCH)
    browser.until("window.seen.filter((one) => one === '1 captions').length > 1")
    seen = browser.run("return window.seen.join(', ')")
    assert "1 captions, 2 before, 3 opening, 3 captions, 1 opening, 1 captions" in seen, "round, and past what is hard"
    assert "2 captions" not in seen, "nobody hears it without having said so"
    assert browser.run("return document.getElementById('note').textContent") == ""
    browser.until("document.querySelector('.sung')")
    assert browser.run("return document.getElementById('caption').textContent") == WORDS[0]
    asked = browser.requests()
    assert all(address.startswith(("file:", "data:")) for address in asked), [one[:60] for one in asked]
    assert [entry["message"] for entry in browser.log("browser")] == []


def test_one_key_pauses_goes_on_and_kept_down_is_next(browser: Browser, kiosk: Path) -> None:
    _begin(browser, kiosk)
    browser.until(PLAYING)
    browser.press("Space")
    browser.until(f"!({PLAYING})")
    assert browser.run("return document.getElementById('play-word').textContent") == "Play"
    browser.press("Space")
    browser.until(PLAYING)
    kept = [{"type": "keyDown", "value": " "}, {"type": "pause", "duration": 1100}, {"type": "keyUp", "value": " "}]
    browser.ask("/actions", {"actions": [{"type": "key", "id": "keys", "actions": kept}]})
    assert browser.until(f"{SCENE} === 'before' && {PLACE}") == "Excerpt 2 of 3"
    assert browser.run("return document.getElementById('note').textContent") == "About a <loss>"
    browser.press("Space")
    assert browser.until(f"{PLAYING} && {PLACE}") == "Excerpt 2 of 3", "somebody asked for it"
    browser.press("Right")
    assert browser.until(f"{PLAYING} && {PLACE}") == "Excerpt 3 of 3"
    browser.run("document.getElementById('scene').click()")
    browser.until(f"!({PLAYING})")
    browser.run("document.getElementById('next').focus()")
    browser.press("Enter")
    assert browser.until(f"{PLAYING} && {PLACE}") == "Excerpt 1 of 3"


def test_it_is_read_at_every_width_in_calm_and_on_paper(browser: Browser, kiosk: Path) -> None:
    _begin(browser, kiosk)
    browser.until(PLAYING)
    browser.press("Space")
    for width, high in ((320, 568), (640, 400), (1280, 800)):
        browser.resize(width, high)
        assert browser.run("return document.documentElement.scrollWidth <= innerWidth"), width
        box = browser.run("return document.querySelector('.stage').getBoundingClientRect().toJSON()")
        assert box["left"] >= 0
        assert box["width"] >= width - 20, "it fills the screen"
        assert box["height"] >= high
        inside = "[...document.querySelectorAll('.stage *')].every((one) => one.getBoundingClientRect().left >= 0 && "
        inside += "one.getBoundingClientRect().right <= innerWidth)"
        assert browser.run(f"return {inside}"), width
    small = "[...document.querySelectorAll('.keys-row button')].filter((one) => one.offsetHeight < 64).length"
    assert browser.run(f"return {small}") == 0, "to be touched without looking"
    heads = browser.run("return [...document.querySelectorAll('h1,h2,h3')].map((one) => one.tagName)")
    assert heads[0] == "H1"
    assert browser.run("return [...document.querySelectorAll('button')].every((one) => one.textContent.trim())")
    calm = {"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]}
    browser.ask("/goog/cdp/execute", {"cmd": "Emulation.setEmulatedMedia", "params": calm})
    browser.press("Right")
    browser.press("Right")
    browser.until(PLAYING)
    browser.until("document.getElementById('sound').currentTime > 0.4")
    assert browser.run("return document.querySelectorAll('.sung, .later').length") == 0, "nothing moves"
    assert browser.run("return document.getElementById('caption').textContent") == WORDS[2]
    paper = {"media": "print", "features": []}
    browser.ask("/goog/cdp/execute", {"cmd": "Emulation.setEmulatedMedia", "params": paper})
    seen = browser.run("return document.body.innerText")
    assert all(
        words in seen for words in (*WORDS, "Before you listen: About a <loss>", "Ring Ann", "Somebody to talk to")
    )
    assert "Whole screen" not in seen
    browser.ask("/goog/cdp/execute", {"cmd": "Emulation.setEmulatedMedia", "params": {"media": "", "features": []}})


def test_captions_in_another_language_are_chosen_and_stay_chosen(browser: Browser, kiosk: Path) -> None:
    _begin(browser, kiosk)
    browser.until(PLAYING)
    browser.run("document.getElementById('language').focus()")
    for tag, words in (("ar", ARABIC), ("cy", WELSH), ("", WORDS[0])):
        browser.run(f"const one = document.activeElement; one.value = '{tag}'; one.dispatchEvent(new Event('change'))")
        assert browser.until(f"{PLACE} === 'Excerpt 1 of 3' && {CAPTION}.textContent") == words
        assert browser.run(f"return {CAPTION}.lang") == (tag or "en")
    said = browser.run("return document.getElementById('words').innerText")
    assert all(words in said for words in (ARABIC, WELSH))
    browser.run("document.getElementById('language').value = 'ar'")
    browser.press("Space")
    assert browser.run(f"return {PLAYING}"), "Space is the list’s there"
    browser.resize(320, 900)
    browser.run("document.documentElement.style.fontSize = '200%'")
    assert browser.run("return document.documentElement.scrollWidth <= innerWidth"), "also with large letters"
