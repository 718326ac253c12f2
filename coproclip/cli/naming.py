"""`coproclip people name|words`: how people are named in what leaves, and the project's own words for them."""

from typing import Annotated, Any

import typer

from coproclip.cli.arguments import AsJson, ProjectPath, one_of, opened
from coproclip.cli.output import say, show, show_json
from coproclip.errors import BadInput
from coproclip.people.naming import (
    ONE_STORYTELLER,
    add_label,
    against,
    choose_although_few,
    find_label,
    labels,
    name_person,
    namings_of,
    remove_label,
)
from coproclip.people.people import find_person
from coproclip.project.journal import Operation
from coproclip.project.kinds import NamedIn


def name(
    project: ProjectPath,
    person: Annotated[str, typer.Argument(metavar="PERSON", help="What they go by, or their number.")],
    label: Annotated[
        str | None, typer.Option("--as", metavar="WORDS", help="How; empty for “One storyteller”.")
    ] = None,
    where: Annotated[
        str | None,
        typer.Option("--in", metavar="|".join(NamedIn), parser=one_of(NamedIn), help="Where; everywhere without."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show or change how somebody is named in clips, in a report and on a public page."""
    with opened(project) as target:
        with target.read() as session:
            found = find_person(session, person)
            few = against(session, label) if label else None
            known = not label or find_label(session, label) is not None
        if label is not None:
            with target.edit(Operation.CHANGE_PERSON) as edit:
                for one in [NamedIn(where)] if where else NamedIn:
                    name_person(edit, found.id, one, label)
        with target.read() as session:
            named = namings_of(session, found.id)
    rows = {one.value: named.get(one, ONE_STORYTELLER) for one in NamedIn}
    if as_json:
        show_json({"id": found.id, "named": rows})
        return
    for place, words in rows.items():
        show(f"{place:<8}{words}")
    if not known:
        say("That is a name: it needs a yes to being named.")
    if few:
        say(f"{few.sentence} Broader: “{few.broader}”.")


def words(
    project: ProjectPath,
    add: Annotated[list[str] | None, typer.Option("--add", metavar="WORDS", help="Add words to the list.")] = None,
    remove: Annotated[list[str] | None, typer.Option("--remove", metavar="WORDS", help="Take words off.")] = None,
    keep: Annotated[
        str, typer.Option("--keep", metavar="WORDS", help="Use these on purpose, although they fit only few people.")
    ] = "",
    by: Annotated[str, typer.Option("--by", metavar="WHO", help="Who chose that; kept with the day.")] = "",
    as_json: AsJson = False,
) -> None:
    """Show or change the project’s words for people, such as “One young person”; they are no names."""
    if keep and not by.strip():
        raise BadInput("Choosing words that fit only few people needs who chose it.", next="Add --by.")
    with opened(project) as target:
        if add or remove or keep:
            with target.edit(Operation.CHANGE_LISTS) as edit:
                for text in add or ():
                    add_label(edit, text)
                for text in remove or ():
                    remove_label(edit, text)
                if keep:
                    choose_although_few(edit, keep, by)
        with target.read() as session:
            found = [(one, against(session, one.text)) for one in labels(session)]
    if as_json:
        show_json({"words": [_fact(one, few) for one, few in found]})
        return
    for one, few in found:
        show(one.text + (f"  chosen by {one.chosen_by}, {one.chosen_at[:10]}" if one.chosen_by else ""))
        if few:
            say(f"{few.sentence} Broader: “{few.broader}”.")


def _fact(one: Any, few: Any) -> dict[str, Any]:
    return {
        "words": one.text,
        "own": bool(one.entry_id),
        "chosen_by": one.chosen_by,
        "chosen_at": one.chosen_at,
        "fits_too_few": few.fits if few else None,
        "broader": few.broader if few else "",
    }
