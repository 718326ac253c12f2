"""Clips: one sound file for each excerpt that may leave, with its captions beside it."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from coproclip.errors import NotShareable, StorageError, storage_error
from coproclip.excerpts.approval import ShareableExcerpt, Use
from coproclip.excerpts.marking import stories_of
from coproclip.excerpts.rules.grants import (
    NO_TEXT,
    ShareableText,
    asked_again,
    home_of,
    no_longer,
    recheck,
    still_true,
    verify,
)
from coproclip.export.captioned_video import Shape
from coproclip.export.clip import REVIEW_SUFFIX, ClipChoices, ClipFiles, caption_endings, title_of
from coproclip.export.folders.finished import Expected, say_if_not_whole
from coproclip.export.folders.ledger import HandoverNote
from coproclip.export.folders.loose_copies import some
from coproclip.export.folders.manifest import Owner, grant_of
from coproclip.export.folders.names import numbered_names
from coproclip.export.folders.placing import earlier_exports, is_outdated
from coproclip.export.folders.target import Again, ExportFolder, Tell, keep_quiet
from coproclip.export.folders.workplace import say_if_gone, workplace
from coproclip.export.many_clips import clips_in_order
from coproclip.jobs import CancelToken, Report, Stopwatch, silent
from coproclip.new_files import refuse_link
from coproclip.project.project import Project

ACTIVITY = "making the clips"
NOBODY = Owner()
TITLE = "Clips"
"""What the ledger calls them: a title of a story may hold a name."""


def export_clips(
    excerpts: Sequence[ShareableExcerpt],
    folder: Path,
    *,
    owner: Owner = NOBODY,
    again: Again | None = None,
    format: str = "mp3",
    captions: bool = True,
    loudness: bool = True,
    album: ShareableText = NO_TEXT,
    shape: Shape = Shape.WIDE,
    captions_in: str = "",
    report: Report = silent,
    cancel: CancelToken | None = None,
    tell: Tell = keep_quiet,
    use: Use | None = None,
    to_whom: str = "",
) -> list[ClipFiles]:
    """`01 Title.mp3` … in `folder`, each with `.vtt`, `.srt` and `.txt`; a clip is there whole or not at all.

    What an earlier export of the same `owner` left there is renewed or taken away, first of all what may no longer
    leave; anything else in the folder is left alone. `again` says anew, for each clip and at the end, what may leave.
    `shape` is that of videos, and `captions_in` the language (BCP 47) in their picture. What is made is noted in the
    ledger as handed `to_whom`. With no excerpts, all of the owner's for `use` are taken away. When stopped, finished
    clips stay. `tell` hears, in sentences, what else a person should know. Raises
    `MediaError` when a recording cannot be cut, `StorageError` when the disk refuses or not everything is there at the
    end, `NotShareable` for anything but a `ShareableExcerpt` and when an answer was taken back meanwhile.
    """
    choices = ClipChoices(format, captions, loudness, album, shape, captions_in)
    cancel, watch = cancel or CancelToken(), Stopwatch(report)
    only_shareable(excerpts)
    refuse_link(folder)
    if not excerpts and not folder.exists():
        return []
    made: list[ClipFiles] = []
    expected: list[Expected] = []
    its_use, home = use or use_of(excerpts), home_of(excerpts)
    note = HandoverNote(its_use, TITLE, to_whom, tell, home, texts=(album,))

    def withdraw() -> None:
        target = ExportFolder(folder, folder, owner, its_use, tell, home)
        target.withdraw(granted_now(excerpts, again), again)
        target.say_removed()

    with workplace(folder, ACTIVITY, withdraw) as bench, counted(made, len(excerpts), folder):
        target = ExportFolder(folder, bench, owner, its_use, tell, home)
        target.withdraw(granted_now(excerpts, again), again)
        names = [
            target.free_stem(name, [f"{{}}.{choices.format}", *(f"{{}}{one}" for one in endings)])
            for name, endings in zip(
                clip_names(excerpts, target.numbers_of_others()),
                [caption_endings(excerpt) if captions else [] for excerpt in excerpts],
                strict=True,
            )
        ]
        try:
            try:
                wanted = [(one, bench / name, bench / name) for one, name in zip(excerpts, names, strict=True)]
                with clips_in_order(wanted, choices, cancel) as clips:
                    for number, excerpt in enumerate(excerpts, 1):
                        cancel.raise_if_cancelled()
                        watch(number - 1, len(excerpts), f"Making clip {number} of {len(excerpts)}")
                        written = next(clips)
                        still_granted(excerpt, again)
                        say_if_gone(bench)
                        hashes = target.put({path.name: path for path in written.files.paths}, note, excerpt)
                        expected += written.expected(hashes, folder)
                        made.append(written.files.moved(lambda path: folder / path.name))
            finally:
                _take_back(target, excerpts, again)
        except BaseException:
            target.say_removed()
            raise
        target.finish()
    say_if_not_whole(expected, len(excerpts), folder)
    watch(len(excerpts), len(excerpts), "Clips are ready")
    return made


def withdraw_clips(
    excerpts: Sequence[ShareableExcerpt],
    folder: Path,
    *,
    owner: Owner,
    use: Use,
    again: Again | None = None,
    tell: Tell = keep_quiet,
    project: Project | None = None,
) -> None:
    """Take the clips of `owner` that may no longer leave as they are away from `folder`; nothing else changes."""
    only_shareable(excerpts)

    def withdraw(bench: Path = folder) -> None:
        target = ExportFolder(folder, bench, owner, use, tell, project or home_of(excerpts))
        target.withdraw(granted_now(excerpts, again), again)
        target.say_removed()

    with workplace(folder, ACTIVITY, withdraw) as bench:
        withdraw(bench)
    with suppress(OSError):
        folder.rmdir()  # only where nothing else is in it


def outdated_clips(parent: Path, owner: Owner, use: Use, excerpts: Sequence[ShareableExcerpt]) -> list[Path]:
    """The folders in `parent` where clips of `owner` are that may not leave as they are: not one of `excerpts`."""
    only_shareable(excerpts)
    return [path for path, made in earlier_exports(parent, owner, use).items() if is_outdated(path, made, excerpts)]


def still_granted(excerpt: ShareableExcerpt, again: Again | None) -> None:
    """Raise `NotShareable` unless the excerpt may leave, now, exactly as it is; `ProjectGone` where its project is."""
    recheck(excerpt)
    if again is not None and not _given_again([excerpt], again):
        raise no_longer(excerpt)


def all_still_granted(excerpts: Sequence[ShareableExcerpt], again: Again | None) -> None:
    """Raise `NotShareable` unless each may leave, now, exactly as it is; all of them are asked about in one go."""
    good = set(map(id, granted_now(excerpts, again)))
    for excerpt in excerpts:
        if id(excerpt) not in good:
            still_granted(excerpt, again)


def granted_now(excerpts: Sequence[ShareableExcerpt], again: Again | None) -> list[ShareableExcerpt]:
    """Those that may leave, now, exactly as they are; all of them are asked about in one go."""
    granted = still_true(excerpts)
    return granted if again is None else _given_again(granted, again)


def _given_again(excerpts: Sequence[ShareableExcerpt], again: Again) -> list[ShareableExcerpt]:
    def answer(some: Sequence[ShareableExcerpt]) -> list[ShareableExcerpt]:
        now = {one.excerpt_id: grant_of(one) for one in again([one.excerpt_id for one in some]).granted}
        return [one for one in some if now.get(one.excerpt_id) == grant_of(one)]

    return asked_again(excerpts, again, answer)


@contextmanager
def withdrawn(withdraw: Callable[[], list[str]]) -> Iterator[None]:
    """Take away what may no longer leave before anything is made, and once more when the making ends too early."""
    left = withdraw()
    try:
        yield
    except NotShareable as error:
        raise say_what_is_left(error, left + withdraw()) from None
    except BaseException:
        withdraw()
        raise


def say_what_is_left(error: NotShareable, left: Sequence[str]) -> NotShareable:
    """`error`, which says that nothing was left; or one that names what was: changed by somebody, or held open."""
    if not left:
        return error
    return NotShareable(error.happened, f"Not taken away: {some(left)}.", "Delete it yourself.")


def _take_back(target: ExportFolder, excerpts: Sequence[ShareableExcerpt], again: Again | None) -> None:
    """Take away what may no longer leave, made now or earlier. Raises `NotShareable` where an answer was taken back."""
    target.withdraw(granted_now(excerpts, again), again)
    try:
        all_still_granted(excerpts, again)
    except NotShareable as error:
        raise say_what_is_left(error, target.left) from None


@contextmanager
def counted(made: Sequence[ClipFiles], wanted: int, folder: Path) -> Iterator[None]:
    """Say of every trouble with the disk inside how many of the `wanted` sounds are in the folder."""
    try:
        yield
    except (OSError, StorageError) as error:
        trouble = storage_error(error, ACTIVITY) if isinstance(error, OSError) else error
        there = sum(clip.audio.is_file() for clip in made)
        happened = f"{trouble.happened} {there} of {wanted} sounds are in “{folder.name}”."
        raise StorageError(happened, trouble.safe, trouble.next) from error


def use_of(excerpts: Sequence[ShareableExcerpt]) -> Use:
    """What these leave for: for review as soon as one of them does, for a public page where all of them do."""
    uses = {excerpt.use for excerpt in excerpts}
    if Use.REVIEW in uses:
        return Use.REVIEW
    return Use.PAGE if uses == {Use.PAGE} else Use.SHARING


def owner_of(project: Project, excerpt_ids: Sequence[int]) -> Owner:
    """Whose clips these are: those of the stories that they come from, whichever of their excerpts it is today."""
    with project.read() as session:
        stories = stories_of(session, excerpt_ids)
    return Owner(project.details.uid, f"clips of stories {', '.join(map(str, stories))}")


def only_shareable(excerpts: Sequence[ShareableExcerpt]) -> None:
    """Raise `NotShareable` if anything else is among `excerpts`."""
    for excerpt in excerpts:
        verify(excerpt)


def clip_names(excerpts: Sequence[ShareableExcerpt], taken: Collection[int] = ()) -> list[str]:
    """The clips' file names without extension; those for review say so. Numbers that are `taken` are left out."""
    names = numbered_names([title_of(excerpt) for excerpt in excerpts], otherwise="Excerpt", taken=taken)
    return [
        f"{name}{REVIEW_SUFFIX}" if excerpt.use is Use.REVIEW else name
        for name, excerpt in zip(names, excerpts, strict=True)
    ]
