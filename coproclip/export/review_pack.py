"""A review pack: a page that plays a storyteller's excerpts and takes their answers, and the same on paper."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from coproclip.errors import BadInput, NotShareable
from coproclip.excerpts.approval import ShareableExcerpt, Sharing, Use
from coproclip.excerpts.beside.away import refuse_away
from coproclip.excerpts.beside.texts import PUBLIC, PublicText, shareable_text
from coproclip.excerpts.reviews.review import for_review
from coproclip.excerpts.reviews.review_codes import ReviewAnswer, answer_code
from coproclip.excerpts.reviews.review_context import shown_as
from coproclip.excerpts.reviews.review_packs import PackMark, make_pack, project_key
from coproclip.excerpts.rules.grants import (
    NO_TEXT,
    PlaylistBeside,
    ReviewContext,
    ShareableText,
    VoicedWord,
    recheck_texts,
    verify,
)
from coproclip.excerpts.rules.policy import ANSWERED_USES, FROM_BEFORE
from coproclip.excerpts.rules.reasons import USES
from coproclip.export.captioning.captions import turns
from coproclip.export.captioning.cues import CueWord
from coproclip.export.clip import REVIEW_SUFFIX, ClipChoices, WrittenClip, write_text
from coproclip.export.clips import all_still_granted, clip_names, granted_now, still_granted
from coproclip.export.folders.finished import Expected, say_if_not_whole
from coproclip.export.folders.ledger import HandoverNote
from coproclip.export.folders.manifest import Owner
from coproclip.export.folders.placing import review_place
from coproclip.export.folders.target import ExportFolder, Tell, keep_quiet
from coproclip.export.folders.workplace import say_if_gone, workplace
from coproclip.export.many_clips import clips_in_order
from coproclip.export.notices import Notice
from coproclip.export.review_page import PackItem, PackSheet, review_page, review_sheet
from coproclip.export.whole_folder import withdraw_everywhere
from coproclip.harmless import plain
from coproclip.jobs import CancelToken, Report, Stopwatch, silent
from coproclip.project.journal import Work
from coproclip.project.project import Project
from coproclip.timecode import clock, length

ACTIVITY = "making the review"
TITLE = "Review"
INDEX, PAPER = "index.html", "large print.pdf"
Print = Callable[[str, Path], None]
"""Writes HTML as a PDF file, as `paper.print_large` does."""


@dataclass(frozen=True, slots=True)
class ReviewFiles:
    """Where a review was put: its folder, the page in it, the pages to print (or None), and how many excerpts."""

    folder: Path
    index: Path
    paper: Path | None
    count: int


def export_review(
    project: Project,
    storyteller_id: int,
    parent: Path,
    *,
    uses: Collection[Use] = FROM_BEFORE,
    print_pdf: Print | None = None,
    report: Report = silent,
    cancel: CancelToken | None = None,
    tell: Tell = keep_quiet,
) -> ReviewFiles:
    """A folder in `parent` for one storyteller, of all of theirs that they may be asked about for `uses`.

    An earlier review for them there is renewed. What is said of the project is left out where it may not be read, and
    `tell` hears so. Raises `NotShareable` where there is nothing to ask about, `BadInput`,
    `MediaError`, `StorageError`.
    """
    if not uses or not set(uses) <= set(ANSWERED_USES):
        raise BadInput("A review asks about something that excerpts are for.", "Nothing was made.")
    with project.read() as session:
        refuse_away(session, Use.REVIEW)
    cancel, watch = cancel or CancelToken(), Stopwatch(report)

    def again(ids: Sequence[int]) -> Sharing:
        found = for_review(project, storyteller_id)
        wanted = set(ids)
        return Sharing(tuple(one for one in found.granted if one.excerpt_id in wanted), found.refused)

    withdraw_everywhere(project, parent, tell)  # what may no longer be there goes, whatever comes of this
    owner = Owner(project.details.uid, f"review of storyteller {storyteller_id}")
    excerpts = for_review(project, storyteller_id).granted
    beside = [one.excerpt_id for one in excerpts]

    def text(what: PublicText, number: int = 1) -> ShareableText:
        return shareable_text(project, what, number, Use.REVIEW, beside=beside, review_of=storyteller_id)

    def of_project(what: PublicText) -> ShareableText:
        try:
            return text(what)
        except NotShareable as error:  # they are asked all the same: only their own excerpts are what it is about
            tell(f"{PUBLIC[what].called} is not in the review. {error.happened}")
            return NO_TEXT

    alias = text(PublicText.REVIEWER, storyteller_id)
    place = review_place(parent, alias, owner, suffix=REVIEW_SUFFIX)

    def withdraw(bench: Path = parent) -> None:
        for before in place.earlier:
            target = ExportFolder(before, bench, owner, Use.REVIEW, tell, project)
            target.withdraw_playlist(granted_now(excerpts, again), parent, lambda _path: False)

    with workplace(parent, ACTIVITY, withdraw) as bench:
        withdraw(bench)
        if not excerpts:
            raise NotShareable("There is nothing to ask this storyteller about.", "Nothing was made.")
        with project.edit(Work.REVIEW_PACK) as edit:
            mark = make_pack(edit, storyteller_id, [one.excerpt_id for one in excerpts], uses)
        target = ExportFolder(place.before or place.folder, bench, owner, Use.REVIEW, tell, project)
        names = [target.free_stem(name, ["sound/{}.mp3"]) for name in clip_names(excerpts)]
        written: list[WrittenClip] = []
        stems = [bench / "folder" / "sound" / name for name in names]
        wanted = list(zip(excerpts, stems, stems, strict=True))
        with clips_in_order(wanted, ClipChoices(captions=False), cancel) as clips:
            for number, excerpt in enumerate(excerpts, 1):
                cancel.raise_if_cancelled()
                say_if_gone(bench)
                watch(number - 1, len(excerpts) + 1, f"Making clip {number} of {len(excerpts)}")
                written.append(next(clips))
                still_granted(excerpt, again)
        watch(len(excerpts), len(excerpts) + 1, "Making the page")
        sheet = _sheet(project, of_project, alias, mark, excerpts, written, bench / "folder", uses)
        pages = _write_pages(bench / "folder", sheet, print_pdf)
        all_still_granted(excerpts, again)
        texts = [sheet.whose, sheet.project_title, sheet.contact, sheet.take_down, sheet.support]
        recheck_texts(texts)
        cancel.raise_if_cancelled()
        say_if_gone(bench)
        place.take_over()
        target = ExportFolder(place.folder, bench, owner, Use.REVIEW, tell, project)
        note = HandoverNote(Use.REVIEW, TITLE, alias, tell, project, texts=texts)
        expected: list[Expected] = []
        for excerpt, clip in zip(excerpts, written, strict=True):
            hashes = target.put({f"sound/{clip.files.audio.name}": clip.files.audio}, note, excerpt)
            expected += clip.expected(hashes, place.folder)
        hashes = target.put({path.name: path for path in pages}, note)
        expected += [Expected(place.folder / name, digest) for name, digest in hashes.items()]
        target.finish()
    say_if_not_whole(expected, len(excerpts), place.folder)
    watch(1, 1, "The review is ready")
    paper = place.folder / PAPER if print_pdf is not None else None
    return ReviewFiles(place.folder, place.folder / INDEX, paper, len(excerpts))


def _write_pages(folder: Path, sheet: PackSheet, print_pdf: Print | None) -> list[Path]:
    pages = [folder / INDEX]
    write_text(pages[0], review_page(sheet), ACTIVITY)
    if print_pdf is not None:
        pages.append(folder / PAPER)
        print_pdf(review_sheet(sheet), pages[1])
    return pages


def _sheet(
    project: Project,
    text: Callable[[PublicText], ShareableText],
    alias: ShareableText,
    mark: PackMark,
    excerpts: Sequence[ShareableExcerpt],
    written: Sequence[WrittenClip],
    folder: Path,
    uses: Collection[Use],
) -> PackSheet:
    items = [
        _item(number, excerpt, clip, mark.codes[excerpt.excerpt_id], folder, uses)
        for number, (excerpt, clip) in enumerate(zip(excerpts, written, strict=True), 1)
    ]
    return PackSheet(
        pack=mark.uid,
        project_key=project_key(project),
        whose=alias,
        project_title=text(PublicText.PROJECT_TITLE),
        contact=text(PublicText.CONTACT),
        take_down=text(PublicText.TAKE_DOWN),
        support=text(PublicText.SUPPORT),
        notice=Notice.REVIEW,
        items=tuple(items),
    )


def _item(
    number: int, excerpt: ShareableExcerpt, clip: WrittenClip, code: str, folder: Path, uses: Collection[Use]
) -> PackItem:
    verify(excerpt)
    context = excerpt.context or ReviewContext((), (), ())
    return PackItem(
        number=number,
        code=code,
        codes={answer: answer_code(code, answer) for answer in ReviewAnswer},
        excerpt=excerpt,
        before=turns(_said(context.before, "… {}", 0)),
        words=turns(clip.words),
        after=turns(_said(context.after, "{} …", -1)),
        shown_as=shown_as(excerpt, uses),
        playlists=tuple(map(_on_one_line, context.playlists)),
        uses=tuple(USES[use] for use in USES if use in uses),
        sound=f"sound/{clip.files.audio.name}",
        clock=clock(clip.files.duration_ms),
        length=length(clip.files.duration_ms),
    )


def _on_one_line(beside: PlaylistBeside) -> PlaylistBeside:
    return PlaylistBeside(plain(beside.title), plain(beside.introduction))


def _said(words: Sequence[VoicedWord], cut: str, place: int) -> list[CueWord]:
    """Words around an excerpt; the one at `place` is shown as `cut`: more was said there."""
    said = [CueWord(plain(word.text), word.start_ms, word.end_ms, plain(word.speaker)) for word in words]
    if said:
        said[place] = said[place]._replace(text=cut.format(said[place].text))
    return said
