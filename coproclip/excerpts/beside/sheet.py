"""A sheet for storytellers leaves only without words that nobody agreed to, and names nobody who may not be named."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from coproclip.errors import NotShareable
from coproclip.excerpts.beside.away import refuse_away
from coproclip.excerpts.beside.texts import against_text, against_words, text_of
from coproclip.excerpts.checks import Case
from coproclip.excerpts.rules.policy import Use
from coproclip.excerpts.rules.public_texts import PUBLIC, PublicText, WrittenText
from coproclip.excerpts.rules.reasons import Reason, in_words
from coproclip.people.own_questions import own_questions
from coproclip.people.sheets import SheetForm, filled, own_template, own_words, placeholders_of, template
from coproclip.project.schema import ProjectRow

USE = Use.SHARING
"""What it is handed out for: whoever is given one may keep it."""


@dataclass(frozen=True, slots=True)
class SheetToGive:
    """The exact text of a sheet as it may be given out, and what of it people wrote, text by text."""

    text: str
    written: tuple[str, ...]


def sheet_to_give_out(session: Session, form: SheetForm) -> SheetToGive:
    """A sheet as it may be given out. Raises `NotShareable`, saying why not."""
    refuse_away(session, USE)
    if reasons := against_sheet(session, form):
        raise NotShareable(in_words(reasons), "Nothing was made.")
    whole = filled(session, form)
    written = [text_of(session, one) for one in _written(session, form)]
    return SheetToGive(whole, (*filter(str.strip, written), *own_words(whole).splitlines()))


def against_sheet(session: Session, form: SheetForm) -> tuple[Reason, ...]:
    """Why a sheet may not be given out as it stands: of each text in it, and of all of it as it is read."""
    case, texts = Case(session, USE), list(_written(session, form))
    case.thorough = True
    found = [reason for one in texts for reason in against_text(case, one.what, one.number)]
    parts = [" ".join(text_of(session, one).split()) for one in texts]
    for reason in against_words(case, "The sheet", own_words(filled(session, form)), ()):
        # A name that stands in one of the texts was looked at there, where a person may have said that it is none.
        if not (reason.named and any(reason.named.name in part for part in parts)):
            found += [] if any(one.code is reason.code for one in found) else [reason]
    return tuple(dict.fromkeys(found))


def _written(session: Session, form: SheetForm) -> Iterator[WrittenText]:
    """The texts that stand in a sheet and that people wrote."""
    if (own := own_template(session, form)) is not None:
        yield WrittenText(PublicText.SHEET, own.id)
    filled_in = placeholders_of(template(session, form))
    yield from (
        WrittenText(what) for what, place in PUBLIC.items() if place.rows is ProjectRow and place.column in filled_in
    )
    yield from (WrittenText(PublicText.OWN_QUESTION, one.id) for one in own_questions(session))
