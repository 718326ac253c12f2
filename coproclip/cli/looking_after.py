"""`coproclip check-project` and `restore`: is everything whole, and the way back to an earlier state."""

from pathlib import Path
from typing import Annotated, Any

import typer

from coproclip.capture.recovery import unfinished
from coproclip.cli.arguments import AsJson, ProjectPath
from coproclip.cli.output import counted, progress, say, show, show_json
from coproclip.errors import CoProClipError
from coproclip.project.going_back.restoring import contents, find_backup, restore
from coproclip.project.looking_after.inspection import MENDS, inspect, looked_at, mend
from coproclip.project.looking_after.integrity import Finding, Severity
from coproclip.project.storage.backups import Backup, backups
from coproclip.settings import load_settings, second_disks

MendName = Annotated[str, typer.Option("--mend", metavar="NAME", help=f"Mend one thing: {', '.join(MENDS)}.")]
BackupName = Annotated[str, typer.Argument(metavar="[BACKUP]", help="Its number or name; without it, lists them.")]


def check_project(project: ProjectPath, as_json: AsJson = False, to_mend: MendName = "") -> None:
    """Read everything and say what is damaged.

    Nothing is changed, unless --mend asks for it.
    """
    if to_mend:
        say(mend(project, to_mend))
    with progress("Reading everything") as report:
        found = inspect(project, report=report)
    left = _broken_off(project)
    wrong = [one for one in found if one.severity is not Severity.NOTE]
    if as_json:
        show_json([_fact(one) for one in (*found, *left)])
    else:
        for one in found:
            show(one.what)
            if one.mend:
                show(f"    {one.mend}")
        if left:
            say(f"{counted(len(left), 'recording')} broke off. “coproclip recover” keeps or discards it.")
    if wrong:
        raise typer.Exit(1)
    if not as_json:
        show("Everything is whole.")


def _broken_off(folder: Path) -> list[Finding]:
    try:
        with looked_at(folder) as project:
            return [
                Finding(
                    "A recording broke off.", "recordings", "“coproclip recover” keeps or discards it.", Severity.NOTE
                )
                for _ in unfinished(project, second_disks(load_settings()))
            ]
    except CoProClipError:
        return []


def _fact(found: Finding) -> dict[str, str]:
    return {"what": found.what, "where": found.where, "severity": str(found.severity), "mend": found.mend}


def restore_project(project: ProjectPath, backup: BackupName = "", as_json: AsJson = False) -> None:
    """List backups; go back to one of them.

    What is there now is kept as a backup of its own first. Recordings are not touched.
    """
    if not backup:
        _list(project, as_json)
        return
    wanted = find_backup(project, backup)
    done = restore(project, wanted)
    before = done.before
    if as_json:
        show_json({"restored": wanted.name, "before": before.name if before else None})
        return
    show(f"Restored {wanted.name}.")
    if before:
        say(f"What was there before is kept as {before.name}.")
    if done.sentence:
        say(done.sentence)


def _list(folder: Path, as_json: bool) -> None:
    facts = [_backup_fact(backup) for backup in backups(folder)]
    if as_json:
        show_json(facts)
        return
    for fact in facts:
        inside = (
            f"{counted(fact['stories'], 'story', 'stories')}, {counted(fact['excerpts'], 'excerpt')}"
            if fact["usable"]
            else "damaged, cannot be restored"
        )
        show(f"{fact['number']:>6}  {fact['day'] or 'undated':10}  {fact['name']}  ({fact['reason']}, {inside})")
    if not facts:
        say("There are no backups in this project yet.")


def _backup_fact(backup: Backup) -> dict[str, Any]:
    inside = contents(backup)
    return {
        "name": backup.name,
        "number": backup.number,
        "day": backup.day,
        "reason": backup.reason,
        "usable": inside is not None,
        "stories": inside.stories if inside else 0,
        "excerpts": inside.excerpts if inside else 0,
        "size_bytes": inside.size_bytes if inside else 0,
    }
