"""`coproclip theme`: add, list, change, move and delete themes; put excerpts in them."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from coproclip.cli.arguments import AsJson, ProjectPath, one_of, opened
from coproclip.cli.output import counted, say, show, show_json
from coproclip.errors import BadInput, NotFound
from coproclip.people.people import find_person
from coproclip.project.journal import Operation
from coproclip.project.kinds import HeadingKind, Suggested, ThemeRelationKind
from coproclip.project.project import Edit, Project
from coproclip.project.rows import fetch
from coproclip.project.schema import Theme
from coproclip.themes import codebook, reshaping
from coproclip.themes.counts import theme_counts
from coproclip.themes.headings import headings
from coproclip.themes.history import By, history
from coproclip.themes.relations import relate, relations, suggest, suggesters, unrelate

app = typer.Typer(help="Add, list, change and move themes; put excerpts in them.", no_args_is_help=True)

ThemeName = Annotated[str, typer.Argument(metavar="THEME", help="A theme’s name or number.")]
Ids = Annotated[list[int], typer.Argument(metavar="ID", help="Excerpts by number.")]
Who = Annotated[str, typer.Option("--by", metavar="WHO", help="Who decided it; a name to go by is enough.")]
Why = Annotated[str, typer.Option(metavar="WHY", help="Why, for whoever asks later.")]


def facts(project: Project) -> list[dict[str, Any]]:
    """What `theme list --json` tells."""
    with project.read() as session:
        known, counts = codebook.themes(session), theme_counts(session)
        names, people = {theme.id: theme.name for theme in known}, suggesters(session)
        return [
            {
                "id": theme.id,
                "name": theme.name,
                "parent": names.get(theme.parent_id or 0),
                "question": theme.question,
                "heading_kind": theme.heading_kind or HeadingKind.QUESTION.value,
                "suggested_by": theme.suggested_by,
                "suggested_by_people": list(people.get(theme.id, ())),
                "stories": counts[theme.id].stories,
                "excerpts": counts[theme.id].excerpts,
                "differing": counts[theme.id].differing,
                "dots": counts[theme.id].dots,
            }
            for theme in known
        ]


@app.command("add")
def add(
    project: ProjectPath,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is called.")],
    parent: Annotated[str, typer.Option(metavar="NAME", help="The theme it is part of.")] = "",
    question: Annotated[str, typer.Option(metavar="Q", help="The guiding question.")] = "",
    as_json: AsJson = False,
) -> None:
    """Add a theme."""
    with opened(project) as target:
        with target.edit(Operation.ADD_THEME) as edit:
            above = codebook.find_theme(edit.session, parent).id if parent else None
            made = codebook.add_theme(edit, name, parent_id=above, question=question)
        if as_json:
            show_json(next(fact for fact in facts(target) if fact["id"] == made.id))
        else:
            show(f"Theme {made.id}: {made.name}")


@app.command("list")
def list_themes(
    project: ProjectPath,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Only this theme and those right under it.")] = "",
    as_json: AsJson = False,
) -> None:
    """List themes with how many stories speak to each."""
    with opened(project) as target:
        rows = facts(target)
        if name:
            with target.read() as session:
                wanted = codebook.find_theme(session, name)
            rows = [fact for fact in rows if fact["id"] == wanted.id or fact["parent"] == wanted.name]
    if as_json:
        show_json(rows)
        return
    for fact in rows:
        under = f" (under {fact['parent']})" if fact["parent"] else ""
        counts = f"{counted(fact['stories'], 'story', 'stories')}, {counted(fact['excerpts'], 'excerpt')}"
        show(f"{fact['id']:>4}  {fact['name']}{under}: {counts}")
    if not rows:
        say("There are no themes in this project yet.")


def _edited(project: Path, theme: str, what: Operation, change: Callable[[Edit, int], object], as_json: bool) -> None:
    """Change one theme, then show how it is."""
    with opened(project) as target:
        with target.edit(what) as edit:
            theme_id = codebook.find_theme(edit.session, theme).id
            change(edit, theme_id)
        [fact] = [one for one in facts(target) if one["id"] == theme_id]
        with target.read() as session:
            changed = fetch(session, Theme, theme_id)
            linked = [
                {"theme": one.name, "kind": one.kind.value, "words": one.words, "comes_in": one.comes_in}
                for one in relations(session, theme_id)
            ]
        fact |= {"description": changed.description, "headline": changed.headline_excerpt_id}
        fact |= {"linking": changed.linking, "relations": linked}
    if as_json:
        show_json(fact)
    else:
        under = f", part of “{fact['parent']}”" if fact["parent"] else ""
        show(f"Theme {theme_id}: {fact['name']}{under}, {counted(fact['excerpts'], 'excerpt')}")


@app.command("link")
def link(
    project: ProjectPath,
    theme: ThemeName,
    ids: Ids,
    differs: Annotated[
        bool | None, typer.Option("--differs/--agrees", help="They see it differently, or do not after all.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Put excerpts in a theme; say of them that they see it differently."""

    def _link(edit: Edit, theme_id: int) -> None:
        for excerpt in ids:
            codebook.link(edit, theme_id, excerpt, differs=differs)

    _edited(project, theme, Operation.LINK_THEME, _link, as_json)


@app.command("unlink")
def unlink(project: ProjectPath, theme: ThemeName, ids: Ids, as_json: AsJson = False) -> None:
    """Take excerpts out of a theme; they stay in their stories."""

    def _unlink(edit: Edit, theme_id: int) -> None:
        there = {excerpt.id for excerpt in codebook.excerpts_in(edit.session, theme_id)}
        if strangers := [excerpt for excerpt in ids if excerpt not in there]:
            raise NotFound(f"Excerpt {strangers[0]} is not in this theme.", "Nothing was changed.")
        for excerpt in ids:
            codebook.unlink(edit, theme_id, excerpt)

    _edited(project, theme, Operation.UNLINK_THEME, _unlink, as_json)


@app.command("move")
def move(
    context: typer.Context,
    project: ProjectPath,
    theme: ThemeName,
    under: Annotated[str, typer.Option(metavar="THEME", help="The theme it becomes part of.")] = "",
    top: Annotated[bool, typer.Option("--top", help="Out of any theme.")] = False,
    position: Annotated[int | None, typer.Option(metavar="N", min=1, help="Its place there, the first is 1.")] = None,
    who: Who = "",
    why: Why = "",
    as_json: AsJson = False,
) -> None:
    """Move a theme: to another place, under another theme, or to the top."""
    if (bool(under) and top) or not (under or top or position):
        context.fail("Give --under or --top, --position, or both.")

    def _move(edit: Edit, theme_id: int) -> None:
        known = {theme.id: theme for theme in codebook.themes(edit.session)}
        parent = codebook.find_theme(edit.session, under).id if under else None if top else known[theme_id].parent_id
        place = len(known) if position is None else position - 1
        codebook.move_theme(edit, theme_id, parent, place, by=By(who, why))

    _edited(project, theme, Operation.MOVE_THEME, _move, as_json)


@app.command("change")
def change(
    context: typer.Context,
    project: ProjectPath,
    theme: ThemeName,
    name: Annotated[str | None, typer.Option(help="What it is called.")] = None,
    question: Annotated[str | None, typer.Option(metavar="Q", help="The guiding question.")] = None,
    description: Annotated[str | None, typer.Option(help="What belongs in it.")] = None,
    headline: Annotated[int | None, typer.Option(metavar="ID", help="The excerpt that is its headline quote.")] = None,
    heading: Annotated[
        str | None,
        typer.Option(metavar="question|statement", parser=one_of(HeadingKind), help="What follows the headline."),
    ] = None,
    linking: Annotated[str | None, typer.Option(help="A sentence that leads on to the next theme.")] = None,
    suggested: Annotated[
        str | None, typer.Option(metavar="|".join(Suggested), parser=one_of(("", *Suggested)), help="Who suggested it.")
    ] = None,
    person: Annotated[
        list[str] | None, typer.Option(metavar="WHO", help="With --suggested: somebody who did; again for each.")
    ] = None,
    who: Who = "",
    why: Why = "",
    as_json: AsJson = False,
) -> None:
    """Change what a theme is called, asks or says, or who suggested it; what is not given stays."""
    if all(value is None for value in (name, question, description, headline, heading, linking, suggested)):
        context.fail("Say what to change: --name, --question, --description, --headline, --heading … (see --help).")

    def _change(edit: Edit, theme_id: int) -> None:
        texts = {"name": name, "question": question, "description": description, "linking": linking}
        codebook.change_theme(edit, theme_id, **texts, heading_kind=heading, by=By(who, why))  # type: ignore[arg-type]
        if headline is not None:
            codebook.set_headline(edit, theme_id, headline)
        if suggested is not None:
            suggest(edit, theme_id, suggested, [find_person(edit.session, one).id for one in person or ()])

    _edited(project, theme, Operation.CHANGE_THEME, _change, as_json)


@app.command("delete")
def delete(
    project: ProjectPath,
    theme: ThemeName,
    to: Annotated[str, typer.Option(metavar="THEME", help="A theme that its excerpts are put in.")] = "",
    who: Who = "",
    why: Why = "",
    as_json: AsJson = False,
) -> None:
    """Delete a theme; its excerpts stay, and the themes that were part of it move up."""
    with opened(project) as target, target.edit(Operation.DELETE_THEME) as edit:
        gone = codebook.find_theme(edit.session, theme)
        name, moved = gone.name, codebook.excerpts_in(edit.session, gone.id) if to else []
        other = codebook.find_theme(edit.session, to).id if to else None
        if other == gone.id:
            raise BadInput("Its excerpts cannot move to the theme that goes.", "Nothing was changed.")
        for excerpt in moved:
            codebook.link(edit, other or 0, excerpt.id)
        theme_id = gone.id
        codebook.delete_theme(edit, theme_id, by=By(who, why))
    if as_json:
        show_json({"removed": theme_id, "moved": [excerpt.id for excerpt in moved]})
    else:
        show(f"Theme “{name}” deleted" + (f", {counted(len(moved), 'excerpt')} moved" if to else ""))


@app.command("merge")
def merge(
    project: ProjectPath,
    theme: Annotated[str, typer.Argument(metavar="INTO", help="The theme that stays.")],
    others: Annotated[list[str], typer.Argument(metavar="THEME", help="The themes that go into it.")],
    who: Who = "",
    why: Why = "",
    as_json: AsJson = False,
) -> None:
    """Make one theme of several: excerpts, differing views, dots and history come along."""

    def _merge(edit: Edit, theme_id: int) -> None:
        gone = [codebook.find_theme(edit.session, one).id for one in others]
        reshaping.merge(edit, gone, theme_id, by=By(who, why))

    _edited(project, theme, Operation.MERGE_THEMES, _merge, as_json)


@app.command("split")
def split(
    project: ProjectPath,
    theme: ThemeName,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the new theme is called.")],
    ids: Ids,
    who: Who = "",
    why: Why = "",
    as_json: AsJson = False,
) -> None:
    """Move some of a theme’s excerpts to a new one right after it."""

    def _split(edit: Edit, theme_id: int) -> None:
        reshaping.split(edit, theme_id, name, ids, by=By(who, why))

    _edited(project, theme, Operation.SPLIT_THEME, _split, as_json)


@app.command("relate")
def relate_themes(
    project: ProjectPath,
    theme: ThemeName,
    kind: Annotated[str, typer.Argument(metavar=f"[{'|'.join(ThemeRelationKind)}]", parser=one_of(ThemeRelationKind))],
    other: Annotated[str, typer.Argument(metavar="OTHER", help="The other theme’s name or number.")],
    words: Annotated[str, typer.Option(help="In what way, in a few words.")] = "",
    no_longer: Annotated[bool, typer.Option("--no-longer", help="They do not after all.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say that a theme leads to another, see also another, or is in tension with another."""

    def _relate(edit: Edit, theme_id: int) -> None:
        other_id = codebook.find_theme(edit.session, other).id
        if not no_longer:
            relate(edit, theme_id, other_id, kind, words)
            return
        known = [one for one in relations(edit.session, theme_id) if one.other_id == other_id and one.kind == kind]
        if not known:
            raise NotFound("These themes do not belong together in this way.", "Nothing was changed.")
        unrelate(edit, known[0].relation_id)

    _edited(project, theme, Operation.RELATE_THEMES, _relate, as_json)


@app.command("headings")
def list_headings(project: ProjectPath, as_json: AsJson = False) -> None:
    """List the heading of each theme, and which need a headline quote that can be shared."""
    with opened(project) as target, target.read() as session:
        rows = list(headings(session))
    if as_json:
        show_json(
            [
                {"theme": one.theme_id, "name": one.name, "heading": one.text, "kind": one.kind.value}
                | {"headline": one.headline_id, "needs_headline": one.needs_headline}
                for one in rows
            ]
        )
        return
    for one in rows:
        needs = "" if not one.needs_headline else "  (needs a headline quote that can be shared)"
        show(f"{one.theme_id:>4}  {one.text}{needs}")


@app.command("history")
def show_history(
    project: ProjectPath,
    name: Annotated[
        str, typer.Argument(metavar="[THEME]", help="Only this theme; all that are and were without.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Say how themes came to be: what was done to them, when, by whom and why."""
    with opened(project) as target, target.read() as session:
        wanted = codebook.find_theme(session, name).id if name else None
        rows = history(session, wanted)
    if as_json:
        show_json([{"theme": one.theme_id} | {key: getattr(one, key) for key in _HISTORY} for one in rows])
        return
    for one in rows:
        by = f", by {one.who}" if one.who else ""
        show(f"{one.at[:16].replace('T', ' ')}  {one.name}: {one.what}{by}{f' ({one.why})' if one.why else ''}")
    if not rows:
        say("Nothing was done to any theme yet.")


_HISTORY = ("name", "at", "what", "who", "why")
