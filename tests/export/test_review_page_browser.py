"""A review in a real browser: answered by keys alone, saved, read back in, and nothing asked of anybody else."""

import json
import time
from pathlib import Path

import pytest
from browsing import BROWSING, Browser
from consenting import allow

from coproclip.excerpts.marking import mark_quote
from coproclip.excerpts.reviews.review_packs import Outcome, answers_of_file, read_answer_file
from coproclip.export.review_pack import ReviewFiles, export_review
from coproclip.project.journal import Operation
from coproclip.project.project import Project

pytestmark = BROWSING
ANSWERS = "return document.getElementById('answered').textContent"


@pytest.fixture
def review(project: Project, story: int, tmp_path: Path) -> ReviewFiles:
    allow(project, story)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        for words in ("We moved the chairs.", "there was no head of the table", "I had never been asked before."):
            mark_quote(edit, story, words)
    return export_review(project, 1, tmp_path / "out")


def test_by_keys_alone_from_the_first_word_to_the_saved_file(
    browser: Browser, review: ReviewFiles, project: Project, tmp_path: Path
) -> None:
    folder = str(tmp_path / "downloads")
    download = {"cmd": "Browser.setDownloadBehavior", "params": {"behavior": "allow", "downloadPath": folder}}
    browser.ask("/goog/cdp/execute", download)
    browser.open(review.index)
    browser.until("[...document.querySelectorAll('audio')].every((sound) => sound.duration > 0)")
    assert browser.run(ANSWERS) == "0 of 3 answered. What you do not answer counts as a no."
    browser.run("document.querySelector('input[name=answer-1]').focus()")
    browser.press("Space")
    browser.run("document.querySelector('input[name=answer-2]').focus()")
    browser.press("Space", "Down")
    browser.press("Tab", *"Softer")
    assert browser.run(ANSWERS).startswith("2 of 3 answered")
    browser.run("document.getElementById('larger').focus()")
    before = browser.run(
        "return parseFloat(getComputedStyle(document.querySelector('.shared p:not(.label)')).fontSize)"
    )
    browser.press("Enter", "Enter", "Enter", "Enter")
    after = browser.run("return parseFloat(getComputedStyle(document.querySelector('.shared p:not(.label)')).fontSize)")
    assert after > 1.9 * before > 2 * 18
    assert browser.run("return document.documentElement.scrollWidth <= innerWidth"), "nothing runs out sideways"
    browser.run("document.getElementById('save').focus()")
    browser.press("Enter")
    saved, deadline = tmp_path / "downloads" / "review answers.json", time.monotonic() + 60
    while not saved.is_file() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert [row["answer"] for row in json.loads(saved.read_text("utf-8"))["answers"]] == ["yes", "change", ""]
    with project.read() as session:
        back = answers_of_file(project, session, read_answer_file(saved))
    assert [one.outcome for one in back] == [Outcome.YES, Outcome.CHANGE, Outcome.NO_ANSWER]
    assert back[1].wish == "Softer"
    asked = browser.requests()
    assert all(address.startswith(("file:", "blob:", "data:")) for address in asked), asked
    assert not [entry for entry in browser.log("browser") if entry["level"] == "SEVERE"]


def test_a_wish_is_no_yes(browser: Browser, review: ReviewFiles) -> None:
    browser.open(review.index)
    browser.run("document.querySelector('input[name=answer-1]').focus()")
    browser.press("Space")
    browser.run("document.getElementById('wish-1').focus()")
    browser.press(*"not so")
    assert browser.run("return document.querySelector('input[name=answer-1]:checked').value") == "change"
