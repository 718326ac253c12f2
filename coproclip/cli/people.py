"""`coproclip people`: who takes part, in their own words; and the project's own lists."""

from pathlib import Path
from typing import Annotated, Any

import typer

from coproclip.cli import naming
from coproclip.cli.arguments import AsJson, ForWhom, ProjectPath, StoryName, one_of, opened
from coproclip.cli.output import counted, say, say_for_team, show, show_json, show_team_json
from coproclip.cli.text_files import EncodingName, say_read_as
from coproclip.errors import BadInput
from coproclip.export.people_file import save_people
from coproclip.new_files import read_plain
from coproclip.people.own_lists import LISTS, find_or_add_entry, list_entries, remove_entry, rename_entry
from coproclip.people.participants import leave_story, take_part
from coproclip.people.people import (
    FIELDS,
    HoldingEntry,
    PersonFacts,
    add_person,
    change_person,
    find_person,
    people,
    remove_person,
)
from coproclip.people.people_table import LARGEST, NOT_IN_TABLE, bring_in
from coproclip.people.stories import find_story
from coproclip.people.vault import has_vault
from coproclip.project.journal import Operation
from coproclip.project.kinds import ListKind, Part
from coproclip.project.project import Project

app = typer.Typer(help="Who takes part: in their own words, and what helps them.", no_args_is_help=True)

KINDS = {
    "roles": ListKind.ROLE,
    "sectors": ListKind.SECTOR,
    "projects": ListKind.PROJECT,
    "ways": ListKind.WAY,
    "places": ListKind.PLACE,
}
Who = Annotated[str, typer.Argument(metavar="PERSON", help="The name they go by, or their number.")]
Texts = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="FIELD=TEXT...", help=f"What is known; nothing behind “=” empties it. Fields: {', '.join(FIELDS)}."
    ),
]
_HELP = "{}, once for each; “TEXT=NOTE” adds a private note. In place of those before; “” for none."
Roles = Annotated[list[str] | None, typer.Option("--role", metavar="TEXT", help=_HELP.format("A role"))]
Sectors = Annotated[list[str] | None, typer.Option("--sector", metavar="TEXT", help=_HELP.format("A sector"))]
Projects = Annotated[list[str] | None, typer.Option("--project", metavar="TEXT", help=_HELP.format("A project"))]
Places = Annotated[list[str] | None, typer.Option("--place", metavar="TEXT", help=_HELP.format("A place"))]
Ways = Annotated[list[str] | None, typer.Option("--way", metavar="TEXT", help=_HELP.format("A way of taking part"))]


def facts(one: PersonFacts) -> dict[str, Any]:
    """What `--json` tells of a person."""
    lists = {
        name: [{"text": entry.text, "note": entry.note} for entry in one.entries_of(kind)]
        for name, kind in KINDS.items()
    }
    stories = [{"id": story.story_id, "title": story.title, "part": story.part.value} for story in one.stories]
    return {"id": one.id, **one.texts, **lists, "stories": stories}


def _show(one: PersonFacts, *, as_json: bool) -> None:
    if as_json:
        show_team_json(facts(one))
        return
    say_for_team()
    show(f"Person {one.id}")
    for name, field in FIELDS.items():
        lines = (one.texts[name] or "–").splitlines()
        show(f"  {field.label:<38}{lines[0]}{' (private)' if field.private and one.texts[name] else ''}")
        for line in lines[1:]:
            show(f"{'':<40}{line}")
    for kind, label in LISTS.items():
        shown = (f"{entry.text} ({entry.note})" if entry.note else entry.text for entry in one.entries_of(kind))
        show(f"  {label:<38}{', '.join(shown) or '–'}")
    for story in one.stories:
        show(f"  Story {story.story_id:<4}{story.title}, as {story.part.value}")


def _texts(given: list[str] | None) -> dict[str, str]:
    texts = {}
    for one in given or ():
        name, equals, text = one.partition("=")
        if not equals:
            raise typer.BadParameter(f"“{one}” is not FIELD=TEXT.")
        texts[name.strip()] = text
    return texts


def _entries(given: dict[ListKind, list[str] | None], known: tuple[HoldingEntry, ...]) -> list[HoldingEntry]:
    """Those that were given in place of those of the same list; other lists stay."""
    found = [one for one in known if given[one.kind] is None]
    for kind, texts in given.items():
        for text in filter(None, map(str.strip, texts or ())):
            words, _, note = text.partition("=")
            found.append(HoldingEntry(kind, words, note))
    return found


@app.command("list")
def list_people(
    project: ProjectPath,
    role: Annotated[str, typer.Option("--role", help="Only those for whom this role holds.")] = "",
    as_json: AsJson = False,
) -> None:
    """List everybody by the name they go by; private things are only in “show”."""
    with opened(project) as target, target.read() as session:
        found = [
            one
            for one in people(session)
            if not role or role.strip().casefold() in (entry.text.casefold() for entry in one.entries_of(ListKind.ROLE))
        ]
    if as_json:
        private = {name for name, field in FIELDS.items() if field.private}
        listed = [{key: value for key, value in facts(one).items() if key not in private} for one in found]
        for fact in listed:
            for name in KINDS:
                fact[name] = [entry["text"] for entry in fact[name]]
        show_team_json(listed)
        return
    if found:
        say_for_team()
    for one in found:
        roles = ", ".join(entry.text for entry in one.entries_of(ListKind.ROLE))
        about = "; ".join(filter(None, (one.texts["description"], roles)))
        show(f"{one.id:>4}  {one.alias}  ({one.texts['part']}){f'  {about}' if about else ''}")
    if not found:
        say("Nobody is listed yet." if not role else f"Nobody is listed with the role “{role}”.")


@app.command("show")
def show_person(project: ProjectPath, person: Who, as_json: AsJson = False) -> None:
    """Show all that is known of somebody, also what is private."""
    with opened(project) as target, target.read() as session:
        found = find_person(session, person)
    _show(found, as_json=as_json)


@app.command("add")
def add(
    project: ProjectPath,
    alias: Annotated[str, typer.Argument(metavar="NAME", help="A name to go by; it need not be the real one.")],
    texts: Texts = None,
    role: Roles = None,
    sector: Sectors = None,
    of_project: Projects = None,
    way: Ways = None,
    place: Places = None,
    as_json: AsJson = False,
) -> None:
    """Add somebody; entries of lists that are not there yet come to be."""
    given = dict(zip(KINDS.values(), (role, sector, of_project, way, place), strict=True))
    with opened(project) as target:
        with target.edit(Operation.ADD_PERSON) as edit:
            number = add_person(edit, {"alias": alias} | _texts(texts), _entries(given, ()))
        found = _read(target, number)
    _show(found, as_json=as_json)


@app.command("change")
def change(
    project: ProjectPath,
    person: Who,
    texts: Texts = None,
    role: Roles = None,
    sector: Sectors = None,
    of_project: Projects = None,
    way: Ways = None,
    place: Places = None,
    as_json: AsJson = False,
) -> None:
    """Change what is known of somebody; what is not given stays."""
    given = dict(zip(KINDS.values(), (role, sector, of_project, way, place), strict=True))
    with opened(project) as target:
        with target.edit(Operation.CHANGE_PERSON) as edit:
            known = find_person(edit.session, person)
            change_person(edit, known.id, _texts(texts), _entries(given, known.entries))
        found = _read(target, known.id)
    _show(found, as_json=as_json)


def _read(project: Project, number: int) -> PersonFacts:
    with project.read() as session:
        return next(one for one in people(session) if one.id == number)


@app.command("remove")
def remove(project: ProjectPath, person: Who) -> None:
    """Take somebody out who takes part in no story."""
    with opened(project) as target:
        with target.edit(Operation.REMOVE_PERSON) as edit:
            found = find_person(edit.session, person)
            photos = remove_person(edit, found.id)
        say(f"{found.alias} is removed.")
        if photos:
            say("Their photo is out of the report. Its file is still in the project’s folder “images”, and in backups.")
            say("“coproclip check-project PROJECT” names it: delete it yourself if nobody may have it.")
        if has_vault(target):
            say("What the vault holds about them is left: “coproclip vault remove PROJECT --gone” deletes that too.")


@app.command("take-part")
def take_part_in(
    project: ProjectPath,
    story: StoryName,
    person: Who,
    part: Annotated[
        str, typer.Option("--as", metavar="|".join(Part), parser=one_of(Part), help="As what.")
    ] = Part.STORYTELLER,
    leave: Annotated[bool, typer.Option("--leave", help="Take them off the story; what they said stays said.")] = False,
    as_json: AsJson = False,
) -> None:
    """Note as what somebody takes part in a story; interpreters and supporters have a voice and a yes of their own."""
    with opened(project) as target:
        with target.edit(Operation.TAKE_PART) as edit:
            found, of_story = find_person(edit.session, person), find_story(edit.session, story)
            if leave:
                leave_story(edit, of_story.id, found.id)
            else:
                take_part(edit, of_story.id, found.id, Part(part))
        found = _read(target, found.id)
    _show(found, as_json=as_json)


@app.command("lists")
def lists(
    project: ProjectPath,
    kind: Annotated[
        str | None, typer.Argument(metavar="|".join(KINDS), parser=one_of(KINDS), help="All without.")
    ] = None,
    add_: Annotated[list[str] | None, typer.Option("--add", metavar="TEXT", help="Add an entry.")] = None,
    rename: Annotated[
        tuple[str, str] | None, typer.Option("--rename", metavar="OLD NEW", help="Call an entry something else.")
    ] = None,
    remove_: Annotated[
        list[str] | None, typer.Option("--remove", metavar="TEXT", help="Take an entry off; it then holds for nobody.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show or change the project’s lists: roles, sectors, projects, ways of taking part, places."""
    with opened(project) as target:
        if add_ or rename or remove_:
            if kind is None:
                raise BadInput("Which list is meant?", "Nothing was changed.", f"Name one: {', '.join(KINDS)}.")
            with target.edit(Operation.CHANGE_LISTS) as edit:
                for text in add_ or ():
                    find_or_add_entry(edit, KINDS[kind], text)
                if rename:
                    rename_entry(edit, KINDS[kind], *rename)
                for text in remove_ or ():
                    remove_entry(edit, KINDS[kind], text)
        with target.read() as session:
            found = [one for one in list_entries(session) if kind is None or one.kind is KINDS[kind]]
    if as_json:
        names = {kind: name for name, kind in KINDS.items()}
        show_json([{"list": names[one.kind], "text": one.text, "people": one.people} for one in found])
        return
    for name, which in KINDS.items():
        if kind in (None, name):
            show(LISTS[which])
            for one in (one for one in found if one.kind is which):
                show(f"  {one.text}  ({counted(one.people, 'person', 'people')})")
            if not any(one.kind is which for one in found):
                show("  –")
    if len({one.kind for one in found if one.people}):
        say("Somebody can be counted in several.")


app.command("name")(naming.name)
app.command("words")(naming.words)


@app.command("export")
def export_table(
    project: ProjectPath,
    path: Annotated[Path, typer.Argument(metavar="FILE.csv", help="The table to write.")],
    for_the_team: Annotated[
        bool, typer.Option("--for-the-team", help="It is wanted, though nobody agreed to be in a table.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that this program did not make.")] = False,
    for_whom: ForWhom = "",
) -> None:
    """Write who takes part as a table for the team, without what is private."""
    if not for_the_team:
        raise BadInput(
            "This table would say who takes part, in their own words.",
            "Nothing was written.",
            "Add --for-the-team if it is for the team alone.",
        )
    with opened(project) as target:
        save_people(target, path, replace=force, to_whom=for_whom, tell=say)
    say(f"Wrote {path}. {NOT_IN_TABLE}")


@app.command("import")
def import_table(
    project: ProjectPath,
    path: Annotated[Path, typer.Argument(metavar="FILE.csv", exists=True, dir_okay=False, help="The table to read.")],
    encoding: EncodingName = "",
    as_json: AsJson = False,
) -> None:
    """Bring in people from a table; who is known already is changed, and an empty cell changes nothing.

    Its first row names the columns: “Name to go by”, “Takes part as”, “Roles” … Several entries stand in one cell
    with semicolons between.
    """
    data = read_plain(path, LARGEST, "reading the table")
    with opened(project) as target, target.edit(Operation.BRING_IN_PEOPLE) as edit:
        result = bring_in(edit, data, encoding=encoding)
    if as_json:
        refused = [{"row": row, "reason": reason} for row, reason in result.refused]
        numbers = {"added": result.added, "changed": result.changed, "same": result.same}
        more = {"unknown_columns": list(result.unknown), "read_as": result.read_as}
        show_json({**numbers, "refused": refused, **more})
        return
    show(f"{result.added} added, {result.changed} changed, {result.same} as before")
    say_read_as(result.read_as)
    for note in result.notes:
        say(note)
    for row, reason in result.refused:
        say(f"Row {row} is left out. {reason}")
    if result.unknown:
        say(f"Columns that mean nothing here: {', '.join(result.unknown)}.")
