"""A finished recording becomes a story."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy import select

from coproclip.audio.files import probe
from coproclip.audio.peaks import make_peaks
from coproclip.capture.joining import TOO_SHORT, join_parts, own_parts, refuse_impossible, remove_parts
from coproclip.capture.recorded_story import add_recorded, completed, with_gaps
from coproclip.capture.recorder import RecordingFile
from coproclip.capture.recording_thread import Gap
from coproclip.capture.sidecar import RecordingLock, RecordingNote, remove_sidecar
from coproclip.capture.wav_writer import WavFormat, is_whole, repair
from coproclip.errors import BadInput, MediaError, StorageError, storage_error
from coproclip.jobs import Progress, Report, silent
from coproclip.project.journal import Work
from coproclip.project.project import Project, now
from coproclip.project.schema import Recording
from coproclip.project.storage.places import ORIGINALS, PEAKS, RECORDINGS, refuse_other_names
from coproclip.timecode import clock


def finish_recording(
    project: Project,
    file: RecordingFile,
    *,
    title: str = "",
    storyteller: str = "",
    reporter: str = "",
    language: str = "",
    report: Report = silent,
) -> int:
    """Make the story of a recording that ended, and return its id. What is left empty is taken from the file's note.

    Reads the whole file twice (some seconds for an hour of sound), so it belongs in a job. Interrupted at any point,
    the recording is offered again at the next start. Raises `MediaError` when there is no sound in it, `StorageError`
    when the disk refuses; nothing is lost then.
    """
    note = replace(
        with_gaps(file.note, file.gaps),
        title=title or file.note.title,
        storyteller=storyteller or file.note.storyteller,
        reporter=reporter or file.note.reporter,
        language=language or file.note.language,
    )
    notice = about_gaps(file.gaps)
    if file.error is not None:
        notice = f"{file.error.happened} {notice}".strip()
    # This program itself put them there.
    disks = {path.parent for path in file.paths[1:]} | {Path(name).parent for name in file.note.parts}
    with locked(file.path):
        return keep_wav(project, file.path, file.sound, note, notice, report, second_disks=tuple(disks))


def about_gaps(gaps: tuple[Gap, ...]) -> str:
    """A sentence about where sound was lost, or empty."""
    if not gaps:
        return ""
    places = ", ".join(clock(gap.at_ms) for gap in gaps[:3]) + (" …" if len(gaps) > 3 else "")
    return f"The computer was too busy to take all sound; a moment is missing at {places}."


def story_of(project: Project, wav: Path) -> int | None:
    """The story that this recording already became, if it did."""
    with project.read() as session:
        query = select(Recording.story_id).where(Recording.original == original_of(wav))
        return session.scalar(query)


def original_of(wav: Path) -> str:
    """Where a recording lies in the project once it is a story."""
    return f"originals/{wav.stem}.wav"


@contextmanager
def locked(wav: Path) -> Iterator[None]:
    """Nobody else records, keeps or discards this recording meanwhile; raises `BadInput` when somebody does.

    What the disk refuses inside is raised as a `StorageError`.
    """
    try:
        with RecordingLock(wav):
            yield
    except BlockingIOError as error:
        raise BadInput("This recording is being worked on in another window.", "It is safe there.") from error
    except OSError as error:
        raise storage_error(error, "adding the recording") from error


def keep_wav(
    project: Project,
    wav: Path,
    sound: WavFormat | None,
    note: RecordingNote,
    notice: str,
    report: Report,
    *,
    second_disks: tuple[Path, ...] = (),
    without_parts: bool = False,
) -> int:
    """Put `wav` of the folder `recordings` right and make it a story; returns its id. To be called while `locked`.

    `sound` is the form the file has; None for a file of another making, which is taken as it is. What of it lies in one
    of `second_disks` is joined to it and then taken away there. If it is not to be found, `StorageError` is raised, or
    with `without_parts` the story is made of what there is.

    First the file moves, then the story is written, last goes what lay beside the file: as long as that is there, the
    recording is known to be unfinished, and this can be begun again.
    """
    own = own_parts(wav, note, second_disks)
    story = story_of(project, wav)
    if story is None:
        path = project.path(original_of(wav), ORIGINALS)
        refuse_impossible(wav if wav.exists() else path, sound, own)
        if wav.exists():
            refuse_other_names(project.folder, f"{RECORDINGS}/{wav.name}")
            if path.exists():
                raise BadInput("There is another file of this name in the folder “originals”.", "Neither was touched.")
            if sound is not None:
                join_parts(wav, sound, own, without_parts=without_parts)
            _make_whole(wav, sound)
            os.rename(wav, path)
        story = _add(project, wav, path, note, notice, report)
    remove_parts(own)
    remove_sidecar(wav)
    return story


def _make_whole(wav: Path, sound: WavFormat | None) -> None:
    if sound is not None and not is_whole(wav, sound):
        repair(wav, sound)
    if not probe(wav).cuttable:
        raise MediaError(TOO_SHORT, "All of its sound is as it was.")


def _add(project: Project, wav: Path, path: Path, note: RecordingNote, notice: str, report: Report) -> int:
    sound = probe(path)
    peaks = f"peaks/{wav.stem}.peaks"
    try:
        make_peaks(
            path, project.path(peaks, PEAKS), report=lambda done: report(Progress(done, 1, "Adding the recording"))
        )
    except StorageError:
        # On a full disk the story comes first; its picture can be drawn again.
        peaks = ""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    note = completed(note, path)
    day, time = note.started[:10], note.started[11:16].replace(":", ".")
    recording = Recording(
        original=original_of(wav),
        original_name=" ".join(f"Recording {day} {time}".split()) + ".wav",
        sha256=sha256,
        size_bytes=path.stat().st_size,
        peaks=peaks,
        duration_ms=sound.duration_ms or 0,
        sample_rate=sound.sample_rate,
        channels=sound.channels,
        source="record",
        notice=notice,
        created_at=now(),
    )
    with project.edit(Work.ADD_STORY) as edit:
        return add_recorded(edit, recording, note).id
