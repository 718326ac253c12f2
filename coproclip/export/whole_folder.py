"""All that one project ever exported to a folder, whoever it was made for: also what no export of today would look at.

A playlist may be deleted, and an export moved one folder deeper, while it still holds somebody's voice.
"""

import os
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from coproclip.audio.writing import UNFINISHED
from coproclip.excerpts.approval import Use, shareable
from coproclip.excerpts.handed_over.noted_bytes import NotedBytes
from coproclip.excerpts.playlists import playlists
from coproclip.excerpts.rules.policy import FOLDER_USES
from coproclip.export.clips import ACTIVITY, NOBODY
from coproclip.export.excerpt_folder import FolderKind
from coproclip.export.folders.loose_copies import name_loose_copies
from coproclip.export.folders.manifest import (
    MadeSet,
    Owner,
    grant_of,
    is_unreadable,
    listed_in,
    project_named_in,
    read_manifest,
)
from coproclip.export.folders.placing import folders_in
from coproclip.export.folders.target import ExportFolder, Tell
from coproclip.export.folders.workplace import workplace
from coproclip.export.folders.zipped import is_zip_of, unreadable_zips, withdraw_zips
from coproclip.jobs import CancelToken
from coproclip.people.storytellers import all_storytellers
from coproclip.project.project import Project
from coproclip.report.images import may_be_seen

_Read = Callable[[Path], Mapping[str, MadeSet]]
_UNNAMED = Owner().project_key
"""What versions before wrote for the project of a playlist."""
_KNOWN_USES = frozenset(use.value for use in Use)
_WITHOUT_GRANTS = (Use.GROUP.value,)
"""For this versions before put a workshop's papers and packs, and did not note what is in them."""


@dataclass(frozen=True, slots=True)
class _Exported:
    """An export that lies at `place`, and what of its excerpts may leave `now`, as fingerprints.

    `missing` are the numbers of those that nobody refused but this project does not have (any more). `whole`: all of it
    has to go, whatever may be said of its excerpts.
    """

    place: Path
    key: str
    made: MadeSet
    now: Mapping[int, str]
    missing: frozenset[int] = frozenset()
    whole: bool = False

    @property
    def outdated(self) -> list[str]:
        """The names of what is in it and may not be there any more."""
        files = [*self.made.files.items(), *self.made.copies.items()]
        good = self.made.is_good(self.now)
        return [
            name for name, file in files if self.now.get(file.excerpt, "") != file.grant or not (good or file.excerpt)
        ]

    @property
    def outdated_bytes(self) -> frozenset[str]:
        """The SHA-256 of all that."""
        files = self.made.files | self.made.copies
        zipped = {self.made.zip_hash} if self.made.zip_hash and not self.made.is_good(self.now) else set()
        return frozenset(zipped.union(*(files[name].hashes for name in self.outdated)))

    @property
    def spoken_for(self) -> Iterator[Path]:
        """What is taken away under its name as soon as it has to be: its files, and its zip file."""
        yield from (self.place / name for name in (*self.made.files, *self.made.copies))
        if self.made.zip:
            yield self.place.parent / self.made.zip

    @property
    def is_there(self) -> bool:
        """Whether any of that can be seen there."""
        return any(os.path.lexists(self.place / name) for name in self.outdated)

    def but_missing(self) -> "_Exported":
        """The same where what is missing stays: another copy of the project may have it, and have made this."""
        if not self.missing:
            return self
        kept = {one: grant for one, grant in self.made.grants.items() if one in self.missing}
        return replace(self, now={**self.now, **kept})

    @property
    def missing_there(self) -> int:
        """How many excerpts that the project does not have can be found there."""
        files = [*self.made.files.items(), *self.made.copies.items()]
        return len(
            {file.excerpt for name, file in files if file.excerpt in self.missing and (self.place / name).exists()}
        )


def outdated_exports(project: Project, folder: Path, cancel: CancelToken | None = None) -> list[Path]:
    """The exports of this project in `folder` with something in them that may no longer be shared, or is missing."""
    read, cancel = cache(read_manifest), cancel or CancelToken()
    found = _exported(project, folder, NotedBytes(project), read, cancel.raise_if_cancelled)
    return list(dict.fromkeys(one.place for one in found if one.is_there))


def withdraw_everywhere(
    project: Project,
    folder: Path,
    tell: Tell,
    *,
    but: Collection[str] = (),
    missing: bool = False,
    replaced: Collection[Path] = (),
) -> bool:
    """Take what may no longer be shared away from every export of this project in `folder`, and say so.

    Those with a key of `but`, and files that are about to be `replaced`, are left to whoever renews them. What nobody
    refused but the project does not have any more is only named, as a copy of the project may have made it, unless a
    person said that all that is `missing` goes too. Returns whether any of that was left. Raises `StorageError`.
    """
    if not folder.is_dir():
        return False
    folder, noted, read = folder.resolve(), NotedBytes(project), cache(read_manifest)
    all_of_it = list(_exported(project, folder, noted, read))
    found = all_of_it if missing else [one.but_missing() for one in all_of_it]
    renewed = [one for one in found if one.key in but and folder in (one.place, one.place.parent) and not one.whole]
    old = [one for one in found if one.outdated and one not in renewed]
    left = [] if missing else [one for one in all_of_it if one.key not in but and one.missing_there]
    for one in left:
        many = f"{one.missing_there} excerpts" if one.missing_there > 1 else "1 excerpt"
        tell(
            f"“{one.place.name}” holds {many} that this project does not have any more. That was left, as another copy "
            "of the project may have made it: delete it if nobody needs it."
        )
    for place in _of_another_project(project, folder, read):
        tell(
            f"“{place.name}” holds a playlist like one of this project, but not known to be made from this project. It "
            "was left: delete it if nobody else needs it, unless you know that everything in it may still be shared."
        )
    for place in _only_listed(project, folder, read):
        tell(
            f"“{place.name}” is said to hold an earlier export of a playlist of this project, but nothing in it proves "
            "which files were exported. All of it was left: delete what may no longer be shared yourself."
        )
    for path in (path for place in _places(folder) for path in unreadable_zips(place)):
        tell(
            f"“{path.relative_to(folder).as_posix()}” cannot be read, so nobody knows whether it holds an earlier "
            "export. It was left: delete it if it does."
        )
    for place in (place for place in _places(folder) if is_unreadable(place)):
        tell(
            f"What “{place.name}” says of earlier exports cannot be read, or is far too much, so nobody knows what "
            "is in it. It was left: look whether everything in it may still be shared."
        )
    if old:
        kept = {one.made.zip_hash for one in found if not one.outdated}

        def withdraw(bench: Path = folder) -> None:
            for place in dict.fromkeys(one.place for one in old):
                now = {one.key: one.now for one in old if one.place == place}
                _withdraw(project, place, bench, now, kept, tell)
                if place != folder:
                    with suppress(OSError):
                        place.rmdir()  # only where nothing else is in it

        with workplace(folder, ACTIVITY, withdraw) as bench:
            withdraw(bench)
    listed = {digest for one in found for digest in one.outdated_bytes}
    spoken_for = {path for one in found for path in one.spoken_for} | {folder / path.name for path in replaced}
    for sentence in name_loose_copies(project, folder, spoken_for, listed, noted):
        tell(sentence)
    return bool(left)


def _withdraw(
    project: Project, place: Path, bench: Path, now: Mapping[str, Mapping[int, str]], kept: Collection[str], tell: Tell
) -> None:
    ours = Owner(project.details.uid).project_key
    listed, _ = listed_in(place)
    is_listed = bool(listed.uid) and listed.project in ("", ours)
    mark = replace(listed, project=ours)  # versions before wrote no project: zip files of theirs are named

    def is_ours(path: Path) -> bool:
        return is_listed and is_zip_of(path, mark)

    ExportFolder(place, bench, NOBODY, Use.SHARING, tell, project).withdraw_sets(now, place.parent, is_ours)
    if is_listed:
        withdraw_zips(place.parent, mark, kept, tell, project)


def _places(folder: Path) -> Iterator[Path]:
    """The folder itself, those in it, and those in them: an export that was moved aside is there."""
    yield folder
    for inner in sorted(folders_in(folder)):
        yield inner
        yield from sorted(folders_in(inner))


def _exported(
    project: Project, folder: Path, noted: NotedBytes, read: _Read, look_up: Callable[[], object] = lambda: None
) -> Iterator[_Exported]:
    """What was exported from this project, for whatever use: what is written is what is taken away.

    A playlist's mark alone, which everybody can read, makes nothing ours. Where a name was taken out of what people
    wrote in it, or of excerpts that nobody noted somebody refused one, all of it goes. What this version knows no use
    of, and excerpts of which nothing is noted, are only known by their bytes. `look_up` may raise between two of them.
    """
    ours, known = Owner(project.details.uid).project_key, _playlists(project)
    sounds = owner_of_sounds(project).key(Use.SHARING)
    for place in _places(folder):
        for key, made in read(place).items():
            look_up()
            if made.project != ours:
                continue
            in_words = made.use in _KNOWN_USES and (made.grants or made.use not in _WITHOUT_GRANTS)
            gone = noted.named if in_words else noted.taken_out | noted.refused
            if not gone.isdisjoint(made.all_bytes):
                yield _Exported(place, key, made, {}, whole=True)
            elif in_words:
                inside = Use.REPORT if key == sounds else None
                yield _Exported(place, key, made, *_may_leave(project, made, known.get(key), inside))


def owner_of_sounds(project: Project) -> Owner:
    """Whose the sounds of its report are: a set of their own, as a yes to words is none to the sound."""
    return Owner(project.details.uid, "sounds of the report")


def _playlists(project: Project) -> dict[str, int]:
    """The playlists there are, by the keys of their exports."""
    uid = project.details.uid
    with project.read() as session:
        return {
            owner.key(use): playlist.id
            for playlist in playlists(session)
            for use in (*FOLDER_USES, Use.QUOTE)
            for owner in (
                Owner.of_playlist(playlist.uid, uid),
                *(Owner(uid, f"{what} of playlist {playlist.id}") for what in ("clips", "videos", *FolderKind)),
            )
        }


def _may_leave(
    project: Project, made: MadeSet, playlist_id: int | None, inside: Use | None
) -> tuple[dict[int, str], frozenset[int]]:
    """What of it may leave now `inside` what is made for something else, as fingerprints by excerpt; of a review, for
    whichever storyteller it was made.

    And the numbers of what is missing.
    """
    there, missing = made.grants, frozenset[int]()
    with project.read() as session:
        if not all(may_be_seen(session, person) for person in made.people):
            return {}, missing  # nobody noted in which of its files the photo is
    reviewers: list[int | None] = [None]
    if made.use == Use.REVIEW:
        with project.read() as session:
            reviewers += [teller.id for teller in all_storytellers(session)]
    found: dict[int, str] = {}
    for reviewer in reviewers:
        use, those = Use(made.use), sorted(there)
        sharing = shareable(project, those, use, playlist_id=playlist_id, review_of=reviewer, inside=inside)
        missing |= sharing.missing
        for excerpt in sharing.granted:
            if (grant := grant_of(excerpt)) == there[excerpt.excerpt_id] or excerpt.excerpt_id not in found:
                found[excerpt.excerpt_id] = grant
    return found, missing


def _of_another_project(project: Project, folder: Path, read: _Read) -> Iterator[Path]:
    """Playlists that only look like this project's: of another project, or of a version that noted only its title."""
    known, details = _playlists(project), project.details
    ours = Owner(details.uid).project_key
    for place in _places(folder):
        others = {key: made.project for key, made in read(place).items() if made.project != ours}
        if known.keys() & others.keys() or (_UNNAMED in others.values() and project_named_in(place) == details.title):
            yield place


def _only_listed(project: Project, folder: Path, read: _Read) -> Iterator[Path]:
    """Folders of which only a list says that a playlist of this project was exported to them.

    Versions before left them so, and an exchange of theirs that was cut off left one hidden; anybody can write such a
    list.
    """
    with project.read() as session:
        uids = {playlist.uid for playlist in playlists(session)}
    known, ours = _playlists(project), Owner(project.details.uid).project_key
    hidden = (path for path in folder.glob(f".*{UNFINISHED}") if path.is_dir() and not path.is_symlink())
    for place in (*_places(folder), *sorted(hidden)):
        mark, _ = listed_in(place)
        if mark.uid in uids and mark.project in ("", ours) and not known.keys() & read(place).keys():
            yield place
