"""What we made in a folder: a small file beside the exports that says which files are ours, and of what.

It holds names that can be seen in the folder anyway, fingerprints, and marks that say nothing to a reader: no title
of anything that did not leave, no place on this computer.
"""

import hashlib
import json
import os
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from coproclip.audio.encode import Format
from coproclip.excerpts.approval import ShareableExcerpt, Sharing, Use
from coproclip.excerpts.rules.grants import verify
from coproclip.excerpts.rules.policy import FOLDER_USES
from coproclip.export.captioning.captions import CaptionKind
from coproclip.export.folders.digests import Digests
from coproclip.export.notices import REVIEW_MARK
from coproclip.harmless import whole_characters
from coproclip.new_files import load_json
from coproclip.project.columns import LARGEST_ID
from coproclip.project.storage.places import is_plain_file

MADE_WITH = "CoProClip"
MANIFEST = ".coproclip.json"
CONTENTS = "playlist.json"
# A file of another kind is never ours to delete, whatever a manifest says.
_KINDS = frozenset(
    {
        ".csv",
        ".docx",
        ".eaf",
        ".edl",
        ".fcpxml",
        ".html",
        ".jpg",
        ".json",
        ".m3u8",
        ".md",
        ".otio",
        ".pdf",
        ".png",
        ".svg",
        ".xlsx",
        ".xml",
        ".xspf",
        ".zip",
        *(kind.ending for kind in CaptionKind),
        *(f".{f}" for f in Format),
        ".mp4",
    }
)
LARGEST_LIST, MOST_VALUES = 16 << 20, 500_000
"""Of so many bytes is a list of ours at most, and has so many values (`load_json`)."""
_MOST_SETS, _MOST_NAMES = 1_000, 50_000
_DEEPEST = 2


@dataclass(frozen=True, slots=True)
class Owner:
    """For whom a set of files was made: a project (its uid), and what of it (“playlist …”, “theme 3”).

    What has an id of its own everywhere is known without the project, which is then `within`.
    """

    project: str = ""
    what: str = ""
    within: str = ""

    @classmethod
    def of_playlist(cls, uid: str, project_uid: str) -> "Owner":
        """Whose the page of a playlist is."""
        return cls(what=f"playlist {uid}", within=project_uid)

    def key(self, use: Use) -> str:
        """What the manifest calls it: the same for the same, and nothing to read out of it."""
        return _digest(self.project, self.what, use.value)

    @property
    def project_key(self) -> str:
        """The same for everything out of one project."""
        return _digest(self.project or self.within)


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file of ours: how its bytes may be (SHA-256), its excerpt, and what was granted then.

    Without a hash none are: a name alone is anybody's. `sizes` are how many bytes those are; none where not known.
    """

    hashes: frozenset[str] = frozenset()
    excerpt: int = 0
    grant: str = ""
    sizes: frozenset[int] = frozenset()

    def or_else(self, other: "MadeFile | None") -> "MadeFile":
        """This file, whose bytes may still be those of `other` while it is being put in its place."""
        if other is None:
            return self
        return MadeFile(self.hashes | other.hashes, self.excerpt, self.grant, self.sizes | other.sizes)


@dataclass(slots=True)
class MadeSet:
    """The files of one export, by name from the folder (with `/`), and its zip file beside the folder.

    `copies` are files of ours, of this export or an earlier one, that somebody gave another name. `inside` are the
    excerpts in files that have no single one of their own, and what was granted of each; `people` are the storytellers
    (ids) whose photo is in it.
    """

    project: str = ""
    use: str = Use.SHARING.value
    files: dict[str, MadeFile] = field(default_factory=dict)
    zip: str = ""
    zip_hash: str = ""
    copies: dict[str, MadeFile] = field(default_factory=dict)
    inside: dict[int, str] = field(default_factory=dict)
    people: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.files or self.zip or self.copies)

    def is_good(self, now: Mapping[int, str]) -> bool:
        """Whether it is known which excerpts are in it, and all of them may leave `now` as they are (fingerprints)."""
        clips = [(file.excerpt, file.grant) for file in self.files.values() if file.excerpt]
        known = [*clips, *self.inside.items()]
        return bool(known) and all(now.get(excerpt) == grant for excerpt, grant in known)

    @property
    def grants(self) -> dict[int, str]:
        """The excerpts in it, and what was granted of each."""
        files = (*self.copies.values(), *self.files.values())
        return self.inside | {file.excerpt: file.grant for file in files if file.excerpt}

    @property
    def all_bytes(self) -> frozenset[str]:
        """The SHA-256 of all that is in it."""
        files = (*self.files.values(), *self.copies.values())
        return frozenset({self.zip_hash} - {""}).union(*(file.hashes for file in files))

    def may_stay(self, sharing: Sharing) -> dict[int, str]:
        """What of it stays, as fingerprints by excerpt: what may leave now, and what nobody refused.

        What a project does not have any more may be in another copy of it that made this.
        """
        now = {excerpt.excerpt_id: grant_of(excerpt) for excerpt in sharing.granted}
        return {one: grant for one, grant in self.grants.items() if one in sharing.missing} | now


def grant_of(excerpt: ShareableExcerpt) -> str:
    """A fingerprint of all that is heard, read and named of an excerpt; another one means that it is another clip."""
    verify(excerpt)
    said: list[object] = [
        excerpt.use.value,
        excerpt.title,
        excerpt.attribution,
        list(excerpt.themes),
        [[span.start_ms, span.end_ms] for span in excerpt.spans],
        [[word.text, word.start_ms, word.end_ms, word.speaker] for word in excerpt.words],
        [excerpt.lead_in_ms, excerpt.lead_out_ms, excerpt.language],
    ]
    said += [[one.language, [line.text for line in one.lines]] for one in excerpt.translations]
    if excerpt.use is Use.REVIEW:
        # What was made for one storyteller is not good because another may hear it.
        said.append(excerpt.review_of)
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def read_manifest(folder: Path) -> dict[str, MadeSet]:
    """The sets of files that were made in `folder`, by owner's key; empty where nothing of ours is said.

    Whoever wrote it is not trusted: names that lead out of the folder, to a kind of file we never make, or that no
    system can write, and numbers that no excerpt has, are left out. More than anybody ever exports to a folder is
    nothing of ours.
    """
    return {key: made for key, row in (_rows_in(folder) or {}).items() if (made := _set_of(row))}


def is_unreadable(folder: Path) -> bool:
    """Whether there is a list of exports in `folder` that nobody can read, or that is far too long."""
    return os.path.lexists(folder / MANIFEST) and _rows_in(folder) is None


def _rows_in(folder: Path) -> dict[str, dict[str, Any]] | None:
    kept = _json(folder / MANIFEST)
    if kept.get("made_with") != MADE_WITH or not isinstance(sets := kept.get("sets"), dict):
        return None
    rows = {key: row for key, row in sets.items() if isinstance(row, dict) and _text(key)}
    many = sum(
        len(row[kind]) for row in rows.values() for kind in ("files", "copies") if isinstance(row.get(kind), dict)
    )
    return rows if len(rows) <= _MOST_SETS and many <= _MOST_NAMES else None


def set_of(folder: Path, owner: Owner, use: Use) -> MadeSet:
    """What was made in `folder` for this owner and out of the same project; empty where nothing was.

    The mark of a playlist is read by everybody who is given one: it alone makes no set another project's.
    """
    made = read_manifest(folder).get(owner.key(use), MadeSet())
    return made if made.project == owner.project_key else MadeSet()


def holds_some_of(folder: Path, made: MadeSet) -> bool:
    """Whether any file of that set is in `folder` as it was made: the manifest alone proves nothing."""
    digests = Digests()
    return any(
        digests.has_bytes(folder / name, file.hashes, file.sizes)
        for name, file in (*made.files.items(), *made.copies.items())
    )


@dataclass(frozen=True, slots=True)
class PlaylistMark:
    """What a playlist's own list says of whose it is: its id, its use, and the key of its project."""

    uid: str = ""
    use: str = ""
    project: str = ""

    @classmethod
    def of(cls, uid: str, project_uid: str, use: Use) -> "PlaylistMark":
        """The mark of a playlist of that project."""
        return cls(uid, use.value, Owner.of_playlist(uid, project_uid).project_key)


def listed_in(folder: Path) -> tuple[PlaylistMark, frozenset[str]]:
    """The playlist's mark and its files, as its own list in `folder` names them: that proves nothing."""
    return read_list(_json(folder / CONTENTS))


def project_named_in(folder: Path) -> str:
    """The title of the project that a playlist's own list names; empty where there is none of ours."""
    kept = _json(folder / CONTENTS)
    return str(kept.get("project", "")) if kept.get("made_with") == MADE_WITH else ""


def read_list(kept: object) -> tuple[PlaylistMark, frozenset[str]]:
    """The same of such a list that was read already."""
    if not isinstance(kept, dict) or kept.get("made_with") != MADE_WITH or not (uid := _text(kept.get("id"))):
        return PlaylistMark(), frozenset()
    use = next((one for one in FOLDER_USES if one == kept.get("use")), Use.SHARING)
    names = kept.get("files")
    if isinstance(names, list) and len(names) > _MOST_NAMES:
        return PlaylistMark(), frozenset()
    mark = PlaylistMark(uid, use.value, _text(kept.get("project_key")))
    return mark, frozenset(filter(_inside, names)) if isinstance(names, list) else frozenset()


def manifest_text(sets: Mapping[str, MadeSet]) -> str:
    """The manifest as it is written."""
    rows = {
        key: {
            "project": made.project,
            "use": made.use,
            **({"notice": REVIEW_MARK} if made.use == Use.REVIEW.value else {}),
            **({"zip": made.zip, "zip_sha256": made.zip_hash} if made.zip else {}),
            "files": {name: _row(file) for name, file in sorted(made.files.items())},
            **({"copies": {name: _row(file) for name, file in sorted(made.copies.items())}} if made.copies else {}),
            **({"people": sorted(made.people)} if made.people else {}),
            **({"inside": {str(one): grant for one, grant in sorted(made.inside.items())}} if made.inside else {}),
        }
        for key, made in sorted(sets.items())
        if made
    }
    whole = {
        "made_with": MADE_WITH,
        "version": 1,
        "what": "Which files here were exported, to update them",
        "sets": rows,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _row(file: MadeFile) -> dict[str, object]:
    row: dict[str, object] = {"sha256": sorted(file.hashes), "bytes": sorted(file.sizes)}
    return {**row, "excerpt": file.excerpt, "granted": file.grant} if file.excerpt or file.grant else row


def _json(path: Path) -> dict[str, Any]:
    try:
        if not is_plain_file(path) or path.stat().st_size > LARGEST_LIST:
            return {}
        kept = load_json(path.read_bytes(), MOST_VALUES)
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _set_of(row: dict[str, Any]) -> MadeSet:
    zipped = _text(row.get("zip"))
    is_zip = _inside(zipped) and "/" not in zipped and zipped.lower().endswith(".zip")
    return MadeSet(
        _text(row.get("project")),
        _text(row.get("use")),
        _files(row.get("files")),
        zipped if is_zip else "",
        _text(row.get("zip_sha256")) if is_zip else "",
        _files(row.get("copies")),
        _inside_of(row.get("inside")),
        frozenset(one for one in _listed(row.get("people")) if _is_number(one) and isinstance(one, int)),
    )


def _inside_of(rows: object) -> dict[int, str]:
    return {
        int(one): _text(grant)
        for one, grant in (rows.items() if isinstance(rows, dict) else ())
        if one.isdecimal() and len(one) < 14 and _is_number(int(one))
    }


def _files(rows: object) -> dict[str, MadeFile]:
    """By name; of names that are the same on some disk only the first."""
    found = dict[str, tuple[str, dict[str, Any]]]()
    for name, file in rows.items() if isinstance(rows, dict) else ():
        if isinstance(file, dict) and _inside(name) and _is_number(file.get("excerpt", 0)):
            found.setdefault(folded(name), (name, file))
    return {
        name: MadeFile(
            frozenset(filter(None, map(_text, _listed(file.get("sha256"))))),
            file.get("excerpt", 0),
            _text(file.get("granted")),
            frozenset(size for size in _listed(file.get("bytes")) if type(size) is int),
        )
        for name, file in found.values()
    }


def folded(name: str) -> str:
    """The same for all names that are the same on many systems, and on sticks: whatever their capitals."""
    return unicodedata.normalize("NFC", name).casefold()


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _is_number(value: object) -> bool:
    return type(value) is int and 0 <= value <= LARGEST_ID


def _text(value: object) -> str:
    """`value` if it is a text that can be written; halves of characters, which JSON may hold, cannot."""
    return value if isinstance(value, str) and whole_characters(value) == value else ""


def _inside(name: object) -> bool:
    """Whether `name` leads to a file of a kind we make in the folder itself or in a folder in it, the shortest way."""
    if not isinstance(name, str) or not _text(name) or "\\" in name or "\0" in name or PureWindowsPath(name).drive:
        return False
    parts = name.split("/")
    return len(parts) <= _DEEPEST and all(part not in ("", ".", "..") for part in parts) and is_kind_of_ours(name)


def is_kind_of_ours(name: str) -> bool:
    """Whether it ends like a file that we make."""
    return PurePosixPath(name).suffix.lower() in _KINDS
