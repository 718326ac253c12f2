"""What was agreed to before a story came in, for `import` and `record`: noted with it, or said to be missing."""

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from coproclip.cli.consent import ABOUT, NAMES
from coproclip.cli.output import say
from coproclip.errors import BadInput
from coproclip.people.consent import ANSWERS, consents, note_consent
from coproclip.people.storytellers import storytellers_of
from coproclip.project.journal import Work
from coproclip.project.kinds import ASKED_BEFORE, ConsentAbout
from coproclip.project.project import Project

ConsentGiven = Annotated[
    list[str] | None,
    typer.Option(
        "--consent",
        metavar="ITEM=yes|no|later",
        help=f"What they agreed to; once for each. Items: {', '.join(ABOUT)}. Needs --by and --how.",
    ),
]
ConsentBy = Annotated[str, typer.Option("--by", metavar="WHO", help="With --consent: who answered.")]
ConsentHow = Annotated[str, typer.Option("--how", help="With --consent: how they said it.")]


def read_given(given: Sequence[str] | None, by: str, how: str, storytellers: Sequence[str]) -> dict[ConsentAbout, str]:
    """The answers by item. Raises `BadParameter`, and `BadInput` without who and how, or for several storytellers."""
    found: dict[ConsentAbout, str] = {}
    for text in given or ():
        name, _equals, answer = (part.strip().lower() for part in text.partition("="))
        if name not in ABOUT or answer not in ANSWERS:
            raise typer.BadParameter(f"“{text}” is not ITEM=yes, ITEM=no or ITEM=later.")
        found[ABOUT[name]] = answer
    if found and not (by.strip() and how.strip()):
        raise BadInput("An answer needs who gave it, and how.", "Nothing was done.", "Give both --by and --how.")
    if ConsentAbout.GUARDIAN in found and len(found) > 1:
        raise BadInput(
            "A parent or guardian answers for themselves.",
            "Nothing was done.",
            "Leave it out here, and note their answer with “coproclip consent”: who gave it, and how.",
        )
    if found and len(storytellers) > 1:
        raise BadInput(
            "Several storytellers are named, and each answers for themselves.",
            "Nothing was done.",
            "Leave out --consent, and note their answers with “coproclip consent” and --of.",
        )
    return found


def note_given(project: Project, story_id: int, given: Mapping[ConsentAbout, str], by: str, how: str) -> None:
    """Note what was given with a story that just came in."""
    if given:
        with project.edit(Work.ADD_STORY) as edit:
            for about, answer in given.items():
                note_consent(edit, story_id, about, answer, by, how)


def say_missing(project: Project, story_id: int, path: Path) -> None:
    """Say which of the first questions nobody has asked yet about a story."""
    with project.read() as session:
        said = {(one.storyteller_id, one.about) for one in consents(session, story_id)}
        tellers: list[int | None] = [one.id for one in storytellers_of(session, story_id)]
    missing = [about for about in ASKED_BEFORE if any((teller, about) not in said for teller in tellers or [None])]
    if missing:
        items = ", ".join(NAMES[about] for about in missing)
        say(
            f"Not noted yet for story {story_id}: {items}. What nobody asked counts as a no. "
            f"To note it: coproclip consent {shlex.quote(str(path))} {story_id} …"
        )
