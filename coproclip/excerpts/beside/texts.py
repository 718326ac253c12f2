"""Which texts that people wrote may leave beside excerpts: only those listed here, and only without words of a story
that nobody agreed to.

“What is not here stays.” A column that is not in `PUBLIC` can be put in no file that leaves.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy.orm import Session

from coproclip.errors import NotShareable
from coproclip.excerpts.beside.addresses import words_of
from coproclip.excerpts.beside.away import refuse_away
from coproclip.excerpts.beside.team_names import TeamNames
from coproclip.excerpts.checks import Case
from coproclip.excerpts.rules.grants import _GRANTED, NO_TEXT, ShareableText, keep_text_true
from coproclip.excerpts.rules.policy import Use
from coproclip.excerpts.rules.public_texts import PUBLIC as PUBLIC
from coproclip.excerpts.rules.public_texts import About, WrittenText
from coproclip.excerpts.rules.public_texts import PublicText as PublicText
from coproclip.excerpts.rules.reasons import Reason, in_words
from coproclip.people.own_lists import LISTS
from coproclip.people.own_questions import own_questions
from coproclip.people.sheets import own_words
from coproclip.project.kinds import ListKind
from coproclip.project.project import Project
from coproclip.project.rows import fetch
from coproclip.project.schema import Attendee, Excerpt, ListEntry, Theme


def shareable_text(
    project: Project,
    what: PublicText,
    number: int = 1,
    use: Use = Use.SHARING,
    *,
    beside: Sequence[int] = (),
    review_of: int | None = None,
    otherwise: str = "",
) -> ShareableText:
    """The text of row `number` as it may leave for `use` `beside` these excerpts; `otherwise` where it is empty.

    What is granted holds for now: see `grants.recheck_texts`. Raises `NotShareable`, saying why, and `NotFound`.
    """
    if what is PublicText.REVIEWER and (use is not Use.REVIEW or review_of != number):
        raise NotShareable("Only a review for a storyteller is called after them.", "Nothing was made.")
    with project.read() as session:
        refuse_away(session, use)
        written = _written(session, what, number)
        case = Case(session, use, review_of=review_of)
        case.thorough = True
        if use is Use.REVIEW:
            case.choose_reviewer(beside)
        if reasons := _reasons(case, what, number, written, _beside(case, beside)):
            raise NotShareable(in_words(reasons), "Nothing was made.")
        if use is Use.REPORTER:
            written = TeamNames(session).without(written)
    place = PUBLIC[what]
    text = ShareableText(written, _GRANTED, lines=place.lines) or ShareableText(otherwise, _GRANTED)
    return keep_text_true(
        text,
        lambda: shareable_text(project, what, number, use, beside=beside, review_of=review_of, otherwise=otherwise),
    )


def shareable_texts(
    project: Project, wanted: Iterable[WrittenText], use: Use = Use.SHARING
) -> tuple[dict[WrittenText, ShareableText], dict[WrittenText, str]]:
    """Many texts as they may leave for `use` by themselves, and why the others may not; looked at in one go.

    What is granted holds for now: ask again just before it leaves. Raises `NotFound`, and `NotShareable` where nothing
    leaves from here.
    """
    granted, refused = dict[WrittenText, ShareableText](), dict[WrittenText, str]()
    with project.read() as session:
        refuse_away(session, use)
        case = Case(session, use)
        case.thorough = True
        alone = _beside(case, ())
        for one in wanted:
            written = _written(session, one.what, one.number)
            if reasons := _reasons(case, one.what, one.number, written, alone):
                refused[one] = in_words(reasons)
            else:
                granted[one] = ShareableText(written, _GRANTED, lines=PUBLIC[one.what].lines)
    return granted, refused


@dataclass(frozen=True, slots=True)
class Writing:
    """Words that people wrote in something longer, in `runs` that look different: a paragraph, a title, a footnote.

    `called` is what it is, at the beginning of a sentence. `read_as` is how it reads, where the runs alone do not say
    so: the words of an address, or what stands around words in brackets.
    """

    called: str
    runs: tuple[str, ...] = ()
    read_as: str = ""

    @property
    def text(self) -> str:
        """All of it, as it is looked at."""
        return self.read_as or "".join(self.runs)


def shareable_address(project: Project, address: str, use: Use, beside: Sequence[int] = ()) -> ShareableText:
    """An address of the web as it may leave for `use` `beside` these excerpts: no name and no words in any part of it.

    What is granted holds for now: see `grants.recheck_texts`. Raises `NotShareable`, saying why.
    """
    wanted = Writing("The web address", (address,), read_as=words_of(address))
    granted, refused = shareable_writing(project, [wanted], use, beside)
    if refused:
        raise NotShareable(in_words(refused[0][1]), "Nothing was made.", "Give the folder another name on the web.")
    return keep_text_true(granted[0][0], lambda: shareable_address(project, address, use, beside))


Wanted = Writing | WrittenText
"""Words in something longer, or the whole text of a row that may leave as it is: a name, a title."""


def shareable_writing(
    project: Project, wanted: Sequence[Wanted], use: Use, beside: Sequence[int] = ()
) -> tuple[list[tuple[ShareableText, ...]], list[tuple[Wanted, tuple[Reason, ...]]]]:
    """Each of `wanted` as it may leave for `use` `beside` these excerpts, run by run; and those that may not, with why.

    The text of a row is one run. Of those that may not every run is empty. What is granted holds for now: ask again
    before it leaves. Raises `NotFound`, and `NotShareable` where nothing leaves from here.
    """
    granted: list[tuple[ShareableText, ...]] = []
    refused: list[tuple[Wanted, tuple[Reason, ...]]] = []
    with project.read() as session:
        refuse_away(session, use)
        case = Case(session, use)
        case.thorough = True
        excerpts = _beside(case, beside)
        case.unagreed.look_ahead(one.text for one in wanted if isinstance(one, Writing))
        for one in wanted:
            reasons, runs = _looked_at(case, one, excerpts)
            if reasons:
                refused.append((one, reasons))
            granted.append(tuple(NO_TEXT for _ in runs) if reasons else runs)
    return granted, refused


def _looked_at(
    case: Case, one: Wanted, excerpts: Sequence[Excerpt]
) -> tuple[tuple[Reason, ...], tuple[ShareableText, ...]]:
    if isinstance(one, WrittenText):
        written = _written(case.session, one.what, one.number)
        text = ShareableText(written, _GRANTED, lines=PUBLIC[one.what].lines)
        return tuple(_reasons(case, one.what, one.number, written, excerpts)), (text,)
    against = partial(case.text_beside, one.called, one.text)
    reasons = _all(case, one.called, one.text, None, excerpts, against) if one.text.strip() else []
    return tuple(reasons), tuple(map(_run, one.runs))


def _run(text: str) -> ShareableText:
    """A run may begin and end with a space: what is beside it follows at once."""
    return ShareableText(text, _GRANTED, edges=True)


def _written(session: Session, what: PublicText, number: int) -> str:
    place = PUBLIC[what]
    row = fetch(session, place.rows, number)
    if isinstance(row, ListEntry) and not _is_listed(session, row, what):
        # A name that may be said stands in the same table and is no role and no sector.
        raise NotShareable("Only roles, sectors, projects, ways of taking part and places leave.", "Nothing was made.")
    written: str = getattr(row, place.column)
    return own_words(written) if what is PublicText.SHEET else written


def _is_listed(session: Session, row: ListEntry, what: PublicText) -> bool:
    if what is PublicText.OWN_QUESTION:
        return any(one.id == row.id for one in own_questions(session))
    return row.kind == ListKind.SHEET if what is PublicText.SHEET else row.kind in LISTS


def text_of(session: Session, text: WrittenText) -> str:
    """What people wrote, as it is looked at. Raises `NotFound`."""
    return _written(session, text.what, text.number)


def against_text(case: Case, what: PublicText, number: int, beside: Sequence[int] = ()) -> tuple[Reason, ...]:
    """Why a text may not leave beside these excerpts, as `shareable_text` would say; empty where it may.

    Raises `NotFound`.
    """
    return tuple(_reasons(case, what, number, _written(case.session, what, number), _beside(case, beside)))


def shareable_words(
    project: Project, called: str, written: Callable[[Session], str], use: Use, beside: Sequence[int], step: str
) -> ShareableText:
    """Words that are no row's text, as they may leave for `use` `beside` these excerpts; `written` reads them.

    `called` is what they are, at the beginning of a sentence, and `step` what to do where they may not. What is granted
    holds for now: see `grants.recheck_texts`. Raises `NotShareable`, saying why.
    """
    with project.read() as session:
        refuse_away(session, use)
        case, words = Case(session, use), written(session)
        case.thorough = True
        if reasons := against_words(case, called, words, beside):
            raise NotShareable(in_words(reasons), "Nothing was made.", step)
    text = ShareableText(words, _GRANTED, lines=True)
    return keep_text_true(text, lambda: shareable_words(project, called, written, use, beside, step))


def against_words(case: Case, called: str, written: str, beside: Sequence[int]) -> tuple[Reason, ...]:
    """The same for words that are no row's text; `called` is what they are, at the beginning of a sentence."""
    against = partial(case.text_beside, called, written)
    return tuple(_all(case, called, written, None, _beside(case, beside), against))


def names_against(case: Case, called: str, written: str, excerpts: Sequence[Excerpt]) -> tuple[Reason, ...]:
    """Why words may not leave beside these excerpts (see `excerpts_beside`) because of names in them alone."""
    case.names_beside.together = frozenset(one.id for one in excerpts)
    return tuple(reason for one in _places(excerpts) for reason in case.names_in(called, written, one, None))


def excerpts_beside(session: Session, numbers: Iterable[int]) -> list[Excerpt]:
    """These excerpts, to look at many texts beside them; those that are gone are none of them."""
    return [one for number in numbers if (one := session.get(Excerpt, number)) is not None]


def _beside(case: Case, numbers: Sequence[int]) -> list[Excerpt]:
    """The excerpts beside which texts are looked at from now on."""
    excerpts = excerpts_beside(case.session, numbers)
    case.names_beside.together = frozenset(one.id for one in excerpts)
    return excerpts


def _reasons(case: Case, what: PublicText, number: int, written: str, excerpts: Sequence[Excerpt]) -> list[Reason]:
    called, about = PUBLIC[what].called, WrittenText(what, number)
    theme = fetch(case.session, Theme, number) if what is PublicText.THEME_NAME else None
    # What somebody takes home may be called after them.
    own = fetch(case.session, Attendee, number).person_id if what is PublicText.ATTENDEE else None

    def against(excerpt: Excerpt | None) -> Reason | None:
        if theme is not None:
            return case.theme_beside(theme, excerpt, f"{called} has", "call it something else")
        return case.text_beside(called, written, excerpt, about)

    return _all(case, called, written, about, excerpts, against, () if own is None else (own,))


def _all(
    case: Case,
    called: str,
    written: str,
    about: About,
    excerpts: Sequence[Excerpt],
    against: Callable[[Excerpt | None], Reason | None],
    but: Collection[int] = (),
) -> list[Reason]:
    alone = against(None)
    named = [reason for one in _places(excerpts) for reason in case.names_in(called, written, one, about, but)]
    if about is not None and about.what is PublicText.REVIEWER:
        named = []  # it is for them alone
    if alone is None or not excerpts:
        return list(dict.fromkeys([*([alone] if alone else []), *named]))
    # Words that are said in the very excerpt may stand beside it; beside another they may not.
    return list(dict.fromkeys([*filter(None, map(against, excerpts)), *named]))


def _places(excerpts: Sequence[Excerpt]) -> Sequence[Excerpt | None]:
    """One of each story, as the names that are known are those of a story."""
    return list({one.story_id: one for one in reversed(excerpts)}.values()) or [None]
