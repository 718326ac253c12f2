"""Files that each hold something of all their excerpts: an earlier one goes first, and a new one comes whole."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from coproclip.excerpts.approval import ShareableExcerpt
from coproclip.excerpts.rules.grants import ShareableText, home_of, no_longer_so
from coproclip.excerpts.rules.policy import Use
from coproclip.export.clips import granted_now, only_shareable, say_what_is_left, still_granted
from coproclip.export.folders.finished import Expected, say_if_not_whole
from coproclip.export.folders.ledger import HandoverNote
from coproclip.export.folders.manifest import Owner
from coproclip.export.folders.target import Again, ExportFolder, Tell
from coproclip.export.folders.workplace import say_if_gone, workplace
from coproclip.project.project import Project


@dataclass(frozen=True, slots=True)
class SheetOf:
    """Whose the files are, what for, how they are called, their endings, and what people wrote in them.

    `again` says anew what may leave.
    """

    owner: Owner
    use: Use
    title: str
    endings: tuple[str, ...]
    texts: tuple[ShareableText, ...]
    again: Again | None = None
    to_whom: str = ""


def put_sheet(
    excerpts: Sequence[ShareableExcerpt],
    folder: Path,
    what: SheetOf,
    write: Callable[[Path], None],
    *,
    activity: str,
    tell: Tell,
    project: Project | None = None,
    is_still_so: Callable[[], bool] = lambda: True,
) -> tuple[Path, ...]:
    """Have each file written (`write` is told where, by its ending what it is) and put it into `folder`.

    What an earlier one of the same owner says is taken away first; with no excerpts, that is all (`project` is where
    that is noted). `is_still_so` is asked just before they are put there. Raises `NotShareable`, `StorageError`.
    """
    only_shareable(excerpts)
    home = home_of(excerpts) or project

    def withdraw(bench: Path = folder) -> list[str]:
        target = ExportFolder(folder, bench, what.owner, what.use, tell, home)
        target.withdraw_playlist([], folder.parent, lambda _path: False)
        return target.left

    if not excerpts and not folder.exists():
        return ()
    with workplace(folder, activity, withdraw) as bench:
        left = withdraw(bench)
        if not excerpts:
            return ()
        target = ExportFolder(folder, bench, what.owner, what.use, tell, home)
        stem = target.free_stem(what.title, [f"{{}}.{ending}" for ending in what.endings])
        made = {f"{stem}.{ending}": bench / f"{stem}.{ending}" for ending in what.endings}
        for path in made.values():
            write(path)
        for excerpt in excerpts:
            still_granted(excerpt, what.again)
        happened = f"Something in “{what.title}” was changed meanwhile, so it was not made."
        if not is_still_so():
            raise no_longer_so(home, happened)
        say_if_gone(bench)
        target.hold(excerpts)
        inside = [excerpt.excerpt_id for excerpt in excerpts]
        note = HandoverNote(what.use, what.title, what.to_whom, tell, home, excerpts=inside, texts=what.texts)
        hashes = target.put(made, note)
        if len(granted_now(excerpts, what.again)) < len(excerpts):
            target.withdraw_playlist([], folder.parent, lambda _path: False)
            raise say_what_is_left(no_longer_so(home, happened), target.left)
        target.finish(left)
    say_if_not_whole([Expected(folder / name, digest) for name, digest in hashes.items()], 0, folder)
    return tuple(folder / name for name in made)
