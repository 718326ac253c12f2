"""A sheet for storytellers leaves only without words of a story that nobody agreed to."""

from sqlalchemy.orm import Session

from coproclip.errors import NotShareable
from coproclip.excerpts.checks import Case
from coproclip.people.sheets import ASKED, SheetForm, filled, usual_template


def sheet_to_give_out(session: Session, form: SheetForm) -> str:
    """The exact text of a sheet as it may be given out. Raises `NotShareable`, saying why not."""
    text = filled(session, form)
    usual = {line for one in SheetForm for line in usual_template(one).splitlines()}
    usual |= {f"[] {words}" for both in ASKED.values() for words in both}
    # What the program says itself is nobody's story.
    written = "\n".join(line for line in text.splitlines() if line not in usual)
    case = Case(session)
    case.thorough = True
    if reason := case.text_beside("The sheet", written, None):
        raise NotShareable(reason.sentence, "Nothing was made.", "Change the sheet, or what is said of the project.")
    return text
