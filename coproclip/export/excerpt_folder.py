"""A folder made of excerpts: an earlier one is brought up to date, and what may no longer leave goes first."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from coproclip.excerpts.approval import ShareableExcerpt
from coproclip.excerpts.marking import stories_of
from coproclip.excerpts.rules.grants import NO_TEXT, ShareableText, home_of, recheck_texts, verify_texts
from coproclip.excerpts.rules.policy import Use
from coproclip.export.clip import ClipChoices, ClipFiles, WrittenClip
from coproclip.export.clips import (
    all_still_granted,
    clip_names,
    counted,
    granted_now,
    only_shareable,
    still_granted,
    withdrawn,
)
from coproclip.export.folders.finished import Expected, say_if_not_whole
from coproclip.export.folders.ledger import HandoverNote
from coproclip.export.folders.manifest import Owner
from coproclip.export.folders.placing import ExportPlace
from coproclip.export.folders.target import Again, ExportFolder, Tell
from coproclip.export.folders.workplace import say_if_gone, workplace
from coproclip.export.many_clips import clips_in_order
from coproclip.jobs import CancelToken, Stopwatch
from coproclip.project.project import Project

FindPlace = Callable[[ShareableText], ExportPlace]
"""Where a folder that is called so goes."""


class FolderKind(StrEnum):
    """What such a folder is; by this and by what it is of it is known again."""

    TIMELINE = "timeline"
    CARDS = "cards"
    CONVERSATION = "conversation"
    MONTAGE = "montage"
    ONE_PAGE = "one page"


def owner_of_folder(
    project: Project,
    kind: FolderKind,
    excerpt_ids: Sequence[int],
    *,
    playlist_id: int | None = None,
    theme_id: int | None = None,
) -> Owner:
    """Whose a folder is: that of a playlist, of a theme, or of the stories that its excerpts come from."""
    what = f"playlist {playlist_id}" if playlist_id is not None else f"theme {theme_id}"
    if playlist_id is None and theme_id is None:
        with project.read() as session:
            what = f"stories {', '.join(map(str, stories_of(session, excerpt_ids)))}"
    return Owner(project.details.uid, f"{kind} of {what}")


@dataclass(frozen=True, slots=True)
class Filled:
    """What is ready to be put in its place: files of one excerpt alone, and files of all of them.

    Those of `clips` are of the excerpt with their number; they are listened to once they are there.
    """

    alone: tuple[tuple[ShareableExcerpt, tuple[Path, ...]], ...] = ()
    of_all: tuple[Path, ...] = ()
    clips: tuple[WrittenClip, ...] = ()


@dataclass(frozen=True, slots=True)
class PutFolder:
    """Where it was put, the files of all its excerpts, those of one alone, and its clips in order."""

    folder: Path
    of_all: tuple[Path, ...]
    alone: tuple[Path, ...]
    clips: tuple[ClipFiles, ...]


@dataclass(frozen=True, slots=True)
class FolderOf:
    """Whose the folder is: `find` says where it goes, `use` what for; it is noted as `noted` and handed `to_whom`.

    `title` is what it is called after, and `texts` are all other texts in it. `again` says anew what may leave.
    """

    find: FindPlace
    owner: Owner
    use: Use
    noted: ShareableText | str
    title: ShareableText
    texts: tuple[ShareableText, ...]
    again: Again | None = None
    to_whom: str = ""


def put_folder(
    excerpts: Sequence[ShareableExcerpt],
    parent: Path,
    what: FolderOf,
    fill: Callable[[Path], Filled],
    *,
    activity: str,
    cancel: CancelToken,
    tell: Tell,
) -> PutFolder:
    """Have `fill` make the files in an empty folder, look once more whether all may leave, and put them in `parent`.

    Raises `BadInput`, `NotShareable`, `MediaError`, `StorageError`.
    """
    only_shareable(excerpts)
    verify_texts([what.title, *what.texts])
    home, clips = home_of(excerpts), list[ClipFiles]()

    def target(place: Path, bench: Path) -> ExportFolder:
        return ExportFolder(place, bench, what.owner, what.use, tell, home)

    def withdraw(bench: Path = parent) -> list[str]:
        left = list[str]()
        for before in what.find(NO_TEXT).earlier:
            there = target(before, bench)
            there.withdraw_playlist(granted_now(excerpts, what.again), parent, lambda _path: False)
            left += there.left
        return left

    def make_room() -> None:
        withdraw()

    with (
        workplace(parent, activity, make_room) as bench,
        counted(clips, len(excerpts), parent),
        _withdrawn(what, lambda: withdraw(bench)) as place,
    ):
        fresh = bench / "folder"
        fresh.mkdir(exist_ok=True)
        made = fill(fresh)
        all_still_granted(excerpts, what.again)
        recheck_texts([what.title, *what.texts])
        cancel.raise_if_cancelled()
        say_if_gone(bench)
        place.take_over()
        there = target(place.folder, bench)
        inside = [] if made.alone else [excerpt.excerpt_id for excerpt in excerpts]
        texts = (what.title, *what.texts)
        note = HandoverNote(what.use, what.noted, what.to_whom, tell, home, excerpts=inside, texts=texts)
        if inside:  # else the files of each say what is in it
            there.hold(excerpts)
        expected, alone = list[Expected](), list[Path]()
        sounds = {clip.files.excerpt_id: clip for clip in made.clips}
        for excerpt, paths in made.alone:
            hashes = there.put({path.relative_to(fresh).as_posix(): path for path in paths}, note, excerpt)
            alone += [place.folder / name for name in hashes]
            if clip := sounds.get(excerpt.excerpt_id):
                expected += clip.expected(hashes, place.folder)
                clips.append(clip.files.moved(lambda path: place.folder / path.relative_to(fresh)))
            else:
                expected += [Expected(place.folder / name, digest) for name, digest in hashes.items()]
        hashes = there.put({path.relative_to(fresh).as_posix(): path for path in made.of_all}, note)
        expected += [Expected(place.folder / name, digest) for name, digest in hashes.items()]
        there.finish()
        all_still_granted(excerpts, what.again)
    say_if_not_whole(expected, len(made.clips), place.folder)
    return PutFolder(place.folder, tuple(place.folder / name for name in hashes), tuple(alone), tuple(clips))


def write_clips(
    excerpts: Sequence[ShareableExcerpt],
    fresh: Path,
    choices: ClipChoices,
    again: Again | None,
    watch: Stopwatch,
    cancel: CancelToken,
) -> Filled:
    """A clip of each excerpt in the folders `audio` and `captions` of `fresh`; `watch` has one step more than those.

    Raises `NotShareable` unless each may leave just then, `MediaError`, `StorageError`.
    """
    written: list[WrittenClip] = []
    names = clip_names(excerpts)
    wanted = [
        (one, fresh / "audio" / name, fresh / "captions" / name) for one, name in zip(excerpts, names, strict=True)
    ]
    with clips_in_order(wanted, choices, cancel) as clips:
        for number, excerpt in enumerate(excerpts, 1):
            cancel.raise_if_cancelled()
            say_if_gone(fresh.parent)
            watch(number - 1, len(excerpts) + 1, f"Making clip {number} of {len(excerpts)}")
            written.append(next(clips))
            still_granted(excerpt, again)
    alone = [(excerpt, tuple(clip.files.paths)) for excerpt, clip in zip(excerpts, written, strict=True)]
    return Filled(tuple(alone), (), tuple(written))


@contextmanager
def _withdrawn(what: FolderOf, withdraw: Callable[[], list[str]]) -> Iterator[ExportPlace]:
    """Where the folder goes, found before its earlier export may have lost all by which it is known."""
    place = what.find(what.title)
    with withdrawn(withdraw):
        yield place
