"""What an export makes, off the window's thread. What may leave is asked for again at the moment of making."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from coproclip.errors import NotShareable
from coproclip.excerpts.approval import Use, shareable
from coproclip.export.clips import export_clips
from coproclip.export.names import safe_name
from coproclip.export.playlist_page import export_playlist, playlist_details
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
    clips: bool
    format: str
    loudness: bool
    use: Use

    @property
    def parts(self) -> tuple[str, ...]:
        """What is made, in this order: `PAGE`, `CLIPS`, or both."""
        return (PAGE,) * (self.playlist_id is not None) + (CLIPS,) * self.clips


@dataclass(frozen=True, slots=True)
class Made:
    """One finished part: where its files are, and how many sounds there are among them."""

    part: str
    folder: Path
    count: int


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
    sharing = shareable(project, excerpt_ids, wanted.use)
    if not sharing.granted:
        raise NotShareable("Nothing here may be shared, so nothing was made.")
    if sharing.refused:
        log.info("left out of what is made: excerpts %s", [refusal.excerpt_id for refusal in sharing.refused])
    watch = Stopwatch(report)
    for place, part in enumerate(wanted.parts):

        def _step(progress: Progress, place: int = place) -> None:
            watch(place + progress.fraction, len(wanted.parts), progress.doing)

        if part == PAGE and wanted.playlist_id is not None:
            page = export_playlist(
                playlist_details(project, wanted.playlist_id),
                sharing.granted,
                wanted.folder,
                format=wanted.format,
                loudness=wanted.loudness,
                report=_step,
                cancel=cancel,
            )
            finished(Made(PAGE, page.folder, len(page.clips)))
        else:
            target = wanted.folder / safe_name(f"{wanted.title} clips", "clips")
            clips = export_clips(
                sharing.granted,
                target,
                format=wanted.format,
                loudness=wanted.loudness,
                album=project.details.title,
                report=_step,
                cancel=cancel,
            )
            finished(Made(CLIPS, target, len(clips)))
