"""`coproclip ledger`: what went out of the project, to whom, and what is still out there and may not be."""

from typing import Annotated, Any

import typer

from coproclip.cli.arguments import AsJson, ProjectPath, opened
from coproclip.cli.output import counted, say, show, show_document, show_json
from coproclip.errors import BadInput, NotFound
from coproclip.excerpts.handed_over.handovers import take_back
from coproclip.overview.handovers import FileOut, WentOut, take_down_letter, went_out
from coproclip.people.storytellers import find_storyteller


def facts(entries: tuple[WentOut, ...]) -> list[dict[str, Any]]:
    """What `ledger --json` tells."""
    return [
        {
            "id": entry.number,
            "made_at": entry.made_at,
            "use": entry.use,
            "title": entry.title,
            "to_whom": entry.to_whom,
            "files": [
                {
                    "name": file.name,
                    "sha256": file.sha256,
                    "stories": list(file.stories),
                    "excerpt": file.excerpt_id or None,
                    "answers": list(file.answers),
                    "consents": list(file.consents),
                    "taken_back_at": file.taken_back_at or None,
                    "refused": file.refused,
                    "run_out": file.run_out,
                    "taken_out_since": file.taken_out,
                    "still_out": file.is_out,
                }
                for file in entry.files
            ],
        }
        for entry in entries
    ]


def ledger(
    project: ProjectPath,
    of: Annotated[
        str, typer.Option("--of", metavar="STORYTELLER", help="Only what has something of this storyteller in it.")
    ] = "",
    letter: Annotated[
        int | None, typer.Option(metavar="NUMBER", help="Print a letter that asks for this entry to be taken down.")
    ] = None,
    taken_back: Annotated[
        int | None,
        typer.Option("--taken-back", metavar="NUMBER", help="Note that all of this entry is gone where it went."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List what went out: when, what for, to whom, in which files; and what may not be out there any more."""
    if letter is not None and (taken_back is not None or as_json):
        raise BadInput("A letter is printed by itself.", next="Leave --taken-back and --json out.")
    with opened(project) as target:
        if taken_back is not None:
            count = take_back(target, taken_back)
            say(f"{counted(count, 'file')} noted as taken back." if count else "All of it was noted as taken back.")
        with target.read() as session:
            teller = find_storyteller(session, of).id if of else None
            entries = went_out(session, storyteller_id=teller)
            if letter is not None:
                found = [entry for entry in entries if entry.number == letter]
                if not found:
                    raise NotFound(f"There is no entry {letter} in what went out.")
                show_document(take_down_letter(session, found[0]))
                return
    if as_json:
        show_json(facts(entries))
        return
    for entry in entries:
        whom = f", to {entry.to_whom}" if entry.to_whom else ""
        back = ", taken back" if entry.is_taken_back else ""
        show(f"{entry.number:>4}  {entry.made_at[:10]}  {entry.title or '–'}, {entry.purpose}{whom}{back}")
        for file in entry.files:
            show(f"      {file.name or 'a file of a story that was deleted'}{_state(file)}")
    if not entries:
        say("Nothing went out.")
    if waiting := [entry for entry in entries if entry.still_out]:
        many = counted(len(waiting), "entry", "entries")
        what = "that somebody said no to, to which no yes holds any more, or that was taken out since"
        say(f"{many} with something {what}. Ask for it back:")
        for entry in waiting:
            whom = f"  (to {entry.to_whom})" if entry.to_whom else ""
            say(f"  coproclip ledger PROJECT --letter {entry.number}{whom}")


def _state(file: FileOut) -> str:
    if file.taken_back_at:
        return " (taken back)"
    if file.refused:
        return " (STILL OUT: somebody said no since)"
    if file.run_out:
        return " (STILL OUT: no yes to it holds any more, though nobody said no)"
    return " (STILL OUT: a name or a bit of what was said was taken out since)" * file.taken_out
