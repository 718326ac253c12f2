"""What an export makes, off the window's thread. What may leave is asked for again at the moment of making."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from coproclip.errors import NotShareable
from coproclip.excerpts.approval import Sharing, Use, shareable
from coproclip.export.clips import export_clips, owner_of
from coproclip.export.manifest import Owner
from coproclip.export.placing import clips_place
from coproclip.export.playlist_page import export_playlist, playlist_details, take_away_playlist
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

    @property
    def parts(self) -> tuple[str, ...]:
        """What is made, in this order: `PAGE`, `CLIPS`, or both."""
        return (PAGE,) * self.page + (CLIPS,) * self.clips


@dataclass(frozen=True, slots=True)
class Made:
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
    finished: Callable[[Made], None],
) -> None:
    """Make the page, the clips, or both, and call `finished` for each; when stopped, finished parts stay.

    Progress counts parts: 1.5 is half of the second. Raises `NotShareable`, `MediaError`, `StorageError`, `Cancelled`.
    """

    def _may(ids: Sequence[int]) -> Sharing:
        return shareable(project, ids, wanted.use, playlist_id=wanted.playlist_id, review_of=wanted.review_of)

    sharing = _may(excerpt_ids)
    details = project.details
    if not sharing.granted:
        _take_away(project, excerpt_ids, wanted)
        raise NotShareable("Nothing here may be shared, so nothing was made.")
    if sharing.refused:
        log.info("left out of what is made: excerpts %s", [refusal.excerpt_id for refusal in sharing.refused])
    watch = Stopwatch(report)
    for place, part in enumerate(wanted.parts):

        def _step(progress: Progress, place: int = place) -> None:
            watch(place + progress.fraction, len(wanted.parts), progress.doing)

        told: list[str] = []
        if part == PAGE and wanted.playlist_id is not None:
            page = export_playlist(
                playlist_details(project, wanted.playlist_id),
                sharing.granted,
                wanted.folder,
                again=_may,
                format=wanted.format,
                loudness=wanted.loudness,
                report=_step,
                cancel=cancel,
                tell=told.append,
            )
            finished(Made(PAGE, page.folder, len(page.clips), (*told, *page.problems)))
        else:
            owner = _owner(project, excerpt_ids, wanted)
            target = clips_place(wanted.folder, wanted.title, owner, wanted.use)
            clips = export_clips(
                sharing.granted,
                target,
                owner=owner,
                again=_may,
                format=wanted.format,
                loudness=wanted.loudness,
                album=details.title,
                report=_step,
                cancel=cancel,
                tell=told.append,
            )
            problems = [f"{clip.audio.stem}: {problem}" for clip in clips for problem in clip.problems]
            finished(Made(CLIPS, target, len(clips), (*told, *problems)))


def _owner(project: Project, excerpt_ids: list[int], wanted: Wanted) -> Owner:
    """Whose clips they are: the playlist's, or those of the stories that they come from."""
    if wanted.playlist_id is not None:
        return Owner(project.details.uid, f"clips of playlist {wanted.playlist_id}")
    return owner_of(project, excerpt_ids)


def _take_away(project: Project, excerpt_ids: list[int], wanted: Wanted) -> None:
    """Nothing may leave any more: then nothing stays of what left before."""
    for part in wanted.parts:
        if part == PAGE and wanted.playlist_id is not None:
            take_away_playlist(playlist_details(project, wanted.playlist_id), wanted.folder, wanted.use)
        elif part == CLIPS:
            owner = _owner(project, excerpt_ids, wanted)
            export_clips([], clips_place(wanted.folder, wanted.title, owner, wanted.use), owner=owner, use=wanted.use)
