"""`coproclip report export`: the report as files, for Word, as a page, as PDF, as Markdown and in easy read."""

from typing import Annotated

import typer

from coproclip.cli.arguments import AsJson, ForWhom, ProjectPath, one_of, opened
from coproclip.cli.exporting import Confirmed, Missing, To, confirm_sensitive, once, stoppable_export
from coproclip.cli.output import counted, progress, say, show, show_json
from coproclip.excerpts.approval import Sharing
from coproclip.export.report.folder import ReportFormat, export_report
from coproclip.export.whole_folder import withdraw_everywhere
from coproclip.report.assembled import assembled

FORMATS = tuple(ReportFormat)


def _format(text: str) -> ReportFormat:
    return ReportFormat(one_of(FORMATS)(text))


def export(
    project: ProjectPath,
    to: To,
    formats: Annotated[
        list[ReportFormat] | None,
        typer.Option(
            "--format",
            metavar="|".join(FORMATS),
            parser=_format,
            help="What it is made as; may be given several times. All of them without it.",
        ),
    ] = None,
    missing: Missing = False,
    for_whom: ForWhom = "",
    confirmed: Confirmed = False,
    as_json: AsJson = False,
) -> None:
    """A folder with the report: each quote that may leave, and its sound where that may be shared too."""
    with stoppable_export("The report was not made.") as cancel, opened(project) as target:
        tell = once(say)  # making it looks again
        if withdraw_everywhere(target, to, tell, missing=missing):
            say("With --take-away-deleted, what this project does not have any more is taken away too.")
        confirm_sensitive(Sharing(tuple(assembled(target).excerpts()), ()), confirmed=confirmed)
        with progress("Making the report") as report:
            made = export_report(
                target, to, formats or FORMATS, report=report, cancel=cancel, tell=tell, to_whom=for_whom
            )
    if made.withheld:
        say(f"Withheld: {counted(made.withheld, 'quote')} may not leave, and the sentences around them.")
    if as_json:
        show_json(
            {
                "folder": str(made.folder),
                "files": {kind.value: str(path) for kind, path in made.files.items()},
                "withheld": made.withheld,
                "extracts": made.extracts,
            }
        )
        return
    for path in made.files.values():
        show(f"{path}")
    if ReportFormat.DOCX in made.files:
        say("In Word, “Update Field” on the contents puts page numbers there. The PDF has them already.")
