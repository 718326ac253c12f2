"""Which deletions for good were begun on this computer: only those are finished without being asked.

What is noted in a project may have been written by whoever gave it away, to have somebody's sound and backups deleted
on opening. So what this computer notes is kept beside its settings too, as a sum that tells neither words nor names.
"""

import hashlib
import json
from contextlib import suppress

from coproclip.new_files import write_whole
from coproclip.project.schema import UnfinishedErasure
from coproclip.project.storage.places import is_plain_file
from coproclip.settings import config_folder

MOST = 200
_LARGEST = 1 << 20


def note_here(uid: str, row: UnfinishedErasure) -> None:
    """Note that this computer wrote `row` into the project with this uid, just as it is now."""
    mine = _sum(uid, row)
    _keep([*(one for one in _kept() if one != mine), mine])


def is_noted_here(uid: str, row: UnfinishedErasure) -> bool:
    """Whether this computer wrote just that."""
    return _sum(uid, row) in _kept()


def forget_here(uid: str, row: UnfinishedErasure) -> None:
    """It is done, or about to be noted otherwise."""
    _keep([one for one in _kept() if one != _sum(uid, row)])


def _sum(uid: str, row: UnfinishedErasure) -> str:
    whole = [uid, row.id, row.created_at, row.files, row.marks, row.copies, row.rewritten]
    return hashlib.sha256(json.dumps(whole).encode()).hexdigest()


def _kept() -> list[str]:
    path = config_folder() / "erasures begun.json"
    try:
        if not is_plain_file(path) or path.stat().st_size > _LARGEST:
            return []
        kept = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return []
    return [one for one in kept if isinstance(one, str)] if isinstance(kept, list) else []


def _keep(sums: list[str]) -> None:
    path = config_folder() / "erasures begun.json"
    # Where it cannot be kept, the rest is named and finished when a person asks for it.
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps(sums[-MOST:]).encode())
