"""Another choice among the sound tracks of a file that is a story already."""

import uuid
from contextlib import suppress
from pathlib import Path

from coproclip.audio.files import probe
from coproclip.audio.peaks import make_peaks
from coproclip.audio.tracks import parse_tracks, tracks_text
from coproclip.audio.working import make_working
from coproclip.capture.importer import DECODING, DRAWING, notice_of
from coproclip.capture.parts import Parts
from coproclip.capture.remaking import original_as_it_came
from coproclip.errors import BadInput, CoProClipError
from coproclip.jobs import CancelToken, Report, silent
from coproclip.project.journal import Work
from coproclip.project.places import ORIGINALS, PEAKS, WORKING
from coproclip.project.project import Project, fetch
from coproclip.project.schema import Recording


def several_tracks(project: Project, recording: Recording) -> bool:
    """Whether its file has more sound tracks than one, so that there is a choice. Looks into it only where it must."""
    if recording.tracks or not recording.working:
        return bool(recording.tracks)
    try:
        return sum(bool(track.codec) for track in probe(project.path(recording.original, ORIGINALS)).tracks) > 1
    except CoProClipError:
        return False


def change_tracks(
    project: Project, recording_id: int, tracks: str, *, report: Report = silent, cancel: CancelToken | None = None
) -> str:
    """Make a recording of these sound tracks of its file (“2”, “1,3”, “all”) from now on; returns a sentence about it.

    Words, times and excerpts stay; a yes to an excerpt is asked for again, because what is heard is another sound.
    Raises `BadInput` when the file has no such track, `MediaError` when it is gone or was changed: nothing changes.
    """
    part = Parts(report, cancel or CancelToken())
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
