"""`coproclip delete`: into the bin, or for good."""

import sys
from typing import Annotated

import typer

from coproclip.cli.arguments import ProjectPath, opened
from coproclip.cli.output import ask, counted, say, show
from coproclip.errors import BadInput
from coproclip.excerpts.forgetting import forget_old_words
from coproclip.people.stories import bin_story, find_story
from coproclip.project.erasure import erase_stories, only_tellers
from coproclip.project.journal import Operation


def delete(
    project: ProjectPath,
    stories: Annotated[list[str], typer.Argument(metavar="STORY...", help="Stories by number or title.")],
    for_good: Annotated[bool, typer.Option("--for-good", help="Erase them: sound, words, answers, backups.")] = False,
    old_words: Annotated[
        bool,
        typer.Option(
            "--old-words",
            help="Keep the stories, and erase only what was corrected: the first draft, translations, undo, backups.",
        ),
    ] = False,
    keep_storyteller: Annotated[
        bool,
        typer.Option("--keep-storyteller", help="Keep those who told only these stories in the list of people."),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do what cannot be undone without asking.")] = False,
) -> None:
    """Put stories in the bin, or delete them for good.

    Without --for-good nothing is lost: a story can be taken out of the bin. Files that were exported are not touched.
    """
    if for_good and old_words:
        raise typer.BadParameter("Give --for-good or --old-words, not both.")
    with opened(project) as target:
        with target.read() as session:
            found = list({story.id: story for story in (find_story(session, name) for name in stories)}.values())
        ids = [story.id for story in found]
        if not (for_good or old_words):
            with target.edit(Operation.BIN_STORY) as edit:
                for story_id in ids:
                    bin_story(edit, story_id)
            show(f"{counted(len(ids), 'story is', 'stories are')} in the bin")
            return
        tellers = only_tellers(target, ids) if for_good and not keep_storyteller else []
        if not yes and not sys.stdin.isatty():
            raise BadInput("This cannot be undone, so it was not done.", "Nothing was changed.", "Add --yes to do it.")
        if not yes:
            what = "Delete" if for_good else "Forget the old words of"
            also = f", and {', '.join(tellers)} from the list of people" if tellers else ""
            ask(f"{what} {', '.join(story.title for story in found)}{also}? This cannot be undone.")
        if old_words:
            for story_id in ids:
                forget_old_words(target, story_id)
            show(f"The old words of {counted(len(ids), 'story', 'stories')} are forgotten")
            return
        erased = erase_stories(target, ids, storytellers=not keep_storyteller)
        show(f"{counted(erased.stories, 'story is', 'stories are')} deleted for good")
        for where in erased.left:
            say(f"“{where}” could not be taken away. Close what has it open, and delete it in the project’s folder.")
        say("Files that were exported before are where they were.")
    if erased.left:
        raise typer.Exit(1)
