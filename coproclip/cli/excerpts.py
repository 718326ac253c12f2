"""`coproclip excerpt add|list|approve|remove`."""

from typing import Annotated, Any

import typer

from coproclip.cli.arguments import AsJson, ProjectPath, StoryName, opened, time_of
from coproclip.cli.output import counted, say, show, show_json
from coproclip.errors import BadInput, NotFound
from coproclip.excerpts import marking
from coproclip.excerpts.approval import StoryReader, note_answer, title_of
from coproclip.people.stories import find_story, sound_of
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.themes import codebook
from coproclip.timecode import clock, length

app = typer.Typer(help="Mark, list, approve and remove excerpts.", no_args_is_help=True)

Ids = Annotated[list[int], typer.Argument(metavar="ID", help="Excerpts by number.")]
SomeIds = Annotated[list[int] | None, typer.Argument(metavar="ID", help="Excerpts by number; all without.")]


def facts(project: Project, only: list[int] | None = None) -> list[dict[str, Any]]:
    """What `excerpt list --json` tells, of all or `only` of these; raises `NotFound` for a number there is not."""
    with project.read() as session:
        reader = StoryReader(session)
        every = marking.excerpts_of(session)
        known = {one.id for one in every}
        if lost := [number for number in only or () if number not in known]:
            raise NotFound(f"There is no excerpt {lost[0]} in this project.")
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
            for one in every
            if not only or one.id in only
        ]


def _show(told: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        show_json(told)
        return
    for fact in told:
        start = clock(fact["spans"][0]["start_ms"]) if fact["spans"] else "–"
        show(f"{fact['id']:>4}  {start}  {fact['approval']}  “{fact['quote']}”")


@app.command("add")
def add(
    context: typer.Context,
    project: ProjectPath,
    story: StoryName,
    start: Annotated[
        int | None, typer.Option("--from", metavar="TIME", parser=time_of, help="ms or [HH:]MM:SS[.mmm].")
    ] = None,
    end: Annotated[
        int | None, typer.Option("--to", metavar="TIME", parser=time_of, help="ms or [HH:]MM:SS[.mmm].")
    ] = None,
    quote: Annotated[str, typer.Option(metavar="WORDS", help="The words, instead of times.")] = "",
    title: Annotated[str, typer.Option(help="A title; the first words without.")] = "",
    theme: Annotated[list[str] | None, typer.Option(metavar="NAME", help="A theme; made if there is none.")] = None,
    as_json: AsJson = False,
) -> None:
    """Mark an excerpt by its times or by its words."""
    times = start is not None and end is not None
    if bool(quote.strip()) == times or (start is None) != (end is None):
        context.fail("Give either --quote, or both --from and --to.")
    with opened(project) as target:
        with target.read() as session:
            found = find_story(session, story)
            if start is not None and start >= (whole := sound_of(target, session, found.id).duration_ms):
                raise BadInput(f"This story is only {length(whole)} long.", next="Give an earlier time.")
        with target.edit(Operation.MARK_EXCERPT) as edit:
            if start is not None and end is not None:
                made = marking.mark(edit, found.id, start, end, title=title)
            else:
                made = marking.mark_quote(edit, found.id, quote, title=title)
            for name in theme or []:
                known = {one.name.casefold(): one for one in codebook.themes(edit.session)}
                wanted = known.get(name.strip().casefold()) or codebook.add_theme(edit, name)
                codebook.link(edit, wanted.id, made.id)
        every = facts(target)
    told = next(fact for fact in every if fact["id"] == made.id)
    for other in every:
        if other is not told and (other["story"], other["spans"]) == (told["story"], told["spans"]):
            say(f"Excerpt {other['id']} is of exactly the same words.")
    if as_json:
        show_json(told)
    else:
        show(f"Excerpt {made.id}: “{told['quote']}”")


@app.command("list")
def list_excerpts(project: ProjectPath, ids: SomeIds = None, as_json: AsJson = False) -> None:
    """List excerpts with their quotes, times, themes and approval."""
    with opened(project) as target:
        told = facts(target, ids)
    _show(told, as_json)
    if not told and not as_json:
        say("There are no excerpts in this project yet.")


@app.command("approve")
def approve(
    project: ProjectPath,
    ids: Ids,
    by: Annotated[str, typer.Option(metavar="WHO", help="Who said yes.")] = "",
    how: Annotated[str, typer.Option(help="How they said it, such as “on the phone”.")] = "",
    as_json: AsJson = False,
) -> None:
    """Note a storyteller’s yes to excerpts as they are now."""
    with opened(project) as target:
        facts(target, ids)
        with target.edit(Operation.NOTE_ANSWER) as edit:
            for one in dict.fromkeys(ids):
                note_answer(edit, one, "yes", who=by, how=how)
        told = facts(target, ids)
    _show(told, as_json)


@app.command("remove")
def remove(project: ProjectPath, ids: Ids, as_json: AsJson = False) -> None:
    """Remove excerpts; the recording and the transcript stay."""
    with opened(project) as target:
        facts(target, ids)
        gone = list(dict.fromkeys(ids))
        with target.edit(Operation.DELETE_EXCERPT) as edit:
            for one in gone:
                marking.delete_excerpt(edit, one)
    if as_json:
        show_json({"removed": gone})
    else:
        show(f"Removed {counted(len(gone), 'excerpt')}")
