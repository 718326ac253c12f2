"""The ledger of what went out: when, what, to whom, in which files, and under which answers and consents.

It says nothing that the project does not know already, leaves it in no file, and Undo does not touch it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.excerpts.handed_over.beside_excerpts import LinesBeside
from coproclip.excerpts.handed_over.withheld_stretches import WithheldStretches
from coproclip.excerpts.rules.answers import answers, is_explicit
from coproclip.excerpts.rules.policy import Use
from coproclip.people.consent import consent_by, is_yes
from coproclip.people.storytellers import storytellers_of
from coproclip.project.journal import Work
from coproclip.project.kinds import AnswerKind
from coproclip.project.project import Project, now
from coproclip.project.rows import fetch
from coproclip.project.schema import Excerpt, Handover, HandoverFile

ANSWERS, CONSENTS = "answer", "consent"
"""Under which rows a file went out, as the keys of `HandoverFile.under`."""


@dataclass(frozen=True, slots=True)
class LeavingFile:
    """A file that is about to leave: its name, the SHA-256 of its bytes, and an excerpt in it (0: nobody noted which).

    One with several in it is noted once with each.

    Without an excerpt, `stories` are those that something in it is of; `whole`: it has all that is said in them.
    """

    name: str
    sha256: str
    excerpt_id: int = 0
    stories: tuple[int, ...] = ()
    whole: bool = False


def begin_handover(project: Project, use: Use, title: str, to_whom: str, texts: Iterable[str] = ()) -> int:
    """A new entry of the ledger, with no file in it yet; returns its number. `texts` is what people wrote in it."""
    lines = "\n".join(dict.fromkeys(filter(None, (" ".join(one.split()) for one in texts))))
    with project.edit(Work.HAND_OVER) as edit:
        made = Handover(made_at=now(), use=use.value, title=title.strip(), to_whom=to_whom.strip(), texts=lines)
        return edit.add(made).id


def note_leaving(project: Project, handover_id: int, files: Iterable[LeavingFile]) -> None:
    """Note these files, each under the answers and consents that count now, and with what is held back of it."""
    with project.edit(Work.HAND_OVER) as edit:
        session, under = edit.session, cache(partial(_under, edit.session))
        entry = fetch(session, Handover, handover_id)
        team, beside = entry.use == Use.REPORTER, LinesBeside(session, entry)
        kept_out = cache(WithheldStretches(session, team=team).noted)
        for file in files:
            excerpt = session.get(Excerpt, file.excerpt_id) if file.excerpt_id else None
            lines = {} if excerpt is None else beside.noted(excerpt)
            stories: Sequence[int | None] = [excerpt.story_id] if excerpt is not None else list(file.stories)
            for story in stories or [None]:
                said = story is not None and (excerpt is not None or file.whole)
                withheld = kept_out(story, file.excerpt_id) if said else {}
                session.add(
                    HandoverFile(
                        handover_id=handover_id,
                        story_id=story,
                        excerpt_id=file.excerpt_id,
                        name=file.name,
                        sha256=file.sha256,
                        under=under(story, file.excerpt_id) | withheld | lines,
                    )
                )


def _under(session: Session, story_id: int | None, excerpt_id: int) -> dict[str, list[int]]:
    """The numbers of the yeses that count now: the last to the excerpt, and those to the whole story."""
    said = {one.storyteller_id: one for one in answers(session, excerpt_id)} if excerpt_id else {}
    found = {ANSWERS: [one.id for one in said.values() if one.answer == AnswerKind.YES and is_explicit(one)]}
    if story_id is not None:
        tellers: list[int | None] = [one.id for one in storytellers_of(session, story_id)]
        agreed = {
            one.id for who in tellers or [None] for one in consent_by(session, story_id, who).values() if is_yes(one)
        }
        found[CONSENTS] = sorted(agreed)
    return {name: numbers for name, numbers in found.items() if numbers}


def stories_noted(session: Session, sha256: str, title: str) -> set[int | None]:
    """The stories (ids; None for a file of no story) that were noted of a file with these bytes, handed over as this
    `title`; nothing where none was.
    """
    wanted = select(HandoverFile.story_id).join(Handover, Handover.id == HandoverFile.handover_id)
    return set(session.scalars(wanted.where(HandoverFile.sha256 == sha256, Handover.title == title.strip())))


def note_taken_back(project: Project, files: Collection[LeavingFile], to_whom: str | None = None) -> None:
    """Files with these bytes were taken away from where they went, of those `to_whom`; a name may be another by now.

    Where the same bytes went to several people and nobody can tell from whom they were taken, all stay noted as out.
    """
    with project.read() as session:
        known = set(
            session.scalars(select(HandoverFile.sha256).where(HandoverFile.sha256.in_({file.sha256 for file in files})))
        )
    if not known or project.read_only:
        return
    with project.edit(Work.HAND_OVER) as edit:
        at = now()
        for gone in (file for file in files if file.sha256 in known):
            still_out = select(HandoverFile, Handover.to_whom).join(Handover, Handover.id == HandoverFile.handover_id)
            still_out = still_out.where(HandoverFile.sha256 == gone.sha256, HandoverFile.taken_back_at == "")
            rows = edit.session.execute(still_out.order_by(HandoverFile.id)).all()
            rows = [row for row in rows if to_whom is None or row[1] == to_whom.strip()]
            rows = [row for row in rows if row[0].name == gone.name] or rows
            if len({name.casefold() for _, name in rows}) != 1:
                continue
            first = rows[0][0]
            for file, _ in rows:
                if (file.handover_id, file.name) == (first.handover_id, first.name):
                    file.taken_back_at = at


def take_back(project: Project, handover_id: int) -> int:
    """Note that all files of an entry are gone where they went, as somebody said; returns how many that are.

    Raises `NotFound` where there is no such entry.
    """
    with project.edit(Work.HAND_OVER) as edit:
        fetch(edit.session, Handover, handover_id)
        left = select(HandoverFile).where(HandoverFile.handover_id == handover_id, HandoverFile.taken_back_at == "")
        rows = list(edit.session.scalars(left))
        for file in rows:
            file.taken_back_at = now()
        return len({file.name for file in rows})
