"""`coproclip quotes`: a quote sheet of what may be quoted, and the quotes of a document found in the stories."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from coproclip.cli.arguments import AsJson, ForWhom, ProjectPath, one_of, opened
from coproclip.cli.exporting import Confirmed, Missing, To, confirm_sensitive, say_refused, withdraw
from coproclip.cli.output import counted, progress, say, say_for_team, show, show_json, show_team_json, stoppable
from coproclip.cli.text_files import EncodingName, say_read_as
from coproclip.errors import NotShareable
from coproclip.excerpts.approval import Sharing, Use, shareable
from coproclip.excerpts.find_quotes import Found, FoundQuote, MarkedQuotes, QuotePlace, find_list, mark_quotes
from coproclip.excerpts.marking import excerpts_of
from coproclip.excerpts.quote_lists import read_quotes
from coproclip.export.folders.manifest import Owner
from coproclip.export.quote_sheet import SheetFormat, export_quotes
from coproclip.project.journal import Operation
from coproclip.themes import codebook
from coproclip.timecode import clock

app = typer.Typer(
    help="A sheet of all that may be quoted; and quotes of a document, found in the stories.", no_args_is_help=True
)


def _format(text: str) -> SheetFormat:
    return SheetFormat(one_of(SheetFormat)(text))


@app.command("export")
def export(
    project: ProjectPath,
    to: To,
    formats: Annotated[
        list[SheetFormat] | None,
        typer.Option(
            "--format",
            metavar="|".join(SheetFormat),
            parser=_format,
            help="What the sheet is written as; may be given more than once. CSV without.",
        ),
    ] = None,
    theme: Annotated[str, typer.Option(metavar="NAME", help="Only excerpts of this theme.")] = "",
    missing: Missing = False,
    for_whom: ForWhom = "",
    confirmed: Confirmed = False,
    as_json: AsJson = False,
) -> None:
    """Write a sheet of all excerpts that may be quoted: words, how they are signed, times, themes, state."""
    with opened(project) as target:
        with target.read() as session:
            wanted = codebook.find_theme(session, theme).id if theme else None
            chosen = codebook.excerpts_in(session, wanted) if wanted else excerpts_of(session)
        ids = [one.id for one in chosen]

        def _may(some: Sequence[int]) -> Sharing:
            return shareable(target, some, Use.QUOTE, beside=ids)

        sharing = _may(ids)
        say_refused(sharing)
        owner = Owner(target.details.uid, f"quotes of theme {wanted}" if wanted else "all quotes")
        withdraw(target, to, sharing, owner, Use.QUOTE, missing=missing)
        if not sharing.granted:
            # What an earlier sheet says may not be said any more.
            export_quotes([], to, owner=owner, tell=say, project=target)
            raise NotShareable("Nothing can be quoted yet, so no sheet was made.")
        confirm_sensitive(sharing, confirmed=confirmed)
        heard = {one.excerpt_id for one in shareable(target, ids, Use.SHARING).granted}
        made = export_quotes(
            sharing.granted,
            to,
            owner=owner,
            formats=formats or (SheetFormat.CSV,),
            heard=heard,
            again=_may,
            tell=say,
            to_whom=for_whom,
        )
    if as_json:
        show_json(
            {
                "files": [str(path) for path in made.files],
                "quotes": made.quotes,
                "held_back": [{"excerpt": one.excerpt_id, "reason": one.reason} for one in sharing.refused],
            }
        )
        return
    for path in made.files:
        show(f"{path}  {counted(made.quotes, 'quote')}")


@app.command("import")
def import_quotes(
    project: ProjectPath,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A list of quotes: Word (.docx), text, Markdown or a table (.csv).")
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be marked.")] = False,
    encoding: EncodingName = "",
    as_json: AsJson = False,
) -> None:
    """Find the quotes of a document in all stories, and mark those that are surely there as excerpts.

    Those that are doubtful, and those that were not found, are only listed.
    """
    wanted = read_quotes(file, encoding=encoding)
    with opened(project) as target:
        with progress("Looking for the quotes") as report, stoppable() as cancel, target.read() as session:
            found, others = find_list(session, wanted, report, cancel)
        sure = [(one.number, one.best) for one in found if one.found is Found.SURE and one.best is not None]
        made = MarkedQuotes((), ())
        if sure and not dry_run:
            with target.edit(Operation.MARK_QUOTES) as edit:
                made = mark_quotes(edit, sure)
    refused = dict(made.refused)
    numbers = iter(made.excerpts)
    marked = {number: next(numbers) for number, _ in sure if not dry_run and number not in refused}
    if as_json:
        show_team_json([_facts(one, marked, refused) for one in found])
        return
    say_for_team()
    for one in found:
        _show(one, marked, refused)
    count = {kind: sum(one.found is kind for one in found) for kind in Found}
    say(
        f"{counted(count[Found.SURE], 'quote')} found, {count[Found.THERE]} there already, "
        f"{count[Found.DOUBTFUL]} doubtful, {count[Found.MISSED]} not found."
    )
    if wanted.short:
        say(f"Of a word or two, and not looked for: {', '.join(f'“{one}”' for one in wanted.short)}.")
    say_read_as(wanted.read_as)
    for what in wanted.left_out:
        say(f"Not looked at: {what}")
    if others:
        named = ", ".join(f"“{one}”" for one in others)
        say(f"{counted(len(others), 'line')} of “{file.name}” without a quote: {named}.")
    if dry_run:
        say("Nothing was changed.")
    else:
        say(f"{counted(len(made.excerpts), 'excerpt')} marked.")


def _facts(one: FoundQuote, marked: dict[int, int], refused: dict[int, str]) -> dict[str, Any]:
    return {
        "number": one.number,
        "quote": one.quote,
        "state": one.found.value,
        "excerpt": marked.get(one.number),
        **({"refused": refused[one.number]} if one.number in refused else {}),
        "places": [
            {
                "story": place.story_id,
                "title": place.story_title,
                "start_ms": place.time.start_ms,
                "end_ms": place.time.end_ms,
                "spans": [[span.start_ms, span.end_ms] for span in place.spans],
                "score": place.score,
                "words": place.words,
                "excerpt": place.excerpt_id or None,
            }
            for place in one.places
        ],
    }


_WORDS = {Found.SURE: "found", Found.DOUBTFUL: "doubtful", Found.MISSED: "not found", Found.THERE: "there already"}


def _show(one: FoundQuote, marked: dict[int, int], refused: dict[int, str]) -> None:
    state = refused.get(one.number, _WORDS[one.found])
    made = f", excerpt {marked[one.number]}" if one.number in marked else ""
    show(f"{one.number:4}  {state}{made}: {one.quote}")
    for place in one.places[: 3 if one.found is Found.DOUBTFUL else 1]:
        show(f"      {_where(place)}")


def _where(place: QuotePlace) -> str:
    start, end = (clock(time, tenths=True) for time in (place.time.start_ms, place.time.end_ms))
    return f"{place.score}%  story {place.story_id}, {place.story_title}, {start}–{end}: {place.words}"
