"""Every page that leaves, looked at by axe-core in a browser: light and dark, wide and narrow, while it plays."""

import importlib.util
from collections.abc import Callable
from pathlib import Path

import pytest
from browsing import BROWSING, Browser
from consenting import allow, answer
from granting import playlist_info, translation
from made_stories import make_story, new_project
from PIL import Image
from rooms import meet, tell_stories

from coproclip.excerpts.approval import ShareableExcerpt, VoicedWord, shareable
from coproclip.excerpts.marking import mark_quote
from coproclip.excerpts.rules.policy import Use
from coproclip.export.conversation.folder import export_conversation
from coproclip.export.folders.manifest import Owner
from coproclip.export.playlist.playlist_page import export_playlist
from coproclip.export.report.folder import FILES, ReportFormat, export_report
from coproclip.export.review_pack import export_review
from coproclip.export.story_index import export_story_index
from coproclip.export.workshop.workshop_files import export_papers, export_take_away
from coproclip.project.journal import Operation
from coproclip.project.schema import Excerpt
from coproclip.report.images import add_image, take_image
from coproclip.report.markup import parse
from coproclip.report.sections import add_quote, add_section, set_body
from coproclip.sensemaking.attendees import attendees

pytestmark = BROWSING
_FOUND = importlib.util.find_spec("axe_playwright_python")
AXE = Path(_FOUND.origin).with_name("axe.min.js").read_text("utf-8") if _FOUND and _FOUND.origin else ""
LOOK = """
const done = arguments[arguments.length - 1];
const told = (one) => one.nodes.map((node) =>
  [node.impact || one.impact, one.id, node.target.join(" "), node.failureSummary]);
axe.run(document).then((found) => done(found.violations.flatMap(told)), (error) => done([["critical", String(error)]]));
"""
TEXT = """
One person said {quote k1}, and a line led on.[^1]

> {quote k2}

## What follows

- One thing, with a [link](https://example.org)
- Another, **bold**

1. First
2. Second

! {image p1}

::: box What came of it

A *guide*.

- Tea

:::

[^1]: A note.
"""


def faults(browser: Browser) -> list[list[str]]:
    """What axe-core finds of serious or critical impact on the page as it stands."""
    browser.run(AXE + "\nwindow.axe = axe;")
    found = browser.ask("/execute/async", {"script": LOOK, "args": []})
    return [one for one in found if one[0] in ("serious", "critical")]


def look(browser: Browser, page: Path, *steps: str) -> None:
    """Light and dark, wide and narrow; after each of `steps` (scripts) once more."""
    browser.open(page)
    for scheme in ("light", "dark"):
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        browser.ask("/goog/cdp/execute", {"cmd": "Emulation.setEmulatedMedia", "params": {"features": features}})
        for width in (1280, 320):
            browser.resize(width, 900)
            assert faults(browser) == [], (page.name, scheme, width)
    for step in steps:
        browser.run(step)
        assert faults(browser) == [], (page.name, step)


def test_a_page_with_faults_has_faults(browser: Browser, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<html lang=en><title>A</title><main><p style='color:#ccc'>Pale</p><img src='a.png'><button>", "utf-8"
    )
    browser.open(page)
    assert {one[1] for one in faults(browser)} >= {"color-contrast", "image-alt", "button-name"}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a report with all that can stand in one."""
    place = tmp_path_factory.mktemp("report")
    Image.new("RGB", (300, 200), "teal").save(place / "tree.png")
    with new_project(place / "Report") as project:
        story = make_story(project)
        with project.edit(Operation.MARK_EXCERPT) as edit:
            first = mark_quote(edit, story, "We moved the chairs.").id
            hard = mark_quote(edit, story, "I had never been asked before.").id
            edit.get(Excerpt, hard).care = "It is about being left out."
        allow(project)
        for one in (first, hard):
            answer(project, one, uses=(Use.SHARING, Use.REPORT))
        with project.edit(Operation.WRITE_REPORT) as edit:
            section = add_section(edit, title="Voices").id
            for key, one in (("k1", first), ("k2", hard)):
                add_quote(edit, section, one, key=key)
            image = add_image(edit, section, take_image(project, place / "tree.png"), alt="A tree")
            set_body(edit, section, parse(TEXT.replace("{image p1}", f"{{image {image}}}")))
        made = export_report(project, place / "out", [ReportFormat.HTML, ReportFormat.EASY_READ])
        return made.folder


@pytest.mark.parametrize("kind", [ReportFormat.HTML, ReportFormat.EASY_READ])
def test_the_report(browser: Browser, report: Path, kind: ReportFormat) -> None:
    hard = "document.querySelectorAll('.play')[1]?.click(); return document.querySelectorAll('.play').length"
    look(browser, report / FILES[kind], "document.querySelector('.play')?.click()", hard)


def test_the_playlist(
    browser: Browser,
    excerpt: Callable[..., ShareableExcerpt],
    say: Callable[..., tuple[VoicedWord, ...]],
    tmp_path: Path,
) -> None:
    excerpts = [
        excerpt(
            title="One",
            words=say("We moved the chairs.", 1000),
            care="About a loss",
            translations=(translation("ar", ("نقلنا الكراسي.", 0, 3)),),
        ),
        excerpt(title="Two", words=say("Ndiyo, tulihamisha viti.", 1000), language="sw"),
    ]
    info = playlist_info(
        "an id", "Doors", "How people planned.", "Side by Side", "Ask at the library", support="Ask Bo"
    )
    made = export_playlist(info, excerpts, tmp_path / "out", gap_ms=100)
    look(browser, made.index, "document.getElementById('play').click()", "document.getElementById('care-play').click()")


def test_what_a_group_and_a_storyteller_get(browser: Browser, tmp_path: Path) -> None:
    with new_project(tmp_path / "Group") as project:
        tell_stories(project, 2)
        session = meet(project)
        with project.read() as reading:
            person = attendees(reading, session)[0].id
        pages = [*export_papers(project, session, tmp_path / "papers").folder.glob("*.html")]
        pages += export_take_away(project, session, person, tmp_path / "home").folder.glob("*.html")
        pages += export_review(project, 1, tmp_path / "review").folder.glob("*.html")
    assert len(pages) > 6
    for page in pages:
        look(browser, page)


def test_a_conversation_pack_and_the_story_index(browser: Browser, tmp_path: Path) -> None:
    with new_project(tmp_path / "Talk") as project:
        story = make_story(project)
        allow(project)
        with project.edit(Operation.MARK_EXCERPT) as edit:
            words = ("We moved the chairs.", "no head of the table", "And then?", "I had never been asked before.")
            ids = [mark_quote(edit, story, one).id for one in words]
            edit.get(Excerpt, ids[1]).care = "It is about being left out."
        for one in ids:
            answer(project, one)
        granted = shareable(project, ids, Use.SHARING).granted
        pack = export_conversation(project, granted, tmp_path / "pack", owner=Owner(project.details.uid))
        index = export_story_index(project, tmp_path / "index")
    click = "document.getElementById('{}').click()"
    look(browser, pack.kiosk, click.format("play"), click.format("next"), click.format("play"))
    look(browser, index.files[0])
