"""Bringing a colleague's copy back, and what is out there and may not be any more because of what came in."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from coproclip.errors import CoProClipError
from coproclip.jobs import CancelToken, Report, silent
from coproclip.overview.handovers import FileOut, WentOut, went_out
from coproclip.project.merging.bring_back import BroughtBack, bring_back
from coproclip.project.merging.state import Keep
from coproclip.project.project import Project

_ENTRIES, _FILES = 10, 4
_Out = dict[tuple[int, str, str, str], tuple[WentOut, FileOut]]


@dataclass(frozen=True, slots=True)
class Joined:
    """What came in, and sentences about the files that are out there and may not be since: none where there are none.

    They say in which files of which export, and why.
    """

    done: BroughtBack
    still_out: tuple[str, ...]


def join_copy(
    project: Project,
    folder: Path,
    choices: Mapping[str, Keep] | None = None,
    otherwise: Keep = Keep.BOTH,
    *,
    report: Report = silent,
    cancel: CancelToken | None = None,
) -> Joined:
    """As `bring_back`, and see what of all that went out may not be out any more since. Raises as that."""
    before = _out(project)
    done = bring_back(project, folder, choices, otherwise, report=report, cancel=cancel)
    try:
        after = _out(project)
    except CoProClipError:
        # It has come in, whatever is the matter with this.
        return Joined(done, ("Look into “What went out”: something of it may have to be asked for.",))
    return Joined(done, _sentences({key: out for key, out in after.items() if key not in before}))


def _out(project: Project) -> _Out:
    with project.read() as session:
        return _still_out(session)


def _still_out(session: Session) -> _Out:
    """The files that are out there and may not be: by the number of their export, their name, their bytes, and why."""
    return {
        (entry.number, file.name, file.sha256, _why(file)): (entry, file)
        for entry in went_out(session)
        for file in entry.still_out
    }


def _why(file: FileOut) -> str:
    if file.refused:
        return "somebody said no since"
    if file.run_out:
        return "no yes to it holds any more, though nobody said no"
    return "a name or a bit of what was said was taken out since"


def _sentences(fresh: _Out) -> tuple[str, ...]:
    together: dict[tuple[int, str], tuple[WentOut, list[str]]] = {}
    for entry, file in fresh.values():
        together.setdefault((entry.number, _why(file)), (entry, []))[1].append(file.name)
    found = []
    for (_, why), (entry, names) in list(together.items())[:_ENTRIES]:
        title = f"“{entry.title}”" if entry.title else "an export"
        whom = (
            f", which went to {entry.to_whom} on {entry.made_at[:10]}" if entry.to_whom else f" of {entry.made_at[:10]}"
        )
        named = [f"“{name}”" for name in sorted(filter(None, names))][:_FILES]
        more = len(names) - len(named)
        if more:
            named.append(f"{more:,} more {'file' if more == 1 else 'files'}" if named else f"{more:,} files")
        files = " and ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)
        found.append(f"Still out there, and {why}: {files}, of {title}{whom}.")
    if (more := len(together) - _ENTRIES) > 0:
        found.append(f"And something of {more:,} more exports.")
    if found:
        found.append("Ask for it back: “What went out…” in the menu Share, or “coproclip ledger”, has a letter for it.")
    return tuple(found)
