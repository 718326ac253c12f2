"""Looking after a project: read everything and say what is damaged; make anew what can be made anew."""

import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy import func, select

from coproclip.errors import BadInput, CoProClipError
from coproclip.jobs import Progress, Report, silent
from coproclip.project.erasing.unfinished_erasure import unfinished
from coproclip.project.journal import Work
from coproclip.project.looking_after.leftovers import Leftover, leftovers
from coproclip.project.looking_after.paper_file import right_paper
from coproclip.project.project import Project
from coproclip.project.schema import Base, Consent, Excerpt, Recording, ReportImage, Segment, Span, Story
from coproclip.project.storage import word_index
from coproclip.project.storage.fingerprints import changed_media
from coproclip.project.storage.fingerprints import sha256_of as sha256_of
from coproclip.project.storage.named_files import read_image
from coproclip.project.storage.places import DATABASE, IMAGES, ORIGINALS, PEAKS, WORKING
from coproclip.project.storage.storage_errors import INDEX_DAMAGED, INDEX_MEND
from coproclip.sound_file import open_sound


class Severity(StrEnum):
    """How much a finding matters: an error is damage or danger, a warning wants a look, a note is only said."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: a sentence, the file inside the project it is about, and a sentence on what mends it."""

    what: str
    where: str = DATABASE
    mend: str = ""
    severity: Severity = Severity.ERROR


BACKUP_MEND = "Restore a backup: “coproclip restore PROJECT” lists them."
DETAILS_MEND = "Run “coproclip check-project PROJECT --mend details”: there is one entry for the project then."
ERASURE_MEND = "Open the project, or run “coproclip check-project PROJECT --mend erasure”: the rest is deleted then."
ERASURE_ELSEWHERE_MEND = (
    "Nothing goes by itself. If you know that it was deleted: “coproclip check-project PROJECT --mend erasure” takes "
    "away the sound and the backups of what this project no longer has. Keep a copy of the folder before."
)
AFTER_SET_ASIDE = "See to the entries that are set aside first, and check again."
SCAN_MEND = (
    "Put the scan back from where it came. What is no scan is never opened: look at it with care, and delete it."
)
PUT_BACK = "Put the file back from where it came, or from a copy of the project."
REMADE = "Opening the story remakes it."
REMAKE = "Delete this file: opening the story remakes it."


def examined(project: Project, *, report: Report = silent) -> list[Finding]:
    """Everything that is wrong with an open project; an empty list when it is whole. Changes nothing."""
    report(Progress(0, 1, "Reading the project"))
    faults: list[Finding] = []
    # One part that cannot be read is no reason not to look at the others.
    for look in (_file, _values, _rows, _passages, _index, _marks, _erasures):
        try:
            faults += look(project)
        except CoProClipError as error:
            faults.append(Finding(str(error), mend=BACKUP_MEND))
    try:
        with project.read() as session:
            recordings = list(session.scalars(select(Recording)))
    except CoProClipError:
        recordings = []
    for number, recording in enumerate(recordings):
        report(Progress(number, len(recordings), "Reading the recordings"))
        faults += _sound(project, recording)
    faults += _images(project)
    faults += _papers(project)
    known = {fault.where for fault in faults}
    faults += [
        Finding(f"“{where}” is no longer what CoProClip made.", where, PUT_BACK if _is_image(where) else REMAKE)
        for where in changed_media(project.folder)
        if where not in known
    ]
    try:
        with project.read() as session:
            faults += [
                Finding(f"“{found.where}”: {found.what}", found.where, _sweeping(found), Severity.WARNING)
                for found in leftovers(project.folder, session)
            ]
    except CoProClipError as error:
        faults.append(Finding(str(error)))
    return list(dict.fromkeys(faults))


def _sweeping(found: Leftover) -> str:
    if found.needed:
        return "Nothing: keep it as long as that backup is kept."
    if found.swept:
        return "Nothing: it is taken away when the project is next opened."
    return "Look at it; delete it by hand."


def _file(project: Project) -> list[Finding]:
    return [Finding(f"The project file has a fault: {fault}.", mend=BACKUP_MEND) for fault in project.database.faults()]


def _values(project: Project) -> list[Finding]:
    aside = "It is set aside: in no list and no export, and still in the file. "
    in_sight = "It stays, and holds back what it may be about. "
    return [
        Finding(
            f"Entry {row} of “{table.replace('_', ' ')}” makes no sense: {rule.words}.",
            f"{DATABASE}: {table} {row}",
            (aside if row in project.database.set_aside.get(table, {}) else in_sight)
            + (DETAILS_MEND if table == "project" and row != 1 else BACKUP_MEND)
            if rule.hides
            else "Only its beginning is shown; all of it is still in the file. Shorten it.",
        )
        for table, rows in project.database.impossible.items()
        for row, rule in rows.items()
    ]


def _rows(project: Project) -> list[Finding]:
    """Every row of every table can be read."""
    with project.read() as session:
        for mapper in Base.registry.mappers:
            for _ in session.scalars(select(mapper.class_).execution_options(yield_per=500)):
                pass
            session.expunge_all()
    return []


def _passages(project: Project) -> list[Finding]:
    faults = []
    with project.read() as session:
        titles = {story.id: story.title for story in session.scalars(select(Story))}
        known: set[tuple[int, int, int, str]] = set()
        for segment in session.scalars(select(Segment).execution_options(yield_per=500)):
            title = titles.get(segment.story_id)
            starts = [word.start_ms for word in segment.words]
            if segment.text != " ".join(word.text for word in segment.words):
                faults.append(Finding(f"A passage of “{title}” does not match its words."))
            elif starts != sorted(starts) or segment.end_ms < segment.start_ms:
                faults.append(Finding(f"The times of a passage of “{title}” are out of order."))
            same = (segment.story_id, segment.start_ms, segment.end_ms, segment.text)
            if same in known:
                faults.append(Finding(f"A passage of “{title}” is there twice."))
            known.add(same)
    return faults


def _index(project: Project) -> list[Finding]:
    with project.read() as session:
        return [] if word_index.is_whole(session) else [Finding(INDEX_DAMAGED, mend=INDEX_MEND)]


def _marks(project: Project) -> list[Finding]:
    with project.read() as session:
        bare = (
            select(func.count())
            .select_from(Excerpt)
            .where(~select(Span.id).where(Span.excerpt_id == Excerpt.id).exists())
        )
        lost = session.scalar(bare) or 0
    if not lost:
        return []
    return [Finding(f"{lost} excerpts have lost their times." if lost > 1 else "An excerpt has lost its times.")]


def _erasures(project: Project) -> list[Finding]:
    found = []
    # What is set aside may be put right from a backup: first that, then what takes backups away.
    first = AFTER_SET_ASIDE if project.database.set_aside else ""
    if unfinished(project, here=True):
        what = (
            "Something that was deleted for good is not all gone: files and backups may still hold its words or sound."
        )
        found.append(Finding(what, DATABASE, first or ERASURE_MEND))
    if unfinished(project, here=False):
        what = "Something is noted as deleted for good on another computer, and not all gone: it may be a mistake."
        found.append(Finding(what, DATABASE, first or ERASURE_ELSEWHERE_MEND))
    return found


def _sound(project: Project, recording: Recording) -> list[Finding]:
    faults = []
    name, original = recording.original_name, recording.original
    try:
        path = project.path(original, ORIGINALS)
        if not path.is_file():
            faults.append(Finding(f"The recording “{name}” is not in the folder “originals”.", original, PUT_BACK))
        elif sha256_of(path) != recording.sha256:
            faults.append(Finding(f"The recording “{name}” is no longer what was brought in.", original, PUT_BACK))
        if recording.working and not sound_is_whole(project.path(recording.working, WORKING), recording.duration_ms):
            sentence = f"The working copy of “{name}” is missing or damaged; opening the story remakes it."
            faults.append(Finding(sentence, recording.working, REMADE))
        if recording.peaks and not (
            project.path(recording.peaks, PEAKS).is_file() and project.path(recording.peaks, PEAKS).stat().st_size
        ):
            sentence = f"The waveform of “{name}” is missing; opening the story remakes it."
            faults.append(Finding(sentence, recording.peaks, REMADE))
    except (CoProClipError, OSError) as error:
        faults.append(Finding(f"The recording “{name}” cannot be read: {error}", original))
    return faults


def _images(project: Project) -> list[Finding]:
    """Images of the report that are not there, or are none."""
    faults = []
    try:
        with project.read() as session:
            rows = list(session.scalars(select(ReportImage)))
    except CoProClipError:
        return []  # said by whatever reads every row
    for row in rows:
        called = f"An image of the report (“{row.alt[:60]}”)" if row.alt else "An image of the report"
        try:
            if not project.path(row.file, IMAGES).is_file():
                faults.append(Finding(f"{called} is not in the folder “images”.", row.file, PUT_BACK))
            else:
                read_image(project.folder, row.file)
        except (CoProClipError, OSError) as error:
            faults.append(Finding(f"{called} cannot be read: {error}", row.file, PUT_BACK))
    return faults


def _papers(project: Project) -> list[Finding]:
    """Scans of signed sheets that are not there, or are not what they are called."""
    faults = []
    try:
        with project.read() as session:
            papers = list(session.scalars(select(Consent.paper).where(Consent.paper != "").distinct()))
    except CoProClipError:
        return []  # said by whatever reads every row
    for inside in papers:
        try:
            right_paper(project.folder, inside)
        except (CoProClipError, OSError) as error:
            happened = error.happened if isinstance(error, CoProClipError) else str(error)
            faults.append(Finding(f"A scan of a signed sheet (“{inside[:100]}”): {happened}", inside[:100], SCAN_MEND))
    return faults


def _is_image(where: str) -> bool:
    return where.partition("/")[0] == IMAGES


def sound_is_whole(path: Path, duration_ms: int) -> bool:
    """Whether a plain sound file is as long as it was (ms) and can be read up to its last frame."""
    try:
        with open_sound(path) as sound:
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
        if is_project(folder):
            raise BadInput(
                f"“{folder.name}” is a project, and files that are made do not belong inside one.",
                "Nothing was written.",
                "Choose another folder.",
            )


def is_project(folder: Path) -> bool:
    """Whether a folder holds a project, or what is left of one."""
    # A stray empty file, as any program leaves that opens a database that is not there, makes no project of a folder
    # and of all below it. One that was emptied still has its recordings beside it.
    database = folder / DATABASE
    return database.exists() and (database.stat().st_size > 0 or (folder / ORIGINALS).exists())


def rebuild_index(project: Project) -> None:
    """Make the search index anew; nothing of words that were taken away stays in it."""
    with project.edit(Work.MEDIA) as edit:
        word_index.make_anew(edit.session)
