"""A workshop on paper, and to take away: folders of only what the group may have, noted in what went out."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from markupsafe import Markup

from coproclip.errors import NotFound, NotShareable
from coproclip.excerpts.approval import ShareableExcerpt, Sharing, Use, shareable
from coproclip.excerpts.beside.texts import PublicText, shareable_text
from coproclip.excerpts.marking import stories_of
from coproclip.excerpts.rules.grants import NO_TEXT, ShareableText, recheck_texts, verify, verify_texts
from coproclip.export.captioning.writing_systems import joined
from coproclip.export.clip import ClipChoices, WrittenClip, write_clip, write_text
from coproclip.export.clips import still_granted
from coproclip.export.documents.html_page import content_policy, icon, json_for_script, page_environment, template_text
from coproclip.export.folders.finished import Expected, say_if_not_whole
from coproclip.export.folders.ledger import HandoverNote
from coproclip.export.folders.manifest import MADE_WITH, Owner
from coproclip.export.folders.placing import handout_place
from coproclip.export.folders.target import ExportFolder, Tell, keep_quiet
from coproclip.export.folders.workplace import say_if_gone, workplace
from coproclip.export.playlist.listen_page import language_tag
from coproclip.export.whole_folder import withdraw_everywhere
from coproclip.export.workshop import workshop_pages as pages
from coproclip.export.workshop import workshop_sheets as sheets
from coproclip.jobs import CancelToken, Report, Stopwatch, silent
from coproclip.project.kinds import NoteKind
from coproclip.project.project import Project
from coproclip.sensemaking.contributions import WHAT, project_key
from coproclip.sensemaking.handouts import Handout, handout_of, is_there, steps_to_give_out
from coproclip.sensemaking.notes import LONGEST
from coproclip.timecode import length

ACTIVITY = "making the workshop’s papers"
INDEX = "index.html"
ABOUT_A_CARD = {
    NoteKind.STOOD_OUT: "What stood out?",
    NoteKind.SURPRISED: "What surprised you?",
    NoteKind.DIFFERENTLY: "Do you see it differently?",
}
ABOUT_ALL = {NoteKind.MISSING: "What is missing?", NoteKind.QUESTION: "What do you still ask?"}
Print = Callable[[str, Path], None]
"""Writes HTML as a PDF file, as `paper.print_large` does."""


@dataclass(frozen=True, slots=True)
class WorkshopFiles:
    """What was made: its folder, the files in it, of how many cards; how many cards are kept back, and why."""

    folder: Path
    files: tuple[Path, ...]
    cards: int
    kept_back: int
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Filled:
    """What is ready to be put: its files by name, what the folder is called, for whom it is, and all texts in it, first
    what the workshop is called. `alone` are those files that have a single excerpt in them.
    """

    files: Mapping[str, Path]
    called: ShareableText
    to_whom: ShareableText
    texts: Sequence[ShareableText]
    alone: Mapping[str, ShareableExcerpt] = field(default_factory=dict)


class _Making:
    """What both kinds of folders need: the workshop, its cards as they may be given out now, and texts beside them."""

    def __init__(self, project: Project, session_id: int, use: Use, parent: Path, whose: str, tell: Tell) -> None:
        self.project, self.session_id, self.use, self.parent, self._tell = project, session_id, use, parent, tell
        with project.read() as session:
            self.handout: Handout = handout_of(session, session_id)
        self.owner = Owner(project.details.uid, whose.format(self.handout.uid))
        sharing = self.again(list(self.handout.numbers))
        self.cards = [pages.PaperCard(self.handout.numbers[one.excerpt_id], one) for one in sharing.granted]
        self.cards.sort(key=lambda card: card.number)
        self.refused = sharing.refused
        self.beside = [card.excerpt.excerpt_id for card in self.cards]

    def again(self, ids: Sequence[int]) -> Sharing:
        """What of these excerpts the group may be given now, beside all the others."""
        return shareable(self.project, ids, self.use, beside=list(self.handout.numbers))

    def text(self, what: PublicText, number: int = 1) -> ShareableText:
        """A text as it may stand beside the cards. Raises `NotShareable`."""
        return shareable_text(self.project, what, number, self.use, beside=self.beside)

    def stories(self) -> tuple[int, ...]:
        """The stories (ids) that the cards are of."""
        with self.project.read() as session:
            return tuple(stories_of(session, self.beside))

    def excerpts(self) -> list[ShareableExcerpt]:
        """The grants of the cards."""
        return [verify(card.excerpt) for card in self.cards]

    def why(self) -> tuple[str, ...]:
        """Why the other cards are kept back, in sentences that begin with their numbers."""
        numbers: dict[str, list[int]] = {}
        for one in self.refused:
            numbers.setdefault(one.reason, []).append(self.handout.numbers[one.excerpt_id])
        return tuple(
            f"Card{'s' if len(cards) > 1 else ''} {', '.join(map(str, sorted(cards)))}: {reason}"
            for reason, cards in sorted(numbers.items(), key=lambda item: min(item[1]))
        )

    def withdraw(self, bench: Path | None = None) -> None:
        """Take away what was made of it before, also by versions that noted no other use of it than the group's."""
        for use in (self.use, Use.GROUP):
            for before in handout_place(self.parent, NO_TEXT, self.owner, use, suffix="").earlier:
                target = ExportFolder(before, bench or self.parent, self.owner, use, self._tell, self.project)
                target.withdraw_playlist([], self.parent, lambda _path: False)
                with suppress(OSError):
                    before.rmdir()  # only where nobody else put anything into it

    def say_if_none(self) -> None:
        """Raises `NotShareable` where there is no card to give out."""
        if not self.handout.numbers:
            raise NotShareable("There is no card in this workshop.", "Nothing was made.", "Draw cards first.")
        if not self.cards:
            raise NotShareable(
                "None of this workshop’s cards may be given out.", "Nothing was made.", " ".join(self.why())
            )


def export_papers(
    project: Project,
    session_id: int,
    parent: Path,
    *,
    print_pdf: Print | None = None,
    tell: Tell = keep_quiet,
) -> WorkshopFiles:
    """A folder in `parent` with what to read first, cards, posters for the steps, and all sheets that are written on.

    Each as a page for a browser or a screen reader, and with `print_pdf` as A4 in large print. An earlier folder of the
    same workshop is taken away first. Raises `NotShareable` where there is no card that may leave, `NotFound`,
    `StorageError`.
    """
    making = _Making(project, session_id, Use.PAPER, parent, "papers of workshop {}", tell)

    def fill(bench: Path) -> _Filled:
        title, agreed = making.text(PublicText.WORKSHOP_TITLE, session_id), making.handout.agreement_id
        agreement = making.text(PublicText.AGREEMENT, agreed) if agreed else NO_TEXT
        steps, own_steps = steps_to_give_out(project, session_id, making.beside)
        contact, people = making.text(PublicText.CONTACT), making.handout.people
        made = {
            "00 read first": sheets.lead_page(title, steps, people),
            "cards": pages.cards_page(title, making.cards),
            "who is here": sheets.people_page(title, people),
            "agreement": pages.agreement_page(title, agreement, contact),
            "notes": sheets.notes_page(title),
            "group": sheets.group_page(title),
            "dots": pages.dots_page(title, making.cards, making.handout.dots),
            "words to read along": pages.transcripts_page(title, making.cards),
            "results": sheets.results_page(title, people),
            **{f"step {number}": pages.poster_page(number, step) for number, step in enumerate(steps)},
        }
        found = {}
        for name, page in made.items():
            write_text(bench / f"{name}.html", page, ACTIVITY)
            found[f"{name}.html"] = bench / f"{name}.html"
            if print_pdf is not None:
                print_pdf(page, bench / f"{name}.pdf")
                found[f"{name}.pdf"] = bench / f"{name}.pdf"
        return _Filled(found, title, NO_TEXT, [title, agreement, own_steps, contact])

    return _put(making, "papers", fill, tell)


def export_take_away(
    project: Project,
    session_id: int,
    attendee_id: int,
    parent: Path,
    *,
    report: Report = silent,
    cancel: CancelToken | None = None,
    tell: Tell = keep_quiet,
) -> WorkshopFiles:
    """A folder in `parent` for one person of a workshop: a page that plays its cards and takes notes.

    Only what the group may be given is in it; an earlier one for them is taken away first. What they note comes back as
    a file, see `sensemaking.contributions`. Raises `NotShareable` where there is no card for them, `NotFound` for
    somebody who is not in it, `MediaError`, `StorageError`.
    """
    with project.read() as session:
        if not is_there(session, session_id, attendee_id):
            raise NotFound("They are not in this workshop.", "Nothing was made.")
    making = _Making(project, session_id, Use.TAKE_AWAY, parent, f"workshop {{}} for {attendee_id}", tell)
    cancel, watch = cancel or CancelToken(), Stopwatch(report)

    def fill(bench: Path) -> _Filled:
        title, whose = making.text(PublicText.WORKSHOP_TITLE, session_id), making.text(PublicText.ATTENDEE, attendee_id)
        texts = [title, whose, making.text(PublicText.CONTACT)]
        found, clips, alone = dict[str, Path](), list[WrittenClip](), dict[str, ShareableExcerpt]()
        (bench / "sound").mkdir(exist_ok=True)
        for number, card in enumerate(making.cards, 1):
            cancel.raise_if_cancelled()
            say_if_gone(bench.parent)
            watch(number - 1, len(making.cards), f"Making card {number} of {len(making.cards)}")
            still_granted(card.excerpt, making.again)
            where = bench / "sound" / f"card {card.number}"
            clips.append(write_clip(card.excerpt, where, where, ClipChoices(captions=False), cancel))
            name = f"sound/{clips[-1].files.audio.name}"
            found[name], alone[name] = clips[-1].files.audio, card.excerpt
        write_text(bench / INDEX, _take_away_page(making, texts, clips, attendee_id), ACTIVITY)
        return _Filled(found | {INDEX: bench / INDEX}, whose, whose, texts, alone)

    return _put(making, "to take away", fill, tell)


def _take_away_page(
    making: _Making, texts: Sequence[ShareableText], clips: Sequence[WrittenClip], attendee_id: int
) -> str:
    verify_texts(texts)
    title, whose, contact = texts
    style = Markup(template_text("listen_page.css") + template_text("review_page.css"))
    script = Markup(template_text("take_away.js"))
    file = {
        "made_with": MADE_WITH,
        "what": WHAT,
        "version": 1,
        "project": project_key(making.project),
        "workshop": making.handout.uid,
        "person": attendee_id,
        "name": whose,
    }
    items = [
        {
            "number": card.number,
            "words": joined(word.text for word in card.excerpt.words),
            "signed": card.excerpt.attribution,
            "care": card.excerpt.care or ("It holds sensitive things." if card.excerpt.sensitive else ""),
            "language": language_tag(card.excerpt.language),
            "sound": f"sound/{clip.files.audio.name}",
            "length": length(clip.files.duration_ms),
        }
        for card, clip in zip(making.cards, clips, strict=True)
    ]
    icons = {name: icon(name) for name in ("ear", "a-arrow-up", "a-arrow-down", "save")}
    return (
        page_environment()
        .get_template("take_away.html")
        .render(
            title=title,
            whose=whose,
            contact=contact,
            items=items,
            kinds=[(kind.value, label) for kind, label in ABOUT_A_CARD.items()],
            over_all=[(kind.value, label) for kind, label in ABOUT_ALL.items()],
            longest=LONGEST,
            file=json_for_script(file),
            style=style,
            script=script,
            policy=content_policy(style, script),
            icons=icons,
        )
    )


def _put(making: _Making, suffix: str, fill: Callable[[Path], _Filled], tell: Tell) -> WorkshopFiles:
    """Make the files beside the place, look once more whether all may leave, and put them there."""
    project, parent, owner, excerpts = making.project, making.parent, making.owner, making.excerpts()
    withdraw_everywhere(project, parent, tell)  # what may no longer be there goes, whatever comes of this
    with workplace(parent, ACTIVITY, making.withdraw) as bench:
        making.withdraw(bench)
        making.say_if_none()
        (bench / "folder").mkdir(exist_ok=True)
        made = fill(bench / "folder")
        for excerpt in excerpts:
            still_granted(excerpt, making.again)
        recheck_texts(made.texts)
        say_if_gone(bench)
        place = handout_place(parent, made.called, owner, making.use, suffix=f" ({suffix})")
        place.take_over()
        target = ExportFolder(place.folder, bench, owner, making.use, tell, project)
        inside = [excerpt.excerpt_id for excerpt in excerpts]
        title, to_whom = str(made.texts[0]), str(made.to_whom)
        note = HandoverNote(making.use, title, to_whom, tell, project, making.stories(), inside, texts=made.texts)
        target.hold(excerpts)
        hashes = dict[str, str]()
        for name, excerpt in made.alone.items():
            hashes |= target.put({name: made.files[name]}, note, excerpt)
        hashes |= target.put({name: path for name, path in made.files.items() if name not in made.alone}, note)
        target.finish()
    expected = [Expected(place.folder / name, digest) for name, digest in hashes.items()]
    say_if_not_whole(expected, len(excerpts), place.folder)
    files = tuple(place.folder / name for name in made.files)
    return WorkshopFiles(place.folder, files, len(excerpts), len(making.refused), making.why())
