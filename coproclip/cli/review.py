"""`coproclip review` and `review-answers`: a storyteller is asked about what is theirs, and their answers are kept."""

import sys
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from coproclip.cli.arguments import AsJson, ProjectPath, opened
from coproclip.cli.excerpts import By, ForWhat, How
from coproclip.cli.exporting import To
from coproclip.cli.output import ask, counted, progress, say, show, show_json, show_team_json, stoppable
from coproclip.cli.reasons import with_commands
from coproclip.errors import BadInput
from coproclip.excerpts.reviews.review import for_review
from coproclip.excerpts.reviews.review_packs import (
    PackAnswer,
    answers_of_codes,
    answers_of_file,
    keep_answers,
    read_answer_file,
)
from coproclip.excerpts.rules.policy import Use
from coproclip.export.documents.paper import print_large
from coproclip.export.review_pack import export_review
from coproclip.people.storytellers import find_storyteller
from coproclip.project.journal import Operation

Whose = Annotated[str, typer.Argument(metavar="STORYTELLER", help="A storyteller’s alias or number.")]
Given = Annotated[
    list[str],
    typer.Argument(metavar="FILE|LETTERS", help="The file that the page saved, or letters such as “K7PF YM”."),
]
Wish = Annotated[str, typer.Option("--change", metavar="WORDS", help="What they would like changed.")]
Yes = Annotated[bool, typer.Option("--yes", help="Keep the answers without asking.")]


def review(
    project: ProjectPath,
    storyteller: Whose,
    to: To,
    uses: ForWhat = Use.SHARING.value,
    paper: Annotated[bool, typer.Option("--paper/--no-paper", help="Pages in large print too.")] = True,
    as_json: AsJson = False,
) -> None:
    """Make a review for a storyteller: to say yes, change or no to what is theirs.

    A folder with a page that plays their own excerpts and takes their answers, and pages to print.
    """
    with stoppable() as cancel, opened(project) as target:
        with target.read() as session:
            whose = find_storyteller(session, storyteller).id
        for refusal in for_review(target, whose).refused:
            say(f"Left out: {refusal.title}. {with_commands(refusal.reasons)}")
        with progress("Making the review") as report:
            made = export_review(
                target,
                whose,
                to,
                uses=[Use(use) for use in uses.split(",")],
                print_pdf=partial(print_large, stops=lambda: cancel.cancelled) if paper else None,
                report=report,
                cancel=cancel,
                tell=say,
            )
    if as_json:
        printed = str(made.paper) if made.paper else None
        show_json({"folder": str(made.folder), "index": str(made.index), "paper": printed, "excerpts": made.count})
        return
    show(f"{made.index}")
    if made.paper:
        show(f"{made.paper}")


def review_answers(
    project: ProjectPath,
    given: Given,
    by: By,
    how: How,
    wish: Wish = "",
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Read in what a storyteller answered to a review.

    Each answer is shown before any is kept. A yes counts only if they were shown what stands now; a change is a no, and
    their wish goes into the excerpt’s note. What else that review asked about got no answer: a yes from before it was
    made no longer counts. So give all its letters at once: of a review that was read in before, or after which they
    answered or were asked again, a yes is not kept.
    """
    if not by.strip() or not how.strip():
        raise BadInput("An answer needs who gave it, and how.", "It was not noted.", "Give both --by and --how.")
    with opened(project) as target:
        with target.read() as session:
            if len(given) == 1 and _is_file(given[0]):
                answers = answers_of_file(target, session, read_answer_file(Path(given[0])))
            else:
                answers = answers_of_codes(session, given, wish)
        if not as_json:
            for one in answers:
                show(_line(one))
        if not yes:
            if not sys.stdin.isatty():
                raise BadInput("These answers were not kept.", "Nothing was noted.", "Look at them, then add --yes.")
            ask("Keep these answers?")
        with target.edit(Operation.NOTE_ANSWER) as edit:
            count = keep_answers(edit, answers, who=by, how=how)
    if as_json:
        show_team_json({"answers": [_fact(one) for one in answers], "kept": count})
    else:
        show(f"{counted(count, 'answer')} kept")


def _is_file(text: str) -> bool:
    return "." in text or "/" in text or "\\" in text or Path(text).exists()


def _line(one: PackAnswer) -> str:
    wish = f" “{one.wish}”" if one.wish else ""
    return f"{one.excerpt_id:>4}  {one.outcome.value}  {one.title}  {one.words}{wish}"


def _fact(one: PackAnswer) -> dict[str, Any]:
    return {
        "excerpt": one.excerpt_id,
        "title": one.title,
        "answer": one.answer.value if one.answer else None,
        "wish": one.wish,
        "outcome": one.outcome.value,
        "words": one.words,
    }
