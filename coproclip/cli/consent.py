"""`coproclip consent` and `questions`: what somebody said about a story, item by item, and what they are asked."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session

from coproclip.cli.arguments import AsJson, ProjectPath, StoryName, one_of, opened
from coproclip.cli.output import say, say_for_team, show, show_json, show_team_json
from coproclip.errors import BadInput
from coproclip.excerpts.rules.policy import ASKABLE_USES
from coproclip.overview.consent import ItemConsent, PersonConsent, everybodys_consent, person_consent
from coproclip.people.consent import ANSWERS, note_consent
from coproclip.people.own_questions import (
    OwnQuestion,
    add_question,
    change_question,
    find_question,
    own_number,
    own_questions,
    remove_question,
)
from coproclip.people.papers import add_paper, drop_paper
from coproclip.people.stories import find_story
from coproclip.people.storytellers import find_teller, storytellers_of
from coproclip.project.journal import Operation
from coproclip.project.kinds import ASKED_BEFORE, ConsentAbout

ABOUT = {
    "recorded": ConsentAbout.RECORDED,
    "transcribed": ConsentAbout.TRANSCRIBED,
    "shared": ConsentAbout.SHARED,
    "reporters": ConsentAbout.REPORTERS,
    "group": ConsentAbout.GROUP,
    "quoted": ConsentAbout.QUOTED,
    "heard": ConsentAbout.AUDIO,
    "public": ConsentAbout.PUBLIC,
    "named": ConsentAbout.NAMED,
    "photo": ConsentAbout.PHOTO,
    "altered": ConsentAbout.ALTERED,
    "archived": ConsentAbout.ARCHIVED,
    "translated": ConsentAbout.TRANSLATED,
    "contacted": ConsentAbout.CONTACTED,
    "guardian": ConsentAbout.GUARDIAN,
}
"""The questions; what was asked of the first three is always shown, of the others what was asked."""
NAMES = {kind.value: name for name, kind in ABOUT.items()}
USES = tuple(use.value for use in ASKABLE_USES)


def item_of(session: Session, wanted: str) -> str:
    """What answers are about, by the name of an item, or the number or words of an own question. Raises `NotFound`."""
    known = ABOUT.get(wanted.strip().lower())
    return known if known is not None else find_question(session, wanted).item


def item_name(item: str, question: str) -> str:
    """How an item is typed and printed: “quoted”, or an own question’s words."""
    return NAMES.get(item) or question or f"a question that is gone ({item})"


def consent(
    project: ProjectPath,
    story: StoryName,
    about: Annotated[
        str, typer.Argument(metavar="|".join(ABOUT), help="What was asked; or an own question’s number or words.")
    ] = "",
    said: Annotated[str, typer.Argument(metavar="|".join(ANSWERS), parser=one_of(("", *ANSWERS)))] = "",
    by: Annotated[
        str | None, typer.Option("--by", metavar="WHO", help="Who answered; a name to go by is enough.")
    ] = None,
    how: Annotated[str | None, typer.Option("--how", help="How they said it, such as “on a signed sheet”.")] = None,
    of: Annotated[
        str, typer.Option("--of", metavar="STORYTELLER", help="Whose answer it is, where several tell the story.")
    ] = "",
    noted_by: Annotated[str, typer.Option("--noted-by", metavar="WHO", help="Who wrote it down.")] = "",
    until: Annotated[str, typer.Option(metavar="DAY", help="The last day a yes holds, such as 2027-05-12.")] = "",
    review: Annotated[str, typer.Option(metavar="DAY", help="The day to ask again.")] = "",
    paper: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A scan or photo of the signed sheet; it is copied in.")
    ] = None,
    sheet: Annotated[
        int | None, typer.Option(metavar="NUMBER", help="The sheet they were given, as “sheet” numbers it.")
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="Show every item and what counts now; note nothing.")] = False,
    history: Annotated[bool, typer.Option("--history", help="Show each answer there was; note nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Note what a storyteller said about a whole story, or show it.

    Nothing of a story is shared without.
    """
    if listed or history:
        if about:
            raise typer.BadParameter("--list and --history note nothing: leave out the answer.")
        _show(project, story, of, history=history, as_json=as_json)
        return
    if not about or not said:
        raise typer.BadParameter("Say what was asked and what was answered, or give --list or --history.")
    if by is None or how is None:
        raise typer.BadParameter("An answer needs who gave it, and how: give both --by and --how.")
    if not by.strip() or not how.strip():
        raise BadInput("An answer needs who gave it, and how.", "It was not noted.", "Give both --by and --how.")
    with opened(project) as target:
        copied = add_paper(target, paper) if paper is not None else ""
        try:
            with target.edit(Operation.NOTE_CONSENT) as edit:
                found = find_story(edit.session, story)
                tellers = storytellers_of(edit.session, found.id)
                teller = find_teller(edit.session, found.id, of) if of else tellers[0] if len(tellers) == 1 else None
                if teller is None and len(tellers) > 1:
                    names = " and ".join(one.alias for one in tellers)
                    raise BadInput(
                        f"{names} tell this story.", "Nothing was noted.", "Say whose answer it is with --of."
                    )
                whose = teller.id if teller else None
                note_consent(
                    edit,
                    found.id,
                    item_of(edit.session, about),
                    said,
                    by,
                    how,
                    storyteller_id=whose,
                    noted_by=noted_by,
                    sheet_id=sheet,
                    paper=copied,
                    expires_on=until,
                    review_on=review,
                )
        except BaseException:
            if copied:
                drop_paper(target, copied)
            raise
        with target.read() as session:
            known = person_consent(session, found.id, whose)
    counts = {
        item_name(one.item, one.question): one.said.answer if one.said else ""
        for one in known.items
        if one.said or one.item in ASKED_BEFORE
    }
    if as_json:
        show_json({"story": found.id, "storyteller": known.name, **counts})
        return
    for name, answer in counts.items():
        show(f"{name:<12} {answer or 'not asked'}")


def _show(project: Path, story: str, of: str, *, history: bool, as_json: bool) -> None:
    with opened(project) as target, target.read() as session:
        story_id = find_story(session, story).id
        people = everybodys_consent(session, story_id)
        if of:
            whose = find_teller(session, story_id, of).id
            people = tuple(one for one in people if one.person_id == whose)
    if as_json:
        show_team_json(
            {"story": story_id, "people": [_history_facts(one) if history else _facts(one) for one in people]}
        )
        return
    say_for_team()
    for person in people:
        if len(people) > 1:
            show(person.name or "Nobody named")
        for line in _history_lines(person) if history else map(_line, person.items):
            show(line)


def _facts(person: PersonConsent) -> dict[str, Any]:
    return {
        "storyteller": person.name,
        "items": [
            {
                "item": item_name(one.item, one.question),
                "holds": one.holds,
                **(asdict(one.said) if one.said else {"answer": ""}),
            }
            for one in person.items
        ],
    }


def _history_facts(person: PersonConsent) -> dict[str, Any]:
    changes = [
        {"item": item_name(one.item, one.question), "before": one.before, **asdict(one.said)} for one in person.history
    ]
    return {"storyteller": person.name, "history": changes}


def _line(one: ItemConsent) -> str:
    name = item_name(one.item, one.question)
    if one.said is None:
        return f"{name:<12} not asked"
    said = one.said
    parts = [said.who, said.how, said.day, f"noted by {said.noted_by}" if said.noted_by else ""]
    parts += [f"until {said.until}" if said.until else "", f"ask again {said.review}" if said.review else ""]
    parts += [f"paper {said.paper}" if said.paper else "", f"sheet {said.sheet_id}" if said.sheet_id else ""]
    answer = "over" if one.over else said.answer
    return f"{name:<12} {answer:<8} {', '.join(filter(None, parts))}".rstrip()


def _history_lines(person: PersonConsent) -> list[str]:
    lines = []
    for one in person.history:
        name, said = item_name(one.item, one.question), one.said
        noted = f", noted by {said.noted_by}" if said.noted_by else ""
        lines.append(
            f"{said.day}  {name:<12} {one.before or 'not asked'} → {said.answer}  {said.who}, {said.how}{noted}"
        )
    return lines or ["Nothing was asked yet."]


def questions(
    project: ProjectPath,
    add: Annotated[str, typer.Option(metavar="TEXT", help="A question more that storytellers are asked.")] = "",
    change: Annotated[str, typer.Option(metavar="QUESTION", help="The number or words of one to change.")] = "",
    text: Annotated[str | None, typer.Option(metavar="TEXT", help="With --change: its words.")] = None,
    needed_for: Annotated[
        list[str] | None,
        typer.Option(
            metavar="|".join(USES), parser=one_of(USES), help="What a yes to it is needed for; once for each."
        ),
    ] = None,
    remove: Annotated[str, typer.Option(metavar="QUESTION", help="The number or words of one nobody answered.")] = "",
    as_json: AsJson = False,
) -> None:
    """List the project’s own questions of consent, add one, change or remove one."""
    if sum(map(bool, (add, change, remove))) > 1:
        raise typer.BadParameter("Add, change or remove: one at a time.")
    with opened(project) as target:
        if add or change or remove:
            with target.edit(Operation.CHANGE_QUESTIONS) as edit:
                if add:
                    add_question(edit, add, needed_for or ())
                elif change:
                    old = find_question(edit.session, change)
                    uses = old.uses if needed_for is None else needed_for
                    change_question(edit, old.id, old.text if text is None else text, uses)
                else:
                    remove_question(edit, find_question(edit.session, remove).id)
        with target.read() as session:
            found = own_questions(session)
    if as_json:
        show_json([_question_facts(one) for one in found])
        return
    for one in found:
        show(f"{one.id:>4}  {one.text}  ({', '.join(one.uses) or 'needed for nothing'})")
    if not found:
        say("This project has no questions of its own.")


def _question_facts(one: OwnQuestion) -> dict[str, Any]:
    return {"id": own_number(one.item), "text": one.text, "needed_for": list(one.uses)}
