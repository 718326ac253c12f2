"""Another choice among the sound tracks of a file that is a story already."""

import uuid
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from coproclip.audio.files import probe
from coproclip.audio.peaks import make_peaks
from coproclip.audio.tracks import Places, parse_tracks, places_of, tracks_text
from coproclip.audio.working import make_working
from coproclip.capture.importer import DECODING, DRAWING, notice_of
from coproclip.capture.rebuild_derived import original_as_it_came
from coproclip.capture.staged_progress import StagedProgress
from coproclip.errors import BadInput, CoProClipError
from coproclip.jobs import CancelToken, Report, silent
from coproclip.project.journal import Work
from coproclip.project.project import Project
from coproclip.project.rows import fetch
from coproclip.project.schema import Recording
from coproclip.project.storage.places import ORIGINALS, PEAKS, WORKING


@dataclass(frozen=True, slots=True)
class TrackChoice:
    """A recording whose file has several sound tracks, of which `taken` are used; empty where that was never noted."""

    recording_id: int
    name: str
    original: Path
    taken: Places


def is_choice_noted(project: Project, story_id: int) -> bool:
    """Whether the project knows, without its file, that a story is made of some of several sound tracks."""
    recording = _recording(project, story_id)
    return recording is not None and bool(recording.working and recording.tracks)


def choice_of(project: Project, story_id: int) -> TrackChoice | None:
    """What there is to choose in a story; None where its file has one sound track, or is not there.

    Looks into the file where the project has noted no tracks: it has one, or an older CoProClip brought it in. Such a
    look may take long.
    """
    recording = _recording(project, story_id)
    if recording is None or not recording.working:
        return None
    original = project.path(recording.original, ORIGINALS)
    if not recording.tracks:
        try:
            tracks = probe(original).tracks
        except CoProClipError:
            return None
        if sum(bool(track.codec) for track in tracks) < 2:
            return None
    return TrackChoice(recording.id, recording.original_name, original, places_of(recording.tracks))


def _recording(project: Project, story_id: int) -> Recording | None:
    with project.read() as session:
        return session.scalar(select(Recording).where(Recording.story_id == story_id).order_by(Recording.id))


def change_tracks(
    project: Project, recording_id: int, tracks: str, *, report: Report = silent, cancel: CancelToken | None = None
) -> str:
    """Make a recording of these sound tracks of its file (“2”, “1,3”, “all”) from now on; returns a sentence about it.

    Words, times and excerpts stay; a yes to an excerpt is asked for again, because what is heard is another sound.
    Raises `BadInput` when the file has no such track, `MediaError` when it is gone or was changed: nothing changes.
    """
    part = StagedProgress(report, cancel or CancelToken())
    with project.read() as session:
        recording = fetch(session, Recording, recording_id)
    original = original_as_it_came(project, recording, part)
    sound = probe(original)
    places = parse_tracks(tracks, sound)
    if places is None or len(sound.tracks) < 2:
        raise BadInput("This recording has only one sound track.", "Nothing was changed.")
    name = f"{Path(recording.original).stem}-{uuid.uuid4().hex[:8]}"
    working, peaks = f"working/{name}.flac", f"peaks/{name}.peaks"
    fresh = (project.path(working, WORKING), project.path(peaks, PEAKS))
    try:
        facts = make_working(
            original, fresh[0], report=part.share(0.2, 0.8, DECODING), cancel=part.check, tracks=places
        )
        make_peaks(fresh[0], fresh[1], report=part.share(0.8, 1, DRAWING), cancel=part.check)
        notice = notice_of(facts, fresh[0], part.check)
        with project.edit(Work.MEDIA) as edit:
            row = edit.get(Recording, recording_id)
            before = [(row.working, WORKING), (row.peaks, PEAKS)]
            row.working, row.peaks, row.tracks = working, peaks, tracks_text(places)
            row.duration_ms, row.sample_rate, row.channels = facts.duration_ms, facts.sample_rate, facts.channels
            row.notice = notice
    except BaseException:
        for path in fresh:
            with suppress(OSError):
                path.unlink(missing_ok=True)
        raise
    for name_before, folder in before:
        # Where it cannot be taken away it only takes up room; the next check of the project names it.
        with suppress(OSError):
            if name_before:
                project.path(name_before, folder).unlink(missing_ok=True)
    return notice
