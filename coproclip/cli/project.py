"""`coproclip project`: what the project is, why it is done, with whom, and whom to turn to."""

from typing import Annotated, Any

import typer

from coproclip.cli.arguments import AsJson, ProjectPath, opened
from coproclip.cli.output import show, show_json
from coproclip.errors import BadInput
from coproclip.people.about_project import (
    FIELDS,
    SECTIONS,
    ProjectFacts,
    add_partner,
    change_partner,
    change_project,
    find_partner,
    project_facts,
    remove_partners,
)
from coproclip.project.journal import Operation

app = typer.Typer(help="Show or change what is said of the project itself.", no_args_is_help=True)
partner = typer.Typer(help="The organisations in the work.", no_args_is_help=True)
app.add_typer(partner, name="partner")

NamedAs = Annotated[str | None, typer.Option("--named-as", help="What it may be called in what leaves.")]
Formerly = Annotated[str | None, typer.Option("--formerly", help="Names it had before, separated by commas.")]
PartnerName = Annotated[str, typer.Argument(metavar="PARTNER", help="A partner’s name or number.")]


def facts(found: ProjectFacts) -> dict[str, Any]:
    """What `project show --json` tells."""
    partners = [
        {"id": one.id, "name": one.name, "named_as": one.named_as, "formerly": one.formerly} for one in found.partners
    ]
    return {**found.texts, "partners": partners, "bands": dict(found.bands)}


def _show(found: ProjectFacts, *, as_json: bool) -> None:
    if as_json:
        show_json(facts(found))
        return
    for section in SECTIONS:
        show(section.title)
        for field in section.fields:
            lines = (found.texts[field.name] or "–").splitlines()
            show(f"  {field.label:<28}{lines[0]}")
            for line in lines[1:]:
                show(f"{'':<30}{line}")
    show("Partners")
    for one in found.partners:
        named = f", named as “{one.named_as}”" if one.named_as else ", not named in what leaves"
        show(f"  {one.id:<4}{one.name}{named}{f', formerly {one.formerly}' if one.formerly else ''}")
    if not found.partners:
        show("  –")
    show("Quantity words, from what share of the stories on")
    show("  " + ", ".join(f"{word} {share} %" for word, share in found.bands.items()))


@app.command("show")
def show_project(project: ProjectPath, as_json: AsJson = False) -> None:
    """Show what is said of the project."""
    with opened(project) as target, target.read() as session:
        found = project_facts(session)
    _show(found, as_json=as_json)


@app.command("set")
def set_project(
    project: ProjectPath,
    fields: Annotated[
        list[str],
        typer.Argument(
            metavar="FIELD=TEXT...", help=f"What to change; nothing behind “=” empties it. Fields: {', '.join(FIELDS)}."
        ),
    ],
    band: Annotated[
        list[str] | None,
        typer.Option("--band", metavar="WORD=PERCENT", help="Quantity words, in place of those before; once for each."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Change what is said of the project; what is not given stays."""
    texts = dict(_pair(one, "FIELD=TEXT") for one in fields)
    bands = (
        None
        if band is None
        else {word: _percent(share) for word, share in (_pair(one, "WORD=PERCENT") for one in band)}
    )
    with opened(project) as target:
        with target.edit(Operation.CHANGE_PROJECT) as edit:
            change_project(edit, texts, bands)
        with target.read() as session:
            found = project_facts(session)
    _show(found, as_json=as_json)


def _pair(text: str, form: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise typer.BadParameter(f"“{text}” is not {form}.")
    return name.strip(), value


def _percent(text: str) -> int:
    if not text.strip().isdecimal():
        raise BadInput(f"“{text}” is no percentage.", "Nothing was changed.")
    return int(text)


@partner.command("add")
def add(
    project: ProjectPath,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the team calls it.")],
    named_as: NamedAs = None,
    formerly: Formerly = None,
    as_json: AsJson = False,
) -> None:
    """Add an organisation."""
    with opened(project) as target:
        with target.edit(Operation.CHANGE_PROJECT) as edit:
            made = add_partner(edit, name, named_as or "", formerly or "")
        fact = {"id": made.id, "name": made.name, "named_as": made.named_as, "formerly": made.formerly}
    if as_json:
        show_json(fact)
    else:
        show(f"Partner {fact['id']}: {fact['name']}")


@partner.command("change")
def change(
    project: ProjectPath,
    wanted: PartnerName,
    name: Annotated[str | None, typer.Option(help="What the team calls it.")] = None,
    named_as: NamedAs = None,
    formerly: Formerly = None,
) -> None:
    """Change what is known of an organisation; what is not given stays."""
    with opened(project) as target, target.edit(Operation.CHANGE_PROJECT) as edit:
        found = find_partner(edit.session, wanted)
        change_partner(edit, found.id, name=name, named_as=named_as, formerly=formerly)


@partner.command("remove")
def remove(project: ProjectPath, wanted: PartnerName) -> None:
    """Take an organisation out."""
    with opened(project) as target, target.edit(Operation.CHANGE_PROJECT) as edit:
        remove_partners(edit, [find_partner(edit.session, wanted).id])
