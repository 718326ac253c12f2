"""`coproclip phrase` and `answers`: phrases in all stories with the words around them; all answers to one starter."""

from typing import Annotated, Any

import typer

from coproclip.cli.arguments import AsJson, ProjectPath, opened
from coproclip.cli.output import counted, say, say_for_team, show, show_json, show_team_json
from coproclip.excerpts.marking import mark
from coproclip.overview.starter_answers import starter_answers
from coproclip.people.quantity import quantity_bands, quantity_word
from coproclip.project.journal import Operation
from coproclip.themes.phrases import (
    PhraseResult,
    delete_phrase,
    find_phrase,
    find_phrases,
    phrases,
    save_phrase,
    variants,
)
from coproclip.timecode import clock

app = typer.Typer(
    help="Phrases in all stories, in all their forms: tick box, box-tick*, ~rhubarb (also near and alike).",
    no_args_is_help=True,
)

Forms = Annotated[
    list[str],
    typer.Argument(metavar="FORM", help="Words in a row; * for any letters; ~ before it for near and alike."),
]
Name = Annotated[str, typer.Argument(metavar="PHRASE", help="A saved phrase’s name or number.")]


@app.command("find")
def find(
    project: ProjectPath,
    forms: Forms,
    all_forms: Annotated[
        bool, typer.Option("--variants", help="Also other forms of two words: box tick, ticking boxes, tickbox.")
    ] = False,
    mark_all: Annotated[bool, typer.Option("--mark", help="Mark each place as an excerpt.")] = False,
    as_json: AsJson = False,
) -> None:
    """Find words in all stories, with eight words either side and one count of stories."""
    wanted = [*forms, *(other for form in forms for other in (variants(form) if all_forms else ()))]
    with opened(project) as target:
        with target.read() as session:
            found, bands = find_phrases(session, wanted), quantity_bands(session)
        made: list[int] = []
        if mark_all and found.hits:
            with target.edit(Operation.MARK_EXCERPT) as edit:
                made = [mark(edit, hit.story_id, hit.start_ms, hit.end_ms).id for hit in found.hits]
    _show(found, quantity_word(bands, found.stories, found.every), made, as_json)


def _show(found: PhraseResult, word: str, made: list[int], as_json: bool) -> None:
    if as_json:
        keys = ("story_id", "story_title", "before", "found", "after", "start_ms", "end_ms")
        rows = [{key: getattr(hit, key) for key in keys} for hit in found.hits]
        numbers: dict[str, Any] = {"stories": found.stories, "every": found.every, "word": word}
        show_team_json({**numbers, "hits": rows, "excerpts": made})
        return
    if found.hits:
        say_for_team()
    for hit in found.hits:
        show(f"{hit.story_title}  {clock(hit.start_ms)}  … {hit.before} [{hit.found}] {hit.after} …")
    say(f"In {found.stories} of {counted(found.every, 'story', 'stories')} ({word}), {_times(len(found.hits))}.")
    if made:
        say(f"Marked {counted(len(made), 'excerpt')}.")


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


@app.command("save")
def save(project: ProjectPath, name: Name, forms: Forms, as_json: AsJson = False) -> None:
    """Keep a phrase with its forms under a name; a name that is there is changed."""
    with opened(project) as target:
        with target.edit(Operation.CHANGE_PHRASES) as edit:
            known = {one.name.casefold(): one.phrase_id for one in phrases(edit.session)}
            kept = save_phrase(edit, name, forms, known.get(name.strip().casefold()))
        fact = {"id": kept.id, "name": kept.name, "patterns": list(kept.patterns)}
    show_json(fact) if as_json else show(f"Phrase {kept.id}: {kept.name}")


@app.command("list")
def list_phrases(project: ProjectPath, as_json: AsJson = False) -> None:
    """List the saved phrases, each with in how many stories it is said."""
    with opened(project) as target, target.read() as session:
        rows: list[dict[str, Any]] = [
            {
                "id": one.phrase_id,
                "name": one.name,
                "patterns": list(one.patterns),
                "stories": (found := find_phrases(session, one.patterns)).stories,
                "every": found.every,
                "times": len(found.hits),
            }
            for one in phrases(session)
        ]
    if as_json:
        show_json(rows)
        return
    for row in rows:
        show(f"{row['id']:>4}  {row['name']}: in {row['stories']} of {row['every']} stories, {_times(row['times'])}")
    if not rows:
        say("There are no saved phrases in this project yet.")


@app.command("show")
def show_phrase(project: ProjectPath, phrase: Name, as_json: AsJson = False) -> None:
    """Find a saved phrase."""
    with opened(project) as target, target.read() as session:
        found = find_phrases(session, find_phrase(session, phrase).patterns)
        bands = quantity_bands(session)
    _show(found, quantity_word(bands, found.stories, found.every), [], as_json)


@app.command("remove")
def remove(project: ProjectPath, phrase: Name, as_json: AsJson = False) -> None:
    """Forget a saved phrase; the stories stay as they are."""
    with opened(project) as target, target.edit(Operation.CHANGE_PHRASES) as edit:
        gone = find_phrase(edit.session, phrase)
        delete_phrase(edit, gone.phrase_id)
    show_json({"removed": gone.phrase_id}) if as_json else show(f"Phrase “{gone.name}” removed")


def answers(
    project: ProjectPath,
    starter: Annotated[int, typer.Argument(metavar="N", min=1, help="Which conversation starter, the first is 1.")],
    as_json: AsJson = False,
) -> None:
    """Show all answers to one conversation starter, from every story in which it was asked."""
    with opened(project) as target, target.read() as session:
        found = starter_answers(session, starter - 1)
    if as_json:
        rows = [
            {"story": one.story_id, "title": one.story_title, "start_ms": one.start_ms, "words": one.words}
            for one in found.answers
        ]
        show_team_json({"starter": found.question, "stories": found.stories, "every": found.every, "answers": rows})
        return
    say_for_team()
    show(found.question)
    for one in found.answers:
        show(f"{one.story_title}  {clock(one.start_ms)}  {one.words or '(nothing transcribed there)'}")
    say(f"Asked in {found.stories} of {counted(found.every, 'story', 'stories')}.")
