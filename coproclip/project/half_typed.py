"""What was typed in forms of a project and not kept: on this computer, so that it outlasts the program.

It belongs to the project and not to its folder, where another one may lie by tomorrow; and where the folder was moved,
it goes along.
"""

import json
import os
from collections.abc import Callable
from dataclasses import astuple, dataclass
from pathlib import Path

from coproclip.project.project import Project
from coproclip.settings import alone, read_noted, write_noted

_FILE = "half typed.json"
_MOST_BYTES = 8_000_000
"""As much is noted in all places together; what is more is not, and whoever typed it hears so."""


@dataclass(frozen=True, slots=True)
class HalfTyped:
    """What was typed in a field and not kept, and what stood there as typing began, or what the words are about."""

    text: str = ""
    base: str = ""


@dataclass(frozen=True, slots=True)
class ProjectPlace:
    """A project, by its uid, and the folder it lies in: a copy elsewhere is another place to type in."""

    uid: str
    folder: Path


def typed_in(project: Project) -> ProjectPlace:
    """Where what is typed in a project is noted."""
    return ProjectPlace(project.details.uid, project.folder)


def half_typed(project: ProjectPlace, field: str) -> HalfTyped:
    """What was typed in this field of a form of a project, and not kept; empty where nothing was."""
    return all_half_typed(project).get(field, HalfTyped())


def all_half_typed(project: ProjectPlace) -> dict[str, HalfTyped]:
    """All that was typed and not kept in forms of a project, by field; also before its folder was moved."""
    return {name: typed for fields in _typed_there(_half_typed(), project).values() for name, typed in fields.items()}


def note_half_typed(project: ProjectPlace, field: str, typed: HalfTyped) -> bool:
    """Note what is typed in a field, so that it outlasts the program; no text (“”) where it is kept, or let go.

    Returns whether it is noted, which the disk may refuse.
    """
    with alone():
        noted = _half_typed()
        there = _typed_there(noted, project)
        before = {name: one for fields in there.values() for name, one in fields.items()}
        after = {name: one for name, one in {**before, field: typed}.items() if one.text}
        if after == before:
            return True
        # A folder that is away may be on a stick: what was typed there, of the same field too, stays until it is back.
        left = {
            place: {name: one for name, one in fields.items() if name not in there.get(place, {})}
            for place, fields in noted.items()
            if place != _place(project)
        }
        now = {**left, _place(project): after}
        return _write_half_typed({place: fields for place, fields in now.items() if fields})


def forget_half_typed(uid: str, is_gone: Callable[[str], bool]) -> None:
    """Forget what was typed in any copy of a project, of which nothing may be left."""
    with alone():
        noted = _half_typed()
        kept = {
            place: {
                name: typed
                for name, typed in fields.items()
                if place.partition(" ")[0] != uid or not any(map(is_gone, (typed.text, typed.base)))
            }
            for place, fields in noted.items()
        }
        if kept != noted:
            _write_half_typed({place: fields for place, fields in kept.items() if fields})


_ByPlace = dict[str, dict[str, HalfTyped]]
"""By the uid of a project and its folder, a space between them."""


def _place(project: ProjectPlace) -> str:
    return f"{project.uid} {os.path.realpath(project.folder)}"


def _typed_there(noted: _ByPlace, project: ProjectPlace) -> dict[str, dict[str, HalfTyped]]:
    """What was typed in it, by the place that is noted under: its own, and where it lay if it is there no more."""
    here, taken, found = _place(project), set[str](), dict[str, dict[str, HalfTyped]]()
    for place in sorted(noted, key=lambda one: one != here):
        uid, _, folder = place.partition(" ")
        if place == here or (uid == project.uid and not os.path.isdir(folder)):
            found[place] = {name: typed for name, typed in noted[place].items() if name not in taken}
            taken.update(found[place])
    return found


def _half_typed() -> _ByPlace:
    def _are_texts(both: object) -> bool:
        return isinstance(both, list) and len(both) == 2 and all(isinstance(one, str) for one in both)

    return {
        place: {name: HalfTyped(*both) for name, both in fields.items()}
        for place, fields in read_noted(_FILE).items()
        if isinstance(fields, dict) and all(map(_are_texts, fields.values()))
    }


def _write_half_typed(noted: _ByPlace) -> bool:
    written = {place: {name: astuple(one) for name, one in fields.items()} for place, fields in noted.items()}
    if len(json.dumps(written)) > _MOST_BYTES:
        return False
    try:
        write_noted(_FILE, written, most=max(1, len(written)))
    except OSError:
        return False
    return True
