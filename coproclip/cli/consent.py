"""`coproclip consent`: what a storyteller said about a whole story, item by item."""

from typing import Annotated

import typer

from coproclip.cli.arguments import AsJson, ProjectPath, StoryName, one_of, opened
from coproclip.cli.output import show, show_json
from coproclip.errors import BadInput
from coproclip.people.consent import ANSWERS, consent_by, note_consent
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
}
"""The questions; what was asked of the first three is always shown, of the others what was asked."""


def consent(
    project: ProjectPath,
    story: StoryName,
    about: Annotated[str, typer.Argument(metavar="|".join(ABOUT), parser=one_of(ABOUT))],
    said: Annotated[str, typer.Argument(metavar="|".join(ANSWERS), parser=one_of(ANSWERS))],
    by: Annotated[str, typer.Option("--by", metavar="WHO", help="Who answered; a name to go by is enough.")],
    how: Annotated[str, typer.Option("--how", help="How they said it, such as “on a signed sheet”.")],
    of: Annotated[
        str, typer.Option("--of", metavar="STORYTELLER", help="Whose answer it is, where several tell the story.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Note what a storyteller said about a whole story; nothing of it is shared without."""
    if not by.strip() or not how.strip():
        raise BadInput("An answer needs who gave it, and how.", "It was not noted.", "Give both --by and --how.")
    with opened(project) as target:
        with target.edit(Operation.NOTE_CONSENT) as edit:
            found = find_story(edit.session, story)
            tellers = storytellers_of(edit.session, found.id)
            teller = find_teller(edit.session, found.id, of) if of else tellers[0] if len(tellers) == 1 else None
            if teller is None and len(tellers) > 1:
                names = " and ".join(one.alias for one in tellers)
                raise BadInput(f"{names} tell this story.", "Nothing was noted.", "Say whose answer it is with --of.")
            whose = teller.id if teller else None
            note_consent(edit, found.id, ABOUT[about], said, by, how, storyteller_id=whose)
        with target.read() as session:
            answers = consent_by(session, found.id, whose)
    counts = {
        name: answers[kind].answer if kind in answers else ""
        for name, kind in ABOUT.items()
        if kind in answers or kind in ASKED_BEFORE
    }
    if as_json:
        show_json({"story": found.id, "storyteller": teller.alias if teller else "", **counts})
        return
    for name, answer in counts.items():
        show(f"{name:<12} {answer or 'not asked'}")
