"""Sheets that storytellers are given before they say yes: editable texts, filled from the project's own page.

A text is plain lines: `# ` and `## ` begin headings, `- ` a point, `[] ` a question with boxes, `___ ` a line to write
on; `{why_ask}` and the like stand for what the project says of itself, `{questions}` for all that is asked. What was
given out is kept to the letter, so that an answer can refer to it.
"""

import re
from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.errors import BadInput
from coproclip.people.about_project import FIELDS, project_facts
from coproclip.people.own_questions import own_questions
from coproclip.project.kinds import ConsentAbout, ListKind
from coproclip.project.project import Edit, now
from coproclip.project.schema import ConsentSheet, ListEntry
from coproclip.settings import resource_path


class SheetForm(StrEnum):
    """The forms of a sheet: for most people, in short sentences, and in large letters."""

    PLAIN = "plain"
    EASY = "easy"
    LARGE = "large"


QUESTIONS = "questions"
"""The placeholder for all that is asked."""
PLACEHOLDERS = (*(name for name, field in FIELDS.items() if field.public), QUESTIONS)
"""What stands in curly brackets and is filled; what is for the team alone is none of it."""
LONGEST, LONGEST_FILLED = 50_000, 200_000
"""So many letters has the text of a form at most, and a sheet that is filled in: nobody prints a longer one."""
_FILES = {SheetForm.PLAIN: "sheet_plain.txt", SheetForm.EASY: "sheet_easy.txt", SheetForm.LARGE: "sheet_plain.txt"}
_PLACE = re.compile(r"\{(" + "|".join(PLACEHOLDERS) + r")\}")

ASKED: Mapping[ConsentAbout, tuple[str, str]] = {
    ConsentAbout.RECORDED: ("I am recorded.", "You may record me."),
    ConsentAbout.TRANSCRIBED: ("What I say is transcribed on your computer.", "You may write down my words."),
    ConsentAbout.REPORTERS: ("The reporters hear all of it.", "The reporters may hear all of it."),
    ConsentAbout.GROUP: ("The group that makes sense of the stories hears all of it.", "The group may hear all of it."),
    ConsentAbout.QUOTED: ("My words are quoted, as I agree to each.", "You may print some of my words."),
    ConsentAbout.AUDIO: ("My voice is heard in clips, as I agree to each.", "People may hear my voice."),
    ConsentAbout.PUBLIC: ("They stand on a public page.", "It may be on the internet."),
    ConsentAbout.NAMED: ("I am named, in the way I say.", "You may use my name."),
    ConsentAbout.PHOTO: ("A photo of me is shown.", "You may show a photo of me."),
    ConsentAbout.ALTERED: ("My voice is altered before it is shared.", "Please change how my voice sounds."),
    ConsentAbout.ARCHIVED: ("It is kept in an archive.", "An archive may keep it."),
    ConsentAbout.TRANSLATED: ("It is translated.", "You may put it in another language."),
    ConsentAbout.CONTACTED: ("You may contact me again.", "You may ask me again later."),
}
"""What is asked in plain and in easy words; quoting and being heard apart, instead of sharing as one."""


def template(session: Session, form: SheetForm) -> str:
    """The text of a form as this project has it, or the usual one."""
    own = own_template(session, form)
    return own.text if own is not None else usual_template(form)


def usual_template(form: SheetForm) -> str:
    """The text that comes with the program."""
    return resource_path("templates", _FILES[form]).read_text("utf-8")


def own_words(text: str) -> str:
    """What people wrote in a sheet, or in the text of one: the lines that the program does not say by itself."""
    usual = {line for form in SheetForm for line in usual_template(form).splitlines()}
    usual |= {f"[] {words}" for both in ASKED.values() for words in both}
    return "\n".join(line for line in text.splitlines() if line not in usual)


def change_template(edit: Edit, form: SheetForm, text: str) -> None:
    """Give a form another text; an empty one brings back the usual. Raises `BadInput` for one that is far too long."""
    text = text.strip() + "\n" if text.strip() else ""
    if len(text) > LONGEST:
        raise BadInput("This text is far too long for a sheet.", "The one before is kept.")
    own = own_template(edit.session, form)
    if text in ("", usual_template(form)):
        if own is not None:
            edit.session.delete(own)
    elif own is not None:
        own.text = text
    else:
        edit.add(ListEntry(kind=ListKind.SHEET.value, text=text, uses=[form.value]))


def own_template(session: Session, form: SheetForm) -> ListEntry | None:
    """The project's own text of a form: an entry of its lists whose `uses` say which form it is. None for the usual."""
    rows = session.execute(select(ListEntry.id, ListEntry.uses).where(ListEntry.kind == ListKind.SHEET))
    mine = min((number for number, uses in rows if uses == [form.value]), default=None)
    return session.get(ListEntry, mine) if mine is not None else None


def placeholders_of(text: str) -> frozenset[str]:
    """What is filled in, in a text of a sheet."""
    return frozenset(_PLACE.findall(text))


def filled(session: Session, form: SheetForm, text: str | None = None) -> str:
    """The sheet as it is given out; `text` in place of the project's own, to look at.

    A line whose placeholders say nothing goes, and with it a heading that has nothing under it any more. Raises
    `BadInput` where it would be far too long.
    """
    easy = form is SheetForm.EASY
    asked = [words[easy] for words in ASKED.values()] + [one.text for one in own_questions(session)]
    known = {**project_facts(session).texts, QUESTIONS: "\n".join(f"[] {words}" for words in asked)}
    lines: list[str] = []
    left = LONGEST_FILLED
    for line in (template(session, form) if text is None else text).splitlines():
        places = _PLACE.findall(line)
        if not places or any(known[place].strip() for place in places):
            left -= len(line) + sum(len(known[place]) for place in places)
            if left < 0:
                raise BadInput(
                    f"This sheet has more than {LONGEST_FILLED:,} letters, which is far too long.",
                    "Nothing was made.",
                    "Say what stands in it shorter, on the project’s page or in the text of the sheet.",
                )
            lines += _PLACE.sub(lambda place: known[place[1]].strip(), line).splitlines() or [""]
    return _without_empty_sections(lines)


def _without_empty_sections(lines: list[str]) -> str:
    kept: list[str] = []
    for place, line in enumerate(lines):
        if line.startswith("## "):
            rest = (one for one in lines[place + 1 :] if one.strip())
            if next(rest, "# ").startswith(("# ", "## ")):
                continue
        if line.strip() or (kept and kept[-1].strip()):
            kept.append(line.rstrip())
    return "\n".join(kept).strip() + "\n"


def keep_sheet(edit: Edit, form: SheetForm, text: str, language: str = "") -> ConsentSheet:
    """Keep a sheet as it is given out; the same text given out again is the same sheet."""
    same = select(ConsentSheet).where(
        ConsentSheet.form == form.value, ConsentSheet.text == text, ConsentSheet.language == language
    )
    known = edit.session.scalar(same.limit(1))
    return known or edit.add(ConsentSheet(form=form.value, language=language, text=text, made_at=now()))
