"""What was made from a recording is made again where it got lost."""

import logging
from pathlib import Path

from coproclip.audio.files import probe
from coproclip.audio.peaks import Peaks, make_peaks
from coproclip.audio.tracks import parse_tracks
from coproclip.audio.working import make_working
from coproclip.capture.importer import CHECKING, DECODING, DRAWING
from coproclip.capture.staged_progress import StagedProgress, sha256_of
from coproclip.errors import MediaError
from coproclip.jobs import CancelToken, Report, silent
from coproclip.project.journal import Work
from coproclip.project.looking_after.integrity import sound_is_whole
from coproclip.project.project import Project
from coproclip.project.rows import fetch
from coproclip.project.schema import Recording
from coproclip.project.storage.places import ORIGINALS, PEAKS, WORKING

log = logging.getLogger(__name__)

KEPT = "Words, excerpts and themes are safe."


def remake(project: Project, recording_id: int, *, report: Report = silent, cancel: CancelToken | None = None) -> bool:
    """Make the working copy and the waveform of a recording again where they are missing or damaged.

    Returns whether anything was made. Raises `MediaError` when the original is gone or no longer what was brought in:
    times would not fit any more.
    """
    part = StagedProgress(report, cancel or CancelToken())
    with project.read() as session:
        recording = fetch(session, Recording, recording_id)
    original = project.path(recording.original, ORIGINALS)
    audio = project.path(recording.working, WORKING) if recording.working else original
    made = False
    if not sound_is_whole(audio, recording.duration_ms):
        original_as_it_came(project, recording, part)
        if not recording.working:
            raise _gone(recording)
        tracks = parse_tracks(recording.tracks, probe(original))
        facts = make_working(original, audio, report=part.share(0.2, 0.8, DECODING), cancel=part.check, tracks=tracks)
        if facts.duration_ms != recording.duration_ms:
            log.warning("a working copy made again has another length")
        made = True
    if made or not _drawn(project, recording):
        peaks = recording.peaks or f"peaks/{Path(recording.original).stem}.peaks"
        make_peaks(audio, project.path(peaks, PEAKS), report=part.share(0.8, 1, DRAWING), cancel=part.check)
        made = True
        if not recording.peaks:
            with project.edit(Work.MEDIA) as edit:
                edit.get(Recording, recording_id).peaks = peaks
    return made


def _drawn(project: Project, recording: Recording) -> bool:
    if not recording.peaks:
        return False
    try:
        return abs(Peaks.load(project.path(recording.peaks, PEAKS)).duration_ms - recording.duration_ms) <= 1
    except MediaError:
        return False


def original_as_it_came(project: Project, recording: Recording, part: StagedProgress) -> Path:
    """The file that was brought in; raises `MediaError` when it is gone or no longer what it was."""
    original = project.path(recording.original, ORIGINALS)
    if not original.is_file():
        raise _gone(recording)
    if sha256_of(original, part.share(0, 0.2, CHECKING)) != recording.sha256:
        raise MediaError(
            "The recording file was changed outside CoProClip, so its times may no longer fit.",
            KEPT,
            f"Put back the file that was called “{recording.original_name}”.",
        )
    return original


def _gone(recording: Recording) -> MediaError:
    return MediaError("The recording file is not where it was.", KEPT, f"It was called “{recording.original_name}”.")
