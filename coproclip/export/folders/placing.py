"""Where a playlist's folder goes: over its own earlier version, whatever that was called, and over nothing else."""

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from coproclip.excerpts.approval import ShareableExcerpt, Use
from coproclip.excerpts.rules.grants import ShareableText, verify, verify_texts
from coproclip.export.folders.manifest import MadeSet, Owner, folded, grant_of, holds_some_of, set_of
from coproclip.export.folders.names import safe_name
from coproclip.export.folders.zipped import zip_beside
from coproclip.new_files import is_link


@dataclass(frozen=True, slots=True)
class ExportPlace:
    """Where a playlist goes, where its earlier export is (the same place, another, or none), and copies of that."""

    folder: Path
    before: Path | None
    copies: tuple[Path, ...]

    @property
    def earlier(self) -> tuple[Path, ...]:
        """All folders that hold an earlier export."""
        return tuple(dict.fromkeys(filter(None, (self.before, *self.copies))))

    def take_over(self) -> None:
        """Give the earlier export its new name, with all that people put beside it. Raises `OSError`."""
        if self.before is not None and self.before != self.folder:
            os.rename(self.before, self.folder)


def playlist_place(parent: Path, title: ShareableText, owner: Owner, use: Use, *, suffix: str = "") -> ExportPlace:
    """Where in `parent` a playlist goes: over its earlier export, else a name that nothing has."""
    verify_texts([title])
    return _place(parent, safe_name(title, "Playlist"), owner, use, suffix)


def review_place(parent: Path, whose: ShareableText, owner: Owner, *, suffix: str) -> ExportPlace:
    """Where in `parent` the review of a storyteller goes: over their earlier one, else a name that nothing has."""
    verify_texts([whose])
    return _place(parent, safe_name(f"Review of {whose}", "Review"), owner, Use.REVIEW, suffix)


def handout_place(parent: Path, called: ShareableText, owner: Owner, use: Use, *, suffix: str) -> ExportPlace:
    """Where in `parent` the papers of a workshop go, or a pack to take away: over the earlier ones, else a new name."""
    verify_texts([called])
    return _place(parent, safe_name(called, "Workshop"), owner, use, suffix)


def report_place(parent: Path, title: ShareableText, owner: Owner, *, suffix: str) -> ExportPlace:
    """Where in `parent` the report goes: over its earlier export, else a name that nothing has."""
    verify_texts([title])
    return _place(parent, safe_name(title, "Report"), owner, Use.REPORT, suffix)


def clips_place(parent: Path, title: ShareableText, owner: Owner, use: Use) -> ExportPlace:
    """The folder in `parent` for an owner's clips: the one they went to before, else a name that nothing has.

    `title` is what they are taken from; empty where that has none to show.
    """
    verify_texts([title])
    return _place(parent, safe_name(f"{title or 'Excerpts'} clips", "clips"), owner, use, "")


def montage_place(parent: Path, title: ShareableText, owner: Owner, use: Use) -> ExportPlace:
    """The folder in `parent` for an owner's montage: the one it went to before, else a name that nothing has."""
    verify_texts([title])
    return _place(parent, safe_name(f"{title or 'Excerpts'} montage", "montage"), owner, use, "")


def one_page_place(parent: Path, title: ShareableText, owner: Owner, use: Use) -> ExportPlace:
    """The folder in `parent` for a playlist in one page: the one it went to before, else a name that nothing has."""
    verify_texts([title])
    return _place(parent, safe_name(f"{title or 'Playlist'} in one page", "page"), owner, use, "")


def timeline_place(parent: Path, title: ShareableText, owner: Owner, use: Use) -> ExportPlace:
    """The folder in `parent` for an owner's timeline: the one it went to before, else a name that nothing has."""
    verify_texts([title])
    return _place(parent, safe_name(f"{title or 'Excerpts'} timeline", "timeline"), owner, use, "")


def cards_place(parent: Path, title: ShareableText, owner: Owner, use: Use) -> ExportPlace:
    """The folder in `parent` for an owner's call-out cards: the one they went to before, else a name that nothing has.

    `title` is what they are taken from; empty where that has none to show.
    """
    verify_texts([title])
    return _place(parent, safe_name(f"{title or 'Excerpts'} cards", "cards"), owner, use, "")


def conversation_place(parent: Path, title: ShareableText, owner: Owner, use: Use) -> ExportPlace:
    """The folder in `parent` for a conversation pack: the one it went to before, else a name that nothing has.

    `title` is what its excerpts are taken from; empty where that has none to show.
    """
    verify_texts([title])
    return _place(
        parent, safe_name(f"{title} conversation pack" if title else "Conversation pack", "Pack"), owner, use, ""
    )


def _place(parent: Path, name: str, owner: Owner, use: Use, suffix: str) -> ExportPlace:
    sets = earlier_exports(parent, owner, use)
    earlier = list(sets)
    # Only these are written in or get another name: somebody else's folder may hold a manifest, or a list, that only
    # says it is ours.
    ours = [path for path in earlier if holds_some_of(path, sets[path])]
    taken: set[str] = set()
    with suppress(OSError):
        taken = {folded(name) for name in os.listdir(parent)}
    for number in count(1):
        place = parent / (f"{name}{suffix}" if number == 1 else f"{name} ({number}){suffix}")
        if place in ours or (place in earlier and _is_bare(place)):
            return ExportPlace(place, place, tuple(path for path in earlier if path != place))
        free = not taken & {folded(place.name), folded(zip_beside(place).name)}
        # Only capitals changed: on many systems, and on sticks, that is the same name.
        same = next((path for path in ours if folded(path.name) == folded(place.name)), None)
        if same and place.exists() and not os.path.samefile(same, place):
            same = None
        if free or same:
            before = same or next(iter(ours), None)
            return ExportPlace(place, before, tuple(path for path in earlier if path != before))
    raise AssertionError


def earlier_exports(parent: Path, owner: Owner, use: Use) -> dict[Path, MadeSet]:
    """The folders in `parent` where something of `owner` is said to be, and what: read once, and none of its files."""
    return {path: made for path in sorted(folders_in(parent)) if (made := set_of(path, owner, use))}


def is_outdated(place: Path, made: MadeSet, excerpts: Sequence[ShareableExcerpt]) -> bool:
    """Whether something that was `made` at `place` may not leave as it is: it is not among `excerpts`."""
    now = {verify(excerpt).excerpt_id: grant_of(excerpt) for excerpt in excerpts}
    files = [*made.files.items(), *made.copies.items()]
    return any(
        (now.get(file.excerpt, "") != file.grant or not now) and os.path.lexists(place / name) for name, file in files
    )


def _is_bare(folder: Path) -> bool:
    """Whether nothing is in it that anybody sees: all of an earlier export was taken away."""
    with suppress(OSError):
        return all(name.startswith(".") for name in os.listdir(folder))
    return False


def folders_in(parent: Path) -> Iterator[Path]:
    """The folders in `parent`, without those that are hidden or only a link."""
    with suppress(OSError), os.scandir(parent) as entries:
        for entry in entries:
            if not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False) and not is_link(Path(entry.path)):
                yield Path(entry.path)
