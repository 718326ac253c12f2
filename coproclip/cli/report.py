"""`coproclip report`: the themed report, drafted, written, looked through and checked."""

import re
from collections.abc import Iterable
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session

from coproclip.cli import report_export
from coproclip.cli.arguments import AsJson, ProjectPath, opened
from coproclip.cli.output import counted, say, say_for_team, show, show_json, show_team_json
from coproclip.cli.text_files import EncodingName, text_of
from coproclip.errors import BadInput, NotFound
from coproclip.excerpts.playlists import find_playlist
from coproclip.overview.learned import learned_log
from coproclip.overview.report import report_facts
from coproclip.overview.report_outline import report_outline
from coproclip.project.journal import Operation
from coproclip.project.project import Edit
from coproclip.project.schema import ReportSection
from coproclip.report.checks import Finding, check_report
from coproclip.report.checks import mend as mend_finding
from coproclip.report.document import quote_keys
from coproclip.report.drafting import draft_report
from coproclip.report.kept import keep_finding
from coproclip.report.markup import parse
from coproclip.report.markup import write as write_blocks
from coproclip.report.phrasing import key_of
from coproclip.report.sections import add_quote, lead_to_playlist, quotes_of, sections, set_body, title_of
from coproclip.sensemaking.learned import add_learned

app = typer.Typer(help="The themed report: draft, write, check and export it.", no_args_is_help=True)

LARGEST = 4 << 20
"""No text of a section has more bytes."""
_MADE_FROM = re.compile(r"\s*\{from ([0-9a-f]{12})\}[^\S\n]*(?:\n|\Z)")
"""The first line of a text that says which text it was made from; see `_mark`."""
_NUMBERED = re.compile(r"\{quote ([1-9]\d{0,12})\}")
_QUOTED = re.compile(r"\{quote ([^{}\s]+)\}")
By = Annotated[str, typer.Option("--by", metavar="WHO", help="Who says so.")]
Number = Annotated[int, typer.Argument(metavar="N", min=1, help="Its number in “coproclip report check”.")]


@app.command("draft")
def draft(
    project: ProjectPath,
    who: By = "",
    playlist: Annotated[str, typer.Option(metavar="NAME", help="The playlist that it leads to.")] = "",
    as_json: AsJson = False,
) -> None:
    """Draft the report, or draft it again: what people wrote in it stays, and what changed is said."""
    with opened(project) as target, target.edit(Operation.DRAFT_REPORT) as edit:
        if playlist:
            lead_to_playlist(edit, find_playlist(edit.session, playlist).id)
        changes = draft_report(edit, who=who)
    if as_json:
        show_json(
            {
                "new": list(changes.new),
                "changed": list(changes.changed),
                "kept": list(changes.kept),
                "notes": list(changes.notes),
            }
        )
        return
    for sentence in changes.sentences:
        show(sentence)


@app.command("check")
def check(
    project: ProjectPath,
    kept: Annotated[bool, typer.Option("--kept", help="Also what somebody keeps as it is, with why.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check quotes, counts, headlines, images and plain words; it ends with 1 while anything blocks an export."""
    with opened(project) as target, target.read() as session:
        found = check_report(session, kept=kept)
    if as_json:
        show_team_json(
            [
                {"kind": one.kind, "section": one.section, "text": one.text, "suggestion": one.suggestion}
                for one in found
            ]
        )
    else:
        _show(found)
    if any(one.blocks for one in found):
        raise typer.Exit(1)


def _show(found: list[Finding]) -> None:
    if found:
        say_for_team()
    numbers = {one.print: place for place, one in enumerate((one for one in found if not one.kept), 1)}
    for one in found:
        number = f"{numbers[one.print]:>4}" if not one.kept else "kept"
        show(f"{number}  {one.section}: {one.text}{' (blocks)' if one.blocks else ''}")
        if one.kept or one.suggestion:
            show(f"      {one.kept or one.suggestion}")
        if one.mend is not None and not one.kept:
            show(f"      “coproclip report mend” does it: {one.mend.words}")
    blocking = sum(one.blocks for one in found)
    say(
        f"{counted(len(found), 'finding')}, {blocking} of them to settle before an export." if found else "All is fine."
    )


@app.command("mend")
def mend(project: ProjectPath, number: Number, who: By = "", as_json: AsJson = False) -> None:
    """Mend one finding, where one step mends it."""
    with opened(project) as target, target.edit(Operation.WRITE_REPORT) as edit:
        found = _numbered(edit.session, number)
        mend_finding(edit, found, who=who)
    show_json({"mended": found.text}) if as_json else show(f"Mended: {found.text}")


@app.command("keep")
def keep(
    project: ProjectPath,
    number: Number,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why it stays as it is.")],
    who: By = "",
    as_json: AsJson = False,
) -> None:
    """Keep a finding as it is, with a reason; it is found again when it reads otherwise."""
    with opened(project) as target, target.edit(Operation.KEEP_FINDING) as edit:
        found = _numbered(edit.session, number)
        keep_finding(edit, found.print, reason, who=who)
    show_json({"kept": found.text, "reason": reason.strip()}) if as_json else show(f"Kept: {found.text}")


def _numbered(session: Session, number: int) -> Finding:
    found = check_report(session)
    if number > len(found):
        raise NotFound(f"There is no finding {number}.", "Nothing was changed.", "“coproclip report check” lists them.")
    return found[number - 1]


@app.command("show")
def show_report(project: ProjectPath, as_json: AsJson = False) -> None:
    """Show the sections and their text, as it is kept: quotes and counts stand as marks in {braces}.

    The first line of each, {from …}, says which text this is: “report write” takes what was made from it.
    """
    with opened(project) as target, target.read() as session:
        facts, outline = report_facts(session), report_outline(session)
        bodies = {one.id: one.body for one in sections(session)}
    rows: list[dict[str, Any]] = [
        {
            "id": one.section_id,
            "kind": one.kind,
            "title": one.title,
            "headings": list(one.headings),
            "left_out": one.left_out,
            "mark": _mark(bodies[one.section_id]),
            "text": bodies[one.section_id],
        }
        for one in outline
    ]
    if as_json:
        about = {"title": facts.title, "drafts": facts.drafts, "changed_at": facts.changed_at}
        show_team_json({**about, "changed_by": facts.changed_by, "sections": rows})
        return
    if not rows:
        say("There is no report in this project yet: “coproclip report draft” makes one.")
        return
    say_for_team()
    for row in rows:
        show(f"{row['id']:>4}  {row['title']}{'  (left out)' if row['left_out'] else ''}")
        for line in (f"{{from {row['mark']}}}", *row["text"].splitlines()):
            show(f"      {line}")


@app.command("write")
def write(
    project: ProjectPath,
    section: Annotated[str, typer.Argument(metavar="SECTION", help="A section’s number or title.")],
    file: Annotated[Path, typer.Option("--file", metavar="FILE", help="Its whole text, as “report show” prints it.")],
    over: Annotated[
        bool, typer.Option("--over", help="Whatever the text there says now; Undo brings it back.")
    ] = False,
    who: By = "",
    encoding: EncodingName = "",
    as_json: AsJson = False,
) -> None:
    """Write a section’s text: {quote 12} quotes excerpt 12, the marks that stand in it already stay what they are.

    Its first line {from …}, or the “mark” of --json in such a line, says which text it was made from: what somebody
    wrote there since is not written over.
    """
    text = text_of(file, LARGEST, "reading the text", encoding)
    with opened(project) as target, target.edit(Operation.WRITE_REPORT) as edit:
        row = _section(edit.session, section)
        title, made_from = title_of(edit.session, row), _MADE_FROM.match(text)
        blocks = parse(_with_quotes(edit, row.id, text[made_from.end() :] if made_from is not None else text))
        new, before = write_blocks(blocks), ""
        if row.body.strip() not in ("", new) and not _is_made_from(row.body, title, made_from, over=over):
            before = _to_write_back(edit.session, row, quote_keys(blocks), new)
        set_body(edit, row.id, blocks, who=who)
    if as_json:
        answer = {"section": row.id, "title": title}
        show_team_json({**answer, "before": before}) if before else show_json(answer)
        return
    show(f"Section {row.id}: {title}")
    if before:
        say_for_team()
        say("What stood there before; “report write” puts it back from a file:")
        for line in before.splitlines():
            show(line)


def _mark(body: str) -> str:
    """Tells a text from what it was before, and after."""
    return sha256(body.strip().encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _is_made_from(body: str, title: str, made_from: re.Match[str] | None, *, over: bool) -> bool:
    """Whether a text was made from this one. Raises `BadInput` where it was not, unless it is to be written `over`."""
    if made_from is not None and made_from[1] == _mark(body):
        return True
    if over:
        return False
    if made_from is None:
        happened = f"The file does not say which text of “{title}” it was made from."
        step = "Begin it with the line {from …} as “coproclip report show” prints it; --over writes over what is there."
    else:
        happened = f"The text of “{title}” was changed since this one was made from it."
        step = "Put both together under the line {from …} as “coproclip report show” prints it now, or use --over."
    raise BadInput(happened, "Nothing was changed.", step)


def _to_write_back(session: Session, row: ReportSection, stay: Iterable[str], new: str) -> str:
    """The text of a section as it can be written back over the `new` one: quotes that do not `stay` by excerpt."""
    kept, known = set(stay), quotes_of(session, row.id)

    def named(found: re.Match[str]) -> str:
        quote = known.get(found[1])
        return found[0] if quote is None or found[1] in kept else f"{{quote {quote.excerpt_id}}}"

    return f"{{from {_mark(new)}}}\n{_QUOTED.sub(named, row.body)}"


def _section(session: Session, wanted: str) -> ReportSection:
    every = sections(session)
    named = [one for one in every if title_of(session, one).casefold() == wanted.strip().casefold()]
    for one in (*named, *(one for one in every if str(one.id) == wanted.strip())):
        return one
    raise NotFound(f"There is no section “{wanted}” in the report.", "Nothing was changed.")


def _with_quotes(edit: Edit, section_id: int, text: str) -> str:
    """The text with a quote of its own for each excerpt that it names by number."""
    known = quotes_of(edit.session, section_id)

    def bound(found: re.Match[str]) -> str:
        if found[1] in known:
            return found[0]
        key = key_of(int(found[1]))
        if key not in known:
            known[key] = add_quote(edit, section_id, int(found[1]), key=key)
        return f"{{quote {key}}}"

    made = _NUMBERED.sub(bound, text)
    edit.session.flush()
    return made


@app.command("learned")
def learned_log_of(
    project: ProjectPath,
    add: Annotated[str, typer.Option("--add", metavar="TEXT", help="Note this too.")] = "",
    day: Annotated[str, typer.Option("--day", metavar="DAY", help="Of which day it is, such as 2027-05-12.")] = "",
    who: By = "",
    as_json: AsJson = False,
) -> None:
    """List what the group learned; the next draft has it in the section “What we learned”."""
    with opened(project) as target:
        if add.strip():
            with target.edit(Operation.NOTE_THOUGHT) as edit:
                add_learned(edit, add, who=who, day=day)
        found = target.query(learned_log)
    if as_json:
        show_team_json([asdict(one) for one in found])
        return
    if not found:
        say("Nothing is noted yet: --add TEXT notes something.")
        return
    say_for_team()
    for one in found:
        show("  ".join(filter(None, (one.made_at[:10], one.text, one.who, one.workshop))))


app.command("export")(report_export.export)
