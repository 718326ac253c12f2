"""A published report's themes, sub-themes and quotes as a project: each quote said in a story, and agreed to."""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from consenting import allow_story, say
from made_stories import make_story, new_project

from coproclip.excerpts.marking import mark
from coproclip.excerpts.rules.policy import Use
from coproclip.project.journal import Work
from coproclip.project.project import Project
from coproclip.project.schema import Segment
from coproclip.themes.codebook import add_theme, change_theme, link, set_headline

STORIES = 15


def read_codebook(shared: Path) -> list[dict[str, Any]]:
    """The published report, where it is here."""
    path = shared / "data" / "seed_codebook.json"
    if not path.is_file():
        pytest.skip("the themes of a published report are not here")
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
    return found


def tell_quotes(project: Project, report: list[dict[str, Any]]) -> list[int]:
    """Fifteen stories (their ids), in which everything is told that the report quotes: quote n in story n of 15."""
    lines: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for number, quote in enumerate(quote for theme in report for quote in theme["quotes"]):
        lines[number % STORIES].append(("storyteller", " ".join(quote["text"].split())))
    return [
        make_story(project, lines[number], title=f"Story {number + 1}", storyteller=f"Teller {chr(65 + number)}")
        for number in range(STORIES)
    ]


def make_seeded(folder: Path, report: list[dict[str, Any]]) -> Project:
    """The report rebuilt: quote n is said in story n of 15, and every storyteller said yes to it for reports."""
    project = new_project(folder)
    quotes = [(theme, quote) for theme in report for quote in theme["quotes"]]
    stories = tell_quotes(project, report)
    with project.edit(Work.ADD_STORY) as edit:
        for story in stories:
            allow_story(edit, story)
        themes: dict[tuple[str, str], int] = {}
        for theme in report:
            top = add_theme(edit, theme["theme"], question=theme["question"]).id
            change_theme(edit, top, heading_kind=theme["heading_kind"])
            themes[theme["theme"], ""] = top
            for under in dict.fromkeys(theme["subthemes"]):
                themes[theme["theme"], under] = add_theme(edit, under, parent_id=top).id
        said = {
            story: sorted(edit.session.query(Segment).filter_by(story_id=story), key=lambda one: one.start_ms)
            for story in stories
        }
        for number, (theme, quote) in enumerate(quotes):
            passage = said[stories[number % STORIES]][number // STORIES]
            excerpt = mark(edit, passage.story_id, passage.start_ms, passage.end_ms).id
            place = themes.get((theme["theme"], quote["subtheme"]), themes[theme["theme"], ""])
            link(edit, place, excerpt, differs=bool(quote.get("counterpoint")))
            if quote["kind"] == "headline":
                set_headline(edit, themes[theme["theme"], ""], excerpt)
            say(edit, excerpt, uses=[Use.REPORT])
    return project
