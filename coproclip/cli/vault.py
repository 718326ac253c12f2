"""`coproclip vault`: real names and contacts. Passphrases and names are typed or come on stdin, never as arguments.

What is an argument stands in the shell's history and in the system's list of programs, for everybody to read.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated

import typer

from coproclip.cli.arguments import AsJson, ProjectPath, opened
from coproclip.cli.output import answered, ask, counted, on_screen, say, show, show_json
from coproclip.errors import BadInput, NotFound
from coproclip.overview.real_names import VaultPerson, real_names_used, vault_people
from coproclip.people.vault import CONTACT_FIELDS, Contact, Vault, has_vault, known_names
from coproclip.project.project import Project
from coproclip.transcript.suggested_names import find_known_names

app = typer.Typer(
    help="Real names and contacts, behind a passphrase of their own.\n\nThe passphrase is asked for; where nobody sits "
    "at the keyboard it is the first line of stdin.",
    no_args_is_help=True,
)

PersonName = Annotated[str, typer.Argument(metavar="PERSON", help="A person’s number or alias.")]
_NO_PASSPHRASE = "Type it, or send it as the first line of stdin."
_GONE = "somebody who is no longer in the project"


def _passphrase(prompt: str, *, again: bool = False) -> str:
    if sys.stdin.isatty():
        return answered(prompt, hidden=True, twice=again)
    line = sys.stdin.readline()
    if not line.strip():
        raise BadInput("There is no passphrase.", "Nothing was changed.", _NO_PASSPHRASE)
    return line.rstrip("\r\n")


@contextmanager
def _unlocked(project: Project, *, may_begin: bool = False) -> Iterator[Vault]:
    """The project's vault after its passphrase was said, locked again at the end; begun if there is none yet."""
    if may_begin and not has_vault(project):
        say("This project has no vault yet, so one is made. Choose its passphrase, and write it down in a safe place:")
        say("without it nobody can open the vault, not even we.")
        vault = Vault.create(project, _passphrase("New passphrase", again=True))
    elif has_vault(project):
        vault = Vault.open(project, _passphrase("Passphrase"))
    else:
        raise NotFound(
            "This project has no vault yet.",
            "Nothing was changed.",
            "“coproclip vault set” makes one with a first name.",
        )
    try:
        if vault.was_mended:
            say("The vault was damaged. Its copy was whole and took its place: look whether the last change is in it.")
        for name in vault.other_versions:
            say(f"Another version of the vault lies in the project’s folder: “{name}”.")
            say("The newer one was opened, or the one that this passphrase opens. To go back to the other one, move")
            say("“people.vault” and “people.vault.copy” out of the folder and call it “people.vault”.")
            say("Delete it once nothing in it is missed.")
        yield vault
    finally:
        vault.lock()


def _find(people: Sequence[VaultPerson], vault: Vault, wanted: str) -> int:
    name = wanted.strip().casefold()
    for one in people:
        if name in (str(one.id), one.alias.casefold()):
            return one.id
    if name.isdecimal() and int(name) in vault.people:
        return int(name)
    raise NotFound(f"There is nobody called “{wanted}” in this project.", "Nothing was changed.")


@app.command("names")
def look_for_names(project: ProjectPath) -> None:
    """Look for the real names in what is said in the stories; each is then to be decided about (“coproclip names”)."""
    with opened(project) as target, _unlocked(target) as vault:
        found = find_known_names(target, known_names(vault))
        many = counted(sum(found.values()), "name is", "names are")
        show(
            f"{many} to be decided about, in {counted(len(found), 'story', 'stories')}" if found else "None that is new"
        )


def _warn(project: Project, vault: Vault) -> None:
    for one in project.query(real_names_used, known_names(vault)):
        say(f"“{one.name}” is in the vault, and it stands in {one.what} {one.number} too, where all can read it.")


@app.command("show")
def show_vault(
    project: ProjectPath,
    person: Annotated[str | None, typer.Argument(metavar="[PERSON]", help="Only this one: number or alias.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show real names and contacts, for the team alone."""
    with opened(project) as target, _unlocked(target) as vault:
        people = target.query(vault_people)
        aliases = {one.id: one.alias for one in people}
        chosen = [_find(people, vault, person)] if person is not None else sorted({*aliases, *vault.people})
        if not on_screen():
            say("For the team, not for sharing: these are real names. Delete what you make of it as soon as you can.")
        facts = [(who, vault.people.get(who, Contact())) for who in chosen]
        if as_json:
            show_json(
                [
                    {"id": who, "alias": aliases.get(who), **{name: getattr(said, name) for name in CONTACT_FIELDS}}
                    for who, said in facts
                ]
            )
        else:
            for who, said in facts:
                show(f"{who:<4}{aliases.get(who, _GONE)}")
                for name, label in CONTACT_FIELDS.items():
                    for number, line in enumerate(getattr(said, name).splitlines()):
                        show(f"    {'' if number else label:<12}{line}")
        _warn(target, vault)


@app.command("set")
def set_contact(project: ProjectPath, person: PersonName) -> None:
    """Keep somebody’s real name and contacts; makes the vault if there is none.

    Each is asked for. Where nobody sits at the keyboard: lines FIELD=TEXT on stdin behind the passphrase, nothing
    behind “=” empties it. Fields: real_name, phone, email, address, note.
    """
    with opened(project) as target:
        people = target.query(vault_people)
        with _unlocked(target, may_begin=True) as vault:
            who = _find(people, vault, person)
            before = vault.people.get(who, Contact())
            vault.set(who, _asked(before) if sys.stdin.isatty() else dict(map(_pair, _lines())))
            show("It is in the vault" if who in vault.people else "There is nothing about this person in the vault now")
            _warn(target, vault)


def _asked(before: Contact) -> dict[str, str]:
    say("Enter keeps what is there, “-” empties it.")
    said = {name: answered(label, default=getattr(before, name)) for name, label in CONTACT_FIELDS.items()}
    return {name: "" if text == "-" else text for name, text in said.items()}


def _lines() -> list[str]:
    return [line.rstrip("\r\n") for line in sys.stdin if line.strip()]


def _pair(line: str) -> tuple[str, str]:
    name, equals, text = line.partition("=")
    if not equals:
        # What stands there may be a real name: it is not said again.
        raise BadInput("A line on stdin is not FIELD=TEXT.", "Nothing was changed.")
    return name.strip(), text


@app.command("remove")
def remove(
    project: ProjectPath,
    person: Annotated[
        list[str] | None, typer.Argument(metavar="[PERSON]...", help="Numbers or aliases.", show_default=False)
    ] = None,
    gone: Annotated[bool, typer.Option("--gone", help="Everybody who is no longer in the project.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do what cannot be undone without asking.")] = False,
) -> None:
    """Delete somebody’s real name and contacts for good."""
    if not (person or gone):
        raise typer.BadParameter("Say whom, or --gone.")
    with opened(project) as target, _unlocked(target) as vault:
        people = target.query(vault_people)
        chosen = {_find(people, vault, name) for name in person or ()}
        chosen |= set(vault.people) - {one.id for one in people} if gone else set()
        if not yes and not sys.stdin.isatty():
            raise BadInput("This cannot be undone, so it was not done.", "Nothing was changed.", "Add --yes to do it.")
        how_many = counted(len(chosen), "person", "people")
        if not yes and chosen:
            ask(f"Delete the real names and contacts of {how_many}? This cannot be undone.")
        if chosen:
            vault.remove(chosen)
        show(f"Real names and contacts of {how_many} deleted for good")


@app.command("passphrase")
def change_passphrase(project: ProjectPath) -> None:
    """Change the passphrase. On stdin: the present one in the first line, the new one in the second.

    A forgotten passphrase cannot be helped: nobody can open the vault without it.
    """
    with opened(project) as target, _unlocked(target) as vault:
        vault.change_passphrase(_passphrase("New passphrase", again=True))
        show("The vault has a new passphrase. The one before opens nothing any more")
        say("Copies of the project’s folder that were made before still open with the one before.")
