"""`coproclip sheet`: what storytellers are given to read and sign before they say yes."""

from pathlib import Path
from typing import Annotated

import typer

from coproclip.cli.arguments import AsJson, ForWhom, ProjectPath, one_of, opened
from coproclip.cli.output import say, show, show_document, show_json
from coproclip.cli.text_files import EncodingName, text_of
from coproclip.export.sheet_page import ENDINGS, save_sheet
from coproclip.overview.consent import given_sheets
from coproclip.people.sheets import LONGEST, SheetForm, change_template, template
from coproclip.project.journal import Operation

FORMS = tuple(form.value for form in SheetForm)


def sheet(
    project: ProjectPath,
    form: Annotated[
        str, typer.Option(metavar="|".join(FORMS), parser=one_of(FORMS), help="For whom it is.")
    ] = SheetForm.PLAIN.value,
    to: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to write it: a .pdf to print, or an .html page.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there already.")] = False,
    for_whom: ForWhom = "",
    text: Annotated[bool, typer.Option("--text", help="Print the text that is filled in, to change it.")] = False,
    change: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Take the text of this file from now on; an empty one: the usual."),
    ] = None,
    encoding: EncodingName = "",
    given: Annotated[bool, typer.Option("--given", help="List the sheets that were given out.")] = False,
    as_json: AsJson = False,
) -> None:
    """Print a sheet for storytellers, filled from the project’s page, and keep what it says.

    What was given out is kept to the letter under a number, which “consent --sheet” refers to.
    """
    if sum((to is not None, text, change is not None, given)) != 1:
        raise typer.BadParameter("Give one of --to FILE, --text, --change FILE or --given.")
    chosen = SheetForm(form)
    with opened(project) as target:
        if to is not None:
            if to.suffix.lower() not in ENDINGS:
                raise typer.BadParameter("A sheet is a .pdf or an .html file.")
            number = save_sheet(target, chosen, to, replace=force, to_whom=for_whom, tell=say)
            if as_json:
                show_json({"sheet": number, "form": form, "file": str(to)})
            else:
                show(f"Sheet {number}: {to.name}")
                say(f"To note what was agreed to with it: coproclip consent … --sheet {number}")
        elif change is not None:
            with target.edit(Operation.CHANGE_SHEET) as edit:
                change_template(edit, chosen, text_of(change, LONGEST * 4, "reading the text", encoding))
        with target.read() as session:
            if text:
                show_document(template(session, chosen))
            sheets = given_sheets(session) if given else ()
    if as_json and given:
        show_json([{"sheet": one.id, "form": one.form, "day": one.day, "text": one.text} for one in sheets])
        return
    for one in sheets:
        show(f"{one.id:>4}  {one.form:<6}  {one.day}")
    if given and not sheets:
        say("No sheet was given out yet.")
