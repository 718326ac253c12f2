"""`coproclip session`: the group's workshop from the command line: start it, draw cards, enter results, read them."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session

from coproclip.cli.arguments import AsJson, ProjectPath, one_of, opened
from coproclip.cli.exporting import To
from coproclip.cli.output import counted, progress, say, say_for_team, show, show_json, show_team_json, stoppable
from coproclip.cli.text_files import EncodingName, text_of
from coproclip.errors import BadInput
from coproclip.export.documents.paper import print_large
from coproclip.export.workshop.workshop_files import WorkshopFiles, export_papers, export_take_away
from coproclip.overview.workshop import Room, card_faces, read_room, workshop_rows
from coproclip.project.journal import Operation
from coproclip.project.kinds import TakingPart
from coproclip.project.project import Edit, Project
from coproclip.sensemaking import read_back
from coproclip.sensemaking.attendees import add_attendee, find_attendee
from coproclip.sensemaking.cards import EACH, draw_cards, kept_back
from coproclip.sensemaking.contributions import read_contribution, take_in
from coproclip.sensemaking.notes import hidden_count, show_thoughts
from coproclip.sensemaking.quick_sheet import LONGEST, Entered, enter_results
from coproclip.sensemaking.sessions import DOTS, change_session, find_session, start_session
from coproclip.sensemaking.steps import steps_as_lines, steps_from_lines
from coproclip.sensemaking.typed_before import Again, TypedBefore
from coproclip.themes.codebook import find_theme

app = typer.Typer(help="The group’s workshop: start it, draw cards, enter results, read them.", no_args_is_help=True)

SessionName = Annotated[str, typer.Argument(metavar="SESSION", help="A workshop’s name or number.")]


def _id(project: Project, name: str) -> int:
    with project.read() as session:
        return find_session(session, name).id


def _room(project: Project, session_id: int) -> Room:
    return project.query(read_room, session_id)


def _kept_back(session: Session) -> int:
    return sum(kept_back(session))


def _facts(room: Room, kept: int) -> dict[str, Any]:
    step = room.steps[room.step]
    return {
        "id": room.session_id,
        "name": room.title,
        "day": room.day,
        "step": step.title,
        "steps": [one.title for one in room.steps],
        "people": [{"name": one.name, "part": one.level.value, "dots_left": one.left} for one in room.people],
        "cards": len(room.cards),
        "kept_back": kept,
        "notes_waiting": room.hidden_notes,
        "dots": {"each": room.equal, "placed": room.placed, "hidden": room.dots_hidden},
        "agreed": room.agreed,
        "closed": room.closed,
    }


@app.command("new")
def new(
    project: ProjectPath,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is called.")],
    person: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME[=PART]", help="Who is there; PART is talk, type, listen, not today."),
    ] = None,
    day: Annotated[str, typer.Option(metavar="DAY", help="When it is, as 2026-03-31.")] = "",
    dots: Annotated[int, typer.Option(metavar="N", help="Dots for each person.")] = DOTS,
    hide_dots: Annotated[
        bool, typer.Option("--hide-dots", help="Hide how many there are until they are shown.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Start a workshop."""
    with opened(project) as target:
        with target.edit(Operation.START_WORKSHOP) as edit:
            made = start_session(edit, name, day=day, dots=dots)
            if hide_dots:
                change_session(edit, made.id, dots_hidden=True)
            for one in person or []:
                who, _, part = one.partition("=")
                if part and part not in set(TakingPart):
                    raise BadInput(f"“{part}” is none of {', '.join(TakingPart)}.", "Nothing was started.")
                add_attendee(edit, made.id, who, level=TakingPart(part or TakingPart.TALK))
            number = made.id
        room = _room(target, number)
    if as_json:
        show_json(_facts(room, 0))
    else:
        show(f"Workshop {number}: {room.title}, {counted(room.there, 'person', 'people')}")
        say(f"Next: coproclip session cards … {number}")


@app.command("list")
def list_sessions(project: ProjectPath, as_json: AsJson = False) -> None:
    """List workshops, the newest first."""
    with opened(project) as target:
        rows = target.query(workshop_rows)
    if as_json:
        show_json(
            [
                {"id": one.session_id, "name": one.title, "day": one.day, "step": one.step, "closed": one.closed}
                for one in rows
            ]
        )
        return
    for one in rows:
        state = "closed" if one.closed else f"at “{one.step}”"
        show(f"{one.session_id:>4}  {one.day}  {one.title}: {counted(one.cards, 'card')}, {state}")
    if not rows:
        say("There is no workshop in this project yet.")


@app.command("steps")
def steps(
    project: ProjectPath,
    session: SessionName,
    change: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Take the steps of this file, a line for each.")
    ] = None,
    encoding: EncodingName = "",
    as_json: AsJson = False,
) -> None:
    """Show the steps of a workshop, as lines that can be changed: kind, name, question, how, minutes."""
    with opened(project) as target:
        number = _id(target, session)
        if change is not None:
            lines = text_of(change, LONGEST * 4, "reading the steps", encoding)
            with target.edit(Operation.CHANGE_WORKSHOP) as edit:
                change_session(edit, number, steps=steps_from_lines(lines))
        found = _room(target, number).steps
    if as_json:
        show_json([{**asdict(step), "kind": step.kind.value} for step in found])
        return
    for line in steps_as_lines(found).splitlines():
        show(line)


@app.command("cards")
def draw(
    project: ProjectPath,
    session: SessionName,
    each: Annotated[int, typer.Option(metavar="N", min=1, help="How many excerpts of each story.")] = EACH,
    theme: Annotated[list[str] | None, typer.Option(metavar="THEME", help="Only excerpts in this theme.")] = None,
    no_more: Annotated[bool, typer.Option("--list", help="Draw none; list those there are.")] = False,
    as_json: AsJson = False,
) -> None:
    """Draw cards from excerpts that the group may hear, every story in turn; list them."""
    with opened(project) as target:
        number = _id(target, session)
        if not no_more:
            with target.edit(Operation.DRAW_CARDS) as edit:
                wanted = [find_theme(edit.session, one).id for one in theme or []]
                draw_cards(edit, number, each=each, theme_ids=wanted)
        room, faces = _room(target, number), target.query(card_faces, target, number)
        kept = target.query(_kept_back)
    rows = [
        {
            "card": card.number,
            "excerpt": card.excerpt_id,
            "words": faces.faces[card.card_id].quote,
            "signed": faces.faces[card.card_id].who,
            "sensitive": faces.faces[card.card_id].sensitive,
            "care": faces.faces[card.card_id].care,
        }
        for card in room.cards
        if card.card_id in faces.faces
    ]
    if as_json:
        show_team_json({"cards": rows, "kept_back": kept})
        return
    say_for_team()
    for row in rows:
        show(f"{row['card']:>4}  “{row['words']}”  {row['signed']}{'  SENSITIVE' * bool(row['sensitive'])}")
    say(f"Kept back: {kept}")


@app.command("enter")
def enter(
    project: ProjectPath,
    session: SessionName,
    sheet: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="A text file, a line for each thing.")] = None,
    line: Annotated[list[str] | None, typer.Option(metavar="TEXT", help="One line, as “dots Sam: 12 12 3”.")] = None,
    notes: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="Notes that came back from a take-away pack.")
    ] = None,
    show_notes: Annotated[bool, typer.Option("--show-notes", help="Show what was noted alone.")] = False,
    again: Annotated[
        str | None,
        typer.Option(
            metavar="|".join(Again),
            parser=one_of(tuple(Again)),
            help="Where results were typed in already: keep only what is new, or all once more.",
        ),
    ] = None,
    encoding: EncodingName = "",
    as_json: AsJson = False,
) -> None:
    """Enter results from paper by card number, and notes that came back; all of them or none."""
    if sheet is None and not line and not notes and not show_notes:
        raise typer.BadParameter("Give a FILE, --line, --notes or --show-notes.")
    typed = list(line or [])
    if sheet is not None:
        typed.insert(0, text_of(sheet, LONGEST * 4, "reading the sheet", encoding, "Nothing was kept."))
    text = "\n".join(typed)
    with opened(project) as target:
        number, entered, new_notes, known, shown = _id(target, session), Entered(), 0, 0, 0
        if text.strip():
            with target.edit(Operation.ENTER_RESULTS) as edit:
                entered = _entered(edit, number, text, again)
        if notes:
            found = [read_contribution(one) for one in notes]
            with target.edit(Operation.TAKE_IN_NOTES) as edit:
                taken = take_in(edit, found)
                new_notes, known = taken.new, taken.known
        if show_notes:
            with target.edit(Operation.SHOW_THOUGHTS) as edit:
                shown = show_thoughts(edit, number)
        waiting = target.query(hidden_count, number)
    if as_json:
        facts = {"lines": entered.lines, "moved": entered.moved, "typed_before": entered.known}
        show_json(facts | {"notes": new_notes, "known": known, "shown": shown, "waiting": waiting})
        return
    show(f"{counted(entered.lines, 'line')} kept, {counted(new_notes, 'note')} new, {known} known, {shown} shown")
    if entered.moved:
        say(f"In another group than before: card {', '.join(map(str, entered.moved))}.")
    if waiting:
        say(f"{counted(waiting, 'note')} made alone and hidden still; --show-notes shows them.")


def _entered(edit: Edit, session_id: int, text: str, again: str | None) -> Entered:
    try:
        return enter_results(edit, session_id, text, Again(again) if again else None)
    except TypedBefore as error:
        how = "“--again new” keeps only what is new, “--again all” everything again, where two people noted the same."
        raise BadInput(error.happened, error.safe, how) from None


@app.command("print")
def print_papers(
    project: ProjectPath,
    session: SessionName,
    to: To,
    paper: Annotated[bool, typer.Option("--paper/--no-paper", help="PDF files to print too.")] = True,
    as_json: AsJson = False,
) -> None:
    """Make what whoever leads reads first, cards, posters and all sheets to write on: A4, in large print.

    Each is also a page for a browser; screen readers find the headings and lists of both.
    """
    with opened(project) as target:
        number = _id(target, session)
        made = export_papers(target, number, to, print_pdf=print_large if paper else None, tell=say)
    _show(made, as_json)


@app.command("pack")
def pack(
    project: ProjectPath,
    session: SessionName,
    person: Annotated[
        list[str], typer.Argument(metavar="PERSON", help="For whom, as they are called in the workshop.")
    ],
    to: To,
    as_json: AsJson = False,
) -> None:
    """Make a folder to take away for each person: a page that plays the cards the group may hear, and takes notes."""
    with stoppable() as cancel, opened(project) as target:
        number = _id(target, session)
        with target.read() as reading:
            people = [find_attendee(reading, number, one).id for one in person]
        with progress("Making packs to take away") as report:
            packs = [
                export_take_away(target, number, one, to, report=report, cancel=cancel, tell=say) for one in people
            ]
    if as_json:
        show_json([_made(one) for one in packs])
        return
    for one in packs:
        _show(one, False)


def _made(made: WorkshopFiles) -> dict[str, Any]:
    files = [path.relative_to(made.folder).as_posix() for path in made.files]
    return {
        "folder": str(made.folder),
        "files": files,
        "cards": made.cards,
        "kept_back": made.kept_back,
        "why": made.why,
    }


def _show(made: WorkshopFiles, as_json: bool) -> None:
    if as_json:
        show_json(_made(made))
        return
    show(f"{made.folder}: {counted(len(made.files), 'file')}, {counted(made.cards, 'card')}")
    if made.kept_back:
        say(f"Kept back: {counted(made.kept_back, 'card')}, because the group may not be given them.")
        for sentence in made.why:
            say(sentence)


ENDS = ("draft", "agree", "close", "reopen")


@app.command("result")
def result(
    project: ProjectPath,
    session: SessionName,
    do: Annotated[
        str | None,
        typer.Option("--do", metavar="|".join(ENDS), parser=one_of(ENDS), help="Draft, agree on or close the page."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show what a workshop came to: groups, dots, choices, notes, and the page that the group agrees on."""
    with opened(project) as target:
        number = _id(target, session)
        if do:
            with target.edit(Operation.READ_BACK) as edit:
                match do:
                    case "draft":
                        read_back.set_read_back(edit, number, read_back.draft(edit.session, number))
                    case "agree":
                        read_back.agree_on_it(edit, number)
                    case "close":
                        read_back.close_session(edit, number)
                    case _:
                        read_back.reopen_session(edit, number)
        room, kept = _room(target, number), target.query(_kept_back)
        draft = target.query(read_back.draft, number)
    if not as_json:
        say_for_team()
        show(f"Workshop {number}: {room.title} ({'closed' if room.closed else 'agreed' if room.agreed else 'open'})")
        for text in (room.read_back or draft).splitlines():
            show(text)
        say(f"Kept back: {kept}")
        return
    cards = {card.card_id: card.number for card in room.cards}
    show_team_json(
        _facts(room, kept)
        | {
            "groups": [
                {
                    "name": group.name or group.shown,
                    "theme": group.theme_id,
                    "cards": [cards[one] for one, _ in group.inside if one in cards],
                    "dots": group.dots,
                }
                for group in room.groups
            ],
            "card_dots": {str(card.number): card.dots for card in room.cards if card.dots},
            "notes": [
                {"kind": one.kind.value, "text": one.text, "who": one.who, "card": one.card, "done": one.done}
                for one in room.notes
            ],
            "choices": [
                {
                    "for": one.kind.value,
                    "chosen": one.chosen,
                    "card": one.card,
                    "theme": one.theme,
                    "reason": one.reason,
                }
                for one in room.choices
            ],
            "page": room.read_back or draft,
        }
    )
