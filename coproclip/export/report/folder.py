"""The report as a folder: the formats that were asked for, with the sound of what is quoted, noted in what went out."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from coproclip.errors import BadInput, NotShareable
from coproclip.excerpts.approval import ShareableExcerpt, Sharing, Use, shareable
from coproclip.excerpts.rules.grants import no_longer_so
from coproclip.export.clip import ClipChoices, WrittenClip, write_text
from coproclip.export.clips import all_still_granted, still_granted
from coproclip.export.folders.finished import Expected, say_if_not_whole
from coproclip.export.folders.ledger import HandoverNote
from coproclip.export.folders.manifest import Owner
from coproclip.export.folders.placing import report_place
from coproclip.export.folders.target import ExportFolder, Tell, keep_quiet
from coproclip.export.folders.workplace import say_if_gone, workplace
from coproclip.export.many_clips import clips_in_order
from coproclip.export.report.markdown import markdown
from coproclip.export.report.pdf import report_pdf
from coproclip.export.report.web import IMAGES, SOUND, Track, easy_read_page, web_page
from coproclip.export.report.word import word
from coproclip.export.whole_folder import owner_of_sounds, withdraw_everywhere
from coproclip.jobs import CancelToken, Report, Stopwatch, silent
from coproclip.new_files import write_whole
from coproclip.project.project import Project
from coproclip.report.assembled import assembled
from coproclip.report.checks import check_report
from coproclip.report.shareable import ShareableReport

ACTIVITY = "making the report"
_SUFFIX = " (report)"


class ReportFormat(StrEnum):
    """What a report can be made as; the value is how it is asked for."""

    DOCX = "docx"
    HTML = "html"
    PDF = "pdf"
    MARKDOWN = "md"
    EASY_READ = "easyread"


FILES: Mapping[ReportFormat, str] = {
    ReportFormat.DOCX: "Report.docx",
    ReportFormat.HTML: "Report.html",
    ReportFormat.PDF: "Report.pdf",
    ReportFormat.MARKDOWN: "Report.md",
    ReportFormat.EASY_READ: "Easy read.html",
}
"""What each is called."""
_HEARD = (ReportFormat.HTML, ReportFormat.EASY_READ)
_WITH_IMAGES = (*_HEARD, ReportFormat.MARKDOWN)


@dataclass(frozen=True, slots=True)
class ReportFiles:
    """What was made: its folder, the formats in it, and how many quotes were withheld."""

    folder: Path
    files: Mapping[ReportFormat, Path]
    withheld: int
    extracts: int


def export_report(
    project: Project,
    parent: Path,
    formats: Collection[ReportFormat],
    *,
    report: Report = silent,
    cancel: CancelToken | None = None,
    tell: Tell = keep_quiet,
    to_whom: str = "",
) -> ReportFiles:
    """A folder in `parent` with the project's report in these formats; an earlier one is brought up to date.

    Quotes of which the sound may be shared too can be played in the web page and in easy read. What went out is noted
    as handed `to_whom`. Raises `BadInput` without a format or a text, `NotShareable` naming what may not leave,
    `MediaError`, `StorageError`.
    """
    wanted = [one for one in ReportFormat if one in set(formats)]
    if not wanted:
        raise BadInput("Choose what to make.", "Nothing was made.", f"One of {', '.join(ReportFormat)}.")
    cancel, watch = cancel or CancelToken(), Stopwatch(report)
    watch(0, 1, "Putting the report together")
    withdraw_everywhere(project, parent, tell)  # what may no longer be there goes, whatever comes of this
    made = assembled(project)
    if not made.sections:
        raise BadInput("There is no report yet.", "Nothing was made.", "Make a first draft.")
    _say_what_blocks(project, cancel)
    cancel.raise_if_cancelled()
    excerpts = made.excerpts()
    sounds = _Sounds(project, excerpts) if set(wanted) & {*_HEARD} else _Sounds(project, [])
    owner = Owner(project.details.uid, "report")
    steps = len(sounds.granted) + len(wanted) + 1
    with workplace(parent, ACTIVITY) as bench:
        fresh, pages = bench / "folder", bench / "pages"
        fresh.mkdir(exist_ok=True)
        pages.mkdir(exist_ok=True)
        tracks = sounds.write(fresh / SOUND, lambda done: watch(done, steps, "Making the sounds"), cancel)
        files: dict[str, Path] = {}
        for place, kind in enumerate(wanted):
            cancel.raise_if_cancelled()
            say_if_gone(bench)
            watch(len(tracks) + place, steps, f"Making {FILES[kind]}")
            _write(kind, made, tracks, pages, fresh / FILES[kind], cancel)
            files[FILES[kind]] = fresh / FILES[kind]
        if set(wanted) & {*_WITH_IMAGES}:
            files = _images(made, fresh) | files
        cancel.raise_if_cancelled()
        _say_if_changed(project, made)
        say_if_gone(bench)
        place_ = report_place(parent, made.title, owner, suffix=_SUFFIX)
        place_.take_over()
        hashes = sounds.put(place_.folder, bench, tracks, tell, to_whom, fresh)
        target = ExportFolder(place_.folder, bench, owner, Use.REPORT, tell, project)
        target.hold(excerpts, made.people_seen())
        inside = [one.excerpt_id for one in excerpts]
        note = HandoverNote(Use.REPORT, "Report", to_whom, tell, project, excerpts=inside, texts=made.texts())
        hashes |= target.put(files, note)
        target.finish()
    say_if_not_whole([Expected(place_.folder / name, digest) for name, digest in hashes.items()], 0, place_.folder)
    watch(steps, steps, "The report is ready")
    found = {kind: place_.folder / FILES[kind] for kind in wanted}
    return ReportFiles(place_.folder, found, made.withheld, len(tracks))


def _say_if_changed(project: Project, made: ShareableReport) -> None:
    """Raise `NotShareable` unless it would be put together again now exactly so.

    In one go: to ask about each of its texts and excerpts by itself reads the whole project hundreds of times.
    """
    if assembled(project) != made:
        raise no_longer_so(
            project,
            "The report was changed, or something in it may no longer be shared, so making files stopped.",
            next="Export it again.",
        )


def _say_what_blocks(project: Project, cancel: CancelToken) -> None:
    """Raise `NotShareable` while a check of the report found something that nobody settled or kept with a reason."""
    with project.read() as session:
        found = [one for one in check_report(session, cancel=cancel) if one.blocks]
    if found:
        many = f"{len(found)} things in the report are" if len(found) > 1 else "One thing in the report is"
        said = " ".join(f"In “{one.section}”: {one.text}" for one in found[:3])
        raise NotShareable(
            f"{many} to be settled first. {said}", "Nothing was made.", "Settle it, or say why it stays."
        )


class _Sounds:
    """The clips of what is quoted, where their sound may be shared too."""

    def __init__(self, project: Project, excerpts: Sequence[ShareableExcerpt]) -> None:
        self._project, together = project, [one.excerpt_id for one in excerpts]

        def again(ids: Sequence[int]) -> Sharing:
            # Nobody is named in a sound of the report who is not in its words.
            return shareable(project, ids, Use.SHARING, beside=together, inside=Use.REPORT)

        self._again = again  # one and the same question, to which an answer is known while nothing is written
        self.granted = again(together).granted

    def write(self, folder: Path, watch: Callable[[int], None], cancel: CancelToken) -> list[Track]:
        """Write them, called by their numbers."""
        made: list[Track] = []
        if self.granted:
            folder.mkdir(exist_ok=True)
        all_still_granted(self.granted, self._again)  # in one go, for what is asked of each below
        stems = [folder / f"extract {number}" for number in range(1, len(self.granted) + 1)]
        with clips_in_order(list(zip(self.granted, stems, stems, strict=True)), ClipChoices(), cancel) as clips:
            for number, excerpt in enumerate(self.granted):
                cancel.raise_if_cancelled()
                watch(number)
                made.append(Track(excerpt, next(clips)))
                still_granted(excerpt, self._again)
        return made

    def put(
        self, folder: Path, bench: Path, tracks: Sequence[Track], tell: Tell, to_whom: str, fresh: Path
    ) -> dict[str, str]:
        """Put them in the folder as a set of their own. What is old goes."""
        target = ExportFolder(folder, bench, owner_of_sounds(self._project), Use.SHARING, tell, self._project)
        target.withdraw([track.excerpt for track in tracks], self._again)
        note = HandoverNote(Use.SHARING, "Sounds of the report", to_whom, tell, self._project, texts=())
        hashes: dict[str, str] = {}
        for track in tracks:
            still_granted(track.excerpt, self._again)
            hashes |= target.put(_by_name(track.clip, fresh), note, track.excerpt)
        target.finish()
        return hashes


def _by_name(clip: WrittenClip, fresh: Path) -> dict[str, Path]:
    return {path.relative_to(fresh).as_posix(): path for path in clip.files.paths}


def _write(
    kind: ReportFormat, made: ShareableReport, tracks: Sequence[Track], bench: Path, path: Path, cancel: CancelToken
) -> None:
    match kind:
        case ReportFormat.DOCX:
            write_whole(path, word(made))
        case ReportFormat.PDF:
            write_whole(path, report_pdf(made, bench, cancel))
        case ReportFormat.MARKDOWN:
            write_text(path, markdown(made), ACTIVITY)
        case ReportFormat.HTML:
            write_text(path, web_page(made, tracks), ACTIVITY)
        case ReportFormat.EASY_READ:
            write_text(path, easy_read_page(made, tracks), ACTIVITY)


def _images(made: ShareableReport, fresh: Path) -> dict[str, Path]:
    """The images as the pages name them, by their names from the folder."""
    found: dict[str, Path] = {}
    for image in made.images():
        copy = fresh / IMAGES / image.name
        copy.parent.mkdir(exist_ok=True)
        write_whole(copy, image.content)
        found[f"{IMAGES}/{image.name}"] = copy
    return found
