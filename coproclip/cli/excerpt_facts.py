"""Excerpts as the command line tells of them, and changing one."""

from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from coproclip.cli.arguments import opened
from coproclip.cli.output import marks_in_words, marks_of, say_for_team, show, show_team_json
from coproclip.errors import NotFound
from coproclip.excerpts import marking
from coproclip.excerpts.approval import Approval, StoryReader, one_answer, title_of
from coproclip.excerpts.meaning import linked_excerpts
from coproclip.people.care import care_of_excerpt
from coproclip.project.journal import Operation
from coproclip.project.project import Edit, Project
from coproclip.project.rows import fetch
from coproclip.project.schema import Excerpt, Theme
from coproclip.themes import codebook
from coproclip.timecode import clock


def facts(project: Project, only: list[int] | None = None) -> list[dict[str, Any]]:
    """What `excerpt list --json` tells, of all or `only` of these; raises `NotFound` for a number there is not."""
    with project.read() as session:
        chosen = marking.excerpts_of(session, only=only)
        known = {one.id for one in chosen}
        if lost := [number for number in only or () if number not in known]:
            raise NotFound(f"There is no excerpt {lost[0]} in this project.")
        reader, rows = StoryReader(session), []
        state = one_answer(session, reader)
        for story, some in groupby(chosen, lambda one: one.story_id):
            mine = list(some)
            if len(mine) > 1:
                reader.prepare(story)
            themes = codebook.themes_by_excerpt(session, story) if len(mine) > 1 else {}
            rows += [_fact(session, reader, state, one, themes.get(one.id) if themes else None) for one in mine]
        return rows


def _fact(
    session: Session,
    reader: StoryReader,
    state: Callable[[Excerpt], Approval],
    one: Excerpt,
    themes: Sequence[Theme] | None,
) -> dict[str, Any]:
    quote = reader.quote(one)
    return {
        "id": one.id,
        "story": one.story_id,
        "title": title_of(one, quote),
        "quote": quote,
        "spans": [{"start_ms": span.start_ms, "end_ms": span.end_ms} for span in reader.spans(one)],
        "themes": [theme.name for theme in (codebook.themes_of(session, one.id) if themes is None else themes)],
        "approval": state(one).value,
        "kind": one.kind,
        "valence": one.valence,
        "spotlight": bool(one.spotlight),
        **marks_of((mark := care_of_excerpt(session, one.id)).note, sensitive=mark.sensitive),
    }


def show_excerpts(rows: list[dict[str, Any]], as_json: bool) -> None:
    """Print excerpts: as JSON, or one a line."""
    if as_json:
        show_team_json(rows)
        return
    if rows:
        say_for_team()
    for fact in rows:
        start = clock(fact["spans"][0]["start_ms"]) if fact["spans"] else "–"
        show(f"{fact['id']:>4}  {start}  {fact['approval']}  “{fact['quote']}”{marks_in_words(fact)}")


def edited(project: Path, excerpt: int, what: Operation, change: Callable[[Edit], object], as_json: bool) -> None:
    """Change one excerpt, then show how it is."""
    with opened(project) as target:
        facts(target, [excerpt])
        with target.edit(what) as edit:
            change(edit)
        rows = facts(target, [excerpt])
        with target.read() as session:
            rows[0] |= _said_about(fetch(session, Excerpt, excerpt))
            linked = linked_excerpts(session, excerpt)
            rows[0]["linked"] = [{"id": one.excerpt_id, "words": one.words} for one in linked]
    show_excerpts(rows, as_json)


def _said_about(excerpt: Excerpt) -> dict[str, Any]:
    return {
        "name": excerpt.attribution,
        "feeling": excerpt.feeling,
        "unused_reason": excerpt.unused_reason,
        "note": excerpt.note,
        "lead_in_ms": excerpt.lead_in_ms,
        "lead_out_ms": excerpt.lead_out_ms,
    }
