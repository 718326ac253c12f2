"""`coproclip theme add|list`."""

from typing import Annotated, Any

import typer

from coproclip.cli.arguments import AsJson, ProjectPath, opened
from coproclip.cli.output import counted, say, show, show_json
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.themes import codebook
from coproclip.themes.counts import theme_counts

app = typer.Typer(help="Add and list themes.", no_args_is_help=True)


def facts(project: Project) -> list[dict[str, Any]]:
    """What `theme list --json` tells."""
    with project.read() as session:
        known, counts = codebook.themes(session), theme_counts(session)
        names = {theme.id: theme.name for theme in known}
        return [
            {
                "id": theme.id,
                "name": theme.name,
                "parent": names.get(theme.parent_id or 0),
                "question": theme.question,
                "stories": counts[theme.id].stories,
                "excerpts": counts[theme.id].excerpts,
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
        told = facts(target)
        if name:
            with target.read() as session:
                wanted = codebook.find_theme(session, name)
            told = [fact for fact in told if fact["id"] == wanted.id or fact["parent"] == wanted.name]
    if as_json:
        show_json(told)
        return
    for fact in told:
        under = f" (under {fact['parent']})" if fact["parent"] else ""
        told_by = f"{counted(fact['stories'], 'story', 'stories')}, {counted(fact['excerpts'], 'excerpt')}"
        show(f"{fact['id']:>4}  {fact['name']}{under}: {told_by}")
    if not told:
        say("There are no themes in this project yet.")
