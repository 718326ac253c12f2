"""`coproclip pack` and `merge`: a copy for a colleague, and bringing back what was done in it."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from coproclip.cli.arguments import AsJson, ProjectPath, one_of, opened
from coproclip.cli.output import counted, progress, say, show, show_json, stoppable
from coproclip.export.working_copies import hand_copy
from coproclip.overview.bringing_back import join_copy
from coproclip.project.merging.bring_back import BroughtBack, look_into
from coproclip.project.merging.state import Conflict, Keep
from coproclip.project.merging.staying_here import Why
from coproclip.project.merging.words import sentences

_STAYS = {
    Why.BINNED: ("story in the bin is not in it", "stories in the bin are not in it"),
    Why.NO: (
        "story is not in it: somebody said no to recording, writing down or sharing it, to the reporters hearing it, "
        "or to a question of your own that this needs",
        "stories are not in it: somebody said no to recording, writing down or sharing them, to the reporters hearing "
        "them, or to a question of your own that this needs",
    ),
    Why.OPEN: (
        "story is not in it: nobody said no, but a yes to recording or writing it down, to the reporters hearing it, "
        "to a question of your own or of a parent or guardian has run out, or is to be asked for later",
        "stories are not in it: nobody said no, but a yes to recording or writing them down, to the reporters hearing "
        "them, to a question of your own or of a parent or guardian has run out, or is to be asked for later",
    ),
}
_TEXTS = (
    "text that people wrote is not in it: it has words of these stories, or a name that they take out",
    "texts that people wrote are not in it: they have words of these stories, or a name that they take out",
)
_KEEP = one_of(keep.value for keep in Keep)


def pack(
    project: ProjectPath,
    to: Annotated[
        Path,
        typer.Option("--to", metavar="FOLDER", exists=True, file_okay=False, help="Where the copy shall lie: a stick."),
    ],
    for_whom: Annotated[str, typer.Option("--for", metavar="NAME", help="Who works in it; said of what they do.")] = "",
    as_json: AsJson = False,
) -> None:
    """Make a copy for a colleague to work in.

    It is a whole project, with its recordings. Stories in the bin stay here, and those that somebody said no to, or to
    which a yes has run out or is to be asked for later; so do real names, scanned papers, private notes, what helps
    people and the private log, and texts with words of those. It is noted in “coproclip ledger”.
    “coproclip merge” brings back what was done in it. Where stories stay here, nothing can be exported from the copy:
    it does not know which names and words they hold back.
    """
    with opened(project) as target, progress("Making the copy") as report, stoppable() as cancel:
        made = hand_copy(target, to, for_whom, tell=say, report=report, cancel=cancel)
    if as_json:
        staying = {why.value: number for why, number in made.staying.items()}
        facts = {"copy": str(made.folder), "for": for_whom, "stories": made.stories}
        show_json(facts | {"staying_here": staying, "sections_staying_here": made.sections})
    else:
        show(f"The copy is “{made.folder.name}”.")
        for why, number in made.staying.items():
            say(f"{counted(number, *_STAYS[why])}.")
        if made.sections:
            what = "section of the report that quotes or names such a story stays here"
            many = "sections of the report that quote or name such a story stay here"
            say(f"{counted(made.sections, what, many)}.")
        if made.texts:
            say(f"{counted(made.texts, *_TEXTS)}.")
        if made.staying:
            say("So nothing can be exported from the copy: bring it back, and export from here.")
        say("Your colleague opens it like any project. Keep working in yours meanwhile.")


def merge(
    project: ProjectPath,
    copy: Annotated[Path, typer.Argument(metavar="COPY", help="The folder of the colleague’s copy.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would come in.")] = False,
    keep: Annotated[
        list[str] | None,
        typer.Option(
            "--keep",
            metavar="[KEY=]ours|theirs|both",
            help="Which version stays where both changed the same: of one difference by its key, or of all. "
            "Without it both: yours stays, and theirs is marked in its story or in “coproclip notes”. What lets go of "
            "a no, or of what protects somebody, is taken by its key alone.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Bring a colleague’s copy back into its project.

    What they added and changed comes in, once, however often you do this. A no on either side stays a no. What was
    there before is kept as a backup first: “coproclip restore” goes back to it.
    """
    choices, otherwise = _choices(keep or ())
    out: tuple[str, ...] = ()
    with opened(project) as target, progress("Bringing it back") as report, stoppable() as cancel:
        if dry_run:
            done = look_into(target, copy, report=report, cancel=cancel)
        else:
            joined = join_copy(target, copy, choices, otherwise, report=report, cancel=cancel)
            done, out = joined.done, joined.still_out
    if as_json:
        show_json(_fact(done) | {"still_out": list(out)})
        return
    whose = f"{done.whose}’s copy" if done.whose else "the copy"
    if done.is_empty:
        show(f"There is nothing in {whose} that is not here already.")
    for sentence in sentences(done):
        show(sentence)
    for conflict in done.conflicts:
        _show(conflict)
    for sentence in done.left_out:
        say(sentence)
    for name in done.missing:
        say(f"“{name}” is not in the copy, or is not what it is said to be. Ask for it.")
    if done.conflicts:
        say(f"{counted(len(done.conflicts), 'difference')}: --keep KEY=theirs takes theirs, KEY=ours drops theirs.")
        say("Where both are kept, theirs is marked in its story, or else “coproclip notes” lists it.")
        if any(conflict.is_of_voices for conflict in done.conflicts):
            say("Who speaks is nobody then: everybody who may be heard is asked, until you choose.")
        if any(conflict.is_chosen_alone for conflict in done.conflicts):
            say("What lets go of a no, or of what protects somebody, is never taken for all of them at once.")
    for sentence in out:
        say(sentence)
    if dry_run:
        say("Nothing was changed.")
    elif done.backup is not None:
        say(f"What was there before is kept as {done.backup.name}.")


def _choices(texts: Iterable[str]) -> tuple[dict[str, Keep], Keep]:
    choices: dict[str, Keep] = {}
    otherwise = Keep.BOTH
    for text in texts:
        key, equals, kept = text.rpartition("=")
        chosen = Keep(_KEEP(kept))
        if equals:
            choices[key] = chosen
        else:
            otherwise = chosen
    return choices, otherwise


def _show(conflict: Conflict) -> None:
    where = f" ({conflict.where})" if conflict.where else ""
    show(f"{conflict.key}  {conflict.about}{where}")
    show(f"    here   {conflict.ours or '(deleted)'}")
    show(f"    there  {conflict.theirs or '(deleted)'}")


def _fact(done: BroughtBack) -> dict[str, Any]:
    return {
        "whose": done.whose,
        "counts": dict(done.counts),
        "stories": list(done.stories),
        "conflicts": [
            {
                "key": one.key,
                "what": one.what,
                "where": one.where,
                "ours": one.ours,
                "theirs": one.theirs,
            }
            for one in done.conflicts
        ],
        "left_out": list(done.left_out),
        "missing": list(done.missing),
        "backup": done.backup.name if done.backup is not None else None,
    }
