"""What an interrupted run left is found, put right, and kept or thrown away by a person; never by itself.

A recording whose project went away while it was made lies in the app's own folder, and is offered by every project.
Looking changes nothing. What is kept or discarded lies in the project, or in one of the folders (`second_disks`) that
this computer itself chose for recordings to go on in: the caller knows them from the settings, never from the project.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from coproclip.audio.files import probe
from coproclip.audio.writing import new_file
from coproclip.capture.ingest import keep_wav, locked, original_of, story_of
from coproclip.capture.joining import (
    OwnParts,
    join_parts,
    joined_frames,
    own_parts,
    part_name,
    refuse_impossible,
    remove_parts,
)
from coproclip.capture.sidecar import (
    RecordingNote,
    default_title,
    is_being_recorded,
    read_note,
    remove_sidecar,
    without_yes,
    write_note,
)
from coproclip.capture.wav_writer import WavFormat, is_of_another, is_whole, read_format
from coproclip.errors import BadInput, CoProClipError, MediaError, NotFound, ProjectError, StorageError
from coproclip.jobs import CancelToken, Report, silent
from coproclip.project.project import Project
from coproclip.project.storage.places import ORIGINALS, RECORDINGS, TRASH, is_plain_file
from coproclip.settings import own_recordings

UNCONFIRMED = "What the storyteller said yes to before recording could not be confirmed on this computer."
NOTE_AGAIN = "Ask again, and note the answers."
NOTICE = "The program or the computer stopped during this recording; what was said until then was kept."
Folders = tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A recording that never became a story. `path` is its sound, `started` local time as ISO 8601.

    `note` says yes only where that was certainly noted here for this recording. `damaged`: the file does not say its
    true length and is put right when it is kept. `parts` are the files on a second disk in which it goes on, and
    `missing` the places where more of it is, or may be, that is not to be had now.
    """

    id: str
    path: Path
    duration_ms: int
    started: str
    title: str
    damaged: bool
    note: RecordingNote
    parts: tuple[Path, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def is_homeless(self) -> bool:
        """Whether it lies in the app's own folder, because its project went away."""
        return self.path.parent == own_recordings()

    @property
    def is_empty(self) -> bool:
        """Whether it ended before any sound arrived."""
        return self.duration_ms == 0


def unfinished(project: Project, second_disks: Folders = (), cancel: CancelToken | None = None) -> list[Unfinished]:
    """The recordings that an interrupted run left, oldest first; not those that somebody is making now.

    A folder may hold thousands, so that this takes seconds; `cancel` ends it.
    """
    found = []
    for name in _names(project):
        if cancel is not None:
            cancel.raise_if_cancelled()
        # What goes away just now was kept or discarded elsewhere; what is no file of ours is no recording.
        with suppress(FileNotFoundError, ProjectError):
            found.append(_look_at(project, _place(project, name), second_disks))
    for path in sorted(own_recordings().glob("*.wav")):
        with suppress(FileNotFoundError, ProjectError):
            found.append(_look_at_homeless(project, path))
    return sorted((one for one in found if one), key=lambda one: (one.started, one.id))


def _names(project: Project) -> set[str]:
    folder = project.folder / RECORDINGS
    return {path.stem for suffix in (".wav", ".json") for path in folder.glob(f"*{suffix}")}


def find_unfinished(project: Project, id: str, second_disks: Folders = ()) -> Unfinished:
    """The one with this id, else the only one whose id begins so; raises `NotFound`."""
    begun = [one for one in unfinished(project, second_disks) if one.id.startswith(id)]
    fitting = [one for one in begun if one.id == id] or begun
    if len(fitting) != 1:
        raise NotFound(f"There is no unfinished recording “{id}” in this project.")
    return fitting[0]


def keep(
    project: Project,
    found: Unfinished,
    report: Report = silent,
    *,
    second_disks: Folders = (),
    without_parts: bool = False,
    notice: str = NOTICE,
) -> int:
    """Put the file right and make it a story; returns its id. `notice` is said with it from then on.

    Raises `MediaError` when there is no sound in it, and `StorageError` when part of it lies on a disk that is not
    connected; a person may then want to do `without_parts`.
    """
    wav = _place(project, found.id)
    note = replace(found.note, title=found.title, started=found.started)
    if found.is_homeless:
        if found.missing and not without_parts:
            raise StorageError(
                "The beginning of this recording is in its own project, which was moved or is on another disk.",
                "Nothing was changed.",
                "Open that project: it offers you the whole recording.",
            )
        note = _bring_in(project, found, note)
    with locked(wav):
        sound = _format(wav, found.note) if wav.exists() else None
        story = keep_wav(
            project, wav, sound, note, notice, report, second_disks=second_disks, without_parts=without_parts
        )
    _tidy(project, second_disks)
    return story


def discard(project: Project, found: Unfinished, second_disks: Folders = ()) -> Path:
    """Move the sound to the project's `trash`, where it can still be had; returns it there."""
    wav = _place(project, found.id)
    if found.is_homeless:
        _bring_in(project, found, found.note)
    target = project.path(f"{TRASH}/{found.id}.wav", TRASH)
    with locked(wav):
        if story_of(project, wav) is not None:
            raise BadInput("This recording has become a story meanwhile.", "It was not touched.")
        source = wav if wav.exists() else project.path(original_of(wav), ORIGINALS)
        if source == wav and (sound := _format(wav, found.note)) is not None:
            own = own_parts(wav, found.note, second_disks)
            # Without room for it, or without the disk, what lies there stays there; the note in the bin says where.
            with suppress(MediaError, StorageError, OSError):
                refuse_impossible(wav, sound, own)
                join_parts(wav, sound, own)
                remove_parts(own)
        os.replace(source, target)
        beside = project.path(f"{RECORDINGS}/{found.id}.json", RECORDINGS)
        if beside.exists():
            os.replace(beside, project.path(f"{TRASH}/{found.id}.json", TRASH))
    _tidy(project, second_disks)
    return target


def _tidy(project: Project, second_disks: Folders) -> None:
    """End what was cut off at its very end: the story is there, what lay beside its recording still is."""
    for wav in _became_stories(project):
        with suppress(CoProClipError), locked(wav):
            own = own_parts(wav, read_note(wav) or RecordingNote(), second_disks)
            # Only what is certainly in the story is taken away elsewhere.
            if _holds(project.path(original_of(wav), ORIGINALS), own):
                remove_parts(own)
                remove_sidecar(wav)


def _became_stories(project: Project) -> Iterator[Path]:
    for name in _names(project):
        with suppress(ProjectError):
            wav = _place(project, name)
            if not wav.exists() and not is_being_recorded(wav) and story_of(project, wav) is not None:
                yield wav


def _holds(original: Path, own: OwnParts) -> bool:
    sound = read_format(original)
    return not own.found or (
        sound is not None and joined_frames(original, sound, own.found) <= sound.frames(original.stat().st_size)
    )


def _place(project: Project, id: str) -> Path:
    return project.path(f"{RECORDINGS}/{id}.wav", RECORDINGS)


def _look_at(project: Project, wav: Path, second_disks: Folders) -> Unfinished | None:
    if is_being_recorded(wav):
        return None
    # Adding it may have been interrupted: the file had moved, or even the story was written.
    path = wav if wav.exists() else project.path(original_of(wav), ORIGINALS)
    if not path.exists() or (path != wav and story_of(project, wav) is not None):
        return None
    own = own_parts(wav, read_note(wav) or RecordingNote(), second_disks)
    # Once it has moved, it is joined.
    return _described(project, wav.stem, path, own if path == wav else OwnParts(own.note))


def _look_at_homeless(project: Project, path: Path) -> Unfinished | None:
    """A recording in the app's own folder that is not in this project; its beginning may be in its own project."""
    note, own = read_note(path), OwnParts(RecordingNote())
    if note is None or not is_plain_file(path) or is_being_recorded(path):
        return None
    wav = path.with_name(f"{note.recording}.wav")
    there = (_place(project, wav.stem), project.path(original_of(wav), ORIGINALS))
    if any(place.exists() for place in there) or story_of(project, wav) is not None:
        return None
    if path == wav:
        own = own_parts(wav, note, ())
    elif path.name == part_name(wav) and not wav.exists():
        own = OwnParts(replace(note, parts=(), part_starts=()), missing=("the project",))
    else:
        return None
    return _described(project, wav.stem, path, own)


def _bring_in(project: Project, found: Unfinished, note: RecordingNote) -> RecordingNote:
    """Move a recording from the app's own folder into this project; returns its note, with where its parts lie now."""
    project.guard.may_write()
    wav = _place(project, found.id)
    parts = tuple(project.path(f"{RECORDINGS}/{part.name}", RECORDINGS) for part in found.parts)
    note = replace(note, parts=tuple(map(str, parts)), part_starts=note.part_starts if parts else ())
    with locked(found.path):
        # The first file last: with it the recording is the project's.
        for source, target in zip((*found.parts, found.path), (*parts, wav), strict=True):
            with source.open("rb") as sound, new_file(target, "adding the recording") as (file, _):
                shutil.copyfileobj(sound, file, 1 << 20)
            write_note(target, note)
        for source in (found.path, *found.parts):
            source.unlink()
            remove_sidecar(source)
    return note


def _described(project: Project, id: str, path: Path, own: OwnParts) -> Unfinished:
    note, parts = own.note, own.found
    if (note.recording, note.project) != (id, project.details.uid):
        note = without_yes(note)
    sound = _format(path, note)
    started = note.started or datetime.fromtimestamp(path.stat().st_mtime).astimezone().isoformat(timespec="seconds")
    return Unfinished(
        id=id,
        path=path,
        duration_ms=sound.ms(joined_frames(path, sound, parts)) if sound else _declared_ms(path),
        started=started,
        title=note.title or default_title(started),
        damaged=sound is None or not is_whole(path, sound),
        note=note,
        parts=tuple(part.path for part in parts),
        missing=own.missing,
    )


def _format(path: Path, note: RecordingNote) -> WavFormat | None:
    """What the file says, else what its note says; None for a file that is not of our making."""
    if (found := read_format(path)) or not note.started or is_of_another(path):
        return found
    return WavFormat(note.sample_rate, note.channels, note.bits)


def _declared_ms(path: Path) -> int:
    try:
        return probe(path).duration_ms or 0
    except CoProClipError:
        return 0
