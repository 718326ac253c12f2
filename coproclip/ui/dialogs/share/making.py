"""What an export makes, off the window's thread. What may leave is asked for again at the moment of making."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from coproclip.errors import NotShareable
from coproclip.excerpts.approval import ShareableExcerpt, Sharing, Use, shareable, tellers_of
from coproclip.excerpts.beside.texts import PublicText, shareable_text
from coproclip.excerpts.rules.grants import NO_TEXT, ShareableText
from coproclip.export.clips import export_clips, outdated_clips, owner_of, withdraw_clips
from coproclip.export.excerpt_folder import FolderKind, owner_of_folder
from coproclip.export.folders.manifest import Owner
from coproclip.export.folders.placing import clips_place, earlier_exports
from coproclip.export.folders.target import Again, Tell, keep_quiet
from coproclip.export.montage import FORMATS as MONTAGE_FORMATS
from coproclip.export.montage import export_montage
from coproclip.export.playlist.one_page import export_one_page
from coproclip.export.playlist.playlist_files import PlaylistInfo
from coproclip.export.playlist.playlist_page import (
    export_playlist,
    outdated_playlist,
    playlist_info,
    playlist_key,
    take_away_playlist,
)
from coproclip.export.whole_folder import outdated_exports, withdraw_everywhere
from coproclip.jobs import CancelToken, Progress, Report, Stopwatch
from coproclip.project.project import Project

log = logging.getLogger(__name__)


class Part(StrEnum):
    """What can be made."""

    PAGE = "page"
    ONE_PAGE = "one page"
    MONTAGE = "montage"
    CLIPS = "clips"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asked for; `parts` are made in this order.

    With an `address`, where the page will lie on the web, a podcast feed and lines for another page are beside it.
    """

    folder: Path
    title: str
    playlist_id: int | None
    parts: tuple[Part, ...]
    format: str
    loudness: bool
    use: Use
    review_of: int | None = None
    to_whom: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class ExportResult:
    """One finished part: where its files are, how many sounds are among them, and what else there is to know."""

    part: Part
    folder: Path
    count: int
    notes: tuple[str, ...] = ()


def make(
    project: Project,
    excerpt_ids: list[int],
    wanted: Wanted,
    *,
    report: Report,
    cancel: CancelToken,
    finished: Callable[[ExportResult], None],
) -> None:
    """Make all parts, and call `finished` for each; when stopped, finished parts stay.

    Progress counts parts: 1.5 is half of the second. Raises `NotShareable`, `MediaError`, `StorageError`, `Cancelled`.
    """

    def _may(ids: Sequence[int]) -> Sharing:
        return shareable(project, ids, wanted.use, playlist_id=wanted.playlist_id, review_of=wanted.review_of)

    notes: list[str] = []
    own = [one.key(wanted.use) for one in _owners(project, excerpt_ids, wanted)]
    withdraw_everywhere(project, wanted.folder, notes.append, but=own)
    sharing = _may(excerpt_ids)
    if not sharing.granted:
        withdraw_everywhere(project, wanted.folder, keep_quiet)
        raise NotShareable("Nothing here can be shared, so nothing was made.")
    if sharing.refused:
        log.info("left out of what is made: excerpts %s", [refusal.excerpt_id for refusal in sharing.refused])
    watch = Stopwatch(report)
    for place, part in enumerate(wanted.parts):

        def _step(progress: Progress, place: int = place) -> None:
            watch(place + progress.fraction, len(wanted.parts), progress.activity)

        made = _MAKERS[part](_Making(project, excerpt_ids, wanted, sharing, _may, _step, cancel, notes.append))
        finished(replace(made, notes=(*notes, *made.notes)))
        notes.clear()


@dataclass(frozen=True, slots=True)
class _Making:
    """All that the making of a part needs."""

    project: Project
    ids: list[int]
    wanted: Wanted
    sharing: Sharing
    may: Again
    report: Report
    cancel: CancelToken
    tell: Tell

    @property
    def playlist_id(self) -> int:
        """The playlist, for parts that only one has."""
        assert self.wanted.playlist_id is not None
        return self.wanted.playlist_id

    def info(self) -> PlaylistInfo:
        """What it says about itself."""
        return playlist_info(self.project, self.playlist_id, self.sharing.granted)


def _make_page(asked: _Making) -> ExportResult:
    wanted = asked.wanted
    page = export_playlist(
        asked.info(),
        asked.sharing.granted,
        wanted.folder,
        again=asked.may,
        format=wanted.format,
        loudness=wanted.loudness,
        report=asked.report,
        cancel=asked.cancel,
        tell=asked.tell,
        to_whom=wanted.to_whom,
        address=wanted.address,
        embed=bool(wanted.address),
    )
    return ExportResult(Part.PAGE, page.folder, len(page.clips), page.problems)


def _make_one_page(asked: _Making) -> ExportResult:
    wanted = asked.wanted
    page = export_one_page(
        asked.info(),
        asked.sharing.granted,
        wanted.folder,
        owner=_owner_of(asked.project, FolderKind.ONE_PAGE, wanted),
        loudness=wanted.loudness,
        again=asked.may,
        report=asked.report,
        cancel=asked.cancel,
        tell=asked.tell,
        to_whom=wanted.to_whom,
    )
    return ExportResult(Part.ONE_PAGE, page.folder, page.excerpts, page.problems)


def _make_montage(asked: _Making) -> ExportResult:
    wanted, info = asked.wanted, asked.info()
    montage = export_montage(
        asked.sharing.granted,
        wanted.folder,
        owner=_owner_of(asked.project, FolderKind.MONTAGE, wanted),
        title=info.title,
        album=info.project_title,
        between=info.between,
        gap_ms=info.gap_ms,
        format=next((one for one in MONTAGE_FORMATS if one == wanted.format), MONTAGE_FORMATS[0]),
        again=asked.may,
        report=asked.report,
        cancel=asked.cancel,
        tell=asked.tell,
        to_whom=wanted.to_whom,
    )
    return ExportResult(Part.MONTAGE, montage.folder, montage.excerpts, montage.problems)


def _make_clips(asked: _Making) -> ExportResult:
    project, wanted, sharing = asked.project, asked.wanted, asked.sharing
    owner = _owner(project, asked.ids, wanted)
    found = clips_place(wanted.folder, _called(project, wanted, sharing), owner, wanted.use)
    for copy in found.copies:
        withdraw_clips(sharing.granted, copy, owner=owner, use=wanted.use, again=asked.may, tell=asked.tell)
    found.take_over()
    clips = export_clips(
        sharing.granted,
        found.folder,
        owner=owner,
        again=asked.may,
        format=wanted.format,
        loudness=wanted.loudness,
        album=_text(project, PublicText.PROJECT_TITLE, 1, sharing, wanted.use),
        report=asked.report,
        cancel=asked.cancel,
        tell=asked.tell,
        to_whom=wanted.to_whom,
    )
    problems = tuple(f"{clip.audio.stem}: {problem}" for clip in clips for problem in clip.problems)
    return ExportResult(Part.CLIPS, found.folder, len(clips), problems)


_MAKERS: Mapping[Part, Callable[[_Making], ExportResult]] = {
    Part.PAGE: _make_page,
    Part.ONE_PAGE: _make_one_page,
    Part.MONTAGE: _make_montage,
    Part.CLIPS: _make_clips,
}


def _owner_of(project: Project, kind: FolderKind, wanted: Wanted) -> Owner:
    return owner_of_folder(project, kind, (), playlist_id=wanted.playlist_id)


def _owners(project: Project, excerpt_ids: list[int], wanted: Wanted) -> Iterator[Owner]:
    """Whose all is that is made: the clips, and what a playlist becomes."""
    yield _owner(project, excerpt_ids, wanted)
    if wanted.playlist_id is not None:
        key = playlist_key(project, wanted.playlist_id)
        yield Owner.of_playlist(key.uid, key.project_uid)
        for kind in (FolderKind.ONE_PAGE, FolderKind.MONTAGE):
            yield _owner_of(project, kind, wanted)


def _called(project: Project, wanted: Wanted, sharing: Sharing) -> ShareableText:
    """What a folder of clips is called: like the playlist, where they are of one."""
    if wanted.playlist_id is None:
        return NO_TEXT
    return _text(project, PublicText.PLAYLIST_TITLE, wanted.playlist_id, sharing, wanted.use)


def _text(project: Project, what: PublicText, number: int, sharing: Sharing, use: Use) -> ShareableText:
    return shareable_text(project, what, number, use, beside=[one.excerpt_id for one in sharing.granted])


def _owner(project: Project, excerpt_ids: list[int], wanted: Wanted) -> Owner:
    """Whose clips they are: the playlist's, or those of the stories that they come from."""
    if wanted.playlist_id is not None:
        return Owner(project.details.uid, f"clips of playlist {wanted.playlist_id}")
    return owner_of(project, excerpt_ids)


def outdated(
    project: Project,
    excerpt_ids: list[int],
    wanted: Wanted,
    granted: Sequence[ShareableExcerpt],
    folders: Sequence[Path],
    cancel: CancelToken,
) -> tuple[Path, ...]:
    """What earlier exports left in `folders` and may not be there: folders and zip files.

    Of the same: what holds more than `granted`. Of all else out of this project: what may no longer be shared, and what
    is not in the project any more.
    """
    owner, found = _owner(project, excerpt_ids, wanted), list[Path]()
    for folder in folders:
        cancel.raise_if_cancelled()
        if wanted.playlist_id is not None:
            key = playlist_key(project, wanted.playlist_id)
            found += outdated_playlist(key, folder, wanted.use, granted)
        found += outdated_clips(folder, owner, wanted.use, granted)
        found += outdated_exports(project, folder, cancel)
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Looked:
    """What may leave, and who is heard in it (ids and names).

    `sensitive` is whether some of what may leave holds sensitive things.
    """

    sharing: Sharing
    heard: Mapping[int | None, str]
    sensitive: bool


def look(session: Any, project: Project, excerpt_ids: list[int], wanted: Wanted) -> Looked:
    """What a person should know before anything is made of these excerpts."""
    heard = tellers_of(session, excerpt_ids) if wanted.use is Use.REVIEW else {}
    of = wanted.review_of if wanted.review_of in heard else None
    sharing = shareable(project, excerpt_ids, wanted.use, playlist_id=wanted.playlist_id, review_of=of)
    return Looked(sharing, heard, any(one.sensitive for one in sharing.granted))


def bring_up_to_date(
    project: Project, excerpt_ids: list[int], wanted: Wanted, folders: Sequence[Path], tell: Callable[[str], None]
) -> None:
    """Take away what may no longer be where earlier exports of this project went in `folders`; nothing is made.

    That is what may no longer be shared, and what the project does not have any more. `tell` hears what was taken away,
    and what was left. Raises `StorageError`.
    """

    def _may(ids: Sequence[int]) -> Sharing:
        return shareable(project, ids, wanted.use, playlist_id=wanted.playlist_id, review_of=wanted.review_of)

    granted, owner = _may(excerpt_ids).granted, _owner(project, excerpt_ids, wanted)
    for folder in folders:
        if wanted.playlist_id is not None:
            key = playlist_key(project, wanted.playlist_id)
            take_away_playlist(key, folder, wanted.use, keep=granted, again=_may, tell=tell)
        for place in earlier_exports(folder, owner, wanted.use):
            withdraw_clips(granted, place, owner=owner, use=wanted.use, again=_may, tell=tell, project=project)
        withdraw_everywhere(project, folder, tell, missing=True)
