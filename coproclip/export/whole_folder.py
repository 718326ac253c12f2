"""All that one project ever exported to a folder, whoever it was made for: also what no export of today would look at.

A playlist may be deleted, and an export moved one folder deeper, while it still holds somebody's voice.
"""

import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from coproclip.audio.writing import UNFINISHED
from coproclip.excerpts.approval import Use, shareable
from coproclip.excerpts.playlists import playlists
from coproclip.excerpts.policy import FOLDER_USES
from coproclip.export.clips import ACTIVITY, NOBODY
from coproclip.export.manifest import MadeSet, Owner, grant_of, listed_in, project_named_in, read_manifest
from coproclip.export.placing import folders_in
from coproclip.export.target import ExportFolder, Tell
from coproclip.export.workplace import workplace
from coproclip.export.zipped import is_zip_of, unreadable_zips, withdraw_zips
from coproclip.people.storytellers import all_storytellers
from coproclip.project.project import Project

_UNNAMED = Owner().project_key
"""What versions before wrote for the project of a playlist."""


@dataclass(frozen=True, slots=True)
class _Exported:
    """An export that lies at `place`, and what of its excerpts may leave `now`, as fingerprints."""

    place: Path
    key: str
    made: MadeSet
    now: Mapping[int, str]

    @property
    def outdated(self) -> list[str]:
        """The names of what is in it and may not be there any more."""
        files = [*self.made.files.items(), *self.made.copies.items()]
        good = self.made.is_good(self.now)
        return [
            name for name, file in files if self.now.get(file.excerpt, "") != file.grant or not (good or file.excerpt)
        ]

    @property
    def is_there(self) -> bool:
        """Whether any of that can be seen there."""
        return any(os.path.lexists(self.place / name) for name in self.outdated)


def outdated_exports(project: Project, folder: Path) -> list[Path]:
    """The exports of this project in `folder` with something in them that may no longer be shared."""
    return list(dict.fromkeys(one.place for one in _exported(project, folder) if one.is_there))


def withdraw_everywhere(project: Project, folder: Path, tell: Tell, *, but: Collection[str] = ()) -> None:
    """Take what may no longer be shared away from every export of this project in `folder`, and say so.

    Those with a key of `but` are left to whoever is about to renew them. Raises `StorageError`.
    """
    if not folder.is_dir():
        return
    folder = folder.resolve()
    found = list(_exported(project, folder))
    old = [one for one in found if one.outdated and not (one.key in but and folder in (one.place, one.place.parent))]
    for place in _of_a_playlist_that_is_gone(project, folder):
        tell(
            f"“{place.name}” holds a playlist that this project does not have any more. It was left: delete it unless "
            "you know that everything in it may still be shared."
        )
    for place in _only_listed(project, folder):
        tell(
            f"“{place.name}” is said to hold an earlier export of a playlist of this project, but nothing in it proves "
            "which files were exported. All of it was left: delete what may no longer be shared yourself."
        )
    for path in unreadable_zips(folder):
        tell(
            f"“{path.name}” cannot be read, so nobody knows whether it holds an earlier export. It was left: delete it "
            "if it does."
        )
    if not old:
        return
    kept = {one.made.zip_hash for one in found if not one.outdated}

    def withdraw(bench: Path = folder) -> None:
        for place in dict.fromkeys(one.place for one in old):
            _withdraw(place, bench, {one.key: one.now for one in old if one.place == place}, kept, tell)
            if place != folder:
                with suppress(OSError):
                    place.rmdir()  # only where nothing else is in it

    with workplace(folder, ACTIVITY, withdraw) as bench:
        withdraw(bench)


def _withdraw(
    place: Path, bench: Path, now: Mapping[str, Mapping[int, str]], kept: Collection[str], tell: Tell
) -> None:
    uid, use, _ = listed_in(place)

    def is_ours(path: Path) -> bool:
        return bool(uid) and is_zip_of(path, uid, Use(use))

    ExportFolder(place, bench, NOBODY, Use.SHARING, tell).withdraw_sets(now, place.parent, is_ours)
    if uid:
        withdraw_zips(place.parent, uid, Use(use), kept, tell)


def _places(folder: Path) -> Iterator[Path]:
    """The folder itself, those in it, and those in them: an export that was moved aside is there."""
    yield folder
    for inner in sorted(folders_in(folder)):
        yield inner
        yield from sorted(folders_in(inner))


def _exported(project: Project, folder: Path) -> Iterator[_Exported]:
    ours, known = Owner(project.details.uid).project_key, _playlists(project)
    for place in _places(folder):
        for key, made in read_manifest(place).items():
            if (made.project == ours or key in known) and made.use in FOLDER_USES:
                yield _Exported(place, key, made, _may_leave(project, made, known.get(key)))


def _playlists(project: Project) -> dict[str, int]:
    """The playlists there are, by the keys of their exports."""
    uid = project.details.uid
    with project.read() as session:
        return {
            owner.key(use): one.id
            for one in playlists(session)
            for use in FOLDER_USES
            for owner in (Owner.of_playlist(one.uid, uid), Owner(uid, f"clips of playlist {one.id}"))
        }


def _may_leave(project: Project, made: MadeSet, playlist_id: int | None) -> dict[int, str]:
    """What of it may leave now, as fingerprints by excerpt; of a review, for whichever storyteller it was made."""
    there = {file.excerpt: file.grant for file in (*made.copies.values(), *made.files.values()) if file.excerpt}
    reviewers: list[int | None] = [None]
    if made.use == Use.REVIEW:
        with project.read() as session:
            reviewers += [teller.id for teller in all_storytellers(session)]
    found: dict[int, str] = {}
    for reviewer in reviewers:
        sharing = shareable(project, sorted(there), Use(made.use), playlist_id=playlist_id, review_of=reviewer)
        for excerpt in sharing.granted:
            if (grant := grant_of(excerpt)) == there[excerpt.excerpt_id] or excerpt.excerpt_id not in found:
                found[excerpt.excerpt_id] = grant
    return found


def _of_a_playlist_that_is_gone(project: Project, folder: Path) -> Iterator[Path]:
    """Exports of versions before that say only the project's title, of no playlist that there is."""
    known, title = _playlists(project), project.details.title
    for place in _places(folder):
        sets = [(key, made) for key, made in read_manifest(place).items() if made and made.project == _UNNAMED]
        if any(key not in known for key, _ in sets) and project_named_in(place) == title:
            yield place


def _only_listed(project: Project, folder: Path) -> Iterator[Path]:
    """Folders of which only a list says that a playlist of this project was exported to them.

    Versions before left them so, and an exchange of theirs that was cut off left one hidden; anybody can write such a
    list.
    """
    with project.read() as session:
        uids = {one.uid for one in playlists(session)}
    known = _playlists(project)
    hidden = (path for path in folder.glob(f".*{UNFINISHED}") if path.is_dir() and not path.is_symlink())
    for place in (*_places(folder), *sorted(hidden)):
        if listed_in(place)[0] in uids and not known.keys() & read_manifest(place).keys():
            yield place
