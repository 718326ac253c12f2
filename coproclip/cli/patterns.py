"""`coproclip counts`, `grid` and `missing`: what stories say together, in numbers and short summaries."""

from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from coproclip.cli.arguments import AsJson, ForWhom, ProjectPath, one_of, opened
from coproclip.cli.output import counted, say, say_for_team, show, show_json, show_team_json
from coproclip.errors import BadInput
from coproclip.export.patterns import counts_table, crossed_table, save_grid, save_table
from coproclip.people.own_lists import LISTS
from coproclip.people.quantity import quantity_bands, quantity_word
from coproclip.people.stories import find_story
from coproclip.project.journal import Operation
from coproclip.project.kinds import ListKind
from coproclip.project.project import Project
from coproclip.themes.codebook import find_theme
from coproclip.themes.counts import story_count, theme_counts
from coproclip.themes.meanings import meaning_counts
from coproclip.themes.patterns import SMALL, Size, crossed, grid, missing_voices, stories_by_theme
from coproclip.themes.story_filter import matching_stories
from coproclip.themes.summaries import set_summary

To = Annotated[Path | None, typer.Option("--to", metavar="FILE", help="Write a file: .csv, .xlsx or .html.")]
Where = Annotated[
    str, typer.Option(metavar="WORDS", help="Only stories told by people like “carer AND (young OR old)”.")
]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that is there.")]


def counts(
    project: ProjectPath,
    by: Annotated[
        str | None, typer.Option(metavar="|".join(LISTS), parser=one_of(LISTS), help="By one of the lists of people.")
    ] = None,
    where: Where = "",
    to: To = None,
    to_whom: Annotated[str, typer.Option("--to-whom", metavar="WHO", help="Who gets the file, for the ledger.")] = "",
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Count the stories that speak to each theme, never the excerpts; also by who tells them."""
    with opened(project) as target:
        with target.read() as session:
            among = matching_stories(session, where)
        if to is not None:
            table = partial(crossed_table, kind=ListKind(by)) if by else counts_table
            make = partial(table, among=among)
            made = save_table(target, make, to, replace=force, to_whom=to_whom, tell=say)
            show(f"{to}: {counted(len(made.rows), 'theme')}")
            return
        rows = _crossed(target, ListKind(by), among) if by else _counted(target, among)
    if as_json:
        show_json(rows)
        return
    for row in rows:
        numbers = {name: said for name, said in row.items() if name not in ("theme", "id", "word", "every")}
        word = f" ({row['word']} of {row['every']})" if "word" in row else ""
        show(f"{row['theme']}{word}: " + ", ".join(f"{name} {said}" for name, said in numbers.items()))
    if among is not None:
        say(f"{counted(len(among), 'story', 'stories')} told by people like “{where}”.")
        if 0 < len(among) < SMALL:
            say("So few can point at a person: keep these numbers in the team.")


def _counted(project: Project, among: set[int] | None) -> list[dict[str, Any]]:
    with project.read() as session:
        found, numbers = stories_by_theme(session, among), theme_counts(session)
        columns, bands = grid(session, ()).themes, quantity_bands(session)
        every = story_count(session) if among is None else len(among)
    rows = []
    for one in columns:
        some = len(found.get(one.theme_id, ()))
        row: dict[str, Any] = {"id": one.theme_id, "theme": one.name, "stories": some, "every": every}
        row["word"] = quantity_word(bands, some, every)
        if among is None:
            count = numbers[one.theme_id]
            row |= {"excerpts": count.excerpts, "differing": count.differing, "dots": count.dots}
        rows.append(row)
    return rows


def _crossed(project: Project, kind: ListKind, among: set[int] | None) -> list[dict[str, Any]]:
    with project.read() as session:
        found = crossed(session, kind, among)
    return [
        {"theme": one.name}
        | {
            text: "small number"
            if found.size(one.theme_id, entry) is Size.SMALL
            else found.stories.get((one.theme_id, entry), 0)
            for entry, text in found.entries
        }
        for one in found.themes
    ]


def show_grid(
    project: ProjectPath,
    where: Where = "",
    summary: Annotated[
        tuple[str, str, str] | None,
        typer.Option("--set", metavar="STORY THEME TEXT", help="Write what a story says about a theme; empty removes."),
    ] = None,
    to: To = None,
    for_the_team: Annotated[
        bool, typer.Option("--for-the-team", help="The file is wanted; it is marked as not for sharing.")
    ] = False,
    force: Force = False,
    for_whom: ForWhom = "",
    as_json: AsJson = False,
) -> None:
    """Show stories by themes with short summaries; an empty cell is a story that does not speak to a theme.

    A file has the stories that the team may have, and is written only with --for-the-team.
    """
    if to is not None and not for_the_team:
        raise BadInput(
            "This file would say what each story is about.",
            "Nothing was written.",
            "Add --for-the-team if it is for the team alone, or share numbers with “counts”.",
        )
    with opened(project) as target:
        if summary is not None:
            with target.edit(Operation.CHANGE_SUMMARY) as edit:
                story, theme = find_story(edit.session, summary[0]), find_theme(edit.session, summary[1])
                set_summary(edit, story.id, theme.id, summary[2])
        with target.read() as session:
            among = matching_stories(session, where)
            found = grid(session, among)
        if to is not None:
            made = save_grid(target, to, among=among, replace=force, to_whom=for_whom, tell=say)
            for title, why in made.left_out:
                say(f"Left out: {title}. {why}")
            show(f"{to}: for the team, not for sharing")
            return
    rows = [
        {
            "story": one.story_id,
            "title": one.title,
            "who": list(one.who),
            "cells": {
                theme.name: {
                    "summary": cell.summary,
                    "excerpts": list(cell.excerpts),
                    "differing": list(cell.differing),
                }
                for theme in found.themes
                if (cell := found.cell(one.story_id, theme.theme_id)).excerpts or cell.summary
            },
        }
        for one in found.stories
    ]
    if as_json:
        show_team_json(rows)
        return
    say_for_team()
    for teller_story in found.stories:
        show(f"{teller_story.story_id:>4}  {teller_story.title}")
        for column in found.themes:
            cell = found.cell(teller_story.story_id, column.theme_id)
            said = cell.summary or (counted(len(cell.excerpts), "excerpt") if cell.excerpts else "–")
            show(f"      {column.name}: {said}")


def feelings(project: ProjectPath, where: Where = "", as_json: AsJson = False) -> None:
    """Count kinds of excerpts, feelings and the storytellers’ own words for them, each with its stories."""
    with opened(project) as target, target.read() as session:
        found = meaning_counts(session, matching_stories(session, where))
    parts = {"feelings": found.valences, "own_words": found.feelings, "kinds": found.kinds}
    if as_json:
        keys = ("word", "stories", "excerpts")
        rows = {name: [{key: getattr(one, key) for key in keys} for one in some] for name, some in parts.items()}
        show_team_json(rows)
        return
    for name, some in parts.items():
        show(name.replace("_", " ").capitalize())
        for one in some:
            if one.excerpts:
                show(f"  {one.word}: {counted(one.stories, 'story', 'stories')}, {counted(one.excerpts, 'excerpt')}")


def missing(project: ProjectPath, as_json: AsJson = False) -> None:
    """Say whose voice is missing: in the stories, and in each theme."""
    with opened(project) as target, target.read() as session:
        found = missing_voices(session)
        names = {one.theme_id: one.name for one in grid(session, ()).themes}
    if as_json:
        silent = [{"list": kind.value, "entry": text} for kind, text in found.silent]
        by_theme = {names[theme]: list(texts) for theme, texts in found.by_theme.items()}
        show_json({"nobody_tells": silent, "in_no_theme": list(found.storytellers), "by_theme": by_theme})
        return
    for kind, text in found.silent:
        show(f"No story is told by: {text} ({LISTS[kind].lower()})")
    for alias in found.storytellers:
        show(f"In no theme yet: {alias}")
    for theme, texts in found.by_theme.items():
        if texts:
            show(f"Not heard in “{names[theme]}”: {', '.join(texts)}")
