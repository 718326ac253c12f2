"""What an export makes, off the window's thread. What may leave is asked for again at the moment of making."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coproclip.errors import NotShareable
from coproclip.excerpts.approval import ShareableExcerpt, Sharing, Use, shareable, tellers_of
from coproclip.excerpts.grants import NO_TEXT, ShareableText
from coproclip.excerpts.texts import PublicText, shareable_text
from coproclip.export.clips import export_clips, outdated_clips, owner_of, withdraw_clips
from coproclip.export.manifest import Owner
from coproclip.export.placing import clips_place
from coproclip.export.playlist_page import (
    export_playlist,
    outdated_playlist,
    playlist_info,
    playlist_key,
    take_away_playlist,
)
from coproclip.export.target import keep_quiet
from coproclip.export.whole_folder import outdated_exports, withdraw_everywhere
from coproclip.jobs import CancelToken, Progress, Report, Stopwatch
from coproclip.project.project import Project

log = logging.getLogger(__name__)

PAGE, CLIPS = "page", "clips"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asked for."""

    folder: Path
    title: str
    playlist_id: int | None
    page: bool
    clips: bool
    format: str
    loudness: bool
    use: Use
    review_of: int | None = None
    to_whom: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        """What is made, in this order: `PAGE`, `CLIPS`, or both."""
        return (PAGE,) * self.page + (CLIPS,) * self.clips


@dataclass(frozen=True, slots=True)
class ExportResult:
    """One finished part: where its files are, how many sounds are among them, and what else there is to know."""

    part: str
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
    """Make the page, the clips, or both, and call `finished` for each; when stopped, finished parts stay.

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

        if part == PAGE and wanted.playlist_id is not None:
            page = export_playlist(
                playlist_info(project, wanted.playlist_id, sharing.granted),
                sharing.granted,
                wanted.folder,
                again=_may,
                format=wanted.format,
                loudness=wanted.loudness,
                report=_step,
                cancel=cancel,
                tell=notes.append,
                to_whom=wanted.to_whom,
            )
            finished(ExportResult(PAGE, page.folder, len(page.clips), (*notes, *page.problems)))
        else:
            owner = _owner(project, excerpt_ids, wanted)
            found = clips_place(wanted.folder, _called(project, wanted, sharing), owner, wanted.use)
            for copy in found.copies:
                withdraw_clips(sharing.granted, copy, owner=owner, use=wanted.use, again=_may, tell=notes.append)
            found.take_over()
            target = found.folder
            clips = export_clips(
                sharing.granted,
                target,
                owner=owner,
                again=_may,
                format=wanted.format,
                loudness=wanted.loudness,
                album=_text(project, PublicText.PROJECT_TITLE, 1, sharing, wanted.use),
                report=_step,
                cancel=cancel,
                tell=notes.append,
                to_whom=wanted.to_whom,
            )
            problems = [f"{clip.audio.stem}: {problem}" for clip in clips for problem in clip.problems]
            finished(ExportResult(CLIPS, target, len(clips), (*notes, *problems)))
        notes.clear()


def _owners(project: Project, excerpt_ids: list[int], wanted: Wanted) -> Iterator[Owner]:
    """Whose all is that is made: the clips, and the page of a playlist."""
    yield _owner(project, excerpt_ids, wanted)
    if wanted.playlist_id is not None:
        key = playlist_key(project, wanted.playlist_id)
        yield Owner.of_playlist(key.uid, key.project_uid)


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
) -> list[Path]:
    """What earlier exports left in `folders` and may not be there: folders and zip files.

    Of the same: what holds more than `granted`. Of all else out of this project: what may no longer be shared, and what
    is not in the project any more.
    """
    owner, found = _owner(project, excerpt_ids, wanted), list[Path]()
    for folder in folders:
        if wanted.playlist_id is not None:
            key = playlist_key(project, wanted.playlist_id)
            found += outdated_playlist(key, folder, wanted.use, granted)
        found += outdated_clips(folder, owner, wanted.use, granted)
        found += outdated_exports(project, folder)
    return list(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Looked:
    """What may leave, who is heard in it (ids and names), and what earlier exports left that may not be there.

    `sensitive` is whether some of what may leave holds sensitive things.
    """

    sharing: Sharing
    heard: Mapping[int | None, str]
    outdated: tuple[Path, ...]
    sensitive: bool


def look(session: Any, project: Project, excerpt_ids: list[int], wanted: Wanted, folders: Sequence[Path]) -> Looked:
    """What a person should know before anything is made of these excerpts."""
    heard = tellers_of(session, excerpt_ids) if wanted.use is Use.REVIEW else {}
    of = wanted.review_of if wanted.review_of in heard else None
    sharing = shareable(project, excerpt_ids, wanted.use, playlist_id=wanted.playlist_id, review_of=of)
    left = list[Path]()
    if excerpt_ids or wanted.playlist_id is not None:
        left = outdated(project, excerpt_ids, wanted, sharing.granted, folders)
    return Looked(sharing, heard, tuple(left), any(one.sensitive for one in sharing.granted))


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
        for place in clips_place(folder, NO_TEXT, owner, wanted.use).earlier:
            withdraw_clips(granted, place, owner=owner, use=wanted.use, again=_may, tell=tell, project=project)
        withdraw_everywhere(project, folder, tell, missing=True)
