"""Review packs: what was shown to a storyteller is kept, and what comes back counts only for exactly that."""

import json
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.errors import BadInput
from coproclip.excerpts.coverage import StoryReader, title_of
from coproclip.excerpts.noting import Said, note_answer, what_stands, who_may_answer
from coproclip.excerpts.reviews.review_codes import ReviewAnswer, fresh_code, read_answer_code
from coproclip.excerpts.rules.coverage_parts import PARTS, Covered, changed_parts
from coproclip.excerpts.rules.policy import Use
from coproclip.harmless import on_one_line
from coproclip.new_files import read_plain
from coproclip.project.columns import LARGEST_ID
from coproclip.project.kinds import AnswerKind
from coproclip.project.project import Edit, Project, now
from coproclip.project.schema import Answer, Excerpt, Person, ReviewPack

ANSWERS = "review answers"
LARGEST = 1 << 20
"""No file of answers has more bytes."""
LONGEST_WISH = 4000
READ = "read_at"
"""Under this it is kept with each code of a pack when its answers were read in."""
MOST = 2000
"""So many excerpts are in a pack at most, and answers in a file: one with more was not made here."""


@dataclass(frozen=True, slots=True)
class PackMark:
    """A pack that was made: its uid, and the code of each excerpt (id)."""

    uid: str
    codes: Mapping[int, str]


class Outcome(StrEnum):
    """What becomes of an answer when it is kept."""

    YES = "yes"
    AGAIN = "needs a new yes"
    CHANGE = "no, with a wish"
    NO = "no"
    NO_ANSWER = "no answer"
    NOT_KEPT = "not kept"


@dataclass(frozen=True, slots=True)
class PackAnswer:
    """What somebody answered to one excerpt of a pack, before it is kept, and what becomes of it then, in words.

    `answer` is None where they said nothing; `shown` is what they were shown, as fingerprints, and `shown_at` when, in
    the `pack` (id).
    """

    excerpt_id: int
    storyteller_id: int
    title: str
    answer: ReviewAnswer | None
    wish: str
    outcome: Outcome
    words: str
    shown: Covered
    shown_at: str = ""
    pack: int = 0


def project_key(project: Project) -> str:
    """By which a pack knows its project again; says nothing about it."""
    return sha256(f"review of {project.details.uid}".encode()).hexdigest()[:16]


def make_pack(edit: Edit, storyteller_id: int, excerpt_ids: Iterable[int], uses: Collection[Use]) -> PackMark:
    """Keep what a storyteller is about to be shown of these excerpts, with a code for each.

    Raises `BadInput` for more than `MOST`, and where no code is free.
    """
    excerpt_ids = list(excerpt_ids)
    if len(excerpt_ids) > MOST:
        raise BadInput(f"A review has {MOST:,} excerpts at most.", "Nothing was made.", "Make several.")
    reader = StoryReader(edit.session)
    taken = {code for pack in edit.session.scalars(select(ReviewPack)) for code in _codes_of(pack)}
    codes: dict[str, dict[str, Any]] = {}
    for excerpt_id in excerpt_ids:
        code = fresh_code({*taken, *codes})
        shown = what_stands(edit.project, reader, edit.get(Excerpt, excerpt_id), uses)
        said_before = max((one.id for one in reader.answers_to(edit.get(Excerpt, excerpt_id))), default=0)
        codes[code] = {"excerpt": excerpt_id, "shown": shown, "said_before": said_before}
    pack = edit.add(ReviewPack(uid=uuid.uuid4().hex, person_id=storyteller_id, codes=codes, made_at=now()))
    return PackMark(pack.uid, {kept["excerpt"]: code for code, kept in codes.items()})


def _codes_of(pack: ReviewPack) -> Mapping[str, Any]:
    return pack.codes if len(pack.codes) <= MOST else {}


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """What stands in a file of answers: of which project and pack, and (code, answer, wish) each."""

    project: str
    pack: str
    answers: tuple[tuple[str, ReviewAnswer | None, str], ...]


def read_answer_file(path: Path) -> AnswerFile:
    """A file of answers as a page saves it. Raises `BadInput` for anything else, `StorageError`."""
    raw = read_plain(path, LARGEST, "reading the answers")
    try:
        kept = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise _not_ours(path.name, "It cannot be read") from None
    return _checked(path.name, kept)


def _not_ours(name: str, why: str) -> BadInput:
    return BadInput(
        f"“{name}” is not a file of answers to a review. {why}.",
        "Nothing was noted.",
        "Choose the file that the page saved, or type the letters beside each answer.",
    )


def _checked(name: str, kept: Any) -> AnswerFile:
    if not isinstance(kept, dict) or kept.get("made_with") != "CoProClip" or kept.get("what") != ANSWERS:
        raise _not_ours(name, "Something else is in it")
    project, pack, rows = kept.get("project"), kept.get("pack"), kept.get("answers")
    changed = _not_ours(name, "It was changed after the page saved it")
    if not (isinstance(project, str) and isinstance(pack, str) and isinstance(rows, list)) or len(rows) > MOST:
        raise changed
    found: dict[str, tuple[ReviewAnswer | None, str]] = {}
    for row in rows:
        if not isinstance(row, dict) or not isinstance(code := row.get("code"), str) or code in found:
            raise changed
        said, wish, typed = row.get("answer"), row.get("wish", ""), row.get("typed", "")
        known: list[str] = [answer.value for answer in ReviewAnswer]
        if said not in (*known, "") or not isinstance(wish, str) or len(wish) > LONGEST_WISH:
            raise changed
        if not isinstance(typed, str) or (said and _typed(typed) != (code, said)):
            raise changed
        found[code] = (ReviewAnswer(said) if said else None, wish.strip())
    return AnswerFile(project, pack, tuple((code, *rest) for code, rest in found.items()))


def _typed(text: str) -> tuple[str, str]:
    try:
        code, answer = read_answer_code(text)
    except BadInput:
        return "", ""
    return code, answer.value


def answers_of_file(project: Project, session: Session, file: AnswerFile) -> list[PackAnswer]:
    """What came back in a file, before any of it is kept; excerpts of the pack that it does not name had no answer.

    Raises `BadInput` where it is of another project, of a pack that is not known here, or names what is not in it.
    """
    if file.project != project_key(project):
        raise BadInput(
            "These answers are for another project.", "Nothing was noted.", "Open the project that they belong to."
        )
    pack = session.scalar(select(ReviewPack).where(ReviewPack.uid == file.pack))
    if pack is None:
        raise BadInput(
            "These answers are for a review that this project does not know.",
            "Nothing was noted.",
            "It may have been made in another copy, or before a backup was restored. Make a new one, and ask again.",
        )
    if not {code for code, _, _ in file.answers} <= _codes_of(pack).keys():
        raise BadInput("These answers name an excerpt that was not in the review.", "Nothing was noted.")
    # Whoever says what to change has not said a yes to it as it is.
    said = {
        code: (ReviewAnswer.CHANGE if answer is ReviewAnswer.YES and wish else answer, wish)
        for code, answer, wish in file.answers
    }
    return _answers(session, pack, said)


def answers_of_codes(session: Session, codes: Sequence[str], wish: str = "") -> list[PackAnswer]:
    """What was said in codes, before any of it is kept, with all else that their reviews asked about: no answer to it.

    `wish` goes with each “change”. Raises `BadInput` for what is no code, for one that no review had, and for two
    answers to one excerpt.
    """
    packs = list(session.scalars(select(ReviewPack)))
    said: dict[ReviewPack, dict[str, tuple[ReviewAnswer | None, str]]] = {}
    for typed in codes:
        code, answer = read_answer_code(typed)
        pack = next((one for one in packs if code in _codes_of(one)), None)
        if pack is None:
            raise BadInput(f"No review of this project has “{typed}”.", "Nothing was noted.")
        of_pack = said.setdefault(pack, {})
        if of_pack.get(code, (answer, ""))[0] is not answer:
            raise BadInput(f"There are two answers to one excerpt: “{typed}” is the second.", "Nothing was noted.")
        of_pack[code] = (answer, wish if answer is ReviewAnswer.CHANGE else "")
    return [answer for pack, of_pack in said.items() for answer in _answers(session, pack, of_pack)]


def _answers(
    session: Session, pack: ReviewPack, said: Mapping[str, tuple[ReviewAnswer | None, str]]
) -> list[PackAnswer]:
    """What becomes of everything that a pack asked about; what nobody `said` anything to was left open."""
    reader = StoryReader(session)
    return [_answer(session, reader, pack, code, *said.get(code, (None, ""))) for code in _codes_of(pack)]


def _answer(
    session: Session, reader: StoryReader, pack: ReviewPack, code: str, answer: ReviewAnswer | None, wish: str
) -> PackAnswer:
    kept = pack.codes[code]
    kept = kept if isinstance(kept, dict) else {}
    number, shown = kept.get("excerpt"), kept.get("shown")
    known = type(number) is int and 0 < number <= LARGEST_ID
    excerpt = session.get(Excerpt, number) if known else None
    whose = session.get(Person, pack.person_id or 0)
    if excerpt is None or whose is None or not isinstance(shown, dict):
        words = "It is not in the project any more, so there is nothing to note."
        return PackAnswer(0, 0, f"Excerpt {number}", answer, wish, Outcome.NOT_KEPT, words, {})
    title = title_of(excerpt, reader.quote(excerpt))
    outcome, words = _outcome(session, reader, excerpt, whose, pack, answer, kept)
    wish = on_one_line(wish)
    return PackAnswer(excerpt.id, whose.id, title, answer, wish, outcome, words, shown, pack.made_at, pack.id)


def _outcome(
    session: Session,
    reader: StoryReader,
    excerpt: Excerpt,
    whose: Person,
    pack: ReviewPack,
    answer: ReviewAnswer | None,
    kept: Mapping[str, Any],
) -> tuple[Outcome, str]:
    mine = [one for one in reader.answers_to(excerpt) if one.storyteller_id in (whose.id, None)]
    if whose.id not in who_may_answer(session, [excerpt.id]):
        return Outcome.NOT_KEPT, f"{whose.alias} is not heard in it any more."
    if answer is None:
        if mine and mine[-1].answer == AnswerKind.YES:
            if mine[-1].answered_at >= pack.made_at:
                return Outcome.NO_ANSWER, "No answer. They said yes after this was made, and that stays."
            return Outcome.NO_ANSWER, "No answer counts as a no. Their yes from before no longer counts."
        return Outcome.NO_ANSWER, "No answer counts as a no."
    if answer is ReviewAnswer.NO:
        return Outcome.NO, "No."
    if answer is ReviewAnswer.CHANGE:
        return Outcome.CHANGE, "No, until it is changed. The wish goes into the excerpt’s note."
    if overtaken := _overtaken(session, excerpt, pack, mine, kept):
        return Outcome.NOT_KEPT, f"{overtaken} Ask them again."
    shown: Covered = kept["shown"]
    changed = changed_parts(shown, reader.coverage(excerpt))
    if not shown.get("samples"):
        changed.append("sound")
    if changed:
        what = ", ".join(PARTS[part] for part in dict.fromkeys(changed))
        return Outcome.AGAIN, f"It needs a new yes: it changed after they were shown it ({what})."
    return Outcome.YES, "Yes, to exactly this."


def _overtaken(
    session: Session, excerpt: Excerpt, pack: ReviewPack, mine: Sequence[Answer], kept: Mapping[str, Any]
) -> str:
    """Why a yes to what a pack showed is not the last word of a storyteller any more, as a sentence; empty if it is.

    What they said since counts, whatever it was: it may be a yes to less. `mine` is all they said.
    """
    before = kept.get("said_before")
    since = [one for one in mine if (one.id > before if type(before) is int else one.answered_at >= pack.made_at)]
    if any(one.answer == AnswerKind.NO for one in since):
        return "They said no after this was made."
    if any(one.answer == AnswerKind.YES for one in since):
        return "They answered since this was made."
    if READ in kept:
        return "This review was read in before."
    if since:
        return "They were asked since this was made."
    newer = select(ReviewPack).where(ReviewPack.person_id == pack.person_id, ReviewPack.id > pack.id)
    asked = (one for later in session.scalars(newer) for one in _codes_of(later).values() if isinstance(one, dict))
    if any(one.get("excerpt") == excerpt.id for one in asked):
        return "A newer review with it was made for them."
    return ""


def keep_answers(
    edit: Edit, answers: Sequence[PackAnswer], *, who: str, how: str, stop: Callable[[], None] = lambda: None
) -> int:
    """Note what was answered; how many answers there were. A change is a no, with the wish in the excerpt's note.

    Where nobody answered, it is noted that they were asked: a yes from before is none now. That the packs were read in
    is kept with them: an earlier file of the same pack, or more letters of it, can only hold back. `stop` raises once
    it is not wanted any more. Raises `BadInput`.
    """
    if not who.strip() or not how.strip():
        raise BadInput("An answer needs who gave it, and how.", "It was not noted.")
    count = 0
    for pack in edit.session.scalars(select(ReviewPack).where(ReviewPack.id.in_({one.pack for one in answers}))):
        read = {code: {**kept, READ: now()} for code, kept in _codes_of(pack).items() if isinstance(kept, dict)}
        pack.codes = {**pack.codes, **read}
    for one in answers:
        stop()
        if one.outcome is Outcome.NOT_KEPT:
            continue
        if one.answer is None:
            note_asked(edit, one.excerpt_id, one.storyteller_id, who=who, how=how, shown_at=one.shown_at)
            continue
        note_reviewed(edit, one.excerpt_id, one.storyteller_id, one.answer, one.wish, one.shown, who=who, how=how)
        count += 1
    return count


def note_reviewed(
    edit: Edit,
    excerpt_id: int,
    storyteller_id: int,
    answer: ReviewAnswer,
    wish: str,
    shown: Covered,
    *,
    who: str,
    how: str,
) -> None:
    """Note what a storyteller answered to what they were `shown`. Raises `BadInput`."""
    said: Said = "yes" if answer is ReviewAnswer.YES else "no"
    note_answer(edit, excerpt_id, said, who=who, how=how, storyteller_id=storyteller_id, shown=shown)
    if answer is not ReviewAnswer.YES and wish.strip():
        _note_wish(edit, excerpt_id, wish)


def note_asked(
    edit: Edit, excerpt_id: int, storyteller_id: int, *, who: str, how: str, shown_at: str | None = None
) -> None:
    """Note that a storyteller was asked and did not answer, unless they said something to it before.

    Where they were shown it (`shown_at`) and left it open, a yes from before that counts no more.
    """
    mine = select(Answer).where(Answer.excerpt_id == excerpt_id, Answer.storyteller_id == storyteller_id)
    last = edit.session.scalar(mine.order_by(Answer.id.desc()).limit(1))
    left_open = last and last.answer == AnswerKind.YES and shown_at is not None and last.answered_at < shown_at
    if last is None or left_open:
        note_answer(edit, excerpt_id, "asked", who=who, how=how, storyteller_id=storyteller_id)


def _note_wish(edit: Edit, excerpt_id: int, wish: str) -> None:
    """Add to the note for the team what a storyteller would like changed."""
    excerpt = edit.get(Excerpt, excerpt_id)
    asked = f"Asked for a change: {on_one_line(wish)}"
    excerpt.note = f"{excerpt.note.rstrip()}\n{asked}" if excerpt.note.strip() else asked
