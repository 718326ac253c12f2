"""What an interrupted run left is found, put right, and kept or thrown away by a person; never by itself."""

import os
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from coproclip.audio.files import probe
from coproclip.capture.finishing import held, keep_wav, original_of, story_of
from coproclip.capture.joining import join_parts, joined_frames, missing_parts, newest_note, parts_of, remove_parts
from coproclip.capture.sidecar import RecordingNote, default_title, is_being_recorded, read_note, remove_sidecar
from coproclip.capture.wav_writer import WavFormat, is_whole, read_format
from coproclip.errors import BadInput, CoProClipError, NotFound, StorageError
from coproclip.jobs import Report, silent
from coproclip.project.project import Project

NOTICE = "The program or the computer stopped during this recording; what was said until then was kept."


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A recording that never became a story. `path` is its sound, `started` local time as ISO 8601.

    `damaged`: the file does not say its true length and is put right when it is kept. `parts` are the files on a second
    disk in which it goes on, and `missing` those of them that are not to be found now.
    """

    id: str
    path: Path
    duration_ms: int
    started: str
    title: str
    damaged: bool
    note: RecordingNote
    parts: tuple[Path, ...] = ()
    missing: tuple[Path, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether it ended before any sound arrived."""
        return self.duration_ms == 0


def unfinished(project: Project) -> list[Unfinished]:
    """The recordings that an interrupted run left, oldest first; not those that somebody is making now."""
    folder = project.folder / "recordings"
    names = {path.stem for suffix in (".wav", ".json") for path in folder.glob(f"*{suffix}")}
    found = []
    for name in names:
        # What goes away just now was kept or discarded elsewhere.
        with suppress(FileNotFoundError):
            found.append(_look_at(project, folder / f"{name}.wav"))
    return sorted((one for one in found if one), key=lambda one: (one.started, one.id))


def find_unfinished(project: Project, id: str) -> Unfinished:
    """The one with this id, or the only one whose id begins so; raises `NotFound`."""
    fitting = [one for one in unfinished(project) if one.id.startswith(id)]
    if len(fitting) != 1:
        raise NotFound(f"There is no unfinished recording “{id}” in this project.")
    return fitting[0]


def keep(project: Project, found: Unfinished, report: Report = silent, *, without_parts: bool = False) -> int:
    """Put the file right and make it a story; returns its id.

    Raises `MediaError` when there is no sound in it, and `StorageError` when part of it lies on a disk that is not
    connected; a person may then want to do `without_parts`.
    """
    wav = _place(project, found.id)
    note = replace(found.note, title=found.title, started=found.started)
    with held(wav):
        sound = _format(wav, found.note) if wav.exists() else None
        return keep_wav(project, wav, sound, note, NOTICE, report, without_parts=without_parts)


def discard(project: Project, found: Unfinished) -> Path:
    """Move the sound to the project's `trash`, where it can still be had; returns it there."""
    wav = _place(project, found.id)
    target = project.folder / "trash" / f"{found.id}.wav"
    with held(wav):
        if story_of(project, wav) is not None:
            raise BadInput("This recording has become a story meanwhile.", "It was not touched.")
        if found.path == wav and (sound := _format(wav, found.note)) is not None:
            # Without room for it, or without the disk, what lies there stays there; the note in the bin says where.
            with suppress(StorageError, OSError):
                join_parts(wav, sound, found.note)
                remove_parts(found.note)
        os.replace(found.path, target)
        if wav.with_suffix(".json").exists():
            os.replace(wav.with_suffix(".json"), target.with_suffix(".json"))
    return target


def _place(project: Project, id: str) -> Path:
    return project.folder / "recordings" / f"{id}.wav"


def _look_at(project: Project, wav: Path) -> Unfinished | None:
    if is_being_recorded(wav):
        return None
    # Adding it may have been interrupted: the file had moved, or even the story was written.
    path = wav if wav.exists() else project.path(original_of(wav))
    if not path.exists():
        return None
    note = newest_note(read_note(wav) or RecordingNote())
    if path != wav and story_of(project, wav) is not None:
        remove_parts(note)
        remove_sidecar(wav)
        return None
    # Once it has moved, it is joined.
    parts = parts_of(note) if path == wav else []
    sound = _format(path, note)
    started = note.started or datetime.fromtimestamp(path.stat().st_mtime).astimezone().isoformat(timespec="seconds")
    return Unfinished(
        id=wav.stem,
        path=path,
        duration_ms=sound.ms(joined_frames(path, sound, parts)) if sound else _declared_ms(path),
        started=started,
        title=note.title or default_title(started),
        damaged=sound is None or not is_whole(path, sound),
        note=note,
        parts=tuple(part.path for part in parts),
        missing=tuple(missing_parts(note)) if path == wav else (),
    )


def _format(path: Path, note: RecordingNote) -> WavFormat | None:
    """What the file says, else what its note says; None for a file that is not of our making."""
    found = read_format(path)
    return WavFormat(note.sample_rate, note.channels, note.bits) if found is None and note.started else found


def _declared_ms(path: Path) -> int:
    try:
        return probe(path).duration_ms or 0
    except CoProClipError:
        return 0
