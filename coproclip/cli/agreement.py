"""`coproclip agreement`: where people marked the same story differently, and then the numbers."""

from typing import Annotated, Any

import typer

from coproclip.cli.arguments import AsJson, ProjectPath, opened
from coproclip.cli.output import counted, say, say_for_team, show, show_team_json
from coproclip.people.stories import find_story
from coproclip.themes.agreement import Agreement, agreement
from coproclip.themes.codebook import find_theme
from coproclip.timecode import clock

_TO_TALK_ABOUT = "Where people differ is worth talking about. The numbers are not needed for reflexive work."
_MOST_LETTERS = 80


def show_agreement(
    project: ProjectPath,
    story: Annotated[list[str] | None, typer.Option("--story", metavar="STORY", help="Only of this story.")] = None,
    theme: Annotated[list[str] | None, typer.Option("--theme", metavar="THEME", help="Only of this theme.")] = None,
    here: Annotated[str, typer.Option("--here", metavar="NAME", help="Who worked in the project itself.")] = "Here",
    as_json: AsJson = False,
) -> None:
    """Show where people marked the same story differently, and how much they agree.

    Who marked what is known by the copy it came back with (“coproclip merge”). The unit is a passage and a theme.
    """
    with opened(project) as target, target.read() as session:
        stories = [find_story(session, name).id for name in story] if story else None
        themes = [find_theme(session, name).id for name in theme] if theme else None
        found = agreement(session, here, stories=stories, themes=themes)
    if as_json:
        show_team_json(_fact(found))
        return
    if not found.units:
        say("No story was marked by two people yet. “coproclip merge” brings in what a colleague marked.")
        return
    if found.differences:
        say_for_team()
    for one in found.differences:
        words = one.text if len(one.text) <= _MOST_LETTERS else f"{one.text[:_MOST_LETTERS]}…"
        show(f"{one.story}  {clock(one.start_ms)}  {one.theme}: yes {', '.join(one.yes)}; no {', '.join(one.no)}")
        show(f"    {words}")
    where = f"{counted(found.passages, 'passage')} in {counted(found.stories, 'story', 'stories')}"
    show(f"n = {found.units:,}: {where}, each with {counted(found.themes, 'theme')}; people: {', '.join(found.people)}")
    show(f"The same in {found.agreed:,} of {found.units:,} ({100 * found.agreed / found.units:.0f} %)")
    for (one_person, other), kappa in found.kappas.items():
        show(f"Cohen’s κ, {one_person} and {other}: {_number(kappa)}")
    show(f"Krippendorff’s α (nominal), {counted(len(found.people), 'person', 'people')}: {_number(found.alpha)}")
    say(_TO_TALK_ABOUT)


def _number(value: float | None) -> str:
    return "not defined: everybody always said the same" if value is None else f"{value:.3f}"


def _fact(found: Agreement) -> dict[str, Any]:
    return {
        "unit": "passage and theme",
        "people": list(found.people),
        "stories": found.stories,
        "passages": found.passages,
        "themes": found.themes,
        "n": found.units,
        "agreed": found.agreed,
        "differences": [
            {
                "story": one.story,
                "story_id": one.story_id,
                "start_ms": one.start_ms,
                "end_ms": one.end_ms,
                "text": one.text,
                "theme": one.theme,
                "yes": list(one.yes),
                "no": list(one.no),
            }
            for one in found.differences
        ],
        "kappa": [
            {"people": list(pair), "value": None if value is None else round(value, 3)}
            for pair, value in found.kappas.items()
        ],
        "alpha": None if found.alpha is None else round(found.alpha, 3),
        "note": _TO_TALK_ABOUT,
    }
