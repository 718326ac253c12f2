"""A folder that exports go to: what is ours in it is put, renewed and taken away; what is not ours is never touched.

Ours is what we made, by its bytes: under our name, or under one that somebody gave it or a copy of it since.
Every step can be the last one: what is about to be ours is noted before it is put there, and what is no longer
ours is forgotten only once it is gone. So after a kill the next export finds every file of ours again.
"""

import os
import stat
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path, PurePosixPath

from coproclip.excerpts.approval import ShareableExcerpt, Sharing, Use
from coproclip.excerpts.handed_over.handovers import LeavingFile, note_taken_back
from coproclip.export.folders.digests import Digests, has_bytes, sha256
from coproclip.export.folders.ledger import HandoverNote
from coproclip.export.folders.left_behind import Left, LeftBehind
from coproclip.export.folders.loose_copies import some
from coproclip.export.folders.manifest import (
    MANIFEST,
    MadeFile,
    MadeSet,
    Owner,
    grant_of,
    is_kind_of_ours,
    manifest_text,
    read_manifest,
)
from coproclip.export.folders.strangers import keep_beside, said_of_strangers
from coproclip.export.folders.zipped import is_made_by_us
from coproclip.new_files import is_link, refuse_link, write_whole
from coproclip.project.project import Project
from coproclip.project.storage.places import is_plain_file

Tell = Callable[[str], None]
# What of these excerpts may leave now, asked again while files are made.
Again = Callable[[Sequence[int]], Sharing]
WITHDRAWN = "withdrawn"
"""The grant of what could not be taken away yet."""


def keep_quiet(_sentence: str) -> None:
    """A `Tell` for those who do not ask what else happened."""


class ExportFolder:
    """The folder, and the set of files in it that belong to one owner and use.

    `bench` is a workplace on the same disk. `tell` is called with a sentence for whatever a person should know. What is
    taken away is noted in the ledger of `project`, if it is out of one.
    """

    def __init__(
        self, folder: Path, bench: Path, owner: Owner, use: Use, tell: Tell, project: Project | None = None
    ) -> None:
        refuse_link(folder)
        self.folder, self._bench, self._tell, self._project = folder, bench, tell, project
        self._sets, self._digests = read_manifest(folder), Digests()
        self._key = owner.key(use)
        self._mine = self._sets.setdefault(self._key, MadeSet())
        self._mine.project, self._mine.use = owner.project_key, use.value
        self._put: dict[str, MadeFile] = {}
        self._removed: list[str] = []
        self._taken_back: list[LeavingFile] = []  # not yet noted
        self._left = LeftBehind(folder.name)

    @property
    def left(self) -> list[str]:
        """The names of files that were ours once and were not taken away, as somebody changed them for one."""
        return self._left.names

    # ---- names ------------------------------------------------------------------------------------------------

    def numbers_of_others(self) -> set[int]:
        """The numbers that other exports into this folder begin their names with."""
        names = [name for key, made in self._sets.items() if key != self._key for name in made.files]
        heads = [name.partition(" ")[0] for name in names]
        return {int(head) for head in heads if head.isascii() and head.isdigit() and len(head) < 9}

    def free_stem(self, stem: str, places: Iterable[str]) -> str:
        """`stem`, or with “(2)” … behind it where a file that is not ours has that name.

        `places` are patterns for the names from the folder: `audio/{}.mp3`.
        """
        wanted, number = list(places), 1
        while True:
            tried = stem if number == 1 else f"{stem} ({number})"
            if all(self.is_free(place.format(tried)) for place in wanted):
                return tried
            number += 1

    def is_free(self, name: str) -> bool:
        """Whether `name` may be written: there is nothing, or only what we made and nobody changed."""
        return not os.path.lexists(self.folder / name) or self._unchanged(name, self._mine.files.get(name))

    def _unchanged(self, name: str, made: MadeFile | None) -> bool:
        if made is None or self._is_elsewhere(name):
            return False
        return self._digests.has_bytes(self.folder / name, made.hashes, made.sizes)

    def _is_elsewhere(self, name: str) -> bool:
        """Whether a link leads out of the folder on the way to `name`."""
        parents = [self.folder / part for part in _parents(name)]
        return any(os.path.lexists(part) and is_link(part) for part in parents)

    # ---- putting ----------------------------------------------------------------------------------------------

    def put(
        self, files: Mapping[str, Path], note: HandoverNote, excerpt: ShareableExcerpt | None = None
    ) -> dict[str, str]:
        """Move finished files to their names (with `/`) in the folder, in order; returns their SHA-256 by name.

        They are noted in the ledger first.
        """
        for part in {part for name in files for part in _parents(name)}:
            refuse_link(self.folder / part)
        number, grant = (excerpt.excerpt_id, grant_of(excerpt)) if excerpt else (0, "")
        fresh = {name: _made(path, number, grant) for name, path in files.items()}
        hashes = {name: next(iter(made.hashes)) for name, made in fresh.items()}
        before = [name for name in fresh if self._unchanged(name, self._mine.files.get(name))]
        note.renewed([LeavingFile(name, sha256(self.folder / name)) for name in before])
        note.leaving(hashes, excerpt)
        for name, made in fresh.items():
            if not self.is_free(name):
                self._put_aside(name)
            self._mine.files[name] = made.or_else(self._mine.files.get(name))
        self._write()
        for name, source in files.items():
            place = self.folder / name
            for part in _parents(name):
                (self.folder / part).mkdir(mode=0o700, exist_ok=True)
            with suppress(OSError):  # sticks know no owners
                source.chmod(0o600)
            os.replace(source, place)
            self._put[name] = fresh[name]
        return hashes

    def hold(self, excerpts: Iterable[ShareableExcerpt], people: Iterable[int] = ()) -> None:
        """Note which excerpts (grants) are in what is about to be put here without a single one of its own, and
        whose photo (ids of storytellers).
        """
        self._mine.inside = {excerpt.excerpt_id: grant_of(excerpt) for excerpt in excerpts}
        self._mine.people = frozenset(people)

    def _put_aside(self, name: str) -> None:
        """Somebody changed a file of ours whose name cannot be another: theirs is kept beside it."""
        kept = keep_beside(self.folder / name)
        self._mine.files.pop(name, None)
        if copied := self._mine.copies.pop(name, None):
            self._mine.copies[kept.relative_to(self.folder).as_posix()] = copied
        self._tell(
            f"“{name}” had been changed by somebody, so it was kept as “{kept.name}”. "
            "Look whether everything in it may still be shared."
        )

    def put_zip(self, source: Path, parent: Path, name: str, note: HandoverNote) -> tuple[Path, str]:
        """Move the finished zip file beside the folder, once it is noted; returns where it is, and its SHA-256."""
        stem, number = name, 1
        while os.path.lexists(place := parent / (f"{stem}.zip" if number == 1 else f"{stem} ({number}).zip")):
            number += 1
        self._mine.zip, self._mine.zip_hash = place.name, sha256(source)
        note.leaving({place.name: self._mine.zip_hash})
        self._write()
        with suppress(OSError):
            source.chmod(0o600)
        os.replace(source, place)
        return place, self._mine.zip_hash

    # ---- taking away ------------------------------------------------------------------------------------------

    def withdraw(self, granted: Sequence[ShareableExcerpt], again: Again | None) -> None:
        """Take away every clip that may no longer leave as it is, of this owner and of others out of its project."""
        self._find_copies()
        mine = {excerpt.excerpt_id: grant_of(excerpt) for excerpt in granted}
        changed = False
        for key, made in self._sets.items():
            clips = {file.excerpt for file in (*made.files.values(), *made.copies.values()) if file.excerpt}
            if key == self._key:
                now = mine
            elif made.project == self._mine.project and again is not None and made.use == self._mine.use:
                now = made.may_stay(again(sorted(clips)))
            else:
                continue
            changed |= self._remove_all(made, now)
        if changed:
            self._write_if_room()

    def withdraw_playlist(
        self, granted: Sequence[ShareableExcerpt], parent: Path, is_ours: Callable[[Path], bool]
    ) -> None:
        """Where a clip may no longer leave as it is, take it away, with the page, the lists and the zip file.

        All of those hold its words. Where it is not known which excerpts are in it, all of it goes.
        """
        self._find_copies()
        mine = {excerpt.excerpt_id: grant_of(excerpt) for excerpt in granted}
        self._withdraw_whole([(self._mine, mine)], parent, is_ours)

    def withdraw_sets(
        self, now: Mapping[str, Mapping[int, str]], parent: Path, is_ours: Callable[[Path], bool]
    ) -> None:
        """The same for other sets in the folder, by owner's key; what is granted `now` is given as fingerprints."""
        self._find_copies()
        sets = [(self._sets[key], granted) for key, granted in now.items() if key in self._sets]
        self._withdraw_whole(sets, parent, is_ours)

    def _withdraw_whole(
        self, sets: Iterable[tuple[MadeSet, Mapping[int, str]]], parent: Path, is_ours: Callable[[Path], bool]
    ) -> None:
        changed = False
        for made, now in sets:
            good = made.is_good(now)
            if not good and made and (zipped := made.zip) and self._withdraw_zip_of(made, parent, is_ours):
                self._tell(f"Taken away: “{zipped}”, a zip file of an earlier export.")
            changed |= self._remove_all(made, now, lists=not good)
        if changed:
            self._write_if_room()
        self.say_removed()

    def _remove_all(self, made: MadeSet, now: Mapping[int, str], *, lists: bool = False) -> bool:
        """Remove what is not granted `now` as it is, its copies too, and `lists` of it; returns whether there was any.

        `now` has the fingerprints of what is granted by excerpt.
        """
        found = [
            (listed, name)
            for listed in (made.files, made.copies)
            for name, file in listed.items()
            if now.get(file.excerpt, "") != file.grant or (lists and not file.excerpt)
        ]
        for listed, name in found:
            self._remove(made, listed, name)
        return bool(found)

    @property
    def zip_hash(self) -> str:
        """The SHA-256 of the zip file that goes with what is in the folder; empty where there is none."""
        return self._mine.zip_hash

    def withdraw_zip(self, parent: Path, is_ours: Callable[[Path], bool] = lambda _path: False) -> None:
        """Take away the zip file beside the folder; one that was changed is left to whoever knows that it `is_ours`."""
        self._withdraw_zip_of(self._mine, parent, is_ours)
        self._say_left()

    def _withdraw_zip_of(self, made: MadeSet, parent: Path, is_ours: Callable[[Path], bool]) -> bool:
        """Returns whether one was taken away."""
        place, gone = parent / made.zip, False
        if made.zip and is_plain_file(place):
            # A planted sum may be that of somebody's own file.
            if has_bytes(place, {made.zip_hash}) and is_made_by_us(place):
                place.unlink()
                gone = True
                self._taken_back.append(LeavingFile(place.name, made.zip_hash))
            elif not is_ours(place):
                self._left.note(place.name, Left.CHANGED)
        made.zip = made.zip_hash = ""
        return gone

    def finish(self, spoken_of: Collection[str] = ()) -> None:
        """Take away what an earlier export of the same put here and this one did not, and say what is not ours, but for
        names that were `spoken_of` just before.
        """
        for name in [name for name in self._mine.files if name not in self._put]:
            self._remove(self._mine, self._mine.files, name)
        self._mine.files = dict(self._put)
        self._mine.copies = {name: one for name, one in self._mine.copies.items() if self._unchanged(name, one)}
        self._write()
        self.say_removed()
        if self._mine.copies:
            self._tell(
                f"Copies in “{self.folder.name}” of what was exported: {some(sorted(self._mine.copies))}. They were "
                "left, and will be taken away by an export as soon as they may no longer be shared."
            )
        others = [name for name in self.strangers() if name not in (*self.left, *spoken_of)]
        for sentence in said_of_strangers(self.folder, others, self._project):
            self._tell(sentence)

    def say_removed(self) -> None:
        """Say what was taken away since this was said last, and note it; and what had to be left."""
        for name in {part for made in self._removed for part in _parents(made)}:
            with suppress(OSError):
                (self.folder / name).rmdir()  # only where nothing is left in it
        if self._removed:
            many = f"{len(self._removed)} files" if len(self._removed) > 1 else "1 file"
            self._tell(f"Taken away from “{self.folder.name}”: {many} of an earlier export ({some(self._removed)}).")
        self._removed.clear()
        self._say_left()
        if self._project is not None and self._taken_back:
            note_taken_back(self._project, self._taken_back)
        self._taken_back.clear()

    def _say_left(self) -> None:
        for sentence in self._left.sentences():
            self._tell(sentence)

    def strangers(self) -> list[str]:
        """The names of files here that are on no list of ours."""
        ours = {name for made in self._sets.values() for name in (*made.files, *made.copies)}
        ours |= {part for name in ours for part in _parents(name)}
        found = self._names_here()
        # Playlists beside the clips, with their zip files.
        for made in [made for name in found if "/" not in name for made in read_manifest(self.folder / name).values()]:
            ours |= {made.zip}
        ours |= {name for name in found if (self.folder / name / MANIFEST).is_file()}
        return sorted(name for name in found if name not in ours and not name.rpartition("/")[2].startswith("."))

    def _names_here(self) -> list[str]:
        """All there is in the folder, and in the folders in it that are ours."""
        ours = {part for made in self._sets.values() for name in made.files for part in _parents(name)}
        found = []
        for inside in ("", *sorted(ours)):
            with suppress(OSError), os.scandir(self.folder / inside) as entries:
                found += [f"{inside}/{entry.name}" if inside else entry.name for entry in entries]
        return found

    def _find_copies(self) -> None:
        """Know again, by its bytes, what somebody gave another name; only what is as long as a file of ours is read."""
        known: dict[str, tuple[MadeSet, MadeFile]] = {}
        sizes, endings = set[int](), set[str]()  # endings where versions before noted no size
        for made in self._sets.values():
            for name, file in (*made.files.items(), *made.copies.items()):
                known |= {digest: (made, file) for digest in file.hashes if digest not in known}
                sizes |= file.sizes
                endings |= set() if file.sizes else {PurePosixPath(name).suffix}
        ours = {name: file for made in self._sets.values() for name, file in made.files.items()}
        for name in self._names_here():
            path = self.folder / name
            with suppress(OSError):
                about = path.lstat()
                expected = ours.get(name, MadeFile(sizes=frozenset({-1}))).sizes
                if not stat.S_ISREG(about.st_mode) or self._is_elsewhere(name):
                    continue
                if not expected or about.st_size in expected:
                    continue  # under its own name
                if about.st_size in sizes or path.suffix in endings:
                    digest = sha256(path)
                    if digest in known and not any(digest in one.hashes for one in self._copies_called(name)):
                        made, file = known[digest]
                        one = replace(file, hashes=frozenset({digest}), sizes=frozenset({about.st_size}))
                        made.copies[name] = one

    def _copies_called(self, name: str) -> list[MadeFile]:
        return [made.copies[name] for made in self._sets.values() if name in made.copies]

    def _remove(self, made: MadeSet, listed: dict[str, MadeFile], name: str) -> None:
        path = self.folder / name
        file = listed.pop(name)
        if listed is self._mine.files:
            self._put.pop(name, None)
        if not os.path.lexists(path):
            return
        if self._unchanged(name, file) and is_kind_of_ours(name):
            try:
                digest = sha256(path)
                path.unlink()
                self._removed.append(name)
                self._taken_back.append(LeavingFile(name, digest))
            except OSError:  # a player has it open, for one: the next export tries again
                made.copies[name] = replace(file, grant=WITHDRAWN)
                self._left.note(name, Left.IN_USE)
        elif self._unchanged(name, file):
            self._left.note(name, Left.OTHER_KIND)
        elif not self._copies_called(name):  # else it is another one of ours
            self._left.note(name, Left.CHANGED)

    def _write_if_room(self) -> None:
        """What was taken away need not be noted: it is found to be gone the next time."""
        with suppress(OSError):
            self._write()

    def _write(self) -> None:
        """Keep what is ours, in one step."""
        kept = self.folder / MANIFEST
        if not any(self._sets.values()):
            kept.unlink(missing_ok=True)
            return
        self.folder.mkdir(mode=0o700, exist_ok=True)
        write_whole(kept, manifest_text(self._sets).encode("utf-8"), bench=self._bench)


def _made(path: Path, number: int, grant: str) -> MadeFile:
    return MadeFile(frozenset({sha256(path)}), number, grant, frozenset({path.stat().st_size}))


def _parents(name: str) -> list[str]:
    return ["/".join(name.split("/")[: place + 1]) for place in range(name.count("/"))]
