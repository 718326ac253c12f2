"""Looking after a project: read everything and say what is damaged; make anew what can be made anew."""

import hashlib
import os
from pathlib import Path

import soundfile
from sqlalchemy import func, select, text

from coproclip.errors import BadInput, CoProClipError
from coproclip.jobs import Progress, Report, silent
from coproclip.project import word_index
from coproclip.project.journal import Work
from coproclip.project.leftovers import leftovers
from coproclip.project.places import ORIGINALS, PEAKS, WORKING
from coproclip.project.project import Project
from coproclip.project.schema import Base, Excerpt, Recording, Segment, Span, Story

BLOCK = 1 << 20


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def examine(project: Project, *, report: Report = silent) -> list[str]:
    """Everything that is wrong with a project, each a sentence; an empty list when it is whole. Changes nothing."""
    report(Progress(0, 1, "Reading the project"))
    faults: list[str] = []
    # One part that cannot be read is no reason not to look at the others.
    for look in (_file, _rows, _passages, _marks):
        try:
            faults += look(project)
        except CoProClipError as error:
            faults.append(str(error))
    try:
        with project.read() as session:
            recordings = list(session.scalars(select(Recording)))
    except CoProClipError:
        recordings = []
    for number, recording in enumerate(recordings):
        report(Progress(number, len(recordings), "Reading the recordings"))
        faults += _sound(project, recording)
    try:
        with project.read() as session:
            faults += [f"“{found.where}”: {found.what}" for found in leftovers(project.folder, session)]
    except CoProClipError as error:
        faults.append(str(error))
    return list(dict.fromkeys(faults))


def _file(project: Project) -> list[str]:
    return [f"The project file has a fault: {fault}." for fault in project.database.faults()]


def _rows(project: Project) -> list[str]:
    """Every row of every table can be read."""
    with project.read() as session:
        for mapper in Base.registry.mappers:
            for _ in session.scalars(select(mapper.class_).execution_options(yield_per=500)):
                pass
            session.expunge_all()
    return []


def _passages(project: Project) -> list[str]:
    faults = []
    with project.read() as session:
        titles = {story.id: story.title for story in session.scalars(select(Story))}
        known: set[tuple[int, int, int, str]] = set()
        for segment in session.scalars(select(Segment).execution_options(yield_per=500)):
            title = titles.get(segment.story_id)
            starts = [word.start_ms for word in segment.words]
            if segment.text != " ".join(word.text for word in segment.words):
                faults.append(f"A passage of “{title}” does not match its words.")
            elif starts != sorted(starts) or segment.end_ms < segment.start_ms:
                faults.append(f"The times of a passage of “{title}” are out of order.")
            same = (segment.story_id, segment.start_ms, segment.end_ms, segment.text)
            if same in known:
                faults.append(f"A passage of “{title}” is there twice.")
            known.add(same)
        indexed = set(session.scalars(text("SELECT rowid FROM segment_search")))
        if indexed != set(session.scalars(select(Segment.id))):
            faults.append("The search index does not match the words.")
    return faults


def _marks(project: Project) -> list[str]:
    with project.read() as session:
        bare = (
            select(func.count())
            .select_from(Excerpt)
            .where(~select(Span.id).where(Span.excerpt_id == Excerpt.id).exists())
        )
        lost = session.scalar(bare) or 0
    return [f"{lost} excerpts have lost their times." if lost > 1 else "An excerpt has lost its times."] if lost else []


def _sound(project: Project, recording: Recording) -> list[str]:
    faults = []
    name = recording.original_name
    try:
        original = project.path(recording.original, ORIGINALS)
        if not original.is_file():
            faults.append(f"The recording “{name}” is not in the folder “originals”.")
        elif sha256_of(original) != recording.sha256:
            faults.append(f"The recording “{name}” is no longer what was brought in.")
        if recording.working and not sound_is_whole(project.path(recording.working, WORKING), recording.duration_ms):
            faults.append(f"The working copy of “{name}” is missing or damaged; opening the story remakes it.")
        if recording.peaks and not (
            project.path(recording.peaks, PEAKS).is_file() and project.path(recording.peaks, PEAKS).stat().st_size
        ):
            faults.append(f"The waveform of “{name}” is missing; opening the story remakes it.")
    except (CoProClipError, OSError) as error:
        faults.append(f"The recording “{name}” cannot be read: {error}")
    return faults


def sound_is_whole(path: Path, duration_ms: int) -> bool:
    """Whether a plain sound file is as long as it was (ms) and can be read up to its last frame."""
    try:
        with soundfile.SoundFile(path) as sound:
            if abs(sound.frames * 1000 / sound.samplerate - duration_ms) > 2:
                return False
            sound.seek(max(0, sound.frames - 1))
            return len(sound.read(1)) == 1
    except (OSError, RuntimeError):
        return False


def refuse_inside_project(path: Path) -> None:
    """Raise `BadInput` for a place inside a project's folder: nothing made may lie among, or over, its files."""
    place = Path(os.path.abspath(path))
    for folder in (place, *place.parents):
        if (folder / "project.db").exists():
            raise BadInput(
                f"“{folder.name}” is a project, and files that are made do not belong inside one.",
                "Nothing was written.",
                "Choose another folder.",
            )


def rebuild_index(project: Project) -> None:
    """Make the search index anew; nothing of words that were taken away stays in it."""
    with project.edit(Work.MEDIA) as edit:
        word_index.make_anew(edit.session)
