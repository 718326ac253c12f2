"""What went out, as lists show it: to whom, what of whose, and what of it is still out there and may not be."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.excerpts.handed_over.handovers import ANSWERS, CONSENTS
from coproclip.excerpts.handed_over.refused_files import Refusals, Since
from coproclip.excerpts.handed_over.taken_out_since import TakenOutSince
from coproclip.excerpts.rules.policy import Use
from coproclip.people.storytellers import all_storytellers
from coproclip.project.project import now
from coproclip.project.rows import fetch
from coproclip.project.schema import Handover, HandoverFile, Participant, ProjectRow

USES = {
    Use.REPORTER: "for the team",
    Use.GROUP: "for the group",
    Use.PAPER: "on paper for the group",
    Use.TAKE_AWAY: "for the group to take away",
    Use.REVIEW: "for the storyteller to hear",
    Use.SHARING: "to share",
    Use.QUOTE: "as words to quote",
    Use.PAGE: "for a public page",
    Use.REPORT: "in a report",
    Use.ARCHIVE: "for an archive",
    Use.CLUSTER: "for the group’s map",
}
"""What things went out for, in words."""


@dataclass(frozen=True, slots=True)
class FileOut:
    """A file that went out, what of the project is in it, and when it was taken back (empty: it was not).

    `name` is empty where its story was deleted for good. `answers` and `consents` are the numbers of the yeses that it
    went out under; `refused` is whether somebody said no to it, or took such a yes back, since; `run_out` whether
    nobody did, but no such yes holds any more (its day is past, or it is to be asked again later), and `taken_out`
    whether a name or a bit of what was said in it was taken out since.
    """

    name: str
    sha256: str
    stories: tuple[int, ...]
    excerpt_id: int
    answers: tuple[int, ...]
    consents: tuple[int, ...]
    taken_back_at: str
    refused: bool
    run_out: bool
    taken_out: bool

    @property
    def is_out(self) -> bool:
        """Whether it is still where it went, and may not be there."""
        return (self.refused or self.run_out or self.taken_out) and not self.taken_back_at


@dataclass(frozen=True, slots=True)
class WentOut:
    """One export: when (ISO), what for, how it was called, to whom it went (may be empty), and its files."""

    number: int
    made_at: str
    use: str
    title: str
    to_whom: str
    files: tuple[FileOut, ...]

    @property
    def purpose(self) -> str:
        """What it was made for, in words."""
        return USES.get(Use(self.use), self.use) if self.use in set(Use) else self.use

    @property
    def still_out(self) -> tuple[FileOut, ...]:
        """What of it is out there although somebody said no, a yes ran out, or something was taken out of it, since."""
        return tuple(file for file in self.files if file.is_out)

    @property
    def is_taken_back(self) -> bool:
        """Whether nothing of it is out any more, as far as anybody noted."""
        return all(file.taken_back_at for file in self.files)

    @property
    def refused_but_copied(self) -> bool:
        """Whether something refused was taken away where it was put, but somebody had it before."""
        return bool(self.to_whom) and any(file.refused and file.taken_back_at for file in self.files)

    @property
    def run_out_but_copied(self) -> bool:
        """The same of something to which no yes holds any more."""
        return bool(self.to_whom) and any(file.run_out and file.taken_back_at for file in self.files)


def went_out(
    session: Session, *, storyteller_id: int | None = None, excerpt_id: int | None = None
) -> tuple[WentOut, ...]:
    """Everything that went out, newest first; only what has something of a storyteller or an excerpt in it.

    Of those all files are listed, as they went out together.
    """
    wanted: set[int] | None = None
    if storyteller_id is not None:
        mine = select(Participant.story_id).where(Participant.storyteller_id == storyteller_id)
        wanted = set(session.scalars(select(HandoverFile.handover_id).where(HandoverFile.story_id.in_(mine))))
    if excerpt_id is not None:
        with_it = select(HandoverFile.handover_id).where(HandoverFile.excerpt_id == excerpt_id)
        wanted = set(session.scalars(with_it)) & (wanted if wanted is not None else set(session.scalars(with_it)))
    rows: dict[int, list[HandoverFile]] = {}
    for row in session.scalars(select(HandoverFile).order_by(HandoverFile.id)):
        if wanted is None or row.handover_id in wanted:
            rows.setdefault(row.handover_id, []).append(row)
    files = partial(_files, refusals=Refusals(session), taken_out=TakenOutSince(session).files)
    return tuple(
        WentOut(one.id, one.made_at, one.use, one.title, one.to_whom, files(rows[one.id], one.use))
        for one in session.scalars(select(Handover).order_by(Handover.made_at.desc(), Handover.id.desc()))
        if one.id in rows
    )


def _files(
    rows: Iterable[HandoverFile], use: str, refusals: Refusals, taken_out: Collection[int]
) -> tuple[FileOut, ...]:
    rows = list(rows)
    since = refusals.among(rows, use)
    together: dict[object, list[HandoverFile]] = {}
    for row in rows:
        together.setdefault((row.name, row.sha256) if row.name else row.id, []).append(row)
    return tuple(
        FileOut(
            name=same[0].name,
            sha256=same[0].sha256,
            stories=tuple(sorted({row.story_id for row in same if row.story_id is not None})),
            excerpt_id=same[0].excerpt_id if len({row.excerpt_id for row in same}) == 1 else 0,
            answers=_numbers(same, ANSWERS),
            consents=_numbers(same, CONSENTS),
            taken_back_at=min(row.taken_back_at for row in same),
            refused=Since.REFUSED in (whys := {since.get(row.id) for row in same}),
            run_out=Since.RUN_OUT in whys and Since.REFUSED not in whys,
            taken_out=any(row.id in taken_out for row in same),
        )
        for same in together.values()
    )


def _numbers(rows: Iterable[HandoverFile], kind: str) -> tuple[int, ...]:
    return tuple(sorted({number for row in rows for number in row.under.get(kind, ())}))


def take_down_letter(session: Session, handover: WentOut) -> str:
    """A letter that asks whoever was given something to delete what somebody said no to, or agreed to for a time that
    is over, or what has something in it that was taken out since; it does not say who did that, nor what it was.

    It names all files where there is none of that: anybody may ask for anything back.
    """
    project = fetch(session, ProjectRow, 1)
    files = [file for file in handover.files if file.refused or file.run_out or file.taken_out] or list(handover.files)
    asked_for = (
        "Somebody whose words are in it has asked for them not to be shared any more. They may ask for that at any "
        "time, and need not say why."
    )
    if not any(file.refused for file in files):
        if any(file.run_out for file in files):
            asked_for = (
                "Somebody whose words are in it agreed to it for a time that is over, or wants to be asked again. "
                "Nobody has said no to it. Until we have asked, it should not be kept or shared any more."
            )
        elif any(file.taken_out for file in files):
            asked_for = (
                "Something in it, such as a name, has been taken out since, so as it is it should not be kept or "
                "shared any more. Ask us for a new copy if you need one."
            )
    named = [f"  {file.name}" for file in files if file.name]
    sender = [text for text in (project.group_name or project.gathered_by, project.title, project.contact) if text]
    lines = [
        now()[:10],
        "",
        f"To {handover.to_whom}" if handover.to_whom else "To whom it may concern",
        "",
        f"On {handover.made_at[:10]} you were given “{handover.title}”."
        if handover.title
        else f"On {handover.made_at[:10]} you were given files of ours.",
        "",
        asked_for,
        "",
        "Please delete these files, and every copy of them, and take them off any page they were put on:",
        "",
        *(named or ["  all files of it"]),
        "",
        "If you passed them on, please pass this letter on too, and write to us when it is done. Thank you.",
        "",
        *sender,
    ]
    return "\n".join(lines) + "\n"


def everybody(session: Session) -> tuple[tuple[int, str], ...]:
    """The storytellers of the project: number and alias."""
    return tuple((one.id, one.alias) for one in all_storytellers(session))
