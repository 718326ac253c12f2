"""The report in a real browser: heard by keys alone with its captions, at every width, and nothing asked of anybody."""

from pathlib import Path

import pytest
from browsing import BROWSING, Browser
from consenting import allow, answer
from made_stories import make_story, new_project
from reporting import write_report

from coproclip.excerpts.marking import mark_quote
from coproclip.excerpts.rules.policy import Use
from coproclip.export.report.folder import ReportFormat, export_report
from coproclip.project.journal import Operation
from coproclip.project.schema import Excerpt

pytestmark = BROWSING
CAPTION = "document.getElementById('caption').textContent"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("report")
    with new_project(place / "Report") as project:
        story = make_story(project)
        with project.edit(Operation.MARK_EXCERPT) as edit:
            first = mark_quote(edit, story, "We moved the chairs.").id
            hard = mark_quote(edit, story, "I had never been asked before.").id
            edit.get(Excerpt, hard).care = "It is about being left out."
        allow(project)
        for one in (first, hard):
            answer(project, one, uses=(Use.SHARING, Use.REPORT))
        write_report(project, [first, hard])
        return export_report(project, place / "out", [ReportFormat.HTML]).files[ReportFormat.HTML]


def test_a_quote_is_heard_and_read_by_keys_alone(browser: Browser, page: Path) -> None:
    browser.open(page)
    browser.run("document.querySelector('.play').focus()")
    browser.press("Enter")
    assert browser.until(CAPTION) == "One storyteller: We moved the chairs."
    assert browser.run("return document.querySelector('.play').getAttribute('aria-pressed')") == "true"
    browser.run("document.querySelectorAll('.play')[1].focus()")
    browser.press("Enter")
    browser.until("!document.getElementById('care').hidden")
    assert "being left out" in browser.run("return document.getElementById('care').textContent")
    assert browser.run("return [...document.querySelectorAll('audio')].every((one) => one.paused)"), "first it is read"
    assert browser.run("return document.activeElement.id") == "pause"
    browser.press("Enter")
    browser.until("[...document.querySelectorAll('audio')].some((one) => !one.paused)")
    browser.run("document.getElementById('stop').focus()")
    browser.press("Enter")
    assert browser.until("document.getElementById('now').hidden")
    browser.run("document.querySelectorAll('audio').forEach((one) => one.dispatchEvent(new Event('play')))")
    assert browser.run("return document.getElementById('now').hidden"), "that it began is said after it was stopped"
    for width in (320, 640, 1280):
        browser.resize(width, 900)
        assert browser.run("return document.documentElement.scrollWidth <= innerWidth"), width
    small = browser.run(
        "return [...document.querySelectorAll('button')].filter((one) => one.offsetParent &&"
        " (one.offsetWidth < 44 || one.offsetHeight < 44)).length"
    )
    assert small == 0
    asked = browser.requests()
    assert all(address.startswith(("file:", "data:")) for address in asked), asked
    assert not [entry for entry in browser.log("browser") if entry["level"] == "SEVERE"]
