"""What an export makes, off the window's thread. What may leave is asked for again at the moment of making."""

from dataclasses import dataclass
from pathlib import Path

from coproclip.errors import NotShareable
from coproclip.excerpts.approval import Use, shareable
from coproclip.export.clips import export_clips
from coproclip.export.names import safe_name
from coproclip.export.playlist_page import export_playlist, playlist_details
from coproclip.jobs import CancelToken, Progress, Report, Stopwatch
from coproclip.project.project import Project


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


@dataclass(frozen=True, slots=True)
class Made:
    """Where the files are, and how many sounds there are among them."""

    folder: Path
    count: int


def make(project: Project, excerpt_ids: list[int], wanted: Wanted, *, report: Report, cancel: CancelToken) -> Made:
    """Make a folder with the page, the clips, or both; raises `NotShareable`, `StorageError` or `Cancelled`."""
    granted = shareable(project, excerpt_ids, wanted.use).granted
    if not granted:
        raise NotShareable("Nothing here may be shared, so nothing was made.")
    parts = (wanted.playlist_id is not None) + wanted.clips
    watch = Stopwatch(report)
    folder, count, done = wanted.folder, 0, 0

    def _step(progress: Progress) -> None:
        watch(done + progress.fraction, parts, progress.doing)

    if wanted.playlist_id is not None:
        made = export_playlist(
            playlist_details(project, wanted.playlist_id),
            granted,
            wanted.folder,
            format=wanted.format,
            loudness=wanted.loudness,
            report=_step,
            cancel=cancel,
        )
        folder, count, done = made.folder, len(made.clips), 1
    if wanted.clips:
        target = wanted.folder / safe_name(f"{wanted.title} clips", "clips")
        clips = export_clips(
            granted,
            target,
            format=wanted.format,
            loudness=wanted.loudness,
            album=project.details.title,
            report=_step,
            cancel=cancel,
        )
        count += len(clips)
        folder = wanted.folder if wanted.playlist_id is not None else target
    return Made(folder, count)
