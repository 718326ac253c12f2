"""The parts of what a yes covers, each as a fingerprint, and which of them are no longer the same."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from coproclip.excerpts.rules.policy import ANSWERED_USES, FROM_BEFORE, WITHIN, Use
from coproclip.project.schema import Playlist, PlaylistItem

Covered = dict[str, Any]
_KEPT_LATER = ("voices", "lines", "silences")
_LISTED: Mapping[str, object] = {"themes": None, "translations": []}
"""What is a list of fingerprints, and what a yes covers of it that says nothing of it."""

PARTS = {
    "spans": "where it begins and ends",
    "words": "its words, or who says them",
    "voices": "who is heard in it",
    "attribution": "how it is signed",
    "title": "its title",
    "lead": "its lead-in or tail",
    "sound": "the recording",
    "project": "the project’s title",
    "lines": "the project’s contact line, or the one about taking something down",
    "themes": "a theme that it is shown under",
    "playlist": "the playlist’s title, or an introduction in it, written or spoken",
    "uses": "what it is for",
    "names": "which names are said in it",
    "silences": "where in its sound a name is silenced",
    "care": "the note that is read before hearing it",
    "translations": "a translation of it",
}
"""What they are called when one of them is no longer the same."""


def print_of(value: object) -> str:
    """A fingerprint of plain values."""
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def playlist_print(playlist: Playlist, item: PlaylistItem | None, spoken: Sequence[object] = ()) -> str:
    """A fingerprint of what a playlist says about itself, and about the excerpt that is this item of it.

    `spoken` are plain values that stand for what a reporter says beside that excerpt.
    """
    about = [item.introduction, item.chapter] if item is not None and (item.introduction or item.chapter) else []
    return print_of([playlist.title, playlist.introduction, *about, *([[*spoken]] if spoken else [])])


def changed_parts(covered: Covered, now: Covered) -> list[str]:
    """The keys of `PARTS` that are no longer what the yes covered. A theme or a translation fewer is no change."""
    if not covered:
        return []
    # A yes from before it was kept who is heard without words, the project's lines, or where names are silenced, says
    # nothing of them.
    known = [part for part in now if part not in _LISTED and (part not in _KEPT_LATER or part in covered)]
    # Nor that of a name in it something else is read, or a note before it: then all were said, and none was read.
    before = {"names": print_of([]), "care": print_of(""), **covered}
    changed = [part for part in known if before.get(part) != now[part]]
    return changed + [part for part in _LISTED if not _among(now[part], covered.get(part, _LISTED[part]))]


def _among(some: Iterable[str], known: object) -> bool:
    return isinstance(known, list) and set(some) <= {str(one) for one in known}


def covered_uses(covered: Covered) -> frozenset[Use]:
    """What a yes with this coverage was given for."""
    kept = covered.get("uses")
    if not isinstance(kept, list):
        return frozenset(FROM_BEFORE)
    return frozenset(use for use in ANSWERED_USES if use.value in kept)


def covers_use(covered: Covered, use: Use) -> bool:
    """Whether a yes with this coverage is one to `use`; to what nobody answers for, excerpt by excerpt, any is."""
    uses = covered_uses(covered)
    return use not in ANSWERED_USES or use in uses or WITHIN.get(use) in uses
