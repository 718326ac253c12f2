"""`coproclip report`: the themed report, drafted, written, looked through and checked."""

import re
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session

from coproclip.cli import report_export
from coproclip.cli.arguments import AsJson, ProjectPath, opened
from coproclip.cli.output import counted, say, say_for_team, show, show_json, show_team_json
from coproclip.errors import BadInput, NotFound
from coproclip.excerpts.playlists import find_playlist
from coproclip.new_files import read_plain
from coproclip.overview.learned import learned_log
from coproclip.overview.report import report_facts
from coproclip.overview.report_outline import report_outline
from coproclip.project.journal import Operation
from coproclip.project.project import Edit
from coproclip.project.schema import ReportSection
from coproclip.report.checks import Finding, check_report
from coproclip.report.checks import mend as mend_finding
from coproclip.report.drafting import draft_report
from coproclip.report.kept import keep_finding
from coproclip.report.markup import parse
from coproclip.report.phrasing import key_of
from coproclip.report.sections import add_quote, lead_to_playlist, quotes_of, sections, set_body, title_of
from coproclip.sensemaking.learned import add_learned

app = typer.Typer(help="The themed report: draft, write, check and export it.", no_args_is_help=True)

LARGEST = 4 << 20
"""No text of a section has more bytes."""
_NUMBERED = re.compile(r"\{quote ([1-9]\d{0,12})\}")
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
    """Show the sections and their text, as it is kept: quotes and counts stand as marks in {braces}."""
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
        for line in row["text"].splitlines():
            show(f"      {line}")


@app.command("write")
def write(
    project: ProjectPath,
    section: Annotated[str, typer.Argument(metavar="SECTION", help="A section’s number or title.")],
    file: Annotated[Path, typer.Option("--file", metavar="FILE", help="Its whole text, as “report show” prints it.")],
    who: By = "",
    as_json: AsJson = False,
) -> None:
    """Write a section’s text: {quote 12} quotes excerpt 12, the marks that stand in it already stay what they are."""
    raw = read_plain(file, LARGEST, "reading the text")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(f"“{file.name}” is no text.", "Nothing was changed.", "Save it as UTF-8.") from None
    with opened(project) as target, target.edit(Operation.WRITE_REPORT) as edit:
        row = _section(edit.session, section)
        set_body(edit, row.id, parse(_with_quotes(edit, row.id, text)), who=who)
        title = title_of(edit.session, row)
    show_json({"section": row.id, "title": title}) if as_json else show(f"Section {row.id}: {title}")


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
