"""`coproclip excerpt add|list|approve|remove`."""

from typing import Annotated, Any

import typer

from coproclip.cli.output import AsJson, ProjectPath, opened, show, show_json
from coproclip.errors import BadInput
from coproclip.excerpts import marking
from coproclip.excerpts.approval import StoryReader, note_answer, title_of
from coproclip.people.stories import find_story
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.project.schema import Excerpt
from coproclip.themes import codebook
from coproclip.timecode import clock, parse_time

app = typer.Typer(help="Mark, list, approve and remove excerpts.", no_args_is_help=True)

Ids = Annotated[list[int] | None, typer.Argument(metavar="[ID...]", help="Excerpts by number.")]


def facts(project: Project, only: list[int] | None = None) -> list[dict[str, Any]]:
    """What `excerpt list --json` tells."""
    with project.read() as session:
        reader = StoryReader(session)
        chosen = [one for one in marking.excerpts_of(session) if not only or one.id in only]
        return [
            {
                "id": one.id,
                "story": one.story_id,
                "title": title_of(one, reader.quote(one)),
                "quote": reader.quote(one),
                "spans": [
                    {"start_ms": span.start_ms, "end_ms": span.end_ms} for span in marking.ranges_of(session, one.id)
                ],
                "themes": [theme.name for theme in codebook.themes_of(session, one.id)],
                "approval": reader.approval(one).value,
            }
            for one in chosen
        ]


def _show(project: Project, only: list[int] | None, as_json: bool) -> None:
    told = facts(project, only)
    if as_json:
        show_json(told)
        return
    for fact in told:
        show(f"{fact['id']:>4}  {clock(fact['spans'][0]['start_ms'])}  {fact['approval']}  “{fact['quote']}”")


@app.command("add")
def add(
    project: ProjectPath,
    story: Annotated[str, typer.Argument(metavar="STORY")],
    start: Annotated[str, typer.Option("--from", metavar="TIME", help="ms or [HH:]MM:SS[.mmm].")] = "",
    end: Annotated[str, typer.Option("--to", metavar="TIME", help="ms or [HH:]MM:SS[.mmm].")] = "",
    quote: Annotated[str, typer.Option(metavar="WORDS", help="The words, instead of times.")] = "",
    title: Annotated[str, typer.Option(help="A title; the first words without.")] = "",
    theme: Annotated[list[str] | None, typer.Option(metavar="NAME", help="A theme; made if there is none.")] = None,
    as_json: AsJson = False,
) -> None:
    """Mark an excerpt by its times or by its words."""
    if bool(quote) == bool(start or end) or bool(start) != bool(end):
        raise BadInput("Give either --quote, or both --from and --to.")
    with opened(project) as target:
        with target.read() as session:
            found = find_story(session, story)
        with target.edit(Operation.MARK_EXCERPT) as edit:
            if quote:
                made = marking.mark_quote(edit, found.id, quote, title=title)
            else:
                made = marking.mark(edit, found.id, parse_time(start), parse_time(end), title=title)
            for name in theme or []:
                known = {one.name.casefold(): one for one in codebook.themes(edit.session)}
                wanted = known.get(name.strip().casefold()) or codebook.add_theme(edit, name)
                codebook.link(edit, wanted.id, made.id)
        told = facts(target, [made.id])
        if as_json:
            show_json(told[0])
        else:
            show(f"Excerpt {made.id}: “{told[0]['quote']}”")


@app.command("list")
def list_excerpts(project: ProjectPath, ids: Ids = None, as_json: AsJson = False) -> None:
    """List excerpts with their quotes, times, themes and approval."""
    with opened(project) as target:
        _show(target, ids, as_json)


@app.command("approve")
def approve(
    project: ProjectPath,
    ids: Ids = None,
    by: Annotated[str, typer.Option(metavar="WHO", help="Who said yes.")] = "",
    how: Annotated[str, typer.Option(help="How they said it, such as “on the phone”.")] = "",
    as_json: AsJson = False,
) -> None:
    """Note a storyteller's yes to excerpts as they are now."""
    if not ids:
        raise BadInput("Say which excerpts, by number.")
    with opened(project) as target:
        with target.edit(Operation.NOTE_ANSWER) as edit:
            for one in ids:
                note_answer(edit, one, "yes", who=by, how=how)
        _show(target, ids, as_json)


@app.command("remove")
def remove(project: ProjectPath, ids: Ids = None, as_json: AsJson = False) -> None:
    """Remove excerpts; the recording and the transcript stay."""
    if not ids:
        raise BadInput("Say which excerpts, by number.")
    with opened(project) as target:
        with target.edit(Operation.DELETE_EXCERPT) as edit:
            for one in ids:
                edit.get(Excerpt, one)
                marking.delete_excerpt(edit, one)
        if as_json:
            show_json({"removed": ids})
        else:
            show(f"Removed {len(ids)} of the excerpts.")
